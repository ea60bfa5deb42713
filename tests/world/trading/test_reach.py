"""Orders that a day's prices cannot reach are not walked through it, and fare as if they were."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import orjson
import pytest

from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.hours import start_of
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.movements import delivery, deposit
from kiwoom_mockserver.world.noise import below, keys
from kiwoom_mockserver.world.orders import Route, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.tape import MarketTape, Move
from kiwoom_mockserver.world.validation import Intent, Refusal
from kiwoom_mockserver.world.world import ground_of
from tests.world.trading.floor import DAY, small_world

CODES = ("005930", "247540", "830020", "M04020000")
FIRST = day_index(DAY) - 40
KINDS = ("limit", "limit", "limit", "conditional", "stop-limit", "middle")


class Thorough:
    """A tape that lets nothing be passed over."""

    def __init__(self, tape: MarketTape) -> None:
        self._tape = tape

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tape, name)

    def reach(self, code: str, exchange: Exchange, after: int, until: int) -> None:
        """Everything is looked through."""


@cache
def tape() -> MarketTape:
    world = small_world()
    return MarketTape(world.market, world.instruments)


def lived(day: int, through: Any) -> bytes:
    """The account after some orders of one day, far from the market and near."""
    world = small_world()
    begin = start_of(day)
    account = Account("1234567890", day)
    account.transfer(deposit(day, begin, 10**11))
    for code in CODES:
        account.transfer(delivery(day, begin, code, 1_000, 10**6))
    broker = Broker(replace(world.venue, tape=through), account, 7, begin)
    for number in range(10):
        drawn = [int(below(keys(day, number, what), 1_000)[0]) for what in range(6)]
        at = begin + (9 * 3600 + 60 + number * 1500 + drawn[0]) * 1000
        code = CODES[drawn[1] % len(CODES)]
        kind = "limit" if code.startswith("M") else KINDS[drawn[2] % len(KINDS)]
        band, last = tape().band(code, day), tape().last(code, at)
        steps = sorted({price for price in (band.lower, band.upper) if price})
        quotes = tape().quotes(code, Exchange.KRX, at)
        near = [one.price for one in (*quotes.asks, *quotes.bids)]
        prices = [*steps, *near] if drawn[3] % 3 else steps
        price = prices[drawn[3] % len(prices)] if prices else last
        side = Side.BUY if drawn[4] % 2 else Side.SELL
        asked = Intent(
            side, code, kind, Route.KRX, 1 + drawn[5] % 60, 0 if kind == "middle" else price,
            trigger=price if kind == "stop-limit" else 0,
        )  # fmt: skip
        try:
            broker.place(asked, at)
        except Refusal:
            continue
    broker.advance(begin + 20 * 3_600_000)
    return orjson.dumps(broker.snapshot())


@pytest.mark.parametrize("day", [FIRST, pytest.param(range(1, 40), marks=pytest.mark.slow)])
def test_orders_fare_as_if_all_of_the_day_had_been_looked_through(day: int | range) -> None:
    for one in [FIRST + later for later in day] if isinstance(day, range) else [day]:
        assert lived(one, tape()) == lived(one, Thorough(tape()))


def test_prices_stay_within_the_reach() -> None:
    known = 0
    for code in CODES:
        begin = start_of(FIRST + 2)
        after, until = begin + 9 * 3_600_000, begin + 9 * 3_600_000 + 1_200_000
        reach = tape().reach(code, Exchange.KRX, after, until)
        moments = list(tape().moments(code, Exchange.KRX, after, until))
        prices = [one.price for one in moments if not isinstance(one, Move)]
        if reach is not None and prices:
            assert reach[0] <= min(prices) <= max(prices) <= reach[1]
            known += 1
        assert tape().reach(code, Exchange.NXT, after, until) is None
        assert tape().reach(code, Exchange.KRX, after, until + 9 * 3_600_000) is None
    assert known >= 2


def test_plans_made_together_are_those_made_one_by_one() -> None:
    world = small_world()
    ground = ground_of(world.instruments, world.seed, world.anchor)
    together, apart = (Market(*ground) for _ in range(2))
    issues = np.array([0, 3, 3, 20, 0], dtype=np.int64)
    days = np.array([FIRST, FIRST, FIRST + 9, FIRST + 4, FIRST], dtype=np.int64)
    together.plans.expect(issues, days)
    for issue, day in zip(issues.tolist(), days.tolist(), strict=True):
        one, other = (market.plans.single(issue, day, Where.KRX) for market in (together, apart))
        names = ("base", "lower", "upper")
        assert [getattr(one.plan, n) for n in names] == [getattr(other.plan, n) for n in names]
        for second in (36_000, 50_000, 56_000):
            states = [market.issue_state(issue, day, second) for market in (together, apart)]
            assert all(
                np.array_equal(getattr(states[0], name), getattr(states[1], name))
                for name in type(states[0]).__slots__
            )
        tapes = [market.tape(issue, day, 36_000, 36_600) for market in (together, apart)]
        assert all(map(np.array_equal, *tapes))
