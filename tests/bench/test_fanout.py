"""Ticks a CPU second to many sockets, beside a bare broadcast with the same library."""

import json
from contextlib import ExitStack

import pytest

from tests.bench.comparing import Effort, Side, compare
from tests.bench.conftest import Report
from tests.bench.servers import Driver, bare, ours

ITEM = {"item": ["005930"], "type": ["0B"]}
REGISTER = {"trnm": "REG", "grp_no": "1", "refresh": "1", "data": [ITEM]}
INCESSANT = ("--world", "small", "--speed", "max", "--repeat-day", "on", "--ws-takeover", "off")
"""World time goes on as fast as sockets take ticks, and the day begins again when it ends."""


MANY = 100
YARDSTICKS: tuple[tuple[tuple[str, ...], str, float], ...] = (
    (("past",), "frames written past ASGI", 0.8),
    ((), "uvicorn's send", 2.0),
)
"""What it is compared with, and the goal with many sockets."""


@pytest.mark.parametrize("sockets", [1, 10, MANY])
def test_ticks_beside_a_bare_broadcast(
    sockets: int, readers: Driver, effort: Effort, report: Report
) -> None:
    with ExitStack() as stack:
        served = stack.enter_context(ours(*INCESSANT))
        login = {"trnm": "LOGIN", "token": served.token()}
        frames = [json.dumps(frame) for frame in (login, REGISTER)]
        subject = Side(served, {"frames": frames, "sockets": sockets})
        probe = {"port": served.port, "pid": served.pid, "warm": 0.1, "seconds": 0.2}
        heard = readers.run({**subject.command, **probe})
        size = round(heard["bytes"] / heard["good"])
        for more, name, goal in YARDSTICKS:
            broadcast = stack.enter_context(bare(size, *more))
            baseline = Side(broadcast, {"frames": [], "sockets": sockets})
            found = compare(readers, effort, baseline, subject)
            told = f"ticks of {size} B to {sockets} sockets beside {name}"
            report.compared(told, found, goal if sockets == MANY else None)
