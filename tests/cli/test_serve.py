"""``kiwoom-mock serve`` as a process: what it prints, and how it ends."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from kiwoom_mockserver import resources
from tests.cli.program import PROGRAM, environment, run, serving

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
needs_shell = pytest.mark.skipif(
    not (shutil.which("sh") and shutil.which("curl")), reason="the example is for sh and curl"
)

pytestmark = needs_signals


def taken_port() -> "closing[socket.socket]":
    return closing(socket.create_server(("127.0.0.1", 0)))


@needs_shell
def test_what_is_printed_is_enough_to_begin_and_ctrl_c_ends_it() -> None:
    with serving("--profile", "paper", "--seed", "7", "--speed", "60") as server:
        base_url = server.value("REST")
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", base_url)
        assert server.value("socket") == f"ws{base_url[4:]}/api/dostk/websocket"
        world = json.loads(resources.world_file("small").read_text("utf-8"))
        pair = world["keys"][0]
        assert server.value("appkey").startswith(pair["appkey"])
        assert server.value("secretkey") == pair["secretkey"]
        assert server.value("profile") == "paper, 1 requests/s"
        assert re.fullmatch(r"small, seed 7, 2026-09-15 10:\d\d x60", server.value("world"))
        (example,) = [line for line in server.output.splitlines() if line.startswith("curl ")]
        pasted = subprocess.run(
            ["sh", "-c", example], capture_output=True, text=True, timeout=20, check=True
        )
        token = json.loads(pasted.stdout)
        assert token["return_code"] == 0
        assert len(token["token"]) == 86
        assert server.interrupt() == 0
        assert "Traceback" not in server.output
        assert server.output.rstrip().endswith("stopped")


def test_ctrl_c_ends_it_while_clients_are_connected() -> None:
    with serving() as server:
        host, _, port = server.value("REST").removeprefix("http://").rpartition(":")
        with closing(socket.create_connection((host, int(port)), timeout=30)) as sock:
            sock.sendall(b"POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{")
            assert server.interrupt() == 0
            assert "Traceback" not in server.output


def test_sigterm_ends_it_without_a_traceback() -> None:
    with serving() as server:
        assert server.interrupt(signal.SIGTERM) in (0, -signal.SIGTERM)
        assert "Traceback" not in server.output


def test_it_serves_what_its_settings_say(tmp_path: Path) -> None:
    file = tmp_path / "mock.toml"
    file.write_text('profile = "paper"\nseed = 1\nspeed = 0\n', "utf-8")
    with serving("--config", str(file), KIWOOM_MOCK_SEED="2", KIWOOM_MOCK_LIMITS="off") as server:
        assert server.value("profile") == "paper, no limits"
        assert "standing still" in server.value("world")
        url = server.value("REST") + "/__admin/health"
        with urllib.request.urlopen(url, timeout=60) as reply:
            health = json.load(reply)
    assert (health["profile"], health["seed"], health["speed"]) == ("paper", 2, 0.0)


def test_a_second_port_is_shown_as_the_sockets() -> None:
    with taken_port() as sock:
        free = sock.getsockname()[1]
    with serving("--ws-port", str(free)) as server:
        assert server.value("socket") == f"ws://127.0.0.1:{free}/api/dostk/websocket"


def test_strict_keys_are_announced() -> None:
    with serving("--keys", "strict") as server:
        assert "only the world's" in server.value("appkey")


def test_a_busy_port_is_one_sentence_and_exit_code_1() -> None:
    with taken_port() as sock:
        port = sock.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"kiwoom-mock: port {port} of 127.0.0.1 cannot be used")
    assert done.stderr.count("\n") == 1


WRONG = {
    "an unknown world": (("--world", "nowhere"), "no world is called 'nowhere'"),
    "an exposed host": (("--host", "0.0.0.0"), "add --expose"),
    "a port beyond all": (("--port", "99999"), "port is 99999"),
    "a missing file": (("--config", "/nowhere.toml"), "No such file"),
}


@pytest.mark.parametrize(("arguments", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_setting_is_one_sentence_and_exit_code_1(
    arguments: tuple[str, ...], told: str
) -> None:
    done = run("serve", "--port", "0", *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("kiwoom-mock: ")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_closed_pipe_is_no_traceback() -> None:
    """As in ``kiwoom-mock call ... | head -0``."""
    process = subprocess.Popen(
        [*PROGRAM, "call", "ka10081", "stk_cd=005930", "base_dt=20260915", "upd_stkpc_tp=1"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    process.wait(timeout=30)
    assert "Traceback" not in errors
