"""Requests a CPU second, beside a bare server that answers as many bytes."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import mean

import pytest

from tests.bench import questions
from tests.bench.comparing import Effort, Side, compare
from tests.bench.conftest import Report
from tests.bench.questions import EXECUTIONS, MARGINS, NUMBER, ORDER_BOOK, SINGLE, TABLE
from tests.bench.servers import OURS, Driver, Served, bare, ours, variant

CONNECTIONS = 32
HURRIED = ("--speed", "60")
"""A world that is another second's when the load comes back to a question."""

FLOOR = 0.15
"""The least ratio of a reply that is only looked up; other jobs on the machine must not matter."""

Bodies = Callable[[], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of question. Asked again it is one and the same, fresh it is always another."""

    what: str
    route: tuple[str, str]
    bodies: Bodies
    fresh: bool
    goal: float | None
    program: tuple[str, ...] = OURS


ASGI, SAMPLES = variant("without-lane"), variant("samples")

CASES = [
    Case("plain reply, fresh", NUMBER, questions.numbers, True, 0.60),
    Case("plain reply, asked again", SINGLE, questions.singles, False, 0.60),
    Case("38 fields, fresh, no market", MARGINS, questions.margins, True, 0.45, SAMPLES),
    Case("47 fields, fresh, no market", SINGLE, questions.singles, True, 0.45, SAMPLES),
    Case("100 x 22, fresh, no market", EXECUTIONS, questions.executions, True, 0.35, SAMPLES),
    Case("100 x 20, fresh, no market", TABLE, questions.tables, True, 0.35, SAMPLES),
    Case("47 fields of the market, fresh", SINGLE, questions.singles, True, None),
    Case("71 fields of the market, fresh", ORDER_BOOK, questions.singles, True, None),
    Case("100 x 20 of the market, fresh", TABLE, questions.tables, True, None),
    Case("100 x 20, asked again", TABLE, questions.tables, False, 0.60),
    Case("plain reply, fresh, through ASGI", NUMBER, questions.numbers, True, None, ASGI),
    Case("plain reply, asked again, through ASGI", SINGLE, questions.singles, False, None, ASGI),
]


def asked(served: Served, case: Case) -> tuple[list[str], int]:
    """The load's requests, and how long a reply is on average; the first replies are looked at."""
    token = served.token()
    bodies = list(case.bodies()) if case.fresh else [case.bodies()[0]]
    headers = {"authorization": f"Bearer {token}", "api-id": case.route[1]}
    replies = []
    for body in bodies[:: max(1, len(bodies) // 16)]:
        status, reply = served.ask(case.route[0], headers, body)
        assert status == 200
        assert b'"return_code":0' in reply
        replies.append(reply)
    if case.route != NUMBER:
        # Pages of samples are drawn from a pool, and a few come twice.
        least = len(replies) // 2 if case.program is SAMPLES else len(replies)
        assert len(set(replies)) >= least, "two questions got the same answer"
    requests = [questions.request(case.route, token, body) for body in bodies]
    return requests, round(mean(map(len, replies)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_replies_beside_a_bare_server(
    case: Case, load: Driver, effort: Effort, report: Report
) -> None:
    with ExitStack() as stack:
        flags = HURRIED if case.fresh else ()
        served = stack.enter_context(ours(*flags, program=case.program))
        requests, size = asked(served, case)
        command = {"requests": requests, "connections": CONNECTIONS}
        yardstick = Side(stack.enter_context(bare(size)), command)
        found = compare(load, effort, yardstick, Side(served, command))
    report.compared(f"{case.what}, {size:,} B", found, case.goal)
    assert case.fresh or found.ratio > FLOOR


def test_nothing_is_lost_from_one_operation_to_all(
    load: Driver, effort: Effort, report: Report
) -> None:
    case = Case("", NUMBER, questions.numbers, True, None)
    sides = []
    with ExitStack() as stack:
        for change in ("one-operation", "as-it-is"):
            served = stack.enter_context(ours(*HURRIED, program=variant(change)))
            requests, _ = asked(served, case)
            sides.append(Side(served, {"requests": requests, "connections": CONNECTIONS}))
        found = compare(load, effort, *sides)
    report.compared("all operations beside only one", found, 1.0)
