"""Sectors and indices: at an instant, on their days, and through the day.

Levels are whole hundredths of a point. A field with decimals shows points, one without hundredths,
as the charts do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

import numpy as np

from kiwoom_mockserver.spec.formats import Directed, Value
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.vocabulary.filling import Answer, Subject, dimension, fill
from kiwoom_mockserver.vocabulary.history import FIRST_DAY, PERIODS
from kiwoom_mockserver.vocabulary.intervals import Intervals, Rows, Source, by_days, tick_bars
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.indices import Bar, Counts, Indices
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.phases import PhaseName, seconds_of
from kiwoom_mockserver.world.sectors import Sector
from kiwoom_mockserver.world.session import hours_of
from kiwoom_mockserver.world.world import Instant, World

KEPT_YEARS: Final = 10
"""Charts of an index begin so many calendar years before."""

YEAR_DAYS: Final = 250


def fill_points(specs: Sequence[FieldSpec], subject: Subject) -> dict[str, Sequence[Value]]:
    """The columns of those fields whose words the subject knows, levels in points."""
    columns = fill(specs, subject)
    for spec in specs:
        level = spec.format.decimals == 2 and dimension(spec.word) in {"price", "change"}
        if level and spec.name in columns:
            columns[spec.name] = [_points(value) for value in columns[spec.name]]
    return columns


def _points(value: Value) -> Value:
    if isinstance(value, Directed):
        return Directed(Decimal(value.value).scaleb(-2), value.direction)
    return Decimal(value).scaleb(-2) if isinstance(value, int | Decimal) else value


class Levels:
    """Some indices as they were last published by an instant."""

    def __init__(self, world: World, chosen: Sequence[Sector], at: Instant) -> None:
        self._indices = world.indices
        self._chosen = chosen
        self._at = at
        self._state = world.indices.state(at.day, at.second)

    def __len__(self) -> int:
        return len(self._chosen)

    @cached_property
    def base(self) -> I64:
        """The levels at the close of the day before."""
        return self._column(lambda sector: self._indices.base(sector, self._at.day))

    @cached_property
    def last(self) -> I64:
        """The levels now; the volatility index, too, moves with the opening only."""
        if self._at.second < hours_of(self._at.day).open:
            return self.base
        return self._column(lambda sector: self._indices.level(sector, self._at.day, self._state))

    @cached_property
    def bars(self) -> list[Bar]:
        """The day so far, of each."""
        return [self._indices.bar(sector, *self._at) for sector in self._chosen]

    @cached_property
    def counts(self) -> list[Counts]:
        """Where the members stand, of each."""
        return [self._indices.counts(sector, self._at.day, self._state) for sector in self._chosen]

    @cached_property
    def year(self) -> list[tuple[int, date, int, date]]:
        """Highest and lowest level of a year and their days, of each."""
        return [
            self._year(sector, bar) for sector, bar in zip(self._chosen, self.bars, strict=True)
        ]

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that indices do not have."""
        made = _LEVEL_WORDS.get(word)
        return None if made is None else made(self)

    def _column(self, read: Callable[[Sector], int]) -> I64:
        return np.array([read(sector) for sector in self._chosen], dtype=np.int64)

    def _count(self, read: Callable[[Counts], int]) -> I64:
        return np.array([read(counts) for counts in self.counts], dtype=np.int64)

    def _sum(self, column: I64) -> I64:
        return self._column(lambda sector: int(column[self._indices.members(sector)].sum()))

    def _shown(self, read: Callable[[Bar], int]) -> I64:
        if self._at.second < hours_of(self._at.day).open:
            return np.zeros(len(self), dtype=np.int64)
        return np.array([read(bar) for bar in self.bars], dtype=np.int64)

    def _share(self) -> I64:
        """Each one's part of the turnover of the first, which stands for the whole board."""
        own = self._sum(self._state.value)
        return own * 10_000 // max(int(own[0]), 1) if len(own) else own

    def _year(self, sector: Sector, today: Bar) -> tuple[int, date, int, date]:
        first = self._at.day - YEAR_DAYS + 1
        bars = [*self._indices.bars(sector, first, self._at.day - 1), today]
        top = max(range(len(bars)), key=lambda place: bars[place].high)
        bottom = min(range(len(bars)), key=lambda place: bars[place].low)
        return bars[top].high, day_at(first + top), bars[bottom].low, day_at(first + bottom)

    def _year_column(self, place: int) -> I64:
        return np.array([row[place] for row in self.year], dtype=np.int64)


_LEVEL_WORDS: Mapping[str, Callable[[Levels], Answer]] = {
    "sector-code": lambda i: [sector.code for sector in i._chosen],
    "sector-name": lambda i: [sector.name for sector in i._chosen],
    "last-price": lambda i: i.last,
    "base-price": lambda i: i.base,
    "change": lambda i: i.last - i.base,
    "change-rate": lambda i: ticks.change_rate(i.last, i.base),
    "change-sign": lambda i: ticks.change_sign(i.last, i.base),
    "volume": lambda i: i._sum(i._state.volume),
    "accumulated-volume": lambda i: i._sum(i._state.volume),
    "turnover": lambda i: i._sum(i._state.value),
    "open-price": lambda i: i._shown(lambda bar: bar.open),
    "high-price": lambda i: i._shown(lambda bar: bar.high),
    "low-price": lambda i: i._shown(lambda bar: bar.low),
    "issues-listed": lambda i: i._count(lambda c: c.listed),
    "issues-traded": lambda i: i._count(lambda c: c.traded),
    "issues-traded-rate": lambda i: i._count(lambda c: c.traded * 10_000 // max(c.listed, 1)),
    "issues-upper": lambda i: i._count(lambda c: c.upper),
    "issues-rising": lambda i: i._count(lambda c: c.rising),
    "issues-unchanged": lambda i: i._count(lambda c: c.unchanged),
    "issues-falling": lambda i: i._count(lambda c: c.falling),
    "issues-lower": lambda i: i._count(lambda c: c.lower),
    "board-share": lambda i: i._share(),
    "high-52-weeks": lambda i: i._year_column(0),
    "high-52-weeks-date": lambda i: [row[1] for row in i.year],
    "high-52-weeks-rate": lambda i: ticks.change_rate(i.last, i._year_column(0)),
    "low-52-weeks": lambda i: i._year_column(2),
    "low-52-weeks-date": lambda i: [row[3] for row in i.year],
    "low-52-weeks-rate": lambda i: ticks.change_rate(i.last, i._year_column(2)),
}


@dataclass(frozen=True, slots=True)
class LevelDays:
    """Days, weeks, months or years of one index, newest first; ``dates`` are their first days."""

    bars: list[Bar]
    dates: list[date]

    def __len__(self) -> int:
        return len(self.bars)

    @property
    def base(self) -> I64:
        """The close before each bar."""
        return self.column("base")

    def column(self, name: str) -> I64:
        """One attribute of every bar."""
        return np.array([getattr(bar, name) for bar in self.bars], dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that days of an index do not have."""
        made = _DAY_WORDS.get(word)
        return None if made is None else made(self)


_DAY_WORDS: Mapping[str, Callable[[LevelDays], Answer]] = {
    "date": lambda d: d.dates,
    "open-price": lambda d: d.column("open"),
    "high-price": lambda d: d.column("high"),
    "low-price": lambda d: d.column("low"),
    "close-price": lambda d: d.column("close"),
    "last-price": lambda d: d.column("close"),
    "change": lambda d: d.column("close") - d.base,
    "change-rate": lambda d: ticks.change_rate(d.column("close"), d.base),
    "change-sign": lambda d: ticks.change_sign(d.column("close"), d.base),
    "volume": lambda d: d.column("volume"),
    "accumulated-volume": lambda d: d.column("volume"),
    "turnover": lambda d: d.column("value"),
}


def level_days(
    world: World,
    sector: Sector,
    at: Instant,
    today: int,
    first: int,
    count: int,
    period: str = "day",
) -> tuple[LevelDays, bool]:
    """``count`` bars of an index from the ``first`` newest on, and whether older ones follow.

    The newest bar ends at ``at``; ``today`` is the day trades count minute by minute.
    """  # fmt: skip
    oldest = day_index(max(FIRST_DAY, date(at.date.year - KEPT_YEARS, 1, 1)))
    numbers = range(at.day, oldest - 1, -1)
    dates = [day_at(number) for number in numbers]
    keys = [PERIODS[period](day) for day in dates]
    starts = [place for place in range(len(keys)) if not place or keys[place] != keys[place - 1]]
    wanted = starts[first : first + count]
    if not wanted:
        return LevelDays([], []), False
    ends = [*starts[first + 1 : first + count + 1], len(keys)][: len(wanted)]
    bars = _newest_first(
        world.indices, sector, at, today, numbers[wanted[0]], numbers[ends[-1] - 1]
    )
    joined = [
        _joined(bars[start - wanted[0] : end - wanted[0]])
        for start, end in zip(wanted, ends, strict=True)
    ]
    more = first + count < len(starts)
    return LevelDays(joined, [dates[end - 1] for end in ends]), more


def _newest_first(
    indices: Indices, sector: Sector, at: Instant, today: int, newest: int, oldest: int
) -> list[Bar]:
    head = []
    if newest == today == at.day:
        head, newest = [indices.bar(sector, *at)], newest - 1
    tail = indices.bars(sector, oldest, newest) if newest >= oldest else []
    return [*head, *reversed(tail)]


def _joined(bars: Sequence[Bar]) -> Bar:
    """Days, newest first, as one bar."""
    return Bar(
        open=bars[-1].open,
        high=max(bar.high for bar in bars),
        low=min(bar.low for bar in bars),
        close=bars[0].close,
        volume=sum(bar.volume for bar in bars),
        value=sum(bar.value for bar in bars),
        base=bars[-1].base,
    )


def level_ticks(world: World, sector: Sector, today: int, scope: int = 1) -> Source:
    """What an index published, ``scope`` publications to a bar, newest first."""
    return by_days(
        lambda at: tick_bars(_published(world, sector, today, at).only(_BACKWARDS), scope)
    )


class Ended(Intervals):
    """As many moments of an index; where its day has come to an end, that is a row without trades.

    Instead of a time such a row has a code (observed): one tells that the close is settled, one
    that the exchange has closed.
    """

    def __init__(self, shown: Intervals, at: Instant) -> None:
        newest = int(shown.rows.day[0]) if len(shown) else at.day
        starts = seconds_of(day_at(newest))
        self._codes = [
            code
            for code, phase in _ENDS
            if len(shown) and (newest < at.day or at.second >= starts[phase])
        ]
        count = len(self._codes)
        rows = shown.rows.only(np.maximum(np.arange(-count, len(shown) - count), 0))
        rows.volume[:count] = 0
        super().__init__(rows)

    def moments(self) -> list[Value]:
        """When each row was, or the code of an end."""
        return [*self._codes, *super().moments()[len(self._codes) :]]


_ENDS: Final = (("999999", PhaseName.CLOSED), ("888888", PhaseName.AFTER_CLOSE))


def level_minutes(world: World, sector: Sector, today: int, scope: int) -> Source:
    """Bars of ``scope`` minutes of an index, newest first; each opens where the last one closed."""
    return by_days(lambda at: _minutes(_published(world, sector, today, at), scope))


_BACKWARDS: Final = slice(None, None, -1)


def _minutes(shown: Rows, scope: int) -> Rows:
    if not len(shown.day):
        return shown
    slots = shown.second // (60 * scope)
    starts = np.flatnonzero(np.append(True, slots[1:] != slots[:-1]))
    ends = np.append(starts[1:], len(slots)) - 1
    opened = shown.close[np.maximum(starts - 1, 0)]
    last = shown.only(ends)
    bars = last._replace(
        second=slots[starts] * 60 * scope,
        open=opened,
        high=np.maximum(np.maximum.reduceat(shown.close, starts), opened),
        low=np.minimum(np.minimum.reduceat(shown.close, starts), opened),
        volume=np.add.reduceat(shown.volume, starts),
        value=np.add.reduceat(shown.value, starts),
    )
    return bars.only(_BACKWARDS)


def _published(world: World, sector: Sector, today: int, at: Instant) -> Rows:
    """What an index showed on one day by an instant of it, oldest first."""
    indices = world.indices
    shown = indices.today(sector, *at) if at.day == today else indices.past(sector, at.day)
    shown = shown.until(at.second)
    level, none = shown.levels, np.zeros_like(shown.levels)
    volume, value = (np.diff(column, prepend=0) for column in (shown.volume, shown.value))
    base = none + indices.base(sector, at.day)
    return Rows(
        none + at.day, shown.seconds, level, level, level, level, volume, value, none,
        shown.volume, shown.value, none, none, base, none, ticks.change_sign(level, base),
    )  # fmt: skip
