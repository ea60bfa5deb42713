"""One issue's regular session on one day, minute by minute and trade by trade.

A day is an opening auction print at 09:00, 380 minutes of continuous trading, and a closing print
at 15:30. Prices walk from the open to the close; buyers' and sellers' volumes are cut into minutes
each on its own. Inside a minute there are two halves of 30 seconds: the first trades around the
price the minute starts at, the second around the one it ends at. Buyers trade at the ask, sellers
at the bid, each side in up to ``MOST_TRADES`` trades a half, so a minute's open, high, low, close,
volume and value follow without enumerating trades, and agree with them to the share and the won.

All functions take and give columns: one element an (issue, day).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.bridge import measure, milestones, path
from kiwoom_mockserver.world.fixed import exp_milli
from kiwoom_mockserver.world.noise import I64, U64, keys, mix

DEPTH: Final = 9
STEPS: Final = 1 << DEPTH
MINUTES: Final = 380
"""Minutes of continuous trading, 09:00 to 15:20."""

HALF_MS: Final = 30_000
MOST_TRADES: Final = 12

STEP_OF: Final = np.arange(MINUTES + 1) * STEPS // MINUTES
"""The step of the walk that each minute's edge lies on; the last edge is the walk's end."""

BUY, SELL, AUCTION = 0, 1, -1

_WALK: Final = 11


def _session_weights() -> I64:
    """Cumulative volume weights of the steps: busy at the open and the end, quiet at noon."""
    minute = np.arange(MINUTES)
    weight = 100 + 260 * 40 // (40 + minute) + 120 * 30 // (30 + MINUTES - minute)
    steps = np.zeros(STEPS + 1, dtype=np.int64)
    steps[STEP_OF[1:]] = np.cumsum(weight)
    return np.maximum.accumulate(steps)


WEIGHTS: Final = _session_weights()


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What a session follows from; logs with 30 fraction bits, prices in won, volumes in shares."""

    seed: int
    issue: I64
    day: I64
    kind: I64
    open_log: I64
    close_log: I64
    sigma: I64
    """Log standard deviation of one step of the walk."""
    base_price: I64
    lower: I64
    upper: I64
    open_price: I64
    close_price: I64
    open_volume: I64
    close_volume: I64
    volumes: tuple[I64, I64]
    """Continuous volume of buyers and sellers."""
    lot: I64
    """Shares of a usual trade."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """A stretch of minutes, shape (elements, minutes); a minute without a trade has volume 0."""

    open: I64
    high: I64
    low: I64
    close: I64
    volume: I64
    value: I64
    bought: I64
    """Shares traded at the ask."""
    trades: I64
    """Number of trades, and of those at the ask."""
    buys: I64
    size: I64
    """Shares of the last trade, negative at the bid."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """What a session is read from: quotes at minute edges, cumulated volumes, and chance.

    ``bid`` and ``ask``: (elements, edges). ``cumulated``: buyers', sellers', the same shape.
    ``chance``: (elements, minutes).
    """

    bid: I64
    ask: I64
    cumulated: tuple[I64, I64]
    chance: U64


def nodes(plan: DayPlan, until: int = MINUTES) -> Nodes:
    """The nodes of the first ``until`` minutes."""
    edges = STEP_OF[: until + 1]
    last = None if until == MINUTES else int(edges[-1])
    key = keys(plan.seed, _WALK, plan.issue, plan.day)
    walk = path(key, plan.open_log, plan.close_log, plan.sigma, DEPTH, last)[:, edges]
    bid, ask = quotes(walk, plan.kind[:, None], plan.lower[:, None], plan.upper[:, None])
    sides = tuple(
        measure(keys(plan.seed, 12 + side, plan.issue, plan.day), total, WEIGHTS, DEPTH, last)
        for side, total in enumerate(plan.volumes)
    )
    chance = keys(plan.seed, 14, plan.issue[:, None], plan.day[:, None], np.arange(until)[None, :])
    return Nodes(bid, ask, (sides[0][:, edges], sides[1][:, edges]), chance)


def quarter_prices(plan: DayPlan) -> I64:
    """What a session's walk is worth at its ends and quarters, in thousandths of a won."""
    key = keys(plan.seed, _WALK, plan.issue, plan.day)
    walk = milestones(key, plan.open_log, plan.close_log, plan.sigma, DEPTH, 2)
    return np.clip(exp_milli(walk), plan.lower[:, None] * 1000, plan.upper[:, None] * 1000)


def quotes(log: I64, kind: I64, lower: I64, upper: I64) -> tuple[I64, I64]:
    """Best bid and ask around a log price; at a limit both are the limit."""
    won = np.clip(exp_milli(log) // 1000, lower, upper)
    bid = np.clip(ticks.floor_to_tick(kind, won), lower, upper)
    return bid, np.minimum(bid + ticks.tick_size(kind, bid), upper)


@dataclass(frozen=True, slots=True)
class Half:
    """One side's trades in one half of a minute; all arrays of one shape.

    ``count`` trades of ``quantity`` shares in all at ``price``. ``chance`` has five bits a trade.
    """

    price: I64
    quantity: I64
    count: I64
    chance: U64

    def time(self, number: I64) -> I64:
        """When trade ``number`` (from 0) happens, in milliseconds after the half began."""
        room = HALF_MS // np.maximum(self.count, 1)
        moment: I64 = number * room + (self._bits(number) * room >> 5)
        return moment

    def part(self, number: I64) -> I64:
        """Shares of the trades before ``number``: each trade has one share at least."""
        fraction = number * 32 + self._bits(number) - 16
        spare = np.maximum(self.quantity - self.count, 0)
        inside = number + spare * fraction // (np.maximum(self.count, 1) * 32)
        return np.where(number <= 0, 0, np.where(number >= self.count, self.quantity, inside))

    def before(self, moment: int) -> I64:
        """How many trades have happened ``moment`` milliseconds after the half began."""
        if moment < 0:
            return np.zeros_like(self.count)
        room = HALF_MS // np.maximum(self.count, 1)
        number = np.minimum(moment // room, np.maximum(self.count - 1, 0))
        happened: I64 = np.minimum(number + (self.time(number) <= moment), self.count)
        return happened

    def of(self, rows: I64, columns: I64) -> "Half":
        """The trades of the given elements' given minutes, as one column."""
        picked = (rows, columns)
        return Half(
            *(
                getattr(self, name)[picked][:, None]
                for name in ("price", "quantity", "count", "chance")
            )
        )

    def _bits(self, number: I64) -> I64:
        place = np.clip(number, 0, MOST_TRADES - 1).astype(np.uint64) * np.uint64(5)
        return ((self.chance >> place) & np.uint64(31)).astype(np.int64)


Pair: TypeAlias = tuple[Half, Half]
"""Buyers' and sellers' trades of one half."""


def halves(plan: DayPlan, at: Nodes, start: int, stop: int) -> tuple[Pair, Pair]:
    """Both halves of minutes ``start`` .. ``stop``."""
    chance = at.chance[:, start:stop]
    lot = plan.lot[:, None]
    made: tuple[list[Half], list[Half]] = ([], [])
    for side in (BUY, SELL):
        cumulated = at.cumulated[side]
        whole = cumulated[:, start + 1 : stop + 1] - cumulated[:, start:stop]
        share = 64 + ((chance >> np.uint64(8 * side)) & np.uint64(127)).astype(np.int64)
        early = whole * share >> 8
        for half, quantity in enumerate((early, whole - early)):
            price = (at.ask, at.bid)[side][:, start + half : stop + half]
            count = np.clip((quantity + lot - 1) // lot, 0, MOST_TRADES)
            stream = mix(chance + np.uint64(2 * half + side + 1))
            made[half].append(Half(price, quantity, count, stream))
    return (made[0][BUY], made[0][SELL]), (made[1][BUY], made[1][SELL])


@dataclass(frozen=True, slots=True)
class Sums:
    """A stretch of minutes taken together, one element an (issue, day).

    ``high`` and ``low`` are 0 without a trade; ``first`` and ``last`` are the bars of the first and
    the last minute that had one.
    """

    volume: I64
    value: I64
    bought: I64
    trades: I64
    buys: I64
    high: I64
    low: I64
    first: "Minutes"
    last: "Minutes"


def sums(plan: DayPlan, at: Nodes, start: int, stop: int) -> Sums:
    """Minutes ``start`` .. ``stop`` taken together: what ``minutes`` gives, without its bars."""
    pairs = halves(plan, at, start, stop)
    every = [one for pair in pairs for one in pair]
    traded = [one.quantity > 0 for one in every]
    high = np.max(
        [(one.price * some).max(axis=1) for one, some in zip(every, traded, strict=True)], 0
    )
    low = np.min(
        [np.where(s, one.price, _NEVER).min(axis=1) for one, s in zip(every, traded, strict=True)],
        0,
    )
    busy = traded[0] | traded[1] | traded[2] | traded[3]
    rows = np.arange(len(high))
    first, last = busy.argmax(axis=1), busy.shape[1] - 1 - busy[:, ::-1].argmax(axis=1)
    found = Sums(
        volume=_total(one.quantity for one in every),
        value=_total(one.quantity * one.price for one in every),
        bought=_total(pair[BUY].quantity for pair in pairs),
        trades=_total(one.count for one in every),
        buys=_total(pair[BUY].count for pair in pairs),
        high=high,
        low=np.where(low == _NEVER, 0, low),
        first=_picked(pairs, rows, first),
        last=_picked(pairs, rows, last),
    )
    return _with_opening(plan, found) if start == 0 and stop > 0 else found


def as_sums(bar: Minutes) -> Sums:
    """One column of bars, taken together."""
    return Sums(
        volume=bar.volume[:, 0],
        value=bar.value[:, 0],
        bought=bar.bought[:, 0],
        trades=bar.trades[:, 0],
        buys=bar.buys[:, 0],
        high=bar.high[:, 0],
        low=bar.low[:, 0],
        first=bar,
        last=bar,
    )


_NEVER: Final = 1 << 60


def _total(parts: Iterable[I64]) -> I64:
    total: I64 = np.sum([part.sum(axis=1) for part in parts], axis=0)
    return total


def _picked(pairs: tuple[Pair, Pair], rows: I64, columns: I64) -> Minutes:
    halved = []
    for pair in pairs:
        buy, sell = (one.of(rows, columns) for one in pair)
        halved.append(_half_bar((buy, sell), buy.count, sell.count))
    return _joined(*halved)


def _with_opening(plan: DayPlan, found: Sums) -> Sums:
    """The sums with the opening print before them."""
    one = Minutes(*(getattr(found.first, name).copy() for name in Minutes.__slots__))
    _add_opening(plan, one)
    final = found.last
    quiet = found.volume == 0
    last = Minutes(
        *(
            np.where(quiet[:, None], getattr(one, name), getattr(final, name))
            for name in Minutes.__slots__
        )
    )
    shares, traded = plan.open_volume, plan.open_volume > 0
    price = np.where(traded, plan.open_price, 0)
    return Sums(
        volume=found.volume + shares,
        value=found.value + shares * plan.open_price,
        bought=found.bought,
        trades=found.trades + traded,
        buys=found.buys,
        high=np.maximum(found.high, price),
        low=lower_of(found.low, price),
        first=one,
        last=last,
    )


def minutes(plan: DayPlan, at: Nodes, start: int, stop: int) -> Minutes:
    """The bars of minutes ``start`` .. ``stop``; minute 0 holds the opening print too."""
    bars = _joined(*half_minutes(plan, at, start, stop))
    if start == 0 and stop > 0:
        _add_opening(plan, bars)
    return bars


def half_minutes(plan: DayPlan, at: Nodes, start: int, stop: int) -> tuple[Minutes, Minutes]:
    """The bars of both halves of minutes ``start`` .. ``stop``, without the opening print."""
    pairs = halves(plan, at, start, stop)
    early, late = (_half_bar(pair, pair[BUY].count, pair[SELL].count) for pair in pairs)
    return early, late


def minute_until(plan: DayPlan, at: Nodes, minute: int, moment: int) -> Minutes:
    """The bar of one minute, of its trades in the first ``moment`` milliseconds; one column."""
    pairs = halves(plan, at, minute, minute + 1)
    made = []
    for half, pair in enumerate(pairs):
        counts = [one.before(min(moment - half * HALF_MS, HALF_MS)) for one in pair]
        made.append(_half_bar(pair, counts[BUY], counts[SELL]))
    bars = _joined(*made)
    if minute == 0:
        _add_opening(plan, bars)
    return bars


def _half_bar(pair: Pair, bought: I64, sold: I64) -> Minutes:
    """The bar of a half's first ``bought`` and ``sold`` trades."""
    buy, sell = pair
    buys, sells = bought > 0, sold > 0
    at_ask, at_bid = buy.part(bought), sell.part(sold)
    buy_opens = buys & (~sells | (buy.time(0 * bought) <= sell.time(0 * sold)))
    buy_closes = buys & (~sells | (buy.time(bought - 1) > sell.time(sold - 1)))
    none = np.where(sells, sell.price, 0)
    size = np.where(
        buy_closes, at_ask - buy.part(bought - 1), -(at_bid - sell.part(sold - 1)) * sells
    )
    return Minutes(
        open=np.where(buy_opens, buy.price, none),
        high=np.where(buys, buy.price, none),
        low=np.where(sells, sell.price, np.where(buys, buy.price, 0)),
        close=np.where(buy_closes, buy.price, none),
        volume=at_ask + at_bid,
        value=at_ask * buy.price + at_bid * sell.price,
        bought=at_ask,
        trades=bought + sold,
        buys=bought,
        size=size,
    )


def _joined(early: Minutes, late: Minutes) -> Minutes:
    return Minutes(
        open=np.where(early.volume > 0, early.open, late.open),
        high=np.maximum(early.high, late.high),
        low=lower_of(early.low, late.low),
        close=np.where(late.volume > 0, late.close, early.close),
        volume=early.volume + late.volume,
        value=early.value + late.value,
        bought=early.bought + late.bought,
        trades=early.trades + late.trades,
        buys=early.buys + late.buys,
        size=np.where(late.volume > 0, late.size, early.size),
    )


def _add_opening(plan: DayPlan, bars: Minutes) -> None:
    price, shares = plan.open_price, plan.open_volume
    traded = shares > 0
    empty = bars.volume[:, 0] == 0
    bars.open[:, 0] = np.where(traded, price, bars.open[:, 0])
    bars.close[:, 0] = np.where(traded & empty, price, bars.close[:, 0])
    bars.size[:, 0] = np.where(traded & empty, shares, bars.size[:, 0])
    bars.high[:, 0] = np.maximum(bars.high[:, 0], np.where(traded, price, 0))
    bars.low[:, 0] = lower_of(bars.low[:, 0], np.where(traded, price, 0))
    bars.volume[:, 0] += shares
    bars.value[:, 0] += shares * price
    bars.trades[:, 0] += traded


def lower_of(one: I64, other: I64) -> I64:
    """The lower of two prices where 0 means there is none."""
    return np.where(one == 0, other, np.where(other == 0, one, np.minimum(one, other)))


@dataclass(frozen=True, slots=True)
class Trade:
    """One print: milliseconds after 09:00, price, shares, and who was the aggressor.

    ``side`` is BUY, SELL or AUCTION.
    """

    at: int
    price: int
    quantity: int
    side: int


def trades(plan: DayPlan, at: Nodes, start: int, stop: int) -> list[Trade]:
    """Every trade of the first element's minutes ``start`` .. ``stop``, in order of time."""
    found: list[Trade] = []
    if start == 0 and stop > 0 and plan.open_volume[0] > 0:
        found.append(Trade(0, int(plan.open_price[0]), int(plan.open_volume[0]), AUCTION))
    pairs = halves(plan, at, start, stop)
    numbers = np.arange(MOST_TRADES + 1)
    columns = [
        [(one.time(numbers[:, None]), one.part(numbers[:, None])) for one in _first(pair)]
        for pair in pairs
    ]
    for minute in range(start, stop):
        for half, pair in enumerate(pairs):
            begin = (minute * 2 + half) * HALF_MS
            block: list[Trade] = []
            for side, one in enumerate(pair):
                times, parts = columns[half][side]
                place = minute - start
                price = int(one.price[0, place])
                for number in range(int(one.count[0, place])):
                    shares = int(parts[number + 1, place] - parts[number, place])
                    block.append(Trade(begin + int(times[number, place]), price, shares, side))
            block.sort(key=lambda trade: (trade.at, trade.side))
            found.extend(block)
    return found


def _first(pair: Pair) -> Pair:
    """The trades of the first element alone, minutes along the last axis."""
    buy, sell = (Half(one.price[0], one.quantity[0], one.count[0], one.chance[0]) for one in pair)
    return buy, sell
