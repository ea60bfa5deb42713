"""Every kind of order in every phase of each exchange: taken or refused, and how it is filled."""

from datetime import datetime

import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.movements import delivery, deposit
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
live  KRX 2026-09-15 08:20  n n n n n n n n n n n n n n n n n n
live  KRX 2026-09-15 08:35  w w w x x x x x x x x x x x x C x x
live  KRX 2026-09-15 08:45  w w w x x x x x x x x x x x x x x x
live  KRX 2026-09-15 10:00  F F F F w F F F F F F s w c c x x x
live  KRX 2026-09-15 15:25  w w x x x x x x x x x x x x x x x x
live  KRX 2026-09-15 15:35  x x x x x x x x x x x x x x x x x w
live  KRX 2026-09-15 15:45  x x x x x x x x x x x x x x x x x C
live  KRX 2026-09-15 17:00  F x x F w F x F F x F x x x x x x x
live  KRX 2026-09-15 20:30  n n n n n n n n n n n n n n n n n n
live  KRX 2026-09-11 08:35  w w w x x x x x x x x x x x x C x x
live  KRX 2026-09-11 15:45  x x x x x x x x x x x x x x x x x C
live  KRX 2026-09-11 17:00  x x x x x x x x x x x x x x x x w x
live  KRX 2026-09-11 18:30  n n n n n n n n n n n n n n n n n n
live  KRX 2026-09-12 10:00  h h h h h h h h h h h h h h h h h h
live  NXT 2026-09-15 07:50  n n n n n n n n n n n n n n n n n n
live  NXT 2026-09-15 08:10  F x x F w F x F F x F x x x x x x x
live  NXT 2026-09-15 08:55  n n n n n n n n n n n n n n n n n n
live  NXT 2026-09-15 09:00:10  n n n n n n n n n n n n n n n n n n
live  NXT 2026-09-15 10:00  F F x F w F F F F F F s w c c x x x
live  NXT 2026-09-15 15:25  n n n n n n n n n n n n n n n n n n
live  NXT 2026-09-15 15:35  w x x x x x x x x x x x x x x x x x
live  NXT 2026-09-15 16:30  F x x F w F x F F x F x x x x x x x
live  NXT 2026-09-15 20:30  n n n n n n n n n n n n n n n n n n
live  NXT 2026-09-11 17:00  F x x F w F x F F x F x x x x x x x
live  NXT 2026-09-12 10:00  h h h h h h h h h h h h h h h h h h
live  SOR 2026-09-15 07:50  n n n n n n n n n n n n n n n n n n
live  SOR 2026-09-15 08:10  F x x F w F x F F x F x x x x x x x
live  SOR 2026-09-15 08:35  w w w F w F x F F x F x x x x C x x
live  SOR 2026-09-15 08:45  w w w F w F x F F x F x x x x x x x
live  SOR 2026-09-15 08:55  w w w x x x x x x x x x x x x x x x
live  SOR 2026-09-15 09:00:10  F F F F w F F F F F F s w c c x x x
live  SOR 2026-09-15 10:00  F F F F w* F F F F F F s w* c* c* x x x
live  SOR 2026-09-15 15:25  w w x x x x x x x x x x x x x x x x
live  SOR 2026-09-15 15:35  w x x x x x x x x x x x x x x x x w
live  SOR 2026-09-15 15:45  F x x F w F x F F x F x x x x x x C
live  SOR 2026-09-15 18:00  F x x F w* F x F F x F x x x x x x x
live  SOR 2026-09-15 20:30  n n n n n n n n n n n n n n n n n n
live  SOR 2026-09-11 17:00  F x x F w F x F F x F x x x x x w x
live  SOR 2026-09-12 10:00  h h h h h h h h h h h h h h h h h h
late  KRX 2026-01-02 08:35  n n n n n n n n n n n n n n n n n n
late  KRX 2026-01-02 09:35  w w w x x x x x x x x x x x x C x x
late  KRX 2026-01-02 09:45  w w w x x x x x x x x x x x x x x x
late  KRX 2026-01-02 10:30  F F F F w F F F F F F s w c c x x x
late  KRX 2026-01-02 15:25  w w x x x x x x x x x x x x x x x x
late  NXT 2026-01-02 08:10  n n n n n n n n n n n n n n n n n n
late  NXT 2026-01-02 10:30  F F x F w F F F F F F s w c c x x x
late  SOR 2026-01-02 09:45  w w w x x x x x x x x x x x x x x x
exam  KRX 2026-11-19 08:35  n n n n n n n n n n n n n n n n n n
exam  KRX 2026-11-19 09:35  w w w x x x x x x x x x x x x C x x
exam  KRX 2026-11-19 16:10  F F F F w F F F F F F s w c c x x x
exam  KRX 2026-11-19 16:25  w w x x x x x x x x x x x x x x x x
exam  KRX 2026-11-19 16:45  x x x x x x x x x x x x x x x x x C
exam  KRX 2026-11-19 17:30  F x x F w F x F F x F x x x x x x x
exam  NXT 2026-11-19 08:10  n n n n n n n n n n n n n n n n n n
exam  NXT 2026-11-19 16:25  n n n n n n n n n n n n n n n n n n
exam  NXT 2026-11-19 17:30  F x x F w F x F F x F x x x x x x x
paper KRX 2026-09-15 08:35  b b b b b b b b b b b b b b b b b b
paper KRX 2026-09-15 08:59:59  b b b b b b b b b b b b b b b b b b
paper KRX 2026-09-15 09:00:05  F F F F w F F F F F F s w c c x x x
paper KRX 2026-09-15 15:25  w w x x x x x x x x x x x x x x x x
paper KRX 2026-09-15 15:30  a a a a a a a a a a a a a a a a a a
paper KRX 2026-09-15 17:00  a a a a a a a a a a a a a a a a a a
paper KRX 2026-09-12 10:00  h h h h h h h h h h h h h h h h h h
paper NXT 2026-09-15 10:00  k k k k k k k k k k k k k k k k k k
paper SOR 2026-09-15 10:00  k k k k k k k k k k k k k k k k k k
"""
"""By host, exchange and moment, a letter for each kind of ``KINDS``, for a purchase at the best
ask, and a sale at the best bid:

An order sent to both (SOR) is what KRX takes, else what NXT does: at 08:45 NXT's pre-market still
runs beside KRX's auction. Its price may come from one exchange and reach what the other offers:
with a star, F is right too. The market opens late on a year's first day, and is late on an exam's.

F filled at once, C filled at the known close, w waits, s sleeps until its trigger, c withdrawn
without a fill, x refused: not this kind now; else nothing is taken: n now, h today, b and a before
and after the paper host's hours, k at an exchange it does not know.
"""

REFUSALS = {
    "[2000](521790:해당 호가유형은": "x", "[2000](521790:주문": "n", "[2000](571489:": "h",
    "[2000](RC4057:": "b", "[2000](RC4058:": "a", "[2000](RC4010:": "h", "[2000](RC9000:": "k",
}  # fmt: skip
LIMITED = {"0", "5", "10", "20", "28", "62"}

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


def order_of(caller: Caller, exchange: str, kind: str, *, sells: bool = False) -> dict[str, str]:
    """An order for one share; a limit is what the market asks or bids, or its last price."""
    world = caller.gateway.world
    tape, at = world.venue.tape, millis(world.now())
    where = Exchange.KRX if exchange == "KRX" else Exchange.NXT
    books = [tape.quotes(CODE, one, at) for one in {where, Exchange.KRX}]
    price = max(one.best_ask for one in books)
    if sells:
        price = min(one.best_bid for one in books if one.bids or not price)
    price = price or tape.last(CODE, at)
    limited = kind in LIMITED
    return {
        "dmst_stex_tp": exchange,
        "stk_cd": CODE,
        "ord_qty": "1",
        "trde_tp": kind,
        "ord_uv": str(price) if limited else "",
        "cond_uv": str(price + (-5_000 if sells else 5_000)) if kind == "28" else "",
    }


def outcome(caller: Caller, broker: Broker, body: dict[str, str], api_id: str = "kt10000") -> str:
    reply = read(caller.ask(api_id, body))
    if reply["return_code"]:
        message = reply["return_msg"]
        return next((one for text, one in REFUSALS.items() if message.startswith(text)), message)
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    order = broker.account.order(broker.account.day, int(reply["ord_no"]))
    assert order is not None
    if order.state is State.FILLED:
        (fill,) = [one for one in broker.account.fills_of(order.day) if one.order == order.number]
        assert fill.at == order.placed
        asked = int(body["ord_uv"] or 0)
        assert not asked or fill.side.sign * (asked - fill.price) >= 0
        return "C" if body["trde_tp"] in {"61", "81"} else "F"
    return {State.OPEN: "w" if order.armed else "s", State.CANCELLED: "c"}.get(
        order.state, order.state.value
    )


def agreed(expected: list[str], found: list[str]) -> bool:
    """Whether all is as the table says; what is not is shown."""
    allowed = [
        one[0] if (one, seen) != (f"{one[0]}*", "F") else "F"
        for one, seen in zip(expected, found, strict=True)
    ]
    assert dict(zip(KINDS, found, strict=True)) == dict(zip(KINDS, allowed, strict=True))
    return True


SALES = [row for row in ROWS if row[0] != "paper" and row[2] == "2026-09-15"]


@pytest.mark.parametrize("row", SALES, ids=lambda row: "-".join(row[1:4]))
def test_each_kind_of_sale_at_each_time(row: list[str]) -> None:
    _, exchange, day, when, *expected = row
    caller, broker = bot(day, when)
    broker.account.transfer(delivery(broker.account.day, 0, CODE, 100, 100))
    bodies = [order_of(caller, exchange, kind, sells=True) for kind in KINDS]
    found = [outcome(caller, broker, body, "kt10001") for body in bodies]
    assert agreed(expected, found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row[:4]))
def test_each_kind_at_each_time(row: list[str]) -> None:
    host, exchange, day, when, *expected = row
    caller, broker = bot(day, when, "paper" if host == "paper" else "live")
    found = [outcome(caller, broker, order_of(caller, exchange, kind)) for kind in KINDS]
    assert agreed(expected, found)
    if set(expected) <= set("nhabk"):
        assert not broker.account.orders


CHANGES = """
live  0  10:00  10:05 k  15:25 k  15:35 l  20:30 n
live  7  15:19:40 15:25 k
live  28 10:00  15:25 x
live  3  08:45  08:50 k
live  81 15:35  15:45 x
live  0  16:30  19:59 k  20:00 n
paper 0  10:00  10:05 k  15:25 k  15:30 a  20:30 a
"""
"""By host: an order of a kind waits from a moment on; is it amended and cancelled at others?

k both: with a price it is a limit order then; x cancelled, but not amended, as no order with
a price is taken, or no sleeping one; l neither: nothing is left; else nothing is taken, as above.
"""
REFUSED_CHANGES = REFUSALS | {"[2000](506550:": "l"}


def changed(caller: Caller, number: str, price: int) -> str:
    """A letter of ``CHANGES``: a share is to be taken back, then the rest to be amended."""
    asked = {"dmst_stex_tp": "KRX", "stk_cd": CODE, "orig_ord_no": number}
    requests = {"kt10003": {"cncl_qty": "1"}, "kt10002": {"mdfy_qty": "1", "mdfy_uv": str(price)}}
    told = [read(caller.ask(api_id, asked | more)) for api_id, more in requests.items()]
    if told[0]["return_code"]:
        message = told[0]["return_msg"]
        return next(one for text, one in REFUSED_CHANGES.items() if message.startswith(text))
    return "x" if told[1]["return_code"] else "k"


@pytest.mark.parametrize("row", CHANGES.strip().split("\n"), ids=lambda row: row[:16])
def test_what_waits_is_changed_while_orders_are_taken(row: str) -> None:
    host, kind, start, *moments = row.split()
    caller, broker = bot("2026-09-15", start, host)
    world = caller.gateway.world
    low = world.venue.tape.band(CODE, broker.account.day).lower
    body = order_of(caller, "KRX", kind) | {"ord_qty": "1000000"}
    body["ord_uv"] = str(low) if kind in LIMITED else ""
    body["cond_uv"] = str(low * 13 // 7 // 1000 * 1000) if kind == "28" else ""
    number = read(caller.ask("kt10000", body))["ord_no"]
    clock = world.clock
    assert isinstance(clock, VirtualClock)
    for when, letter in zip(moments[::2], moments[1::2], strict=True):
        then = datetime.fromisoformat(f"2026-09-15T{when}").replace(tzinfo=SEOUL)
        clock.advance((then - world.now()).total_seconds())
        assert changed(caller, number, low) == letter


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
