"""Realtime entries: the values of one (type, item) at one instant, encoded once for everyone."""

from datetime import datetime

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import Catalogue, FieldSpec, RealtimeSpec
from kiwoom_mockserver.spec.samples import key, mix, sample_texts
from kiwoom_mockserver.wire.body import encode_object, member, value_member
from kiwoom_mockserver.world.world import World


class EntryEncoder:
    """Writes entries of every realtime type; samples fill what no word of the world does."""

    def __init__(self, settings: Settings, catalogue: Catalogue, world: World) -> None:
        self._seed = settings.seed
        self._paper = settings.profile == "paper"
        self._types = catalogue.realtime
        self._world = world
        self._pools: dict[tuple[str, str], list[bytes]] = {}

    def entry(self, type_: str, item: str, beat: int, now: datetime) -> bytes | None:
        """The entry's bytes, ``values,type,name,item`` in the wire's order.

        None for an unknown type and for a code the world does not trade: those are silent.
        """
        spec = self._types.get(type_)
        if spec is None or not self._trades(spec, item):
            return None
        start = key(self._seed, type_, item, beat)
        values = encode_object(
            self._member(spec, field, item, now, mix(start + index))
            for index, field in enumerate(spec.fields)
            if field.sent
        )
        tail = (member("type", type_), member("name", spec.name), member("item", item))
        return encode_object((b'"values":' + values, *tail))

    def _trades(self, spec: RealtimeSpec, item: str) -> bool:
        if spec.item not in {"stock", "etf", "elw"}:
            return True
        return self._world.find(item) is not None

    def _member(
        self, spec: RealtimeSpec, field: FieldSpec, item: str, now: datetime, draw: int
    ) -> bytes:
        value = self._value(field, item, now)
        if value is not None:
            return value_member(field.name, field.format, value)
        pool = self._pools.get((spec.type, field.name))
        if pool is None:
            texts = sample_texts(field, self._seed, paper=self._paper)
            pool = [member(field.name, text) for text in texts]
            self._pools[spec.type, field.name] = pool
        return pool[draw % len(pool)]

    def _value(self, field: FieldSpec, item: str, now: datetime) -> Value:
        if field.word == "time" and field.format.kind == "time":
            return now.time()
        if field.format.kind != "text" or field.word not in {"code", "name"}:
            return None
        if field.word == "code":
            return item
        issue = self._world.find(item)
        return issue.name if issue else None
