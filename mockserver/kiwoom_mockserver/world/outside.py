"""Trades outside of regular hours: at a known close, in the evening, and NXT's early and late ones.

Before the opening auction orders meet at the close of the day before, after the closing auction at
the day's own: many at once, then ever fewer. Like those of the single-price session these trades
count for themselves; bars and volumes of KRX are those of its regular session.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.course import Course, Part, Print
from kiwoom_mockserver.world.noise import I64, U64, below, child
from kiwoom_mockserver.world.phases import PhaseName, phases_of
from kiwoom_mockserver.world.planning import DayPlan

_STREAM: Final = 501
_BEFORE: Final = (1, 4)
_AFTER: Final = (6, 25)
"""Two-thousandths of the day's volume that meet at a close: at least, and the room above."""
_AT_ONCE: Final = 400
"""1024ths of them that meet in the first seconds."""
_STEP: Final = 10
"""Seconds from trade to trade."""


class Times(NamedTuple):
    """Seconds of a day, or columns of them, in which orders meet at a close, before and after."""

    before: Any
    before_end: Any
    after: Any
    after_end: Any


class Outside(NamedTuple):
    """Shares and won traded outside of regular hours, one element an issue.

    ``within`` is the part of them that the volume at that place of trade counts too.
    """

    before: I64
    before_won: I64
    after: I64
    after_won: I64
    within: I64
    within_won: I64

    def plus(self, other: "Outside") -> "Outside":
        """What both come to."""
        return Outside(*(one + two for one, two in zip(self, other, strict=True)))


@lru_cache(maxsize=1024)
def times_of(day: int) -> Times:
    """When orders meet at a close on a trading day, by its number."""
    spans = {phase.name: (phase.start, phase.end) for phase in phases_of(day_at(day))}
    moments = (*spans[PhaseName.PRE_OPEN], *spans[PhaseName.AFTER_CLOSE])
    return Times(*(at.hour * 3600 + at.minute * 60 + at.second for at in moments))


def at_close(plan: DayPlan, times: Times, traded: I64, second: int) -> Outside:
    """What has met at a close by ``second``; ``traded`` is 0 for what is never traded so."""
    course = next(part for part in plan.parts if isinstance(part, Course))
    prints = [place for place, part in enumerate(plan.parts) if isinstance(part, Print)]
    closing = plan.parts[prints[-1]]
    assert isinstance(closing, Print)
    volume = sum(
        part.shares if isinstance(part, Print) else part.whole.shares
        for part in plan.parts[: prints[-1] + 1]
    )
    key, none = child(course.traits.key, _STREAM), 0 * volume
    early = _met(child(key, 1), volume * (traded > 0), _BEFORE, times[:2], second)
    late = _met(child(key, 2), volume * (traded > 0), _AFTER, times[2:], second)
    return Outside(early, early * plan.base, late, late * closing.price, none, none)


def _met(key: U64, volume: I64, part: tuple[int, int], span: Sequence[Any], second: int) -> I64:
    least, more = part
    total = volume * (least + below(key, more)) // 2000
    start, end = span
    length = end - start
    passed = np.clip(second + 1 - start, 0, length)
    lately = np.maximum(passed - below(child(key, 1), _STEP), 0) // _STEP * _STEP
    way = np.where(passed < length, (lately << 10) // length, 1024)
    met = _AT_ONCE + (way * (2048 - way) >> 10) * (1024 - _AT_ONCE) // 1024
    shares: I64 = np.where(passed > 0, total * met >> 10, 0)
    return np.where(passed < length, shares, total)


def evening(parts: Sequence[Part], second: int) -> Outside:
    """What KRX's after-market, the last of a plan's parts, has traded by ``second``."""
    shares, won = _sums(parts[-1:], second)
    return Outside(0 * shares, 0 * won, shares, won, shares, won)


def other(parts: Sequence[Part], second: int) -> Outside:
    """What NXT has traded before and after KRX's hours: in its first and its last two parts."""
    (before, before_won), (after, after_won) = _sums(parts[:1], second), _sums(parts[-2:], second)
    return Outside(before, before_won, after, after_won, before + after, before_won + after_won)


def _sums(parts: Sequence[Part], second: int) -> tuple[I64, I64]:
    reached = [part.reached(second) for part in parts]
    return sum(one.volume for one in reached), sum(one.value for one in reached)
