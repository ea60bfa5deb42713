"""Some issues' regular session of one day each: where they stand at any second of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple, Protocol

import numpy as np

from kiwoom_mockserver.world import auctions, ticks
from kiwoom_mockserver.world.arithmetic import ARRAYS, NUMBERS
from kiwoom_mockserver.world.branching import Ways
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.course import Course, Print
from kiwoom_mockserver.world.descents import Reached, Tail
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.phases import Exchange, PhaseName, begins, seconds_of
from kiwoom_mockserver.world.planning import USUAL, DayPlan, Hours

OPEN_SECOND, STOP_SECOND, CLOSE_SECOND = USUAL.open, USUAL.stop, USUAL.close
LAST_SECOND: Final = 24 * 3600 - 1
FEW: Final = 6
"""So many pairs are told apart faster one by one than as columns."""
TOLD_BEFORE_OPEN: Final = 600
"""Seconds before the opening from which its expected price is told, since NXT trades then too."""
MINUTES: Final = (STOP_SECOND - OPEN_SECOND) // 60
"""Minutes of continuous trading on a usual day."""


@lru_cache(maxsize=8192)
def hours_of(day: int) -> Hours:
    """The regular session of a trading day, by its number."""
    starts = seconds_of(day_at(day))
    names = (
        PhaseName.CONTINUOUS, PhaseName.CLOSING_AUCTION, PhaseName.AFTER_CLOSE_ORDERS,
        PhaseName.OPENING_AUCTION,
    )  # fmt: skip
    hours = Hours(*(starts[name] for name in names))
    if day_at(day) < begins(Exchange.NXT):
        return hours
    # So that it does not disturb NXT's pre-market.
    return hours._replace(told=max(hours.told, hours.open - TOLD_BEFORE_OPEN))


def minutes_of(hours: Hours) -> int:
    """Minutes of continuous trading."""
    return (hours.stop - hours.open) // 60


@dataclass(frozen=True, slots=True)
class State:
    """Issues at one instant, one element each, counted from the day's start.

    ``last`` is the base price before the first trade; ``open``, ``high`` and ``low`` are 0 then.
    ``size`` is the last trade's quantity, negative at the bid. ``bid`` is 0 at the lower limit,
    ``ask`` at the upper. ``bought`` are shares traded at the ask. While an auction runs ``bid`` and
    ``ask`` lie around ``expected``, the price it would end with; 0 without one. Of two exchanges
    see ``with_auctions``.
    """

    last: I64
    open: I64
    high: I64
    low: I64
    base: I64
    lower: I64
    upper: I64
    bid: I64
    ask: I64
    volume: I64
    value: I64
    bought: I64
    size: I64
    expected: I64
    expected_volume: I64

    def only(self, places: I64) -> "State":
        """The elements at these places."""
        return State(*(getattr(self, name)[places] for name in State.__slots__))


class Where(StrEnum):
    """Whose trades count."""

    KRX = "KRX"
    """Those of KRX's regular session."""
    NXT = "NXT"
    BOTH = "SOR"
    """Those of both exchanges, all day."""


def state_at(plan: DayPlan, second: int, other: DayPlan | None = None) -> State:
    """The issues of a plan as they stand at ``second`` of the day, its trades included.

    With an ``other`` plan of the same issues and days the trades of both count; of trades in the
    same second the plan's are later.
    """
    by = NUMBERS if isinstance(plan.base, int) else ARRAYS
    parts = [part.reached(second) for part in plan.parts]
    reached = joined(parts, by)
    venues = [_venue(plan, reached, by)]
    if other is not None:
        parts_two = [part.reached(second) for part in other.parts]
        beside = joined(parts_two, by)
        venues.append(_venue(other, beside, by))
        later = _last_here((plan, reached, parts), (other, beside, parts_two), by)
        reached = _together(
            reached, beside, _opened_first(plan, other, reached, beside, by), later, by
        )
    columns = _stand(plan, reached, by)
    state = State(*(np.array([one]) for one in columns) if by is NUMBERS else columns)
    return with_auctions(venues, state, second)


def opened_state(plan: DayPlan, second: int) -> State:
    """Many issues of a plan once their opening auctions have met, and before any other trade.

    The auctions meet at ``second``; of what meets later there is nothing.
    """
    first, *rest = plan.parts
    parts = [first.reached(second), *(part.reached(second - 1) for part in rest)]
    reached = joined(parts, ARRAYS)
    state = State(*_stand(plan, reached, ARRAYS))
    return with_auctions([_venue(plan, reached, ARRAYS)], state, second)


class Venue(NamedTuple):
    """An exchange's plan, and its last trades' prices and sizes as a state has them."""

    plan: DayPlan
    last: Any
    size: Any


def _venue(plan: DayPlan, reached: Reached, by: Ways) -> Venue:
    return Venue(plan, by.where(reached.volume > 0, reached.last, plan.base), reached.size)


class _Quoted(NamedTuple):
    """An exchange's best quotes, and what its auctions would end with; 0 without one."""

    bid: I64
    ask: I64
    price: I64
    shares: I64


def with_auctions(venues: Sequence[Venue], state: State, second: int) -> State:
    """The state with the auctions under way, on one exchange or on two together.

    Quotes are those of the exchange that trades on. Where none does they are the first one's.
    """
    if not any(auctions.running(one.plan.parts, second) for one in venues):
        return state
    told = [_quoted(one, second) for one in venues]
    price, shares = told[0].price, told[0].shares
    held, bid, ask = price > 0, told[0].bid, told[0].ask
    for venue, one in zip(venues[1:], told[1:], strict=True):
        on = _trades(venue.plan, second) & ~_trades(venues[0].plan, second)
        bid, ask = np.where(on, one.bid, bid), np.where(on, one.ask, ask)
        price, shares = np.where(held, price, one.price), np.where(held, shares, one.shares)
        held = price > 0
    return replace(
        state,
        bid=np.where(held, bid, state.bid),
        ask=np.where(held, ask, state.ask),
        expected=price,
        expected_volume=shares,
    )


def _quoted(venue: Venue, second: int) -> _Quoted:
    """In an auction the quotes lie around the expected price, else around the last."""
    plan, last, size = venue.plan, np.atleast_1d(venue.last), np.atleast_1d(venue.size)
    price = shares = 0 * last
    if auctions.running(plan.parts, second):
        price, shares = auctions.expected(plan, last, second)
    held = price > 0
    around, lean = np.where(held, price, last), np.where(held, np.where(price >= last, -1, 1), size)
    return _Quoted(*quotes(plan, around, lean, ARRAYS), price, shares)


def _trades(plan: DayPlan, second: int) -> Any:
    """Whether each issue trades continuously at a second."""
    spans = [part.whole for part in plan.parts if isinstance(part, Course)]
    return np.any([(s.start <= second) & (second < s.stop) & (s.shares > 0) for s in spans], axis=0)


def _stand(plan: DayPlan, reached: Reached, by: Ways) -> tuple[Any, ...]:
    """The columns of ``State``, in its order."""
    last = by.where(reached.volume > 0, reached.last, plan.base)
    bid, ask = quotes(plan, last, reached.size, by)
    none = reached.volume * 0
    return (
        last, reached.open, reached.high, reached.low, plan.base, plan.lower, plan.upper,
        bid, ask, reached.volume, reached.value, reached.bought, reached.size, none, none,
    )  # fmt: skip


_Side = tuple[DayPlan, Reached, list[Reached]]
"""An exchange's plan, what it has reached, and the same part by part."""


def _opened_first(plan: DayPlan, other: DayPlan, one: Reached, two: Reached, by: Ways) -> Any:
    """Whether a plan's first trade is before the other's, or in the same second."""
    (early, late), (early_two, late_two) = (_begins(held, by) for held in (plan, other))
    both = (one.volume > 0) & (two.volume > 0)
    sooner = by.where(both, late <= early_two, one.volume > 0)
    unsure = both & (late > early_two) & (late_two >= early)
    if by is NUMBERS:
        return _opened(plan, by) <= _opened(other, by) if unsure else sooner
    rows = np.flatnonzero(unsure)
    if len(rows):
        sooner[rows] = _opened(plan.only(rows), by) <= _opened(other.only(rows), by)
    return sooner


def _opened(plan: DayPlan, by: Ways) -> Any:
    """The second of the day's first trade; -1 without one."""
    opened = -1 * (plan.base >= 0)
    for part in plan.parts:
        opened = by.where(opened < 0, part.opened(), opened)
    return opened


def _last_here(here: _Side, there: _Side, by: Ways) -> Any:
    """Whether an exchange's last trade is after the other's, or in the same second."""
    one, two = here[1], there[1]
    both = (one.volume > 0) & (two.volume > 0)
    later = by.where(both, one.since >= two.till, one.volume > 0)
    unsure = both & (one.since < two.till) & (two.since <= one.till)
    if by is NUMBERS:
        return _later(_tail(here, by), _tail(there, by), by) if unsure else later
    rows = np.flatnonzero(unsure)
    if len(rows):
        later[rows] = _later(_tail(here, by).only(rows), _tail(there, by).only(rows), by)
    return later


def _tail(side: _Side, by: Ways) -> Tail:
    """What holds each element's last trade."""
    plan, _, parts = side
    found: Tail | None = None
    for part, reached in zip(plan.parts, parts, strict=True):
        if not by.some(reached.volume > 0):
            continue
        tail = part.tail(reached)
        found = tail if found is None else found.then(tail, reached.volume > 0, by)
    assert found is not None, "asked of those that have traded"
    return found


def _later(one: Tail, two: Tail, by: Ways) -> Any:
    """Whether the last trade in one is after that in the other, or in the same second.

    Both are halved until they lie apart; in the end they are seconds.
    """
    if by is NUMBERS:
        while one.start < two.end and two.start <= one.end:
            one, two = one.narrowed(by), two.narrowed(by)
        return one.start >= two.end
    later: I64 = one.start >= two.end
    rows, both = np.arange(len(later)), one.beside(two)
    while True:
        start, end = both.start.reshape(2, -1), both.end.reshape(2, -1)
        later[rows] = start[0] >= end[1]
        left = np.flatnonzero((start[0] < end[1]) & (start[1] <= end[0]))
        if len(left) <= FEW:
            for place in left.tolist():
                pair = both.number(place), both.number(place + len(rows))
                later[rows[place]] = _later(*pair, NUMBERS)
            return later
        both = both.only(np.concatenate((left, left + len(rows)))).narrowed(by)
        rows = rows[left]


def _begins(plan: DayPlan, by: Ways) -> tuple[Any, Any]:
    """The first and the last second that a day's first trade may be in; -1 without one."""
    early = late = -1 * (plan.base >= 0)
    for part in plan.parts:
        sooner, later = part.begins()
        none = early < 0
        early, late = by.where(none, sooner, early), by.where(none, later, late)
    return early, late


def _together(one: Reached, other: Reached, first: Any, later: Any, by: Ways) -> Reached:
    """The trades of two exchanges as one's; who opened first, and whose last trade is later."""
    lower = (other.low == 0) | ((one.low > 0) & (one.low <= other.low))
    return Reached(
        open=by.where(first, one.open, other.open),
        high=by.most(one.high, other.high),
        low=by.where(lower, one.low, other.low),
        last=by.where(later, one.last, other.last),
        size=by.where(later, one.size, other.size),
        volume=one.volume + other.volume,
        value=one.value + other.value,
        bought=one.bought + other.bought,
        since=by.where(later, one.since, other.since),
        till=by.where(later, one.till, other.till),
    )


def joined(parts: Sequence[Reached], by: Ways) -> Reached:
    """Parts that follow one another, taken together."""
    first, high, low, last, size, volume, value, bought, since, till, _ = parts[0]
    for part in parts[1:]:
        traded = part.volume > 0
        if not by.some(traded):
            continue
        first = by.where(first == 0, part.open, first)
        high = by.most(high, part.high)
        low = by.where(traded & ((low == 0) | (part.low < low)), part.low, low)
        last, size = by.where(traded, part.last, last), by.where(traded, part.size, size)
        volume, value = volume + part.volume, value + part.value
        bought = bought + part.bought
        since, till = by.where(traded, part.since, since), by.where(traded, part.till, till)
    return Reached(first, high, low, last, size, volume, value, bought, since, till)


class Bounds(Protocol):
    """What quotes keep to, beside the last price: tick classes and limits."""

    @property
    def kind(self) -> Any:
        """Classes of ``ticks``."""

    @property
    def lower(self) -> Any:
        """The lower limits."""

    @property
    def upper(self) -> Any:
        """The upper limits."""


def quotes(plan: Bounds, last: Any, size: Any, by: Ways) -> tuple[Any, Any]:
    """Best bid and ask: the last trade's price is that of the side it met."""
    down = ticks.floor_to_tick(plan.kind, by.most(last - 1, 0))
    up = last + ticks.tick_size(plan.kind, last)
    sold = size < 0
    top, bottom = last >= plan.upper, last <= plan.lower
    bid = by.where(top, plan.upper, by.where(sold, last, down))
    ask = by.where(bottom, plan.lower, by.where(sold, up, last))
    return by.where(bottom, 0, bid), by.where(top, 0, ask)


def quarters(plan: DayPlan) -> I64:
    """Prices at the ends of the four quarters of continuous trading, and before: (5, elements)."""
    course = next(part for part in plan.parts if isinstance(part, Course))
    found = course.milestones(2) * course.tick
    prices: I64 = np.where(found > 0, found, plan.base)
    return prices


class Total(NamedTuple):
    """What whole days of KRX came to, one element each."""

    last: I64
    """The closing price; the base where nothing was traded."""
    volume: I64
    value: I64


def total_of(plan: DayPlan) -> Total:
    """What a plan without interruptions comes to; as its state has it when the day is over."""
    volume = value = 0 * plan.base
    for part in plan.parts:
        if isinstance(part, Print):
            volume, value = volume + part.shares, value + part.shares * part.price
        else:
            whole = part.whole
            volume = volume + whole.shares
            value = value + whole.worth * part.tick * (whole.shares > 0)
    closing = plan.parts[-1]
    assert isinstance(closing, Print)
    return Total(np.where(volume > 0, closing.price, plan.base), volume, value)
