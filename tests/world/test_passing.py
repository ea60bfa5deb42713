"""A market asked second by second says what it says when it is asked for one instant."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.passing import LENGTH, Passage
from kiwoom_mockserver.world.session import State, Where
from kiwoom_mockserver.world.world import load_world

NINE = 9 * 3600
TURNS = {
    "pre-market": 8 * 3600 - 2, "opening auction": NINE - 4, "noon": 12 * 3600,
    "closing auction": 15 * 3600 + 1198, "close": 15 * 3600 + 1798, "evening": 16 * 3600,
    "last": 20 * 3600 - 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def market() -> tuple[Market, int]:
    settings = Settings(world="small")
    world = load_world(settings, VirtualClock(settings.at))
    return world.market, world.instant(world.now()).day


def passage_of(market: Market) -> Passage:
    """The whole market's, with nothing known yet."""
    plans = market.plans
    return Passage(plans.whole, lambda day, second, where: plans.whole(day, where).state(second))


def same(one: State, other: State) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in State.__slots__)


@pytest.mark.parametrize("where", list(Where))
@pytest.mark.parametrize("start", TURNS.values(), ids=TURNS.keys())
def test_a_moment_later_is_the_same_as_that_moment(
    market: tuple[Market, int], start: int, where: Where
) -> None:
    world, day = market
    passage = passage_of(world)
    plans = world.plans.whole(day, where)
    for second in range(start, start + LENGTH + 6):
        told = passage.state(day, second, where)
        if second - start in (0, 1, 3, 13, LENGTH, LENGTH + 1):
            assert same(told, plans.state(second)), second


def test_interruptions_are_passed_like_anything_else(market: tuple[Market, int]) -> None:
    world, today = market
    day = next(day for day in range(today, 0, -1) if len(world.interruptions(day).issue))
    found = world.interruptions(day)
    begin, end = int(found.begin[0]), int(found.end[0])
    for where in (Where.KRX, Where.BOTH):
        passage = passage_of(world)
        for second in range(begin - 2, end + 2):
            told = passage.state(day, second, where)
            if second in (begin - 1, begin, begin + 60, end - 1, end, end + 1):
                assert same(told, world.plans.whole(day, where).state(second)), second


def test_a_second_asked_again_or_before_is_still_right(market: tuple[Market, int]) -> None:
    world, day = market
    passage = passage_of(world)
    plans = world.plans.whole(day, Where.KRX)
    for second in (NINE, NINE + 1, NINE + 30, NINE + 3, NINE + 3, NINE + 59, NINE + 600, NINE + 61):
        assert same(passage.state(day, second, Where.KRX), plans.state(second)), second


def test_what_was_told_stays_as_it_was(market: tuple[Market, int]) -> None:
    world, day = market
    passage = passage_of(world)
    passage.state(day, NINE, Where.KRX)
    one = passage.state(day, NINE + 1, Where.KRX)
    kept = one.volume.copy()
    passage.state(day, NINE + 40, Where.KRX)
    assert np.array_equal(one.volume, kept)


def test_a_few_issues_pass_as_the_market_does(market: tuple[Market, int]) -> None:
    world, day = market
    issues = np.array([3, 0, 7])
    for second in (NINE + 100, NINE + 101, NINE + 102, NINE + 130, NINE + 161, NINE + 162):
        told = world.some_states(issues, day, second)
        assert same(told, world.plans.whole(day, Where.KRX).state(second).only(issues)), second


def test_threads_that_share_a_market_do_not_disturb_each_other(market: tuple[Market, int]) -> None:
    world, day = market
    passage, plans = passage_of(world), world.plans.whole(day, Where.KRX)
    starts = (NINE + 300, NINE + 3_000, NINE + 9_000)
    expected = {start: plans.state(start + 20) for start in starts}

    def pass_by(start: int) -> bool:
        for _ in range(5):
            told = [passage.state(day, start + step, Where.KRX) for step in range(21)]
        return same(told[-1], expected[start])

    with ThreadPoolExecutor(len(starts)) as pool:
        assert all(pool.map(pass_by, starts))
