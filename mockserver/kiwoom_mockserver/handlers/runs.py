"""For how many days in a row an issue has closed alike: higher, lower, or at its price limit."""

from functools import lru_cache, partial
from typing import Final

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.streaks import MOST_DAYS
from kiwoom_mockserver.world.stretches import issues_on

SOON: Final = 4
"""Days that most runs at a limit are over in."""

KEPT: Final = 8
"""Days and directions of which the runs at limits are kept."""


def direction_runs(
    market: Market, issues: I64, day: int, direction: I64, where: Where = Where.KRX
) -> I64:
    """Days in a row up to ``day`` that moved in ``direction`` (-1, 0, 1), ``day`` included."""
    streaks = market.streaks if where is Where.KRX else partial(_streaks, market, where)
    moves, length = (column[issues] for column in streaks(day - 1))
    runs: I64 = 1 + np.where(moves == direction, length, 0)
    return np.minimum(runs, MOST_DAYS)


def limit_runs(market: Market, issues: I64, day: int, *, up: bool, where: Where = Where.KRX) -> I64:
    """Days in a row before ``day`` that closed at the upper, or the lower, price limit."""
    length: I64 = _limit_runs(market, where, day, up)[issues]
    return length


@lru_cache(maxsize=KEPT)
def _streaks(market: Market, where: Where, day: int) -> tuple[I64, I64]:
    """Which way the issues on an exchange moved on ``day``, and for how many days in a row."""
    rows, last = issues_on(market, where), day
    moves, length = np.zeros((2, len(market.daily)), dtype=np.int64)
    while len(rows) and last > day - MOST_DAYS:
        ways = np.sign(np.subtract(*_closes(market, where, rows, last)))[:, ::-1]
        if last == day:
            moves[rows] = ways[:, 0]
        run = np.cumprod(ways == moves[rows][:, None], axis=1).sum(axis=1)
        length[rows] += run
        rows, last = rows[run == SOON], last - SOON
    return moves, np.minimum(length, MOST_DAYS)


def _closes(market: Market, where: Where, issues: I64, last: int) -> tuple[I64, I64]:
    """Closes of the days up to ``last``, and what each counts from: shape (issues, days)."""
    if where is Where.KRX:
        closes = market.closes(issues, last - SOON, last)
        return closes[:, 1:], closes[:, :-1]
    bars, shape = market.days(issues, last - SOON + 1, SOON, where), (len(issues), SOON)
    return bars.close.reshape(shape), bars.base.reshape(shape)


@lru_cache(maxsize=KEPT)
def _limit_runs(market: Market, where: Where, day: int, up: bool) -> I64:
    kind, leverage = market.listing.kind, market.listing.leverage
    rows, length = issues_on(market, where), np.zeros(len(kind), dtype=np.int64)
    for last in range(day - 1, day - MOST_DAYS, -SOON):
        closes, bases = _closes(market, where, rows, last)
        lower, upper = ticks.limits(kind[rows][:, None], bases, leverage[rows][:, None])
        at_limit = closes >= upper if up else closes <= lower
        run = np.cumprod(at_limit[:, ::-1], axis=1).sum(axis=1)
        length[rows] += run
        rows = rows[run == SOON]
        if not len(rows):
            break
    runs: I64 = np.minimum(length, market.tenure.age(np.arange(len(kind)), day - 1))
    return runs
