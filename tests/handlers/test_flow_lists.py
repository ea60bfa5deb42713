"""Lists of who traded what: members, gold, ELWs, and averages of a period."""

from itertools import pairwise

import pytest

from tests.handlers.asking import ENDINGS, at, request, rows_of, volume
from tests.handlers.asking import number as size
from tests.handlers.flowing import (
    YESTERDAY,
    caller,
    first,
    magnitude,
    number,
    rows,
)


def test_members_that_left_the_leaders_and_those_that_trade_at_once() -> None:
    late = 20_000
    left = first("ka10053", {"stk_cd": "005930"}, late)
    times = [row["sel_scesn_tm"] for row in left if row["sel_scesn_tm"]]
    assert times == sorted(times, reverse=True)
    body = {"mmcm_cd": "888", "mrkt_tp": "0", "qty_tp": "1", "pric_tp": "0", "stex_tp": "1"}
    sizes = [number(row["mont_trde_qty"]) for row in first("ka10052", body)]
    assert sizes
    assert [abs(size) for size in sizes] == sorted((abs(size) for size in sizes), reverse=True)
    assert min(abs(size) for size in sizes) >= 1_000
    one = first("ka10052", {**body, "mmcm_cd": "050", "mrkt_tp": "3", "stk_cd": "005930"})
    assert {row["trde_ori_nm"] for row in one} <= {"키움증권"}
    assert first("ka10052", {**body, "mmcm_cd": "999"}) == []


@pytest.mark.parametrize("ahead", [0, 19_800, 20_400, 25_000])
def test_what_members_trade_of_an_issue_adds_up_event_by_event(ahead: int) -> None:
    body = {
        "mmcm_cd": "888", "mrkt_tp": "3", "qty_tp": "0", "pric_tp": "0", "stex_tp": "1",
        "stk_cd": "005930",
    }  # fmt: skip
    events = first("ka10052", body, ahead)
    assert len(events) == 100
    times = [row["tm"] for row in events]
    assert times == sorted(times, reverse=True)
    assert len(set(times)) > 2
    by_member: dict[str, list[tuple[int, int]]] = {}
    for row in events:
        told = number(row["mont_trde_qty"]), number(row["acc_netprps"])
        assert row["tp"] == ("+매수" if told[0] > 0 else "-매도")
        by_member.setdefault(row["trde_ori_nm"], []).append(told)
    for chain in by_member.values():
        for (moved, after), (_, before) in pairwise(chain):
            assert after == before + moved
    for row in first("ka10052", {**body, "mrkt_tp": "0", "stk_cd": ""}, ahead):
        if row["stk_cd"] == "005930" and row["tp"] == "+매수":
            assert number(row["acc_netprps"]) == by_member[row["trde_ori_nm"]][0][1]


def test_gold_is_traded_by_someone() -> None:
    types = first("ka52301", {})
    assert types[0]["stk_nm"] == "개인"
    for row in types:
        bought, sold = (int(row[f"all_dfrt_trst_{side}_qty"]) for side in ("buy", "sell"))
        assert abs(bought - sold - number(row["all_dfrt_trst_netprps_qty"])) <= 1
    nets = [number(row["all_dfrt_trst_netprps_qty"]) for row in types]
    kinds = {"개인", "외국인", "기관계", "기타법인", "내외국인"}
    whole = [net for row, net in zip(types, nets, strict=True) if row["stk_nm"] in kinds]
    assert abs(sum(whole)) <= len(whole)


def test_foreign_members_are_ranked_by_money_or_shares() -> None:
    body = {"mrkt_tp": "000", "dt": "0", "trde_tp": "1", "sort_tp": "1", "stex_tp": "1"}
    amounts = [number(row["netprps_prica"]) for row in rows("ka10037", body)]
    assert amounts == sorted(amounts, reverse=True)
    shares = rows("ka10037", {**body, "sort_tp": "2", "trde_tp": "4"})
    sold = [-number(row["sel_trde_qty"]) for row in shares]
    assert sold == sorted(sold, reverse=True)
    for row in shares[:4]:
        main = caller().data("ka10040", {"stk_cd": row["stk_cd"]})
        assert main["frgn_sel_prsm_sum"] == row["sel_trde_qty"]
        assert main["frgn_buy_prsm_sum"] == row["buy_trde_qty"]


def test_elws_are_ranked_for_a_member() -> None:
    body = {
        "isscomp_cd": "050", "trde_qty_tp": "0", "trde_tp": "1", "dt": "5", "trde_end_elwskip": "0",
    }  # fmt: skip
    ranked = [*rows("ka30002", body), *rows("ka30002", {**body, "trde_tp": "2"})]
    find = caller().gateway.world.instruments.find
    markets = {issue.market for row in ranked if (issue := find(row["stk_cd"]))}
    assert markets == {"ELW"}
    for row in ranked:
        net = number(row["netprps"])
        assert net == number(row["buy_trde_qty"]) + number(row["sel_trde_qty"])


def test_averages_of_a_period_lie_within_its_prices() -> None:
    body = {
        "stk_cd": "005930", "strt_dt": "20260901", "end_dt": YESTERDAY,
        "orgn_prsm_unp_tp": "1", "for_prsm_unp_tp": "2",
    }  # fmt: skip
    reply = caller().data("ka10045", body)
    days = reply["stk_orgn_trde_trnsn"]
    bars = first("ka10081", {"stk_cd": "005930", "base_dt": YESTERDAY, "upd_stkpc_tp": "1"})
    low = min(magnitude(bar["low_pric"]) for bar in bars[: len(days)])
    high = max(magnitude(bar["high_pric"]) for bar in bars[: len(days)])
    assert low <= int(reply["orgn_prsm_avg_pric"]) <= high
    assert low <= int(reply["for_prsm_avg_pric"]) <= high
    assert days[-1]["orgn_dt_acc"] == f"{days[-1]['orgn_daly_nettrde_qty']}.000000"
    total = sum(int(day["orgn_daly_nettrde_qty"]) for day in days)
    assert days[0]["orgn_dt_acc"] == f"{total}.000000"


ASKED = {
    "ka10033": {"mrkt_tp": "000"},
    "ka10039": {"mmcm_cd": "050", "trde_tp": "1", "dt": "0"},
}
"""What asks for a list, its condition on the volume aside."""


@pytest.mark.parametrize("exchange", ENDINGS)
@pytest.mark.parametrize("api_id", ASKED)
def test_a_volume_asked_for_is_that_of_the_exchange(api_id: str, exchange: str) -> None:
    caller, alone = at(7_013, exchange)
    asked = {**ASKED[api_id], "stex_tp": exchange}
    every = rows_of(caller, api_id, request(api_id, asked))
    some = rows_of(caller, api_id, request(api_id, {**asked, "trde_qty_tp": "50"}))
    busy = {one.code for one in alone if volume(one) >= 50_000}
    assert [row["stk_cd"] for row in some] == [
        row["stk_cd"] for row in every if row["stk_cd"] in busy
    ]
    assert 0 < len(some) < len(every)
    if api_id == "ka10033":
        assert min(int(row["now_trde_qty"]) for row in some) >= 50_000


@pytest.mark.parametrize("exchange", ENDINGS)
def test_who_traded_is_listed_where_the_exchange_traded(exchange: str) -> None:
    caller, alone = at(-4_500, exchange)
    asked = {"mrkt_tp": "000", "amt_qty_tp": "2", "trde_tp": "0", "stex_tp": exchange}
    rows = rows_of(caller, "ka10066", request("ka10066", asked))
    assert [row["stk_cd"] for row in rows] == [one.code for one in alone if one.traded]
    assert all(int(row["trde_qty"]) for row in rows)


@pytest.mark.parametrize("exchange", ENDINGS)
def test_a_price_asked_for_is_that_of_the_exchange(exchange: str) -> None:
    caller, _ = at(7_013, exchange)
    asked = {"mmcm_cd": "888", "mrkt_tp": "0", "qty_tp": "0", "stex_tp": exchange}
    rows = rows_of(caller, "ka10052", request("ka10052", {**asked, "pric_tp": "5"}))
    assert rows
    assert min(size(row, "cur_prc") for row in rows) >= 10_000
