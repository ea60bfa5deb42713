"""What codes of NXT and of both exchanges say: quotes with sizes, own volumes, own hours."""

from datetime import datetime
from functools import cache

import pytest

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import Caller, gateway_of
from tests.handlers.asking import book_of_both

DAY = "2026-09-15T"


@cache
def at(clock: str) -> Caller:
    moment = datetime.fromisoformat(DAY + clock).replace(tzinfo=SEOUL)
    return Caller(gateway_of(limits=False, at=moment)).login()


def codes(caller: Caller) -> list[str]:
    return [one.code for one in caller.gateway.world.instruments.listed if one.on_nxt]


@pytest.mark.parametrize("clock", ["07:30", "08:55", "15:33", "19:59"])
def test_a_level_of_both_exchanges_holds_something(clock: str) -> None:
    for code in codes(at(clock)):
        book = book_of_both(at(clock), code)
        for price, size in ((41, 61), (42, 62), (51, 71), (52, 72)):
            assert bool(int(book[str(price)])) == bool(int(book[str(size)])), (code, price, size)


@pytest.mark.parametrize("suffix", ["", "_NX", "_AL"])
def test_yesterdays_volume_is_that_of_the_chart(suffix: str) -> None:
    code = f"005930{suffix}"
    body = {"stk_cd": code, "base_dt": "20260914", "upd_stkpc_tp": "1"}
    day = at("10:00").data("ka10081", body)["stk_dt_pole_chart_qry"][0]
    table = at("10:00").data("ka10007", {"stk_cd": code})
    assert table["pred_trde_qty"] == day["trde_qty"]
    assert table["pred_trde_prica"] == day["trde_prica"]
    part = int(table["trde_qty"]) / int(day["trde_qty"]) * 100
    assert abs(float(table["pred_rt"])) == pytest.approx(part, abs=0.01)


@pytest.mark.parametrize(
    ("clock", "suffix", "told"),
    [
        ("08:25:00", "", "080000"),
        ("08:55:00", "", "085500"),
        ("16:30:00", "", "153000"),
        ("08:55:00", "_NX", "085000"),
        ("15:25:00", "_NX", "152000"),
        ("16:30:00", "_NX", "163000"),
        ("20:30:00", "_NX", "200000"),
    ],
)
def test_a_book_is_of_no_later_moment(clock: str, suffix: str, told: str) -> None:
    assert at(clock).data("ka10004", {"stk_cd": f"005930{suffix}"})["bid_req_base_tm"] == told


def test_trades_that_say_no_day_are_of_one_day() -> None:
    rows = at("09:00:00").data("ka10003", {"stk_cd": "005930"})["cntr_infr"]
    assert [row["tm"] for row in rows] == ["090000"]
    assert at("08:35").data("ka10003", {"stk_cd": "005930"})["cntr_infr"] == []


@pytest.mark.parametrize("suffix", ["", "_NX", "_AL"])
@pytest.mark.parametrize("clock", ["08:45", "09:00:10", "10:00", "15:45"])
def test_the_newest_trade_tells_the_quotes_of_its_code(clock: str, suffix: str) -> None:
    for code in codes(at(clock)):
        asked = {"stk_cd": f"{code}{suffix}"}
        quote = at(clock).data("ka10095", asked)["atn_stk_infr"][0]
        for row in at(clock).data("ka10003", asked)["cntr_infr"][:1]:
            quotes = row["pri_sel_bid_unit"], row["pri_buy_bid_unit"]
            assert quotes == (quote["sel_bid"], quote["buy_bid"]), code


@pytest.mark.parametrize("clock", ["10:00", "16:20"])
def test_a_trade_of_both_exchanges_says_where_it_was(clock: str) -> None:
    code = "0126Z0"
    rows = at(clock).data("ka10046", {"stk_cd": f"{code}_AL"})["cntr_str_tm"]
    own = at(clock).data("ka10046", {"stk_cd": f"{code}_NX"})["cntr_str_tm"]
    assert {row["stex_tp"] for row in own} == {"NXT"}
    assert {row["stex_tp"] for row in rows} == {"KRX", "NXT"}
    # Of the oldest second shown some trades may be on the next page.
    first = rows[-1]["cntr_tm"]
    told, known = (
        [(one["cntr_tm"], one["cur_prc"], one["trde_qty"]) for one in shown]
        for shown in (
            [one for one in rows if one["stex_tp"] == "NXT" and one["cntr_tm"] > first],
            [one for one in own if one["cntr_tm"] > first],
        )
    )
    assert told == known


STILL = {
    "": ["15:30:00", "15:31", "15:39:59", "16:05", "18:30", "20:30", "23:00"],
    "_NX": ["20:00:00", "20:05", "23:00"],
}


@pytest.mark.parametrize("suffix", STILL)
@pytest.mark.parametrize("day", ["2026-09-11", "2026-09-15"])
def test_a_book_stands_still_once_its_exchange_has_closed(day: str, suffix: str) -> None:
    for code in ("005930", "000660", "035420"):
        told = []
        for clock in STILL[suffix]:
            moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SEOUL)
            caller = Caller(gateway_of(limits=False, at=moment)).login()
            book = caller.data("ka10004", {"stk_cd": code + suffix})
            # Orders at the close price wait on.
            told.append({name: text for name, text in book.items() if name[:4] != "ovt_"})
        assert int(told[0]["tot_sel_req"])
        assert all(one == told[0] for one in told)
