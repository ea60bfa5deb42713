"""The load: a closed loop of keep-alive connections, in a process of its own.

Reads one JSON command a line, drives the server it names, and writes one JSON result a line.
"""

import json
import selectors
import socket
import sys
import time
from itertools import cycle
from typing import Any

from tests.bench.machine import cpu_seconds

READ = 1 << 18
END = b"\r\n\r\n"
LENGTH = b"content-length: "


class Connection:
    """One client: asks, reads the reply to its end, asks again."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = b""
        self._left = 0

    def read(self) -> int:
        """1 when a reply of status 200 is complete, -1 for any other, 0 while more is to come."""
        data = self.sock.recv(READ)
        if not data:
            raise ConnectionError("the server hung up")
        if self._left:
            self._left -= len(data)
        else:
            data = self._head + data
            end = data.find(END)
            if end < 0:
                self._head = data
                return 0
            at = data.find(LENGTH, 0, end) + len(LENGTH)
            self._left = int(data[at : data.index(b"\r", at)]) - (len(data) - end - len(END))
            self._head = data[:12]
        if self._left:
            return 0
        status, self._head = self._head, b""
        return 1 if status == b"HTTP/1.1 200" else -1


def drive(
    port: int, pid: int, requests: list[bytes], connections: int, warm: float, seconds: float
) -> dict[str, Any]:
    """Correct and wrong replies, seconds of wall and server CPU, after ``warm`` seconds more."""
    turn = cycle(requests)
    counts = {1: 0, -1: 0, 0: 0}
    with selectors.DefaultSelector() as selector:
        clients = [Connection(port) for _ in range(connections)]
        for client in clients:
            selector.register(client.sock, selectors.EVENT_READ, client)
            client.sock.sendall(next(turn))
        started, cpu, end = 0.0, None, time.perf_counter() + warm
        while True:
            for key, _ in selector.select():
                client = key.data
                outcome = client.read()
                counts[outcome] += 1
                if outcome:
                    client.sock.sendall(next(turn))
            now = time.perf_counter()
            if now < end:
                continue
            if started:
                break
            started, end, cpu = now, now + seconds, cpu_seconds(pid)
            counts = dict.fromkeys(counts, 0)
        used = None if cpu is None else (cpu_seconds(pid) or 0.0) - cpu
        for client in clients:
            client.sock.close()
    return {"good": counts[1], "wrong": counts[-1], "wall": now - started, "cpu": used}


def main() -> None:
    """Carries out commands until there are no more."""
    for line in sys.stdin:
        command = json.loads(line)
        requests = [text.encode() for text in command.pop("requests")]
        sys.stdout.write(json.dumps(drive(requests=requests, **command)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
