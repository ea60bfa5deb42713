"""Servers and loads as processes of their own, pinned to cores of their own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.machine import pin

ROOT = Path(__file__).resolve().parents[2]
LOAD_CORE, SERVER_CORE = 0, 1
OVERRIDING = ("KIWOOM_", "PYTHON")
"""Beginnings of the environment's names that a measured process must not inherit."""

_BYTECODE = TemporaryDirectory(prefix="bench-")
"""Where compiled modules are kept, as a second start by a user finds them too."""

PATIENCE = 20.0
"""Seconds a server may take to listen."""

OURS = ("-m", "kiwoom_mockserver", "serve")
BARE = ("-m", "tests.bench.bare")
RATE = ("--rate", "1000000", "--token-rate", "1000000")
"""The limiter runs and counts, but never refuses."""


def variant(change: str) -> tuple[str, ...]:
    """The program that serves ours with one thing changed."""
    return ("-m", "tests.bench.variant", change)


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    port: int
    pid: int

    def ask(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Status and body of one reply."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("POST", path, body, headers)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def second_begins(self) -> float:
        """A moment of this machine's clock at which a world second begins, at real pace."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            before = time.time()
            connection.request("GET", "/__admin/clock")
            told = json.loads(connection.getresponse().read())["time"]
            now = (before + time.time()) / 2
        finally:
            connection.close()
        return now - datetime.fromisoformat(told).microsecond / 1_000_000

    def token(self, appkey: str = "bench") -> str:
        """A token of that appkey's account, issued for the purpose."""
        keys = {"grant_type": "client_credentials", "appkey": appkey, "secretkey": "bench"}
        headers = {"content-type": "application/json"}
        status, body = self.ask("/oauth2/token", headers, json.dumps(keys).encode())
        assert status == 200, body
        return str(json.loads(body)["token"])


def _spawn(args: Sequence[str], core: int, **pipes: Any) -> "subprocess.Popen[str]":
    kept = {name: text for name, text in os.environ.items() if not name.startswith(OVERRIDING)}
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "mockserver")))
    process = subprocess.Popen(
        [sys.executable, *args],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": paths, "PYTHONPYCACHEPREFIX": _BYTECODE.name},
        text=True,
        **pipes,
    )
    pin(process.pid, core)
    return process


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def bare(size: int, *more: str) -> Iterator[Served]:
    """The yardstick, answering with ``size`` bytes."""
    port = free_port()
    with _serving((*BARE, str(port), str(size), *more), port) as served:
        yield served


@contextmanager
def ours(*flags: str, program: Sequence[str] = OURS) -> Iterator[Served]:
    """Our server with all operations and all checks on, under these further flags."""
    port = free_port()
    with _serving((*program, "--port", str(port), *RATE, *flags), port) as served:
        yield served


@contextmanager
def _serving(args: Sequence[str], port: int) -> Iterator[Served]:
    process = _spawn(args, SERVER_CORE, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield Served(port, process.pid)
    finally:
        process.kill()
        process.wait()


def wait_for(port: int, process: "subprocess.Popen[str]") -> None:
    """The server listens; raises AssertionError when it ended or took too long."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.001)
    raise AssertionError("the server does not listen")


class Driver:
    """A load process that takes JSON commands."""

    def __init__(self, module: str) -> None:
        self._process = _spawn(
            ("-m", f"tests.bench.{module}"),
            LOAD_CORE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, command: dict[str, Any]) -> dict[str, Any]:
        """What came of one command."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the load process ended"
        result: dict[str, Any] = json.loads(line)
        return result

    def close(self) -> None:
        """The process has ended."""
        self._process.kill()
        self._process.communicate()
