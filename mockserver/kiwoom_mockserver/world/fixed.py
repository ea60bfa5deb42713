"""Logarithms of prices as integers, and back: the same on every processor.

A log price has 30 fraction bits, a price three decimals (thousandths of a won). Only integer
operations touch them; the two tables are computed with exact decimals.
"""

from decimal import Decimal, localcontext
from typing import Final

import numpy as np

from kiwoom_mockserver.world.noise import I64

BITS: Final = 30
ONE: Final = 1 << BITS


def _powers(step: int) -> I64:
    with localcontext() as context:
        context.prec = 30
        return np.array(
            [int((Decimal(2) ** (Decimal(i) / step)) * ONE + Decimal("0.5")) for i in range(256)],
            dtype=np.int64,
        )


_COARSE: Final = _powers(256)
_FINE: Final = _powers(65_536)
_LOG2_E: Final = np.int64(193_635_251)  # log2(e) with 27 fraction bits
_LN_2: Final = np.int64(744_261_118)  # ln(2) with 30 fraction bits


_NEAR: Final = 1 << 16
_MOST: Final = 17 * ONE
"""The highest log that is found; of higher prices too."""


def exp_milli(log: I64) -> I64:
    """e**log in thousandths; ``log`` from 0 (1.0) to about 16 (8.8 million), element by element."""
    exponent = (log * _LOG2_E) >> np.int64(27)
    whole = exponent >> np.int64(BITS)
    rest = exponent & np.int64(ONE - 1)
    value: I64 = _COARSE[rest >> np.int64(22)] * _FINE[(rest >> np.int64(14)) & np.int64(255)]
    value >>= np.int64(BITS)
    tail = ((rest & np.int64(0x3FFF)) * _LN_2) >> np.int64(BITS)
    value += (value * tail) >> np.int64(BITS)
    milli: I64 = (value * np.int64(1000)) >> (np.int64(BITS) - whole)
    return milli


def log_of(price: I64) -> I64:
    """The smallest log whose ``exp_milli`` is at least ``price`` won."""
    target = np.asarray(price, dtype=np.int64) * 1000
    # A guess says where to look; what is found does not depend on it.
    guess = (np.log(np.maximum(target, 1000) / 1000.0) * ONE).astype(np.int64)
    high = np.minimum(guess + _NEAR, _MOST)
    low = np.maximum(np.minimum(guess, _MOST) - _NEAR, 0)
    far = (exp_milli(high) < target) | ((low > 0) & (exp_milli(low - 1) >= target))
    steps = 2 * _NEAR
    if far.any():
        low, high = np.where(far, 0, low), np.where(far, _MOST, high)
        steps = _MOST
    for _ in range(steps.bit_length()):
        middle = (low + high) >> 1
        under = exp_milli(middle) < target
        low = np.where(under, middle + 1, low)
        high = np.where(under, high, middle)
    return high
