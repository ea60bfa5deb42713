"""The way down to an instant: kept cuts save work and never change what is found."""

from collections.abc import Iterator
from unittest.mock import patch

import numpy as np
import pytest

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world import abreast, descents
from kiwoom_mockserver.world.branching import Segment, Traits, halves
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.session import State, Where
from kiwoom_mockserver.world.world import load_world

DAY = 4111
SECONDS = (32_399, 32_400, 32_401, 36_001, 36_002, 36_061, 36_000, 47_777, 55_195, 55_801, 61_234)


def fresh_market() -> Market:
    settings = Settings(world="small")
    return load_world(settings, VirtualClock(settings.at)).market


@pytest.fixture(scope="module")
def asked_in_order() -> dict[tuple[Where, int], State]:
    """The states of instants, each found by plans that were asked nothing else."""
    market, found = fresh_market(), {}
    everyone = np.arange(len(market.daily))
    for where in Where:
        for second in SECONDS:
            # A copy knows nothing of what others were asked.
            found[where, second] = market.plans.whole(DAY, where).only(everyone).state(second)
    return found


@pytest.mark.parametrize("where", list(Where))
def test_any_order_of_instants_finds_the_same(
    asked_in_order: dict[tuple[Where, int], State], where: Where
) -> None:
    market = fresh_market()
    for second in (*SECONDS, *reversed(SECONDS), *sorted(SECONDS)):
        state, alone = market.state(DAY, second, where), asked_in_order[where, second]
        one = market.issue_state(5, DAY, second, where)
        for name in State.__slots__:
            assert (getattr(state, name) == getattr(alone, name)).all(), (second, name)
            assert getattr(one, name)[0] == getattr(alone, name)[5], (second, name)


def test_volumes_by_many_seconds_are_those_of_each() -> None:
    market, issues = fresh_market(), np.array([7, 0, 12, 29])
    found = market.volumes_by(issues, DAY, np.array(SECONDS))
    for row, second in zip(found, SECONDS, strict=True):
        assert np.array_equal(row, market.state(DAY, second).volume[issues]), second


class Counter:
    """Counts the cuts that are made."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, whole: Segment, traits: Traits, *rest: object) -> tuple[Segment, Segment]:
        self.count += 1
        return halves(whole, traits, *rest)  # type: ignore[arg-type]


@pytest.fixture
def counter() -> Iterator[Counter]:
    made = Counter()
    with patch.object(descents, "halves", made), patch.object(abreast, "halves", made):
        yield made


def test_a_second_after_another_takes_few_cuts(counter: Counter) -> None:
    plans = fresh_market().plans.single(3, DAY, Where.KRX)
    plans.state(40_000)
    first, counter.count = counter.count, 0
    for second in range(40_001, 40_065):
        plans.state(second)
    assert first >= 8
    assert counter.count <= 64 * 3


def test_a_year_long_gone_takes_as_many_cuts_as_today(counter: Counter) -> None:
    market = fresh_market()
    counts = []
    for day in (DAY, DAY - 2_400):
        counter.count = 0
        for issue in range(12):
            market.plans.single(issue, day, Where.KRX).state(40_000)
        counts.append(counter.count)
    assert max(counts) <= 1.3 * min(counts)


def test_both_exchanges_go_down_one_way_for_what_they_share() -> None:
    market, together = fresh_market(), Counter()
    both, krx = (market.plans.whole(DAY, where) for where in (Where.BOTH, Where.KRX))
    assert all(one is other for one, other in zip(krx.plan.parts, both.plan.parts, strict=False))
    with patch.object(abreast, "halves", together):
        krx.plan.parts[1].reached(40_000)
        assert together.count >= 8
        alone = together.count
        both.state(40_000)
        assert together.count == alone


def test_who_asks_again_begins_below_the_first_cuts(counter: Counter) -> None:
    plans, counts = fresh_market().plans.whole(DAY - 17, Where.KRX), []
    for second in (50_000, 33_400, 50_400, 33_900, 45_000):
        counter.count = 0
        plans.state(second)
        counts.append(counter.count)
    assert counts[0] >= 12
    # The second question pays for all later ones.
    assert max(counts[2:]) <= counts[0] - abreast.BEFOREHAND
