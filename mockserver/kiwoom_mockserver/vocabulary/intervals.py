"""One issue's minutes and trades, newest first, over as many days as are asked for."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.history import FIRST_DAY, signs_of
from kiwoom_mockserver.vocabulary.ratios import strength
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.market import DAY_SECONDS, Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.prints import BUY, SELL
from kiwoom_mockserver.world.reels import Reel
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import LAST_SECOND, Instant

ROWS_A_DAY: Final = 1_000_000
"""More rows than a day can have: what a cursor counts days in."""

KEPT_DAYS: Final = 275
"""Trading days for which minutes and trades are given: about thirteen months (observed)."""

BLOCK: Final = 600
"""Seconds whose trades are worked out together."""

QUIET: Final = 20_000
"""Days with so few shares together are not worked out in blocks of seconds, but at once."""

FAR: Final = 1 << 30
"""Later than any second of a day."""

RUN_DAYS: Final = 64
"""So many of them at most."""


class Rows(NamedTuple):
    """Minutes, bars of several, or trades, one element each; ``day_*`` count from the day's start.

    ``size`` is the last trade's shares, negative at the bid; ``venue`` a place of ``VENUES``.
    """

    day: I64
    second: I64
    open: I64
    high: I64
    low: I64
    close: I64
    volume: I64
    value: I64
    size: I64
    day_volume: I64
    day_value: I64
    day_bought: I64
    day_sold: I64
    base: I64
    venue: I64
    sign: I64
    """The code of the change from the day before's close."""

    def only(self, places: I64 | slice) -> "Rows":
        """The rows at these places."""
        return Rows(*(column[places] for column in self))


NO_ROWS: Final = Rows(*(np.empty(0, dtype=np.int64) for _ in Rows._fields))

VENUES: Final = ("KRX", "NXT", "통합")
"""What places of trade are called, in the order of ``Where``."""

Source = Callable[[Instant, int], Iterator[Rows]]
"""The rows of an instant's day and so many days before it, newest first, in pieces of one day."""


class Intervals:
    """Rows of intervals, newest first."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows.day)

    @property
    def base(self) -> I64:
        """The close of the day before each row's day."""
        return self.rows.base

    def moments(self) -> list[Value]:
        """When each row was."""
        return list(map(_moment, self.rows.day.tolist(), self.rows.second.tolist()))

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that intervals do not have."""
        made = WORDS.get(word)
        return None if made is None else made(self)


@lru_cache(maxsize=1 << 14)
def _moment(day: int, second: int) -> datetime:
    """A second of a trading day; the same ones are told again and again."""
    return datetime.combine(day_at(day), time()) + timedelta(seconds=second)


def minute_rows(
    market: Market, issue: int, scope: int, where: Where = Where.KRX, likely: int = 0
) -> Source:
    """Bars of ``scope`` minutes; minutes without a trade are left out.

    ``likely`` so many are asked for: where the newest day has fewer, days are worked out together.
    """

    def rows(at: Instant, days: int) -> Iterator[Rows]:
        last, second, run = at.day, at.second, max(2, min(scope * 2, 30))
        begin, end = market.span(issue, last, where)
        alone = (min(second, end) - begin) // (60 * scope) >= likely
        count = 1 if alone else run + 1
        while last > at.day - days:
            count = min(count, last - at.day + days)
            block = _minutes_of(market, issue, scope, where, last - count + 1, count, second)
            for day in range(last, last - count, -1):
                yield block.only(np.flatnonzero(block.day == day))
            # What is asked for next are the days before, likely several of them.
            last, second, count = last - count, LAST_SECOND, run

    return rows


def trade_rows(market: Market, issue: int, scope: int = 1, where: Where = Where.KRX) -> Source:
    """Bars of ``scope`` trades; the oldest bar of a day may lack some."""

    def rows(at: Instant, days: int) -> Iterator[Rows]:
        last, second, oldest = at.day, at.second, at.day - days + 1
        while last >= oldest:
            quiet = _quiet_days(market, issue, where, max(last - RUN_DAYS + 1, oldest), last)
            if quiet:
                together = _quiet_trades(market, issue, where, last - quiet + 1, quiet, second)
                for day in range(last, last - quiet, -1):
                    yield tick_bars(together.only(np.flatnonzero(together.day == day)), scope)
            else:
                yield from _trades_of(market, issue, scope, where, last, second)
            last, second = last - max(quiet, 1), LAST_SECOND

    return rows


def _quiet_days(market: Market, issue: int, where: Where, first: int, last: int) -> int:
    """How many days, the last one back, have few trades together."""
    volume = market.history(issue, np.arange(last, first - 1, -1), where).volume
    return int(np.searchsorted(np.cumsum(volume), QUIET, side="right"))


def _quiet_trades(
    market: Market, issue: int, where: Where, first: int, count: int, second: int
) -> Rows:
    """All trades of ``count`` days from ``first`` on, the last one until ``second``."""
    reel = market.days_reel(issue, first, count, where)
    keep = np.flatnonzero((reel.owner < count - 1) | (reel.at < (second + 1) * 1000))
    day, at, price, shares, side = (column[keep] for column in reel)
    value, bases = price * shares, market.bases(issue, first, count)
    columns = (
        first + day, at // 1000, price, price, price, price, shares, value,
        np.where(side == SELL, -shares, shares),
        *(
            _since(day, column)
            for column in (shares, value, shares * (side == BUY), shares * (side == SELL))
        ),
        bases[day],
        _venues(where, day * DAY_SECONDS + at // 1000, lambda: _moments(
            market.days_reel(issue, first, count, Where.NXT)
        )),
        signs_of(market, issue, first + day, price, bases[day]),
    )  # fmt: skip
    rows = Rows(*columns)
    return rows.only(slice(None, None, -1))


def by_days(rows_of: Callable[[Instant], Rows]) -> Source:
    """The rows of one day after another; ``rows_of`` gives those of a day until an instant."""

    def rows(at: Instant, days: int) -> Iterator[Rows]:
        yield rows_of(at)
        for day in range(at.day - 1, at.day - days, -1):
            yield rows_of(Instant(day, LAST_SECOND))

    return rows


def page(
    rows: Source, at: Instant, cursor: int, count: int, today: int | None = None
) -> tuple[Intervals, int | None]:
    """``count`` rows from ``cursor`` on, and the cursor of the row behind them, if there is one.

    Rows are kept until ``KEPT_DAYS`` before ``today``, the instant's day if not given. A cursor is
    a number of days back from ``at`` and of rows into that day, so that a page far back is found as
    fast as the first.
    """
    back, skipped = divmod(cursor, ROWS_A_DAY)
    newest = at.day - back
    oldest = (at.day if today is None else today) - KEPT_DAYS
    days = newest - max(oldest, day_index(FIRST_DAY) - 1)
    start = at if back == 0 else Instant(newest, LAST_SECOND)
    found: list[Rows] = []
    missing, seen, day = count, 0, newest
    for piece in rows(start, days) if days > 0 else ():
        if not len(piece.day):
            continue
        if int(piece.day[0]) != day:
            day, seen, skipped = int(piece.day[0]), 0, 0
        first = max(skipped - seen, 0)
        if first + missing < len(piece.day):
            found.append(piece.only(slice(first, first + missing)))
            return _together(found), (at.day - day) * ROWS_A_DAY + seen + first + missing
        taken = piece.only(slice(first, None))
        found.append(taken)
        missing -= len(taken.day)
        seen += len(piece.day)
    return _together(found), None


def of_one_day(rows: Source, at: Instant, cursor: int, count: int) -> tuple[Intervals, int | None]:
    """The same of the instant's own day alone."""
    found, following = page(rows, at, cursor, count)
    found.rows = found.rows.only(np.flatnonzero(found.rows.day == at.day))
    return found, None if following is None or following >= ROWS_A_DAY else following


def _together(found: list[Rows]) -> Intervals:
    if not found:
        return Intervals(NO_ROWS)
    return Intervals(Rows(*(np.concatenate(columns) for columns in zip(*found, strict=True))))


def _minutes_of(
    market: Market, issue: int, scope: int, where: Where, first: int, count: int, second: int
) -> Rows:
    """Bars of ``count`` days from ``first`` on, the last one until ``second``; newest first."""
    bars = market.minutes(issue, first, count, second, where)
    if not len(bars.day):
        return NO_ROWS
    slots = bars.second // (60 * scope)
    key = bars.day * 10_000 + slots
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    ends = np.append(starts[1:], len(key)) - 1
    sums = [_since(bars.day, column)[ends] for column in (bars.volume, bars.value, bars.bought)]
    base, day = market.bases(issue, first, count), bars.day[starts]
    end = np.minimum((slots[starts] + 1) * 60 * scope - 1, np.where(day < count - 1, FAR, second))
    sold = sums[0] - sums[2] - met_by(market.meetings(issue, first, count, where), day, end)
    columns = (
        first + day, slots[starts] * 60 * scope, bars.open[starts],
        np.maximum.reduceat(bars.high, starts), np.minimum.reduceat(bars.low, starts),
        bars.close[ends], np.add.reduceat(bars.volume, starts),
        np.add.reduceat(bars.value, starts), bars.size[ends], *sums, sold, base[day],
        np.full(len(day), list(Where).index(where)),
        signs_of(market, issue, first + day, bars.close[ends], base[day]),
    )  # fmt: skip
    rows = Rows(*columns)
    return rows.only(slice(None, None, -1))


def met_by(meetings: tuple[I64, I64], day: I64, end: I64) -> I64:
    """Shares dealt by the day's auctions until ``end``, a second of each day."""
    at, total = meetings[0], np.append(0, meetings[1])
    until, before = (
        np.searchsorted(at, day * DAY_SECONDS + second, side="right") for second in (end, -1)
    )
    met: I64 = total[until] - total[before]
    return met


def _since(day: I64, column: I64) -> I64:
    """Running totals that begin anew with each day; ``day`` is in order."""
    if not len(day):
        return column
    total = np.cumsum(column)
    starts = np.flatnonzero(np.append(True, day[1:] != day[:-1]))
    counts = np.diff(np.append(starts, len(day)))
    since: I64 = total - np.repeat(np.append(0, total)[starts], counts)
    return since


def _trades_of(
    market: Market, issue: int, scope: int, where: Where, day: int, second: int
) -> Iterator[Rows]:
    """The trades of one day until ``second``, newest first, block by block."""
    begin, end = market.span(issue, day, where)
    held = NO_ROWS
    for block in range(min(second, end) // BLOCK, begin // BLOCK - 1, -1):
        rows = _block_of(market, issue, where, day, block, second)
        if scope == 1:
            yield rows
            continue
        held = Rows(*(np.concatenate(columns) for columns in zip(held, rows, strict=True)))
        whole = len(held.day) // scope * scope
        yield tick_bars(held.only(slice(0, whole)), scope)
        held = held.only(slice(whole, None))
    if len(held.day):
        yield tick_bars(held, scope)


def tick_bars(rows: Rows, scope: int) -> Rows:
    """Every ``scope`` trades, newest first, as one."""
    starts = np.arange(0, len(rows.day), scope)
    if not len(starts):
        return rows
    ends = np.append(starts[1:], len(rows.day)) - 1
    newest = rows.only(starts)
    return newest._replace(
        open=rows.open[ends],
        high=np.maximum.reduceat(rows.high, starts),
        low=np.minimum.reduceat(rows.low, starts),
        volume=np.add.reduceat(rows.volume, starts),
        value=np.add.reduceat(rows.value, starts),
    )


def _block_of(market: Market, issue: int, where: Where, day: int, block: int, second: int) -> Rows:
    """The trades of one block of seconds until ``second``, newest first."""
    tape = market.tape(issue, day, block * BLOCK, (block + 1) * BLOCK, where)
    count = int(np.searchsorted(tape.at, (second + 1) * 1000))
    if not count:
        return NO_ROWS
    before = market.issue_state(issue, day, block * BLOCK - 1, where)
    met = market.met(np.array([issue]), day, block * BLOCK - 1, where)
    sold = before.volume - before.bought - met
    shares, side, base = tape.quantity[:count], tape.side[:count], np.full(count, before.base[0])
    price, value = tape.price[:count], tape.quantity[:count] * tape.price[:count]
    rows = Rows(
        np.full(count, day), tape.at[:count] // 1000, price, price, price, price, shares, value,
        np.where(side == SELL, -shares, shares),
        before.volume + np.cumsum(shares), before.value + np.cumsum(value),
        before.bought + np.cumsum(shares * (side == BUY)),
        sold + np.cumsum(shares * (side == SELL)), base,
        _venues(where, tape.at[:count] // 1000, lambda: market.tape(
            issue, day, block * BLOCK, (block + 1) * BLOCK, Where.NXT
        ).at // 1000),
        signs_of(market, issue, np.full(count, day), price, base),
    )  # fmt: skip
    return rows.only(slice(None, None, -1))


def _moments(reel: Reel) -> I64:
    """When the trades of days were, in seconds since the first day began."""
    moments: I64 = reel.owner * DAY_SECONDS + reel.at // 1000
    return moments


def _venues(where: Where, moments: I64, nxt: Callable[[], I64]) -> I64:
    """Where trades in order of time were; in a second NXT's, at ``nxt``, come first."""
    if where is not Where.BOTH:
        return np.full(len(moments), list(Where).index(where))
    ours = nxt()
    starts, ends = (np.searchsorted(ours, moments, side=side) for side in ("left", "right"))
    number = np.arange(len(moments)) - np.searchsorted(moments, moments)
    return (number < ends - starts).astype(np.int64)


WORDS: Mapping[str, Callable[[Intervals], Answer]] = {
    "time": lambda i: i.moments(),
    "exchange": lambda i: [VENUES[one] for one in i.rows.venue.tolist()],
    "date": lambda i: i.moments(),
    "open-price": lambda i: i.rows.open,
    "high-price": lambda i: i.rows.high,
    "low-price": lambda i: i.rows.low,
    "close-price": lambda i: i.rows.close,
    "last-price": lambda i: i.rows.close,
    "trade-price": lambda i: i.rows.close,
    "base-price": lambda i: i.base,
    "change": lambda i: i.rows.close - i.base,
    "change-rate": lambda i: ticks.change_rate(i.rows.close, i.base),
    "change-sign": lambda i: i.rows.sign,
    "volume": lambda i: i.rows.volume,
    "turnover": lambda i: i.rows.value,
    "trade-volume": lambda i: i.rows.size,
    "accumulated-volume": lambda i: i.rows.day_volume,
    "accumulated-turnover": lambda i: i.rows.day_value,
    "strength": lambda i: strength(i.rows.day_bought, i.rows.day_sold),
}
"""What minutes and trades know, by the words of contracts/words.json."""
