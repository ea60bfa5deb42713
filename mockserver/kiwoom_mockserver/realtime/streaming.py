"""What ticks in one second of world time: the entries of registered pairs, and of no others.

A world second is the smallest step. Its trades are told as soon as it begins, since REST counts
them from then on too, so that a question between two ticks gets the last tick's values. What ticks
in a second follows from that second and the one before it alone, not from who listened since when.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np

from kiwoom_mockserver.realtime import gold
from kiwoom_mockserver.realtime.encode import EntryWriter
from kiwoom_mockserver.realtime.interrupting import Interruptor
from kiwoom_mockserver.realtime.phasing import Announcer
from kiwoom_mockserver.realtime.standing import BOOK, SectorStanding, Standing
from kiwoom_mockserver.realtime.trading import Tape
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.vocabulary.elws import Valued
from kiwoom_mockserver.vocabulary.filling import Subject
from kiwoom_mockserver.vocabulary.funds import Tracked
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.publications import PACE
from kiwoom_mockserver.world.sectors import find_sector
from kiwoom_mockserver.world.world import DAY_BEGINS, LAST_SECOND, Instant, World

Pair = tuple[str, str]

KEPT_PLACES: Final = 50_000
"""Pairs whose issue is not looked up again."""

TOGETHER: Final = 512
"""Items that are worked out in one pass; more would hold up everybody else."""

ALL_TOGETHER: Final = frozenset({"0B"})
"""Types of which a second has few items to work out, and many take hardly longer than one."""


@dataclass(frozen=True, slots=True)
class Pace:
    """When items of a type tick: in every ``every``-th second in which one of ``words`` moved.

    Of those only items tick for which the word ``while_`` is not 0.
    """

    words: tuple[str, ...]
    every: int = 1
    while_: str = ""

    def falls_on(self, at: Instant) -> bool:
        """Whether items may tick in this second at all."""
        return at.second % self.every == 0

    def before(self, at: Instant) -> Instant:
        """The instant that one second is compared with; the day before's end as a day begins."""
        second = at.second - self.every
        return Instant(at.day, second) if second >= DAY_BEGINS else Instant(at.day - 1, LAST_SECOND)


SECTORS: Final[Mapping[str, Pace]] = {
    "0J": Pace(("last-price", "accumulated-volume"), every=PACE),
    "0U": Pace(("last-price", "accumulated-volume"), every=PACE),
}
"""Types that tell how a sector stands."""

ISSUES: Final[Mapping[str, Pace]] = {
    "0A": Pace(("ask-price", "bid-price")),
    "0C": Pace(("ask-price", "bid-price")),
    "0D": Pace((BOOK,)),
    "0E": Pace(("after-close-ask", "after-close-bid")),
    "0F": Pace(("accumulated-volume",), every=10),
    "0G": Pace(("nav-change", "last-price"), every=5),
    "0H": Pace(("expected-price", "expected-volume"), while_="expected-price"),
    "0g": Pace(("base-price", "upper-limit-price", "lower-limit-price", "interruption-now")),
    "0m": Pace(("theoretical-price-exact", "last-price"), every=5),
    "0u": Pace(("theoretical-price-exact", "break-even-rate"), every=10),
    "0w": Pace(("programme-bought-shares", "programme-sold-shares"), every=5),
}
"""Types that tell how an issue stands. How often live servers tell some of them is not known."""

GOLD: Final = Pace(("last-price",), every=10)


def _fund(standing: Standing) -> Subject:
    """ETFs, and what they are worth."""
    at, prices = standing.at, standing.issues.state.last
    found = standing.world.navs.now(standing.places, at.day, at.second, prices)
    return Tracked(standing, found, standing.issues.instruments)


def _warrant(standing: Standing) -> Subject:
    """ELWs, and what they are worth."""
    at, elws = standing.at, standing.world.elws
    worth = elws.now(standing.places, at.day, at.second)
    held = elws.provided(standing.places, np.full(len(standing), at.day))
    return Valued(standing, worth, standing.issues.instruments, held)


VIEWS: Final[Mapping[str, Callable[[Standing], Subject]]] = {
    "0G": _fund,
    "0m": _warrant,
    "0u": _warrant,
}
"""What is seen of issues besides how they stand."""


class Stream:
    """The entries of every realtime type of market data, under one profile and world."""

    def __init__(self, settings: Settings, catalogue: Catalogue, world: World) -> None:
        paper = settings.profile == "paper"
        self._world = world
        self._standings: Cache[tuple[tuple[str, ...], Instant, Instant], Standing] = Cache(24)
        self._places: Cache[Pair, int] = Cache(KEPT_PLACES)
        self._writers = {
            name: EntryWriter(spec, paper=paper) for name, spec in catalogue.realtime.items()
        }
        self._sources: Mapping[str, Callable[[list[str], Instant], Entries]] = {
            "0B": Tape(world, self._writers["0B"]).entries,
            "0s": Announcer(world, self._writers["0s"]).entries,
            "0I": self._gold,
            "1h": Interruptor(world, self._writers["1h"]).entries,
            **{name: self._standing(name) for name in ISSUES},
            **{name: self._levels(name) for name in SECTORS},
        }

    def entries(self, pairs: Iterable[Pair], at: Instant) -> list[tuple[Pair, Sequence[bytes]]]:
        """What ticks in the second ``at``, type by type, items in the order of ``pairs``."""
        return [told for part in parts(pairs) for told in self.part(part, at)]

    def part(self, pairs: "Part", at: Instant) -> list[tuple[Pair, Sequence[bytes]]]:
        """What ticks of some items of one type."""
        type_, items = pairs
        source = self._sources.get(type_)
        if source is None:
            return []
        return [((type_, item), entries) for item, entries in source(items, at)]

    def _standing(self, type_: str) -> "Callable[[list[str], Instant], Entries]":
        pace, writer, view = ISSUES[type_], self._writers[type_], VIEWS.get(type_, _itself)

        def entries(items: list[str], at: Instant) -> Entries:
            known = [(item, place) for item in items if (place := self._place(type_, item)) >= 0]
            if not known or not pace.falls_on(at):
                return []

            before = pace.before(at)
            now, then = self._at(known, at, before), self._at(known, before, pace.before(before))
            heard = np.flatnonzero(_ticking(pace, view(now), view(then)))
            if not len(heard):
                return []
            told = now if len(heard) == len(known) else now.only(heard)
            names = list(told.codes)
            return _single(names, writer.entries(view(told), names))

        return entries

    def _at(self, known: Sequence[tuple[str, int]], at: Instant, before: Instant) -> Standing:
        """Issues as they stand; every type that asks for the same in a second gets the same."""
        items, places = zip(*known, strict=True)

        def make() -> Standing:
            return Standing(self._world, np.array(places, dtype=np.int64), at, items, before)

        if self._world.other_market is not None:
            return make()
        return self._standings.get((items, at, before), make)

    def _levels(self, type_: str) -> "Callable[[list[str], Instant], Entries]":
        pace, writer = SECTORS[type_], self._writers[type_]

        def entries(items: list[str], at: Instant) -> Entries:
            known = [(item, sector) for item in items if (sector := find_sector(item)) is not None]
            if not known or not pace.falls_on(at):
                return []
            sectors = [sector for _, sector in known]
            now = SectorStanding(self._world, sectors, at)
            before = SectorStanding(self._world, sectors, pace.before(at))
            heard = list(compress(known, _ticking(pace, now, before)))
            if not heard:
                return []
            names = [item for item, _ in heard]
            subject = SectorStanding(self._world, [sector for _, sector in heard], at)
            return _single(names, writer.entries(subject, names))

        return entries

    def _gold(self, items: list[str], at: Instant) -> "Entries":
        known = [item for item in items if item in gold.ITEMS]
        if not known or not GOLD.falls_on(at) or not self._world.instruments.of_market("GOLD"):
            return []
        now = gold.Gold(self._world, known, at)
        if not any(_ticking(GOLD, now, gold.Gold(self._world, known, GOLD.before(at)))):
            return []
        return _single(known, self._writers["0I"].entries(now, known))

    def _place(self, type_: str, item: str) -> int:
        """The place of an issue of which the type tells; -1 when there is no such issue."""
        return self._places.get((type_, item), lambda: self._find_place(type_, item))

    def _find_place(self, type_: str, item: str) -> int:
        issue = self._world.find(item)
        place = None if issue is None else self._world.instruments.place(issue.code)
        following = self._world.market.following
        kinds: dict[str, Collection[int]] = {
            "0G": following.funds,
            "0m": following.warrants,
            "0u": following.warrants,
        }
        return -1 if place is None or place not in kinds.get(type_, (place,)) else place


Part = tuple[str, list[str]]
"""A type and items of it that are worked out together."""


def parts(pairs: Iterable[Pair]) -> Iterator[Part]:
    """The pairs type by type, in the order in which they are told."""
    asked: dict[str, list[str]] = {}
    for type_, item in pairs:
        asked.setdefault(type_, []).append(item)
    for type_, items in asked.items():
        size = len(items) if type_ in ALL_TOGETHER else TOGETHER
        for first in range(0, len(items), size):
            yield type_, items[first : first + size]


Entries = Iterable[tuple[str, Sequence[bytes]]]
"""Items that tick, and their entries."""


def _itself(standing: Standing) -> Subject:
    return standing


def _ticking(pace: Pace, now: Subject, before: Subject) -> list[bool]:
    """Which rows tick."""
    moved = np.zeros(len(now.base), dtype=np.bool_)
    for word in pace.words:
        other = np.asarray(now.answer(word)) != np.asarray(before.answer(word))
        moved |= other.any(axis=1) if other.ndim > 1 else other
    if pace.while_:
        moved &= np.asarray(now.answer(pace.while_)) != 0
    found: list[bool] = moved.tolist()
    return found


def _single(items: Sequence[str], entries: Sequence[bytes]) -> Entries:
    return [(item, (entry,)) for item, entry in zip(items, entries, strict=True)]
