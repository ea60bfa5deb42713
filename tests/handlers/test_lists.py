"""Lists of issues as they are: markets, an account's groups, what people look up."""

from typing import Any

import pytest

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.watchlists import watchlists_of
from kiwoom_mockserver.world.world import load_world
from tests.gateway.caller import Caller, gateway_of
from tests.handlers.asking import at, number

MARKETS = {
    "0": {"KOSPI", "ETF"}, "10": {"KOSDAQ"}, "50": {"KONEX"}, "8": {"ETF"}, "60": {"ETN"},
    "3": {"ELW"}, "6": {"REIT"}, "80": {"GOLD"}, "30": set(), "9": set(),
}  # fmt: skip


@pytest.fixture(scope="module")
def market() -> Caller:
    return Caller(gateway_of(limits=False, world="default")).login()


@pytest.mark.parametrize(("asked", "markets"), MARKETS.items())
def test_a_market_s_list_is_whole(asked: str, markets: set[str], market: Caller) -> None:
    rows = market.data("ka10099", {"mrkt_tp": asked})["list"]
    issues = market.gateway.world.instruments.all
    assert [row["code"] for row in rows] == [one.code for one in issues if one.market in markets]


def test_the_two_lists_of_rights_hold_each_right_once(market: Caller) -> None:
    told = [
        {row["code"] for row in market.data("ka10099", {"mrkt_tp": asked})["list"]}
        for asked in ("5", "7")
    ]
    rights = {one.code for one in market.gateway.world.instruments.of_market("WARRANT")}
    assert told[0] | told[1] == rights
    assert not told[0] & told[1]


def test_a_row_says_what_asking_for_the_issue_says(market: Caller) -> None:
    for asked in ("0", "10"):
        for row in market.data("ka10099", {"mrkt_tp": asked})["list"][::150]:
            told = market.data("ka10100", {"stk_cd": row["code"]})
            assert {name: told[name] for name in row} == row
            info = market.data("ka10001", {"stk_cd": row["code"]})
            assert int(row["lastPrice"]) == int(info["base_pric"])
            assert int(row["listCount"]) // 1_000 == int(info["flo_stk"])


def test_supervision_shows_as_state_or_as_audit(market: Caller) -> None:
    find = market.gateway.world.instruments.find
    seen = set()
    for asked in ("0", "10"):
        for row in market.data("ka10099", {"mrkt_tp": asked})["list"]:
            issue = find(row["code"])
            assert issue is not None
            seen.add(issue.audit)
            assert issue.audit in {row["state"], row["auditInfo"]}
            assert row["state"].startswith("증거금") or row["auditInfo"] == "정상"
            assert (row["nxtEnable"] == "Y") is issue.on_nxt
    assert {"정상", "관리종목", "거래정지", "투자주의"} <= seen


def test_watched_groups_are_the_world_file_s() -> None:
    caller, _ = at(0)
    listed = caller.data("ka01300", {})["nofi"]
    assert [row["gcod"] for row in listed] == [one.code for one in caller.gateway.world.watchlists]
    for row in listed:
        group = caller.data("ka01301", {"arn_grp_id": row["gcod"]})
        quotes = caller.data("ka10095", {"stk_cd": "|".join(r["cod2"] for r in group["nofj"])})
        assert group["rtcd"] == "S"
        assert all(quote["cur_prc"] for quote in quotes["atn_stk_infr"])
    unknown = caller.data("ka01301", {"arn_grp_id": "999"})
    assert (unknown["rtcd"], unknown["nofj"]) == ("F", [])


BAD_GROUPS: dict[str, tuple[list[Any], str]] = {
    "no list": ([["001", "mine", "005930"]], "not a code, a name and a list"),
    "unknown issue": ([["001", "mine", ["123456"]]], "holds 123456"),
    "long name": ([["001", "far too long", []]], "a name 1 to 5"),
    "same code": ([["001", "a", []], ["001", "b", []]], "same code"),
    "too many issues": ([["001", "a", ["005930"] * 101]], "100 at most"),
}


@pytest.mark.parametrize("case", BAD_GROUPS)
def test_a_group_that_makes_no_sense_is_named(case: str) -> None:
    rows, told = BAD_GROUPS[case]
    settings = Settings(world="small")
    instruments = load_world(settings, VirtualClock(settings.at)).instruments
    with pytest.raises(WorldError, match=told):
        watchlists_of(rows, instruments)


@pytest.mark.parametrize("interval", ["1", "2", "3", "4", "5"])
def test_twenty_issues_are_looked_up_most(interval: str, market: Caller) -> None:
    rows = market.data("ka00198", {"qry_tp": interval})["item_inq_rank"]
    assert [row["bigd_rank"] for row in rows] == [str(place) for place in range(1, 21)]
    assert len({row["stk_cd"] for row in rows}) == 20
    for row in rows:
        change = int(row["rank_chg"])
        assert row["rank_chg_sign"] == ("N" if not change else "+" if change > 0 else "-")


def test_prices_of_what_is_looked_up_are_of_the_interval_s_end() -> None:
    caller, alone = at(0)
    quotes = {one.issue.code: one.quote for one in alone}
    rows = [
        row for row in caller.data("ka00198", {"qry_tp": "1"})["item_inq_rank"] if row["stk_cd"]
    ]
    assert rows
    for row in rows:
        quote = quotes[row["stk_cd"]]
        assert row["past_curr_prc"] == quote["cur_prc"]
        assert row["base_comp_chgr"] == quote["flu_rt"]
        assert (row["dt"], row["tm"]) == ("20260915", "095900")


def test_before_anything_is_traded_nothing_is_looked_up() -> None:
    caller, _ = at(-3_601)
    rows = caller.data("ka00198", {"qry_tp": "1"})["item_inq_rank"]
    assert len(rows) == 20
    assert {(row["stk_cd"], row["stk_nm"], row["past_curr_prc"]) for row in rows} == {("", "", "0")}


def test_an_elw_among_stocks_has_its_own_figures() -> None:
    caller, _ = at(0)
    elw = caller.gateway.world.instruments.of_market("ELW")[0]
    stock, worth = caller.data("ka10095", {"stk_cd": f"005930|{elw.code}"})["atn_stk_infr"]
    listed = caller.data("ka30012", {"stk_cd": elw.code})
    assert (stock["prty"], stock["elwexpr_dt"], stock["delta"]) == ("0.00", "00000000", "")
    assert float(worth["prty"]) == float(listed["elwprty"])
    assert worth["elwexpr_dt"] == listed["expr_dt"]
    assert number(worth, "elwexec_pric") == int(float(listed["elwexec_pric"]))
