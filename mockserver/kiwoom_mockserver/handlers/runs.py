"""For how many days in a row an issue has closed alike: higher, lower, or at its price limit."""

from collections.abc import Callable
from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.selecting import Mask
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64

MOST_DAYS: Final = 99
"""Longer runs are not told apart."""


def direction_runs(market: Market, issues: I64, day: int, direction: I64) -> I64:
    """Days in a row up to ``day`` that moved in ``direction`` (-1, 0, 1), ``day`` included."""

    def alike(rows: I64, close: I64, base: I64) -> Mask:
        same: Mask = np.sign(close - base) == direction[rows]
        return same

    return 1 + _runs(market, issues, day, alike)


def limit_runs(market: Market, issues: I64, day: int, *, up: bool) -> I64:
    """Days in a row before ``day`` that closed at the upper, or the lower, price limit."""
    kind, leverage = market.listing.kind[issues], market.listing.leverage[issues]

    def alike(rows: I64, close: I64, base: I64) -> Mask:
        lower, upper = ticks.limits(kind[rows], base, leverage[rows])
        return close >= upper if up else close <= lower

    return _runs(market, issues, day, alike)


def _runs(market: Market, issues: I64, day: int, alike: Callable[[I64, I64, I64], Mask]) -> I64:
    """Days in a row before ``day`` that are alike; what broke off is not looked at again."""
    length = np.zeros(len(issues), dtype=np.int64)
    rows = np.arange(len(issues))
    close = market.daily.closes(issues, np.full(len(issues), day - 1))
    for before in range(1, MOST_DAYS):
        base = market.daily.closes(issues[rows], np.full(len(rows), day - before - 1))
        going = alike(rows, close, base)
        rows, close = rows[going], base[going]
        if not len(rows):
            break
        length[rows] += 1
    return length
