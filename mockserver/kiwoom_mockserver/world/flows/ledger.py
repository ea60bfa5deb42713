"""Issues on days, with what all flows are cut from: the volume, how far it has come, the prices."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.flows.paths import Path
from kiwoom_mockserver.world.intraday import quarter_prices
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64

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
    prices: I64
    """At the quarters' ends, thousandths of a won: ``(elements, 5)``."""
    base: I64
    close: I64
    """The day's closing price, whether or not it is over."""

    def __len__(self) -> int:
        return len(self.issue)

    @cached_property
    def path(self) -> Path:
        """All trades."""
        return Path.of(self.volume, self.now)

    def until(self, now: I64) -> "Ledger":
        """The same issues and days, as far as ``now`` shares have been traded."""
        return Ledger(
            self.issue, self.day, self.volume, np.minimum(now, self.volume),
            self.prices, self.base, self.close,
        )  # fmt: skip

    def of(self, chosen: I64) -> "Ledger":
        """The elements at the given positions; a position may come more than once."""
        return Ledger(
            self.issue[chosen], self.day[chosen], self.volume[chosen], self.now[chosen],
            self.prices[chosen], self.base[chosen], self.close[chosen],
        )  # fmt: skip


class Ledgers:
    """The ledgers of one market."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._everyone = np.arange(len(market.daily))
        self._days: Cache[int, Ledger] = Cache(KEPT_DAYS)
        self._now: Cache[tuple[int, int], Ledger] = Cache(4)

    def finished(self, issues: I64, days: I64) -> Ledger:
        """Whole days of (issue, day) pairs; both arrays of one length."""
        plan = self._market.planner.plan(issues, days)
        volume = plan.open_volume + plan.close_volume + plan.volumes[0] + plan.volumes[1]
        return Ledger(
            issues, days, volume, volume, quarter_prices(plan), plan.base_price, plan.close_price
        )

    def day(self, day: int) -> Ledger:
        """Everyone's whole day."""
        return self._days.get(
            day,
            lambda: self.finished(self._everyone, np.full(len(self._everyone), day)),
        )

    def now(self, day: int, second: int) -> Ledger:
        """Everyone at an instant."""
        return self._now.get(
            (day, second),
            lambda: self.day(day).until(self._market.state(day, second).volume),
        )

    def history(self, issue: int, days: I64, today: int, second: int) -> Ledger:
        """One issue on some days; ``today`` as far as it has come at ``second``."""
        ledger = self.finished(np.full(len(days), issue), days)
        here = days == today
        if not here.any():
            return ledger
        reached = self._market.issue_state(issue, today, second).volume[0]
        return ledger.until(np.where(here, reached, ledger.volume))
