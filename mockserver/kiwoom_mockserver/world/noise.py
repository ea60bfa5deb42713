"""Chance without state: 64-bit hashes of where and when, and normal deviates made of them.

Everything is integer, so that two machines agree to the last bit. Arrays of any shape broadcast.
"""

from statistics import NormalDist
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

U64: TypeAlias = NDArray[np.uint64]
I64: TypeAlias = NDArray[np.int64]

_GAMMA: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_30, _27, _31 = np.uint64(30), np.uint64(27), np.uint64(31)
_ONE: Final = np.uint64(1)

_MASK: Final = (1 << 64) - 1

Z_BITS: Final = 20
"""Fraction bits of a normal deviate."""

TABLE_BITS: Final = 14
NORMALS: Final = np.array(
    [
        round(NormalDist().inv_cdf((index + 0.5) / (1 << TABLE_BITS)) * (1 << Z_BITS))
        for index in range(1 << TABLE_BITS)
    ],
    dtype=np.int64,
)
"""Normal quantiles, ``Z_BITS`` fraction bits; the widest deviate is about 4."""


def mix(state: U64) -> U64:
    """The splitmix64 finaliser of every element."""
    # In place, since columns are long.
    mixed = state >> _30
    mixed ^= state
    mixed *= _FIRST
    mixed ^= mixed >> _27
    mixed *= _SECOND
    mixed ^= mixed >> _31
    return mixed


def keys(seed: int, *parts: int | I64) -> U64:
    """One key for every combination of the broadcast ``parts``; order of parts matters."""
    state = mix(np.array([(seed + int(_GAMMA)) & _MASK], dtype=np.uint64))
    for part in parts:
        state = mix(state + spread(part))
    return state


def spread(number: int | I64) -> U64:
    """Neighbouring numbers, far apart; arrays, since NumPy warns when a scalar wraps around."""
    if isinstance(number, int):
        return np.array([(number + 1) * int(_GAMMA) & _MASK], dtype=np.uint64)
    return (number.astype(np.uint64) + _ONE) * _GAMMA


def one_below(bound: int, seed: int, *parts: int) -> int:
    """``below(keys(seed, *parts), bound)`` of plain numbers, a tenth of the work."""
    state = _mixed((seed + int(_GAMMA)) & _MASK)
    for part in parts:
        state = _mixed((state + (part + 1) * int(_GAMMA)) & _MASK)
    return (state >> 32) * bound >> 32


def _mixed(state: int) -> int:
    state = (state ^ (state >> 30)) * int(_FIRST) & _MASK
    state = (state ^ (state >> 27)) * int(_SECOND) & _MASK
    return state ^ (state >> 31)


def child(key: U64, number: int | I64) -> U64:
    """The key of a numbered node below ``key``."""
    return mix(key + spread(number))


def deviates(key: U64) -> I64:
    """A standard normal deviate of each key, ``Z_BITS`` fraction bits, truncated at about 4."""
    return NORMALS[(key >> np.uint64(64 - TABLE_BITS)).astype(np.int64)]


def below(key: U64, bound: int | I64) -> I64:
    """A whole number in ``0 .. bound - 1`` of each key; bound at most 2**31."""
    drawn = (key >> np.uint64(32)).astype(np.int64)
    return (drawn * np.asarray(bound, dtype=np.int64)) >> np.int64(32)
