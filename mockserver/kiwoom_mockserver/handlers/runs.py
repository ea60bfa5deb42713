"""For how many days in a row an issue has closed alike: higher, lower, or at its price limit."""

from functools import lru_cache
from typing import Final

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.streaks import MOST_DAYS

SOON: Final = 4
"""Days that most runs at a limit are over in."""

KEPT: Final = 8
"""Days and directions of which the runs at limits are kept."""


def direction_runs(market: Market, issues: I64, day: int, direction: I64) -> I64:
    """Days in a row up to ``day`` that moved in ``direction`` (-1, 0, 1), ``day`` included."""
    moves, length = (column[issues] for column in market.streaks(day - 1))
    runs: I64 = 1 + np.where(moves == direction, length, 0)
    return np.minimum(runs, MOST_DAYS)


def limit_runs(market: Market, issues: I64, day: int, *, up: bool) -> I64:
    """Days in a row before ``day`` that closed at the upper, or the lower, price limit."""
    length: I64 = _limit_runs(market, day, up)[issues]
    return length


@lru_cache(maxsize=KEPT)
def _limit_runs(market: Market, day: int, up: bool) -> I64:
    kind, leverage = market.listing.kind, market.listing.leverage
    rows = np.arange(len(kind))
    length = 0 * rows
    for last in range(day - 1, day - MOST_DAYS, -SOON):
        closes = market.closes(rows, last - SOON, last)
        lower, upper = ticks.limits(kind[rows][:, None], closes[:, :-1], leverage[rows][:, None])
        at_limit = closes[:, 1:] >= upper if up else closes[:, 1:] <= lower
        run = np.cumprod(at_limit[:, ::-1], axis=1).sum(axis=1)
        length[rows] += run
        rows = rows[run == SOON]
        if not len(rows):
            break
    runs: I64 = np.minimum(length, market.tenure.age(np.arange(len(kind)), day - 1))
    return runs
