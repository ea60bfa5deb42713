"""What becomes of a loan that is not repaid in time, and of a purchase that is not paid."""

from datetime import date

import pytest

from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.credit import credit_terms, expiry_of, interest_on
from kiwoom_mockserver.world.forced import overdue_from
from kiwoom_mockserver.world.movements import Move, Movement
from kiwoom_mockserver.world.notices import News
from kiwoom_mockserver.world.orders import Credit, Order, Route, State
from kiwoom_mockserver.world.tape import Print
from tests.world.trading.floor import CASH, DAY, ScriptedTape, at, broker_in, buy, sell

TEN = at("10:00")
DUE = expiry_of(day_index(DAY))
AFTER = day_at(overdue_from(day_index(DAY)))
"""The first trading day after the loan's last."""

SECOND = day_at(day_index(AFTER) + 1)


def lender(*auctions: Print, bids: tuple[tuple[int, int], ...] = ((1000, 50),)) -> Broker:
    tape = ScriptedTape(auctions=auctions, bids=bids)
    return broker_in(tape, credit_limit=1_000_000, shares=7)


def borrow(broker: Broker, quantity: int = 30) -> Order:
    order = broker.place(buy(quantity, 1010, credit=Credit.LOAN), TEN)
    assert order.filled == quantity
    return order


def test_nothing_is_sold_on_the_loans_last_day() -> None:
    broker = lender()
    borrow(broker)
    assert credit_terms().days == (DUE - DAY).days == 90
    account = broker.advance(at("20:30", DUE))
    assert sum(len(day) for day in account.orders.values()) == 1
    assert account.loans > 0


def test_on_the_next_day_the_broker_sells_in_the_opening_auction() -> None:
    broker = lender(Print(at("09:00", AFTER), 1005, 400))
    borrow(broker)
    account = broker.advance(at("08:30", AFTER))
    (order,) = account.orders_of(account.day)
    assert (order.forced, order.kind, order.quantity, order.placed) == (
        True, "market", 30, at("08:30", AFTER),
    )  # fmt: skip
    assert broker.bulletin.after(0)[-1].news is News.ACCEPTED
    broker.advance(at("09:00", AFTER))
    (fill,) = account.fills_of(account.day)
    assert (order.state, fill.price, fill.quantity) == (State.FILLED, 1005, 30)
    assert (account.loans, account.holding(order.code).quantity) == (0, 7)
    loan = 30 * 1010 - -(-30 * 1010 * 45 // 100)
    assert fill.loan == loan
    assert fill.interest == interest_on(loan, day_index(DAY), day_at(fill.settles))
    paid_in = CASH + 900 * 7
    fills = [one for day in account.fills.values() for one in day]
    gained = sum(one.gross - one.charges.total - one.interest for one in fills)
    assert account.settled + account.total_due + 900 * 7 == paid_in + gained


def test_it_does_not_matter_when_one_looks() -> None:
    auction = Print(at("09:00", AFTER), 1005, 400)
    watched, alone = lender(auction), lender(auction)
    days = range(day_index(DAY) + 1, day_index(AFTER) + 1)
    for broker in (watched, alone):
        borrow(broker)
    for day in days:
        for when in ("08:00", "08:30", "08:59:59.999", "09:00", "15:31", "20:30"):
            watched.advance(at(when, day_at(day)))
    alone.advance(at("20:30", AFTER))
    assert alone.snapshot()["now"] == watched.snapshot()["now"]
    other = lender(auction)
    other.restore(alone.snapshot())
    other.advance(at("20:30", SECOND))
    assert len(other.account.orders_of(day_index(AFTER))) == 1


def test_what_is_left_is_sold_the_day_after() -> None:
    broker = lender(Print(at("09:00", AFTER), 1005, 10), bids=((1000, 5),))
    borrow(broker)
    account = broker.advance(at("20:30", AFTER))
    (first,) = account.orders_of(account.day)
    # The auction, and what stands in the book when continuous trading begins.
    assert (first.state, first.filled) == (State.EXPIRED, 15)
    broker.advance(at("08:30", SECOND))
    (second,) = account.orders_of(account.day)
    assert (second.forced, second.quantity) == (True, 15)


def test_shares_that_the_owner_offers_are_left_to_him() -> None:
    broker = lender()
    borrow(broker)
    mine = sell(20, 1200, credit=Credit.LOAN, loan_day=day_index(DAY), route=Route.NXT)
    broker.place(mine, at("08:05", AFTER))
    account = broker.advance(at("08:30", AFTER))
    assert [one.quantity for one in account.orders_of(account.day) if one.forced] == [10]


def test_a_loan_repaid_in_time_is_left_alone() -> None:
    broker = lender()
    borrow(broker)
    broker.place(sell(30, 0, "market", credit=Credit.ALL), at("10:00", date(2026, 12, 1)))
    account = broker.advance(at("20:30", SECOND))
    assert account.loans == 0
    assert not account.orders_of(account.day)


def test_a_day_that_begins_anew_sells_again() -> None:
    broker = lender(Print(at("09:00", AFTER), 1005, 400))
    borrow(broker)
    once = broker.advance(at("15:00", AFTER)).fills_of(day_index(AFTER))
    account = broker.advance(at("08:00", AFTER))
    assert not account.orders_of(account.day)
    assert broker.advance(at("15:00", AFTER)).fills_of(account.day) == once
    # Begun later in the day, it is sold at once.
    account = broker.advance(at("10:00", AFTER))
    (order,) = account.orders_of(account.day)
    assert (order.placed, order.filled) == (at("10:00", AFTER), 30)


@pytest.mark.parametrize("start", ["2026-09-15", "2026-11-16"])
def test_overdue_is_the_first_trading_day_after_the_last(start: str) -> None:
    loan_day = day_index(date.fromisoformat(start))
    assert day_at(overdue_from(loan_day)) > expiry_of(loan_day)
    assert day_at(overdue_from(loan_day) - 1) <= expiry_of(loan_day)


SETTLES, COLLECTED = day_at(day_index(DAY) + 2), day_at(day_index(DAY) + 3)


def debtor(*auctions: Print, bought: int = 300) -> Broker:
    """Who bought at a margin of 20 % for more than the 200,000 won there are; a share is 1,010."""
    tape = ScriptedTape(auctions=auctions, asks=((1010, 500),), bids=((1000, 5),))
    broker = broker_in(tape, margin_rate=20, cash=200_000)
    assert broker.place(buy(bought, 1010), TEN).filled == bought
    return broker


def test_what_a_settlement_did_not_find_is_sold_for_on_the_day_after() -> None:
    broker = debtor(Print(at("09:00", COLLECTED), 1005, 4_000))
    account = broker.advance(at("20:30", SETTLES))
    missing = 300 * 1010 + 300 * 1010 * 15 // 100_000 // 10 * 10 - 200_000
    assert (account.unpaid, account.orders_of(account.day)) == (missing, [])
    broker.advance(at("09:30", COLLECTED))
    (order,) = account.orders_of(account.day)
    # Each share is counted at the lower limit of 700 won.
    assert (order.forced, order.credit, order.quantity) == (True, Credit.NONE, -(-missing // 700))
    (fill,) = account.fills_of(account.day)
    assert (fill.price, fill.quantity) == (1005, order.quantity)
    later = day_at(day_index(COLLECTED) + 2)
    account = broker.advance(at("20:30", later))
    assert account.settled == fill.due - missing > 0
    assert sum(len(day) for day in account.orders.values()) == 2


def test_what_the_auction_did_not_take_is_offered_again_while_it_is_owed() -> None:
    broker = debtor(Print(at("09:00", COLLECTED), 1005, 40))
    account = broker.advance(at("20:30", COLLECTED))
    (first,) = account.orders_of(account.day)
    assert (first.state, first.filled) == (State.EXPIRED, 45)
    account = broker.advance(at("08:30", day_at(day_index(COLLECTED) + 1)))
    (second,) = account.orders_of(account.day)
    owed = account.unpaid - sum(account.proceeds.values())
    assert second.quantity == -(-owed // 700) < first.quantity


def test_cash_paid_in_before_the_morning_is_enough() -> None:
    broker = debtor()
    account = broker.advance(at("20:30", SETTLES))
    broker.transfer(Movement(Move.DEPOSIT, amount=account.unpaid), at("08:20", COLLECTED))
    account = broker.advance(at("20:30", COLLECTED))
    assert (account.settled, account.orders_of(account.day)) == (0, [])


def test_looking_does_not_change_what_is_sold_for_cash() -> None:
    auction = Print(at("09:00", COLLECTED), 1005, 40)
    watched, alone = debtor(auction), debtor(auction)
    for later in range(1, 5):
        for when in ("08:00", "08:30", "09:00", "15:31", "20:30"):
            watched.advance(at(when, day_at(day_index(DAY) + later)))
    alone.advance(at("20:30", day_at(day_index(DAY) + 4)))
    assert alone.snapshot()["now"] == watched.snapshot()["now"]
