"""Orders in the synthetic market where it pauses: interruptions, and rounds after hours."""

from datetime import date

import numpy as np
import pytest

from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.matching import Preset
from kiwoom_mockserver.world.movements import deposit
from kiwoom_mockserver.world.orders import State
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.tape import Met, Move, Uncross
from tests.world.trading.floor import (
    CODE,
    ScriptedTape,
    at,
    broker_in,
    buy,
    sell,
    small_world,
    trades,
)

FALLING = date(2024, 1, 15)
KIA = "000270"
"""Interrupted on that day, on its way down."""

LAST_ROUNDS = date(2026, 9, 11)
"""The last day of the single-price session."""


def trader(day: date, start: str) -> Broker:
    account = Account("1234567890", day_index(day), margin_rate=100)
    account.transfer(deposit(account.day, at(start, day), 10**12))
    return Broker(small_world().venue, account, 1, at(start, day))


def pause() -> tuple[int, int]:
    """When the issue is first interrupted, and when it goes on."""
    world = small_world()
    place, day = world.instruments.place(KIA), day_index(FALLING)
    rows = world.market.interruptions(day)
    first = np.flatnonzero(rows.issue == place)[0]
    assert rows.sign[first] < 0
    midnight = at("00:00", FALLING)
    return midnight + int(rows.begin[first]) * 1_000, midnight + int(rows.end[first]) * 1_000


def test_an_interruption_ends_with_one_price_for_all_who_wait() -> None:
    broker = trader(FALLING, "09:10")
    tape = small_world().venue.tape
    begin, end = pause()
    moments = list(tape.moments(KIA, Exchange.KRX, begin, end))
    met = moments[-1]
    assert met.at == end
    assert not tape.quotes(KIA, Exchange.KRX, begin + 5_000).asks
    waits = broker.place(buy(10, 0, "market", code=KIA), begin + 5_000, 0)
    price = getattr(met, "price", 0)
    low = broker.place(buy(10, price - 5_000, code=KIA), begin + 5_000, 0)
    at_once = broker.place(buy(10, price + 5_000, "limit-ioc", code=KIA), begin + 5_000, 0)
    best = broker.place(buy(10, 0, "best", code=KIA), begin + 5_000, 0)
    dear = broker.place(buy(10, price + 5_000, code=KIA), begin + 5_000, 0)
    fair = broker.place(buy(10, price + 1_000, code=KIA), begin + 5_000, 0)
    broker.advance(end - 1)
    assert (waits.filled, at_once.state, best.state) == (0, State.CANCELLED, State.REJECTED)
    broker.advance(end)
    for order in (waits, dear, fair):
        assert trades(broker, order) == [(price, 10)]
    assert low.filled == 0


def interrupted() -> ScriptedTape:
    """From ten for 130 seconds; thirty shares meet at 1,020."""
    begin, end = at("10:00"), at("10:02:10")
    return ScriptedTape(
        Move(begin, 0, 0), Uncross(end, 1_020, 30), pauses=[(begin, end)],
        asks=((1_030, 40), (1_040, 40)), bids=((1_010, 50), (1_000, 50)),
    )  # fmt: skip


def test_what_an_interruptions_auction_leaves_meets_the_new_book() -> None:
    broker = broker_in(interrupted())
    early = broker.place(buy(5, 1_000), at("09:50"), 0)
    eager = broker.place(buy(100, 1_050), at("10:00:01"), 0)
    sleeping = broker.place(buy(1, 1_020, "stop-limit", trigger=1_015), at("10:00:02"), 0)
    broker.advance(at("10:02:10"))
    assert trades(broker, eager) == [(1_020, 30), (1_030, 40), (1_040, 30)]
    assert trades(broker, early) == []
    assert (sleeping.armed, sleeping.open_quantity) == (True, 1)


@pytest.mark.parametrize("preset", list(Preset))
def test_who_asks_just_an_interruptions_price_has_half_of_it(preset: Preset) -> None:
    broker = broker_in(interrupted(), shares=500, preset=preset)
    middle = broker.place(sell(10, 0, "middle"), at("09:50"), 0)
    exact = broker.place(sell(100, 1_020), at("10:00:01"), 0)
    any_price = broker.place(sell(10, 0, "market"), at("10:00:02"), 0)
    broker.advance(at("10:02:10"))
    assert trades(broker, any_price) == [(1_020, 10)]
    assert trades(broker, exact) == [(1_020, 15 if preset is Preset.QUEUE else 100)]
    assert middle.filled == (10 if preset is Preset.INSTANT else 0)


def test_nothing_is_filled_while_an_interruption_lasts() -> None:
    begin, end = pause()
    broker = trader(FALLING, "09:10")
    met = small_world().venue.tape.auction(KIA, Exchange.KRX, end)
    assert met is not None
    orders = [
        broker.place(buy(50, met.price + step * 500, code=KIA), begin - 60_000, 0)
        for step in range(-6, 7)
    ]
    broker.advance(end + 1_200_000)
    fills = broker.account.fills_of(broker.account.day)
    assert fills
    assert not [fill for fill in fills if begin <= fill.at < end]
    assert [order for order in orders if order.filled]


@pytest.mark.parametrize(("when", "first"), [("16:05", "16:10"), ("17:45", "17:50")])
def test_after_hours_orders_meet_every_ten_minutes(when: str, first: str) -> None:
    broker = trader(LAST_ROUNDS, "15:45")
    tape = small_world().venue.tape
    close = tape.at_close(CODE, at("16:00", LAST_ROUNDS))[0]
    met = tape.auction(CODE, Exchange.KRX, at(first, LAST_ROUNDS))
    assert met is not None
    assert abs(met.price - close) <= close // 10
    high = broker.place(buy(5, met.price + 500, "single-price"), at(when, LAST_ROUNDS), 0)
    low = broker.place(buy(5, met.price - 5_000, "single-price"), at(when, LAST_ROUNDS), 0)
    wild = broker.place(buy(5, close * 85 // 100 // 500 * 500, "single-price"), high.placed, 0)
    assert (wild.state, wild.reason) == (State.REJECTED, "band")
    broker.advance(at(first, LAST_ROUNDS) - 1)
    assert high.filled == 0
    broker.advance(at(first, LAST_ROUNDS))
    assert trades(broker, high) == [(met.price, 5)]
    broker.advance(at("18:00", LAST_ROUNDS))
    assert low.state in {State.FILLED, State.EXPIRED}
    assert not broker.account.working


def test_what_waits_at_the_close_gets_what_others_leave() -> None:
    """Shares that are shown as bid stand before the order; then it has its part of each trade."""
    day = date(2026, 9, 15)
    broker, tape = trader(day, "15:35"), small_world().venue.tape
    order = broker.place(buy(10**6, 0, "after-close"), at("15:36", day), 0)
    broker.advance(at("15:40", day))
    price, bid, ask = tape.at_close(CODE, at("15:40", day))
    moments = tape.moments(CODE, Exchange.KRX, at("15:39", day), at("16:00", day))
    met = [one for one in moments if isinstance(one, Met)]
    assert {one.price for one in met} == {price}
    whole = small_world().market.outside(np.array([small_world().instruments.place(CODE)]),
                                         broker.account.day, 16 * 3600 - 1)  # fmt: skip
    assert sum(one.quantity for one in met) == whole.after[0]
    assert trades(broker, order) == [(price, ask)]
    broker.advance(at("16:00", day))
    later = [quantity for _, quantity in trades(broker, order)[1:]]
    assert sum(later) == whole.after[0] - bid > 0
    assert order.state is State.EXPIRED
