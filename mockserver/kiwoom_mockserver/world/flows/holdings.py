"""What foreigners hold of each issue at the end of any day, and so what they buy net on a day."""

from functools import cached_property

import numpy as np

from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.flows.habits import FlowHabits
from kiwoom_mockserver.world.flows.levels import STEP, stir, wander, wander_on
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64

_SLOW, _QUICK = 41, 42
_SIXTEENTH = 4
KEPT_DAYS = 4
"""Days on which everyone's holdings are kept."""
KEPT = 8_192
"""Holdings of single issues on single days that are kept."""
_NO_BOUND = 1 << 60


class Holdings:
    """Foreigners' shares; never below none, never above their limit.

    A holding is the anchor day's, moved by a slow wave and by a stir of each day's own. What a day
    moves it by is at most about a quarter of the day's volume.
    """

    def __init__(self, market: Market, habits: FlowHabits, anchor: int) -> None:
        """``anchor`` is the day whose holdings the world file tells."""
        self._seed = market.seed
        self._planner = market.planner
        self._tenure = market.tenure
        self._anchor = anchor
        counted = habits.held > 0
        self._held = habits.foreign_held * counted
        self._most = np.where(counted, habits.foreign_limit, _NO_BOUND)
        self._least = np.where(counted, 0, -_NO_BOUND)
        self._everyone = np.arange(len(self._held))
        self._kept: Cache[tuple[int, int], I64] = Cache(KEPT)
        self._days: Cache[int, I64] = Cache(KEPT_DAYS)
        self.limit = habits.foreign_limit * counted
        room = np.minimum(self._held, self.limit - self._held)
        self.bound = counted & (room < 2 * market.habits.average_volume)
        """Issues whose holdings a day's trades could take below none, or above the limit."""
        usual = market.habits.average_volume * STEP // 1000
        self._step = np.where(counted, np.minimum(usual, self._held // 4096), usual)
        self._stir = np.where(counted, self._held // 8, _NO_BOUND)

    def at_close(self, issues: I64, days: I64) -> I64:
        """Shares held when the days are over."""
        if len(issues) == 1:
            key = int(issues[0]), int(days[0])
            return self._kept.get(key, lambda: self._at_close(issues, days))
        if np.array_equal(issues, self._everyone) and (days == days[0]).all():
            return self._days.get(int(days[0]), lambda: self._at_close(issues, days))
        return self._at_close(issues, days)

    def _at_close(self, issues: I64, days: I64) -> I64:
        days = self._tenure.within(issues, days)
        held = self._held[issues] + self._wave(issues, days) - self._anchored[issues]
        bounded: I64 = np.clip(held, self._least[issues], self._most[issues])
        return bounded

    @cached_property
    def _anchored(self) -> I64:
        """Every issue's wave on the anchor day."""
        return self._wave(self._everyone, np.full_like(self._everyone, self._anchor))

    def net(self, issues: I64, days: I64) -> I64:
        """Shares foreigners buy net on the days: what the holding moves by."""
        return self.at_close(issues, days) - self.at_close(issues, days - 1)

    def net_of_run(self, issues: I64, first: int, count: int) -> I64:
        """The same on ``count`` days from ``first`` on: ``(issues, days)``."""
        days = np.arange(first - 1, first + count)
        wave = wander_on(self._seed, _SLOW, issues, first - 1, count + 1, self._step[issues])
        quiet = self._planner.quiet_runs(issues, first - 1, count + 1)
        reach = np.minimum(quiet >> _SIXTEENTH, self._stir[issues][:, None])
        wave += stir(self._seed, _QUICK, issues[:, None], days[None, :], reach)
        wave += (self._held[issues] - self._anchored[issues])[:, None]
        held = np.clip(wave, self._least[issues][:, None], self._most[issues][:, None])
        net: I64 = np.diff(held, axis=1) * self._tenure.holds(issues[:, None], days[None, 1:])
        return net

    def _wave(self, issues: I64, days: I64) -> I64:
        slow = wander(self._seed, _SLOW, issues, days, self._step[issues])
        quiet = self._planner.quiet_volumes(issues, days)
        reach = np.minimum(quiet >> _SIXTEENTH, self._stir[issues])
        return slow + stir(self._seed, _QUICK, issues, days, reach)
