"""Issues second by second: a moment later is little work once a moment was found.

An instant costs fifteen cuts of each issue's day. Whoever asks again soon after gets a *strip*:
what the seconds that follow come to, found together, and added to where the market stood before it.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.arithmetic import ARRAYS
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.course import Part
from kiwoom_mockserver.world.leaves import SECOND, Leaves, leaves
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import DayPlan
from kiwoom_mockserver.world.plans import Plans
from kiwoom_mockserver.world.session import State, Venue, Where, quotes, with_auctions

LENGTH: Final = 20
"""Seconds of a strip."""

SOON: Final = 5
"""Seconds after which a second question counts as going on."""

_KEPT: Final = 64
"""Parts of days whose seconds are kept."""

_FIRST: Final = 64
"""The first exchange's first layer; the other's are below, and have fewer parts than that."""


class _Rows(NamedTuple):
    """What one issue's trades in one second come to, one element each; prices in won."""

    second: I64
    layer: I64
    """Of one issue's rows of a second, the lower layer goes first."""
    owner: I64
    open: I64
    high: I64
    low: I64
    close: I64
    shares: I64
    value: I64
    bought: I64
    size: I64


class _Bounds(NamedTuple):
    kind: I64
    lower: I64
    upper: I64


class _Cut:
    """The seconds of a stretch, kept until another one is cut: both exchanges' are KRX's too."""

    def __init__(self) -> None:
        self._stretch = 0, 0
        self._kept: dict[int, tuple[Part, Leaves]] = {}

    def seconds(self, parts: Sequence[Part], begin: int, end: int) -> list[Leaves]:
        """Those of each part."""
        if self._stretch != (begin, end) or len(self._kept) > _KEPT:
            self._stretch, self._kept = (begin, end), {}
        missing = [part for part in parts if id(part) not in self._kept]
        for part, found in zip(missing, leaves(missing, begin, end, SECOND), strict=True):
            # With the part, so that no other one gets its place in memory.
            self._kept[id(part)] = part, found
        return [self._kept[id(part)][1] for part in parts]


class Strip:
    """The states of a plan's issues in the seconds ``begin`` .. ``end``."""

    def __init__(
        self, plans: Plans, begin: int, end: int, cut: _Cut, before: "Strip | None" = None
    ) -> None:
        """``before`` ends where this begins."""
        self.begin, self.end = begin, end
        self.raw: dict[str, I64] = {}
        """The columns of a state, no auction counted."""
        self.venues: list[Venue] = []
        """The last trades on each exchange alone."""
        self._at = begin - 1
        self._plans = plans
        held = [plans.plan] if plans.other is None else [plans.plan, plans.other]
        if before is not None:
            before.reach(begin - 1)
            self._first, venues = before.raw, before.venues
        else:
            self._first = _columns(plans.state(begin - 1), plans, begin - 1)
            states = [(one, Plans(one).state(begin - 1)) for one in held]
            venues = [Venue(one, state.last, state.size) for one, state in states]
        self._first_venues = _copied(venues)
        self._slices, self._rows = _seconds(held, begin, end, cut)
        self._rewind()

    def state(self, second: int) -> State:
        """The issues at a second of the strip."""
        self.reach(second)
        state = State(**{name: column.copy() for name, column in self.raw.items()})
        return with_auctions(self.venues, state, second)

    def reach(self, second: int) -> None:
        """The columns are those of a second."""
        if second < self._at:
            self._rewind()
        for moment in range(self._at + 1, second + 1):
            for layer, part in self._slices.get(moment, ()):
                self._add(layer, _Rows(*(column[part] for column in self._rows)))
        self._at = second

    def _rewind(self) -> None:
        self._at = self.begin - 1
        self.raw = {name: column.copy() for name, column in self._first.items()}
        self.venues = _copied(self._first_venues)

    def _add(self, layer: int, one: _Rows) -> None:
        """One second's trades of some issues in one part of their day are counted."""
        raw, owner = self.raw, one.owner
        none = raw["volume"][owner] == 0
        raw["open"][owner] = np.where(none, one.open, raw["open"][owner])
        raw["high"][owner] = np.maximum(raw["high"][owner], one.high)
        low = raw["low"][owner]
        raw["low"][owner] = np.where((low == 0) | (one.low < low), one.low, low)
        raw["last"][owner], raw["size"][owner] = one.close, one.size
        raw["volume"][owner] += one.shares
        raw["value"][owner] += one.value
        raw["bought"][owner] += one.bought
        plan = self._plans.plan
        bounds = _Bounds(plan.kind[owner], plan.lower[owner], plan.upper[owner])
        raw["bid"][owner], raw["ask"][owner] = quotes(bounds, one.close, one.size, ARRAYS)
        venue = self.venues[0 if layer >= _FIRST else 1]
        venue.last[owner], venue.size[owner] = one.close, one.size


class Passage:
    """Some issues on their way through the day, or a whole market.

    Servers of one process may share a market, each in a thread of its own: one at a time goes on.
    """

    def __init__(
        self, plans: Callable[[int, Where], Plans], direct: Callable[[int, int, Where], State]
    ) -> None:
        """``plans`` are those of a day, ``direct`` finds a state where nothing leads to it."""
        self._plans, self._direct = plans, direct
        self._strips: Cache[tuple[int, Where], Strip] = Cache(4)
        self._cut = _Cut()
        self._asked: dict[Where, tuple[int, int]] = {}
        self._lock = Lock()

    def state(self, day: int, second: int, where: Where) -> State:
        """The issues at ``second`` of a day."""
        with self._lock:
            return self._state(day, second, where)

    def _state(self, day: int, second: int, where: Where) -> State:
        last_day, last = self._asked.get(where, (day, -SOON))
        self._asked[where] = day, second
        strip = self._strips.find((day, where))
        if strip is not None and strip.begin <= second < strip.end:
            return strip.state(second)
        if last_day != day or not 0 < second - last <= SOON:
            return self._direct(day, second, where)
        follows = strip is not None and strip.end == second
        plans = self._plans(day, where)
        strip = Strip(plans, second, second + LENGTH, self._cut, strip if follows else None)
        self._strips.keep((day, where), strip)
        return strip.state(second)


def _copied(venues: Sequence[Venue]) -> list[Venue]:
    return [Venue(plan, last.copy(), size.copy()) for plan, last, size in venues]


def _columns(state: State, plans: Plans, second: int) -> dict[str, I64]:
    """The columns of a state without the auctions that run then."""
    columns: dict[str, Any] = {name: getattr(state, name) for name in State.__slots__}
    none = np.zeros_like(state.last)
    columns["expected"] = columns["expected_volume"] = none
    columns["bid"], columns["ask"] = quotes(plans.plan, state.last, state.size, ARRAYS)
    return columns


def _seconds(
    venues: list[DayPlan], begin: int, end: int, cut: _Cut
) -> tuple[dict[int, list[tuple[int, slice]]], _Rows]:
    """The rows of some seconds in order, and by second which of them belong to which layer.

    Of trades in the same second those of the first venue are the later ones.
    """
    told = iter(cut.seconds([part for plan in venues for part in plan.parts], begin, end))
    pieces = [
        _told(next(told), number if venue else _FIRST + number)
        for venue, plan in enumerate(venues)
        for number in range(len(plan.parts))
    ]
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    rows = _Rows(*(column[order] for column in columns))
    key = rows.second * 2 * _FIRST + rows.layer
    starts = np.unique(key, return_index=True)[1]
    ends = np.append(starts, len(key))[1:]
    found: dict[int, list[tuple[int, slice]]] = {}
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        layer = int(rows.layer[first])
        found.setdefault(int(rows.second[first]), []).append((layer, slice(first, last)))
    return found, rows


def _told(found: Leaves, layer: int) -> _Rows:
    owner, one, tick = found
    return _Rows(
        one.start, np.full(len(owner), layer), owner, one.open * tick, one.high * tick,
        one.low * tick, one.close * tick, one.shares, one.worth * tick, one.bought, one.last,
    )  # fmt: skip
