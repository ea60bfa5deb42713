"""What an account's margin rate covers, and what becomes of the money that sales bring."""

from typing import Any

import pytest

from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.openings import opening_from
from tests.gateway.caller import Caller, gateway_of, read

GOLD, SHARE, OTHER = "M04020000", "005930", "000660"
ORDER = {"dmst_stex_tp": "KRX", "trde_tp": "3", "ord_uv": "", "cond_uv": ""}


def bot(**account: Any) -> Caller:
    caller = Caller(gateway_of(limits=False), "alice", "secret")
    world = caller.gateway.world
    opening = opening_from(account, world.instruments)
    world.open_account(world.sandboxes.open("alice"), opening)
    return caller


def forward(caller: Caller, seconds: int) -> None:
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(seconds)


def rates(caller: Caller) -> tuple[str, str, str]:
    told = caller.data("kt00011", {"stk_cd": SHARE, "uv": ""})
    return told["stk_profa_rt"], told["profa_rt"], told["aplc_rt"]


@pytest.mark.parametrize("rate", [20, 0])
def test_gold_is_paid_in_full_whatever_an_account_s_rate(rate: int) -> None:
    caller = bot(cash=10_000_000, margin_rate=rate)
    price = caller.data("ka50100", {"stk_cd": GOLD})["upl_pric"].lstrip("+-")
    order = {"stk_cd": GOLD, "trde_tp": "00", "ord_uv": price}
    reply = read(caller.ask("kt50000", order | {"ord_qty": "100"}))
    assert reply["return_code"] == 20
    most = reply["return_msg"].partition(". ")[2].partition("주")[0]
    assert 10_000_000 // int(price) >= int(most) > 30
    caller.data("kt50000", order | {"ord_qty": most})
    forward(caller, 5)
    assert int(caller.data("kt00001", {"qry_tp": "3"})["entr"]) >= 0


def test_an_issue_s_rate_the_account_s_and_the_one_applied_are_told_apart() -> None:
    assert rates(bot(cash=1, margin_rate=100)) == ("20%", "100%", "100%")
    assert rates(bot(cash=1)) == ("20%", "스펙트럼", "20%")


def test_what_sales_bring_is_used_once_and_the_older_first() -> None:
    held = [[SHARE, 80, 200_000]]
    caller = bot(cash=1_000_000, margin_rate=100, holdings=held)
    for seconds in (86_400, 5):
        caller.data("kt10001", ORDER | {"stk_cd": SHARE, "ord_qty": "40"})
        forward(caller, seconds)
    asked = {"stk_cd": SHARE, "trde_tp": "2", "uv": "100000", "io_amt": ""}
    free = caller.data("kt00010", asked)
    proceeds = [int(free[f"{name}_reu_alowa"]) for name in ("pred", "tdy")]
    assert all(10_000_000 < one < 11_000_000 for one in proceeds)
    assert int(free["ord_alowa"]) == 1_000_000 + sum(proceeds)
    caller.data("kt10000", ORDER | {"stk_cd": OTHER, "ord_qty": "7"})
    forward(caller, 5)
    left = caller.data("kt00010", asked)
    assert int(left["pred_reu_alowa"]) == 0
    assert 0 < int(left["tdy_reu_alowa"]) < proceeds[1]
    assert int(left["ord_alowa"]) == 1_000_000 + int(left["tdy_reu_alowa"])


@pytest.mark.parametrize("exchange", ["KRX", "NXT"])
@pytest.mark.parametrize("scope", ["1", "2"])
def test_a_day_s_trades_settle_for_what_the_account_is_paid(exchange: str, scope: str) -> None:
    caller = bot(cash=100_000_000, margin_rate=100)
    for api_id in ("kt10000", "kt10001"):
        order = ORDER | {"stk_cd": SHARE, "ord_qty": "100", "dmst_stex_tp": exchange}
        caller.data(api_id, order)
        forward(caller, 60)
    cash = caller.data("kt00001", {"qry_tp": "3"})
    asked = {"base_dt": "", "ottks_tp": scope, "ch_crd_tp": "0"}
    diary = caller.data("ka10170", asked)
    assert int(diary["tot_exct_amt"]) == int(cash["d2_entra"]) - 100_000_000 < 0
