"""How orders meet the market: pure rules on queues, levels and quantities.

Three ways (*presets*) to fill:

- ``queue``: an order takes what the book offers, and no level twice while it stays the same; what
  is left waits behind the shares already at its price, and trades at that price move it up. A
  trade beyond its price reaches it at once.
- ``touch``: as if the order were first in line and the market bottomless: it fills whole as soon
  as its price is touched.
- ``instant``: it fills whole on arrival, at the best price there is, else at its own.

A resting order fills at its own limit: it was there first. An order at exactly an auction's price
shares it with the market's own, which come first with half of the volume.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from kiwoom_mockserver.world.order_types import Pricing
from kiwoom_mockserver.world.orders import Rest, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.tape import Level

_ANY: Final = 1 << 60


class Preset(StrEnum):
    """How willingly the market fills."""

    QUEUE = "queue"
    TOUCH = "touch"
    INSTANT = "instant"


class Taken(NamedTuple):
    """A quantity at a price."""

    price: int
    quantity: int


class Depth(NamedTuple):
    """What is left of a level at an exchange."""

    level: Level
    left: int
    venue: Exchange = Exchange.KRX


def reaches(side: Side, limit: int, price: int) -> bool:
    """Whether an order with this limit (0 is any) may trade at ``price``."""
    return not limit or (limit >= price if side is Side.BUY else limit <= price)


def beyond(side: Side, limit: int, price: int) -> bool:
    """Whether the limit is better than ``price``, so that trades there pass the order by."""
    return reaches(side, limit, price) and limit != price


def walk(side: Side, limit: int, quantity: int, depths: Iterable[Depth]) -> list[Depth]:
    """What an order takes from the other side's levels, the best first, up to its limit."""
    found = []
    for depth in depths:
        if quantity <= 0 or not reaches(side, limit, depth.level.price):
            break
        take = min(quantity, depth.left)
        if take > 0:
            found.append(depth._replace(left=take))
            quantity -= take
    return found


def best_first(side: Side, depths: Iterable[Depth]) -> list[Depth]:
    """Levels of several exchanges in the order in which an order takes them.

    Of equal prices NXT's is the first, where trading costs less.
    """
    return sorted(depths, key=lambda one: (side.sign * one.level.price, one.venue is Exchange.KRX))


def taken_at_auction(
    rests: Iterable[Rest], price: int, quantity: int, preset: Preset
) -> Iterator[tuple[Rest, int]]:
    """Who gets how much of an auction's volume: any price first, then better prices, then time."""
    ranked = sorted(rests, key=lambda rest: (rest.order.limit == price, _rank(rest)))
    left, half = quantity, quantity // 2
    for rest in ranked:
        order = rest.order
        if not reaches(order.side, order.limit, price):
            continue
        at_price, wanted = order.limit == price, rest.quantity
        room = wanted if preset is not Preset.QUEUE else min(left, half) if at_price else left
        take = min(wanted, room)
        if take > 0:
            left -= take
            half -= take if at_price else 0
            yield rest, take


def divided(quantity: int, sizes: Sequence[int]) -> list[int]:
    """A quantity in the ratio of two sizes, the second part cut; all is the first if both are 0."""
    second = quantity * sizes[1] // sum(sizes) if sum(sizes) else 0
    return [quantity - second, second]


def _rank(rest: Rest) -> tuple[int, int, int]:
    order = rest.order
    if order.side is Side.SELL:
        return order.limit, rest.since, order.number
    return -(order.limit or _ANY), rest.since, order.number


class Line:
    """What waits of one side of one issue at one exchange, by price, then by time."""

    def __init__(self) -> None:
        self._rests: list[Rest] = []
        self.middle: list[Rest] = []
        """Those of them that follow the middle of the spread."""

    def __len__(self) -> int:
        return len(self._rests)

    def __iter__(self) -> Iterator[Rest]:
        return iter(self._rests)

    def add(self, rest: Rest) -> None:
        """It stands in line; its order's limit must not change while it does."""
        insort(self._rests, rest, key=_rank)
        if rest.order.type.pricing is Pricing.MIDDLE:
            self.middle.append(rest)

    def drop(self, rest: Rest) -> None:
        """It has left the line, if it stood there."""
        at = bisect_left(self._rests, _rank(rest), key=_rank)
        if at < len(self._rests) and self._rests[at] is rest:
            del self._rests[at]
            if rest.order.type.pricing is Pricing.MIDDLE:
                self.middle.remove(rest)

    def reached(self, price: int, most: int = _ANY) -> list[Rest]:
        """Those that may trade at ``price``, in their order, ``most`` of them; a copy."""
        if not self._rests:
            return []
        side = self._rests[0].order.side
        stop, most = 0, min(most, len(self._rests))
        while stop < most and reaches(side, self._rests[stop].order.limit, price):
            stop += 1
        return self._rests[:stop]
