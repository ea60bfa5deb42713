"""Orders at NXT, orders sent to both exchanges, and orders at the middle of the spread."""

import pytest

from kiwoom_mockserver.world.charges import tariff_of
from kiwoom_mockserver.world.matching import Preset
from kiwoom_mockserver.world.orders import Order, Route, State
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.tape import Move, Print
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

TEN = at("10:00")
LATER = at("10:05")


def two(*happenings: Print | Move) -> ScriptedTape:
    """KRX as usual, and NXT with a cheaper offer and a dearer one."""
    other = ScriptedTape(*happenings, asks=((1009, 20), (1010, 30), (1025, 99)), bids=((1002, 7),))
    return ScriptedTape(nxt=other)


def test_an_order_sent_to_both_takes_the_best_of_both() -> None:
    broker = broker_in(two())
    order = broker.place(buy(120, 1020, route=Route.SOR), TEN)
    fills = broker.account.fills_of(order.day)
    assert [(one.venue, one.price, one.quantity) for one in fills] == [
        ("NXT", 1009, 20), ("NXT", 1010, 30), ("KRX", 1010, 50), ("KRX", 1020, 20),
    ]  # fmt: skip


def test_each_part_costs_what_its_exchange_asks() -> None:
    other = ScriptedTape(asks=((1_000_000, 10),))
    broker = broker_in(ScriptedTape(nxt=other, asks=((1_010_000, 10),)), cash=10**9)
    broker._venue.tape._band = broker._venue.tape._band._replace(upper=2_000_000)  # type: ignore[attr-defined]
    order = broker.place(buy(20, 1_010_000, route=Route.SOR), TEN)
    tariff = tariff_of("live")
    parts = (("NXT", 10_000_000), ("KRX", 10_100_000))
    assert order.commission == sum(tariff.commission_of("KOSPI", *part) for part in parts)
    assert order.nxt_amount == 10_000_000


def test_all_or_nothing_counts_both_exchanges() -> None:
    broker = broker_in(two())
    order = broker.place(buy(150, 1010, "limit-fok", route=Route.SOR), TEN)
    assert (order.state, order.filled) == (State.CANCELLED, 0)
    order = broker.place(buy(100, 1010, "limit-fok", route=Route.SOR), TEN)
    assert (order.state, order.filled) == (State.FILLED, 100)
    order = broker.place(buy(10, 0, "best", route=Route.SOR), at("10:00:10"))
    assert (order.limit, order.filled) == (1009, 10)


def waits(order: Order) -> list[tuple[str, int]]:
    return [(rest.venue, rest.quantity) for rest in order.rests]


def test_what_is_left_waits_at_both_in_the_ratio_of_their_books() -> None:
    """KRX bids 150 shares, NXT 7: of 100 shares NXT gets 100 * 7 // 157."""
    broker = broker_in(two(Print(LATER, 1000, 10)))
    order = broker.place(buy(100, 1000, route=Route.SOR), TEN)
    assert waits(order) == [("KRX", 96), ("NXT", 4)]
    broker.advance(LATER)
    fills = broker.account.fills_of(order.day)
    # Seven shares are before it: deeper than the book shows, the last level's size counts.
    assert [(one.venue, one.price, one.quantity) for one in fills] == [("NXT", 1000, 3)]
    assert (waits(order), order.venue) == ([("KRX", 96), ("NXT", 1)], "KRX")


def test_a_part_of_a_split_order_is_taken_back_where_it_came_last() -> None:
    broker = broker_in(two())
    order = broker.place(buy(100, 1000, route=Route.SOR), TEN)
    broker.cancel(order.number, 10, buy(0, route=Route.SOR), TEN + 1)
    assert waits(order) == [("KRX", 90)]
    kept = broker.amend(order.number, 30, buy(0, 1000, route=Route.SOR), TEN + 2)
    assert (waits(order), waits(kept)) == ([("KRX", 60)], [("KRX", 30)])
    assert kept.rests[0].mark == order.rests[0].mark == 50
    again = broker.amend(kept.number, 0, buy(0, 1009, route=Route.SOR), TEN + 3)
    assert trades(broker, again) == [(1009, 20)]
    assert sum(quantity for _, quantity in waits(again)) == 10


@pytest.mark.parametrize(
    ("kind", "price", "start", "route"),
    [
        ("limit", 900, "08:10", "08:10 NXT, 08:50 KRX, 15:30 NXT, 20:00"),
        ("limit", 900, "08:45", "08:45 KRX, 15:30 NXT, 20:00"),
        ("limit", 900, "10:00", "10:00 KRX+NXT, 15:20 KRX+KRX, 15:30 NXT+NXT, 20:00"),
        ("limit", 900, "16:30", "16:30 KRX+NXT, 20:00"),
        ("first", 0, "08:10", "08:10 NXT, 08:50 KRX, 15:30 NXT, 20:00"),
        ("market", 0, "15:25", "15:25 KRX, 15:30"),
        ("conditional", 900, "10:00", "10:00 KRX, 15:30"),
        ("stop-limit", 1300, "10:00", "10:00 KRX, 15:30"),
        ("middle", 0, "10:00", "10:00 KRX, 15:20"),
        ("before-open", 0, "08:35", "08:35 KRX, 08:40"),
        ("after-close", 0, "15:35", "15:35 KRX, 16:00"),
    ],
)
def test_an_order_sent_to_both_goes_on_where_it_can(
    kind: str, price: int, start: str, route: str
) -> None:
    """From phase to phase: where it waits from when on, and when it expires."""
    nxt = ScriptedTape(asks=((1010, 9),), bids=((1000, 150),))
    tape = ScriptedTape(nxt=nxt, bids=((1000, 150),))
    tape.closes = (0, 0)
    broker = broker_in(tape)
    asked = buy(40, price, kind, route=Route.SOR, trigger=1300 * (kind == "stop-limit"))
    order = broker.place(asked, at(start))
    found = [(start, waits(order))]
    bells = ["08:40", "08:50", "09:00", "09:00:30", "15:20", "15:30", "15:40", "16:00", "20:00"]
    for when in [bell for bell in bells if bell > start]:
        broker.advance(at(when))
        if found[-1][1] != waits(order):
            found.append((when, waits(order)))
    told = [f"{when} {'+'.join(venue for venue, _ in there)}".strip() for when, there in found]
    assert ", ".join(told) == route
    assert (order.state, order.filled, broker.account.held) == (State.EXPIRED, 0, 0)
    assert all(sum(count for _, count in there) == 40 for _, there in found[:-1])


def test_a_woken_order_is_split_as_well() -> None:
    """What the other exchange does from that instant on reaches its part there."""
    nxt = [Print(LATER, 1005, 9), Print(LATER + 1, 1005, 2)]
    other = ScriptedTape(*nxt, asks=((1009, 3),), bids=((1000, 150),))
    tape = ScriptedTape(Print(LATER, 1008, 1), nxt=other, asks=((1010, 5),), bids=((1000, 150),))
    broker = broker_in(tape)
    order = broker.place(buy(20, 1005, "stop-limit", trigger=1008, route=Route.SOR), TEN)
    assert waits(order) == [("KRX", 20)]
    broker.advance(LATER + 10)
    # Half waits at NXT, before nobody: its trade of the same instant comes after KRX's.
    assert trades(broker, order) == [(1005, 9), (1005, 1)]
    assert waits(order) == [("KRX", 10)]


def test_before_krx_opens_an_order_sent_to_both_is_nxts() -> None:
    broker = broker_in(two())
    order = broker.place(buy(20, 1009, route=Route.SOR), at("08:10"))
    assert (order.venue, trades(broker, order)) == ("NXT", [(1009, 20)])


def test_an_order_at_nxt_meets_nxts_book_and_trades() -> None:
    broker = broker_in(two(Print(LATER, 1001, 40)))
    order = broker.place(buy(30, 1009, route=Route.NXT), TEN)
    assert trades(broker, order) == [(1009, 20)]
    broker.advance(LATER)
    assert trades(broker, order) == [(1009, 20), (1009, 10)]
    with_krx = broker.place(buy(5, 1009), LATER + 1)
    assert with_krx.filled == 0


def test_an_order_at_the_middle_follows_the_quotes_and_is_first_in_line() -> None:
    tape = ScriptedTape(
        Move(LATER, 1006, 1000), Print(LATER + 1, 1005, 9), Print(LATER + 2, 1000, 9)
    )
    broker = broker_in(tape)
    order = broker.place(buy(12, 0, "middle"), TEN)
    assert (order.limit, order.filled) == (1005, 0)
    broker.advance(LATER)
    assert order.limit == 1003
    broker.advance(LATER + 1)
    assert order.filled == 0
    broker.advance(LATER + 2)
    assert trades(broker, order) == [(1003, 9)]
    sale = broker_in(tape, shares=5).place(sell(5, 0, "middle"), TEN)
    assert sale.limit == 1005


@pytest.mark.parametrize("kind", ["middle-ioc", "middle-fok"])
def test_nothing_waits_at_the_middle(kind: str) -> None:
    broker = broker_in(ScriptedTape())
    assert broker.place(buy(1, 0, kind), TEN).state is State.CANCELLED
    at_once = broker_in(ScriptedTape(), preset=Preset.INSTANT)
    assert trades(at_once, order := at_once.place(buy(1, 0, kind), TEN)) == [(1005, 1)]
    assert order.state is State.FILLED


def test_an_order_at_the_middle_is_not_for_auctions() -> None:
    broker = broker_in(ScriptedTape(auctions=[Print(at("15:30"), 1005, 99)]))
    order = broker.place(buy(1, 0, "middle"), TEN)
    other = broker.place(buy(1, 0, "middle", route=Route.NXT), TEN)
    broker.advance(at("15:20"))
    assert {order.state, other.state} == {State.EXPIRED}


def test_in_the_evening_orders_of_both_exchanges_meet_the_markets_own_trades() -> None:
    """The synthetic market's after-market: a tight limit is reached by its own trades."""
    tape = small_world().venue.tape
    for exchange, start in ((Exchange.KRX, "16:00"), (Exchange.NXT, "15:40")):
        after, until = at(start), at("20:00")
        made = list(tape.moments(CODE, exchange, after, until))
        prints = [one for one in made if isinstance(one, Print)]
        assert len(prints) > 50
        assert all(after < one.at <= until for one in made)
        assert sorted(made, key=lambda one: one.at) == made
        quotes = tape.quotes(CODE, exchange, at("17:00"))
        assert quotes.best_bid < quotes.best_ask
        last = [one.price for one in prints if one.at < at("17:00:01")][-1]
        assert last in (quotes.best_bid, quotes.best_ask)
        assert tape.last(CODE, at("17:00"), exchange) == last


def test_nxts_evening_begins_with_one_price() -> None:
    tape = small_world().venue.tape
    met = tape.auction(CODE, Exchange.NXT, at("15:40"))
    assert met is not None
    assert met.price == tape.last(CODE, at("15:30"))
    assert tape.auction(CODE, Exchange.NXT, at("16:40")) is None
    assert tape.auction(CODE, Exchange.KRX, at("15:30")) is not None


def test_nxt_has_no_book_while_it_is_closed() -> None:
    tape = small_world().venue.tape
    for when, open_ in (("07:59", 0), ("08:10", 1), ("08:55", 0), ("10:00", 1), ("15:25", 0)):
        quotes = tape.quotes(CODE, Exchange.NXT, at(when))
        assert bool(quotes.asks) is bool(open_)
    krx, nxt = (tape.quotes(CODE, one, TEN).asks[0].quantity for one in Exchange)
    assert nxt < krx
