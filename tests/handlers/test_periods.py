"""Weeks, months and years are made of days, on either exchange and on both."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from tests.gateway.caller import Caller, gateway_of, read

TABLES = {
    "ka10081": "stk_dt_pole_chart_qry", "ka10082": "stk_stk_pole_chart_qry",
    "ka10083": "stk_mth_pole_chart_qry", "ka10094": "stk_yr_pole_chart_qry",
}  # fmt: skip
KEYS: Mapping[str, Callable[[str], Any]] = {
    "ka10082": lambda day: date.fromisoformat(day).isocalendar()[:2],
    "ka10083": lambda day: day[:6],
    "ka10094": lambda day: day[:4],
}
"""What days of one bar have in common."""
ELW = "57JBHH"
"""Listed for weeks."""
CODES = ("005930", "000660_NX", "035420_AL", "069500", ELW)


@cache
def caller() -> Caller:
    return Caller(gateway_of(limits=False, check=False)).login()


def bars(api_id: str, code: str, pages: int = 1) -> list[dict[str, Any]]:
    body = {"stk_cd": code, "base_dt": "20260915", "upd_stkpc_tp": "1"}
    found: list[dict[str, Any]] = []
    for number, page in enumerate(caller().pages(api_id, body), 1):
        found += read(page)[TABLES[api_id]]
        if number == pages:
            break
    return found


def price(bar: Mapping[str, Any], name: str) -> int:
    return abs(int(bar[name]))


def joined(days: list[dict[str, Any]]) -> tuple[int, ...]:
    """Open, high, low, close and shares of some days, the newest first."""
    return (
        price(days[-1], "open_pric"), max(price(day, "high_pric") for day in days),
        min(price(day, "low_pric") for day in days), price(days[0], "cur_prc"),
        sum(int(day["trde_qty"]) for day in days),
    )  # fmt: skip


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("api_id", KEYS)
def test_longer_bars_are_their_days(api_id: str, code: str) -> None:
    days = bars("ka10081", code, pages=2)
    key = KEYS[api_id]
    together: dict[Any, list[dict[str, Any]]] = {}
    for day in days:
        together.setdefault(key(day["dt"]), []).append(day)
    # The oldest may have days before those of the chart.
    whole = list(together.values())[:-1]
    found = bars(api_id, code)
    assert len(whole) > 3 or code == ELW
    for bar, group in zip(found, whole, strict=False):
        assert joined([bar]) == joined(group), bar
        assert bar["dt"] == group[-1]["dt"], "a bar is called by its first day"
        # A day tells whole millions of won, what is longer tells won.
        won = sum(int(day["trde_prica"]) for day in group) * 1_000_000
        assert 0 <= int(bar["trde_prica"]) - won < len(group) * 1_000_000
    assert len(found) >= len(whole)
