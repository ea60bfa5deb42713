"""``kiwoom-mock run``: programs with built-in official hosts meet the fake, in any language."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiwoom_mockserver.cli.run import Stage, environment, run_program, staged
from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.recordings.verifying import verify
from kiwoom_mockserver.settings import Settings
from tests.cli.program import environment as clean
from tests.cli.program import invoke
from tests.recordings.making import ask, writer

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples" / "official-hosts"
PYTHON = (sys.executable, "-W", "error")
SAMSUNG = "삼성전자"

EXPECTED = {
    "with_requests.py": SAMSUNG,
    "with_httpx2.py": SAMSUNG,
    "with_aiohttp_and_websockets.py": "LOGIN\n005930\n005930",
}
"""Example -> what it prints."""


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    settings = Settings(world="small", limits=False, speed=30.0)
    with staged(settings, False, None) as (built, _):
        yield built


def child(stage: Stage, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """A program on this stage; a proxy of this machine's own is no part of it."""
    return subprocess.run(
        words,
        env={**environment(clean(), stage), **changes},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_unmodified_python_client_meets_the_fake(name: str, stage: Stage) -> None:
    done = child(stage, *PYTHON, str(EXAMPLES / name))
    assert (done.stdout.strip(), done.returncode) == (EXPECTED[name], 0), done.stderr


def test_every_example_is_run_here() -> None:
    scripts = {path.name for path in EXAMPLES.iterdir() if path.suffix != ".mjs"}
    assert scripts == EXPECTED.keys()


def node_package(name: str) -> Path:
    """The node_modules that has the package: one of NODE_PATH, or the checkout's."""
    found = os.environ.get("NODE_PATH", "").split(os.pathsep)
    for folder in (*map(Path, filter(None, found)), ROOT / "node_modules"):
        if (folder / name).is_dir():
            return folder
    pytest.skip(f"the Node package {name} is not here; `dev.py setup --node` installs it")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_nodes_fetch_meets_the_fake(stage: Stage) -> None:
    done = child(stage, "node", str(EXAMPLES / "with_fetch.mjs"))
    assert (done.stdout.strip(), done.returncode) == (SAMSUNG, 0), done.stderr


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_nodes_https_and_ws_meet_the_fake(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(node_package("ws"))
    script = shutil.copy(EXAMPLES / "with_ws.mjs", tmp_path)
    done = child(stage, "node", str(script))
    assert (done.stdout.strip(), done.returncode) == ("LOGIN", 0), done.stderr


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_nodes_https_meets_the_socket_port(stage: Stage) -> None:
    """What ws does beneath: an upgrade over https.request."""
    script = """
    const headers = {connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="};
    require("https").get({host: "mockapi.kiwoom.com", port: 10000,
      path: "/api/dostk/websocket", headers}).on("upgrade", (reply, socket) => {
        console.log(reply.statusCode); socket.destroy(); });
    """
    done = child(stage, "node", "-e", script)
    assert done.stdout.strip() == "101", done.stderr


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_meets_the_fake_and_nothing_else(stage: Stage) -> None:
    keys = '{"grant_type":"client_credentials","appkey":"any","secretkey":"any"}'
    asked = ("curl", "-sS", "-d", keys, "-H", "content-type: application/json")
    done = child(stage, *asked, "https://api.kiwoom.com/oauth2/token")
    assert '"token_type":"Bearer"' in done.stdout, done.stderr
    refused = child(stage, *asked, "https://example.com/")
    assert refused.returncode != 0
    assert "403" in refused.stderr


def test_the_host_decides_the_profile(stage: Stage) -> None:
    script = """
import requests
def price(host):
    keys = {"grant_type": "client_credentials", "appkey": "any", "secretkey": "any"}
    token = requests.post(f"https://{host}/oauth2/token", json=keys).json()["token"]
    headers = {"authorization": f"Bearer {token}", "api-id": "kt00010"}
    body = {"stk_cd": "005930", "trde_tp": "2", "uv": "70000"}
    return requests.post(f"https://{host}/api/dostk/acnt", headers=headers, json=body).json()
print(price("api.kiwoom.com")["return_code"], price("mockapi.kiwoom.com")["return_code"])
"""
    done = child(stage, *PYTHON, "-c", script)
    assert done.stdout.split() == ["0", "20"], done.stderr


def test_clients_that_bring_their_own_authorities_trust_the_fake(stage: Stage) -> None:
    script = """
import certifi, http.client, ssl
context = ssl.create_default_context(cafile=certifi.where())
connection = http.client.HTTPSConnection("api.kiwoom.com", context=context)
connection.request("POST", "/oauth2/token", b"{}")
print(connection.getresponse().status)
connection.close()
"""
    done = child(stage, *PYTHON, "-c", script, SSL_CERT_FILE="", REQUESTS_CA_BUNDLE="")
    assert done.stdout.strip() == "200", done.stderr


def test_a_sitecustomize_of_the_users_own_still_runs(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('mine')", "utf-8")
    path = os.pathsep.join((environment({}, stage)["PYTHONPATH"], str(tmp_path)))
    assert child(stage, sys.executable, "-c", "", PYTHONPATH=path).stdout.strip() == "mine"


def test_the_surroundings_are_left_alone(stage: Stage) -> None:
    before = {"PATH": "/bin", "ALL_PROXY": "socks5://x", "NODE_OPTIONS": "--trace-warnings"}
    made = environment(before, stage)
    assert before == {"PATH": "/bin", "ALL_PROXY": "socks5://x", "NODE_OPTIONS": "--trace-warnings"}
    assert "ALL_PROXY" not in made
    assert made["NODE_OPTIONS"].startswith("--trace-warnings --require ")
    assert made["PATH"] == "/bin"


# The proxy alone


def talk(stage: Stage, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", stage.proxy_port), timeout=30) as one:
        one.sendall(data)
        one.shutdown(socket.SHUT_WR)
        parts = b""
        while part := one.recv(65_536):
            parts += part
    return parts


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (b"CONNECT example.com:443 HTTP/1.1\r\n\r\n", b"403"),
        (b"CONNECT api.kiwoom.com:22 HTTP/1.1\r\n\r\n", b"403"),
        (b"CONNECT API.kiwoom.com.:443 HTTP/1.1\r\nhost: x\r\n\r\n", b"200"),
        (b"CONNECT [::1]:443 HTTP/1.1\r\n\r\n", b"403"),
        (b"GET http://api.kiwoom.com/ HTTP/1.1\r\n\r\n", b"405"),
        (b"CONNECT a b:443 HTTP/1.1\r\n\r\n", b"405"),
        (b"\x16\x03\x01\x02\r\n\r\n", b"405"),
    ],
)
def test_the_proxy_leads_nowhere_else(stage: Stage, asked: bytes, status: bytes) -> None:
    assert talk(stage, asked).split(b" ")[1] == status


@pytest.mark.parametrize("babble", [b"", b"CONNECT", b"x" * 200_000])
def test_the_proxy_hangs_up_on_babble(stage: Stage, babble: bytes) -> None:
    with suppress(OSError):
        assert talk(stage, babble) == b""


# The command


def test_the_exit_code_is_the_programs_and_the_run_is_recorded(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    program = (
        sys.executable,
        "-c",
        f"exec(open({str(EXAMPLES / 'with_requests.py')!r}).read()); raise SystemExit(7)",
    )
    done = invoke("run", "--record", str(tmp_path / "s"), "--port", "0", "--", *program)
    assert (done.exit_code, capfd.readouterr().out.strip()) == (7, SAMSUNG), done.output
    session = Session(tmp_path / "s" / "live")
    assert [one.kind for one in session.records()] == ["q", "r", "q", "r"]
    assert verify(session).well
    assert not list(Session(tmp_path / "s" / "paper").records())


def test_a_program_that_leaves_a_strict_replay_fails(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    ask(made, 0, b'{"stk_cd":"000660"}', b'{"return_code":0}')
    made.close()
    script = "import requests; requests.post('https://api.kiwoom.com/oauth2/token')"
    replay = ("--session", str(tmp_path / "s"), "--mode", "strict", "--port", "0")
    done = invoke("run", *replay, "--", sys.executable, "-c", script)
    assert done.exit_code == 3, done.output
    assert "the replay failed: expected [0] POST /api/dostk/stkinfo" in done.output


def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(SettingError, match="no-such-program-anywhere cannot be run"):
        run_program(("no-such-program-anywhere",), {})


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_a_program_that_a_signal_ended_has_the_shells_code() -> None:
    script = "import os, signal; os.kill(os.getpid(), 9)"
    assert run_program((sys.executable, "-c", script), clean()) == 137
