"""Readers: sockets that count ticks, in a process of their own.

Reads one JSON command a line, listens to the server it names, and writes one JSON result a line.
"""

import json
import selectors
import socket
import sys
import time
from typing import Any

from tests.bench.bare import TICK
from tests.bench.machine import cpu_seconds

MARK = TICK.encode()
READ = 1 << 18
UPGRADE = (
    b"GET /api/dostk/websocket HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: Upgrade\r\n"
    b"upgrade: websocket\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Reader:
    """One socket that has said its ``frames`` and counts what it hears."""

    def __init__(self, port: int, frames: list[str]) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.sock.sendall(UPGRADE)
        self.sock.recv(READ)
        for frame in frames:
            self.sock.sendall(masked(frame.encode()))
            self.sock.recv(READ)
        self.sock.setblocking(False)
        self._rest = b""

    def read(self) -> tuple[int, int]:
        """Ticks and bytes that came."""
        data = self.sock.recv(READ)
        if not data:
            raise ConnectionError("the server hung up")
        ticks = (self._rest + data).count(MARK)
        self._rest = data[1 - len(MARK) :]
        return ticks, len(data)


def masked(text: bytes) -> bytes:
    """A client's text frame; under a mask of zeros the text stays as it is."""
    length = (
        bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2, "big")
    )
    return b"\x81" + length + bytes(4) + text


def percentile(delays: list[tuple[float, int]], part: float) -> float:
    """The delay that this part of the ticks does not exceed."""
    left = sum(ticks for _, ticks in delays) * part
    for delay, ticks in sorted(delays):
        left -= ticks
        if left <= 0:
            return delay
    return 0.0


def listen(
    port: int,
    pid: int,
    frames: list[str],
    sockets: int,
    warm: float,
    seconds: float,
    begins: float | None = None,
) -> dict[str, Any]:
    """Ticks and bytes heard, seconds of wall and server CPU, after ``warm`` seconds more.

    ``begins`` is a moment at which a second began: with it, how late ticks came after theirs.
    """
    ticks = size = 0
    delays: list[tuple[float, int]] = []
    with selectors.DefaultSelector() as selector:
        readers = [Reader(port, frames) for _ in range(sockets)]
        for reader in readers:
            selector.register(reader.sock, selectors.EVENT_READ, reader)
        started, cpu, end = 0.0, None, time.perf_counter() + warm
        while True:
            for key, _ in selector.select(timeout=1.0):
                heard, length = key.data.read()
                ticks += heard
                size += length
                if begins is not None and heard:
                    delays.append(((time.time() - begins) % 1.0, heard))
            now = time.perf_counter()
            if now < end:
                continue
            if started:
                break
            started, end, cpu = now, now + seconds, cpu_seconds(pid)
            ticks = size = 0
            delays.clear()
        used = None if cpu is None else (cpu_seconds(pid) or 0.0) - cpu
        for reader in readers:
            reader.sock.close()
    late = {f"p{part}": percentile(delays, part / 100) for part in (50, 99)} if delays else {}
    return {"good": ticks, "bytes": size, "wall": now - started, "cpu": used, **late}


def main() -> None:
    """Carries out commands until there are no more."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(listen(**json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
