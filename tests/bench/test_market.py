"""Milliseconds of processor time for questions about the market, in this process, without a server.

*Cold* is the first question of its kind, *fresh* another instant or issue than before, *again* the
same question at the same instant.
"""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from random import Random
from statistics import median

import orjson
import pytest

from kiwoom_mockserver.spec.annotations import request_example
from kiwoom_mockserver.spec.load import load_catalogue
from tests.bench import questions
from tests.bench.conftest import Report
from tests.bench.test_gateway import Asker

CHART = ("/api/dostk/chart", "ka10080")
MONTHS = ("/api/dostk/chart", "ka20008")
RANKING = ("/api/dostk/rkinfo", "ka10027")
RUNS = ("/api/dostk/frgnistt", "ka10131")
FEW = 15
SLOW = 100.0


@pytest.fixture(scope="module")
def asker() -> Asker:
    """A caller of a gateway that has answered about the present day before."""
    made = Asker()
    made.ask(questions.SINGLE, body("ka10001", stk_cd="005930"))
    made.ask(RANKING, body("ka10027"))
    return made


def body(api_id: str, **values: str) -> bytes:
    """The manual's request with some values changed."""
    example = request_example(load_catalogue().operations[api_id].request_schema)
    return orjson.dumps({**example, **values})


def milliseconds(ask: Callable[[], None]) -> float:
    """Processor time of one call."""
    started = time.process_time()
    ask()
    return (time.process_time() - started) * 1000


def each(asker: Asker, route: tuple[str, str], bodies: Iterable[bytes], second: int) -> float:
    """The median of some questions, ``second`` seconds apart."""
    found = []
    for one in bodies:
        asker.clock.advance(second)
        found.append(milliseconds(lambda one=one: asker.ask(route, one)))  # type: ignore[misc]
    return median(found)


def anywhere(asker: Asker, route: tuple[str, str], asked: bytes, times: int) -> list[float]:
    """Milliseconds of a question at instants of the trading day in no order."""
    day, chance, found = asker.clock.now().replace(hour=9, minute=0, second=0), Random(7), []
    for _ in range(times):
        asker.clock.move_to(day + timedelta(seconds=chance.randrange(380 * 60)))
        found.append(milliseconds(lambda: asker.ask(route, asked)))
    return found


def test_one_issue(asker: Asker, report: Report) -> None:
    bodies = [body("ka10001", stk_cd=code) for code in questions.codes()[:60]]
    each(asker, questions.SINGLE, bodies, 1)
    report.add(
        "ka10001, another issue and second", each(asker, questions.SINGLE, bodies, 1), "ms", 1
    )


def test_a_chart_of_900_minutes(asker: Asker, report: Report) -> None:
    for ending, goal in (("", 15), ("_AL", None)):
        bodies = [
            body("ka10080", stk_cd=code + ending, tic_scope="1", upd_stkpc_tp="1")
            for code in questions.codes()[100 : 100 + FEW]
        ]
        name = f"ka10080{ending}"
        report.add(f"{name}, another issue", each(asker, CHART, bodies, 1), "ms", goal)
        report.add(f"{name}, the next second", each(asker, CHART, bodies[:1] * FEW, 1), "ms", 3)


def test_a_ranking_of_the_market(asker: Asker, report: Report) -> None:
    for name, exchange in (("KRX", "1"), ("both exchanges", "3")):
        bodies = [body("ka10027", stex_tp=exchange)] * FEW
        anywhere(asker, RANKING, bodies[0], 3)
        far = median(anywhere(asker, RANKING, bodies[0], FEW))
        following, again = (each(asker, RANKING, bodies, step) for step in (1, 0))
        report.add(f"ka10027, {name}, another instant", far, "ms", 25)
        report.add(f"ka10027, {name}, the next second", following, "ms", 25)
        report.add(f"ka10027, {name}, again", again, "ms", 2)


def test_every_ranking(asker: Asker, report: Report) -> None:
    found = {}
    for route, one in questions.every_operation():
        if route[0] == RANKING[0]:
            found[route[1]] = median(anywhere(asker, route, one, 5)[1:])
    slowest = max(found, key=lambda api_id: found[api_id])
    count = f"{len(found)} rankings, another instant"
    report.add(f"median of {count}", median(found.values()), "ms", 25)
    report.add(f"slowest of {count}: {slowest}", found[slowest], "ms")


def test_long_runs_of_days(report: Report) -> None:
    asker = Asker()
    asker.ask(RANKING, body("ka10027"))
    months = milliseconds(lambda: asker.ask(MONTHS, body("ka20008", inds_cd="001")))
    report.add("ka20008, ten years of KOSPI, cold", months, "ms", 300)
    runs = milliseconds(lambda: asker.ask(RUNS, body("ka10131", dt="120")))
    report.add("ka10131, 120 days, cold", runs, "ms", 500)


def test_every_operation(report: Report) -> None:
    asker, found = Asker(), {}
    for route, one in questions.every_operation():
        found[route[1]] = milliseconds(lambda r=route, b=one: asker.ask(r, b))  # type: ignore[misc]
    slowest = max(found, key=lambda api_id: found[api_id])
    slow = sum(one > SLOW for one in found.values())
    report.add(f"slowest operation, cold: {slowest}", found[slowest], "ms", SLOW)
    report.add(f"operations slower than {SLOW:.0f} ms, cold", slow, f"of {len(found)}", 0)
    report.add("median operation, cold", median(found.values()), "ms")
