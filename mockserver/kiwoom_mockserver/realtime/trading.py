"""Every trade of the registered issues as an entry of type 0B, a minute of many issues at a time.

Each issue's minutes end at a second of their own, so that a little is worked out in every second
and nothing at once. What an entry says follows from its trade alone, wherever a stretch begins.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.realtime.encode import EntryWriter
from kiwoom_mockserver.vocabulary.executions import Executions, Past, Venue, Yesterday, no_past
from kiwoom_mockserver.vocabulary.issues import where_of
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import State, Where, hours_of
from kiwoom_mockserver.world.world import Instant, World

LENGTH: Final = 60
"""Seconds of a stretch."""

KEPT: Final = 10_000
"""Items whose stretches are kept."""

AT_ONCE: Final = 32
"""Items whose past is worked out together: it may be a whole day."""

FEW: Final = 12
"""So many issues are found faster one by one than with everybody."""


class _Stretch(NamedTuple):
    """The entries of one item in seconds ``begin`` .. ``end`` of a day, by second."""

    day: int
    begin: int
    end: int
    told: dict[int, list[bytes]]

    def holds(self, at: Instant) -> bool:
        """Whether a second lies in it."""
        return self.day == at.day and self.begin <= at.second < self.end


class Tape:
    """The trades of one world, written once."""

    def __init__(self, world: World, writer: EntryWriter) -> None:
        self._world, self._writer = world, writer
        self._stretches: Cache[str, _Stretch] = Cache(KEPT)
        self._pasts: Cache[str, tuple[Instant, Past]] = Cache(KEPT)
        self._yesterdays: Cache[tuple[int, int, Where], tuple[int, int]] = Cache(KEPT)
        self._minutes: Cache[tuple[int, int, Where], I64] = Cache(8)
        """Everybody's volumes by the end of a minute."""

    def entries(self, items: Sequence[str], at: Instant) -> list[tuple[str, Sequence[bytes]]]:
        """The trades of one second, items without one left out."""
        found = {item: self._stretches.find(item) for item in items}
        missing = [item for item, held in found.items() if held is None or not held.holds(at)]
        if missing:
            found |= self._made(missing, at)
        return [
            (item, told)
            for item in items
            if (held := found[item]) is not None and (told := held.told.get(at.second))
        ]

    def _made(self, items: Sequence[str], at: Instant) -> dict[str, _Stretch]:
        """The stretches of items from a second on."""
        made: dict[str, _Stretch] = {}
        for where, group in groupby(sorted(items, key=where_of), where_of):
            known = [(item, place) for item in group if (place := self._place(item)) is not None]
            for part in self._parts(known, at):
                names = [item for item, _ in part]
                places = np.array([place for _, place in part], dtype=np.int64)
                made |= self._stretched(names, places, at, where)
        for item in items:
            if item not in made:
                made[item] = _Stretch(at.day, at.second, at.second + LENGTH, {})
            self._stretches.keep(item, made[item])
        return made

    def _place(self, item: str) -> int | None:
        issue = self._world.find(item)
        return None if issue is None else self._world.instruments.place(issue.code)

    def _parts(
        self, known: Sequence[tuple[str, int]], at: Instant
    ) -> Iterator[Sequence[tuple[str, int]]]:
        """Items that are worked out together; fewer of those whose past is not known."""
        new = [one for one in known if self._past(one[0], at) is None]
        old = [one for one in known if self._past(one[0], at) is not None]
        if old:
            yield old
        for first in range(0, len(new), AT_ONCE):
            yield new[first : first + AT_ONCE]

    def _past(self, item: str, at: Instant) -> Past | None:
        """What came before ``at``, if it is known."""
        known = self._pasts.find(item)
        return known[1] if known is not None and known[0] == at else None

    def _stretched(
        self, items: Sequence[str], places: I64, at: Instant, where: Where
    ) -> dict[str, _Stretch]:
        # Of a recorded market only what was told until now is known.
        length = LENGTH if self._world.other_market is None else 1
        ends = at.second + 1 + (places - at.second - 1) % length
        told = self._executions(items, places, at, (where, ends))
        stretches: list[dict[int, list[bytes]]] = [{} for _ in items]
        owners = told.owner.tolist()
        entries = self._writer.entries(told, [items[owner] for owner in owners])
        for owner, second, entry in zip(owners, told.seconds.tolist(), entries, strict=True):
            stretches[owner].setdefault(second, []).append(entry)
        passed, made = told.passed, {}
        for row, (item, end) in enumerate(zip(items, ends.tolist(), strict=True)):
            past = passed.only(np.array([row]))
            self._pasts.keep(item, (Instant(at.day, end), past))
            made[item] = _Stretch(at.day, at.second, end, stretches[row])
        return made

    def _executions(
        self, items: Sequence[str], places: I64, at: Instant, until: tuple[Where, I64]
    ) -> Executions:
        """The trades of items from ``at`` until the second at which each one's stretch ends."""
        where, ends = until
        instruments, market = self._world.instruments.columns, self._world.market
        hours = hours_of(at.day)
        venue = Venue(where.value, hours.open, hours.close)
        shares, kind = instruments.shares[places], market.listing.kind[places]
        pasts = [self._past(item, at) for item in items]
        known = [past for past in pasts if past is not None]
        last = int(ends.max())
        yesterday = self._yesterday(places, at, last, where)
        if len(known) == len(items):
            past = Past(*(np.concatenate(column) for column in zip(*known, strict=True)))
        else:
            none = self._state(places, at.day, 0, where)
            earlier = market.reel(places, at.day, 0, at.second, where)
            begun = no_past(len(items))
            past = Executions(shares, kind, earlier, none, begun, yesterday, venue).passed
        reel = market.reel(places, at.day, at.second, last, where)
        inside = np.flatnonzero(reel.at < ends[reel.owner] * 1000)
        reel = type(reel)(*(column[inside] for column in reel))
        before = self._state(places, at.day, at.second - 1, where)
        return Executions(shares, kind, reel, before, past, yesterday, venue)

    def _state(self, places: I64, day: int, second: int, where: Where) -> State:
        market = self._world.market
        if len(places) <= FEW:
            return market.some_states(places, day, second, where)
        return market.state(day, second, where).only(places)

    def _yesterday(self, places: I64, at: Instant, until: int, where: Where) -> Yesterday:
        market, day = self._world.market, at.day - 1
        new = [one for one in places.tolist() if not self._yesterdays.find((one, day, where))]
        if new:
            bars = market.days(np.array(new), day, 1, where)
            sums = zip(new, bars.volume.tolist(), bars.value.tolist(), strict=True)
            for place, volume, value in sums:
                self._yesterdays.keep((place, day, where), (volume, value))
        found = [self._yesterdays.find((one, day, where)) for one in places.tolist()]
        volumes = np.array(found, dtype=np.int64)
        minutes = range(at.second // 60, (until - 1) // 60 + 1)
        by = [self._volumes_by(places, day, minute, where) for minute in minutes]
        return Yesterday(volumes[:, 0], volumes[:, 1], np.stack(by, axis=1), minutes.start)

    def _volumes_by(self, places: I64, day: int, minute: int, where: Where) -> I64:
        """Shares traded on a day by the end of a minute."""
        market, second = self._world.market, minute * 60 + 59
        everybody = self._minutes.find((day, minute, where))
        if everybody is None and len(places) <= FEW:
            return market.some_states(places, day, second, where).volume
        if everybody is None:
            everybody = market.plans.whole(day, where).state(second).volume
            self._minutes.keep((day, minute, where), everybody)
        volumes: I64 = everybody[places]
        return volumes
