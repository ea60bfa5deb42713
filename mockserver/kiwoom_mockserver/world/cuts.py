"""Sessions cut in three: what comes before an auction, its print, and what comes after.

The pieces come to exactly the session: shares, worth, shares bought, extremes.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.world.arithmetic import ARRAYS
from kiwoom_mockserver.world.branching import ACTIVITY, SLACK, Segment, room
from kiwoom_mockserver.world.course import Course, Print
from kiwoom_mockserver.world.noise import I64, child

_STREAM: Final = 311
_PART_OF_SHARES: Final = 30
"""Thousandths of a session's shares that meet in the auction, about."""
_WEIGHTS: Final = (1024, 512, 1536, 128)
"""What comes before has so many 1024ths of its usual shares: the first that can be."""

Mask = NDArray[np.bool_]


class Cut(NamedTuple):
    """Where sessions are cut, an element each; prices in ticks, negative of what falls."""

    places: I64
    begin: I64
    end: I64
    sign: I64
    """1 for what rises, -1 for what falls."""
    top: I64
    bottom: I64
    """What comes before lies between these."""
    last: I64
    meets: I64
    trigger: I64
    kind: I64

    def only(self, kept: Mask) -> "Cut":
        """The elements to be kept."""
        return Cut(*(column[kept] for column in self))


class Pieces(NamedTuple):
    """What cut sessions come to; ``fits`` says which can be cut at all."""

    fits: Mask
    before: Segment
    shares: I64
    price: I64
    after: Segment


class _Range(NamedTuple):
    """Highest and lowest price before and after a cut."""

    high: I64
    low: I64
    later_high: I64
    later_low: I64


def pieces_of(course: Course, cut: Cut) -> Pieces:
    """What the sessions at the cuts' places come to before, in and after their auctions."""
    one = chosen(course.whole, cut.places)
    unit, key = course.traits.unit[cut.places], child(course.traits.key[cut.places], _STREAM)
    begun, high, low, close = mirrored(one, cut.sign)
    last, met = np.clip(cut.last, low, high), np.clip(cut.meets, low, high)
    top = np.maximum(np.minimum(cut.top, high), np.maximum(begun, last))
    bottom = np.minimum(np.maximum(cut.bottom, low), np.minimum(begun, last))
    shares = np.maximum(one.shares * (_PART_OF_SHARES // 2 + bits(key, 0, 5)) // 1000, 1)
    usual = _usual_part(one, cut)
    size = 1 + ((unit >> 2) * bits(key, 8, 10) >> 10)
    ends = (begun, last), (met, close)
    narrow = _narrow(key, top, bottom, ends, high, low)
    wide = _Range(top, bottom, high, low)
    inside = (one.start < cut.begin) & (cut.end < one.stop)
    fits = np.zeros(len(one.shares), dtype=np.bool_)
    found = [0 * one.shares] * 7
    # Means are to stay off extremes: else the price would lie there, and leap.
    for held, off in ((narrow, 1), (wide, 1), (narrow, 0), (wide, 0)):
        for weight in _WEIGHTS:
            first = np.clip(one.shares * usual * weight >> 20, unit, one.shares - shares - unit)
            able, worth, bought = _worths(one, cut.sign, first, shares, ends, held, size, off)
            taken = able & inside & ~fits & (first >= unit)
            columns = (first, worth, bought, *held)
            found = [np.where(taken, a, b) for a, b in zip(columns, found, strict=True)]
            fits |= taken
    pieces = _built(one, cut, ends, (shares, size), found)
    return Pieces(fits, *pieces)


def _usual_part(one: Segment, cut: Cut) -> I64:
    """Of a session's shares, 1024ths that are usually traded before the cut."""
    before = ACTIVITY[np.clip(cut.begin, one.start, one.stop)] - ACTIVITY[one.start]
    part: I64 = (before << 10) // np.maximum(ACTIVITY[one.stop] - ACTIVITY[one.start], 1)
    return part


def _narrow(
    key: Any, top: I64, bottom: I64, ends: tuple[tuple[I64, I64], ...], high: I64, low: I64
) -> _Range:
    """Ranges as chance has them: each extreme is reached before or after, the other falls short."""
    most, least = np.maximum(*ends[0]), np.minimum(*ends[0])
    later_most, later_least = np.maximum(*ends[1]), np.minimum(*ends[1])
    reach = [bits(key, 20 + 10 * place, 10) for place in range(4)]
    fall, rise = least - ((least - bottom) * reach[1] >> 11), most + ((top - most) * reach[0] >> 11)
    first_high = np.where((top == high) & (reach[0] & 1 == 1), top, rise)
    # What lies behind is reached before, where it can be: else the price would run to and fro.
    first_low = np.where(bottom == low, bottom, fall)
    return _Range(
        first_high, first_low,
        np.where(first_high == high, later_most + ((high - later_most) * reach[2] >> 11), high),
        np.where(first_low == low, later_least - ((later_least - low) * reach[3] >> 11), low),
    )  # fmt: skip


def _worths(
    one: Segment, sign: I64, first: I64, met: I64, ends: tuple[tuple[I64, I64], ...],
    held: _Range, size: I64, off: int,
) -> tuple[Mask, I64, I64]:  # fmt: skip
    """Whether all worth and all buying can be parted so, and what comes before has of them.

    With ``off`` 1 neither mean comes near its extremes.
    """
    rest = one.shares - met - first
    (begun, last), (met_at, close) = ends
    before = Segment(0, 0, 0, begun, held.high, held.low, last, first, 0, 0, size)
    after = Segment(0, 0, 0, met_at, held.later_high, held.later_low, close, rest, 0, 0, one.last)
    (less, more), (later_less, later_more) = room(before, ARRAYS), room(after, ARRAYS)
    left = one.worth * sign - met * ends[1][0]
    slack = off * (first * (held.high - held.low) >> SLACK)
    later = left - rest * held.later_low
    later_slack = off * (rest * (held.later_high - held.later_low) >> SLACK)
    least = np.maximum(first * held.low + less + slack, later - later_more + later_slack)
    most = np.minimum(first * held.low + more - slack, later - later_less - later_slack)
    fits = (least <= most) & (less <= more) & (later_less <= later_more)
    worth = np.clip(first * (ends[0][0] + ends[0][1]) >> 1, least, most)
    buys, sells = size * (sign > 0), size * (sign < 0)
    later_buys, later_sells = np.maximum(one.last, 0), np.maximum(-one.last, 0)
    fewest = np.maximum(buys, one.bought - rest + later_sells)
    highest = np.minimum(first - sells, one.bought - later_buys)
    bought = np.clip(one.bought * first // np.maximum(one.shares, 1), fewest, highest)
    return fits & (fewest <= highest), worth, bought


def _built(
    one: Segment, cut: Cut, ends: tuple[tuple[I64, I64], ...], sizes: tuple[I64, I64],
    found: list[I64],
) -> tuple[Segment, I64, I64, Segment]:  # fmt: skip
    shares, size = sizes
    first, worth, bought, *held = found
    sign, rises = cut.sign, cut.sign > 0
    high, low, later_high, later_low = held
    met = ends[1][0]
    number = np.ones_like(first)
    before = Segment(
        one.start, cut.begin, number, one.open, np.where(rises, high, -low),
        np.where(rises, low, -high), ends[0][1] * sign, first, worth * sign, bought, size * sign,
    )  # fmt: skip
    after = Segment(
        cut.end, one.stop, number, met * sign, np.where(rises, later_high, -later_low),
        np.where(rises, later_low, -later_high), one.close, one.shares - shares - first,
        one.worth - shares * met * sign - worth * sign, one.bought - bought, one.last,
    )  # fmt: skip
    return before, shares, met * sign, after


def parted(course: Course, cut: Cut, pieces: Pieces, number: int) -> tuple[Course, Print, Course]:
    """The sessions up to their auctions, the prints, and what is left; whole where none is cut.

    ``number`` says how often they are cut by then.
    """
    whole, traits, tick = course.whole, course.traits, course.tick
    places, none = cut.places, 0 * whole.shares
    first, rest = chosen(pieces.before, pieces.fits), chosen(pieces.after, pieces.fits)
    over = Segment(*(none for _ in Segment._fields))._replace(start=whole.stop, stop=whole.stop)
    length = np.maximum((whole.stop - whole.start)[places], 1)
    shares, price = pieces.shares[pieces.fits], pieces.price[pieces.fits] * tick[places]
    met = Print(
        put(none, places, cut.end), put(none, places, price), put(none, places, shares),
        put(none, places, cut.begin), 2 * number,
    )  # fmt: skip
    made = []
    for half, (mine, others) in enumerate(((first, whole), (rest, over))):
        columns = (put(old, places, new) for old, new in zip(others, mine, strict=True))
        # Its stretches are no one else's, so the tide has no part in them.
        square = traits.sigma[places] ** 2 * (mine.stop - mine.start) // length
        # A square root of whole numbers is the same on every processor.
        sigma = np.sqrt(square.astype(np.float64)).astype(np.int64)
        keys = child(traits.key[places], _STREAM + 1 + half)
        own = traits._replace(
            key=put(traits.key, places, keys), sigma=put(traits.sigma, places, sigma),
            own=put(traits.own, places, sigma), sway=put(traits.sway, places, none[places]),
        )  # fmt: skip
        made.append(Course(Segment(*columns), own, tick))
    return made[0], met, made[1]


def mirrored(one: Segment, sign: I64) -> tuple[I64, I64, I64, I64]:
    """Open, high, low and close, upside down where the price falls."""
    rises = sign > 0
    return (
        one.open * sign, np.where(rises, one.high, -one.low), np.where(rises, one.low, -one.high),
        one.close * sign,
    )  # fmt: skip


def chosen(one: Segment, places: Any) -> Segment:
    """The segments at these places."""
    return Segment(*(column[places] for column in one))


def put(column: Any, places: I64, values: Any) -> Any:
    """A copy of the column with ``values`` at these places."""
    changed = column.copy()
    changed[places] = values
    return changed


def bits(key: Any, low: int, count: int) -> I64:
    """A whole number below ``2**count`` of each key: its bits from ``low`` on."""
    found: I64 = ARRAYS.part(key, low, count)
    return found
