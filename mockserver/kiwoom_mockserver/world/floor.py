"""The floor: an account's orders in line, and how the market's quotes and trades reach them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kiwoom_mockserver.world.matching import (
    Depth,
    Line,
    Preset,
    Taken,
    best_first,
    beyond,
    reaches,
    taken_at_auction,
    walk,
)
from kiwoom_mockserver.world.notices import News
from kiwoom_mockserver.world.order_types import Lifetime, Pricing
from kiwoom_mockserver.world.orders import Change, Order, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.posting import Posting
from kiwoom_mockserver.world.tape import Level, Move, Print, Quotes, Tape

Place = tuple[str, Exchange]
"""An issue at an exchange."""

LevelKey = tuple[str, str, str, int]
"""Code, exchange, side and price of a level."""

_CLOSE: Final = "close"
"""Stands for the exchange where trades are at a known close."""


@dataclass(slots=True)
class Use:
    """What an account's orders have used of the market, by level."""

    taken: dict[LevelKey, tuple[int, int]] = field(default_factory=dict)
    """Shares taken from a level, after the level's key."""
    traded: dict[LevelKey, int] = field(default_factory=dict)
    """Shares the market traded at a level in which an order waits."""
    since: int = 0
    """Places in time given so far."""


class Floor:
    """Where one account's orders stand in line."""

    def __init__(self, tape: Tape, posting: Posting, preset: Preset, use: Use) -> None:
        self._tape = tape
        self._posting = posting
        self._preset = preset
        self._use = use
        self._lines: dict[Place, dict[Side, Line]] = {}
        self._sleepers: dict[Place, list[Order]] = {}

    def places(self) -> list[Place]:
        """Where orders stand, in a fixed order."""
        return sorted(self._lines.keys() | self._sleepers.keys())

    def stands(self, place: Place) -> bool:
        """Whether any order stands there."""
        return place in self._lines or place in self._sleepers

    def at(self, exchange: Exchange) -> list[Order]:
        """The orders that stand at an exchange, in order of time."""
        found = [
            order
            for (_, venue), lines in self._lines.items()
            if venue is exchange
            for line in lines.values()
            for order in line
        ]
        found += [
            order
            for (_, venue), asleep in self._sleepers.items()
            if venue is exchange
            for order in asleep
        ]
        return sorted(found, key=lambda order: order.since)

    def stand(self, order: Order, *, keep_place: bool = False) -> None:
        """The order stands in line, behind those that were there before it."""
        place = (order.code, Exchange(order.venue))
        if not keep_place:
            self._use.since += 1
            order.since = self._use.since
        if order.armed:
            lines = self._lines.setdefault(place, {Side.BUY: Line(), Side.SELL: Line()})
            lines[order.side].add(order)
        else:
            self._sleepers.setdefault(place, []).append(order)

    def leave(self, order: Order) -> None:
        """The order stands in no line."""
        place = (order.code, Exchange(order.venue)) if order.venue else ("", Exchange.KRX)
        lines, asleep = self._lines.get(place), self._sleepers.get(place, [])
        if order in asleep:
            asleep.remove(order)
            if not asleep:
                del self._sleepers[place]
        if lines is not None:
            lines[order.side].drop(order)
            if not any(map(len, lines.values())):
                del self._lines[place]

    def meet(self, order: Order, at: int, venues: Sequence[Exchange] = ()) -> None:
        """The order, in no line yet, has met the quotes; what is left of it stands or is gone.

        ``venues`` are the exchanges it may trade at now, if not only where it is to stand.
        """
        home = Exchange(order.venue)
        quotes = self._tape.quotes(order.code, home, at)
        if order.type.has_trigger and not order.armed:
            order.armed = _triggered(order, self._tape.last(order.code, at, home))
        if order.armed:
            self._take(order, at, venues or (home,))
        order.venue = home
        if not order.live:
            return
        if order.type.lifetime is not Lifetime.DAY:
            order.withdrawn += order.left
            self._posting.end(order, Change.CANCEL, at)
            self._posting.tell(order, News.CANCELLED, at)
            return
        order.mark = self._mark(order, quotes)
        self.stand(order)

    def meet_close(self, order: Order, at: int) -> None:
        """The order has met what stands at a known close; what is left waits in line."""
        price, bid, ask = self._tape.at_close(order.code, at)
        other = Side.SELL if order.side is Side.BUY else Side.BUY
        level = Level(price, ask if order.side is Side.BUY else bid, price)
        key = (order.code, _CLOSE, other.value, price)
        order.limit = price
        took = order.left
        if self._preset is Preset.QUEUE:
            took = min(order.left, self._left(key, level))
        if took > 0:
            self._use_up(key, level, took)
            self._posting.fill(order, price, took, at)
        if order.live:
            self.stand(order)

    def follow(self, place: Place, moment: Print | Move) -> None:
        """What the market did has reached the orders there."""
        if isinstance(moment, Move):
            self._moved(place, moment)
        else:
            self._printed(place, moment)

    def auction(self, place: Place, met: Print) -> None:
        """The orders there have taken part in an auction."""
        lines = self._lines.get(place)
        orders = [] if lines is None else [o for line in lines.values() for o in line]
        priced = [order for order in orders if order.type.pricing is not Pricing.CLOSE]
        shares = list(taken_at_auction(priced, met.price, met.quantity, self._preset))
        for order, quantity in shares:
            self._fill(order, Taken(met.price, quantity), met.at)

    def forget(self) -> None:
        """A new day: every level is fresh, and nobody waits."""
        self._use.taken.clear()
        self._use.traded.clear()

    def _fill(self, order: Order, took: Taken, at: int) -> None:
        if took.quantity >= order.left:
            self.leave(order)
        self._posting.fill(order, took.price, took.quantity, at)

    def _take(self, order: Order, at: int, venues: Sequence[Exchange]) -> None:
        """Fill an order that stands in no line from the other side of the books."""
        depths = self._depths(order, at, venues)
        if self._preset is not Preset.QUEUE:
            if depths and reaches(order.side, order.limit, depths[0].level.price):
                order.venue = depths[0].venue
                self._posting.fill(order, depths[0].level.price, order.left, at)
            elif self._preset is Preset.INSTANT and order.limit:
                self._posting.fill(order, order.limit, order.left, at)
            return
        took = walk(order.side, order.limit, order.left, depths)
        if order.type.lifetime is Lifetime.FOK and sum(one.left for one in took) < order.left:
            return
        for one in took:
            self._use_up(self._other_key(order, one), one.level, one.left)
            order.venue = one.venue
            self._posting.fill(order, one.level.price, one.left, at)

    def _moved(self, place: Place, move: Move) -> None:
        lines = self._lines.get(place)
        if lines is None:
            return
        self._follow_middle(place, lines, move)
        for side, best, own in ((Side.BUY, move.ask, move.bid), (Side.SELL, move.bid, move.ask)):
            for order in lines[side].reached(best) if best else ():
                self._crossed(order, best, move.at)
            # Whoever stood before an order that is now the best of its side has gone.
            for order in lines[side]:
                if not order.limit or not beyond(side, order.limit, own):
                    break
                key = _key(place, side, order.limit)
                self._use.traded[key] = max(self._use.traded.get(key, 0), order.mark)

    def _follow_middle(self, place: Place, lines: dict[Side, Line], move: Move) -> None:
        """Orders at the middle of the spread are at its new middle, if it has one."""
        middle = (move.ask + move.bid) // 2
        for line in lines.values():
            for order in list(line.middle):
                if move.ask and move.bid:
                    line.drop(order)
                    order.limit = middle
                    order.mark = self._use.traded.get(_key(place, order.side, middle), 0)
                    line.add(order)

    def _crossed(self, order: Order, best: int, at: int) -> None:
        """Others come to an order whose price they now reach."""
        if self._preset is not Preset.QUEUE:
            self._fill(order, Taken(order.limit or best, order.left), at)
            return
        depths = self._depths(order, at, (Exchange(order.venue),))
        for one in walk(order.side, order.limit, order.left, depths):
            self._use_up(self._other_key(order, one), one.level, one.left)
            self._fill(order, Taken(order.limit or one.level.price, one.left), at)

    def _printed(self, place: Place, trade: Print) -> None:
        left = trade.quantity
        for side in Side:
            lines = self._lines.get(place)
            reached = lines[side].reached(trade.price) if lines is not None else []
            for order in reached:
                if order.limit == trade.price and self._preset is Preset.QUEUE:
                    left = self._wait(place, order, left)
                take = order.left if self._preset is not Preset.QUEUE else min(order.left, left)
                if take <= 0:
                    break
                left -= take
                self._fill(order, Taken(order.limit or trade.price, take), trade.at)
            last = reached[-1] if reached else None
            if last is not None and last.limit == trade.price and left > 0:
                key = _key(place, side, trade.price)
                self._use.traded[key] = self._use.traded.get(key, 0) + left
        for order in list(self._sleepers.get(place, ())):
            if _triggered(order, trade.price):
                self.leave(order)
                order.armed = True
                self.meet(order, trade.at)

    def _wait(self, place: Place, order: Order, left: int) -> int:
        """What a trade at the order's price leaves it, after those before it had theirs."""
        key = _key(place, order.side, order.limit)
        traded = self._use.traded.get(key, 0)
        step = min(max(order.mark - traded, 0), left)
        self._use.traded[key] = traded + step
        return left - step

    def _mark(self, order: Order, quotes: Quotes) -> int:
        """How much must trade at the order's level before its turn comes."""
        own = quotes.bids if order.side is Side.BUY else quotes.asks
        key = _key((order.code, Exchange(order.venue)), order.side, order.limit)
        traded = self._use.traded.get(key, 0)
        if not own or not order.limit or beyond(order.side, order.limit, own[0].price):
            return traded
        # Deeper than the book shows, the last level's size stands for the unseen one's.
        found = next((one for one in own if one.price == order.limit), own[-1])
        return traded + found.quantity

    def _depths(self, order: Order, at: int, venues: Sequence[Exchange]) -> list[Depth]:
        """What the other sides of some exchanges' books have left, the best first."""
        found = []
        for venue in venues:
            quotes = self._tape.quotes(order.code, venue, at)
            for level in quotes.asks if order.side is Side.BUY else quotes.bids:
                fresh = Depth(level, level.quantity, venue)
                left = self._left(self._other_key(order, fresh), level)
                found.append(fresh._replace(left=left))
        return best_first(order.side, found) if len(venues) > 1 else found

    def _other_key(self, order: Order, depth: Depth) -> LevelKey:
        other = Side.SELL if order.side is Side.BUY else Side.BUY
        return _key((order.code, depth.venue), other, depth.level.price)

    def _left(self, key: LevelKey, level: Level) -> int:
        fresh, taken = self._use.taken.get(key, (level.key, 0))
        return level.quantity - taken if fresh == level.key else level.quantity

    def _use_up(self, key: LevelKey, level: Level, quantity: int) -> None:
        fresh, taken = self._use.taken.get(key, (level.key, 0))
        self._use.taken[key] = (level.key, quantity + (taken if fresh == level.key else 0))


def _key(place: Place, side: Side, price: int) -> LevelKey:
    return place[0], place[1].value, side.value, price


def _triggered(order: Order, last: int) -> bool:
    """Whether the last price has reached the trigger: from below for a purchase."""
    return last >= order.trigger if order.side is Side.BUY else last <= order.trigger
