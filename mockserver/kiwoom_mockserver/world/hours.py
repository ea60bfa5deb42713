"""Instants as whole milliseconds since the epoch, and an exchange's phases by them."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.phases import Exchange, Phase, phases_of

DAY: Final = 86_400_000
"""Milliseconds of a day."""

_ZONE: Final = 9 * 3_600_000
_FIRST: Final = date(1970, 1, 1).toordinal()
_EPOCH: Final = datetime(1970, 1, 1, 9, tzinfo=SEOUL)


def millis(moment: datetime) -> int:
    """Milliseconds since the epoch, cut off."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment_of(at: int) -> datetime:
    """The instant of so many milliseconds since the epoch, Asia/Seoul."""
    return _EPOCH + timedelta(milliseconds=at)


def day_of(at: int) -> tuple[int, int]:
    """The number of the last trading day not after an instant, and the day's milliseconds."""
    days, rest = divmod(at + _ZONE, DAY)
    return day_index(date.fromordinal(_FIRST + days)), rest


def start_of(day: int) -> int:
    """Midnight at which a trading day begins."""
    return (day_at(day).toordinal() - _FIRST) * DAY - _ZONE


@dataclass(frozen=True, slots=True)
class Hours:
    """The phases of one exchange's day, by the millisecond."""

    starts: tuple[int, ...]
    phases: tuple[Phase, ...]
    bounds: tuple[int, ...]
    """When phases begin and auctions meet."""

    def phase(self, at: int) -> Phase:
        """The phase an instant of the day belongs to; the last one afterwards."""
        return self.phases[max(bisect_right(self.starts, at) - 1, 0)]

    def next_bound(self, after: int) -> int | None:
        """The first beginning of a phase or end of an auction later than ``after``, today."""
        found = bisect_right(self.bounds, after)
        return self.bounds[found] if found < len(self.bounds) else None


@lru_cache(maxsize=64)
def hours_of(day: int, exchange: Exchange) -> Hours:
    """The hours of a trading day, by its number."""
    phases = phases_of(day_at(day), exchange)
    starts = tuple(millis(phase.start) for phase in phases)
    rounds = {millis(moment) for phase in phases for moment in phase.auctions}
    return Hours(starts, phases, tuple(sorted(rounds.union(starts))))
