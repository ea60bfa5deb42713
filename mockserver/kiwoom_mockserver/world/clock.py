"""World time. The only module that may look at the machine's clock.

Arrival times of requests and token expiry are wall time, since callers compute with their own
clocks; everything the market shows is world time.
"""

import heapq
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

from kiwoom_mockserver.errors import WorldError


def wall_seconds() -> float:
    """Seconds since the epoch by the machine's clock."""
    return time.time()


def monotonic_seconds() -> float:
    """Seconds from an arbitrary origin, never running backwards."""
    return time.monotonic()


class Clock(Protocol):
    """Where world time comes from."""

    @property
    def speed(self) -> float:
        """World seconds per real second; 0 when time stands still by itself."""

    def now(self) -> datetime:
        """The present instant, Asia/Seoul."""


class ScaledClock:
    """Starts at ``start`` and runs ``speed`` times as fast as ``source``; 0 stands still."""

    def __init__(
        self, start: datetime, speed: float, source: Callable[[], float] = monotonic_seconds
    ) -> None:
        self.speed = speed
        self._start = start
        self._source = source
        self._origin = source()

    def now(self) -> datetime:
        """The present instant of this clock."""
        return self._start + timedelta(seconds=(self._source() - self._origin) * self.speed)


class VirtualClock:
    """Stands still until it is moved; callbacks run in order of (time, sequence)."""

    speed = 0.0

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._sequence = count()

    def now(self) -> datetime:
        """The instant the clock was last moved to."""
        return self._now

    def call_at(self, when: datetime, callback: Callable[[], None]) -> None:
        """``callback`` runs when the clock reaches ``when``; at once if it is past by then."""
        heapq.heappush(self._due, (when, next(self._sequence), callback))

    def run_until(self, end: datetime) -> None:
        """The clock stands at ``end``, and everything due until then has run.

        Raises WorldError when ``end`` lies in the past.
        """
        if end < self._now:
            raise WorldError(f"the clock stands at {self._now}, it cannot go back to {end}")
        while self._due and self._due[0][0] <= end:
            when, _, callback = heapq.heappop(self._due)
            self._now = max(self._now, when)
            callback()
        self._now = end

    def advance(self, seconds: float) -> None:
        """The clock stands ``seconds`` later."""
        self.run_until(self._now + timedelta(seconds=seconds))
