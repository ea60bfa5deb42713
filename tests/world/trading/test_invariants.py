"""What holds for every account at every step, whatever is asked of it and whenever one looks."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiwoom_mockserver.world.accounts import Account, reserve_of
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.charges import Charges
from kiwoom_mockserver.world.noise import below, keys
from kiwoom_mockserver.world.notices import News
from kiwoom_mockserver.world.order_types import ORDER_TYPES, Lifetime
from kiwoom_mockserver.world.orders import Action, Credit, Fill, Order, Route, Side, State
from kiwoom_mockserver.world.tape import Move, Print
from kiwoom_mockserver.world.validation import Reason, Refusal
from tests.world.trading.floor import BAND, CASH, CODE, ScriptedTape, at, broker_in, intent
from tests.world.trading.naive import NaiveMatcher, Wish

Chosen = TypeVar("Chosen")

OPEN, STOP = at("09:00"), at("15:20")
MOMENTS = st.integers(OPEN, OPEN + 3_600_000)
"""The first hour: so short that orders and trades meet."""
PRICES = range(1004, 1017)
SIDES = st.sampled_from(list(Side))
KINDS = [kind for kind in ORDER_TYPES if kind not in {"before-open", "after-close"}]
SHARES = 120
DRAWS = st.integers(0, 1_000_000)
"""What an order is comes from the draw's hash: small draws are as colourful as large ones."""
PARTS = st.sampled_from([0, 0, 1, 5, 60])
CREDITS = [Credit.NONE, Credit.NONE, Credit.LOAN, Credit.ALL]


@st.composite
def tapes(draw: st.DrawFn) -> ScriptedTape:
    """A day of a handful of trades and moves around 1,000 won."""
    happenings: list[Print | Move] = []
    for moment in draw(st.lists(MOMENTS, min_size=20, max_size=60)):
        price = draw(st.sampled_from(PRICES))
        if draw(st.booleans()):
            happenings.append(Print(moment, price, draw(st.integers(1, 120))))
        else:
            happenings.append(Move(moment, price + 1, price))
    auctions = [
        Print(when, draw(st.sampled_from(PRICES)), draw(st.integers(1, 200)))
        for when in (OPEN, at("15:30"))
        if draw(st.booleans())
    ]
    return ScriptedTape(
        *happenings,
        asks=[(price, draw(st.integers(1, 60))) for price in (1011, 1012, 1015)],
        bids=[(price, draw(st.integers(1, 60))) for price in (1008, 1007, 1001)],
        auctions=auctions,
    )


def chosen(draw: int, number: int, options: Sequence[Chosen]) -> Chosen:
    """One of the options, by the draw."""
    return options[int(below(keys(draw, number), len(options))[0])]


def limit_kept(order: Order, fill: Fill) -> bool:
    limit = order.price if order.type.has_price and not order.type.becomes_market else 0
    if not limit:
        return True
    return fill.price <= limit if order.side is Side.BUY else fill.price >= limit


def charges_of(order: Order) -> Charges:
    """What an order's whole amount costs at once: 0.015 % of both, taxes of a sale."""
    at_nxt = order.nxt_amount * 145 // 1_000_000 // 10 * 10
    amount = order.amount - order.nxt_amount
    commission = amount * 150 // 1_000_000 // 10 * 10 + at_nxt
    if order.side is Side.BUY:
        return Charges(commission)
    parts = (amount, order.nxt_amount)
    return Charges(
        commission,
        sum(part * 5 // 10_000 for part in parts),
        sum(part * 15 // 10_000 for part in parts),
    )


class Desk:
    """One account kept twice: it is looked at all the time, and only when it must act."""

    def __init__(self, tape: ScriptedTape, latency: int, credit_limit: int) -> None:
        self.tape, self.latency = tape, latency
        self.watched, self.left_alone = (
            broker_in(tape, shares=SHARES, latency=latency, credit_limit=credit_limit)
            for _ in range(2)
        )

    @property
    def account(self) -> Account:
        return self.watched.account

    def both(self, act: Callable[[Broker], Order]) -> None:
        """The same request to both; they take it alike, or refuse it alike."""
        told: list[Order | Reason] = []
        for broker in (self.watched, self.left_alone):
            try:
                told.append(replace(act(broker)))
            except Refusal as refusal:
                told.append(refusal.reason)
        assert told[0] == told[1]

    def copy(self, broker: Broker) -> Broker:
        """Another broker that goes on where this one stands, from the bytes of its snapshot."""
        saved = orjson.dumps(broker.snapshot())
        other = broker_in(self.tape, latency=self.latency)
        other.restore(orjson.loads(saved))
        assert orjson.dumps(other.snapshot()) == saved
        return other


DESKS = st.integers(0, 1)
"""An account with a credit agreement, and one without."""


class Trading(RuleBasedStateMachine):
    """Two accounts in one market, on both exchanges, with cash and on credit."""

    desks: list[Desk]

    @initialize(
        tape=tapes(), other=tapes(), latency=st.sampled_from([0, 150]),
        start=st.sampled_from(["08:20", "08:45", "09:01", "09:20", "09:40"]),
    )  # fmt: skip
    def begin(self, tape: ScriptedTape, other: ScriptedTape, latency: int, start: str) -> None:
        self.tape = tape
        tape.nxt = other
        self.desks = [Desk(tape, latency, limit) for limit in (30_000, 0)]
        self.now = at(start)

    @rule(draw=DRAWS)
    def place(self, draw: int) -> None:
        """Any order there can be, of either account."""
        kind = chosen(draw, 1, KINDS)
        kind_of, made = ORDER_TYPES[kind], self.desks[draw % 2]
        side, credit = chosen(draw, 2, list(Side)), chosen(draw, 3, CREDITS)
        names_loan = credit is Credit.LOAN and side is Side.SELL
        price = chosen(draw, 5, PRICES) if kind_of.has_price else 0
        asked = intent(
            side, chosen(draw, 4, range(1, 90)), price, kind, route=chosen(draw, 6, list(Route)),
            credit=credit, trigger=chosen(draw, 7, PRICES) if kind_of.has_trigger else 0,
            loan_day=made.account.day if names_loan else 0,
        )  # fmt: skip
        made.both(lambda broker: broker.place(asked, self.now))

    @rule(draw=DRAWS, seconds=st.integers(0, 300))
    def place_and_wait(self, draw: int, seconds: int) -> None:
        self.place(draw)
        self.wait_for(seconds * 1000)

    @rule(draw=DRAWS, other=DRAWS)
    def borrow(self, draw: int, other: int) -> None:
        """Shares are bought on credit, and some of them are offered."""
        made, day = self.desks[0], self.desks[0].account.day
        lent = intent(Side.BUY, 1 + draw % 30, 1016, "limit", credit=Credit.LOAN)
        kind = chosen(other, 1, [Credit.LOAN, Credit.ALL])
        loan_day = day if kind is Credit.LOAN else 0
        back = intent(
            Side.SELL, 1 + other % 20, chosen(other, 2, PRICES), "limit",
            credit=kind, loan_day=loan_day,
        )  # fmt: skip
        made.both(lambda broker: broker.place(lent, self.now))
        made.both(lambda broker: broker.place(back, self.now))

    @rule(desk=DESKS, back=st.integers(0, 3), quantity=PARTS, price=st.sampled_from(PRICES))
    def change(self, desk: int, back: int, quantity: int, price: int) -> None:
        """One of the latest orders, as far as there are so many, is cancelled or amended."""
        made = self.desks[desk]
        number = made.account.next_number() - 1 - back
        order = made.account.order(made.account.day, number)
        route = order.route if order is not None else Route.KRX
        credit = order.credit if order is not None else Credit.NONE
        asked = intent(Side.BUY, 1, price, "limit", credit=credit, route=route)
        made.both(
            lambda broker: (
                broker.cancel(number, quantity, asked, self.now)
                if price % 2
                else broker.amend(number, quantity, asked, self.now)
            )
        )

    @rule(seconds=st.sampled_from([0, 1, 7, 60, 300, 900]), millis=st.integers(0, 999))
    def wait(self, seconds: int, millis: int) -> None:
        self.wait_for(seconds * 1000 + millis)

    def wait_for(self, millis: int) -> None:
        self.now = min(self.now + millis, at("20:30"))
        for desk in self.desks:
            desk.watched.advance(self.now)

    @rule()
    @precondition(lambda self: self.now < STOP and self.desks[0].account.next_number() > 20)
    def go_on_to_the_closing_auction(self) -> None:
        self.wait_for(at("15:25") - self.now)

    @rule()
    @precondition(lambda self: STOP <= self.now < at("20:30"))
    def end_the_day(self) -> None:
        self.wait_for(at("20:30") - self.now)
        for desk in self.desks:
            assert not desk.account.working
            assert desk.account.held == desk.account.loans_held == 0

    @rule(desk=DESKS)
    def start_again_from_a_snapshot(self, desk: int) -> None:
        made = self.desks[desk]
        made.watched = made.copy(made.watched)

    @invariant()
    def looking_changes_nothing(self) -> None:
        for desk in getattr(self, "desks", ()):
            desk.watched.advance(self.now)
            alone = desk.copy(desk.left_alone)
            alone.advance(self.now)
            assert alone.snapshot()["now"] == desk.watched.snapshot()["now"]

    @invariant()
    def money_and_shares_are_conserved(self) -> None:
        for desk in getattr(self, "desks", ()):
            account = desk.account
            fills = [fill for day in account.fills.values() for fill in day]
            gained = sum(fill.gross - fill.charges.total - fill.interest for fill in fills)
            held = [*account.holdings.values(), *account.lots.values()]
            cost = sum(one.cost for one in held)
            paid_in = CASH + 900 * SHARES
            whole = account.settled + account.total_due + cost - account.loans
            assert whole == paid_in + gained
            moved = sum(fill.side.sign * fill.quantity for fill in fills)
            assert sum(one.quantity for one in held) == SHARES + moved
            assert 0 <= account.sellable(CODE) <= account.holding(CODE).quantity
            assert account.sellable(CODE, Credit.ALL) >= 0
            assert all(lot.quantity > 0 and lot.loan >= 0 for lot in account.lots.values())
            assert account.loans + account.loans_held <= account.credit_limit
            assert account.held == sum(map(reserve_of, account.working.values()))
            assert account.settled + account.total_due >= account.held >= 0

    @invariant()
    def orders_are_in_order(self) -> None:
        for desk in getattr(self, "desks", ()):
            for order in desk.account.orders_of(desk.account.day):
                check_order(desk.account, order)

    @invariant()
    def notices_tell_what_happened(self) -> None:
        for desk in getattr(self, "desks", ()):
            account = desk.account
            told: dict[int, int] = {}
            for notice in desk.watched.bulletin.after(0):
                if notice.news is News.FILLED:
                    told[notice.order] = told.get(notice.order, 0) + notice.quantity
                    assert notice.filled == told[notice.order]
            assert told == {o.number: o.filled for o in account.orders_of(account.day) if o.filled}

    @invariant()
    def no_more_is_filled_than_there_was(self) -> None:
        for desk in getattr(self, "desks", ()):
            books = [self.tape, self.tape.nxt or self.tape]
            offered = sum(s for book in books for _, s in (*book.asks, *book.bids))
            buckets: dict[int, int] = {}
            for fill in desk.account.fills_of(desk.account.day):
                buckets[fill.at // 5000] = buckets.get(fill.at // 5000, 0) + fill.quantity
            for bucket, filled in buckets.items():
                traded = [
                    one.quantity
                    for book in books
                    for one in (*book.happenings, *book.auctions.values())
                    if isinstance(one, Print) and one.at // 5000 == bucket
                ]
                assert filled <= offered + sum(traded)


def check_order(account: Account, order: Order) -> None:
    fills = [fill for fill in account.fills_of(order.day) if fill.order == order.number]
    assert order.filled == sum(fill.quantity for fill in fills)
    assert order.amount == sum(fill.amount for fill in fills)
    assert order.nxt_amount == sum(fill.amount for fill in fills if fill.venue == "NXT")
    assert order.charges == charges_of(order)
    assert order.charges.total == sum(fill.charges.total for fill in fills)
    assert 0 <= order.filled <= order.quantity
    assert order.left >= 0
    assert ((order.day, order.number) in account.working) is order.pending
    assert all(limit_kept(order, fill) for fill in fills)
    assert all(BAND.lower <= fill.price <= BAND.upper for fill in fills)
    assert all((fill.loan_day > 0) is (order.credit is not Credit.NONE) for fill in fills)
    if order.state is State.FILLED:
        assert order.left == 0 < order.filled
    if order.type.lifetime is Lifetime.FOK and order.action is Action.PLACE:
        assert order.filled in (0, order.quantity)
    if order.type.lifetime is not Lifetime.DAY:
        assert order.state is not State.OPEN


def profile(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


TestTrading = Trading.TestCase
TestTrading.settings = profile(30, 35)


class LongTrading(Trading):
    """The same for as long as one likes to wait."""


TestLongTrading = pytest.mark.slow(LongTrading.TestCase)
TestLongTrading.settings = profile(2_000, 60)


def fills_of(broker: Broker) -> dict[int, list[tuple[int, int, int]]]:
    found: dict[int, list[tuple[int, int, int]]] = {}
    for fill in broker.account.fills_of(broker.account.day):
        found.setdefault(fill.order, []).append((fill.at, fill.price, fill.quantity))
    return found


@st.composite
def flows(draw: st.DrawFn) -> list[Wish]:
    moments = sorted(draw(st.lists(MOMENTS, min_size=4, max_size=16)))
    return [
        Wish(
            number, moment, draw(SIDES), draw(st.integers(1, 30)),
            draw(st.one_of(st.just(0), st.sampled_from(PRICES))),
        )
        for number, moment in enumerate(moments, 1)
    ]  # fmt: skip


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(tape=tapes(), wishes=flows())
def test_a_naive_matcher_agrees(tape: ScriptedTape, wishes: list[Wish]) -> None:
    tape.auctions.clear()
    broker = broker_in(tape, shares=1_000)
    for wish in wishes:
        kind = "limit" if wish.limit else "market"
        broker.place(intent(wish.side, wish.quantity, wish.limit, kind), wish.at)
    broker.advance(STOP - 1)
    NaiveMatcher(tape).run(wishes, STOP - 1)
    assert fills_of(broker) == {wish.number: wish.fills for wish in wishes if wish.fills}
