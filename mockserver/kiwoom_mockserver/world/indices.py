"""Sectors and indices at any instant: weighted prices of their members, and counts of them.

Today, up to the second asked for, every member's trades count: an index is published at the
opening prints, at the last second of every half minute, at the closing print, and besides at the
very instant asked for; its high and low are those of what was published. Volume and turnover are
sums over the members.

A day before today is worked out without its trades: open, close, volume and turnover are those of
all members, and between open and close the ``LEADERS`` heaviest members go by the milestones of
their walks while the rest go as the tide does. Highs and lows of such days are therefore off what
was shown on the day itself, by tenths of a per cent; minutes and days agree exactly.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.baskets import index_basket
from kiwoom_mockserver.world.branching import ACTIVITY
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.course import Course, leaves
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.interruptions import opens_late
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import DayPlan, Hours
from kiwoom_mockserver.world.sectors import Sector
from kiwoom_mockserver.world.session import (
    OPEN_SECOND,
    State,
    Where,
    hours_of,
    minutes_of,
    state_at,
    total_of,
)
from kiwoom_mockserver.world.tracks import Basket, Line
from kiwoom_mockserver.world.warrants import KOSPI200

LEADERS: Final = 12
BLOCK_DAYS: Final = 16
"""Days that are worked out at least when a past one is asked for."""

BLOCK_MINUTES: Final = 20
"""Minutes of the present day that are worked out at least together."""

CHUNK: Final = 12_000
"""So many members' days are worked out at once, so that they stay in the processor's cache."""

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
        self._walked: Cache[tuple[str, int], _Walked] = Cache(256)

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

    def counts(self, sector: Sector, state: State) -> Counts:
        """Where the members stand; one that has not traded is neither up, nor down, nor same."""
        places = self.members(sector)
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
            lambda: _Walked(self._market, basket, members, block * BLOCK_DAYS, BLOCK_DAYS),
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
        walked = _Walked(self._market, basket, self.members(sector), first, last + 1 - first)
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
        for part in self._plan.only(members).parts:
            if isinstance(part, Course):
                rows, one = leaves(part, begin, end, 30)
                columns, tick = (one.start - begin) // 30, part.tick[rows]
                # The later of two in one half minute stands last.
                prices[rows, columns] = one.close * tick
                np.add.at(volume, (rows, columns), one.shares)
                np.add.at(value, (rows, columns), one.worth * tick)
                continue
            # The opening's print is in the first value already.
            met = (part.second > self._hours.open) & (part.second >= begin) & (part.second < end)
            rows = np.flatnonzero(met & (part.shares > 0))
            columns, price, shares = (
                (part.second[rows] - begin) // 30, part.price[rows], part.shares[rows]
            )  # fmt: skip
            prices[rows, columns] = price
            np.add.at(volume, (rows, columns), shares)
            np.add.at(value, (rows, columns), shares * price)
        return prices, volume, value


def _edges(hours: Hours) -> I64:
    """The opening, the ends of the minutes, and the close, seconds of the day."""
    ends = hours.open - 1 + 60 * np.arange(1, minutes_of(hours) + 1)
    return np.concatenate(([hours.open], ends, [hours.close]))


_FINE: Final = 5
"""A leader's day is walked in so many halvings: stretches of some twelve minutes."""

_OPENING, _CLOSING = 40, 70
"""Thousandths of a past day's volume in its opening and closing prints."""


_STRETCHES: Final = 1 << _FINE


class _Walked:
    """Past days of a basket: its value at the ends of equal stretches, straight between them.

    ``opened`` and ``closed`` are the values at both prints, ``volume`` and ``value`` what members
    traded: one element a day.
    """

    def __init__(
        self, market: Market, basket: Basket, members: I64, first: int, count: int
    ) -> None:
        self._first = first
        places, weights = basket.places, basket.weights
        counted = np.isin(places, members).astype(np.int64)
        order = np.argsort(-market.listing.reference[places] * weights, kind="stable")
        self.opened, self.closed, self.volume, self.value = np.zeros((4, count), dtype=np.int64)
        self._corners = np.zeros((count, _STRETCHES + 1), dtype=np.int64)
        self._sway = np.zeros(count, dtype=np.int64)
        lead, rest = order[:LEADERS], order[LEADERS:]
        held = max(CHUNK // count, 1)
        chunks = [rest[start : start + held] for start in range(0, len(rest), held)]
        for chunk in chunks:
            plan = market.planner.runs(places[chunk], first, count)
            self._add(plan, market.plans.jump[plan.issue], weights[chunk], counted[chunk])
            course = plan.parts[1]
            assert isinstance(course, Course)
            sway = (course.traits.sway * course.tick).reshape(len(chunk), -1)
            self._sway += (sway * weights[chunk][:, None]).sum(axis=0)
        way = np.arange(_STRETCHES + 1)
        straight = (self.closed - self.opened)[:, None] * way // _STRETCHES
        tide = market.planner.tides.walks(np.arange(first, first + count), _FINE)
        self._corners += self.opened[:, None] + straight + ((self._sway >> 16)[:, None] * tide >> 8)
        held = max(CHUNK // (count * _STRETCHES), 1)
        for start in range(0, len(lead), held):
            chunk = lead[start : start + held]
            plan = market.planner.runs(places[chunk], first, count)
            self._add(plan, market.plans.jump[plan.issue], weights[chunk], counted[chunk])
            walks = _walks(plan).reshape(-1, len(chunk), count)
            self._corners += (walks * weights[chunk][:, None]).sum(axis=1).T

    def _add(self, plan: DayPlan, jump: I64, weights: I64, counted: I64) -> None:
        """Some members' prices at both prints, and what they traded, count too."""
        printed, end = plan.parts[0].reached(OPEN_SECOND), total_of(plan)
        begun = (printed.volume > 0) & ~opens_late(plan, jump)
        opened = np.where(begun, printed.last, plan.base)
        for total, column, parts in (
            (self.opened, opened, weights), (self.closed, end.last, weights),
            (self.volume, end.volume, counted), (self.value, end.value, counted),
        ):  # fmt: skip
            total += (column.reshape(len(weights), -1) * parts[:, None]).sum(axis=0)

    def extremes(self) -> tuple[I64, I64]:
        """The highest and the lowest value of each day at any of its edges."""
        days = range(self._first, self._first + len(self.opened))
        lengths = np.array([minutes_of(hours_of(day)) for day in days], dtype=np.int64)
        high, low = np.maximum(self.opened, self.closed), np.minimum(self.opened, self.closed)
        for length in np.unique(lengths).tolist():
            rows = np.flatnonzero(lengths == length)
            # Between two corners the value only rises or only falls.
            corner = np.arange(_STRETCHES + 1) * length
            beside = np.unique((corner // _STRETCHES, -(-corner // _STRETCHES)))[1:]
            between = _between(self._corners[rows], beside, length)
            high[rows] = np.maximum(high[rows], between.max(axis=1))
            low[rows] = np.minimum(low[rows], between.min(axis=1))
        return high, low

    def minutes(self, day: int, hours: Hours) -> tuple[I64, I64, I64]:
        """Values, volume and turnover at the edges of one day."""
        row, length = day - self._first, minutes_of(hours)
        values = _between(self._corners[row : row + 1], np.arange(length + 1), length)[0]
        values[0] = self.opened[row]
        volume, value = (_spread(one[row : row + 1], hours)[0] for one in (self.volume, self.value))
        return np.append(values, self.closed[row]), volume, value


def _between(corners: I64, minutes: I64, length: int) -> I64:
    """Values at the ends of minutes of sessions of so many: (days, minutes)."""
    way = minutes * _STRETCHES
    left = np.minimum(way // length, _STRETCHES - 1)
    passed = way - left * length
    rise = corners[:, left + 1] - corners[:, left]
    between: I64 = corners[:, left] + rise * passed // length
    return between


def _walks(plan: DayPlan) -> I64:
    """Prices at the corners of each issue and day of a plan: (corners, elements)."""
    course = next(part for part in plan.parts if isinstance(part, Course))
    pieces = np.array_split(
        np.arange(len(plan.base)), -(-len(plan.base) * _STRETCHES // (3 * CHUNK))
    )
    made = [course.only(piece).milestones(_FINE) for piece in pieces]
    prices = np.concatenate(made, axis=1) * course.tick
    walks: I64 = np.where(prices > 0, prices, plan.base)
    return walks


def _spread(totals: I64, hours: Hours) -> I64:
    """Totals of days as they come together edge by edge, whole at the close."""
    edges = hours.open + 60 * np.arange(minutes_of(hours) + 1)
    busy = ACTIVITY[edges] - ACTIVITY[hours.open]
    flow = busy * (1000 - _OPENING - _CLOSING) // busy[-1] + _OPENING
    shares = np.append(flow, 1000)
    spread: I64 = totals[:, None] // 1000 * shares + totals[:, None] % 1000 * shares // 1000
    return spread
