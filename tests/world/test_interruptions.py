"""Interruptions: nothing trades while one lasts, and a day is what it would be without them."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.course import Print
from kiwoom_mockserver.world.interruptions import DYNAMIC, STATIC, Interruptions
from kiwoom_mockserver.world.market import DAY_SECONDS, Market
from kiwoom_mockserver.world.planning import Habits
from kiwoom_mockserver.world.prints import AUCTION
from kiwoom_mockserver.world.session import Where, hours_of
from kiwoom_mockserver.world.walks import Listing
from kiwoom_mockserver.world.world import load_world

TODAY = 4111
DAYS = range(TODAY - 130, TODAY - 20)


@cache
def market() -> Market:
    """Issues that all move a lot, on both exchanges."""
    given_settings = Settings(world="small")
    held = load_world(given_settings, VirtualClock(given_settings.at)).market
    moving = np.flatnonzero(held.listing.kind == ticks.STOCK)
    listing = Listing(*(getattr(held.listing, name)[moving] for name in Listing.__slots__))
    listing = replace(listing, volatility=0 * moving + 210)
    habits = Habits(0 * moving + 400_000, 0 * moving + 1, 0 * moving + 30 + 30 * (moving % 2))
    return Market(7, listing, habits, TODAY - 1)


class Case(NamedTuple):
    market: Market
    day: int
    rows: Interruptions

    def of(self, issue: int) -> Interruptions:
        return self.rows.only(self.rows.issue == issue)


@cache
def cases(where: Where = Where.KRX) -> list[Case]:
    """Days on which trading was interrupted."""
    # The other exchange's plans take longer: a few of the days.
    days = DAYS if where is Where.KRX else [case.day for case in cases()[:8]]
    found = [Case(market(), day, market().interruptions(day, where)) for day in days]
    return [case for case in found if len(case.rows.issue)]


def interrupted(where: Where = Where.KRX) -> Iterator[tuple[Case, int]]:
    for case in cases(where):
        for issue in sorted(set(case.rows.issue.tolist())):
            yield case, issue


def some() -> list[tuple[Case, int]]:
    """Every fifth of them, day by day."""
    return list(interrupted())[::5]


def test_all_kinds_occur_both_ways_and_more_than_once_a_day() -> None:
    kinds = np.concatenate([case.rows.kind for case in cases()])
    signs = np.concatenate([case.rows.sign for case in cases()])
    numbers = np.concatenate([case.rows.number for case in cases()])
    assert set(kinds.tolist()) == {1, 2, 3}
    assert set(signs.tolist()) == {1, -1}
    assert set(numbers.tolist()) >= {1, 2}


def test_nothing_trades_and_the_price_stands_while_one_lasts() -> None:
    for case, issue in some():
        made = case.market.tape(issue, case.day, 0, DAY_SECONDS)
        for begin, end in zip(case.of(issue).begin, case.of(issue).end, strict=True):
            assert 120 <= end - begin < 150
            inside = (made.at >= begin * 1000) & (made.at < end * 1000)
            assert not inside.any()
            before = case.market.issue_state(issue, case.day, int(begin) - 1)
            last = case.market.issue_state(issue, case.day, int(end) - 1)
            assert (before.last, before.volume) == (last.last, last.volume)
            late = begin == hours_of(case.day).open
            assert (before.expected > 0) == late
            assert last.expected > 0
            (met,) = np.flatnonzero((made.at == end * 1000) & (made.side == AUCTION))
            assert made.price[met] == last.expected[0]
            assert made.quantity[met] == last.expected_volume[0]


def test_a_day_comes_to_the_same_with_its_interruptions_as_without() -> None:
    for case, issue in some():
        bar = case.market.history(issue, np.array([case.day]))
        end = case.market.issue_state(issue, case.day, DAY_SECONDS - 1)
        bars = case.market.minutes(issue, case.day, 1, DAY_SECONDS)
        made = case.market.tape(issue, case.day, 0, DAY_SECONDS)
        assert bar.volume[0] == end.volume[0] == bars.volume.sum() == made.quantity.sum()
        assert bar.value[0] == end.value[0] == bars.value.sum()
        assert bar.bought[0] == end.bought[0] == bars.bought.sum()
        assert bar.high[0] == end.high[0] == bars.high.max() == made.price.max()
        assert bar.low[0] == end.low[0] == bars.low.min() == made.price.min()
        assert (bar.open[0], bar.close[0]) == (made.price[0], made.price[-1])
        assert (np.diff(made.at) >= 0).all()


def test_no_trade_is_ten_per_cent_from_the_last_auction_but_an_auctions_own() -> None:
    thin, whole = 0, 0
    for case, issue in some():
        hours, rows = hours_of(case.day), case.of(issue)
        made = case.market.tape(issue, case.day, hours.open, hours.stop)
        edges = sorted({int(made.at[0]) // 1000, *rows.end.tolist(), hours.stop})
        for begin, end in pairwise(edges):
            inside = (made.at >= begin * 1000) & (made.at < end * 1000)
            price = made.price[inside]
            reference, after = price[0], price[1:]
            far = (after * 10 >= reference * 11) | (after * 10 <= reference * 9)
            whole += 1
            thin += bool(far.any())
    # Near the close, or of next to no shares, there is no auction any more.
    assert thin * 20 <= whole > 20


def test_who_leaves_the_range_is_interrupted() -> None:
    held, first = market(), DAYS[0]
    issues = np.arange(len(held.daily))
    bars = held.days(issues, first, len(DAYS))
    far = (bars.high * 10 >= bars.open * 11) | (bars.low * 10 <= bars.open * 9)
    left = {(first + place % len(DAYS), place // len(DAYS)) for place in np.flatnonzero(far)}
    told = {(case.day, issue) for case, issue in interrupted()}
    assert len(left) > 10
    assert len(left - told) * 20 <= len(left)


def test_references_and_triggers_are_what_the_rule_says() -> None:
    for case, issue in interrupted():
        plan = case.market.plan(issue, case.day)
        opening = plan.parts[0]
        assert isinstance(opening, Print)
        reference = opening.price
        for halt in plan.halts:
            if not halt.kind:
                continue
            if halt.begin == hours_of(case.day).open:
                assert (halt.static_reference, halt.trigger) == (plan.base, opening.price)
                assert abs(halt.trigger - plan.base) * 10 >= plan.base
                continue
            rise = halt.trigger * halt.sign
            if halt.kind != DYNAMIC:
                assert halt.static_reference == reference
                edge = reference * (11 if halt.sign > 0 else 9)
                assert rise * 10 >= edge * halt.sign
            last = case.market.issue_state(issue, case.day, halt.begin - 1).last[0]
            if halt.kind != STATIC:
                assert halt.dynamic_reference == last
                jump = case.market.plans.jump[issue]
                assert rise * 1000 >= last * (1000 + jump * halt.sign) * halt.sign
            assert plan.lower <= halt.trigger <= plan.upper
            reference = case.market.issue_state(issue, case.day, halt.end - 1).expected[0]


def test_what_would_open_too_far_away_opens_late() -> None:
    late = 0
    for case, issue in interrupted():
        hours, first = hours_of(case.day), case.of(issue).only([0])
        plan = case.market.plan(issue, case.day)
        opening = plan.parts[0]
        assert isinstance(opening, Print)
        far = opening.shares and abs(opening.price - plan.base) * 10 >= plan.base
        assert bool(far) == (first.begin[0] == hours.open)
        if far:
            late += 1
            made = case.market.tape(issue, case.day, hours.open, hours.stop)
            assert made.at[0] == first.end[0] * 1000 == opening.second * 1000
            bar = case.market.minutes(issue, case.day, 1, DAY_SECONDS)
            assert bar.second[0] == hours.open + 120
    assert late


def test_the_other_exchange_pauses_as_well() -> None:
    paused = 0
    for case, issue in interrupted(Where.NXT):
        made = case.market.tape(issue, case.day, 0, DAY_SECONDS, Where.NXT)
        krx = case.market.interruptions(case.day)
        for begin, end in zip(case.of(issue).begin, case.of(issue).end, strict=True):
            assert not ((made.at >= begin * 1000) & (made.at < end * 1000)).any()
            assert begin in krx.begin[krx.issue == issue]
            paused += 1
        total = case.market.history(issue, np.array([case.day]), Where.NXT)
        assert total.volume[0] == made.quantity.sum()
        assert total.value[0] == (made.quantity * made.price).sum()
    assert paused


def test_one_interrupted_issue_stands_as_among_all() -> None:
    for case, issue in list(interrupted())[:2]:
        begin = int(case.of(issue).begin[0])
        for second in (begin - 1, begin, begin + 60, begin + 200):
            one = case.market.issue_state(issue, case.day, second, Where.BOTH)
            all_ = case.market.plans.whole(case.day, Where.BOTH).state(second)
            assert one.last[0] == all_.last[issue]
            assert one.volume[0] == all_.volume[issue]
            assert one.expected[0] == all_.expected[issue]
