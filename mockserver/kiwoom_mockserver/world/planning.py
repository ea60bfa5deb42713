"""From an issue's level and habits to a day's plan: gap, limits, extremes, volumes, worth.

Everything a daily bar says is drawn here, so that it is known without the day's trades; they are
cut out of it later (``branching``). All trades of a day lie in the range of the tick table that the
day's close lies in: where the level crosses an edge overnight, the day opens beyond or at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import NormalDist
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.arithmetic import ARRAYS
from kiwoom_mockserver.world.branching import SLACK, Segment, Traits, room
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.course import CLOSING, OPENING, Course, Part, Print
from kiwoom_mockserver.world.daily import Daily
from kiwoom_mockserver.world.fixed import ONE, exp_milli
from kiwoom_mockserver.world.following import Following
from kiwoom_mockserver.world.gearing import Geared, Gearing, Ways
from kiwoom_mockserver.world.noise import I64, U64, Z_BITS, below, child, deviates, keys
from kiwoom_mockserver.world.spans import Spans
from kiwoom_mockserver.world.tenure import Tenure, always
from kiwoom_mockserver.world.tides import CALM, ONE_BITS, Swell, Tides
from kiwoom_mockserver.world.walks import Listing, rounded

_BASIS_POINT = ONE // 10_000
_LN_1000 = 7_417_139_671  # ln(1000) with 30 fraction bits
_VOLUME_SIGMA = 45 * ONE // 100
_BUSY_SIGMA: Final = 13 * ONE // 100
"""By how much all volumes together differ from day to day, and again from stretch to stretch."""
_BUSY_DAYS: Final = 8
"""Days of such a stretch."""
_CALM = 224
"""256ths of the usual volume that a day without a move has."""
_MARKET_SIGMA, _SECTOR_SIGMA = 90, 60
_TIDE_SIGMA: Final = 150
"""Basis points a day by which what moves with the market follows the tide."""
_MOST_SWAY: Final = 0.85
"""Of a share's deviation within the day, the part that is the tide's at most."""
_STRAY: Final = 20
"""Basis points a day by which a fund's way within the day is its own."""
_CALM_WALK, _RESTLESS_WALK = 60, 144
"""64ths of a day's usual move that a day's walk would have, were its ends not fixed: usually, and
at most where ticks are coarse."""
_COARSE: Final = 12 << 8
"""Up to so far, in 256ths of a tick, a walk is made more restless where ticks are coarse: trades
wander between more of them than the closes of the days tell."""

_MOOD, _LEAST_MOOD, _MOST_MOOD = 100, 140, 640
"""256ths by which a day's walk is more or less restless than usual: usually, least and most."""

RECENT: Final = 7
"""Days of all issues that are worked out together."""

LONG: Final = 16
"""Runs of so many days are worked out as rows of a table, shorter ones as one column."""

UNITS_A_DAY: Final = 5_000
LEAST_UNIT: Final = 8

_GAP, _VOLUME, _OPEN, _CLOSE, _BUYERS, _WALK = 21, 22, 23, 24, 25, 11
_BUSY: Final = 13
_REACH, _MEAN, _END, _LAST = 1, 2, 3, 4

_WIDEST: Final = 6
_REACHES: Final = np.array(
    [
        round((-2 * log(NormalDist().cdf(-(index + 0.5) / 512))) ** 0.5 * 230)
        for index in range(-512 * _WIDEST, 512 * _WIDEST)
    ],
    dtype=np.int64,
)
"""How far a walk of unit deviation gets beyond a straight line, in 256ths, a tenth cut off; its
places are 512ths of a normal deviate."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How an issue trades, in columns: usual shares a day, 0 for one that is halted.

    ``on_nxt`` is 1 for what NXT trades too; without it NXT trades nothing. ``jump`` are thousandths
    by which one order may move the price before trading is interrupted; 0, or without it, never is.
    ``beta`` is that of the way within the day, in thousandths; without it, the listing's. Without
    a ``tenure`` everything is traded on all days.
    """

    average_volume: I64
    on_nxt: I64 | None = None
    jump: I64 | None = None
    beta: I64 | None = None
    tenure: Tenure | None = None


@dataclass(frozen=True, slots=True)
class Halt:
    """Interruptions of trading, one at most an element: seconds of the day, and prices in won.

    ``kind`` is 0 for none, see ``interruptions``; ``sign`` 1 for what rose, -1 for what fell. At
    ``trigger`` was to be traded; the references are 0 of the other kind.
    """

    begin: Any
    end: Any
    kind: Any
    sign: Any
    trigger: Any
    static_reference: Any
    dynamic_reference: Any

    def only(self, places: I64) -> "Halt":
        """The elements at these places."""
        return Halt(*(getattr(self, name)[places] for name in Halt.__slots__))

    def number(self, place: int) -> "Halt":
        """One element, in plain numbers."""
        return Halt(*(int(getattr(self, name)[place]) for name in Halt.__slots__))


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Days of trading, one element an (issue, day): prices in won, and the parts of each day.

    The columns may be plain numbers, see ``arithmetic``.
    """

    issue: Any
    day: Any
    kind: Any
    base: Any
    lower: Any
    upper: Any
    parts: tuple[Part, ...]
    """In order of time; all trades of a day."""
    halts: tuple[Halt, ...] = ()

    def only(self, places: I64) -> "DayPlan":
        """The elements at these places."""
        columns = {name: getattr(self, name)[places] for name in _COLUMNS}
        parts = tuple(part.only(places) for part in self.parts)
        return DayPlan(**columns, parts=parts, halts=tuple(one.only(places) for one in self.halts))

    def number(self, place: int) -> "DayPlan":
        """One element, in plain numbers."""
        columns: dict[str, Any] = {name: int(getattr(self, name)[place]) for name in _COLUMNS}
        parts = tuple(part.number(place) for part in self.parts)
        return DayPlan(**columns, parts=parts, halts=tuple(one.number(place) for one in self.halts))


_COLUMNS: Final = ("issue", "day", "kind", "base", "lower", "upper")


class Hours(NamedTuple):
    """Seconds of a day: opening print, end of continuous trading, closing print.

    From ``told`` on the opening auction's expected price is told.
    """

    open: int
    stop: int
    close: int
    told: int


USUAL: Final = Hours(9 * 3600, 15 * 3600 + 20 * 60, 15 * 3600 + 30 * 60, 8 * 3600 + 50 * 60)


class Planner:
    """Makes day plans for one seed; a pure function of (issue, day)."""

    def __init__(
        self, seed: int, listing: Listing, habits: Habits, daily: Daily, spans: Spans,
        following: Following | None = None,
    ) -> None:  # fmt: skip
        """Without ``following`` ELWs go through their days alone."""
        self._seed = seed
        self._listing = listing
        self._average = habits.average_volume
        self._unit = np.maximum(habits.average_volume // UNITS_A_DAY, LEAST_UNIT)
        self._daily = daily
        self._spans = spans
        self.tenure = habits.tenure or always(len(listing.kind))
        self._recent: Cache[int, I64] = Cache(4)
        shared = (listing.beta * _MARKET_SIGMA // 1000) ** 2 + _SECTOR_SIGMA**2
        spread = np.sqrt((shared + listing.volatility**2).astype(np.float64))
        self._sigma = (spread * 100).astype(np.int64) * _BASIS_POINT // 100
        beta = listing.beta if habits.beta is None else habits.beta
        self.tides = Tides(seed)
        sway = beta * _TIDE_SIGMA / 1000
        alone = ~daily.follows
        sway[alone] = np.minimum(sway, spread * _MOST_SWAY)[alone]
        own = np.sqrt(np.maximum(spread**2 - sway**2, 0))
        # A fund strays from what it follows by little of its own.
        own[daily.follows] = np.maximum(listing.volatility, _STRAY)[daily.follows]
        whole = np.sqrt(own**2 + sway**2)
        self._ways = Ways(
            (whole * 100).astype(np.int64) * _BASIS_POINT // 100,
            (own * 1024 / whole).astype(np.int64),
            np.rint(sway * 1024 / whole).astype(np.int64),
        )
        following = following or Following(seed, len(listing.kind), (), ())
        self._gearing = Gearing(following, listing.reference, self._ways)

    def plan(self, issues: I64, days: I64, hours: Hours | Sequence[I64] = USUAL) -> DayPlan:
        """Regular sessions of the (issue, day) pairs; both arrays of one length.

        ``hours`` are the same for all, or columns. Prices and shares do not depend on them.
        """
        levels = self._levels(issues, days)
        kind = self._listing.kind[issues]
        prices = rounded(levels[0], kind), rounded(levels[1], kind)
        return self._planned(issues, days, levels, prices, hours)

    def runs(self, issues: I64, first: int, count: int) -> DayPlan:
        """Regular sessions, at the usual hours, of runs of days; each issue's are side by side."""
        logs = self.logs(issues, first - 1, first + count - 1)
        closes = rounded(logs, self._listing.kind[issues][:, None])
        levels, prices = (
            (np.ascontiguousarray(one[:, :-1]), np.ascontiguousarray(one[:, 1:]))
            for one in (logs, closes)
        )
        columns, days = issues[:, None], np.arange(first, first + count)[None, :]
        if count >= LONG:
            # What is an issue's, or a day's, is worked out once for all it counts for.
            return self._planned(columns, days, levels, prices, USUAL)
        flat = np.broadcast_arrays(columns, days)
        return self._planned(
            flat[0].reshape(-1), flat[1].reshape(-1),
            (levels[0].reshape(-1), levels[1].reshape(-1)),
            (prices[0].reshape(-1), prices[1].reshape(-1)), USUAL,
        )  # fmt: skip

    def _planned(
        self, issues: I64, days: I64, levels: tuple[I64, I64], prices: tuple[I64, I64],
        hours: Hours | Sequence[I64],
    ) -> DayPlan:  # fmt: skip
        """The plans of issues on days that broadcast; the plan's own columns are flat."""
        start, stop = levels
        kind, sigma = self._listing.kind[issues], self._sigma[issues]
        base, close = prices
        held = self.tenure.holds(issues, days)
        if not held.all():
            # What is not traded moves nothing: it stands all day where the day leaves it.
            start, base = np.where(held, start, stop), np.where(held, base, close)
        lower, upper = self.limits(issues, days, base)
        least, most = ticks.band_edges(kind, close)
        tick = ticks.tick_size(kind, close)
        bounds = np.maximum(lower, least) // tick, np.minimum(upper, most) // tick
        geared = self._gearing.found(issues, days)
        opens = self._opens(issues, days, start, stop)
        if geared is not None:
            opens[geared.rows] = self._geared_opens(geared, start, stop)
        opened = np.clip((exp_milli(opens) // 1000 + tick // 2) // tick, *bounds)
        at_open, rest, at_close = self._shares(issues, days, stop - start)
        ways = Ways(*(column[issues] for column in self._ways))
        if geared is not None:
            ways = self._gearing.ways(ways, start.shape, geared)
        calm, restless = self._restless(issues, days, close * ways.stir // tick * held)
        traits = Traits(
            keys(self._seed, _WALK, self._gearing.lead[issues], days), self._unit[issues], restless,
            restless * ways.own >> 10, calm * ways.sway >> 10, self.tides.keys(days),
        )  # fmt: skip
        bought = rest * self._buyers(issues, days, stop - start, sigma) // 1000
        times = [np.broadcast_to(np.asarray(one, dtype=np.int64), start.shape) for one in hours]
        swell = self.tides.swells(days)
        whole = walk(times, opened, close // tick, bounds, rest, bought, traits, swell)
        length = start.size

        def flat(column: I64 | U64) -> Any:
            whole = column if column.shape == start.shape else np.broadcast_to(column, start.shape)
            return whole.reshape(length)

        parts = (
            Print(flat(times[0]), flat(opened * tick), flat(at_open), flat(times[3]), OPENING),
            Course(Segment(*map(flat, whole)), Traits(*map(flat, traits)), flat(tick)),
            Print(flat(times[2]), flat(close), flat(at_close), flat(times[1]), CLOSING),
        )
        issue, day, kind, base, lower, upper = map(flat, (issues, days, kind, base, lower, upper))
        return DayPlan(issue, day, kind, base, lower, upper, parts)

    def limits(self, issues: I64, days: I64, base: I64) -> tuple[I64, I64]:
        """What prices may fall and rise to from their base, element by element."""
        kind = self._listing.kind[issues]
        lower, upper = ticks.limits(kind, base, self._listing.leverage[issues])
        first = self.tenure.debuts(issues, days) & (self.tenure.offered[issues] > 0)
        if first.any():
            wide = ticks.first_limits(kind, base)
            lower, upper = np.where(first, wide.lower, lower), np.where(first, wide.upper, upper)
        return lower, upper

    def volumes(self, issues: I64, days: I64) -> I64:
        """Shares traded in the regular session of each (issue, day)."""
        start, stop = self._levels(issues, days)
        return self._volume(issues, days, stop - start)

    def calm_volumes(self, issues: I64, days: I64) -> I64:
        """Shares traded at least, had the price not moved; found without the price.

        As if the issues were traded on all days.
        """
        return self._usual(issues, days) * _CALM // 256

    def quiet_volumes(self, issues: I64, days: I64) -> I64:
        """Shares traded at least on each of the days and on the day after it."""
        return np.minimum(self.calm_volumes(issues, days), self.calm_volumes(issues, days + 1))

    def quiet_runs(self, issues: I64, first: int, count: int) -> I64:
        """The same on ``count`` days from ``first`` on: ``(issues, days)``."""
        calm = self.calm_volumes(issues[:, None], np.arange(first, first + count + 1)[None, :])
        quiet: I64 = np.minimum(calm[:, :-1], calm[:, 1:])
        return quiet

    def _levels(self, issues: I64, days: I64) -> tuple[I64, I64]:
        """Log levels at the end of the day before each day, and of the day."""
        if not len(days):
            return days, days
        held, rows = np.unique(issues, return_inverse=True)
        first, last = int(days.min()) - 1, int(days.max())
        if len(held) == len(self._average) and first == last - 1:
            before, after = self.recent(last)[rows, -2:].T
            return before, after
        if len(held) * (last - first) > 2 * len(days):
            return self._daily.logs(issues, days - 1), self._daily.logs(issues, days)
        logs = self.logs(held, first, last)
        return logs[rows, days - 1 - first], logs[rows, days - first]

    def recent(self, day: int) -> I64:
        """Log levels of all issues at the ends of ``RECENT`` days, ``day`` the last of them.

        Who speaks of everyone's day mostly speaks of the days before it too.
        """
        everyone = np.arange(len(self._average))
        return self._recent.get(day, lambda: self.logs(everyone, day - RECENT + 1, day))

    def logs(self, issues: I64, first: int, last: int) -> I64:
        """Log levels at the ends of days ``first`` .. ``last``: shape (issues, days)."""
        logs = self._spans.logs(issues, first, last)
        follow = np.flatnonzero(self._daily.follows[issues])
        if len(follow):
            run = np.arange(first, last + 1)
            every = np.repeat(issues[follow], len(run)), np.tile(run, len(follow))
            logs[follow] = self._daily.logs(*every).reshape(len(follow), len(run))
        return logs

    def _shares(self, issues: I64, days: I64, move: I64) -> tuple[I64, I64, I64]:
        """Shares of the opening print, of continuous trading, and of the closing print."""
        volume = self._volume(issues, days, move)
        at_open = volume * (20 + below(keys(self._seed, _OPEN, issues, days), 41)) // 1000
        share = 40 + below(keys(self._seed, _CLOSE, issues, days), 61)
        at_close = np.where(volume > 0, np.maximum(volume * share // 1000, 1), 0)
        rest = np.maximum(volume - at_open - at_close, 0)
        # Too little to be traded on the way is traded at the end.
        few = rest < self._unit[issues]
        return at_open, np.where(few, 0, rest), at_close + np.where(few, rest, 0)

    def _restless(self, issues: I64, days: I64, moves: I64) -> tuple[I64, I64]:
        """Deviations of whole walks, in 256ths of a tick, by the usual moves of days in ticks.

        A day that trades much is restless, but for what follows others. The first are what they
        would be were ticks fine.
        """
        drawn = deviates(keys(self._seed, _VOLUME, issues, days)) * _MOOD >> Z_BITS
        follows = self._daily.follows[issues]
        mood = np.clip(256 + drawn, _LEAST_MOOD, _MOST_MOOD)
        moves = moves * np.where(follows, 256, mood) >> 8
        calm, most = ((moves * part // 64 << 8) >> 30 for part in (_CALM_WALK, _RESTLESS_WALK))
        most = np.where(follows, calm, most)
        return calm, np.minimum(most, np.maximum(calm, _COARSE))

    def _opens(self, issues: I64, days: I64, start: I64, stop: I64) -> I64:
        gap = deviates(keys(self._seed, _GAP, issues, days)) * (self._sigma[issues] // 3) >> Z_BITS
        return np.where(self._average[issues] > 0, start + (stop - start) * 3 // 8 + gap, start)

    def _geared_opens(self, geared: Geared, start: I64, stop: I64) -> I64:
        """Where ELWs open: as far on as the stock they are on, or by a part of their way."""
        lead, begun = self._gearing.lead[geared.places], start[geared.rows]
        way: I64 = (stop[geared.rows] - begun) * 3 // 8
        led = np.flatnonzero(lead != geared.places)
        if len(led):
            # Several on one stock open on its one open.
            lead, days = lead[led], geared.days[led]
            pairs, rows = np.unique(np.stack((lead, days)), axis=1, return_inverse=True)
            before, after = self._levels(*pairs)
            gap = self._opens(pairs[0], pairs[1], before, after) - before
            way[led] = gap[rows.reshape(-1)] * geared.gear[led] // 1000
        opens: I64 = begun + way
        return opens

    def _volume(self, issues: I64, days: I64, move: I64) -> I64:
        usual = self._usual(issues, days)
        # A day that moves much trades much.
        sigma = np.maximum(self._sigma[issues], 1)
        stir = _CALM + np.minimum(np.abs(move) * 64 // sigma, 640)
        traded = (self._average[issues] > 0) & self.tenure.holds(issues, days)
        return np.where(traded, np.maximum(usual * stir // 256, 1), 0)

    def _usual(self, issues: I64, days: I64) -> I64:
        drawn = deviates(keys(self._seed, _VOLUME, issues, days))
        busy = deviates(keys(self._seed, _BUSY, days))
        busy += deviates(keys(self._seed, _BUSY, days // _BUSY_DAYS, 1))
        stir = drawn * _VOLUME_SIGMA + busy * _BUSY_SIGMA
        factor = exp_milli(_LN_1000 + (stir >> Z_BITS)) // 1000
        usual: I64 = self._average[issues] * factor // 1000
        return usual

    def _buyers(self, issues: I64, days: I64, move: I64, sigma: I64) -> I64:
        drawn = deviates(keys(self._seed, _BUYERS, issues, days)) * 40 >> Z_BITS
        pull = np.clip(move * 60 // np.maximum(sigma, 1), -150, 150)
        return 500 + drawn + pull


def walk(
    times: Sequence[I64], opened: I64, toward: I64, bounds: tuple[I64, I64], shares: I64,
    bought: I64, traits: Traits, swell: Swell = CALM,
) -> Segment:  # fmt: skip
    """A whole session from ``opened`` to near ``toward``, within ``bounds``; prices in ticks."""
    least, most = bounds
    sigma = traits.sigma
    drawn = child(traits.key, _END)
    aside = (deviates(drawn) * sigma >> Z_BITS) * 41 >> 16
    locked = (toward == least) | (toward == most)
    close = np.clip(toward + np.where(locked, 0, aside), least, most)
    high, low = _extremes(traits, swell, opened, close)
    high, low = np.minimum(high, most), np.maximum(low, least)
    size = 1 + ((traits.unit >> 3) * _thousandth(drawn) >> 10)
    size *= shares > 0
    last = np.where((drawn & np.uint64(1)).astype(np.bool_), size, -size)
    mean = (high + low) << 7
    mean += (deviates(child(traits.key, _MEAN)) * traits.own >> Z_BITS) // 10
    mean += swell.mean * traits.sway >> ONE_BITS
    whole = Segment(
        start=times[0], stop=times[1], number=np.ones_like(shares),
        open=opened, high=high, low=low, close=close, shares=shares, worth=shares * low,
        bought=np.clip(bought, np.maximum(last, 0), shares - np.maximum(-last, 0)), last=last,
    )  # fmt: skip
    return valued(whole, mean)


def valued(whole: Segment, mean: I64) -> Segment:
    """The session with the worth of a mean price, in 256ths of a tick, as near as may be."""
    least, shares = whole.shares * whole.low, whole.shares
    less, more = room(whole, ARRAYS)
    slack = shares * (whole.high - whole.low) >> SLACK
    worth = np.clip((mean * shares >> 8) - least, less + slack, more - slack)
    return whole._replace(worth=least + np.clip(worth, less, more))


def _extremes(traits: Traits, swell: Swell, opened: I64, close: I64) -> tuple[I64, I64]:
    """Highest and lowest price of a walk between its ends, as a Brownian bridge has them."""
    drawn = child(traits.key, _REACH)
    away = (close - opened) << 8
    sigma, whole = traits.sigma, np.maximum(traits.sigma, 1)
    own, part = (np.abs(traits.own) << 10) // whole, (traits.sway << 10) // whole
    # What goes against the tide is high when that is low.
    with_it = part >= 0
    tide = np.where(with_it, swell.high, swell.low), np.where(with_it, swell.low, swell.high)
    chance = ARRAYS.normal(drawn, 0), ARRAYS.normal(drawn, 1)
    against = traits.own < 0
    if against.any():
        chance = np.where(against, chance[1], chance[0]), np.where(against, *chance)
    reached = []
    for mine, shared in zip(chance, tide, strict=True):
        deviate = (mine * own + shared * np.abs(part)) >> (Z_BITS + 1)
        far = _REACHES[np.clip(deviate + 512 * _WIDEST, 0, len(_REACHES) - 1)]
        square = (away * away + (far * sigma >> 8) ** 2).astype(np.float64)
        # A square root of whole numbers is the same on every processor.
        reached.append(np.sqrt(square).astype(np.int64))
    both = (opened + close) << 8
    high = ((both + reached[0]) // 2 + 128) >> 8
    low = ((both - reached[1]) // 2 + 128) >> 8
    ends = np.maximum(opened, close), np.minimum(opened, close)
    return np.maximum(high, ends[0]), np.minimum(low, ends[1])


def _thousandth(key: U64) -> I64:
    return ((key >> np.uint64(1)) & np.uint64(1023)).astype(np.int64)
