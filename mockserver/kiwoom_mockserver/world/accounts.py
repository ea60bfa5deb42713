"""An account: cash, holdings, orders and fills, and what is settled when.

Nothing here knows the market. Cash is kept in whole won; a purchase or sale changes what is *due*
on its settlement day, and the day's beginning turns what is due into settled cash. For every
account, at any time:

    settled + due + cost of holdings - loans
        = cash moved in + cost of shares moved in + gross profit - charges - interest
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from kiwoom_mockserver.world.calendar import SETTLEMENT_DAYS, day_at
from kiwoom_mockserver.world.credit import interest_on
from kiwoom_mockserver.world.movements import Transfer
from kiwoom_mockserver.world.orders import Credit, Fill, Order, Side

NEW_ACCOUNT_CASH: Final = 100_000_000
"""Won a new account begins with."""

SPECTRUM: Final = 0
"""The margin rate that stands for every issue's own."""


@dataclass(slots=True)
class Holding:
    """Shares of one issue and what they were bought for, in won, charges aside."""

    quantity: int = 0
    cost: int = 0

    def add(self, quantity: int, cost: int) -> None:
        """``quantity`` more shares that cost ``cost``."""
        self.quantity += quantity
        self.cost += cost

    def take(self, quantity: int) -> int:
        """``quantity`` shares fewer; what they had cost, cut to the won."""
        cost = self.cost if quantity == self.quantity else self.cost * quantity // self.quantity
        self.quantity -= quantity
        self.cost -= cost
        return cost


@dataclass(slots=True)
class Lot(Holding):
    """Shares that the loan of one day bought, and what is left of it."""

    loan: int = 0

    def repay(self, quantity: int) -> tuple[int, int]:
        """``quantity`` shares fewer; what they had cost, and what had been lent for them."""
        whole = quantity == self.quantity
        loan = self.loan if whole else self.loan * quantity // self.quantity
        self.loan -= loan
        return self.take(quantity), loan


@dataclass(slots=True)
class Turnover:
    """The day's trades of one issue, by cash or by one loan, summed up."""

    net: int = 0
    """Shares bought less shares sold."""
    cost: int = 0
    """What the shares sold had cost."""
    gain: int = 0
    """What sales brought above cost, charges and interest taken off."""

    def add(self, fill: Fill) -> None:
        """The fill is one of them."""
        self.net += fill.side.sign * fill.quantity
        if fill.side is Side.SELL:
            self.cost += fill.cost
            self.gain += fill.gross - fill.charges.total - fill.interest


@dataclass(frozen=True, slots=True)
class Closing:
    """The account at the end of a day: settled cash, what was due, and the holdings."""

    day: int
    settled: int
    due: int
    holdings: tuple[tuple[str, int, int], ...]
    """Code, quantity and cost of each."""
    lots: tuple[tuple[str, int, int, int, int], ...] = ()
    """Code, the loan's day, quantity, cost and loan of each."""


@dataclass(slots=True)
class Account:
    """One account as it stands on ``day``, with everything that ever happened to it."""

    number: str
    day: int
    margin_rate: int = SPECTRUM
    settled: int = 0
    due: dict[int, int] = field(default_factory=dict)
    """What will be settled, by the number of the trading day."""
    pledged: dict[int, int] = field(default_factory=dict)
    """Cash that unsettled purchases need until then, by the day they are settled on."""
    proceeds: dict[int, int] = field(default_factory=dict)
    """What unsettled sales will pay in, by the day they are settled on."""
    holdings: dict[str, Holding] = field(default_factory=dict)
    credit_limit: int = 0
    """What its loans may come to; 0 without a credit agreement."""
    lots: dict[tuple[str, int], Lot] = field(default_factory=dict)
    """What loans bought, by issue and the loan's trading day."""
    orders: dict[int, dict[int, Order]] = field(default_factory=dict)
    """By day, then by number."""
    fills: dict[int, list[Fill]] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    working: dict[tuple[int, int], Order] = field(default_factory=dict)
    """Orders that are not at their end yet, by day and number."""
    held: int = 0
    """Cash held for purchases that are not filled yet."""
    _reserves: dict[tuple[int, int], int] = field(default_factory=dict, repr=False)
    """What each of them has held of it."""
    _turnovers: dict[tuple[str, int], Turnover] = field(default_factory=dict, repr=False)
    _summed: tuple[int, int] = (0, 0)
    """The day the turnovers are of, and how many of its fills are in them."""

    @property
    def total_due(self) -> int:
        """What all unsettled fills will pay in, negative what they will take."""
        return sum(self.due.values())

    def due_on(self, day: int) -> int:
        """What is settled on one day."""
        return self.due.get(day, 0)

    @property
    def margin(self) -> int:
        """Cash in use: for open purchases, and for unsettled ones beyond unsettled sales."""
        return self.held + max(sum(self.pledged.values()) - sum(self.proceeds.values()), 0)

    @property
    def reusable(self) -> int:
        """What unsettled sales leave after unsettled purchases."""
        return max(sum(self.proceeds.values()) - sum(self.pledged.values()), 0)

    @property
    def orderable(self) -> int:
        """Cash that new purchases may use."""
        return max(self.settled - self.margin + self.reusable, 0)

    @property
    def withdrawable(self) -> int:
        """Cash that may leave the account: settled, and not needed for anything, nor later."""
        ahead = settled = self.settled
        for day in sorted(self.due):
            settled += self.due[day]
            ahead = min(ahead, settled)
        return max(min(self.settled - self.margin, ahead - self.held), 0)

    @property
    def loans(self) -> int:
        """What is borrowed."""
        return sum(lot.loan for lot in self.lots.values())

    @property
    def loans_held(self) -> int:
        """What purchases that are not filled yet would borrow."""
        open_credit = (one for one in self.working.values() if one.credit is not Credit.NONE)
        return sum(loan_of(one.hold_price * one.left, one.rate) for one in open_credit
                   if one.side is Side.BUY and one.live)  # fmt: skip

    @property
    def unpaid(self) -> int:
        """What a settlement took and was not there."""
        return max(-self.settled, 0)

    def holding(self, code: str) -> Holding:
        """The holding of an issue; none is one of 0 shares."""
        return self.holdings.get(code) or Holding()

    def sellable(self, code: str, credit: Credit = Credit.NONE, loan_day: int = 0) -> int:
        """Shares that no open sale is for: bought with cash, with one day's loan, or any loan."""
        if credit is Credit.NONE:
            return self.holding(code).quantity - self._promised(code, credit)
        free = {day: self._free(code, day) for day in self.loan_days(code)}
        whole = sum(free.values()) - self._promised(code, Credit.ALL)
        return whole if credit is Credit.ALL else min(free.get(loan_day, 0), whole)

    def _free(self, code: str, loan_day: int) -> int:
        """Shares of a loan that no sale names."""
        return self.lots[code, loan_day].quantity - self._promised(code, Credit.LOAN, loan_day)

    def _promised(self, code: str, credit: Credit, loan_day: int = 0) -> int:
        return sum(
            order.open_quantity
            for order in self.working.values()
            if (order.code, order.credit, order.loan_day) == (code, credit, loan_day)
            and order.side is Side.SELL
        )

    def deliverable(self, code: str) -> int:
        """Settled shares, bought with cash, that no open sale is for."""
        recent = (fill for day in self.fills if day >= self.day - SETTLEMENT_DAYS
                  for fill in self.fills[day])  # fmt: skip
        coming = sum(
            fill.quantity
            for fill in recent
            if fill.code == code and fill.side is Side.BUY and not fill.loan_day
            and fill.settles > self.day
        )  # fmt: skip
        return max(self.sellable(code) - coming, 0)

    def shares(self, code: str) -> int:
        """All shares of an issue, whoever's money bought them."""
        lent = sum(lot.quantity for (held, _), lot in self.lots.items() if held == code)
        return self.holding(code).quantity + lent

    def loan_days(self, code: str) -> list[int]:
        """The days of the loans that bought shares of an issue, the oldest first."""
        return sorted(day for held, day in self.lots if held == code)

    def shares_of(self, order: Order, quantity: int) -> Iterator[tuple[int, int]]:
        """Whose shares ``quantity`` of an order are: the loan's day (0 is cash), and how many."""
        if order.credit is not Credit.ALL:
            buys_on_credit = order.credit is Credit.LOAN and order.side is Side.BUY
            yield order.day if buys_on_credit else order.loan_day, quantity
            return
        for day in self.loan_days(order.code):
            count = min(self._free(order.code, day), quantity)
            if count > 0:
                quantity -= count
                yield day, count

    def order(self, day: int, number: int) -> Order | None:
        """The order of that name, if there is one."""
        return self.orders.get(day, {}).get(number)

    def orders_of(self, day: int) -> list[Order]:
        """The day's orders by number."""
        return list(self.orders.get(day, {}).values())

    def fills_of(self, day: int) -> list[Fill]:
        """The day's fills in order of time."""
        return self.fills.get(day, [])

    def fills_between(self, first: int, last: int) -> Iterator[Fill]:
        """The fills of days ``first`` to ``last`` in order of time."""
        for day in sorted(self.fills):
            if first <= day <= last:
                yield from self.fills[day]

    def turnover(self, code: str, loan_day: int) -> Turnover:
        """Today's trades of an issue; each fill is looked at once."""
        day, count = self._summed
        if day != self.day:
            self._turnovers.clear()
            count = 0
        fills = self.fills_of(self.day)
        for fill in fills[count:]:
            self._turnovers.setdefault((fill.code, fill.loan_day), Turnover()).add(fill)
        self._summed = self.day, len(fills)
        return self._turnovers.get((code, loan_day)) or Turnover()

    def closing(self, day: int) -> Closing | None:
        """The account at the end of ``day``; None before its first. Today's is as it stands."""
        if day >= self.day:
            return self._closing(day)
        found = bisect_right(self.closings, day, key=lambda one: one.day)
        return replace(self.closings[found - 1], day=day) if found else None

    def next_number(self) -> int:
        """The next order's number; every day begins with 1."""
        return len(self.orders.get(self.day, {})) + 1

    def enter(self, order: Order) -> None:
        """The order is one of the account's."""
        self.orders.setdefault(order.day, {})[order.number] = order
        self.working[order.day, order.number] = order
        self.hold(order)

    def hold(self, order: Order) -> None:
        """As much cash is held for the order as its price and what is left of it take now."""
        key, reserve = (order.day, order.number), reserve_of(order)
        self.held += reserve - self._reserves.pop(key, 0)
        if reserve:
            self._reserves[key] = reserve

    def retire(self, order: Order) -> None:
        """The order has come to its end."""
        self.working.pop((order.day, order.number), None)
        self.hold(order)

    def transfer(self, transfer: Transfer) -> Transfer:
        """The transfer with the cost of what it took out, now that cash or shares have moved."""
        self.settled += transfer.cash
        if transfer.move.is_delivery:
            held = self.holdings.setdefault(transfer.code, Holding())
            if transfer.quantity < 0:
                transfer = replace(transfer, cost=-held.take(-transfer.quantity))
            else:
                held.add(transfer.quantity, transfer.cost)
            if not held.quantity:
                del self.holdings[transfer.code]
        self.transfers.append(transfer)
        return transfer

    def transfers_between(self, first: int, last: int) -> list[Transfer]:
        """What was moved on days ``first`` to ``last``, in order of time."""
        return [one for one in self.transfers if first <= one.day <= last]

    def book(self, fill: Fill) -> Fill:
        """The fill with the cost of what it sold, now that shares and cash due have moved."""
        fill = self._move_loan(fill) if fill.loan_day else self._move_shares(fill)
        self.fills.setdefault(fill.day, []).append(fill)
        if fill.settles <= self.day:
            self.settled += fill.due
            return fill
        if fill.side is Side.BUY:
            _add(self.pledged, fill.settles, part(fill.amount, fill.rate) + fill.commission)
        else:
            _add(self.proceeds, fill.settles, fill.due)
        _add(self.due, fill.settles, fill.due)
        return fill

    def _move_shares(self, fill: Fill) -> Fill:
        if fill.side is Side.BUY:
            self.holdings.setdefault(fill.code, Holding()).add(fill.quantity, fill.amount)
            return fill
        held = self.holdings[fill.code]
        fill = replace(fill, cost=held.take(fill.quantity))
        if not held.quantity:
            del self.holdings[fill.code]
        return fill

    def _move_loan(self, fill: Fill) -> Fill:
        key = fill.code, fill.loan_day
        if fill.side is Side.BUY:
            fill = replace(fill, loan=loan_of(fill.amount, fill.rate))
            lot = self.lots.setdefault(key, Lot())
            lot.add(fill.quantity, fill.amount)
            lot.loan += fill.loan
            return fill
        lot = self.lots[key]
        cost, loan = lot.repay(fill.quantity)
        if not lot.quantity:
            del self.lots[key]
        interest = interest_on(loan, fill.loan_day, day_at(fill.settles))
        return replace(fill, cost=cost, loan=loan, interest=interest)

    def begin_day(self, day: int) -> None:
        """It is a later trading day: each day on the way is closed and the next one settled.

        An evening is kept when it differs from the one before, so that it does not matter on
        which days the account was looked at.
        """
        while self.day < day:
            evening = self._closing(self.day)
            if not self.closings or replace(self.closings[-1], day=self.day) != evening:
                self.closings.append(evening)
            self.day = min([due for due in self.due if due > self.day] + [day])
            self.settled += self.due.pop(self.day, 0)
            self.pledged.pop(self.day, None)
            self.proceeds.pop(self.day, None)

    def _closing(self, day: int) -> Closing:
        held = tuple((code, one.quantity, one.cost) for code, one in self.holdings.items())
        lots = tuple(
            (code, loan_day, lot.quantity, lot.cost, lot.loan)
            for (code, loan_day), lot in self.lots.items()
        )
        return Closing(day, self.settled, self.total_due, held, lots)


def part(amount: int, rate: int) -> int:
    """``rate`` per cent of an amount, rounded up to the won."""
    return -(-amount * rate // 100)


def loan_of(amount: int, rate: int) -> int:
    """What is lent for a purchase of ``amount`` won at a deposit of ``rate`` per cent."""
    return amount - part(amount, rate)


def reserve_of(order: Order) -> int:
    """Cash held for what is left of a purchase; 0 for anything else."""
    if order.side is not Side.BUY or not order.live:
        return 0
    return part(order.hold_price * order.left, order.rate) + order.hold_fee


def _add(sums: dict[int, int], day: int, amount: int) -> None:
    sums[day] = sums.get(day, 0) + amount
