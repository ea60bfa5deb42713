"""Pages made by hand: what the judge says where one ends and the next begins."""

from datetime import date, timedelta
from typing import Any

import pytest

from kiwoom_mockserver.verify.findings import Kind
from kiwoom_mockserver.verify.paging import judge_pages, page_of
from tests.gateway.caller import contracts

DAYS = contracts().operations["ka10081"]
TABLE = "stk_dt_pole_chart_qry"
START = date(2026, 9, 15)


def days(first: int, count: int, step: int = 1) -> list[dict[str, Any]]:
    """Rows from ``first`` days before the start on, going back."""
    return [
        {"dt": f"{START - timedelta(days=first + step * index):%Y%m%d}", "cur_prc": str(index)}
        for index in range(count)
    ]


def told(*pages: list[dict[str, Any]], api_id: str = "ka10081", table: str = TABLE,
         more: bool = True, strict: bool = True) -> list[str]:  # fmt: skip
    """What is said about these pages; all but the last say that more follow."""
    operation = contracts().operations[api_id]
    made = []
    for number, rows in enumerate(pages, 1):
        page = page_of(operation, {table: rows}, more and number < len(pages))
        assert page is not None
        made.append(page)
    found = list(judge_pages(operation, made, "", strict=strict))
    assert {one.kind for one in found} <= {Kind.PAGING}
    return [one.seen for one in found]


def test_pages_that_go_on_are_well() -> None:
    assert told(days(0, 600), days(600, 600), days(1200, 20)) == []


def test_a_row_on_both_pages_is_an_overlap() -> None:
    [seen] = told(days(0, 600), days(599, 600))
    assert seen == "an overlap between pages 1 and 2"


def test_a_whole_row_on_both_pages_is_counted() -> None:
    rows = days(0, 600)
    assert told(rows, [*rows[-3:], *days(600, 597)]) == [
        "an overlap (3 rows on both) between pages 1 and 2"
    ]


def test_the_next_page_must_not_be_newer() -> None:
    assert told(days(600, 600), days(0, 600)) == ["a change of order between pages 1 and 2"]


@pytest.mark.parametrize(("days_between", "found"), [(2, 0), (10, 0), (30, 1)])
def test_a_gap_is_longer_than_any_holiday(days_between: int, found: int) -> None:
    assert len(told(days(0, 600), days(600 + days_between, 600))) == found


def test_a_gap_is_measured_by_the_steps_of_the_pages() -> None:
    weeks = [days(0, 300, 7), days(300 * 7, 300, 7)]
    table = "stk_stk_pole_chart_qry"
    assert told(*weeks, api_id="ka10082", table=table) == []
    late = [days(0, 300, 7), days(303 * 7, 300, 7)]
    assert told(*late, api_id="ka10082", table=table) == ["a gap (28 days) between pages 1 and 2"]


def test_trades_of_the_same_second_are_no_overlap() -> None:
    second = [{"cntr_tm": "20260915100000", "cur_prc": "1"}] * 900
    table = "stk_tic_chart_qry"
    assert told(second, second, api_id="ka10079", table=table) == []


def test_a_chart_goes_from_the_newest_to_the_oldest() -> None:
    assert told(days(0, 10)[::-1]) == ["page 1 is not"]


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ((601,), "601 on page 1"),
        ((599, 1), "599 on page 1, which says that more follow"),
        ((600, 0), None),
    ],
)
def test_a_full_page_has_the_documented_size(counts: tuple[int, ...], seen: str | None) -> None:
    pages: list[list[dict[str, Any]]] = []
    first = 0
    for count in counts:
        pages.append(days(first, count))
        first += count
    assert told(*pages) == ([seen] if seen else [])


def test_level_observed_leaves_sizes_and_repeated_rows_alone() -> None:
    ranking = [{"stk_cd": f"{number:06}"} for number in range(100)]
    table = "pred_trde_qty_upper"
    assert told(ranking, ranking, api_id="ka10031", table=table) != []
    assert told(ranking, ranking, api_id="ka10031", table=table, strict=False) == []
    assert told(days(0, 601), strict=False) == []


def test_an_operation_of_one_page_says_that_no_more_follow() -> None:
    operation = contracts().operations["ka10095"]
    page = page_of(operation, {"atn_stk_infr": [{"stk_cd": "005930"}]}, more=True)
    assert page is not None
    [found] = judge_pages(operation, [page], "", strict=True)
    assert found.expected == "all rows on one page"


def test_blank_rows_and_texts_that_are_no_dates_are_passed_over() -> None:
    blank: list[dict[str, Any]] = [{"dt": ""}, {"dt": None}, {"dt": "99999999"}]
    rows = [*blank, *days(3, 597)]
    assert told(rows, days(600, 20)) == []
    assert page_of(DAYS, {TABLE: None}, more=False) is None
