"""Rankings against brute force: every issue of a small world asked for alone, then sorted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from kiwoom_mockserver.handlers.selecting import CONDITIONS, KIND_FIELDS
from tests.gateway.caller import Caller, gateway_of, rest_operations
from tests.handlers.asking import (
    ENDINGS,
    YESTERDAY,
    Alone,
    Row,
    at,
    hundredths,
    number,
    request,
    rows_of,
    volume,
)


@dataclass(frozen=True)
class Case:
    """A ranking, and what single-issue answers say of its order and of whom it holds."""

    api_id: str
    asked: Mapping[str, str]
    key: Callable[[Alone], int]
    holds: Callable[[Alone], bool] = lambda one: True

    @property
    def name(self) -> str:
        return "-".join((self.api_id, *(f"{key}={code}" for key, code in self.asked.items())))


def rate(one: Alone) -> int:
    return hundredths(one.quote, "flu_rt")


def against(name: str) -> Callable[[Alone], int]:
    """The change of the price against another one, hundredths of a per cent."""

    def key(one: Alone) -> int:
        price, other = number(one.quote, "cur_prc"), number(one.quote, name)
        size = (abs(price - other) * 20_000 + other) // (2 * other) if other else 0
        return size if price >= other else -size

    return key


def surplus(one: Alone) -> int:
    return number(one.quote, "tot_buy_req") - number(one.quote, "tot_sel_req")


def waits(one: Alone) -> bool:
    return number(one.quote, "tot_buy_req") + number(one.quote, "tot_sel_req") > 0


def part(upper: str, lower: str) -> Callable[[Alone], int]:
    def key(one: Alone) -> int:
        below = number(one.quote, lower)
        return number(one.quote, upper) * 10_000 // below if below else 0

    return key


def turnover(one: Alone) -> int:
    return volume(one) * 10_000 // one.issue.shares


def within(edge: str, tenths: int) -> Callable[[Alone], bool]:
    """Whether the price is within so many tenths of a per cent of the day's high or low."""

    def holds(one: Alone) -> bool:
        price, other = number(one.quote, "cur_prc"), number(one.quote, edge)
        return abs(price - other) * 1_000 <= tenths * other

    return holds


def distance(edge: str) -> Callable[[Alone], int]:
    def key(one: Alone) -> int:
        price, other = number(one.quote, "cur_prc"), number(one.quote, edge)
        return -(abs(price - other) * 10_000 // other)

    return key


CASES = [
    Case("ka10027", {"sort_tp": "1"}, rate, lambda one: one.change > 0),
    Case("ka10027", {"sort_tp": "2"}, lambda one: one.change, lambda one: one.change > 0),
    Case("ka10027", {"sort_tp": "3"}, lambda one: -rate(one), lambda one: one.change < 0),
    Case("ka10027", {"sort_tp": "4"}, lambda one: -one.change, lambda one: one.change < 0),
    Case("ka10027", {"sort_tp": "5"}, volume, lambda one: one.change == 0),
    Case("ka10028", {"sort_tp": "1", "flu_cnd": "1"}, against("open_pric")),
    Case("ka10028", {"sort_tp": "2", "flu_cnd": "2"}, lambda one: -against("high_pric")(one)),
    Case("ka10028", {"sort_tp": "3", "flu_cnd": "1"}, against("low_pric")),
    Case("ka10028", {"sort_tp": "4", "flu_cnd": "2"}, lambda one: -rate(one)),
    Case("ka10030", {"sort_tp": "1"}, volume),
    Case("ka10030", {"sort_tp": "2"}, turnover),
    Case("ka10020", {"sort_tp": "1"}, surplus),
    Case("ka10020", {"sort_tp": "2"}, lambda one: -surplus(one)),
    Case("ka10020", {"sort_tp": "3"}, part("tot_buy_req", "tot_sel_req")),
    Case("ka10020", {"sort_tp": "4"}, part("tot_sel_req", "tot_buy_req")),
    Case("ka10018", {"high_low_tp": "1", "alacc_rt": "05"}, distance("high_pric"),
         within("high_pric", 5)),
    Case("ka10018", {"high_low_tp": "2", "alacc_rt": "30"}, distance("low_pric"),
         within("low_pric", 30)),
    Case("ka10017", {"updown_tp": "2", "sort_tp": "3"}, rate, lambda one: one.change > 0),
    Case("ka10017", {"updown_tp": "5", "sort_tp": "3"}, lambda one: -rate(one),
         lambda one: one.change < 0),
    Case("ka10017", {"updown_tp": "1", "sort_tp": "3"}, rate,
         lambda one: one.quote["pred_pre_sig"] == "1"),
]  # fmt: skip


@pytest.mark.parametrize("seconds", [0, 7_013, 30_000])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_ranking_is_what_asking_everyone_and_sorting_gives(case: Case, seconds: int) -> None:
    caller, alone = at(seconds)
    rows = rows_of(caller, case.api_id, request(case.api_id, case.asked))
    told = [one for one in alone if one.traded and case.holds(one)]
    expected = sorted(told, key=case.key, reverse=True)
    assert [row["stk_cd"] for row in rows] == [one.issue.code for one in expected]
    for row, one in zip(rows, expected, strict=True):
        for name in row.keys() & {"cur_prc", "pred_pre", "flu_rt", "sel_bid", "buy_bid"}:
            assert row[name] == one.quote[name], name


@pytest.mark.parametrize("exchange", ENDINGS)
@pytest.mark.parametrize("seconds", [-4_800, -3_900, 0], ids=["08:40", "08:55", "10:00"])
def test_sizes_of_books_are_ranked_before_the_opening_too(seconds: int, exchange: str) -> None:
    caller, alone = at(seconds, exchange)
    asked = {"sort_tp": "1", "trde_qty_tp": "0000", "stex_tp": exchange}
    for market in ("001", "101"):
        rows = rows_of(caller, "ka10020", request("ka10020", {**asked, "mrkt_tp": market}))
        board = {"001": "KOSPI", "101": "KOSDAQ"}[market]
        told = [one for one in alone if one.issue.board == board and waits(one)]
        expected = sorted(told, key=surplus, reverse=True)
        assert [row["stk_cd"] for row in rows] == [one.code for one in expected]
        for row, one in zip(rows, expected, strict=True):
            for name in ("cur_prc", "trde_qty", "tot_sel_req", "tot_buy_req"):
                assert row[name] == one.quote[name], name
        traded = {**asked, "mrkt_tp": market, "trde_qty_tp": "0010"}
        busy = [one.code for one in expected if volume(one) >= 10_000]
        shown = rows_of(caller, "ka10020", request("ka10020", traded))
        assert [row["stk_cd"] for row in shown] == busy
        assert len(expected) > 3


RATIOS = {"1": ("pbr", 1), "2": ("pbr", -1), "3": ("per", 1), "4": ("per", -1),
          "5": ("roe", 1), "6": ("roe", -1)}  # fmt: skip


@pytest.mark.parametrize(("code", "name", "way"), [(c, *told) for c, told in RATIOS.items()])
def test_ratios_are_ranked_low_or_high(code: str, name: str, way: int) -> None:
    caller, alone = at(0)
    rows = rows_of(caller, "ka10026", {"pertp": code, "stex_tp": "1"})
    told = {one.issue.code: one.info[name] for one in alone if one.info[name]}
    if name == "per":
        told = {code: text for code, text in told.items() if float(text) >= 0}
    assert {row["stk_cd"] for row in rows} == set(told)
    shown = [float(row["per"]) for row in rows]
    assert shown == sorted(shown, reverse=way < 0)
    assert all(
        float(row["per"]) == pytest.approx(float(told[row["stk_cd"]]), abs=0.06) for row in rows
    )


FILTERS: list[tuple[str, str, Callable[[Alone], bool]]] = [
    ("mrkt_tp", "001", lambda one: one.issue.board == "KOSPI"),
    ("mrkt_tp", "101", lambda one: one.issue.board == "KOSDAQ"),
    ("mang_stk_incls", "3", lambda one: one.issue.kind != "preferred"),
    ("mang_stk_incls", "14", lambda one: one.issue.kind != "etf"),
    ("mang_stk_incls", "16", lambda one: one.issue.kind not in {"etf", "etn"}),
    ("mang_stk_incls", "9", lambda one: one.issue.margin_rate == 20),
    ("mang_stk_incls", "5", lambda one: one.issue.margin_rate != 100),
    ("crd_tp", "9", lambda one: one.issue.credit_group != ""),
    ("crd_tp", "1", lambda one: one.issue.credit_group == "A"),
    ("trde_qty_tp", "500", lambda one: volume(one) >= 500_000),
    ("pric_tp", "9", lambda one: number(one.quote, "cur_prc") >= 100_000),
    ("pric_tp", "6", lambda one: 5_000 <= number(one.quote, "cur_prc") < 10_000),
    ("trde_prica_tp", "1000", lambda one: number(one.quote, "trde_prica") >= 10_000),
]


def test_a_ranking_of_nxt_counts_what_nxt_trades() -> None:
    caller, alone = at(7_013)
    eligible = [one.issue.code for one in alone if one.issue.on_nxt]
    told = {code: caller.data("ka10001", {"stk_cd": f"{code}_NX"}) for code in eligible}
    volumes = {f"{code}_NX": int(quote["trde_qty"]) for code, quote in told.items()}
    rows = rows_of(caller, "ka10030", {**request("ka10030", {"sort_tp": "1"}), "stex_tp": "2"})
    assert {row["stk_cd"]: int(row["trde_qty"]) for row in rows} == {
        code: volume for code, volume in volumes.items() if volume
    }
    shown = [int(row["trde_qty"]) for row in rows]
    assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize(("field", "code", "holds"), FILTERS)
def test_a_condition_leaves_exactly_those_that_meet_it(
    field: str, code: str, holds: Callable[[Alone], bool]
) -> None:
    caller, alone = at(7_013)
    everything = request("ka10030", {"sort_tp": "1"})
    before = [bare(row) for row in rows_of(caller, "ka10030", everything)]
    after = [bare(row) for row in rows_of(caller, "ka10030", {**everything, field: code})]
    meeting = {one.issue.code for one in alone if holds(one)}
    assert after == [one for one in before if one in meeting]
    assert 0 < len(after) < len(before)


def bare(row: Row) -> str:
    return str(row["stk_cd"]).partition("_")[0]


def test_codes_carry_the_exchange_that_was_asked_for() -> None:
    caller, _ = at(0)
    find = caller.gateway.world.instruments.find
    for exchange, suffix in (("1", ""), ("2", "_NX"), ("3", "_AL")):
        rows = rows_of(caller, "ka10032", request("ka10032", {"stex_tp": exchange}))
        for row in rows:
            issue = find(row["stk_cd"])
            assert issue is not None
            assert row["stk_cd"] == issue.code + (suffix if issue.on_nxt else "")


@pytest.mark.parametrize("exchange", ENDINGS)
def test_yesterday_s_ranks_are_yesterday_s_order(exchange: str) -> None:
    now, _ = at(0)
    before = Caller(gateway_of(limits=False, at=YESTERDAY)).login()
    body = request("ka10032", {"stex_tp": exchange})
    yesterday = [row["stk_cd"] for row in rows_of(before, "ka10032", body)]
    today = rows_of(now, "ka10032", body)
    by_rank = sorted(today, key=lambda row: int(row["pred_rank"]))
    assert [row["stk_cd"] for row in by_rank] == yesterday
    volumes = {
        row["stk_cd"]: row["trde_qty"]
        for row in rows_of(
            before, "ka10030", request("ka10030", {"sort_tp": "1", "stex_tp": exchange})
        )
    }
    assert {row["stk_cd"]: row["pred_trde_qty"] for row in today} == volumes


@pytest.mark.parametrize("exchange", ENDINGS)
def test_yesterday_s_volume_and_value_rank_what_ka10031_lists(exchange: str) -> None:
    now, _ = at(0)
    before = Caller(gateway_of(limits=False, at=YESTERDAY)).login()
    on = {"stex_tp": exchange}
    for code, order in (("1", "1"), ("2", "3")):
        told = rows_of(before, "ka10030", request("ka10030", {"sort_tp": order, **on}))
        rows = rows_of(now, "ka10031", request("ka10031", {"qry_tp": code, **on}))
        assert [row["stk_cd"] for row in rows] == [row["stk_cd"] for row in told]
        some = {**request("ka10031", {"qry_tp": code, **on}), "rank_strt": "3", "rank_end": "7"}
        assert rows_of(now, "ka10031", some) == rows[2:7]


@pytest.mark.parametrize("exchange", ENDINGS)
def test_a_run_counts_the_days_the_chart_moved_alike(exchange: str) -> None:
    caller, _ = at(30_000)
    for sort, way in (("1", 1), ("3", -1)):
        body = request("ka10027", {"sort_tp": sort, "stex_tp": exchange})
        for row in rows_of(caller, "ka10027", body):
            bars = caller.data(
                "ka10081", {"stk_cd": row["stk_cd"], "base_dt": "20260915", "upd_stkpc_tp": "1"}
            )["stk_dt_pole_chart_qry"]
            run = 0
            while int(bars[run]["pred_pre"]) * way > 0:
                run += 1
            assert int(row["cnt"]) == run, row["stk_cd"]


def test_every_condition_of_the_manual_is_known() -> None:
    """A code whose meaning nobody knows would be silently passed over."""
    for operation in rest_operations():
        for name in KIND_FIELDS:
            codes = operation.request_schema["properties"].get(name, {}).get("x-codes", {})
            for meaning in codes.values():
                assert meaning.replace(" ", "") in CONDITIONS, (operation.api_id, meaning)
