"""Themes: complete, sorted, and gaining what their members gain."""

from typing import Any

import pytest

from kiwoom_mockserver.world.themes import find_theme, themes
from tests.gateway.caller import Caller, gateway_of, read

SEARCH = {"qry_tp": "0", "stk_cd": "", "date_tp": "10", "thema_nm": "", "stex_tp": "1"}


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of(limits=False)).login()


def found(caller: Caller, **changes: str) -> list[dict[str, Any]]:
    body = {**SEARCH, "flu_pl_amt_tp": "1", **changes}
    return [row for page in caller.pages("ka90001", body) for row in read(page)["thema_grp"]]


def held(caller: Caller, code: str, days: str = "10", exchange: str = "1") -> dict[str, Any]:
    return caller.data("ka90002", {"thema_grp_cd": code, "date_tp": days, "stex_tp": exchange})


def test_every_theme_with_members_is_listed_once(caller: Caller) -> None:
    codes = [row["thema_grp_cd"] for row in found(caller)]
    assert sorted(codes) == list(caller.gateway.world.instruments.themes)


@pytest.mark.parametrize(
    ("sort", "field", "down"),
    [("1", "dt_prft_rt", True), ("2", "dt_prft_rt", False), ("3", "flu_rt", True),
     ("4", "flu_rt", False)],
)  # fmt: skip
def test_themes_are_ranked_as_asked(caller: Caller, sort: str, field: str, down: bool) -> None:
    rates = [float(row[field]) for row in found(caller, flu_pl_amt_tp=sort)]
    assert len(set(rates)) > 1
    assert rates == sorted(rates, reverse=down)


def test_a_theme_gains_what_its_members_gain(caller: Caller) -> None:
    for row in found(caller):
        theme = held(caller, row["thema_grp_cd"])
        members = theme["thema_comp_stk"]
        assert (theme["flu_rt"], theme["dt_prft_rt"]) == (row["flu_rt"], row["dt_prft_rt"])
        assert int(row["stk_num"]) == len(members)
        assert int(row["rising_stk_num"]) == sum(one["pred_pre"][0] == "+" for one in members)
        assert int(row["fall_stk_num"]) == sum(one["pred_pre"][0] == "-" for one in members)
        assert row["main_stk"] == members[0]["stk_nm"]
        mean = sum(float(one["flu_rt"]) for one in members) / len(members)
        assert float(row["flu_rt"]) == pytest.approx(mean, abs=0.0051)


def test_members_are_quoted_as_anywhere_and_gain_since_their_close(caller: Caller) -> None:
    code = found(caller)[0]["thema_grp_cd"]
    for days in ("1", "20"):
        for one in held(caller, code, days)["thema_comp_stk"]:
            info = caller.data("ka10001", {"stk_cd": one["stk_cd"]})
            for name in ("cur_prc", "pred_pre", "flu_rt"):
                assert one[name] == info[name]
            assert one["acc_trde_qty"] == info["trde_qty"]
            chart = caller.data(
                "ka10081",
                {"stk_cd": one["stk_cd"], "base_dt": "20260915", "upd_stkpc_tp": "1"},
            )["stk_dt_pole_chart_qry"]
            now, then = (abs(int(chart[place]["cur_prc"])) for place in (0, int(days)))
            assert float(one["dt_prft_rt_n"]) == pytest.approx((now / then - 1) * 100, abs=0.0051)


def test_themes_are_found_by_name_and_by_member(caller: Caller) -> None:
    theme = next(one for one in themes() if one.code in caller.gateway.world.instruments.themes)
    named = found(caller, qry_tp="1", thema_nm=theme.name[:2])
    assert named
    assert all(theme.name[:2] in row["thema_nm"] for row in named)
    mine = {row["thema_grp_cd"] for row in found(caller, qry_tp="2", stk_cd="005930")}
    samsung = caller.gateway.world.instruments.find("005930")
    assert samsung is not None
    assert mine == set(samsung.themes) != set()
    assert found(caller, qry_tp="2", stk_cd="999999") == []


def test_an_unknown_theme_has_nothing(caller: Caller) -> None:
    assert find_theme("9999") is None
    reply = held(caller, "9999")
    assert (reply["flu_rt"], reply["thema_comp_stk"]) == ("", [])
