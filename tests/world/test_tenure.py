"""An issue is traded from its listing day to its last one, and on no other day."""

from functools import cache

import numpy as np
import pytest

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.market import DAY_SECONDS
from kiwoom_mockserver.world.sectors import find_sector, sectors
from kiwoom_mockserver.world.session import State, Where, hours_of
from kiwoom_mockserver.world.tenure import NEVER
from kiwoom_mockserver.world.world import World, load_world

NEW, ELW = "0945F0", "57JBHH"
"""A share listed on 2026-09-02, and an ELW traded from 2026-02-27 to 2026-10-08."""
TODAY = 4111


@cache
def world() -> World:
    settings = Settings(world="default")
    return load_world(settings, VirtualClock(settings.at))


def place_of(code: str) -> int:
    place = world().instruments.place(code)
    assert place is not None
    return place


def days_of(code: str) -> tuple[int, int]:
    tenure = world().market.tenure
    return int(tenure.first[place_of(code)]), int(tenure.last[place_of(code)])


def test_an_issue_is_traded_from_its_listing_day_to_its_last_one() -> None:
    assert [str(day_at(day)) for day in days_of(ELW)] == ["2026-02-27", "2026-10-08"]
    first, last = days_of(NEW)
    assert (str(day_at(first)), last) == ("2026-09-02", NEVER)
    issue, (first, last) = world().instruments.all[place_of(ELW)], days_of(ELW)
    told = [issue.listed_on(day_at(day)) for day in (first - 1, first, last, last + 1)]
    assert told == [False, True, True, False]


@pytest.mark.parametrize("where", Where)
@pytest.mark.parametrize("day", [TODAY - 12, TODAY - 300, TODAY + 25])
def test_nobody_trades_but_what_is_listed(day: int, where: Where) -> None:
    market = world().market
    everyone = np.arange(len(market.daily))
    held = market.tenure.holds(everyone, day)
    assert not held.all()
    state = market.state(day, DAY_SECONDS - 1, where)
    out = state.only(np.flatnonzero(~held))
    assert not out.volume.any()
    assert not out.value.any()
    assert (out.last == out.base).all()
    assert (state.last == market.daily.closes_on(day))[~held].all()
    usual = market.habits.average_volume > 0
    if where is Where.KRX:
        assert (state.volume > 0)[held & usual].all()
    book = market.book(everyone, day, 40_000, market.state(day, 40_000, where))
    assert not book.ask_size[~held].any()
    assert not book.bid_size[~held].any()


@pytest.mark.parametrize("code", [NEW, ELW])
def test_one_and_all_agree_around_the_first_day_and_the_last(code: str) -> None:
    market, place = world().market, place_of(code)
    for edge in days_of(code):
        for day in range(edge - 1, edge + 2) if edge < NEVER else ():
            one = market.issue_state(place, day, 45_000)
            every = market.state(day, 45_000).only(np.array([place]))
            for name in State.__slots__:
                assert getattr(one, name) == getattr(every, name), (day, name)
            whole = market.history(place, np.array([day]))
            assert bool(whole.volume[0]) is bool(one.volume[0])
            made = market.tape(place, day, 0, DAY_SECONDS)
            assert bool(len(made.at)) is bool(one.volume[0])


def test_an_elw_stays_where_its_last_day_ended() -> None:
    market, place, (_, last) = world().market, place_of(ELW), days_of(ELW)
    closes = market.closes(np.array([place]), last, last + 5)[0]
    assert (closes == closes[0]).all()


def test_a_listing_day_has_the_limits_of_its_offer_price_and_no_interruption() -> None:
    market, place, (first, _) = world().market, place_of(NEW), days_of(NEW)
    plan, next_plan = market.plan(place, first), market.plan(place, first + 1)
    offered = int(market.closes(np.array([place]), first - 1, first - 1)[0, 0])
    assert plan.base == offered == 31_150
    assert (plan.lower, plan.upper) == (18_690, 124_600)
    assert next_plan.upper <= next_plan.base * 13 // 10
    for day in range(TODAY - 400, TODAY):
        debuts = np.flatnonzero(market.tenure.first == day)
        if len(debuts):
            assert not np.isin(market.interruptions(day).issue, debuts).any()


def test_extremes_and_runs_of_days_begin_with_the_listing() -> None:
    market, place, (first, _) = world().market, place_of(NEW), days_of(NEW)
    issue = np.array([place])
    bars = market.history(place, np.arange(first, TODAY))
    high, high_day, low, low_day = (int(one[0]) for one in market.extremes(issue, TODAY, 249))
    assert (high, low) == (bars.high.max(), bars.low.min())
    assert min(high_day, low_day) >= first
    none = [int(one[0]) for one in market.extremes(issue, first, 249)]
    assert (none[0], none[2]) == (0, NEVER)
    assert market.streaks(first - 1)[1][place] == 0
    assert market.streaks(first)[1][place] == 1


def test_who_is_behind_trades_does_nothing_before_the_listing() -> None:
    flows, place, (first, _) = world().flows, place_of(NEW), days_of(NEW)
    days = np.arange(first - 6, first + 4)
    issues, before = np.full(len(days), place), days < first
    net = flows.holdings.net(issues, days)
    assert not net[before].any()
    assert (flows.holdings.net_of_run(issues[:1], first - 6, 10)[0] == net).all()
    for kind in ("lending", "credit"):
        loans = flows.loans.loans(kind, issues, days)
        runs = flows.loans.runs(kind, issues[:1], first - 6, 10)
        for name in ("new", "repaid", "balance"):
            assert (getattr(runs, name)[0] == getattr(loans, name)).all()
        assert not (loans.new + loans.repaid)[before].any()


def test_an_index_ends_where_its_days_say_though_members_are_to_come() -> None:
    held, (first, _) = world(), days_of(NEW)
    for code in ("001", "101"):
        index = find_sector(code)
        assert index is not None
        for day in (first - 1, first):
            state = held.market.state(day, DAY_SECONDS - 1)
            close = held.indices.close(index, day)
            assert held.indices.level(index, day, state) == close
            (bar,) = held.indices.bars(index, day, day)
            members = held.indices.members(index)
            assert (bar.close, bar.volume) == (close, state.volume[members].sum())


def test_no_index_moves_before_the_opening_though_members_are_to_come() -> None:
    held, (first, _) = world(), days_of(NEW)
    for day in (first - 150, first - 1, first, first + 1):
        state = held.indices.state(day, hours_of(day).open - 1)
        for index in [one for one in sectors() if not one.rule.get("derived")]:
            assert held.indices.level(index, day, state) == held.indices.base(index, day), index


def test_a_sector_counts_those_listed_on_the_day() -> None:
    held, (first, _) = world(), days_of(NEW)
    board = held.instruments.all[place_of(NEW)].board
    index = find_sector({"KOSPI": "001", "KOSDAQ": "101"}[board])
    assert index is not None
    eve, day = (held.indices.counts(index, one, held.market.state(one, 50_000))
                for one in (first - 1, first))  # fmt: skip
    assert eve.traded < day.traded
    assert eve.listed < day.listed


def test_days_without_trade_do_not_begin_a_tenure() -> None:
    for one, first in zip(world().instruments.all, world().market.tenure.first, strict=True):
        begun = one.listing_date
        assert first in (day_index(begun), day_index(begun) + 1)
