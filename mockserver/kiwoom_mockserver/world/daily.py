"""Where every issue closes on every day: a level that can be asked for any day at once.

Prices walk (``walks``), and now and then one jumps, rarely to its price limit (``jumps``). Moves of
ordinary days stay below the limits, which are eight deviations away or more.

Days are numbers of trading days; a day's base price is the close of the day before.
"""

from collections import OrderedDict
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

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
from kiwoom_mockserver.world.noise import I64, U64
from kiwoom_mockserver.world.walks import Listing, Walks, rounded

KEPT_DAYS: Final = 64


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
        self,
        seed: int,
        listing: Listing,
        anchor: int,
        followers: Followers | None = None,
        eves: I64 | None = None,
    ) -> None:
        """``eves`` are the days before each issue's first, until which it stands still."""
        self._stands_until = eves
        self._seed = seed
        self._listing = listing
        self._anchor = anchor
        self._followers = followers
        self._walks = Walks(seed, listing, anchor)
        self._eves = Eves(seed, listing, anchor, self._walks)
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
        if self._stands_until is not None:
            days = np.maximum(days, self._stands_until[issues])
        plain = self._walks.logs(issues, days) + self._eves.push(issues, days)
        since, drawn = self._event(issues, days)
        struck = np.flatnonzero(since < FADE)
        if not len(struck):
            return plain
        issue, day, age = issues[struck], days[struck] - since[struck], since[struck]
        base = rounded(self._walks.logs(issue, day - 1), self._listing.kind[issue])
        reached = event_close(self._listing, issue, base, drawn[struck])
        lift = log_of(reached) - self._walks.logs(issue, day)
        length = fade_of(day, self._anchor)
        plain[struck] += lift * np.maximum(length - age, 0) // length
        return plain

    def _flat(self, issues: I64, days: I64) -> I64:
        return rounded(self.logs(issues, days), self._listing.kind[issues])

    def _event(self, issues: I64, days: I64) -> tuple[I64, U64]:
        """Days since the last event (FADE or more: none that counts), and what was drawn for it."""
        ages = np.arange(FADE + ALONE)
        dates = days[:, None] - ages[None, :]
        drawn = drawn_for(self._seed, issues[:, None], dates)
        struck = is_event(self._listing, issues, drawn)
        recent = np.cumsum(struck, axis=1)
        counts = struck[:, :FADE] & (recent[:, ALONE : ALONE + FADE] == recent[:, :FADE])
        counts &= ~on_eve(dates[:, :FADE], self._anchor)
        since = np.where(counts.any(axis=1), counts.argmax(axis=1), FADE)
        return since, drawn[np.arange(len(issues)), np.minimum(since, FADE - 1)]
