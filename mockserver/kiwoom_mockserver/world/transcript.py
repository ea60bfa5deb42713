"""One issue's minutes and trades over some days, from the parts of its plans."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.arithmetic import ARRAYS
from kiwoom_mockserver.world.branching import DEEPEST, Segment, Traits, halves
from kiwoom_mockserver.world.course import Part
from kiwoom_mockserver.world.descents import Tail
from kiwoom_mockserver.world.leaves import MINUTE, Leaves, leaves
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
    return _merged(_pieces(leaves(plan.parts, 0, DAY, MINUTE))[0])


def minutes_of_both(plan: DayPlan, other: DayPlan) -> Minutes:
    """The minutes with trades on either exchange; of one second's trades the plan's are later."""
    found, count = leaves((*plan.parts, *other.parts), 0, DAY, MINUTE), len(plan.parts)
    one, first, last = _side(plan.parts, found[:count])
    two, first_two, last_two = _side(other.parts, found[count:])
    _, here, there = np.intersect1d(
        _moments(one), _moments(two), assume_unique=True, return_indices=True
    )
    ends = first.only(here), first_two.only(there), last.only(here), last_two.only(there)
    second = _seconds(ends).reshape(4, -1)
    shared = _shared(
        Minutes(*(column[here] for column in one)), Minutes(*(column[there] for column in two)),
        second[0] < second[1], second[2] >= second[3],
    )  # fmt: skip
    alone = (
        Minutes(*(np.delete(column, places) for column in bars))
        for bars, places in ((one, here), (two, there))
    )
    rows = Minutes(*(np.concatenate(columns) for columns in zip(shared, *alone, strict=True)))
    order = np.argsort(_moments(rows))
    return Minutes(*(column[order] for column in rows))


def _pieces(found: Sequence[Leaves]) -> tuple[Minutes, I64]:
    """What each part has of each minute in order of time, and their places before."""
    bars = [_bars(one) for one in found]
    part = np.concatenate([np.full(len(one.day), place) for place, one in enumerate(bars)])
    rows = Minutes(*(np.concatenate(column) for column in zip(*bars, strict=True)))
    order = np.lexsort((part, rows.second, rows.day))
    return Minutes(*(column[order] for column in rows)), order


def _side(parts: Sequence[Part], found: Sequence[Leaves]) -> tuple[Minutes, Tail, Tail]:
    """One exchange's minutes, and what holds the first and the last trade of each."""
    pieces, order = _pieces(found)
    starts, ends = _runs(pieces)
    segments = zip(*(one.segment for one in found), strict=True)
    owned = zip(parts, found, strict=True)
    traits = zip(
        *([column[one.owner] for column in part.traits] for part, one in owned), strict=True
    )
    segment = Segment(*(np.concatenate(column)[order] for column in segments))
    held = Traits(*(np.concatenate(column)[order] for column in traits))
    tail = Tail(segment, held, np.frexp(segment.number)[1].astype(np.int64) - 1)
    return _merged(pieces), tail.only(starts), tail.only(ends)


def _seconds(ends: tuple[Tail, Tail, Tail, Tail]) -> I64:
    """The seconds of the first trades of the first two, and of the last of the others."""
    tail = ends[0].beside(ends[1]).beside(ends[2]).beside(ends[3])
    late = np.repeat((False, True), (2 * len(ends[0].depth), 2 * len(ends[2].depth)))
    segment, depth = tail.segment, tail.depth
    while (segment.stop - segment.start > 1).any():
        left, right = halves(segment, tail.traits, depth, ARRAYS)
        later = np.where(late, right.shares > 0, left.shares == 0)
        columns = zip(left, right, strict=True)
        segment = Segment(*(np.where(later, b, a) for a, b in columns))
        # A segment of a second stays what it is, however deep.
        depth = np.minimum(depth + 1, DEEPEST - 1)
    found: I64 = segment.start
    return found


def _shared(one: Minutes, two: Minutes, opens: I64, closes: I64) -> Minutes:
    """Minutes of both exchanges; whether the first one's trade is the first, and the last."""
    return Minutes(
        one.day, one.second, np.where(opens, one.open, two.open), np.maximum(one.high, two.high),
        np.minimum(one.low, two.low), np.where(closes, one.close, two.close),
        one.volume + two.volume, one.value + two.value, one.bought + two.bought,
        np.where(closes, one.size, two.size),
    )  # fmt: skip


def _moments(bars: Minutes) -> I64:
    """The minutes in order of time."""
    return bars.day * 100_000 + bars.second


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


def _bars(found: Leaves) -> Minutes:
    owner, one, tick = found
    return Minutes(
        owner, one.start // MINUTE * MINUTE, one.open * tick, one.high * tick, one.low * tick,
        one.close * tick, one.shares, one.worth * tick, one.bought, one.last,
    )  # fmt: skip


def _runs(rows: Minutes) -> tuple[I64, I64]:
    """The first and the last row of each minute."""
    fresh = np.diff(_moments(rows), prepend=-1, append=-1) != 0
    return np.flatnonzero(fresh[:-1]), np.flatnonzero(fresh[1:])


def _merged(rows: Minutes) -> Minutes:
    """Rows of one minute as one."""
    starts, ends = _runs(rows)
    if len(starts) == len(rows.day):
        return rows
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
