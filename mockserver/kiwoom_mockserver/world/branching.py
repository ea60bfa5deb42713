"""A stretch of trading, cut in two again and again: what each half gets of prices and shares.

A *segment* says of a stretch of time what its trades come to: first, highest, lowest and last
price, shares, shares bought, and the sum of price times shares. That of a whole session is drawn
at once (planning), so a day is known without its minutes. Its halves are drawn so that they come
to exactly the whole, theirs again, down to single seconds. So any instant is found in fifteen
cuts, and whoever adds up minutes, seconds or trades gets the day to the share and the won.

Prices are whole ticks of one size: no session trades on both sides of an edge of the tick table
(planning sees to it). ``worth`` is the sum of ticks times shares. A segment has no shares, or at
least ``unit`` of them; and room to place the trades it must have (``room``), so that its worth can
always be met.

The columns may be arrays or plain numbers, see ``arithmetic``.
"""

from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.arithmetic import ARRAYS, REACH_BITS, Arrays, Numbers
from kiwoom_mockserver.world.noise import I64, Z_BITS

Ways = Arrays | Numbers

DEEPEST: Final = 20
"""More cuts than any session needs."""

SLACK: Final = 2
"""The quarter of a reach that a mean stays off its ends: halvings of one."""

_BITS: Final = 20
_ONE: Final = 1 << _BITS
MIDDLE_BITS: Final = 10
MIDDLE: Final = np.array(
    [round((1 << MIDDLE_BITS - 2) * 2 ** (-level / 2)) for level in range(DEEPEST)]
)
"""Deviation of a middle once the mean is known, in 1024ths of the session's: a quarter."""

_FAR: Final = 220
"""How far a half gets beyond what it must have, in 256ths of that and of its usual reach."""

_DRAW: Final = Z_BITS + MIDDLE_BITS

_CALM: Final = np.array([2] * 6 + [1] * 3 + [0] * (DEEPEST - 9))
"""Halvings of the chance in how shares are cut: quarters of a day differ less than seconds."""


class Segment(NamedTuple):
    """A stretch of a session and all that is traded in it; times are seconds of the day."""

    start: Any
    stop: Any
    number: Any
    """Place in the tree: 1 is the whole, 2n and 2n + 1 are the halves of n."""
    open: Any
    high: Any
    low: Any
    close: Any
    shares: Any
    worth: Any
    bought: Any
    last: Any
    """Shares of the last trade, negative when sold at the bid."""


class Traits(NamedTuple):
    """What the cuts of a session follow from, beside the segment."""

    key: Any
    unit: Any
    """Shares a segment has at least, 8 or more."""
    sigma: Any
    """Standard deviation over the whole session, in 256ths of a tick."""
    own: Any
    """The part of it that is by its own chance."""
    sway: Any
    """And by the chance that all issues share that day; negative for what goes against it."""
    tide: Any
    """What that follows from, see ``tides``."""


def _clock() -> I64:
    """Cumulated activity by second of the day: busy at openings and closings, quiet at noon."""
    minute = np.arange(24 * 60)
    since, left = minute - 540, 920 - minute
    busy = 100 + 260 * 40 // (40 + np.maximum(since, 0)) + 120 * 30 // (30 + np.maximum(left, 0))
    early = 100 + 200 * 10 // (10 + np.maximum(minute - 480, 0))
    late = 60 + 160 * 30 // (30 + np.maximum(minute - 920, 0))
    weight = np.where(since < 0, early, np.where(left > 0, busy, late))
    return np.append(0, np.cumsum(np.repeat(weight, 60)))


ACTIVITY: Final = _clock()


def middle(start: Any, stop: Any, by: Ways) -> Any:
    """Where a stretch is cut: at the minute nearest its middle, else in the middle."""
    half = (start + stop) >> 1
    edge = (half + 30) // 60 * 60
    return by.where((edge > start) & (edge < stop), edge, half)


def room(one: Segment, by: Ways) -> tuple[Any, Any]:
    """Least and most worth beyond ``shares`` times the lowest price, by the trades it must have.

    These are the first one, the last one, and one at either extreme.
    """
    span, size = one.high - one.low, by.most(one.last, -one.last)
    less = size * (one.close - one.low) + (one.open - one.low) + span
    more = one.shares * span - size * (one.high - one.close) - (one.high - one.open) - span
    return less, more


def halves(whole: Segment, traits: Traits, level: Any, by: Ways) -> tuple[Segment, Segment]:
    """The two halves of a segment ``level`` cuts below its session; shares 0 where none trade."""
    cut = middle(whole.start, whole.stop, by)
    bits = by.hashes(traits.key, traits.tide, whole.number)
    share, chosen = _share(whole, cut, level, bits[0], by)
    large = whole.shares >= 2 * traits.unit
    if isinstance(by, Numbers):
        if large:
            left, right, first, parted = _apart(whole, traits, level, cut, share, bits, chosen, by)
            if parted:
                return left, right
            chosen = first
        return _together(whole, cut, chosen, by)
    rows = np.flatnonzero(large)
    if 8 * len(rows) < 7 * len(large):
        return _few_apart(rows, whole, traits, level, cut, share, bits, chosen)
    left, right, first, parted = _apart(whole, traits, level, cut, share, bits, chosen, by)
    rows = np.flatnonzero(parted & large ^ True)
    first = by.where(large, first, chosen)[rows]
    # What the halves have of the whole as it is belongs to it.
    left = left._replace(open=left.open.copy())
    right = right._replace(
        open=right.open.copy(), close=right.close.copy(), last=right.last.copy()
    )  # fmt: skip
    _put((left, right), rows, _together(_at(whole, rows), cut[rows], first, by))
    return left, right


def _few_apart(
    rows: I64, whole: Segment, traits: Traits, level: Any, cut: Any, share: Any,
    bits: tuple[Any, Any, Any], chosen: Any,
) -> tuple[Segment, Segment]:  # fmt: skip
    """Halves where few segments are large enough to be cut at all: those at ``rows``."""
    if not len(rows):
        return _together(whole, cut, chosen, ARRAYS)
    deep = level if isinstance(level, int) else level[rows]
    ours = Traits(*(column[rows] for column in traits))
    some = bits[0][rows], bits[1][rows], bits[2][rows]
    left, right, first, parted = _apart(
        _at(whole, rows), ours, deep, cut[rows], share[rows], some, chosen[rows], ARRAYS
    )
    chosen = chosen.copy()
    chosen[rows] = first
    halved = _together(whole, cut, chosen, ARRAYS)
    held = np.flatnonzero(parted)
    _put(halved, rows[held], (_at(left, held), _at(right, held)))
    return halved


def _at(one: Segment, places: Any) -> Segment:
    return Segment(*(column[places] for column in one))


_DRAWN: Final = slice(3, None)
"""Of a segment's columns, those that are not times and numbers."""

_NOTHING: Final = (0,) * (len(Segment._fields) - 3)


def _put(halved: tuple[Segment, Segment], rows: I64, there: tuple[Segment, Segment]) -> None:
    """The halves at some places are others; the columns change."""
    for one, other in zip(halved, there, strict=True):
        for column, values in zip(one[_DRAWN], other[_DRAWN], strict=True):
            column[rows] = values


def _together(whole: Segment, cut: Any, first: Any, by: Ways) -> tuple[Segment, Segment]:
    """Halves of which one, the first or not, has everything: what cannot be told apart."""
    before, after = whole.number * 2, whole.number * 2 + 1
    drawn = whole[_DRAWN]
    if isinstance(by, Numbers):
        left, right = (drawn, _NOTHING) if first else (_NOTHING, drawn)
        return Segment(whole.start, cut, before, *left), Segment(cut, whole.stop, after, *right)
    second = first ^ True
    return (
        Segment(whole.start, cut, before, *(column * first for column in drawn)),
        Segment(cut, whole.stop, after, *(column * second for column in drawn)),
    )


def _apart(
    whole: Segment, traits: Traits, level: Any, cut: Any, share: Any, bits: tuple[Any, Any, Any],
    chosen: Any, by: Ways,
) -> tuple[Segment, Segment, Any, Any]:  # fmt: skip
    """Both halves of a large segment.

    Then whether all of it is in the first, and whether it is in both, as which they are drawn.
    """
    early = _shares(whole, traits, share, by)
    left, right, mean = _prices(whole, traits, level, early, bits, by)
    (left, right), fits = _worths(whole, left, right, mean, by)
    parted = fits & (early > 0) & (early < whole.shares)
    first = by.where(fits, early == whole.shares, chosen)
    return (*_assembled(whole, left, right, cut, early, bits[1], by), first, parted)


def _share(whole: Segment, cut: Any, level: Any, bits: Any, by: Ways) -> tuple[Any, Any]:
    """The part of the shares the first half has, and whether a segment not cut belongs there."""
    begin = by.pick(ACTIVITY, whole.start)
    span = by.most(by.pick(ACTIVITY, whole.stop) - begin, 1)
    share = ((by.pick(ACTIVITY, cut) - begin) << _BITS) // span
    spread = (share * (_ONE - share)) >> _BITS
    noise = (by.normal(bits, 0) * spread >> Z_BITS) >> by.pick(_CALM, level)
    share = by.least(by.most(share + noise, 0), _ONE)
    return share, by.part(bits, 2, _BITS) < share


def _shares(whole: Segment, traits: Traits, share: Any, by: Ways) -> Any:
    """Shares of the first half of a large segment: a unit at least in either."""
    unit, shares = traits.unit, whole.shares
    early = (shares * share) >> _BITS
    early = by.where(early < unit, by.where(early * 2 < unit, 0, unit), early)
    late = shares - early
    return by.where(late < unit, by.where(late * 2 < unit, shares, shares - unit), early)


def _prices(
    whole: Segment, traits: Traits, level: Any, early: Any, bits: tuple[Any, Any, Any], by: Ways
) -> tuple[Segment, Segment, Any]:
    """Both halves with prices, shares and last trades, and the first's mean in 256ths of a tick.

    The middle price follows from both ends and the mean, as a Brownian motion's does, and is met
    at the bid or at the ask: a tick between trades of one moment says nothing of the way. The
    extremes are reached in one half at least, and every half holds the ticks around its mean.
    """
    one, two, tide = bits
    _, _, _, first, high, low, close, shares, worth, bought, last = whole
    scale = by.pick(MIDDLE, level)
    sigma = traits.sigma * scale >> MIDDLE_BITS
    own, sway = traits.own, traits.sway
    count = by.most(shares, 1)
    mean = (worth << 8) // count
    away = _beyond_bounce(mean - ((first + close) << 7), by) >> 1
    drawn = by.normal(one, 1) * own + by.normal(tide, 1) * sway
    price = mean + away + (drawn * scale >> _DRAW) + by.part(one, 22, 8)
    price = by.least(by.most(price >> 8, low), high)
    late = shares - early
    # The second half's part of the shares, in 1024ths.
    part = (late << 10) // count
    lean = _beyond_bounce((first - close) << 7, by) * part >> 10
    drawn = by.normal(two, 2) * own + by.normal(tide, 2) * sway
    mine = mean + lean + (drawn * (scale * 9) >> (_DRAW + 4))
    rest = mean + (mean - mine) * early // by.most(late, 1)
    # A walk gets beyond its ends either way, and hardly ever by nothing.
    rounded, far = by.part(two, 13, 8), sigma * _FAR >> 8
    over = ((by.reach(two, 0) * far >> REACH_BITS) + rounded) >> 8
    under = ((by.reach(one, 3) * far >> REACH_BITS) + rounded) >> 8
    lead = by.normal(two, 1) * sigma >> (Z_BITS + 8)
    size = 1 + ((traits.unit >> 3) * by.part(two, 2, 10) >> 10)
    apart = by.part(one, 30, 3) > 0
    top, bottom = _around(first, price, mine, apart, whole, by)
    top_right, bottom_right = _around(price, close, rest, apart, whole, by)
    high_left, high_right = _tops(top, top_right, high, over, lead, by)
    low_left, low_right = (
        -extreme for extreme in _tops(-bottom, -bottom_right, -low, under, lead, by)
    )
    # Where the way leads far to one side, the mean lies on that side too.
    pull = _pull(first, price, high_left, low_left, by)
    pull = pull - _pull(price, close, high_right, low_right, by)
    mine = mine + (pull * part >> 10)
    left = Segment(0, 0, 0, first, high_left, low_left, price, early, 0, 0, size)
    right = Segment(0, 0, 0, price, high_right, low_right, close, late, 0, bought, last)
    return left, right, mine


def _around(
    first: Any, close: Any, mean: Any, apart: Any, whole: Segment, by: Ways
) -> tuple[Any, Any]:
    """The highest and the lowest price that a half with these ends and this mean must have.

    Where they are to be ``apart`` and the whole allows it, there is a bid and an ask at least.
    """
    top = by.most(by.most(first, close), by.least(-(-mean >> 8), whole.high))
    bottom = by.least(by.least(first, close), by.most(mean >> 8, whole.low))
    bottom = bottom - (apart & (top == bottom) & (bottom > whole.low))
    top = top + (apart & (top == bottom) & (top < whole.high))
    return top, bottom


def _tops(top: Any, other: Any, high: Any, over: Any, lead: Any, by: Ways) -> tuple[Any, Any]:
    """The highest prices of both halves: at least their own, and the whole's in one at least."""
    up = (top == high) | ((other != high) & (top + lead > other))
    down = (other == high) | (up ^ True)
    return (
        by.where(up, high, by.least(top + over, high)),
        by.where(down, high, by.least(other + over, high)),
    )


def _pull(first: Any, close: Any, high: Any, low: Any, by: Ways) -> Any:
    """How far the reach of a way moves its mean, in 256ths of a tick: half of it."""
    return (high + low - by.most(first, close) - by.least(first, close)) * 128


def _beyond_bounce(way: Any, by: Ways) -> Any:
    """A way in 256ths of a tick without the half tick that bid and ask alone may make of it."""
    return way - by.least(by.most(way, -128), 128)


class _Bounds(NamedTuple):
    """What a half can be worth, and how far off either end it should stay."""

    least: Any
    most: Any
    slack: Any


def _bounds(half: Segment, size: Any) -> _Bounds:
    """By the trades it must have, as in ``room``; ``size`` is that of the last one."""
    span, above = half.high - half.low, half.open - half.low
    area, floor = half.shares * span, half.shares * half.low
    least = floor + size * (half.close - half.low) + above + span
    most = floor + area - size * (half.high - half.close) + above - (span << 1)
    return _Bounds(least, most, area >> SLACK)


def _stretched(
    half: Segment, size: Any, bounds: _Bounds, up: Any, down: Any
) -> tuple[Segment, _Bounds]:
    """A half that reaches a tick higher, or lower, where it is to, and what it can be worth."""
    span, left = half.high - half.low, half.shares - size - 2
    least = bounds.least + up - left * down
    most = bounds.most + left * up - down
    area = half.shares * (span + up + down)
    return (
        half._replace(high=half.high + up, low=half.low - down),
        _Bounds(least, most, area >> SLACK),
    )


def _worths(
    whole: Segment, left: Segment, right: Segment, mean: Any, by: Ways
) -> tuple[tuple[Segment, Segment], Any]:
    """Both halves with their worth, and whether they can have any that sums to the whole's."""
    high, low, worth = whole.high, whole.low, whole.worth
    size = by.most(right.last, -right.last)
    one, two = _bounds(left, left.last), _bounds(right, size)
    slack = one.slack + two.slack
    much, little = worth > one.most + two.most - slack, worth < one.least + two.least + slack
    if by.some(much | little):
        up, down = much & (left.high < high), little & (left.low > low)
        left, one = _stretched(left, left.last, one, up, down)
        up, down = much & (right.high < high), little & (right.low > low)
        right, two = _stretched(right, size, two, up, down)
    # What the first half is worth if the other one has the most, or the least, it can have.
    rest_most, rest_least = worth - two.most, worth - two.least
    fits = (rest_most <= one.most) & (rest_least >= one.least)
    mine = left.shares * mean >> 8
    # A mean stays off its extremes where it can: what lies on one cannot be cut any more. Where
    # not both halves' can, both come as near.
    floor = by.most(one.least + one.slack, rest_most + two.slack)
    ceiling = by.least(one.most - one.slack, rest_least - two.slack)
    between = (floor + ceiling) >> 1
    mine = by.least(by.most(mine, by.least(floor, between)), by.most(ceiling, between))
    mine = by.least(by.most(mine, by.most(one.least, rest_most)), by.least(one.most, rest_least))
    return (left._replace(worth=mine), right._replace(worth=worth - mine)), fits


def _assembled(
    whole: Segment, left: Segment, right: Segment, cut: Any, early: Any, bits: Any, by: Ways
) -> tuple[Segment, Segment]:
    """The halves of what is in both, with shares bought and last trades."""
    shares, where = whole.shares, by.where
    late = shares - early
    # The last trade's shares are bought or sold; so many are spoken for.
    buys, count = by.most(whole.last, 0), by.most(shares, 1)
    sells = buys - whole.last
    bought = whole.bought * early // count
    span = by.most(whole.high - whole.low, 1)
    # Where only bid and ask are left, what is dearer than the rest was bought.
    dearer = (left.worth * shares - whole.worth * early) // (count * span)
    lean = where(span > 2, (early >> 3) * (left.close - left.open) // span, dearer)
    bought = by.least(
        by.most(bought + lean, by.most(whole.bought - late + sells, 0)),
        by.least(early, whole.bought - buys),
    )
    size = left.last
    can_buy, can_sell = bought >= size, early - bought >= size
    dear = left.close * shares - whole.worth
    level = (dear == 0) & (by.part(bits, 12, 1) == 1)
    buying = can_buy & ((dear > 0) | level | (can_sell ^ True))
    size = where(buying, size, -size)
    return (
        Segment(
            whole.start, cut, whole.number * 2, whole.open, left.high, left.low, left.close,
            early, left.worth, bought, size,
        ),
        Segment(
            cut, whole.stop, whole.number * 2 + 1, right.open, right.high, right.low, whole.close,
            late, right.worth, whole.bought - bought, whole.last,
        ),
    )  # fmt: skip
