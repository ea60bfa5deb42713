"""Down from whole sessions to an instant: what was traded until then, cut by cut.

One issue's cuts on the way are kept. Another instant goes on from the deepest of them that lies on
its way too, so that the seconds of an issue's day, one after the other, cost two cuts each and not
fifteen; what is kept is that of the last instant alone. Segments without trades are cut no further.
Many issues go down together, see ``abreast``.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.arithmetic import NUMBERS, Numbers
from kiwoom_mockserver.world.branching import DEEPEST, Segment, Traits, Ways, halves
from kiwoom_mockserver.world.noise import I64


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
    held: Any = None
    """The segment that holds the last trade, and how deep it is; a print has none."""


class Tail(NamedTuple):
    """Segments that hold last trades, what their halves follow from, and how deep they are."""

    segment: Segment
    traits: Traits
    depth: Any

    @property
    def start(self) -> Any:
        """The first second the last trade may be in."""
        return self.segment.start

    @property
    def end(self) -> Any:
        """The last second it may be in."""
        return self.segment.stop - 1

    def only(self, places: I64) -> "Tail":
        """The elements at these places."""
        segment = Segment(*(column[places] for column in self.segment))
        traits = Traits(*(column[places] for column in self.traits))
        return Tail(segment, traits, self.depth[places])

    def number(self, place: int) -> "Tail":
        """One element, in plain numbers."""
        segment = Segment(*(int(column[place]) for column in self.segment))
        traits = Traits(*(int(column[place]) for column in self.traits))
        return Tail(segment, traits, int(self.depth[place]))

    def then(self, other: "Tail", which: Any, by: Ways) -> "Tail":
        """The other's where ``which`` says so."""
        if isinstance(by, Numbers):
            return other if which else self
        columns = zip(self.segment, other.segment, strict=True)
        traits = zip(self.traits, other.traits, strict=True)
        return Tail(
            Segment(*(by.where(which, b, a) for a, b in columns)),
            Traits(*(by.where(which, b, a) for a, b in traits)),
            by.where(which, other.depth, self.depth),
        )

    def beside(self, other: "Tail") -> "Tail":
        """These elements, then the other's."""
        columns = zip(self.segment, other.segment, strict=True)
        traits = zip(self.traits, other.traits, strict=True)
        return Tail(
            Segment(*map(np.concatenate, columns)), Traits(*map(np.concatenate, traits)),
            np.concatenate((self.depth, other.depth)),
        )  # fmt: skip

    def narrowed(self, by: Ways) -> "Tail":
        """The later half that has trades."""
        left, right = halves(self.segment, self.traits, self.depth, by)
        # A segment of a second stays what it is, however deep.
        depth = by.least(self.depth + 1, DEEPEST - 1)
        late = right.shares > 0
        if isinstance(by, Numbers):
            return Tail(right if late else left, self.traits, depth)
        chosen = (by.where(late, b, a) for a, b in zip(left, right, strict=True))
        return Tail(Segment(*chosen), self.traits, depth)


class _Step(NamedTuple):
    """A cut on the way of one element: what it led to, and all that lies before that."""

    first: int
    last: int
    """Instants from ``first`` to before ``last`` come this way."""
    segment: Segment
    shares: int
    worth: int
    bought: int
    high: int
    low: int
    held: tuple[Segment, int] | None
    """The last segment with trades that lies before, and how deep it is."""


class Descent:
    """The way down into one session, in plain numbers."""

    __slots__ = ("_steps", "_tick", "_traits", "_whole")

    def __init__(self, whole: Segment, traits: Traits, tick: int) -> None:
        self._whole, self._traits, self._tick = whole, traits, tick
        self._steps = [_Step(whole.start, whole.stop, whole, 0, 0, 0, 0, 0, None)]

    def reached(self, until: int) -> Reached:
        """What has happened before the second ``until``."""
        steps = self._steps
        while not steps[-1].first <= until < steps[-1].last and len(steps) > 1:
            steps.pop()
        step = steps[-1]
        whole = until >= self._whole.stop
        while step.segment.stop - step.segment.start > 1 and step.segment.shares:
            if step.segment.start >= until or whole:
                break
            left, right = halves(step.segment, self._traits, len(steps) - 1, NUMBERS)
            if until < left.stop:
                step = step._replace(segment=left, last=min(step.last, left.stop))
            else:
                step = _past(step, left, len(steps), right)
            steps.append(step)
        if step.segment.shares and until >= step.segment.stop:
            step = _past(step, step.segment, len(steps) - 1, step.segment)
        return self._told(step)

    def _told(self, step: _Step) -> Reached:
        tick, whole = self._tick, self._whole
        if step.held is None:
            return Reached(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (whole._replace(shares=0), 0))
        held = step.held[0]
        return Reached(
            whole.open * tick, step.high * tick, step.low * tick, held.close * tick, held.last,
            step.shares, step.worth * tick, step.bought, held.start, held.stop - 1, step.held,
        )  # fmt: skip


def _past(step: _Step, one: Segment, depth: int, then: Segment) -> _Step:
    """The step to ``then``, past a segment."""
    first = max(step.first, one.stop)
    if not one.shares:
        return step._replace(first=first, segment=then)
    return _Step(
        first, step.last, then, step.shares + one.shares, step.worth + one.worth,
        step.bought + one.bought, max(step.high, one.high),
        min(step.low, one.low) if step.low else one.low, (one, depth),
    )  # fmt: skip


class FewDescents:
    """The ways down into the few of many sessions that have trades, one by one."""

    __slots__ = ("_count", "_ways")

    def __init__(self, ways: Mapping[int, Descent], count: int) -> None:
        """``ways`` by the place of their element, of ``count``."""
        self._ways, self._count = ways, count

    def reached(self, until: int) -> Reached:
        """What has happened before the second ``until``."""
        columns = np.zeros((REACHED + len(Segment._fields) + 1, self._count), dtype=np.int64)
        for row, way in self._ways.items():
            *reached, (segment, depth) = way.reached(until)
            columns[:, row] = (*reached, *segment, depth)
        held = Segment(*columns[REACHED:-1]), columns[-1]
        return Reached(*columns[:REACHED])._replace(held=held)


REACHED: Final = len(Reached._fields) - 1
