"""Requests a second of the gateway alone, in this process, without any server."""

import time
from collections.abc import Sequence
from itertools import cycle
from statistics import median

import orjson
import pytest

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.wire.messages import Request
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import load_world
from tests.bench import questions
from tests.bench.conftest import Report

BATCHES = 7
SECONDS = 0.3


class Asker:
    """A caller of a gateway whose world stands still until it is moved."""

    def __init__(self) -> None:
        settings = Settings.load({"rate": 1_000_000}, environment={})
        self.clock = VirtualClock(settings.at)
        self.gateway = Gateway(settings, load_catalogue(), load_world(settings, self.clock))
        keys = b'{"grant_type":"client_credentials","appkey":"bench","secretkey":"bench"}'
        at = settings.at.timestamp()
        reply = self.gateway.answer(Request("POST", "/oauth2/token", body=keys, at=at))
        self._token = "Bearer " + orjson.loads(reply.body)["token"]
        self._at = at

    def ask(self, route: tuple[str, str], body: bytes) -> None:
        """The request is answered with 200."""
        self._at += 0.001
        kind = "application/json;charset=UTF-8"
        request = Request("POST", *route, self._token, "N", "", kind, body, "127.0.0.1", self._at)
        assert self.gateway.answer(request).status == 200


@pytest.mark.parametrize("fresh", [False, True], ids=["again", "fresh"])
@pytest.mark.parametrize(
    ("what", "route", "bodies"),
    [
        ("object of 47 fields", questions.SINGLE, questions.singles()),
        ("100 rows x 20 fields", questions.TABLE, questions.tables()),
    ],
    ids=["object", "table"],
)
def test_gateway_alone(
    what: str, route: tuple[str, str], bodies: Sequence[bytes], fresh: bool, report: Report
) -> None:
    asker = Asker()
    turn = cycle(bodies if fresh else bodies[:1])
    rates = []
    for _ in range(BATCHES):
        asked, started = 0, time.process_time()
        while time.process_time() - started < SECONDS:
            if fresh:
                asker.clock.advance(1)
            asker.ask(route, next(turn))
            asked += 1
        rates.append(asked / (time.process_time() - started))
    report.add(f"gateway alone: {what}, {'fresh' if fresh else 'asked again'}", median(rates), "/s")
