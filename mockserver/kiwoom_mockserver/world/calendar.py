"""Trading days. So far Monday to Friday; holidays are not known yet."""

from datetime import date


def is_trading_day(day: date) -> bool:
    """Whether the exchange opens on ``day``."""
    return day.weekday() < 5


def trading_day(day: date, back: int = 0) -> date:
    """The trading day ``back`` trading days before the last one not after ``day``."""
    # Day 1 of the calendar is a Monday; count trading days from there.
    weeks, weekday = divmod(day.toordinal() - 1, 7)
    weeks, weekday = divmod(weeks * 5 + min(weekday, 4) - back, 5)
    return date.fromordinal(weeks * 7 + weekday + 1)
