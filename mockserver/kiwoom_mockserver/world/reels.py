"""The trades of some issues in a stretch of a day, worked out together."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from kiwoom_mockserver.world.course import Course, Print
from kiwoom_mockserver.world.leaves import SECOND, Leaves, leaves
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import DayPlan
from kiwoom_mockserver.world.plans import Plans
from kiwoom_mockserver.world.prints import AUCTION, prints


class Reel(NamedTuple):
    """Trades in order of issue and time, one element each.

    ``owner`` is the issue's place in the plan, ``at`` milliseconds of the day, ``side`` BUY, SELL
    or AUCTION, of the aggressor.
    """

    owner: I64
    at: I64
    price: I64
    quantity: I64
    side: I64


def reel(plan: DayPlan, begin: int, end: int) -> Reel:
    """Every trade of a plan in seconds ``begin`` .. ``end``."""
    return _reels([plan], begin, end)[0]


def reel_of(plans: Plans, begin: int, end: int) -> Reel:
    """Every trade at a place of trade."""
    if plans.other is None:
        return reel(plans.plan, begin, end)
    return _interleaved(*_reels((plans.other, plans.plan), begin, end))


def _reels(plans: Sequence[DayPlan], begin: int, end: int) -> list[Reel]:
    found = iter(leaves([part for plan in plans for part in plan.parts], begin, end, SECOND))
    return [_joined(plan, found) for plan in plans]


def _joined(plan: DayPlan, found: Iterator[Leaves]) -> Reel:
    pieces = [
        _printed(next(found)) if isinstance(part, Print) else _traded(part, next(found))
        for part in plan.parts
    ]
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    if len(plan.issue) == 1:
        return Reel(*columns)
    order = np.argsort(columns[0], kind="stable")
    return Reel(*(column[order] for column in columns))


def _interleaved(one: Reel, other: Reel) -> Reel:
    """The trades of two exchanges second by second; the other's come last in a second."""
    owner, at, *rest = (np.concatenate(parts) for parts in zip(one, other, strict=True))
    place = np.repeat((0, 1), (len(one.at), len(other.at)))
    second = at // 1000
    order = np.lexsort((at, place, second, owner))
    owner, second = owner[order], second[order]
    fresh = np.append(True, (owner[1:] != owner[:-1]) | (second[1:] != second[:-1]))
    starts = np.flatnonzero(fresh[: len(order)])
    counts = np.diff(np.append(starts, len(order)))
    number = np.arange(len(order)) - np.repeat(starts, counts)
    at = second * 1000 + number * 1000 // np.repeat(counts, counts)
    return Reel(owner, at, *(column[order] for column in rest))


def _printed(met: Leaves) -> Reel:
    owner, one, _ = met
    return Reel(owner, one.start * 1000, one.close, one.shares, np.full(len(owner), AUCTION))


def _traded(part: Course, seconds: Leaves) -> Reel:
    owner, one, tick = seconds
    made = prints(one, part.traits.key[owner], part.traits.unit[owner])
    return Reel(
        owner[made.second], made.at, made.price * tick[made.second], made.quantity, made.side
    )
