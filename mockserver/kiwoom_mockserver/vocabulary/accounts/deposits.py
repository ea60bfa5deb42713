"""An account as a whole: cash and when it is settled, what may be bought, what all is worth."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words, per_cent
from kiwoom_mockserver.vocabulary.accounts.valuing import (
    Brought,
    Traded,
    Valued,
    brought,
    holdings_now,
    holdings_on,
    is_gold,
    is_gold_code,
    still_listed,
    traded,
)
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.world.accounts import Account, part
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.credit import credit_terms
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.movements import Move
from kiwoom_mockserver.world.orders import Fill, Side
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import World

BEFORE_ALL = -1_000_000
"""Number of a day before any account was opened."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """An account and its holdings at one instant."""

    world: World
    account: Account
    held: Sequence[Valued]
    issue: Instrument | None
    price: int
    """What is asked about, if anything: an issue and its price."""
    gold: bool

    @property
    def value(self) -> int:
        return sum(one.value for one in self.held)

    @property
    def cost(self) -> int:
        return sum(one.cost for one in self.held)

    @property
    def profit(self) -> int:
        return sum(one.profit for one in self.held)

    def after(self, days: int) -> int:
        """Settled cash ``days`` trading days from now."""
        account = self.account
        return account.settled + sum(account.due_on(account.day + n) for n in range(1, days + 1))

    def settles(self, days: int, side: Side | None = None) -> int:
        """What is settled ``days`` trading days from now, for one side alone if one is given."""
        day = self.account.day + days
        recent = self.account.fills_between(self.account.day - 2, self.account.day)
        due = [f.due for f in recent if f.settles == day and side in (None, f.side)]
        return sum(due)

    @property
    def assets(self) -> int:
        """Cash after all settlements, and what selling the holdings would leave of their value.

        So kt00003 and kt00002 were off cash and value by just the charges (live, 2026).
        """
        account = self.account
        return account.settled + account.total_due + sum(one.proceeds for one in self.held)

    def invested_by(self, day: int) -> int:
        """The assets at the end of a day, with all that was brought in or taken out since."""
        account = self.account
        since = brought(self.world, account, day + 1, account.day).net
        closing = account.closing(day)
        if closing is None:
            return since
        held = holdings_on(self.world, account, day)
        return closing.settled + closing.due + sum(one.proceeds for one in held) + since

    @property
    def today(self) -> Brought:
        """What was brought in and taken out today."""
        return brought(self.world, self.account, self.account.day, self.account.day)

    @property
    def dividends(self) -> int:
        """What was paid today for shares held, before tax."""
        day = self.account.day
        paid = self.account.transfers_between(day, day)
        return sum(one.cash + one.tax for one in paid if one.move is Move.DIVIDEND)

    @property
    def fills(self) -> list[Fill]:
        """Today's, of gold alone or of all but gold."""
        fills = self.account.fills_of(self.account.day)
        return [fill for fill in fills if is_gold_code(self.world, fill.code) is self.gold]

    @property
    def month_before(self) -> int:
        """The last trading day of the month before."""
        first: date = day_at(self.account.day).replace(day=1)
        return day_index(date.fromordinal(first.toordinal() - 1))

    def orderable(self, rate: int) -> int:
        """Worth of issues at that margin rate that cash covers."""
        return self.account.orderable * 100 // rate

    def on_credit(self, column: int) -> int:
        """Worth of issues of that column of deposits that cash and the agreement cover."""
        rate, account = credit_terms().columns[column], self.account
        left = max(account.credit_limit - account.loans - account.loans_held, 0)
        return min(account.orderable * 100 // rate, left * 100 // (100 - rate))

    def quantity_on_credit(self, column: int) -> int:
        """Shares of the issue asked about that these cover."""
        worth = self.on_credit(column)
        count = self.quantity(credit_terms().columns[column])
        return min(count, worth // self.price) if self.price else 0

    @property
    def credit_rate(self) -> int | None:
        """The deposit for the issue asked about; None where it is not given on credit."""
        return credit_terms().deposits.get(self.issue.credit_group) if self.issue else None

    @property
    def collateral_ratio(self) -> Decimal:
        """Assets and loans over the loans, per cent."""
        return per_cent(self.assets + self.account.loans, self.account.loans)

    @property
    def lent(self) -> list[Valued]:
        """What loans bought."""
        return [one for one in self.held if one.loan_day]

    def quantity(self, rate: int) -> int:
        """Shares of the issue asked about that cash covers, commission included."""
        if self.issue is None or self.price <= 0:
            return 0
        issue, price, cash = self.issue, self.price, self.account.orderable
        tariff = self.world.rules.tariff

        def takes(count: int) -> int:
            fee = tariff.commission_of(issue.market, "KRX", count * price)
            return part(count * price, rate) + fee

        most = cash * 100 // (rate * price)
        return bisect_right(range(most + 1), cash, key=takes) - 1

    def proceeds(self, back: int) -> int:
        """What the sales of today, or ``back`` days before, pay in when they are settled."""
        day = self.account.day - back
        sales = [f for f in self.account.fills_of(day) if f.side is Side.SELL]
        return sum(f.due for f in sales if f.settles > self.account.day)

    def reusable(self, back: int) -> int:
        """What they leave for new purchases, which use the older ones first."""
        today = self.proceeds(0)
        left = min(self.account.reusable, today + self.proceeds(1))
        return max(left - today, 0) if back else min(left, today)

    @property
    def collateral(self) -> int:
        """What the holdings count as collateral."""
        return sum(one.collateral for one in self.held)


_NO_WORDS: Words[_Whole] = {}


class Whole(Rows[_Whole]):
    """An account as the one row that a reply's single values speak of."""

    def __init__(
        self,
        world: World,
        account: Account,
        *,
        issue: Instrument | None = None,
        price: int = 0,
        where: Where = Where.KRX,
        gold: bool = False,
        listed: bool = False,
        more: "Words[_Whole]" = _NO_WORDS,
    ) -> None:
        """``issue`` and ``price`` are what is asked about; ``gold`` is gold alone.

        Holdings are worth what is paid ``where``, ``listed`` only those that still are listed;
        ``more`` are words this account knows better.
        """
        held = holdings_now(world, account, where, gold=gold)
        held = still_listed(world, held) if listed else held
        self.whole = _Whole(world, account, held, issue, price, gold)
        super().__init__([self.whole], {**_WORDS, **more})

    def answer(self, word: str) -> Answer:
        """The value of a word, as a column of one; rates of margin follow a slash."""
        name, slash, rate = word.partition("/")
        if slash and name in _BY_RATE:
            return Rows([self.whole], {word: _at_rate(name, int(rate))}).answer(word)
        return super().answer(word)


def _at_rate(name: str, rate: int) -> Callable[[_Whole], Value]:
    return lambda whole: _BY_RATE[name](whole, rate)


def _today(whole: _Whole) -> list[Traded]:
    return traded(whole.world, whole.account.fills_of(whole.account.day), gold=whole.gold)


def _margin_name(whole: _Whole) -> str:
    return f"{whole.issue.margin_rate if whole.issue else 100}%"


def _applied_margin_name(whole: _Whole) -> str:
    own = 0 if whole.issue and is_gold(whole.issue) else whole.account.margin_rate
    return f"{own}%" if own else _margin_name(whole)


def _rate_since(whole: _Whole, day: int) -> Decimal:
    before = whole.invested_by(day)
    return per_cent(whole.assets - before, before)


def _credit_answer(whole: _Whole) -> str:
    if whole.issue is None or not whole.credit_rate:
        return "< 신용융자 불가능 >"
    return f"< {whole.issue.credit_group}군 신용융자 가능 >"


_BY_RATE: Mapping[str, Callable[[_Whole, int], Value]] = {
    "orderable": lambda w, rate: w.orderable(rate),
    "orderable-quantity": lambda w, rate: w.quantity(rate),
    "orderable-credit": lambda w, column: w.on_credit(column),
    "orderable-credit-quantity": lambda w, column: w.quantity_on_credit(column),
}
"""Words with a rate behind a slash."""

_WORDS: Words[_Whole] = {
    "account": lambda w: w.account.number,
    "account-name": lambda w: "",
    "branch-name": lambda w: "",
    "deposit": lambda w: w.account.settled,
    "deposit-d1": lambda w: w.after(1),
    "deposit-d2": lambda w: w.after(2),
    "margin-cash": lambda w: w.account.margin,
    "withdrawable": lambda w: w.account.withdrawable,
    "withdrawable-d1": lambda w: max(min(w.after(1), w.after(2)) - w.account.held, 0),
    "withdrawable-d2": lambda w: max(w.after(2) - w.account.held, 0),
    "orderable-cash": lambda w: w.account.orderable,
    "orderable-reduced": lambda w: w.orderable(60),
    "orderable-reduced-quantity": lambda w: w.quantity(60),
    "orderable-unpaid-quantity": lambda w: w.quantity(100),
    "reusable-previous": lambda w: w.reusable(1),
    "reusable-today": lambda w: w.reusable(0),
    "proceeds-previous": lambda w: w.proceeds(1),
    "proceeds-today": lambda w: w.proceeds(0),
    "reused-previous": lambda w: w.proceeds(1) - w.reusable(1),
    "reused-today": lambda w: w.proceeds(0) - w.reusable(0),
    "settlement-d1": lambda w: w.settles(1),
    "settlement-d1-purchases": lambda w: -w.settles(1, Side.BUY),
    "settlement-d1-sales": lambda w: w.settles(1, Side.SELL),
    "settlement-d2": lambda w: w.settles(2),
    "settlement-d2-purchases": lambda w: -w.settles(2, Side.BUY),
    "settlement-d2-sales": lambda w: w.settles(2, Side.SELL),
    "unpaid": lambda w: w.account.unpaid,
    "shortfall-d1": lambda w: max(-w.after(1), 0),
    "shortfall-d2": lambda w: max(-w.after(2), 0),
    "collateral": lambda w: w.collateral,
    "collateral-rate": lambda w: Decimal(w.collateral) / w.value if w.value else Decimal(0),
    "elw-deposit": lambda w: w.account.settled + w.collateral,
    "estimated-assets": lambda w: w.assets,
    "total-assets": lambda w: w.account.settled + w.value,
    "holdings-value": lambda w: w.value,
    "holdings-net": lambda w: sum(one.net for one in w.held),
    "own-holdings-value": lambda w: w.value - sum(one.value for one in w.lent),
    "holdings-cost": lambda w: w.cost,
    "holdings-profit": lambda w: w.profit,
    "holdings-profit-rate": lambda w: per_cent(w.profit, w.cost),
    "profit-rate": lambda w: per_cent(w.profit, w.cost),
    "cash-weight": lambda w: per_cent(w.account.settled + w.account.total_due, w.assets),
    "invested": lambda w: w.invested_by(BEFORE_ALL),
    "invested-today": lambda w: w.invested_by(w.account.day - 1),
    "invested-month": lambda w: w.invested_by(w.month_before),
    "gain": lambda w: w.assets - w.invested_by(BEFORE_ALL),
    "gain-today": lambda w: w.assets - w.invested_by(w.account.day - 1),
    "gain-month": lambda w: w.assets - w.invested_by(w.month_before),
    "gain-rate": lambda w: _rate_since(w, BEFORE_ALL),
    "gain-rate-today": lambda w: _rate_since(w, w.account.day - 1),
    "gain-rate-month": lambda w: _rate_since(w, w.month_before),
    "sale-profit": lambda w: sum(one.profit for one in _today(w) if one.sold),
    "sale-value": lambda w: sum(one.sold_value for one in _today(w)),
    "purchase-value": lambda w: sum(one.bought_value for one in _today(w)),
    "fee": lambda w: sum(fill.commission for fill in w.fills),
    "tax": lambda w: sum(fill.charges.tax for fill in w.fills),
    "payments-in": lambda w: w.today.cash_in,
    "payments-out": lambda w: w.today.cash_out,
    "deliveries-in": lambda w: w.today.shares_in,
    "deliveries-out": lambda w: w.today.shares_out,
    "dividends": lambda w: w.dividends,
    "margin-name": _margin_name,
    "applied-margin-name": _applied_margin_name,
    "account-margin-name": lambda w: (
        f"{w.account.margin_rate}%" if w.account.margin_rate else "스펙트럼"
    ),
    "reduced-margin": lambda w: "0",
    "credit-group": lambda w: w.issue.credit_group if w.issue else "",
    "credit-deposit": lambda w: f"{w.credit_rate}%" if w.credit_rate else "",
    "credit-answer": _credit_answer,
    "loans": lambda w: w.account.loans,
    "loans-value": lambda w: sum(one.value for one in w.lent),
    "loan-interest-total": lambda w: sum(one.interest for one in w.lent),
    "collateral-ratio": lambda w: w.collateral_ratio,
}
"""What an account knows, by the words of contracts/words.json."""
