"""Balances that wander: what is held, lent or owed at the end of any day, without the days before.

A balance is the sum of waves of hashed heights, one set for each span of days, so any day costs the
same, and it moves by a bounded number of shares a day: what a day adds or takes can be dealt out of
the trades of the quietest day the market has.
"""

from typing import Final

import numpy as np

from kiwoom_mockserver.world.noise import I64, U64, child, keys

SPANS: Final = (4, 16, 64, 256, 1024)
"""Trading days between two heights of a wave."""

STEP: Final = 4
"""Thousandths of an issue's usual volume that one wave moves a balance by on a day, at most."""

MOST_RISE: Final = sum(SPANS) // 2
"""In steps, how far from nothing the waves reach at most."""


def wander(seed: int, stream: int, issues: I64, days: I64, step: I64) -> I64:
    """The balances' distance from their middle, in shares; ``step`` is a wave's daily move."""
    key = keys(seed, stream, issues)
    total = np.zeros_like(days)
    for number, span in enumerate(SPANS):
        place, rest = np.divmod(days, span)
        total += _height(key, place, number) * (span - rest)
        total += _height(key, place + 1, number) * rest
    moved: I64 = step * total >> 16
    return moved


def wander_on(seed: int, stream: int, issues: I64, first: int, count: int, step: I64) -> I64:
    """The same of every issue on ``count`` days from ``first`` on: ``(issues, days)``.

    ``step`` has an element an issue. A height is that of many days, and drawn once.
    """
    key, days = keys(seed, stream, issues)[:, None], np.arange(first, first + count)
    total = np.zeros((len(issues), count), dtype=np.int64)
    for number, span in enumerate(SPANS):
        place, rest = np.divmod(days, span)
        heights = _height(key, np.arange(place[0], place[-1] + 2), number)
        place -= place[0]
        total += heights[:, place] * (span - rest)
        total += heights[:, place + 1] * rest
    moved: I64 = step[:, None] * total >> 16
    return moved


def stir(seed: int, stream: int, issues: I64, days: I64, reach: I64) -> I64:
    """A day's own distance from a balance's middle, ``reach`` shares either way at most."""
    drawn = keys(seed, stream, issues, days) >> np.uint64(48)
    moved: I64 = reach * (drawn.astype(np.int64) - (1 << 15)) >> 15
    return moved


def _height(key: U64, place: I64, number: int) -> I64:
    drawn = child(key, place * len(SPANS) + number)
    return (drawn >> np.uint64(48)).astype(np.int64) - (1 << 15)
