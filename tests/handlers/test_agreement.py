"""One market behind all answers: the same issue has the same price wherever it is shown."""

from typing import Any

import pytest

from kiwoom_mockserver.world.clock import VirtualClock
from tests.gateway.caller import Caller, gateway_of, read

CODES = ["005930", "000660", "035720", "069500"]
RANKING = {
    "mrkt_tp": "000", "sort_tp": "1", "trde_qty_cnd": "0000", "stk_cnd": "0", "crd_cnd": "0",
    "updown_incls": "1", "pric_cnd": "0", "trde_prica_cnd": "0", "stex_tp": "3",
}  # fmt: skip


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of(limits=False, world="default")).login()


def magnitude(text: str) -> int:
    return abs(int(text))


def chart(caller: Caller, api_id: str, code: str, **more: str) -> list[dict[str, Any]]:
    body = {"stk_cd": code, "upd_stkpc_tp": "1", "base_dt": "20260915", **more}
    table = {
        "ka10079": "stk_tic_chart_qry", "ka10080": "stk_min_pole_chart_qry",
        "ka10081": "stk_dt_pole_chart_qry", "ka10082": "stk_stk_pole_chart_qry",
        "ka10083": "stk_mth_pole_chart_qry", "ka10094": "stk_yr_pole_chart_qry",
    }[api_id]  # fmt: skip
    rows = caller.data(api_id, body)[table]
    assert isinstance(rows, list)
    return rows


@pytest.mark.parametrize("seconds", [0, 61, 4_000, 17_999, 19_500, 30_000])
@pytest.mark.parametrize("code", CODES)
def test_a_price_is_the_same_in_every_answer(code: str, seconds: int) -> None:
    caller = Caller(gateway_of(limits=False, world="default")).login()
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(seconds)
    info = caller.data("ka10001", {"stk_cd": code})
    price = magnitude(info["cur_prc"])
    listed = caller.data("ka10095", {"stk_cd": code})["atn_stk_infr"][0]
    sheet = caller.data("ka10007", {"stk_cd": code})
    trade = caller.data("ka10003", {"stk_cd": code})["cntr_infr"][0]
    bars = {i: chart(caller, i, code)[0] for i in ("ka10081", "ka10082", "ka10083", "ka10094")}
    minute = chart(caller, "ka10080", code, tic_scope="1")
    tick = chart(caller, "ka10079", code, tic_scope="1")
    prices = {
        "ka10095": listed["cur_prc"],
        "ka10007": sheet["cur_prc"],
        "ka10003": trade["cur_prc"],
        "ka10080": minute[0]["cur_prc"],
        "ka10079": tick[0]["cur_prc"],
        **{api_id: bar["cur_prc"] for api_id, bar in bars.items()},
    }
    assert {name: magnitude(text) for name, text in prices.items()} == dict.fromkeys(prices, price)
    volume = int(info["trde_qty"])
    assert int(listed["trde_qty"]) == int(sheet["trde_qty"]) == volume
    assert int(trade["acc_trde_qty"]) == int(bars["ka10081"]["trde_qty"]) == volume
    today = [row for row in minute if row["cntr_tm"].startswith("20260915")]
    assert sum(int(row["trde_qty"]) for row in today) == volume
    assert info["flu_rt"] == listed["flu_rt"] == sheet["flu_rt"]
    assert info["pred_pre"] == listed["pred_pre"]
    for name in ("open_pric", "high_pric", "low_pric"):
        assert magnitude(info[name]) == magnitude(bars["ka10081"][name]), name


def test_a_book_stands_around_the_price_with_sums_that_hold(caller: Caller) -> None:
    for code in CODES:
        book = caller.data("ka10004", {"stk_cd": code})
        asks = [magnitude(book["sel_fpr_bid"])]
        asks += [magnitude(book[f"sel_{level}th_pre_bid"]) for level in range(2, 11)]
        bids = [magnitude(book["buy_fpr_bid"])]
        bids += [magnitude(book[f"buy_{level}th_pre_bid"]) for level in range(2, 11)]
        assert asks == sorted(asks)
        assert bids == sorted(bids, reverse=True)
        assert bids[0] < asks[0]
        sizes = [int(book["sel_fpr_req"])]
        sizes += [int(book[f"sel_{level}th_pre_req"]) for level in range(2, 11)]
        assert int(book["tot_sel_req"]) == sum(sizes)


def test_a_ranking_is_sorted_complete_and_agrees_with_quotes(caller: Caller) -> None:
    rows = []
    for page in caller.pages("ka10027", RANKING):
        rows += read(page)["pred_pre_flu_rt_upper"]
    rates = [float(row["flu_rt"]) for row in rows]
    assert rates == sorted(rates, reverse=True)
    codes = "|".join(row["stk_cd"] for row in rows[:50])
    quotes = caller.data("ka10095", {"stk_cd": codes})["atn_stk_infr"]
    assert [(q["stk_cd"], q["cur_prc"], q["flu_rt"]) for q in quotes] == [
        (row["stk_cd"], row["cur_prc"], row["flu_rt"]) for row in rows[:50]
    ]


@pytest.mark.parametrize(
    ("field", "code", "holds"),
    [
        ("pric_cnd", "8", lambda row: magnitude(row["cur_prc"]) >= 1_000),
        ("pric_cnd", "2", lambda row: 1_000 <= magnitude(row["cur_prc"]) < 2_000),
        ("sort_tp", "3", lambda row: float(row["flu_rt"]) < 0),
    ],
)
def test_a_ranking_keeps_its_conditions(field: str, code: str, holds: Any, caller: Caller) -> None:
    rows = caller.data("ka10027", {**RANKING, field: code})["pred_pre_flu_rt_upper"]
    assert rows
    assert all(holds(row) for row in rows)


def test_a_ranking_leaves_out_preferred_shares_when_told_to(caller: Caller) -> None:
    find = caller.gateway.world.instruments.find
    for condition, expected in (("0", True), ("3", False)):
        rows = []
        for page in caller.pages("ka10027", {**RANKING, "stk_cnd": condition}):
            rows += read(page)["pred_pre_flu_rt_upper"]
        kinds = {issue.kind for row in rows if (issue := find(row["stk_cd"]))}
        assert ("preferred" in kinds) is expected


def test_a_sum_of_days_is_a_week(caller: Caller) -> None:
    days = chart(caller, "ka10081", "005930")
    weeks = chart(caller, "ka10082", "005930")
    # 2026-09-07 .. 2026-09-11, a week of five trading days
    week = [day for day in days if "20260907" <= day["dt"] <= "20260911"]
    (bar,) = [row for row in weeks if row["dt"] == "20260907"]
    assert len(week) == 5
    assert int(bar["trde_qty"]) == sum(int(day["trde_qty"]) for day in week)
    assert bar["high_pric"] == max((day["high_pric"] for day in week), key=magnitude)
    assert bar["open_pric"] == week[-1]["open_pric"]
    assert bar["cur_prc"] == week[0]["cur_prc"]


@pytest.mark.parametrize("suffix", ["_NX", "_AL"])
def test_a_suffix_is_honoured_by_every_answer_alike(suffix: str, caller: Caller) -> None:
    code = f"005930{suffix}"
    info = caller.data("ka10001", {"stk_cd": code})
    plain = caller.data("ka10001", {"stk_cd": "005930"})
    assert info["stk_cd"] == code
    assert info["base_pric"] == plain["base_pric"]
    assert (int(info["trde_qty"]) > int(plain["trde_qty"])) is (suffix == "_AL")
    price, volume = magnitude(info["cur_prc"]), int(info["trde_qty"])
    listed = caller.data("ka10095", {"stk_cd": f"000660|{code}"})["atn_stk_infr"][1]
    day = chart(caller, "ka10081", code)[0]
    minutes = chart(caller, "ka10080", code, tic_scope="1")
    tick = chart(caller, "ka10079", code, tic_scope="1")[0]
    assert magnitude(listed["cur_prc"]) == magnitude(day["cur_prc"]) == price
    assert magnitude(minutes[0]["cur_prc"]) == magnitude(tick["cur_prc"]) == price
    assert int(listed["trde_qty"]) == int(day["trde_qty"]) == volume
    today = [row for row in minutes if row["cntr_tm"].startswith("20260915")]
    assert sum(int(row["trde_qty"]) for row in today) == volume
    assert today[-1]["cntr_tm"][8:10] == "08"
