"""One issue's days, weeks, months or years: aggregates of the very trades its quotes speak of."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np

from kiwoom_mockserver.vocabulary.filling import NO_TERMS, Answer
from kiwoom_mockserver.vocabulary.flowing import FlowRows
from kiwoom_mockserver.vocabulary.ratios import strength
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.bars import Bars
from kiwoom_mockserver.world.calendar import day_at, day_index, month_key, week_key, year_key
from kiwoom_mockserver.world.flows.tally import Tally
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import State, Where
from kiwoom_mockserver.world.world import LAST_SECOND, Instant, World

PERIODS: Final[Mapping[str, Callable[[date], int]]] = {
    "day": date.toordinal,
    "week": week_key,
    "month": month_key,
    "year": year_key,
}
"""Days with equal keys make one bar."""

FIRST_DAY: Final = date(1995, 5, 2)
"""Where history begins: what lies before is not listed."""

_MOST_DAYS: Final = {"day": 1, "week": 6, "month": 24, "year": 262}


class Days:
    """Bars of one issue, newest first; a bar stands for all days with one period key."""

    def __init__(
        self,
        world: World,
        issue: int,
        at: Instant,
        bars: Bars,
        dates: list[date],
        begun: list[date],
    ) -> None:
        """``dates`` are the bars' last days, ``begun`` their first, by which a bar is called.

        The newest bar may end at the instant.
        """
        self._world = world
        self._issue = issue
        self._at = at
        self._shares = world.instruments.all[issue].shares
        self.bars = bars
        self.dates = dates
        self.begun = begun
        self.terms = NO_TERMS
        self.exchange = "KRX"

    def __len__(self) -> int:
        return len(self.dates)

    @property
    def base(self) -> I64:
        """The close before each bar."""
        return self.bars.base

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that days do not have."""
        made = WORDS.get(word)
        if made is not None:
            return made(self)
        return self.flows.answer(word) if FlowRows.knows(word) else None

    @cached_property
    def flows(self) -> FlowRows:
        """Who traded on the days; for bars that are single days."""
        numbers = np.array([day_index(day) for day in self.dates], dtype=np.int64)
        flows, at = self._world.flows, self._at
        ledger = flows.ledgers.history(self._issue, numbers, at.day, at.second)
        tally = Tally(flows, [ledger], self.bars.value)
        return FlowRows(tally, self.terms, self.bars.close, at)


def traded_until(market: Market, issue: int, at: Instant) -> Instant:
    """The instant, or the end of the issue's last day where that is past."""
    last = int(market.tenure.last[issue])
    return at if at.day <= last else Instant(last, LAST_SECOND)


def days_of(
    world: World,
    issue: int,
    at: Instant,
    first: int,
    count: int,
    period: str = "day",
    where: Where = Where.KRX,
) -> tuple[Days, bool]:
    """``count`` bars of an issue from the ``first`` newest on, and whether older ones follow.

    The newest bar ends at the instant, or with the issue's last day; bars reach back to its first
    one, and not beyond ``FIRST_DAY``.
    """
    key, at = PERIODS[period], traded_until(world.market, issue, at)
    oldest = max(day_index(FIRST_DAY), int(world.market.tenure.first[issue]))
    reach = max(oldest, at.day - (first + count + 1) * _MOST_DAYS[period])
    numbers = np.arange(at.day, reach - 1, -1)
    dates = [day_at(int(number)) for number in numbers]
    marks = np.array([key(day) for day in dates], dtype=np.int64)
    starts = np.flatnonzero(np.append(True, marks[1:] != marks[:-1]))[: len(marks)]
    wanted = starts[first : first + count]
    if not len(wanted):
        nothing = _joined(world.market, issue, at, np.arange(0), np.arange(0), where)
        return Days(world, issue, at, nothing, [], []), False
    behind = starts[first + count] if first + count < len(starts) else len(numbers)
    span = numbers[wanted[0] : behind]
    bars = _joined(world.market, issue, at, span, wanted - wanted[0], where)
    more = bool(behind < len(numbers) or reach > oldest)
    ends = [*wanted[1:].tolist(), int(behind)]
    begun = [dates[place - 1] for place in ends]
    return Days(world, issue, at, bars, [dates[place] for place in wanted], begun), more


def _joined(market: Market, issue: int, at: Instant, days: I64, starts: I64, where: Where) -> Bars:
    """Bars of runs of ``days`` (newest first), each run beginning at a place of ``starts``."""
    bars = market.history(issue, days, where)
    if len(days) and days[0] == at.day:
        met = market.met(np.array([issue]), at.day, at.second, where)
        bars = _with_today(market.issue_state(issue, at.day, at.second, where), met, bars)
    if not len(starts):
        return bars
    ends = np.append(starts[1:], len(days)) - 1
    return Bars(
        open=bars.open[ends],
        high=np.maximum.reduceat(bars.high, starts),
        low=np.minimum.reduceat(bars.low, starts),
        close=bars.close[starts],
        volume=np.add.reduceat(bars.volume, starts),
        value=np.add.reduceat(bars.value, starts),
        bought=np.add.reduceat(bars.bought, starts),
        base=bars.base[ends],
        met=np.add.reduceat(bars.met, starts),
    )


def _with_today(now: State, met: I64, bars: Bars) -> Bars:
    """The bars with the first one as it stands ``now``; ``met`` is what its auctions dealt."""
    traded = bool(now.volume[0])
    today = {
        "open": now.open[0] if traded else now.base[0],
        "high": now.high[0] if traded else now.base[0],
        "low": now.low[0] if traded else now.base[0],
        "close": now.last[0],
        "volume": now.volume[0],
        "value": now.value[0],
        "bought": now.bought[0],
        "base": now.base[0],
        "met": met[0],
    }
    columns = {name: getattr(bars, name).copy() for name in Bars.__slots__}
    for name, value in today.items():
        columns[name][0] = value
    return Bars(**columns)


def signs_of(market: Market, issue: int, days: I64, close: I64, base: I64) -> I64:
    """The codes of an issue's changes from the closes before some days, whose limits it knows."""
    bounds = market.planner.limits(np.full(len(base), issue), days, base)
    return ticks.change_sign(close, base, ticks.LimitColumns(*bounds))


def _signs(days: Days) -> I64:
    """A bar of several days is at no limit."""
    bars = days.bars
    if days.begun != days.dates:
        return ticks.change_sign(bars.close, bars.base)
    numbers = np.array([day_index(day) for day in days.dates], dtype=np.int64)
    return signs_of(days._world.market, days._issue, numbers, bars.close, bars.base)


def strength_of(bars: Bars) -> I64:
    """The strength of each day's buyers."""
    return strength(bars.bought, bars.volume - bars.bought - bars.met)


WORDS: Mapping[str, Callable[[Days], Answer]] = {
    "date": lambda d: d.begun,
    "time": lambda d: d.begun,
    "exchange": lambda d: [d.exchange] * len(d),
    "open-price": lambda d: d.bars.open,
    "high-price": lambda d: d.bars.high,
    "low-price": lambda d: d.bars.low,
    "close-price": lambda d: d.bars.close,
    "last-price": lambda d: d.bars.close,
    "base-price": lambda d: d.bars.base,
    "previous-close-price": lambda d: d.bars.base,
    "change": lambda d: d.bars.close - d.bars.base,
    "change-rate": lambda d: ticks.change_rate(d.bars.close, d.bars.base),
    "change-rate-hundredths": lambda d: ticks.change_rate(d.bars.close, d.bars.base),
    "change-sign": _signs,
    "volume": lambda d: d.bars.volume,
    "turnover": lambda d: d.bars.value,
    "accumulated-volume": lambda d: d.bars.volume,
    "accumulated-turnover": lambda d: d.bars.value,
    "turnover-rate": lambda d: d.bars.volume * 10_000 // max(d._shares, 1),
    "strength": lambda d: strength_of(d.bars),
}
"""What days know, by the words of contracts/words.json."""
