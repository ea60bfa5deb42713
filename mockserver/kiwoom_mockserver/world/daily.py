"""Where every issue closes on every day: a level that can be asked for any day at once.

An issue's log price is its anchor (the world file's reference price on the anchor day) plus its
share of the market, its sector, and a walk of its own. Each walk is a bridge over 8,192 trading
days before and after the anchor, about 32 years either way; over more than two years it strays
half as far as its days tell. Now and then an issue jumps, and rarely it closes at its price
limit; that lifts it for a fortnight, fading day by day, so that no day has to be computed from the
day before. Moves of ordinary days stay below the limits, which are eight deviations away or more.

Days are numbers of trading days; a day's base price is the close of the day before.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.bridge import point
from kiwoom_mockserver.world.fixed import ONE, exp_milli, log_of
from kiwoom_mockserver.world.noise import I64, U64, Z_BITS, below, deviates, keys

DEPTH = 13
SPAN = 1 << DEPTH
"""Trading days the walks reach before and after the anchor."""

CALM: Final = 4
"""Halvings of the walks that stray half as far: down to stretches of 512 days."""

FADE = 16
"""Trading days a limit move takes to fade."""

SHORTEST_FADE: Final = 6
"""Trading days one takes at least that has to be over by the anchor day."""

BASIS_POINT: Final = ONE // 10_000
MARKET, SECTOR, OWN, EVENT = 1, 2, 3, 4
"""Streams of chance: the walks, and the days an issue jumps or closes at its limit."""

MARKET_SIGMA, SECTOR_SIGMA = 90 * BASIS_POINT, 60 * BASIS_POINT
ONE_EVENT_IN: Final = 1_500
"""So many days have one on which an issue closes at its limit."""
_ONE_JUMP_IN: Final = ((200, 50), (160, 150), (1, 1_200))
"""And one on which it jumps: by volatility from so many basis points a day on."""
_LEAST_JUMP, _JUMPS = 60, 220
"""Thousandths an issue jumps by: at least, and the room above."""
KEPT_DAYS: Final = 64


@dataclass(frozen=True, slots=True)
class Listing:
    """What the level of an issue follows from, in columns: one entry an issue.

    ``beta`` in thousandths, ``volatility`` in basis points a day, ``kind`` a class of ``ticks``,
    ``leverage`` how many times the usual price limit is.
    """

    reference: I64
    beta: I64
    volatility: I64
    sector: I64
    kind: I64
    leverage: I64


class Followers(Protocol):
    """Issues whose closes follow from others' closes of the day."""

    @property
    def follows(self) -> NDArray[np.bool_]:
        """Of each issue, whether it is one of them."""

    def logs(self, issues: I64, days: I64) -> I64:
        """Log closes of such issues; both arrays of one length."""


class Daily:
    """Closes of all issues on all days, for one seed and one anchor day."""

    def __init__(
        self, seed: int, listing: Listing, anchor: int, followers: Followers | None = None
    ) -> None:
        self._seed = seed
        self._listing = listing
        self._anchor = anchor
        self._followers = followers
        self._log_reference = log_of(listing.reference)
        self._kept: OrderedDict[int, I64] = OrderedDict()

    def __len__(self) -> int:
        return len(self._listing.reference)

    @property
    def follows(self) -> NDArray[np.bool_]:
        """Of each issue, whether its closes follow from others'."""
        if self._followers is None:
            return np.zeros(len(self), dtype=np.bool_)
        return self._followers.follows

    def closes(self, issues: I64, days: I64) -> I64:
        """Closing prices in won, on the tick grid; ``issues`` and ``days`` broadcast."""
        issues, days = np.broadcast_arrays(issues, days)
        flat = self._flat(issues.reshape(-1), days.reshape(-1))
        return flat.reshape(issues.shape)

    def closes_on(self, day: int) -> I64:
        """Closing prices of all issues on one day."""
        found = self._kept.get(day)
        if found is None:
            found = self.closes(np.arange(len(self)), np.full(len(self), day))
            found.flags.writeable = False
            self._kept[day] = found
            if len(self._kept) > KEPT_DAYS:
                self._kept.popitem(last=False)
        return found

    def logs(self, issues: I64, days: I64) -> I64:
        """Log closes before rounding to the grid; what a day's walk inside the day ends at."""
        logs = self._own_logs(issues, days)
        if self._followers is not None:
            follow = np.flatnonzero(self._followers.follows[issues])
            if len(follow):
                logs[follow] = self._followers.logs(issues[follow], days[follow])
        return logs

    def own_closes_on(self, day: int) -> I64:
        """Closes of one day of all issues that follow nothing; of others it means nothing."""
        issues = np.arange(len(self))
        return rounded(self._own_logs(issues, np.full(len(self), day)), self._listing.kind)

    def _own_logs(self, issues: I64, days: I64) -> I64:
        plain = self._plain(issues, days)
        since, drawn = self._event(issues, days)
        struck = np.flatnonzero(since < FADE)
        if not len(struck):
            return plain
        issue, day, age = issues[struck], days[struck] - since[struck], since[struck]
        base = rounded(self._plain(issue, day - 1), self._listing.kind[issue])
        reached = event_close(self._listing, issue, base, drawn[struck])
        lift = log_of(reached) - self._plain(issue, day)
        length = fade_of(day, self._anchor)
        plain[struck] += lift * np.maximum(length - age, 0) // length
        return plain

    def _flat(self, issues: I64, days: I64) -> I64:
        return rounded(self.logs(issues, days), self._listing.kind[issues])

    def _plain(self, issues: I64, days: I64) -> I64:
        listing = self._listing
        zero = np.zeros_like(issues)
        market = self._walk(MARKET, zero, days, np.full_like(issues, MARKET_SIGMA))
        sector = self._walk(
            SECTOR, listing.sector[issues], days, np.full_like(issues, SECTOR_SIGMA)
        )
        own = self._walk(OWN, issues, days, listing.volatility[issues] * BASIS_POINT)
        beta = listing.beta[issues]
        # Only what moves with the market has a sector's luck; funds have none.
        shared = market * beta // 1000 + np.where(listing.sector[issues] > 0, sector, 0)
        return self._log_reference[issues] + shared + own

    def _walk(self, stream: int, ids: I64, days: I64, sigma: I64) -> I64:
        offset = days - self._anchor
        key = keys(self._seed, stream, ids, (offset < 0).astype(np.int64))
        end = far_end(key, sigma)
        return point(key, np.zeros_like(end), end, sigma, np.abs(offset), DEPTH, CALM)

    def _event(self, issues: I64, days: I64) -> tuple[I64, U64]:
        """Days since the last event (FADE or more: none that counts), and what was drawn for it."""
        ages = np.arange(3 * FADE)
        dates = days[:, None] - ages[None, :]
        drawn = keys(self._seed, EVENT, issues[:, None], dates)
        struck = is_event(self._listing, issues, drawn)
        struck &= fade_of(dates, self._anchor) >= SHORTEST_FADE
        listing = self._listing
        moves = (listing.kind[issues] == ticks.STOCK) & (listing.volatility[issues] > 0)
        struck &= moves[:, None]
        # One that follows another within two fades does not count.
        recent = np.cumsum(struck, axis=1)
        counts = struck[:, :FADE] & (recent[:, 2 * FADE : 3 * FADE] == recent[:, :FADE])
        since = np.where(counts.any(axis=1), counts.argmax(axis=1), FADE)
        return since, drawn[np.arange(len(issues)), np.minimum(since, FADE - 1)]


def fade_of(days: I64, anchor: int) -> I64:
    """Trading days after which an event on each of the days has faded.

    The anchor day's close is the reference price, so nothing fades across it.
    """
    length: I64 = np.where(days > anchor, FADE, np.minimum(anchor - days, FADE))
    return length


def is_event(listing: Listing, issues: I64, drawn: U64) -> NDArray[np.bool_]:
    """Whether issues jump or close at their limit on days: shape (issues, days), as ``drawn``."""
    volatility, rare = listing.volatility[issues], np.zeros(len(issues), dtype=np.uint64)
    for least, one_in in reversed(_ONE_JUMP_IN):
        rare[volatility >= least] = (1 << 32) // one_in
    jumps: NDArray[np.bool_] = (drawn & _LOW) < rare[:, None]
    return jumps | _at_limit(drawn)


def event_close(listing: Listing, issues: I64, base: I64, drawn: U64) -> I64:
    """Where issues close in an event after a close at ``base``; one element each."""
    kind = listing.kind[issues]
    lower, upper = ticks.limits(kind, base, listing.leverage[issues])
    sign = np.where((drawn & np.uint64(3)) != np.uint64(0), 1, -1)
    part = ((drawn >> np.uint64(32)) & np.uint64(1023)).astype(np.int64)
    jump = _LEAST_JUMP + (part * part * _JUMPS >> 20)
    close = ticks.round_to_tick(kind, base * (1000 + sign * jump) // 1000)
    limit = np.where(sign > 0, upper, lower)
    reached: I64 = np.where(_at_limit(drawn), limit, np.clip(close, lower, upper))
    return reached


def _at_limit(drawn: U64) -> NDArray[np.bool_]:
    limit: NDArray[np.bool_] = below(drawn, ONE_EVENT_IN) == 0
    return limit


_LOW: Final = np.uint64(0xFFFF_FFFF)


_ROOT_SPAN = round(SPAN**0.5 * 16)


def far_end(key: U64, sigma: I64) -> I64:
    """Where a walk of that daily deviation stands ``SPAN`` days from the anchor."""
    end: I64 = (deviates(key) * sigma >> Z_BITS) * _ROOT_SPAN >> 5
    return end


def rounded(logs: I64, kind: I64) -> I64:
    """Prices in won, on the grid of their class; never below one tick."""
    won = (exp_milli(logs) + 500) // 1000
    return np.maximum(ticks.round_to_tick(kind, won), ticks.tick_size(kind, won))
