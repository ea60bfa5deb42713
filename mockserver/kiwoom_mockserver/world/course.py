"""Sessions of some issues, each drawn as a whole: read at an instant, by minutes, by trades."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.arithmetic import ARRAYS, NUMBERS
from kiwoom_mockserver.world.branching import DEEPEST, Segment, Traits, Ways, halves
from kiwoom_mockserver.world.noise import I64

MINUTE: Final = 60
SECOND: Final = 1


class Reached(NamedTuple):
    """What has happened until an instant, in won and shares; all 0 without a trade.

    ``size`` is the last trade's shares, negative at the bid.
    """

    open: Any
    high: Any
    low: Any
    last: Any
    size: Any
    volume: Any
    value: Any
    bought: Any
    since: Any
    """The last trade is in one of the seconds from ``since`` to ``till``."""
    till: Any
    tail: Any = None
    """The segment that holds the last trade, and how deep it is, where that was asked for."""


@dataclass(frozen=True, slots=True)
class Print:
    """One trade of each issue at one price, as an auction ends: 0 shares where there was none.

    Its expected price is told from the second ``since`` on.
    """

    second: Any
    price: Any
    shares: Any
    since: Any

    def only(self, places: I64) -> "Print":
        """The elements at these places."""
        return Print(
            self.second[places], self.price[places], self.shares[places], self.since[places]
        )

    def number(self, place: int) -> "Print":
        """One element, in plain numbers."""
        columns = self.second, self.price, self.shares, self.since
        return Print(*(int(column[place]) for column in columns))

    def begins(self) -> tuple[Any, Any]:
        """The first and the last second that the day's first trade may be in; -1 without one."""
        opened = self.opened()
        return opened, opened

    def opened(self) -> Any:
        """The second of the day's first trade; -1 without one."""
        return self.second | ((self.shares > 0) - 1)

    def lasted(self, reached: Reached, rows: Any) -> Any:
        """The second of the last trade of what was reached, of some elements; -1 without one."""
        second = reached.since | ((reached.volume > 0) - 1)
        return second if isinstance(self.second, int) else second[rows]

    def reached_each(self, seconds: I64) -> Reached:
        """What each element has reached by a second of its own."""
        return self.reached(seconds)

    def reached(self, second: Any, *, tail: bool = False) -> Reached:
        """What has happened until ``second`` of the day, that second included."""
        shares = self.shares * (self.second <= second)
        price = self.price * (shares > 0)
        second = self.second * (shares > 0)
        return Reached(
            price, price, price, price, shares, shares, shares * price, shares * 0, second, second
        )


@dataclass(frozen=True, slots=True)
class Course:
    """Continuous trading of some issues, one element each: the whole session, and how it is cut.

    Prices of ``whole`` are in ticks of ``tick`` won.
    """

    whole: Segment
    traits: Traits
    tick: Any

    def only(self, places: I64) -> "Course":
        """The elements at these places."""
        return Course(
            Segment(*(column[places] for column in self.whole)),
            Traits(*(column[places] for column in self.traits)),
            self.tick[places],
        )

    def number(self, place: int) -> "Course":
        """One element, in plain numbers."""
        return Course(
            Segment(*(int(column[place]) for column in self.whole)),
            Traits(*(int(column[place]) for column in self.traits)),
            int(self.tick[place]),
        )

    def reached(self, second: int, *, tail: bool = False) -> Reached:
        """What has happened until ``second`` of the day, that second's trades included."""
        whole, until = self.whole, second + 1
        if isinstance(whole.start, int):
            if whole.start < until < whole.stop:
                return self._cut(until, NUMBERS, tail=tail)
            return self._all(until >= whole.stop)
        traded = np.flatnonzero(whole.shares)
        if 2 * len(traded) < len(whole.shares):
            # What follows an interruption is of few issues.
            return self._of_few(traded, second, tail=tail)
        nothing = until <= int(whole.start.min()) if len(whole.start) else True
        if nothing or until >= int(whole.stop.max()):
            return self._all(until >= whole.stop)
        return self._cut(until, ARRAYS, tail=tail)

    def reached_each(self, seconds: I64) -> Reached:
        """What each element has reached by a second of its own."""
        return self._cut(seconds + 1, ARRAYS, tail=False)

    def begins(self) -> tuple[Any, Any]:
        """The first and the last second that the day's first trade may be in; -1 without one."""
        none = (self.whole.shares > 0) - 1
        return self.whole.start | none, (self.whole.stop - 1) | none

    def opened(self) -> Any:
        """The second of the day's first trade; -1 without one."""
        by = NUMBERS if isinstance(self.tick, int) else ARRAYS
        return self._end(self.whole, self.whole.shares * 0, by, late=False)

    def lasted(self, reached: Reached, rows: Any) -> Any:
        """The second of the last trade of what was reached, of some elements; -1 without one."""
        segment, level = reached.tail
        if isinstance(self.tick, int):
            return self._end(segment, level, NUMBERS, late=True)
        held = Segment(*(column[rows] for column in segment))
        return self.only(rows)._end(held, level[rows], ARRAYS, late=True)

    def _end(self, segment: Segment, level: Any, by: Ways, *, late: bool) -> Any:
        """The second of the first or the last trade of a segment; -1 without one."""
        traded = segment.shares > 0
        while by.some((segment.stop - segment.start > 1) & traded):
            left, right = halves(segment, self.traits, level, by)
            mine, other = (right, left) if late else (left, right)
            segment = _chosen(mine.shares > 0, mine, other, by)
            # A segment of a second stays what it is, however deep.
            level = by.least(level + 1, DEEPEST - 1)
        return by.where(traded, segment.start, -1)

    def milestones(self, levels: int) -> I64:
        """Prices, in ticks, at the ends of 2**levels stretches and before, (elements, ends).

        Where nothing trades in a stretch the price stays; 0 where nothing trades at all.
        """
        count, segment, traits = len(self.tick), self.whole, self.traits
        for level in range(levels):
            pair = halves(segment, traits, level, ARRAYS)
            # In order of time, all elements of one stretch side by side.
            segment = Segment(
                *(
                    np.stack([one.reshape(1 << level, count) for one in both], axis=1).reshape(-1)
                    for both in zip(*pair, strict=True)
                )
            )
            traits = Traits(*(np.concatenate((column, column)) for column in traits))
        shape = 1 << levels, count
        close, shares = segment.close.reshape(shape), segment.shares.reshape(shape)
        price = self.whole.open * (self.whole.shares > 0)
        found = [price]
        for stretch in range(1 << levels):
            price = np.where(shares[stretch] > 0, close[stretch], price)
            found.append(price)
        return np.stack(found, axis=1)

    def _all(self, over: Any) -> Reached:
        """Everything of what is over, and nothing of the rest."""
        one = self.whole
        traded = (one.shares > 0) * over
        price = self.tick * traded
        return Reached(
            one.open * price, one.high * price, one.low * price, one.close * price,
            one.last * traded, one.shares * traded, one.worth * price, one.bought * traded,
            one.start * traded, (one.stop - 1) * traded,
            (one._replace(shares=one.shares * traded), one.shares * 0),
        )  # fmt: skip

    def _of_few(self, traded: I64, second: int, *, tail: bool) -> Reached:
        """What has happened where only some elements have trades."""
        if len(traded) > FEW:
            one = self.only(traded).reached(second, tail=tail)
            rows = np.stack((*one[:-1], *one.tail[0], one.tail[1]), axis=1)
        else:
            made = [self.number(place).reached(second, tail=tail) for place in traded.tolist()]
            rows = np.array([(*one[:-1], *one.tail[0], one.tail[1]) for one in made])
        spread = np.zeros((len(self.tick), len(Reached._fields) + len(Segment._fields)), np.int64)
        if len(traded):
            spread[traded] = rows
        columns = spread.T
        begun = len(Reached._fields) - 1
        held = Segment(*columns[begun:-1]), columns[-1]
        return Reached(*columns[:begun])._replace(tail=held)

    def _cut(self, until: Any, by: Ways, *, tail: bool) -> Reached:
        """Down from the whole to the second, adding up the first halves that lie before."""
        segment, zero = self.whole, self.whole.shares * 0
        held, depth = segment._replace(shares=zero), zero
        sums = (zero, zero, zero)
        high = low = last = size = since = till = zero
        level = 0
        while True:
            inside = (segment.stop - segment.start > 1) & (segment.shares > 0)
            if not by.some(inside & (segment.start < until)):
                break
            left, right = halves(segment, self.traits, level, by)
            passed = until >= left.stop
            counts = passed & (left.shares > 0)
            sums = _added(sums, left, counts, by)
            high, low, last, size = _then(high, low, last, size, left, counts, by)
            since, till = by.where(counts, left.start, since), by.where(counts, left.stop - 1, till)
            if tail:
                held, depth = _chosen(counts, left, held, by), by.where(counts, level + 1, depth)
            segment = _chosen(passed, right, left, by)
            level += 1
        counts = (until >= segment.stop) & (segment.shares > 0)
        shares, worth, bought = _added(sums, segment, counts, by)
        high, low, last, size = _then(high, low, last, size, segment, counts, by)
        tick = self.tick
        opened = by.where(shares > 0, self.whole.open, 0) * tick
        since = by.where(counts, segment.start, since)
        till = by.where(counts, segment.stop - 1, till)
        if tail:
            held, depth = _chosen(counts, segment, held, by), by.where(counts, level, depth)
        return Reached(
            opened, high * tick, low * tick, last * tick, size, shares, worth * tick, bought,
            since, till, (held, depth),
        )  # fmt: skip


def _chosen(condition: Any, one: Segment, other: Segment, by: Ways) -> Segment:
    return Segment(*(by.where(condition, a, b) for a, b in zip(one, other, strict=True)))


def _added(sums: tuple[Any, Any, Any], one: Segment, counts: Any, by: Ways) -> tuple[Any, Any, Any]:
    gains = one.shares, one.worth, one.bought
    shares, worth, bought = (
        total + by.where(counts, gain, 0) for total, gain in zip(sums, gains, strict=True)
    )
    return shares, worth, bought


def _then(
    high: Any, low: Any, last: Any, size: Any, one: Segment, counts: Any, by: Ways
) -> tuple[Any, Any, Any, Any]:
    return (
        by.where(counts & (one.high > high), one.high, high),
        by.where(counts & ((low == 0) | (one.low < low)), one.low, low),
        by.where(counts, one.close, last),
        by.where(counts, one.last, size),
    )


Part = Print | Course
"""What a day of trading is made of, in order of time."""


FEW: Final = 10
"""So many segments are cut faster one by one than as columns."""


class _Found:
    """Leaves as they are found, in any order."""

    def __init__(self) -> None:
        self._owners: list[I64] = []
        self._segments: list[Segment] = []

    def add(self, owner: I64, segment: Segment) -> None:
        self._owners.append(owner)
        self._segments.append(segment)

    def sorted(self) -> tuple[I64, Segment]:
        """In order of element and time."""
        owners = np.concatenate(self._owners)
        columns = [np.concatenate(parts) for parts in zip(*self._segments, strict=True)]
        order = np.lexsort((columns[0], owners))
        return owners[order], Segment(*(column[order] for column in columns))


def leaves(course: Course, begin: int, end: int, width: int) -> tuple[I64, Segment]:
    """The segments of ``width`` seconds (60 or 1) with trades in seconds ``begin`` .. ``end``.

    In order of element and time; the first array says whose each is. A minute's edge is never
    inside a segment, so one of ``MINUTE`` is a clock minute, or what a session has of it.
    """
    whole = course.whole
    owner = np.flatnonzero((whole.shares > 0) & (whole.stop > begin) & (whole.start < end))
    segment = Segment(*(column[owner] for column in whole))
    found, level = _Found(), 0
    found.add(owner[:0], Segment(*(column[:0] for column in segment)))
    if len(owner) == 1:
        segment, level = _narrowed(course.number(int(owner[0])), begin, end, width)
        owner = np.full(len(segment.start), owner[0])
    while len(owner):
        small = segment.start // width == (segment.stop - 1) // width
        if small.any():
            found.add(owner[small], Segment(*(column[small] for column in segment)))
            large = np.flatnonzero(~small)
            owner, segment = owner[large], Segment(*(column[large] for column in segment))
            if not len(owner):
                break
        traits = Traits(*(column[owner] for column in course.traits))
        pair = halves(segment, traits, level, ARRAYS)
        both = Segment(*(np.concatenate(columns) for columns in zip(*pair, strict=True)))
        kept = np.flatnonzero((both.shares > 0) & (both.stop > begin) & (both.start < end))
        owner = np.concatenate((owner, owner))[kept]
        segment = Segment(*(column[kept] for column in both))
        level += 1
    return found.sorted()


def _narrowed(course: Course, begin: int, end: int, width: int) -> tuple[Segment, int]:
    """The segments of one issue's session that ``leaves`` goes on from, and how deep they are."""
    held, level = [course.whole], 0
    while held and len(held) < FEW:
        if any(one.start // width == (one.stop - 1) // width for one in held):
            break
        cut = [half for one in held for half in halves(one, course.traits, level, NUMBERS)]
        held = [one for one in cut if one.shares > 0 and one.stop > begin and one.start < end]
        level += 1
    columns = np.array(held, dtype=np.int64).reshape(-1, len(Segment._fields)).T
    return Segment(*columns), level
