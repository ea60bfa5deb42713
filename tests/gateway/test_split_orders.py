"""What REST shows of an order whose parts are at two exchanges, and of one the broker placed."""

from typing import Any

import pytest

from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.phases import Exchange
from tests.gateway.caller import HELD, Caller, gateway_of

CODE = "005930"
AT_ONCE = {"limits": False, "order_latency_min": 0, "order_latency_max": 0}
ALL = {"qry_tp": "1", "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"}


@pytest.fixture(scope="module")
def bot() -> Caller:
    return Caller(gateway_of(**AT_ONCE), *HELD)


def test_every_part_of_a_split_order_is_listed(bot: Caller) -> None:
    world = bot.gateway.world
    at = millis(world.now())
    books = [world.venue.tape.quotes(CODE, one, at).asks for one in Exchange]
    price = max(min(level.price for level in book) for book in books)
    offered = [sum(one.quantity for one in book if one.price <= price) for book in books]
    body = {"dmst_stex_tp": "SOR", "stk_cd": CODE, "trde_tp": "0", "ord_uv": str(price)}
    quantity = sum(offered) + 25
    account = world.broker(world.sandboxes.open(HELD[0])).account
    account.settled = 10**12
    number = bot.data("kt10000", body | {"ord_qty": str(quantity)})["ord_no"]
    parts = bot.data("ka10088", {"ord_no": number})["osop"]
    assert {row["ord_no"] for row in parts} == {number}
    shown = [
        (row["stex_tp"], row["stex_tp_txt"], row["ord_qty"], row["cntr_qty"], row["osop_qty"])
        for row in parts
    ]
    krx, nxt = offered
    waiting = [int(one[-1]) for one in shown]
    assert sum(waiting) == 25
    assert waiting[0] > waiting[1] > 0
    assert shown == [
        ("1", "S-KRX", str(krx + waiting[0]), str(krx), str(waiting[0])),
        ("2", "S-NXT", str(nxt + waiting[1]), str(nxt), str(waiting[1])),
    ]
    (whole,) = bot.data("ka10075", {"all_stk_tp": "0", "trde_tp": "0", "stex_tp": "0"})["oso"]
    assert (whole["stex_tp_txt"], whole["sor_yn"], whole["oso_qty"]) == ("통합", "Y", "25")
    assert whole["cntr_qty"] == str(krx + nxt)
    for exchange in ("1", "2"):
        asked = {"all_stk_tp": "0", "trde_tp": "0", "qry_tp": "0", "sell_tp": "0"}
        for api_id, table in (("ka10075", "oso"), ("ka10076", "cntr")):
            (row,) = bot.data(api_id, asked | {"stex_tp": exchange})[table]
            assert row["ord_no"] == number
    change = {"dmst_stex_tp": "SOR", "stk_cd": CODE, "orig_ord_no": number, "cncl_qty": "5"}
    bot.data("kt10003", change)
    parts = bot.data("ka10088", {"ord_no": number})["osop"]
    assert sum(int(row["osop_qty"]) for row in parts) == 20
    bot.data("kt10003", change | {"cncl_qty": "0"})
    assert bot.data("ka10088", {"ord_no": number})["osop"] == []


def test_what_the_broker_sells_is_marked() -> None:
    caller = Caller(gateway_of(**AT_ONCE), *HELD)
    order = {"dmst_stex_tp": "KRX", "stk_cd": "000270", "ord_qty": "10", "trde_tp": "3"}
    caller.data("kt10006", order | {"ord_uv": ""})
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(91 * 86_400)
    rows = caller.data("kt00007", ALL)["acnt_ord_cntr_prps_dtl"]
    (row,) = [one for one in rows if one["stk_cd"] == "A000270"]
    assert (row["rsrv_tp"], row["io_tp_nm"], row["trde_tp"]) == ("Y", "융자매도", "시장가")
    assert (row["ord_tm"], row["loan_dt"], row["cntr_qty"]) == (
        "08:30:00",
        "20260915",
        "0000000010",
    )
    state = caller.data("kt00009", ALL | {"mrkt_tp": "0", "qry_tp": "0"})
    assert {one["rsrv_oppo"] for one in state["acnt_ord_cntr_prst_array"]} == {"반대"}
    assert loans_of(caller) == []


def loans_of(caller: Caller) -> list[Any]:
    whole = caller.data("kt00018", {"qry_tp": "2", "dmst_stex_tp": "KRX"})
    return [row for row in whole["acnt_evlt_remn_indv_tot"] if row["crd_loan_dt"]]
