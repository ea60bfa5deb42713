"""Sectors and indices at any instant: weighted prices of their members, and counts of them.

Today, up to the second asked for, every member's trades count: an index is published at the
opening prints, at the last second of every half minute, at the closing print, and besides at the
very instant asked for; its high and low are those of what was published. Volume and turnover are
sums over the members.

A day before today is worked out without its trades, see ``index_days``.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.baskets import index_basket
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.course import Print
from kiwoom_mockserver.world.index_days import CHUNK, Walked
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.leaves import leaves
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import Hours
from kiwoom_mockserver.world.sectors import Sector
from kiwoom_mockserver.world.session import (
    State,
    Where,
    hours_of,
    minutes_of,
    state_at,
)
from kiwoom_mockserver.world.tracks import Basket, Line
from kiwoom_mockserver.world.warrants import KOSPI200

BLOCK_DAYS: Final = 16
"""Days that are worked out at least when a past one is asked for."""

BLOCK_MINUTES: Final = 20
"""Minutes of the present day that are worked out at least together."""

_CALM_DAYS: Final = 20
_UNIT: Final = 1_000_000_000
_PART: Final = 40
_CALM: Final = 12_000_000
"""Of a thousand millionths: the daily move a volatility index has when nothing moves."""


class Published(NamedTuple):
    """What an index showed in the course of a day, one element a moment, oldest first.

    ``seconds`` of the day; ``volume`` and ``value`` are those since the day began.
    """

    seconds: I64
    levels: I64
    volume: I64
    value: I64

    def until(self, second: int) -> "Published":
        """Those moments that have come by ``second``."""
        count = int(np.searchsorted(self.seconds, second, side="right"))
        return Published(*(column[:count] for column in self))


class Bar(NamedTuple):
    """One index day; levels in hundredths of a point, volume in shares, value in won."""

    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int
    base: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many members there are, have traded, and stand where; limits count as rise and fall."""

    listed: int
    traded: int
    upper: int
    rising: int
    unchanged: int
    falling: int
    lower: int


class Indices:
    """All sectors and indices of one market."""

    def __init__(self, market: Market, instruments: Instruments) -> None:
        self._market = market
        self._instruments = instruments
        self._baskets: dict[str, Basket] = {}
        self._courses: Cache[tuple[str, int], _Course] = Cache(64)
        self._past: Cache[tuple[str, int], Bar] = Cache(60_000)
        self._walked: Cache[tuple[str, int], Walked] = Cache(256)

    def basket(self, sector: Sector) -> Basket | None:
        """What the index holds; None without members. A volatility index holds KOSPI200's."""
        code = KOSPI200 if sector.rule.get("derived") else sector.code
        held = self._baskets.get(code)
        if held is None:
            held = index_basket(self._instruments, code)
            if held is not None:
                self._baskets[code] = held
        return held

    def members(self, sector: Sector) -> I64:
        """Places of the members."""
        return self._instruments.members_of(sector.code)

    def line(self, sector: Sector, day: int) -> Line:
        """The index of one day as a line of its basket's value."""
        basket, tracks = self.basket(sector), self._market.tracks
        if basket is None:
            return Line(0, sector.level, 1)
        if not sector.rule.get("derived"):
            return tracks.line(basket, sector.multiple, sector.level, day)
        stir, anchored = self._stir(basket, day), self._stir(basket, tracks.anchor)
        before, after = tracks.values(basket, tracks.anchor - 1, tracks.anchor)
        # A part of the day's own move counts, against its direction.
        scale = _PART * anchored * before - (after - before) * _UNIT
        base = tracks.value(basket, day - 1)
        slope, rest = -sector.level * _UNIT * before, sector.level * before
        rest *= base * (_PART * stir + _UNIT)
        divisor = base * scale
        return Line(2 * slope, 2 * rest + divisor, 2 * divisor)

    def _stir(self, basket: Basket, day: int) -> int:
        """The mean daily move of the weeks before a day."""
        values = self._market.tracks.values(basket, day - _CALM_DAYS - 1, day - 1)
        moves = (abs(after - before) * _UNIT // before for before, after in pairwise(values))
        return _CALM + sum(moves) // _CALM_DAYS

    def base(self, sector: Sector, day: int) -> int:
        """The close of the day before."""
        return self.close(sector, day - 1)

    def close(self, sector: Sector, day: int) -> int:
        """The level at the day's close."""
        basket = self.basket(sector)
        value = self._market.tracks.value(basket, day) if basket else 0
        return self.line(sector, day).level(value)

    def level(self, sector: Sector, day: int, state: State) -> int:
        """The level at the last prices of ``state``: of all issues, at an instant of the day."""
        basket = self.basket(sector)
        return self.line(sector, day).level(basket.value(state.last) if basket else 0)

    def counts(self, sector: Sector, day: int, state: State) -> Counts:
        """Where the members listed on a day stand; one that has not traded is neither up, nor
        down, nor same."""
        places = self.members(sector)
        places = places[self._market.tenure.holds(places, day)]
        last, base = state.last[places], state.base[places]
        traded = state.volume[places] > 0
        return Counts(
            listed=len(places),
            traded=int(traded.sum()),
            upper=int((traded & (last >= state.upper[places])).sum()),
            rising=int((traded & (last > base)).sum()),
            unchanged=int((traded & (last == base)).sum()),
            falling=int((traded & (last < base)).sum()),
            lower=int((traded & (last <= state.lower[places])).sum()),
        )

    def today(self, sector: Sector, day: int, second: int) -> Published:
        """What the index has shown by ``second``, the level of that very second last."""
        basket = self.basket(sector)
        hours = hours_of(day)
        if basket is None or second < hours.open:
            return Published(*(np.empty(0, dtype=np.int64) for _ in range(4)))
        course = self._courses.get(
            (sector.code, day), lambda: _Course(self._market, basket, self.members(sector), day)
        )
        seconds, values, volume, value = course.until(second)
        if second == hours.open or seconds[-1] < second < hours.stop:
            state = self._market.state(day, second)
            seconds = np.append(seconds, second)
            values = np.append(values, basket.value(state.last))
            volume = np.append(volume, state.volume[self.members(sector)].sum())
            value = np.append(value, state.value[self.members(sector)].sum())
        return Published(seconds, self.line(sector, day).levels(values), volume, value)

    def bar(self, sector: Sector, day: int, second: int) -> Bar:
        """The day as it stands at ``second``; open, high and low are the base before the open."""
        shown, base = self.today(sector, day, second), self.base(sector, day)
        if not len(shown.levels):
            return Bar(base, base, base, base, 0, 0, base)
        levels = shown.levels
        return Bar(
            open=int(levels[0]),
            high=int(levels.max()),
            low=int(levels.min()),
            close=int(levels[-1]),
            volume=int(shown.volume[-1]),
            value=int(shown.value[-1]),
            base=base,
        )

    def bars(self, sector: Sector, first: int, last: int) -> list[Bar]:
        """Whole past days ``first`` .. ``last``."""
        found = {day: self._past.find((sector.code, day)) for day in range(first, last + 1)}
        missing = [day for day, bar in found.items() if bar is None]
        if missing:
            for day, bar in enumerate(self._made(sector, missing), missing[0]):
                found[day] = bar
                self._past.keep((sector.code, day), bar)
        return [bar for bar in found.values() if bar is not None]

    def closes(self, sector: Sector, first: int, last: int) -> list[int]:
        """The levels at the closes of days ``first`` .. ``last``."""
        basket = self.basket(sector)
        if basket is not None:
            self._market.tracks.values(basket, first - 1, last)
        return [self.close(sector, day) for day in range(first, last + 1)]

    def past(self, sector: Sector, day: int) -> Published:
        """What the index showed minute by minute on a past day."""
        basket = self.basket(sector)
        if basket is None:
            return Published(*(np.empty(0, dtype=np.int64) for _ in range(4)))
        members, block = self.members(sector), day // BLOCK_DAYS
        walked = self._walked.get(
            (sector.code, block),
            lambda: Walked(self._market, basket, members, block * BLOCK_DAYS, BLOCK_DAYS),
        )
        hours = hours_of(day)
        values, volume, value = walked.minutes(day, hours)
        return Published(_edges(hours), self.line(sector, day).levels(values), volume, value)

    def _made(self, sector: Sector, days: list[int]) -> list[Bar]:
        """The bars of a run of past days, from the first to the last of ``days``."""
        first, last = days[0], days[-1]
        basket = self.basket(sector)
        if basket is None:
            flat = Bar(*(sector.level,) * 4, 0, 0, sector.level)
            return [flat] * (last - first + 1)
        walked = Walked(self._market, basket, self.members(sector), first, last + 1 - first)
        self._market.tracks.keep(basket, first, walked.closed)
        base = self.close(sector, first - 1)
        high, low = (one.tolist() for one in walked.extremes())
        columns = (walked.opened, walked.closed, walked.volume, walked.value)
        rows = zip(high, low, *(one.tolist() for one in columns), strict=True)
        found = []
        for day, (top, bottom, opened, closed, volume, value) in enumerate(rows, first):
            level = self.line(sector, day).level
            ends, close = (level(top), level(bottom)), level(closed)
            found.append(Bar(level(opened), max(ends), min(ends), close, volume, value, base))
            base = close
        return found


class _Course:
    """A basket's value every half minute of one day, worked out as far as asked."""

    def __init__(self, market: Market, basket: Basket, members: I64, day: int) -> None:
        self._plan = market.plans.whole(day, Where.KRX).plan.only(basket.places)
        self._hours = hours_of(day)
        self._weights = basket.weights
        # Leveraged and volatility indices hold a basket, but count only members of their own.
        self._counted = np.isin(basket.places, members)
        begin = self._hours.open
        opened = state_at(self._plan, begin - 1), self._plan.parts[0].reached(begin)
        self._last = np.where(opened[1].volume > 0, opened[1].last, opened[0].last)
        self._minutes = 0
        self._columns = [
            np.array([one], dtype=np.int64)
            for one in (
                begin, (self._last * self._weights).sum(),
                (opened[1].volume * self._counted).sum(),
                (opened[1].value * self._counted).sum(),
            )
        ]  # fmt: skip

    def until(self, second: int) -> tuple[I64, I64, I64, I64]:
        """Seconds, values, volume and turnover of what was published by ``second``."""
        hours = self._hours
        passed = min(second + 1, hours.stop) - hours.open
        if self._minutes * 60 < passed:
            # Whole blocks: later questions of the same day go on where this one ends.
            blocks = -(-passed // (60 * BLOCK_MINUTES))
            self._extend(min(blocks * BLOCK_MINUTES, minutes_of(hours)))
        seconds, values, volume, value = (one[: passed // 30 + 1] for one in self._columns)
        if second < hours.close:
            return seconds, values, volume, value
        end = state_at(self._plan, hours.close)
        return (
            np.append(seconds, hours.close),
            np.append(values, (end.last * self._weights).sum()),
            np.append(volume, (end.volume * self._counted).sum()),
            np.append(value, (end.value * self._counted).sum()),
        )

    def _extend(self, stop: int) -> None:
        start, count = self._minutes, 2 * (stop - self._minutes)
        sums = np.zeros((3, count), dtype=np.int64)
        pieces = max(len(self._last) * count // CHUNK, 1)
        for members in np.array_split(np.arange(len(self._last)), pieces):
            prices, volume, value = self._traded(members, start, stop)
            prices = np.concatenate((self._last[members, None], prices), axis=1)
            filled = np.where(prices > 0, np.arange(prices.shape[1]), 0)
            filled = np.maximum.accumulate(filled, axis=1)
            prices = np.take_along_axis(prices, filled, axis=1)
            self._last[members] = prices[:, -1]
            counted = self._counted[members, None]
            sums[0] += (prices[:, 1:] * self._weights[members, None]).sum(axis=0)
            sums[1] += (volume * counted).sum(axis=0)
            sums[2] += (value * counted).sum(axis=0)
        edges = self._hours.open - 1 + 30 * np.arange(2 * start + 1, 2 * stop + 1)
        before = self._columns[2][-1], self._columns[3][-1]
        made = edges, sums[0], before[0] + np.cumsum(sums[1]), before[1] + np.cumsum(sums[2])
        self._columns = [
            np.concatenate((old, new)) for old, new in zip(self._columns, made, strict=True)
        ]
        self._minutes = stop

    def _traded(self, members: I64, start: int, stop: int) -> tuple[I64, I64, I64]:
        """Last prices, shares and won of each half minute, ``(members, half minutes)``.

        A price is 0 where there was no trade.
        """
        shape = len(members), 2 * (stop - start)
        prices, volume, value = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        begin, end = self._hours.open + start * 60, self._hours.open + stop * 60
        parts = self._plan.only(members).parts
        for part, (rows, one, tick) in zip(parts, leaves(parts, begin, end, 30), strict=True):
            columns, counted = (one.start - begin) // 30, one.shares > 0
            if isinstance(part, Print):
                # The opening's print is in the first value already.
                counted = one.start > self._hours.open
            rows, columns = rows[counted], columns[counted]
            # The later of two in one half minute stands last.
            prices[rows, columns] = (one.close * tick)[counted]
            np.add.at(volume, (rows, columns), one.shares[counted])
            np.add.at(value, (rows, columns), (one.worth * tick)[counted])
        return prices, volume, value


def _edges(hours: Hours) -> I64:
    """The opening, the ends of the minutes, and the close, seconds of the day."""
    ends = hours.open - 1 + 60 * np.arange(1, minutes_of(hours) + 1)
    return np.concatenate(([hours.open], ends, [hours.close]))
