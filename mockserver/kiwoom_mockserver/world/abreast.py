"""Down from many whole sessions to an instant, all of them together.

A cut of thousands of segments costs little more than one of a few, so that the sessions of a
market's day go down beside one another: KRX's, those an interruption has parted, and NXT's. Who is
asked again has the first cuts made for all instants at once, and begins below them.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.arithmetic import ARRAYS
from kiwoom_mockserver.world.branching import Segment, Traits, halves
from kiwoom_mockserver.world.descents import REACHED, Reached
from kiwoom_mockserver.world.noise import I64

BEFOREHAND: Final = 5
"""Cuts that are made once for all instants."""

_FEWER: Final = 8
"""Elements without trades left are no longer cut once they are this part of all."""

Session = tuple[Segment, Traits, I64]
"""What is traded of some issues as a whole, how it is cut, and won a tick."""


class _Passed(NamedTuple):
    """What lies before, element by element: sums, extremes, and what holds the last trade."""

    shares: I64
    worth: I64
    bought: I64
    high: I64
    low: I64
    held: Segment
    depth: I64

    def with_these(self, one: Segment, which: I64, depth: int) -> "_Passed":
        """The segments at ``which`` places lie before too; nothing is traded in some of them."""
        traded = which & (one.shares > 0)
        low = np.where(traded & ((self.low == 0) | (one.low < self.low)), one.low, self.low)
        columns = zip(one, self.held, strict=True)
        return _Passed(
            self.shares + one.shares * which, self.worth + one.worth * which,
            self.bought + one.bought * which, np.maximum(self.high, one.high * which), low,
            Segment(*(np.where(traded, new, old) for new, old in columns)),
            np.where(traded, depth, self.depth),
        )  # fmt: skip

    def only(self, places: I64) -> "_Passed":
        """The elements at these places."""
        return _Passed(
            self.shares[places], self.worth[places], self.bought[places], self.high[places],
            self.low[places], Segment(*(column[places] for column in self.held)),
            self.depth[places],
        )  # fmt: skip

    @property
    def columns(self) -> tuple[I64, ...]:
        """One after the other, as in a table."""
        return (*self[:5], *self.held, self.depth)


class _Cut(NamedTuple):
    """A cut on the way of many elements: what it led to, and all that lies before that."""

    level: int
    """How many cuts it takes."""
    rows: I64
    """Which elements are cut further; the next two are theirs."""
    segment: Segment
    passed: _Passed
    total: I64
    """The columns of what lies before, of the elements that are not cut further."""

    def finished(self) -> I64:
        """The columns of what lies before, of every element."""
        total = self.total.copy()
        total[:, self.rows] = self.passed.columns
        return total


class _Table:
    """All segments some cuts below their sessions, and what lies before each."""

    def __init__(self, whole: Segment, traits: Traits, depth: int) -> None:
        self.depth, self._count = depth, len(whole.start)
        self._segment = one = _stretches(whole, traits, depth)
        none = np.zeros((1, self._count), dtype=np.int64)
        traded = one.shares > 0
        low = np.where(traded, one.low, _NEVER)
        number = np.where(traded, np.arange(1 << depth)[:, None], -1)
        self._before = [
            np.concatenate((first, sums)).reshape(-1)
            for first, sums in (
                *((none, column.cumsum(axis=0)) for column in (one.shares, one.worth, one.bought)),
                (none, np.maximum.accumulate(one.high)),
                (none + _NEVER, np.minimum.accumulate(low)),
                (none - 1, np.maximum.accumulate(number)),
            )
        ]

    def at(self, until: int) -> _Cut:
        """The segments that an instant lies in, and all that lies before it."""
        one, count = self._segment, self._count
        ended = (one.stop <= until).sum(axis=0)
        every = np.arange(count)
        here = np.minimum(ended, len(one.stop) - 1) * count + every
        inside = (ended < len(one.stop)) & (one.start.take(here) < until)
        rows = np.flatnonzero(inside & (one.shares.take(here) > 0))
        before = [column.take(ended * count + every) for column in self._before]
        shares, worth, bought, high, low, latest = before
        traded = latest >= 0
        there = np.maximum(latest, 0) * count + every
        held = Segment(*(column.take(there) * traded for column in one))
        passed = _Passed(shares, worth, bought, high, low * traded, held, self.depth * traded)
        here = here[rows]
        return _Cut(
            self.depth, rows, Segment(*(column.take(here) for column in one)), passed.only(rows),
            np.stack(passed.columns),
        )  # fmt: skip


def _stretches(whole: Segment, traits: Traits, depth: int) -> Segment:
    """All segments so many cuts below their sessions, in columns of ``(stretches, elements)``."""
    one = Segment(*(column[None] for column in whole))
    for level in range(depth):
        key = Traits(*(np.tile(column, 1 << level) for column in traits))
        flat = Segment(*(column.reshape(-1) for column in one))
        pair = zip(*halves(flat, key, level, ARRAYS), strict=True)
        shape = 1 << level, len(whole.start)
        # In order of time, all elements of one stretch side by side.
        one = Segment(
            *(
                np.stack([half.reshape(shape) for half in both], axis=1).reshape(-1, shape[1])
                for both in pair
            )
        )
    return one


class Descents:
    """The ways down into many sessions, gone together."""

    __slots__ = ("_count", "_found", "_places", "_table", "_tick", "_traits", "_whole")

    def __init__(self, sessions: Sequence[Session]) -> None:
        """Each session is of as many issues, in the same order."""
        self._places = [np.flatnonzero(whole.shares) for whole, _, _ in sessions]
        self._count = len(sessions[0][2])
        self._whole = Segment(*side_by_side([one for one, _, _ in sessions], self._places))
        self._traits = Traits(*side_by_side([one for _, one, _ in sessions], self._places))
        (self._tick,) = side_by_side([(one,) for _, _, one in sessions], self._places)
        self._table = _Table(self._whole, self._traits, 0)
        self._found: tuple[int, list[Reached]] | None = None

    def reached(self, until: int) -> list[Reached]:
        """What has happened before the second ``until``, session by session."""
        if self._found is None or self._found[0] != until:
            if self._found is not None and not self._table.depth:
                self._table = _Table(self._whole, self._traits, BEFOREHAND)
            self._found = until, self._told(self._total(until))
        return self._found[1]

    def _total(self, until: int) -> I64:
        step = self._table.at(until)
        while True:
            one = step.segment
            if not ((one.stop - one.start > 1) & (one.start < until)).any():
                break
            step = _cut(step, self._traits, until)
        passed = step.passed.with_these(one, one.stop <= until, step.level)
        return step._replace(passed=passed).finished()

    def _told(self, total: I64) -> list[Reached]:
        shares, worth, bought, high, low = total[:5]
        tail, tick = Segment(*total[5:-1]), self._tick
        traded = shares > 0
        table = np.stack((
            self._whole.open * tick * traded, high * tick, low * tick, tail.close * tick, tail.last,
            shares, worth * tick, bought, tail.start, (tail.stop - 1) * traded, *total[5:],
        ))  # fmt: skip
        found, begin = [], 0
        for rows in self._places:
            end = begin + len(rows)
            every = np.zeros((len(table), self._count), dtype=np.int64)
            if traded[begin:end].any():
                every[:, rows] = table[:, begin:end]
            *reached, depth = every
            held = Segment(*reached[REACHED:]), depth
            found.append(Reached(*reached[:REACHED])._replace(held=held))
            begin = end
        return found


_NEVER: Final = 1 << 40
"""Dearer than anything."""


def side_by_side(tables: Sequence[tuple[Any, ...]], rows: Sequence[I64]) -> list[Any]:
    """Some rows of tables of the same columns, one table after the other."""
    return [
        np.concatenate([column[some] for column, some in zip(columns, rows, strict=True)])
        for columns in zip(*tables, strict=True)
    ]


def _cut(step: _Cut, traits: Traits, until: int) -> _Cut:
    """One cut further; ``traits`` are those of all elements."""
    level, rows, passed = step.level + 1, step.rows, step.passed
    held = traits
    if len(rows) < len(traits.key):
        held = Traits(*(column[rows] for column in traits))
    left, right = halves(step.segment, held, step.level, ARRAYS)
    over = until >= left.stop
    chosen = left
    if over.any():
        passed, chosen = passed.with_these(left, over, level), right
        if not over.all():
            chosen = Segment(*(np.where(over, b, a) for a, b in zip(left, right, strict=True)))
    going = np.flatnonzero(chosen.shares)
    if (len(rows) - len(going)) * _FEWER <= len(rows):
        return _Cut(level, rows, chosen, passed, step.total)
    total = step._replace(passed=passed).finished()
    chosen = Segment(*(column[going] for column in chosen))
    return _Cut(level, rows[going], chosen, passed.only(going), total)
