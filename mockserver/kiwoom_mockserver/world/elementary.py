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
_HART_OVER: Final = (
    0.035_262_496_599_891_1, 0.700_383_064_443_688, 6.373_962_203_531_65, 33.912_866_078_383,
    112.079_291_497_871, 221.213_596_169_931, 220.206_867_912_376,
)  # fmt: skip
_HART_UNDER: Final = (
    0.088_388_347_648_318_4, 1.755_667_163_182_64, 16.064_177_579_207, 86.780_732_202_946_1,
    296.564_248_779_674, 637.333_633_378_831, 793.826_512_519_948, 440.413_735_824_752,
)  # fmt: skip

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
    """The chance that a standard normal deviate is below each element.

    Hart's rational function, off by some 1e-15.
    """
    far = np.minimum(np.abs(x), _FAR)
    beyond = exp(far * far / -2) * _polynomial(far, _HART_OVER) / _polynomial(far, _HART_UNDER)
    chance: F64 = np.where(x > 0, 1 - beyond, beyond)
    return chance


def _polynomial(x: F64, factors: tuple[float, ...]) -> F64:
    total = x * factors[0] + factors[1]
    for factor in factors[2:]:
        total = total * x + factor
    return total
