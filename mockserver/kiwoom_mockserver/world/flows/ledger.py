"""Issues on days, with what all flows are cut from: the volume, how far it has come, the prices."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.flows.paths import Path, ends_of
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import DayPlan
from kiwoom_mockserver.world.session import quarters, total_of

Prices: TypeAlias = I64 | NDArray[np.int32]

BLOCK_DAYS = 128
"""Days that are worked out together."""

ROWS = 8_000
"""Issues' days that are worked out at once, so that they stay in the processor's cache."""

KEPT_DAYS = 130
"""Days of the whole market that are kept: half a year of questions over it."""


class Run(NamedTuple):
    """The days of a ledger whose every issue has the same ones, side by side."""

    issues: I64
    first: int
    length: int


@dataclass(frozen=True)
class Ledger:
    """Some issues on some days, one element each."""

    issue: I64
    day: I64
    volume: I64
    """Shares of the whole day."""
    base: I64
    close: I64
    """The day's closing price, whether or not it is over."""
    walk: Callable[[], Prices]
    """Makes the prices at the quarters' ends, won, which not every question needs."""
    reached: I64 | None = None
    """Shares so far; None where all days are over."""
    kept: dict[Hashable, I64] | None = None
    """Ends of paths, which are the same at any moment of the days; None where they are not kept."""
    run: Run | None = None
    """Where the elements are a run of days."""

    def __len__(self) -> int:
        return len(self.issue)

    @property
    def now(self) -> I64:
        """Shares so far."""
        return self.volume if self.reached is None else self.reached

    @cached_property
    def prices(self) -> I64:
        """Prices at the quarters' ends, thousandths of a won: ``(5, elements)``."""
        return self.ends("prices", lambda: self.walk().astype(np.int64) * 1000)

    @cached_property
    def path(self) -> Path:
        """All trades."""
        ends = self.ends("all", lambda: ends_of(self.volume))
        return Path.whole(ends) if self.reached is None else Path.of(ends, self.reached)

    def ends(self, whose: Hashable, make: Callable[[], I64]) -> I64:
        """The ends of a party's path, or the prices there, made where they are not kept."""
        if self.kept is None:
            return make()
        found = self.kept.get(whose)
        if found is None:
            found = self.kept[whose] = make()
        return found

    def until(self, now: I64) -> "Ledger":
        """The same issues and days, as far as ``now`` shares have been traded."""
        return replace(self, reached=np.minimum(now, self.volume))

    def beside(self, others: "Sequence[Ledger]") -> "Ledger":
        """These elements, then those of the others."""
        every = (self, *others)

        def column(name: str) -> I64:
            return np.concatenate([getattr(one, name) for one in every])

        over = all(one.reached is None for one in every)
        return Ledger(
            column("issue"), column("day"), column("volume"), column("base"), column("close"),
            lambda: np.concatenate([one.walk() for one in every], axis=1),
            None if over else column("now"),
        )  # fmt: skip

    def of(self, chosen: I64) -> "Ledger":
        """The elements at the given positions; a position may come more than once."""
        return Ledger(
            self.issue[chosen], self.day[chosen], self.volume[chosen],
            self.base[chosen], self.close[chosen], lambda: self.walk()[:, chosen],
            None if self.reached is None else self.reached[chosen],
            None if self.kept is None else {
                whose: column[:, chosen] for whose, column in self.kept.items()
            },
        )  # fmt: skip


class Ledgers:
    """The ledgers of one market."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._everyone = np.arange(len(market.daily))
        self._days: Cache[int, _Day] = Cache(KEPT_DAYS)
        self._running: Cache[int, Ledger] = Cache(1)
        self._single: Cache[tuple[int, int], Ledger] = Cache(512)

    def finished(self, issues: I64, days: I64) -> Ledger:
        """Whole days of (issue, day) pairs; both arrays of one length."""
        return _planned(self._market.planner.plan(issues, days))

    def runs(self, issues: I64, first: int, count: int) -> Ledger:
        """Whole days of runs of days; each issue's are side by side."""
        plan = self._market.planner.runs(issues, first, count)
        return replace(_planned(plan), run=Run(issues, first, count))

    def day(self, day: int) -> Ledger:
        """Everyone's whole day."""
        kept = self._days.get(day, lambda: self._whole(day))
        days = np.broadcast_to(np.array(day), self._everyone.shape)
        base, close = kept.base.astype(np.int64), kept.close.astype(np.int64)
        return Ledger(self._everyone, days, kept.volume, base, close, lambda: kept.prices)

    def fetch(self, days: Sequence[int]) -> None:
        """The whole days of everyone are kept: runs of them are worked out together."""
        missing = [day for day in days if self._days.find(day) is None]
        count = len(self._everyone)
        for start in range(0, len(missing), BLOCK_DAYS):
            block = missing[start : start + BLOCK_DAYS]
            first, length = block[0], block[-1] + 1 - block[0]
            groups = np.array_split(self._everyone, -(-count * length // ROWS))
            made = [self.runs(group, first, length) for group in groups if len(group)]
            walks = [one.walk() for one in made]
            for day in block:
                rows = slice(day - first, None, length)
                self._days.keep(day, _joined(made, walks, rows))

    def now(self, day: int, second: int) -> Ledger:
        """Everyone at an instant."""
        ledger = self._running.get(day, lambda: replace(self.day(day), kept={}))
        return ledger.until(self._market.state(day, second).volume)

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

    def _whole(self, day: int) -> "_Day":
        made = self.finished(self._everyone, np.full(len(self._everyone), day))
        return _joined([made], [made.walk()], slice(None))


class _Day(NamedTuple):
    """Everyone's day without the plans it was made of: small, since many days are kept."""

    volume: I64
    base: NDArray[np.int32]
    close: NDArray[np.int32]
    prices: NDArray[np.int32]


def _joined(parts: Sequence[Ledger], walks: Sequence[Prices], rows: slice) -> _Day:
    """One day of ledgers of some issues each: the elements at ``rows``."""
    volume, base, close = (
        np.concatenate([getattr(one, name)[rows] for one in parts])
        for name in ("volume", "base", "close")
    )
    prices = np.concatenate([one[:, rows] for one in walks], axis=1).astype(np.int32)
    return _Day(volume, base.astype(np.int32), close.astype(np.int32), prices)


def _planned(plan: DayPlan) -> Ledger:
    end = total_of(plan)
    return Ledger(plan.issue, plan.day, end.volume, plan.base, end.last, lambda: quarters(plan))
