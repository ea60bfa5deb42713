"""What the socket tells of an account: orders as they go (00), holdings after each fill (04).

Every value is of the instant it tells of. 911 and 910 are the order's cumulated quantity and
average price, 914 and 915 the fill's own; before a fill they are empty (paper host, September
2026). Commission and taxes are the order's so far.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.accounts.orders import (
    EXCHANGE_CODES,
    Manner,
    asked_price,
    credit_code,
    kind_text,
    loan_date,
    side_text,
    where_of,
)
from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words, per_cent
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.credit import expiry_of, interest_on
from kiwoom_mockserver.world.engine import Rejection
from kiwoom_mockserver.world.hours import day_of, moment_of
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.notices import News, Notice
from kiwoom_mockserver.world.orders import Order, Route, Side
from kiwoom_mockserver.world.session import State
from kiwoom_mockserver.world.world import World

_STATES: Final = {
    News.ACCEPTED: "접수", News.FILLED: "체결", News.CONFIRMED: "확인",
    News.CANCELLED: "취소", News.REJECTED: "거부",
}  # fmt: skip

_REJECTIONS: Final = {
    Rejection.HOURS: 521790, Rejection.NO_QUOTE: 521790,
    Rejection.BAND: 571557, Rejection.NOTHING_LEFT: 506550,
}  # fmt: skip
"""Reasons as the live host numbers them over REST; what it sends here was never seen."""


@dataclass(frozen=True, slots=True)
class _Row:
    notice: Notice
    order: Order
    issue: Instrument
    account: Account
    market: State


def notice_rows(world: World, account: Account, notices: Sequence[Notice]) -> Rows[_Row]:
    """A row for each notice, with the market as it was then."""
    rows = []
    for one in notices:
        order = account.order(one.day, one.order)
        assert order is not None, f"there is no order {one.order} on day {one.day}"
        place = world.instruments.place(order.code)
        assert place is not None, f"{order.code} is not of this world"
        day, milli = day_of(one.at)
        state = world.market.issue_state(place, day, milli // 1000, where_of(one))
        rows.append(_Row(one, order, world.instruments.all[place], account, state))
    return Rows(rows, _WORDS, lambda row: int(row.market.base[0]))


def _exchange(row: _Row) -> str:
    route = row.order.route
    return row.notice.venue or (Route.KRX.value if route is Route.SOR else route.value)


def _rejection(row: _Row) -> Value:
    """The reason's number; 0 before the order was rejected."""
    rejected = row.notice.news is News.REJECTED
    return _REJECTIONS.get(row.order.reason, 0) if rejected else 0


def _filled(row: _Row, value: int) -> Value:
    """A value of a fill; nothing where the notice tells of none."""
    return value if row.notice.news is News.FILLED else None


def _number(row: _Row) -> Value:
    return str(row.notice.fill) if row.notice.fill else ""


def _credit_type(row: _Row) -> Value:
    """Of the holding after a fill; of the order, which may repay several loans, before."""
    if row.notice.news is News.FILLED and row.order.side is Side.BUY:
        return "03" if row.notice.loan_day else "00"
    return credit_code(row.order)


def _loan_date(row: _Row) -> Value:
    day = row.notice.loan_day
    return day_at(day) if day else loan_date(row.order)


def _loan_interest(row: _Row) -> Value:
    one = row.notice
    return interest_on(one.loan, one.loan_day, day_at(one.day)) if one.loan_day else 0


_WORDS: Words[_Row] = {
    "account": lambda r: r.account.number,
    "order-number": lambda r: f"{r.order.number:07}",
    "original-order-number": lambda r: f"{r.order.original:07}",
    "code": lambda r: r.issue.code,
    "name": lambda r: r.issue.name,
    "order-class": lambda r: "JJ",
    "order-state": lambda r: _STATES[r.notice.news],
    "order-quantity": lambda r: r.order.quantity,
    "order-price": lambda r: asked_price(r.order),
    "open-quantity": lambda r: r.notice.left,
    "filled-amount": lambda r: r.notice.amount,
    "order-side": lambda r: side_text(r.order, Manner.SIGNED),
    "order-type": lambda r: kind_text(r.order, Manner.SIGNED),
    "side-code": lambda r: 2 if r.order.side is Side.BUY else 1,
    "time": lambda r: moment_of(r.notice.at).time(),
    "fill-number": _number,
    "trade-price": lambda r: _filled(r, r.notice.amount // max(r.notice.filled, 1)),
    "trade-volume": lambda r: _filled(r, r.notice.filled),
    "unit-fill-price": lambda r: _filled(r, r.notice.price),
    "unit-fill-quantity": lambda r: _filled(r, r.notice.quantity),
    "day-fee": lambda r: r.notice.commission,
    "day-tax": lambda r: r.notice.tax,
    "rejection": _rejection,
    "terminal": lambda r: "6801005",
    "credit-type": _credit_type,
    "loan-date": _loan_date,
    "expiry-date": lambda r: expiry_of(r.notice.loan_day) if r.notice.loan_day else None,
    "loan-amount": lambda r: r.notice.loan,
    "loan-interest": _loan_interest,
    "last-price": lambda r: int(r.market.last[0]),
    "ask-price": lambda r: int(r.market.ask[0]),
    "bid-price": lambda r: int(r.market.bid[0]),
    "base-price": lambda r: int(r.market.base[0]),
    "after-hours-price": lambda r: int(r.market.base[0]),
    "exchange": _exchange,
    "exchange-code": lambda r: EXCHANGE_CODES[_exchange(r)],
    "sor": lambda r: "Y" if r.order.route is Route.SOR else "N",
    "holding-quantity": lambda r: r.notice.held,
    "average-price": lambda r: r.notice.cost // r.notice.held if r.notice.held else 0,
    "purchase-amount": lambda r: r.notice.cost,
    "sellable-quantity": lambda r: r.notice.sellable,
    "net-bought": lambda r: r.notice.net_bought,
    "sale-profit": lambda r: r.notice.profit,
    "sale-profit-rate": lambda r: per_cent(r.notice.profit, r.notice.sold_cost),
}
"""What a notice tells, by the words of contracts/words.json."""
