"""What a market offered, trade by trade and level by level, and whether fills stay within it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiwoom_mockserver.world.orders import Fill, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.tape import Met, Move, Print, Uncross
from tests.world.trading.floor import ScriptedTape

BUCKET = 5_000
"""Milliseconds for which a book's levels are the same shares."""


@dataclass(eq=False)
class Supply:
    """Shares for sale or wanted at a price: of a level (one side), of a trade (either)."""

    price: int
    left: int
    side: Side | None = None
    at: int | None = None

    def serves(self, fill: Fill) -> bool:
        """Whether some of the fill's shares may be of these."""
        if self.side not in (None, fill.side) or self.at not in (None, fill.at):
            return False
        return fill.side.sign * (fill.price - self.price) >= 0


def within_supply(book: ScriptedTape, fills: Iterable[Fill], closes: set[int]) -> bool:
    """Whether an exchange's fills can be dealt out so that no share is sold or bought twice.

    A fill takes from its instant's trades and from the levels of its five seconds, at its price or
    a better one. Those of orders at a known close (``closes``) take from what stood there.
    """
    parts: dict[int, list[Fill]] = {}
    for fill in fills:
        parts.setdefault(-1 if fill.order in closes else fill.at // BUCKET, []).append(fill)
    return all(_dealt_out(some, _offered(book, bucket, some)) for bucket, some in parts.items())


def _offered(book: ScriptedTape, bucket: int, fills: Sequence[Fill]) -> list[Supply]:
    if bucket < 0:
        price = book.at_close("", 0)[0]
        bid, ask = book.closes
        met = [
            Supply(one.price, one.quantity, at=one.at)
            for one in book.happenings
            if isinstance(one, Met)
        ]
        return [*met, Supply(price, ask, Side.BUY), Supply(price, bid, Side.SELL)]
    levels = [Supply(price, size, Side.BUY) for price, size in book.asks]
    levels += [Supply(price, size, Side.SELL) for price, size in book.bids]
    moments = {fill.at for fill in fills}
    prints = [
        Supply(one.price, one.quantity, at=one.at)
        for one in (*book.happenings, *book.auctions.values())
        if isinstance(one, Print | Uncross) and one.at in moments
    ]
    return [*prints, *levels]


def _dealt_out(fills: Sequence[Fill], offered: Sequence[Supply]) -> bool:
    """Whether every share of the fills has one to take: the largest flow there is."""
    flows: dict[tuple[int, int], int] = {}
    wanted = [fill.quantity for fill in fills]

    def take(number: int, most: int, seen: set[int]) -> int:
        """Up to so many shares for a fill, others making room; how many were found."""
        for place, supply in enumerate(offered):
            if place in seen or not supply.serves(fills[number]):
                continue
            seen.add(place)
            found = min(most, supply.left)
            supply.left -= found
            for other in range(len(fills)):
                if not found and (held := flows.get((other, place), 0)):
                    found = take(other, min(most, held), seen)
                    flows[other, place] = held - found
            if found:
                flows[number, place] = flows.get((number, place), 0) + found
                return found
        return 0

    for number in range(len(fills)):
        while wanted[number]:
            found = take(number, wanted[number], set())
            if not found:
                return False
            wanted[number] -= found
    return True


def is_touched(book: ScriptedTape, fill: Fill) -> bool:
    """Whether the market was at the fill's price, or beyond it, at its instant."""
    quotes = book.quotes("", Exchange.KRX, fill.at)
    best = quotes.best_ask if fill.side is Side.BUY else quotes.best_bid
    prices = [best]
    for one in (*book.happenings, *book.auctions.values()):
        if one.at == fill.at and isinstance(one, Print | Uncross):
            prices.append(one.price)
        elif one.at == fill.at and isinstance(one, Move):
            prices.append(one.ask if fill.side is Side.BUY else one.bid)
    return any(price and fill.side.sign * (fill.price - price) >= 0 for price in prices)
