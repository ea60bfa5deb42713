"""Auctions while they run: at what price orders would meet, and how many shares.

An auction's end is planned with the day. Until then the expected price wanders from the last price
to the one it will end with, and the expected shares gather; both can be asked for any second. In
its last second an auction expects exactly what it comes to.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.bridge import point
from kiwoom_mockserver.world.course import Course, Print
from kiwoom_mockserver.world.noise import I64, child
from kiwoom_mockserver.world.planning import DayPlan

_STREAM: Final = 201
_DEPTH: Final = 11
_STEPS: Final = 1 << _DEPTH
_FINE: Final = 16
"""Fraction bits of a tick."""
_ROOT: Final = 45
"""Square root of the steps."""
_PART_OF_DAY: Final = 4
"""An auction's walk deviates so many times less than the whole session's."""
_SHARES_SIGMA: Final = (1 << 10) // 90
_FIRST_SHARES: Final = 60
"""Thousandths of the shares that have gathered when the price is first told."""


def running(parts: Sequence[Any], second: int) -> bool:
    """Whether the expected price of any auction among the parts is told at ``second``."""
    for part in parts:
        if isinstance(part, Print):
            told = (part.since <= second) & (second < part.second)
            if told if isinstance(told, bool) else told.any():
                return True
    return False


def expected(plan: DayPlan, last: Any, second: int) -> tuple[I64, I64]:
    """Price and shares the running auctions would end with, element by element; 0 without one.

    ``last`` is the last price before; the plan and it may be of plain numbers.
    """
    course = next(part for part in plan.parts if isinstance(part, Course))
    key = np.atleast_1d(np.asarray(course.traits.key, dtype=np.uint64))
    tick, sigma, before = _columns(course.tick, course.traits.sigma, last)
    kind, lower, upper = _columns(plan.kind, plan.lower, plan.upper)
    price, shares = np.zeros_like(tick), np.zeros_like(tick)
    for part in plan.parts:
        if not isinstance(part, Print):
            continue
        since, end, meets, met = _columns(part.since, part.second, part.price, part.shares)
        held = np.flatnonzero((since <= second) & (second < end) & (met > 0))
        if not len(held):
            continue
        unit = tick[held]
        # A price on the upper edge of the day's range has the next one's tick.
        coarse = ticks.tick_size(kind[held], meets[held]) > unit
        least, most = ticks.band_edges(kind[held], meets[held] - coarse)
        bounds = np.maximum(lower[held], least), np.minimum(upper[held], most)
        start = np.clip(before[held], *bounds) // unit
        stop = meets[held] // unit
        step = (second - since[held]) * _STEPS // np.maximum(end[held] - 1 - since[held], 1)
        spread = (sigma[held] << (_FINE - 8)) // (_PART_OF_DAY * _ROOT)
        chance = child(key[held], _STREAM + part.auction)
        way = point(chance, start << _FINE, stop << _FINE, spread, step, _DEPTH)
        wandered = (way + (1 << _FINE - 1)) >> _FINE
        price[held] = np.clip(wandered * unit, *bounds)
        shares[held] = _gathered(child(chance, 1), met[held], step)
    return price, shares


def _gathered(key: Any, met: I64, step: I64) -> I64:
    """Shares that would meet by now: ever more of those that will, by and large."""
    none = np.zeros_like(met)
    ramp = _FIRST_SHARES + (1000 - _FIRST_SHARES) * step // _STEPS * step // _STEPS
    stir = point(key, none, none, none + _SHARES_SIGMA, step, _DEPTH)
    gathered = met * ramp // 1000 * (1024 + np.clip(stir, -600, 600)) >> 10
    return np.where(step < _STEPS, np.maximum(gathered, 1), met)


def _columns(*values: Any) -> list[I64]:
    return [np.atleast_1d(np.asarray(value, dtype=np.int64)) for value in values]
