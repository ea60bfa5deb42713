"""The market: every issue's state at any instant, and its history. Nothing is stored but caches.

An *issue* is a position in the world's instruments, a *day* the number of a trading day, a
*second* one of the day. All money is in won, all quantities in shares, all prices in won.
"""

from dataclasses import dataclass

import numpy as np

from kiwoom_mockserver.world.book import Book, book
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.daily import Daily, Listing
from kiwoom_mockserver.world.following import Following
from kiwoom_mockserver.world.intraday import MINUTES, Trade, nodes, sums, trades
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import Habits, Planner
from kiwoom_mockserver.world.session import Session, State, Totals
from kiwoom_mockserver.world.spans import Spans
from kiwoom_mockserver.world.tracks import Tracks


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
    trades: I64
    buys: I64
    base: I64


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
        self.planner = Planner(seed, listing, habits, self.daily)
        self._issues = np.arange(len(self.daily))
        self._whole: Cache[int, Session] = Cache(2)
        self._single: Cache[tuple[int, int], Session] = Cache(256)
        self._few: Cache[tuple[bytes, int], Session] = Cache(64)
        self._states: Cache[tuple[int, int], State] = Cache(8)
        self._single_states: Cache[tuple[int, int, int], State] = Cache(256)
        self._days: Cache[tuple[int, int], tuple[int, ...]] = Cache(20_000)

    def session(self, issue: int, day: int) -> Session:
        """One issue's session."""
        return self._single.get((issue, day), lambda: self._session(np.array([issue]), day))

    def whole(self, day: int) -> Session:
        """Everyone's session of one day."""
        return self._whole.get(day, lambda: self._session(self._issues, day))

    def state(self, day: int, second: int) -> State:
        """All issues at ``second`` of a day."""
        return self._states.get((day, second), lambda: self.whole(day).state(second))

    def issue_state(self, issue: int, day: int, second: int) -> State:
        """One issue at ``second`` of a day; the same values as in ``state``."""
        return self._single_states.get(
            (issue, day, second), lambda: self.session(issue, day).state(second)
        )

    def book(self, issues: I64, day: int, second: int, state: State) -> Book:
        """The books of issues whose ``state`` at that second is given, element by element."""
        kind, usual = self.listing.kind[issues], self.habits.average_volume[issues]
        return book(self.seed, issues, day, second, kind, usual, state)

    def some_states(self, issues: I64, day: int, second: int) -> State:
        """A few issues at ``second`` of a day; the same values as in ``state``."""
        key = (issues.tobytes(), day)
        session = self._few.get(key, lambda: self._session(issues, day))
        return session.state(second)

    def history(self, issue: int, days: I64) -> Bars:
        """Whole regular sessions of one issue on the given days."""
        wanted = [int(day) for day in days]
        missing = [day for day in wanted if self._days.find((issue, day)) is None]
        made = self._whole_days(issue, np.array(missing, dtype=np.int64)) if missing else {}
        for day, row in made.items():
            self._days.keep((issue, day), row)
        rows = [made.get(day) or self._days.find((issue, day)) for day in wanted]
        return Bars(*np.array(rows, dtype=np.int64).reshape(-1, len(Bars.__slots__)).T)

    def trades(self, issue: int, day: int, start: int, stop: int) -> list[Trade]:
        """Every trade of one issue in minutes ``start`` .. ``stop`` of continuous trading."""
        session = self.session(issue, day)
        return trades(session.plan, session.nodes(stop), start, stop)

    def _session(self, issues: I64, day: int) -> Session:
        return Session(self.planner.plan(issues, np.full(len(issues), day)))

    def _whole_days(self, issue: int, days: I64) -> dict[int, tuple[int, ...]]:
        plan = self.planner.plan(np.full(len(days), issue), days)
        whole = sums(plan, nodes(plan), 0, MINUTES)
        reached = Totals.nothing(len(days)).then(whole).closed(plan)
        base = plan.base_price
        traded = reached.volume > 0
        columns = (
            np.where(traded, reached.open, base), np.where(traded, reached.high, base),
            np.where(traded, reached.low, base), np.where(traded, reached.last, base),
            reached.volume, reached.value, reached.bought, reached.trades, reached.buys, base,
        )  # fmt: skip
        rows = np.stack(columns, axis=1).tolist()
        return {int(day): tuple(row) for day, row in zip(days, rows, strict=True)}
