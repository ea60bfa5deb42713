"""What holds for every account at every step, whatever is asked of it and whenever one looks."""

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiwoom_mockserver.world.accounts import Account, reserve_of
from kiwoom_mockserver.world.charges import Charges
from kiwoom_mockserver.world.movements import Move, Movement, Transfer
from kiwoom_mockserver.world.notices import News
from kiwoom_mockserver.world.order_types import ORDER_TYPES, Lifetime, Pricing
from kiwoom_mockserver.world.orders import Action, Credit, Fill, Order, Route, Side, State
from tests.world.trading.desk import (
    BAND,
    DAY,
    DAYS,
    ELWS,
    OPEN,
    PRICES,
    SHARES,
    STEP,
    Desk,
    Terms,
    chosen,
    tapes,
)
from tests.world.trading.floor import CODE, ELW, ScriptedTape, at, intent
from tests.world.trading.supply import within_supply

STOP, NIGHT = at("15:20"), at("20:30")
CASH_MOVES = {Move.DEPOSIT, Move.WITHDRAWAL, Move.INTEREST}
KINDS = list(ORDER_TYPES)
DRAWS = st.integers(0, 1_000_000)
PARTS = st.sampled_from([0, 0, 1, 5, 60])
CREDITS = [Credit.NONE, Credit.NONE, Credit.LOAN, Credit.ALL]
DESKS = st.integers(0, 1)
"""A rich account with a credit agreement, and a poor one without."""


def limit_kept(order: Order, fill: Fill) -> bool:
    limit = order.price if order.type.has_price and not order.type.becomes_market else 0
    if not limit:
        return True
    return fill.price <= limit if order.side is Side.BUY else fill.price >= limit


def on_grid(order: Order, fill: Fill) -> bool:
    step = STEP // 2 if order.type.pricing is Pricing.MIDDLE else STEP
    return fill.price % step == 0


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


class Trading(RuleBasedStateMachine):
    """Two accounts in one market over three days, on both exchanges, with cash and on credit."""

    desks: list[Desk]
    now: int

    @initialize(
        tape=tapes(days=DAYS), other=tapes(days=DAYS), latency=st.sampled_from([0, 150]),
        start=st.sampled_from(["08:20", "08:45", "09:01", "09:20", "09:40"]),
    )  # fmt: skip
    def begin(self, tape: ScriptedTape, other: ScriptedTape, latency: int, start: str) -> None:
        self.tape = tape
        tape.nxt = self.other = other
        terms = (Terms(100_000_000, 300_000, latency), Terms(1_500_000, 0, latency))
        self.desks = [Desk(tape, one) for one in terms]
        self.now = at(start)

    @property
    def today(self) -> int:
        """How long ago the first midnight was, in whole days."""
        return (self.now - OPEN + at("09:00") - at("00:00")) // DAY

    def clock(self, moment: int) -> int:
        """The moment of the first day, today."""
        return moment + self.today * DAY

    @rule(draw=DRAWS)
    def place(self, draw: int) -> None:
        """Any order there can be, of either account; some prices are off the grid."""
        kind = chosen(draw, 1, KINDS)
        kind_of, made = ORDER_TYPES[kind], self.desks[draw % 2]
        side, credit = chosen(draw, 2, list(Side)), chosen(draw, 3, CREDITS)
        names_loan = credit is Credit.LOAN and side is Side.SELL
        price = chosen(draw, 5, PRICES) + chosen(draw, 8, [0] * 15 + [5])
        loans = made.account.loan_days(CODE) or [made.account.day]
        asked = intent(
            side, chosen(draw, 4, range(1, 90)), price if kind_of.has_price else 0, kind,
            route=chosen(draw, 6, list(Route)), credit=credit,
            trigger=chosen(draw, 7, PRICES) if kind_of.has_trigger else 0,
            loan_day=chosen(draw, 9, loans) if names_loan else 0,
        )  # fmt: skip
        made.ask("place", asked, now=self.now)

    @rule(draw=DRAWS, move=st.sampled_from(list(Move)))
    def move(self, draw: int, move: Move) -> None:
        """Cash or shares come in, or go as far as nothing needs them."""
        made, code = self.desks[draw % 2], CODE if move not in CASH_MOVES else ""
        account = made.account
        free = {Move.WITHDRAWAL: account.withdrawable, Move.DELIVERY_OUT: account.deliverable(CODE)}
        much = chosen(draw, 1, [1, 7, 40, free.get(move, 3) or 1, free.get(move, 3) + 1])
        asked = Movement(
            move,
            amount=0 if move.is_delivery else much,
            code=code,
            quantity=much if move.is_delivery else 0,
            price=chosen(draw, 2, [0, 950, 10_100]) if move is Move.DELIVERY_IN else 0,
        )
        held = account.shares(CODE)
        told = made.ask("transfer", asked, now=self.now)
        refused = much > free.get(move, much) or (move is Move.DIVIDEND and not held)
        assert isinstance(told, Transfer) is not refused
        if isinstance(told, Transfer):
            gross = much * (held if move is Move.DIVIDEND else 1) * (not move.is_delivery)
            assert abs(told.cash) + told.tax == gross
            assert abs(told.quantity) == (much if move.is_delivery else told.quantity)
            made.brought += told.cash + told.cost
            made.delivered += told.quantity * move.is_delivery

    @rule(draw=DRAWS, seconds=st.integers(0, 300))
    def place_and_wait(self, draw: int, seconds: int) -> None:
        self.place(draw)
        self.wait_for(seconds * 1000)

    @rule(draw=DRAWS, other=DRAWS)
    def borrow(self, draw: int, other: int) -> None:
        """Shares are bought on credit, and some of them are offered."""
        made, day = self.desks[0], self.desks[0].account.day
        lent = intent(Side.BUY, 1 + draw % 30, PRICES[-1], "limit", credit=Credit.LOAN)
        kind = chosen(other, 1, [Credit.LOAN, Credit.ALL])
        loan_day = day if kind is Credit.LOAN else 0
        back = intent(
            Side.SELL, 1 + other % 20, chosen(other, 2, PRICES), "limit",
            credit=kind, loan_day=loan_day,
        )  # fmt: skip
        made.ask("place", lent, now=self.now)
        made.ask("place", back, now=self.now)

    @rule(
        desk=DESKS, back=st.integers(0, 3), quantity=PARTS, price=st.sampled_from(PRICES),
        act=st.sampled_from(["cancel", "amend"]),
    )  # fmt: skip
    def change(self, desk: int, back: int, quantity: int, price: int, act: str) -> None:
        """One of the latest orders, as far as there are so many, is cancelled or amended."""
        made = self.desks[desk]
        number = made.account.next_number() - 1 - back
        order = made.account.order(made.account.day, number)
        route = order.route if order is not None else Route.KRX
        credit = order.credit if order is not None else Credit.NONE
        asked = intent(Side.BUY, 1, price, "limit", credit=credit, route=route)
        made.ask(act, number, quantity, asked, now=self.now)

    @rule(seconds=st.sampled_from([0, 1, 7, 60, 300, 900]), millis=st.integers(0, 999))
    def wait(self, seconds: int, millis: int) -> None:
        self.wait_for(seconds * 1000 + millis)

    @rule()
    def tick(self) -> None:
        """Until the market does something."""
        later = [one.at for one in self.tape.happenings if one.at > self.now]
        self.wait_for((later[0] if later else self.now) - self.now)

    def wait_for(self, millis: int) -> None:
        self.now = min(self.now + millis, self.clock(NIGHT))
        for desk in self.desks:
            desk.watched.advance(self.now)

    @rule()
    @precondition(lambda self: self.now < self.clock(STOP) and self.busy > 10)
    def go_on_to_the_closing_auction(self) -> None:
        self.wait_for(self.clock(at("15:25")) - self.now)

    @property
    def busy(self) -> int:
        """Orders of today."""
        return sum(desk.account.next_number() - 1 for desk in self.desks)

    @rule()
    @precondition(lambda self: self.clock(STOP) <= self.now < self.clock(NIGHT))
    def end_the_day(self) -> None:
        self.wait_for(self.clock(NIGHT) - self.now)
        for desk in self.desks:
            assert not desk.account.working
            assert desk.account.held == desk.account.loans_held == 0

    @rule(start=st.sampled_from(["08:20", "09:10"]))
    @precondition(lambda self: self.now == self.clock(NIGHT) and self.today < DAYS - 1)
    def begin_the_next_day(self, start: str) -> None:
        """What was due today is settled."""
        due = [(d.account.settled, d.account.due_on(d.account.day + 1)) for d in self.desks]
        self.now = at(start) + (self.today + 1) * DAY
        for desk, (settled, paid) in zip(self.desks, due, strict=True):
            desk.watched.advance(self.now)
            assert desk.account.settled == settled + paid

    @rule(desk=DESKS)
    def start_again_from_a_snapshot(self, desk: int) -> None:
        made = self.desks[desk]
        made.watched = made.copy(made.watched)

    @rule(desk=DESKS)
    def live_through_the_log_again(self, desk: int) -> None:
        made = self.desks[desk]
        assert made.state(made.replayed(self.now)) == made.state(made.watched)

    def teardown(self) -> None:
        for number in range(len(getattr(self, "desks", ()))):
            self.desks[number].watched.advance(self.now)
            self.live_through_the_log_again(number)

    @invariant()
    def looking_changes_nothing(self) -> None:
        for desk in getattr(self, "desks", ()):
            desk.watched.advance(self.now)
            alone = desk.copy(desk.left_alone)
            alone.advance(self.now)
            assert desk.state(alone) == desk.state(desk.watched)

    @invariant()
    def money_and_shares_are_conserved(self) -> None:
        for desk in getattr(self, "desks", ()):
            account = desk.account
            fills = [fill for day in account.fills.values() for fill in day]
            gained = sum(fill.gross - fill.charges.total - fill.interest for fill in fills)
            held = [*account.holdings.values(), *account.lots.values()]
            cost = sum(one.cost for one in held)
            paid_in = desk.terms.cash + 900 * SHARES + 300 * ELWS + desk.brought
            whole = account.settled + account.total_due + cost - account.loans
            assert whole == paid_in + gained
            moved = sum(fill.side.sign * fill.quantity for fill in fills)
            assert sum(one.quantity for one in held) == SHARES + ELWS + moved + desk.delivered
            assert account.holding(ELW).quantity == ELWS * (self.today == 0)
            assert [fill.amount for fill in fills if fill.redeems] == [70 * ELWS] * (self.today > 0)
            assert 0 <= account.sellable(CODE) <= account.holding(CODE).quantity
            assert account.sellable(CODE, Credit.ALL) >= 0
            assert all(lot.quantity > 0 and lot.loan >= 0 for lot in account.lots.values())
            assert account.loans + account.loans_held <= account.credit_limit
            assert account.held == sum(map(reserve_of, account.working.values()))
            assert account.settled + account.total_due >= account.held >= 0
            assert 0 <= account.withdrawable <= account.settled
            assert 0 <= account.deliverable(CODE) <= account.sellable(CODE)

    @invariant()
    def orders_are_in_order(self) -> None:
        for desk in getattr(self, "desks", ()):
            desk.states_follow_the_table()
            for order in desk.account.orders_of(desk.account.day):
                check_order(desk.account, order)

    @invariant()
    def notices_tell_what_happened(self) -> None:
        for desk in getattr(self, "desks", ()):
            told: dict[tuple[int, int], int] = {}
            for notice in desk.watched.bulletin.after(0):
                if notice.news is News.FILLED:
                    name = notice.day, notice.order
                    told[name] = told.get(name, 0) + notice.quantity
                    assert notice.filled == told[name]
            orders = [order for day in desk.account.orders.values() for order in day.values()]
            assert told == {(o.day, o.number): o.filled for o in orders if o.filled}

    @invariant()
    def no_more_is_filled_at_a_price_than_there_was(self) -> None:
        for desk in getattr(self, "desks", ()):
            account = desk.account
            orders = account.orders_of(account.day)
            closes = {one.number for one in orders if one.type.pricing is Pricing.CLOSE}
            for venue, book in (("KRX", self.tape), ("NXT", self.other)):
                today = account.fills_of(account.day)
                fills = [one for one in today if one.venue == venue and not one.redeems]
                assert within_supply(book, fills, closes)


def check_order(account: Account, order: Order) -> None:
    fills = [fill for fill in account.fills_of(order.day) if fill.order == order.number]
    assert order.filled == sum(fill.quantity for fill in fills)
    assert order.amount == sum(fill.amount for fill in fills)
    assert order.nxt_amount == sum(fill.amount for fill in fills if fill.venue == "NXT")
    assert order.charges == charges_of(order)
    assert order.charges.total == sum(fill.charges.total for fill in fills)
    assert 0 <= order.filled <= order.quantity
    assert order.left >= 0
    assert order.price % STEP == 0
    assert ((order.day, order.number) in account.working) is order.pending
    assert all(limit_kept(order, fill) and on_grid(order, fill) for fill in fills)
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
TestTrading.settings = profile(25, 35)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(40))
def test_trading_for_long(number: int) -> None:
    """In parts, each of its own beginning, so that one that hangs is noticed."""
    part = seed(number)(type(f"Trading{number}", (Trading,), {}))
    run_state_machine_as_test(part, settings=profile(30, 50))
