"""Holdings, row by row: quantities, prices, values, and their share of the whole.

Operations disagree on what a holding's value is: kt00018 and ka01690 show what the market pays,
kt00004, kt00005 and the gold account take the charges off (live, 2026).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words, per_cent
from kiwoom_mockserver.vocabulary.accounts.valuing import (
    Traded,
    Valued,
    is_gold,
    together,
    traded,
)
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.credit import expiry_of
from kiwoom_mockserver.world.orders import Credit, Fill, Side
from kiwoom_mockserver.world.world import World


@dataclass(frozen=True, slots=True)
class _Row:
    one: Valued
    account: Account
    loan_days: frozenset[int]
    """The loans its shares are of; 0 for cash."""
    fills: Sequence[Fill]
    """Of this issue and these loans, of today and the day before."""
    today: Sequence[Traded]
    cost: int
    """Of all holdings together, as is ``value``."""
    value: int

    def moved(self, back: int, side: Side) -> int:
        """Shares bought or sold today, or ``back`` days before."""
        day = self.account.day - back
        return sum(f.quantity for f in self.fills if f.day == day and f.side is side)

    @property
    def unsettled(self) -> int:
        """Shares bought less shares sold that are not settled yet."""
        later = [fill for fill in self.fills if fill.settles > self.account.day]
        return sum(fill.side.sign * fill.quantity for fill in later)

    @property
    def sellable(self) -> int:
        """Shares that no open sale is for."""
        account, code, lent = self.account, self.one.issue.code, self.loan_days - {0}
        own = account.sellable(code) if 0 in self.loan_days else 0
        if len(lent) == 1:
            return own + account.sellable(code, Credit.LOAN, *lent)
        return own + (account.sellable(code, Credit.ALL) if lent else 0)


def holding_rows(
    world: World,
    account: Account,
    held: Sequence[Valued],
    *,
    net: bool,
    summed: bool = False,
) -> Rows[_Row]:
    """The rows of some holdings.

    ``net`` values them with all charges taken off; ``summed`` adds up all that is held of an
    issue, whether cash or loans paid for it.
    """
    recent = list(account.fills_between(account.day - 1, account.day))
    gold = any(is_gold(one.issue) for one in held)
    today = traded(world, account.fills_of(account.day), gold=gold)
    cost, value = sum(one.cost for one in held), sum(one.value for one in held)
    groups: dict[tuple[str, int], list[Valued]] = {}
    for one in held:
        groups.setdefault((one.issue.code, 0 if summed else one.loan_day), []).append(one)
    rows = []
    for (code, _), parts in groups.items():
        loans = frozenset(one.loan_day for one in parts)
        fills = [f for f in recent if f.code == code and f.loan_day in loans]
        traded_today = [t for t in today if t.issue.code == code and t.loan_day in loans]
        rows.append(_Row(together(parts), account, loans, fills, traded_today, cost, value))
    words = {**_WORDS, "valuation-amount": _net} if net else _WORDS
    return Rows(rows, words, lambda row: row.one.base)


def _digits(day: date) -> int:
    """The day as a number of eight digits."""
    return int(f"{day:%Y%m%d}")


def _net(row: _Row) -> Value:
    return row.one.net


_WORDS: Words[_Row] = {
    "code": lambda r: r.one.issue.code,
    "prefixed-code": lambda r: r.one.issue.prefixed_code,
    "name": lambda r: r.one.issue.name,
    "holding-quantity": lambda r: r.one.quantity,
    "sellable-quantity": lambda r: r.sellable,
    "settled-quantity": lambda r: r.one.quantity - r.unsettled,
    "average-price": lambda r: r.one.average,
    "last-price": lambda r: r.one.price,
    "previous-close-price": lambda r: r.one.base,
    "purchase-amount": lambda r: r.one.cost,
    "valuation-amount": lambda r: r.one.value,
    "valuation-profit": lambda r: r.one.profit,
    "profit-rate": lambda r: r.one.profit_rate,
    "valuation-weight": lambda r: per_cent(r.one.value, r.value),
    "purchase-weight": lambda r: per_cent(r.one.cost, r.cost),
    "purchase-fee": lambda r: r.one.purchase_fee,
    "valuation-fee": lambda r: r.one.charges.commission,
    "total-fee": lambda r: r.one.fee,
    "fee": lambda r: r.one.fee - r.one.value_added_tax,
    "tax": lambda r: r.one.charges.tax,
    "value-added-tax": lambda r: r.one.value_added_tax,
    "break-even-price": lambda r: Decimal(r.one.cost + r.one.fee) / r.one.quantity,
    "bought-today": lambda r: r.moved(0, Side.BUY),
    "sold-today": lambda r: r.moved(0, Side.SELL),
    "purchase-quantity": lambda r: r.moved(0, Side.BUY),
    "sale-quantity": lambda r: r.moved(0, Side.SELL),
    "bought-yesterday": lambda r: r.moved(1, Side.BUY),
    "sold-yesterday": lambda r: r.moved(1, Side.SELL),
    "sale-profit": lambda r: sum(one.profit for one in r.today if one.sold),
    "day-fee": lambda r: sum(one.fee for one in r.today),
    "day-tax": lambda r: sum(one.tax for one in r.today),
    "date": lambda r: day_at(r.account.day),
    "credit-type": lambda r: "03" if r.one.loan_day else "00",
    "credit-name": lambda r: "융자" if r.one.loan_day else "",
    "loan-date": lambda r: day_at(r.one.loan_day) if r.one.loan_day else None,
    "expiry-date": lambda r: expiry_of(r.one.loan_day) if r.one.loan_day else None,
    "loan-date-number": lambda r: _digits(day_at(r.one.loan_day)) if r.one.loan_day else 0,
    "expiry-date-number": lambda r: _digits(expiry_of(r.one.loan_day)) if r.one.loan_day else 0,
    "loan-amount": lambda r: r.one.loan,
    "loan-interest": lambda r: r.one.interest,
}
"""What a holding knows, by the words of contracts/words.json."""
