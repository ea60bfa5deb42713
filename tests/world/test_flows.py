"""Flows: whoever bought, someone sold, and all of them together made the trades."""

from collections.abc import Iterable
from functools import cache
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.flows.flows import Flows
from kiwoom_mockserver.world.flows.investors import ADDING_UP, INSTITUTIONS, INVESTORS, SIDES
from kiwoom_mockserver.world.flows.ledger import Ledger
from kiwoom_mockserver.world.flows.loans import Kind
from kiwoom_mockserver.world.flows.paths import WHOLE, Path, ends_of, portion
from kiwoom_mockserver.world.flows.period import Period
from kiwoom_mockserver.world.flows.tally import FOREIGN_MEMBERS, PROGRAMMES, Party, Tally
from kiwoom_mockserver.world.members import members
from kiwoom_mockserver.world.noise import I64, keys
from kiwoom_mockserver.world.session import CLOSE_SECOND, OPEN_SECOND
from kiwoom_mockserver.world.world import LAST_SECOND, Instant, load_world

TODAY = 4111
"""The trading day of 2026-09-15."""

ISSUES = 30
SECONDS = st.integers(OPEN_SECOND - 600, CLOSE_SECOND + 600)
DAYS = st.integers(TODAY - 2500, TODAY + 500)
SEEDS = st.integers(0, 2)


@cache
def flows(seed: int = 1) -> Flows:
    given_settings = Settings(world="small", seed=seed)
    return load_world(given_settings, VirtualClock(given_settings.at)).flows


def everyone(days: int = 1) -> tuple[I64, I64]:
    """Every issue on each of the last ``days`` days."""
    return np.tile(np.arange(ISSUES), days), np.repeat(np.arange(TODAY - days, TODAY), ISSUES)


def total(columns: Iterable[I64]) -> list[int]:
    summed: list[int] = np.sum(list(columns), axis=0).tolist()
    return summed


def parties(made: Flows, ledger: Ledger) -> list[list[I64]]:
    """Shares so far of everybody, in groups that must never fall."""
    investors, brokers = made.investors(ledger), made.brokers(ledger)
    programmes = made.programmes(ledger)
    columns: list[list[I64]] = []
    for side in SIDES:
        columns.append([investors.shares(side, who) for who in INVESTORS])
        columns.append(list(brokers.table(side).T))
        columns.append([programmes.shares(side, "arbitrage"), programmes.shares(side, "other")])
    return columns


@settings(max_examples=10, deadline=None)
@given(SEEDS, DAYS, SECONDS)
def test_purchases_and_sales_make_the_volume_and_the_turnover(
    seed: int, day: int, second: int
) -> None:
    made = flows(seed)
    state = made.market.state(day, second)
    ledger = made.ledgers.now(day, second)
    investors, brokers = made.investors(ledger, state.value), made.brokers(ledger)
    for side in SIDES:
        shares = {who: investors.shares(side, who) for who in INVESTORS}
        won = {who: investors.won(side, who) for who in INVESTORS}
        assert all((column >= 0).all() for column in shares.values())
        assert total(shares[who] for who in ADDING_UP) == state.volume.tolist()
        assert total(shares[who] for who in INSTITUTIONS) == shares["institution"].tolist()
        assert total(won[who] for who in ADDING_UP) == state.value.tolist()
        assert total(won[who] for who in INSTITUTIONS) == won["institution"].tolist()
        assert (brokers.table(side).sum(axis=1) == state.volume).all()
        foreign = [place for place, one in enumerate(members()) if one.foreign]
        table = brokers.table(side)
        one_by_one = [brokers.shares(side, place) for place in range(table.shape[1])]
        assert (table == np.stack(one_by_one, axis=1)).all()
        own = table[:, foreign].sum(axis=1)
        assert (brokers.foreign_shares(side) == own).all()
    for net in (investors.net_shares, investors.net_won):
        assert not any(total(net(who) for who in ADDING_UP))


@settings(max_examples=10, deadline=None)
@given(SEEDS, DAYS, SECONDS)
def test_programmes_and_short_sales_are_part_of_the_volume(
    seed: int, day: int, second: int
) -> None:
    made = flows(seed)
    ledger = made.ledgers.now(day, second)
    programmes = made.programmes(ledger)
    for side in SIDES:
        parts = [programmes.shares(side, "arbitrage"), programmes.shares(side, "other")]
        assert all((part >= 0).all() for part in parts)
        assert (parts[0] + parts[1] == programmes.shares(side)).all()
        assert (programmes.shares(side) <= ledger.now).all()
        money = programmes.won(side, "arbitrage") + programmes.won(side, "other")
        assert (money == programmes.won(side)).all()
    short = made.loans.short_sold(ledger)
    assert ((short >= 0) & (short <= ledger.now)).all()


@settings(max_examples=5, deadline=None)
@given(SEEDS, DAYS, st.lists(SECONDS, min_size=2, max_size=2))
def test_nobody_undoes_a_trade(seed: int, day: int, seconds: list[int]) -> None:
    made = flows(seed)
    early, late = (made.ledgers.now(day, second) for second in sorted(seconds))
    for before, after in zip(parties(made, early), parties(made, late), strict=True):
        for earlier, later in zip(before, after, strict=True):
            assert (later >= earlier).all()
    rest = {"individual", INSTITUTIONS[-1]}
    for side in SIDES:
        for who in set(INVESTORS) - rest:
            paid = made.investors(late).won(side, who) - made.investors(early).won(side, who)
            assert (paid >= 0).all(), who


@settings(max_examples=5, deadline=None)
@given(SEEDS, DAYS)
def test_a_day_is_its_last_instant(seed: int, day: int) -> None:
    made = flows(seed)
    whole, end = made.ledgers.day(day), made.ledgers.now(day, CLOSE_SECOND)
    assert whole.volume.tolist() == made.market.state(day, CLOSE_SECOND).volume.tolist()
    for finished, last in zip(parties(made, whole), parties(made, end), strict=True):
        assert [one.tolist() for one in finished] == [one.tolist() for one in last]
    for who in INVESTORS:
        ended = made.investors(end).net_won(who)
        assert made.investors(whole).net_won(who).tolist() == ended.tolist()


@settings(max_examples=10, deadline=None)
@given(SEEDS, DAYS)
def test_a_holding_moves_by_what_foreigners_buy_net(seed: int, day: int) -> None:
    made = flows(seed)
    ledger = made.ledgers.day(day)
    held = made.holdings.at_close(ledger.issue, ledger.day)
    before = made.holdings.at_close(ledger.issue, ledger.day - 1)
    assert (held - before == made.investors(ledger).net_shares("foreign")).all()
    counted = made.habits.held > 0
    assert (held[counted] >= 0).all()
    assert (held[counted] <= made.holdings.limit[counted]).all()


def test_holdings_on_the_anchor_day_are_the_world_files() -> None:
    made = flows()
    issues = np.arange(ISSUES)
    held = made.holdings.at_close(issues, np.full(ISSUES, TODAY - 1))
    counted = made.habits.held > 0
    assert (held[counted] == made.habits.foreign_held[counted]).all()
    assert held[0] == 5_846_278_608 * 470 // 1000  # 005930, 47 per cent


@pytest.mark.parametrize("kind", get_args(Kind))
def test_balances_roll_forward_within_the_volume(kind: Kind) -> None:
    for seed in range(3):
        made = flows(seed)
        issues, days = everyone(300)
        now = made.loans.loans(kind, issues, days)
        before = made.loans.balance(kind, issues, days - 1)
        volume = made.ledgers.finished(issues, days).volume
        assert (now.balance == before + now.new - now.repaid).all()
        assert (now.balance >= 0).all()
        for part in (now.new, now.repaid):
            assert ((part >= 0) & (part <= volume)).all()
        assert (now.new > 0).any()


def test_no_credit_where_none_is_given() -> None:
    world = load_world(Settings(world="small"), VirtualClock(Settings().at))
    issues, days = everyone(20)
    given_credit = np.array([one.credit_group != "" for one in world.instruments.all])
    loans = world.flows.loans.loans("credit", issues, days)
    assert (loans.balance > 0).tolist() == given_credit[issues].tolist()
    assert (loans.new[~given_credit[issues]] == 0).all()


@settings(max_examples=10, deadline=None)
@given(SEEDS, DAYS)
def test_a_quiet_day_has_no_more_than_the_day_itself(seed: int, day: int) -> None:
    market = flows(seed).market
    issues, days = np.arange(ISSUES), np.full(ISSUES, day)
    held = market.tenure.holds(issues, day)
    calm = market.planner.calm_volumes(issues, days) * held
    assert (calm <= market.planner.volumes(issues, days)).all()


def test_money_is_shares_at_prices_of_the_day() -> None:
    made = flows()
    for issue in range(ISSUES):
        days = np.arange(TODAY - 60, TODAY)
        bars = made.market.history(issue, days)
        investors = made.investors(made.ledgers.history(issue, days, TODAY, 0), bars.value)
        for side in SIDES:
            for who in ADDING_UP:
                shares, won = investors.shares(side, who), investors.won(side, who)
                many = shares > 1_000
                price = won[many] // shares[many]
                assert (price >= bars.low[many] * 95 // 100).all(), (issue, who)
                assert (price <= bars.high[many] * 105 // 100).all(), (issue, who)


def test_one_issue_and_everyone_stand_alike_in_any_order() -> None:
    second = 40_000
    instruments = load_world(Settings(world="small"), VirtualClock(Settings().at)).instruments
    made, other = flows(1), Flows(flows(1).market, instruments, TODAY - 1)
    one = other.ledgers.history(7, np.arange(TODAY - 5, TODAY + 1), TODAY, second)
    singly = [column.tolist()[-1] for group in parties(other, one) for column in group]
    together = parties(made, made.ledgers.now(TODAY, second))
    assert singly == [column.tolist()[7] for group in together for column in group]


@pytest.mark.parametrize("second", [36_000, LAST_SECOND])
def test_a_period_of_some_issues_is_that_of_all(second: int) -> None:
    made, now = flows(), Instant(TODAY, second)
    places, days = np.array([0, 3, 7, 21]), range(TODAY - 4, TODAY + 1)
    whole, some = Period(made, days, now), Period(made, days, now, among=places)
    parties: list[Party] = ["foreign", "pension", FOREIGN_MEMBERS, PROGRAMMES, 37]
    for party in parties:
        for money in (False, True):
            columns = [one.total(party, "net", money=money)[places] for one in (whole, some)]
            assert columns[0].tolist() == columns[1].tolist()
            tally = Tally(made, whole.ledgers(places))
            assert tally.net(party, money=money).tolist() == columns[0].tolist()
            assert tally.nets(party, money=money).sum(axis=1).tolist() == columns[0].tolist()


def test_another_seed_is_another_crowd() -> None:
    nets = [flows(s).investors(flows(s).ledgers.day(TODAY)).net_shares("foreign") for s in (1, 2)]
    assert (nets[0] != nets[1]).any()


@given(
    st.integers(0, (1 << 38) - 1).flatmap(
        lambda whole: st.tuples(st.just(whole), st.integers(0, whole), st.integers(0, whole))
    )
)
def test_a_portion_is_exact(numbers: tuple[int, int, int]) -> None:
    whole, part, count = numbers
    found = portion(np.array([count]), np.array([part]), np.array([whole]))[0]
    assert found == (count * part // whole if whole else 0)


@given(st.integers(0, 1 << 34), st.integers(0, WHOLE), st.integers(0, 1 << 30), st.data())
def test_parts_of_a_path_never_fall_and_add_up(
    volume: int, share: int, seed: int, data: st.DataObject
) -> None:
    moments = sorted(data.draw(st.lists(st.integers(0, volume), min_size=2, max_size=2)))
    before = 0, 0
    ends = ends_of(np.array([volume]))
    for now in moments:
        whole = Path.of(ends, np.array([now]))
        part = whole.part(np.array([share]), keys(seed, 1))
        rest = whole.less(part)
        assert 0 <= part.now[0] <= now
        assert part.now[0] + rest.now[0] == now
        assert part.total[0] + rest.total[0] == volume
        assert (np.diff(part.ends, axis=0) >= 0).all()
        assert (np.diff(rest.ends, axis=0) >= 0).all()
        assert part.now[0] >= before[0]
        assert rest.now[0] >= before[1]
        before = int(part.now[0]), int(rest.now[0])
    end = Path.of(ends, np.array([volume])).part(np.array([share]), keys(seed, 1))
    assert end.now[0] == end.total[0]


@pytest.mark.parametrize(("day", "hour"), [(TODAY, 10), (TODAY, 13), (TODAY - 320, 11)])
def test_foreigners_hold_neither_less_than_none_nor_more_than_they_may(day: int, hour: int) -> None:
    made = flows(20260915)
    held = Tally(made, [made.ledgers.now(day, hour * 3600)]).foreign_held()
    counted = made.habits.held > 0
    assert (held >= 0)[counted].all()
    assert (held <= made.habits.foreign_limit)[counted].all()
