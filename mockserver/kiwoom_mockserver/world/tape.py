"""What the market did between two instants, as the order engine needs to know it.

An engine sees the market only through a ``Tape``, so that anything which can say these few things
can be traded against. ``MarketTape`` reads the synthetic market. Instants are milliseconds since
the epoch, prices won, quantities shares.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple, Protocol

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.alternative import other_hours
from kiwoom_mockserver.world.book import draws
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.course import Course
from kiwoom_mockserver.world.hours import DAY, day_of, start_of
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.market import DEPTH, Market
from kiwoom_mockserver.world.outside import times_of
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.prints import AUCTION, SELL
from kiwoom_mockserver.world.session import State, Where, hours_of
from kiwoom_mockserver.world.single_price import rounds_of
from kiwoom_mockserver.world.transcript import Trades

_MS: Final = 1000
_FAR: Final = 1 << 42
"""More than any price."""
_BLOCK: Final = 600
"""Seconds whose trades are read together."""
_CLOSE_STEP: Final = 10
"""Seconds whose trades at a known close are told together."""
_INSTANT: Final = attrgetter("at")


class Level(NamedTuple):
    """What stands at one price; ``key`` changes when the level is a fresh one."""

    price: int
    quantity: int
    key: int


class Quotes(NamedTuple):
    """Both sides of a book, the best price first."""

    asks: tuple[Level, ...]
    bids: tuple[Level, ...]

    @property
    def best_ask(self) -> int:
        """0 when nothing is offered."""
        return self.asks[0].price if self.asks else 0

    @property
    def best_bid(self) -> int:
        """0 when nothing is wanted."""
        return self.bids[0].price if self.bids else 0

    @property
    def middle(self) -> int:
        """Half way between the best prices, cut to the won; 0 unless both sides have one."""
        return (self.best_ask + self.best_bid) // 2 if self.asks and self.bids else 0


class Print(NamedTuple):
    """A trade of the market."""

    at: int
    price: int
    quantity: int


class Move(NamedTuple):
    """The best prices from now on; 0 where there is none."""

    at: int
    ask: int
    bid: int


class Uncross(NamedTuple):
    """The trade in which an interruption's auction meets: one price for all who wait."""

    at: int
    price: int
    quantity: int


class Met(NamedTuple):
    """A trade at a known close, of orders that wait for those alone."""

    at: int
    price: int
    quantity: int


Moment = Print | Move | Uncross | Met
"""What the market does at an instant."""


class Band(NamedTuple):
    """What prices are counted from and lie within, on one day."""

    base: int
    lower: int
    upper: int


class Tape(Protocol):
    """What can be traded against."""

    def band(self, code: str, day: int) -> Band:
        """The day's base price and limits."""

    def quotes(self, code: str, exchange: Exchange, at: int) -> Quotes:
        """The book at an instant; empty while there is no continuous trading."""

    def last(self, code: str, at: int, exchange: Exchange = Exchange.KRX) -> int:
        """The last price at an instant."""

    def at_close(self, code: str, at: int) -> tuple[int, int, int]:
        """The known close that is traded at outside hours, and what is bid and offered at it."""

    def moments(self, code: str, exchange: Exchange, after: int, until: int) -> Iterator[Moment]:
        """What trading did later than ``after`` and not later than ``until``.

        Of auctions, those that end interruptions.

        In order of time, within one day.
        """

    def reach(
        self, code: str, exchange: Exchange, after: int, until: int
    ) -> tuple[int, int] | None:
        """Prices between which all trading then stays; None when that is not known beforehand."""

    def expect(self, asked: Sequence[tuple[str, int]]) -> None:
        """These issues' days, which are to be asked for, may be worked out together."""

    def auction(self, code: str, exchange: Exchange, at: int) -> Print | None:
        """The trade in which the auction that ends at ``at`` met, if it did."""


_Block = tuple[str, Exchange, int, int]
"""Code, exchange, day, and a part of the day."""


def _quotes(exchange: Exchange, day: int, second: int) -> bool:
    """Whether there is a book: on NXT while it trades, on KRX but for its closing auction."""
    hours, other = hours_of(day), other_hours(day)
    if exchange is Exchange.KRX:
        return not hours.stop <= second < hours.close
    spans = ((other.before, other.before_end), (other.main, other.main_end))
    return any(a <= second < b for a, b in (*spans, (other.after, other.after_end)))


class MarketTape:
    """The synthetic market as a tape.

    The quotes move as trades do, and a level's size is fresh every five seconds. KRX's trades are
    those of its whole day, the after-market's too.
    """

    def __init__(self, market: Market, instruments: Instruments) -> None:
        self._market = market
        self._instruments = instruments
        self._blocks: Cache[_Block, Sequence[Moment]] = Cache(400)
        self._quotes: Cache[_Block, Quotes] = Cache(500)
        self._reaches: Cache[tuple[str, int], tuple[int, int]] = Cache(400)

    def band(self, code: str, day: int) -> Band:
        """The day's base price and limits."""
        plan = self._market.plan(self._place(code), day)
        return Band(plan.base, plan.lower, plan.upper)

    def quotes(self, code: str, exchange: Exchange, at: int) -> Quotes:
        """Ten levels of each side at the second of the instant."""
        day, milli = day_of(at)
        key = (code, exchange, day, milli // _MS)
        return self._quotes.get(key, lambda: self._book(*key))

    def last(self, code: str, at: int, exchange: Exchange = Exchange.KRX) -> int:
        """The last price at the second of the instant."""
        day, milli = day_of(at)
        return int(self._state(code, exchange, day, milli // _MS).last[0])

    def at_close(self, code: str, at: int) -> tuple[int, int, int]:
        """The close, and what is bid and offered at it while that can be traded."""
        day, milli = day_of(at)
        place = self._place(code)
        waiting = self._market.waiting(np.array([place]), day, milli // _MS)
        return self._close(place, day, milli // _MS), int(waiting.bid[0]), int(waiting.ask[0])

    def moments(self, code: str, exchange: Exchange, after: int, until: int) -> Iterator[Moment]:
        """Trades, and the quotes when they move."""
        day, first = day_of(after + 1)
        begin = start_of(day)
        last = min(until, begin + DAY - 1)
        opened, closed = self._span(exchange, day)
        for block in range(max(first // _MS, opened) // _BLOCK, -(-closed // _BLOCK)):
            if begin + block * _BLOCK * _MS > last:
                break
            key = (code, exchange, day, block)
            made = self._blocks.get(key, partial(self._made, *key))
            first = bisect_right(made, after, key=_INSTANT)
            yield from made[first : bisect_right(made, last, lo=first, key=_INSTANT)]

    def reach(
        self, code: str, exchange: Exchange, after: int, until: int
    ) -> tuple[int, int] | None:
        """What a regular session of KRX stays between that is not interrupted."""
        day, first = day_of(after + 1)
        close = hours_of(day).close * _MS
        if exchange is Exchange.NXT or until > start_of(day) + close or first >= close:
            return None
        return self._reaches.get((code, day), lambda: self._reach(code, day))

    def _reach(self, code: str, day: int) -> tuple[int, int]:
        """The least and the most of a session; anything where it may be interrupted."""
        plan = self._market.plan(self._place(code), day)
        whole = [part for part in plan.parts if isinstance(part, Course)]
        if any(one.kind for one in plan.halts) or not whole:
            return 0, _FAR
        low = min(int(one.whole.low * one.tick) for one in whole)
        return low, max(int(one.whole.high * one.tick) for one in whole)

    def expect(self, asked: Sequence[tuple[str, int]]) -> None:
        """KRX's plans of these days are made together."""
        places = np.array([self._place(code) for code, _ in asked], dtype=np.int64)
        self._market.plans.expect(places, np.array([day for _, day in asked], dtype=np.int64))

    def auction(self, code: str, exchange: Exchange, at: int) -> Print | None:
        """The print of an auction: KRX's opening, closing and rounds after hours, NXT's evening."""
        day, milli = day_of(at)
        second = milli // _MS
        if exchange is Exchange.KRX and any(end == second for _, end in rounds_of(day)):
            return self._round(code, day, second, at)
        made = self._trades(code, exchange, day, second, second + 1)
        for price, quantity, side in zip(*(one.tolist() for one in made[1:]), strict=True):
            if side == AUCTION:
                return Print(at, price, quantity)
        return None

    def _round(self, code: str, day: int, second: int, at: int) -> Print | None:
        """What met in a round of the single-price session."""
        place = np.array([self._place(code)], dtype=np.int64)
        met, before = (self._market.single_price(place, day, one) for one in (second, second - 1))
        quantity = int(met.volume[0] - before.volume[0])
        return Print(at, int(met.last[0]), quantity) if quantity > 0 else None

    def _made(self, code: str, exchange: Exchange, day: int, block: int) -> Sequence[Moment]:
        place, midnight = self._place(code), start_of(day)
        made = self._trades(code, exchange, day, block * _BLOCK, (block + 1) * _BLOCK)
        found: list[Moment] = list(self._met(exchange, place, day, block))
        asked, wanted = -1, -1
        upper, lower = self.band(code, day)[1:][::-1]
        plan = self._market.plans.single(place, day, Where(exchange.value)).plan
        halts = [one for one in plan.halts if one.begin // _BLOCK == block and one.kind]
        pauses = [midnight + one.begin * _MS for one in halts]
        ends = {one.end * _MS for one in plan.halts}
        kind = int(self._market.listing.kind[place])
        for at, price, shares, side in zip(*(one.tolist() for one in made), strict=True):
            while pauses and pauses[0] <= midnight + at:
                asked, wanted = 0, 0
                found.append(Move(pauses.pop(0), 0, 0))
            if side == AUCTION:
                found += [Uncross(midnight + at, price, shares)] * (at in ends)
                continue
            # At one instant prices move before anything trades at them.
            bid = price if side == SELL else ticks.floor_to_tick(kind, price - 1)
            ask = price + ticks.tick_size(kind, price) if side == SELL else price
            move = (0 if price >= upper else ask, 0 if price <= lower else min(bid, upper))
            if move != (asked, wanted):
                asked, wanted = move
                found.append(Move(midnight + at, *move))
            found.append(Print(midnight + at, price, shares))
        return [*found, *(Move(at, 0, 0) for at in pauses)]

    def _met(self, exchange: Exchange, place: int, day: int, block: int) -> Iterator[Met]:
        """What met at KRX's closes in a part of the day; the shares of some seconds together."""
        if exchange is not Exchange.KRX:
            return
        times, before = times_of(day), None
        first, last = block * _BLOCK, (block + 1) * _BLOCK
        for begin, end in (times[:2], times[2:]):
            for earlier, second in pairwise((begin - 1, *range(begin, end, _CLOSE_STEP), end - 1)):
                if not first <= second < last:
                    continue
                before = self._met_by(place, day, earlier) if before is None else before
                met = self._met_by(place, day, second)
                if met > before:
                    at = start_of(day) + second * _MS
                    yield Met(at, self._close(place, day, second), met - before)
                before = met

    def _met_by(self, place: int, day: int, second: int) -> int:
        told = self._market.outside(np.array([place]), day, second)
        return int(told.before[0] + told.after[0])

    def _close(self, place: int, day: int, second: int) -> int:
        """The close that is known then: yesterday's before the opening."""
        state = self._market.issue_state(place, day, second)
        return int(state.base[0] if second < hours_of(day).open else state.last[0])

    def _book(self, code: str, exchange: Exchange, day: int, second: int) -> Quotes:
        if not _quotes(exchange, day, second):
            return Quotes((), ())
        place = self._place(code)
        state = self._state(code, exchange, day, second)
        if state.expected[0] and hours_of(day).open <= second:
            return Quotes((), ())
        part = DEPTH[Where(exchange.value)]
        book = self._market.book(np.array([place]), day, second, state, part)
        key = int(draws(np.array(place), day, second))
        sides = ((book.ask, book.ask_size), (book.bid, book.bid_size))
        asks, bids = (
            tuple(
                Level(price, size, key)
                for price, size in zip(prices[0].tolist(), sizes[0].tolist(), strict=True)
                if price > 0 and size > 0
            )
            for prices, sizes in sides
        )
        return Quotes(asks, bids)

    def _state(self, code: str, exchange: Exchange, day: int, second: int) -> State:
        place = self._place(code)
        if exchange is Exchange.NXT:
            return self._market.issue_state(place, day, second, Where.NXT)
        if second < hours_of(day).close:
            return self._market.issue_state(place, day, second)
        return self._market.evening_state(place, day, second)

    def _trades(self, code: str, exchange: Exchange, day: int, begin: int, end: int) -> Trades:
        place = self._place(code)
        if exchange is Exchange.NXT:
            return self._market.tape(place, day, begin, end, Where.NXT)
        if begin <= hours_of(day).close:
            return self._market.tape(place, day, begin, end)
        return self._market.evening_tape(place, day, begin, end)

    def _span(self, exchange: Exchange, day: int) -> tuple[int, int]:
        """The seconds from which to which there may be trades."""
        if exchange is Exchange.NXT:
            return self._market.span(0, day, Where.NXT)
        hours, other = hours_of(day), other_hours(day)
        return times_of(day).before, max(hours.stop, other.evening_end, times_of(day).after_end)

    def _place(self, code: str) -> int:
        place = self._instruments.place(code)
        assert place is not None, f"{code} is not of this world"
        return place
