"""Record a client's run, replay it: the client cannot tell, and whoever strays is told where."""

import http.client
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from kiwoom_mockserver.errors import FakeError
from kiwoom_mockserver.recordings.comparing import differences
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.server.relay import Upstream
from kiwoom_mockserver.server.relaying import RelayRunner, relaying
from kiwoom_mockserver.server.runner import Address, Runner, running
from tests.recordings.making import ORIGIN, ask, tick, writer
from tests.server.door import JSON, Door, small

QUESTIONS = (
    ("ka10001", "/api/dostk/stkinfo", b'{"stk_cd":"005930"}'),
    ("ka10001", "/api/dostk/stkinfo", b'{"stk_cd":"000660"}'),
    ("ka10001", "/api/dostk/stkinfo", b'{"stk_cd":""}'),
    ("ka10081", "/api/dostk/chart", b'{"stk_cd":"005930","base_dt":"20260915","upd_stkpc_tp":"1"}'),
    ("ka99999", "/api/dostk/chart", b"{}"),
    ("ka10001", "/api/dostk/stkinfo", b'{"stk_cd":"005930"}'),
)
FRAMES = 12


class Bot:
    """A client that knows nothing of recordings, and keeps all it got."""

    def __init__(self, address: Address, appkey: str) -> None:
        self.address = address
        self.appkey = appkey
        self.token = ""
        self.replies: list[Any] = []
        self.frames: list[str | bytes] = []

    def post(self, path: str, body: bytes, **headers: str) -> Any:
        with closing(http.client.HTTPConnection("127.0.0.1", self.address.port, timeout=60)) as one:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            one.request("POST", path, body, {"content-type": JSON, **named})
            reply = one.getresponse()
            kept = [(n, v) for n, v in reply.getheaders() if n.lower() != "content-length"]
            found = (reply.status, reply.reason, kept, reply.read())
        self.replies.append(found)
        return orjson.loads(found[3])

    def ask(self, api_id: str, path: str, body: bytes, **headers: str) -> Any:
        return self.post(path, body, api_id=api_id, authorization=f"Bearer {self.token}", **headers)

    def run(self) -> "Bot":
        keys = {"appkey": self.appkey, "secretkey": f"secret of {self.appkey}"}
        self.token = self.post(
            "/oauth2/token", orjson.dumps({"grant_type": "client_credentials", **keys})
        )["token"]
        for question in QUESTIONS:
            self.ask(*question)
            headers = dict(self.replies[-1][2])
            if headers["cont-yn"] == "Y":
                self.ask(*question, cont_yn="Y", next_key=headers["next-key"])
        self.listen()
        return self

    def listen(self) -> None:
        with connect(self.address.ws_url, compression=None, max_size=None) as socket:
            for frame in (
                {"trnm": "LOGIN", "token": self.token},
                {
                    "trnm": "REG",
                    "grp_no": "1",
                    "refresh": "1",
                    "data": [{"item": ["005930", "005380"], "type": ["0B"]}],
                },
            ):
                socket.send(orjson.dumps(frame).decode())
                self.frames.append(socket.recv(timeout=30))
            while len(self.frames) < FRAMES:
                self.frames.append(socket.recv(timeout=30))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Bot]:
    """A session, and the client whose run it is."""
    folder = tmp_path_factory.mktemp("recorded") / "s"
    with running(small(speed=60.0)) as upstream:
        relay = RelayRunner(
            Upstream.of(upstream.address.base_url), folder, origin=ORIGIN, profile="live"
        )
        with relaying(relay):
            bot = Bot(relay.address, "recorded-user").run()
            time.sleep(0.05)
    return folder, bot


def replay(folder: Path, **changes: Any) -> Any:
    return running(small(**{"session": str(folder), "speed": 100.0, **changes}))


@pytest.fixture(params=["sequence", "strict"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def without_tokens(replies: list[Any]) -> list[Any]:
    return [reply for reply in replies if b'"token"' not in reply[3]]


def test_a_client_cannot_tell_a_replay_from_the_recorded_server(
    recorded: tuple[Path, Bot], mode: str
) -> None:
    folder, first = recorded
    with replay(folder, mode=mode) as runner:
        again = Bot(runner.address, "another-user").run()
        assert runner.app.gateway.failure == ""
    assert without_tokens(again.replies) == without_tokens(first.replies)
    assert len(again.replies) == len(first.replies)
    assert again.frames == first.frames
    assert len(again.token) == len(first.token)
    assert again.token != first.token


def test_two_strict_replays_are_equal_to_the_byte(recorded: tuple[Path, Bot]) -> None:
    runs = []
    for _ in range(2):
        with replay(recorded[0], mode="strict") as runner:
            runs.append(Bot(runner.address, "bot").run())
    assert runs[0].replies == runs[1].replies
    assert runs[0].frames == runs[1].frames


def test_a_replay_recorded_again_is_the_same_session(
    recorded: tuple[Path, Bot], tmp_path: Path
) -> None:
    with replay(recorded[0], mode="strict") as upstream:
        relay = RelayRunner(
            Upstream.of(upstream.address.base_url), tmp_path / "s", origin=ORIGIN, profile="live"
        )
        with relaying(relay):
            Bot(relay.address, "bot").run()
    found = differences(Session(recorded[0]), Session(tmp_path / "s"))
    # The second client hung up at another moment; until then, both heard the same.
    assert all(one.connection == 1 and one.position >= FRAMES + 2 for one in found), str(found[0])


def test_the_nth_request_gets_the_nth_answer_and_then_the_last(tmp_path: Path) -> None:
    folder = questions(tmp_path / "s", b'{"n":1}', b'{"n":2}')
    with replay(folder) as runner:
        door = Still(runner)
        assert [door.ask_price() for _ in range(4)] == [1, 2, 2, 2]
    with replay(folder, missing="refuse") as runner:
        door = Still(runner)
        assert [door.ask_price(), door.ask_price()] == [1, 2]
        status, body = door.refused(b'{"stk_cd":"005930"}')
    assert status == 404
    assert "all 2 recorded answers were given" in body


def test_a_request_that_was_never_recorded_is_told_the_nearest(tmp_path: Path) -> None:
    with replay(questions(tmp_path / "s", b'{"n":1}')) as runner:
        status, told = Still(runner).refused(b'{"stk_cd":"005931","x":1}')
    assert status == 404
    assert 'stk_cd is "005931", recorded "005930"' in told
    assert "x is 1, recorded missing" in told


def test_the_world_answers_what_was_not_recorded_when_asked_to(tmp_path: Path) -> None:
    with replay(questions(tmp_path / "s", b'{"n":1}'), missing="simulate") as runner:
        body = Door(runner.address.port).ask(
            "ka10001", "/api/dostk/stkinfo", b'{"stk_cd":"000660"}'
        )[2]
    assert body["return_code"] == 0


def test_strict_fails_at_the_first_difference_and_stays_failed(tmp_path: Path) -> None:
    with replay(questions(tmp_path / "s", b'{"n":1}', b'{"n":2}'), mode="strict") as runner:
        door = Still(runner)
        assert door.ask_price() == 1
        first = door.refused(b'{"stk_cd":"000660"}')
        assert first[0] == 409
        assert 'stk_cd is "000660", recorded "005930"' in first[1]
        assert door.refused(b'{"stk_cd":"005930"}') == first
        assert door.state()["failure"] in first[1]
        assert door.steer("reset")["status"] == "ok"
        assert door.ask_price() == 1


def test_strict_says_when_there_is_no_more(tmp_path: Path) -> None:
    with replay(questions(tmp_path / "s", b'{"n":1}'), mode="strict") as runner:
        door = Still(runner)
        door.ask_price()
        assert "no more requests" in door.refused(b'{"stk_cd":"005930"}')[1]


def test_the_order_of_members_and_the_token_do_not_matter(tmp_path: Path) -> None:
    with replay(
        questions(tmp_path / "s", b'{"n":1}', body=b'{"a":1,"b":[2]}'), mode="strict"
    ) as runner:
        assert Still(runner).send_body(b'{ "b": [2], "a": 1 }') == (200, {"n": 1})


def test_an_expired_token_lives_again_in_a_sequence_but_not_in_strict(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    meta = {"method": "POST", "path": "/oauth2/token", "headers": []}
    issued = {"expires_dt": "20200101000000", "token": "scrubbed-x", "return_code": 0}
    seq = made.append(0, 0, "q", meta, b'{"appkey":"scrubbed-a"}')
    made.append(1, 0, "r", {"to": seq, "status": 200}, orjson.dumps(issued))
    made.close()
    for mode, renewed in (("sequence", True), ("strict", False)):
        with replay(tmp_path / "s", mode=mode) as runner:
            body = Door.__new__(Door)
            body.port = runner.address.port
            found = body.send("POST", "/oauth2/token", b'{"appkey":"mine"}')[2]
        assert (found["expires_dt"] > "2026") is renewed
        assert found["token"] == "scrubbed-x"


def socket_session(folder: Path) -> Path:
    """LOGIN, a tick a second for 20 s with a REMOVE in the midst, and the server's Bye."""
    made = writer(folder)
    made.append(0, 1, "o", {"path": "/api/dostk/websocket"})
    made.append(1, 1, "k", {}, b'{"trnm":"LOGIN","token":"scrubbed-t"}')
    made.append(2, 1, "s", {}, b'{"trnm":"LOGIN","return_code":0}')
    for second in range(1, 21):
        if second == 11:
            made.append(second * SECOND - 2, 1, "k", {}, b'{"trnm":"REMOVE","grp_no":"1"}')
            made.append(second * SECOND - 1, 1, "s", {}, b'{"trnm":"PING"}')
            made.append(second * SECOND - 1, 1, "k", {}, b'{"trnm":"PING"}')
        made.append(second * SECOND, 1, "s", {}, tick(second))
    made.append(21 * SECOND, 1, "c", {"code": 1000, "reason": "Bye", "by": "server"})
    made.close()
    return folder


LOGIN = '{"token":"my own","trnm":"LOGIN"}'


def test_a_socket_waits_for_its_client_and_ends_as_recorded(tmp_path: Path, mode: str) -> None:
    with (
        replay(socket_session(tmp_path / "s"), mode=mode) as runner,
        connect(runner.address.ws_url) as socket,
    ):
        socket.send(LOGIN)
        heard = [socket.recv(timeout=30) for _ in range(11)]
        assert heard[-1] == tick(10).decode()
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.1)
        socket.send('{"grp_no":"1","trnm":"REMOVE"}')
        assert socket.recv(timeout=30) == '{"trnm":"PING"}'
        socket.send('{"trnm":"PING"}')
        heard += [socket.recv(timeout=30) for _ in range(10)]
        assert heard[1:] == [tick(second).decode() for second in range(1, 21)]
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=30)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1000, "Bye")


def test_a_strange_frame_ends_a_strict_socket_and_is_refused_in_a_sequence(tmp_path: Path) -> None:
    strange = '{"trnm":"REG","data":[]}'
    with replay(socket_session(tmp_path / "s"), mode="strict") as runner:
        with connect(runner.address.ws_url) as socket:
            socket.send(strange)
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=30)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4000
        assert "LOGIN" in runner.app.gateway.failure
        assert "REG" in runner.app.gateway.failure
    with replay(tmp_path / "s") as runner, connect(runner.address.ws_url) as socket:
        socket.send(strange)
        assert "[replay] expected" in str(socket.recv(timeout=30))
        socket.send(LOGIN)
        assert socket.recv(timeout=30) == '{"trnm":"LOGIN","return_code":0}'


def test_one_socket_more_than_recorded_is_refused(tmp_path: Path) -> None:
    with replay(socket_session(tmp_path / "s")) as runner:
        with connect(runner.address.ws_url):
            pass
        with pytest.raises(InvalidStatus):
            connect(runner.address.ws_url).__enter__()


def test_a_replay_is_paused_resumed_and_sped_up(tmp_path: Path) -> None:
    with replay(socket_session(tmp_path / "s"), speed=1.0) as runner:
        door = Still(runner)
        with connect(runner.address.ws_url) as socket:
            door.steer("replay/pause")
            socket.send(LOGIN)
            with pytest.raises(TimeoutError):
                socket.recv(timeout=0.1)
            door.steer("replay/speed?x=1000")
            assert door.steer("replay/resume")["paused"] is False
            started = time.monotonic()
            for _ in range(11):
                socket.recv(timeout=30)
            assert time.monotonic() - started < 8
        for wrong in ("nan", "-1", "x", "1e9"):
            assert "speed" in door.steer(f"replay/speed?x={wrong}")["error"]


def test_silence_is_cut_short(tmp_path: Path) -> None:
    with (
        replay(socket_session(tmp_path / "s"), speed=1.0, max_gap=0.02) as runner,
        connect(runner.address.ws_url) as socket,
    ):
        socket.send(LOGIN)
        started = time.monotonic()
        for _ in range(11):
            socket.recv(timeout=30)
        assert time.monotonic() - started < 8


@pytest.mark.parametrize(
    "changes",
    [{"replay_from": "nowhere"}, {"replay_from": "10", "replay_to": "5"}, {"session": "/nowhere"}],
)
def test_what_cannot_be_replayed_is_told_at_the_start(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    folder = questions(tmp_path / "s", b"{}")
    with pytest.raises(FakeError):
        Runner(small(**{"session": str(folder), **changes}))


def test_headers_of_a_hostile_session_break_no_line(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    seq = made.append(
        0, 0, "q", {"method": "POST", "path": "/api/dostk/stkinfo", "headers": []}, b"{}"
    )
    headers = [["x", "a\r\nset-cookie: b"], ["content-length", "9999"], ["y"], 7, ["ok", "1"]]
    meta = {"to": seq, "status": 99999, "reason": "x\r\ny: z", "headers": headers}
    made.append(1, 0, "r", meta, b'{"n":1}')
    made.close()
    with replay(tmp_path / "s") as runner:
        bot = Bot(runner.address, "")
        bot.post("/api/dostk/stkinfo", b"{}")
    assert bot.replies == [(200, "OK", [("ok", "1")], b'{"n":1}')]


def questions(folder: Path, *replies: bytes, body: bytes = b'{"stk_cd":"005930"}') -> Path:
    """The same question over and over, with these answers."""
    made = writer(folder)
    for number, reply in enumerate(replies):
        ask(made, number * SECOND, body, reply)
    made.close()
    return folder


class Still(Door):
    """A door to a replay, which needs no token."""

    def __init__(self, runner: Runner) -> None:
        self.port = runner.address.port

    def send_body(self, body: bytes) -> tuple[int, Any]:
        status, _, found = self.send("POST", "/api/dostk/stkinfo", body, api_id="ka10001")
        return status, found

    def ask_price(self) -> int:
        status, found = self.send_body(b'{"stk_cd":"005930"}')
        assert status == 200
        return int(found["n"])

    def refused(self, body: bytes) -> tuple[int, str]:
        status, found = self.send_body(body)
        return status, found["return_msg"]

    def state(self) -> Any:
        return self.send("GET", "/__admin/replay")[2]

    def steer(self, what: str) -> Any:
        return self.send("POST", f"/__admin/{what}")[2]
