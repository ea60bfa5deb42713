"""The order engine: brings an account's orders up to an instant by walking the market.

What has happened by an instant does not depend on how often one looked before: everything takes
place at an instant of its own, and at one instant in this order - an exchange's phase changes, the
market moves and trades, orders arrive. The market is read through a ``Tape`` and never touched.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from typing import Final, NamedTuple

from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.floor import Floor, Place
from kiwoom_mockserver.world.forced import collection_of, first_collected, forced_sales
from kiwoom_mockserver.world.hours import DAY, Hours, day_of, hours_of, millis, start_of
from kiwoom_mockserver.world.notices import News
from kiwoom_mockserver.world.order_types import ORDER_TYPES, Pricing
from kiwoom_mockserver.world.orders import Action, Change, Order, Rest, Route, Side, State
from kiwoom_mockserver.world.phases import Exchange, Matching, Phase, PhaseName
from kiwoom_mockserver.world.posting import Posting
from kiwoom_mockserver.world.tape import Met, Moment, Tape

_REGULAR: Final = "regular"
_SESSIONS: Final = {
    PhaseName.PRE_OPEN: _REGULAR, PhaseName.OPENING_AUCTION: _REGULAR,
    PhaseName.CONTINUOUS: _REGULAR, PhaseName.CLOSING_AUCTION: _REGULAR,
    PhaseName.AFTER_CLOSE_ORDERS: "close", PhaseName.AFTER_CLOSE: "close",
    PhaseName.SINGLE_PRICE: "single", PhaseName.AFTER_MARKET: "after",
}  # fmt: skip
"""KRX's phases by the session in which orders live on; NXT's live on through all of its day."""


class Rejection:
    """Why the exchange rejects an order that the broker had taken."""

    HOURS: Final = "hours"
    BAND: Final = "band"
    NO_QUOTE: Final = "no-quote"
    NOTHING_LEFT: Final = "nothing-left"


@dataclass(slots=True)
class Progress:
    """How far an account has been brought, in milliseconds since the epoch."""

    seen: int
    """What the market did until then is dealt with."""
    bounded: int
    """Phase changes until then are dealt with."""
    arrived: int = 0
    """The latest arrival given so far: orders do not overtake one another."""
    collected: int = 0
    """The last day whose forced sales are ordered."""


class _Seen(NamedTuple):
    """One moment, in the order in which moments of all issues are dealt with."""

    at: int
    place: Place
    number: int
    moment: Moment
    rest: Iterator[tuple[Moment, int]]
    """What comes after it there."""


@lru_cache(maxsize=64)
def _next_bound(day: int, after: int) -> int | None:
    found = (hours_of(day, exchange).next_bound(after) for exchange in Exchange)
    return min((start for start in found if start is not None), default=None)


def _next_of(place: Place, stream: Iterator[tuple[Moment, int]], heap: list[_Seen]) -> None:
    """The stream's next moment, if there is one, is in the heap."""
    for moment, number in stream:
        heappush(heap, _Seen(moment.at, place, number, moment, stream))
        return


class Engine:
    """One account's orders in the market of one tape."""

    def __init__(
        self,
        account: Account,
        tape: Tape,
        posting: Posting,
        floor: Floor,
        progress: Progress,
        dawn: Callable[[], None],
    ) -> None:
        """``dawn`` is called whenever a day has begun and nothing has happened in it."""
        self._dawn = dawn
        self._account = account
        self._tape = tape
        self._posting = posting
        self._floor = floor
        self._progress = progress
        self._quiet_until = 0
        self._done = 0
        """Until when all has happened, but for what arrives at that instant."""
        self._sent: list[Order] = []
        for order in account.working.values():
            if order.state is State.SENT:
                self._sent.append(order)
            for rest in order.rests:
                floor.keep(rest)

    @property
    def on_their_way(self) -> int:
        """Orders that have not arrived."""
        return len(self._sent)

    def send(self, order: Order) -> None:
        """The order is on its way; it arrives after all that were sent before it."""
        order.arrives = max(order.arrives, self._progress.arrived)
        self._progress.arrived = order.arrives
        self._sent.append(order)

    def advance(self, until: int) -> None:
        """Everything that happens until then has happened; nothing if that is in the past."""
        if until <= self._done and not (self._sent and self._sent[0].arrives <= until):
            return
        self._done = max(self._done, until)
        if until < self._quiet_until and not self._account.working:
            self._progress.seen = max(self._progress.seen, until)
            self._progress.bounded = max(self._progress.bounded, until)
            return
        self._live(until)
        while not self._account.working and (day := self._day_after(until)) > self._account.day:
            self._account.begin_day(day)
            self._floor.forget()
            self._dawn()
            self._live(until)
        self._progress.seen = max(self._progress.seen, until)
        self._progress.bounded = max(self._progress.bounded, until)
        if not self._account.working:
            # Without orders nothing happens before the next day.
            self._quiet_until = self._collection() or start_of(self._account.day) + DAY

    def _live(self, until: int) -> None:
        """What happens until then, on the account's day, has happened."""
        while (forced := self._collection()) or self._account.working:
            bound = self._next_bound() if self._account.working else None
            ahead = [one for one in (bound, forced) if one is not None]
            ahead += [order.arrives for order in self._sent[:1]]
            if not ahead or min(ahead) > until:
                break
            at = min(ahead)
            if at == bound:
                self._watch(at - 1)
                self._cross(at)
            elif at == forced:
                self._watch(at)
                self._collect(at)
            else:
                self._watch(at)
                self._arrive(self._sent.pop(0))
        self._watch(min(until, start_of(self._account.day) + DAY))

    def _day_after(self, until: int) -> int:
        """The next day on which anything happens, but none after that instant's."""
        day, _ = day_of(until)
        first = first_collected(self._account)
        return day if first is None else min(day, max(first, self._account.day + 1))

    def _collection(self) -> int | None:
        """When today's forced sales are to be ordered; None when there are none, any more."""
        day, first = self._account.day, first_collected(self._account)
        if self._progress.collected == day or first is None or first > day:
            return None
        return max(collection_of(day), self._progress.bounded)

    def _collect(self, at: int) -> None:
        """The broker has ordered the sales that collect what it is owed."""
        self._progress.collected = self._account.day
        self._progress.bounded = at
        for order in forced_sales(self._account, self._posting.issue, self._tape.band, at):
            order.number = order.root = self._account.next_number()
            self._posting.accept(order)
            self._arrive(order)

    def phase(self, exchange: Exchange, at: int) -> Phase:
        """The phase of an exchange at an instant of the account's day."""
        return self._hours(exchange).phase(at)

    def _hours(self, exchange: Exchange) -> Hours:
        return hours_of(self._account.day, exchange)

    def _next_bound(self) -> int | None:
        """When the next phase of either exchange begins, or an auction meets, today."""
        return _next_bound(self._account.day, self._progress.bounded)

    def _cross(self, at: int) -> None:
        """Exchanges have passed from one phase to the next."""
        self._progress.bounded = at
        changes: list[tuple[Phase, Phase]] = []
        for exchange in Exchange:
            hours = self._hours(exchange)
            old, new = hours.phase(at - 1), hours.phase(at)
            if at in map(millis, old.auctions):
                self._meet_in_auction(exchange, at)
            if old is not new:
                changes.append((old, new))
        self._move_on([rest for change in changes for rest in self._leaving(*change, at)], at)
        for _, new in changes:
            self._enter_phase(new, at)

    def _meet_in_auction(self, exchange: Exchange, at: int) -> None:
        for place in self._floor.places():
            met = self._tape.auction(place[0], exchange, at) if place[1] is exchange else None
            if met is not None:
                self._floor.auction(place, met)

    def _leaving(self, old: Phase, new: Phase, at: int) -> list[Rest]:
        """What cannot wait on at an exchange that passes from one phase to the next."""
        exchange = new.exchange
        over = exchange is Exchange.KRX and _SESSIONS.get(old.name) != _SESSIONS.get(new.name)
        over |= exchange is Exchange.NXT and at == self._hours(exchange).starts[-1]
        middle = (old.trades and not new.trades) or new.matching is Matching.AUCTION
        found = []
        for rest in self._floor.at(exchange):
            pricing = rest.order.type.pricing
            ends = over or (middle and pricing is Pricing.MIDDLE)
            ends |= old.name is PhaseName.PRE_OPEN and pricing is Pricing.CLOSE
            if ends or (not new.accepts and self._refuge(rest, at) is not None):
                found.append(rest)
        return found

    def _move_on(self, leaving: list[Rest], at: int) -> None:
        """What was to leave its exchange waits at the other, or has expired."""
        for rest in leaving:
            self._floor.leave(rest)
        ending = []
        for rest in leaving:
            refuge = self._refuge(rest, at)
            if refuge is None:
                ending.append(rest)
                continue
            self._floor.move(rest, refuge)
        for rest in ending:
            if rest.order.live:
                self._posting.end(rest.order, Change.EXPIRE, at)

    def _refuge(self, rest: Rest, at: int) -> Exchange | None:
        """The other exchange, if the order was sent to both and what is left may wait there."""
        order = rest.order
        if order.route is not Route.SOR or not self._posting.issue(order.code).on_nxt:
            return None
        other = Exchange.NXT if rest.venue == Exchange.KRX else Exchange.KRX
        phase, kinds = self.phase(other, at), order.type.phases[other]
        if kinds and order.armed and order.limit and order.type.pricing is not Pricing.MIDDLE:
            kinds |= ORDER_TYPES["limit"].phases[other]
        return other if phase.accepts and phase.name in kinds else None

    def _enter_phase(self, phase: Phase, at: int) -> None:
        for rest in self._floor.at(phase.exchange):
            order = rest.order
            if phase.matching is Matching.CONTINUOUS:
                self._floor.meet_again(rest, at)
            elif phase.matching is Matching.CLOSE_PRICE and order.type.pricing is Pricing.CLOSE:
                self._floor.leave(rest)
                self._floor.meet_close(order, at)
            elif phase.name is PhaseName.CLOSING_AUCTION and order.type.becomes_market:
                self._floor.leave(rest)
                order.limit = 0
                self._floor.stand(order)

    def _watch(self, until: int) -> None:
        """What the market did until then has reached every order in line."""
        after, self._progress.seen = self._progress.seen, max(self._progress.seen, until)
        if after >= until:
            return
        heap: list[_Seen] = []
        for place in self._floor.places():
            reach = self._tape.reach(*place, after, until)
            if reach is None or self._floor.touched(place, *reach):
                _next_of(place, self._stream(place, after, until), heap)
        while heap:
            at, place, _, moment, stream = heappop(heap)
            for order in self._floor.follow(place, moment):
                phase = self.phase(place[1], at)
                self._floor.meet(order, at, self._open_to(order, phase, at))
                for new in {(order.code, Exchange(rest.venue)) for rest in order.rests}:
                    # A woken order may wait where none did: what happens there from now on counts.
                    if new != place and all(one.place != new for one in heap):
                        begin = at - (new > place)
                        _next_of(new, self._stream(new, begin, until), heap)
            _next_of(place, stream, heap)

    def _stream(self, place: Place, after: int, until: int) -> Iterator[tuple[Moment, int]]:
        """An issue's moments while orders are in line for it, each in the phase of its kind."""
        day = self._account.day
        begin, end = max(after, start_of(day)), min(until, start_of(day) + DAY)
        for number, moment in enumerate(self._tape.moments(*place, begin, end)):
            if not self._floor.stands(place):
                return
            at_close = isinstance(moment, Met)
            matching = Matching.CLOSE_PRICE if at_close else Matching.CONTINUOUS
            if self.phase(place[1], moment.at).matching is matching:
                yield moment, number

    def _arrive(self, order: Order) -> None:
        """The order has reached the exchange."""
        at = order.arrives
        if order.action is not Action.PLACE:
            self._change_original(order, at)
        else:
            order.venue = self._venue(order, at).value
            self._enter(order, at)

    def _venue(self, order: Order, at: int) -> Exchange:
        """Where the order goes: SOR to KRX, or to NXT while only that takes it."""
        if order.route is not Route.SOR:
            return Exchange(order.route.value)
        krx = self.phase(Exchange.KRX, at).name in order.type.phases[Exchange.KRX]
        nxt = self._posting.issue(order.code).on_nxt
        return Exchange.KRX if krx or not nxt else Exchange.NXT

    def _takes(self, order: Order, at: int) -> bool:
        """Whether an exchange the order was sent to takes such a one now."""
        where = [Exchange(order.venue)]
        if order.route is Route.SOR and self._posting.issue(order.code).on_nxt:
            where = list(Exchange)
        return any(self.phase(one, at).name in order.type.phases[one] for one in where)

    def _enter(self, order: Order, at: int) -> None:
        phase = self.phase(Exchange(order.venue), at)
        if phase.name not in order.type.phases[phase.exchange]:
            self._reject(order, Rejection.HOURS, at)
            return
        if order.price and not self._allows(order, phase, at):
            self._reject(order, Rejection.BAND, at)
            return
        if not self._set_limit(order, phase, at):
            self._reject(order, Rejection.NO_QUOTE, at)
            return
        order.change(Change.ARRIVE, at)
        order.armed = not order.type.has_trigger
        if phase.matching is Matching.CONTINUOUS:
            self._floor.meet(order, at, self._open_to(order, phase, at))
        elif phase.matching is Matching.CLOSE_PRICE and order.type.pricing is Pricing.CLOSE:
            self._floor.meet_close(order, at)
        else:
            self._floor.stand(order)

    def _allows(self, order: Order, phase: Phase, at: int) -> bool:
        """Whether the price lies within the limits: in the single-price session, 10 % of the close
        as well."""
        band = self._tape.band(order.code, order.day)
        room = band.upper
        close = order.price
        if phase.name is PhaseName.SINGLE_PRICE:
            close = self._tape.at_close(order.code, at)[0]
            room = close // 10
        return band.lower <= order.price <= band.upper and abs(order.price - close) <= room

    def _open_to(self, order: Order, phase: Phase, at: int) -> tuple[Exchange, ...]:
        """The exchanges whose books an order meets: both, if it is sent to both and they trade."""
        if order.route is not Route.SOR or not self._posting.issue(order.code).on_nxt:
            return (phase.exchange,)
        phases = (self.phase(exchange, at) for exchange in Exchange)
        return tuple(
            one.exchange
            for one in phases
            if one.matching is Matching.CONTINUOUS and one.name in order.type.phases[one.exchange]
        )

    def _set_limit(self, order: Order, phase: Phase, at: int) -> bool:
        """Whether there is a price for the order to work at, which is set."""
        buys = order.side is Side.BUY
        order.limit = order.price
        if order.type.pricing in {Pricing.BEST, Pricing.FIRST}:
            quotes = [
                self._tape.quotes(order.code, exchange, at)
                for exchange in self._open_to(order, phase, at)
            ]
            ask = buys is (order.type.pricing is Pricing.BEST)
            found = [one.best_ask if ask else one.best_bid for one in quotes]
            order.limit = (min if ask else max)(filter(None, found), default=0)
            order.hold_price = order.limit if buys else 0
            self._posting.hold(order)
            return order.limit > 0
        if order.type.pricing is Pricing.MIDDLE:
            order.limit = self._tape.quotes(order.code, phase.exchange, at).middle
            return order.limit > 0
        return True

    def _change_original(self, order: Order, at: int) -> None:
        """The order that is to be amended or cancelled has been, as far as it was left."""
        original = self._account.order(order.day, order.original)
        if original is None or not original.unfilled:
            self._reject(order, Rejection.NOTHING_LEFT, at)
            return
        order.venue = original.venue
        amends = order.action is Action.AMEND
        if amends and not self._takes(order, at):
            self._reject(order, Rejection.HOURS, at)
            return
        phase = self.phase(Exchange(order.venue), at)
        if amends and order.price and not self._allows(order, phase, at):
            self._reject(order, Rejection.BAND, at)
            return
        quantity = min(order.quantity, original.left)
        order.confirmed = quantity
        keeps_place = order.price == original.price and original.armed
        gone = self._floor.take_back(original, quantity)
        if not amends:
            self._posting.withdraw(original, quantity, at, Change.CANCEL)
            self._posting.end(order, Change.CONFIRM, at)
        else:
            self._posting.withdraw(original, quantity, at, Change.REPLACE)
            order.withdrawn = order.quantity - quantity
            order.hold_price = order.held_in_place_of(original)
            order.change(Change.ARRIVE, at)
            self._posting.hold(order)
        self._posting.tell(order, News.CONFIRMED, at)
        if amends and keeps_place:
            order.limit = original.limit
            self._floor.inherit(order, gone)
        elif amends:
            self._stand_anew(order, original, at)

    def _stand_anew(self, order: Order, original: Order, at: int) -> None:
        """An amendment at another price has met the market, and is the last in line."""
        order.limit = order.price if order.type.has_price else original.limit
        order.armed = original.armed or not order.type.has_trigger
        if order.route is Route.SOR:
            home = self._venue(order, at)
            takes = self.phase(home, at).name in order.type.phases[home]
            order.venue = home.value if takes else order.venue
        phase = self.phase(Exchange(order.venue), at)
        if phase.name is PhaseName.CLOSING_AUCTION and order.type.becomes_market:
            order.limit = 0
        if phase.matching is Matching.CONTINUOUS:
            self._floor.meet(order, at, self._open_to(order, phase, at))
        else:
            self._floor.stand(order)

    def _reject(self, order: Order, reason: str, at: int) -> None:
        order.reason = reason
        self._posting.end(order, Change.REJECT, at)
        self._posting.tell(order, News.REJECTED, at)
