"""How long a user waits for the first answer, and how much memory the server takes."""

import time
from collections.abc import Callable
from statistics import median

import pytest

from kiwoom_mockserver.spec.load import load_catalogue
from tests.bench import questions
from tests.bench.conftest import Report
from tests.bench.machine import resident_megabytes
from tests.bench.servers import OURS, bare, ours, variant

STARTS = 7


def wait_for_ours() -> float:
    """Seconds from the start of the process to the first correct answer: a token."""
    started = time.perf_counter()
    with ours() as served:
        served.token()
        return time.perf_counter() - started


def wait_for_bare() -> float:
    """Seconds from the start of the process to the first answer."""
    started = time.perf_counter()
    with bare(100) as served:
        served.ask("/", {}, b"")
        return time.perf_counter() - started


def test_start_to_first_answer(report: Report) -> None:
    for waiting in (wait_for_ours, wait_for_bare):
        waiting()  # compiles what is not compiled yet
    report.add("bare server, start to first answer", median(repeated(wait_for_bare)), "s")
    report.add("start to first answer", median(repeated(wait_for_ours)), "s", 1.0)


def repeated(waiting: Callable[[], float]) -> list[float]:
    return [waiting() for _ in range(STARTS)]


def test_catalogue_loads(report: Report) -> None:
    seconds = []
    for _ in range(STARTS):
        started = time.perf_counter()
        load_catalogue()
        seconds.append(time.perf_counter() - started)
    report.add("loading the catalogue", median(seconds) * 1000, "ms")


@pytest.mark.parametrize(
    ("what", "program", "goal"),
    [("no market", variant("samples"), 120), ("the market of 2,700 issues", OURS, 400)],
)
def test_memory_after_every_operation(
    what: str, program: tuple[str, ...], goal: int, report: Report
) -> None:
    with ours(program=program) as served:
        token = served.token()
        idle = resident_megabytes(served.pid)
        if idle is None:
            pytest.skip("this system does not tell what memory another process holds")
        for (path, api_id), body in questions.every_operation():
            headers = {"authorization": f"Bearer {token}", "api-id": api_id}
            status, reply = served.ask(path, headers, body)
            assert status == 200, reply
        used = resident_megabytes(served.pid) or 0.0
    report.add(f"memory before the first question, {what}", idle, "MB")
    report.add(f"memory after every operation was called, {what}", used, "MB", goal)
