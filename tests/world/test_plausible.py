"""The market looks like Seoul's: how far a day goes, and how often trading is interrupted."""

from functools import cache

import numpy as np
import pytest

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.branching import Segment
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.course import Course
from kiwoom_mockserver.world.leaves import leaves
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import World, load_world

TODAY = day_index(Settings().at.date())
DAYS = 40


@cache
def world(seed: int = 1) -> World:
    settings = Settings(world="default", seed=seed)
    return load_world(settings, VirtualClock(settings.at))


def stocks(held: World, board: str, step: int = 4, since: int = TODAY) -> I64:
    """Places of every fourth common share of a board that is traded from a day on."""
    traded = held.market.habits.average_volume > 0
    traded &= held.market.tenure.first <= since
    issues = enumerate(held.instruments.all)
    return np.array(
        [i for i, one in issues if one.board == board and one.kind == "common" and traded[i]]
    )[::step]


@pytest.mark.parametrize("day", [TODAY - DAYS + 1, TODAY - 1_900])
@pytest.mark.parametrize("board", ["KOSPI", "KOSDAQ"])
def test_a_share_goes_as_far_in_a_day_as_in_seoul(board: str, day: int) -> None:
    """The middle day spans 2.5 to 4 per cent; one in ten spans half as much again."""
    held = world()
    bars = held.market.days(stocks(held, board, since=day), day, DAYS)
    spans = (bars.high - bars.low) / bars.base
    assert 0.025 < np.median(spans) < 0.04
    assert np.quantile(spans, 0.9) > 1.5 * np.median(spans)
    moves = np.log(bars.close / bars.base).reshape(-1, DAYS)
    assert 0.018 < np.median(moves.std(axis=1)) < 0.032


@pytest.mark.parametrize("seed", [1, 2])
def test_no_day_ends_beyond_its_limits(seed: int) -> None:
    held = world(seed)
    bars = held.market.days(stocks(held, "KOSDAQ", step=16), TODAY - 1_000, 1_010)
    lower, upper = ticks.limits(np.full(len(bars.base), ticks.STOCK), bars.base)
    assert (bars.low >= lower).all()
    assert (bars.high <= upper).all()
    assert (bars.close == upper).sum() > 10


def test_years_do_not_lead_where_no_share_goes() -> None:
    held = world()
    places = np.concatenate([stocks(held, board) for board in ("KOSPI", "KOSDAQ")])
    ends = held.market.closes(places, TODAY - 2_450, TODAY)[:, [0, -1]].astype(np.float64)
    factor = np.exp(np.abs(np.log(ends[:, 1] / ends[:, 0])))
    assert np.quantile(factor, 0.9) < 6
    assert (factor > 20).mean() < 0.01


def test_interruptions_are_spread_over_issues_and_minutes() -> None:
    held = world()
    counts = []
    for day in range(TODAY - 60, TODAY + 1, 12):
        found = held.market.interruptions(day)
        counts.append(len(found.issue))
        per_issue = np.bincount(found.issue)
        assert (per_issue > 2).sum() <= 5
        later = found.begin[found.begin >= 9 * 3_600 + 60]
        assert np.bincount(later // 60).max() <= 6
        order = np.lexsort((found.begin, found.issue))
        issue, begin, end = (one[order] for one in (found.issue, found.begin, found.end))
        again = np.flatnonzero(issue[1:] == issue[:-1])
        assert (begin[again + 1] - end[again] >= 240).all()
    assert min(counts) > 10
    assert max(counts) < 90


def pieces(held: World, days: range) -> list[Segment]:
    """What lies between the interruptions of some days' interrupted issues."""
    market, found = held.market, []
    for day in days:
        for issue in sorted(set(market.interruptions(day).issue.tolist())):
            parts = market.plan(issue, day).parts
            found += [part.whole for part in parts if isinstance(part, Course)]
    return [one for one in found if one.shares and one.high - one.low > 5]


def test_prices_wander_between_their_extremes() -> None:
    """Before and after an interruption they do not lie at one price and leap to the next."""
    found = pieces(world(), range(TODAY - 60, TODAY + 1, 12))
    places = [(one.worth / one.shares - one.low) / (one.high - one.low) for one in found]
    assert len(places) > 150
    assert sum(not 0.1 < place < 0.9 for place in places) <= 0.02 * len(places)


@pytest.mark.parametrize("day", [TODAY - 3, TODAY - 700])
def test_half_an_hour_is_neither_still_nor_a_leap(day: int) -> None:
    """Large shares trade every minute, and most half hours go as far as a walk would."""
    held = world()
    worth = held.market.listing.reference * held.instruments.columns.shares
    boards = ("KOSPI", "KOSDAQ")
    places = np.concatenate([stocks(held, board, step=1, since=day) for board in boards])
    places = places[np.argsort(-worth[places])[:60]]
    course = held.market.planner.runs(places, day, 1).parts[1]
    assert isinstance(course, Course)
    ((owner, minutes, _),) = leaves([course], 0, 86_400, 60)
    half_hour = owner * 13 + (minutes.start - 32_400) // 1_800
    top, bottom = np.zeros(60 * 13, dtype=np.int64), np.full(60 * 13, 1 << 40)
    np.maximum.at(top, half_hour, minutes.high)
    np.minimum.at(bottom, half_hour, minutes.low)
    reach = (top - bottom).reshape(60, 13)[:, :12] * 256 / course.traits.sigma[:, None]
    usual = (1_800 / 22_800) ** 0.5
    assert 1.2 < np.median(reach) / usual < 2
    assert np.quantile(reach, 0.05) > 0.5 * usual
    assert len(minutes.start) > 0.99 * 60 * 380
    most = np.zeros(60, dtype=np.int64)
    np.maximum.at(most, owner, minutes.shares)
    assert np.median(most * 380 / course.whole.shares) < 8
    assert (most * 380 / course.whole.shares).max() < 40
