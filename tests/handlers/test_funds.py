"""ETFs: their value follows their basket, and every table shows the same of it."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.clock import VirtualClock
from tests.gateway.caller import Caller, gateway_of, read

ALL = {
    "txon_type": "0", "navpre": "0", "mngmcomp": "0000", "txon_yn": "0", "trace_idex": "0",
    "stex_tp": "1",
}  # fmt: skip
MULTIPLES = [("069500", 1), ("252670", -2)]


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of(limits=False)).login()


def rows(caller: Caller, api_id: str, **body: str) -> list[dict[str, Any]]:
    reply = caller.data(api_id, body)
    table = next(value for value in reply.values() if isinstance(value, list))
    return list(table)


def won(text: str) -> float:
    return abs(float(text))


@pytest.mark.parametrize("ahead", [0, 61, 19_600, 30_000])
@pytest.mark.parametrize(("code", "multiple"), MULTIPLES)
def test_every_table_shows_the_same_value(code: str, multiple: int, ahead: int) -> None:
    caller = Caller(gateway_of(limits=False)).login()
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(ahead)
    info = caller.data("ka10001", {"stk_cd": code})
    index = caller.data("ka20001", {"mrkt_tp": "2", "inds_cd": "201"})
    daily, status = (rows(caller, i, stk_cd=code)[0] for i in ("ka40003", "ka40009"))
    (listed,) = [row for row in rows(caller, "ka40004", **ALL) if row["stk_cd"] == code]
    assert won(daily["nav"]) == won(status["nav"]) == won(listed["nav"])
    assert daily["cur_prc"] == listed["close_pric"] == info["cur_prc"]
    assert daily["pred_pre"] == listed["pred_pre"] == info["pred_pre"]
    assert daily["trde_qty"] == listed["trde_qty"] == info["trde_qty"]
    assert int(daily["trace_cur_prc"]) == round(won(index["cur_prc"]) * 100)
    assert int(daily["trace_pred_pre"]) == round(float(index["pred_pre"]) * 100)
    assert listed["trace_flu_rt"] == index["flu_rt"]
    gap = (won(info["cur_prc"]) / won(daily["nav"]) - 1) * 100
    assert float(daily["navetfdispty_rt"]) == pytest.approx(gap, abs=0.006)
    # A tick of a fund at a hundred won is a per cent.
    assert abs(gap) < 1.5 + 100 / won(info["cur_prc"])
    assert float(status["navflu_rt"]) == pytest.approx(multiple * float(index["flu_rt"]), abs=0.12)


@pytest.mark.parametrize(("code", "multiple"), MULTIPLES)
def test_value_follows_the_index_every_day(code: str, multiple: int, caller: Caller) -> None:
    days = rows(caller, "ka40003", stk_cd=code)
    assert len(days) == 20
    for day, before in pairwise(days):
        moved = int(day["trace_pred_pre"]) / int(before["trace_cur_prc"])
        assert int(day["trace_cur_prc"]) - int(before["trace_cur_prc"]) == int(
            day["trace_pred_pre"]
        )
        followed = won(day["nav"]) / won(before["nav"]) - 1
        assert followed == pytest.approx(multiple * moved, abs=8e-4)
        assert 0.05 < float(day["trace_eor_rt"]) < 0.5
        assert abs(float(before["navetfdispty_rt"])) < 0.3 + 100 / won(before["cur_prc"])


def test_trades_stand_beside_the_value_of_their_second(caller: Caller) -> None:
    shown = rows(caller, "ka40006", stk_cd="069500")
    trades = rows(caller, "ka10003", stk_cd="069500")
    assert [row["tm"] for row in shown] == [row["tm"] for row in trades[: len(shown)]]
    assert [row["close_pric"] for row in shown] == [row["cur_prc"] for row in trades[: len(shown)]]
    assert len({row["nav"] for row in shown}) > 1
    for row in shown:
        assert float(row["navetf"]) == pytest.approx(
            (won(row["close_pric"]) / won(row["nav"]) - 1) * 100, abs=0.006
        )


def test_returns_are_those_of_value_and_price(caller: Caller) -> None:
    (week,) = rows(caller, "ka40001", stk_cd="069500", etfobjt_idex_cd="201", dt="0")
    days = rows(caller, "ka40003", stk_cd="069500")
    assert float(week["etfprft_rt"]) == pytest.approx(
        (won(days[0]["nav"]) / won(days[5]["nav"]) - 1) * 100, abs=0.006
    )
    assert float(week["cntr_prft_rt"]) == pytest.approx(
        (won(days[0]["cur_prc"]) / won(days[5]["cur_prc"]) - 1) * 100, abs=0.006
    )
    buyers = rows(caller, "ka40008", stk_cd="069500")
    net = sum(int(row["for_netprps_qty"].replace("--", "-")) for row in buyers[:5])
    assert int(week["for_netprps_qty"]) == net


@pytest.mark.parametrize(
    ("condition", "codes"),
    [({}, ["069500", "252670"]), ({"txon_type": "1"}, ["069500"]), ({"txon_yn": "1"}, ["252670"]),
     ({"mngmcomp": "3191"}, []), ({"trace_idex": "201"}, ["069500", "252670"]),
     ({"trace_idex": "150"}, [])],
)  # fmt: skip
def test_the_list_keeps_its_conditions(
    condition: dict[str, str], codes: list[str], caller: Caller
) -> None:
    assert [row["stk_cd"] for row in rows(caller, "ka40004", **{**ALL, **condition})] == codes


def test_the_list_tells_values_above_and_below_the_last_close(caller: Caller) -> None:
    for side, sign in (("1", 1), ("2", -1)):
        for row in rows(caller, "ka40004", **{**ALL, "navpre": side}):
            base = won(row["close_pric"]) - float(row["pred_pre"])
            assert (won(row["nav"]) - base) * sign > 0
    both = [rows(caller, "ka40004", **{**ALL, "navpre": side}) for side in "12"]
    assert sum(map(len, both)) == 2


@pytest.mark.parametrize("api_id", ["ka40001", "ka40003", "ka40006", "ka40008", "ka40009"])
def test_a_stock_has_no_value_of_units(api_id: str, caller: Caller) -> None:
    assert rows(caller, api_id, stk_cd="005930", etfobjt_idex_cd="201", dt="0") == []


def test_a_volume_of_more_than_32_bits_is_cut_off_where_it_was_seen() -> None:
    code, close = "252670", datetime(2025, 2, 18, 15, 40, tzinfo=SEOUL)
    caller = Caller(gateway_of(limits=False, world="default", seed=1, at=close)).login()
    assert int(caller.data("ka10001", {"stk_cd": code})["trde_qty"]) > 0xFFFF_FFFF
    (row,) = [row for row in pages(caller, "ka40004", ALL) if row["stk_cd"] == code]
    assert row["trde_qty"] == "4294967295"
    body = {"mrkt_tp": "000", "dt": "1", "stex_tp": "1"}
    shown = {row["stk_cd"]: row["trde_qty"] for row in pages(caller, "ka10036", body)}
    assert shown[code] == "4294967295"
    assert max(map(int, shown.values())) == 0xFFFF_FFFF


def pages(caller: Caller, api_id: str, body: dict[str, str]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for page in caller.pages(api_id, body):
        table = next(value for value in read(page).values() if isinstance(value, list))
        found += table
    return found
