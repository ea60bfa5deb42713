"""ELWs: terms, theory and prices agree in every table; lists are filtered, sorted, complete."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.options import Options, worth
from tests.gateway.caller import Caller, gateway_of, read

EVERY = {
    "isscomp_cd": "000000000000", "bsis_aset_cd": "000000000000", "rght_tp": "000",
    "lpcd": "000000000000", "trde_end_elwskip": "0",
}  # fmt: skip


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of(limits=False, world="default")).login()


@pytest.fixture(scope="module")
def codes(caller: Caller) -> list[str]:
    return [one.code for one in caller.gateway.world.instruments.of_market("ELW")]


def rows(caller: Caller, api_id: str, **body: str) -> list[dict[str, Any]]:
    reply = caller.data(api_id, body)
    table = next(value for value in reply.values() if isinstance(value, list))
    return list(table)


def search(caller: Caller, **changes: str) -> list[dict[str, Any]]:
    body = {**EVERY, "rght_tp": "0", "sort_tp": "0", **changes}
    del body["trde_end_elwskip"]
    return [row for page in caller.pages("ka30005", body) for row in read(page)["elwcnd_qry"]]


def number(text: str) -> float:
    return float(text.replace("--", "-"))


def won(text: str) -> float:
    return abs(number(text))


def test_every_elw_is_found_once_and_valued_alike(caller: Caller, codes: list[str]) -> None:
    found = search(caller)
    assert [row["stk_cd"] for row in found] == codes
    by_disparity = {row["stk_cd"]: row for row in rows(caller, "ka30004", **EVERY)}
    assert set(by_disparity) == set(codes)
    for row in found[:5]:
        info = caller.data("ka10001", {"stk_cd": row["stk_cd"]})
        terms = caller.data("ka30012", {"stk_cd": row["stk_cd"]})
        other = by_disparity[row["stk_cd"]]
        assert row["cur_prc"] == info["cur_prc"] == terms["cur_prc"] == other["cur_prc"]
        assert row["flu_rt"] == info["flu_rt"] == terms["flu_rt"] == other["flu_rt"]
        assert row["theory_pric"] == terms["elwtheory_pric"]
        assert row["dispty_rt"] == terms["dispty_rt"]
        assert row["prty"] == terms["elwprty"]
        assert row["gear_rt"] == terms["elwgear"]
        assert row["innr_vltl"] == terms["elwinnr_vltl"]
        assert int(other["theory_pric"]) == int(row["theory_pric"]) // 100
        assert row["srvive_dys"] == terms["elwsrvive_dys"] == other["srvive_dys"]


def test_figures_follow_from_price_terms_and_underlying(caller: Caller) -> None:
    for row in search(caller):
        (asset,) = rows(caller, "ka30011", stk_cd=row["stk_cd"])
        spot, strike = won(asset["cur_prc"]), won(row["exec_pric"])
        price, ratio = won(row["cur_prc"]), won(row["cnvt_rt"])
        call = row["rght_tp"] == "콜"
        theory = int(row["theory_pric"]) / 100
        assert number(row["dispty_rt"]) == pytest.approx((price / theory - 1) * 100, abs=0.011)
        parity = spot / strike if call else strike / spot
        assert won(row["prty"]) == pytest.approx(parity * 100, abs=0.02)
        assert won(row["gear_rt"]) == pytest.approx(spot * ratio / price, rel=0.001, abs=0.02)
        even = strike + price / ratio * (1 if call else -1)
        assert won(row["pl_qutr_pt"]) == pytest.approx(even, abs=0.011)
        assert number(row["pl_qutr_rt"]) == pytest.approx((even / spot - 1) * 100, abs=0.02)
        assert won(row["lvrg"]) == pytest.approx(
            won(row["gear_rt"]) * abs(int(row["delta"])) / 1e6, rel=1e-4, abs=1e-5
        )
        assert (int(row["delta"]) > 0) == call
        assert 85 < won(row["lpposs_rt"]) < 100


def test_the_implied_volatility_explains_the_price(caller: Caller) -> None:
    tried = 0
    for row in search(caller):
        (asset,) = rows(caller, "ka30011", stk_cd=row["stk_cd"])
        if not 100 < int(row["innr_vltl"]) < 40_000:
            continue
        options = Options(
            spot=np.array([won(asset["cur_prc"])]),
            strike=np.array([won(row["exec_pric"])]),
            years=np.array([max(int(row["srvive_dys"]), 1) / 365]),
            volatility=np.array([int(row["innr_vltl"]) / 10_000]),
            sign=np.array([1.0 if row["rght_tp"] == "콜" else -1.0]),
        )
        priced = float(worth(options)[0]) * won(row["cnvt_rt"])
        assert priced == pytest.approx(won(row["cur_prc"]), rel=0.01, abs=1.0)
        tried += 1
    assert tried > 30


@pytest.mark.parametrize(
    ("sort", "field", "down"),
    [("1", "flu_rt", True), ("2", "pred_pre", True), ("3", "flu_rt", False),
     ("5", "trde_qty", True), ("7", "srvive_dys", False)],
)  # fmt: skip
def test_a_search_is_sorted_as_asked(caller: Caller, sort: str, field: str, down: bool) -> None:
    values = [number(row[field]) for row in search(caller, sort_tp=sort)]
    assert len(values) == 60
    assert values == sorted(values, reverse=down)


def test_lists_keep_their_conditions(caller: Caller) -> None:
    found = search(caller)
    for changes, field, value in (
        ({"rght_tp": "2"}, "rght_tp", "풋"),
        ({"bsis_aset_cd": "005930"}, "base_aset_nm", "삼성전자"),
        ({"isscomp_cd": "000000000050"}, "isscomp_nm", "키움증권"),
        ({"lpcd": "000000000050"}, "lpmmcm_nm_1", "키움증권"),
    ):
        terms = {row["stk_cd"]: {**row, "lpmmcm_nm_1": row["lpmmcm_nm"]} for row in found}
        expected = [code for code, row in terms.items() if row[field] == value]
        kept = search(caller, **changes)
        assert [row["stk_cd"] for row in kept] == expected
        assert 0 < len(kept) < len(found)


@pytest.mark.parametrize(("sort", "field", "sign"), [("1", "flu_rt", 1), ("3", "flu_rt", -1)])
def test_movers_are_those_that_moved(caller: Caller, sort: str, field: str, sign: int) -> None:
    shown = rows(caller, "ka30009", sort_tp=sort, rght_tp="000", trde_end_skip="0")
    expected = [row["stk_cd"] for row in search(caller) if number(row[field]) * sign > 0]
    assert {row["stk_cd"] for row in shown} == set(expected)
    moves = [number(row[field]) * sign for row in shown]
    assert moves == sorted(moves, reverse=True)
    assert [row["rank"] for row in shown] == [str(n) for n in range(1, len(shown) + 1)]


def test_a_surplus_is_bids_less_offers(caller: Caller) -> None:
    for sort, sign in (("1", 1), ("2", -1)):
        shown = rows(caller, "ka30010", sort_tp=sort, rght_tp="000", trde_end_skip="0")
        for row in shown:
            assert int(row["netprps_req"]) == int(row["buy_req"]) - int(row["sel_req"])
        surplus = [int(row["netprps_req"]) * sign for row in shown]
        assert surplus == sorted(surplus, reverse=True)
        assert surplus[-1] > 0


@pytest.mark.parametrize(("kind", "reach"), [("1", "30"), ("2", "3")])
@pytest.mark.parametrize(("way", "sign"), [("1", 1), ("2", -1)])
def test_jumps_count_from_the_moment_named(
    caller: Caller, kind: str, reach: str, way: str, sign: int
) -> None:
    body = {**EVERY, "flu_tp": way, "tm_tp": kind, "tm": reach, "trde_qty_tp": "0",
            "bsis_aset_cd": "201"}  # fmt: skip
    shown = rows(caller, "ka30001", **body)
    assert shown
    for row in shown:
        price, base = won(row["cur_prc"]), int(row["trde_end_elwbase_pric"])
        assert int(row["base_pre"]) == price - base
        assert float(row["jmp_rt"]) == pytest.approx((price / base - 1) * 100, abs=0.006)
        if kind == "2" and row in shown[:3]:
            body = {"stk_cd": row["stk_cd"], "base_dt": "20260915", "upd_stkpc_tp": "1"}
            days = rows(caller, "ka10081", **body)
            assert base == abs(int(days[int(reach)]["cur_prc"]))
    jumps = [float(row["jmp_rt"]) * sign for row in shown]
    assert jumps == sorted(jumps, reverse=True)
    assert jumps[-1] > 0


def test_before_the_opening_nothing_has_jumped() -> None:
    at = datetime(2026, 9, 15, 8, 30, 30, tzinfo=SEOUL)
    early = Caller(gateway_of(limits=False, world="default", at=at)).login()
    body = {**EVERY, "flu_tp": "1", "tm_tp": "1", "tm": "1", "trde_qty_tp": "0"}
    assert rows(early, "ka30001", **body) == []


def test_an_unknown_volume_leaves_nothing_out(caller: Caller) -> None:
    body = {**EVERY, "flu_tp": "1", "tm_tp": "1", "tm": "30", "bsis_aset_cd": "201"}
    known, unknown = (rows(caller, "ka30001", trde_qty_tp=code, **body) for code in ("0", "abc"))
    assert known == unknown != []


def test_holdings_of_providers_add_up_day_by_day(caller: Caller, codes: list[str]) -> None:
    for code in codes[:4]:
        days = rows(caller, "ka30003", bsis_aset_cd=code, base_dt="20260915")
        held = [int(row["lprmnd_qty"]) for row in days]
        moves = [int(row["chg_qty"]) for row in days]
        assert [now - before for now, before in pairwise(held)] == moves[:-1]
        whole = [row for row in days[1:] if int(row["trde_qty"])]
        assert all(abs(int(row["chg_qty"])) <= int(row["trde_qty"]) for row in whole)
        (now,) = [row for row in search(caller) if row["stk_cd"] == code]
        terms = caller.data("ka30012", {"stk_cd": code})
        assert terms["lprmnd_qty"] == days[0]["lprmnd_qty"]
        assert terms["lpposs_rt"] == now["lpposs_rt"] == days[0]["wght"]


def test_slopes_of_today_are_those_of_the_search(caller: Caller, codes: list[str]) -> None:
    found = {row["stk_cd"]: row for row in search(caller)}
    for code in codes[:3]:
        day = rows(caller, "ka10048", stk_cd=code)[0]
        assert (day["iv"], day["delta"]) == (found[code]["innr_vltl"], found[code]["delta"])
        for trade in rows(caller, "ka10050", stk_cd=code):
            assert abs(int(trade["delta"])) <= 1_000_000
            assert int(trade["gam"]) >= 0 <= int(trade["vega"])


def test_what_is_no_elw_has_no_terms(caller: Caller) -> None:
    terms = caller.data("ka30012", {"stk_cd": "005930"})
    assert not any(value for name, value in terms.items() if not name.startswith("return_"))
    assert rows(caller, "ka10048", stk_cd="005930") == []
