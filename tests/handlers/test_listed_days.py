"""What answers say of issues that are not listed yet, are new, or have ended."""

from datetime import datetime
from functools import cache
from typing import Any

import pytest

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import Caller, gateway_of, read, rest_operations, sample
from tests.handlers.asking import rows_of

NEW, ELW = "0945F0", "57JBHH"
"""A share listed on 2026-09-02, and an ELW traded from 2026-02-27 to 2026-10-08."""

EVE, FIRST, NEXT, LATER = "2026-09-01", "2026-09-02", "2026-09-03", "2026-09-15"
BEFORE, OVER = "2026-02-24", "2026-10-12"

YET = [(NEW, EVE), (ELW, BEFORE)]
OUTSIDE = [*YET, (ELW, OVER)]


@cache
def caller(day: str, hour: int = 10) -> Caller:
    moment = datetime.fromisoformat(day).replace(hour=hour, tzinfo=SEOUL)
    return Caller(gateway_of(limits=False, world="default", at=moment)).login()


def rows(asked: Caller, api_id: str, **body: str) -> list[dict[str, Any]]:
    reply = asked.data(api_id, body)
    return list(next(value for value in reply.values() if isinstance(value, list)))


def chart(asked: Caller, api_id: str, code: str) -> list[dict[str, Any]]:
    base = asked.gateway.world.now().strftime("%Y%m%d")
    return rows(
        asked, api_id, stk_cd=code, base_dt=base, tic_scope="1", upd_stkpc_tp="1"
    )  # fmt: skip


@pytest.mark.parametrize(("code", "day"), YET)
def test_nobody_knows_an_issue_before_its_listing(code: str, day: str) -> None:
    asked = caller(day)
    for api_id in ("ka10001", "ka10004", "ka10007"):
        told = asked.data(api_id, {"stk_cd": code}).items()
        assert {text for name, text in told if not name.startswith("return_")} == {""}
    none, known = rows(asked, "ka10095", stk_cd=f"{code}|005930")
    assert (set(none.values()), known["stk_cd"]) == ({""}, "005930")
    assert caller(LATER).data("ka10001", {"stk_cd": code})["stk_cd"] == code


def test_an_issue_that_is_over_trades_nothing() -> None:
    asked = caller(OVER)
    info = asked.data("ka10001", {"stk_cd": ELW})
    assert (int(info["trde_qty"]), int(info["pred_pre"])) == (0, 0)
    book = asked.data("ka10004", {"stk_cd": ELW})
    sizes = [int(text) for name, text in book.items() if name.endswith("_req") and text]
    assert sizes
    assert not any(sizes)


@pytest.mark.parametrize("api_id", ["ka10079", "ka10080", "ka10081", "ka10082"])
def test_charts_begin_on_the_listing_day_and_end_on_the_last(api_id: str) -> None:
    times = "dt" if api_id in ("ka10081", "ka10082") else "cntr_tm"
    for day, code in ((EVE, NEW), (BEFORE, ELW)):
        (none,) = chart(caller(day), api_id, code)
        assert set(none.values()) == {""}
    assert {row[times][:8] for row in chart(caller(FIRST), api_id, NEW)} == {"20260902"}
    assert min(row[times] for row in chart(caller(NEXT), api_id, NEW))[:8] == "20260902"
    last = chart(caller(OVER), api_id, ELW)[0][times][:8]
    assert last == ("20261006" if api_id == "ka10082" else "20261008")


def test_the_year_of_a_new_issue_begins_with_its_listing() -> None:
    info = caller(LATER).data("ka10001", {"stk_cd": NEW})
    days = chart(caller(LATER), "ka10081", NEW)
    high = max(abs(int(day["high_pric"])) for day in days)
    low = min(abs(int(day["low_pric"])) for day in days)
    assert (abs(int(info["250hgst"])), abs(int(info["250lwst"]))) == (high, low)
    assert (abs(int(info["oyr_hgst"])), abs(int(info["oyr_lwst"]))) == (high, low)
    assert min(info["250hgst_pric_dt"], info["250lwst_pric_dt"]) >= "20260902"


@pytest.mark.parametrize("suffix", ["", "_NX", "_AL"])
def test_a_year_is_that_of_the_codes_own_exchange(suffix: str) -> None:
    asked, code = caller(LATER), f"005930{suffix}"
    info, days = asked.data("ka10001", {"stk_cd": code}), chart(asked, "ka10081", code)[:250]
    assert abs(int(info["250hgst"])) == max(abs(int(day["high_pric"])) for day in days)
    assert abs(int(info["250lwst"])) == min(abs(int(day["low_pric"])) for day in days)


def test_lists_and_rankings_leave_out_what_is_not_listed() -> None:
    def listed(day: str, market: str) -> set[str]:
        return {row["code"] for row in rows(caller(day), "ka10099", mrkt_tp=market)}

    board = "0" if NEW in listed(FIRST, "0") else "10"
    assert NEW in listed(FIRST, board)
    assert NEW not in listed(EVE, board)
    assert ELW in listed(LATER, "3")
    assert ELW not in listed(OVER, "3")
    assert ELW not in listed(BEFORE, "3")


@pytest.mark.parametrize(("code", "day"), OUTSIDE)
@pytest.mark.parametrize("profile", ["live", "paper"])
def test_an_order_off_an_issues_days_is_refused(code: str, day: str, profile: str) -> None:
    moment = datetime.fromisoformat(day).replace(hour=10, tzinfo=SEOUL)
    gateway = gateway_of(limits=False, world="default", at=moment, profile=profile)
    body = {
        "dmst_stex_tp": "KRX", "stk_cd": code, "ord_qty": "1", "ord_uv": "", "trde_tp": "3",
        "cond_uv": "",
    }  # fmt: skip
    reply = read(Caller(gateway).login().ask("kt10000", body))
    if (code, day) in YET:
        assert (reply["return_code"], "[1902:" in reply["return_msg"]) == (7, True)
        return
    assert reply["return_code"] == 20
    assert {"live": "521790", "paper": "RC4007"}[profile] in reply["return_msg"]


def test_an_order_on_the_listing_day_may_be_beyond_thirty_per_cent() -> None:
    gateway = gateway_of(
        limits=False, world="default", profile="paper",
        at=datetime(2026, 9, 2, 10, tzinfo=SEOUL),
    )  # fmt: skip
    asked = Caller(gateway).login()
    body = {
        "dmst_stex_tp": "KRX", "stk_cd": NEW, "ord_qty": "1", "trde_tp": "0", "cond_uv": "",
    }  # fmt: skip
    assert read(asked.ask("kt10000", {**body, "ord_uv": "18700"}))["return_code"] == 0
    assert read(asked.ask("kt10000", {**body, "ord_uv": "18680"}))["return_code"] == 20
    info = asked.data("ka10001", {"stk_cd": NEW})
    assert (info["upl_pric"], info["lst_pric"]) == ("+124600", "-18690")


@pytest.mark.slow
@pytest.mark.parametrize(("code", "day"), [*OUTSIDE, (NEW, FIRST)])
def test_every_operation_answers_of_such_an_issue(code: str, day: str) -> None:
    for operation in rest_operations():
        body = sample(operation)
        if "stk_cd" in body and not operation.is_order:
            reply = read(caller(day).ask(operation.api_id, {**body, "stk_cd": code}))
            assert reply["return_code"] == 0, (operation.api_id, reply)


def test_no_sector_moves_before_the_opening() -> None:
    asked = caller("2026-02-05", 8)
    for one in ("001", "101"):
        for row in rows(asked, "ka20003", inds_cd=one):
            assert (row["pred_pre"], row["flu_rt"], row["trde_qty"]) == ("0.00", "0.00", "0")
            assert row["pre_sig"] == "3"


def test_what_is_lent_of_the_market_is_that_of_its_listed_issues() -> None:
    asked = caller("2024-01-03", 19)
    day = {"strt_dt": "20240102", "end_dt": "20240102"}
    (whole,) = rows(asked, "ka10068", all_tp="1", **day)
    parts = [
        row
        for market in ("001", "101")
        for row in rows_of(asked, "ka90012", {"dt": "20240102", "mrkt_tp": market})
    ]
    for name in ("dbrt_trde_cntrcnt", "dbrt_trde_rpy", "rmnd"):
        assert int(whole[name]) == sum(int(row[name]) for row in parts), name
