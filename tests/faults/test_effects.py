"""What an effect does, seen by a caller of the gateway."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.errors import FaultError
from kiwoom_mockserver.faults.effects import delay
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.spec.samples import key
from kiwoom_mockserver.wire.messages import Reply
from tests.gateway.caller import Caller, gateway_of, read

QUOTE = {"stk_cd": "005930"}
CHART = {"stk_cd": "005930", "base_dt": "20260914", "upd_stkpc_tp": "1"}
ORDER = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "1", "ord_uv": "", "trde_tp": "3"}


@pytest.fixture(scope="module")
def gateway() -> Gateway:
    return gateway_of(limits=False, order_latency_min=0, order_latency_max=0)


@pytest.fixture
def caller(gateway: Gateway) -> Caller:
    """Somebody logged in, where nothing goes wrong yet."""
    gateway.reset()
    return Caller(gateway).login()


def with_effects(
    caller: Caller, asked: Any = QUOTE, api_id: str = "ka10001", **effects: Any
) -> Reply:
    """The reply when these effects are at work for everything."""
    caller.gateway.faults.rules.add([{"name": "one", "effects": effects}])
    return caller.ask(api_id, asked)


def test_an_error_is_the_servers_own_refusal_with_its_text_and_status(caller: Caller) -> None:
    reply = with_effects(caller, error="1700")
    assert (reply.status, reply.reason) == (429, "null")
    assert read(reply)["return_msg"].endswith("유량=5, API ID=ka10001]")
    assert read(with_effects(caller, error="1902"))["return_msg"].endswith("종목코드=005930]")
    ledger = with_effects(caller, error={"code": "855056", "values": {"quantity": 3}})
    assert "3주 매수가능" in read(ledger)["return_msg"]
    assert read(ledger)["return_code"] == 20
    assert with_effects(caller, error={"code": "1999", "status": 500}).status == 500


def test_fields_are_set_removed_blanked_and_retyped_at_their_paths(caller: Caller) -> None:
    table = "stk_dt_pole_chart_qry"
    plain = caller.data("ka10081", CHART)
    effects = {
        "set": {"stk_cd": "1", f"{table}.1.cur_prc": "7", f"{table}.high_pric": None},
        "remove": [f"{table}.dt", "nothing"],
        "blank": [f"{table}.0.low_pric"],
        "retype": {f"{table}.open_pric": "number", f"{table}.nothing": "list"},
    }
    told = read(with_effects(caller, CHART, "ka10081", **effects))
    first, second, third = told[table][:3]
    assert told["stk_cd"] == "1"
    assert (first["cur_prc"], second["cur_prc"]) == (plain[table][0]["cur_prc"], "7")
    assert (first["low_pric"], second["low_pric"]) == ("", plain[table][1]["low_pric"])
    assert third["open_pric"] == int(plain[table][2]["open_pric"])
    assert third["high_pric"] is None
    assert all("dt" not in row and "nothing" not in row for row in told[table])
    assert list(told) == list(plain)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("number", 5930),
        ("list", ["005930"]),
        ("object", {"value": "005930"}),
        ("boolean", True),
        ("null", None),
        ("text", "005930"),
    ],
)
def test_a_field_takes_any_json_type(caller: Caller, kind: str, expected: Any) -> None:
    assert read(with_effects(caller, retype={"stk_cd": kind}))["stk_cd"] == expected


def test_a_star_is_every_field_but_the_envelope(caller: Caller) -> None:
    told = read(with_effects(caller, blank=["*"]))
    assert told.pop("return_code") == 0
    assert told.pop("return_msg")
    assert set(told.values()) == {""}
    assert read(with_effects(caller, remove=["*"])).keys() == {"return_code", "return_msg"}


def test_body_status_and_headers_are_replaced(caller: Caller) -> None:
    headers = {"Content-Type": "text/html", "cont-yn": "Y"}
    reply = with_effects(caller, body="<html>", status=503, headers=headers)
    assert (reply.status, reply.body) == (503, b"<html>")
    told = dict(reply.headers)
    assert (told[b"content-type"], told[b"cont-yn"], told[b"api-id"]) == (
        b"text/html",
        b"Y",
        b"ka10001",
    )
    assert len(told) == len(reply.headers)


def test_an_answer_that_is_no_object_is_left_alone(caller: Caller) -> None:
    reply = with_effects(caller, body="[1]", set={"a": 1})
    assert reply.body == b"[1]"


def test_a_cut_answer_is_never_whole(caller: Caller) -> None:
    reply = with_effects(caller, truncate=10)
    assert (reply.ending, reply.sent) == ("cut", 10)
    whole = with_effects(caller, truncate=1_000_000)
    assert whole.sent == len(whole.body) - 1


def orders(caller: Caller) -> int:
    world = caller.gateway.world
    account = world.broker(world.sandboxes.open(caller.appkey)).account
    return sum(len(day) for day in account.orders.values())


@pytest.mark.parametrize(
    ("effects", "placed", "ending"),
    [
        ({"reset": "request"}, 0, "reset"),
        ({"reset": "reply"}, 1, "reset"),
        ({"hang": "request"}, 0, "hang"),
        ({"hang": "reply"}, 1, "hang"),
        ({"error": "1700"}, 0, ""),
        ({"error": {"code": "1999", "carried_out": True}}, 1, ""),
        ({"duplicate": True}, 2, ""),
        ({"duplicate": True, "reset": "reply"}, 2, "reset"),
    ],
)
def test_an_order_is_carried_out_or_not(
    caller: Caller, effects: dict[str, Any], placed: int, ending: str
) -> None:
    reply = with_effects(caller, ORDER, "kt10000", **effects)
    assert (orders(caller), reply.ending) == (placed, ending)


def test_a_void_token_is_refused_once_and_the_next_one_works(caller: Caller) -> None:
    other = Caller(caller.gateway, "bob").login()
    caller.gateway.faults.rules.add([{"times": 1, "effects": {"tokens": "own"}}])
    assert "8005:" in read(caller.ask("ka10001", QUOTE))["return_msg"]
    assert other.data("ka10001", QUOTE)
    assert Caller(caller.gateway).login().data("ka10001", QUOTE)
    caller.gateway.faults.rules.add([{"times": 1, "effects": {"tokens": "all"}}])
    assert "8005:" in read(other.ask("ka10001", QUOTE))["return_msg"]


def test_stale_data_is_that_of_earlier_on(caller: Caller) -> None:
    hour = timedelta(hours=1)
    then = gateway_of(at=caller.gateway.settings.at - hour, limits=False)
    fresh = caller.data("ka10001", QUOTE)
    stale = read(with_effects(caller, stale=3600))
    assert stale == Caller(then).data("ka10001", QUOTE) != fresh


def test_effects_of_several_rules_add_up_and_the_older_is_right(caller: Caller) -> None:
    faults = caller.gateway.faults
    faults.rules.add([{"name": "late", "effects": {"delay": 2, "status": 500}}])
    faults.rules.add([{"name": "later", "effects": {"delay": 3}}])
    faults.overrides.add([{"name": "mine", "effects": {"status": 418}}])
    reply = caller.ask("ka10001", QUOTE)
    assert (reply.delay, reply.status) == (2.0, 418)
    assert caller.gateway.journal.last(1)[0].shown()["faults"] == ["mine", "late", "later"]


def test_rules_for_an_appkey_are_for_tokens_and_calls_of_it_alone(caller: Caller) -> None:
    rule = {"match": {"appkey": "bob"}, "effects": {"status": 500}}
    caller.gateway.faults.rules.add([rule])
    assert caller.ask("ka10001", QUOTE).status == 200
    bob = Caller(caller.gateway, "bob")
    assert bob.post("/oauth2/token", bob.grant).status == 500
    assert bob.login().ask("ka10001", QUOTE).status == 500


def test_the_rules_of_the_settings_come_back_with_a_reset() -> None:
    gateway = gateway_of(faults="rate-limit-hell", limits=False)
    caller = Caller(gateway).login()
    assert [caller.ask("ka10001", QUOTE).status for _ in range(3)] == [429, 200, 429]
    gateway.faults.rules.clear()
    gateway.reset()
    caller = Caller(gateway).login()
    assert [caller.ask("ka10001", QUOTE).status for _ in range(2)] == [429, 200]


def test_settings_that_name_no_scenario_are_refused() -> None:
    with pytest.raises(FaultError, match="no scenario is called 'nope'"):
        gateway_of(faults="nope")


def test_a_body_that_cannot_be_read_fits_no_rule_about_bodies(caller: Caller) -> None:
    caller.gateway.faults.rules.add([{"match": {"body": {"a": "b"}}, "effects": {"status": 500}}])
    assert caller.ask("ka10001", b"{").status == 200
    assert caller.ask("ka10001", orjson.dumps({"a": "b", **QUOTE})).status == 500


def test_delays_are_drawn_within_bounds_or_about_a_median() -> None:
    draws = [key(1, number) for number in range(2_000)]
    assert delay(1.5, draws[0]) == 1.5
    even = sorted(delay({"from": 1, "to": 2}, draw) for draw in draws)
    assert 1 <= even[0] < 1.01 < 1.99 < even[-1] <= 2
    assert 1.45 < even[1_000] < 1.55
    odd = sorted(delay({"median": 1, "sigma": 1}, draw) for draw in draws)
    assert 0.9 < odd[1_000] < 1.1
    assert 2.3 < odd[1_682] < 3.1  # one deviation above the median: e
    assert odd[-1] <= 300
