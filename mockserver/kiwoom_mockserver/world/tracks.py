"""What follows a basket of issues: indices, and net asset values of funds.

A basket holds shares of each member; its value is the sum of shares times last price. A *track*
moves ``multiple`` thousandths of the basket's change of each day: at 1000 it is simply the basket's
value over that of the anchor day, at any other multiple the days are chained, from the anchor day
forwards and back. Within a day every level is a straight line of the basket's value, so the same
whole numbers come out at the day's end and a year later.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.spans import Spans

UNIT: Final = 1 << 40
"""A track's level on the anchor day."""

FEW: Final = 3
"""So many days are found faster one by one than as a run."""

BLOCK_DAYS: Final = 256
"""Days of many baskets that are worked out together."""

KEPT_VALUES: Final = 100_000
KEPT_DAYS: Final = 16

PROBE: Final = 16
"""Of so many days one is looked at to find whether a run of them is known."""


class Line(NamedTuple):
    """A level as a line of the basket's value: (value * slope + rest) // divisor, at least 1."""

    slope: int
    rest: int
    divisor: int

    def level(self, value: int) -> int:
        """The level at a value of the basket."""
        return max((value * self.slope + self.rest) // self.divisor, 1)

    def levels(self, values: I64) -> I64:
        """The level at each value."""
        return np.array([self.level(value) for value in values.tolist()], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Basket:
    """Places of the members, and how many shares of each are held."""

    places: I64
    weights: I64

    def value(self, prices: I64) -> int:
        """The value at prices of all issues of the world."""
        return int((prices[self.places] * self.weights).sum())


class Tracks:
    """Values and levels of baskets on any day, for one market."""

    def __init__(self, spans: Spans, closes_on: Callable[[int], I64], anchor: int) -> None:
        """``closes_on`` gives the closes of one day by place, of all that is held in baskets."""
        self.anchor = anchor
        self._spans = spans
        self._closes_on = closes_on
        self._kept_closes: Cache[int, I64] = Cache(KEPT_DAYS)
        self._values: Cache[tuple[Basket, int], int] = Cache(KEPT_VALUES)
        self._chains: Cache[tuple[Basket, int], _Chain] = Cache(256)

    def value(self, basket: Basket, day: int) -> int:
        """The basket's value at one day's closes, in won."""
        return self._values.get((basket, day), lambda: basket.value(self._closes(day)))

    def _closes(self, day: int) -> I64:
        return self._kept_closes.get(day, lambda: self._closes_on(day))

    def values(self, basket: Basket, first: int, last: int) -> list[int]:
        """The basket's values at the closes of days ``first`` .. ``last``."""
        found = [self._values.find((basket, day)) for day in range(first, last + 1)]
        missing = [first + place for place, value in enumerate(found) if value is None]
        if len(missing) > FEW:
            start, stop = missing[0], missing[-1]
            closes = self._spans.closes(basket.places, start, stop)
            made = (closes * basket.weights[:, None]).sum(axis=0).tolist()
            for day, value in enumerate(made, start):
                found[day - first] = value
                self._values.keep((basket, day), value)
        return [
            self.value(basket, first + place) if value is None else value
            for place, value in enumerate(found)
        ]

    def fetch(self, baskets: Sequence[Basket], first: int, last: int) -> None:
        """The baskets' values at the closes of the days are kept; a member is worked out once."""
        if last - first < FEW:
            return
        # Days become known in runs: to look at some tells whether many are missing.
        probes = (*range(first, last, PROBE), last)
        missing = [
            one for one in baskets if any(self._values.find((one, day)) is None for day in probes)
        ]
        if not missing:
            return
        held = np.unique(np.concatenate([one.places for one in missing]))
        for start in range(first, last + 1, BLOCK_DAYS):
            closes = self._spans.closes(held, start, min(start + BLOCK_DAYS - 1, last))
            for basket in missing:
                rows = closes[np.searchsorted(held, basket.places)]
                self.keep(basket, start, (rows * basket.weights[:, None]).sum(axis=0))

    def keep(self, basket: Basket, first: int, values: I64) -> None:
        """The values at the closes of days from ``first`` on are known."""
        for day, value in enumerate(values.tolist(), first):
            self._values.keep((basket, day), value)

    def line(self, basket: Basket, multiple: int, scale: int, day: int) -> Line:
        """The line of one day for a track that stands at ``scale`` on the anchor day."""
        if multiple == 1000:
            anchored = self.value(basket, self.anchor)
            return Line(2 * scale, anchored, 2 * anchored)
        chain = self._chains.get((basket, multiple), lambda: _Chain(self, basket, multiple))
        return chain.line(scale, day)


class _Chain:
    """A track's factor on every day between the anchor and the farthest day asked for."""

    def __init__(self, tracks: Tracks, basket: Basket, multiple: int) -> None:
        self._tracks = tracks
        self._basket = basket
        self._multiple = multiple
        self._first = self._last = tracks.anchor
        self._factors = {tracks.anchor: UNIT}

    def line(self, scale: int, day: int) -> Line:
        before, factor = self._tracks.value(self._basket, day - 1), self._factor(day - 1)
        # level = scale * factor / UNIT * (1 + multiple / 1000 * (value / before - 1)), rounded
        slope, divisor = scale * factor * self._multiple, UNIT * 1000 * before
        rest = scale * factor * before * (1000 - self._multiple)
        return Line(2 * slope, 2 * rest + divisor, 2 * divisor)

    def _factor(self, day: int) -> int:
        if day > self._last:
            values = self._tracks.values(self._basket, self._last, day)
            for place, number in enumerate(range(self._last + 1, day + 1), 1):
                over, under = self._move(values[place - 1], values[place])
                self._factors[number] = self._factors[number - 1] * over // under
            self._last = day
        if day < self._first:
            values = self._tracks.values(self._basket, day, self._first)
            for number in range(self._first, day, -1):
                over, under = self._move(values[number - 1 - day], values[number - day])
                self._factors[number - 1] = self._factors[number] * under // over
            self._first = day
        return self._factors[day]

    def _move(self, before: int, after: int) -> tuple[int, int]:
        """By what a day multiplies the track, as a fraction; never below a fiftieth."""
        under = 1000 * before
        return max(under + self._multiple * (after - before), under // 50), under
