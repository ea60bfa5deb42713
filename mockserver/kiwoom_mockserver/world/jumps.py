"""Days on which an issue jumps, or closes at its price limit.

A jump lifts an issue for a fortnight, fading day by day, so that no day has to be computed from the
day before. The anchor day's close is the reference price, so nothing fades across it: the jumps of
the last days before it, and of the day itself, come the other way round. What would be lifted after
such a jump is pushed the other way before it, more every day, and the jump makes up for it.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.fixed import log_of
from kiwoom_mockserver.world.noise import I64, U64, below, keys
from kiwoom_mockserver.world.walks import Listing, Walks, rounded

_STREAM: Final = 4

FADE: Final = 16
"""Trading days a jump takes to fade."""

ALONE: Final = 2 * FADE
"""A jump that follows another within so many days does not count."""

EVE: Final = 5
"""Days before the anchor whose jumps come the other way round."""

_ONE_LIMIT_IN: Final = 1_500
"""So many days have one on which an issue closes at its limit."""
_ONE_JUMP_IN: Final = ((200, 50), (160, 150), (1, 1_200))
"""And one on which it jumps: by volatility from so many basis points a day on."""
_LEAST_JUMP, _JUMPS = 60, 220
"""Thousandths an issue jumps by: at least, and the room above."""
_WILD: Final = 200
"""Basis points a day from which all of that room is taken; calmer issues jump less far."""
_CALM: Final = 160
_CALM_ONE_IN: Final = 8
"""Of so many limits an issue calmer than that would come to, it comes to one."""


def drawn_for(seed: int, issues: I64, days: I64) -> U64:
    """What is drawn for issues on days; these broadcast."""
    return keys(seed, _STREAM, issues, days)


def fade_of(days: I64, anchor: int) -> I64:
    """Trading days after which a jump of each day has faded."""
    length: I64 = np.where(days > anchor, FADE, np.minimum(anchor - days, FADE))
    return length


def on_eve(days: I64, anchor: int) -> NDArray[np.bool_]:
    """Whether a jump of each of the days comes the other way round."""
    return (days >= anchor - EVE) & (days <= anchor)


def is_event(listing: Listing, issues: I64, drawn: U64) -> NDArray[np.bool_]:
    """Whether issues jump or close at their limit on days: shape (issues, days), as ``drawn``."""
    volatility, rare = listing.volatility[issues], np.zeros(len(issues), dtype=np.uint64)
    for least, one_in in reversed(_ONE_JUMP_IN):
        rare[volatility >= least] = (1 << 32) // one_in
    rare[(listing.kind[issues] != ticks.STOCK) | (volatility <= 0)] = 0
    jumps: NDArray[np.bool_] = (drawn & _LOW) < rare[:, None]
    return jumps | (_at_limit(drawn, volatility[:, None]) & (rare > 0)[:, None])


def event_close(listing: Listing, issues: I64, base: I64, drawn: U64) -> I64:
    """Where issues close in an event after a close at ``base``; one element each."""
    kind, volatility = listing.kind[issues], listing.volatility[issues]
    lower, upper = ticks.limits(kind, base, listing.leverage[issues])
    sign, jump = _move(drawn, volatility)
    close = ticks.round_to_tick(kind, base * (1000 + sign * jump) // 1000)
    limit = np.where(sign > 0, upper, lower)
    reached: I64 = np.where(_at_limit(drawn, volatility), limit, np.clip(close, lower, upper))
    return reached


def _move(drawn: U64, volatility: I64) -> tuple[I64, I64]:
    """The direction of a jump, and its thousandths."""
    room = _JUMPS * np.minimum(volatility, _WILD) ** 3 // _WILD**3
    sign = np.where((drawn & np.uint64(3)) != np.uint64(0), 1, -1)
    part = ((drawn >> np.uint64(32)) & np.uint64(1023)).astype(np.int64)
    return sign, _LEAST_JUMP + (part * part * room >> 20)


def _at_limit(drawn: U64, volatility: I64) -> NDArray[np.bool_]:
    found = below(drawn, _ONE_LIMIT_IN) == 0
    seldom = (drawn >> np.uint64(2)) % np.uint64(_CALM_ONE_IN) != np.uint64(0)
    limit: NDArray[np.bool_] = found & ~((volatility < _CALM) & seldom)
    return limit


_LOW: Final = np.uint64(0xFFFF_FFFF)


class Eves:
    """The jumps of the days up to the anchor that come the other way round; no more than one each.

    None of them ends at a limit.
    """

    def __init__(self, seed: int, listing: Listing, anchor: int, walks: Walks) -> None:
        issues = np.arange(len(listing.reference))
        first = anchor - EVE
        days = np.arange(first - ALONE - 1, anchor + 1)
        drawn = drawn_for(seed, issues[:, None], days[None, :])
        struck = is_event(listing, issues, drawn)
        count = np.cumsum(struck, axis=1)
        counts = struck[:, ALONE + 1 :] & (count[:, ALONE + 1 :] - count[:, : EVE + 1] == 1)
        rows, places = np.nonzero(counts)
        self._days, self._push = np.zeros((2, len(issues)), dtype=np.int64)
        if not len(rows):
            return
        kind, day = listing.kind[rows], first + places
        before = walks.logs(rows, day - 1)
        close = rounded(walks.logs(rows, day), kind)
        sign, jump = _move(drawn[rows, ALONE + 1 + places], listing.volatility[rows])
        base = ticks.round_to_tick(kind, close * 1000 // (1000 + sign * jump))
        lower, upper = ticks.limits(kind, base, listing.leverage[rows])
        inside = (base > 0) & (lower <= close) & (close <= upper)
        self._days[rows[inside]] = day[inside]
        self._push[rows[inside]] = (log_of(np.maximum(base, 1)) - before)[inside]

    def push(self, issues: I64, days: I64) -> I64:
        """What their jumps to come make of log closes; the arrays broadcast."""
        left = self._days[issues] - days
        part = np.where((left >= 1) & (left <= FADE), FADE + 1 - left, 0)
        pushed: I64 = self._push[issues] * part // FADE
        return pushed
