"""Drafts of operations that no handler answers: echoes, and the world's words for every row.

A contract's ``x-word`` says what a field means. What the rows of a table speak of follows from
what was asked: a code and dates mean that issue's days, a code and times its trades, no code the
issues of a market. A field whose word nobody knows is filled with a seeded sample.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import FieldSpec, OperationSpec
from kiwoom_mockserver.vocabulary.calls import Call, Draft
from kiwoom_mockserver.vocabulary.filling import BLANK, NO_TERMS, Subject, fill
from kiwoom_mockserver.vocabulary.flowing import last_told
from kiwoom_mockserver.vocabulary.history import days_of, traded_until
from kiwoom_mockserver.vocabulary.intervals import Rows, Source, minute_rows, page, trade_rows
from kiwoom_mockserver.vocabulary.issues import Issues, where_of
from kiwoom_mockserver.vocabulary.terms import Terms, terms_of
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import LAST_SECOND, Instant

UNPAGED_ROWS: Final = 20
"""Rows of a table of which no page size is known."""

_MARKET_OF_CATEGORY: Final = {"ETF": "ETF", "ELW": "ELW"}
_TOLD_LATE: Final = frozenset({"credit-new", "lending-trade"})
"""Words of which a day has none before it is over."""


def draft_from_words(call: Call) -> Draft:
    """What the world's words say of this call."""
    draft = Draft(values=_singles(call), tables={}, rows={})
    for spec in call.operation.tables:
        _add_table(call, spec, draft)
    return draft


def _singles(call: Call) -> dict[str, Value]:
    """Values outside of tables: of the issue asked for, and echoes of the request."""
    operation = call.operation
    values: dict[str, Value] = {}
    spoken = _spoken(operation)
    if spoken and call.place is not None and not call.codes:
        subject = Issues(call.world, np.array([call.place]), call.instant, [call.code])
        filled = fill(spoken, subject)
        values = {name: column[0] for name, column in filled.items()}
    for spec in operation.echoing:
        if _echoes(spec, call):
            values[spec.name] = call.values[spec.name]
    return values


@cache
def _spoken(operation: OperationSpec) -> tuple[FieldSpec, ...]:
    """The reply's values outside of tables that an issue has a word for."""
    return tuple(
        one
        for one in operation.response
        if not one.is_table and (Issues.knows(one.word) or one.word == BLANK)
    )


def _add_table(call: Call, table: FieldSpec, draft: Draft) -> None:
    if call.codes:
        draft.tables[table.name], draft.blank_rows = _asked_issues(call, table)
        return
    count, more = row_count(call, table)
    rows = rows_of(call, table, count)
    if rows.count is not None:
        count, more = rows.count, rows.more
    if rows.subject is not None:
        draft.tables[table.name] = fill(table.children, rows.subject, rows.terms)
    draft.rows[table.name] = count
    draft.more = draft.more or more
    if rows.more:
        draft.cursor = rows.cursor


@dataclass(frozen=True, slots=True)
class Rowset:
    """What rows speak of, how many there are where that is known, whether and where more follow."""

    subject: Subject | None = None
    count: int | None = None
    more: bool = False
    cursor: int | None = None
    terms: Terms = NO_TERMS


def trades_of(call: Call, place: int, scope: int = 1) -> Source:
    """The trades of an issue, day by day; none of one that is halted."""
    market = call.world.market
    if not market.habits.average_volume[place]:
        return _no_rows
    return trade_rows(market, place, scope, where_of(call.code))


def minutes_of(call: Call, place: int, scope: int, where: Where | None = None) -> Source:
    """The minutes of an issue where its code says, or ``where``; none of one that is halted."""
    market = call.world.market
    if not market.habits.average_volume[place]:
        return _no_rows
    likely = call.operation.paging.size if call.operation.paging else 0
    return minute_rows(market, place, scope, where or where_of(call.code), likely)


def _no_rows(at: Instant, days: int) -> Iterator[Rows]:
    return iter(())


def rows_of(call: Call, table: FieldSpec, count: int) -> Rowset:
    """The rows of a table, ``count`` at most."""
    if table.always_empty or not table.children:
        return Rowset()
    place, at = call.place, call.instant
    words = table.words
    if place is not None and "date" in words:
        return _days(call, table, place, count)
    if place is not None and "time" in words:
        trades, cursor = page(trades_of(call, place), at, call.first, count)
        follows = cursor is not None and _continues(call, table)
        return Rowset(trades, len(trades), follows, cursor)
    if not call.code and "code" in words:
        issues = universe(call)
        chosen = np.array(
            [call.world.instruments.place(one.code) for one in issues], dtype=np.int64
        )
        places = np.resize(chosen, call.first + count)[call.first :] if len(chosen) else chosen
        return Rowset(Issues(call.world, places, at, first=call.first))
    return Rowset()


def _days(call: Call, table: FieldSpec, place: int, count: int) -> Rowset:
    at = call.instant
    if not _TOLD_LATE.isdisjoint(table.words):
        at = Instant(last_told(at), LAST_SECOND)
    at = traded_until(call.world.market, place, at)
    if call.start is not None:
        # The first trading day that is not before the start.
        reach = at.day - day_index(call.start - timedelta(days=1)) - call.first
        count = max(min(count, reach), 0)
    days, more = days_of(call.world, place, at, call.first, count, where=where_of(call.code))
    if call.start is not None:
        more = more and count < reach
    days.terms, days.exchange = terms_of(call), call.exchange
    return Rowset(days, len(days), more and _continues(call, table), terms=days.terms)


def _continues(call: Call, table: FieldSpec) -> bool:
    paging = call.operation.paging
    return paging is not None and paging.continues and paging.table == table.name


def _asked_issues(
    call: Call, table: FieldSpec
) -> tuple[dict[str, Sequence[Value]], frozenset[int]]:
    """One row for each code of a list; rows of unknown codes are left blank."""
    found = [call.find(code) for code in call.codes]
    unknown = frozenset(place for place, issue in enumerate(found) if issue is None)
    # A blank row needs values too, any: it is written over.
    places = np.array([_place(call, issue) for issue in found], dtype=np.int64)
    subject = Issues(call.world, places, call.instant, call.codes)
    return fill(table.children, subject), unknown


def _place(call: Call, issue: Instrument | None) -> int:
    return (call.world.instruments.place(issue.code) or 0) if issue else 0


def row_count(call: Call, table: FieldSpec) -> tuple[int, bool]:
    """How many rows of ``table`` this page has at most, and whether samples go on after it.

    A continuing table of samples has two full pages and a third that is half full.
    """
    paging = call.operation.paging
    if table.always_empty:
        return 0, False
    if paging is None or paging.table != table.name or not paging.continues:
        size = paging.size if paging and paging.table == table.name else UNPAGED_ROWS
        lists_issues = not call.code and "code" in table.words
        return (min(size, len(universe(call))) if lists_issues else size), False
    if call.place is not None and not table.words.isdisjoint({"date", "time"}):
        return paging.size, False
    total = paging.size * 5 // 2
    if not call.code and "code" in table.words:
        total = min(total, len(universe(call)))
    count = max(0, min(paging.size, total - call.first))
    return count, call.first + count < total


def universe(call: Call) -> Sequence[Instrument]:
    """The issues an operation speaks of when it is not asked for one: ETFs, ELWs, gold, or all."""
    issues = call.world.instruments
    market = _MARKET_OF_CATEGORY.get(call.operation.category, "")
    if any(spec.format.name == "gold-code" for spec in _leaves(call.operation.response)):
        market = "GOLD"
    return issues.of_market(market) or issues.listed


def _leaves(fields: Sequence[FieldSpec]) -> Iterator[FieldSpec]:
    for spec in fields:
        yield from _leaves(spec.children) if spec.is_table else (spec,)


def _echoes(spec: FieldSpec, call: Call) -> bool:
    text = call.values.get(spec.name)
    if not text or (spec.max_length and len(text) > spec.max_length):
        return False
    if spec.closed and text not in spec.codes:
        return False
    return spec.format.accepts(text)
