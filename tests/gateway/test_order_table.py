"""Every kind of order in every phase of each exchange: taken or refused, and how it is filled."""

from datetime import datetime

import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.movements import deposit
from kiwoom_mockserver.world.orders import State
from kiwoom_mockserver.world.phases import Exchange
from tests.gateway.caller import Caller, gateway_of, read

CODE = "005930"
KINDS = [
    "0",
    "3",
    "5",
    "6",
    "7",
    "10",
    "13",
    "16",
    "20",
    "23",
    "26",
    "28",
    "29",
    "30",
    "31",
    "61",
    "62",
    "81",
]

TABLE = """
KRX 2026-09-15 08:20  n n n n n n n n n n n n n n n n n n
KRX 2026-09-15 08:35  w w w x x x x x x x x x x x x C x x
KRX 2026-09-15 08:45  w w w x x x x x x x x x x x x x x x
KRX 2026-09-15 10:00  F F F F w F F F F F F s w c c x x x
KRX 2026-09-15 15:25  w w x x x x x x x x x x x x x x x x
KRX 2026-09-15 15:35  x x x x x x x x x x x x x x x x x w
KRX 2026-09-15 15:45  x x x x x x x x x x x x x x x x x C
KRX 2026-09-15 17:00  F x x F w F x F F x F x x x x x x x
KRX 2026-09-15 20:30  n n n n n n n n n n n n n n n n n n
KRX 2026-09-11 17:00  x x x x x x x x x x x x x x x x w x
NXT 2026-09-15 07:50  n n n n n n n n n n n n n n n n n n
NXT 2026-09-15 08:10  F x x F w F x F F x F x x x x x x x
NXT 2026-09-15 08:55  n n n n n n n n n n n n n n n n n n
NXT 2026-09-15 10:00  F F x F w F F F F F F s w c c x x x
NXT 2026-09-15 15:25  n n n n n n n n n n n n n n n n n n
NXT 2026-09-15 15:35  w x x x x x x x x x x x x x x x x x
NXT 2026-09-15 16:30  F x x F w F x F F x F x x x x x x x
SOR 2026-09-15 08:10  F x x F w F x F F x F x x x x x x x
SOR 2026-09-15 08:45  w w w F w F x F F x F x x x x x x x
SOR 2026-09-15 10:00  F F F F w* F F F F F F s w* c* c* x x x
SOR 2026-09-15 15:25  w w x x x x x x x x x x x x x x x x
SOR 2026-09-15 15:35  w x x x x x x x x x x x x x x x x w
SOR 2026-09-15 18:00  F x x F w* F x F F x F x x x x x x x
"""
"""By exchange and moment, a letter for each kind of ``KINDS``, for a purchase at the best ask:

An order sent to both (SOR) is what KRX takes, else what NXT does: at 08:45 NXT's pre-market still
runs beside KRX's auction. Its price may come from one exchange and reach what the other offers:
with a star, F is right too.

F filled at once, C filled at the known close, w waits, s sleeps until its trigger, c withdrawn
without a fill, x refused: not this kind now, n refused: nothing is taken now.
"""

ROWS = [line.split() for line in TABLE.split("\n") if line]


def bot(day: str, when: str, profile: str = "live") -> tuple[Caller, Broker]:
    """A rich account whose orders arrive at once."""
    moment = datetime.fromisoformat(f"{day}T{when}").replace(tzinfo=SEOUL)
    at_once = {"order_latency_min": 0, "order_latency_max": 0}
    caller = Caller(gateway_of(limits=False, at=moment, profile=profile, **at_once)).login()
    world = caller.gateway.world
    broker = world.broker(world.sandboxes.open("alice"))
    broker.account.transfer(deposit(broker.account.day, millis(moment), 10**12))
    return caller, broker


def order_of(caller: Caller, exchange: str, kind: str) -> dict[str, str]:
    """A purchase of one share; a limit is what the market asks, or its last price."""
    world = caller.gateway.world
    tape, at = world.venue.tape, millis(world.now())
    where = Exchange.KRX if exchange == "KRX" else Exchange.NXT
    price = max(tape.quotes(CODE, one, at).best_ask for one in {where, Exchange.KRX})
    price = price or tape.last(CODE, at)
    limited = kind in {"0", "5", "10", "20", "28", "62"}
    return {
        "dmst_stex_tp": exchange,
        "stk_cd": CODE,
        "ord_qty": "1",
        "trde_tp": kind,
        "ord_uv": str(price) if limited else "",
        "cond_uv": str(price + 5_000) if kind == "28" else "",
    }


def outcome(caller: Caller, broker: Broker, body: dict[str, str]) -> str:
    reply = read(caller.ask("kt10000", body))
    if reply["return_code"]:
        message = reply["return_msg"]
        known = {"[2000](521790:해당": "x", "[2000](521790:주문": "n", "[2000](RC405": "n"}
        return next((one for text, one in known.items() if message.startswith(text)), message)
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    order = broker.account.order(broker.account.day, int(reply["ord_no"]))
    assert order is not None
    if order.state is State.FILLED:
        (fill,) = [one for one in broker.account.fills_of(order.day) if one.order == order.number]
        assert fill.at == order.placed
        asked = int(body["ord_uv"] or 0)
        assert not asked or fill.price <= asked
        return "C" if body["trde_tp"] in {"61", "81"} else "F"
    return {State.OPEN: "w" if order.armed else "s", State.CANCELLED: "c"}.get(
        order.state, order.state.value
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row[:3]))
def test_each_kind_at_each_time(row: list[str]) -> None:
    exchange, day, when, *expected = row
    caller, broker = bot(day, when)
    found = [outcome(caller, broker, order_of(caller, exchange, kind)) for kind in KINDS]
    allowed = [
        one[0] if (one, seen) != (f"{one[0]}*", "F") else "F"
        for one, seen in zip(expected, found, strict=True)
    ]
    assert dict(zip(KINDS, found, strict=True)) == dict(zip(KINDS, allowed, strict=True))


@pytest.mark.parametrize("when", ["08:59:59", "15:30"])
def test_paper_takes_nothing_outside_its_hours(when: str) -> None:
    caller, broker = bot("2026-09-15", when, "paper")
    codes = "RC4057" if when < "09" else "RC4058"
    for kind in KINDS:
        reply = read(caller.ask("kt10000", order_of(caller, "KRX", kind)))
        assert reply["return_msg"].startswith(f"[2000]({codes}:")
    assert not broker.account.orders


def test_paper_has_krx_alone() -> None:
    caller, _ = bot("2026-09-15", "10:00", "paper")
    for exchange in ("NXT", "SOR"):
        reply = read(caller.ask("kt10000", order_of(caller, exchange, "0")))
        assert "RC9000" in reply["return_msg"]


@pytest.mark.parametrize(
    ("day", "when", "kinds"),
    [("2026-09-15", "08:35", ""), ("2026-09-15", "10:00", "00 10 20"), ("2026-09-15", "17:00", "")],
)
def test_gold_takes_limit_orders_while_krx_trades(day: str, when: str, kinds: str) -> None:
    caller, broker = bot(day, when)
    world = caller.gateway.world
    tape, at = world.venue.tape, millis(world.now())
    price = tape.quotes("M04020000", Exchange.KRX, at).best_ask or tape.last("M04020000", at)
    body = {"stk_cd": "M04020000", "ord_qty": "1", "ord_uv": str(price)}
    taken = []
    for kind in ("00", "10", "20", "03"):
        reply = read(caller.ask("kt50000", body | {"trde_tp": kind}))
        if reply["return_code"] == 0:
            order = broker.account.order(broker.account.day, int(reply["ord_no"]))
            assert order is not None
            if order.state is State.FILLED:
                taken.append(kind)
    assert " ".join(taken) == kinds
    assert all(fill.settles == fill.day for fill in broker.account.fills_of(broker.account.day))
