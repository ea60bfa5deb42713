"""What ticks in one second of world time: the entries of registered pairs, and of no others.

A world second is the smallest step. Its trades are told as soon as it begins, since REST counts
them from then on too, so that a question between two ticks gets the last tick's values. What ticks
in a second follows from that second and the one before it alone, not from who listened since when.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np

from kiwoom_mockserver.realtime.encode import EntryWriter
from kiwoom_mockserver.realtime.phasing import Announcer
from kiwoom_mockserver.realtime.standing import SectorStanding, Standing
from kiwoom_mockserver.realtime.trading import Tape
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.vocabulary.filling import Subject
from kiwoom_mockserver.world.sectors import find_sector
from kiwoom_mockserver.world.world import Instant, World

Pair = tuple[str, str]

TOGETHER: Final = 256
"""Items that are worked out in one pass; more would hold up everybody else."""


@dataclass(frozen=True, slots=True)
class Pace:
    """When items of a type tick: in every ``every``-th second in which one of ``words`` moved."""

    words: tuple[str, ...]
    every: int = 1

    def falls_on(self, at: Instant) -> bool:
        """Whether items may tick in this second at all."""
        return at.second % self.every == 0 and at.second >= self.every

    def before(self, at: Instant) -> Instant:
        """The instant that one second is compared with."""
        return Instant(at.day, at.second - self.every)


SECTORS: Final[Mapping[str, Pace]] = {
    "0J": Pace(("last-price", "accumulated-volume")),
    "0U": Pace(("last-price", "accumulated-volume"), every=10),
}
"""Types that tell how a sector stands."""

ISSUES: Final[Mapping[str, Pace]] = {
    "0A": Pace(("ask-price", "bid-price")),
    "0C": Pace(("ask-price", "bid-price")),
    "0D": Pace(("ask-price", "bid-price", "ask-total", "bid-total")),
    "0g": Pace(("base-price", "upper-limit-price", "lower-limit-price")),
}
"""Types that tell how an issue stands."""


class Stream:
    """The entries of every realtime type of market data, under one profile and world."""

    def __init__(self, settings: Settings, catalogue: Catalogue, world: World) -> None:
        paper = settings.profile == "paper"
        self._world = world
        self._writers = {
            name: EntryWriter(spec, paper=paper) for name, spec in catalogue.realtime.items()
        }
        self._sources: Mapping[str, Callable[[list[str], Instant], Entries]] = {
            "0B": Tape(world, self._writers["0B"]).entries,
            "0s": Announcer(world, self._writers["0s"]).entries,
            **{name: self._standing(name) for name in ISSUES},
            **{name: self._levels(name) for name in SECTORS},
        }

    def entries(self, pairs: Iterable[Pair], at: Instant) -> list[tuple[Pair, Sequence[bytes]]]:
        """What ticks in the second ``at``, type by type, items in the order of ``pairs``."""
        asked: dict[str, list[str]] = {}
        for type_, item in pairs:
            asked.setdefault(type_, []).append(item)
        found: list[tuple[Pair, Sequence[bytes]]] = []
        for type_, items in asked.items():
            source = self._sources.get(type_)
            if source is None:
                continue
            for first in range(0, len(items), TOGETHER):
                told = source(items[first : first + TOGETHER], at)
                found += [((type_, item), entries) for item, entries in told]
        return found

    def _standing(self, type_: str) -> "Callable[[list[str], Instant], Entries]":
        pace, writer = ISSUES[type_], self._writers[type_]

        def entries(items: list[str], at: Instant) -> Entries:
            known = [(item, place) for item in items if (place := self._place(item)) is not None]
            if not known or not pace.falls_on(at):
                return []

            def standing(rows: list[tuple[str, int]], then: Instant) -> Standing:
                places = np.array([place for _, place in rows], dtype=np.int64)
                return Standing(self._world, places, then, [item for item, _ in rows])

            moved = _moved(pace.words, standing(known, at), standing(known, pace.before(at)))
            heard = list(compress(known, moved))
            if not heard:
                return []
            names = [item for item, _ in heard]
            return _single(names, writer.entries(standing(heard, at), names))

        return entries

    def _levels(self, type_: str) -> "Callable[[list[str], Instant], Entries]":
        pace, writer = SECTORS[type_], self._writers[type_]

        def entries(items: list[str], at: Instant) -> Entries:
            known = [(item, sector) for item in items if (sector := find_sector(item)) is not None]
            if not known or not pace.falls_on(at):
                return []
            sectors = [sector for _, sector in known]
            now = SectorStanding(self._world, sectors, at)
            before = SectorStanding(self._world, sectors, pace.before(at))
            moved = _moved(pace.words, now, before)
            heard = list(compress(known, moved))
            if not heard:
                return []
            names = [item for item, _ in heard]
            subject = SectorStanding(self._world, [sector for _, sector in heard], at)
            return _single(names, writer.entries(subject, names))

        return entries

    def _place(self, item: str) -> int | None:
        issue = self._world.find(item)
        return None if issue is None else self._world.instruments.place(issue.code)


Entries = Iterable[tuple[str, Sequence[bytes]]]
"""Items that tick, and their entries."""


def _moved(words: Sequence[str], now: Subject, before: Subject) -> list[bool]:
    moved = np.zeros(len(now.base), dtype=np.bool_)
    for word in words:
        moved |= np.asarray(now.answer(word)) != np.asarray(before.answer(word))
    found: list[bool] = moved.tolist()
    return found


def _single(items: Sequence[str], entries: Sequence[bytes]) -> Entries:
    return [(item, (entry,)) for item, entry in zip(items, entries, strict=True)]
