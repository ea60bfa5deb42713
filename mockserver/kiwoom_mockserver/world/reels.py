"""The trades of some issues in a stretch of a day, worked out together."""

from typing import NamedTuple

import numpy as np

from kiwoom_mockserver.world.course import SECOND, Course, Print, leaves
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import DayPlan
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
    pieces = [
        _printed(part, begin, end) if isinstance(part, Print) else _traded(part, begin, end)
        for part in plan.parts
    ]
    columns = [np.concatenate(column) for column in zip(*pieces, strict=True)]
    if len(plan.issue) == 1:
        return Reel(*columns)
    order = np.argsort(columns[0], kind="stable")
    return Reel(*(column[order] for column in columns))


def interleaved(one: Reel, other: Reel) -> Reel:
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


def _printed(part: Print, begin: int, end: int) -> Reel:
    found = np.flatnonzero((part.shares > 0) & (part.second >= begin) & (part.second < end))
    auction = np.full(len(found), AUCTION)
    return Reel(found, part.second[found] * 1000, part.price[found], part.shares[found], auction)


def _traded(part: Course, begin: int, end: int) -> Reel:
    owner, seconds = leaves(part, begin, end, SECOND)
    made = prints(seconds, part.traits.key[owner], part.traits.unit[owner])
    owner = owner[made.second]
    return Reel(owner, made.at, made.price * part.tick[owner], made.quantity, made.side)
