"""For how many days in a row issues have closed alike: higher, lower, or where they were."""

from collections.abc import Callable
from typing import Final

import numpy as np

from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.tenure import Tenure

MOST_DAYS: Final = 99
"""Longer runs of days alike are not told apart."""

Closes = Callable[[I64, int, int], I64]
"""Closing prices of issues on days from a first to a last one: ``(issues, days)``."""


def streaks_of(closes: Closes, recent: I64, day: int, tenure: Tenure) -> tuple[I64, I64]:
    """Which way every issue closed on ``day`` (-1, 0, 1), and for how many days in a row.

    ``recent`` are the closes of the days up to it. Days on which an issue is not traded do not
    count.
    """
    issues = np.arange(len(recent))
    ways = np.sign(np.diff(recent, axis=1))[:, ::-1]
    moves, reach = ways[:, 0], ways.shape[1]
    length = np.cumprod(ways == moves[:, None], axis=1).sum(axis=1)
    going = issues[length == reach]
    while len(going) and reach <= MOST_DAYS:
        # Most runs are short: few issues are looked at over many days.
        reach, last = reach * 4, day - int(length[going].max())
        found = closes(going, last - reach, last)
        same = np.sign(np.diff(found, axis=1))[:, ::-1] == moves[going][:, None]
        run = np.cumprod(same, axis=1).sum(axis=1)
        length[going] += run
        going = going[run == reach]
    return moves, np.minimum.reduce([length, tenure.age(issues, day), 0 * length + MOST_DAYS])
