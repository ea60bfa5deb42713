"""The single-price session after hours: an auction every ten minutes, near the day's close.

It was held from 16:00 to 18:00 until KRX opened its after-market. Prices stay within ten per cent
of the close and within the day's limits. Its trades count for themselves, not for the day's bar.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.bridge import point
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.course import Course, Print
from kiwoom_mockserver.world.noise import I64, Z_BITS, below, child, deviates
from kiwoom_mockserver.world.phases import PhaseName, phases_of
from kiwoom_mockserver.world.planning import DayPlan
from kiwoom_mockserver.world.session import State, state_at

LEVELS: Final = 5
PART_OF_BOOK: Final = 60
"""Thousandths of the regular session's book that stand in this session's."""

_STREAM: Final = 401
_DEPTH: Final = 4
_FINE: Final = 16
_CALM: Final = 3
"""The whole session deviates so many times less than the regular one."""
_LEAST, _MORE = 2, 7
"""Thousandths of the day's volume: at least, and the room above."""

Rounds = tuple[tuple[int, int], ...]
"""Seconds of the day at which each auction begins to collect orders, and ends."""


@lru_cache(maxsize=256)
def rounds_of(day: int) -> Rounds:
    """The session's auctions on a trading day; none when there is no such session."""
    ends = [
        end.hour * 3600 + end.minute * 60
        for phase in phases_of(day_at(day))
        if phase.name is PhaseName.SINGLE_PRICE
        for end in phase.auctions
    ]
    return tuple(zip((one - 600 for one in ends), ends, strict=True))


def single_price_plan(plan: DayPlan, rounds: Rounds, eligible: I64) -> DayPlan:
    """The session after a regular one; ``eligible`` is 0 for what it does not trade."""
    course = next(part for part in plan.parts if isinstance(part, Course))
    closing = plan.parts[-1]
    assert isinstance(closing, Print)
    tick, close = course.tick, closing.price
    least, most = ticks.band_edges(plan.kind, close)
    lower = np.maximum.reduce(
        [plan.lower, least, ticks.ceil_to_tick(plan.kind, -(-close * 9 // 10))]
    )
    upper = np.minimum.reduce([plan.upper, most, ticks.floor_to_tick(plan.kind, close * 11 // 10)])
    key = child(course.traits.key, _STREAM)
    start, spread = close // tick << _FINE, course.traits.sigma << (_FINE - 8)
    end = start + (deviates(key) * (spread // _CALM) >> Z_BITS)
    volume = sum(part.whole.shares for part in plan.parts if isinstance(part, Course))
    total = volume * (_LEAST + below(child(key, 1), _MORE + 1)) // 1000 * (eligible > 0)
    weights = [8 + below(child(key, 10 + number), 25) for number in range(len(rounds))]
    whole = np.maximum(sum(weights), 1)
    parts: list[Course | Print] = [
        replace(course, whole=course.whole._replace(shares=0 * course.whole.shares))
    ]
    for number, (since, until) in enumerate(rounds):
        step = np.full_like(tick, number + 1)
        way = point(child(key, 2), start, end, spread // (_CALM * 4), step, _DEPTH)
        price = np.clip((way + (1 << _FINE - 1) >> _FINE) * tick, lower, upper)
        shares = total * weights[number] // whole
        begun, met = np.full_like(tick, since), np.full_like(tick, until)
        parts.append(Print(met, price, shares, begun, number + 1))
    return DayPlan(plan.issue, plan.day, plan.kind, close, lower, upper, tuple(parts))


def single_price_state(plan: DayPlan, rounds: Rounds, eligible: I64, second: int) -> State:
    """Issues in the session at ``second``; at the regular session's last price before and without.

    ``base`` is the close; nothing is quoted while no orders are collected.
    """
    if not rounds or second < rounds[0][0]:
        now = state_at(plan, second)
        none = 0 * now.last
        columns = dict.fromkeys(State.__slots__, none)
        return State(**columns | {
            "last": now.last, "base": now.last, "lower": now.lower, "upper": now.upper,
        })  # fmt: skip
    state = state_at(single_price_plan(plan, rounds, eligible), second)
    quoted = state.expected > 0
    return replace(state, bid=state.bid * quoted, ask=state.ask * quoted)
