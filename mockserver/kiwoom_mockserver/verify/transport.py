"""Bytes to a server and back: HTTP by httpx2, the socket by websockets. All sizes are bounded."""

import asyncio
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from kiwoom_mockserver import __version__
from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.verify.dialling import SOCKET_OPTIONS
from kiwoom_mockserver.verify.listening import Listener
from kiwoom_mockserver.verify.probing import Raw, Unanswered

AGENT: Final = f"kiwoom-mock/{__version__} verify"
MAX_REPLY: Final = 32 * 1024 * 1024
"""Bytes of a reply that are read; the longest known has two."""

MAX_FRAME: Final = 4 * 1024 * 1024
TIMEOUT: Final = 20.0
"""Seconds that a reply may take."""

LEAVING: Final = 10.0
"""Seconds that are waited at most for what was asked before the end."""

LOOK: Final = 0.1
"""Seconds between two looks whether a conversation is over, while nothing is said."""


class Http:
    """One server's HTTP; a context manager that closes its connections."""

    def __init__(self, base_url: str) -> None:
        # Redirects are not followed: a token goes to the host it was given for, and nowhere else.
        self._client = httpx2.Client(
            base_url=base_url,
            timeout=TIMEOUT,
            headers={"user-agent": AGENT, "accept": "application/json"},
            trust_env=False,
        )

    def __enter__(self) -> "Http":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Raw:
        """The reply to a POST; raises Unanswered when none comes, or too much of one."""
        try:
            with self._client.stream("POST", path, headers=dict(headers), content=body) as reply:
                content = bytearray()
                for part in reply.iter_bytes():
                    content += part
                    if len(content) > MAX_REPLY:
                        raise Unanswered(f"a reply of more than {MAX_REPLY} bytes")
                told = tuple((name.lower(), text) for name, text in reply.headers.multi_items())
                return Raw(reply.status_code, told, bytes(content))
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unanswered(f"{type(error).__name__}: {error}") from None


class Socket:
    """An open socket for code that waits; a context manager that closes it.

    One thread reads and writes: two at once in one TLS connection can end the whole process or
    hang it (python/cpython#151508), which rules out the library's own connection of this kind.
    """

    def __init__(self, url: str) -> None:
        """It is reached without a proxy; raises VerifyError when it cannot be opened."""
        self._loop = asyncio.Runner()
        try:
            self._open = self._loop.run(_connected(url))
        except BaseException as error:
            self._loop.close()
            if isinstance(error, OSError | WebSocketException | ValueError):
                told = f"{type(error).__name__}: {error}"
                raise VerifyError(f"the socket {url} cannot be opened: {told}") from None
            raise

    def __enter__(self) -> "Socket":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._loop.run(self._open.close())
        finally:
            self._loop.close()

    def send(self, text: str | bytes) -> None:
        """The frame is on its way; raises ConnectionClosed."""
        self._loop.run(self._open.send(text))

    def recv(self, timeout: float | None = None) -> str | bytes:
        """The next frame; raises TimeoutError after so many seconds, and ConnectionClosed."""
        return self._loop.run(_received(self._open, timeout))


async def _connected(url: str) -> ClientConnection:
    return await connect(url, max_size=MAX_FRAME, user_agent_header=AGENT, **SOCKET_OPTIONS)


async def _received(socket: ClientConnection, within: float | None) -> str | bytes:
    async with asyncio.timeout(within):
        return await socket.recv()


def listen(
    url: str,
    listener: Listener,
    seconds: float,
    now: Callable[[], float],
    over: Callable[[], bool] = lambda: False,
) -> None:
    """The conversation was held for ``seconds``, or until it was ``over``, or the server ended it.

    Raises VerifyError when the socket cannot be opened.
    """
    try:
        with Socket(url) as socket:
            for text in listener.begin():
                socket.send(text)
            _converse(socket, listener, now() + seconds, now, over)
            for text in listener.leave():
                socket.send(text)
            _converse(socket, listener, now() + LEAVING, now, lambda: listener.settled)
            for text in listener.end():
                socket.send(text)
    except WebSocketException:
        listener.end()


def _converse(
    socket: Socket,
    listener: Listener,
    end: float,
    now: Callable[[], float],
    over: Callable[[], bool],
) -> None:
    while not listener.closed and not over() and (rest := end - now()) > 0:
        try:
            frame = socket.recv(timeout=min(rest, LOOK))
        except TimeoutError:
            continue
        for text in listener.received(frame):
            socket.send(text)
