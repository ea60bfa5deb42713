"""Ratios of shares in hundredths of a per cent, rounded as the live server rounds them.

Live 0B frame, July 2026: 8,797,957 bought and 11,283,001 sold show a strength of 77.98, and
20,631,648 of the 29,237,216 shares of the day before show 70.57.
"""

import numpy as np

from kiwoom_mockserver.world.noise import I64


def part(of: I64, whole: I64) -> I64:
    """``of`` in parts of ``whole``, to the nearest; 0 of nothing."""
    rounded = (20_000 * of + whole) // np.maximum(2 * whole, 1)
    return np.where(whole > 0, rounded, 0)


def strength(bought: I64, sold: I64) -> I64:
    """Shares bought at the ask over those sold at the bid, to the nearest; 0 of none sold.

    What auctions deal is neither: in that frame 550,690 shares more make the day's volume.
    """
    return part(bought, sold)
