"""Kinds of orders: how each is priced, how long it lives, and in which phases it is taken.

What the after-market takes beside limit orders is not documented by Kiwoom; other brokers name
best and first orders with their IOC and FOK forms, and a live host refused a market order there
(September 2026).

An order at the middle of the spread follows the quotes and is first in line wherever they go. Of
other orders at the middle there are none (the live books show 0 there), so that its IOC and FOK
forms end without a trade.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiwoom_mockserver.world.phases import Exchange, PhaseName


class Pricing(StrEnum):
    """Where an order's price comes from."""

    LIMIT = "limit"
    """The one given."""
    MARKET = "market"
    """Any: it takes what is offered."""
    BEST = "best"
    """The other side's best price on arrival."""
    FIRST = "first"
    """Its own side's best price on arrival."""
    MIDDLE = "middle"
    """Half way between the best prices, to the won; it moves with them."""
    CLOSE = "close"
    """A known close: yesterday's before the opening, today's after the closing."""


class Lifetime(StrEnum):
    """What becomes of what is not filled on arrival."""

    DAY = "day"
    IOC = "ioc"
    """The rest is cancelled."""
    FOK = "fok"
    """All at once, or nothing at all."""


@dataclass(frozen=True, slots=True)
class OrderType:
    """One kind of order. ``phases`` are those of each exchange in which it is taken."""

    pricing: Pricing
    phases: Mapping[Exchange, frozenset[PhaseName]]
    lifetime: Lifetime = Lifetime.DAY
    becomes_market: bool = False
    """Whether the rest joins the closing auction at any price."""
    has_trigger: bool = False
    """Whether it sleeps until the last price reaches its trigger."""

    @property
    def has_price(self) -> bool:
        """Whether a price is to be given with it."""
        return self.pricing is Pricing.LIMIT


_KRX, _NXT = Exchange.KRX, Exchange.NXT
_AUCTIONS: Final = frozenset(
    {PhaseName.PRE_OPEN, PhaseName.OPENING_AUCTION, PhaseName.CLOSING_AUCTION}
)
_REGULAR: Final = {
    _KRX: frozenset({PhaseName.CONTINUOUS}), _NXT: frozenset({PhaseName.MAIN}),
}  # fmt: skip
_RUNNING: Final = {
    _KRX: frozenset({PhaseName.CONTINUOUS, PhaseName.AFTER_MARKET}),
    _NXT: frozenset({PhaseName.PRE_MARKET, PhaseName.MAIN, PhaseName.AFTER_MARKET}),
}
_ALWAYS: Final = {
    _KRX: _RUNNING[_KRX] | _AUCTIONS,
    _NXT: _RUNNING[_NXT] | {PhaseName.AFTER_OPENING},
}
_MARKET: Final = {_KRX: _REGULAR[_KRX] | _AUCTIONS, _NXT: _REGULAR[_NXT]}
_CONDITIONAL: Final = {
    _KRX: frozenset({PhaseName.PRE_OPEN, PhaseName.OPENING_AUCTION, PhaseName.CONTINUOUS}),
    _NXT: frozenset[PhaseName](),
}


def _krx_only(*names: PhaseName) -> Mapping[Exchange, frozenset[PhaseName]]:
    return {_KRX: frozenset(names), _NXT: frozenset()}


ORDER_TYPES: Final[Mapping[str, OrderType]] = MappingProxyType({
    "limit": OrderType(Pricing.LIMIT, _ALWAYS),
    "market": OrderType(Pricing.MARKET, _MARKET),
    "conditional": OrderType(Pricing.LIMIT, _CONDITIONAL, becomes_market=True),
    "best": OrderType(Pricing.BEST, _RUNNING),
    "first": OrderType(Pricing.FIRST, _RUNNING),
    "limit-ioc": OrderType(Pricing.LIMIT, _RUNNING, Lifetime.IOC),
    "market-ioc": OrderType(Pricing.MARKET, _REGULAR, Lifetime.IOC),
    "best-ioc": OrderType(Pricing.BEST, _RUNNING, Lifetime.IOC),
    "limit-fok": OrderType(Pricing.LIMIT, _RUNNING, Lifetime.FOK),
    "market-fok": OrderType(Pricing.MARKET, _REGULAR, Lifetime.FOK),
    "best-fok": OrderType(Pricing.BEST, _RUNNING, Lifetime.FOK),
    "stop-limit": OrderType(Pricing.LIMIT, _REGULAR, has_trigger=True),
    "middle": OrderType(Pricing.MIDDLE, _REGULAR),
    "middle-ioc": OrderType(Pricing.MIDDLE, _REGULAR, Lifetime.IOC),
    "middle-fok": OrderType(Pricing.MIDDLE, _REGULAR, Lifetime.FOK),
    "single-price": OrderType(Pricing.LIMIT, _krx_only(PhaseName.SINGLE_PRICE)),
    "before-open": OrderType(Pricing.CLOSE, _krx_only(PhaseName.PRE_OPEN)),
    "after-close": OrderType(
        Pricing.CLOSE, _krx_only(PhaseName.AFTER_CLOSE_ORDERS, PhaseName.AFTER_CLOSE)
    ),
})  # fmt: skip
"""Every kind by name."""
