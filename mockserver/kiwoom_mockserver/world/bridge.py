"""Random walks that can be asked at any point: Brownian bridges on a dyadic grid.

A bridge has 2**depth steps. The value halfway between two known points is their mean plus a
normal deviate hashed from the place, so one point costs ``depth`` hashes and a whole path one hash
a point; both give the same integers.
"""

from functools import cache

import numpy as np

from kiwoom_mockserver.world.noise import I64, U64, Z_BITS, child, deviates


@cache
def _spread(depth: int) -> tuple[int, ...]:
    """Standard deviation of each level's displacement, for steps of unit deviation."""
    steps = 1 << depth
    return tuple(
        round((1 << Z_BITS) * ((steps >> level) / 4 * 2) ** 0.5) for level in range(1, depth + 1)
    )


def point(key: U64, start: I64, end: I64, sigma: I64, step: I64, depth: int) -> I64:
    """The bridge from ``start`` (step 0) to ``end`` (step 2**depth) at ``step``, per element.

    ``sigma`` is one step's standard deviation in the unit of start and end.
    """
    low, high = np.array(start + 0 * step), np.array(end + 0 * step)
    left, length = np.zeros_like(low), 1 << depth
    for level, spread in enumerate(_spread(depth)):
        half = length >> 1
        place = left + half
        middle = ((low + high) >> 1) + _shift(key, level, place, spread, sigma)
        after = step >= place
        low, high = np.where(after, middle, low), np.where(after, high, middle)
        left, length = np.where(after, place, left), half
    return np.where(step >= 1 << depth, end, low)


def path(key: U64, start: I64, end: I64, sigma: I64, depth: int, until: int | None = None) -> I64:
    """The points of each bridge: shape (elements, 2**depth + 1), valid up to step ``until``."""
    steps = 1 << depth
    points = np.empty((len(key), steps + 1), dtype=np.int64)
    points[:, 0], points[:, steps] = start, end
    sigma = np.asarray(sigma)[:, None]
    for level, spread in enumerate(_spread(depth)):
        left, middle, right, places = _nodes(depth, level, until)
        between = (points[:, left] + points[:, right]) >> 1
        points[:, middle] = between + _shift(key[:, None], level, places, spread, sigma)
    return points


def milestones(key: U64, start: I64, end: I64, sigma: I64, depth: int, levels: int) -> I64:
    """The points of ``path`` that cut it into 2**levels equal stretches, their ends included."""
    count = 1 << levels
    stretch = 1 << depth - levels
    points = np.empty((len(key), count + 1), dtype=np.int64)
    points[:, 0], points[:, count] = start, end
    for level, spread in enumerate(_spread(depth)[:levels]):
        length = count >> level
        middle = np.arange(length >> 1, count, length)
        between = (points[:, middle - (length >> 1)] + points[:, middle + (length >> 1)]) >> 1
        shift = _shift(key[:, None], level, middle[None, :] * stretch, spread, sigma[:, None])
        points[:, middle] = between + shift
    return points


@cache
def _nodes(depth: int, level: int, until: int | None) -> tuple[slice, slice, slice, I64]:
    """Where a level's points lie and their neighbours, as far as steps up to ``until`` need."""
    steps = 1 << depth
    length = steps >> level
    half = length >> 1
    count = steps // length if until is None else min(until // length + 1, steps // length)
    stop = count * length
    left, right = slice(0, stop, length), slice(length, stop + 1, length)
    return left, slice(half, stop, length), right, np.arange(half, stop, length)[None, :]


def _shift(key: U64, level: int, place: I64, spread: int, sigma: I64) -> I64:
    deviate = deviates(child(key, (level << 40) + place))
    return ((deviate * spread >> Z_BITS) * sigma) >> Z_BITS


def measure(key: U64, total: I64, weights: I64, depth: int, until: int | None = None) -> I64:
    """Each ``total`` cut into 2**depth whole parts, cumulated: shape (elements, 2**depth + 1).

    ``weights`` are cumulative, one longer than the parts; a part of weight zero stays zero. Parts
    vary around their weight, more so the smaller they are; they always sum to the total. Valid up
    to step ``until``.
    """
    steps = 1 << depth
    points = np.zeros((len(key), steps + 1), dtype=np.int64)
    points[:, steps] = total
    for level in range(depth):
        left, middle, right, places = _nodes(depth, level, until)
        low, high = points[:, left], points[:, right]
        half = steps >> level + 1
        points[:, middle] = _cut(key[:, None], level, places, low, high, weights, half)
    return points


def measure_at(key: U64, total: I64, weights: I64, step: I64, depth: int) -> I64:
    """The cumulated parts before ``step``, as in ``measure``, per element."""
    low, high = np.zeros_like(total + 0 * step), np.array(total + 0 * step)
    left, length = np.zeros_like(low), 1 << depth
    for level in range(depth):
        half = length >> 1
        place = left + half
        middle = _cut(key, level, place, low, high, weights, half)
        after = step >= place
        low, high = np.where(after, middle, low), np.where(after, high, middle)
        left, length = np.where(after, place, left), half
    return np.where(step >= 1 << depth, total, low)


_ONE = 1 << Z_BITS


def _cut(key: U64, level: int, place: I64, low: I64, high: I64, weights: I64, half: int) -> I64:
    whole = np.maximum(weights[place + half] - weights[place - half], 1)
    share = ((weights[place] - weights[place - half]) << Z_BITS) // whole
    deviate = deviates(child(key, (level << 40) + place))
    # The noise vanishes where one side has no weight, and grows towards single steps.
    room = (share * (_ONE - share)) >> Z_BITS
    noise = (deviate * room >> Z_BITS) >> (1 if half <= 4 else 2)
    share = np.clip(share + noise, 0, _ONE)
    cut: I64 = low + (((high - low) * share) >> Z_BITS)
    return cut
