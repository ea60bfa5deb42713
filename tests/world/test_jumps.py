"""Issues jump now and then, on any day; and the reference prices stay where they are."""

import numpy as np

from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.jumps import EVE
from kiwoom_mockserver.world.noise import I64
from tests.world.test_plausible import world

ANCHOR = day_index(world().anchor)
FAR = 0.1


def jumps(first: int, count: int) -> I64:
    """How many shares moved by a tenth on each of some days."""
    market = world().market
    moving = np.flatnonzero(~market.daily.follows)
    closes = market.spans.closes(moving, first - 1, first + count - 1).astype(np.float64)
    found: I64 = (np.abs(np.diff(np.log(closes), axis=1)) > FAR).sum(axis=0)
    return found


def test_the_last_days_before_the_anchor_jump_as_others_do() -> None:
    usual = jumps(ANCHOR - 200, 150).mean()
    assert usual > 8
    for found in jumps(ANCHOR - EVE, EVE + 1).tolist():
        assert usual / 2 < found < usual * 2


def test_the_anchor_day_closes_at_the_reference_prices() -> None:
    market = world().market
    alone = np.flatnonzero(~market.daily.follows)
    assert (market.daily.closes_on(ANCHOR)[alone] == market.listing.reference[alone]).all()


def test_days_one_by_one_are_those_of_a_run_around_the_anchor() -> None:
    market = world().market
    alone, first = np.flatnonzero(~market.daily.follows), ANCHOR - 45
    run = market.spans.closes(alone, first, ANCHOR + 40)
    days = (-45, -23, -22, -21, -17, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 17, 33, 40)
    for day in days:
        assert (market.daily.closes_on(ANCHOR + day)[alone] == run[:, 45 + day]).all(), day
