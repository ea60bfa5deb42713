"""Issues on days, with what all flows are cut from: the volume, how far it has come, the prices."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.flows.paths import Path, ends_of
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import DayPlan
from kiwoom_mockserver.world.session import LAST_SECOND, quarters, state_at

BLOCK_DAYS = 32
"""Days that are worked out together."""

ROWS = 12_000
"""Issues' days that are worked out at once, so that they stay in the processor's cache."""

KEPT_DAYS = 130
"""Days of the whole market that are kept: half a year of questions over it."""


@dataclass(frozen=True)
class Ledger:
    """Some issues on some days, one element each."""

    issue: I64
    day: I64
    volume: I64
    """Shares of the whole day."""
    now: I64
    """Shares so far."""
    base: I64
    close: I64
    """The day's closing price, whether or not it is over."""
    walk: Callable[[], I64]
    """Makes ``prices``, which not every question needs."""
    kept: dict[Hashable, I64] | None = None
    """Ends of paths, which are the same at any moment of the days; None where they are not kept."""

    def __len__(self) -> int:
        return len(self.issue)

    @cached_property
    def prices(self) -> I64:
        """Prices at the quarters' ends, thousandths of a won: ``(elements, 5)``."""
        return self.walk()

    @cached_property
    def path(self) -> Path:
        """All trades."""
        return Path.of(self.ends("all", lambda: ends_of(self.volume)), self.now)

    def ends(self, whose: Hashable, make: Callable[[], I64]) -> I64:
        """The ends of a party's path, made where they are not kept."""
        if self.kept is None:
            return make()
        found = self.kept.get(whose)
        if found is None:
            found = self.kept[whose] = make()
        return found

    def until(self, now: I64) -> "Ledger":
        """The same issues and days, as far as ``now`` shares have been traded."""
        reached = np.minimum(now, self.volume)
        return Ledger(
            self.issue, self.day, self.volume, reached, self.base, self.close,
            lambda: self.prices, self.kept,
        )  # fmt: skip

    def of(self, chosen: I64) -> "Ledger":
        """The elements at the given positions; a position may come more than once."""
        return Ledger(
            self.issue[chosen], self.day[chosen], self.volume[chosen], self.now[chosen],
            self.base[chosen], self.close[chosen], lambda: self.prices[chosen],
        )  # fmt: skip


class Ledgers:
    """The ledgers of one market."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._everyone = np.arange(len(market.daily))
        self._days: Cache[int, Ledger] = Cache(KEPT_DAYS)
        self._single: Cache[tuple[int, int], Ledger] = Cache(512)

    def finished(self, issues: I64, days: I64) -> Ledger:
        """Whole days of (issue, day) pairs; both arrays of one length."""
        return _planned(self._market.planner.plan(issues, days))

    def runs(self, issues: I64, first: int, count: int) -> Ledger:
        """Whole days of runs of days; each issue's are side by side."""
        return _planned(self._market.planner.runs(issues, first, count))

    def day(self, day: int) -> Ledger:
        """Everyone's whole day."""
        return self._days.get(day, lambda: self._whole(day))

    def fetch(self, days: Sequence[int]) -> None:
        """The whole days of everyone are kept: runs of them are worked out together."""
        missing = [day for day in days if self._days.find(day) is None]
        count = len(self._everyone)
        for start in range(0, len(missing), BLOCK_DAYS):
            block = missing[start : start + BLOCK_DAYS]
            first, length = block[0], block[-1] + 1 - block[0]
            groups = np.array_split(self._everyone, -(-count * length // ROWS))
            made = [_kept(self.runs(group, first, length)) for group in groups if len(group)]
            for day in block:
                rows = (one.of(np.arange(day - first, len(one), length)) for one in made)
                self._days.keep(day, _joined(list(rows)))

    def now(self, day: int, second: int) -> Ledger:
        """Everyone at an instant."""
        return self.day(day).until(self._market.state(day, second).volume)

    def some(self, issues: I64, day: int) -> Ledger:
        """A few issues' whole day."""
        if len(issues) == 1:
            issue = int(issues[0])
            return self._single.get((issue, day), lambda: self._alone(issue, day))
        return self.finished(issues, np.full(len(issues), day))

    def history(self, issue: int, days: I64, today: int, second: int) -> Ledger:
        """One issue on some days; ``today`` as far as it has come at ``second``."""
        ledger = self.finished(np.full(len(days), issue), days)
        here = days == today
        if not here.any():
            return ledger
        reached = self._market.issue_state(issue, today, second).volume[0]
        return ledger.until(np.where(here, reached, ledger.volume))

    def _alone(self, issue: int, day: int) -> Ledger:
        return replace(_planned(self._market.run(issue, day, 1)), kept={})

    def _whole(self, day: int) -> Ledger:
        return _kept(self.finished(self._everyone, np.full(len(self._everyone), day)))


def _kept(made: Ledger) -> Ledger:
    """The ledger without the plan its prices follow from."""
    prices = made.prices
    return Ledger(
        made.issue, made.day, made.volume, made.now, made.base, made.close, lambda: prices
    )


def _joined(parts: Sequence[Ledger]) -> Ledger:
    """The elements of some ledgers, one after the other."""

    def column(name: str) -> I64:
        return np.concatenate([getattr(one, name) for one in parts])

    prices = column("prices")
    return Ledger(
        column("issue"), column("day"), column("volume"), column("now"), column("base"),
        column("close"), lambda: prices,
    )  # fmt: skip


def _planned(plan: DayPlan) -> Ledger:
    end = state_at(plan, LAST_SECOND)
    return Ledger(
        plan.issue, plan.day, end.volume, end.volume, plan.base, end.last,
        lambda: quarters(plan) * 1000,
    )  # fmt: skip
