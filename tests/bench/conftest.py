"""Options, processes and the report of the benchmarks; run by ``scripts/dev.py bench``."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from tests.bench.comparing import Comparison, Effort
from tests.bench.machine import description
from tests.bench.servers import Driver


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("bench")
    group.addoption("--bench-rounds", type=int, default=5, help="windows of each side")
    group.addoption("--bench-seconds", type=float, default=1.5, help="length of a window")
    group.addoption(
        "--bench-json", type=Path, default=os.environ.get("BENCH_JSON"), help="write results here"
    )


@dataclass(slots=True)
class Row:
    """One line of the report; a goal is met from below unless the unit is a ratio."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    detail: dict[str, float] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without one."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.unit == "ratio" else self.value <= self.goal


class Report:
    """Everything that was measured in this run."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def add(
        self, what: str, value: float, unit: str, goal: float | None = None, **detail: float
    ) -> None:
        """The figure is part of the report, and whether it meets its goal; nothing fails."""
        self.rows.append(Row(what, value, unit, goal, detail))

    def compared(self, what: str, found: Comparison, goal: float | None = None) -> None:
        """The comparison is part of the report."""
        self.add(
            what,
            found.ratio,
            "ratio",
            goal,
            low=min(found.ratios),
            high=max(found.ratios),
            ours=sorted(found.subject)[len(found.subject) // 2],
            baseline=sorted(found.baseline)[len(found.baseline) // 2],
        )

    def table(self) -> Table:
        """For people."""
        table = Table(title="benchmarks")
        for name in ("what", "value", "range", "goal", "ours /CPU-s", "baseline /CPU-s", ""):
            table.add_column(name, justify="left" if name == "what" else "right")
        for row in self.rows:
            detail = {name: f"{number:,.0f}" for name, number in row.detail.items()}
            spread = f"{row.detail['low']:.2f}..{row.detail['high']:.2f}" if "low" in detail else ""
            table.add_row(
                row.what,
                f"{row.value:,.2f}" if row.value < 100 else f"{row.value:,.0f}",
                spread or row.unit,
                "" if row.goal is None else f"{row.goal:g}",
                detail.get("ours", ""),
                detail.get("baseline", ""),
                {None: "", True: "ok", False: "missed"}[row.met],
            )
        return table


_REPORT = pytest.StashKey[Report]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_REPORT] = Report()


def pytest_terminal_summary(config: pytest.Config) -> None:
    report = config.stash[_REPORT]
    if not report.rows:
        return
    about = description()
    Console(width=120).print(report.table(), about)
    path = config.getoption("--bench-json")
    if path:
        rows = [{**asdict(row), "met": row.met} for row in report.rows]
        Path(path).write_text(
            json.dumps({"machine": about, "rows": rows}, indent=1) + "\n", "utf-8"
        )


@pytest.fixture(scope="session")
def report(request: pytest.FixtureRequest) -> Report:
    return request.config.stash[_REPORT]


@pytest.fixture(scope="session")
def effort(request: pytest.FixtureRequest) -> Effort:
    config = request.config
    return Effort(config.getoption("--bench-rounds"), config.getoption("--bench-seconds"))


@pytest.fixture(scope="session")
def load() -> Iterator[Driver]:
    driver = Driver("load")
    yield driver
    driver.close()


@pytest.fixture(scope="session")
def readers() -> Iterator[Driver]:
    driver = Driver("readers")
    yield driver
    driver.close()
