"""What all issues' ways through a day have in common: one hash a day, and the walk it makes.

Every cut of a session (branching) draws a deviate of the issue's own and one of the *tide*, which
is the same for all issues: the segments of one number are the same stretch of time for all. The
walk that the tide alone would make is known here at equal stretches of the day.
"""

from math import exp
from statistics import NormalDist
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.arithmetic import ARRAYS
from kiwoom_mockserver.world.branching import MIDDLE, MIDDLE_BITS
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.noise import I64, U64, Z_BITS, child, keys

_STREAM: Final = 12

ONE_BITS: Final = 16
"""A walk's deviation over the whole session is ``1 << ONE_BITS``."""

BLOCK: Final = 64
"""Days that are worked out together."""

_DEPTH: Final = 4
"""Halvings of a day whose extremes are taken for those of the whole walk."""

_MEAN: Final = round(12**-0.5 * 1024)
"""Deviation of a walk's mean when both its ends are 0, in 1024ths."""

_BETWEEN: Final = round(0.146 * (1 << ONE_BITS))
"""How much farther a walk goes than it is seen at sixteen stretches' ends, about."""

_STEP: Final = ONE_BITS - 8
_SCORES: Final = np.array(
    [
        round(NormalDist().inv_cdf(1 - exp(-2 * ((place + 0.5) / 256) ** 2)) * (1 << Z_BITS))
        for place in range(2 * 256)
    ],
    dtype=np.int64,
)
"""Normal deviates as rare as that a walk goes as far as this, by 256ths of its deviation."""


class Swell(NamedTuple):
    """What a day's tide has in common with any walk that follows it, an element a day."""

    high: Any
    """A normal deviate: how far above its ends it goes; ``Z_BITS`` fraction bits."""
    low: Any
    """A normal deviate: how far below."""
    mean: Any
    """How far its mean is from the middle between its extremes; ``ONE_BITS``."""


CALM: Final = Swell(0, 0, 0)
"""No tide."""


class Tides:
    """The tides of all days, for one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._kept: Cache[int, I64] = Cache(64)

    def keys(self, days: I64) -> U64:
        """What the cuts of the days follow from."""
        return keys(self._seed, _STREAM, days)

    def swells(self, days: I64) -> Swell:
        """What the days' walks come to; of the shape of ``days``."""
        if not days.size:
            return Swell(*np.zeros((3, *days.shape), dtype=np.int64))
        first, last = int(days.min()) // BLOCK, int(days.max()) // BLOCK
        blocks = [self._block(number) for number in range(first, last + 1)]
        known = blocks[0] if len(blocks) == 1 else np.concatenate(blocks, axis=1)
        return Swell(*known[:, days - first * BLOCK])

    def walks(self, days: I64, depth: int) -> I64:
        """Where the walks of days stand at equal stretches, first 0, last 0: (days, corners)."""
        return self._walk(days, depth)[0]

    def _block(self, number: int) -> I64:
        return self._kept.get(number, lambda: self._made(number))

    def _made(self, number: int) -> I64:
        corners, mean = self._walk(np.arange(number * BLOCK, (number + 1) * BLOCK), _DEPTH)
        high, low = corners.max(axis=1) + _BETWEEN, corners.min(axis=1) - _BETWEEN
        scores = (_SCORES[np.minimum(reach >> _STEP, len(_SCORES) - 1)] for reach in (high, -low))
        above, below = scores
        return np.stack((above, below, mean - ((high + low) >> 1)))

    def _walk(self, days: I64, depth: int) -> tuple[I64, I64]:
        """The walks at the corners, and their means: as ``halves`` would have them, of one chance.

        As many shares are traded in either half.
        """
        key = self.keys(days)[:, None]
        start = ARRAYS.normal(child(key, 0), 0)
        mean = start * _MEAN >> (Z_BITS + 10 - ONE_BITS)
        corners, whole = np.zeros((len(days), 2), dtype=np.int64), mean[:, 0]
        for level in range(depth):
            number = np.arange(1 << level, 2 << level)[None, :]
            bits = child(key, number)
            first, close = corners[:, :-1], corners[:, 1:]
            drawn, other = (
                ARRAYS.normal(bits, place) * int(MIDDLE[level]) >> (Z_BITS + MIDDLE_BITS - ONE_BITS)
                for place in (1, 2)
            )
            price = mean + ((mean - ((first + close) >> 1)) >> 1) + drawn
            mine = mean + ((first - close) >> 2) + (other * 9 >> 4)
            corners = _between(corners, price)
            mean = np.stack((mine, 2 * mean - mine), axis=2).reshape(len(days), -1)
        return corners, whole


def _between(corners: I64, middles: I64) -> I64:
    """The corners with others between each two."""
    both = np.empty((len(corners), corners.shape[1] + middles.shape[1]), dtype=np.int64)
    both[:, ::2], both[:, 1::2] = corners, middles
    return both
