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
def stretch(market: Market, day: int, count: int) -> Stretch:
    """All issues over the ``count`` days before ``day``; count is at least 1."""
    columns = [
        np.stack((
            bars.high.max(axis=1), bars.low.min(axis=1),
            bars.close.max(axis=1), bars.close.min(axis=1), bars.volume.max(axis=1),
        ))
        for bars in _days(market, day, count)
    ]  # fmt: skip
    return Stretch(*np.concatenate(columns, axis=1))


@lru_cache(maxsize=KEPT)
def bands(market: Market, day: int, count: int, number: int) -> Bands:
    """All issues over the ``count`` days before ``day``, in ``number`` bands of price."""
    starts, widths, volumes = [], [], []
    for bars in _days(market, day, count):
        start = bars.low.min(axis=1)
        width = (bars.high.max(axis=1) - start) // number + 1
        band = (bars.close - start[:, None]) // width[:, None]
        place = np.arange(len(start))[:, None] * number + band
        # Sums of whole numbers this small are exact in floating point.
        weights, every = bars.volume.reshape(-1), len(start) * number
        found = np.bincount(place.reshape(-1), weights, every).astype(np.int64)
        starts.append(start)
        widths.append(width)
        volumes.append(found.reshape(-1, number))
    return Bands(np.concatenate(starts), np.concatenate(widths), np.concatenate(volumes))


def _days(market: Market, day: int, count: int) -> Iterator[Bars]:
    """Bars of shape (issues, days), some issues at a time, in the world's order.

    Days on which an issue is not traded show the last day's close.
    """
    everyone, days = np.arange(len(market.daily)), np.arange(day - count, day)
    for issues in np.array_split(everyone, -(-len(everyone) * count // TOGETHER)):
        bars = market.days(issues, day - count, count)
        shape = (len(issues), count)
        columns = {name: getattr(bars, name).reshape(shape) for name in Bars.__slots__}
        held = market.tenure.holds(issues[:, None], days)
        for name in _PRICES:
            columns[name] = np.where(held, columns[name], columns["close"][:, -1:])
        yield Bars(**columns)
