"""A second matcher, written to be read and not to be fast: one account, one issue, KRX's day.

It shares the words of the tape with the engine, and nothing else: its own table of what is taken
when, its own queue of plain lists, its own auctions.
"""

from dataclasses import dataclass, field
from typing import Final

from kiwoom_mockserver.world.orders import Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.tape import Level, Move, Print
from tests.world.trading.floor import ScriptedTape, at

OPEN, CALL, CLOSE, EVENING, END = (
    at(text) for text in ("09:00", "15:20", "15:30", "16:00", "20:00")
)

TAKEN: Final = {
    "limit": "call day last evening", "market": "call day last", "conditional": "call day",
    "best": "day evening", "first": "day evening", "stop-limit": "day", "middle": "day",
    "limit-ioc": "day evening", "market-ioc": "day", "best-ioc": "day evening",
    "limit-fok": "day evening", "market-fok": "day", "best-fok": "day evening",
    "middle-ioc": "day", "middle-fok": "day",
}  # fmt: skip
"""The parts of the day in which each kind is taken."""

PRICED: Final = {"limit", "conditional", "limit-ioc", "limit-fok", "stop-limit"}


def part_of_day(when: int) -> str:
    """The opening call, the day, the closing call, the evening, or nothing."""
    for until, name in (
        (OPEN, "call"),
        (CALL, "day"),
        (CLOSE, "last"),
        (EVENING, ""),
        (END, "evening"),
    ):
        if when < until:
            return name
    return ""


@dataclass
class Wish:
    """An order; ``limit`` 0 takes any price."""

    at: int
    side: Side
    quantity: int
    kind: str
    limit: int = 0
    trigger: int = 0
    ahead: int = 0
    asleep: bool = False
    over: bool = False
    fills: list[tuple[int, int, int]] = field(default_factory=list)
    given_up: int = 0

    @property
    def left(self) -> int:
        gone = sum(shares for _, _, shares in self.fills)
        return 0 if self.over else self.quantity - self.given_up - gone

    def takes(self, price: int) -> bool:
        if not self.limit:
            return True
        return price <= self.limit if self.side is Side.BUY else price >= self.limit

    def wakes(self, price: int) -> bool:
        return price >= self.trigger if self.side is Side.BUY else price <= self.trigger

    @property
    def eagerness(self) -> int:
        worth = self.limit or (10**9 if self.side is Side.BUY else 0)
        return -worth if self.side is Side.BUY else worth


class NaiveMatcher:
    """Walks every happening and every order, in order of time, keeping plain lists."""

    def __init__(self, tape: ScriptedTape) -> None:
        self.tape = tape
        self.line: list[Wish] = []
        """Who waits, in order of time."""
        self.used: dict[tuple[int, Side, int], int] = {}
        steps: list[tuple[int, int, Print | Move | int]] = [
            (one.at, 1, one) for one in tape.happenings
        ]
        steps += [(bell, 0, bell) for bell in (OPEN, CALL, CLOSE, END)]
        self.steps = sorted(steps, key=lambda step: step[:2])

    def run(self, until: int) -> None:
        """All that happens until then has happened."""
        while self.steps and self.steps[0][0] <= until:
            when, _, step = self.steps.pop(0)
            if isinstance(step, int):
                self.ring(step)
            elif part_of_day(when) in ("day", "evening"):
                if isinstance(step, Move):
                    self.move(step)
                else:
                    self.trade(step)

    def ring(self, bell: int) -> None:
        met = self.tape.auctions.get(bell)
        if met is not None:
            self.share(met)
        for wish in self.waiting():
            if bell == OPEN:
                self.meet(wish, bell)
            elif bell == CALL:
                wish.over = wish.kind == "middle"
                if wish.kind == "conditional":
                    wish.limit = 0
                    self.stand(wish)
            else:
                wish.over = True

    def share(self, met: Print) -> None:
        """Who is eager goes first, purchases before sales; at the very price, half is others'."""
        awake = [wish for side in Side for wish in self.awake(side)]
        eager = [wish for wish in awake if wish.takes(met.price) and wish.limit != met.price]
        exact = [wish for wish in awake if wish.limit == met.price]
        left, half = met.quantity, met.quantity // 2
        for wish in eager:
            left -= self.fill(wish, met.at, met.price, min(wish.left, left))
        for wish in exact:
            got = self.fill(wish, met.at, met.price, min(wish.left, left, half))
            left, half = left - got, half - got

    def place(self, wish: Wish) -> bool:
        """Whether the order is taken; if so, it has arrived."""
        self.run(wish.at)
        part = part_of_day(wish.at)
        if part not in TAKEN[wish.kind].split() or not part:
            return False
        quotes = self.tape.quotes("", Exchange.KRX, wish.at)
        ask, bid = quotes.asks[0].price, quotes.bids[0].price
        other, own = (ask, bid) if wish.side is Side.BUY else (bid, ask)
        base = wish.kind.partition("-")[0]
        wish.limit = {"best": other, "first": own, "middle": (ask + bid) // 2}.get(base, wish.limit)
        wish.asleep = wish.kind == "stop-limit"
        if part in ("day", "evening"):
            self.meet(wish, wish.at)
        else:
            self.stand(wish)
        return True

    def cancel(self, wish: Wish, quantity: int, when: int) -> bool:
        """Whether so much (0 is all) is taken back."""
        self.run(when)
        if not wish.left or quantity > wish.left or not self.may_change(wish.kind, when):
            return False
        wish.given_up += quantity or wish.left
        return True

    def amend(self, wish: Wish, quantity: int, limit: int, when: int) -> Wish | None:
        """The order that takes the place of so much of another; None where that is refused."""
        self.run(when)
        kind = wish.kind if wish.kind in PRICED else "limit"
        if not wish.left or quantity > wish.left or not self.may_change(kind, when):
            return None
        new = Wish(when, wish.side, quantity or wish.left, kind, limit, wish.trigger, wish.ahead)
        same = wish.kind == kind and self.asked(wish) == limit and not wish.asleep
        wish.given_up += new.quantity
        new.asleep = not same and kind == "stop-limit"
        if same:
            new.limit = wish.limit
            self.line.insert(self.line.index(wish) + 1, new)
        elif part_of_day(when) in ("day", "evening"):
            self.meet(new, when)
        else:
            self.stand(new)
        return new

    def may_change(self, kind: str, when: int) -> bool:
        return part_of_day(when) in TAKEN[kind].split()

    def asked(self, wish: Wish) -> int:
        return wish.limit

    def meet(self, wish: Wish, when: int) -> None:
        """The order takes what it may from the other side, and waits for the rest."""
        if wish.asleep and wish.wakes(self.tape.last("", when)):
            wish.asleep = False
        if not wish.asleep:
            offered = sum(
                left for level, left in self.offered(wish, when) if wish.takes(level.price)
            )
            if not wish.kind.endswith("fok") or offered >= wish.left:
                self.take(wish, when, own_price=False)
        if wish.kind.endswith(("ioc", "fok")):
            wish.over = True
            return
        quotes = self.tape.quotes("", Exchange.KRX, when)
        own = quotes.bids if wish.side is Side.BUY else quotes.asks
        same = [level.quantity for level in own if level.price == wish.limit]
        better = wish.limit > own[0].price if wish.side is Side.BUY else wish.limit < own[0].price
        wish.ahead = 0 if better or not wish.limit else same[0] if same else own[-1].quantity
        self.stand(wish)

    def stand(self, wish: Wish) -> None:
        self.line = [one for one in self.line if one is not wish] + [wish]

    def offered(self, wish: Wish, when: int) -> list[tuple[Level, int]]:
        """The other side's levels with what this account has left of them."""
        quotes = self.tape.quotes("", Exchange.KRX, when)
        levels = quotes.asks if wish.side is Side.BUY else quotes.bids
        return [
            (one, one.quantity - self.used.get((one.key, wish.side, one.price), 0))
            for one in levels
        ]

    def take(self, wish: Wish, when: int, *, own_price: bool) -> None:
        for level, left in self.offered(wish, when):
            if not wish.takes(level.price):
                return
            price = wish.limit if own_price and wish.limit else level.price
            shares = self.fill(wish, when, price, min(left, wish.left))
            key = (level.key, wish.side, level.price)
            self.used[key] = self.used.get(key, 0) + shares

    def fill(self, wish: Wish, when: int, price: int, shares: int) -> int:
        if shares <= 0:
            return 0
        wish.fills.append((when, price, shares))
        return shares

    def move(self, move: Move) -> None:
        for wish in self.waiting():
            if wish.kind == "middle":
                wish.limit, wish.ahead = (move.ask + move.bid) // 2, 0
        for side, best, own in ((Side.BUY, move.ask, move.bid), (Side.SELL, move.bid, move.ask)):
            for wish in self.awake(side):
                if wish.takes(best):
                    self.take(wish, move.at, own_price=True)
            for wish in self.awake(side):
                if wish.limit and wish.limit != own and wish.takes(own):
                    for other in self.at_level(wish):
                        other.ahead = 0

    def trade(self, trade: Print) -> None:
        left = trade.quantity
        for side in Side:
            reached = [one for one in self.awake(side) if one.takes(trade.price)]
            for wish in reached:
                if wish.limit == trade.price:
                    step = min(wish.ahead, left)
                    self.pass_by(wish, step)
                    left -= step
                shares = self.fill(wish, trade.at, wish.limit or trade.price, min(wish.left, left))
                if not shares:
                    break
                left -= shares
            if left and reached and reached[-1].limit == trade.price:
                self.pass_by(reached[-1], left)
        for wish in self.waiting():
            if wish.asleep and wish.wakes(trade.price):
                wish.asleep = False
                self.meet(wish, trade.at)

    def pass_by(self, wish: Wish, shares: int) -> None:
        for other in self.at_level(wish):
            other.ahead = max(other.ahead - shares, 0)

    def at_level(self, wish: Wish) -> list[Wish]:
        return [one for one in self.awake(wish.side) if one.limit == wish.limit]

    def waiting(self) -> list[Wish]:
        return [one for one in self.line if one.left > 0]

    def awake(self, side: Side) -> list[Wish]:
        found = [one for one in self.waiting() if one.side is side and not one.asleep]
        return sorted(found, key=lambda one: one.eagerness)
