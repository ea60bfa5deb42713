"""How orders of each kind are filled, in a market written by hand."""

from datetime import date

import pytest

from kiwoom_mockserver.world.matching import Preset
from kiwoom_mockserver.world.notices import News
from kiwoom_mockserver.world.orders import Route, State
from kiwoom_mockserver.world.tape import Move, Print
from tests.world.trading.floor import ScriptedTape, at, broker_in, buy, sell, trades

TEN = at("10:00")
LATER = at("10:05")


def test_a_limit_order_takes_what_is_offered_and_the_rest_waits_behind_others() -> None:
    tape = ScriptedTape(Print(LATER, 1020, 70), Print(LATER + 1, 1020, 10))
    broker = broker_in(tape)
    order = broker.place(buy(120, 1020), TEN)
    assert trades(broker, order) == [(1010, 50), (1020, 50)]
    assert (order.state, order.left) == (State.OPEN, 20)
    # Nothing is bid at 1,020: the order is the first in line, and its price is the best.
    broker.advance(LATER)
    assert trades(broker, order)[2:] == [(1020, 20)]
    assert order.state is State.FILLED


def test_a_resting_order_waits_for_the_shares_before_it() -> None:
    tape = ScriptedTape(
        Print(LATER, 1000, 30), Print(LATER + 1, 1000, 35), Print(LATER + 2, 1000, 9)
    )
    broker = broker_in(tape)
    order = broker.place(buy(20, 1000), TEN)
    broker.advance(LATER)
    assert order.filled == 0
    broker.advance(LATER + 1)
    assert trades(broker, order) == [(1000, 15)]
    broker.advance(LATER + 2)
    assert trades(broker, order) == [(1000, 15), (1000, 5)]


def test_a_trade_beyond_the_limit_reaches_the_order_at_once_at_its_own_price() -> None:
    broker = broker_in(ScriptedTape(Print(LATER, 990, 12)))
    order = broker.place(buy(20, 1000), TEN)
    broker.advance(LATER)
    assert trades(broker, order) == [(1000, 12)]


def test_a_level_is_not_taken_twice_while_it_stays_the_same() -> None:
    broker = broker_in(ScriptedTape())
    first = broker.place(buy(40, 1010), TEN)
    second = broker.place(buy(40, 1010), TEN + 1000)
    third = broker.place(buy(30, 1010), TEN + 5000)
    assert [trades(broker, one) for one in (first, second, third)] == [
        [(1010, 40)],
        [(1010, 10)],
        [(1010, 30)],
    ]


def test_a_market_that_moves_over_an_order_fills_it_with_what_it_offers() -> None:
    tape = ScriptedTape(Move(LATER, 1000, 990), asks=((1000, 8), (1010, 50)))
    broker = broker_in(tape)
    tape.asks = ((1010, 50),)
    order = broker.place(buy(20, 1000), TEN)
    tape.asks = ((1000, 8), (1010, 50))
    broker.advance(LATER)
    assert trades(broker, order) == [(1000, 8)]


def test_when_the_quotes_leave_a_level_those_before_the_order_have_left_too() -> None:
    broker = broker_in(ScriptedTape(Move(LATER, 1000, 990), Print(LATER + 1, 1000, 5)))
    broker.advance(TEN)
    order = broker.place(buy(20, 1000), TEN)
    assert [rest.mark for rest in order.rests] == [50]
    broker.advance(LATER + 1)
    assert order.filled == 5


@pytest.mark.parametrize(
    ("kind", "price", "fills", "state"),
    [
        ("market", 0, [(1010, 50), (1020, 50), (1030, 20)], State.FILLED),
        ("best", 0, [(1010, 50)], State.OPEN),
        ("first", 0, [], State.OPEN),
        ("limit-ioc", 1010, [(1010, 50)], State.CANCELLED),
        ("market-ioc", 0, [(1010, 50), (1020, 50), (1030, 20)], State.FILLED),
        ("best-ioc", 0, [(1010, 50)], State.CANCELLED),
        ("limit-fok", 1020, [], State.CANCELLED),
        ("limit-fok", 1030, [(1010, 50), (1020, 50), (1030, 20)], State.FILLED),
        ("market-fok", 0, [(1010, 50), (1020, 50), (1030, 20)], State.FILLED),
        ("best-fok", 0, [], State.CANCELLED),
    ],
)
def test_each_kind_takes_what_it_may(
    kind: str, price: int, fills: list[tuple[int, int]], state: State
) -> None:
    broker = broker_in(ScriptedTape())
    order = broker.place(buy(120, price, kind), TEN)
    assert trades(broker, order) == fills
    assert order.state is state
    assert order.limit == {"best": 1010, "first": 1000}.get(kind, order.limit)
    assert sum(quantity for _, quantity in fills) == order.filled


def test_a_stop_order_sleeps_until_its_trigger_trades() -> None:
    tape = ScriptedTape(Print(LATER, 1020, 5), Print(LATER + 1000, 1040, 5))
    broker = broker_in(tape)
    order = broker.place(buy(10, 1050, "stop-limit", trigger=1030), TEN)
    broker.advance(LATER)
    assert (order.filled, order.armed) == (0, False)
    broker.advance(LATER + 1000)
    assert trades(broker, order) == [(1010, 10)]


@pytest.mark.parametrize(("preset", "fills"), [(Preset.TOUCH, 0), (Preset.INSTANT, 500)])
def test_presets_fill_whole(preset: Preset, fills: int) -> None:
    broker = broker_in(ScriptedTape(Print(LATER, 1000, 1)), preset=preset)
    crossing = broker.place(buy(500, 1010), TEN)
    resting = broker.place(buy(500, 1000), TEN)
    assert trades(broker, crossing) == [(1010, 500)]
    assert resting.filled == fills
    broker.advance(LATER)
    assert trades(broker, resting) == [(1000, 500)]


def test_an_order_arrives_after_its_latency_and_never_overtakes() -> None:
    broker = broker_in(ScriptedTape(), latency=200)
    order = broker.place(buy(10, 1010), TEN)
    broker.advance(TEN + 199)
    assert (order.filled, order.live) == (0, True)
    broker.advance(TEN + 200)
    assert (order.filled, order.live) == (10, False)
    assert broker.bulletin.after(0)[-1].at == TEN + 200


def test_the_opening_auction_fills_at_one_price_by_rank() -> None:
    tape = ScriptedTape(auctions=[Print(at("09:00"), 1000, 100)])
    broker = broker_in(tape, shares=100)
    limit = broker.place(buy(60, 1010), at("08:45"))
    at_price = broker.place(buy(60, 1000), at("08:46"))
    market = broker.place(sell(30, 0, "market"), at("08:47"))
    low = broker.place(buy(10, 990), at("08:48"))
    broker.advance(at("08:59:59"))
    assert not broker.account.fills
    broker.advance(at("09:00"))
    assert trades(broker, limit)[0] == (1000, 60)
    assert trades(broker, market) == [(1000, 30)]
    # Half of the volume is the market's own at exactly that price.
    assert trades(broker, at_price)[0] == (1000, 10)
    assert low.filled == 0
    sold = sum(
        fill.quantity for fill in broker.account.fills_of(limit.day) if fill.at == at("09:00")
    )
    assert sold == 100


def test_a_conditional_order_joins_the_closing_auction_at_any_price() -> None:
    tape = ScriptedTape(auctions=[Print(at("15:30"), 1100, 40)])
    broker = broker_in(tape)
    order = broker.place(buy(10, 900, "conditional"), TEN)
    broker.advance(at("15:19:59"))
    assert order.filled == 0
    broker.advance(at("15:30"))
    assert trades(broker, order) == [(1100, 10)]


def test_orders_at_the_close_meet_what_stands_there() -> None:
    broker = broker_in(ScriptedTape(), shares=50)
    before = broker.place(buy(30, 0, "before-open"), at("08:31"))
    assert trades(broker, before) == [(1000, 20)]
    broker.advance(at("08:40"))
    assert before.state is State.EXPIRED
    after = broker.place(sell(40, 0, "after-close"), at("15:31"))
    assert after.filled == 0
    broker.advance(at("15:40"))
    assert trades(broker, after) == [(1000, 30)]
    broker.advance(at("16:00"))
    assert after.state is State.EXPIRED


def test_what_stands_at_a_close_is_there_again_on_the_next_day() -> None:
    broker = broker_in(ScriptedTape())
    filled = []
    for day in (date(2026, 9, 15), date(2026, 9, 16)):
        order = broker.place(buy(30, 0, "before-open"), at("08:31", day))
        filled.append(trades(broker, order))
        broker.advance(at("20:30", day))
    assert filled == [[(1000, 20)], [(1000, 20)]]


def test_what_is_not_filled_dies_with_its_session() -> None:
    broker = broker_in(ScriptedTape())
    krx = broker.place(buy(10, 900), TEN)
    nxt = broker.place(buy(10, 900, route=Route.NXT), TEN)
    sor = broker.place(buy(10, 900, route=Route.SOR), TEN)
    broker.advance(at("15:30"))
    assert [one.state for one in (krx, nxt, sor)] == [State.EXPIRED, State.OPEN, State.OPEN]
    assert sor.venue == "NXT"
    evening = broker.place(buy(10, 900), at("16:30"))
    broker.advance(at("20:00"))
    assert {one.state for one in (nxt, sor, evening)} == {State.EXPIRED}
    assert broker.account.held == 0


def test_a_cancellation_takes_back_what_is_left_and_frees_the_cash() -> None:
    broker = broker_in(ScriptedTape())
    order = broker.place(buy(70, 1010), TEN)
    request = broker.cancel(order.number, 5, buy(0), TEN + 1000)
    assert (order.left, order.state, request.state) == (15, State.OPEN, State.CONFIRMED)
    request = broker.cancel(order.number, 0, buy(0), TEN + 2000)
    assert (order.open_quantity, order.state) == (0, State.CANCELLED)
    assert (request.confirmed, request.original, request.root) == (15, 1, 1)
    assert broker.account.held == 0


def test_an_amendment_stands_under_its_own_number() -> None:
    broker = broker_in(ScriptedTape())
    order = broker.place(buy(30, 990), TEN)
    amended = broker.amend(order.number, 10, buy(0, 1000), TEN + 1000)
    assert (order.left, order.state) == (20, State.OPEN)
    assert (amended.left, amended.limit, amended.root) == (10, 1000, order.number)
    again = broker.amend(amended.number, 0, buy(0, 1010), TEN + 2000)
    assert amended.state is State.REPLACED
    assert again.root == order.number
    assert trades(broker, again) == [(1010, 10)]


def test_a_smaller_quantity_keeps_its_place_and_a_new_price_does_not() -> None:
    broker = broker_in(ScriptedTape(Print(LATER, 1000, 55)))
    order = broker.place(buy(30, 1000), TEN)
    kept = broker.amend(order.number, 10, buy(0, 1000), TEN + 1000)
    places = [(rest.mark, rest.since) for one in (order, kept) for rest in one.rests]
    assert places[0] == places[1]
    broker.advance(LATER)
    assert order.filled + kept.filled == 5


def test_orders_that_share_a_place_leave_it_one_by_one() -> None:
    broker = broker_in(ScriptedTape())
    order = broker.place(buy(30, 1000), TEN)
    kept = broker.amend(order.number, 10, buy(0, 1000), TEN + 1000)
    broker.cancel(kept.number, 0, buy(0), TEN + 2000)
    assert (kept.state, order.state, order.left) == (State.CANCELLED, State.OPEN, 20)
    broker.advance(at("20:30"))
    assert (kept.state, order.state) == (State.CANCELLED, State.EXPIRED)


def test_a_request_that_comes_too_late_is_rejected_by_the_exchange() -> None:
    broker = broker_in(ScriptedTape(Print(TEN + 150, 990, 100)), latency=100)
    order = broker.place(buy(20, 1000), TEN)
    request = broker.cancel(order.number, 0, buy(0), TEN + 101)
    broker.advance(TEN + 500)
    assert order.state is State.FILLED
    assert (request.state, request.reason) == (State.REJECTED, "nothing-left")
    assert broker.bulletin.after(0)[-1].news is News.REJECTED


def test_outside_the_limits_the_live_exchange_rejects_what_the_broker_took() -> None:
    broker = broker_in(ScriptedTape())
    order = broker.place(buy(1, 690), TEN)
    assert (order.state, order.reason) == (State.REJECTED, "band")
    assert broker.account.held == 0
