"""Charts of what there is nothing of: one row of empty texts, as the live server answers."""

from datetime import datetime

import pytest

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import Caller, gateway_of

MINUTES = "stk_min_pole_chart_qry"
ASKED = {"tic_scope": "1", "upd_stkpc_tp": "1"}


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of(limits=False, world="default")).login()


@pytest.mark.parametrize("day", ["20200102", "20250601"])
def test_minutes_of_long_ago_are_not_kept(caller: Caller, day: str) -> None:
    reply = caller.data("ka10080", {"stk_cd": "005930", "base_dt": day, **ASKED})
    (row,) = reply[MINUTES]
    assert set(row.values()) == {""}
    assert reply["stk_cd"] == "005930"


def test_minutes_are_kept_for_thirteen_months_from_now(caller: Caller) -> None:
    row = caller.data("ka10080", {"stk_cd": "005930", "base_dt": "20250901", **ASKED})[MINUTES][0]
    assert row["cntr_tm"].startswith("20250901")
    then = Caller(gateway_of(limits=False, at=datetime(2020, 1, 3, 10, 0, tzinfo=SEOUL))).login()
    row = then.data("ka10080", {"stk_cd": "005930", "base_dt": "20200102", **ASKED})[MINUTES][0]
    assert row["cntr_tm"].startswith("20200102")


@pytest.mark.parametrize("api_id", ["ka10079", "ka10080", "ka10081", "ka10082", "ka10094"])
def test_a_halted_issue_has_one_empty_bar(caller: Caller, api_id: str) -> None:
    every = caller.gateway.world.instruments.all
    code = next(one.code for one in every if one.suspended and one.board == "KOSPI")
    reply = caller.data(api_id, {"stk_cd": code, "base_dt": "20260915", **ASKED})
    (row,) = next(value for value in reply.values() if isinstance(value, list))
    assert set(row.values()) == {""}
    assert reply["stk_cd"] == code
