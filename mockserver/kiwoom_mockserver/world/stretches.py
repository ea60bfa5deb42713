"""What every issue did over a run of whole days: its extremes, and where its shares changed hands.

Days are worked out for many issues at once and added up; only the sums are kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from kiwoom_mockserver.world.bars import Bars
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import Where

TOGETHER: Final = 12_000
"""Days of issues that are worked out at once."""

KEPT: Final = 16
"""Runs of days whose sums are kept."""

_PRICES: Final = ("high", "low", "close")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of days, one element an issue: prices in won, the busiest day's volume in shares."""

    high: I64
    low: I64
    highest_close: I64
    lowest_close: I64
    most_volume: I64


@dataclass(frozen=True, slots=True)
class Bands:
    """A run of days by price: bands of equal width from the lowest price on.

    ``start`` and ``width`` have one element an issue, ``volume`` the shape (issues, bands). A
    day's shares count at the price it closed at.
    """

    start: I64
    width: I64
    volume: I64


@lru_cache(maxsize=KEPT)
def stretch(market: Market, day: int, count: int, where: Where = Where.KRX) -> Stretch:
    """All issues over the ``count`` days before ``day``; count is at least 1.

    All those that NXT has where not only KRX's trades count; of others nothing is said then.
    """
    found = np.zeros((len(Stretch.__slots__), len(market.daily)), dtype=np.int64)
    for issues, bars in _days(market, day, count, where):
        found[:, issues] = (
            bars.high.max(axis=1), bars.low.min(axis=1),
            bars.close.max(axis=1), bars.close.min(axis=1), bars.volume.max(axis=1),
        )  # fmt: skip
    return Stretch(*found)


@lru_cache(maxsize=KEPT)
def bands(market: Market, day: int, count: int, number: int, where: Where = Where.KRX) -> Bands:
    """The issues of ``stretch`` over the same days, in ``number`` bands of price."""
    starts, widths = np.zeros((2, len(market.daily)), dtype=np.int64)
    volumes = np.zeros((len(market.daily), number), dtype=np.int64)
    for issues, bars in _days(market, day, count, where):
        start = bars.low.min(axis=1)
        width = (bars.high.max(axis=1) - start) // number + 1
        band = (bars.close - start[:, None]) // width[:, None]
        place = np.arange(len(start))[:, None] * number + band
        # Sums of whole numbers this small are exact in floating point.
        weights, every = bars.volume.reshape(-1), len(start) * number
        found = np.bincount(place.reshape(-1), weights, every).astype(np.int64)
        starts[issues], widths[issues] = start, width
        volumes[issues] = found.reshape(-1, number)
    return Bands(starts, widths, volumes)


def issues_on(market: Market, where: Where) -> I64:
    """All issues; where not only KRX's trades count, those that NXT has."""
    on_nxt = market.habits.on_nxt
    if where is Where.KRX or on_nxt is None:
        return np.arange(len(market.daily))
    return np.flatnonzero(on_nxt)


def _days(market: Market, day: int, count: int, where: Where) -> Iterator[tuple[I64, Bars]]:
    """Some issues at a time, in the world's order, and their bars of shape (issues, days).

    Days on which an issue is not traded show the last day's close.
    """
    everyone, days = issues_on(market, where), np.arange(day - count, day)
    for issues in np.array_split(everyone, max(-(-len(everyone) * count // TOGETHER), 1)):
        bars = market.days(issues, day - count, count, where)
        shape = (len(issues), count)
        columns = {name: getattr(bars, name).reshape(shape) for name in Bars.__slots__}
        held = market.tenure.holds(issues[:, None], days)
        for name in _PRICES:
            columns[name] = np.where(held, columns[name], columns["close"][:, -1:])
        yield issues, Bars(**columns)
