"""The restart of the early morning, on the world's clock, as a client sees it."""

from datetime import datetime

import orjson
import pytest

from kiwoom_mockserver.errors import FaultError
from kiwoom_mockserver.faults.rules import check
from kiwoom_mockserver.server.runner import Runner, running
from kiwoom_mockserver.settings import SEOUL
from tests.server.door import SAMSUNG, STOCK, Door, small
from tests.server.test_socket import ending, hear, logged_in, opened, tell

BEFORE = datetime(2026, 9, 16, 5, 7, 20, tzinfo=SEOUL)


def advance(runner: Runner, span: str) -> None:
    body = orjson.dumps({"by": span})
    status, _, _ = Door(runner.address.port, "mover").send("POST", "/__admin/clock/advance", body)
    assert status == 200


def test_sockets_hear_bye_and_tokens_are_void_at_the_second_it_happens() -> None:
    with running(small(speed=0.0, at=BEFORE, faults="nightly-restart")) as runner:
        door = Door(runner.address.port, "alice")
        with logged_in(runner, "alice") as client:
            advance(runner, "3s")
            assert door.ask("ka10001", STOCK, SAMSUNG)[2]["return_code"] == 0
            advance(runner, "1s")
            assert ending(client) == (1000, "Bye")
        assert "8005:" in door.ask("ka10001", STOCK, SAMSUNG)[2]["return_msg"]
        with opened(runner) as client:
            assert ending(client) == (1000, "Bye")
        advance(runner, "1s")
        with opened(runner) as client:
            tell(client, {"trnm": "LOGIN", "token": door.token})
            refused = orjson.loads(hear(client))
        assert refused["return_code"] == 805004
        assert "8005" in refused["return_msg"]
        with logged_in(runner, "alice"):
            advance(runner, "10m")


def test_it_happens_to_whoever_only_asks_too_and_once_a_day() -> None:
    with running(small(speed=0.0, at=BEFORE, faults="nightly-restart")) as runner:
        clock = runner.app.gateway.world.clock
        door = Door(runner.address.port, "alice")
        for _ in range(2):
            clock.advance(23.5 * 3600)
            assert door.ask("ka10001", STOCK, SAMSUNG)[2]["return_code"] == 3
            door = Door(runner.address.port, "alice")
            clock.advance(1800)
            assert door.ask("ka10001", STOCK, SAMSUNG)[2]["return_code"] == 0


@pytest.mark.parametrize(
    "rule",
    [
        {"server": {"restart": True}},
        {"match": {"between": ["05:00:00", "05:01:00"]}, "server": {"restart": False}},
        {"match": {"between": ["05:00:00", "05:01:00"], "type": "0B"}, "server": {"restart": True}},
    ],
)
def test_a_restart_that_makes_no_sense_is_refused(rule: dict[str, object]) -> None:
    with pytest.raises(FaultError):
        check({"rules": [rule]})
