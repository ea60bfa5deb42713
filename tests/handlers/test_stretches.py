"""Lists that look back over days, against each issue's own daily chart."""

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from kiwoom_mockserver.world import ticks
from tests.gateway.caller import read
from tests.handlers.asking import (
    ENDINGS,
    Alone,
    Row,
    at,
    hundredths,
    number,
    request,
    rows_of,
    volume,
)

EVENING = 32_400
"""Seven o'clock: the day's volume is complete."""


@cache
def days_of(code: str) -> list[Row]:
    """An issue's daily bars, newest first, today's among them."""
    body = {"stk_cd": code, "base_dt": "20260915", "upd_stkpc_tp": "1"}
    rows: list[Row] = at(EVENING)[0].data("ka10081", body)["stk_dt_pole_chart_qry"]
    return rows


def past(one: Alone, days: int, name: str) -> list[int]:
    return [number(bar, name) for bar in days_of(one.code)[1 : days + 1]]


def new_high(one: Alone, days: int) -> bool:
    return number(one.quote, "high_pric") > max(past(one, days, "high_pric"))


def new_low(one: Alone, days: int) -> bool:
    return number(one.quote, "low_pric") < min(past(one, days, "low_pric"))


def high_close(one: Alone, days: int) -> bool:
    return number(one.quote, "cur_prc") > max(past(one, days, "cur_prc"))


def low_close(one: Alone, days: int) -> bool:
    return number(one.quote, "cur_prc") < min(past(one, days, "cur_prc"))


WAYS: Mapping[tuple[str, str], Callable[[Alone, int], bool]] = {
    ("1", "1"): new_high, ("2", "1"): new_low, ("1", "2"): high_close, ("2", "2"): low_close,
}  # fmt: skip


@pytest.mark.parametrize("exchange", ENDINGS)
@pytest.mark.parametrize("days", [1, 5, 60, 250])
@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_new_highs_and_lows_are_those_of_the_charts(
    way: tuple[str, str], days: int, exchange: str
) -> None:
    caller, alone = at(EVENING, exchange)
    asked = {
        "ntl_tp": way[0], "high_low_close_tp": way[1], "dt": str(days), "stex_tp": exchange,
    }  # fmt: skip
    rows = rows_of(caller, "ka10016", request("ka10016", asked))
    expected = {one.code for one in alone if one.traded and WAYS[way](one, days)}
    assert {row["stk_cd"] for row in rows} == expected
    rates = [hundredths(row, "flu_rt") for row in rows]
    assert rates == sorted(rates, reverse=way[0] == "1")
    of = {one.code: one for one in alone}
    for row in rows:
        one = of[row["stk_cd"]]
        highs = [*past(one, days, "high_pric"), number(one.quote, "high_pric")]
        lows = [*past(one, days, "low_pric"), number(one.quote, "low_pric")]
        assert (int(row["high_pric"]), int(row["low_pric"])) == (max(highs), min(lows))


def test_the_days_compared_are_not_without_a_new_high_and_a_low() -> None:
    """Else the lists above would agree by holding nothing."""
    caller, _ = at(EVENING)
    for side, days in (("1", "5"), ("2", "1")):
        asked = {"ntl_tp": side, "high_low_close_tp": "1", "dt": days}
        assert rows_of(caller, "ka10016", request("ka10016", asked)), side


@pytest.mark.parametrize("exchange", ENDINGS)
@pytest.mark.parametrize("days", [5, 60])
def test_the_busiest_days_are_those_of_the_charts(days: int, exchange: str) -> None:
    caller, alone = at(EVENING, exchange)
    asked = {"cycle_tp": str(days), "stex_tp": exchange}
    rows = rows_of(caller, "ka10024", request("ka10024", asked))
    most = {one.code: max(past(one, days, "trde_qty")) for one in alone}
    now = {one.code: volume(one) for one in alone}
    assert {row["stk_cd"] for row in rows} == {code for code in most if now[code] > most[code]}
    growth = []
    for row in rows:
        assert int(row["prev_trde_qty"]) == most[row["stk_cd"]]
        assert int(row["now_trde_qty"]) == now[row["stk_cd"]]
        growth.append(ticks.change_rate(now[row["stk_cd"]], most[row["stk_cd"]]))
    assert growth == sorted(growth, reverse=True)


@pytest.mark.parametrize("exchange", ENDINGS)
@pytest.mark.parametrize(("days", "count", "share"), [(50, 10, 20), (100, 4, 35), (300, 7, 0)])
def test_shares_pile_up_where_the_chart_closed(
    days: int, count: int, share: int, exchange: str
) -> None:
    caller, alone = at(EVENING, exchange)
    asked = {
        "cycle_tp": str(days), "prpscnt": str(count), "prps_cnctr_rt": str(share),
        "cur_prc_entry": "1", "stex_tp": exchange,
    }  # fmt: skip
    rows = rows_of(caller, "ka10025", request("ka10025", asked))
    expected = {}
    for one in alone:
        bars = days_of(one.code)[1 : days + 1]
        low = min(number(bar, "low_pric") for bar in bars)
        width = (max(number(bar, "high_pric") for bar in bars) - low) // count + 1
        total = sum(number(bar, "trde_qty") for bar in bars)
        for band in range(count):
            start, end = low + band * width, low + (band + 1) * width - 1
            held = sum(
                number(bar, "trde_qty") for bar in bars if start <= number(bar, "cur_prc") <= end
            )
            if held and held * 10_000 // total >= share * 100:
                expected[one.code, start, end] = held
    told = {
        (row["stk_cd"], int(row["pric_strt"]), int(row["pric_end"])): int(row["prps_qty"])
        for row in rows
    }
    assert told == expected
    assert len(told) == len(rows) > 0
    rates = [hundredths(row, "prps_rt") for row in rows]
    assert rates == sorted(rates, reverse=True)


@pytest.mark.parametrize("exchange", ENDINGS)
def test_bands_the_price_is_in_are_left_out_when_told_to(exchange: str) -> None:
    caller, _ = at(EVENING)
    asked = {
        "cycle_tp": "50", "prpscnt": "10", "prps_cnctr_rt": "5", "cur_prc_entry": "1",
        "stex_tp": exchange,
    }  # fmt: skip
    every = rows_of(caller, "ka10025", request("ka10025", asked))
    others = rows_of(caller, "ka10025", request("ka10025", {**asked, "cur_prc_entry": "0"}))
    inside = [
        row
        for row in every
        if int(row["pric_strt"]) <= number(row, "cur_prc") <= int(row["pric_end"])
    ]
    assert inside
    assert others == [row for row in every if row not in inside]


@pytest.mark.parametrize(
    ("api_id", "field", "text"),
    [("ka10016", "dt", "0"), ("ka10016", "dt", "999"), ("ka10025", "prpscnt", "0")],
)
def test_periods_that_are_none_are_refused(api_id: str, field: str, text: str) -> None:
    caller, _ = at(EVENING)
    asked = {
        "ntl_tp": "1", "high_low_close_tp": "1", "dt": "5", "cycle_tp": "50", "prpscnt": "10",
        "prps_cnctr_rt": "5", "cur_prc_entry": "1",
    }  # fmt: skip
    body = {name: code for name, code in asked.items() if name in request(api_id, asked)}
    assert read(caller.ask(api_id, request(api_id, {**body, field: text})))["return_code"] == 2
