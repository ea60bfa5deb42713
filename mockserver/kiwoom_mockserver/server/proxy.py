"""A CONNECT proxy that leads the official hosts to the fake, and all others nowhere by default."""

import asyncio
import logging
import re
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final

from kiwoom_mockserver.errors import SettingError

log = logging.getLogger("kiwoom_mockserver.proxy")

MAX_HEAD: Final = 16 * 1024
"""Bytes of a request's head."""

PATIENCE: Final = 30.0
"""Seconds a client has for its head, and a host for its answer."""

PORTS: Final = (443, 10000)
"""Ports of the official hosts: REST and the socket."""

_CONNECT = re.compile(
    rb"CONNECT (?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9._-]{1,253}))"
    rb":(?P<port>[0-9]{1,5}) HTTP/1\.[01]\r\n"
)
_CHUNK: Final = 64 * 1024

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Proxy:
    """Takes ``CONNECT host:port``; ``routes`` says which local port a host's traffic goes to."""

    def __init__(self, routes: Mapping[str, int], *, pass_others: bool = False) -> None:
        self._routes = routes
        self._pass_others = pass_others
        self._talks: set[asyncio.Task[None]] = set()
        self.refused: set[str] = set()
        """Hosts that were asked for and refused, up to a hundred."""

    async def serve(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        """One client's connection, to its end."""
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        try:
            async with asyncio.timeout(PATIENCE):
                head = await client.readuntil(b"\r\n\r\n")
                opened = await self._open(head, answer)
            if opened is not None:
                answer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _splice((client, answer), opened)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # Whoever hangs up, stalls or babbles has ended it.
        finally:
            self._talks.discard(task)
            answer.close()

    async def close(self) -> None:
        """No connection is left."""
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _open(self, head: bytes, answer: asyncio.StreamWriter) -> Streams | None:
        found = _CONNECT.match(head)
        if found is None:
            answer.write(_refusal(405, "Method Not Allowed", "only CONNECT is done here"))
            return None
        host = (found["name"] or found["six"]).decode().lower().rstrip(".")
        port = int(found["port"])
        local = self._routes.get(host)
        if local is not None and port in PORTS:
            return await asyncio.open_connection("127.0.0.1", local)
        if not self._pass_others or port == 0 or port > 65_535:
            if len(self.refused) < 100:
                self.refused.add(host)
            answer.write(_refusal(403, "Forbidden", f"{host}:{port} is not let through"))
            return None
        return await asyncio.open_connection(host, port)


def _refusal(status: int, phrase: str, told: str) -> bytes:
    body = f"kiwoom-mock: {told}\n".encode()
    head = (
        f"HTTP/1.1 {status} {phrase}\r\ncontent-type: text/plain\r\ncontent-length: {len(body)}\r\n"
    )
    return head.encode() + b"connection: close\r\n\r\n" + body


async def _splice(one: Streams, other: Streams) -> None:
    """Bytes go both ways until both sides have ended."""
    try:
        await asyncio.gather(_pump(one[0], other[1]), _pump(other[0], one[1]))
    finally:
        other[1].close()


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(_CHUNK):
        target.write(data)
        await target.drain()
    if not target.can_write_eof():  # TLS has no half of an end
        target.close()
        return
    with suppress(OSError):
        target.write_eof()


@contextmanager
def proxying(proxy: Proxy) -> Iterator[int]:
    """The proxy's port on loopback; it runs in a thread of its own inside the ``with``."""
    with _serving(proxy.serve, proxy.close) as port:
        yield port


@contextmanager
def terminating(port: int, context: ssl.SSLContext) -> Iterator[int]:
    """A port that speaks TLS for a plain one of this machine, inside the ``with``."""
    talks: set[asyncio.Task[None]] = set()

    async def serve(client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            await _splice((client, answer), await asyncio.open_connection("127.0.0.1", port))
        except OSError:
            pass  # Whoever hangs up has ended it.
        except asyncio.CancelledError:
            # A goodbye over TLS would take a loop that is about to end.
            answer.transport.abort()
        finally:
            talks.discard(task)
            answer.close()

    async def close() -> None:
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0)

    with _serving(serve, close, context) as local:
        yield local


@contextmanager
def _serving(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    close: Callable[[], Awaitable[None]],
    context: ssl.SSLContext | None = None,
) -> Iterator[int]:
    """A port of loopback where each connection is served, in a thread of its own."""
    ready = threading.Event()
    port = [0]
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def run() -> None:
        ending = asyncio.Event()
        server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=MAX_HEAD, ssl=context)
        port[0] = server.sockets[0].getsockname()[1]
        loops.append((asyncio.get_running_loop(), ending))
        ready.set()
        async with server:
            await ending.wait()
            await close()

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="proxy", daemon=True)
    thread.start()
    if not ready.wait(timeout=20):
        raise SettingError("the proxy did not start within 20 seconds")
    try:
        yield port[0]
    finally:
        loop, ending = loops[0]
        loop.call_soon_threadsafe(ending.set)
        thread.join(timeout=20)
