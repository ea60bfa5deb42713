"""Past days of an index, worked out without its members' trades.

Open, close, volume and turnover are those of all members. Between open and close the ``LEADERS``
heaviest members go by the milestones of their walks while the rest go as the tide does, and
between the milestones all do; within a minute the way is straight. Highs and lows are therefore
off what was shown on the day itself, by a tenth of a per cent or two; minutes and days agree
exactly.
"""

from typing import Final

import numpy as np

from kiwoom_mockserver.world.branching import ACTIVITY
from kiwoom_mockserver.world.course import Course
from kiwoom_mockserver.world.interruptions import opens_late
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import DayPlan, Hours
from kiwoom_mockserver.world.publications import Published, moments
from kiwoom_mockserver.world.session import OPEN_SECOND, hours_of, minutes_of, total_of
from kiwoom_mockserver.world.tracks import Basket

LEADERS: Final = 12

CHUNK: Final = 12_000
"""So many members' days are worked out at once, so that they stay in the processor's cache."""

_FINE: Final = 5
"""A leader's day is walked in so many halvings: stretches of some twelve minutes."""

_FINEST: Final = 9
"""And the tide in so many: stretches of less than a minute."""

_MET: Final = 5
"""Eighths of the tide's way within a stretch that prices on their grids meet, about."""

_OPENING, _CLOSING = 40, 70
"""Thousandths of a past day's volume in its opening and closing prints."""


_STRETCHES: Final = 1 << _FINE
_RIPPLES: Final = 1 << _FINEST
_PIECES: Final = _RIPPLES // _STRETCHES


class Walked:
    """Past days of a basket: its value at equal stretches' ends, and as the tide goes between.

    ``opened`` and ``closed`` are the values at both prints, ``volume`` and ``value`` what members
    traded: one element a day.
    """

    def __init__(
        self, market: Market, basket: Basket, members: I64, first: int, count: int
    ) -> None:
        self._first = first
        places, weights = basket.places, basket.weights
        counted = np.isin(places, members).astype(np.int64)
        order = np.argsort(-market.listing.reference[places] * weights, kind="stable")
        self.opened, self.closed, self.volume, self.value = np.zeros((4, count), dtype=np.int64)
        self._corners = np.zeros((count, _STRETCHES + 1), dtype=np.int64)
        sway = np.zeros(count, dtype=np.int64)
        lead, rest = order[:LEADERS], order[LEADERS:]
        held = max(CHUNK // count, 1)
        chunks = [rest[start : start + held] for start in range(0, len(rest), held)]
        for chunk in chunks:
            plan = market.planner.runs(places[chunk], first, count)
            self._add(plan, market.plans.jumps(plan), weights[chunk], counted[chunk])
            sway += _sway(plan, weights[chunk])
        way = np.arange(_STRETCHES + 1)
        straight = (self.closed - self.opened)[:, None] * way // _STRETCHES
        tide = market.planner.tides.walks(np.arange(first, first + count), _FINEST)
        corners = tide[:, :: 1 << _FINEST - _FINE]
        self._corners += self.opened[:, None] + straight + ((sway >> 16)[:, None] * corners >> 8)
        held = max(CHUNK // (count * _STRETCHES), 1)
        for start in range(0, len(lead), held):
            chunk = lead[start : start + held]
            plan = market.planner.runs(places[chunk], first, count)
            self._add(plan, market.plans.jumps(plan), weights[chunk], counted[chunk])
            walks = _walks(plan).reshape(-1, len(chunk), count)
            self._corners += (walks * weights[chunk][:, None]).sum(axis=1).T
            sway += _sway(plan, weights[chunk])
        self._ripples = (sway >> 16)[:, None] * _ripples(tide) * _MET >> 11

    def _add(self, plan: DayPlan, jump: I64, weights: I64, counted: I64) -> None:
        """Some members' prices at both prints, and what they traded, count too."""
        printed, end = plan.parts[0].reached(OPEN_SECOND), total_of(plan)
        begun = (printed.volume > 0) & ~opens_late(plan, jump)
        opened = np.where(begun, printed.last, plan.base)
        for total, column, parts in (
            (self.opened, opened, weights), (self.closed, end.last, weights),
            (self.volume, end.volume, counted), (self.value, end.value, counted),
        ):  # fmt: skip
            total += (column.reshape(len(weights), -1) * parts[:, None]).sum(axis=0)

    def extremes(self) -> tuple[I64, I64]:
        """The highest and the lowest value of each day at any of its edges."""
        days = range(self._first, self._first + len(self.opened))
        lengths = np.array([minutes_of(hours_of(day)) for day in days], dtype=np.int64)
        high, low = np.maximum(self.opened, self.closed), np.minimum(self.opened, self.closed)
        for length in np.unique(lengths).tolist():
            rows = np.flatnonzero(lengths == length)
            between = self._values(rows, length)
            high[rows] = np.maximum(high[rows], between.max(axis=1))
            low[rows] = np.minimum(low[rows], between.min(axis=1))
        return high, low

    def published(self, day: int) -> Published:
        """What the basket came to at every publication of one day: its values as levels."""
        row, hours = day - self._first, hours_of(day)
        values = self._values(np.array([row]), minutes_of(hours))[0]
        values[0] = self.opened[row]
        seconds = moments(hours)
        minute, since = np.divmod(seconds - hours.open, 60)
        following = values[np.minimum(minute + 1, len(values) - 1)]
        between = values[minute] + (following - values[minute]) * since // 60
        seconds = np.append(seconds, hours.close)
        shares = _spread(hours, seconds)
        volume, value = (
            one[row] // 1000 * shares + one[row] % 1000 * shares // 1000
            for one in (self.volume, self.value)
        )
        return Published(seconds, np.append(between, self.closed[row]), volume, value)

    def _values(self, rows: I64, length: int) -> I64:
        """Values at the ends of the minutes of some days of so many: (days, minutes)."""
        way = np.arange(length + 1) * _RIPPLES // length
        left = np.minimum(way // _PIECES, _STRETCHES - 1)
        corners = self._corners[rows]
        rise = corners[:, left + 1] - corners[:, left]
        straight = corners[:, left] + rise * (way - left * _PIECES) // _PIECES
        values: I64 = straight + self._ripples[rows][:, way]
        return values


def _sway(plan: DayPlan, weights: I64) -> I64:
    """How far the tide moves some members' value on each day, see ``Traits``."""
    course = plan.parts[1]
    assert isinstance(course, Course)
    sway = (course.traits.sway * course.tick).reshape(len(weights), -1)
    moved: I64 = (sway * weights[:, None]).sum(axis=0)
    return moved


def _ripples(tide: I64) -> I64:
    """How far the days' tides are off the straight lines between the corners."""
    begins, ends = tide[:, :-1:_PIECES, None], tide[:, _PIECES::_PIECES, None]
    straight = begins + (ends - begins) * np.arange(_PIECES) // _PIECES
    ripples = np.zeros_like(tide)
    ripples[:, :-1] = tide[:, :-1] - straight.reshape(len(tide), -1)
    return ripples


def _walks(plan: DayPlan) -> I64:
    """Prices at the corners of each issue and day of a plan: (corners, elements)."""
    course = next(part for part in plan.parts if isinstance(part, Course))
    pieces = np.array_split(
        np.arange(len(plan.base)), -(-len(plan.base) * _STRETCHES // (3 * CHUNK))
    )
    made = [course.only(piece).milestones(_FINE) for piece in pieces]
    prices = np.concatenate(made, axis=1) * course.tick
    walks: I64 = np.where(prices > 0, prices, plan.base)
    return walks


def _spread(hours: Hours, seconds: I64) -> I64:
    """Thousandths of a day's volume that have come together by seconds of it."""
    busy = ACTIVITY[np.minimum(seconds, hours.stop)] - ACTIVITY[hours.open]
    flow: I64 = busy * (1000 - _OPENING - _CLOSING) // busy[-1] + _OPENING
    flow[-1] = 1000
    return flow
