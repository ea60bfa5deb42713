"""A market written down by hand, and a broker in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.broker import Broker, Rules, Venue
from kiwoom_mockserver.world.calendar import day_index, trading_day
from kiwoom_mockserver.world.charges import tariff_of
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.matching import Preset
from kiwoom_mockserver.world.movements import delivery, deposit
from kiwoom_mockserver.world.orders import Credit, Order, Route, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.tape import Band, Level, Moment, Print, Quotes, Uncross
from kiwoom_mockserver.world.validation import Intent
from kiwoom_mockserver.world.world import World, load_world

DAY = date(2026, 9, 15)
CODE = "005930"
ELW = "57JBHH"
CASH = 100_000_000
BAND = Band(1000, 700, 1300)


@cache
def at(text: str, day: date = DAY) -> int:
    """The instant of a time of day such as 09:00 or 10:00:00.250."""
    return millis(datetime.fromisoformat(f"{day} {text}").replace(tzinfo=SEOUL))


@cache
def small_world() -> World:
    """Thirty issues; read-only here."""
    settings = Settings(world="small")
    return load_world(settings, VirtualClock(settings.at))


class ScriptedTape:
    """A market in which only happens what a test says; the book stays as it is given."""

    def __init__(
        self,
        *happenings: Moment,
        asks: Sequence[tuple[int, int]] = ((1010, 50), (1020, 50), (1030, 50)),
        bids: Sequence[tuple[int, int]] = ((1000, 50), (990, 50), (980, 50)),
        band: Band = BAND,
        auctions: Sequence[Print] = (),
        pauses: Sequence[tuple[int, int]] = (),
        nxt: "ScriptedTape | None" = None,
    ) -> None:
        """``nxt`` is what happens at NXT; without it NXT shows the same book, and no trades.

        From the beginning of a pause to its end there is no book.
        """
        self.happenings = sorted(happenings, key=lambda one: one.at)
        self.asks, self.bids = asks, bids
        self.auctions = {one.at: one for one in auctions}
        self._band = band
        self._pauses = pauses
        self.nxt = nxt
        self.closes = (30, 20)
        """Shares bid and offered at a known close."""

    def band(self, code: str, day: int) -> Band:
        return self._band

    def quotes(self, code: str, exchange: Exchange, at: int) -> Quotes:
        if self.nxt is not None and exchange is Exchange.NXT:
            return self.nxt.quotes(code, exchange, at)
        if any(begin <= at < end for begin, end in self._pauses):
            return Quotes((), ())
        bucket = at // 5000
        return Quotes(
            tuple(Level(price, size, bucket) for price, size in self.asks),
            tuple(Level(price, size, bucket) for price, size in self.bids),
        )

    def last(self, code: str, at: int, exchange: Exchange = Exchange.KRX) -> int:
        if self.nxt is not None and exchange is Exchange.NXT:
            return self.nxt.last(code, at)
        made = [one for one in self.happenings if isinstance(one, Print | Uncross)]
        done = [one.price for one in made if one.at <= at]
        return done[-1] if done else self._band.base

    def at_close(self, code: str, at: int) -> tuple[int, int, int]:
        return self._band.base, *self.closes

    def moments(self, code: str, exchange: Exchange, after: int, until: int) -> Iterator[Moment]:
        if self.nxt is not None and exchange is Exchange.NXT:
            yield from self.nxt.moments(code, Exchange.KRX, after, until)
        elif exchange is Exchange.KRX:
            yield from (one for one in self.happenings if after < one.at <= until)

    def reach(self, code: str, exchange: Exchange, after: int, until: int) -> None:
        """Everything is looked through."""

    def expect(self, asked: Sequence[tuple[str, int]]) -> None:
        """It is all written down."""

    def auction(self, code: str, exchange: Exchange, at: int) -> Print | None:
        if exchange is Exchange.KRX:
            return self.auctions.get(at)
        return None if self.nxt is None else self.nxt.auction(code, Exchange.KRX, at)


def broker_in(
    tape: ScriptedTape,
    *,
    paper: bool = False,
    preset: Preset = Preset.QUEUE,
    latency: int = 0,
    shares: int = 0,
    cash: int = CASH,
    margin_rate: int = 100,
    credit_limit: int = 0,
    start: str = "07:00",
    instruments: Instruments | None = None,
    day: date = DAY,
    elws: int = 0,
) -> Broker:
    """A broker whose account has ``cash`` and ``shares`` that cost 900 won each.

    ``elws`` more cost 300 won each, expire tomorrow, and bring 70 the day after.
    """
    moment = at(start, day)
    account = Account(
        "1234567890", day_index(day), margin_rate=margin_rate, credit_limit=credit_limit
    )
    account.transfer(deposit(account.day, moment, cash))
    if shares:
        account.transfer(delivery(account.day, moment, CODE, shares, 900 * shares))
    if elws:
        account.transfer(delivery(account.day, moment, ELW, elws, 300 * elws))
        instruments = expiring(day)
    rules = Rules(tariff_of("paper" if paper else "live"), paper, preset, (latency, latency))
    venue = Venue(tape, instruments or small_world().instruments, rules, lambda _: 70)
    return Broker(venue, account, 1, moment)


@cache
def expiring(day: date) -> Instruments:
    """The small world with an ELW that was traded until the day before."""
    elw = small_world().instruments.find(ELW)
    assert elw is not None
    assert elw.warrant is not None
    terms = replace(
        elw.warrant,
        last_trading_date=trading_day(day, 1),
        expiry_date=trading_day(day, -1),
        payment_date=trading_day(day, -2),
    )
    others = [one for one in small_world().instruments.all if one.code != ELW]
    return Instruments([*others, replace(elw, warrant=terms)])


def buy(quantity: int, price: int = 0, kind: str = "limit", **parts: Any) -> Intent:
    """A purchase of the one issue."""
    return intent(Side.BUY, quantity, price, kind, **parts)


def sell(quantity: int, price: int = 0, kind: str = "limit", **parts: Any) -> Intent:
    """A sale of the one issue."""
    return intent(Side.SELL, quantity, price, kind, **parts)


def intent(
    side: Side,
    quantity: int,
    price: int,
    kind: str,
    *,
    route: Route = Route.KRX,
    trigger: int = 0,
    code: str = CODE,
    credit: Credit = Credit.NONE,
    loan_day: int = 0,
) -> Intent:
    """An order as a client asks for it."""
    return Intent(side, code, kind, route, quantity, price, trigger, credit, loan_day)


def trades(broker: Broker, order: Order) -> list[tuple[int, int]]:
    """Price and quantity of an order's fills."""
    fills = broker.account.fills_of(order.day)
    return [(fill.price, fill.quantity) for fill in fills if fill.order == order.number]
