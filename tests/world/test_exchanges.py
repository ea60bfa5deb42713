"""NXT beside KRX: its own trades in its own hours at prices near, and both taken together."""

from dataclasses import fields
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.alternative import other_hours
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.market import DAY_SECONDS, Market
from kiwoom_mockserver.world.session import CLOSE_SECOND, State, Where
from kiwoom_mockserver.world.transcript import bars_of
from kiwoom_mockserver.world.world import World, load_world

TODAY = 4111
BEGIN = day_index(date(2025, 3, 4))
NXT_DAYS = st.integers(BEGIN, TODAY + 300)
SECONDS = st.integers(8 * 3600 - 60, 20 * 3600 + 60)


@cache
def world(seed: int = 1) -> World:
    given_settings = Settings(world="small", seed=seed)
    return load_world(given_settings, VirtualClock(given_settings.at))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2), st.integers(0, 29), NXT_DAYS, SECONDS, st.sampled_from(list(Where)))
def test_a_state_is_the_sum_of_its_trades_wherever_they_were(
    seed: int, issue: int, day: int, second: int, where: Where
) -> None:
    market = world(seed).market
    state = market.issue_state(issue, day, second, where)
    made = market.tape(issue, day, 0, second + 1, where)
    assert (np.diff(made.at) >= 0).all()
    assert state.volume[0] == made.quantity.sum()
    assert state.value[0] == (made.quantity * made.price).sum()
    if len(made.at):
        assert (state.open[0], state.last[0]) == (made.price[0], made.price[-1])
        assert (state.high[0], state.low[0]) == (made.price.max(), made.price.min())
        assert state.lower[0] <= state.low[0] <= state.high[0] <= state.upper[0]
        kind = np.full(len(made.price), market.listing.kind[issue])
        assert ticks.on_tick(kind, made.price).all()


def quotes_of(market: Market, issue: int, day: int, second: int) -> list[tuple[int, int]]:
    """Offer and bid of both exchanges together, of KRX, and of NXT."""
    states = (
        market.issue_state(issue, day, second, Where.BOTH),
        market.evening_state(issue, day, second),
        market.issue_state(issue, day, second, Where.NXT),
    )
    return [(int(state.ask[0]), int(state.bid[0])) for state in states]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2), st.integers(0, 29), NXT_DAYS, SECONDS)
def test_both_quote_what_one_of_them_quotes(seed: int, issue: int, day: int, second: int) -> None:
    both, *each = quotes_of(world(seed).market, issue, day, second)
    assert both in each


def test_while_krx_holds_an_issue_both_quote_what_trades_on() -> None:
    market, found = world().market, set()
    for day in range(TODAY - 150, TODAY):
        held = market.interruptions(day)
        for issue, begin, end in zip(
            *(one.tolist() for one in (held.issue, held.begin, held.end)), strict=True
        ):
            second = (begin + end) // 2
            both, krx, nxt = quotes_of(market, issue, day, second)
            alone = market.issue_state(issue, day, second, Where.NXT)
            trades = market.tape(issue, day, begin, end, Where.NXT).at
            goes_on = len(trades) > 0
            found.add(goes_on)
            assert both == (nxt if goes_on else krx), (issue, day)
            assert not (goes_on and alone.expected[0])
    assert found == {True, False}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2), NXT_DAYS, SECONDS, st.sampled_from(list(Where)))
def test_one_and_all_issues_stand_alike_wherever(
    seed: int, day: int, second: int, where: Where
) -> None:
    market = world(seed).market
    everyone = market.state(day, second, where)
    for issue in (0, 4, 11, 29):
        one = market.issue_state(issue, day, second, where)
        for name in (one.name for one in fields(State)):
            assert getattr(one, name)[0] == getattr(everyone, name)[issue], name


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2), st.integers(0, 29), NXT_DAYS, st.sampled_from([Where.NXT, Where.BOTH]))
def test_a_day_is_its_minutes_on_either_exchange(
    seed: int, issue: int, day: int, where: Where
) -> None:
    market = world(seed).market
    bar = market.history(issue, np.array([day]), where)
    end = market.issue_state(issue, day, DAY_SECONDS - 1, where)
    minutes = market.minutes(issue, day, 1, DAY_SECONDS, where)
    assert bar.volume[0] == end.volume[0] == minutes.volume.sum()
    assert bar.value[0] == end.value[0] == minutes.value.sum()
    assert bar.close[0] == end.last[0]
    if len(minutes.second):
        assert (bar.open[0], bar.close[0]) == (minutes.open[0], minutes.close[-1])
        assert (bar.high[0], bar.low[0]) == (minutes.high.max(), minutes.low.min())


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2), NXT_DAYS, st.integers(8 * 3600, CLOSE_SECOND))
def test_both_exchanges_together_are_the_one_and_the_other(
    seed: int, day: int, second: int
) -> None:
    market = world(seed).market
    krx, nxt, both = (market.state(day, second, where) for where in Where)
    assert (both.volume == krx.volume + nxt.volume).all()
    assert (both.value == krx.value + nxt.value).all()
    assert (both.high == np.maximum(krx.high, nxt.high)).all()
    assert ((both.last == krx.last) | (both.last == nxt.last)).all()
    assert (nxt.base == krx.base).all()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2), st.integers(0, 29), NXT_DAYS, st.integers(1, 4))
def test_minutes_of_both_exchanges_are_those_of_their_trades(
    seed: int, issue: int, day: int, count: int
) -> None:
    market = world(seed).market
    first = day - count + 1
    tapes = [
        market.tape(issue, one, 0, DAY_SECONDS, Where.BOTH) for one in range(first, first + count)
    ]
    minutes = market.minutes(issue, first, count, DAY_SECONDS, Where.BOTH)
    for told, column in zip(minutes, bars_of(tapes), strict=True):
        np.testing.assert_array_equal(told, column)


def test_prices_are_a_part_of_a_per_cent_apart() -> None:
    apart = []
    for seed in range(3):
        for day in range(TODAY - 40, TODAY, 13):
            for second in range(9 * 3600 + 600, 15 * 3600, 3_001):
                krx, nxt = (
                    world(seed).market.state(day, second, one) for one in (Where.KRX, Where.NXT)
                )
                traded = (krx.volume > 0) & (nxt.volume > 0)
                ticks_ = ticks.tick_size(world(seed).market.listing.kind, krx.last)
                gap = np.abs(krx.last - nxt.last)
                apart += (gap * 10_000 // np.maximum(krx.last, 1))[
                    traded & (gap > 2 * ticks_)
                ].tolist()
                apart += [0] * int((traded & (gap <= 2 * ticks_)).sum())
    assert len(apart) > 1_000
    assert np.percentile(apart, 90) < 30
    assert max(apart) < 400


def test_nxt_trades_what_it_may_and_when_it_may() -> None:
    held = world()
    market, eligible = held.market, np.array([one.on_nxt for one in held.instruments.all])
    state = market.state(TODAY, DAY_SECONDS - 1, Where.NXT)
    krx = market.state(TODAY, DAY_SECONDS - 1)
    assert (state.volume[~eligible] == 0).all()
    assert (state.volume[eligible & (krx.volume > 2_000)] > 0).all()
    assert (state.volume < krx.volume * 2 // 5 + 1).all()
    assert (market.state(BEGIN - 1, DAY_SECONDS - 1, Where.NXT).volume == 0).all()
    hours = other_hours(TODAY)
    for issue in np.flatnonzero(eligible)[:6].tolist():
        made = market.tape(issue, TODAY, 0, DAY_SECONDS, Where.NXT)
        second = made.at // 1000
        inside = (
            ((second >= hours.before) & (second < hours.before_end))
            | ((second >= hours.main) & (second < hours.main_end))
            | ((second >= hours.after) & (second < hours.after_end))
        )
        assert inside.all()
        assert (second < hours.before_end).any()


@pytest.mark.parametrize(
    ("day", "begin", "end"),
    [
        (date(2026, 1, 2), 10 * 3600, 15 * 3600 + 1800),
        (date(2025, 11, 13), 10 * 3600, 16 * 3600 + 1800),
        (date(2026, 9, 15), 9 * 3600, 15 * 3600 + 1800),
        (date(2015, 6, 3), 9 * 3600, 15 * 3600),
    ],
    ids=["late open", "exam", "usual", "until 15:00"],
)
def test_krx_trades_in_the_hours_of_the_day(day: date, begin: int, end: int) -> None:
    market, number = world().market, day_index(day)
    assert (market.state(number, begin - 1).volume == 0).all()
    whole, before = market.state(number, end), market.state(number, end - 1)
    assert (whole.volume == market.state(number, DAY_SECONDS - 1).volume).all()
    closed = whole.volume > before.volume
    assert closed.sum() > 10
    assert (whole.last == market.daily.closes_on(number)).all()


def test_what_is_nearly_worthless_still_has_a_price() -> None:
    """An ELW far out of the money ends its days at one tick."""
    market = world(0).market
    days = range(TODAY - 60, TODAY + 300, 29)
    assert min(int(market.daily.closes_on(day).min()) for day in days) >= 1
