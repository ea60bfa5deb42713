"""One issue's minutes and trades over some days, from the parts of its plans."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.course import MINUTE, Course, Print, leaves
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import DayPlan
from kiwoom_mockserver.world.prints import BUY, SELL
from kiwoom_mockserver.world.reels import reel

DAY: Final = 24 * 3600


class Minutes(NamedTuple):
    """Bars of the clock minutes with trades, oldest first, one element each.

    ``day`` is the place of the plan, ``second`` the minute's begin, ``size`` the last trade's
    shares, negative at the bid.
    """

    day: I64
    second: I64
    open: I64
    high: I64
    low: I64
    close: I64
    volume: I64
    value: I64
    bought: I64
    size: I64


class Trades(NamedTuple):
    """Trades in order of time, one element each: milliseconds of the day, price, shares, side.

    ``side`` is BUY, SELL or AUCTION, of the aggressor.
    """

    at: I64
    price: I64
    quantity: I64
    side: I64


def minutes(plan: DayPlan) -> Minutes:
    """The minutes with trades of each day; an auction's print belongs to the minute it falls in."""
    pieces = [_print_bars(part) if isinstance(part, Print) else _bars(part) for part in plan.parts]
    order = np.concatenate([np.full(len(one.day), place) for place, one in enumerate(pieces)])
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    sorted_ = np.lexsort((order, columns[1], columns[0]))
    return _merged(Minutes(*(column[sorted_] for column in columns)))


def until(bars: Minutes, made: Trades, last: int, second: int) -> Minutes:
    """The bars until ``second`` of the day ``last``; the trades ``made`` are that minute's."""
    begin = second // MINUTE * MINUTE
    before = int(np.searchsorted(bars.day * DAY + bars.second, last * DAY + begin))
    count = int(np.searchsorted(made.at, (second + 1) * 1000))
    if not count:
        return Minutes(*(column[:before] for column in bars))
    price, shares, side = (column[:count] for column in made[1:])
    row = (
        last, begin, price[0], price.max(), price.min(), price[-1], shares.sum(),
        (price * shares).sum(), (shares * (side == BUY)).sum(),
        -shares[-1] if side[-1] == SELL else shares[-1],
    )  # fmt: skip
    return Minutes(
        *(np.append(column[:before], one) for column, one in zip(bars, row, strict=True))
    )


def _bars(part: Course) -> Minutes:
    owner, one = leaves(part, 0, DAY, MINUTE)
    tick = part.tick[owner]
    return Minutes(
        owner, one.start // MINUTE * MINUTE, one.open * tick, one.high * tick, one.low * tick,
        one.close * tick, one.shares, one.worth * tick, one.bought, one.last,
    )  # fmt: skip


def _print_bars(part: Print) -> Minutes:
    found = np.flatnonzero(part.shares > 0)
    price, shares = part.price[found], part.shares[found]
    return Minutes(
        found, part.second[found] // MINUTE * MINUTE, price, price, price, price, shares,
        shares * price, 0 * shares, shares,
    )  # fmt: skip


def _merged(rows: Minutes) -> Minutes:
    """Rows of one minute as one."""
    if not len(rows.day):
        return rows
    moment = rows.day * 100_000 + rows.second
    starts = np.flatnonzero(np.append(True, moment[1:] != moment[:-1]))
    if len(starts) == len(moment):
        return rows
    ends = np.append(starts[1:], len(moment)) - 1
    return Minutes(
        rows.day[starts], rows.second[starts], rows.open[starts],
        np.maximum.reduceat(rows.high, starts), np.minimum.reduceat(rows.low, starts),
        rows.close[ends], np.add.reduceat(rows.volume, starts), np.add.reduceat(rows.value, starts),
        np.add.reduceat(rows.bought, starts), rows.size[ends],
    )  # fmt: skip


def bars_of(tapes: Sequence[Trades]) -> Minutes:
    """The minutes with trades of each day, from all trades of each."""
    day = np.repeat(np.arange(len(tapes)), [len(one.at) for one in tapes])
    at, price, shares, side = (np.concatenate(column) for column in zip(*tapes, strict=True))
    size = np.where(side == SELL, -shares, shares)
    return _merged(
        Minutes(
            day, at // 60_000 * 60, price, price, price, price, shares, price * shares,
            shares * (side == BUY), size,
        )
    )  # fmt: skip


def trades(plan: DayPlan, begin: int, end: int) -> Trades:
    """Every trade of a plan of one element in seconds ``begin`` .. ``end``."""
    return Trades(*reel(plan, begin, end)[1:])
