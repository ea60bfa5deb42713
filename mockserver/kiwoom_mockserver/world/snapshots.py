"""An account as plain data - dicts, lists, numbers and texts - and back."""

from dataclasses import asdict, fields
from enum import Enum
from typing import Any

from kiwoom_mockserver.world.accounts import Account, Closing, Holding, Lot
from kiwoom_mockserver.world.engine import Progress
from kiwoom_mockserver.world.floor import Use
from kiwoom_mockserver.world.movements import Move, Transfer
from kiwoom_mockserver.world.notices import Bulletin, News, Notice
from kiwoom_mockserver.world.orders import (
    Action,
    Credit,
    Fill,
    Order,
    Rest,
    Route,
    Side,
    State,
)

_ENUMS: dict[str, type[Enum]] = {
    "action": Action, "side": Side, "route": Route, "state": State, "news": News,
    "credit": Credit, "move": Move,
}  # fmt: skip

_NAMES: dict[type, tuple[str, ...]] = {
    kind: tuple(one.name for one in fields(kind)) for kind in (Fill, Notice, Order, Transfer)
}
_PLAIN = ("number", "day", "margin_rate", "settled", "credit_limit")
_BY_DAY = ("due", "pledged", "proceeds")


def account_state(
    account: Account, progress: Progress, use: Use, bulletin: Bulletin
) -> dict[str, Any]:
    """Everything that decides what becomes of an account."""
    return {
        **{name: getattr(account, name) for name in _PLAIN},
        **{name: [list(pair) for pair in getattr(account, name).items()] for name in _BY_DAY},
        "holdings": [[code, one.quantity, one.cost] for code, one in account.holdings.items()],
        "lots": [[*key, one.quantity, one.cost, one.loan] for key, one in account.lots.items()],
        "orders": [_order_row(one) for day in account.orders.values() for one in day.values()],
        "fills": [_row(one) for day in account.fills.values() for one in day],
        "transfers": [_row(one) for one in account.transfers],
        "closings": [
            [
                one.day,
                one.settled,
                one.due,
                [list(held) for held in one.holdings],
                [list(lot) for lot in one.lots],
            ]
            for one in account.closings
        ],
        "progress": asdict(progress),
        "taken": [[*key, *value] for key, value in use.taken.items()],
        "traded": [[*key, value] for key, value in use.traded.items()],
        "since": use.since,
        "notices": [_row(one) for one in bulletin.after(0)],
        "next_notice": bulletin.next,
    }


def account_from(state: dict[str, Any]) -> tuple[Account, Progress, Use, Bulletin]:
    """What ``account_state`` was told."""
    account = Account(
        number=state["number"],
        day=state["day"],
        margin_rate=state["margin_rate"],
        settled=state["settled"],
        credit_limit=state["credit_limit"],
        due=dict(state["due"]),
        pledged=dict(state["pledged"]),
        proceeds=dict(state["proceeds"]),
        holdings={code: Holding(quantity, cost) for code, quantity, cost in state["holdings"]},
        lots={(code, day): Lot(*rest) for code, day, *rest in state["lots"]},
        transfers=[Transfer(**_typed(row)) for row in state["transfers"]],
        closings=[
            Closing(day, settled, due, tuple(map(tuple, held)), tuple(map(tuple, lots)))
            for day, settled, due, held, lots in state["closings"]
        ],
    )
    for row in state["orders"]:
        order = Order(**_typed({**row, "rests": []}))
        order.rests += [Rest(order, *rest) for rest in row["rests"]]
        account.enter(order)
        if not order.pending:
            account.retire(order)
    for row in state["fills"]:
        fill = Fill(**_typed(row))
        account.fills.setdefault(fill.day, []).append(fill)
    use = Use(
        {(c, e, s, p): (key, taken) for c, e, s, p, key, taken in state["taken"]},
        {(c, e, s, p): traded for c, e, s, p, traded in state["traded"]},
        state["since"],
    )
    bulletin = Bulletin()
    for row in state["notices"]:
        bulletin.add(Notice(**_typed(row)))
    bulletin.next = state["next_notice"]
    return account, Progress(**state["progress"]), use, bulletin


def _order_row(order: Order) -> dict[str, Any]:
    rests = [[one.venue, one.quantity, one.mark, one.since] for one in order.rests]
    return {**_row(order), "rests": rests}


def _row(one: Any) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in _NAMES[type(one)]}
    for name in _ENUMS.keys() & row.keys():
        row[name] = row[name].value
    return row


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _ENUMS[name](value) if name in _ENUMS else value for name, value in row.items()}
