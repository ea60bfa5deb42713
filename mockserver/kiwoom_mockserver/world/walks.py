"""How far prices have walked by any day, but for their jumps: a level without what came before.

An issue's log price is its anchor (the world file's reference price on the anchor day) plus its
share of the market, its sector, and a walk of its own. Each walk is a bridge over 8,192 trading
days before and after the anchor, about 32 years either way; over more than two years it strays
half as far as its days tell.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.bridge import point
from kiwoom_mockserver.world.fixed import ONE, exp_milli, log_of
from kiwoom_mockserver.world.noise import I64, U64, Z_BITS, deviates, keys

DEPTH = 13
SPAN = 1 << DEPTH
"""Trading days the walks reach before and after the anchor."""

CALM: Final = 4
"""Halvings of the walks that stray half as far: down to stretches of 512 days."""

BASIS_POINT: Final = ONE // 10_000
MARKET, SECTOR, OWN = 1, 2, 3
"""Streams of chance."""

MARKET_SIGMA, SECTOR_SIGMA = 90 * BASIS_POINT, 60 * BASIS_POINT


@dataclass(frozen=True, slots=True)
class Listing:
    """What the level of an issue follows from, in columns: one entry an issue.

    ``beta`` in thousandths, ``volatility`` in basis points a day, ``kind`` a class of ``ticks``,
    ``leverage`` how many times the usual price limit is.
    """

    reference: I64
    beta: I64
    volatility: I64
    sector: I64
    kind: I64
    leverage: I64


class Walks:
    """Where all issues have walked to, for one seed and one anchor day."""

    def __init__(self, seed: int, listing: Listing, anchor: int) -> None:
        self._seed = seed
        self._listing = listing
        self._anchor = anchor
        self._log_reference = log_of(listing.reference)

    def logs(self, issues: I64, days: I64) -> I64:
        """Log closes; both arrays of one length."""
        listing = self._listing
        zero = np.zeros_like(issues)
        market = self._walk(MARKET, zero, days, np.full_like(issues, MARKET_SIGMA))
        sector = self._walk(
            SECTOR, listing.sector[issues], days, np.full_like(issues, SECTOR_SIGMA)
        )
        own = self._walk(OWN, issues, days, listing.volatility[issues] * BASIS_POINT)
        beta = listing.beta[issues]
        # Only what moves with the market has a sector's luck; funds have none.
        shared = market * beta // 1000 + np.where(listing.sector[issues] > 0, sector, 0)
        return self._log_reference[issues] + shared + own

    def _walk(self, stream: int, ids: I64, days: I64, sigma: I64) -> I64:
        offset = days - self._anchor
        key = keys(self._seed, stream, ids, (offset < 0).astype(np.int64))
        end = far_end(key, sigma)
        return point(key, np.zeros_like(end), end, sigma, np.abs(offset), DEPTH, CALM)


_ROOT_SPAN = round(SPAN**0.5 * 16)


def far_end(key: U64, sigma: I64) -> I64:
    """Where a walk of that daily deviation stands ``SPAN`` days from the anchor."""
    end: I64 = (deviates(key) * sigma >> Z_BITS) * _ROOT_SPAN >> 5
    return end


def rounded(logs: I64, kind: I64) -> I64:
    """Prices in won, on the grid of their class; never below one tick."""
    won = (exp_milli(logs) + 500) // 1000
    return np.maximum(ticks.round_to_tick(kind, won), ticks.tick_size(kind, won))
