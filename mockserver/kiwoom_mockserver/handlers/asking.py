"""What a question about an account asks for: days and issues, and what is shown for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call
from kiwoom_mockserver.vocabulary.accounts.rows import Rows
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_index, is_trading_day
from kiwoom_mockserver.world.instruments import bare_code

MOST_DAYS: Final = 1_000
"""Trading days one query may span."""


MOST_DIGITS: Final = 12
"""Of a number in a request."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an operation shows: the row of its single values, and those of its table.

    ``blank_row``: an empty table has one row of empty texts (live, ka10077 and ka10170).
    """

    single: Rows[Any] | None = None
    rows: Rows[Any] | None = None
    blank_row: bool = False


Show = Callable[[Call, Account, Settings], Shown]
"""What an operation shows of an account."""


def today_of(call: Call) -> int:
    """The number of the last trading day not after today, for all pages of one query."""
    return day_index(call.anchor.date())


def day_asked(call: Call, name: str, default: int) -> int:
    """The trading day a request names, not after today."""
    text = call.values.get(name, "")
    if not text:
        return default
    return min(day_index(day_named(text, name)), today_of(call))


def day_named(text: str, name: str) -> date:
    """The day that eight digits name; WireError 1517 for the parameter when they name none."""
    if len(text) == 8 and text.isascii() and text.isdecimal():
        try:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            pass
    raise WireError("1517", parameter=name, reason="값의 형식이 맞지 않습니다")


def days_asked(call: Call, first: str, last: str) -> tuple[int, int]:
    """The trading days from one date to another; without the first, just the last."""
    stop = day_asked(call, last, today_of(call))
    text = call.values.get(first, "")
    if not text:
        return stop, stop
    begin = day_named(text, first)
    start = day_index(begin) + (not is_trading_day(begin))
    return max(start, stop - MOST_DAYS), stop


def amount_asked(call: Call, name: str) -> int:
    """The amount a request names, negative with a minus before it; 0 where it names none."""
    text = call.values.get(name, "")
    return -_whole(text[1:]) if text.startswith("-") else _whole(text)


def number_asked(call: Call, name: str) -> int:
    """The whole number a request names; 0 where it names none."""
    return _whole(call.values.get(name, ""))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def wanted(call: Call, code: str) -> bool:
    """Whether the request asks for this issue, or for none in particular."""
    asked = bare_code(call.code).partition("_")[0]
    return not asked or asked == code
