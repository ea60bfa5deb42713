"""The floor: an account's orders in line, and how the market's quotes and trades reach them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from kiwoom_mockserver.world.matching import (
    Depth,
    Line,
    Preset,
    Taken,
    best_first,
    beyond,
    divided,
    reaches,
    taken_at_auction,
    walk,
)
from kiwoom_mockserver.world.notices import News
from kiwoom_mockserver.world.order_types import Lifetime, Pricing
from kiwoom_mockserver.world.orders import Change, Order, Rest, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.posting import Posting
from kiwoom_mockserver.world.tape import Level, Met, Moment, Move, Print, Quotes, Tape, Uncross

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


class _Share(NamedTuple):
    """How a trade is used up: by shares before an order, and by the order."""

    passed: int
    quantity: int


class Floor:
    """Where one account's orders stand in line."""

    def __init__(self, tape: Tape, posting: Posting, preset: Preset, use: Use) -> None:
        self._tape = tape
        self._posting = posting
        self._preset = preset
        self._use = use
        self._lines: dict[Place, dict[Side, Line]] = {}
        self._sleepers: dict[Place, list[Rest]] = {}

    def places(self) -> list[Place]:
        """Where orders stand, in a fixed order."""
        return sorted(self._lines.keys() | self._sleepers.keys())

    def stands(self, place: Place) -> bool:
        """Whether any order stands there."""
        return place in self._lines or place in self._sleepers

    def touched(self, place: Place, low: int, high: int) -> bool:
        """Whether prices from ``low`` to ``high`` may matter to anything there."""
        if place in self._sleepers:
            return True
        return any(
            line.middle or any(line.reached(low if side is Side.BUY else high, most=1))
            for side, line in self._lines[place].items()
        )

    def at(self, exchange: Exchange) -> list[Rest]:
        """What stands at an exchange, in order of time."""
        found = [
            rest
            for (_, venue), lines in self._lines.items()
            if venue is exchange
            for line in lines.values()
            for rest in line
        ]
        found += [
            rest
            for (_, venue), asleep in self._sleepers.items()
            if venue is exchange
            for rest in asleep
        ]
        return sorted(found, key=lambda rest: (rest.since, rest.order.number))

    def keep(self, rest: Rest) -> None:
        """It stands in line, at the place it has."""
        order, place = rest.order, _place(rest)
        if order.armed:
            lines = self._lines.setdefault(place, {Side.BUY: Line(), Side.SELL: Line()})
            lines[order.side].add(rest)
        else:
            self._sleepers.setdefault(place, []).append(rest)

    def stand(self, order: Order) -> None:
        """All that is left of the order stands in line at its exchange, the last one there."""
        self._stand(Rest(order, order.venue, order.left))

    def move(self, rest: Rest, exchange: Exchange) -> None:
        """It, in no line, stands in line at another exchange, the last one there."""
        rest.venue, rest.mark = exchange.value, 0
        self._stand(rest)

    def leave(self, rest: Rest) -> None:
        """It stands in no line, and is no more of its order."""
        order, place = rest.order, _place(rest)
        order.rests = [one for one in order.rests if one is not rest]
        if order.rests:
            order.venue = order.rests[0].venue
        asleep, lines = self._sleepers.get(place, []), self._lines.get(place)
        if not order.armed and any(one is rest for one in asleep):
            asleep[:] = [one for one in asleep if one is not rest]
            if not asleep:
                del self._sleepers[place]
        if lines is not None:
            lines[order.side].drop(rest)
            if not any(map(len, lines.values())):
                del self._lines[place]

    def take_back(self, order: Order, quantity: int) -> list[Rest]:
        """So much less of the order waits, the last in line first; what it was, where it stood."""
        gone = []
        for rest in sorted(order.rests, key=lambda one: -one.since):
            count = min(rest.quantity, quantity)
            if count:
                gone.append(replace(rest, quantity=count))
                rest.quantity -= count
                quantity -= count
            if not rest.quantity:
                self.leave(rest)
        return gone

    def inherit(self, order: Order, rests: list[Rest]) -> None:
        """The order, in no line, stands where these stood."""
        found = sorted(rests, key=lambda rest: rest.since)
        order.rests = [replace(rest, order=order) for rest in found]
        order.venue = found[0].venue
        for rest in order.rests:
            self.keep(rest)

    def meet(self, order: Order, at: int, venues: Sequence[Exchange] = ()) -> None:
        """The order, in no line yet, has met the quotes; what is left of it stands or is gone.

        ``venues`` are the exchanges it may trade and wait at now, if not only its own.
        """
        home = Exchange(order.venue)
        if not order.armed:
            order.armed = _triggered(order, self._tape.last(order.code, at, home))
        if order.armed:
            self._take(order, order.left, at, venues or (home,))
        order.venue = home.value
        if not order.live:
            return
        if order.type.lifetime is not Lifetime.DAY:
            order.withdrawn += order.left
            self._posting.end(order, Change.CANCEL, at)
            self._posting.tell(order, News.CANCELLED, at)
            return
        for venue, quantity in self._shared_out(order, venues or (home,), at):
            self._stand_behind(Rest(order, venue.value, quantity), at)

    def meet_again(self, rest: Rest, at: int) -> None:
        """What waited has met the quotes where it waits; what is left stands last in line."""
        self.leave(rest)
        order = rest.order
        order.venue = rest.venue
        if not order.armed:
            self.meet(order, at)
            return
        rest.quantity -= self._take(order, rest.quantity, at, (Exchange(rest.venue),))
        if order.rests:
            order.venue = order.rests[0].venue
        if rest.quantity:
            self._stand_behind(rest, at)

    def meet_close(self, order: Order, at: int) -> None:
        """The order, in no line, has met what stands at a known close; what is left waits."""
        price, bid, ask = self._tape.at_close(order.code, at)
        buys = order.side is Side.BUY
        level = Level(price, ask if buys else bid, price)
        key = (order.code, _CLOSE, Side.SELL if buys else Side.BUY, price)
        order.limit = price
        took = order.left
        if self._preset is Preset.QUEUE:
            took = min(order.left, self._left(key, level))
        if took > 0:
            self._use_up(key, level, took)
            self._posting.fill(order, price, took, at)
        if order.live:
            before = self._use.traded.get(_close_key(order), 0)
            rest = Rest(order, order.venue, order.left, mark=before + (bid if buys else ask))
            self._stand(rest)

    def follow(self, place: Place, moment: Moment) -> list[Order]:
        """What the market did has reached what waits there; orders it has woken, in no line."""
        if isinstance(moment, Met):
            self._met(place, moment)
            return []
        if isinstance(moment, Move):
            self._moved(place, moment)
            return []
        if isinstance(moment, Uncross):
            self._go_on(place, moment)
        else:
            self._printed(place, moment)
        return self._woken(place, moment.price)

    def auction(self, place: Place, met: Print | Uncross) -> None:
        """The orders there have taken part in an auction."""
        priced = self._with_a_price_of_their_own(place)
        shares = list(taken_at_auction(priced, met.price, met.quantity, self._preset))
        for rest, quantity in shares:
            self._fill(rest, Taken(met.price, quantity), met.at)

    def forget(self) -> None:
        """A new day: every level is fresh, and nobody waits."""
        self._use.taken.clear()
        self._use.traded.clear()

    def _stand(self, rest: Rest) -> None:
        """It stands in line, behind those that were there before it."""
        self._use.since += 1
        rest.since = self._use.since
        rest.order.rests = [*rest.order.rests, rest]
        rest.order.venue = rest.order.rests[0].venue
        self.keep(rest)

    def _stand_behind(self, rest: Rest, at: int) -> None:
        """It stands in line, behind the market's shares at its price too."""
        quotes = self._tape.quotes(rest.order.code, Exchange(rest.venue), at)
        rest.mark = self._mark(rest, quotes)
        self._stand(rest)

    def _shared_out(
        self, order: Order, venues: Sequence[Exchange], at: int
    ) -> list[tuple[Exchange, int]]:
        """Where how much of what is left waits: in the ratio of what both books hold on its side.

        An order that sleeps, or follows the middle of one exchange's quotes, waits whole.
        """
        if len(venues) < 2 or not order.armed or order.type.pricing is Pricing.MIDDLE:
            return [(Exchange(order.venue), order.left)]
        sizes = []
        for venue in venues:
            quotes = self._tape.quotes(order.code, venue, at)
            own = quotes.bids if order.side is Side.BUY else quotes.asks
            sizes.append(sum(level.quantity for level in own))
        parts = zip(venues, divided(order.left, sizes), strict=True)
        return [(venue, part) for venue, part in parts if part]

    def _fill(self, rest: Rest, took: Taken, at: int) -> None:
        order, venue = rest.order, rest.venue
        rest.quantity -= took.quantity
        if not rest.quantity:
            self.leave(rest)
        order.venue = venue
        self._posting.fill(order, took.price, took.quantity, at)
        if order.rests:
            order.venue = order.rests[0].venue

    def _take(self, order: Order, quantity: int, at: int, venues: Sequence[Exchange]) -> int:
        """Fill so much of an order, in no line, from the other side of the books; shares filled."""
        depths = self._depths(order, at, venues)
        if self._preset is not Preset.QUEUE:
            price, best = 0, next(iter(depths), None)
            if best is not None and reaches(order.side, order.limit, best.level.price):
                price, order.venue = best.level.price, best.venue.value
            elif self._preset is Preset.INSTANT:
                price = order.limit
            if price:
                self._posting.fill(order, price, quantity, at)
            return quantity if price else 0
        took = walk(order.side, order.limit, quantity, depths)
        filled = sum(one.left for one in took)
        if order.type.lifetime is Lifetime.FOK and filled < quantity:
            return 0
        for one in took:
            self._use_up(_other_key(order, one.level, one.venue), one.level, one.left)
            order.venue = one.venue.value
            self._posting.fill(order, one.level.price, one.left, at)
        return filled

    def _moved(self, place: Place, move: Move) -> None:
        lines = self._lines.get(place)
        if lines is None:
            return
        self._follow_middle(place, lines, move)
        for side, best, own in ((Side.BUY, move.ask, move.bid), (Side.SELL, move.bid, move.ask)):
            for rest in lines[side].reached(best) if best else ():
                self._crossed(rest, best, move.at)
            # Whoever stood before an order that is now the best of its side has gone; while the
            # market pauses there is no side.
            for rest in lines[side] if move.ask or move.bid else ():
                limit = rest.order.limit
                if not limit or (own and not beyond(side, limit, own)):
                    break
                key = _key(place, side, limit)
                self._use.traded[key] = max(self._use.traded.get(key, 0), rest.mark)

    def _follow_middle(self, place: Place, lines: dict[Side, Line], move: Move) -> None:
        """Orders at the middle of the spread are at its new middle, if it has one."""
        middle = (move.ask + move.bid) // 2
        for line in lines.values():
            for rest in list(line.middle):
                if move.ask and move.bid:
                    line.drop(rest)
                    rest.order.limit = middle
                    key = _key(place, rest.order.side, middle)
                    rest.mark = self._use.traded.get(key, 0)
                    line.add(rest)

    def _crossed(self, rest: Rest, best: int, at: int) -> None:
        """Others come to an order whose price they now reach."""
        order = rest.order
        if self._preset is not Preset.QUEUE:
            self._fill(rest, Taken(order.limit or best, rest.quantity), at)
            return
        depths = self._depths(order, at, (Exchange(rest.venue),))
        for one in walk(order.side, order.limit, rest.quantity, depths):
            self._use_up(_other_key(order, one.level, one.venue), one.level, one.left)
            self._fill(rest, Taken(order.limit or one.level.price, one.left), at)

    def _with_a_price_of_their_own(self, place: Place) -> list[Rest]:
        """What stands there, but for what trades at a known close or at the quotes' middle."""
        lines = self._lines.get(place)
        rests = [] if lines is None else [rest for line in lines.values() for rest in line]
        others = {Pricing.CLOSE, Pricing.MIDDLE}
        return [rest for rest in rests if rest.order.type.pricing not in others]

    def _go_on(self, place: Place, met: Uncross) -> None:
        """An interruption has ended: who waits has met in its auction, and then the new book."""
        self.auction(place, met)
        left = self._with_a_price_of_their_own(place)
        for rest in sorted(left, key=lambda one: (one.since, one.order.number)):
            self.meet_again(rest, met.at)

    def _printed(self, place: Place, trade: Print) -> None:
        left = trade.quantity
        for side in Side:
            lines = self._lines.get(place)
            reached = lines[side].reached(trade.price) if lines is not None else []
            for rest in reached:
                limit = rest.order.limit
                key = _key(place, side, limit) if limit == trade.price else None
                took = self._share_of(rest, left, key)
                left -= took.passed + took.quantity
                if not took.quantity:
                    break
                self._fill(rest, Taken(limit or trade.price, took.quantity), trade.at)

    def _woken(self, place: Place, price: int) -> list[Order]:
        """Orders there that a trade at this price has woken, in no line."""
        woken = []
        for rest in list(self._sleepers.get(place, ())):
            if _triggered(rest.order, price):
                self.leave(rest)
                rest.order.armed = True
                woken.append(rest.order)
        return woken

    def _met(self, place: Place, met: Met) -> None:
        """A trade at a known close has reached those who wait for one, in order of time."""
        left, lines = met.quantity, self._lines.get(place)
        waiting = [] if lines is None else [rest for side in Side for rest in lines[side]]
        for rest in waiting:
            order = rest.order
            if order.type.pricing is not Pricing.CLOSE or order.limit != met.price:
                continue
            took = self._share_of(rest, left, _close_key(order))
            left -= took.passed + took.quantity
            if took.quantity:
                self._fill(rest, Taken(met.price, took.quantity), met.at)

    def _share_of(self, rest: Rest, left: int, key: LevelKey | None) -> "_Share":
        """What a trade has for those before an order at ``key``'s level, and for the order."""
        if self._preset is not Preset.QUEUE:
            return _Share(0, rest.quantity)
        passed = 0
        if key is not None:
            traded = self._use.traded.get(key, 0)
            passed = min(max(rest.mark - traded, 0), left)
            self._use.traded[key] = traded + passed
        return _Share(passed, max(min(rest.quantity, left - passed), 0))

    def _mark(self, rest: Rest, quotes: Quotes) -> int:
        """How much must trade at the order's level before its turn comes."""
        order = rest.order
        own = quotes.bids if order.side is Side.BUY else quotes.asks
        key = _key(_place(rest), order.side, order.limit)
        traded = self._use.traded.get(key, 0)
        if not own or not order.limit or beyond(order.side, order.limit, own[0].price):
            return traded
        # Deeper than the book shows, the last level's size stands for the unseen one's.
        found = next((one for one in own if one.price == order.limit), own[-1])
        return traded + found.quantity

    def _depths(self, order: Order, at: int, venues: Sequence[Exchange]) -> Iterable[Depth]:
        """What the other sides of some exchanges' books have left, the best first."""
        found = (depth for venue in venues for depth in self._depths_at(order, at, venue))
        return best_first(order.side, found) if len(venues) > 1 else found

    def _depths_at(self, order: Order, at: int, venue: Exchange) -> Iterator[Depth]:
        quotes = self._tape.quotes(order.code, venue, at)
        for level in quotes.asks if order.side is Side.BUY else quotes.bids:
            key = _other_key(order, level, venue)
            yield Depth(level, self._left(key, level), venue)

    def _left(self, key: LevelKey, level: Level) -> int:
        fresh, taken = self._use.taken.get(key, (level.key, 0))
        return level.quantity - taken if fresh == level.key else level.quantity

    def _use_up(self, key: LevelKey, level: Level, quantity: int) -> None:
        fresh, taken = self._use.taken.get(key, (level.key, 0))
        self._use.taken[key] = (level.key, quantity + (taken if fresh == level.key else 0))


def _close_key(order: Order) -> LevelKey:
    """Where an order waits for trades at a known close."""
    return order.code, _CLOSE, order.side, order.limit


def _place(rest: Rest) -> Place:
    return rest.order.code, Exchange(rest.venue)


def _key(place: Place, side: Side, price: int) -> LevelKey:
    return *place, side, price


def _other_key(order: Order, level: Level, venue: Exchange) -> LevelKey:
    """The level's, which stands on the other side."""
    other = Side.SELL if order.side is Side.BUY else Side.BUY
    return order.code, venue, other, level.price


def _triggered(order: Order, last: int) -> bool:
    """Whether the last price has reached the trigger: from below for a purchase."""
    return last >= order.trigger if order.side is Side.BUY else last <= order.trigger
