"""The market: every issue's state at any instant, and its history. Nothing is stored but caches.

An *issue* is a position in the world's instruments, a *day* the number of a trading day, a
*second* one of the day. All money is in won, all quantities in shares, all prices in won.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from kiwoom_mockserver.world.book import Book, book
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.course import MINUTE
from kiwoom_mockserver.world.daily import Daily, Listing
from kiwoom_mockserver.world.following import Following
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import DayPlan, Habits, Planner
from kiwoom_mockserver.world.prints import Trade
from kiwoom_mockserver.world.session import State, hours_of, state_at
from kiwoom_mockserver.world.spans import Spans
from kiwoom_mockserver.world.tracks import Tracks
from kiwoom_mockserver.world.transcript import Minutes, Trades, minutes, trades, until

GROUP: Final = 64
"""Issues whose plans of one day are made together: little more work than for one of them."""

BLOCK: Final = 256
"""Days of one issue's history that are worked out together."""

DAY_SECONDS: Final = 24 * 3600

FEW: Final = 12
"""So many issues are found faster one by one than together."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Whole regular sessions, one element a day; without a trade, volume 0 at the base price."""

    open: I64
    high: I64
    low: I64
    close: I64
    volume: I64
    value: I64
    bought: I64
    base: I64

    def only(self, places: I64) -> "Bars":
        """The elements at these places."""
        return Bars(*(getattr(self, name)[places] for name in Bars.__slots__))


class Market:
    """All issues, all days, from a seed."""

    def __init__(
        self,
        seed: int,
        listing: Listing,
        habits: Habits,
        anchor: int,
        following: Following | None = None,
    ) -> None:
        """``anchor`` is the day whose closes are the listing's reference prices."""
        self.seed = seed
        self.listing = listing
        self.habits = habits
        self.anchor = anchor
        self.spans = Spans(seed, listing, anchor)
        self.following = following or Following(seed, len(listing.reference), (), ())
        self.daily = Daily(seed, listing, anchor, self.following)
        self.tracks = Tracks(self.spans, self.daily.own_closes_on, anchor)
        self.following.bind(self.tracks)
        self.planner = Planner(seed, listing, habits, self.daily, self.spans)
        self._issues = np.arange(len(self.daily))
        self._whole: Cache[int, DayPlan] = Cache(8)
        self._groups: Cache[tuple[int, int], DayPlan] = Cache(256)
        self._plans: Cache[tuple[int, int], DayPlan] = Cache(4_096)
        self._states: Cache[tuple[int, int], State] = Cache(8)
        self._single_states: Cache[tuple[int, int, int], State] = Cache(256)
        self._blocks: Cache[tuple[int, int], Bars] = Cache(1_024)
        self._runs: Cache[tuple[int, int, int], DayPlan] = Cache(256)
        self._minutes: Cache[tuple[int, int, int], Minutes] = Cache(128)
        self._tapes: Cache[tuple[int, int, int, int], Trades] = Cache(512)
        self._volumes: Cache[tuple[int, int], I64] = Cache(256)
        self._extremes: Cache[tuple[int, int, int], I64] = Cache(256)

    def whole(self, day: int) -> DayPlan:
        """Everyone's plan of one day."""
        return self._whole.get(day, lambda: self._plan_of(self._issues, day))

    def plan(self, issue: int, day: int) -> DayPlan:
        """One issue's plan of one day, in plain numbers."""
        return self._plans.get((issue, day), lambda: self._single(issue, day))

    def state(self, day: int, second: int) -> State:
        """All issues at ``second`` of a day."""
        return self._states.get((day, second), lambda: state_at(self.whole(day), second))

    def issue_state(self, issue: int, day: int, second: int) -> State:
        """One issue at ``second`` of a day; the same values as in ``state``."""
        return self._single_states.get(
            (issue, day, second), lambda: state_at(self.plan(issue, day), second)
        )

    def some_states(self, issues: I64, day: int, second: int) -> State:
        """A few issues at ``second`` of a day; the same values as in ``state``."""
        everyone = self._states.find((day, second))
        if everyone is not None:
            return everyone.only(issues)
        if len(issues) > FEW or not len(issues):
            return state_at(self.whole(day).only(issues), second)
        states = [self.issue_state(issue, day, second) for issue in issues.tolist()]
        columns = ([getattr(one, name) for one in states] for name in State.__slots__)
        return State(*(np.concatenate(column) for column in columns))

    def book(self, issues: I64, day: int, second: int, state: State) -> Book:
        """The books of issues whose ``state`` at that second is given, element by element."""
        kind, usual = self.listing.kind[issues], self.habits.average_volume[issues]
        return book(self.seed, issues, day, second, kind, usual, state)

    def history(self, issue: int, days: I64) -> Bars:
        """Whole regular sessions of one issue on the given days."""
        if not len(days):
            return Bars(*(days for _ in Bars.__slots__))
        first, last = int(days.min()) // BLOCK, int(days.max()) // BLOCK
        blocks = self._history_blocks(issue, first, last)
        rows = days - first * BLOCK
        return Bars(
            *(
                np.concatenate([getattr(block, name) for block in blocks])[rows]
                for name in Bars.__slots__
            )
        )

    def extremes(self, issues: I64, day: int, count: int) -> tuple[I64, I64, I64, I64]:
        """Highest price and its day, lowest and its, of the ``count`` days before ``day``.

        One element an issue; of equal prices the oldest counts.
        """
        found = np.zeros((4, len(self.daily)), dtype=np.int64)
        for group in np.unique(issues // GROUP).tolist():
            span = self._group(group)
            found[:, span] = self._extremes.get(
                (group, day, count), partial(self._extremes_of, span, day, count)
            )
        high, high_day, low, low_day = found[:, issues]
        return high, high_day, low, low_day

    def volumes(self, issues: I64, day: int) -> I64:
        """Shares each of the issues traded on a whole day."""
        found = np.zeros(len(self.daily), dtype=np.int64)
        for group in np.unique(issues // GROUP).tolist():
            span = self._group(group)
            found[span] = self._volumes.get((group, day), partial(self._volumes_of, span, day))
        volumes: I64 = found[issues]
        return volumes

    def bases(self, issue: int, first: int, count: int) -> I64:
        """One issue's base prices on ``count`` days from ``first`` on."""
        base: I64 = self.run(issue, first, count).base
        return base

    def minutes(self, issue: int, first: int, count: int, second: int) -> Minutes:
        """Minute bars of ``count`` days from ``first`` on, the last one until ``second``."""
        bars = self._minutes.get(
            (issue, first, count), lambda: minutes(self.run(issue, first, count))
        )
        if second >= DAY_SECONDS - 1:
            return bars
        assert count == 1, "a run of days ends with its last day"
        begin = second // MINUTE * MINUTE
        return until(bars, self.tape(issue, first, begin, begin + MINUTE), second)

    def span(self, issue: int, day: int) -> tuple[int, int]:
        """The first and the last second of a day in which the issue may trade."""
        hours = hours_of(day)
        return hours.open, hours.close

    def tape(self, issue: int, day: int, begin: int, end: int) -> Trades:
        """Every trade of one issue in seconds ``begin`` .. ``end`` of a day."""
        return self._tapes.get(
            (issue, day, begin, end), lambda: trades(self.run(issue, day, 1), begin, end)
        )

    def trades(self, issue: int, day: int, start: int, stop: int) -> list[Trade]:
        """Every trade of one issue in minutes ``start`` .. ``stop`` after the market opens.

        ``Trade.at`` counts from then.
        """
        opened = hours_of(day).open
        found = self.tape(issue, day, opened + start * MINUTE, opened + stop * MINUTE)
        columns = [found.at - opened * 1000, *found[1:]]
        return [Trade(*row) for row in zip(*(one.tolist() for one in columns), strict=True)]

    def _group(self, group: int) -> slice:
        return slice(group * GROUP, min((group + 1) * GROUP, len(self.daily)))

    def _plan_of(self, issues: I64, day: int) -> DayPlan:
        return self.planner.plan(issues, np.full(len(issues), day), hours_of(day))

    def _single(self, issue: int, day: int) -> DayPlan:
        everyone = self._whole.find(day)
        if everyone is not None:
            return everyone.number(issue)
        group, place = divmod(issue, GROUP)
        issues = self._issues[self._group(group)]
        return self._groups.get((group, day), lambda: self._plan_of(issues, day)).number(place)

    def run(self, issue: int, first: int, count: int) -> DayPlan:
        """One issue's plans of a run of days."""
        if count == 1 and self._whole.find(first) is not None:
            return self.whole(first).only(np.array([issue]))
        days = np.arange(first, first + count)

        def make() -> DayPlan:
            hours = np.array([hours_of(int(day)) for day in days], dtype=np.int64)
            return self.planner.plan(np.full(count, issue), days, list(hours.T))

        return self._runs.get((issue, first, count), make)

    def _history_blocks(self, issue: int, first: int, last: int) -> list[Bars]:
        """Blocks ``first`` .. ``last`` of an issue's history; what is missing is made at once."""
        numbers = range(first, last + 1)
        missing = [one for one in numbers if self._blocks.find((issue, one)) is None]
        made: dict[int, Bars] = {}
        if missing:
            begin, count = missing[0], missing[-1] + 1 - missing[0]
            bars = self._bars(np.array([issue]), begin * BLOCK, count * BLOCK)
            for number in range(begin, begin + count):
                span = slice((number - begin) * BLOCK, (number - begin + 1) * BLOCK)
                made[number] = Bars(*(getattr(bars, name)[span] for name in Bars.__slots__))
                self._blocks.keep((issue, number), made[number])
        return [made.get(one) or self._kept_block(issue, one) for one in numbers]

    def _kept_block(self, issue: int, number: int) -> Bars:
        return self._blocks.get(
            (issue, number), lambda: self._bars(np.array([issue]), number * BLOCK, BLOCK)
        )

    def _bars(self, issues: I64, first: int, count: int) -> Bars:
        """Whole days of issues, each one's side by side."""
        days = np.tile(np.arange(first, first + count), len(issues))
        end = state_at(self.planner.plan(np.repeat(issues, count), days), DAY_SECONDS)
        traded = end.volume > 0
        opened, high, low = (
            np.where(traded, one, end.base) for one in (end.open, end.high, end.low)
        )
        return Bars(opened, high, low, end.last, end.volume, end.value, end.bought, end.base)

    def _volumes_of(self, span: slice, day: int) -> I64:
        return self._bars(self._issues[span], day, 1).volume

    def _extremes_of(self, span: slice, day: int, count: int) -> I64:
        issues = self._issues[span]
        bars = self._bars(issues, day - count, count)
        high, low = bars.high.reshape(-1, count), bars.low.reshape(-1, count)
        rows, top, bottom = np.arange(len(issues)), high.argmax(axis=1), low.argmin(axis=1)
        first = day - count
        return np.stack((high[rows, top], first + top, low[rows, bottom], first + bottom))
