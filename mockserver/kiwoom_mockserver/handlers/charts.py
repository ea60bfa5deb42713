"""Charts of one issue: ticks, minutes, days, weeks, months and years, newest first."""

from collections.abc import Iterator, Mapping
from itertools import islice

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.drafting import instant_of, place_of
from kiwoom_mockserver.vocabulary.filling import Subject, fill
from kiwoom_mockserver.vocabulary.history import days_of
from kiwoom_mockserver.vocabulary.intervals import (
    Interval,
    Intervals,
    merged,
    minute_rows,
    page,
    trade_rows,
)
from kiwoom_mockserver.wire.errors import WireError

MOST_SCOPE = 60
"""Minutes or trades one bar may join."""

PERIODS: Mapping[str, str] = {
    "ka10081": "day", "ka10082": "week", "ka10083": "month", "ka10094": "year",
    "ka50081": "day", "ka50082": "week", "ka50083": "month",
}  # fmt: skip
MINUTES = frozenset({"ka10080", "ka50080", "ka50092"})
TICKS = frozenset({"ka10079", "ka50079", "ka50091"})


def chart(call: Call, settings: Settings) -> Draft:
    """A page of the chart asked for; one empty row for a code nobody knows."""
    table = next(spec for spec in call.operation.response if spec.is_table)
    if place_of(call) is None:
        return Draft(rows={table.name: 1}, blank=True)
    paging = call.operation.paging
    size = paging.size if paging else 900
    subject, count, more = _rows(call, call.first, size)
    return Draft(
        values={"stk_cd": call.code, **_extras(call, subject)},
        tables={table.name: fill(table.children, subject)},
        rows={table.name: count},
        more=more and paging is not None and paging.continues,
    )


def _rows(call: Call, first: int, size: int) -> tuple[Subject, int, bool]:
    place, at = place_of(call), instant_of(call)
    assert place is not None
    period = PERIODS.get(call.operation.api_id)
    if period is not None:
        days, more = days_of(call.world, place, at, first, size, period)
        return days, len(days), more
    market = call.world.market
    if call.operation.api_id in MINUTES:
        rows = minute_rows(market, place, at, scope_of(call))
    else:
        rows = _tick_bars(trade_rows(market, place, at), scope_of(call))
    shown = page(rows, first, size + 1)
    more = len(shown) > size
    return Intervals(shown.rows[:size]), min(len(shown), size), more


def scope_of(call: Call) -> int:
    """How many minutes or trades a bar joins; raises WireError 1517 for what is no such number."""
    text = call.values.get("tic_scope") or "1"
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:4]) <= MOST_SCOPE:
        raise WireError("1517", parameter="tic_scope", reason="값의 형식이 맞지 않습니다")
    return int(text)


def _tick_bars(trades: Iterator[Interval], scope: int) -> Iterator[Interval]:
    """Bars of ``scope`` trades, newest first; the newest bar may still lack some."""
    if scope == 1:
        yield from trades
        return
    while held := list(islice(trades, scope)):
        yield merged(held[::-1], held[0].at)


def _extras(call: Call, subject: Subject) -> dict[str, str]:
    # The count of trades in the newest bar; live it is empty or a number (one capture).
    if any(spec.name == "last_tic_cnt" for spec in call.operation.response):
        return {"last_tic_cnt": ""}
    return {}
