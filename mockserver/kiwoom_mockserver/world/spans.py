"""Closes of many issues over a run of days: what ``Daily`` says of each, worked out together.

Points of a walk that lie side by side share their nodes, and the market's and a sector's walk is
one for all issues, so a block costs a tenth of its days asked for one by one.
"""

from typing import Final

import numpy as np

from kiwoom_mockserver.world.bridge import path, point
from kiwoom_mockserver.world.fixed import log_of
from kiwoom_mockserver.world.jumps import (
    ALONE,
    FADE,
    Eves,
    drawn_for,
    event_close,
    fade_of,
    is_event,
    on_eve,
)
from kiwoom_mockserver.world.noise import I64, keys
from kiwoom_mockserver.world.walks import (
    BASIS_POINT,
    CALM,
    DEPTH,
    MARKET,
    MARKET_SIGMA,
    OWN,
    SECTOR,
    SECTOR_SIGMA,
    Listing,
    Walks,
    far_end,
    rounded,
)

TOGETHER: Final = 12_000
"""Issues' days that are worked out together, so that a block stays in the processor's cache."""

FEW: Final = 1_024
"""Points that are found faster one by one than along the whole walk."""


class Spans:
    """Runs of days of one market's issues, for one seed and one anchor day."""

    def __init__(self, seed: int, listing: Listing, anchor: int, eves: I64 | None = None) -> None:
        """``eves`` are the days before each issue's first, until which it stands still."""
        self._stands_until = eves
        self._stood: dict[int, int] = {}
        self._seed = seed
        self._listing = listing
        self._anchor = anchor
        self._log_reference = log_of(listing.reference)
        self._eves = Eves(seed, listing, anchor, Walks(seed, listing, anchor))

    def closes(self, issues: I64, first: int, last: int) -> I64:
        """Closing prices in won on days ``first`` .. ``last``: shape (issues, days)."""
        prices = np.empty((len(issues), last - first + 1), dtype=np.int64)
        held = max(TOGETHER // (last - first + 1), 1)
        for start in range(0, len(issues), held):
            chunk = slice(start, start + held)
            kind = self._listing.kind[issues[chunk]]
            prices[chunk] = rounded(self.logs(issues[chunk], first, last), kind[:, None])
        return prices

    def logs(self, issues: I64, first: int, last: int) -> I64:
        """Log closes before rounding to the grid: shape (issues, days)."""
        held = max(TOGETHER // (last - first + 3 * FADE), 1)
        logs = np.empty((len(issues), last - first + 1), dtype=np.int64)
        for start in range(0, len(issues), held):
            logs[start : start + held] = self._logs(issues[start : start + held], first, last)
        if self._stands_until is not None:
            self._stand(issues, logs, first, self._stands_until[issues])
        return logs

    def _stand(self, issues: I64, logs: I64, first: int, eves: I64) -> None:
        """An issue that is not listed yet stands where the eve of its first day leaves it."""
        late = np.flatnonzero(eves > first)
        if not len(late):
            return
        for issue, eve in zip(issues[late].tolist(), eves[late].tolist(), strict=True):
            if issue not in self._stood:
                self._stood[issue] = int(self._logs(np.array([issue]), eve, eve)[0, 0])
        stood = np.array([self._stood[issue] for issue in issues[late].tolist()])
        begun = first + np.arange(logs.shape[1]) >= eves[late, None]
        logs[late] = np.where(begun, logs[late], stood[:, None])

    def _logs(self, issues: I64, first: int, last: int) -> I64:
        listing = self._listing
        before = first - FADE
        sectors, number = np.unique(listing.sector[issues], return_inverse=True)
        # All walks at once: the market's, the sectors', and the issues' own.
        counts = (1, len(sectors), len(issues))
        sigma = (MARKET_SIGMA, SECTOR_SIGMA, 0)
        spread = np.repeat(sigma, counts)
        spread[1 + len(sectors) :] = listing.volatility[issues] * BASIS_POINT
        ids = np.concatenate(([0], sectors, issues))
        walks = self._walks(np.repeat((MARKET, SECTOR, OWN), counts), ids, before, last, spread)
        market, sector, own = walks[:1], walks[1 : 1 + len(sectors)], walks[1 + len(sectors) :]
        sector[sectors == 0] = 0
        own += market * listing.beta[issues][:, None] // 1000
        own += sector[number]
        own += self._log_reference[issues][:, None]
        self._lift(issues, own, before)
        if first <= self._anchor:
            own += self._eves.push(issues[:, None], np.arange(before, last + 1)[None, :])
        logs: I64 = own[:, FADE:]
        return logs

    def _walks(self, stream: I64, ids: I64, first: int, last: int, sigma: I64) -> I64:
        """Walks of their own at days ``first`` .. ``last``: shape (ids, days)."""
        columns = []
        for behind in (1, 0):
            low = first if behind else max(first, self._anchor)
            high = min(last, self._anchor - 1) if behind else last
            if low > high:
                continue
            steps = np.abs(np.arange(low, high + 1) - self._anchor)
            key = keys(self._seed, stream, ids, behind)
            end = far_end(key, sigma)
            since, until = int(steps.min()), int(steps.max())
            if len(steps) * DEPTH < FEW:
                zero = np.zeros_like(end)[:, None]
                ends, days = end[:, None], steps[None, :]
                columns.append(point(key[:, None], zero, ends, sigma[:, None], days, DEPTH, CALM))
            else:
                zero = np.zeros_like(end)
                columns.append(path(key, zero, end, sigma, DEPTH, until, CALM, since)[:, steps])
        return np.concatenate(columns, axis=1)

    def _lift(self, issues: I64, plain: I64, first: int) -> None:
        """Jumps lift ``plain`` (days from ``first`` on) for the days they take to fade."""
        listing = self._listing
        reach = plain.shape[1]
        days = np.arange(first + 1 - ALONE, first + reach)
        drawn = drawn_for(self._seed, issues[:, None], days[None, :])
        rows, places = np.nonzero(is_event(listing, issues, drawn))
        close = np.zeros(len(rows), dtype=np.bool_)
        close[1:] = (rows[1:] == rows[:-1]) & (places[1:] - places[:-1] <= ALONE)
        columns = places + 1 - ALONE
        counts = ~close & (columns >= 1) & ~on_eve(days[places], self._anchor)
        rows, places, columns = rows[counts], places[counts], columns[counts]
        if not len(rows):
            return
        base = rounded(plain[rows, columns - 1], listing.kind[issues[rows]])
        reached = event_close(listing, issues[rows], base, drawn[rows, places])
        lift = log_of(reached) - plain[rows, columns]
        length = fade_of(days[places], self._anchor)
        for age in range(FADE):
            inside = (columns + age < reach) & (age < length)
            part = lift[inside] * (length[inside] - age) // length[inside]
            plain[rows[inside], columns[inside] + age] += part
