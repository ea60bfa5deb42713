"""Charts of one issue: ticks, minutes, days, weeks, months and years, newest first."""

from collections.abc import Mapping, Sequence

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.drafting import (
    Rowset,
    minutes_of,
    trades_of,
)
from kiwoom_mockserver.vocabulary.filling import Subject, fill
from kiwoom_mockserver.vocabulary.history import days_of
from kiwoom_mockserver.vocabulary.intervals import of_one_day, page
from kiwoom_mockserver.vocabulary.issues import where_of
from kiwoom_mockserver.vocabulary.periods import now_of
from kiwoom_mockserver.vocabulary.unadjusted import Unadjusted
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.world.calendar import day_index

MOST_SCOPE = 60
"""Minutes or trades one bar may join."""

ADJUSTED = "1"
"""The code of ``upd_stkpc_tp`` for prices in today's shares."""

PERIODS: Mapping[str, str] = {
    "ka10081": "day", "ka10082": "week", "ka10083": "month", "ka10094": "year",
    "ka50081": "day", "ka50082": "week", "ka50083": "month",
}  # fmt: skip
MINUTES = frozenset({"ka10080", "ka50080", "ka50092"})
TODAY = frozenset({"ka50091", "ka50092"})
"""Charts of the present day alone."""

TICKS = frozenset({"ka10079", "ka50079", "ka50091"})


def chart(call: Call, settings: Settings) -> Draft:
    """A page of the chart asked for.

    One empty row for a code nobody knows, for an issue that is halted, and for days of which
    nothing is kept (live, 2026).
    """
    table = next(spec for spec in call.operation.response if spec.is_table)
    named = [spec for spec in call.operation.response if spec.name == "stk_cd"]
    # Gold has charts of its own: its codes do not fit here.
    if call.place is None or not all(spec.format.accepts(call.code) for spec in named):
        return Draft(rows={table.name: 1}, blank=True)
    paging = call.operation.paging
    size = paging.size if paging else 900
    rows = _rows(call, size)
    if not rows.count and not call.first:
        code = {"stk_cd": call.code, **_extras(call)}
        return Draft(code, rows={table.name: 1}, blank_rows=frozenset({0}))
    return Draft(
        values={"stk_cd": call.code, **_extras(call)},
        tables={table.name: fill(table.children, rows.subject) if rows.subject else {}},
        rows={table.name: rows.count or 0},
        more=rows.more and paging is not None and paging.continues,
        cursor=rows.cursor,
    )


def _rows(call: Call, size: int) -> Rowset:
    place, at = call.place, call.instant
    assert place is not None
    period = PERIODS.get(call.operation.api_id)
    if period is not None:
        if not call.world.market.habits.average_volume[place]:
            return Rowset(count=0)
        days, more = days_of(call.world, place, at, call.first, size, period, where_of(call.code))
        numbers = [day_index(day) for day in days.dates]
        return Rowset(_adjusted(call, days, numbers), len(days), more)
    scope = scope_of(call)
    rows = trades_of(call, place, scope)
    if call.operation.api_id in MINUTES:
        rows = minutes_of(call, place, scope)
    if call.operation.api_id in TODAY:
        shown, cursor = of_one_day(rows, at, call.first, size)
    else:
        shown, cursor = page(rows, at, call.first, size, now_of(call).day)
    subject = _adjusted(call, shown, shown.rows.day.tolist())
    return Rowset(subject, len(shown), cursor is not None, cursor)


def _adjusted(call: Call, rows: Subject, days: Sequence[int]) -> Subject:
    """The rows in today's shares where that is asked for, else in those of their days."""
    if call.issue is None or call.values.get("upd_stkpc_tp", ADJUSTED) == ADJUSTED:
        return rows
    return Unadjusted(rows, call.issue.code, days, now_of(call).day)


def scope_of(call: Call) -> int:
    """How many minutes or trades a bar joins; raises WireError 1517 for what is no such number."""
    text = call.values.get("tic_scope") or "1"
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:4]) <= MOST_SCOPE:
        raise WireError("1517", parameter="tic_scope", reason="값의 형식이 맞지 않습니다")
    return int(text)


def _extras(call: Call) -> dict[str, str]:
    # The count of trades in the newest bar; live it is empty or a number (one capture).
    if any(spec.name == "last_tic_cnt" for spec in call.operation.response):
        return {"last_tic_cnt": ""}
    return {}
