"""What a condition finds: a seeded choice of issues, until conditions are computed."""

from collections.abc import Mapping, Sequence

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.load import field_specs
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.spec.samples import key, mix, sample_texts
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.world import World

PLAIN_SEARCH = "ka10172"
_ONE_IN = 5


class Screening:
    """The conditions of a world and the issues they find; a ``ConditionSource``."""

    def __init__(self, settings: Settings, catalogue: Catalogue, world: World) -> None:
        self._seed = settings.seed
        self._world = world
        rows = catalogue.frames[PLAIN_SEARCH].response_schema["properties"]["data"]["items"]
        self._fields = field_specs(rows)

    def listing(self) -> Sequence[tuple[str, str]]:
        """Number and name of every condition."""
        return self._world.conditions

    def found(self, seq: str) -> list[Instrument]:
        """The issues a condition finds: about one in five, the same ones every time."""
        return [
            issue
            for issue in self._world.instruments.listed
            if key(self._seed, seq, issue.code) % _ONE_IN == 0
        ]

    def rows(self, seq: str, exchange: str) -> Sequence[Mapping[str, str]] | None:
        """The rows of a plain search, FID to text; None for an unknown condition."""
        if seq not in {known for known, _ in self._world.conditions}:
            return None
        pools = {field.name: sample_texts(field, self._seed) for field in self._fields}
        rows = []
        for issue in self.found(seq):
            draw = key(self._seed, seq, exchange, issue.code)
            row = {
                name: pool[mix(draw + place) % len(pool)]
                for place, (name, pool) in enumerate(pools.items())
            }
            rows.append({**row, "9001": f"A{issue.code}", "302": issue.name})
        return rows
