#!/usr/bin/env python3
"""Write fixtures/market/calendar.json: the weekdays on which KRX is closed, and the exam days.

    python scripts/make_calendar.py [--check]

Closures come from the ``holidays`` package (MIT), which only this script needs; for 2010 to 2025
they equal those of exchange_calendars 4.13.2. Exam days are KRX notices, typed by hand: on
2017-11-16 the exam was put off overnight by an earthquake, the market opened late all the same.
With --check nothing is written; the exit code says whether the file is fresh.
"""

import json
import sys
from pathlib import Path

import holidays

FIRST, LAST = 2010, 2030
TARGET = Path(__file__).resolve().parents[1] / "fixtures" / "market" / "calendar.json"

EXAMS = """
2010-11-18 2011-11-10 2012-11-08 2013-11-07 2014-11-13 2015-11-12 2016-11-17 2017-11-16 2017-11-23
2018-11-15 2019-11-14 2020-12-03 2021-11-18 2022-11-17 2023-11-16 2024-11-14 2025-11-13 2026-11-19
"""

NOTE = (
    "Made by scripts/make_calendar.py. closures: weekdays without trade on KRX, year -> MMDD. "
    "exams: days an hour late. The first trading day of each year opens at 10:00 by rule."
)


def closures() -> dict[str, str]:
    """The weekdays without trade, year by year."""
    found: dict[str, list[str]] = {str(year): [] for year in range(FIRST, LAST + 1)}
    for day in sorted(holidays.financial_holidays("XKRX", years=range(FIRST, LAST + 1))):
        if day.weekday() < 5:
            found[str(day.year)].append(day.strftime("%m%d"))
    return {year: " ".join(days) for year, days in found.items()}


def text() -> str:
    """The whole file."""
    data = {
        "note": NOTE,
        "first": FIRST,
        "last": LAST,
        "closures": closures(),
        "exams": EXAMS.split(),
    }
    return json.dumps(data, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """The file is written, or with --check compared."""
    if arguments == ["--check"]:
        if TARGET.read_text("utf-8") == text():
            return 0
        print(f"{TARGET} is stale; run python scripts/make_calendar.py")
        return 1
    if arguments:
        print("usage: make_calendar.py [--check]")
        return 2
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text(), "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
