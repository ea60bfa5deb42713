"""What holds for every account at every step, whatever is asked of it and whenever one looks."""

from dataclasses import replace
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.charges import Charges
from kiwoom_mockserver.world.notices import News
from kiwoom_mockserver.world.order_types import ORDER_TYPES, Lifetime
from kiwoom_mockserver.world.orders import Action, Fill, Order, Side, State
from kiwoom_mockserver.world.tape import Move, Print
from kiwoom_mockserver.world.validation import Intent, Refusal
from tests.world.trading.floor import BAND, CASH, CODE, ScriptedTape, at, broker_in, intent
from tests.world.trading.naive import NaiveMatcher, Wish

OPEN, STOP = at("09:00"), at("15:20")
MOMENTS = st.integers(OPEN, OPEN + 3_600_000)
"""The first hour: so short that orders and trades meet."""
PRICES = st.integers(1004, 1016)
SIDES = st.sampled_from(list(Side))
KINDS = st.sampled_from(
    [kind for kind in ORDER_TYPES if kind not in {"before-open", "after-close"}]
)
SHARES = 120


@st.composite
def tapes(draw: st.DrawFn) -> ScriptedTape:
    """A day of a handful of trades and moves around 1,000 won."""
    happenings: list[Print | Move] = []
    for moment in draw(st.lists(MOMENTS, min_size=20, max_size=60)):
        price = draw(PRICES)
        if draw(st.booleans()):
            happenings.append(Print(moment, price, draw(st.integers(1, 120))))
        else:
            happenings.append(Move(moment, price + 1, price))
    auctions = [
        Print(when, draw(PRICES), draw(st.integers(1, 200)))
        for when in (OPEN, at("15:30"))
        if draw(st.booleans())
    ]
    return ScriptedTape(
        *happenings,
        asks=[(price, draw(st.integers(1, 60))) for price in (1011, 1012, 1015)],
        bids=[(price, draw(st.integers(1, 60))) for price in (1008, 1007, 1001)],
        auctions=auctions,
    )


def limit_kept(order: Order, fill: Fill) -> bool:
    limit = order.price if order.type.has_price and not order.type.becomes_market else 0
    if not limit:
        return True
    return fill.price <= limit if order.side is Side.BUY else fill.price >= limit


def has_orders(machine: "Trading") -> bool:
    return bool(machine.watched.account.orders)


def charges_of(order: Order) -> Charges:
    """What an order's whole amount costs at once: 0.015 % of both, taxes of a sale."""
    commission = order.amount * 150 // 1_000_000 // 10 * 10
    if order.venue == "NXT":
        commission = order.amount * 145 // 1_000_000 // 10 * 10
    if order.side is Side.BUY:
        return Charges(commission)
    return Charges(commission, order.amount * 5 // 10_000, order.amount * 15 // 10_000)


class Trading(RuleBasedStateMachine):
    """Two brokers in one market: one is looked at all the time, one only when it must act."""

    @initialize(
        tape=tapes(), latency=st.sampled_from([0, 150]),
        start=st.sampled_from(["08:45", "09:01", "09:20", "09:40"]),
    )  # fmt: skip
    def begin(self, tape: ScriptedTape, latency: int, start: str) -> None:
        self.tape = tape
        self.watched = broker_in(tape, shares=SHARES, latency=latency)
        self.left_alone = broker_in(tape, shares=SHARES, latency=latency)
        self.now = at(start)

    def both(self, act: Any) -> None:
        """The same request to both; they take it alike, or refuse it alike."""
        told = []
        for broker in (self.watched, self.left_alone):
            try:
                told.append(replace(act(broker)))
            except Refusal as refusal:
                told.append(refusal.reason)
        assert told[0] == told[1]

    @rule(side=SIDES, kind=KINDS, quantity=st.integers(1, 90), price=PRICES, trigger=PRICES)
    def place(self, side: Side, kind: str, quantity: int, price: int, trigger: int) -> None:
        kind_of = ORDER_TYPES[kind]
        asked = intent(
            side, quantity, price if kind_of.has_price else 0, kind,
            trigger=trigger if kind_of.has_trigger else 0,
        )  # fmt: skip
        self.both(lambda broker: broker.place(asked, self.now))

    @rule(side=SIDES, quantity=st.integers(1, 40), price=PRICES, seconds=st.integers(0, 300))
    def place_and_wait(self, side: Side, quantity: int, price: int, seconds: int) -> None:
        self.both(lambda broker: broker.place(intent(side, quantity, price, "limit"), self.now))
        self.wait_for(seconds * 1000)

    def number(self, back: int) -> int:
        """The number of one of the latest orders; of none at all when there are not so many."""
        return self.watched.account.next_number() - 1 - back

    @rule(back=st.integers(0, 3), quantity=st.sampled_from([0, 0, 1, 5, 60]))
    @precondition(has_orders)
    def cancel(self, back: int, quantity: int) -> None:
        number = self.number(back)
        asked = Intent(Side.BUY, CODE, "", intent(Side.BUY, 1, 1, "limit").route, 0)
        self.both(lambda broker: broker.cancel(number, quantity, asked, self.now))

    @rule(back=st.integers(0, 3), quantity=st.sampled_from([0, 0, 1, 5, 60]), price=PRICES)
    @precondition(has_orders)
    def amend(self, back: int, quantity: int, price: int) -> None:
        number = self.number(back)
        asked = replace(intent(Side.BUY, 1, price, "limit"), trigger=0)
        self.both(lambda broker: broker.amend(number, quantity, asked, self.now))

    @rule(seconds=st.sampled_from([0, 1, 7, 60, 300, 900]), millis=st.integers(0, 999))
    def wait(self, seconds: int, millis: int) -> None:
        self.wait_for(seconds * 1000 + millis)

    def wait_for(self, millis: int) -> None:
        self.now = min(self.now + millis, at("20:30"))
        self.watched.advance(self.now)

    @rule()
    @precondition(lambda self: self.now < STOP and self.watched.account.next_number() > 12)
    def go_on_to_the_closing_auction(self) -> None:
        self.now = at("15:25")
        self.watched.advance(self.now)

    @rule()
    @precondition(lambda self: self.now < at("20:30") and self.now >= STOP)
    def end_the_day(self) -> None:
        self.now = at("20:30")
        self.watched.advance(self.now)
        assert not self.watched.account.working

    @rule()
    def start_again_from_a_snapshot(self) -> None:
        saved = orjson.loads(orjson.dumps(self.watched.snapshot()))
        other = broker_in(self.tape, latency=self.watched._venue.rules.latency[0])
        other.restore(saved)
        assert other.snapshot() == saved
        self.watched = other

    @invariant()
    def looking_changes_nothing(self) -> None:
        if hasattr(self, "now"):
            self.watched.advance(self.now)
            alone = broker_in(self.tape, latency=self.left_alone._venue.rules.latency[0])
            alone.restore(self.left_alone.snapshot())
            alone.advance(self.now)
            assert alone.snapshot()["now"] == self.watched.snapshot()["now"]

    @invariant()
    def money_and_shares_are_conserved(self) -> None:
        if not hasattr(self, "now"):
            return
        account = self.watched.account
        fills = [fill for day in account.fills.values() for fill in day]
        gross = sum(fill.gross for fill in fills)
        charges = sum(fill.charges.total for fill in fills)
        held = sum(one.cost for one in account.holdings.values())
        paid_in = CASH + 900 * SHARES
        assert account.settled + account.total_due + held == paid_in + gross - charges
        moved = sum(fill.side.sign * fill.quantity for fill in fills)
        assert account.holding(CODE).quantity == SHARES + moved
        assert 0 <= account.sellable(CODE) <= account.holding(CODE).quantity
        assert account.settled + account.total_due >= account.held >= 0

    @invariant()
    def orders_are_in_order(self) -> None:
        if not hasattr(self, "now"):
            return
        account = self.watched.account
        for order in account.orders_of(account.day):
            fills = [fill for fill in account.fills_of(order.day) if fill.order == order.number]
            assert order.filled == sum(fill.quantity for fill in fills)
            assert order.amount == sum(fill.amount for fill in fills)
            assert order.charges == charges_of(order)
            assert order.charges.total == sum(fill.charges.total for fill in fills)
            assert 0 <= order.filled <= order.quantity
            assert order.left >= 0
            assert ((order.day, order.number) in account.working) is order.pending
            assert all(limit_kept(order, fill) for fill in fills)
            assert all(BAND.lower <= fill.price <= BAND.upper for fill in fills)
            if order.state is State.FILLED:
                assert order.left == 0 < order.filled
            if order.type.lifetime is Lifetime.FOK and order.action is Action.PLACE:
                assert order.filled in (0, order.quantity)
            if order.type.lifetime is not Lifetime.DAY:
                assert order.state is not State.OPEN

    @invariant()
    def notices_tell_what_happened(self) -> None:
        if not hasattr(self, "now"):
            return
        account = self.watched.account
        told: dict[int, int] = {}
        for notice in self.watched.bulletin.after(0):
            if notice.news is News.FILLED:
                told[notice.order] = told.get(notice.order, 0) + notice.quantity
                assert notice.filled == told[notice.order]
        assert told == {o.number: o.filled for o in account.orders_of(account.day) if o.filled}

    @invariant()
    def no_more_is_filled_than_there_was(self) -> None:
        if not hasattr(self, "now"):
            return
        account = self.watched.account
        offered = sum(shares for _, shares in (*self.tape.asks, *self.tape.bids))
        buckets: dict[int, int] = {}
        for fill in account.fills_of(account.day):
            buckets[fill.at // 5000] = buckets.get(fill.at // 5000, 0) + fill.quantity
        for bucket, filled in buckets.items():
            traded = [
                one.quantity
                for one in (*self.tape.happenings, *self.tape.auctions.values())
                if isinstance(one, Print) and one.at // 5000 == bucket
            ]
            assert filled <= offered + sum(traded)


TestTrading = Trading.TestCase
TestTrading.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


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
            draw(st.one_of(st.just(0), PRICES)),
        )
        for number, moment in enumerate(moments, 1)
    ]  # fmt: skip


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
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
