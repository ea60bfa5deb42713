"""Buying with a loan and repaying it: deposits, limits, interest, and whose shares are sold."""

from datetime import date, timedelta

import pytest

from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.credit import credit_terms, expiry_of, interest_on
from kiwoom_mockserver.world.orders import Credit, Order, Side
from kiwoom_mockserver.world.validation import Reason, Refusal
from tests.world.trading.floor import CASH, DAY, ScriptedTape, at, broker_in, buy, sell, trades

TEN = at("10:00")
NEXT = date(2026, 9, 16)
LATER = date(2026, 9, 28)
LIMIT = 1_000_000


def lender(limit: int = LIMIT) -> Broker:
    return broker_in(ScriptedTape(), credit_limit=limit)


def borrow(broker: Broker, quantity: int, when: int = TEN) -> Order:
    return broker.place(buy(quantity, 1010, credit=Credit.LOAN), when)


def conserved(account: Account) -> bool:
    """Cash, dues, costs and loans add up to what was paid in and what was gained."""
    fills = [fill for day in account.fills.values() for fill in day]
    cost = sum(one.cost for one in (*account.holdings.values(), *account.lots.values()))
    gained = sum(one.gross - one.charges.total - one.interest for one in fills)
    return account.settled + account.total_due + cost - account.loans == CASH + gained


def test_a_deposit_is_paid_and_the_rest_is_borrowed() -> None:
    broker = lender()
    order = borrow(broker, 10)
    account = broker.account
    # 10,100 won at 45 per cent; commission is below ten won.
    assert (order.rate, trades(broker, order)) == (45, [(1010, 10)])
    lot = account.lots["005930", account.day]
    assert (lot.quantity, lot.cost, lot.loan) == (10, 10_100, 5_555)
    assert (account.loans, account.total_due, account.margin) == (5_555, -4_545, 4_545)
    assert account.holding("005930").quantity == 0
    assert conserved(account)


def test_a_purchase_is_with_one_new_loan_whatever_is_asked() -> None:
    broker = lender()
    first = borrow(broker, 2)
    order = broker.place(buy(10, 1010, credit=Credit.ALL, loan_day=first.day - 1), TEN)
    assert (order.credit, trades(broker, order)) == (Credit.LOAN, [(1010, 10)])
    assert list(broker.account.lots) == [("005930", broker.account.day)]


def test_an_open_order_holds_its_deposit_and_counts_against_the_limit() -> None:
    broker = lender(10_000)
    broker.place(buy(10, 900, credit=Credit.LOAN), TEN)
    assert (broker.account.held, broker.account.loans_held) == (4_050, 4_950)
    for quantity, reason in ((11, Reason.CREDIT_LIMIT), (9, None)):
        if reason is None:
            assert borrow(broker, quantity, TEN + 1).filled == quantity
            continue
        with pytest.raises(Refusal) as refusal:
            borrow(broker, quantity, TEN)
        assert refusal.value.reason is reason


@pytest.mark.parametrize(
    ("limit", "code", "reason"),
    [(0, "005930", Reason.NO_AGREEMENT), (LIMIT, "830020", Reason.NO_CREDIT)],
)
def test_credit_takes_an_agreement_and_an_issue_that_is_lent_on(
    limit: int, code: str, reason: Reason
) -> None:
    with pytest.raises(Refusal) as refusal:
        lender(limit).place(buy(1, 1010, credit=Credit.LOAN, code=code), TEN)
    assert refusal.value.reason is reason


def test_a_sale_repays_its_loan_with_interest() -> None:
    broker = lender()
    order = borrow(broker, 10)
    broker.advance(at("10:00", LATER))
    sale = broker.place(sell(4, 1000, credit=Credit.LOAN, loan_day=order.day), at("10:00", LATER))
    (fill,) = broker.account.fills_of(sale.day)
    lot = broker.account.lots["005930", order.day]
    assert (fill.loan, lot.loan, lot.quantity) == (2_222, 3_333, 6)
    # Paid out on the 17th, repaid on the 30th: 7 days at 5.4 per cent a year, 6 at 7.9.
    assert fill.interest == 2_222 * (7 * 54_000 + 6 * 79_000) // (365 * 1_000_000) == 5
    assert fill.due == 4_000 - fill.charges.total - 2_222 - 5
    assert conserved(broker.account)


def test_all_loans_are_repaid_the_oldest_first_but_for_named_ones() -> None:
    broker = lender()
    old = borrow(broker, 10)
    broker.advance(at("10:00", NEXT))
    new = borrow(broker, 10, at("10:00", NEXT))
    account = broker.account
    named = broker.place(sell(4, 1300, credit=Credit.LOAN, loan_day=old.day), at("10:01", NEXT))
    assert (account.sellable("005930", Credit.ALL), account.sellable("005930")) == (16, 0)
    sale = broker.place(sell(8, 1000, credit=Credit.ALL), at("10:02", NEXT))
    fills = [fill for fill in account.fills_of(sale.day) if fill.order == sale.number]
    assert [(fill.loan_day, fill.quantity) for fill in fills] == [(old.day, 6), (new.day, 2)]
    assert (named.open_quantity, account.lots["005930", old.day].quantity) == (4, 4)
    assert conserved(account)


def test_shares_of_another_loan_or_of_cash_are_not_sold() -> None:
    broker = lender()
    order = borrow(broker, 10)
    broker.place(buy(5, 1010), TEN)
    asked = (
        sell(11, 1000, credit=Credit.ALL),
        sell(11, 1000, credit=Credit.LOAN, loan_day=order.day),
        sell(1, 1000, credit=Credit.LOAN, loan_day=order.day - 1),
        sell(6, 1000),
    )
    for one in asked:
        with pytest.raises(Refusal) as refusal:
            broker.place(one, TEN)
        assert refusal.value.reason is Reason.SHARES


def test_an_order_on_credit_is_amended_and_cancelled_as_one() -> None:
    broker = lender()
    order = broker.place(buy(10, 900, credit=Credit.LOAN), TEN)
    with pytest.raises(Refusal):
        broker.cancel(order.number, 0, buy(0), TEN)
    amended = broker.amend(order.number, 0, buy(0, 950, credit=Credit.LOAN), TEN)
    assert (amended.credit, amended.rate, broker.account.held) == (Credit.LOAN, 45, 4_275)
    broker.cancel(amended.number, 0, buy(0, credit=Credit.LOAN), TEN)
    assert (broker.account.held, broker.account.loans_held) == (0, 0)


def test_interest_by_hand() -> None:
    terms = credit_terms()
    first = date(2026, 1, 1)

    def cost(days: int) -> int:
        return terms.interest(365_000_000, first, first + timedelta(days=days))

    assert [cost(days) for days in (0, 1, 7, 8)] == [0, 54_000, 378_000, 457_000]
    assert cost(91) - cost(90) == 95_000
    assert interest_on(365_000_000, 0, day_at(0)) == 0
    day = broker_in(ScriptedTape()).account.day
    assert expiry_of(day) == DAY + timedelta(days=90)


def test_a_snapshot_keeps_loans() -> None:
    broker = lender()
    borrow(broker, 10)
    broker.advance(at("10:00", NEXT))
    other = lender(0)
    other.restore(broker.snapshot())
    assert other.snapshot() == broker.snapshot()
    assert other.account.lots == broker.account.lots
    assert other.account.closings[0].lots == (
        ("005930", broker.account.day - 1, 10, 10_100, 5_555),
    )
    assert {fill.side for fill in other.account.fills_of(broker.account.day - 1)} == {Side.BUY}
