"""Sessions cut into minutes, or seconds: whatever of them lies in a stretch of the day.

Parts of days are cut beside one another, as in ``abreast``: KRX's sessions, those an interruption
has parted, and NXT's.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.abreast import side_by_side
from kiwoom_mockserver.world.arithmetic import ARRAYS, NUMBERS
from kiwoom_mockserver.world.branching import Segment, Traits, halves
from kiwoom_mockserver.world.course import FEW, Course, Part, Print
from kiwoom_mockserver.world.noise import I64

MINUTE: Final = 60
SECOND: Final = 1


class Leaves(NamedTuple):
    """Segments with trades in order of element and time; ``owner`` says whose each is.

    Prices are in ticks of ``tick`` won.
    """

    owner: I64
    segment: Segment
    tick: I64


class _Stretch(NamedTuple):
    """The seconds ``begin`` .. ``end``, in segments of ``width`` seconds.

    They begin ``late`` seconds after the multiples of their width.
    """

    begin: int
    end: int
    width: int
    late: int

    def holds(self, one: Segment) -> I64:
        """Whether all of a segment is within one of them."""
        first, last = one.start - self.late, one.stop - self.late - 1
        within: I64 = first // self.width == last // self.width
        return within


def leaves(parts: Sequence[Part], begin: int, end: int, width: int, late: int = 0) -> list[Leaves]:
    """The segments of ``width`` seconds with trades in seconds ``begin`` .. ``end``, by part.

    Of ``MINUTE``, ``SECOND`` or what divides a minute: its edge is never inside a segment, so one
    of ``MINUTE`` is a clock minute, or what a session has of it; with ``late`` the edges are so
    many seconds later. What an auction deals is one of a second.
    """
    stretch = _Stretch(begin, end, width, late)
    cut = iter(_of_courses([one for one in parts if isinstance(one, Course)], stretch))
    return [_met(one, stretch) if isinstance(one, Print) else next(cut) for one in parts]


def _met(part: Print, stretch: _Stretch) -> Leaves:
    within = (part.second >= stretch.begin) & (part.second < stretch.end)
    owner = np.flatnonzero((part.shares > 0) & within)
    second, price, shares = part.second[owner], part.price[owner], part.shares[owner]
    none = 0 * owner
    return Leaves(
        owner,
        Segment(
            second, second + 1, none + 1, price, price, price, price, shares, price * shares, none,
            shares,
        ),
        none + 1,
    )  # fmt: skip


def _of_courses(courses: Sequence[Course], stretch: _Stretch) -> list[Leaves]:
    if not courses:
        return []
    asked = [
        np.flatnonzero((one.whole.shares > 0) & _lies_in(one.whole, stretch)) for one in courses
    ]
    whole = Segment(*side_by_side([one.whole for one in courses], asked))
    traits = Traits(*side_by_side([one.traits for one in courses], asked))
    row, segment = _cut(whole, traits, stretch)
    edges = np.searchsorted(row, np.cumsum([0, *map(len, asked)])).tolist()
    found, before = [], 0
    for number, (course, places) in enumerate(zip(courses, asked, strict=True)):
        here = slice(edges[number], edges[number + 1])
        owner = places[row[here] - before]
        found.append(
            Leaves(owner, Segment(*(column[here] for column in segment)), course.tick[owner])
        )
        before += len(places)
    return found


def _cut(whole: Segment, traits: Traits, stretch: _Stretch) -> tuple[I64, Segment]:
    """The leaves of sessions in order of element and time, and which element each is of."""
    row, segment, level = np.arange(len(whole.start)), whole, 0
    rows, segments = [row[:0]], [Segment(*(column[:0] for column in whole))]
    if len(row) < FEW:
        row, segment, level = _narrowed(whole, traits, stretch)
    while len(row):
        small = stretch.holds(segment)
        if small.any():
            rows.append(row[small])
            segments.append(Segment(*(column[small] for column in segment)))
            large = np.flatnonzero(~small)
            row, segment = row[large], Segment(*(column[large] for column in segment))
            if not len(row):
                break
        pair = halves(segment, Traits(*(column[row] for column in traits)), level, ARRAYS)
        both = Segment(*(np.concatenate(columns) for columns in zip(*pair, strict=True)))
        kept = np.flatnonzero((both.shares > 0) & _lies_in(both, stretch))
        row = np.concatenate((row, row))[kept]
        segment = Segment(*(column[kept] for column in both))
        level += 1
    row = np.concatenate(rows)
    columns = [np.concatenate(pieces) for pieces in zip(*segments, strict=True)]
    order = np.lexsort((columns[0], row))
    return row[order], Segment(*(column[order] for column in columns))


def _narrowed(whole: Segment, traits: Traits, stretch: _Stretch) -> tuple[I64, Segment, int]:
    """What a few sessions are cut into one by one, until there is enough to cut together."""
    keys = [Traits(*one) for one in zip(*(column.tolist() for column in traits), strict=True)]
    ones = zip(*(column.tolist() for column in whole), strict=True)
    held = [(row, Segment(*one)) for row, one in enumerate(ones)]
    level = 0
    while 0 < len(held) < FEW and not any(stretch.holds(one) for _, one in held):
        cut = [(row, half) for row, one in held for half in halves(one, keys[row], level, NUMBERS)]
        held = [(row, one) for row, one in cut if one.shares > 0 and _lies_in(one, stretch)]
        level += 1
    columns = np.array([one for _, one in held], dtype=np.int64).reshape(-1, len(Segment._fields))
    return np.array([row for row, _ in held], dtype=np.int64), Segment(*columns.T), level


def _lies_in(one: Segment, stretch: _Stretch) -> I64:
    """Whether some of a segment's seconds are of the stretch."""
    lies: I64 = (one.stop > stretch.begin) & (one.start < stretch.end)
    return lies
