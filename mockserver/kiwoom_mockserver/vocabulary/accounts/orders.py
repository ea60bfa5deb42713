"""Orders and their fills, row by row.

The ka operations write sides as +매수 and kinds as 보통, the kt operations as 현금매수 and 지정가;
an order's state is one of 접수, 체결, 확인, 취소, 거부 (live and paper, 2025 and 2026).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import Enum
from typing import Final

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.hours import moment_of
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.notices import Notice
from kiwoom_mockserver.world.order_types import Pricing
from kiwoom_mockserver.world.orders import Action, Credit, Fill, Order, Route, Side, State
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.session import State as MarketState
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import World

NAMES: Final[Mapping[str, str]] = {
    "limit": "보통", "market": "시장가", "conditional": "조건부지정가", "best": "최유리지정가",
    "first": "최우선지정가", "limit-ioc": "보통(IOC)", "market-ioc": "시장가(IOC)",
    "best-ioc": "최유리(IOC)", "limit-fok": "보통(FOK)", "market-fok": "시장가(FOK)",
    "best-fok": "최유리(FOK)", "stop-limit": "스톱지정가", "before-open": "장전시간외",
    "after-close": "장후시간외", "single-price": "시간외단일가", "middle": "중간가",
    "middle-ioc": "중간가(IOC)", "middle-fok": "중간가(FOK)",
}  # fmt: skip
"""Kinds of orders as ka operations and the socket call them."""

EXCHANGE_CODES: Final[Mapping[str, str]] = {"SOR": "0", "KRX": "1", "NXT": "2"}

_TURN: Final = {Side.BUY: "매수", Side.SELL: "매도"}
_CHANGE: Final = {Action.PLACE: "", Action.AMEND: "정정", Action.CANCEL: "취소"}
_NONE: Final = "0000000"
_ALL_LOANS: Final = date(9999, 12, 31)


class Manner(Enum):
    """How an operation writes sides and kinds."""

    SIGNED = "ka"
    LEDGER = "kt"
    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class _Row:
    order: Order
    issue: Instrument
    account: Account
    fill: Fill | None
    """The fill the row is of, else the order's last one."""
    manner: Manner
    market: MarketState

    @property
    def ended(self) -> time:
        return moment_of(self.order.ended).time()


def order_rows(
    world: World, account: Account, orders: Sequence[Order], manner: Manner
) -> Rows[_Row]:
    """One row for each order, with its last fill."""
    last = {fill.order: fill for day in {o.day for o in orders} for fill in account.fills_of(day)}
    more = _BY_FILL if manner is Manner.SIGNED else {}
    return _rows(world, account, [(one, last.get(one.number)) for one in orders], manner, more)


def part_rows(world: World, account: Account, order: Order) -> Rows[_Row]:
    """One row for each exchange at which a part of the order was traded or waits."""
    traded = {Exchange.KRX: 0, Exchange.NXT: 0}
    amounts = dict(traded)
    for fill in account.fills_of(order.day):
        if fill.order == order.number:
            traded[Exchange(fill.venue)] += fill.quantity
            amounts[Exchange(fill.venue)] += fill.amount
    waiting = order.waiting
    parts = [
        replace(
            order, venue=exchange, filled=traded[exchange], amount=amounts[exchange], withdrawn=0,
            quantity=traded[exchange] + waiting.get(exchange, 0),
            state=order.state if exchange in waiting else State.FILLED,
        )
        for exchange in traded
        if exchange in waiting or traded[exchange]
    ]  # fmt: skip
    return _rows(world, account, [(part, None) for part in parts], Manner.SIGNED, _BY_PART)


def side_text(order: Order, manner: Manner) -> str:
    """Buying or selling, amended or cancelled, as the operation writes it."""
    turn = _TURN[order.side]
    if manner is Manner.GOLD:
        return turn + _CHANGE[order.action]
    if manner is Manner.LEDGER:
        money = "현금" if order.credit is Credit.NONE else "융자"
        return f"{money}{turn}" if order.action is Action.PLACE else turn + _CHANGE[order.action]
    # A cancellation has no sign before it (seen with orders of the COM host).
    sign = "" if order.action is Action.CANCEL else "+" if order.side is Side.BUY else "-"
    return sign + turn + _CHANGE[order.action]


def kind_text(order: Order, manner: Manner) -> str:
    """The kind of order; a plain limit order has two names."""
    if manner is not Manner.SIGNED and order.kind == "limit":
        return "지정가"
    return NAMES[order.kind]


def state_text(order: Order) -> str:
    """Accepted, filled, confirmed, cancelled or rejected."""
    if order.state is State.REJECTED:
        return "거부"
    if order.action is Action.CANCEL:
        return "확인" if order.state is State.CONFIRMED else "접수"
    if order.state in {State.CANCELLED, State.REPLACED}:
        return "취소" if order.state is State.CANCELLED else "확인"
    return "체결" if order.filled else "접수"


def credit_code(order: Order) -> str:
    """Cash, a new loan, one to be repaid, or several, as the socket and kt10007 number them."""
    if order.credit is Credit.NONE:
        return "00"
    if order.side is Side.BUY:
        return "03"
    return "33" if order.credit is Credit.LOAN else "99"


def loan_date(order: Order) -> date | None:
    """The day of the loan that the order takes or repays; the last day there is for all loans."""
    if order.credit is Credit.ALL:
        return _ALL_LOANS
    on_credit = order.credit is Credit.LOAN
    return day_at(order.loan_day or order.day) if on_credit else None


def asked_price(order: Order) -> int:
    """The price an order was given; 0 for one without, and for a cancellation."""
    cancels = order.action is Action.CANCEL
    return order.price if order.type.pricing is Pricing.LIMIT and not cancels else 0


def where_of(one: Order | Notice) -> Where:
    """Whose prices count for an order, or what is told of it."""
    return Where.NXT if one.venue == Exchange.NXT else Where.KRX


def _rows(
    world: World,
    account: Account,
    pairs: Sequence[tuple[Order, Fill | None]],
    manner: Manner,
    more: "Words[_Row]",
) -> Rows[_Row]:
    at = world.instant(world.now())
    rows = []
    for order, fill in pairs:
        place = world.instruments.place(order.code)
        assert place is not None, f"{order.code} is not of this world"
        state = world.market.issue_state(place, at.day, at.second, where_of(order))
        issue = world.instruments.all[place]
        rows.append(_Row(order, issue, account, fill, manner, state))
    return Rows(rows, {**_WORDS, **more}, lambda row: int(row.market.base[0]))


def _original(order: Order) -> str:
    return f"{order.original:07}" if order.original else _NONE


def _exchange(order: Order) -> str:
    return order.route.value if order.route is Route.SOR else order.venue or order.route.value


def _fill(read: Callable[[Fill], Value]) -> Callable[[_Row], Value]:
    return lambda row: read(row.fill) if row.fill is not None else 0


def _number(row: _Row) -> Value:
    return f"{row.fill.number:07}" if row.fill is not None else _NONE


def _fill_time(row: _Row) -> Value:
    return moment_of(row.fill.at).time() if row.fill is not None else None


def _change_name(order: Order) -> str:
    return _CHANGE[order.action]


_WORDS: Words[_Row] = {
    "account": lambda r: r.account.number,
    "code": lambda r: r.issue.code,
    "prefixed-code": lambda r: r.issue.prefixed_code,
    "name": lambda r: r.issue.name,
    "order-number": lambda r: f"{r.order.number:07}",
    "original-order-number": lambda r: _original(r.order),
    "order-state": lambda r: state_text(r.order),
    "accept-state": lambda r: "주문거부" if r.order.state is State.REJECTED else "접수",
    "order-quantity": lambda r: r.order.quantity,
    "order-price": lambda r: asked_price(r.order),
    "stop-price": lambda r: r.order.trigger,
    "open-quantity": lambda r: r.order.open_quantity,
    "order-remainder": lambda r: r.order.open_quantity,
    "confirmed-quantity": lambda r: r.order.confirmed,
    "filled-quantity": lambda r: r.order.filled,
    "filled-price": lambda r: r.order.amount // r.order.filled if r.order.filled else 0,
    "filled-amount": lambda r: r.order.amount,
    "order-side": lambda r: side_text(r.order, r.manner),
    "side-code": lambda r: 2 if r.order.side is Side.BUY else 1,
    "order-type": lambda r: kind_text(r.order, r.manner),
    "order-time": lambda r: moment_of(r.order.placed).time(),
    "confirm-time": lambda r: r.ended if r.order.confirmed else None,
    "time": _fill_time,
    "fill-number": _number,
    "trade-price": lambda r: r.order.amount // r.order.filled if r.order.filled else 0,
    "trade-volume": lambda r: r.order.filled,
    "unit-fill-price": _fill(lambda fill: fill.price),
    "unit-fill-quantity": _fill(lambda fill: fill.quantity),
    "day-fee": lambda r: r.order.commission,
    "day-tax": lambda r: r.order.charges.tax,
    "last-price": lambda r: int(r.market.last[0]),
    "ask-price": lambda r: int(r.market.ask[0]),
    "bid-price": lambda r: int(r.market.bid[0]),
    "exchange": lambda r: _exchange(r.order),
    "exchange-code": lambda r: EXCHANGE_CODES[_exchange(r.order)],
    "sor": lambda r: "Y" if r.order.route is Route.SOR else "N",
    "channel": lambda r: "영업점" if r.order.forced else "REST API",
    "forced": lambda r: "Y" if r.order.forced else "",
    "forced-name": lambda r: "반대" if r.order.forced else "",
    "change-kind": lambda r: _change_name(r.order),
    "credit-type": lambda r: "보통매매" if r.order.credit is Credit.NONE else "융자",
    "loan-date": lambda r: loan_date(r.order),
    "settlement-kind": lambda r: "당일" if r.manner is Manner.GOLD else "삼일결제",
    "security-kind": lambda r: 1,
    "market-kind": lambda r: 5,
    "net-individual": lambda r: 0,
}
"""What an order knows, by the words of contracts/words.json."""

_BY_FILL: Words[_Row] = {
    "exchange": lambda r: "통합" if r.order.route is Route.SOR else _exchange(r.order),
    "time": lambda r: moment_of(r.order.placed).time(),
    "fill-number": lambda r: str(r.fill.number) if r.fill is not None else "",
}
"""Words that the ka operations read otherwise."""

_BY_PART: Words[_Row] = {
    "exchange": lambda r: f"S-{r.order.venue}" if r.order.route is Route.SOR else r.order.venue,
    "exchange-code": lambda r: EXCHANGE_CODES[r.order.venue],
}
"""Words of a part of an order at one exchange: it is called by that exchange."""
