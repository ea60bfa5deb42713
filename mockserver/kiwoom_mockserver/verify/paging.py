"""Pages of one query: no row twice, none left out, in order, of the documented size.

Which column orders a table is read off its rows: dates or times that only go one way. Rows are
known by a column whose texts do not repeat within a page, else by all of their texts.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple

import orjson

from kiwoom_mockserver.errors import FormatError
from kiwoom_mockserver.spec.model import FieldSpec, OperationSpec
from kiwoom_mockserver.verify.findings import Finding, Kind

DAY: Final = 86_400
"""Seconds."""

LONGEST_CLOSURE: Final = 12 * DAY
"""Longer than the market was ever closed in a row since 2000."""

CHARTS: Final = "차트"
"""The category whose tables go from the newest row to the oldest."""

_NAMING: Final = frozenset({"stock-code", "prefixed-stock-code", "gold-code", "order-number"})


class Page(NamedTuple):
    """What the judge keeps of a page: its rows' moments (seconds) and names; do more follow?"""

    moments: tuple[int, ...]
    names: tuple[int, ...]
    size: int
    more: bool


def page_of(operation: OperationSpec, body: dict[str, Any], more: bool) -> Page | None:
    """A reply as a page of its operation's table; None when it has no such table."""
    table = _table(operation)
    rows = body.get(table.name) if table else None
    if table is None or not isinstance(rows, list):
        return None
    rows = [row for row in rows if isinstance(row, dict)]
    axis = _axis(table)
    moments = [_moment(axis, row) for row in rows] if axis else []
    dated = tuple(moment for moment in moments if moment is not None)
    return Page(dated, _names(table, rows), len(rows), more)


def judge_pages(
    operation: OperationSpec, pages: Sequence[Page], asked: str, *, strict: bool
) -> Iterator[Finding]:
    """Every finding about consecutive pages of one query, the first of them the first page."""
    table = _table(operation)
    if table is None:
        return
    where = f"{table.name}[]"

    def finding(expected: str, seen: str, place: str = where) -> Finding:
        return Finding(Kind.PAGING, operation.api_id, place, expected, seen, asked=asked)

    if strict:
        for seen in _sizes(operation, pages):
            yield finding(*seen, place=table.name)
    for number, page in enumerate(pages, 1):
        if operation.category == CHARTS and not _ways(page.moments) <= {-1}:
            yield finding("rows from the newest to the oldest", f"page {number} is not")
    for number, (left, right) in enumerate(pairwise(pages), 1):
        for problem, expected in _seam(left, right, strict):
            yield finding(expected, f"{problem} between pages {number} and {number + 1}")


def _sizes(operation: OperationSpec, pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    paging = operation.paging
    for number, page in enumerate(pages, 1):
        if paging is None or not paging.continues:
            if page.more:
                yield "all rows on one page", f"page {number} says that more follow"
        elif page.size > paging.size:
            yield f"at most {paging.size} rows on a page", f"{page.size} on page {number}"
        elif page.more and page.size < paging.size:
            seen = f"{page.size} on page {number}, which says that more follow"
            yield f"{paging.size} rows on a page that is not the last", seen


def _seam(left: Page, right: Page, strict: bool) -> Iterator[tuple[str, str]]:
    """What is wrong where one page ends and the next begins, and what was expected."""
    before, after = left.moments, right.moments
    ways = _ways(before) | _ways(after)
    if strict and (twice := len(set(left.names) & set(right.names))):
        yield f"an overlap ({twice} rows on both)", "no row twice"
    elif before and after and len(ways) == 1:
        (way,) = ways
        steps = [*_steps(before), *_steps(after)]
        step = (after[0] - before[-1]) * way
        if step < 0 or (step == 0 and 0 not in steps):
            overlaps = (after[-1] - before[-1]) * way > 0 or step == 0
            kind = "an overlap" if overlaps else "a change of order"
            yield kind, "the next page to go on where the last ended"
        elif step > max(2 * max(steps), LONGEST_CLOSURE):
            expected = f"steps of {max(steps) // DAY} days at most, as on the pages"
            yield f"a gap ({step // DAY} days)", expected


def _steps(moments: Sequence[int]) -> list[int]:
    return [abs(one - other) for one, other in pairwise(moments)]


def _ways(moments: Sequence[int]) -> set[int]:
    """+1 where the moments grow, -1 where they shrink."""
    return {(other > one) - (other < one) for one, other in pairwise(moments)} - {0}


def _table(operation: OperationSpec) -> FieldSpec | None:
    if operation.paging is not None:
        return next((one for one in operation.tables if one.name == operation.paging.table), None)
    return operation.tables[0] if len(operation.tables) == 1 else None


def _axis(table: FieldSpec) -> FieldSpec | None:
    """The first column of dates, or of dates with times."""
    dated = (one for one in table.children if one.format.kind in {"date", "datetime"})
    return next(dated, None)


def _moment(axis: FieldSpec, row: dict[str, Any]) -> int | None:
    text = row.get(axis.name)
    try:
        value = axis.format.parse(text) if isinstance(text, str) else None
    except FormatError:
        return None
    if not isinstance(value, date):
        return None
    seconds = value.toordinal() * DAY
    if isinstance(value, datetime):
        seconds += value.hour * 3_600 + value.minute * 60 + value.second
    return seconds


def _names(table: FieldSpec, rows: list[dict[str, Any]]) -> tuple[int, ...]:
    """What tells rows apart, as hashes; nothing when rows repeat themselves."""
    for column in table.children:
        if column.format.name in _NAMING:
            texts = [row.get(column.name) for row in rows]
            if all(isinstance(one, str) and one for one in texts) and len(set(texts)) == len(rows):
                return tuple(map(hash, texts))
    whole = [orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in rows]
    return tuple(map(hash, whole)) if len(set(whole)) == len(rows) else ()
