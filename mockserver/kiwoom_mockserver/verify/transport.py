"""Bytes to a server and back: HTTP by httpx2, the socket by websockets. All sizes are bounded."""

import ssl
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final

import httpx2
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from kiwoom_mockserver import __version__
from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.verify.listening import Listener
from kiwoom_mockserver.verify.probing import Raw, Unanswered

AGENT: Final = f"kiwoom-mock/{__version__} verify"
MAX_REPLY: Final = 32 * 1024 * 1024
"""Bytes of a reply that are read; the longest known has two."""

MAX_FRAME: Final = 4 * 1024 * 1024
TIMEOUT: Final = 20.0
"""Seconds that a reply may take."""


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


def dial(url: str, context: ssl.SSLContext | None = None) -> ClientConnection:
    """An open socket, reached without a proxy; raises VerifyError when it cannot be opened."""
    try:
        return connect(
            url,
            ssl=context,
            max_size=MAX_FRAME,
            compression=None,
            ping_interval=None,
            open_timeout=TIMEOUT,
            close_timeout=2,
            user_agent_header=AGENT,
            proxy=None,
        )
    except (OSError, WebSocketException, TimeoutError, ValueError) as error:
        told = f"{type(error).__name__}: {error}"
        raise VerifyError(f"the socket {url} cannot be opened: {told}") from None


def listen(
    url: str,
    listener: Listener,
    seconds: float,
    now: Callable[[], float],
    context: ssl.SSLContext | None = None,
) -> None:
    """The conversation was held for ``seconds``, or until the server ended it.

    Raises VerifyError when the socket cannot be opened.
    """
    socket = dial(url, context)
    end = now() + seconds
    try:
        with socket:
            for text in listener.begin():
                socket.send(text)
            while not listener.closed and (rest := end - now()) > 0:
                try:
                    frame = socket.recv(timeout=rest)
                except TimeoutError:
                    break
                for text in listener.received(frame):
                    socket.send(text)
            for text in listener.end():
                socket.send(text)
    except WebSocketException:
        listener.end()
