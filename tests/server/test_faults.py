"""How faults look on the connection: late, cut, reset, silent."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from kiwoom_mockserver.server.runner import Runner
from tests.server.door import Door
from tests.server.raw import connect, converse, listen, request


@pytest.fixture
def faulty(server: Runner, door: Door) -> Iterator[Any]:
    """Puts effects to work for the test's duration; ``times`` limits them."""
    rules = server.app.gateway.faults.rules

    def add(times: int = 1, **effects: Any) -> None:
        rules.add([{"match": {"api_id": "ka10001"}, "times": times, "effects": effects}])

    yield add
    rules.clear()


def test_a_late_answer_comes_late_and_those_behind_it_in_their_order(
    faulty: Any, door: Door
) -> None:
    faulty(delay=0.15)
    with closing(connect(door.port)) as sock:
        started = time.monotonic()
        first, second = (
            door.question(b'{"stk_cd":"%b"}' % code) for code in (b"005930", b"000660")
        )
        sock.sendall(first + second)
        told = listen(sock, 2)
    assert time.monotonic() - started >= 0.15
    assert [b'"stk_cd":"005930"' in told.replies[0].body, told.end] == [True, "open"]
    assert b'"stk_cd":"000660"' in told.replies[1].body


def test_a_late_answer_hinders_nobody_else(faulty: Any, door: Door) -> None:
    faulty(delay=5)
    with closing(connect(door.port)) as late:
        late.sendall(door.question())
        time.sleep(0.05)
        started = time.monotonic()
        assert converse(door.port, door.question()).only.status == 200
        assert time.monotonic() - started < 4.5


def test_an_answer_can_be_lost_with_a_reset(faulty: Any, door: Door) -> None:
    faulty(reset="reply")
    told = converse(door.port, door.question())
    assert (told.replies, told.end) == ([], "reset")


def test_a_cut_answer_promises_more_than_comes(faulty: Any, door: Door) -> None:
    faulty(truncate=20)
    told = converse(door.port, door.question())
    top, _, body = told.rest.partition(b"\r\n\r\n")
    assert (len(body), told.end) == (20, "closed")
    assert b"content-length: 20\r\n" not in top


def test_a_silent_server_keeps_the_connection(faulty: Any, door: Door) -> None:
    faulty(hang="request")
    with closing(connect(door.port)) as sock:
        sock.settimeout(0.2)
        sock.sendall(door.question())
        with pytest.raises(TimeoutError):
            sock.recv(1)


def test_another_route_behind_a_late_answer_is_not_answered_before_it(
    faulty: Any, door: Door
) -> None:
    faulty(delay=0.1)
    data = door.question() + request("/__admin/health", method="GET")
    told = converse(door.port, data)
    assert len(told.replies) == 1
    assert b"stk_cd" in told.only.body


def test_after_a_late_answer_the_connection_lives_on(faulty: Any, door: Door) -> None:
    faulty(delay=0.05)
    with closing(connect(door.port)) as sock:
        for _ in range(3):
            sock.sendall(door.question())
            assert listen(sock, 1).only.status == 200
