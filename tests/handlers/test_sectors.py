"""Sector operations: one index behind all of them, lists complete, charts that continue."""

from typing import Any

import pytest

from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.sectors import find_sector, sectors_of
from tests.gateway.caller import Caller, gateway_of, read

AHEAD = [0, 61, 17_999, 19_500, 30_000]
"""Seconds after 10:00: in the session, at its end, and after the close."""


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of(limits=False)).login()


def later(seconds: int) -> Caller:
    caller = Caller(gateway_of(limits=False)).login()
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(seconds)
    return caller


def points(text: str) -> float:
    return abs(float(text))


def now(caller: Caller, code: str, api_id: str = "ka20001") -> dict[str, Any]:
    return caller.data(api_id, {"mrkt_tp": "0", "inds_cd": code})


def rows(caller: Caller, api_id: str, code: str, **more: str) -> list[dict[str, Any]]:
    body = {"inds_cd": code, "base_dt": "20260915", **more}
    reply = caller.data(api_id, body)
    table = next(value for value in reply.values() if isinstance(value, list))
    return list(table)


@pytest.mark.parametrize("ahead", AHEAD)
@pytest.mark.parametrize("code", ["101", "206"])
def test_a_level_is_the_same_in_every_answer(code: str, ahead: int) -> None:
    caller = later(ahead)
    info, daily = now(caller, code), now(caller, code, "ka20009")
    level, change = info["cur_prc"], info["pred_pre"]
    assert {name: info[name] for name in daily if name in info and name != "return_msg"} == {
        name: daily[name] for name in daily if name in info and name != "return_msg"
    }
    assert info["inds_cur_prc_tm"][0]["cur_prc_n"] == level
    assert daily["inds_cur_prc_daly_rept"][0]["cur_prc_n"] == level
    assert daily["inds_cur_prc_daly_rept"][0]["pred_pre_n"] == change
    hundredths = round(points(level) * 100)
    for api_id in ("ka20006", "ka20007", "ka20008", "ka20019"):
        assert int(rows(caller, api_id, code)[0]["cur_prc"]) == hundredths, api_id
    for api_id in ("ka20004", "ka20005"):
        newest = rows(caller, api_id, code, tic_scope="1")[0]
        assert int(newest["cur_prc"]) == hundredths, api_id
        assert int(newest["pred_pre"]) == round(float(change) * 100)
    board = caller.data("ka20003", {"inds_cd": code})["all_inds_idex"]
    (row,) = [row for row in board if row["stk_cd"] == code]
    for name, other in (
        ("cur_prc", "cur_prc"), ("pred_pre", "pred_pre"), ("flu_rt", "flu_rt"),
        ("trde_qty", "trde_qty"), ("trde_prica", "trde_prica"), ("rising", "rising"),
        ("stdns", "stdns"), ("fall", "fall"), ("upl", "upl"), ("lst", "lst"),
    ):  # fmt: skip
        assert row[name] == info[other], name


@pytest.mark.parametrize(
    ("ahead", "ends"),
    [
        (5 * 3600 + 1_800 + 599, []),
        (5 * 3600 + 1_800 + 600, ["888888"]),
        (10 * 3600 - 1, ["888888"]),
        (10 * 3600, ["999999", "888888"]),
        (22 * 3600, ["999999", "888888"]),
    ],
)
def test_a_day_that_ends_says_so_in_place_of_a_time(ahead: int, ends: list[str]) -> None:
    info = now(later(ahead), "001")
    shown = info["inds_cur_prc_tm"]
    over, rest = shown[: len(ends)], shown[len(ends) :]
    assert len(shown) == 20
    assert [row["tm_n"] for row in over] == ends
    assert [row["tm_n"] for row in rest[:3]] == ["153000", "152000", "151950"]
    for row in over:
        assert row == rest[0] | {"tm_n": row["tm_n"], "trde_qty_n": "0"}
    assert shown[0]["acc_trde_qty_n"] == rest[0]["acc_trde_qty_n"]


def test_an_index_stands_still_for_ten_seconds_and_never_forgets() -> None:
    caller = later(29 * 60)
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    high, low = 0.0, float("inf")
    seen: list[dict[str, str]] = []
    for _ in range(45):
        info = now(caller, "001")
        shown = info["inds_cur_prc_tm"]
        assert shown[0]["tm_n"] == f"{clock.now():%H%M%S}"[:5] + "0"
        assert (shown[0]["cur_prc_n"], shown[0]["acc_trde_qty_n"]) == (
            info["cur_prc"], info["trde_qty"],
        )  # fmt: skip
        ticks = rows(caller, "ka20004", "001", tic_scope="1")
        assert [row["cntr_tm"][-6:] for row in ticks[:20]] == [row["tm_n"] for row in shown]
        assert points(info["high_pric"]) >= max(high, points(info["cur_prc"]))
        assert points(info["low_pric"]) <= min(low, points(info["cur_prc"]))
        high, low = points(info["high_pric"]), points(info["low_pric"])
        assert ticks[len(ticks) - len(seen) :] == seen or ticks[1 : len(seen)] == seen[:-1]
        seen = ticks
        clock.advance(7)


@pytest.mark.parametrize("ahead", [0, 30_000])
@pytest.mark.parametrize("code", ["001", "013", "150"])
def test_a_day_is_its_minutes_and_its_members(code: str, ahead: int) -> None:
    caller = later(ahead)
    day = rows(caller, "ka20006", code)[0]
    minutes = [
        row
        for row in rows(caller, "ka20005", code, tic_scope="1")
        if row["cntr_tm"].startswith("20260915")
    ]
    assert day["open_pric"] == minutes[-1]["open_pric"]
    assert day["cur_prc"] == minutes[0]["cur_prc"]
    assert int(day["high_pric"]) == max(int(row["high_pric"]) for row in minutes)
    assert int(day["low_pric"]) == min(int(row["low_pric"]) for row in minutes)
    assert day["trde_qty"] == minutes[0]["acc_trde_qty"]
    market = "1" if code == "150" else "0"
    body = {"mrkt_tp": market, "inds_cd": code, "stex_tp": "1"}
    codes = [row["stk_cd"] for row in caller.data("ka20002", body)["inds_stkpc"]]
    quotes = [caller.data("ka10001", {"stk_cd": one}) for one in codes]
    assert int(day["trde_qty"]) == sum(int(one["trde_qty"]) for one in quotes) // 1000
    info = now(caller, code)
    assert int(info["rising"]) == sum(one["pred_pre"].startswith("+") for one in quotes)
    assert int(info["fall"]) == sum(one["pred_pre"].startswith("-") for one in quotes)
    traded = int(info["rising"]) + int(info["stdns"]) + int(info["fall"])
    assert traded == int(info["trde_frmatn_stk_num"])


def test_a_past_day_of_the_daily_chart_is_its_minutes(caller: Caller) -> None:
    day = rows(caller, "ka20006", "001", base_dt="20260908")[0]
    minutes = rows(caller, "ka20005", "001", tic_scope="1", base_dt="20260908")
    that_day = [row for row in minutes if row["cntr_tm"].startswith("20260908")]
    assert day["dt"] == "20260908"
    assert int(day["high_pric"]) == max(int(row["high_pric"]) for row in that_day)
    assert int(day["low_pric"]) == min(int(row["low_pric"]) for row in that_day)
    assert (day["open_pric"], day["cur_prc"]) == (
        that_day[-1]["open_pric"], that_day[0]["cur_prc"],
    )  # fmt: skip


@pytest.mark.parametrize("scope", ["3", "10"])
def test_longer_bars_join_shorter_ones(caller: Caller, scope: str) -> None:
    short = rows(caller, "ka20005", "201", tic_scope="1")[:300]
    long = rows(caller, "ka20005", "201", tic_scope=scope)[0]
    inside = [row for row in short if row["cntr_tm"] >= long["cntr_tm"]]
    assert int(long["high_pric"]) == max(int(row["high_pric"]) for row in inside)
    assert int(long["low_pric"]) == min(int(row["low_pric"]) for row in inside)
    assert long["open_pric"] == inside[-1]["open_pric"]
    assert long["cur_prc"] == inside[0]["cur_prc"]


def test_weeks_months_and_years_join_days(caller: Caller) -> None:
    days = rows(caller, "ka20006", "101")
    for api_id, same in (("ka20008", 6), ("ka20019", 4)):
        bar = rows(caller, api_id, "101")[1]
        inside = [row for row in days if row["dt"][:same] == bar["dt"][:same]]
        assert inside[-1]["dt"] == bar["dt"]
        assert int(bar["trde_prica"]) in range(
            sum(int(row["trde_prica"]) for row in inside),
            sum(int(row["trde_prica"]) + 1 for row in inside),
        )
        assert bar["cur_prc"] == inside[0]["cur_prc"]
        assert bar["open_pric"] == inside[-1]["open_pric"]
        assert int(bar["high_pric"]) == max(int(row["high_pric"]) for row in inside)
        assert int(bar["low_pric"]) == min(int(row["low_pric"]) for row in inside)


def test_pages_of_a_chart_follow_each_other(caller: Caller) -> None:
    body = {"inds_cd": "001", "tic_scope": "1"}
    moments = []
    for page in caller.pages("ka20005", body):
        moments += [row["cntr_tm"] for row in read(page)["inds_min_pole_qry"]]
    assert len(moments) == len(set(moments)) == 2700
    assert moments == sorted(moments, reverse=True)


def test_the_lists_of_sectors_are_those_of_the_market(caller: Caller) -> None:
    for market in ("0", "1", "2", "4", "7"):
        listed = caller.data("ka10101", {"mrkt_tp": market})["list"]
        assert [(row["code"], row["name"]) for row in listed] == [
            (one.code, one.name) for one in sectors_of(market)
        ]
    assert find_sector("302") is not None
    firms = caller.data("ka10102", {})["list"]
    assert len(firms) == 73
    assert {"code": "005", "name": "미래에셋", "gb": "0"} in firms


def test_members_stand_on_the_exchange_asked_for(caller: Caller) -> None:
    body = {"mrkt_tp": "0", "inds_cd": "001"}
    shown = {
        exchange: [
            row["stk_cd"]
            for row in caller.data("ka20002", {**body, "stex_tp": exchange})["inds_stkpc"]
        ]
        for exchange in "123"
    }
    assert "005930" in shown["1"]
    assert "005935" in shown["1"]
    assert all(code.endswith("_NX") for code in shown["2"])
    assert "005935_NX" not in shown["2"]
    assert {"005930_AL", "005935"} <= set(shown["3"])


@pytest.mark.parametrize("api_id", ["ka20001", "ka20002", "ka20003", "ka20006", "ka20009"])
def test_an_unknown_sector_has_nothing(caller: Caller, api_id: str) -> None:
    body = {"mrkt_tp": "0", "inds_cd": "999", "stex_tp": "1", "base_dt": "20260915"}
    reply = caller.data(api_id, body)
    values = {name: value for name, value in reply.items() if not name.startswith("return_")}
    assert not any(values.values()), values
