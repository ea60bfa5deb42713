"""The single-price session after hours, in its ten-minute auctions, alone and ranked."""

from datetime import datetime
from functools import cache

import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world import ticks
from tests.gateway.caller import Caller, gateway_of
from tests.handlers.asking import LISTED, Row, hundredths, number, rows_of

ALL = {
    "mrkt_tp": "000", "sort_base": "1", "stk_cnd": "0", "trde_qty_cnd": "0", "crd_cnd": "0",
    "trde_prica": "0",
}  # fmt: skip


@cache
def caller(day: int, hour: int, minute: int) -> Caller:
    at = datetime(2026, 9, day, hour, minute, tzinfo=SEOUL)
    return Caller(gateway_of(limits=False, at=at)).login()


def quote(day: int, hour: int, minute: int, code: str = "005930") -> Row:
    return caller(day, hour, minute).data("ka10087", {"stk_cd": code})


def test_prices_meet_every_ten_minutes_near_the_close() -> None:
    close = number(caller(11, 15, 35).data("ka10001", {"stk_cd": "005930"}), "cur_prc")
    volumes = []
    for minute in (0, 9, 10, 19, 20, 50):
        row = quote(11, 16, minute)
        volumes.append(number(row, "ovt_sigpric_acc_trde_qty"))
        price = number(row, "ovt_sigpric_cur_prc")
        assert price - close == int(row["ovt_sigpric_pred_pre"])
        assert abs(price - close) * 10 <= close
        assert ticks.on_tick(ticks.STOCK, price)
    assert volumes[0] == volumes[1] == 0 < volumes[2] == volumes[3] < volumes[4] < volumes[5]


def test_five_levels_stand_on_either_side_while_orders_are_collected() -> None:
    row = quote(11, 16, 25)
    asks = [number(row, f"ovt_sigpric_sel_bid_{level}") for level in range(1, 6)]
    bids = [number(row, f"ovt_sigpric_buy_bid_{level}") for level in range(1, 6)]
    assert asks == sorted(set(asks))
    assert bids == sorted(set(bids), reverse=True)
    assert 0 < bids[0] < asks[0]
    for side in ("sel", "buy"):
        sizes = [number(row, f"ovt_sigpric_{side}_bid_qty_{level}") for level in range(1, 6)]
        assert sum(sizes) == number(row, f"ovt_sigpric_{side}_bid_tot_req") > 0


@pytest.mark.parametrize("moment", [(11, 10, 0), (11, 18, 1), (15, 16, 25)])
def test_outside_of_the_session_nothing_is_quoted(moment: tuple[int, int, int]) -> None:
    row = quote(*moment)
    assert row["ovt_sigpric_sel_bid_1"] == row["ovt_sigpric_buy_bid_1"] == "-0"
    assert number(row, "ovt_sigpric_sel_bid_tot_req") == 0
    info = caller(*moment).data("ka10001", {"stk_cd": "005930"})
    if moment[:2] != (11, 18):
        assert number(row, "ovt_sigpric_cur_prc") == number(info, "cur_prc")
        assert rows_of(caller(*moment), "ka10098", ALL) == []


def test_the_ranking_is_of_what_single_issues_say() -> None:
    asked = caller(11, 17, 5)
    alone = {
        one.code: (quote(11, 17, 5, code=one.code), asked.data("ka10001", {"stk_cd": one.code}))
        for one in asked.gateway.world.instruments.all
        if one.market not in LISTED and not one.suspended and one.board in {"KOSPI", "KOSDAQ"}
    }
    seen = set()
    for code in "12345":
        rows = rows_of(asked, "ka10098", ALL | {"sort_base": code})
        for rank, row in enumerate(rows, 1):
            quoted, info = alone[row["stk_cd"]]
            assert number(row, "rank") == rank
            assert number(row, "cur_prc") == number(quoted, "ovt_sigpric_cur_prc")
            assert row["flu_rt"] == quoted["ovt_sigpric_flu_rt"]
            assert row["acc_trde_qty"] == quoted["ovt_sigpric_acc_trde_qty"]
            assert number(row, "tdy_close_pric") == number(info, "cur_prc")
            assert row["tdy_close_pric_flu_rt"] == info["flu_rt"]
        if code in "1234":
            by_rate = [hundredths(row, "flu_rt") for row in rows]
            keys = by_rate if code in "13" else [int(row["pred_pre"]) for row in rows]
            assert keys == sorted(keys, reverse=code in "12")
        seen |= {row["stk_cd"] for row in rows} if code in "135" else set()
    traded = {code for code, (one, _) in alone.items() if number(one, "ovt_sigpric_acc_trde_qty")}
    assert seen == traded
    assert len(traded) > 15
    most = rows_of(asked, "ka10098", ALL | {"trde_qty_cnd": "1000"})
    assert {row["stk_cd"] for row in most} == {
        row["stk_cd"] for row in rows_of(asked, "ka10098", ALL)
        if number(row, "acc_trde_qty") >= 10_000
    }  # fmt: skip
