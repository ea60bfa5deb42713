"""One issue's minutes and trades, newest first, over as many days as are asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.history import FIRST_DAY
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.intraday import AUCTION, BUY, MINUTES
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import BLOCK, CLOSE_SECOND, OPEN_SECOND, STOP_SECOND
from kiwoom_mockserver.world.world import LAST_SECOND, Instant

ROWS_A_DAY: Final = 1_000_000
"""More rows than a day can have: what a cursor counts days in."""

KEPT_DAYS: Final = 275
"""Trading days for which minutes and trades are given: about thirteen months (observed)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A minute bar, a bar of several, or a trade; sums are those since the day began."""

    at: datetime
    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int
    size: int
    """Shares of the last trade, negative at the bid."""
    day_volume: int
    day_value: int
    day_bought: int
    base: int


class Intervals:
    """Rows of intervals, newest first."""

    def __init__(self, rows: list[Interval]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def base(self) -> I64:
        """The close of the day before each row's day."""
        return self.column("base")

    def column(self, name: str) -> I64:
        """One attribute of every row."""
        return np.array([getattr(row, name) for row in self.rows], dtype=np.int64)

    def moments(self) -> list[Value]:
        """When each row was."""
        return [row.at for row in self.rows]

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that intervals do not have."""
        made = WORDS.get(word)
        return None if made is None else made(self)


Rows = Callable[[Instant], Iterable[Interval]]
"""The rows of one day until an instant of it, newest first."""


def minute_rows(market: Market, issue: int, scope: int) -> Rows:
    """Bars of ``scope`` minutes; minutes without a trade are left out."""

    def rows(at: Instant) -> Iterable[Interval]:
        return reversed(list(_grouped(list(_minutes_of(market, issue, *at)), scope)))

    return rows


def trade_rows(market: Market, issue: int, scope: int = 1) -> Rows:
    """Bars of ``scope`` trades; the newest bar of a day may lack some."""

    def rows(at: Instant) -> Iterable[Interval]:
        trades = _trades_of(market, issue, *at)
        return trades if scope == 1 else _tick_bars(trades, scope)

    return rows


def _tick_bars(trades: Iterator[Interval], scope: int) -> Iterator[Interval]:
    while held := list(islice(trades, scope)):
        yield merged(held[::-1], held[0].at)


def page(rows: Rows, at: Instant, cursor: int, count: int) -> tuple[Intervals, int | None]:
    """``count`` rows from ``cursor`` on, and the cursor of the row behind them, if there is one.

    A cursor is a number of days back from ``at`` and of rows into that day, so that a page far
    back is found as fast as the first.
    """
    back, skipped = divmod(cursor, ROWS_A_DAY)
    found: list[Interval] = []
    for days in range(back, KEPT_DAYS):
        if at.day - days < day_index(FIRST_DAY):
            break
        instant = at if days == 0 else Instant(at.day - days, LAST_SECOND)
        for number, row in enumerate(islice(rows(instant), skipped, None), skipped):
            if len(found) == count:
                return Intervals(found), days * ROWS_A_DAY + number
            found.append(row)
        skipped = 0
    return Intervals(found), None


def _minutes_of(market: Market, issue: int, day: int, second: int) -> Iterator[Interval]:
    """The minutes of one day until ``second``, oldest first."""
    if second < OPEN_SECOND:
        return
    base = int(market.session(issue, day).plan.base_price[0])
    midnight = datetime.combine(day_at(day), time())
    volume = value = bought = 0
    for begin, bar in _bars_of(market, issue, day, second):
        if not bar.volume:
            continue
        volume, value, bought = volume + bar.volume, value + bar.value, bought + bar.bought
        moment = midnight + timedelta(seconds=begin)
        prices = bar.open, bar.high, bar.low, bar.close
        sums = volume, value, bought
        yield Interval(moment, *prices, bar.volume, bar.value, bar.size, *sums, base)


class _Bar(NamedTuple):
    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int
    bought: int
    size: int


def _bars_of(market: Market, issue: int, day: int, second: int) -> Iterator[tuple[int, _Bar]]:
    """Each minute's begin, in seconds of the day, and its bar."""
    session = market.session(issue, day)
    whole = min((min(second, STOP_SECOND) - OPEN_SECOND) // 60, MINUTES)
    if whole:
        bars = session.bars(whole)
        columns = [getattr(bars, name)[0].tolist() for name in _Bar._fields]
        for minute, bar in enumerate(zip(*columns, strict=True)):
            yield OPEN_SECOND + minute * 60, _Bar(*bar)
    if whole < MINUTES:
        part = session.minute_until(whole, second - OPEN_SECOND - whole * 60)
        row = [int(getattr(part, name)[0, 0]) for name in _Bar._fields]
        yield OPEN_SECOND + whole * 60, _Bar(*row)
    if second >= CLOSE_SECOND and session.plan.close_volume[0] > 0:
        price, shares = int(session.plan.close_price[0]), int(session.plan.close_volume[0])
        prices = price, price, price, price
        yield CLOSE_SECOND, _Bar(*prices, shares, shares * price, 0, shares)


def _grouped(rows: list[Interval], scope: int) -> Iterator[Interval]:
    """Minutes joined into bars of ``scope``, counted from midnight."""
    held: list[Interval] = []
    for row in rows:
        if held and _slot(held[0].at, scope) != _slot(row.at, scope):
            yield _merged(held, scope)
            held = []
        held.append(row)
    if held:
        yield _merged(held, scope)


def _slot(moment: datetime, scope: int) -> int:
    return (moment.hour * 60 + moment.minute) // scope


def _merged(rows: list[Interval], scope: int) -> Interval:
    if len(rows) == 1 and scope == 1:
        return rows[0]
    last = rows[-1]
    begin = _slot(rows[0].at, scope) * scope
    at = rows[0].at.replace(hour=begin // 60, minute=begin % 60, second=0)
    return merged(rows, at if scope > 1 else last.at)


def merged(rows: list[Interval], at: datetime) -> Interval:
    """Rows in order of time as one, dated ``at``."""
    last = rows[-1]
    return Interval(
        at=at,
        open=rows[0].open,
        high=max(row.high for row in rows),
        low=min(row.low for row in rows),
        close=last.close,
        volume=sum(row.volume for row in rows),
        value=sum(row.value for row in rows),
        size=last.size,
        day_volume=last.day_volume,
        day_value=last.day_value,
        day_bought=last.day_bought,
        base=last.base,
    )


def _trades_of(market: Market, issue: int, day: int, second: int) -> Iterator[Interval]:
    """The trades of one day until ``second``, newest first, worked out block by block."""
    if second < OPEN_SECOND:
        return
    session = market.session(issue, day)
    base = int(session.plan.base_price[0])
    begin = datetime.combine(day_at(day), time(9))
    shares = int(session.plan.close_volume[0])
    if second >= CLOSE_SECOND and shares:
        price, reached = int(session.plan.close_price[0]), session.totals(second)
        sums = int(reached.volume[0]), int(reached.value[0]), int(reached.bought[0])
        at = begin + timedelta(seconds=CLOSE_SECOND - OPEN_SECOND)
        yield _one(at, price, shares, shares, sums, base)
    until = (min(second, STOP_SECOND) - OPEN_SECOND) * 1000 + 999
    for block in range(min(until // 60_000, MINUTES - 1) // BLOCK, -1, -1):
        yield from reversed(list(_block_of(market, issue, day, block, until)))


def _block_of(market: Market, issue: int, day: int, block: int, until: int) -> Iterator[Interval]:
    """The trades of one block of minutes until a millisecond of the session, oldest first."""
    session = market.session(issue, day)
    base, begin = int(session.plan.base_price[0]), datetime.combine(day_at(day), time(9))
    before = session.at_block(block)
    volume, value, bought = (int(c[0]) for c in (before.volume, before.value, before.bought))
    for trade in market.trades(issue, day, block * BLOCK, (block + 1) * BLOCK):
        if trade.at > until:
            break
        volume, value = volume + trade.quantity, value + trade.quantity * trade.price
        bought += trade.quantity * (trade.side == BUY)
        size = trade.quantity if trade.side in (BUY, AUCTION) else -trade.quantity
        at = begin + timedelta(seconds=trade.at // 1000)
        yield _one(at, trade.price, trade.quantity, size, (volume, value, bought), base)


def _one(
    at: datetime, price: int, shares: int, size: int, sums: tuple[int, int, int], base: int
) -> Interval:
    return Interval(at, price, price, price, price, shares, shares * price, size, *sums, base)


WORDS: Mapping[str, Callable[[Intervals], Answer]] = {
    "time": lambda i: i.moments(),
    "exchange": lambda i: ["KRX"] * len(i),
    "date": lambda i: i.moments(),
    "open-price": lambda i: i.column("open"),
    "high-price": lambda i: i.column("high"),
    "low-price": lambda i: i.column("low"),
    "close-price": lambda i: i.column("close"),
    "last-price": lambda i: i.column("close"),
    "trade-price": lambda i: i.column("close"),
    "base-price": lambda i: i.base,
    "change": lambda i: i.column("close") - i.base,
    "change-rate": lambda i: ticks.change_rate(i.column("close"), i.base),
    "change-sign": lambda i: ticks.change_sign(i.column("close"), i.base),
    "volume": lambda i: i.column("volume"),
    "turnover": lambda i: i.column("value"),
    "trade-volume": lambda i: i.column("size"),
    "accumulated-volume": lambda i: i.column("day_volume"),
    "accumulated-turnover": lambda i: i.column("day_value"),
    "strength": lambda i: (
        i.column("day_bought")
        * 10_000
        // np.maximum(i.column("day_volume") - i.column("day_bought"), 1)
    ),
}
"""What minutes and trades know, by the words of contracts/words.json."""
