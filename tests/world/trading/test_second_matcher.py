"""A matcher written a second time, and naively, agrees on random flows of orders."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.orders import Order, Side
from kiwoom_mockserver.world.validation import Refusal
from tests.world.trading.desk import OPEN, PRICES, chosen, tapes
from tests.world.trading.floor import ScriptedTape, at, broker_in, intent
from tests.world.trading.naive import PRICED, TAKEN, NaiveMatcher, Wish

KINDS = [*TAKEN, "limit", "limit", "market", "conditional"]
MOMENTS = st.one_of(
    st.integers(at("08:45"), OPEN),
    st.integers(OPEN, OPEN + 3_600_000),
    st.integers(OPEN, OPEN + 3_600_000),
    st.integers(at("15:15"), at("15:31")),
    st.integers(at("16:00"), at("16:30")),
)


@dataclass(frozen=True)
class Step:
    """An order, or a change of the ``back``-th last one, as its draw says."""

    at: int
    draw: int
    back: int

    @property
    def wish(self) -> Wish:
        kind = chosen(self.draw, 1, KINDS)
        return Wish(
            self.at, chosen(self.draw, 2, list(Side)), chosen(self.draw, 3, range(1, 31)), kind,
            chosen(self.draw, 4, PRICES) if kind in PRICED else 0,
            chosen(self.draw, 5, PRICES) if kind == "stop-limit" else 0,
        )  # fmt: skip


@st.composite
def flows(draw: st.DrawFn) -> list[Step]:
    moments = sorted(draw(st.lists(MOMENTS, min_size=4, max_size=16)))
    return [Step(when, draw(st.integers(0, 10**6)), draw(st.integers(0, 9))) for when in moments]


class Pair:
    """The same requests to the broker and to the naive matcher."""

    def __init__(self, tape: ScriptedTape) -> None:
        self.broker: Broker = broker_in(tape, shares=1_000)
        self.naive = NaiveMatcher(tape)
        self.orders: list[tuple[Order, Wish]] = []

    def step(self, step: Step) -> None:
        """They take or refuse it alike."""
        if step.back >= len(self.orders) or step.draw % 3:
            self.place(step)
        elif step.draw % 2:
            self.cancel(step)
        else:
            self.amend(step)

    def place(self, step: Step) -> None:
        wish = step.wish
        asked = intent(wish.side, wish.quantity, wish.limit, wish.kind, trigger=wish.trigger)
        try:
            order = self.broker.place(asked, step.at)
        except Refusal:
            assert not self.naive.place(wish)
            return
        assert self.naive.place(wish)
        self.orders.append((order, wish))

    def cancel(self, step: Step) -> None:
        order, wish = self.orders[-1 - step.back]
        quantity = chosen(step.draw, 6, (0, 0, 1, 7))
        try:
            self.broker.cancel(order.number, quantity, intent(Side.BUY, 0, 0, ""), step.at)
        except Refusal:
            assert not self.naive.cancel(wish, quantity, step.at)
            return
        assert self.naive.cancel(wish, quantity, step.at)

    def amend(self, step: Step) -> None:
        order, wish = self.orders[-1 - step.back]
        quantity = chosen(step.draw, 6, (0, 0, 1, 7))
        price = chosen(step.draw, 7, [*PRICES, *[order.price or PRICES[0]] * len(PRICES)])
        asked = intent(Side.BUY, 0, price, "")
        try:
            amended = self.broker.amend(order.number, quantity, asked, step.at)
        except Refusal:
            assert self.naive.amend(wish, quantity, price, step.at) is None
            return
        new = self.naive.amend(wish, quantity, price, step.at)
        assert new is not None
        self.orders.append((amended, new))

    def agree(self) -> None:
        account = self.broker.account
        found: dict[int, list[tuple[int, int, int]]] = {}
        for fill in account.fills_of(account.day):
            found.setdefault(fill.order, []).append((fill.at, fill.price, fill.quantity))
        for order, wish in self.orders:
            assert found.get(order.number, []) == wish.fills
            assert order.open_quantity == wish.left


def both_agree(tape: ScriptedTape, flow: list[Step]) -> None:
    pair = Pair(tape)
    for step in flow:
        pair.step(step)
        pair.agree()
    pair.broker.advance(at("20:30"))
    pair.naive.run(at("20:30"))
    pair.agree()


def profile(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@profile(100)
@given(tape=tapes(), flow=flows())
def test_a_naive_matcher_agrees(tape: ScriptedTape, flow: list[Step]) -> None:
    both_agree(tape, flow)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(10))
def test_a_naive_matcher_agrees_for_long(number: int) -> None:
    part = given(tape=tapes(), flow=flows())(both_agree)
    seed(number)(profile(500)(part))()
