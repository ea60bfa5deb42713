"""Auctions: what they expect is what they come to, and nothing is expected without one."""

from datetime import date
from functools import cache

import numpy as np
import pytest

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.session import State, Where, hours_of
from kiwoom_mockserver.world.world import World, load_world

TODAY = 4111


@cache
def world(seed: int = 1) -> World:
    given_settings = Settings(world="small", seed=seed)
    return load_world(given_settings, VirtualClock(given_settings.at))


@pytest.mark.parametrize("where", [Where.KRX, Where.BOTH])
@pytest.mark.parametrize("day", [TODAY, day_index(date(2026, 1, 2)), day_index(date(2025, 11, 13))])
def test_the_last_expected_price_is_the_one_met(day: int, where: Where) -> None:
    market, hours = world().market, hours_of(day)
    for end in (hours.open, hours.close):
        expecting, met = market.state(day, end - 1, where), market.tape
        # One that opens too far away goes on for two minutes.
        goes_on = market.state(day, end).expected > 0
        held = np.flatnonzero((expecting.expected > 0) & ~goes_on)
        assert len(held) > 20
        for issue in held.tolist():
            made = met(issue, day, end, end + 1)
            assert expecting.expected[issue] == made.price[0]
            assert expecting.expected_volume[issue] == made.quantity[0]


def test_an_auction_is_told_in_its_time_and_lies_within_limits() -> None:
    market, hours = world().market, hours_of(TODAY)
    kind = market.listing.kind
    for begin, end in ((hours.told, hours.open), (hours.stop, hours.close)):
        assert not market.state(TODAY, begin - 1).expected.any()
        assert market.state(TODAY, end).expected.astype(bool).sum() <= 1
        seen, gathered = [], []
        for second in range(begin, end, 37):
            state = market.state(TODAY, second)
            held = state.expected > 0
            assert (held == (state.expected_volume > 0)).all()
            assert ticks.on_tick(kind[held], state.expected[held]).all()
            for one in (state.lower <= state.expected, state.expected <= state.upper):
                assert one[held].all()
            quoted = held & (state.bid > 0) & (state.ask > 0)
            assert ((state.bid < state.ask) | ~quoted).all()
            met = (state.bid == state.expected) | (state.ask == state.expected)
            assert met[held].all()
            seen.append(state.expected)
            gathered.append(state.expected_volume)
        moved = (np.stack(seen) != seen[-1]).any(axis=0)
        assert moved[held].mean() > 0.7
        assert (gathered[-1][held] > gathered[0][held]).all()


def test_an_opening_on_an_edge_of_the_tick_table_is_expected_on_the_day_s_grid() -> None:
    """Seed 0, trading day 3743: opened at 500,000 and closed at 499,500, from a base above both."""
    market = world(0).market
    for second in range(9 * 3600 - 600, 9 * 3600, 7):
        state = market.issue_state(5, 3743, second)
        assert 0 < state.expected[0] <= 500_000
        assert state.bid[0] < state.ask[0]
        assert ticks.on_tick(ticks.STOCK, int(state.ask[0]))


def test_one_issue_expects_what_it_does_among_all() -> None:
    market = world().market
    for second in (32_000, 32_399, 55_300, 55_790):
        everyone = market.state(TODAY - 3, second, Where.BOTH)
        for issue in (0, 5, 13):
            one = market.issue_state(issue, TODAY - 3, second, Where.BOTH)
            for name in State.__slots__:
                assert getattr(one, name)[0] == getattr(everyone, name)[issue], name


def test_what_an_auction_expects_does_not_hang_on_other_issues_of_the_plan() -> None:
    market, closing = world(seed=11).market, hours_of(TODAY).close - 300
    days = [day for day in range(TODAY - 30, TODAY) if len(market.interruptions(day).issue)][:3]
    assert days
    for day in days:
        expected = market.plans.whole(day, Where.KRX).state(closing).expected
        assert (expected > 0).any()
        quiet = np.setdiff1d(np.arange(len(market.daily)), market.interruptions(day).issue)
        alone = market.plans.days(quiet, day, 1, Where.KRX).state(closing)
        assert np.array_equal(alone.expected, expected[quiet])
