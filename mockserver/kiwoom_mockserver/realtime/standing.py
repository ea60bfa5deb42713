"""What realtime types say of issues besides what REST does: sums over the book, today against
yesterday, and the parts of the book that each exchange holds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from typing import Final

import numpy as np

from kiwoom_mockserver.vocabulary.executions import ROUND_TRIP
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.indices import Levels
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.sectors import Sector
from kiwoom_mockserver.world.world import LAST_SECOND, Instant, World

Word = Callable[["Standing"], Answer]


class Standing:
    """Some issues at an instant, as the socket speaks of them; a ``Subject``."""

    def __init__(self, world: World, places: I64, at: Instant, codes: list[str]) -> None:
        self.world, self.places, self.at = world, places, at
        self.issues = Issues(world, places, at, codes)

    def __len__(self) -> int:
        return len(self.places)

    @property
    def base(self) -> I64:
        """The close of the day before."""
        return self.issues.base

    @staticmethod
    def knows(word: str) -> bool:
        """Whether there is an answer to a word."""
        return word in WORDS or Issues.knows(word)

    def column(self, word: str) -> I64:
        """The whole numbers of a word that issues know."""
        return np.asarray(self.issues.answer(word), dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that issues do not have."""
        made = WORDS.get(word)
        return self.issues.answer(word) if made is None else made(self)


class SectorStanding:
    """Some sectors at an instant, as the socket speaks of them; a ``Subject``."""

    def __init__(self, world: World, chosen: Sequence[Sector], at: Instant) -> None:
        self._now = Levels(world, chosen, at)
        self._second_before = Levels(world, chosen, Instant(at.day, max(at.second - 1, 0)))
        self._yesterday = Levels(world, chosen, Instant(at.day - 1, LAST_SECOND))
        self._at = at

    @property
    def base(self) -> I64:
        """The levels at the close of the day before."""
        return self._now.base

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that sectors do not have."""
        match word:
            case "time":
                return [_clock(self._at.second)] * len(self._now)
            case "volume":
                # Whole thousands, so that the sums move by exactly what is told.
                thousands = _volume(self._now) // 1_000 - _volume(self._second_before) // 1_000
                return thousands * 1_000
            case "volume-difference":
                return _volume(self._now) - _volume(self._yesterday)
        return self._now.answer(word)


def _volume(levels: Levels) -> I64:
    return np.asarray(levels.answer("accumulated-volume"), dtype=np.int64)


def _clock(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)


def _now(standing: Standing) -> Answer:
    return [_clock(min(standing.at.second, LAST_SECOND))] * len(standing)


def _less(one: str, other: str) -> Word:
    return lambda standing: standing.column(one) - standing.column(other)


def _previous_turnover(standing: Standing) -> I64:
    state = standing.world.market.state(standing.at.day - 1, LAST_SECOND)
    return state.value[standing.places]


def _volume_rate(standing: Standing) -> I64:
    volume, before = standing.column("volume"), standing.column("previous-volume")
    rate: I64 = volume * 10_000 // np.maximum(before, 1)
    return np.where(volume < before, -rate, rate)


WORDS: Final[Mapping[str, Word]] = {
    "time": _now,
    "net-ask-total": _less("ask-total", "bid-total"),
    "volume-difference": _less("volume", "previous-volume"),
    "turnover-difference": lambda s: s.column("turnover") - _previous_turnover(s),
    "signed-volume-rate": _volume_rate,
    "trading-cost": lambda s: s.column("last-price") * ROUND_TRIP // 10_000_000,
}
"""What the socket's types know beyond ``Issues``, by the words of contracts/words.json."""
