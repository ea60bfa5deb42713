"""From an issue's level and habits to one day's plan: gap, limits, volumes, who trades how much."""

from dataclasses import dataclass

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.daily import Daily, Listing, rounded
from kiwoom_mockserver.world.fixed import ONE, exp_milli
from kiwoom_mockserver.world.intraday import STEPS, DayPlan
from kiwoom_mockserver.world.noise import I64, Z_BITS, below, deviates, keys

_BASIS_POINT = ONE // 10_000
_LN_1000 = 7_417_139_671  # ln(1000) with 30 fraction bits
_VOLUME_SIGMA = 45 * ONE // 100
_CALM = 224
"""256ths of the usual volume that a day without a move has."""
_MARKET_SIGMA, _SECTOR_SIGMA = 60, 40
TRADES_A_DAY = 6_000
"""Trades of a usual day that the usual trade's size is reckoned from."""

_GAP, _VOLUME, _OPEN, _CLOSE, _BUYERS = 21, 22, 23, 24, 25


@dataclass(frozen=True, slots=True)
class Habits:
    """How an issue trades, in columns: usual shares a day; 0 for one that is halted."""

    average_volume: I64


class Planner:
    """Makes day plans for one seed; a pure function of (issue, day)."""

    def __init__(self, seed: int, listing: Listing, habits: Habits, daily: Daily) -> None:
        self._seed = seed
        self._listing = listing
        self._average = habits.average_volume
        self._lot = np.maximum(habits.average_volume // TRADES_A_DAY, 1)
        self._daily = daily
        shared = (listing.beta * _MARKET_SIGMA // 1000) ** 2 + _SECTOR_SIGMA**2
        spread = np.sqrt((shared + listing.volatility**2).astype(np.float64))
        self._sigma = (spread * 100).astype(np.int64) * _BASIS_POINT // 100

    def plan(self, issues: I64, days: I64) -> DayPlan:
        """The plans of the (issue, day) pairs; both arrays of one length."""
        listing, seed = self._listing, self._seed
        kind, sigma = listing.kind[issues], self._sigma[issues]
        start, end = self._daily.logs(issues, days - 1), self._daily.logs(issues, days)
        base = rounded(start, kind)
        lower, upper = ticks.limits(kind, base, listing.leverage[issues])
        opens = self._opens(issues, days, start, end)
        volume = self._volume(issues, days, end - start, sigma)
        at_open = volume * (20 + below(keys(seed, _OPEN, issues, days), 41)) // 1000
        share = 40 + below(keys(seed, _CLOSE, issues, days), 61)
        at_close = np.where(volume > 0, np.maximum(volume * share // 1000, 1), 0)
        rest = np.maximum(volume - at_open - at_close, 0)
        bought = rest * self._buyers(issues, days, end - start, sigma) // 1000
        return DayPlan(
            seed=seed, issue=issues, day=days, kind=kind,
            open_log=opens, close_log=end, sigma=self.walk_sigma(issues),
            base_price=base, lower=lower, upper=upper,
            open_price=np.clip(rounded(opens, kind), lower, upper),
            close_price=rounded(end, kind),
            open_volume=at_open, close_volume=at_close,
            volumes=(bought, rest - bought), lot=self._lot[issues],
        )  # fmt: skip

    def course(self, issues: I64, days: I64, start: I64, end: I64) -> tuple[I64, I64, I64]:
        """Log opens, opening prices and volumes of sessions between two log closes.

        All arguments broadcast. One that does not trade opens at its base price.
        """
        kind, leverage = self._listing.kind[issues], self._listing.leverage[issues]
        opens = self._opens(issues, days, start, end)
        lower, upper = ticks.limits(kind, rounded(start, kind), leverage)
        price = np.clip(rounded(opens, kind), lower, upper)
        return opens, price, self._volume(issues, days, end - start, self._sigma[issues])

    def walk_sigma(self, issues: I64) -> I64:
        """The log standard deviation of one step of each issue's walk through the day."""
        sigma: I64 = self._sigma[issues] * 58 // (64 * _ROOT_STEPS)
        return sigma

    def _opens(self, issues: I64, days: I64, start: I64, end: I64) -> I64:
        gap = deviates(keys(self._seed, _GAP, issues, days)) * (self._sigma[issues] // 3) >> Z_BITS
        return np.where(self._average[issues] > 0, start + (end - start) * 3 // 8 + gap, start)

    def volumes(self, issues: I64, days: I64) -> I64:
        """Shares traded in the regular session of each (issue, day)."""
        start, end = self._daily.logs(issues, days - 1), self._daily.logs(issues, days)
        return self._volume(issues, days, end - start, self._sigma[issues])

    def calm_volumes(self, issues: I64, days: I64) -> I64:
        """Shares traded at least, had the price not moved; found without the price."""
        return self._usual(issues, days) * _CALM // 256

    def quiet_volumes(self, issues: I64, days: I64) -> I64:
        """Shares traded at least on each of the days and on the day after it."""
        return np.minimum(self.calm_volumes(issues, days), self.calm_volumes(issues, days + 1))

    def _volume(self, issues: I64, days: I64, move: I64, sigma: I64) -> I64:
        usual = self._usual(issues, days)
        # A day that moves much trades much.
        stir = _CALM + np.minimum(np.abs(move) * 64 // np.maximum(sigma, 1), 640)
        return np.where(self._average[issues] > 0, np.maximum(usual * stir // 256, 1), 0)

    def _usual(self, issues: I64, days: I64) -> I64:
        drawn = deviates(keys(self._seed, _VOLUME, issues, days))
        factor = exp_milli(_LN_1000 + (drawn * _VOLUME_SIGMA >> Z_BITS)) // 1000
        usual: I64 = self._average[issues] * factor // 1000
        return usual

    def _buyers(self, issues: I64, days: I64, move: I64, sigma: I64) -> I64:
        drawn = deviates(keys(self._seed, _BUYERS, issues, days)) * 40 >> Z_BITS
        pull = np.clip(move * 60 // np.maximum(sigma, 1), -150, 150)
        return 500 + drawn + pull


_ROOT_STEPS = round(STEPS**0.5)
