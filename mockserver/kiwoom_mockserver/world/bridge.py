"""Random walks that can be asked at any point: Brownian bridges on a dyadic grid.

A bridge has 2**depth steps. The value halfway between two known points is their mean plus a
normal deviate hashed from the place, so one point costs ``depth`` hashes and a whole path one hash
a point; both give the same integers. In its first ``calm`` halvings a bridge strays half as far: it
moves much from step to step, and yet does not lead far away.
"""

from functools import cache, lru_cache

import numpy as np

from kiwoom_mockserver.world.noise import I64, U64, Z_BITS, child, deviates


@cache
def _spread(depth: int, calm: int) -> tuple[int, ...]:
    """Standard deviation of each level's displacement, for steps of unit deviation."""
    steps = 1 << depth
    return tuple(
        round((1 << Z_BITS) * ((steps >> level) / 4 * 2) ** 0.5) >> (level <= calm)
        for level in range(1, depth + 1)
    )


def point(key: U64, start: I64, end: I64, sigma: I64, step: I64, depth: int, calm: int = 0) -> I64:
    """The bridge from ``start`` (step 0) to ``end`` (step 2**depth) at ``step``, per element.

    ``sigma`` is one step's standard deviation in the unit of start and end.
    """
    low, high = np.array(start + 0 * step), np.array(end + 0 * step)
    left, length = np.zeros_like(low), 1 << depth
    for level, spread in enumerate(_spread(depth, calm)):
        half = length >> 1
        place = left + half
        middle = ((low + high) >> 1) + _shift(key, level, place, spread, sigma)
        after = step >= place
        low, high = np.where(after, middle, low), np.where(after, high, middle)
        left, length = np.where(after, place, left), half
    return np.where(step >= 1 << depth, end, low)


def path(
    key: U64, start: I64, end: I64, sigma: I64, depth: int, until: int | None = None, calm: int = 0,
    since: int = 0,
) -> I64:  # fmt: skip
    """The points of each bridge: (elements, 2**depth + 1), those from ``since`` to ``until``."""
    steps = 1 << depth
    points = np.empty((len(key), steps + 1), dtype=np.int64)
    points[:, 0], points[:, steps] = start, end
    sigma = np.asarray(sigma)[:, None]
    for level, spread in enumerate(_spread(depth, calm)):
        left, middle, right, places = _nodes(depth, level, until, since)
        between = (points[:, left] + points[:, right]) >> 1
        points[:, middle] = between + _shift(key[:, None], level, places, spread, sigma)
    return points


@lru_cache(maxsize=256)
def _nodes(
    depth: int, level: int, until: int | None, since: int
) -> tuple[slice, slice, slice, I64]:
    """Where a level's points lie and their neighbours, as far as ``since`` .. ``until`` need."""
    steps = 1 << depth
    length = steps >> level
    half = length >> 1
    count = steps // length if until is None else min(until // length + 1, steps // length)
    begin, stop = since // length * length, count * length
    left, right = slice(begin, stop, length), slice(begin + length, stop + 1, length)
    middle = slice(begin + half, stop, length)
    return left, middle, right, np.arange(begin + half, stop, length)[None, :]


def _shift(key: U64, level: int, place: I64, spread: int, sigma: I64) -> I64:
    deviate = deviates(child(key, (level << 40) + place))
    return ((deviate * spread >> Z_BITS) * sigma) >> Z_BITS
