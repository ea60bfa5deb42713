"""What rules make of frames on their way out, by a loop that is moved by hand."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.server.disturbing import MOST_BEHIND, Disturbed
from kiwoom_mockserver.server.runner import running
from kiwoom_mockserver.wire.frames import frames_of, message
from tests.gateway.caller import gateway_of
from tests.server.door import small
from tests.server.test_socket import R10001, hear, logged_in, register, tell


class Loop:
    """Timers that fire when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.due: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, seconds: float, act: Callable[[], None]) -> Any:
        row = (self.now + seconds, act)
        self.due.append(row)
        return Timer(self, row)

    def advance(self, seconds: float) -> None:
        self.now += seconds
        for row in sorted(self.due, key=lambda one: one[0]):
            if row[0] <= self.now and row in self.due:
                self.due.remove(row)
                row[1]()


class Timer:
    def __init__(self, loop: Loop, row: tuple[float, Callable[[], None]]) -> None:
        self.loop, self.row = loop, row

    def cancel(self) -> None:
        if self.row in self.loop.due:
            self.loop.due.remove(self.row)


class Line:
    """A connection that notes what was done to it."""

    full = False

    def __init__(self) -> None:
        self.heard: list[str] = []

    def write(self, data: bytes) -> None:
        self.heard += [frame.decode() for frame in frames_of(data)]

    def end(self, code: int, reason: str) -> None:
        self.heard.append(f"close {code} {reason}")

    def drop(self) -> None:
        self.heard.append("dropped")


class Setting:
    """A disturbed line; ``send`` sends frames named by single letters."""

    def __init__(self, gateway: Gateway) -> None:
        self.line, self.loop, self.resumed = Line(), Loop(), 0
        self.rules = gateway.faults.rules
        loop: Any = self.loop
        self.wire = Disturbed(self.line, loop, gateway.faults, lambda: "alice", self.resume)

    def resume(self) -> None:
        self.resumed += 1

    def send(self, names: str) -> str:
        """The letters of what was heard so far, once these are sent together."""
        self.wire.write(b"".join(message(b'{"trnm":"%b"}' % name.encode()) for name in names))
        return self.told

    @property
    def told(self) -> str:
        return "".join(
            text[9] if text.startswith('{"trnm":"') else text for text in self.line.heard
        )


@pytest.fixture(scope="module")
def gateway() -> Gateway:
    return gateway_of()


@pytest.fixture
def setting(gateway: Gateway) -> Setting:
    gateway.faults.rules.clear()
    return Setting(gateway)


@pytest.mark.parametrize(
    ("effects", "told"),
    [
        ({"skip": True}, "ACD"),
        ({"duplicate": True}, "ABBCD"),
        ({"swap": True}, "ACBD"),
        ({"garbage": "?!"}, "A?!CD"),
        ({"truncate": 4}, 'A{"trCD'),
        ({"drop": True}, "Adropped"),
        ({"close": "Bye"}, "Aclose 1000 Bye"),
        ({"delay": 1}, "ACD"),
        ({"stall": 1}, "A"),
    ],
)
def test_a_frame_is_what_its_effect_makes_of_it(
    setting: Setting, effects: dict[str, Any], told: str
) -> None:
    setting.rules.add([{"match": {"trnm": "B"}, "socket": effects}])
    heard = setting.send("AB") if "drop" in effects or "close" in effects else setting.send("ABCD")
    assert heard == told


def test_a_late_frame_is_overtaken_and_a_stalled_one_is_not(setting: Setting) -> None:
    setting.rules.add([{"match": {"trnm": "B"}, "times": 1, "socket": {"delay": 2}}])
    assert setting.send("ABC") == "AC"
    setting.rules.add([{"match": {"trnm": "D"}, "times": 1, "socket": {"stall": 1}}])
    assert setting.send("DE") == "AC"
    assert setting.wire.full
    setting.rules.clear()
    assert setting.send("F") == "AC"
    setting.loop.advance(1)
    assert (setting.told, setting.wire.full, setting.resumed) == ("ACDEF", False, 1)
    setting.loop.advance(1)
    assert setting.told == "ACDEFB"


def test_a_system_frame_goes_before_the_close_it_explains(setting: Setting) -> None:
    setting.rules.add([{"socket": {"close": "R10001"}}])
    setting.send("A")
    assert setting.line.heard == [R10001, "close 1000 Bye"]


def test_what_is_cut_is_still_text(setting: Setting) -> None:
    setting.rules.add([{"socket": {"truncate": 1}}])
    setting.wire.write(message("가나".encode()))
    assert setting.line.heard == [""]


def test_what_is_held_back_is_lost_with_the_connection(setting: Setting) -> None:
    setting.rules.add([{"match": {"trnm": "A"}, "socket": {"stall": 1}}])
    setting.send("AB")
    setting.wire.end(1000, "Bye")
    setting.loop.advance(5)
    assert setting.told == "close 1000 Bye"


def test_so_many_frames_may_wait_and_no_more(setting: Setting) -> None:
    setting.rules.add([{"match": {"trnm": "A"}, "socket": {"stall": 300}}])
    assert setting.send("A" + "B" * (MOST_BEHIND - 1)) == ""
    assert setting.send("B") == "dropped"


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_messages_are_taken_apart_as_they_were_made(size: int) -> None:
    parts = [b"x" * size, b"{}", b"y" * size]
    assert list(frames_of(b"".join(map(message, parts)))) == parts


def test_a_real_socket_hears_what_the_rules_make_of_it() -> None:
    with running(small(speed=100)) as runner, logged_in(runner) as client:
        rules = runner.app.gateway.faults.rules
        rules.add([{"match": {"trnm": "REG", "appkey": "alice"}, "socket": {"duplicate": True}}])
        tell(client, register(("0B", "005930")))
        acks = [orjson.loads(hear(client))["trnm"] for _ in range(2)]
        rules.add([{"match": {"type": "0B"}, "after": 3, "socket": {"drop": True}}])
        heard = to_the_end(client)
    assert acks == ["REG", "REG"]
    assert 1 <= len(heard) <= 3


def to_the_end(client: ClientConnection) -> list[str]:
    """The names of all frames until the connection is gone, which was not closed before."""
    heard: list[str] = []
    while True:
        try:
            heard.append(orjson.loads(hear(client))["trnm"])
        except ConnectionClosed as ended:
            return heard if ended.rcvd is None else ["closed"] * 9
