"""Orders: how many are taken and matched a second, alone, behind the gateway, and over HTTP."""

import time
from collections.abc import Callable
from itertools import count
from statistics import median
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.orders import Route, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.validation import Intent
from kiwoom_mockserver.world.world import World
from tests.bench import questions
from tests.bench.comparing import Effort, compare
from tests.bench.comparing import Side as Load
from tests.bench.conftest import Report
from tests.bench.servers import Driver, Served, ours
from tests.bench.test_gateway import Asker

BATCHES = 5
SECONDS = 0.3
ORDERS = ("/api/dostk/ordr", "kt10000")
MANY = 10_000
CODE = "005930"
ACCOUNTS = 200
"""Accounts that place orders over HTTP in turn: none of them runs out of cash."""

CONNECTIONS = 32
AT_ONCE = ("--order-latency-min", "0", "--order-latency-max", "0")
OPEN = ("/api/dostk/acnt", "ka10075")


def rate(act: Callable[[], object]) -> float:
    """How often a second of processor time it is done; the median of some batches."""
    found = []
    for _ in range(BATCHES):
        done, started = 0, time.process_time()
        while time.process_time() - started < SECONDS:
            act()
            done += 1
        found.append(done / (time.process_time() - started))
    return median(found)


class Trader:
    """The account of a gateway whose orders arrive at once."""

    def __init__(self) -> None:
        self.asker = Asker()
        self.number = count(1)
        self.world: World = self.asker.gateway.world
        self.fresh()

    @property
    def now(self) -> int:
        return millis(self.world.now())

    def fresh(self) -> None:
        """The account holds no order yet, and more cash than it can spend."""
        sandbox = self.world.sandboxes.open(f"bench-{next(self.number)}")
        self.broker = self.world.broker(sandbox)
        self.broker.account.settled = 10**15
        self.low = self.world.venue.tape.band(CODE, self.broker.account.day).lower

    def rest(self) -> None:
        """An order is accepted, and waits."""
        if self.broker.account.next_number() % 5_000 == 0:
            self.fresh()
        self.broker.place(Intent(Side.BUY, CODE, "limit", Route.KRX, 1, self.low), self.now, 0)

    def fill(self) -> None:
        """An order is accepted, and filled at once."""
        if self.broker.account.next_number() % 5_000 == 0:
            self.fresh()
        self.broker.place(Intent(Side.BUY, CODE, "market", Route.KRX, 1), self.now, 0)


def test_orders_alone(report: Report) -> None:
    trader = Trader()
    report.add("orders accepted, alone", rate(trader.rest), "1/s")
    trader.fresh()
    trader.asker.clock.advance(5)
    report.add("orders accepted and filled, alone", rate(trader.fill), "1/s")


def test_an_order_beside_a_question(report: Report) -> None:
    trader = Trader()
    body = {"dmst_stex_tp": "KRX", "stk_cd": CODE, "ord_qty": "1", "trde_tp": "0"}
    order = orjson.dumps(body | {"ord_uv": str(trader.low)})
    numbers = iter(questions.numbers() * 100)
    left = count()

    def place() -> None:
        if next(left) % 5_000 == 0:
            trader.world.sandboxes.reset()
            bench = trader.world.broker(trader.world.sandboxes.open("bench"))
            bench.account.settled = 10**15
        trader.asker.ask(ORDERS, order)

    asked = rate(lambda: trader.asker.ask(questions.NUMBER, next(numbers)))
    placed = rate(place)
    # Most questions are answered from what is kept; no order is.
    report.add("an order beside a plain question, gateway alone", placed / asked, "ratio", 0.15)


def test_ten_thousand_open_orders_of_one_issue(report: Report) -> None:
    trader = Trader()
    quotes = trader.world.venue.tape.quotes(CODE, Exchange.KRX, trader.now)
    prices = [level.price for level in quotes.bids]
    started = time.process_time()
    for number in range(MANY - 1):
        price = prices[3 + number % 6]
        asked = Intent(Side.BUY, CODE, "limit", Route.KRX, 1, price)
        trader.broker.place(asked, trader.now, 0)
    took = time.process_time() - started
    report.add("a thousand of 10,000 open orders of an issue taken", took / 10, "s", None)
    started = time.process_time()
    trader.asker.clock.advance(600)
    trader.broker.advance(trader.now)
    took = time.process_time() - started
    report.add("ten minutes of trades past 10,000 open orders", took, "s", 3.0)
    assert Settings().fills == "queue"


def asked(served: Served, token: str, route: tuple[str, str], body: bytes) -> dict[str, Any]:
    """The reply to one request of an account, which is no refusal."""
    headers = {"authorization": f"Bearer {token}", "api-id": route[1]}
    status, reply = served.ask(route[0], headers, body)
    found: dict[str, Any] = orjson.loads(reply)
    assert (status, found["return_code"]) == (200, 0), found
    return found


@pytest.mark.parametrize("kind", ["accepted", "accepted and filled"])
def test_orders_over_http(kind: str, load: Driver, effort: Effort, report: Report) -> None:
    low = Trader().low
    waits = kind == "accepted"
    price = {"trde_tp": "0", "ord_uv": str(low)} if waits else {"trde_tp": "3", "ord_uv": ""}
    order = orjson.dumps({"dmst_stex_tp": "KRX", "stk_cd": CODE, "ord_qty": "1", **price})
    every = orjson.dumps({"all_stk_tp": "0", "trde_tp": "0", "stex_tp": "0"})
    with ours(*AT_ONCE) as served:
        tokens = [served.token(f"bench-{number}") for number in range(ACCOUNTS)]
        numbers = questions.numbers()[:50]
        reads = [
            questions.request(questions.NUMBER, token, body) for body in numbers for token in tokens
        ]
        orders = [questions.request(ORDERS, token, order) for token in tokens]
        found = compare(
            load,
            effort,
            Load(served, {"requests": reads, "connections": CONNECTIONS}),
            Load(served, {"requests": orders, "connections": CONNECTIONS}),
        )
        for token in tokens[:: ACCOUNTS // 5]:
            asked(served, token, ORDERS, order)
            left = asked(served, token, OPEN, every)["oso"]
            assert bool(left) is waits
    report.compared(f"an order {kind} beside a plain question, over HTTP", found, 0.25)
