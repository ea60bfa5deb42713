"""What an account did over days: profits by issue and day, sums of days, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Final

from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words, per_cent
from kiwoom_mockserver.vocabulary.accounts.valuing import (
    Traded,
    Valued,
    holdings_on,
    is_gold,
    traded,
)
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.hours import moment_of
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.orders import Fill, Side
from kiwoom_mockserver.world.world import World

WRITTEN: Final = time(4, 5)
"""When the night's work writes a settlement into the history (04:05:11 and 04:05:18 seen live)."""

_TURN: Final = {Side.BUY: "매수", Side.SELL: "매도"}


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
        charges = self.total("fee") + self.total("tax")
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One settled trade, as the account's history has it."""

    number: int
    fill: Fill
    issue: Instrument
    deposit: int
    """Settled cash after it."""
    held: int
    """Shares of the issue after it."""


def entry_rows(entries: Sequence[Entry], *, pending: bool = False) -> Rows[Entry]:
    """Rows of history, or of what is still to be settled."""
    return Rows(entries, {**_ENTRY, **_PENDING} if pending else _ENTRY)


def history_of(world: World, account: Account) -> list[Entry]:
    """Every settled trade in order of settlement, with what was left after it."""
    cash = sum(one.cash for one in account.transfers)
    shares: dict[str, int] = {}
    for one in account.transfers:
        if one.code:
            shares[one.code] = shares.get(one.code, 0) + one.quantity
    settled = [f for some in account.fills.values() for f in some if f.settles <= account.day]
    fills = sorted(settled, key=lambda f: (f.settles, f.day, f.number))
    entries: list[Entry] = []
    for fill in fills:
        issue = world.find(fill.code)
        assert issue is not None, f"{fill.code} is not of this world"
        cash += fill.due
        shares[fill.code] = shares.get(fill.code, 0) + fill.side.sign * fill.quantity
        same = entries[-1].number if entries and entries[-1].fill.settles == fill.settles else 0
        entries.append(Entry(same + 1, fill, issue, cash, shares[fill.code]))
    return entries


def pending_of(world: World, account: Account) -> list[Entry]:
    """Every trade that is not settled yet, in order of settlement."""
    recent = account.fills_between(account.day - 2, account.day)
    waiting = sorted(
        (fill for fill in recent if fill.settles > account.day), key=lambda f: f.settles
    )
    issues = [world.find(fill.code) for fill in waiting]
    return [
        Entry(number, fill, issue, 0, 0)
        for number, (fill, issue) in enumerate(zip(waiting, issues, strict=True), 1)
        if issue is not None
    ]


def _written(entry: Entry) -> time:
    return moment_of(entry.fill.at).time() if is_gold(entry.issue) else WRITTEN


def isin_of(code: str) -> str:
    """The ISIN of a Korean share: its check digit is Luhn's, letters counted as two digits."""
    body = f"KR7{code}00"
    digits = [int(digit) for char in body for digit in str(int(char, 36))]
    doubled = [digit * 2 for digit in digits[::-2]] + digits[-2::-2]
    return f"{body}{-sum(digit // 10 + digit % 10 for digit in doubled) % 10}"


def _remark(entry: Entry) -> str:
    turn = _TURN[entry.fill.side]
    return f"금현물{turn}" if is_gold(entry.issue) else f"장내{turn}"


_TRADED: Words[Traded] = {
    "date": lambda one: day_at(one.day),
    "code": lambda one: one.issue.code,
    "prefixed-code": lambda one: f"A{one.issue.code}",
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

_ENTRY: Words[Entry] = {
    "date": lambda e: day_at(e.fill.settles),
    "trade-date": lambda e: day_at(e.fill.day),
    "row-number": lambda e: e.number,
    "original-order-number": lambda e: 0,
    "remark": _remark,
    "credit-name": lambda e: "융자" if e.fill.loan_day else "보통매매",
    "credit-type": lambda e: ("융자" if e.fill.loan_day else "현금") + _TURN[e.fill.side],
    "loan-date": lambda e: day_at(e.fill.loan_day) if e.fill.loan_day else None,
    "loan-repaid": lambda e: e.fill.loan if e.fill.side is Side.SELL else 0,
    "interest-paid": lambda e: e.fill.interest,
    "settlement-amount": lambda e: abs(e.fill.due),
    "deposit-after": lambda e: e.deposit,
    "holding-after": lambda e: e.held,
    "history-class": lambda e: "9",
    "history-kind": lambda e: 11,
    "trade-kind": lambda e: "매매",
    "code": lambda e: e.issue.code,
    "name": lambda e: e.issue.name,
    "turnover": lambda e: e.fill.amount,
    "contract-amount": lambda e: e.fill.amount,
    "traded-quantity": lambda e: e.fill.quantity,
    "unit-price": lambda e: e.fill.price,
    "fee": lambda e: e.fill.commission * 10 // 11 if is_gold(e.issue) else e.fill.commission,
    "value-added-tax": lambda e: e.fill.commission // 11,
    "transaction-tax": lambda e: e.fill.transaction_tax,
    "rural-tax": lambda e: e.fill.rural_tax,
    "both-taxes": lambda e: e.fill.charges.tax,
    "charges": lambda e: e.fill.charges.total,
    "channel": lambda e: "REST API",
    "side-code": lambda e: 2 if e.fill.side is Side.BUY else 1,
    "side-name": lambda e: _TURN[e.fill.side],
    "processing-time": _written,
    "isin": lambda e: "" if is_gold(e.issue) else isin_of(e.issue.code),
    "exchange": lambda e: e.fill.venue,
    "exchange-name": lambda e: "한국거래소" if e.fill.venue == "KRX" else "넥스트레이드",
    "processor": lambda e: "DAILY",
    "branch-name": lambda e: "영업부",
}

_PENDING: Words[Entry] = {
    "row-number": lambda e: f"001{e.number:04}",
    "side-code": lambda e: _TURN[e.fill.side],
}
"""Each mapping: what such a row knows, by the words of contracts/words.json."""
