import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world import calendar
from kiwoom_mockserver.world.calendar import (
    Special,
    day_at,
    day_index,
    is_trading_day,
    next_trading_day,
    settlement_day,
    special_day,
    trading_day,
)

DAY = timedelta(days=1)
YEARS = calendar.calendar().years
ROOT = Path(__file__).resolve().parents[2]

days = st.one_of(
    st.dates(date(1990, 1, 1), date(2060, 12, 31)),
    st.dates(date(2009, 12, 1), date(2010, 2, 1)),
    st.dates(date(2030, 12, 1), date(2031, 2, 1)),
)


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def trading_days(first: date, last: date) -> list[date]:
    return list(filter(is_trading_day, every_day(first, last)))


def test_the_calendar_equals_that_of_the_holidays_package() -> None:
    holidays = pytest.importorskip("holidays", reason="the calendar's source is a dev extra")
    closed = holidays.financial_holidays("XKRX", years=YEARS)
    wrong = [
        day
        for day in every_day(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31))
        if is_trading_day(day) == (day.weekday() > 4 or day in closed)
    ]
    assert wrong == []


def test_the_calendar_file_is_fresh() -> None:
    pytest.importorskip("holidays", reason="the calendar's source is a dev extra")
    script = str(ROOT / "scripts" / "make_calendar.py")
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize(
    "closed",
    ["2026-06-03", "2026-07-17", "2026-12-31", "2025-01-27", "2024-10-01", "2017-05-09"],
)
def test_days_that_other_calendars_miss_are_closed(closed: str) -> None:
    assert not is_trading_day(date.fromisoformat(closed))


@pytest.mark.parametrize("year", YEARS)
def test_the_last_weekday_of_a_year_is_closed(year: int) -> None:
    last = date(year, 12, 31)
    assert not is_trading_day(last - DAY * max(last.weekday() - 4, 0))


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_some_245_trading_days(year: int) -> None:
    assert 240 <= len(trading_days(date(year, 1, 1), date(year, 12, 31))) <= 252


def test_trading_days_are_numbered_from_the_first_of_2010() -> None:
    assert day_index(date(2010, 1, 4)) == 0
    assert day_index(date(2010, 1, 3)) == -1
    assert day_at(-1) == date(2009, 12, 31)


@given(days)
def test_a_number_and_its_day_are_inverse(day: date) -> None:
    index = day_index(day)
    found = day_at(index)
    assert is_trading_day(found)
    assert found <= day
    assert day_index(found) == index
    assert (found == day) == is_trading_day(day)


@given(days)
def test_numbers_rise_by_one_a_trading_day(day: date) -> None:
    assert day_index(day) - day_index(day - DAY) == is_trading_day(day)


@given(days, st.integers(-30, 30))
def test_going_back_equals_walking_back(day: date, back: int) -> None:
    while not is_trading_day(day):
        day -= DAY
    walked = day
    for _ in range(abs(back)):
        walked -= DAY if back > 0 else -DAY
        while not is_trading_day(walked):
            walked -= DAY if back > 0 else -DAY
    assert trading_day(day, back) == walked


@given(days, st.integers(0, 60))
def test_days_are_numbered_without_gaps(first: date, length: int) -> None:
    found = trading_days(first, first + DAY * length)
    numbers = list(map(day_index, found))
    assert all(after == before + 1 for before, after in pairwise(numbers))
    assert list(map(day_at, numbers)) == found


@given(days)
def test_the_next_trading_day_is_the_first_one_later(day: date) -> None:
    found = next_trading_day(day)
    assert is_trading_day(found)
    assert not any(map(is_trading_day, every_day(day + DAY, found - DAY)))


def test_trades_at_the_end_of_december_settle_in_january() -> None:
    # 2024's last tax rate ended with the sales of 12-26, since those of 12-27 settle in 2025.
    assert settlement_day(date(2024, 12, 26)) == date(2024, 12, 30)
    assert settlement_day(date(2024, 12, 27)) == date(2025, 1, 2)
    assert settlement_day(date(2026, 9, 22)) == date(2026, 9, 28)  # over Chuseok
    assert settlement_day(date(2026, 9, 26), 1) == date(2026, 9, 28)


def test_special_days() -> None:
    exams = ("2023-11-16", "2024-11-14", "2025-11-13", "2026-11-19")
    assert {special_day(date.fromisoformat(day)) for day in exams} == {Special.EXAM}
    for first in (date(2024, 1, 2), date(2025, 1, 2), date(2026, 1, 2), date(2021, 1, 4)):
        assert special_day(first) is Special.LATE_OPEN
        assert special_day(next_trading_day(first)) is Special.NONE
    assert special_day(date(2026, 1, 1)) is Special.NONE
    assert special_day(date(2035, 1, 1)) is Special.NONE  # beyond the data nothing is special


@pytest.mark.parametrize("year", YEARS)
def test_each_year_opens_late_once(year: int) -> None:
    special = [special_day(day) for day in trading_days(date(year, 1, 1), date(year, 12, 31))]
    assert special[0] is Special.LATE_OPEN
    assert special.count(Special.LATE_OPEN) == 1
    assert special.count(Special.EXAM) <= 2


def test_a_moment_counts_as_its_day() -> None:
    moment = datetime(2026, 11, 19, 8, 0, tzinfo=SEOUL)
    assert trading_day(moment) == date(2026, 11, 19)
    assert special_day(moment) is Special.EXAM


def test_days_outside_the_common_era_are_refused() -> None:
    for back in (10_000_000, -10_000_000):
        with pytest.raises(WorldError, match="outside the years"):
            trading_day(date(2026, 9, 15), back)


@given(days)
def test_keys_change_with_week_month_and_year(day: date) -> None:
    following = day + DAY
    assert calendar.week_key(following) - calendar.week_key(day) == (following.weekday() == 0)
    assert calendar.month_key(following) - calendar.month_key(day) == (following.day == 1)
    assert calendar.year_key(following) - calendar.year_key(day) == (
        (following.month, following.day) == (1, 1)
    )


def test_the_calendar_is_read_once_and_quickly() -> None:
    calendar.calendar.cache_clear()
    durations = []
    for _ in range(5):
        begun = time.perf_counter()
        calendar.calendar.__wrapped__()
        durations.append(time.perf_counter() - begun)
    assert min(durations) < 0.005
    assert calendar.calendar() is calendar.calendar()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "No such file"),
        ("{", "JSONDecodeError"),
        ('{"closures": {}, "exams": [], "first": 2010}', "KeyError"),
        ('{"closures": {"2010": "0231"}, "exams": [], "first": 2010, "last": 2010}', "ValueError"),
    ],
)
def test_a_broken_calendar_file_is_named(
    text: str | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "market").mkdir()
    if text is not None:
        (tmp_path / "market" / "calendar.json").write_text(text)
    monkeypatch.setattr(resources, "data_folder", lambda name: tmp_path)
    with pytest.raises(WorldError, match=rf"calendar\.json: .*{message}"):
        calendar.calendar.__wrapped__()
