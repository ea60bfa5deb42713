"""What an amendment takes over from its order, and what it is held to."""

import pytest

from kiwoom_mockserver.world.orders import State
from kiwoom_mockserver.world.tape import Band, Print
from kiwoom_mockserver.world.validation import Reason, Refusal
from tests.world.trading.floor import BAND, CODE, ScriptedTape, at, broker_in, buy, sell, trades

TEN = at("10:00")
LATER = at("10:05")


def test_a_conditional_order_stays_held_at_the_upper_limit() -> None:
    tape = ScriptedTape(auctions=[Print(at("15:30"), 1200, 40)])
    broker = broker_in(tape, cash=13_100)
    order = broker.place(buy(10, 900, "conditional"), TEN)
    held = broker.account.held
    assert held == 10 * BAND.upper
    amended = broker.amend(order.number, 0, buy(0, 950), TEN + 1000)
    assert broker.account.held == held
    with pytest.raises(Refusal) as refused:
        broker.place(buy(1, 900), TEN + 2000)
    assert refused.value.reason is Reason.CASH
    broker.advance(at("15:30"))
    assert trades(broker, amended) == [(1200, 10)]
    assert broker.account.orderable >= 0


def test_a_woken_order_does_not_sleep_again() -> None:
    broker = broker_in(ScriptedTape(Print(LATER, 1030, 1)))
    order = broker.place(buy(10, 980, "stop-limit", trigger=1030), TEN)
    asleep = broker.amend(order.number, 4, buy(0, 1010), TEN + 1000)
    assert (order.armed, asleep.armed, asleep.filled) == (False, False, 0)
    broker.advance(LATER)
    assert (order.armed, trades(broker, asleep)) == (True, [(1010, 4)])
    amended = broker.amend(order.number, 0, buy(0, 1010), LATER + 1000)
    assert trades(broker, amended) == [(1010, 6)]


def test_a_new_trigger_lies_on_the_grid() -> None:
    broker = broker_in(ScriptedTape(band=Band(10_000, 7_000, 13_000)))
    order = broker.place(buy(10, 9_800, "stop-limit", trigger=11_000), TEN)
    with pytest.raises(Refusal) as refused:
        broker.amend(order.number, 0, buy(0, 9_800, "stop-limit", trigger=11_005), TEN + 1000)
    assert refused.value.reason is Reason.TICK


@pytest.mark.parametrize(
    ("sent", "state"), [("15:19:59", State.REJECTED), ("15:19:58", State.OPEN)]
)
def test_an_amendment_is_taken_where_a_new_order_would_be(sent: str, state: State) -> None:
    broker = broker_in(ScriptedTape(), latency=1500)
    order = broker.place(buy(10, 980, "stop-limit", trigger=1100), TEN)
    amended = broker.amend(order.number, 0, buy(0, 970), at(sent))
    fresh = broker.place(buy(10, 980, "stop-limit", trigger=1100), at(sent))
    broker.advance(at("15:21"))
    assert amended.state is fresh.state is state
    assert order.state is (State.OPEN if state is State.REJECTED else State.REPLACED)


def test_shares_of_an_amendment_on_its_way_are_its_orders() -> None:
    broker = broker_in(ScriptedTape(), latency=300, shares=100)
    order = broker.place(sell(60, 1200), TEN)
    broker.advance(TEN + 1000)
    amended = broker.amend(order.number, 0, sell(0, 1210), TEN + 1000)
    assert (order.open_quantity, amended.open_quantity) == (60, 0)
    assert broker.account.sellable(CODE) == 40
    broker.advance(TEN + 2000)
    assert (order.open_quantity, amended.open_quantity) == (0, 60)
    assert broker.account.sellable(CODE) == 40
