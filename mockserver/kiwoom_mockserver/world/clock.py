"""World time. The only module that may look at the machine's clock.

Arrival times of requests and token expiry are wall time, since callers compute with their own
clocks; everything the market shows is world time.
"""

import heapq
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as time_of_day
from itertools import count
from typing import Final, Protocol

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.settings import FASTEST, SEOUL, Settings
from kiwoom_mockserver.world.calendar import trading_day

LONGEST_STEP: Final = 366 * 24 * 3600
"""Seconds a clock is moved by at once."""

DAY_BEGINS: Final = time_of_day(7, 30)
DAY_ENDS: Final = time_of_day(20, 30)
"""A repeated day: from before NXT's pre-market to after the last session."""


def wall_seconds() -> float:
    """Seconds since the epoch by the machine's clock."""
    return time.time()


def monotonic_seconds() -> float:
    """Seconds from an arbitrary origin, never running backwards."""
    return time.monotonic()


def monotonic_nanoseconds() -> int:
    """The same in nanoseconds."""
    return time.monotonic_ns()


class Clock(Protocol):
    """Where world time comes from."""

    @property
    def speed(self) -> float:
        """World seconds per real second; 0 when time stands still by itself."""

    def now(self) -> datetime:
        """The present instant, Asia/Seoul."""

    def advance(self, seconds: float) -> None:
        """World time is ``seconds`` later; raises WorldError where it cannot be moved."""

    def move_to(self, moment: datetime) -> None:
        """World time is ``moment``, forwards or back; raises WorldError where it cannot be."""

    def run_at(self, speed: float) -> None:
        """World time runs so fast from here on; 0 stands still. Raises FakeError."""


class ScaledClock:
    """Starts at ``start`` and runs ``speed`` times as fast as ``source``; 0 stands still."""

    def __init__(
        self, start: datetime, speed: float, source: Callable[[], float] = monotonic_seconds
    ) -> None:
        self.speed = speed
        self._start = _seoul(start)
        self._source = source
        self._origin = source()

    def now(self) -> datetime:
        """The present instant of this clock."""
        return self._start + timedelta(seconds=(self._source() - self._origin) * self.speed)

    def advance(self, seconds: float) -> None:
        """World time is ``seconds`` later, and runs on from there."""
        self._start += timedelta(seconds=_forward(seconds))

    def move_to(self, moment: datetime) -> None:
        """World time is ``moment``, and runs on from there."""
        self._start, self._origin = _seoul(moment), self._source()

    def run_at(self, speed: float) -> None:
        """World time runs ``speed`` times as fast from here on."""
        self.move_to(self.now())
        self.speed = speed


_WALL: Final = "the clock shows the real time; serve without --clock wall to move it"


class WallClock:
    """World time is the real time in Korea."""

    speed = 1.0

    def __init__(self, source: Callable[[], float] = wall_seconds) -> None:
        """``source`` tells seconds since the epoch."""
        self._source = source

    def now(self) -> datetime:
        """The present instant in Korea."""
        return datetime.fromtimestamp(self._source(), SEOUL)

    def advance(self, seconds: float) -> None:
        """Raises WorldError: nobody moves the real time."""
        raise WorldError(_WALL)

    def move_to(self, moment: datetime) -> None:
        """Raises WorldError, as ``advance`` does."""
        raise WorldError(_WALL)

    def run_at(self, speed: float) -> None:
        """Raises WorldError, as ``advance`` does."""
        raise WorldError(_WALL)


class VirtualClock:
    """Stands still until it is moved; callbacks run in order of (time, sequence)."""

    speed = 0.0

    def __init__(self, start: datetime) -> None:
        self._now = _seoul(start)
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._sequence = count()

    def now(self) -> datetime:
        """The instant the clock was last moved to."""
        return self._now

    def call_at(self, when: datetime, callback: Callable[[], None]) -> None:
        """``callback`` runs when the clock reaches ``when``; at once if it is past by then."""
        heapq.heappush(self._due, (_seoul(when), next(self._sequence), callback))

    def run_until(self, end: datetime) -> None:
        """The clock stands at ``end``, and everything due until then has run.

        Raises WorldError when ``end`` lies in the past.
        """
        end = _seoul(end)
        if end < self._now:
            raise WorldError(f"the clock stands at {self._now}, it cannot go back to {end}")
        while self._due and self._due[0][0] <= end:
            when, _, callback = heapq.heappop(self._due)
            self._now = max(self._now, when)
            callback()
        self._now = end

    def advance(self, seconds: float) -> None:
        """The clock stands ``seconds`` later."""
        self.run_until(self._now + timedelta(seconds=_forward(seconds)))

    def move_to(self, moment: datetime) -> None:
        """The clock stands at ``moment``; what was due stays due when it went back."""
        if moment < self._now:
            self._now = _seoul(moment)
        else:
            self.run_until(moment)

    def run_at(self, speed: float) -> None:
        """Raises WorldError for any speed but 0: it only moves when it is moved."""
        if speed:
            raise WorldError("this clock stands still until it is moved")


class UnpacedClock(VirtualClock):
    """Moved by whoever tells the market, as fast as others listen."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.speed = FASTEST

    def run_at(self, speed: float) -> None:
        """It stands still, or goes on; raises WorldError for a pace in between."""
        if speed not in (0, FASTEST):
            raise WorldError(f"this clock runs at 0 or {FASTEST:.0f}; serve without --speed max")
        self.speed = float(speed)


class RepeatingClock:
    """Lives one trading day again and again, so that there is always a market.

    It begins with the other clock's time of day, on its day or, if that is without trade, on the
    trading day before; a time outside ``begin`` to ``end`` counts as ``begin``. At ``end`` the same
    day begins anew: world time jumps back, and ``round`` goes up by one.
    """

    def __init__(
        self, clock: Clock, begin: time_of_day = DAY_BEGINS, end: time_of_day = DAY_ENDS
    ) -> None:
        """Raises WorldError unless ``begin`` is before ``end``."""
        if begin >= end:
            raise WorldError(f"a day to repeat begins at {begin} and ends at {end}, not before")
        start = _seoul(clock.now())
        day = trading_day(start.date())
        self._clock = clock
        self._begin = datetime.combine(day, begin, SEOUL)
        self._length = datetime.combine(day, end, SEOUL) - self._begin
        inside = begin <= start.time() < end
        first = datetime.combine(day, start.time(), SEOUL) if inside else self._begin
        self._origin = start - (first - self._begin)

    @property
    def speed(self) -> float:
        """As fast as the other clock."""
        return self._clock.speed

    @property
    def round(self) -> int:
        """How many times the day has begun anew."""
        return (self._clock.now() - self._origin) // self._length

    def now(self) -> datetime:
        """The present instant within the day."""
        return self._begin + (self._clock.now() - self._origin) % self._length

    def advance(self, seconds: float) -> None:
        """World time is ``seconds`` later, beginning anew where the day ends."""
        self._clock.advance(seconds)

    def move_to(self, moment: datetime) -> None:
        """World time is ``moment`` of the repeated day; raises WorldError for any other."""
        if not self._begin <= moment < self._begin + self._length:
            told = f"{self._begin:%Y-%m-%d %H:%M} to {self._begin + self._length:%H:%M}"
            raise WorldError(f"{moment} is not of the repeated day, {told}")
        self._clock.move_to(self._clock.now() + (moment - self.now()))

    def run_at(self, speed: float) -> None:
        """World time runs so fast from here on."""
        self._clock.run_at(speed)


def clock_of(settings: Settings) -> Clock:
    """The clock the settings ask for."""
    clock: Clock = ScaledClock(settings.at, settings.speed)
    if settings.speed >= FASTEST:
        clock = UnpacedClock(settings.at)
    if settings.clock == "wall":
        clock = WallClock() if settings.speed else ScaledClock(WallClock().now(), 0)
    return RepeatingClock(clock) if settings.repeat_day else clock


def _forward(seconds: float) -> float:
    if not 0 <= seconds <= LONGEST_STEP:
        raise WorldError(f"a clock moves by 0 to {LONGEST_STEP:,} seconds, not by {seconds}")
    return seconds


def _seoul(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise WorldError(f"{moment} has no time zone; world time is Asia/Seoul")
    return moment.astimezone(SEOUL)
