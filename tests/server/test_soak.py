"""Half an hour of a market with a hundred sockets that come, change their minds, leave and die."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from tests.bench.machine import resident_megabytes
from tests.server.raw import connect
from tests.server.test_runner import free_port
from tests.server.test_streams import Crowd, advance

SOCKETS = 100
ROUNDS, SPAN, WARM = 10, "3m", 4
"""So many spans of world time are lived through; memory is looked at from some on."""

SERVE = (
    *("-m", "kiwoom_mockserver", "serve", "--world", "small", "--speed", "0", "--limits", "off"),
    *("--token-rate", "100000", "--port"),
)


@contextmanager
def server_of_its_own() -> Iterator[tuple[Any, int]]:
    """Whatever has the address of a server in a process of its own, and the process."""
    port = free_port()
    process = subprocess.Popen([sys.executable, *SERVE, str(port)], stdout=subprocess.DEVNULL)
    address = SimpleNamespace(port=port, ws_url=f"ws://127.0.0.1:{port}/api/dostk/websocket")
    try:
        end = time.monotonic() + 30
        while time.monotonic() < end and process.poll() is None:
            try:
                with closing(connect(port)):
                    break
            except ConnectionRefusedError:
                time.sleep(0.05)
        yield SimpleNamespace(address=address), process.pid
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.slow
def test_memory_stays_flat_while_sockets_come_and_go() -> None:
    async def work(place: Any, pid: int) -> list[float]:
        crowd, held = Crowd(place, SOCKETS), []
        for _ in range(ROUNDS):
            await crowd.stir()
            await advance(place, SPAN)
            held.append(resident_megabytes(pid) or pytest.skip("nobody tells of memory here"))
        await crowd.leave()
        return held

    with server_of_its_own() as (place, pid):
        held = asyncio.run(work(place, pid))
    assert max(held[WARM:]) <= held[WARM] * 1.05, held
