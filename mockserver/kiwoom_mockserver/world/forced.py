"""Forced sales: what a loan bought is sold by the broker when the loan is not repaid in time.

On the first trading day after the loan's last, and on every later one until all is sold, a market
order for the shares that no order of the owner's is for joins the opening auction.
"""

from collections.abc import Callable

from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.credit import expiry_of
from kiwoom_mockserver.world.hours import hours_of, millis
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.orders import Action, Credit, Order, Route, Side
from kiwoom_mockserver.world.phases import Exchange, PhaseName


def overdue_from(loan_day: int) -> int:
    """The first trading day on which a loan of trading day ``loan_day`` is overdue."""
    return day_index(expiry_of(loan_day)) + 1


def first_overdue(account: Account) -> int | None:
    """The first trading day on which any of the account's loans is overdue; None without loans."""
    return min((overdue_from(loan_day) for _, loan_day in account.lots), default=None)


def collection_of(day: int) -> int:
    """When a day's forced sales are ordered: as soon as KRX takes orders."""
    phases = hours_of(day, Exchange.KRX).phases
    return millis(next(one for one in phases if one.name is PhaseName.PRE_OPEN).start)


def forced_sales(account: Account, issue: Callable[[str], Instrument], at: int) -> list[Order]:
    """The orders for what overdue loans bought, unnumbered; none for a suspended issue."""
    due = [key for key in sorted(account.lots) if overdue_from(key[1]) <= account.day]
    sizes = [(key, account.sellable(key[0], Credit.LOAN, key[1])) for key in due]
    return [
        Order(
            day=account.day, number=0, action=Action.PLACE, code=code, side=Side.SELL,
            kind="market", route=Route.KRX, quantity=quantity, price=0, trigger=0, placed=at,
            arrives=at, credit=Credit.LOAN, loan_day=loan_day, forced=True,
        )
        for (code, loan_day), quantity in sizes
        if quantity > 0 and not issue(code).suspended
    ]  # fmt: skip
