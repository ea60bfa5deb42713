"""One issue's trades and days: the day, time and step asked for, and figures that add up."""

import itertools
from typing import Any

import pytest

from tests.gateway.caller import Caller, gateway_of, read

GOLD = "M04020000"


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of(limits=False)).login()


def rows(caller: Caller, api_id: str, **body: str) -> list[dict[str, Any]]:
    reply = caller.data(api_id, body)
    table = next(value for value in reply.values() if isinstance(value, list))
    return list(table)


def won(text: str) -> int:
    return abs(int(text))


def yesterday(caller: Caller, code: str = "005930") -> dict[str, Any]:
    body = {"stk_cd": code, "base_dt": "20260914", "upd_stkpc_tp": "1"}
    return rows(caller, "ka10081", **body)[0]


def test_trades_stand_between_the_quotes_of_their_second(caller: Caller) -> None:
    trades = rows(caller, "ka10003", stk_cd="005930")
    assert len(trades) == 30
    for row in trades:
        ask, bid = won(row["pri_sel_bid_unit"]), won(row["pri_buy_bid_unit"])
        assert bid < ask
        assert row["sign"] in "12345"
        assert row["stex_tp"] == "KRX"
    book = caller.data("ka10004", {"stk_cd": "005930"})
    at_once = caller.data("ka10001", {"stk_cd": "005930"})
    assert trades[0]["cur_prc"] == at_once["cur_prc"]
    assert won(book["buy_fpr_bid"]) < won(book["sel_fpr_bid"])
    for row, before in itertools.pairwise(trades):
        shares = int(row["acc_trde_qty"]) - int(before["acc_trde_qty"])
        assert abs(int(row["cntr_trde_qty"])) == shares
        value = int(row["acc_trde_prica"]) - int(before["acc_trde_prica"])
        assert value == shares * won(row["cur_prc"])


def test_yesterday_ends_as_the_daily_chart_says(caller: Caller) -> None:
    day = yesterday(caller)
    for step in ("0", "1"):
        body = {"stk_cd": "005930", "tdy_pred": "2", "tic_min": step}
        last = rows(caller, "ka10084", **body)[0]
        assert last["cur_prc"] == day["cur_prc"] or won(last["cur_prc"]) == won(day["cur_prc"])
        assert last["acc_trde_qty"] == day["trde_qty"]
    last = rows(caller, "ka10055", stk_cd="005930", tdy_pred="2")[0]
    assert last["acc_trde_qty"] == day["trde_qty"]
    assert last["cntr_tm"] == "153000"
    now = rows(caller, "ka10055", stk_cd="005930", tdy_pred="1")[0]
    info = caller.data("ka10001", {"stk_cd": "005930"})
    assert (now["cntr_pric"], now["acc_trde_qty"]) == (info["cur_prc"], info["trde_qty"])


def test_a_time_ends_the_table_and_pages_stay_in_the_day(caller: Caller) -> None:
    body = {"stk_cd": "005930", "tdy_pred": "2", "tic_min": "1", "tm": "1100"}
    found = []
    for page in caller.pages("ka10084", body):
        found += [row["tm"] for row in read(page)["tdy_pred_cntr"]]
    assert found[0] <= "110059"
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found) <= 121
    assert found[-1] == "090000"


@pytest.mark.parametrize("code", ["005930", "005930_NX", "005930_AL"])
def test_strength_is_averaged_over_minutes_and_days(caller: Caller, code: str) -> None:
    days = [
        row
        for page in caller.pages("ka10047", {"stk_cd": code})
        for row in read(page)["cntr_str_daly"]
    ]
    for count, field in ((5, "cntr_str_5min"), (20, "cntr_str_20min"), (60, "cntr_str_60min")):
        for place in (0, 7, 33):
            shown = [float(row["cntr_str"]) for row in days[place : place + count]]
            mean = sum(shown) / count
            assert float(days[place][field]) == pytest.approx(mean, abs=0.02)
    assert {row["trde_qty"] for row in days} == {""}
    trades = rows(caller, "ka10046", stk_cd=code)
    minutes = rows(caller, "ka10084", stk_cd=code, tdy_pred="1", tic_min="1")
    newest = trades[0]
    own = float(newest["cntr_str"])
    before = [float(row["cntr_str"]) for row in minutes if row["tm"][:4] < newest["cntr_tm"][:4]]
    for count, field in ((5, "cntr_str_5min"), (20, "cntr_str_20min")):
        mean = (own + sum(before[: count - 1])) / count
        assert float(newest[field]) == pytest.approx(mean, abs=0.02)


def test_gold_is_one_in_all_its_tables(caller: Caller) -> None:
    info = caller.data("ka50100", {"stk_cd": GOLD})
    trade = rows(caller, "ka50010", stk_cd=GOLD)[0]
    day = rows(caller, "ka50012", stk_cd=GOLD, base_dt="20260915")[0]
    minute = rows(caller, "ka50101", stk_cd=GOLD, tic_scope="1")[0]
    for row in (trade, day, minute):
        assert row["pred_pre"] == info["pred_pre"]
        assert row["flu_rt"] == info["flu_rt"]
        assert row["trde_qty"] == info["trde_qty"]
    assert trade["cntr_pric"] == day["cur_prc"] == minute["cntr_pric"]
    assert (day["open_pric"], day["high_pric"]) == (info["open_pric"], info["high_pric"])
    before = yesterday_of_gold(caller)
    part = int(trade["trde_qty"]) / int(before["trde_qty"]) * 100
    assert float(trade["trde_pre"]) == pytest.approx(part, abs=0.011)
    assert abs(float(info["pred_rt"])) == pytest.approx(part, abs=0.011)
    (opening,) = rows(caller, "ka50087", stk_cd=GOLD)
    assert won(opening["exp_cntr_pric"]) == won(info["open_pric"])
    assert opening["exp_tm"] == "090000"


def yesterday_of_gold(caller: Caller) -> dict[str, Any]:
    return rows(caller, "ka50012", stk_cd=GOLD, base_dt="20260914")[0]


@pytest.mark.parametrize("scope", ["1", "5", "30"])
def test_minutes_of_gold_join_to_the_day(scope: str, caller: Caller) -> None:
    shown = rows(caller, "ka50101", stk_cd=GOLD, tic_scope=scope)
    volumes = [int(row["trde_qty"]) for row in shown]
    for row, before in zip(shown, volumes[1:], strict=False):
        assert int(row["trde_qty"]) - before == int(row["cntr_trde_qty"])
        assert int(row["tm"][2:4]) % int(scope) == 0


def test_the_sheet_tells_what_providers_quote(caller: Caller) -> None:
    fund, stock = (caller.data("ka10007", {"stk_cd": code}) for code in ("069500", "005930"))
    for level in range(1, 11):
        for side in ("sel", "buy"):
            assert int(stock[f"lp{side}_{level}bid_req"]) == 0
            size = int(fund[f"{side}_{level}bid_req"])
            assert 0 < int(fund[f"lp{side}_{level}bid_req"]) <= size
    assert (fund["tot_buy_cnt"], fund["sel_1bid_cnt"], fund["exec_pric"]) == ("", "", "0")
    elw = caller.data("ka10007", {"stk_cd": "57KBHH"})
    terms = caller.data("ka30012", {"stk_cd": "57KBHH"})
    assert int(elw["exec_pric"]) == int(float(terms["elwexec_pric"]))
    assert elw["trde_strt_dt"] == terms["elwflo_dt"]
    assert won(elw["lwst_pric"]) <= won(elw["cur_prc"]) <= won(elw["hgst_pric"])


def test_rights_are_listed_by_kind() -> None:
    caller = Caller(gateway_of(limits=False, world="default")).login()
    listed = {
        kind: [row["stk_cd"] for row in rows(caller, "ka10011", newstk_recvrht_tp=kind)]
        for kind in ("00", "05", "07")
    }
    assert sorted(listed["05"] + listed["07"]) == sorted(listed["00"])
    assert listed["05"]
    assert listed["07"]
    for code in listed["00"]:
        one = caller.gateway.world.instruments.find(code)
        assert one is not None
        assert one.warrant is not None
        assert (one.warrant.right == "증권") == (code in listed["05"])


def test_the_sheet_tells_the_day_before(caller: Caller) -> None:
    sheet, day = caller.data("ka10007", {"stk_cd": "005930"}), yesterday(caller)
    assert (sheet["pred_trde_qty"], sheet["pred_trde_prica"]) == (
        day["trde_qty"],
        day["trde_prica"],
    )


@pytest.mark.parametrize("api_id", ["ka50091", "ka50092"])
def test_golds_charts_of_the_day_hold_no_other(caller: Caller, api_id: str) -> None:
    found: list[dict[str, str]] = []
    for page in caller.pages(api_id, {"stk_cd": GOLD, "tic_scope": "1"}):
        table = "gds_tic_chart_qry" if api_id == "ka50091" else "gds_min_chart_qry"
        found += read(page)[table]
    assert {row["cntr_tm"][:8] for row in found} == {"20260915"}
    traded = caller.data("ka10001", {"stk_cd": GOLD})["trde_qty"]
    assert sum(int(row["trde_qty"]) for row in found) == int(traded)
