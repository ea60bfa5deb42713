"""The market: every view of one issue is a sum over the same trades, at any instant."""

from dataclasses import fields
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.book import Book
from kiwoom_mockserver.world.bridge import path, point
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.fixed import ONE, exp_milli, log_of
from kiwoom_mockserver.world.market import DAY_SECONDS
from kiwoom_mockserver.world.noise import below, keys, one_below
from kiwoom_mockserver.world.planning import Habits, Planner
from kiwoom_mockserver.world.prints import AUCTION, BUY, SELL
from kiwoom_mockserver.world.session import CLOSE_SECOND, OPEN_SECOND, State, state_at
from kiwoom_mockserver.world.streaks import MOST_DAYS
from kiwoom_mockserver.world.world import World, load_world

TODAY = 4111
"""The trading day of 2026-09-15."""

SECONDS = st.integers(OPEN_SECOND - 600, CLOSE_SECOND + 600)


@cache
def world(seed: int = 1) -> World:
    given_settings = Settings(world="small", seed=seed)
    return load_world(given_settings, VirtualClock(given_settings.at))


def test_the_day_is_the_one_meant() -> None:
    assert world().instant(Settings().at).day == TODAY


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3), st.integers(0, 29), st.integers(TODAY - 4000, TODAY + 500), SECONDS)
def test_a_state_is_the_sum_of_its_trades(seed: int, issue: int, day: int, second: int) -> None:
    market = world(seed).market
    state = market.issue_state(issue, day, second)
    made = market.tape(issue, day, 0, second + 1)
    price, shares, side = made.price, made.quantity, made.side
    assert (np.diff(made.at) >= 0).all()
    assert (shares > 0).all()
    assert state.volume[0] == shares.sum()
    assert state.value[0] == (shares * price).sum()
    assert state.bought[0] == shares[side == BUY].sum()
    if not len(price):
        assert state.last[0] == state.base[0]
        return
    assert (state.open[0], state.last[0]) == (price[0], price[-1])
    assert (state.high[0], state.low[0]) == (price.max(), price.min())
    assert abs(state.size[0]) == shares[-1]
    assert (state.size[0] < 0) == (side[-1] == SELL)
    quoted = side[-1] != AUCTION and not state.expected[0]
    if quoted and state.lower[0] < price[-1] < state.upper[0]:
        met = state.bid if side[-1] == SELL else state.ask
        assert met[0] == price[-1]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2), st.integers(TODAY - 4000, TODAY), SECONDS)
def test_one_some_and_all_issues_stand_alike(seed: int, day: int, second: int) -> None:
    market = world(seed).market
    everyone = market.state(day, second)
    some = market.some_states(np.array([3, 0, 7]), day, second)
    for name in (one.name for one in fields(State)):
        column = getattr(everyone, name)
        assert getattr(some, name).tolist() == column[[3, 0, 7]].tolist()
        assert getattr(market.issue_state(7, day, second), name)[0] == column[7]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2), st.integers(0, 29), st.integers(TODAY - 7000, TODAY))
def test_a_day_is_its_minutes_and_its_end(seed: int, issue: int, day: int) -> None:
    market = world(seed).market
    bar = market.history(issue, np.array([day]))
    end = market.issue_state(issue, day, DAY_SECONDS)
    minutes = market.minutes(issue, day, 1, DAY_SECONDS)
    assert bar.volume[0] == minutes.volume.sum() == end.volume[0]
    assert bar.value[0] == minutes.value.sum() == end.value[0]
    assert bar.bought[0] == minutes.bought.sum() == end.bought[0]
    assert bar.close[0] == end.last[0] == market.daily.closes_on(day)[issue]
    assert bar.low[0] <= min(bar.open[0], bar.close[0])
    assert bar.high[0] >= max(bar.open[0], bar.close[0])
    assert (np.diff(minutes.second) > 0).all()
    if len(minutes.second):
        assert (bar.open[0], bar.close[0]) == (minutes.open[0], minutes.close[-1])
        assert (bar.high[0], bar.low[0]) == (minutes.high.max(), minutes.low.min())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2), st.integers(0, 29), st.integers(TODAY - 3000, TODAY), SECONDS)
def test_minutes_until_a_second_are_its_state(seed: int, issue: int, day: int, second: int) -> None:
    market = world(seed).market
    state = market.issue_state(issue, day, second)
    minutes = market.minutes(issue, day, 1, second)
    assert minutes.volume.sum() == state.volume[0]
    assert minutes.value.sum() == state.value[0]
    if len(minutes.second):
        assert minutes.second[-1] <= second
        assert (minutes.open[0], minutes.close[-1]) == (state.open[0], state.last[0])
        assert (minutes.high.max(), minutes.low.min()) == (state.high[0], state.low[0])
        assert minutes.size[-1] == state.size[0]


@pytest.mark.parametrize("average", [1, 7, 8, 16, 60, 1_000, 900_000_000])
def test_issues_that_trade_little_or_much_keep_their_sums(average: int) -> None:
    market = world().market
    count = len(market.daily)
    habits = Habits(np.full(count, average))
    planner = Planner(9, market.listing, habits, market.daily, market.spans)
    plan = planner.plan(np.arange(count), np.full(count, TODAY))
    end = state_at(plan, DAY_SECONDS)
    assert (end.volume > 0).all()
    for second in range(OPEN_SECOND, CLOSE_SECOND, 1_777):
        many = state_at(plan, second)
        for issue in range(0, count, 7):
            one = state_at(plan.number(issue), second)
            for name in State.__slots__:
                assert getattr(one, name)[0] == getattr(many, name)[issue], name
        assert (many.volume <= end.volume).all()
        assert (many.high <= end.high).all()


def test_no_day_trades_on_both_sides_of_an_edge_of_the_tick_table() -> None:
    days = np.arange(TODAY - 600, TODAY + 1)
    market = world().market
    for issue in range(len(market.daily)):
        kind = np.full(len(days), market.listing.kind[issue])
        bars = market.history(issue, days)
        traded = bars.volume > 0
        least, most = ticks.band_edges(kind, bars.close)
        assert ((bars.low >= least) | ~traded).all()
        assert ((bars.high <= most) | ~traded).all()


def test_the_year_behind_holds_its_highest_and_lowest_price() -> None:
    market = world().market
    issues = np.array([3, 29, 0])
    high, high_day, low, low_day = market.extremes(issues, TODAY, 249)
    for place, issue in enumerate(issues.tolist()):
        days = np.arange(TODAY - 249, TODAY)
        bars = market.history(issue, days)
        assert (high[place], low[place]) == (bars.high.max(), bars.low.min())
        assert bars.high[high_day[place] - days[0]] == high[place]
        assert bars.low[low_day[place] - days[0]] == low[place]


def test_streaks_are_what_the_closes_say() -> None:
    market = world().market
    everyone, long = np.arange(len(market.daily)), 110
    for day in (4110, 2002):
        ways = np.sign(np.diff(market.closes(everyone, day - long, day), axis=1))[:, ::-1]
        moves, length = market.streaks(day)
        assert (moves == ways[:, 0]).all()
        alike = np.cumprod(ways == ways[:, :1], axis=1).sum(axis=1)
        listed = np.minimum(market.tenure.age(everyone, day), MOST_DAYS)
        assert (length == np.minimum(alike, listed)).all()
        assert (length == listed).any()


def test_days_join_without_a_seam_and_stay_within_their_limits() -> None:
    days = np.arange(TODAY - 600, TODAY + 1)
    for seed in range(3):
        market = world(seed).market
        for issue in range(len(market.daily)):
            listed = days[days > market.tenure.first[issue]]
            bars = market.history(issue, listed)
            assert (bars.base[1:] == bars.close[:-1]).all()
            kind, leverage = market.listing.kind[issue], market.listing.leverage[issue]
            lower, upper = ticks.limits(np.full(len(listed), kind), bars.base, int(leverage))
            for column in (bars.open, bars.high, bars.low, bars.close):
                assert ((lower <= column) & (column <= upper)).all()
                assert (ticks.floor_to_tick(np.full(len(listed), kind), column) == column).all()


def test_the_anchor_day_closes_at_the_reference_prices() -> None:
    market = world().market
    assert (market.daily.closes_on(TODAY - 1) == market.listing.reference).all()


def test_another_seed_is_another_market() -> None:
    states = [world(seed).market.state(TODAY, 36_000) for seed in (1, 2)]
    assert (states[0].last != states[1].last).any()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2), st.integers(TODAY - 500, TODAY), SECONDS)
def test_a_book_lies_around_the_last_price(seed: int, day: int, second: int) -> None:
    market = world(seed).market
    issues = np.arange(len(market.daily))
    state = market.state(day, second)
    book: Book = market.book(issues, day, second, state)
    for ask, bid, size in zip(book.ask, book.bid, book.ask_size, strict=True):
        offers, bids = ask[ask > 0].tolist(), bid[bid > 0].tolist()
        assert offers == sorted(set(offers))
        assert bids == sorted(set(bids), reverse=True)
        assert not offers or not bids or bids[0] < offers[0]
        assert ((size > 0) <= (ask > 0)).all()
    at_top = state.last >= state.upper
    assert (book.ask[at_top] == 0).all()


def test_a_level_keeps_its_size_while_the_price_moves() -> None:
    market = world().market
    issue = np.array([0])
    seen: dict[int, set[int]] = {}
    for second in range(36_000, 36_005):
        book = market.book(issue, TODAY, second, market.issue_state(0, TODAY, second))
        for price, size in zip(book.ask[0].tolist(), book.ask_size[0].tolist(), strict=True):
            seen.setdefault(price, set()).add(size)
    assert all(len(sizes) == 1 for sizes in seen.values())


@pytest.mark.parametrize("depth", [1, 5, 9])
def test_a_point_of_a_walk_is_a_point_of_its_path(depth: int) -> None:
    count = 50
    key = keys(5, np.arange(count))
    start, end = np.zeros(count, dtype=np.int64), np.full(count, 1 << 28)
    sigma = np.full(count, 1 << 20)
    whole = path(key, start, end, sigma, depth)
    for step in {0, 1, (1 << depth) // 2, 1 << depth}:
        steps = np.full(count, step)
        assert (point(key, start, end, sigma, steps, depth) == whole[:, step]).all()
        early = path(key, start, end, sigma, depth, step)
        assert (early[:, : step + 1] == whole[:, : step + 1]).all()


@given(st.integers(1, 8_000_000))
def test_a_log_gives_its_price_back(price: int) -> None:
    log = log_of(np.array([price]))
    assert exp_milli(log)[0] // 1000 == price
    assert abs(log[0] / ONE - np.log(price)) < 1e-6


@pytest.mark.parametrize("seed", [0, 1, 2**63, 12_345_678_901_234_567])
@pytest.mark.parametrize("parts", [(71, 4111, 1), (71, 0, 99_999), (5,)])
def test_chance_of_plain_numbers_is_that_of_arrays(seed: int, parts: tuple[int, ...]) -> None:
    for bound in (1, 201, 2**31):
        assert one_below(bound, seed, *parts) == int(below(keys(seed, *parts), bound)[0])
