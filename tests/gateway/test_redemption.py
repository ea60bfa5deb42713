"""ELWs that expire in an account: it loses them, and is paid what exercise is worth."""

from datetime import datetime

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import Caller
from tests.gateway.test_account_questions import HISTORY, account, to

ELW_HELD = [["57JBHH", 1_000, 300], ["57KBHH", 1_000, 300], ["005930", 10, 200_000]]
"""Calls, one on KOSPI200: traded until 12, expiring on 16 and paid on 18 November."""


def of_november(day: int, hour: int = 10) -> datetime:
    """The moment of that day."""
    return datetime(2026, 11, day, hour, tzinfo=SEOUL)


def exercise_of(caller: Caller, code: str) -> int:
    """What exercise of one pays, as its own operation tells of its last day, in won."""
    worth = caller.data("ka30012", {"stk_cd": code})
    return int(float(worth["exp_rght_pric"].replace(",", "") or 0))


def elw_rows(caller: Caller) -> list[str]:
    rows = caller.data("kt00018", {"qry_tp": "1", "dmst_stex_tp": "KRX"})
    return [row["stk_cd"] for row in rows["acnt_evlt_remn_indv_tot"] if row["stk_cd"][0] == "J"]


def test_an_elw_leaves_the_account_when_it_expires_and_is_paid_for() -> None:
    caller = account(of_november(11, 7), holdings=ELW_HELD)
    to(caller, of_november(13))
    assert elw_rows(caller) == ["J57JBHH", "J57KBHH"]
    worth = {code: exercise_of(caller, code) for code in ("57JBHH", "57KBHH")}
    assert any(worth.values())
    for api_id, table in (("kt00004", "stk_acnt_evlt_prst"), ("kt00003", "")):
        asked = {"dmst_stex_tp": "KRX"} if table else {}
        whole, listed = (caller.data(api_id, {**asked, "qry_tp": kind}) for kind in "01")
        amounts = [int(one["prsm_dpst_aset_amt"]) for one in (whole, listed)]
        assert amounts[0] > amounts[1]
        if table:
            assert [row["stk_cd"] for row in listed[table]] == ["A005930"]
    to(caller, of_november(16, 9))
    assert elw_rows(caller) == []
    paid = sum(1_000 * each for each in worth.values())
    cash = caller.data("kt00001", {"qry_tp": "3"})
    assert (int(cash["entr"]), int(cash["d2_entra"])) == (100_000_000, 100_000_000 + paid)
    day = {"stk_cd": "", "strt_dt": "20261116", "end_dt": "20261116"}
    profits = caller.data("ka10073", day)["dt_stk_rlzt_pl"]
    assert {row["stk_cd"][-6:]: int(row["cntr_pric"]) for row in profits} == worth
    to(caller, of_november(18))
    assert int(caller.data("kt00001", {"qry_tp": "3"})["entr"]) == 100_000_000 + paid
    history = {**HISTORY, "strt_dt": "20261116", "end_dt": "20261118"}
    rows = caller.data("kt00015", history)["trst_ovrl_trde_prps_array"]
    assert {(row["stk_cd"], row["rmrk_nm"], row["trde_dt"]) for row in rows} == {
        (f"J{code}", "ELW만기상환", "20261118") for code in worth
    }
    assert {row["stk_cd"][1:]: int(row["exct_amt"]) for row in rows} == {
        code: 1_000 * each for code, each in worth.items()
    }


def test_an_elw_leaves_the_account_on_its_day_however_long_nobody_looks() -> None:
    watched, left = (account(of_november(11, 7), holdings=ELW_HELD) for _ in range(2))
    for day in range(11, 21):
        for hour in (7, 12):
            to(watched, of_november(day, hour))
            elw_rows(watched)
    for caller in (watched, left):
        to(caller, of_november(25))
    asked = {"start_dt": "20261110", "end_dt": "20261125"}
    days = [caller.data("kt00002", asked) for caller in (watched, left)]
    assert days[0] == days[1]
    states = [
        caller.gateway.world.broker(caller.gateway.world.sandboxes.open(caller.appkey)).snapshot()
        for caller in (watched, left)
    ]
    assert states[0]["now"]["fills"] == states[1]["now"]["fills"]
    assert states[0]["now"]["closings"] == states[1]["now"]["closings"]
