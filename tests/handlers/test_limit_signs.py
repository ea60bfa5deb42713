"""An issue at its upper limit: every answer's sign says so, in quotes, charts and lists of days."""

from datetime import datetime
from typing import Any

import pytest

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import Caller, gateway_of

AT = datetime(2026, 8, 28, 15, 0, tzinfo=SEOUL)
CODE = "272210"
UPPER, RISE = "1", "2"
DAY = {"base_dt": "20260828", "dt": "20260828", "date": "20260828"}
DAYS = {"strt_dt": "20260801", "end_dt": "20260828", "tm_tp": "1"}
INVESTORS = {"amt_qty_tp": "1", "trde_tp": "0", "unit_tp": "1000"}
SERIES = {
    "ka10003": {}, "ka10079": {"tic_scope": "1", "upd_stkpc_tp": "1"},
    "ka10080": {"tic_scope": "1", "upd_stkpc_tp": "1"}, "ka10081": {"upd_stkpc_tp": "1"},
    "ka10014": DAYS, "ka10015": {"strt_dt": "20260828"}, "ka10046": {}, "ka10047": {},
    "ka10059": INVESTORS,
    "ka10045": {**DAYS, "orgn_prsm_unp_tp": "1", "for_prsm_unp_tp": "1"},
    "ka90013": {"amt_qty_tp": "1"},
}  # fmt: skip


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of(limits=False, world="default", at=AT)).login()


def sign_of(row: dict[str, Any]) -> str:
    names = ("pred_pre_sig", "pre_sig", "sign")
    return str(next(row[name] for name in names if name in row))


def test_the_quote_is_at_the_limit(caller: Caller) -> None:
    quote, sheet = (
        caller.data("ka10001", {"stk_cd": CODE}),
        caller.data("ka10007", {"stk_cd": CODE}),
    )
    assert quote["cur_prc"].lstrip("+") == sheet["upl_pric"].lstrip("+")
    assert quote["pre_sig"] == UPPER


@pytest.mark.parametrize("api_id", SERIES)
def test_the_newest_row_of_a_series_is_at_the_limit(caller: Caller, api_id: str) -> None:
    reply = caller.data(api_id, {"stk_cd": CODE, **DAY, **SERIES[api_id]})
    newest = next(value for value in reply.values() if isinstance(value, list))[0]
    assert sign_of(newest) == UPPER


def test_a_week_that_rose_is_at_no_limit(caller: Caller) -> None:
    body = {"stk_cd": CODE, "base_dt": "20260828", "upd_stkpc_tp": "1"}
    assert sign_of(caller.data("ka10082", body)["stk_stk_pole_chart_qry"][0]) == RISE
