"""A day in its parts: before, in and after regular hours."""

from datetime import date, datetime
from functools import cache

import numpy as np
import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.market import DAY_SECONDS, Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import Where
from tests.gateway.caller import Caller, gateway_of
from tests.handlers.asking import Row, number, request, rows_of

PARTS = ("bf_mkrt", "opmr", "af_mkrt")
TODAY = day_index(date(2026, 9, 15))
FRIDAY = TODAY - 2
"""2026-09-11, the last day with a single-price session after hours."""


@cache
def caller(day: int, hour: int, minute: int) -> Caller:
    at = datetime(2026, 9, day, hour, minute, tzinfo=SEOUL)
    return Caller(gateway_of(limits=False, at=at)).login()


@cache
def rows(suffix: str = "", now: Caller | None = None) -> list[Row]:
    body = {"stk_cd": f"005930{suffix}", "strt_dt": "20260915"}
    return list((now or caller(15, 10, 0)).data("ka10015", body)["daly_trde_dtl"])


@pytest.mark.parametrize("suffix", ["", "_NX", "_AL"])
def test_the_parts_make_the_total(suffix: str) -> None:
    for row in rows(suffix):
        before, regular, after = (int(row[f"{part}_trde_qty"]) for part in PARTS)
        total, volume = int(row["tot_3"]), int(row["trde_qty"])
        assert before + regular + after == total
        if suffix == "_NX":
            assert total == volume
        elif not suffix:
            assert regular == volume
        else:
            # What meets at a close counts for itself.
            assert total >= volume > regular
        for kind in ("trde_wght", "trde_prica_wght"):
            parts = [float(row[f"{part}_{kind}"]) for part in PARTS]
            assert 99.97 < sum(parts) <= 100


def test_little_is_traded_outside_of_krx_hours_and_at_the_close_price() -> None:
    for row in rows()[1:]:
        before, regular, after = (int(row[f"{part}_trde_qty"]) for part in PARTS)
        assert 0 < before < regular // 100
        assert before < after < regular // 10
        # Whole won of one price each: the day's close, but for sessions with prices of their own.
        spent, close = int(row["bf_mkrt_trde_prica"]), abs(int(row["close_pric"]))
        assert abs(spent * 1_000_000 - before * (close - int(row["pred_pre"]))) < 1_000_000


def test_days_are_those_of_the_chart() -> None:
    body = {"stk_cd": "005930", "base_dt": "20260915", "upd_stkpc_tp": "1"}
    chart = caller(15, 10, 0).data("ka10081", body)["stk_dt_pole_chart_qry"]
    told = [(row["dt"], row["trde_qty"], row["trde_prica"]) for row in rows()]
    assert told == [(row["dt"], row["trde_qty"], row["trde_prica"]) for row in chart[: len(told)]]


def test_what_came_after_hours_is_what_the_sessions_said() -> None:
    said = caller(11, 18, 30).data("ka10087", {"stk_cd": "005930"})["ovt_sigpric_acc_trde_qty"]
    at_close = market().outside(places("005930"), FRIDAY, 16 * 3600 - 1)
    row = next(row for row in rows() if row["dt"] == "20260911")
    assert int(row["af_mkrt_trde_qty"]) == int(said) + at_close.after[0]


@pytest.mark.parametrize("exchange", ["1", "2", "3"])
@pytest.mark.parametrize("moment", [(15, 8, 35), (15, 19, 0), (11, 17, 5)])
def test_the_ranking_by_parts_is_what_days_say(moment: tuple[int, int, int], exchange: str) -> None:
    """Each part is ranked by its own shares; a row says of them what asking for the issue says."""
    now = caller(*moment)
    for code, part in zip("123", ("opmr", "bf_mkrt", "af_mkrt"), strict=True):
        asked = request("ka10030", {"sort_tp": "1", "mrkt_open_tp": code, "stex_tp": exchange})
        listed = rows_of(now, "ka10030", asked)
        shares = [number(row, f"{part}_trde_qty") for row in listed]
        assert shares == sorted(shares, reverse=True)
        assert all(shares)
        for row in listed[:3]:
            body = {"stk_cd": row["stk_cd"], "strt_dt": f"202609{moment[0]}"}
            day = now.data("ka10015", body)["daly_trde_dtl"][0]
            for name in (*(f"{one}_trde_qty" for one in PARTS), "trde_qty"):
                assert number(row, name) == number(day, name), name


def market() -> Market:
    return caller(15, 10, 0).gateway.world.market


def places(*codes: str) -> I64:
    instruments = caller(15, 10, 0).gateway.world.instruments
    return np.array([instruments.place(code) for code in codes])


@pytest.mark.parametrize("where", list(Where))
def test_parts_grow_with_the_day_to_what_the_day_has(where: Where) -> None:
    everyone = np.arange(30)
    for day in (TODAY, FRIDAY, TODAY - 900):
        before = None
        for second in (8 * 3600, 8 * 3600 + 1_815, 8 * 3600 + 2_399, 9 * 3600, 15 * 3600 + 2_400,
                       16 * 3600 - 1, 17 * 3600, DAY_SECONDS - 1):  # fmt: skip
            now = market().outside(everyone, day, second, where)
            if before is not None:
                assert all((a <= b).all() for a, b in zip(before, now, strict=True))
            if where is Where.KRX and second < 8 * 3600 + 1_800:
                assert not now.before.any()
            if second < 15 * 3600 + 1_800:
                assert not now.after.any()
            before = now
        whole = [market().outside_days(issue, day, 1, where) for issue in range(30)]
        assert before is not None
        for name in before._fields:
            days = [int(getattr(one, name)[0]) for one in whole]
            assert getattr(before, name).tolist() == days
