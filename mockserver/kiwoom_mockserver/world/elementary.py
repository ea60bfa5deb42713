"""Exponentials, logarithms and the normal distribution of floating-point columns.

Made of additions, multiplications, divisions and square roots only, which every processor rounds
alike, so that two machines agree to the last bit; those of the C library need not.
"""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

F64: TypeAlias = NDArray[np.float64]

_LN_2: Final = 0.693_147_180_559_945_3
_ROOT_HALF: Final = 0.707_106_781_186_547_6
_ROOT_TWO_PI: Final = 2.506_628_274_631_000_7
_FAR: Final = 7.0
"""Standard deviations beyond which a normal deviate does not fall."""


def exp(x: F64) -> F64:
    """e**x of each element, for -700 < x < 700."""
    whole = np.rint(x / _LN_2)
    rest = x - whole * _LN_2
    total = np.ones_like(rest)
    for term in range(17, 0, -1):
        total = 1.0 + total * rest / term
    return np.ldexp(total, whole.astype(np.int64))


def log(x: F64) -> F64:
    """The natural logarithm of each element, above 0."""
    part, power = np.frexp(x)
    small = part < _ROOT_HALF
    part = np.where(small, part * 2, part)
    power = power - small
    step = (part - 1) / (part + 1)
    square = step * step
    total = np.zeros_like(step)
    for term in range(29, 0, -2):
        total = total * square + 1 / term
    logarithm: F64 = 2 * step * total + power * _LN_2
    return logarithm


def density(x: F64) -> F64:
    """The standard normal density at each element."""
    near = np.clip(x, -_FAR, _FAR)
    found: F64 = exp(-near * near / 2) / _ROOT_TWO_PI
    return found


def below(x: F64) -> F64:
    """The chance that a standard normal deviate is below each element."""
    near = np.clip(x, -_FAR, _FAR)
    square = near * near
    total = np.ones_like(near)
    # 1 + x2/3 (1 + x2/5 (1 + ...)): so many terms that the last is nothing at 7.
    for odd in range(301, 1, -2):
        total = 1 + total * square / odd
    chance = 0.5 + near * total * density(near)
    return np.clip(chance, 0.0, 1.0)
