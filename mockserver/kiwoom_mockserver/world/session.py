"""Some issues' regular session of one day each: what has happened by any second of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiwoom_mockserver.world.intraday import (
    MINUTES,
    DayPlan,
    Minutes,
    Nodes,
    Sums,
    as_sums,
    lower_of,
    minute_until,
    minutes,
    nodes,
    quotes,
    sums,
)
from kiwoom_mockserver.world.noise import I64

OPEN_SECOND: Final = 9 * 3600
STOP_SECOND: Final = OPEN_SECOND + MINUTES * 60
CLOSE_SECOND: Final = 15 * 3600 + 30 * 60

BLOCK: Final = 20
"""Minutes that are worked out together."""

ALONE: Final = 64
"""Fewer issues than this are worked out for the whole day at once."""


@dataclass(frozen=True, slots=True)
class State:
    """Issues at one instant, one element each, counted from the day's start.

    ``last`` is the base price before the first trade; ``open``, ``high`` and ``low`` are 0 then.
    ``size`` is the last trade's quantity, negative at the bid. ``bid`` is 0 at the lower limit,
    ``ask`` at the upper. ``bought`` and ``buys`` are shares and trades at the ask.
    """

    last: I64
    open: I64
    high: I64
    low: I64
    base: I64
    lower: I64
    upper: I64
    bid: I64
    ask: I64
    volume: I64
    value: I64
    bought: I64
    trades: I64
    buys: I64
    size: I64


@dataclass(frozen=True, slots=True)
class Totals:
    """What has happened up to the end of a minute; prices are 0 before the first trade."""

    last: I64
    open: I64
    high: I64
    low: I64
    volume: I64
    value: I64
    bought: I64
    trades: I64
    buys: I64
    size: I64

    @classmethod
    def nothing(cls, count: int) -> "Totals":
        """Before the day's first trade, for ``count`` issues."""
        zero = np.zeros(count, dtype=np.int64)
        return cls(*(zero for _ in range(10)))

    def then(self, sums: Sums) -> "Totals":
        """These totals and the minutes that follow."""
        traded = sums.volume > 0
        return Totals(
            last=np.where(traded, sums.last.close[:, 0], self.last),
            open=np.where(self.open > 0, self.open, sums.first.open[:, 0] * traded),
            high=np.maximum(self.high, sums.high),
            low=lower_of(self.low, sums.low),
            volume=self.volume + sums.volume,
            value=self.value + sums.value,
            bought=self.bought + sums.bought,
            trades=self.trades + sums.trades,
            buys=self.buys + sums.buys,
            size=np.where(traded, sums.last.size[:, 0], self.size),
        )

    def closed(self, plan: DayPlan) -> "Totals":
        """These totals and the closing print."""
        price, shares = plan.close_price, plan.close_volume
        traded = shares > 0
        printed = np.where(traded, price, 0)
        return Totals(
            last=np.where(traded, price, self.last),
            open=np.where(self.open > 0, self.open, printed),
            high=np.maximum(self.high, printed),
            low=lower_of(self.low, printed),
            volume=self.volume + shares,
            value=self.value + shares * price,
            bought=self.bought,
            trades=self.trades + traded,
            buys=self.buys,
            size=np.where(traded, shares, self.size),
        )


class Session:
    """Worked out block by block, as far as asked; the same answers in whatever order."""

    def __init__(self, plan: DayPlan) -> None:
        self.plan = plan
        self._totals = [Totals.nothing(len(plan.issue))]
        self._nodes: Nodes | None = None
        self._until = 0

    def nodes(self, minute: int) -> Nodes:
        """The nodes of at least the first ``minute`` minutes."""
        if self._nodes is None or minute > self._until:
            alone = len(self.plan.issue) < ALONE
            self._until = MINUTES if alone else min(-(-max(minute, 1) // 60) * 60, MINUTES)
            self._nodes = nodes(self.plan, self._until)
        return self._nodes

    def bars(self, stop: int = MINUTES) -> Minutes:
        """The bars of the first ``stop`` minutes."""
        return minutes(self.plan, self.nodes(stop), 0, stop)

    def minute_until(self, minute: int, second: int) -> Minutes:
        """The bar of one minute until ``second`` of it, that second's trades included."""
        return minute_until(self.plan, self.nodes(minute + 1), minute, second * 1000 + 999)

    def totals(self, second: int) -> Totals:
        """What has happened until ``second`` of the day, that second's trades included."""
        if second < OPEN_SECOND:
            return self._totals[0]
        minute, rest = divmod(min(second, STOP_SECOND) - OPEN_SECOND, 60)
        number = minute // BLOCK
        reached = self.at_block(number)
        if minute > number * BLOCK:
            reached = reached.then(sums(self.plan, self.nodes(minute), number * BLOCK, minute))
        if minute < MINUTES:
            reached = reached.then(as_sums(self.minute_until(minute, rest)))
        return reached.closed(self.plan) if second >= CLOSE_SECOND else reached

    def at_block(self, number: int) -> Totals:
        """What has happened before a block of minutes begins."""
        while len(self._totals) <= number:
            start = (len(self._totals) - 1) * BLOCK
            block = sums(self.plan, self.nodes(start + BLOCK), start, start + BLOCK)
            self._totals.append(self._totals[-1].then(block))
        return self._totals[number]

    def state(self, second: int) -> State:
        """The issues as they stand at ``second`` of the day."""
        plan, reached = self.plan, self.totals(second)
        last = np.where(reached.last > 0, reached.last, plan.base_price)
        bid, ask = self._quotes(second)
        return State(
            last=last, open=reached.open, high=reached.high, low=reached.low,
            base=plan.base_price, lower=plan.lower, upper=plan.upper,
            bid=np.where(last <= plan.lower, 0, bid), ask=np.where(last >= plan.upper, 0, ask),
            volume=reached.volume, value=reached.value, bought=reached.bought,
            trades=reached.trades, buys=reached.buys, size=reached.size,
        )  # fmt: skip

    def _quotes(self, second: int) -> tuple[I64, I64]:
        plan = self.plan
        if second >= CLOSE_SECOND or second < OPEN_SECOND:
            log = plan.close_log if second >= CLOSE_SECOND else plan.open_log
            return quotes(log, plan.kind, plan.lower, plan.upper)
        minute, rest = divmod(min(second, STOP_SECOND - 1) - OPEN_SECOND, 60)
        edge = minute + (rest >= 30)
        at = self.nodes(minute + 1)
        return at.bid[:, edge], at.ask[:, edge]
