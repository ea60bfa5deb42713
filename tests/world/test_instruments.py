"""What is traded, and under which codes it is known."""

import pytest

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.instruments import Instrument, Instruments
from kiwoom_mockserver.world.world import World, load_world

MARKET = Instruments(
    [
        Instrument("005930", "삼성전자", "KOSPI"),
        Instrument("0004V0", "엔비알모션", "KOSDAQ"),
        Instrument("069500", "KODEX 200", "ETF"),
        Instrument("57JBHH", "콜", "ELW"),
        Instrument("M04020000", "금", "GOLD"),
    ]
)

KNOWN = {
    "005930": (True, True),
    "005930_NX": (True, False),
    "005930_AL": (True, False),
    "0004V0_NX": (True, False),
    "069500": (True, True),
    "069500_NX": (False, False),
    "069500_AL": (False, False),
    "57JBHH": (True, True),
    "57JBHH_AL": (False, False),
    "M04020000": (True, True),
    "005930_KR": (False, False),
    "005930_NX_AL": (False, False),
    "_NX": (False, False),
    "A005930": (False, False),
    "5930": (False, False),
    " 005930": (False, False),
    "": (False, False),
}


@pytest.mark.parametrize(("code", "known"), KNOWN.items())
def test_a_code_is_known_with_and_without_nxt(code: str, known: tuple[bool, bool]) -> None:
    found = MARKET.find(code), MARKET.find(code, krx_only=True)
    assert tuple(one is not None for one in found) == known


def test_a_suffix_finds_the_same_issue() -> None:
    assert MARKET.find("005930_NX") is MARKET.find("005930_AL") is MARKET.find("005930")


def test_lists_leave_out_warrants_and_gold_and_keep_the_order() -> None:
    assert [issue.code for issue in MARKET.listed] == ["005930", "0004V0", "069500"]
    assert len(MARKET) == 5


def test_a_market_has_its_own_issues() -> None:
    assert [issue.code for issue in MARKET.of_market("ETF")] == ["069500"]
    assert MARKET.of_market("KONEX") == ()


def test_stocks_are_on_nxt_and_funds_are_not() -> None:
    assert [issue.on_nxt for issue in MARKET.all] == [True, True, False, False, False]


@pytest.fixture(scope="module")
def world() -> World:
    settings = Settings()
    return load_world(settings, VirtualClock(settings.at))


def test_the_default_world_has_every_market_and_no_code_twice(world: World) -> None:
    issues = world.instruments
    assert {issue.market for issue in issues.all} >= {"KOSPI", "KOSDAQ", "ETF", "ELW", "GOLD"}
    codes = [issue.code for issue in issues.all]
    assert len(set(codes)) == len(codes)
    assert all(issue.name.strip() == issue.name != "" for issue in issues.all)


@pytest.mark.parametrize(
    "code", ["005930", "000660", "069500", "57JBHH", "M04020000", "039490", "252670"]
)
def test_the_issues_of_the_manuals_examples_are_in_the_default_world(
    code: str, world: World
) -> None:
    assert world.instruments.find(code) is not None
