"""What can go wrong between an order and its answer, with a real connection and a real socket."""

import select
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.server.runner import Runner, running
from tests.faults.test_effects import ORDER
from tests.gateway.caller import Caller, gateway_of
from tests.server import raw
from tests.server.door import Door, small
from tests.server.test_socket import REG_ACK, hear, logged_in, real, register, tell

PATH, ACCOUNT = "/api/dostk/ordr", "/api/dostk/acnt"
FILLED = b'{"qry_tp":"0","sell_tp":"0","stex_tp":"0"}'
LEDGER = b'{"qry_tp":"1","stk_bond_tp":"0","sell_tp":"0","dmst_stex_tp":"%"}'


@pytest.fixture(scope="module")
def market() -> Iterator[Runner]:
    """A server whose world lives ten seconds a second."""
    with running(small(speed=10.0)) as runner:
        yield runner


@pytest.fixture
def bot(market: Runner, request: pytest.FixtureRequest) -> Iterator[Door]:
    """A key of the test's own; the rules are gone after it."""
    yield Door(market.address.port, request.node.name)
    market.app.gateway.faults.rules.clear()


def faults(market: Runner, bot: Door, **effects: Any) -> None:
    match = {"api_id": "kt10000", "appkey": bot.keys["appkey"]}
    market.app.gateway.faults.rules.add([{"match": match, "times": 1, "effects": effects}])


def order(bot: Door) -> bytes:
    return raw.request(PATH, orjson.dumps(ORDER), "api-id: kt10000", bot.authorization)


def ledger(bot: Door) -> list[dict[str, str]]:
    """All orders of the account today."""
    _, _, reply = bot.ask("kt00007", ACCOUNT, LEDGER)
    rows: list[dict[str, str]] = reply["acnt_ord_cntr_prps_dtl"]
    return rows


def test_an_order_whose_answer_is_lost_was_taken(market: Runner, bot: Door) -> None:
    faults(market, bot, reset="reply")
    told = raw.converse(bot.port, order(bot))
    assert (told.replies, told.end) == ([], "reset")
    assert [row["ord_no"] for row in ledger(bot)] == ["0000001"]


def test_an_order_is_taken_long_before_its_answer_comes(market: Runner, bot: Door) -> None:
    faults(market, bot, delay=20)
    with closing(raw.connect(bot.port)) as sock:
        sock.settimeout(0.3)
        sock.sendall(order(bot))
        with pytest.raises(TimeoutError):
            sock.recv(1)
    assert len(ledger(bot)) == 1


def test_an_order_above_the_pace_was_never_taken(market: Runner, bot: Door) -> None:
    faults(market, bot, error="1700")
    status, _, reply = bot.ask("kt10000", PATH, orjson.dumps(ORDER))
    assert (status, "ord_no" in reply) == (429, False)
    assert ledger(bot) == []
    assert bot.ask("kt10000", PATH, orjson.dumps(ORDER))[2]["ord_no"] == "0000001"


def test_an_order_repeated_on_the_way_is_two(market: Runner, bot: Door) -> None:
    faults(market, bot, duplicate=True)
    assert bot.ask("kt10000", PATH, orjson.dumps(ORDER))[2]["return_code"] == 0
    assert [row["ord_no"] for row in ledger(bot)] == ["0000001", "0000002"]


def test_a_fill_is_heard_before_the_answer_to_its_order(market: Runner, bot: Door) -> None:
    faults(market, bot, arrives=0, delay=3.0)
    with logged_in(market, bot.keys["appkey"]) as client, closing(raw.connect(bot.port)) as sock:
        tell(client, register(("00", "")))
        assert hear(client) == REG_ACK
        started = time.monotonic()
        sock.sendall(order(bot))
        states: list[str] = []
        while "체결" not in states:
            states += [entry["values"]["913"] for entry in real(client)["data"]]
        assert select.select([sock], [], [], 0)[0] == []
        sock.settimeout(30)
        assert b'"ord_no":"0000001"' in sock.recv(65_536)
        assert time.monotonic() - started >= 3.0


def test_a_fill_while_the_socket_is_down_is_found_by_asking(market: Runner, bot: Door) -> None:
    faults(market, bot, arrives=3000)
    with logged_in(market, bot.keys["appkey"]) as client:
        tell(client, register(("00", "")))
        assert hear(client) == REG_ACK
        bot.ask("kt10000", PATH, orjson.dumps(ORDER))
        assert [entry["values"]["913"] for entry in real(client)["data"]] == ["접수"]
        assert bot.ask("ka10076", ACCOUNT, FILLED)[2]["cntr"] == []
    time.sleep(0.4)
    with logged_in(market, bot.keys["appkey"]) as client:
        tell(client, register(("00", "")))
        assert hear(client) == REG_ACK
        (row,) = bot.ask("ka10076", ACCOUNT, FILLED)[2]["cntr"]
        assert (row["ord_no"], row["oso_qty"]) == ("0000001", "0")
        with pytest.raises(TimeoutError):
            hear(client, timeout=0.2)


def told(gateway: Gateway) -> int:
    """How often the one rule has bitten."""
    count: int = gateway.faults.rules.shown()[0]["bitten"]
    return count


@pytest.mark.parametrize("effect", [{"reset": "reply"}, {"error": "1700"}, {"duplicate": True}])
def test_the_same_seed_meets_the_same_orders(effect: dict[str, Any]) -> None:
    def met(seed: int) -> list[int]:
        caller = Caller(gateway_of(limits=False, seed=seed))
        rule = {"match": {"api_id": "kt10000"}, "chance": 0.5, "effects": effect}
        caller.gateway.faults.rules.add([rule])
        gateway = caller.gateway
        bitten = []
        for _ in range(16):
            before = told(gateway)
            caller.ask("kt10000", ORDER)
            bitten.append(told(gateway) > before)
        broker = gateway.world.broker(gateway.world.sandboxes.open(caller.appkey))
        return [*bitten, broker.account.next_number()]

    assert met(7) == met(7)
    assert met(7) != met(8)
