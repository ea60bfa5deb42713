"""Trading days, and the days that open late.

The data (fixtures/market/calendar.json) lists the weekdays on which KRX is closed, year by year.
Before its first and after its last year every Monday to Friday is a trading day and none is
special: a plain rule, since nobody knows those holidays.

Trading days are numbered without gaps: 0 is the first of the data, earlier ones are negative. A
number is found, and a day is found from its number, without search.
"""

from array import array
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import accumulate, compress
from typing import Final

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError

SETTLEMENT_DAYS: Final = 2
"""Trading days from a trade to its settlement (T+2)."""

_LAST_ORDINAL: Final = date.max.toordinal()


class Special(StrEnum):
    """What is unusual about a trading day's hours."""

    NONE = "none"
    LATE_OPEN = "late_open"
    """The year's first: opens at 10:00, closes as ever."""
    EXAM = "exam"
    """The college entrance exam (수능): the whole regular session an hour later."""


class Calendar:
    """Which days are trading days, and their numbers."""

    def __init__(
        self, first: int, last: int, closures: Iterable[date], exams: Iterable[date]
    ) -> None:
        """``closures`` are the weekdays without trade in the years ``first`` to ``last``."""
        self.years = range(first, last + 1)
        self.exams = frozenset(exams)
        self._start = date(first, 1, 1).toordinal()
        self._stop = date(last, 12, 31).toordinal() + 1
        length = self._stop - self._start
        weekday = (self._start - 1) % 7
        week = b"\1\1\1\1\1\0\0"
        opens = bytearray((week * (length // 7 + 2))[weekday : weekday + length])
        for day in closures:
            opens[day.toordinal() - self._start] = 0
        self._opens = bytes(opens)
        self._reached = array("l", accumulate(opens))
        """How many trading days there are up to each day."""
        self._ordinals = array("l", compress(range(self._start, self._stop), opens))
        self._weekdays_before = _weekdays(self._start - 1)
        self._weekdays_within = _weekdays(self._stop - 1)

    def is_trading_day(self, day: date) -> bool:
        """Whether the exchange opens on ``day``."""
        ordinal = day.toordinal()
        if self._start <= ordinal < self._stop:
            return self._opens[ordinal - self._start] == 1
        return (ordinal - 1) % 7 < 5

    def day_index(self, day: date) -> int:
        """The number of the last trading day not after ``day``."""
        ordinal = day.toordinal()
        if ordinal < self._start:
            return _weekdays(ordinal) - self._weekdays_before - 1
        if ordinal >= self._stop:
            return _weekdays(ordinal) - self._weekdays_within + len(self._ordinals) - 1
        return self._reached[ordinal - self._start] - 1

    def day_at(self, index: int) -> date:
        """The trading day with this number; raises WorldError outside the years 1 to 9999."""
        count = len(self._ordinals)
        if 0 <= index < count:
            return date.fromordinal(self._ordinals[index])
        if index < 0:
            weekday = self._weekdays_before + index
        else:
            weekday = self._weekdays_within + index - count
        weeks, rest = divmod(weekday, 5)
        ordinal = weeks * 7 + rest + 1
        if not 1 <= ordinal <= _LAST_ORDINAL:
            raise WorldError(f"trading day {index} lies outside the years 1 to 9999")
        return date.fromordinal(ordinal)

    def special(self, day: date) -> Special:
        """What is unusual about ``day``; NONE for a day without trade."""
        if day.year not in self.years or not self.is_trading_day(day):
            return Special.NONE
        if date(day.year, day.month, day.day) in self.exams:
            return Special.EXAM
        if self.day_at(self.day_index(day) - 1).year < day.year:
            return Special.LATE_OPEN
        return Special.NONE


def _weekdays(ordinal: int) -> int:
    """How many Mondays to Fridays there are from year 1 up to the day; day 1 is a Monday."""
    weeks, weekday = divmod(ordinal - 1, 7)
    return weeks * 5 + min(weekday + 1, 5)


@cache
def calendar() -> Calendar:
    """KRX's calendar, read once.

    Raises WorldError when the data is missing or makes no sense.
    """
    path = resources.data_folder("fixtures") / "market" / "calendar.json"
    try:
        data = orjson.loads(path.read_bytes())
        closures = (
            date(int(year), int(day[:2]), int(day[2:]))
            for year, days in data["closures"].items()
            for day in days.split()
        )
        exams = (date.fromisoformat(day) for day in data["exams"])
        return Calendar(data["first"], data["last"], closures, exams)
    except OSError as error:
        raise WorldError(f"calendar {path}: {error.strerror}; reinstall") from None
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise WorldError(f"calendar {path}: {type(error).__name__} {error}") from None


def is_trading_day(day: date) -> bool:
    """Whether the exchange opens on ``day``."""
    return calendar().is_trading_day(day)


def day_index(day: date) -> int:
    """The number of the last trading day not after ``day``; 2010-01-04 is 0."""
    return calendar().day_index(day)


def day_at(index: int) -> date:
    """The trading day with this number; raises WorldError outside the years 1 to 9999."""
    return calendar().day_at(index)


def trading_day(day: date, back: int = 0) -> date:
    """The trading day ``back`` trading days before the last one not after ``day``."""
    known = calendar()
    return known.day_at(known.day_index(day) - back)


def next_trading_day(day: date) -> date:
    """The first trading day after ``day``."""
    return trading_day(day, -1)


def settlement_day(day: date, after: int = SETTLEMENT_DAYS) -> date:
    """When a trade made on ``day`` (or the last trading day before it) is settled."""
    return trading_day(day, -after)


def special_day(day: date) -> Special:
    """What is unusual about the hours of ``day``."""
    return calendar().special(day)


def week_key(day: date) -> int:
    """A number all days from one Monday to Sunday share; the next week's is one more."""
    return (day.toordinal() - 1) // 7


def month_key(day: date) -> int:
    """A number all days of one month share; the next month's is one more."""
    return day.year * 12 + day.month - 1


def year_key(day: date) -> int:
    """The year."""
    return day.year
