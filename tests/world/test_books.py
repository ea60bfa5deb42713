"""Books: between the sides lies the last price, and beyond a limit nothing is offered."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import load_world

TODAY = 4111
EVERYONE = np.arange(30)


@cache
def market(seed: int) -> Market:
    given_settings = Settings(world="small", seed=seed)
    return load_world(given_settings, VirtualClock(given_settings.at)).market


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 4), st.integers(TODAY - 340, TODAY + 100), st.integers(8 * 3600, 20 * 3600),
    st.sampled_from(list(Where)),
)  # fmt: skip
def test_the_last_price_is_that_of_the_side_it_met(
    seed: int, day: int, second: int, where: Where
) -> None:
    held = market(seed)
    state = held.state(day, second, where)
    book = held.book(EVERYONE, day, second, state)
    kind = held.listing.kind
    # While an auction runs sides lie around what it would come to.
    middle = np.where(state.expected > 0, state.expected, state.last)
    top, bottom = middle >= state.upper, middle <= state.lower
    best_ask, best_bid = book.ask[:, 0], book.bid[:, 0]
    assert (best_ask[top] == 0).all()
    assert (best_bid[bottom] == 0).all()
    between = ~top & ~bottom & (held.habits.average_volume > 0)
    assert ((best_bid <= middle) & (middle <= best_ask))[between].all()
    assert ((best_bid == middle) | (middle == best_ask))[between].all()
    assert (ticks.tick_size(kind, best_bid) == best_ask - best_bid)[between].all()
    for side, sizes, way in ((book.ask, book.ask_size, 1), (book.bid, book.bid_size, -1)):
        shown = side > 0
        # Levels lie at the near end, follow one another on the grid, and are never empty.
        assert (shown[:, :-1] >= shown[:, 1:]).all()
        steps = np.diff(side, axis=1) * way
        assert (steps > 0)[shown[:, 1:]].all()
        assert (ticks.on_tick(np.broadcast_to(kind[:, None], side.shape)[shown], side[shown])).all()
        assert ((side >= state.lower[:, None]) & (side <= state.upper[:, None]))[shown].all()
        assert ((sizes > 0) <= shown).all()


def test_an_issue_at_its_limit_has_one_side() -> None:
    seen = {1: 0, -1: 0}
    for seed in range(5):
        held = market(seed)
        first, count = TODAY - 1_500, 1_500
        bars = held.days(EVERYONE, first, count)
        stocks = np.repeat(held.listing.kind == ticks.STOCK, count)
        lower, upper = ticks.limits(np.full(len(bars.base), ticks.STOCK), bars.base)
        for way, limit in ((1, upper), (-1, lower)):
            for place in np.flatnonzero(stocks & (bars.close == limit))[:3].tolist():
                issue, day = np.array([place // count]), first + place % count
                state = held.issue_state(int(issue[0]), day, 57_000)
                book = held.book(issue, day, 57_000, state)
                assert bool(book.ask.any()) == (way < 0)
                assert bool(book.bid.any()) == (way > 0)
                best = book.bid[0, 0] if way > 0 else book.ask[0, 0]
                assert best == limit[place] == state.last[0]
                seen[way] += 1
    assert min(seen.values()) > 2


@pytest.mark.parametrize("seed", range(3))
def test_a_book_is_the_same_whoever_else_is_asked_for(seed: int) -> None:
    held = market(seed)
    for second in (34_000, 50_001, 55_300):
        everyone = held.book(EVERYONE, TODAY, second, held.state(TODAY, second))
        for issue in (0, 11, 29):
            alone = held.book(
                np.array([issue]), TODAY, second, held.issue_state(issue, TODAY, second)
            )
            for name in ("ask", "bid", "ask_size", "bid_size"):
                assert (getattr(alone, name)[0] == getattr(everyone, name)[issue]).all()
