"""Drafts of operations that no other source answers: echoes, words that need no market, row counts.

A contract's ``x-word`` names a word; the table ``WORDS`` says what the world answers. A field
whose word is not in the table is filled with a seeded sample.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.vocabulary.calls import Call, Draft
from kiwoom_mockserver.world.calendar import trading_day
from kiwoom_mockserver.world.instruments import Instrument


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows a column is wanted for: ``first`` .. ``first + count``, of one issue or of many."""

    call: Call
    first: int
    count: int
    instruments: Sequence[Instrument | None]


Word = Callable[[Rows], Sequence[Value]]


def _codes(rows: Rows) -> Sequence[Value]:
    if rows.call.codes:  # codes come back as they were asked for, suffix and all
        asked = zip(rows.call.codes, rows.instruments, strict=True)
        return [code if issue else None for code, issue in asked]
    return [issue.code if issue else None for issue in rows.instruments]


def _names(rows: Rows) -> Sequence[Value]:
    return [issue.name if issue else None for issue in rows.instruments]


def _ranks(rows: Rows) -> Sequence[Value]:
    return range(rows.first + 1, rows.first + rows.count + 1)


def _dates(rows: Rows) -> Sequence[Value]:
    newest = newest_day(rows.call)
    return [trading_day(newest, rows.first + index) for index in range(rows.count)]


def _moments(rows: Rows) -> list[datetime]:
    # A minute apart, newest first, never leaving the calendar.
    newest = rows.call.anchor.replace(second=0, microsecond=0, tzinfo=None)
    if newest_day(rows.call) < newest.date():
        newest = datetime.combine(newest_day(rows.call), _LAST_MINUTE)
    return [newest - timedelta(minutes=rows.first + index) for index in range(rows.count)]


def _times(rows: Rows) -> Sequence[Value]:
    return [moment.time() for moment in _moments(rows)]


def _datetimes(rows: Rows) -> Sequence[Value]:
    return _moments(rows)


_LAST_MINUTE = time(15, 30)
_DAY_FIELDS = ("base_dt", "qry_dt", "end_dt")


def newest_day(call: Call) -> date:
    """The day a table's newest row is of: the one asked for, today when that is to come."""
    today = call.anchor.date()
    for name in _DAY_FIELDS:
        text = call.values.get(name, "")
        if len(text) == 8 and text.isdecimal():
            try:
                return min(today, date(int(text[:4]), int(text[4:6]), int(text[6:])))
            except ValueError:
                return today
    return today


WORDS: Mapping[str, Word] = {"code": _codes, "name": _names, "rank": _ranks}
"""Words the world answers so far, by the name contracts/words.json gives them."""

_BY_KIND: Mapping[str, Word] = {"date": _dates, "time": _times, "datetime": _datetimes}
UNPAGED_ROWS = 20
"""Rows of a sampled table of which no page size is known."""

_MARKET_OF_CATEGORY = {"ETF": "ETF", "ELW": "ELW"}
_ROW_WORDS = frozenset({"date", "time"})


def column(spec: FieldSpec, rows: Rows) -> Sequence[Value] | None:
    """The values of one column, None when no word of the world fills it."""
    word = WORDS.get(spec.word)
    if word is not None and (spec.word == "rank" or spec.format.kind == "text"):
        values = word(rows)
        prefixed = spec.format.name == "prefixed-stock-code"
        return [f"A{value}" if value else None for value in values] if prefixed else values
    if spec.word in _ROW_WORDS or spec.format.kind == "datetime":
        by_kind = _BY_KIND.get(spec.format.kind)
        return by_kind(rows) if by_kind else None
    return None


def row_count(call: Call, table: FieldSpec) -> tuple[int, bool]:
    """How many rows of ``table`` this page has, and whether more pages follow.

    A continuing table has two full pages and a third that is half full.
    """
    paging = call.operation.paging
    if table.always_empty:
        return 0, False
    if paging is None or paging.table != table.name or not paging.continues:
        size = paging.size if paging and paging.table == table.name else UNPAGED_ROWS
        lists_issues = not call.code and any(child.word == "code" for child in table.children)
        return (min(size, len(universe(call))) if lists_issues else size), False
    total = paging.size * 5 // 2
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


def instruments_of(call: Call, first: int, count: int) -> Sequence[Instrument | None]:
    """The issue each row speaks of: the one asked for, the list asked for, or all in turn."""
    if call.codes:
        return [call.world.find(code) for code in call.codes]
    if call.code:
        return [call.world.find(call.code)] * count
    issues = universe(call)
    return [issues[(first + index) % len(issues)] for index in range(count)] if issues else []


def draft_from_words(call: Call) -> Draft:
    """What the world's words say of this call: echoes of the request, words, row counts."""
    values: dict[str, Value] = {}
    tables: dict[str, dict[str, Sequence[Value]]] = {}
    counts: dict[str, int] = {}
    more = False
    one = Rows(call, 0, 1, () if call.codes else instruments_of(call, 0, 1))
    asked = instruments_of(call, 0, 1) if call.codes else ()
    for spec in call.operation.response:
        if spec.is_table:
            count, continues = row_count(call, spec)
            count = len(asked) or count
            rows = Rows(call, call.first, count, instruments_of(call, call.first, count))
            tables[spec.name] = {
                child.name: found
                for child in spec.children
                if (found := column(child, rows)) is not None
            }
            counts[spec.name] = count
            more = more or continues
        elif _echoes(spec, call):
            values[spec.name] = call.values[spec.name]
        elif one.instruments and (found := column(spec, one)) is not None:
            values[spec.name] = found[0]
    unknown = frozenset(index for index, issue in enumerate(asked) if issue is None)
    return Draft(values, tables, counts, more, blank_rows=unknown)


def _echoes(spec: FieldSpec, call: Call) -> bool:
    text = call.values.get(spec.name)
    if not text or (spec.max_length and len(text) > spec.max_length):
        return False
    return spec.format.kind == "text" and spec.format.accepts(text) and not _foreign(spec, text)


def _foreign(spec: FieldSpec, text: str) -> bool:
    return spec.closed and text not in spec.codes
