"""A matcher written a second time, and naively, agrees on random days of orders."""

from random import Random

import orjson
import pytest

from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.matching import Preset
from kiwoom_mockserver.world.orders import Order, Route, Side
from kiwoom_mockserver.world.validation import Refusal
from tests.world.trading.floor import at, broker_in, intent
from tests.world.trading.flows import Day, Step, day_of
from tests.world.trading.naive import NaiveMatcher
from tests.world.trading.supply import is_touched, within_supply
from tests.world.trading.wishes import AT_CLOSE, KRX, NXT, PRICED, Wish

WHERE = {Route.KRX: (KRX,), Route.NXT: (NXT,), Route.SOR: (KRX, NXT)}
PART = 100
"""Days of one test."""


class Pair:
    """The same requests to the broker and to the naive matcher."""

    def __init__(self, day: Day) -> None:
        self.broker: Broker = broker_in(day.tape, shares=5_000, preset=day.preset, day=day.date)
        self.naive = NaiveMatcher(day.tape, day.date, day.preset.value)
        self.asked: list[tuple[int, Wish]] = []

    @property
    def orders(self) -> list[tuple[Order, Wish]]:
        """Every order as the broker and as the naive matcher have it."""
        account = self.broker.account
        of_today = account.orders[account.day] if self.asked else {}
        return [(of_today[number], wish) for number, wish in self.asked]

    def start_again(self) -> None:
        """The broker goes on from the bytes of its own snapshot."""
        self.broker.restore(orjson.loads(orjson.dumps(self.broker.snapshot())))

    def step(self, step: Step) -> None:
        """They take or refuse it alike."""
        if step.act == "place" or step.back >= len(self.asked):
            self.place(step)
        elif step.act == "cancel":
            self.cancel(step)
        else:
            self.amend(step)

    def place(self, step: Step) -> None:
        price = step.price if step.kind in PRICED else 0
        trigger = step.trigger if step.kind == "stop-limit" else 0
        wish = Wish(step.side, step.quantity, step.kind, WHERE[step.route], price, trigger)
        asked = intent(
            step.side, step.quantity, price, step.kind, route=step.route, trigger=trigger
        )
        try:
            order = self.broker.place(asked, step.at, step.latency)
        except Refusal:
            assert not self.naive.place(wish, step.at, step.latency)
            return
        assert self.naive.place(wish, step.at, step.latency)
        self.asked.append((order.number, wish))

    def cancel(self, step: Step) -> None:
        order, wish = self.orders[-1 - step.back]
        quantity = (0, 0, 1, 7)[step.quantity % 4]
        asked = intent(Side.BUY, 0, 0, "", route=order.route)
        try:
            self.broker.cancel(order.number, quantity, asked, step.at, step.latency)
        except Refusal:
            assert not self.naive.cancel(wish, quantity, step.at, step.latency)
            return
        assert self.naive.cancel(wish, quantity, step.at, step.latency)

    def amend(self, step: Step) -> None:
        order, wish = self.orders[-1 - step.back]
        quantity = (0, 0, 1, 7)[step.quantity % 4]
        price = order.price if step.same_price else step.price
        asked = intent(Side.BUY, 0, price, "", route=order.route)
        try:
            amended = self.broker.amend(order.number, quantity, asked, step.at, step.latency)
        except Refusal:
            assert self.naive.amend(wish, quantity, price, step.at, step.latency) is None
            return
        new = self.naive.amend(wish, quantity, price, step.at, step.latency)
        assert new is not None
        self.asked.append((amended.number, new))

    def agree(self) -> None:
        """Every order has the same fills, and as much of it waits at each exchange."""
        account = self.broker.account
        found: dict[int, list[tuple[int, str, int, int]]] = {}
        for fill in account.fills_of(account.day):
            row = fill.at, fill.venue, fill.price, fill.quantity
            found.setdefault(fill.order, []).append(row)
        for order, wish in self.orders:
            assert found.get(order.number, []) == wish.fills
            assert order.unfilled == wish.left
            waiting = dict.fromkeys(WHERE[Route.SOR], 0)
            for piece in self.naive.pieces(wish):
                waiting[piece.where] += piece.shares
            here = {KRX: 0, NXT: 0}
            for rest in order.rests:
                here[WHERE[Route(rest.venue)][0]] += rest.quantity
            assert here == waiting

    def keeps_to_supply(self, day: Day) -> None:
        """Nothing is filled that the market did not have, or without its having been there."""
        account = self.broker.account
        orders = {order.number: order for order, _ in self.orders}
        closes = {n for n, one in orders.items() if one.kind in AT_CLOSE}
        for venue, book in ((KRX, day.tape), (NXT, day.tape.nxt)):
            assert book is not None
            fills = [one for one in account.fills_of(account.day) if one.venue == venue]
            if day.preset is Preset.QUEUE:
                assert within_supply(book, fills, closes)
                continue
            for fill in fills:
                own = day.preset is Preset.INSTANT and fill.price == orders[fill.order].limit
                assert own or fill.order in closes or is_touched(book, fill)


def both_agree(number: int) -> int:
    """They do, at every step of that day; how many shares were filled."""
    day = day_of(number)
    pair, look = Pair(day), Random(-number)
    for number, step in enumerate(day.steps):
        pair.step(step)
        pair.agree()
        if look.random() < 0.1:
            pair.start_again()
        later = step.at + look.choice((1, 150, 5_000))
        if look.random() < 0.3 and all(later <= one.at for one in day.steps[number + 1 :]):
            pair.broker.advance(later)
            pair.naive.run(later)
            pair.agree()
    end = at("20:30", day.date)
    pair.broker.advance(end)
    pair.naive.run(end)
    pair.agree()
    pair.keeps_to_supply(day)
    return sum(shares for _, wish in pair.orders for *_, shares in wish.fills)


def days_agree(part: int) -> None:
    filled = 0
    for number in range(part * PART, (part + 1) * PART):
        try:
            filled += both_agree(number)
        except AssertionError as error:
            error.add_note(f"day {number}")
            raise
    assert filled > 10 * PART


@pytest.mark.parametrize("part", range(4))
def test_a_naive_matcher_agrees(part: int) -> None:
    days_agree(part)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4, 60))
def test_a_naive_matcher_agrees_for_long(part: int) -> None:
    days_agree(part)
