"""A second matcher, written to be read and not to be fast: one account, continuous trading."""

from dataclasses import dataclass, field

from kiwoom_mockserver.world.orders import Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.tape import Level, Move, Print
from tests.world.trading.floor import ScriptedTape


@dataclass
class Wish:
    """A limit order, or with limit 0 a market order."""

    number: int
    at: int
    side: Side
    quantity: int
    limit: int
    ahead: int = 0
    fills: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def left(self) -> int:
        return self.quantity - sum(shares for _, _, shares in self.fills)

    def takes(self, price: int) -> bool:
        if not self.limit:
            return True
        return price <= self.limit if self.side is Side.BUY else price >= self.limit

    @property
    def rank(self) -> tuple[int, int]:
        worth = self.limit or (10**9 if self.side is Side.BUY else 0)
        return (-worth if self.side is Side.BUY else worth, self.number)


class NaiveMatcher:
    """Walks every happening and every order, in order of time, keeping plain lists."""

    def __init__(self, tape: ScriptedTape) -> None:
        self.tape = tape
        self.resting: list[Wish] = []
        self.used: dict[tuple[int, Side, int], int] = {}

    def run(self, wishes: list[Wish], until: int) -> None:
        """Every wish is filled as far as it is by then."""
        steps: list[tuple[int, int, Wish | Print | Move]] = [
            (one.at, 0, one) for one in self.tape.happenings
        ]
        steps += [(wish.at, 1, wish) for wish in wishes]
        for at, _, step in sorted(steps, key=lambda one: one[:2]):
            if at > until:
                break
            if isinstance(step, Wish):
                self.arrive(step)
            elif isinstance(step, Move):
                self.move(step)
            else:
                self.trade(step)

    def offered(self, wish: Wish, at: int) -> list[tuple[Level, int]]:
        """The other side's levels with what this account has left of them."""
        quotes = self.tape.quotes("", Exchange.KRX, at)
        levels = quotes.asks if wish.side is Side.BUY else quotes.bids
        return [
            (one, one.quantity - self.used.get((one.key, wish.side, one.price), 0))
            for one in levels
        ]

    def take(self, wish: Wish, at: int, *, own_price: bool) -> None:
        for level, left in self.offered(wish, at):
            if not wish.takes(level.price):
                return
            shares = min(left, wish.left)
            if shares > 0:
                key = (level.key, wish.side, level.price)
                self.used[key] = self.used.get(key, 0) + shares
                price = wish.limit if own_price and wish.limit else level.price
                wish.fills.append((at, price, shares))

    def arrive(self, wish: Wish) -> None:
        self.take(wish, wish.at, own_price=False)
        quotes = self.tape.quotes("", Exchange.KRX, wish.at)
        own = quotes.bids if wish.side is Side.BUY else quotes.asks
        same = [level.quantity for level in own if level.price == wish.limit]
        if wish.limit and own:
            best = own[0].price
            better = wish.limit > best if wish.side is Side.BUY else wish.limit < best
            wish.ahead = 0 if better else same[0] if same else own[-1].quantity
        self.resting.append(wish)

    def move(self, move: Move) -> None:
        for side, best, own in ((Side.BUY, move.ask, move.bid), (Side.SELL, move.bid, move.ask)):
            for wish in self.waiting(side):
                if best and wish.takes(best):
                    self.take(wish, move.at, own_price=True)
            for wish in self.waiting(side):
                if wish.limit and wish.limit != own and wish.takes(own):
                    for other in self.at_level(wish):
                        other.ahead = 0

    def trade(self, trade: Print) -> None:
        left = trade.quantity
        for side in Side:
            for wish in [one for one in self.waiting(side) if one.takes(trade.price)]:
                if wish.limit == trade.price:
                    step = min(wish.ahead, left)
                    self.pass_by(wish, step)
                    left -= step
                shares = min(wish.left, left)
                if shares <= 0:
                    break
                left -= shares
                wish.fills.append((trade.at, wish.limit or trade.price, shares))
            at_price = [
                one for one in self.resting if one.side is side and one.limit == trade.price
            ]
            if left and at_price:
                self.pass_by(at_price[0], left)

    def pass_by(self, wish: Wish, shares: int) -> None:
        for other in self.at_level(wish):
            other.ahead = max(other.ahead - shares, 0)

    def at_level(self, wish: Wish) -> list[Wish]:
        return [one for one in self.resting if one.side is wish.side and one.limit == wish.limit]

    def waiting(self, side: Side) -> list[Wish]:
        found = [one for one in self.resting if one.side is side and one.left > 0]
        return sorted(found, key=lambda one: one.rank)
