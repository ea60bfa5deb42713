"""Which trading days a request speaks of: a range, a number of days, one day, or today."""

from datetime import date, timedelta
from typing import Final

from kiwoom_mockserver.vocabulary.calls import Call
from kiwoom_mockserver.vocabulary.terms import meaning
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.world import Instant

MOST_DAYS: Final = 60
"""Days a question over the whole market may sum; a longer range keeps its newest."""

_PERIOD: Final = "dt"
_BY_DATES: Final = "qry_dt_tp"
_FROM: Final = "pot_tp"


def now_of(call: Call) -> Instant:
    """The present of the call's world, whatever day it asks for."""
    return call.world.instant(call.anchor)


def days_asked(call: Call, newest: int | None = None, most: int = MOST_DAYS) -> range:
    """The numbers of the trading days asked for, oldest first; none after the present.

    ``newest`` is the last day there can be figures of, if it is not the present one.
    """
    last_possible = now_of(call).day if newest is None else newest
    told = meaning(call, _PERIOD)
    by_days = told in _SINGLE or told.endswith("일")
    if by_days and meaning(call, _BY_DATES) != "시작일자,종료일자로조회":
        back = 1 if told == "전일" or meaning(call, _FROM) == "전일" else 0
        last = last_possible - back
        count = _SINGLE.get(told) or int(told.removesuffix("일"))
        return range(last - count + 1, last + 1)
    last = min(call.instant.day, last_possible)
    if meaning(call, "tm_tp") == "시작일":
        last = last_possible
    if call.start is None:
        return range(last, last + 1)
    first = first_on_or_after(call.start)
    return range(max(first, last - most + 1), last + 1)


_SINGLE: Final = {"당일": 1, "전일": 1, "최근일": 1}


def first_on_or_after(day: date) -> int:
    """The number of the first trading day that is not before ``day``."""
    return day_index(day - timedelta(days=1)) + 1
