"""How much of an issue's trades a party has had, at any moment of a day.

A day has four quarters, cut at fixed parts of its volume. A party's *path* says how many shares it
has traded at their ends, and so far. A path is cut off another: at the ends of the quarters the
part is drawn, in between it keeps step with the whole. So all paths cut off one volume add up to
it and never fall, whatever moment is asked for, and one moment costs as much as a whole day.

All arrays are columns: one element an issue on a day; those at the quarters' ends are five columns.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiwoom_mockserver.world.branching import ACTIVITY
from kiwoom_mockserver.world.noise import I64, U64
from kiwoom_mockserver.world.session import OPEN_SECOND, STOP_SECOND

QUARTERS: Final = 4
BITS: Final = 16
"""Fraction bits of a share of a volume."""

WHOLE: Final = 1 << BITS

_OPENING, _CLOSING = 4 * WHOLE // 100, 7 * WHOLE // 100


def _usual_ends() -> I64:
    seconds = STOP_SECOND - OPEN_SECOND
    until = [ACTIVITY[OPEN_SECOND + seconds * part // QUARTERS] for part in range(QUARTERS + 1)]
    busy = np.array(until, dtype=np.int64) - until[0]
    ends: I64 = _OPENING + busy[1:-1] * (WHOLE - _OPENING - _CLOSING) // busy[-1]
    return ends


_ENDS: Final = _usual_ends()
"""Usual parts of the volume at the ends of all quarters but the last."""


@dataclass(frozen=True, slots=True)
class Path:
    """Shares a party has traded: at the quarters' ends, ``(5, elements)``, and so far.

    ``quarter`` is the one each element is in; None where all days are over.
    """

    ends: I64
    now: I64
    quarter: I64 | None

    @classmethod
    def of(cls, ends: I64, now: I64) -> "Path":
        """The path of a whole volume with these ends, of which ``now`` has been traded."""
        return cls(ends, now, (now >= ends[1:QUARTERS]).sum(axis=0))

    @classmethod
    def whole(cls, ends: I64) -> "Path":
        """The path of a whole volume with these ends, of days that are over."""
        return cls(ends, ends[QUARTERS], None)

    @property
    def total(self) -> I64:
        """Shares of the whole day."""
        total: I64 = self.ends[QUARTERS]
        return total

    def part(self, share: I64, chance: U64) -> "Path":
        """A part of the path: about ``share`` of it, in ``WHOLE`` ths, drawn by ``chance``."""
        return self.along(self.cut(self.part_of_total(share, chance), chance))

    def part_of_total(self, share: I64, chance: U64) -> I64:
        """About ``share`` of the whole day's shares, in ``WHOLE`` ths."""
        # What is left of a single share falls to someone by chance, not always to the same.
        dither = (chance & np.uint64(WHOLE - 1)).astype(np.int64)
        high, low = self.total >> BITS, self.total & (WHOLE - 1)
        part: I64 = high * share + (low * share + dither >> BITS)
        return part

    def along(self, ends: I64) -> "Path":
        """A part of the path that was cut off it, as far as the path itself has come."""
        now = ends[QUARTERS] if self.quarter is None else self._in_step(ends, self.quarter)
        return Path(ends, now, self.quarter)

    def cut(self, total: I64, chance: U64) -> I64:
        """The ends of a part with a known total, 0 to the path's; whatever the moment."""
        ends = np.zeros_like(self.ends)
        _, first, second, third, whole = self.ends
        ends[4] = total
        ends[2] = _between(second, whole, total, _draw(chance, 1))
        ends[1] = _between(first, second, ends[2], _draw(chance, 2))
        later = _between(third - second, whole - second, total - ends[2], _draw(chance, 3))
        ends[3] = ends[2] + later
        return ends

    def less(self, part: "Path") -> "Path":
        """What is left of the path without a part of it."""
        return Path(self.ends - part.ends, self.now - part.now, self.quarter)

    def beside(self, other: "Path") -> "Path":
        """The elements of both, one after the other."""
        quarter = None
        if self.quarter is not None and other.quarter is not None:
            quarter = np.concatenate((self.quarter, other.quarter))
        ends = np.concatenate((self.ends, other.ends), axis=1)
        return Path(ends, np.concatenate((self.now, other.now)), quarter)

    def only(self, places: I64) -> "Path":
        """The elements at these places."""
        quarter = None if self.quarter is None else self.quarter[places]
        return Path(self.ends[:, places], self.now[places], quarter)

    def won(self, prices: I64) -> I64:
        """Money behind the trades so far; ``prices`` at the quarters' ends, thousandths of a won.

        Inside a quarter the price goes evenly from one end to the other.
        """
        size = self.ends[1:] - self.ends[:-1]
        money = size * ((prices[:-1] + prices[1:]) >> 1)
        if self.quarter is None:
            whole: I64 = money.sum(axis=0) // 1000
            return whole
        money *= np.arange(QUARTERS)[:, None] < self.quarter
        begun, rest = self._begun(self.quarter)
        first, last = _at(prices, self.quarter), _at(prices, self.quarter + 1)
        now = begun * first + portion(begun, begun, rest) * ((last - first) >> 1)
        so_far: I64 = (money.sum(axis=0) + now) // 1000
        return so_far

    def _in_step(self, ends: I64, quarter: I64) -> I64:
        """How far a part with these ends has come."""
        begun, whole = self._begun(quarter)
        first, last = _at(ends, quarter), _at(ends, quarter + 1)
        return first + portion(begun, last - first, whole)

    def _begun(self, quarter: I64) -> tuple[I64, I64]:
        first = _at(self.ends, quarter)
        return self.now - first, _at(self.ends, quarter + 1) - first


def ends_of(volume: I64) -> I64:
    """The ends of a whole volume's path."""
    ends = np.zeros((QUARTERS + 1, len(volume)), dtype=np.int64)
    usual = _ENDS[:, None]
    ends[1:QUARTERS] = (volume >> BITS) * usual + ((volume & (WHOLE - 1)) * usual >> BITS)
    ends[QUARTERS] = volume
    return ends


def _at(columns: I64, place: I64) -> I64:
    picked: I64 = columns[place, np.arange(len(place))]
    return picked


def portion(count: I64, part: I64, whole: I64) -> I64:
    """``count * part // whole`` for ``count, part <= whole < 2**38``; 0 of nothing, exact.

    With ``count`` it never falls, and never grows by more than ``count`` does.
    """
    whole = np.maximum(whole, 1)
    ratio: I64 = np.floor_divide(part << BITS, whole)
    rest = (part << BITS) - ratio * whole
    high, low = count >> BITS, count & (WHOLE - 1)
    found: I64 = high * ratio + np.floor_divide(high * rest + low * part, whole)
    return found


def _draw(chance: U64, number: int) -> I64:
    """A number from -2**15 to 2**15 - 1."""
    bits = (chance >> np.uint64(16 * number)) & np.uint64(0xFFFF)
    return bits.astype(np.int64) - (1 << 15)


def _between(here: I64, whole: I64, total: I64, draw: I64) -> I64:
    """How much of a part's ``total`` falls into the first ``here`` of ``whole``."""
    room = np.minimum(total, whole - total)
    usual = portion(here, total, whole) + (room * draw >> 17)
    low, high = np.maximum(total - (whole - here), 0), np.minimum(total, here)
    bounded: I64 = np.clip(usual, low, high)
    return bounded
