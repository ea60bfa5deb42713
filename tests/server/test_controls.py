"""Steering a replay that answers by what was recorded: time, jumps, windows, loops, latency."""

import socket as sockets
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from kiwoom_mockserver.recordings.matching import shifted
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.server.runner import Runner
from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.world.clock import WallClock
from tests.cli.program import invoke
from tests.recordings.making import ORIGIN, ask, tick, writer
from tests.server.door import Door, small
from tests.server.raw import request
from tests.server.test_replay import LOGIN, Still, replay, socket_session

MODES = ("sequence", "strict")


def day(folder: Path) -> Path:
    """A token at 0, then a question every ten seconds and a tick in every second of a minute."""
    made = writer(folder)
    meta = {"method": "POST", "path": "/oauth2/token", "headers": []}
    seq = made.append(0, 0, "q", meta, b'{"appkey":"scrubbed-a"}')
    made.append(1, 0, "r", {"to": seq, "status": 200}, b'{"token":"scrubbed-x","return_code":0}')
    made.append(2, 1, "o", {"path": "/api/dostk/websocket"})
    made.append(3, 1, "k", {}, b'{"trnm":"LOGIN","token":"scrubbed-t"}')
    made.append(4, 1, "s", {}, b'{"trnm":"LOGIN","return_code":0}')
    for second in range(1, 60):
        if second % 10 == 0:
            ask(made, second * SECOND - 9_000_000, b'{"stk_cd":"005930"}', b'{"n":%d}' % second)
        made.append(second * SECOND, 1, "s", {}, tick(second))
    made.mark(30 * SECOND, "half")
    made.close()
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return day(tmp_path_factory.mktemp("controls") / "s")


def number(frame: str | bytes) -> int:
    return int(orjson.loads(frame)["data"][0]["values"]["13"])


def heard(socket: ClientConnection, count: int) -> list[int]:
    return [number(socket.recv(timeout=30)) for _ in range(count)]


def entered(socket: ClientConnection) -> None:
    socket.send(LOGIN)
    assert "LOGIN" in str(socket.recv(timeout=30))


def token(runner: Runner) -> str:
    door = Door.__new__(Door)
    door.port = runner.address.port
    return str(door.send("POST", "/oauth2/token", b'{"appkey":"mine"}')[2]["token"])


@pytest.mark.parametrize("mode", MODES)
def test_a_step_tells_one_frame(folder: Path, mode: str) -> None:
    with replay(folder, mode=mode, speed=0.0) as runner:
        door = Still(runner)
        with connect(runner.address.ws_url) as socket:
            socket.send(LOGIN)
            door.steer("replay/step")
            assert "LOGIN" in str(socket.recv(timeout=30))
            for second in (1, 2, 3):
                door.steer("replay/step")
                assert heard(socket, 1) == [second]
                assert door.state()["position"] == second
            with pytest.raises(TimeoutError):
                socket.recv(timeout=0.06)


def test_a_client_that_leaves_a_strict_replay_early_is_noticed(tmp_path: Path) -> None:
    with replay(socket_session(tmp_path / "s"), mode="strict", speed=1.0) as runner:
        with connect(runner.address.ws_url) as socket:
            entered(socket)
        for _ in range(100):
            if runner.app.gateway.failure:
                break
            time.sleep(0.02)
        assert "REMOVE" in runner.app.gateway.failure


def test_steps_go_by_time_through_all_sockets(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    for one in (1, 2):
        made.append(one, one, "o", {"path": "/api/dostk/websocket"})
    for second in range(1, 7):
        made.append(second * SECOND, 2 - second % 2, "s", {}, tick(second))
    made.close()
    with (
        replay(tmp_path / "s", speed=0.0) as runner,
        connect(runner.address.ws_url) as first,
        connect(runner.address.ws_url) as second_,
    ):
        time.sleep(0.06)
        for second in range(1, 7):
            Still(runner).steer("replay/step")
            assert heard(first if second % 2 else second_, 1) == [second]


@pytest.mark.parametrize("mode", MODES)
def test_answers_go_on_from_where_it_jumps(folder: Path, mode: str) -> None:
    with replay(folder, mode=mode) as runner:
        door = Still(runner)
        assert token(runner) == "scrubbed-x"
        assert door.ask_price() == 10
        door.steer("replay/seek?to=half")
        assert [door.ask_price() for _ in range(2)] == [40, 50]
        door.steer("replay/seek?to=5")
        assert door.ask_price() == 10
        assert door.state()["failure"] == ""


@pytest.mark.parametrize("mode", MODES)
def test_a_socket_jumps_too_and_need_not_log_in_again(folder: Path, mode: str) -> None:
    with replay(folder, mode=mode, speed=0.0) as runner, connect(runner.address.ws_url) as socket:
        door = Still(runner)
        socket.send(LOGIN)
        door.steer("replay/step")
        socket.recv(timeout=30)
        for place, expected in (("half", [30, 31]), ("09:00:05", [5, 6]), ("58", [58, 59])):
            door.steer(f"replay/seek?to={place}")
            for one in expected:
                door.steer("replay/step")
                assert heard(socket, 1) == [one]
        assert runner.app.gateway.failure == ""


@pytest.mark.parametrize("mode", MODES)
def test_the_worlds_clock_is_the_replays(folder: Path, mode: str) -> None:
    with replay(folder, mode=mode) as runner, connect(runner.address.ws_url) as socket:
        door = Still(runner)
        entered(socket)
        assert heard(socket, 2) == [1, 2]
        door.send("POST", "/__admin/clock/set", b'{"at":"2026-09-15T09:00:40"}')
        while (found := heard(socket, 1)[0]) < 40:
            assert found < 39, "what was under way"
        assert [found, *heard(socket, 2)] == [40, 41, 42]
        assert door.ask_price() == 50


@pytest.mark.parametrize("mode", MODES)
def test_who_comes_after_a_jump_logs_in_and_hears_nothing_old(folder: Path, mode: str) -> None:
    with replay(folder, mode=mode) as runner:
        Still(runner).steer("replay/seek?to=50")
        with connect(runner.address.ws_url) as socket:
            entered(socket)
            assert heard(socket, 3) == [50, 51, 52]


@pytest.mark.parametrize("mode", MODES)
def test_a_part_is_played_with_the_token_and_the_login_from_before(folder: Path, mode: str) -> None:
    part = {"replay_from": "half", "replay_to": "45", "mode": mode, "missing": "refuse"}
    with replay(folder, **part) as runner:
        door = Still(runner)
        assert token(runner) == "scrubbed-x"
        with connect(runner.address.ws_url) as socket:
            entered(socket)
            assert heard(socket, 15) == list(range(30, 45))
        assert door.ask_price() == 40
        assert door.refused(b'{"stk_cd":"005930"}')[0] == (404 if mode == "sequence" else 409)


@pytest.mark.parametrize("mode", MODES)
def test_a_loop_begins_again(folder: Path, mode: str) -> None:
    part = {"replay_from": "35", "replay_to": "51", "mode": mode, "loop": True, "speed": 1000.0}
    with replay(folder, **part) as runner:
        door = Still(runner)
        assert [door.ask_price() for _ in range(5)] == [40, 50, 40, 50, 40]
        with connect(runner.address.ws_url) as socket:
            entered(socket)
            assert heard(socket, 20) == [*range(35, 51), *range(35, 39)]
        with connect(runner.address.ws_url) as socket:
            entered(socket)
            assert heard(socket, 1) == [35]
        assert runner.app.gateway.failure == ""


@pytest.mark.parametrize("mode", MODES)
def test_a_reset_closes_sockets_and_begins_anew(folder: Path, mode: str) -> None:
    with replay(folder, mode=mode) as runner:
        door = Still(runner)
        with connect(runner.address.ws_url) as socket:
            entered(socket)
            door.steer("reset")
            with pytest.raises(ConnectionClosed):
                heard(socket, 100)
        with connect(runner.address.ws_url) as socket:
            entered(socket)
            assert heard(socket, 2) == [1, 2]


def test_silence_is_cut_and_max_is_a_speed(folder: Path) -> None:
    for changes in ({"speed": 1.0, "max_gap": 0.001}, {"speed": 1_000_000.0}):
        with replay(folder, **changes) as runner, connect(runner.address.ws_url) as socket:
            entered(socket)
            began = time.monotonic()
            assert heard(socket, 59) == list(range(1, 60))
            assert time.monotonic() - began < 20
    assert Settings.load({"speed": "max"}).speed == 1_000_000.0
    with replay(socket_session(folder.parent / "t"), speed=1.0) as runner:
        assert Still(runner).steer("replay/speed?x=max")["speed"] == 1_000_000.0


# Latency


def slow(folder: Path) -> Path:
    made = writer(folder)
    for asked in range(3):
        ask(made, asked * SECOND, b'{"stk_cd":"%d"}' % asked, b'{"n":%d}' % asked)
        if asked == 0:
            made.append(SECOND // 2, 0, "q", {"method": "POST", "path": "/slow", "headers": []})
            made.append(SECOND - 1, 0, "r", {"to": 2, "status": 200, "took": SECOND}, b'{"n":9}')
    made.close()
    return folder


def test_an_answer_takes_as_long_as_recorded_by_the_speed(tmp_path: Path) -> None:
    folder = slow(tmp_path / "s")
    for changes, least, most in (
        ({"speed": 5.0}, 0.2, 0.95),
        ({"speed": 1.0, "replay_latency": False}, 0.0, 0.95),
        ({"speed": 0.0}, 0.0, 0.95),
    ):
        with replay(folder, **changes) as runner:
            door = Still(runner)
            door.send("GET", "/__admin/health")
            began = time.monotonic()
            assert door.send("POST", "/slow")[2] == {"n": 9}
            assert least <= time.monotonic() - began < most, changes


def test_answers_keep_their_order_however_late_they_are(tmp_path: Path) -> None:
    with (
        replay(slow(tmp_path / "s"), speed=10.0) as runner,
        closing(sockets.create_connection(("127.0.0.1", runner.address.port), 5)) as line,
    ):
        question = "api-id: ka10001"
        line.sendall(
            request("/api/dostk/stkinfo", b'{"stk_cd":"1"}', question)
            + request("/api/dostk/stkinfo", b'{"stk_cd":"2"}', question)
            + request("/api/dostk/stkinfo", b'{"stk_cd":"0"}', question)
        )
        got = b""
        while got.count(b'{"n":') < 3:
            got += line.recv(65_536)
        assert [got.index(b'{"n":%d}' % n) for n in (1, 2, 0)] == sorted(
            got.index(b'{"n":%d}' % n) for n in (1, 2, 0)
        )


# Dates


def test_the_clients_today_is_the_recorded_day(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    ask(made, 0, b'{"base_dt":"20260915","from":["20260901"]}', b'{"n":1}')
    made.close()
    today = WallClock().now().astimezone(SEOUL).date()
    days = (ORIGIN.date() - today).days
    before = today - timedelta(14)
    with replay(tmp_path / "s", mode="strict") as runner:
        body = {"base_dt": f"{today:%Y%m%d}", "from": [f"{before:%Y%m%d}"]}
        assert Still(runner).send_body(orjson.dumps(body)) == (200, {"n": 1})
    assert orjson.loads(shifted(orjson.dumps(body), days))["base_dt"] == "20260915"


@pytest.mark.parametrize(
    ("body", "moved"),
    [
        (b'{"a":"20260228"}', b'{"a":"20260301"}'),
        (b'{"a":"20261340","b":20260228,"c":"2026022"}', None),
        (b'["99991231"]', None),
        (b"[" * 300, None),
        (b"\xff", None),
    ],
)
def test_only_dates_are_moved(body: bytes, moved: bytes | None) -> None:
    assert shifted(body, 1) == (moved or body)


# The command line


def test_a_replay_is_steered_from_the_command_line(folder: Path) -> None:
    def told(*words: str) -> dict[str, str]:
        done = invoke("replay", "--url", runner.address.base_url, *words)
        assert done.exit_code == 0, done.output
        return dict(line.split(None, 1) for line in done.output.splitlines())

    with replay(folder, speed=1.0) as runner:
        assert told("pause")["paused"] == "True"
        assert told("seek", "half")["position"] == "30.0"
        assert told("speed", "max")["mark"] == "30.0 s  mark  half"
        assert told("resume")["speed"] == "1000000.0"
        assert told("step")["paused"] == "True"
        assert told("reset")["position"] == "0.0"
        assert told("state")["mode"] == "sequence"
        wrong = invoke("replay", "--url", runner.address.base_url, "seek", "nowhere")
        assert "no mark" in str(wrong.exception)
    assert "is the server running" in str(
        invoke("replay", "--url", runner.address.base_url, "state").exception
    )
    assert "--url" in str(invoke("replay", "--url", "x", "state").exception)


def test_marks_are_set_afterwards_too(tmp_path: Path) -> None:
    folder = str(day(tmp_path / "s"))
    assert invoke("session", "mark", folder, "quarter", "--at", "15").exit_code == 0
    with replay(Path(folder)) as runner:
        marks: Any = Still(runner).state()["marks"]
    assert [(one["name"], one["at"]) for one in marks] == [("quarter", 15.0), ("half", 30.0)]


def test_a_server_without_a_replay_has_nothing_to_steer(small_server: Runner) -> None:
    done = invoke("replay", "--url", small_server.address.base_url, "pause")
    assert "nothing to steer" in str(done.exception)


@pytest.fixture
def small_server(server: Runner) -> Runner:
    assert server.app.gateway.settings == small(speed=0.0)
    return server
