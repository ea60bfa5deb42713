"""Sessions of some issues, each drawn as a whole: read at an instant, by minutes, by trades."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from kiwoom_mockserver.world.abreast import Descents
from kiwoom_mockserver.world.arithmetic import ARRAYS, NUMBERS
from kiwoom_mockserver.world.branching import DEEPEST, Segment, Traits, Ways, halves
from kiwoom_mockserver.world.descents import Descent, FewDescents, Reached, Tail
from kiwoom_mockserver.world.noise import I64

OPENING, CLOSING = 0, 2
"""Auctions of an ordinary day. The n-th interruption of an issue ends with number 2 * n: it is the
issue's own count, for a plan may be of any issues."""


@dataclass(frozen=True, slots=True)
class Print:
    """One trade of each issue at one price, as an auction ends: 0 shares where there was none.

    Its expected price is told from the second ``since`` on.
    """

    second: Any
    price: Any
    shares: Any
    since: Any
    auction: int
    """Which of the day's auctions this is; what is expected of it follows from that."""

    def only(self, places: I64) -> "Print":
        """The elements at these places."""
        return Print(
            self.second[places], self.price[places], self.shares[places], self.since[places],
            self.auction,
        )  # fmt: skip

    def number(self, place: int) -> "Print":
        """One element, in plain numbers."""
        return Print(
            int(self.second[place]), int(self.price[place]), int(self.shares[place]),
            int(self.since[place]), self.auction,
        )  # fmt: skip

    def begins(self) -> tuple[Any, Any]:
        """The first and the last second that the day's first trade may be in; -1 without one."""
        opened = self.opened()
        return opened, opened

    def opened(self) -> Any:
        """The second of the day's first trade; -1 without one."""
        return self.second | ((self.shares > 0) - 1)

    def tail(self, reached: Reached) -> Tail:
        """What holds the last trade of what was reached: the second of the print."""
        none, second = 0 * self.shares, self.second
        columns = dict.fromkeys(Segment._fields, none)
        columns |= {"start": second, "stop": second + 1, "number": none + 1, "shares": self.shares}
        return Tail(Segment(**columns), self.traits, none)

    @property
    def traits(self) -> Traits:
        """Those of what is not cut."""
        none = 0 * self.shares
        key = 0 if isinstance(none, int) else none.astype(np.uint64)
        return Traits(key, none + 1, none, none, none, key)

    def volumes_by(self, seconds: I64) -> I64:
        """Shares of each element by some seconds of the day: ``(seconds, elements)``."""
        met: I64 = self.shares * (self.second <= seconds[:, None])
        return met

    def reached(self, second: Any) -> Reached:
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
    _way: list["Descent | Shared | FewDescents"] = field(
        default_factory=list, init=False, compare=False, repr=False
    )

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

    def reached(self, second: int) -> Reached:
        """What has happened until ``second`` of the day, that second's trades included."""
        whole, until = self.whole, second + 1
        if isinstance(whole.start, int):
            if whole.start < until < whole.stop:
                return self._descent().reached(until)
            return self._all(until >= whole.stop)
        if not self._way:
            traded = np.flatnonzero(whole.shares)
            if not len(traded) or until <= int(whole.start[traded].min()):
                return self._all(np.zeros_like(whole.shares))
            if until >= int(whole.stop[traded].max()):
                return self._all(until >= whole.stop)
        return self._descent().reached(until)

    def volumes_by(self, seconds: I64) -> I64:
        """Shares of each element by some seconds of the day, in order: ``(seconds, elements)``."""
        found = np.zeros((len(seconds) + 1, len(self.tick)), dtype=np.int64)
        owner, until, level = np.flatnonzero(self.whole.shares), seconds + 1, 0
        segment = Segment(*(column[owner] for column in self.whole))
        while len(owner):
            # What no second lies in has been traded by all those after it, and is not cut.
            ends = np.searchsorted(until, segment.stop)
            cut = np.searchsorted(until, segment.start, side="right") < ends
            np.add.at(found, (ends[~cut], owner[~cut]), segment.shares[~cut])
            owner, held = owner[cut], Segment(*(column[cut] for column in segment))
            traits = Traits(*(column[owner] for column in self.traits))
            pair = halves(held, traits, level, ARRAYS)
            both = Segment(*(np.concatenate(columns) for columns in zip(*pair, strict=True)))
            kept = np.flatnonzero(both.shares)
            owner, segment = np.tile(owner, 2)[kept], Segment(*(column[kept] for column in both))
            level += 1
        return np.cumsum(found[:-1], axis=0)

    def _descent(self) -> "Descent | Shared | FewDescents":
        """The way down, kept with the session."""
        if not self._way:
            self._way.append(self._begun())
        return self._way[0]

    def go(self, way: "Shared") -> None:
        """The session is gone down into beside others."""
        self._way[:] = [way]

    def _begun(self) -> "Descent | Shared | FewDescents":
        if isinstance(self.tick, int):
            return Descent(self.whole, self.traits, self.tick)
        traded = np.flatnonzero(self.whole.shares).tolist()
        if len(traded) > FEW:
            return Shared(Descents([(self.whole, self.traits, self.tick)]), 0)
        some = [(place, self.number(place)) for place in traded]
        ways = {place: Descent(one.whole, one.traits, one.tick) for place, one in some}
        return FewDescents(ways, len(self.tick))

    def begins(self) -> tuple[Any, Any]:
        """The first and the last second that the day's first trade may be in; -1 without one."""
        none = (self.whole.shares > 0) - 1
        return self.whole.start | none, (self.whole.stop - 1) | none

    def opened(self) -> Any:
        """The second of the day's first trade; -1 without one."""
        by = NUMBERS if isinstance(self.tick, int) else ARRAYS
        segment, level = self.whole, self.whole.shares * 0
        traded = segment.shares > 0
        while by.some((segment.stop - segment.start > 1) & traded):
            left, right = halves(segment, self.traits, level, by)
            segment = _chosen(left.shares > 0, left, right, by)
            # A segment of a second stays what it is, however deep.
            level = by.least(level + 1, DEEPEST - 1)
        return by.where(traded, segment.start, -1)

    def tail(self, reached: Reached) -> Tail:
        """What holds the last trade of what was reached."""
        segment, depth = reached.held
        return Tail(segment, self.traits, depth)

    def milestones(self, levels: int) -> I64:
        """Prices, in ticks, at the ends of 2**levels stretches and before, (ends, elements).

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
        return np.stack(found)

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


def _chosen(condition: Any, one: Segment, other: Segment, by: Ways) -> Segment:
    return Segment(*(by.where(condition, a, b) for a, b in zip(one, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Shared:
    """A session's part of descents into several."""

    ways: Descents
    number: int

    def reached(self, until: int) -> Reached:
        """What has happened before the second ``until``."""
        return self.ways.reached(until)[self.number]


def go_together(courses: Sequence[Course]) -> None:
    """From now on these sessions, of the same issues, are gone down into together."""
    ways = Descents([(one.whole, one.traits, one.tick) for one in courses])
    for number, course in enumerate(courses):
        course.go(Shared(ways, number))


Part = Print | Course
"""What a day of trading is made of, in order of time."""


FEW: Final = 10
"""So many segments are cut faster one by one than as columns."""
