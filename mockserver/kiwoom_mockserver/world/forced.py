"""Forced sales: the broker collects loans that are not repaid in time, and cash that is not paid.

On the first trading day after a loan's last, and on every later one until all is sold, a market
order for the shares that no order of the owner's is for joins the opening auction. So does one on
the day after a settlement that did not find its cash, and on later ones while the account is below
zero: for as many shares, each counted at the day's lower limit, as what sales will pay in does not
cover.
"""

from collections.abc import Callable, Iterator

from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.credit import expiry_of
from kiwoom_mockserver.world.hours import hours_of, millis
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.orders import Action, Credit, Order, Route, Side
from kiwoom_mockserver.world.phases import Exchange, PhaseName
from kiwoom_mockserver.world.tape import Band


def overdue_from(loan_day: int) -> int:
    """The first trading day on which a loan of trading day ``loan_day`` is overdue."""
    return day_index(expiry_of(loan_day)) + 1


def first_collected(account: Account) -> int | None:
    """The first trading day on which the broker collects anything, as things are; None without."""
    days = [overdue_from(loan_day) for _, loan_day in account.lots]
    days += _unpaid_from(account)
    return min(days, default=None)


def _unpaid_from(account: Account) -> Iterator[int]:
    """The day after the one on which a settlement did not find its cash, if there is such a day."""
    if account.settled < 0:
        before = account.closing(account.day - 1)
        yield account.day + (before is None or before.settled >= 0)
        return
    settled = account.settled
    for day in sorted(account.due):
        settled += account.due[day]
        if settled < 0:
            yield day + 1
            return


def collection_of(day: int) -> int:
    """When a day's forced sales are ordered: as soon as KRX takes orders."""
    phases = hours_of(day, Exchange.KRX).phases
    return millis(next(one for one in phases if one.name is PhaseName.PRE_OPEN).start)


def forced_sales(
    account: Account, issue: Callable[[str], Instrument], band: Callable[[str, int], Band], at: int
) -> list[Order]:
    """The orders for what is to be collected, unnumbered; none for what cannot be traded."""
    due = [key for key in sorted(account.lots) if overdue_from(key[1]) <= account.day]
    sizes = [(key, account.sellable(key[0], Credit.LOAN, key[1])) for key in due]
    sizes += [((code, 0), size) for code, size in _for_cash(account, issue, band)]
    return [
        Order(
            day=account.day, number=0, action=Action.PLACE, code=code, side=Side.SELL,
            kind="market", route=Route.KRX, quantity=quantity, price=0, trigger=0, placed=at,
            arrives=at, credit=Credit.LOAN if loan_day else Credit.NONE, loan_day=loan_day,
            forced=True,
        )
        for (code, loan_day), quantity in sizes
        if quantity > 0 and _is_traded(issue(code), account.day)
    ]  # fmt: skip


def _is_traded(issue: Instrument, day: int) -> bool:
    return not issue.suspended and issue.listed_on(day_at(day))


def _for_cash(
    account: Account, issue: Callable[[str], Instrument], band: Callable[[str, int], Band]
) -> Iterator[tuple[str, int]]:
    """Shares bought with cash that are to pay what the account owes, by issue."""
    missing = -account.settled - sum(account.proceeds.values())
    if account.day not in _unpaid_from(account):
        return
    for code in sorted(account.holdings):
        lower = band(code, account.day).lower
        counts = _is_traded(issue(code), account.day) and issue(code).market != "GOLD"
        free = account.sellable(code) if counts else 0
        size = min(free, -(-missing // max(lower, 1)))
        if size > 0:
            missing -= size * lower
            yield code, size
