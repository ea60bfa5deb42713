"""A day in its parts: before, in and after regular hours."""

from datetime import datetime
from functools import cache
from typing import Any

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import Caller, gateway_of

PARTS = ("bf_mkrt", "opmr", "af_mkrt")


@cache
def rows(day: str = "20260915") -> list[Any]:
    caller = Caller(gateway_of(limits=False)).login()
    body = {"stk_cd": "005930", "strt_dt": day}
    return list(caller.data("ka10015", body)["daly_trde_dtl"])


def test_the_parts_make_the_total() -> None:
    for row in rows():
        shares = [int(row[f"{part}_trde_qty"]) for part in PARTS]
        assert sum(shares) == int(row["tot_3"])
        assert shares[1] == int(row["trde_qty"])
        parts = [float(row[f"{part}_trde_wght"]) for part in PARTS]
        assert 99.97 < sum(parts) <= 100
        money = [float(row[f"{part}_trde_prica_wght"]) for part in PARTS]
        assert 99.97 < sum(money) <= 100


def test_there_was_trade_after_hours_while_there_was_a_single_price_session() -> None:
    before = [row for row in rows() if row["dt"] < "20260914"]
    since = [row for row in rows() if row["dt"] >= "20260914"]
    assert any(int(row["af_mkrt_trde_qty"]) for row in before)
    assert not any(int(row["af_mkrt_trde_qty"]) for row in since)


def test_days_are_those_of_the_chart() -> None:
    caller = Caller(gateway_of(limits=False)).login()
    chart = caller.data(
        "ka10081", {"stk_cd": "005930", "base_dt": "20260915", "upd_stkpc_tp": "1"}
    )["stk_dt_pole_chart_qry"]
    told = [(row["dt"], row["trde_qty"], row["trde_prica"]) for row in rows()]
    assert told == [(row["dt"], row["trde_qty"], row["trde_prica"]) for row in chart[: len(told)]]


def test_what_came_after_hours_is_what_the_session_said() -> None:
    moment = datetime(2026, 9, 11, 18, 30, tzinfo=SEOUL)
    caller = Caller(gateway_of(limits=False, at=moment)).login()
    said = caller.data("ka10087", {"stk_cd": "005930"})["ovt_sigpric_acc_trde_qty"]
    row = next(row for row in rows() if row["dt"] == "20260911")
    assert row["af_mkrt_trde_qty"] == said
