"""Indices are weighted prices of their members, at any instant and in history."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from statistics import correlation

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.course import Print
from kiwoom_mockserver.world.indices import Indices
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.sectors import Sector, find_sector, sectors
from kiwoom_mockserver.world.session import CLOSE_SECOND, LAST_SECOND, OPEN_SECOND, hours_of
from kiwoom_mockserver.world.world import World, load_world

TODAY = 4111
AT_TEN = 36_000
OPENED_LATE = 3665
"""A day on which KRX opened at ten."""
SECONDS = st.integers(OPEN_SECOND - 60, CLOSE_SECOND + 60)
WEIGHTED = ["001", "013", "101", "201", "205", "701"]


@cache
def world(seed: int = 1, name: str = "small") -> World:
    given_settings = Settings(world=name, seed=seed)
    return load_world(given_settings, VirtualClock(given_settings.at))


def sector(code: str) -> Sector:
    found = find_sector(code)
    assert found is not None
    return found


def weighted(market: Market, places: list[int], weights: list[int], prices: Sequence[int]) -> float:
    """The level as a plain sum, in floating point, over that of the anchor day."""
    anchored = [int(market.listing.reference[place]) for place in places]
    value = sum(weight * price for weight, price in zip(weights, prices, strict=True))
    return value / sum(weight * price for weight, price in zip(weights, anchored, strict=True))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2), st.sampled_from(WEIGHTED), st.integers(-2400, 200), SECONDS)
@example(0, "001", OPENED_LATE - TODAY, OPEN_SECOND)
@example(1, "101", 0, CLOSE_SECOND - 600)
@example(2, "201", 0, CLOSE_SECOND)
def test_a_level_is_the_weighted_prices_of_its_members_when_it_was_published(
    seed: int, code: str, ahead: int, second: int
) -> None:
    held, index, day = world(seed), sector(code), TODAY + ahead
    shown = held.indices.today(index, day, second)
    assert bool(len(shown.levels)) is (second >= hours_of(day).open)
    places, weights = held.instruments.basket_of(code)
    stood = [stood_at(held.market, int(place), day, second) for place in places]
    prices, volume, value = zip(*stood, strict=True)
    expected = index.level * weighted(held.market, places.tolist(), weights.tolist(), prices)
    level = held.indices.level(index, day, held.indices.state(day, second))
    assert level == pytest.approx(expected, abs=0.51)
    if len(shown.levels):
        assert shown.levels[-1] == level
        assert shown.volume[-1] == sum(volume)
        assert shown.value[-1] == sum(value)


def stood_at(market: Market, place: int, day: int, second: int) -> tuple[int, int, int]:
    """Last price, shares and won of an issue when its indices were published last."""
    hours = hours_of(day)
    if hours.open <= second < hours.open + 10:
        printed = market.plan(place, day).parts[0]
        assert isinstance(printed, Print)
        base = int(market.issue_state(place, day, second).base[0])
        met = printed.second == hours.open and printed.shares > 0
        return (
            (printed.price, printed.shares, printed.price * printed.shares) if met else (base, 0, 0)
        )
    told = second - second % 10 if second < hours.close else second
    state = market.issue_state(place, day, told)
    return int(state.last[0]), int(state.volume[0]), int(state.value[0])


@pytest.mark.parametrize("code", ["001", "101", "206"])
@pytest.mark.parametrize("day", [TODAY, OPENED_LATE, TODAY - 1])
def test_what_was_published_stays(code: str, day: int) -> None:
    held, index, hours = world(), sector(code), hours_of(day)
    whole = Indices(held.market, held.instruments).today(index, day, LAST_SECOND)
    seconds = [*range(hours.open, hours.stop + 1, 10), hours.close]
    assert whole.seconds.tolist() == seconds
    walks = Indices(held.market, held.instruments)
    for second in range(hours.open, hours.close + 200, 487):
        shown, bar = walks.today(index, day, second), walks.bar(index, day, second)
        count = sum(one <= second for one in seconds)
        assert [column.tolist() for column in shown] == [
            column[:count].tolist() for column in whole
        ]
        assert (bar.high, bar.low) == (shown.levels.max(), shown.levels.min())
        assert (bar.open, bar.close) == (shown.levels[0], shown.levels[-1])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2), st.integers(-300, 100), SECONDS)
def test_members_are_up_down_unchanged_or_untraded(seed: int, ahead: int, second: int) -> None:
    held = world(seed)
    state = held.market.state(TODAY + ahead, second)
    for index in sectors():
        counts = held.indices.counts(index, TODAY + ahead, state)
        assert counts.rising + counts.unchanged + counts.falling == counts.traded <= counts.listed
        members = held.instruments.members_of(index.code)
        listed = [held.instruments.all[place].listed_on(day_at(TODAY + ahead)) for place in members]
        assert counts.listed == sum(listed)
        assert counts.upper <= counts.rising
        assert counts.lower <= counts.falling


@pytest.mark.parametrize("code", ["001", "101", "201", "206", "208", "603"])
@pytest.mark.parametrize("second", [OPEN_SECOND, AT_TEN, AT_TEN + 17, CLOSE_SECOND - 1, 86_399])
def test_a_bar_holds_what_was_shown_and_ends_at_the_level(code: str, second: int) -> None:
    held, index = world(), sector(code)
    bar = held.indices.bar(index, TODAY, second)
    assert bar.low <= min(bar.open, bar.close)
    assert bar.high >= max(bar.open, bar.close)
    assert bar.base == held.indices.close(index, TODAY - 1)
    assert bar.close == held.indices.level(index, TODAY, held.indices.state(TODAY, second))
    assert len(held.indices.today(index, TODAY, second).levels)


def test_the_anchor_day_closes_at_the_levels_of_the_data() -> None:
    held = world()
    for index in sectors():
        if held.indices.basket(index) is not None:
            assert held.indices.close(index, held.market.anchor) == index.level, index.code


@pytest.mark.parametrize("code", ["001", "201", "207", "603", "110"])
def test_a_past_day_is_its_minutes_and_follows_from_its_members(code: str) -> None:
    held, index = world(), sector(code)
    for day in (TODAY - 1, TODAY - 1_777):
        (bar,) = held.indices.bars(index, day, day)
        shown = held.indices.past(index, day)
        assert bar.close == held.indices.close(index, day)
        assert bar.base == held.indices.close(index, day - 1)
        if not len(shown.levels):
            continue
        assert (bar.open, bar.close) == (shown.levels[0], shown.levels[-1])
        assert (bar.high, bar.low) == (shown.levels.max(), shown.levels.min())
        assert (bar.volume, bar.value) == (shown.volume[-1], shown.value[-1])
        assert (np.diff(shown.volume) >= 0).all()
        assert (np.diff(shown.value) >= 0).all()


@pytest.mark.parametrize("code", ["001", "101", "013", "206"])
def test_a_past_day_is_near_what_it_was_while_it_was_today(code: str) -> None:
    held, index = world(), sector(code)
    # The doubled index of 206 strays twice as far.
    near = 0.02 if code == "206" else 0.01
    for day in range(TODAY - 12, TODAY):
        then = held.indices.bar(index, day, 86_399)
        (now,) = held.indices.bars(index, day, day)
        assert (now.open, now.close, now.base) == (then.open, then.close, then.base)
        assert now.volume == then.volume
        assert now.high == pytest.approx(then.high, rel=near)
        assert now.low == pytest.approx(then.low, rel=near)
        assert now.value == then.value


@pytest.mark.parametrize(("code", "multiple"), [("206", 2), ("207", -1), ("208", -2)])
def test_leveraged_indices_move_their_multiple_each_day(code: str, multiple: int) -> None:
    held = world()
    plain = held.indices.bars(sector("201"), TODAY - 90, TODAY + 30)
    many = held.indices.bars(sector(code), TODAY - 90, TODAY + 30)
    for one, other in zip(plain, many, strict=True):
        moved = one.close / one.base - 1
        assert other.close / other.base - 1 == pytest.approx(multiple * moved, abs=3e-4)


def test_volatility_rises_when_the_market_falls() -> None:
    held = world()
    days = range(TODAY - 200, TODAY)
    market = [held.indices.close(sector("201"), day) for day in days]
    nervous = [held.indices.close(sector("603"), day) for day in days]
    moves = [[after / before - 1 for before, after in pairwise(row)] for row in (market, nervous)]
    assert correlation(*moves) < -0.1
    assert held.indices.bar(sector("603"), TODAY, AT_TEN).volume == 0


def test_history_is_the_same_in_whatever_order_it_is_asked_for() -> None:
    held, index = world(), sector("001")
    one, other = (Indices(held.market, held.instruments) for _ in range(2))
    whole = one.bars(index, TODAY - 150, TODAY)
    alone = [other.bars(index, day, day)[0] for day in range(TODAY, TODAY - 151, -9)]
    assert alone == whole[::-9]
    late = other.bar(index, TODAY, CLOSE_SECOND)
    early = other.bar(index, TODAY, AT_TEN)
    assert (early, late) == (one.bar(index, TODAY, AT_TEN), one.bar(index, TODAY, CLOSE_SECOND))
