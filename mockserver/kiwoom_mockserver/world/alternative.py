"""NXT, the other exchange: its own hours and trades, at prices ticks away from KRX's.

It trades a part of what KRX trades of an issue: before, beside and after it. Beside it, both
sessions are cut by the same chance from nearly the same whole, so that they stay close all day.
Base price, limits and the range of the tick table are KRX's.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.branching import Segment, Traits
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.course import CLOSING, Course, Print
from kiwoom_mockserver.world.noise import I64, U64, below, child, deviates
from kiwoom_mockserver.world.phases import Exchange, Phase, PhaseName, phases_of
from kiwoom_mockserver.world.planning import LEAST_UNIT, DayPlan, valued, walk

_SHARE, _OFF, _BEFORE, _AFTER, _EVENING = 101, 102, 103, 104, 105
_LEAST_SHARE, _SHARES = 150, 250
"""Thousandths of KRX's volume: at least, and the room above."""

_EARLY, _LATE, _LATE_PRINT = 150, 250, 15
"""Thousandths of NXT's volume before and after KRX's hours, and in the print between."""

MAIN: Final = 1
"""Which part of NXT's day runs beside KRX's."""

_CALM: Final = 4
"""Before and after KRX's hours prices move so many times less."""


class OtherHours(NamedTuple):
    """Seconds of a day of NXT's sessions and KRX's evening; both ends 0 of what is not held."""

    before: int
    before_end: int
    main: int
    main_end: int
    after: int
    after_end: int
    evening: int
    evening_end: int
    collected: int
    """Orders for one price at the start of NXT's after-market are collected from here on."""


@lru_cache(maxsize=1024)
def other_hours(day: int) -> OtherHours:
    """The hours of a trading day, by its number."""
    nxt = {phase.name: phase for phase in phases_of(day_at(day), Exchange.NXT)}
    krx = {phase.name: phase for phase in phases_of(day_at(day))}
    spans = (
        (nxt, PhaseName.PRE_MARKET), (nxt, PhaseName.MAIN),
        (nxt, PhaseName.AFTER_MARKET), (krx, PhaseName.AFTER_MARKET),
    )  # fmt: skip
    seconds = [second for phases, name in spans for second in _span(phases, name)]
    seconds.append(_span(nxt, PhaseName.AFTER_OPENING)[0])
    return OtherHours(*seconds)


def _span(phases: Mapping[PhaseName, Phase], name: PhaseName) -> tuple[int, int]:
    phase = phases.get(name)
    if phase is None:
        return 0, 0
    start, end = (at.hour * 3600 + at.minute * 60 + at.second for at in (phase.start, phase.end))
    return start, end


def other_plan(plan: DayPlan, hours: I64, eligible: I64) -> DayPlan:
    """NXT's day beside KRX's ``plan``; ``hours`` are columns, ``eligible`` 1 for what it trades."""
    opening, course, closing = _regular(plan)
    before, before_end, main, main_end, after, after_end = hours[:6]
    collected = hours[8]
    key = course.traits.key
    volume = opening.shares + course.whole.shares + closing.shares
    share = _LEAST_SHARE + below(child(key, _SHARE), _SHARES)
    total = volume // 1000 * share * (course.whole.shares > 0) * eligible
    bounds = _bounds(plan)
    opened, closed = opening.price // course.tick, closing.price // course.tick
    base = np.clip(plan.base // course.tick, *bounds)
    early = total * (before_end > 0) * _EARLY // 1000
    late = total * (after_end > 0) * _LATE // 1000
    printed = total * (after_end > 0) * _LATE_PRINT // 1000
    rest = total * (main_end > 0) - np.minimum(early + late + printed, total * (main_end > 0))
    return DayPlan(
        plan.issue, plan.day, plan.kind, plan.base, plan.lower, plan.upper,
        (
            _aside(course, _BEFORE, (before, before_end), (base + opened) >> 1, opened, bounds,
                   early),
            _beside(course, main, main_end, rest, bounds),
            Print(after, closed * course.tick, printed, collected, CLOSING),
            _aside(course, _AFTER, (after, after_end), closed, None, bounds, late),
        ),
    )  # fmt: skip


def evening_course(plan: DayPlan, hours: I64, eligible: I64) -> Course:
    """KRX's after-market; ``eligible`` 1 for what is traded there."""
    _, course, closing = _regular(plan)
    evening, end = hours[6:8]
    shares = course.whole.shares * (end > 0) * eligible // 60
    closed = closing.price // course.tick
    return _aside(course, _EVENING, (evening, end), closed, None, _bounds(plan), shares)


def _regular(plan: DayPlan) -> tuple[Print, Course, Print]:
    opening, closing = plan.parts[0], plan.parts[-1]
    course = next(part for part in plan.parts if isinstance(part, Course))
    assert isinstance(opening, Print)
    assert isinstance(closing, Print)
    return opening, course, closing


def _bounds(plan: DayPlan) -> tuple[I64, I64]:
    """The lowest and the highest price in ticks: KRX's limits and range of the tick table."""
    _, course, closing = _regular(plan)
    least, most = ticks.band_edges(plan.kind, closing.price)
    return np.maximum(plan.lower, least) // course.tick, np.minimum(plan.upper, most) // course.tick


def _unit(course: Course, shares: I64) -> I64:
    """Shares a segment of the other exchange's has at least."""
    unit = course.traits.unit * shares // np.maximum(course.whole.shares, 1)
    least: I64 = np.maximum(unit, LEAST_UNIT)
    return least


def _enough(shares: I64, unit: I64) -> I64:
    """Shares that can be traded on the way, or none."""
    return np.where(shares >= unit, shares, 0)


def _beside(course: Course, begin: I64, end: I64, shares: I64, bounds: tuple[I64, I64]) -> Course:
    """A session cut by the same chance as KRX's, from nearly the same whole."""
    one = course.whole
    traits = course.traits._replace(unit=_unit(course, shares))
    shares = _enough(shares, traits.unit)
    drawn = child(course.traits.key, _OFF)
    off = [_off(drawn, place) for place in range(4)]
    opened, close = (np.clip(a + b, *bounds) for a, b in ((one.open, off[0]), (one.close, off[1])))
    high = np.clip(one.high + off[2], np.maximum(opened, close), bounds[1])
    low = np.clip(one.low + off[3], bounds[0], np.minimum(opened, close))
    size = (1 + ((traits.unit >> 3) * _part(drawn) >> 10)) * (shares > 0)
    last = np.where(one.last > 0, size, -size)
    mean = (one.worth << 8) // np.maximum(one.shares, 1)
    bought = (one.bought << 10) // np.maximum(one.shares, 1) * shares >> 10
    whole = Segment(
        start=begin, stop=end, number=np.ones_like(shares), open=opened, high=high, low=low,
        close=close, shares=shares, worth=shares * low, last=last,
        bought=np.clip(bought, np.maximum(last, 0), shares - np.maximum(-last, 0)),
    )  # fmt: skip
    return Course(valued(whole, mean), traits, course.tick)


def _aside(
    course: Course, stream: int, times: tuple[I64, I64], opened: I64, toward: I64 | None,
    bounds: tuple[I64, I64], shares: I64,
) -> Course:  # fmt: skip
    """A calm session of its own from a price towards another, or to where chance leads."""
    key = child(course.traits.key, stream)
    calm = course.traits.sigma // _CALM
    # The tide is that of KRX's hours.
    traits = Traits(key, _unit(course, shares), calm, calm, 0 * calm, course.traits.tide)
    shares = _enough(shares, traits.unit)
    if toward is None:
        drift = (deviates(child(key, _OFF)) * traits.sigma >> 20) + 128 >> 8
        toward = np.clip(opened + drift, *bounds)
    bought = shares * (450 + below(child(key, _SHARE), 100)) // 1000
    return Course(walk(times, opened, toward, bounds, shares, bought, traits), traits, course.tick)


def _off(bits: U64, place: int) -> Any:
    """A tick more, or less, or none."""
    return ((bits >> np.uint64(8 * place)) & np.uint64(255)).astype(np.int64) * 3 // 256 - 1


def _part(bits: U64) -> I64:
    return ((bits >> np.uint64(40)) & np.uint64(1023)).astype(np.int64)
