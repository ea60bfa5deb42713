"""Type 1h: interruptions as they begin and as they end, of one issue or of the whole market."""

from collections.abc import Sequence

import numpy as np

from kiwoom_mockserver.realtime.encode import EntryWriter
from kiwoom_mockserver.vocabulary.interruptions import Interrupted
from kiwoom_mockserver.vocabulary.issues import Issues, where_of
from kiwoom_mockserver.world.interruptions import Interruptions
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import Instant, World


class Interruptor:
    """The interruptions of one world, written once."""

    def __init__(self, world: World, writer: EntryWriter) -> None:
        self._world, self._writer = world, writer

    def entries(self, items: list[str], at: Instant) -> list[tuple[str, Sequence[bytes]]]:
        """What begins or ends in one second; the item "" is told of every issue of KRX."""
        held: dict[Where, Interruptions] = {}
        found: list[tuple[str, Sequence[bytes]]] = []
        for item in items:
            where = where_of(item)
            if where is Where.BOTH or (item and self._world.find(item) is None):
                continue
            rows = held.setdefault(where, self._moved(where, at))
            if item:
                place = self._world.instruments.place(item.partition("_")[0])
                rows = rows.only(np.flatnonzero(rows.issue == place))
            if len(rows.issue):
                found.append((item, self._written(rows, item, at)))
        return found

    def _moved(self, where: Where, at: Instant) -> Interruptions:
        found = self._world.market.interruptions(at.day, where)
        moved = (found.begin == at.second) | (found.end == at.second)
        return found.only(np.flatnonzero(moved))

    def _written(self, rows: Interruptions, item: str, at: Instant) -> list[bytes]:
        instruments = self._world.instruments.all
        codes = [item or instruments[issue].code for issue in rows.issue.tolist()]
        issues = Issues(self._world, rows.issue, at, codes)
        return self._writer.entries(Interrupted(issues, rows, at.second), codes)
