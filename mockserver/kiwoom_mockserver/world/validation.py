"""Whether a broker takes an order: the checks, in the order in which the real one makes them.

Hours and kind, halts, quantity, tick, limits, then cash or shares. The real host takes an order
outside the price limits and has the exchange reject it (Kiwoom's own proof run, 2026); the paper
host refuses it at once.
"""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Final

from kiwoom_mockserver.world.accounts import SPECTRUM, Account, loan_of, part
from kiwoom_mockserver.world.calendar import day_at, is_trading_day
from kiwoom_mockserver.world.charges import Tariff
from kiwoom_mockserver.world.credit import credit_terms
from kiwoom_mockserver.world.hours import hours_of, moment_of
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.order_types import ORDER_TYPES, OrderType, Pricing
from kiwoom_mockserver.world.orders import Action, Credit, Order, Route, Side
from kiwoom_mockserver.world.phases import Exchange, Matching, Phase, PhaseName
from kiwoom_mockserver.world.tape import Band, Tape
from kiwoom_mockserver.world.ticks import on_tick

_PAPER_HOURS: Final = (time(9), time(15, 30))
MOST_SHARES: Final = 9_999_999_999
"""Shares one order may be for: ten digits."""


class Reason(StrEnum):
    """Why an order is refused."""

    UNKNOWN_KIND = "unknown-kind"
    CLOSED_DAY = "closed-day"
    BEFORE_OPEN = "before-open"
    AFTER_CLOSE = "after-close"
    NOT_NOW = "not-now"
    """The market is open, but does not take this kind of order."""
    NOT_ON_NXT = "not-on-nxt"
    HALTED = "halted"
    QUANTITY = "quantity"
    PRICE_MISSING = "price-missing"
    PRICE_GIVEN = "price-given"
    """The kind takes no price."""
    CLOSE_PRICE_GIVEN = "close-price-given"
    TICK = "tick"
    BAND = "band"
    CASH = "cash"
    SHARES = "shares"
    NO_ORIGINAL = "no-original"
    ORIGINAL_CANCELS = "original-cancels"
    ORIGINAL_OTHER = "original-other"
    """The order named is for another issue."""
    NOTHING_LEFT = "nothing-left"
    NOT_SOR = "not-sor"
    NO_AGREEMENT = "no-agreement"
    """The account has none on credit."""
    NO_CREDIT = "no-credit"
    """The issue cannot be bought on credit."""
    CREDIT_LIMIT = "credit-limit"
    TOO_MANY = "too-many"


class Refusal(Exception):
    """The broker does not take an order; ``quantity`` is how many shares cash would buy."""

    def __init__(self, reason: Reason, quantity: int = 0) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.quantity = quantity


@dataclass(frozen=True, slots=True)
class Intent:
    """A new order as it is asked for; prices are 0 where none was given."""

    side: Side
    code: str
    kind: str
    route: Route
    quantity: int
    price: int = 0
    trigger: int = 0
    credit: Credit = Credit.NONE
    loan_day: int = 0
    """The trading day of the loan that a sale is to repay, where it names one."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What an account's orders are held to."""

    account: Account
    tape: Tape
    tariff: Tariff
    paper: bool

    def place(self, intent: Intent, issue: Instrument, at: int) -> Order:
        """The order that may be placed, unnumbered; raises Refusal."""
        kind = ORDER_TYPES.get(intent.kind)
        if kind is None:
            raise Refusal(Reason.UNKNOWN_KIND)
        self.hours(kind, intent.route, issue, at)
        if issue.suspended or not issue.listed_on(day_at(self.account.day)):
            raise Refusal(Reason.HALTED)
        if not 1 <= intent.quantity <= MOST_SHARES:
            raise Refusal(Reason.QUANTITY)
        if not kind.has_price and intent.price:
            close = kind.pricing is Pricing.CLOSE
            raise Refusal(Reason.CLOSE_PRICE_GIVEN if close else Reason.PRICE_GIVEN)
        if (kind.has_price and not intent.price) or (kind.has_trigger and not intent.trigger):
            raise Refusal(Reason.PRICE_MISSING)
        band = self.tape.band(intent.code, self.account.day)
        self.prices(issue, band, intent.price, intent.trigger)
        order = Order(
            day=self.account.day, number=0, action=Action.PLACE, code=intent.code, side=intent.side,
            kind=intent.kind, route=intent.route, quantity=intent.quantity, price=intent.price,
            trigger=intent.trigger, placed=at, arrives=at, rate=self.rate_of(intent, issue),
            credit=_credit_of(intent), loan_day=intent.loan_day * (intent.side is Side.SELL),
        )  # fmt: skip
        if intent.side is Side.SELL:
            held = self.account.sellable(intent.code, intent.credit, intent.loan_day)
            if intent.quantity > held:
                raise Refusal(Reason.SHARES)
            return order
        order.hold_price = self.hold_price(intent, kind, band, at)
        self.cash(order, issue, order.hold_price, self.account.orderable)
        self.loan(order, order.hold_price)
        return order

    def hours(self, kind: OrderType, route: Route, issue: Instrument, at: int) -> None:
        """Whether an exchange of the route takes this kind of order now; raises Refusal."""
        phases = self.opened(route, issue, at)
        if not any(phase.name in kind.phases[phase.exchange] for phase in phases):
            raise Refusal(Reason.NOT_NOW)
        if _has_no_after_market(issue, phases[0].name):
            raise Refusal(Reason.NOT_NOW)

    def opened(self, route: Route, issue: Instrument, at: int) -> list[Phase]:
        """The phases of the route's exchanges, if any of them takes orders now; raises Refusal."""
        now = moment_of(at)
        if not is_trading_day(now.date()):
            raise Refusal(Reason.CLOSED_DAY)
        if route is Route.NXT and not issue.on_nxt:
            raise Refusal(Reason.NOT_ON_NXT)
        if self.paper and now.time() < _PAPER_HOURS[0]:
            raise Refusal(Reason.BEFORE_OPEN)
        if self.paper and now.time() >= _PAPER_HOURS[1]:
            raise Refusal(Reason.AFTER_CLOSE)
        exchanges = [Exchange(route.value)] if route is not Route.SOR else [Exchange.KRX]
        if route is Route.SOR and issue.on_nxt:
            exchanges.append(Exchange.NXT)
        phases = [hours_of(self.account.day, one).phase(at) for one in exchanges]
        if any(phase.accepts for phase in phases):
            return phases
        opened = any(
            phase.matching is not Matching.NONE and phase.start <= now
            for one in exchanges
            for phase in hours_of(self.account.day, one).phases
        )
        raise Refusal(Reason.AFTER_CLOSE if opened else Reason.BEFORE_OPEN)

    def prices(self, issue: Instrument, band: Band, price: int, trigger: int) -> None:
        """Whether prices lie on the grid and, on paper, within the limits; raises Refusal."""
        if not (on_tick(issue.tick_class, price) and on_tick(issue.tick_class, trigger)):
            raise Refusal(Reason.TICK)
        if self.paper and price and not band.lower <= price <= band.upper:
            raise Refusal(Reason.BAND)

    def rate_of(self, intent: Intent, issue: Instrument) -> int:
        """Per cent of the order that cash must cover; raises Refusal where credit is not given."""
        if intent.credit is not Credit.NONE:
            if not self.account.credit_limit:
                raise Refusal(Reason.NO_AGREEMENT)
            rate = credit_terms().deposits.get(issue.credit_group)
            if rate is None and intent.side is Side.BUY:
                raise Refusal(Reason.NO_CREDIT)
            return rate or 100
        own = self.account.margin_rate
        # Gold changes hands at once, so no account has it on margin.
        return issue.margin_rate if own == SPECTRUM or issue.market == "GOLD" else own

    def hold_price(self, intent: Intent, kind: OrderType, band: Band, at: int) -> int:
        """What a share may come to cost: the limit, the known close, else the upper limit."""
        if kind.has_price and not kind.becomes_market:
            return intent.price
        if kind.pricing is Pricing.CLOSE:
            return self.tape.at_close(intent.code, at)[0]
        return band.upper

    def cash(self, order: Order, issue: Instrument, price: int, orderable: int) -> None:
        """Whether the cash is there for the order at ``price`` a share; raises Refusal."""
        if self.need(order, issue, price, order.quantity) <= orderable:
            return
        raise Refusal(Reason.CASH, self.affordable(order, issue, price, orderable))

    def loan(self, order: Order, price: int) -> None:
        """Whether the agreement covers what the order borrows at ``price``; raises Refusal."""
        if order.credit is Credit.NONE:
            return
        account = self.account
        borrowed = account.loans + account.loans_held + loan_of(price * order.quantity, order.rate)
        if borrowed > account.credit_limit:
            raise Refusal(Reason.CREDIT_LIMIT)

    def need(self, order: Order, issue: Instrument, price: int, quantity: int) -> int:
        """Cash that buying ``quantity`` at ``price`` takes, commission included."""
        amount = price * quantity
        venue = "NXT" if order.route is Route.NXT else "KRX"
        return part(amount, order.rate) + self.tariff.commission_of(issue.market, venue, amount)

    def affordable(self, order: Order, issue: Instrument, price: int, cash: int) -> int:
        """The most shares that ``cash`` buys at ``price``."""
        low, high = 0, cash * 100 // max(price * order.rate, 1)
        while low < high:
            middle = (low + high + 1) // 2
            if self.need(order, issue, price, middle) <= cash:
                low = middle
            else:
                high = middle - 1
        return low


def _credit_of(intent: Intent) -> Credit:
    """Whose money pays: a purchase on credit takes one new loan, whatever else is asked for."""
    buys = intent.side is Side.BUY and intent.credit is not Credit.NONE
    return Credit.LOAN if buys else intent.credit


def _has_no_after_market(issue: Instrument, phase: PhaseName) -> bool:
    """Whether KRX's after-market leaves the issue out: it has neither funds nor ELWs nor gold."""
    return phase is PhaseName.AFTER_MARKET and issue.market in {"ETF", "ETN", "ELW", "GOLD"}
