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
from kiwoom_mockserver.world.bridge import measure, measure_at, path, point
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.fixed import ONE, exp_milli, log_of
from kiwoom_mockserver.world.intraday import BUY, MINUTES, SELL
from kiwoom_mockserver.world.noise import keys
from kiwoom_mockserver.world.session import CLOSE_SECOND, OPEN_SECOND, STOP_SECOND, State
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
    until = (min(second, STOP_SECOND) - OPEN_SECOND) * 1000 + 999
    trades = [one for one in market.trades(issue, day, 0, MINUTES) if one.at <= until]
    if second >= CLOSE_SECOND:
        return
    assert state.volume[0] == sum(one.quantity for one in trades)
    assert state.value[0] == sum(one.quantity * one.price for one in trades)
    assert state.bought[0] == sum(one.quantity for one in trades if one.side == BUY)
    assert state.trades[0] == len(trades)
    assert state.buys[0] == sum(one.side == BUY for one in trades)
    if trades:
        prices = [one.price for one in trades]
        assert (state.open[0], state.last[0]) == (prices[0], prices[-1])
        assert (state.high[0], state.low[0]) == (max(prices), min(prices))
        assert abs(state.size[0]) == trades[-1].quantity
        assert (state.size[0] < 0) == (trades[-1].side == SELL)
    else:
        assert state.last[0] == state.base[0]


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
    session = market.session(issue, day)
    minutes = session.bars()
    end = market.issue_state(issue, day, CLOSE_SECOND)
    assert bar.volume[0] == minutes.volume.sum() + session.plan.close_volume[0] == end.volume[0]
    closing = session.plan.close_volume[0] * session.plan.close_price[0]
    assert bar.value[0] == minutes.value.sum() + closing == end.value[0]
    assert bar.close[0] == end.last[0] == market.daily.closes_on(day)[issue]
    assert bar.low[0] <= min(bar.open[0], bar.close[0])
    assert bar.high[0] >= max(bar.open[0], bar.close[0])


def test_days_join_without_a_seam_and_stay_within_their_limits() -> None:
    days = np.arange(TODAY - 600, TODAY + 1)
    for seed in range(3):
        market = world(seed).market
        for issue in range(len(market.daily)):
            bars = market.history(issue, days)
            assert (bars.base[1:] == bars.close[:-1]).all()
            kind, leverage = market.listing.kind[issue], market.listing.leverage[issue]
            lower, upper = ticks.limits(np.full(len(days), kind), bars.base, int(leverage))
            for column in (bars.open, bars.high, bars.low, bars.close):
                assert ((lower <= column) & (column <= upper)).all()
                assert (ticks.floor_to_tick(np.full(len(days), kind), column) == column).all()


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
    weights = np.arange((1 << depth) + 1) * 10
    total = np.arange(count) * 1_000
    parts = measure(key, total, weights, depth)
    assert (np.diff(parts) >= 0).all()
    assert (parts[:, -1] == total).all()
    for step in {0, 1, (1 << depth) // 2, 1 << depth}:
        steps = np.full(count, step)
        assert (point(key, start, end, sigma, steps, depth) == whole[:, step]).all()
        assert (measure_at(key, total, weights, steps, depth) == parts[:, step]).all()
        early = path(key, start, end, sigma, depth, step)
        assert (early[:, : step + 1] == whole[:, : step + 1]).all()


@given(st.integers(1, 8_000_000))
def test_a_log_gives_its_price_back(price: int) -> None:
    log = log_of(np.array([price]))
    assert exp_milli(log)[0] // 1000 == price
    assert abs(log[0] / ONE - np.log(price)) < 1e-6
