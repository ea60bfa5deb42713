"""Orders: what may become of one, and what it carries.

The table below is the whole life of an order; nothing else changes a state. A request to amend or
cancel is an order with a number of its own: amending makes it take the old order's place, and a
cancellation ends as CONFIRMED.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.charges import Charges
from kiwoom_mockserver.world.order_types import ORDER_TYPES, OrderType


class State(StrEnum):
    """Where an order stands."""

    SENT = "sent"
    """Numbered by the broker, on its way to the exchange."""
    OPEN = "open"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    """All that was left of it stands under the number of an amendment."""
    EXPIRED = "expired"
    REJECTED = "rejected"
    CONFIRMED = "confirmed"
    """A cancellation that was carried out."""


class Change(StrEnum):
    """What happens to an order."""

    ARRIVE = "arrive"
    REJECT = "reject"
    CONFIRM = "confirm"
    FILL = "fill"
    """A part of it."""
    COMPLETE = "complete"
    """The last of it is filled."""
    REDUCE = "reduce"
    """A part of what was left is cancelled, or stands under another number."""
    CANCEL = "cancel"
    REPLACE = "replace"
    EXPIRE = "expire"


TRANSITIONS: Final[Mapping[tuple[State, Change], State]] = MappingProxyType({
    (State.SENT, Change.ARRIVE): State.OPEN,
    (State.SENT, Change.REJECT): State.REJECTED,
    (State.SENT, Change.CONFIRM): State.CONFIRMED,
    (State.OPEN, Change.FILL): State.OPEN,
    (State.OPEN, Change.COMPLETE): State.FILLED,
    (State.OPEN, Change.REDUCE): State.OPEN,
    (State.OPEN, Change.CANCEL): State.CANCELLED,
    (State.OPEN, Change.REPLACE): State.REPLACED,
    (State.OPEN, Change.EXPIRE): State.EXPIRED,
})  # fmt: skip
"""State and change to the next state; a pair that is not here cannot happen."""


class Side(StrEnum):
    """Which way shares go."""

    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        """1 buying, -1 selling."""
        return 1 if self is Side.BUY else -1


class Action(StrEnum):
    """What an order asks for."""

    PLACE = "place"
    AMEND = "amend"
    CANCEL = "cancel"


class Route(StrEnum):
    """Where an order is sent; SOR lets the broker choose."""

    KRX = "KRX"
    NXT = "NXT"
    SOR = "SOR"


class Credit(StrEnum):
    """Whose money pays for shares."""

    NONE = ""
    LOAN = "loan"
    """A purchase with a loan; or the sale of what the loan of one day bought."""
    ALL = "all"
    """A sale of what any loans bought, the oldest first."""


@dataclass(slots=True)
class Order:
    """One order of one day. Instants are milliseconds since the epoch; money is in won."""

    day: int
    """Number of the trading day; with ``number`` the order's name."""
    number: int
    action: Action
    code: str
    side: Side
    kind: str
    """A name of ``ORDER_TYPES``."""
    route: Route
    quantity: int
    price: int
    """The limit given, 0 where the kind takes none."""
    trigger: int
    placed: int
    arrives: int
    rate: int = 100
    """Per cent of a purchase to be covered in cash."""
    hold_price: int = 0
    """What a share may cost at most, for the cash to be held; an amendment on its way holds only
    what it needs beyond the order it amends."""
    hold_fee: int = 0
    """The commission of what is left, at that price."""
    original: int = 0
    """Number of the order that is amended or cancelled."""
    root: int = 0
    """Number of the first order of the chain."""
    credit: Credit = Credit.NONE
    loan_day: int = 0
    """The trading day of the loan that the sale of its shares repays, where it names one."""
    state: State = State.SENT
    venue: str = ""
    """The exchange it is at, the first of two; empty before it arrives."""
    limit: int = 0
    """The working price; 0 takes any."""
    armed: bool = True
    """Whether its trigger has been reached."""
    filled: int = 0
    amount: int = 0
    nxt_amount: int = 0
    """What of the amount was traded at NXT."""
    withdrawn: int = 0
    """Shares cancelled, or now under another number."""
    confirmed: int = 0
    """Shares an amendment or cancellation changed."""
    commission: int = 0
    transaction_tax: int = 0
    rural_tax: int = 0
    rests: list["Rest"] = field(default_factory=list)
    """What of it waits where, once it has arrived; an order sent to both may wait at both."""
    ended: int = 0
    """When it was last changed."""
    reason: str = ""
    """Why it was rejected."""
    forced: bool = False
    """Whether the broker placed it, to have a loan repaid."""

    @property
    def type(self) -> OrderType:
        """What its kind says."""
        return ORDER_TYPES[self.kind]

    @property
    def left(self) -> int:
        """Shares neither filled nor withdrawn."""
        return self.quantity - self.filled - self.withdrawn

    @property
    def pending(self) -> bool:
        """Whether it has not come to its end: on its way or open."""
        return self.state in _PENDING

    @property
    def live(self) -> bool:
        """Whether it can still be filled: pending, and no cancellation."""
        return self.pending and self.action is not Action.CANCEL

    @property
    def promises(self) -> bool:
        """Whether shares are promised to it; while it is on its way, an amendment's are still
        the amended order's."""
        return self.live and (self.state is State.OPEN or self.action is Action.PLACE)

    @property
    def unfilled(self) -> int:
        """Shares still to be filled; 0 once the order has ended."""
        return self.left if self.live else 0

    @property
    def open_quantity(self) -> int:
        """The same, where they are not another order's as well, see ``promises``."""
        return self.left if self.promises else 0

    def held_in_place_of(self, original: "Order") -> int:
        """What a share may cost at most, for the cash that an amendment is to hold."""
        as_before = self.type.becomes_market or not self.price
        return original.hold_price if as_before else self.price

    @property
    def waiting(self) -> dict[str, int]:
        """Shares still to be filled, by the exchange where they wait or are on their way to."""
        found: dict[str, int] = {}
        for rest in self.rests:
            found[rest.venue] = found.get(rest.venue, 0) + rest.quantity
        if found:
            return found
        goes_to = self.venue or (Route.NXT if self.route is Route.NXT else Route.KRX).value
        return {goes_to: self.open_quantity} if self.open_quantity else {}

    @property
    def charges(self) -> Charges:
        """What its fills cost so far."""
        return Charges(self.commission, self.transaction_tax, self.rural_tax)

    def change(self, change: Change, at: int) -> None:
        """The state after ``change``; raises WorldError for one the table does not have."""
        try:
            self.state = TRANSITIONS[self.state, change]
        except KeyError:
            raise WorldError(f"order {self.number} is {self.state}; it cannot {change}") from None
        self.ended = at


_PENDING: Final = frozenset({State.SENT, State.OPEN})


@dataclass(slots=True)
class Rest:
    """What of an order waits at one exchange."""

    order: Order = field(repr=False, compare=False)
    venue: str
    quantity: int
    mark: int = 0
    """Shares traded at its level before its turn comes, counted as the level counts."""
    since: int = 0
    """Its place in time among those of one price."""


@dataclass(frozen=True, slots=True)
class Fill:
    """One execution; ``cost`` is what sold shares had been bought for."""

    day: int
    number: int
    """Of the fill, counting up within a day."""
    order: int
    at: int
    code: str
    side: Side
    venue: str
    price: int
    quantity: int
    commission: int
    transaction_tax: int
    rural_tax: int
    settles: int
    """Number of the trading day it is settled on."""
    rate: int
    loan_day: int = 0
    """The trading day of the loan that paid for the shares; 0 for cash."""
    cost: int = 0
    loan: int = 0
    """What a purchase borrowed, or a sale repaid."""
    interest: int = 0
    """What a sale paid for the loan."""

    @property
    def redeems(self) -> bool:
        """Whether it is an ELW's redemption, which nobody ordered."""
        return not self.order

    @property
    def amount(self) -> int:
        """Price times quantity."""
        return self.price * self.quantity

    @property
    def charges(self) -> Charges:
        """What it cost."""
        return Charges(self.commission, self.transaction_tax, self.rural_tax)

    @property
    def due(self) -> int:
        """What settlement pays in, negative what it takes."""
        return self.side.sign * (self.loan - self.amount) - self.interest - self.charges.total

    @property
    def gross(self) -> int:
        """What selling brought above the cost, before charges; 0 of a purchase."""
        return self.amount - self.cost if self.side is Side.SELL else 0
