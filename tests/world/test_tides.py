"""Issues move together within a day, and so do their indices."""

import numpy as np
import pytest

from kiwoom_mockserver.world.alternative import MAIN
from kiwoom_mockserver.world.course import Course
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import DayPlan
from kiwoom_mockserver.world.sectors import find_sector
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.tides import ONE_BITS, Tides
from tests.world.test_plausible import TODAY, stocks, world

DAYS = 30
HALF_HOURS = range(9 * 3_600 + 1_800, 15 * 3_600 + 1_200, 1_800)


def ways(plan: DayPlan) -> I64:
    """Prices at the half hours of the plan's days: (half hours, elements)."""
    course = plan.parts[1]
    assert isinstance(course, Course)
    found = np.stack([course.reached(second).last for second in HALF_HOURS])
    assert (found > 0).mean() > 0.99
    return np.where(found > 0, found, plan.base)


def correlations(places: I64) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Between half hours' moves of each two issues."""
    plan = world().market.planner.runs(places, TODAY - DAYS, DAYS)
    moves = np.diff(np.log(ways(plan).astype(np.float64)), axis=0).reshape(-1, len(places), DAYS)
    made = np.corrcoef(moves.swapaxes(0, 1).reshape(len(places), -1))
    return made[np.triu_indices(len(places), 1)]


def large(least_beta: int, most_beta: int) -> I64:
    """Places of the ten largest shares with such a beta."""
    held = world()
    places = np.concatenate([stocks(held, board, step=1) for board in ("KOSPI", "KOSDAQ")])
    beta, worth = held.market.listing.beta[places], held.instruments.columns.shares[places]
    fits = (beta >= least_beta) & (beta <= most_beta)
    by_worth = np.argsort(-worth * held.market.listing.reference[places] * fits)
    return places[by_worth[:10]]


def test_large_issues_move_together_within_the_day() -> None:
    most, least = correlations(large(1_150, 2_000)), correlations(large(0, 600))
    assert 0.3 < most.mean() < 0.55
    assert least.mean() < most.mean() - 0.15


@pytest.mark.parametrize("code", ["001", "101"])
def test_an_index_goes_farther_than_from_open_to_close(code: str) -> None:
    """Its day spans more than its closes deviate; its middle is often beyond both ends."""
    held, sector = world(), find_sector(code)
    assert sector is not None
    bars = held.indices.bars(sector, TODAY - 60, TODAY - 1)
    spans = np.array([(one.high - one.low) / one.base for one in bars])
    moves = np.array([one.close / one.base for one in bars])
    assert 1.1 < spans.mean() / moves.std() < 1.7
    beyond = np.array([one.high - max(one.open, one.close) for one in bars])
    body = np.array([abs(one.open - one.close) for one in bars])
    assert beyond.mean() > body.mean() / 2


def test_the_tide_is_a_walk_of_unit_deviation_and_back() -> None:
    corners = Tides(3).walks(np.arange(4_000), 3) / (1 << ONE_BITS)
    assert (corners[:, [0, -1]] == 0).all()
    way = np.arange(9) / 8
    assert np.allclose(corners.std(axis=0), (way * (1 - way)) ** 0.5, atol=0.05)
    steps = np.diff(corners, axis=1)
    assert np.allclose(steps.std(axis=0), (1 / 8 * 7 / 8) ** 0.5, atol=0.05)
    # Whatever is asked for with them, and however finely.
    assert (Tides(3).walks(np.array([77]), 5)[0, ::4] == Tides(3).walks(np.arange(80), 3)[77]).all()


def test_a_walk_is_known_by_its_extremes() -> None:
    days = np.arange(2_000)
    swell = Tides(3).swells(days)
    for score in (swell.high, swell.low):
        assert abs((score / (1 << 20)).mean()) < 0.15
        assert 0.85 < (score / (1 << 20)).std() < 1.15
    alone = Tides(3).swells(days[700:701])
    assert [int(one[0]) for one in alone] == [int(one[700]) for one in swell]


def test_the_other_exchange_follows_the_same_tide() -> None:
    held = world()
    places = large(1_150, 2_000)
    main = held.market.plans.whole(TODAY, Where.NXT).plan.parts[MAIN]
    course = held.market.plans.whole(TODAY, Where.KRX).plan.parts[1]
    assert isinstance(main, Course)
    assert isinstance(course, Course)
    for one, other in zip(main.traits, course.traits, strict=True):
        if one is not main.traits.unit:
            assert (one[places] == other[places]).all()
    assert len(np.unique(course.traits.tide)) == 1


def test_no_days_have_no_tides() -> None:
    assert [len(one) for one in Tides(3).swells(np.empty(0, dtype=np.int64))] == [0, 0, 0]
