"""Prices that follow other prices: funds their baskets, ELWs what they are on.

A fund closes where its basket says, but for a premium drawn anew each day; an ELW at its
theoretical price, but for what its liquidity provider makes of it. On the anchor day both close at
the world file's reference price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.fixed import log_of
from kiwoom_mockserver.world.noise import I64, Z_BITS, deviates, keys
from kiwoom_mockserver.world.options import Options, greeks, worth
from kiwoom_mockserver.world.tracks import FEW, Basket, Tracks
from kiwoom_mockserver.world.walks import BASIS_POINT

_PREMIUM, _PROVIDER = 26, 27
_FUND_SIGMA, _ELW_SIGMA = 6 * BASIS_POINT, 150 * BASIS_POINT
_MOST_GEAR: Final = 20
"""So many times as far as what they are on ELWs move at most within a day."""
_FINE: Final = 1 << 22
"""Logarithms are taken of numbers about this large."""


@dataclass(frozen=True, eq=False)
class FollowingFund:
    """A fund at ``place`` that moves ``multiple`` thousandths of its basket's daily change."""

    place: int
    basket: Basket
    multiple: int
    reference: int


@dataclass(frozen=True, eq=False)
class FollowingWarrant:
    """An ELW at ``place``; ``basket`` holds what it is on, at ``spot`` hundredths on the anchor."""

    place: int
    basket: Basket
    spot: int
    strike: int
    """Hundredths of a won or point."""
    conversion: int
    """Ten-thousandths."""
    call: bool
    volatility: int
    """Hundredths of a per cent a year."""
    last_day: date
    reference: int

    @property
    def on_index(self) -> bool:
        """Whether it is on an index, and not on one share."""
        return len(self.basket.places) > 1


class Following:
    """The log closes of all that follows, for one seed."""

    def __init__(
        self,
        seed: int,
        count: int,
        funds: Sequence[FollowingFund],
        warrants: Sequence[FollowingWarrant],
    ) -> None:
        """``count`` is that of all issues."""
        self._seed = seed
        self.funds = {one.place: one for one in funds}
        self.warrants = {one.place: one for one in warrants}
        self.follows: NDArray[np.bool_] = np.zeros(count, dtype=np.bool_)
        self.follows[[*self.funds, *self.warrants]] = True
        self._tracks: Tracks | None = None

    @property
    def tracks(self) -> Tracks:
        """Where values of baskets come from."""
        assert self._tracks is not None
        return self._tracks

    def bind(self, tracks: Tracks) -> None:
        """Values of baskets come from ``tracks`` from now on."""
        self._tracks = tracks

    def logs(self, issues: I64, days: I64) -> I64:
        """Log closes of issues that all follow; both arrays of one length."""
        self._fetch(issues, days)
        fund = np.array([place in self.funds for place in issues.tolist()], dtype=np.bool_)
        logs = np.empty(len(issues), dtype=np.int64)
        if fund.any():
            logs[fund] = self._fund_logs(issues[fund], days[fund])
        if not fund.all():
            logs[~fund] = self._warrant_logs(issues[~fund], days[~fund])
        return logs

    def _fetch(self, issues: I64, days: I64) -> None:
        """Runs of days are worked out together, before they are asked for one by one."""
        if days[0] == days[-1]:
            return
        wanted: dict[tuple[int, int], list[Basket]] = {}
        for place in np.unique(issues).tolist():
            mine = days[issues == place]
            if len(mine) > FEW:
                held = self.funds.get(place) or self.warrants[place]
                run = int(mine.min()) - 1, int(mine.max())
                wanted.setdefault(run, []).append(held.basket)
        for (first, last), baskets in wanted.items():
            self.tracks.fetch(baskets, first, last)

    def _fund_logs(self, issues: I64, days: I64) -> I64:
        levels, units = np.empty((2, len(issues)), dtype=np.int64)
        for place in np.unique(issues).tolist():
            rows = issues == place
            levels[rows], units[rows] = _levels(self.tracks, self.funds[place], days[rows].tolist())
        return log_of(levels) - log_of(units) + self._luck(_PREMIUM, _FUND_SIGMA, issues, days)

    def _warrant_logs(self, issues: I64, days: I64) -> I64:
        places, rows = np.unique(issues, return_inverse=True)
        held = [self.warrants[place] for place in places.tolist()]
        # After its last day an ELW stays where that ended.
        days = np.minimum(days, np.array([day_index(one.last_day) for one in held])[rows])
        anchored = np.full(len(places), self.tracks.anchor)
        then = theory(held, self._spots(held, np.arange(len(held)), anchored), anchored)[rows]
        now = theory([held[row] for row in rows.tolist()], self._spots(held, rows, days), days)
        reference = np.array([one.reference * 100 for one in held], dtype=np.int64)[rows]
        worth = np.maximum(now * reference // np.maximum(then, 100), 100)
        worth = np.where(days == self.tracks.anchor, reference, worth)
        luck = self._luck(_PROVIDER, _ELW_SIGMA, issues, days)
        return log_of(worth) - log_of(np.array([100])) + luck

    def gears(self, issues: I64, days: I64) -> I64:
        """How far ELWs move of what they are on, in thousandths, as days begin; puts below 0."""
        places, rows = np.unique(issues, return_inverse=True)
        held = [self.warrants[place] for place in places.tolist()]
        each = [held[row] for row in rows.tolist()]
        options = options_of(each, self._spots(held, rows, days - 1), days)
        value = np.maximum(worth(options), options.spot / _MOST_GEAR)
        gear = np.rint(greeks(options).delta * options.spot * 1000.0 / value).astype(np.int64)
        return np.clip(gear, -1000 * _MOST_GEAR, 1000 * _MOST_GEAR)

    def _spots(self, warrants: Sequence[FollowingWarrant], rows: I64, days: I64) -> I64:
        """What each of ``rows`` of the warrants is on, at days' closes, in hundredths."""
        value = self.tracks.value
        # Whatever the day, the line is one.
        lines = [self.tracks.line(one.basket, 1000, one.spot, 0) for one in warrants]
        known: dict[tuple[Basket, int, int], int] = {}
        spots = []
        for row, day in zip(rows.tolist(), days.tolist(), strict=True):
            key = warrants[row].basket, warrants[row].spot, day
            spot = known.get(key)
            if spot is None:
                spot = known[key] = lines[row].level(value(key[0], day))
            spots.append(spot)
        return np.array(spots, dtype=np.int64)

    def _luck(self, stream: int, sigma: int, issues: I64, days: I64) -> I64:
        drawn = deviates(keys(self._seed, stream, issues, days)) * sigma >> Z_BITS
        return np.where(days == self.tracks.anchor, 0, drawn)


def _levels(tracks: Tracks, fund: FollowingFund, days: Sequence[int]) -> tuple[list[int], int]:
    """A fund's price on days but for its premium, and how many of its units a won is."""
    units = max(_FINE // fund.reference, 1)
    scale, values = fund.reference * units, [tracks.value(fund.basket, day) for day in days]
    if fund.multiple == 1000:
        line = tracks.line(fund.basket, 1000, scale, days[0])
        return [line.level(value) for value in values], units
    lines = [tracks.line(fund.basket, fund.multiple, scale, day) for day in days]
    levels = [line.level(value) for line, value in zip(lines, values, strict=True)]
    return levels, units


def spot_of(tracks: Tracks, warrant: FollowingWarrant, day: int) -> int:
    """What the ELW is on, at a day's close, in hundredths."""
    line = tracks.line(warrant.basket, 1000, warrant.spot, day)
    return line.level(tracks.value(warrant.basket, day))


def options_of(warrants: Sequence[FollowingWarrant], spots: I64, days: I64) -> Options:
    """The options behind ELWs at given spots (hundredths) and days, element by element."""
    held, rows = np.unique(days, return_inverse=True)
    dates = np.array([day_at(day).toordinal() for day in held.tolist()], dtype=np.int64)[rows]
    ends = np.array([one.last_day.toordinal() for one in warrants], dtype=np.int64)
    left = np.maximum(ends - dates, 1)
    return Options(
        spot=spots / 100.0,
        strike=np.array([one.strike for one in warrants]) / 100.0,
        years=left / 365.0,
        volatility=np.array([one.volatility for one in warrants]) / 10_000.0,
        sign=np.array([1.0 if one.call else -1.0 for one in warrants]),
    )


def theory(warrants: Sequence[FollowingWarrant], spots: I64, days: I64) -> I64:
    """Theoretical prices in hundredths of a won, rounded."""
    conversion = np.array([one.conversion for one in warrants]) / 10_000.0
    value = worth(options_of(warrants, spots, days)) * conversion
    return np.rint(value * 100.0).astype(np.int64)
