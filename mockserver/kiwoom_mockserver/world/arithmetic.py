"""The same integer arithmetic for one number and for whole columns.

A rule of the market is written once, over ``ARRAYS`` or ``NUMBERS``: columns answer for the whole
market at once, plain numbers answer for one issue thirty times as fast. Both give equal results,
since nothing here rounds.
"""

from math import log
from typing import Any, Final

import numpy as np

from kiwoom_mockserver.world.noise import I64, NORMALS, TABLE_BITS, mix, spread

_MASK: Final = (1 << 64) - 1
_GAMMA: Final = 0x9E3779B97F4A7C15
_SHIFT: Final = 64 - TABLE_BITS

# NumPy scalars cost as much to make as a short operation.
_ONE: Final = np.uint64(1)
_TABLE: Final = np.uint64((1 << TABLE_BITS) - 1)
_UNSIGNED: Final = [np.uint64(number) for number in range(64)]
_PLACES: Final = [np.uint64(_SHIFT - TABLE_BITS * place) for place in range(4)]

REACH_BITS: Final = 8
_REACHES: Final = np.array(
    [
        round((-2 * log((index + 0.5) / (1 << TABLE_BITS))) ** 0.5 * (1 << REACH_BITS))
        for index in range(1 << TABLE_BITS)
    ],
    dtype=np.int64,
)

_NORMAL_LIST: Final[list[int]] = NORMALS.tolist()
_REACH_LIST: Final[list[int]] = _REACHES.tolist()


class Arrays:
    """Columns of int64; hashes are columns of uint64."""

    @staticmethod
    def where(condition: Any, one: Any, other: Any) -> Any:
        """One or the other, element by element."""
        return np.where(condition, one, other)

    @staticmethod
    def least(one: Any, other: Any) -> Any:
        """The smaller of each two."""
        return np.minimum(one, other)

    @staticmethod
    def most(one: Any, other: Any) -> Any:
        """The larger of each two."""
        return np.maximum(one, other)

    @staticmethod
    def hashes(key: Any, other: Any, number: Any) -> tuple[Any, Any, Any]:
        """Two independent hashes of each numbered node below a key, and one below another."""
        node = spread(number)
        one = mix(key + node)
        return one, mix(one + _ONE), mix(other + node)

    @staticmethod
    def normal(bits: Any, place: int) -> Any:
        """A normal deviate made of the bits ``14 * place`` below the top."""
        drawn = bits >> _PLACES[place]
        if place:
            drawn &= _TABLE
        return NORMALS.take(drawn.view(np.int64))

    @staticmethod
    def reach(bits: Any, place: int) -> Any:
        """How far a walk of unit deviation gets, ``REACH_BITS``; of the bits as ``normal``."""
        drawn = bits >> _PLACES[place]
        if place:
            drawn &= _TABLE
        return _REACHES.take(drawn.view(np.int64))

    @staticmethod
    def part(bits: Any, low: int, count: int) -> Any:
        """A whole number below ``2**count``: the bits from ``low`` on."""
        drawn = bits >> _UNSIGNED[low]
        drawn &= np.uint64((1 << count) - 1)
        return drawn.view(np.int64)

    @staticmethod
    def pick(table: I64, index: Any) -> Any:
        """The table's entries at the places given."""
        return table[index]

    @staticmethod
    def some(condition: Any) -> bool:
        """Whether the condition holds anywhere."""
        return bool(condition.any())


class Numbers:
    """Plain whole numbers."""

    @staticmethod
    def where(condition: Any, one: Any, other: Any) -> Any:
        """One number or the other."""
        return one if condition else other

    @staticmethod
    def least(one: Any, other: Any) -> Any:
        """The smaller of two."""
        return one if one < other else other

    @staticmethod
    def most(one: Any, other: Any) -> Any:
        """The larger of two."""
        return one if one > other else other

    @staticmethod
    def hashes(key: Any, other: Any, number: Any) -> tuple[Any, Any, Any]:
        """Two independent hashes of a numbered node below a key, and one below another."""
        node = (number + 1) * _GAMMA
        one = _mix(key + node & _MASK)
        return one, _mix(one + 1 & _MASK), _mix(other + node & _MASK)

    @staticmethod
    def normal(bits: Any, place: int) -> Any:
        """A normal deviate made of the bits ``14 * place`` below the top."""
        return _NORMAL_LIST[bits >> (_SHIFT - TABLE_BITS * place) & ((1 << TABLE_BITS) - 1)]

    @staticmethod
    def reach(bits: Any, place: int) -> Any:
        """How far a walk of unit deviation gets, ``REACH_BITS``; of the bits as ``normal``."""
        return _REACH_LIST[bits >> (_SHIFT - TABLE_BITS * place) & ((1 << TABLE_BITS) - 1)]

    @staticmethod
    def part(bits: Any, low: int, count: int) -> Any:
        """A whole number below ``2**count``: the bits from ``low`` on."""
        return bits >> low & ((1 << count) - 1)

    @staticmethod
    def pick(table: I64, index: Any) -> Any:
        """The table's entry at the place given."""
        return int(table.item(index))

    @staticmethod
    def some(condition: Any) -> bool:
        """The condition itself."""
        return bool(condition)


def _mix(state: int) -> int:
    state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    state = (state ^ state >> 27) * 0x94D049BB133111EB & _MASK
    return state ^ state >> 31


ARRAYS: Final = Arrays()
NUMBERS: Final = Numbers()
