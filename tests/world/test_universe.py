"""The issues of a world: who is listed, under which codes, at which prices, always the same."""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.instruments import KINDS, MARKETS, Instrument, Instruments
from kiwoom_mockserver.world.listings import (
    DEFAULT_COUNTS,
    FEWEST_SCALED,
    MOST,
    MOST_SCALED,
    real_entries,
    scaled_counts,
)
from kiwoom_mockserver.world.sectors import industry_numbers
from kiwoom_mockserver.world.universe import build_instruments
from tests.world.shares import common_of

SEED = 20260915
WORLDS = resources.data_folder("fixtures") / "worlds"


def world_data(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((WORLDS / f"{name}.json").read_text(encoding="utf-8"))
    return data


def universe(seed: int = 1, **counts: int) -> dict[str, Any]:
    return {"universe": {"seed": seed, "counts": counts}}


@pytest.fixture(scope="module")
def default() -> Instruments:
    return build_instruments(world_data("default"), SEED)


@pytest.fixture(scope="module")
def small() -> Instruments:
    return build_instruments(world_data("small"), SEED)


def fingerprint(instruments: Instruments) -> str:
    return hashlib.sha256("\n".join(map(repr, instruments.all)).encode()).hexdigest()


def test_the_default_world_has_the_counts_it_asks_for(default: Instruments) -> None:
    counts = Counter((one.market, one.kind) for one in default.all)
    wanted = world_data("default")["universe"]["counts"]
    assert counts[("KOSPI", "common")] == wanted["KOSPI"] == 840
    assert counts[("KOSPI", "preferred")] == wanted["preferred"] == 110
    assert counts[("KOSDAQ", "common")] == wanted["KOSDAQ"]
    for market, kind in (
        *(("KONEX", "common"), ("REIT", "reit"), ("ETF", "etf"), ("ETN", "etn")),
        *(("ELW", "elw"), ("WARRANT", "warrant"), ("GOLD", "gold")),
    ):
        assert counts[(market, kind)] == wanted[market]
    assert sum(counts.values()) == len(default) == sum(wanted.values()) == 2_700


def test_codes_are_unique_and_of_the_shape_the_exchange_gives(default: Instruments) -> None:
    codes = [one.code for one in default.all]
    assert len(set(codes)) == len(codes)
    for one in default.all:
        pattern = r"M0402\d{4}" if one.market == "GOLD" else r"[0-9A-Z]{6}"
        assert re.fullmatch(pattern, one.code), one
    letters = [one for one in default.all if one.kind == "common" and not one.code.isdigit()]
    assert len(letters) > 50
    assert all(re.fullmatch(r"\d{4}[A-Z]0", one.code) for one in letters)


def test_fictional_codes_come_from_ranges_without_real_issues(default: Instruments) -> None:
    for one in default.all:
        if one.real or one.market in ("ELW", "WARRANT"):
            continue
        assert re.match(r"8|08\d\d[A-Z]|09\d\d[A-Z]", one.code), one.code
    assert not [code for code in real_entries() if code[0] == "8"]


def test_names_are_unique_and_short_enough_for_the_wire(default: Instruments) -> None:
    names = [one.name for one in default.all]
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= 40 and name == name.strip() for name in names)


def test_every_field_is_within_its_range(default: Instruments) -> None:
    for one in default.all:
        assert one.market in MARKETS
        assert one.kind in KINDS
        assert one.shares > 0
        assert one.average_volume > 0
        assert one.margin_rate in (20, 30, 40, 50, 60, 100)
        assert one.credit_group in ("", "A", "B", "C", "D", "E")
        assert 0 <= one.foreign_rate <= one.foreign_limit <= 1000
        assert 0 < one.float_rate <= 1000
        assert date(1950, 1, 1) < one.listing_date <= date(2026, 9, 14)
        if one.is_stock:
            assert 60 <= one.volatility <= 280
            assert 300 <= one.beta <= 1700
            assert one.sector in industry_numbers()
            assert one.fundamentals is not None
            assert one.settlement_month in (3, 6, 9, 12)
        else:
            assert one.fundamentals is None
            assert one.sector == one.size == ""


def test_real_issues_are_marked_and_keep_their_facts(default: Instruments) -> None:
    samsung = default.find("005930")
    assert samsung is not None
    assert (samsung.name, samsung.market, samsung.sector) == ("삼성전자", "KOSPI", "013")
    assert samsung.real
    assert samsung.size == "large"
    assert sum(one.real for one in default.all) >= 150
    assert {one.code for one in default.all if one.real} <= real_entries().keys()


def test_what_the_short_list_used_to_hold_is_still_there(default: Instruments) -> None:
    for code in ("039490", "069500", "252670", "133690", "57JBHH", "57KBHH", "M04020100"):
        assert default.find(code) is not None


def tick(price: int) -> int:
    """The tick table of stocks as the exchange publishes it."""
    for below, size in (
        *((2_000, 1), (5_000, 5), (20_000, 10), (50_000, 50)),
        *((200_000, 100), (500_000, 500)),
    ):
        if price < below:
            return size
    return 1_000


def on_grid(one: Instrument) -> bool:
    price = one.reference_price
    if one.market in ("ETF", "ETN"):
        size = 1 if price < 2_000 else 5
    elif one.market == "ELW":
        size = 5
    elif one.market == "GOLD":
        size = 10
    else:
        size = tick(price)
    return price > 0 and price % size == 0


def test_reference_prices_are_on_the_tick_grid(default: Instruments, small: Instruments) -> None:
    assert [one for one in (*default.all, *small.all) if not on_grid(one)] == []


def test_volumes_have_a_heavy_tail(default: Instruments) -> None:
    volumes = sorted(one.average_volume for one in default.all if one.kind == "common")
    assert volumes[0] < 1_000
    assert volumes[-1] > 10_000_000
    assert volumes[len(volumes) // 2] * 20 < volumes[-len(volumes) // 100]


def test_most_issues_are_under_no_supervision(default: Instruments) -> None:
    stocks = [one for one in default.all if one.is_stock]
    normal = sum(one.audit == "정상" for one in stocks)
    assert 0.94 < normal / len(stocks) < 0.99
    kinds = {one.audit for one in stocks}
    assert kinds >= {"관리종목", "거래정지", "투자주의", "단기과열", "투자경고"}
    for one in stocks:
        if one.audit != "정상":
            assert one.margin_rate == 100
            assert one.credit_group == ""


def test_nxt_trades_the_seven_hundred_most_liquid(default: Instruments) -> None:
    chosen = [one for one in default.all if one.on_nxt]
    assert len(chosen) == 700
    assert {one.market for one in chosen} == {"KOSPI", "KOSDAQ"}
    assert {one.kind for one in chosen} == {"common"}
    assert not any(one.suspended for one in chosen)
    turnover = min(one.reference_price * one.average_volume for one in chosen)
    others = [
        one.reference_price * one.average_volume
        for one in default.all
        if one.kind == "common" and one.board != "KONEX" and not one.on_nxt and one.audit == "정상"
    ]
    assert max(others) <= turnover


def test_sizes_are_ranks_by_market_value(default: Instruments) -> None:
    for market, large, mid in (("KOSPI", 100, 200), ("KOSDAQ", 100, 300)):
        commons = [one for one in default.of_market(market) if one.kind == "common"]
        counts = Counter(one.size for one in commons)
        assert (counts["large"], counts["mid"]) == (large, mid)
        smallest = min(one.market_cap for one in commons if one.size == "large")
        assert smallest >= max(one.market_cap for one in commons if one.size == "mid")
    assert {one.size for one in default.all if one.kind != "common"} == {""}


def test_the_same_file_and_seed_make_the_same_issues(default: Instruments) -> None:
    again = build_instruments(world_data("default"), SEED)
    assert again.all == default.all


def test_another_seed_changes_figures_and_not_who_is_listed(default: Instruments) -> None:
    other = build_instruments(world_data("default"), SEED + 1)
    assert [one.code for one in other.all] == [one.code for one in default.all]
    same = [
        one.code
        for one, two in zip(default.all, other.all, strict=True)
        if not one.real and one.is_stock and one.reference_price == two.reference_price
    ]
    assert len(same) < 100
    assert other.find("005930") != default.find("005930")
    assert [one.reference_price for one in other.all if one.real] == [
        one.reference_price for one in default.all if one.real
    ]


def test_another_universe_lists_others(default: Instruments) -> None:
    other = build_instruments(universe(2), SEED)
    mine = {one.name for one in default.all if not one.real and one.is_stock}
    theirs = {one.name for one in other.all if not one.real and one.is_stock}
    assert len(mine & theirs) < len(mine) // 4


def test_a_larger_world_holds_the_issues_of_a_smaller_one() -> None:
    few = build_instruments(universe(KOSPI=200, KOSDAQ=100, preferred=30), SEED)
    many = build_instruments(universe(KOSPI=300, KOSDAQ=400, preferred=60), SEED)
    for one in few.all:
        if one.kind in ("etf", "etn", "elw", "warrant"):
            continue  # Made of other issues, of which there are more.
        two = many.find(one.code)
        assert two is not None
        assert (one.name, one.sector, one.reference_price, one.shares) == (
            *(two.name, two.sector, two.reference_price, two.shares),
        )


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_issues_do_not_depend_on_the_process(hash_seed: str, default: Instruments) -> None:
    code = (
        "import hashlib, json, pathlib, sys\n"
        "from kiwoom_mockserver.world.universe import build_instruments\n"
        "data = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'))\n"
        f"made = build_instruments(data, {SEED})\n"
        "print(hashlib.sha256('\\n'.join(map(repr, made.all)).encode()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(WORLDS / "default.json")],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == fingerprint(default)


def test_columns_agree_with_the_issues(default: Instruments) -> None:
    columns = default.columns
    assert columns is default.columns
    assert columns.codes == tuple(one.code for one in default.all)
    for place in range(0, len(default), 7):
        one = default.all[place]
        assert default.place(one.code) == place
        assert MARKETS[columns.market[place]] == one.market
        assert columns.reference_price[place] == one.reference_price
        assert columns.shares[place] == one.shares
        assert columns.tick_class[place] == one.tick_class
        assert columns.float_shares[place] == one.shares * one.float_rate // 1000
        moves = not one.suspended
        assert columns.volatility[place] == one.volatility * moves
        assert columns.beta[place] == one.beta * moves
        assert columns.average_volume[place] == one.average_volume * moves
        assert columns.sector[place] == industry_numbers().get(one.sector, 0) * moves
    assert default.place("000000") is None
    with pytest.raises(ValueError, match="read-only"):
        columns.shares[0] = 1


def test_float_shares_are_exact_for_the_largest_issue(default: Instruments) -> None:
    place = default.place("005930")
    assert place is not None
    assert default.columns.float_shares[place] == 5_846_278_608 * 761 // 1000


def test_places_of_a_market(default: Instruments) -> None:
    for market in MARKETS:
        places = default.issues_of(market)
        assert [default.all[place] for place in places] == list(default.of_market(market))
    assert len(default.issues_of("NYSE")) == 0


def test_lists_leave_out_what_is_traded_apart(default: Instruments) -> None:
    assert {one.market for one in default.listed} == {"KOSPI", "KOSDAQ", "ETF", "ETN", "REIT"}


def test_boards(default: Instruments) -> None:
    assert {one.board for one in default.all} == {"KOSPI", "KOSDAQ", "KONEX"}
    assert {one.board for one in default.all if one.market in ("ETF", "ELW", "REIT")} == {"KOSPI"}


def test_the_small_world_has_one_of_every_kind(small: Instruments) -> None:
    counts = Counter(one.market for one in small.all)
    assert len(small) == 30
    assert (counts["ETF"], counts["ETN"], counts["ELW"], counts["GOLD"]) == (2, 1, 2, 2)
    assert counts["KONEX"] == counts["REIT"] == 1
    assert sum(one.kind == "preferred" for one in small.all) == 1
    assert [one.name for one in small.all if one.suspended] == ["느린바다"]
    assert [one.name for one in small.all if one.audit == "관리종목"] == ["마른우물"]
    assert not any(one.real for one in small.all if one.audit != "정상")
    common = common_of(small, "005935")
    assert common is not None
    assert common.code == "005930"


def test_a_listed_issue_keeps_the_facts_the_file_gives(small: Instruments) -> None:
    slow = small.find("830010")
    assert slow is not None
    assert (slow.reference_price, slow.shares, slow.average_volume) == (1285, 31200000, 182000)
    assert slow.sector == "108"
    place = small.place("830010")
    assert small.columns.average_volume[place] == 0


def test_short_rows_still_make_a_world() -> None:
    rows = [["005930", "삼성전자", "KOSPI"], ["123450", "무명", "KOSDAQ"]]
    rows += [["123455", "무명우", "KOSDAQ"], ["123460", "하나", "KONEX"], ["123470", "둘", "REIT"]]
    made = build_instruments({"instruments": rows}, 7)
    assert [(one.code, one.name, one.market) for one in made.all] == [tuple(row) for row in rows]
    assert [one.kind for one in made.all] == ["common", "common", "preferred", "common", "reit"]
    assert all(on_grid(one) and one.sector in industry_numbers() for one in made.all)
    assert made.all[1].sector == made.all[2].sector
    assert made.all[4].sector == "028"


def test_the_anchor_moves_listing_dates() -> None:
    data = {**universe(KOSPI=200, KOSDAQ=50), "anchor": "2020-03-02"}
    made = build_instruments(data, 7)
    assert all(one.listing_date <= date(2020, 3, 2) for one in made.all if not one.real)


@pytest.mark.parametrize(
    "row",
    [
        ["069500", "KODEX 200", "ETF"],
        ["890001", "아무 ETN", "ETN"],
        ["5ABCDE", "키움ABCDE삼성전자풋", "ELW"],
        ["M04020000", "금 99.99_1kg", "GOLD"],
        ["80000R", "가나다 2R", "WARRANT"],
        ["123455", "무명우", "KOSPI"],
    ],
)
def test_a_single_issue_of_any_kind_makes_a_world(row: list[str]) -> None:
    made = build_instruments({"instruments": [row]}, 7)
    assert made.all[0].name == row[1]
    assert on_grid(made.all[0])
    assert len(made.columns.codes) == 1
    assert all(len(made.members_of(code)) <= 1 for code in ("001", "201", "205", "225", "604"))


@pytest.mark.parametrize("issues", [FEWEST_SCALED, 100, 700, 1349, 1350, 2700, MOST_SCALED])
def test_a_scaled_world_has_exactly_so_many_issues(issues: int) -> None:
    counts = scaled_counts(issues)
    assert sum(counts.values()) == issues
    made = build_instruments({"universe": {"counts": counts}}, 7)
    assert len(made) == issues
    assert len({one.name for one in made.all}) == issues


def test_the_largest_world_of_all_has_no_code_or_name_twice() -> None:
    made = build_instruments({"universe": {"counts": dict(MOST)}}, 7)
    assert len({one.code for one in made.all}) == len(made) == sum(MOST.values())
    assert len({one.name for one in made.all}) == len(made)


def test_an_empty_universe_has_the_usual_counts() -> None:
    made = build_instruments({"universe": {}}, 7)
    assert len(made) == sum(DEFAULT_COUNTS.values())


ROW = ["005930", "삼성전자", "KOSPI"]
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "neither universe nor a list"),
    "no issues": ({"instruments": []}, "neither universe nor a list"),
    "issues that are a text": ({"instruments": "abc"}, "neither universe nor a list"),
    "a universe that is a list": ({"universe": []}, "not a JSON object"),
    "an unknown kind": ({"universe": {"counts": {"NYSE": 1}}}, "no kind 'NYSE'"),
    "too many": ({"universe": {"counts": {"KOSPI": 2001}}}, "0 to 2000"),
    "fewer than none": ({"universe": {"counts": {"KOSPI": -1}}}, "0 to 2000"),
    "a count that is a text": ({"universe": {"counts": {"KOSPI": "9"}}}, "0 to 2000"),
    "a seed that is a text": ({"universe": {"seed": "x"}}, "seed is a whole number"),
    "an anchor that is no date": ({**universe(), "anchor": "yesterday"}, "no date"),
    "a row of two": ({"instruments": [ROW[:2]]}, "is not .code, name, market."),
    "a code twice": ({"instruments": [ROW, ROW]}, "listed twice"),
    "a code that is none": ({"instruments": [["5930", "x", "KOSPI"]]}, "no code"),
    "no name": ({"instruments": [["005930", " ", "KOSPI"]]}, "no name"),
    "an unknown market": ({"instruments": [["005930", "x", "NYSE"]]}, "no market 'NYSE'"),
    "an unknown fact": ({"instruments": [[*ROW, {"colour": 1}]]}, "no fact is called"),
    "a price that is a text": ({"instruments": [[*ROW, {"price": "1"}]]}, "price cannot be '1'"),
    "a price below zero": ({"instruments": [[*ROW, {"price": -1}]]}, "price cannot be -1"),
    "an unknown sector": ({"instruments": [[*ROW, {"sector": "001"}]]}, "no industry '001'"),
    "a date that is none": ({"instruments": [[*ROW, {"listed": 20261399}]]}, "instruments: "),
    "an unknown index": (
        {"instruments": [["890001", "x", "ETN", {"index": "moon", "multiple": 1000}]]},
        "no index is called 'moon'",
    ),
}


@pytest.mark.parametrize(("data", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_world_file_that_makes_no_sense_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(WorldError, match=message):
        build_instruments(data, 7)


def test_how_long_the_default_world_takes_is_recorded(
    record_property: Callable[[str, object], None],
) -> None:
    data = world_data("default")
    start = time.perf_counter()
    made = build_instruments(data, SEED)
    record_property("seconds", round(time.perf_counter() - start, 3))
    assert np.all(made.columns.reference_price > 0)


def test_bundled_worlds_are_named_as_their_files() -> None:
    for path in sorted(Path(WORLDS).glob("*.json")):
        assert world_data(path.stem)["name"] == path.stem
