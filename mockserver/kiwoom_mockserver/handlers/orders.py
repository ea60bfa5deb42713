"""Orders: placed, amended and cancelled with the account's broker; refusals in each host's words.

Credit orders are for accounts with a credit agreement; the paper host has none.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from kiwoom_mockserver.handlers.asking import day_named
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.calendar import day_index, is_trading_day
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.orders import Credit, Order, Route, Side
from kiwoom_mockserver.world.validation import Intent, Reason, Refusal

KINDS: Final[Mapping[str, str]] = {
    "0": "limit", "3": "market", "5": "conditional", "6": "best", "7": "first",
    "10": "limit-ioc", "13": "market-ioc", "16": "best-ioc",
    "20": "limit-fok", "23": "market-fok", "26": "best-fok",
    "28": "stop-limit", "29": "middle", "30": "middle-ioc", "31": "middle-fok",
    "61": "before-open", "62": "single-price", "81": "after-close",
}  # fmt: skip
"""``trde_tp`` of a stock order."""

GOLD_KINDS: Final[Mapping[str, str]] = {"00": "limit", "10": "limit-ioc", "20": "limit-fok"}
"""``trde_tp`` of a gold order."""

SIDES: Final[Mapping[str, Side]] = {
    "kt10000": Side.BUY, "kt10001": Side.SELL, "kt50000": Side.BUY, "kt50001": Side.SELL,
    "kt10006": Side.BUY, "kt10007": Side.SELL,
}  # fmt: skip

CREDITS: Final[Mapping[str, Credit]] = {"33": Credit.LOAN, "99": Credit.ALL}
"""``crd_deal_tp`` of a sale on credit; a purchase is always with a loan."""

_NO_LOAN: Final = -1
"""A day before any account was opened."""

_MOST_DIGITS: Final = 12
_ROUTES: Final = frozenset(Route)
_CREDIT_ORDERS: Final = "신용주문"
_TURN: Final = {Side.BUY: "매수", Side.SELL: "매도"}


class _Code(NamedTuple):
    """A refusal's code and wording on one host."""

    code: str
    variant: str = ""


_SAME: Final = {
    Reason.UNKNOWN_KIND: _Code("407022"),
    Reason.NOT_NOW: _Code("521790", "kind"),
    Reason.NOT_ON_NXT: _Code("521790"),
    Reason.PRICE_MISSING: _Code("571557"),
    Reason.PRICE_GIVEN: _Code("502048"),
    Reason.CLOSE_PRICE_GIVEN: _Code("571357"),
    Reason.NOT_SOR: _Code("571412"),
    Reason.NO_AGREEMENT: _Code("999999", "credit"),
    Reason.NO_CREDIT: _Code("999999", "no-credit"),
    Reason.CREDIT_LIMIT: _Code("999999", "credit-limit"),
}
_LIVE: Final[Mapping[Reason, _Code]] = {
    **_SAME,
    Reason.CLOSED_DAY: _Code("571489"),
    Reason.BEFORE_OPEN: _Code("521790"),
    Reason.AFTER_CLOSE: _Code("521790"),
    Reason.HALTED: _Code("521790"),
    Reason.TICK: _Code("571557"),
    Reason.CASH: _Code("855056"),
    Reason.SHARES: _Code("800033", "live"),
    # What the live host says of a number nobody has is not known.
    Reason.NO_ORIGINAL: _Code("506550"),
    Reason.ORIGINAL_OTHER: _Code("506550"),
    Reason.ORIGINAL_CANCELS: _Code("571435"),
    Reason.NOTHING_LEFT: _Code("506550"),
}
_PAPER: Final[Mapping[Reason, _Code]] = {
    **_SAME,
    Reason.CLOSED_DAY: _Code("RC4010"),
    Reason.BEFORE_OPEN: _Code("RC4057"),
    Reason.AFTER_CLOSE: _Code("RC4058"),
    Reason.HALTED: _Code("RC4007"),
    Reason.TICK: _Code("RC4003"),
    Reason.BAND: _Code("RC4027"),
    Reason.CASH: _Code("RC4025"),
    Reason.SHARES: _Code("800033"),
    Reason.NO_ORIGINAL: _Code("RC4032"),
    Reason.ORIGINAL_OTHER: _Code("RC4061"),
    Reason.ORIGINAL_CANCELS: _Code("RC4033"),
    Reason.NOTHING_LEFT: _Code("RC4033"),
}


def place(call: Call, settings: Settings) -> Draft:
    """A new order has a number and is on its way to the exchange.

    Raises WireError in the host's own words when the broker refuses it, 1517 for numbers that are
    none.
    """
    broker, at = _broker(call), millis(call.world.now())
    side = SIDES[call.operation.api_id]
    asked = _intent(call, side, _kind(call), _digits(call, "ord_qty"), "ord_uv", "cond_uv")
    order = _asked(settings, lambda: broker.place(asked, at, call.arrives))
    return _draft(order, asked.route)


def amend(call: Call, settings: Settings) -> Draft:
    """What is left of an order stands under a new number at a new price; raises as ``place``."""
    broker, at = _broker(call), millis(call.world.now())
    number, quantity = _digits(call, "orig_ord_no"), _digits(call, "mdfy_qty")
    asked = _intent(call, Side.BUY, "", quantity, "mdfy_uv", "mdfy_cond_uv")
    order = _asked(settings, lambda: broker.amend(number, quantity, asked, at, call.arrives))
    return _draft(order, asked.route, mdfy_qty=order.quantity)


def cancel(call: Call, settings: Settings) -> Draft:
    """What is left of an order, or a part of it, is to be taken back; raises as ``place``."""
    broker, at = _broker(call), millis(call.world.now())
    number, quantity = _digits(call, "orig_ord_no"), _digits(call, "cncl_qty")
    asked = _intent(call, Side.BUY, "", quantity, "", "")
    order = _asked(settings, lambda: broker.cancel(number, quantity, asked, at, call.arrives))
    return _draft(order, asked.route, cncl_qty=order.quantity)


def place_on_credit(call: Call, settings: Settings) -> Draft:
    """As ``place``, with a loan or to repay one."""
    _offered(settings)
    return place(call, settings)


def amend_on_credit(call: Call, settings: Settings) -> Draft:
    """As ``amend``, of an order on credit."""
    _offered(settings)
    return amend(call, settings)


def cancel_on_credit(call: Call, settings: Settings) -> Draft:
    """As ``cancel``, of an order on credit."""
    _offered(settings)
    return cancel(call, settings)


def _offered(settings: Settings) -> None:
    if settings.profile == "paper":
        raise WireError("RC9000")


def _broker(call: Call) -> Broker:
    assert call.sandbox is not None, "orders are only admitted with a token"
    return call.world.broker(call.sandbox)


def _asked(settings: Settings, ask: Callable[[], Order]) -> Order:
    try:
        return ask()
    except Refusal as refusal:
        raise _refused(refusal, paper=settings.profile == "paper") from None


def _refused(refusal: Refusal, *, paper: bool) -> WireError:
    if refusal.reason is Reason.QUANTITY:
        return WireError("1517", parameter="ord_qty", reason="수량은 1 이상이어야 합니다")
    if refusal.reason is Reason.TOO_MANY:
        return WireError("1999", reason="모의 서버가 받을 수 있는 주문 수를 넘었습니다")
    code, variant = (_PAPER if paper else _LIVE)[refusal.reason]
    return WireError(code, variant, quantity=refusal.quantity)


def _draft(order: Order, route: Route, **quantities: int) -> Draft:
    return Draft(
        {
            "ord_no": f"{order.number:07}",
            "base_orig_ord_no": f"{order.root:07}",
            "dmst_stex_tp": route.value,
            **quantities,
        },
        told={"exchange": route.value, "side": _TURN[order.side]},
    )


def _intent(call: Call, side: Side, kind: str, quantity: int, price: str, trigger: str) -> Intent:
    return Intent(
        side=side,
        code=_issue_code(call),
        kind=kind,
        route=_route(call),
        quantity=quantity,
        price=_won(call, price),
        trigger=_won(call, trigger),
        credit=_credit(call),
        loan_day=_loan_day(call),
    )


def _credit(call: Call) -> Credit:
    if call.operation.category != _CREDIT_ORDERS:
        return Credit.NONE
    kind = call.values.get("crd_deal_tp", "33")
    if kind not in CREDITS:
        raise WireError("1517", parameter="crd_deal_tp", reason="허용되는 값은 33,99입니다")
    return CREDITS[kind]


def _loan_day(call: Call) -> int:
    """The day of the loan that a sale names; 0 where none is to be named.

    On a day without trade nobody was lent anything.
    """
    if call.values.get("crd_deal_tp") != "33":
        return 0
    day = day_named(call.values.get("crd_loan_dt", ""), "crd_loan_dt")
    return day_index(day) if is_trading_day(day) else _NO_LOAN


def _issue_code(call: Call) -> str:
    issue = call.issue
    gold = call.operation.api_id.startswith("kt50")
    if issue is None or (issue.market == "GOLD") is not gold:
        raise WireError("1902", code=call.code[:20])
    return issue.code


def _kind(call: Call) -> str:
    code = call.values.get("trde_tp", "")
    kinds = GOLD_KINDS if call.operation.api_id.startswith("kt50") else KINDS
    return kinds.get(code, "")


def _route(call: Call) -> Route:
    text = call.values.get("dmst_stex_tp", Route.KRX.value)
    if text not in _ROUTES:
        raise WireError("1517", parameter="dmst_stex_tp", reason="허용되는 값은 KRX,NXT,SOR입니다")
    return Route(text)


def _won(call: Call, name: str) -> int:
    return _digits(call, name) if call.values.get(name) else 0


def _digits(call: Call, name: str) -> int:
    text = call.values.get(name, "")
    if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise WireError("1517", parameter=name, reason="값의 형식이 맞지 않습니다")
    return int(text)
