"""The broker of one account: takes orders, and brings the account up to the present.

Every question about the account begins with ``advance``; nothing happens in between. When world
time jumps back, because a day begins anew, the account is again what it was that morning.
"""

from dataclasses import dataclass, replace
from typing import Any

from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.cashier import transfer_of
from kiwoom_mockserver.world.charges import Tariff
from kiwoom_mockserver.world.engine import Engine, Progress
from kiwoom_mockserver.world.floor import Floor, Use
from kiwoom_mockserver.world.hours import DAY, start_of
from kiwoom_mockserver.world.instruments import Instrument, Instruments
from kiwoom_mockserver.world.matching import Preset
from kiwoom_mockserver.world.movements import Movement, Transfer
from kiwoom_mockserver.world.noise import one_below
from kiwoom_mockserver.world.notices import Bulletin
from kiwoom_mockserver.world.order_types import ORDER_TYPES
from kiwoom_mockserver.world.orders import Action, Credit, Order, Route, Side
from kiwoom_mockserver.world.posting import Posting
from kiwoom_mockserver.world.redemption import Exercise, next_redemption, redeem, worthless
from kiwoom_mockserver.world.snapshots import account_from, account_state
from kiwoom_mockserver.world.tape import Tape
from kiwoom_mockserver.world.validation import Checks, Intent, Reason, Refusal

MOST_OPEN = 10_000
"""Orders of one account that may be open at once."""

MOST_A_DAY = 99_999
"""Orders one account may place in a day."""

_STREAM = 71


@dataclass(frozen=True, slots=True)
class Rules:
    """How a world's brokers work. ``latency`` is the least and the most, in milliseconds."""

    tariff: Tariff
    paper: bool = False
    preset: Preset = Preset.QUEUE
    latency: tuple[int, int] = (100, 300)


@dataclass(frozen=True, slots=True, eq=False)
class Venue:
    """What all brokers of a world share."""

    tape: Tape
    instruments: Instruments
    rules: Rules
    exercise: Exercise = worthless


class Broker:
    """One account in one world's market."""

    def __init__(self, venue: Venue, account: Account, seed: int, at: int) -> None:
        """``at`` is the instant up to which the account is known."""
        self._venue = venue
        self._seed = seed
        self._restored = 0
        self._begin(account, Progress(at, at), Use(), Bulletin())
        self._morning = self._state()

    @property
    def revision(self) -> tuple[int, int, int]:
        """Another one whenever something has happened to the account."""
        # An arrival is not told of, but may change what is held for the order.
        told = self.bulletin.next + len(self.account.transfers)
        return self._restored, told, self._engine.on_their_way

    def advance(self, until: int) -> Account:
        """The account as it stands then."""
        if until < self._progress.seen:
            self._begin_again(until)
        if until >= self._night:
            self._redeem_on_the_way(until)
        self._engine.advance(until)
        return self.account

    def place(self, intent: Intent, at: int, latency: int | None = None) -> Order:
        """A new order, numbered and on its way; raises Refusal.

        ``latency`` is how many milliseconds that takes, if not as usual.
        """
        account = self.advance(at)
        self._room()
        order = self._checks().place(intent, self._issue(intent.code), at)
        order.number = order.root = account.next_number()
        return self._send(order, at, latency)

    def amend(
        self, number: int, quantity: int, intent: Intent, at: int, latency: int | None = None
    ) -> Order:
        """An order for ``quantity`` of what is left of another (0 is all) at a new price.

        ``intent`` has the issue, the route, and the new price and trigger; raises Refusal.
        """
        account, checks = self.advance(at), self._checks()
        self._room()
        issue = self._issue(intent.code)
        checks.opened(intent.route, issue, at)
        original = self._original(number, intent)
        kind = original.kind if original.type.has_price or not intent.price else "limit"
        checks.hours(ORDER_TYPES[kind], original.route, issue, at)
        if quantity < 0:
            raise Refusal(Reason.QUANTITY)
        if quantity > original.left:
            raise Refusal(Reason.NOTHING_LEFT)
        if ORDER_TYPES[kind].has_price and not intent.price:
            raise Refusal(Reason.PRICE_MISSING)
        if intent.price and not ORDER_TYPES[kind].has_price:
            raise Refusal(Reason.PRICE_GIVEN)
        band = self._venue.tape.band(issue.code, account.day)
        checks.prices(issue, band, intent.price, intent.trigger)
        order = replace(
            _request(original, Action.AMEND, quantity or original.left, account, at),
            kind=kind, price=intent.price, trigger=intent.trigger or original.trigger,
        )  # fmt: skip
        if order.side is Side.BUY:
            hold = order.held_in_place_of(original)
            order.hold_price = max(hold - original.hold_price, 0)
            checks.cash(order, issue, order.hold_price, account.orderable)
            checks.loan(order, order.hold_price)
        return self._send(order, at, latency)

    def cancel(
        self, number: int, quantity: int, intent: Intent, at: int, latency: int | None = None
    ) -> Order:
        """An order that takes ``quantity`` of what is left of another back (0 is all).

        ``intent`` has the issue and the route; raises Refusal.
        """
        account = self.advance(at)
        self._room()
        checks, issue = self._checks(), self._issue(intent.code)
        checks.opened(intent.route, issue, at)
        original = self._original(number, intent)
        # What waits can be taken back in any phase, taken or not in it.
        checks.opened(original.route, issue, at)
        if quantity < 0:
            raise Refusal(Reason.QUANTITY)
        if quantity > original.left:
            raise Refusal(Reason.NOTHING_LEFT)
        order = _request(original, Action.CANCEL, quantity or original.left, account, at)
        return self._send(order, at, latency)

    def transfer(self, asked: Movement, at: int) -> Transfer:
        """Cash or shares have come into the account, or left it; raises WorldError."""
        account = self.advance(at)
        # Without trade, a day lasts until the next one.
        at = min(at, start_of(account.day) + DAY - 1)
        worth = self._venue.tape.last(asked.code, at) if asked.move.is_delivery else 0
        tariff = self._venue.rules.tariff
        return account.transfer(transfer_of(asked, account, worth, tariff, at))

    def snapshot(self) -> dict[str, Any]:
        """The account and all that decides what becomes of it, as plain data."""
        return {"now": self._state(), "morning": self._morning}

    def restore(self, snapshot: dict[str, Any]) -> None:
        """The account is what it was when the snapshot was taken."""
        self._morning = snapshot["morning"]
        self._begin(*account_from(snapshot["now"]))
        self._restored += 1

    def _state(self) -> dict[str, Any]:
        return account_state(self.account, self._progress, self._use, self.bulletin)

    def _begin_again(self, at: int) -> None:
        """The account is what it was before the day's first order."""
        account, progress, use, bulletin = account_from(self._morning)
        progress.seen = progress.bounded = progress.arrived = at
        self._begin(account, progress, use, bulletin)
        self._restored += 1

    def _begin(self, account: Account, progress: Progress, use: Use, bulletin: Bulletin) -> None:
        venue, rules = self._venue, self._venue.rules
        self.account, self.bulletin = account, bulletin
        self.resumed = bulletin.next - 1
        """The last notice there was when the account was made, or was as it had been once more."""
        self._progress, self._use = progress, use
        self._posting = Posting(account, venue.instruments, rules.tariff, bulletin)
        floor = Floor(venue.tape, self._posting, rules.preset, use)
        self._engine = Engine(account, venue.tape, self._posting, floor, progress, self._dawn)
        self._night = start_of(account.day) + DAY
        """When the calendar day ends that the account has been brought to."""

    def _dawn(self) -> None:
        """A day begins; it may begin anew."""
        self._night = start_of(self.account.day) + DAY
        redeem(self.account, self._issue, self._venue.exercise)
        self._morning = self._state()

    def _redeem_on_the_way(self, until: int) -> None:
        """No day until then is left out on which an ELW leaves the account."""
        if self.account.working:
            self._engine.advance(self._night)
        while (at := next_redemption(self.account, self._issue)) is not None and at <= until:
            self._engine.advance(at)
            if start_of(self.account.day) < at:
                break

    def _send(self, order: Order, at: int, latency: int | None) -> Order:
        order.arrives = at + (self._latency(order) if latency is None else latency)
        self._engine.send(order)
        self._posting.accept(order)
        self.advance(at)
        return order

    def _latency(self, order: Order) -> int:
        least, most = self._venue.rules.latency
        if least == most:
            return least
        return least + one_below(most - least + 1, self._seed, _STREAM, order.day, order.number)

    def _checks(self) -> Checks:
        venue = self._venue
        return Checks(self.account, venue.tape, venue.rules.tariff, venue.rules.paper)

    def _issue(self, code: str) -> Instrument:
        return self._posting.issue(code)

    def _original(self, number: int, intent: Intent) -> Order:
        """The order that a request names, if it can still be changed; raises Refusal."""
        original = self.account.order(self.account.day, number)
        if original is None or (original.credit is Credit.NONE) != (intent.credit is Credit.NONE):
            raise Refusal(Reason.NO_ORIGINAL)
        if original.code != intent.code:
            raise Refusal(Reason.ORIGINAL_OTHER)
        if original.action is Action.CANCEL:
            raise Refusal(Reason.ORIGINAL_CANCELS)
        if (original.route is Route.SOR) != (intent.route is Route.SOR):
            raise Refusal(Reason.NOT_SOR)
        if original.route is not intent.route:
            raise Refusal(Reason.NO_ORIGINAL)
        if not original.unfilled:
            raise Refusal(Reason.NOTHING_LEFT)
        return original

    def _room(self) -> None:
        account = self.account
        if len(account.working) >= MOST_OPEN or account.next_number() > MOST_A_DAY:
            raise Refusal(Reason.TOO_MANY)


def _request(original: Order, action: Action, quantity: int, account: Account, at: int) -> Order:
    """An order that asks to change another one."""
    return Order(
        day=account.day, number=account.next_number(), action=action, code=original.code,
        side=original.side, kind=original.kind, route=original.route, quantity=quantity,
        price=original.price, trigger=original.trigger, placed=at, arrives=at, rate=original.rate,
        original=original.number, root=original.root,
        credit=original.credit, loan_day=original.loan_day,
    )  # fmt: skip
