"""A day of the demo account: it has traded, so that there is something to tell of it."""

from typing import Final

from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.orders import Credit, Route, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.sandboxes import Sandbox
from kiwoom_mockserver.world.validation import Intent
from kiwoom_mockserver.world.world import World

_STOCK: Final = "005930"
_GOLD: Final = "M04020000"


def demo(world: World) -> Sandbox:
    """An account with a past, where the world has one, so that there is something to tell."""
    return world.sandboxes.open(next(iter(world.openings), "coverage"))


def trade(world: World) -> str:
    """The demo account has traded today; the number of an order that stays open."""
    assert isinstance(world.clock, VirtualClock)
    broker, tape = world.broker(demo(world)), world.venue.tape
    day, now = broker.account.day, millis(world.now())
    gold = tape.quotes(_GOLD, Exchange.KRX, now).best_ask
    for asked in (
        Intent(Side.BUY, _STOCK, "market", Route.KRX, 10),
        Intent(Side.BUY, _STOCK, "market", Route.KRX, 10, credit=Credit.LOAN),
        Intent(Side.BUY, _GOLD, "limit", Route.KRX, 10, gold),
        Intent(Side.BUY, _GOLD, "limit", Route.KRX, 10, tape.band(_GOLD, day).lower),
    ):
        broker.place(asked, now)
    world.clock.advance(1)
    now = millis(world.now())
    broker.place(Intent(Side.SELL, _STOCK, "market", Route.KRX, 5), now)
    low = tape.band(_STOCK, day).lower
    left = broker.place(Intent(Side.BUY, _STOCK, "limit", Route.KRX, 10, low), now)
    world.clock.advance(1)
    return f"{left.number:07}"
