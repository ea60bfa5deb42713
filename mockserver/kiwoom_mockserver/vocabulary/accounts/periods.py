"""What an account did over days: profits by issue and day, sums of days, and its evenings."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words, per_cent
from kiwoom_mockserver.vocabulary.accounts.valuing import (
    Traded,
    Valued,
    holdings_on,
    traded,
)
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.world import World


def trade_rows(world: World, rows: Sequence[Traded], decimals: int) -> Rows[Traded]:
    """An issue's trades of one day, a row each; averages with so many decimals."""
    step = Decimal(1).scaleb(-decimals)
    words: Words[Traded] = {
        **_TRADED,
        "average-price": lambda one: one.average_cost.quantize(step),
        "sale-profit": lambda one: Decimal(one.profit).quantize(step),
    }
    return Rows(rows, words)


@dataclass(frozen=True, slots=True)
class Span:
    """The trades of some days taken together; ``day`` is the last of them."""

    day: int
    trades: tuple[Traded, ...]

    def total(self, name: str) -> int:
        """The sum over all trades."""
        return sum(getattr(one, name) for one in self.trades)

    @property
    def settlement(self) -> int:
        """What the days' trades settle for, charges included."""
        charges = self.total("paid") + self.total("tax")
        return self.total("sold_value") - self.total("bought_value") - charges

    @property
    def profit(self) -> int:
        """What all sales brought above cost and charges."""
        return sum(one.profit for one in self.trades if one.sold)


def span_rows(spans: Sequence[Span]) -> Rows[Span]:
    """Sums of days, a row each."""
    return Rows(spans, _SPAN)


def spans_of(world: World, account: Account, first: int, last: int) -> list[Span]:
    """The days from ``first`` to ``last`` on which anything was traded, newest first."""
    by_day: dict[int, list[Traded]] = {}
    for one in traded(world, account.fills_between(first, last)):
        by_day.setdefault(one.day, []).append(one)
    return [Span(day, tuple(by_day[day])) for day in sorted(by_day, reverse=True)]


@dataclass(frozen=True, slots=True)
class Evening:
    """An account at the end of a day."""

    day: int
    settled: int
    due: int
    held: tuple[Valued, ...]

    @property
    def value(self) -> int:
        """What the holdings are worth at the day's closes."""
        return sum(one.value for one in self.held)

    @property
    def cost(self) -> int:
        """What they were bought for."""
        return sum(one.cost for one in self.held)

    @property
    def profit(self) -> int:
        """What selling them would bring above their cost."""
        return sum(one.profit for one in self.held)

    @property
    def assets(self) -> int:
        """Cash, what is due, and the holdings, less what is borrowed."""
        return self.settled + self.due + self.value - self.loans

    @property
    def estimated(self) -> int:
        """The same, with what selling the holdings costs taken off."""
        return self.settled + self.due + sum(one.proceeds for one in self.held)

    @property
    def loans(self) -> int:
        """What is borrowed."""
        return sum(one.loan for one in self.held)

    @property
    def interest(self) -> int:
        """What the loans have cost so far."""
        return sum(one.interest for one in self.held)

    @property
    def collateral(self) -> int:
        """What the holdings count as collateral."""
        return sum(one.collateral for one in self.held)


def evening(world: World, account: Account, day: int) -> Evening:
    """The account at the end of ``day``; before its first, nothing."""
    closing = account.closing(day)
    if closing is None:
        return Evening(day, 0, 0, ())
    held = tuple(holdings_on(world, account, day))
    return Evening(day, closing.settled, closing.due, held)


def evening_rows(evenings: Sequence[Evening]) -> Rows[Evening]:
    """An account's evenings, a row each."""
    return Rows(evenings, _EVENING)


_TRADED: Words[Traded] = {
    "date": lambda one: day_at(one.day),
    "code": lambda one: one.issue.code,
    "prefixed-code": lambda one: one.issue.prefixed_code,
    "name": lambda one: one.issue.name,
    "trade-volume": lambda one: one.sold,
    "trade-price": lambda one: one.sold_value // one.sold if one.sold else 0,
    "profit-rate": lambda one: one.profit_rate,
    "day-fee": lambda one: one.fee,
    "day-tax": lambda one: one.tax,
    "day-sale-fee": lambda one: 0,
    "withdrawable": lambda one: 0,
    "credit-type": lambda one: "융자잔고" if one.loan_day else "현금잔고",
    "loan-date": lambda one: day_at(one.loan_day) if one.loan_day else None,
    "purchase-average": lambda one: one.bought_value // one.bought if one.bought else 0,
    "purchase-quantity": lambda one: one.bought,
    "sale-average": lambda one: one.sold_value // one.sold if one.sold else 0,
    "sale-quantity": lambda one: one.sold,
    "charges": lambda one: one.fee + one.tax,
    "valuation-profit": lambda one: one.profit if one.sold else 0,
    "sale-value": lambda one: one.sold_value,
    "purchase-value": lambda one: one.bought_value,
}

_SPAN: Words[Span] = {
    "date": lambda span: day_at(span.day),
    "purchase-value": lambda span: span.total("bought_value"),
    "sale-value": lambda span: span.total("sold_value"),
    "sale-profit": lambda span: span.profit,
    "sale-profit-rate": lambda span: per_cent(span.profit, span.total("cost")),
    "day-fee": lambda span: span.total("fee"),
    "day-tax": lambda span: span.total("tax"),
    "charges": lambda span: span.total("fee") + span.total("tax"),
    "settlement-amount": lambda span: span.settlement,
}

_EVENING: Words[Evening] = {
    "date": lambda one: day_at(one.day),
    "deposit": lambda one: one.settled,
    "collateral": lambda one: one.collateral,
    "estimated-assets": lambda one: one.estimated,
    "holdings-value": lambda one: one.value,
    "holdings-cost": lambda one: one.cost,
    "holdings-profit": lambda one: one.profit,
    "profit-rate": lambda one: per_cent(one.profit, one.cost),
    "cash-weight": lambda one: per_cent(one.settled + one.due, one.estimated),
    "loans": lambda one: one.loans,
}
"""Each mapping: what such a row knows, by the words of contracts/words.json."""
