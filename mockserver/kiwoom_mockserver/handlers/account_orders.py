"""Questions about an account's orders: which of them each operation lists."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kiwoom_mockserver.handlers.asking import Show, Shown, day_asked, number_asked, today_of, wanted
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call
from kiwoom_mockserver.vocabulary.accounts.orders import (
    EXCHANGE_CODES,
    Manner,
    order_rows,
    part_rows,
)
from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words
from kiwoom_mockserver.vocabulary.accounts.valuing import is_gold
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.orders import Action, Order, Route, Side, State

_BOARDS: Final = {"1": "KOSPI", "2": "KOSDAQ", "3": "OTCBB", "4": "ECN"}
"""``mrkt_tp`` of kt00009; nothing here is listed on the last two."""


def _orders(call: Call, account: Account, *, gold: bool) -> list[Order]:
    """The orders of the day and kind asked for, by number."""
    day = day_asked(call, "ord_dt", today_of(call))
    side = call.values.get("sell_tp") or call.values.get("slby_tp") or "0"
    first = number_asked(call, "fr_ord_no")
    route = call.values.get("dmst_stex_tp", "%")
    return [
        order
        for order in account.orders_of(day)
        if side in ("", "0", "1" if order.side is Side.SELL else "2")
        and order.number >= first
        and wanted(call, order.code)
        and (route not in set(Route) or _at(order, route))
        and _is_gold_order(call, order) is gold
        and call.values.get("stk_bond_tp") != "2"
    ]


def _is_gold_order(call: Call, order: Order) -> bool:
    issue = call.world.find(order.code)
    return issue is not None and is_gold(issue)


def _at(order: Order, route: str) -> bool:
    """Whether the order was sent to, or stands at, an exchange."""
    return order.route.value == route or (order.route is not Route.SOR and order.venue == route)


def _order_detail(call: Call, account: Account, settings: Settings) -> Shown:
    orders = _of_kind(call, _orders(call, account, gold=False))
    return Shown(None, order_rows(call.world, account, orders, Manner.LEDGER))


def _of_kind(call: Call, orders: list[Order]) -> list[Order]:
    """The orders as ``qry_tp`` asks for them: by number, the newest first, open or filled ones."""
    match call.values.get("qry_tp"):
        case "2":
            return orders[::-1]
        case "3":
            return [order for order in orders if order.open_quantity]
        case "4":
            return [order for order in orders if order.filled]
    return orders


def _order_state(call: Call, account: Account, settings: Settings) -> Shown:
    orders = _orders(call, account, gold=False)
    market = _BOARDS.get(call.values.get("mrkt_tp", "0"))
    if market is not None:
        orders = [one for one in orders if _board(call, one) == market]
    if call.values.get("qry_tp") == "1":
        orders = [order for order in orders if order.filled]
    rows = order_rows(call.world, account, orders, Manner.LEDGER)
    return Shown(_engaged(orders), rows)


def _board(call: Call, order: Order) -> str:
    issue = call.world.find(order.code)
    return issue.board if issue else ""


def _engaged(orders: Sequence[Order]) -> Rows[Any]:
    """What orders traded, in won."""
    bought = sum(order.amount for order in orders if order.side is Side.BUY)
    sold = sum(order.amount for order in orders if order.side is Side.SELL)
    words: Words[None] = {
        "sales-amount": lambda _: sold,
        "purchases-amount": lambda _: bought,
        "contract-amount": lambda _: bought + sold,
    }
    return Rows([None], words)


def _gold_orders(call: Call, account: Account, settings: Settings) -> Shown:
    orders = _orders(call, account, gold=True)
    if call.operation.api_id == "kt50075":
        orders = [order for order in orders if order.open_quantity]
    orders = _of_kind(call, orders)
    return Shown(None, order_rows(call.world, account, orders, Manner.GOLD))


def _open_orders(call: Call, account: Account, settings: Settings) -> Shown:
    now = millis(call.world.now())
    orders = [
        order
        for order in _of_today(call, account, "trde_tp")
        if order.open_quantity
        and order.placed + settings.open_orders_delay <= now
        and _at_asked(call, order.waiting)
    ]
    return Shown(None, order_rows(call.world, account, orders[::-1], Manner.SIGNED))


def _filled_orders(call: Call, account: Account, settings: Settings) -> Shown:
    where: dict[int, set[str]] = {}
    for fill in account.fills_of(account.day):
        where.setdefault(fill.order, set()).add(fill.venue)
    orders = [
        order
        for order in _of_today(call, account, "sell_tp")
        if order.filled and _at_asked(call, where[order.number])
    ]
    asked = call.values.get("ord_no", "")
    if asked.isascii() and asked.isdecimal():
        orders = [order for order in orders if order.number == int(asked[-12:])]
    return Shown(None, order_rows(call.world, account, orders[::-1], Manner.SIGNED))


def _of_today(call: Call, account: Account, side_field: str) -> list[Order]:
    """Today's orders of the issue and side asked for; cancellations are none."""
    side = call.values.get(side_field, "0")
    one_issue = "1" in (call.values.get("all_stk_tp"), call.values.get("qry_tp"))
    return [
        order
        for order in account.orders_of(account.day)
        if order.action is not Action.CANCEL
        and not _is_gold_order(call, order)
        and order.state is not State.REJECTED
        and side in ("0", "1" if order.side is Side.SELL else "2")
        and (not one_issue or wanted(call, order.code))
    ]


def _at_asked(call: Call, venues: Iterable[str]) -> bool:
    """Whether the exchange asked for, if any, is one of these."""
    exchange = call.values.get("stex_tp", "0")
    return exchange == "0" or exchange in {EXCHANGE_CODES[venue] for venue in venues}


def _split_orders(call: Call, account: Account, settings: Settings) -> Shown:
    order = account.order(account.day, number_asked(call, "ord_no"))
    if order is None or not order.open_quantity:
        return Shown()
    return Shown(None, part_rows(call.world, account, order))


ORDERS: Final[Mapping[str, Show]] = {
    "ka10075": _open_orders,
    "ka10076": _filled_orders,
    "ka10088": _split_orders,
    "kt00007": _order_detail,
    "kt00009": _order_state,
    **dict.fromkeys(("kt50030", "kt50031", "kt50075"), _gold_orders),
}
"""What each operation shows."""
