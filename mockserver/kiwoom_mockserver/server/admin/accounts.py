"""Sandboxes: their accounts, orders and tokens."""

from collections.abc import Iterator
from typing import Any, Final

from kiwoom_mockserver.errors import FakeError
from kiwoom_mockserver.server.admin.controls import (
    APPKEY,
    OK,
    Answer,
    Asked,
    Control,
    Room,
    Text,
    schema,
)
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.hours import millis, moment_of
from kiwoom_mockserver.world.movements import Move
from kiwoom_mockserver.world.openings import movement_from, opening_from
from kiwoom_mockserver.world.orders import Order
from kiwoom_mockserver.world.sandboxes import Sandbox

MOST_ROWS: Final = 1_000


def _sandboxes(room: Room, asked: Asked) -> Answer:
    sandboxes = room.gateway.world.sandboxes
    held = [sandboxes.open(appkey) for appkey in sandboxes.appkeys()[-MOST_ROWS:]]
    return {
        "sandboxes": [
            {"appkey": masked_key(one.appkey), "account": one.account, "traded": bool(one.broker)}
            for one in held
        ]
    }


def _forget(room: Room, asked: Asked) -> Answer:
    world, appkey = room.gateway.world, asked.body["appkey"]
    world.tokens.forget(appkey)
    world.sandboxes.forget(appkey)
    room.gateway.faults.rules.clear(appkey)
    room.gateway.faults.overrides.clear(appkey)
    room.gateway.forget()
    return OK


def _open(room: Room, asked: Asked) -> Answer:
    world = room.gateway.world
    row = {name: value for name, value in asked.body.items() if name != "appkey"}
    sandbox = world.sandboxes.open(asked.body["appkey"])
    world.open_account(sandbox, opening_from(row, world.instruments))
    room.gateway.forget()
    return {**OK, "account": sandbox.account}


def _move(room: Room, asked: Asked) -> Answer:
    world = room.gateway.world
    row = {name: value for name, value in asked.body.items() if name != "appkey"}
    broker = world.broker(world.sandboxes.open(asked.body["appkey"]))
    moved = broker.transfer(movement_from(row, world.instruments), millis(world.now()))
    account = broker.account
    return {
        **OK,
        "moved": moved.cash,
        "withheld": moved.tax,
        "cash": account.settled,
        "withdrawable": account.withdrawable,
    }


def _account(room: Room, asked: Asked) -> Answer:
    sandbox = _known(room, asked)
    account = room.gateway.world.broker(sandbox).account
    return {
        "account": sandbox.account,
        "cash": account.settled,
        "due": account.total_due,
        "orderable": account.orderable,
        "withdrawable": account.withdrawable,
        "holdings": [
            {"code": code, "quantity": one.quantity, "cost": one.cost}
            for code, one in account.holdings.items()
            if one.quantity
        ],
        "loans": [
            {
                "code": code,
                "date": day_at(day).isoformat(),
                "quantity": one.quantity,
                "cost": one.cost,
                "loan": one.loan,
            }
            for (code, day), one in account.lots.items()
        ],
    }


def _orders(room: Room, asked: Asked) -> Answer:
    account = room.gateway.world.broker(_known(room, asked)).account
    today = account.orders.get(account.day, {})
    fills = account.fills.get(account.day, [])
    return {
        "orders": [_shown(one) for one in list(today.values())[-MOST_ROWS:]],
        "fills": [
            {
                "order": one.order,
                "code": one.code,
                "side": one.side.value,
                "quantity": one.quantity,
                "price": one.price,
                "at": moment_of(one.at).isoformat(),
            }
            for one in fills[-MOST_ROWS:]
        ],
    }


def _shown(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "original": order.original,
        "action": order.action.value,
        "code": order.code,
        "side": order.side.value,
        "kind": order.kind,
        "route": order.route.value,
        "quantity": order.quantity,
        "price": order.price,
        "state": order.state.value,
        "filled": order.filled,
        "open": order.open_quantity,
        "amount": order.amount,
        "placed": moment_of(order.placed).isoformat(),
    }


def _wipe(room: Room, asked: Asked) -> Answer:
    room.gateway.world.tokens.wipe()
    room.hub.reset()
    return OK


def _expire(room: Room, asked: Asked) -> Answer:
    room.gateway.world.tokens.forget(asked.body["appkey"])
    return OK


def _known(room: Room, asked: Asked) -> Sandbox:
    appkey = asked.query["appkey"]
    if not appkey:
        raise FakeError("whose? give ?appkey=")
    return room.gateway.world.sandboxes.open(appkey)


def masked_key(appkey: str) -> str:
    """Enough of an appkey to tell it from others."""
    return "".join(_masked(appkey))


def _masked(appkey: str) -> Iterator[str]:
    yield appkey[: min(4, len(appkey) // 2)]
    yield "***"


_OPENING: Final = {
    "type": "object",
    "required": ["appkey"],
    "properties": {
        "appkey": APPKEY,
        "cash": {"description": "won"},
        "holdings": {"description": "rows of code, quantity, price"},
        "margin_rate": {"description": "per cent; 0 is each issue's own"},
        "credit_limit": {"description": "won that may be lent"},
        "past_days": {"description": "trading days the account has lived through"},
        "trades": {"description": "codes it traded then"},
        "movements": {"description": "what was moved then: rows of back, at, move and more"},
    },
}

_MOVEMENT: Final = {
    "type": "object",
    "required": ["appkey", "move"],
    "properties": {
        "appkey": APPKEY,
        "move": {"enum": list(Move)},
        "amount": {"description": "won; of a dividend, for each share"},
        "code": {"description": "the issue delivered, or that pays a dividend"},
        "quantity": {"description": "shares delivered"},
        "price": {"description": "what each delivered share had cost; its price now if not given"},
        "payer": {"description": "whose deposit it is"},
    },
}

_WHOSE: Final = {"appkey": Text()}

CONTROLS: Final = (
    Control("GET", "/sandboxes", "Who has used the server: appkeys, masked", _sandboxes),
    Control(
        "POST",
        "/sandboxes/forget",
        "The appkey is as never seen: account, tokens and rules for it are gone",
        _forget,
        body=schema("appkey", appkey=APPKEY),
    ),
    Control(
        "POST",
        "/accounts",
        "The appkey's account is a new one that begins with this cash and these holdings",
        _open,
        body=_OPENING,
    ),
    Control(
        "POST",
        "/accounts/movements",
        "Cash or shares have come into the appkey's account, or left it: `move` is one of "
        + ", ".join(f"`{move}`" for move in Move),
        _move,
        body=_MOVEMENT,
    ),
    Control("GET", "/accounts", "Cash and holdings of an appkey's account", _account, query=_WHOSE),
    Control("GET", "/orders", "An appkey's orders and fills of the day", _orders, query=_WHOSE),
    Control(
        "POST",
        "/tokens/wipe",
        "No token is valid and every socket is closed, as after the nightly restart",
        _wipe,
    ),
    Control(
        "POST",
        "/tokens/expire",
        "The appkey's token is no longer valid",
        _expire,
        body=schema("appkey", appkey=APPKEY),
    ),
)
