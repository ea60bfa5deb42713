"""The fast lane: API requests are answered inside the HTTP parser's callback.

The gateway answers without waiting for anything, so a request needs neither a task nor ASGI's
messages. That is about twice as fast (docs/performance.md), and lets the server say what ASGI
cannot: the real server's ``HTTP/1.1 429 null``. Everything else, upgrades, ``Expect``, a request
behind an unfinished one, falls through to the ASGI application.
"""

import re
import socket
import struct
import sys
from asyncio import TimerHandle
from collections import deque
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import unquote

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.server.answering import answer
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.wire.messages import Headers, Reply, Request, reply_headers
from kiwoom_mockserver.world.clock import wall_seconds

_OFFER = re.compile(rb"(?i)\r\nupgrade(?=:(?![ \t]*websocket[ \t]*\r\n))")

PREFIXES = (b"/api/", b"/oauth2/")

MAX_HEAD = 256 * 1024
"""Bytes of request line and headers; more is refused with 431. What comes at once is never more."""

LARGE = 16 * 1024
"""Bytes of a body that is sooner handed over by itself than copied behind its head."""

PATIENCE = 300.0
"""Seconds for which a request that a fault leaves unanswered keeps its connection."""

AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""The value of SO_LINGER that says: on, for no time."""

LINGER = 2.0
"""Seconds in which more of a refused request is read and dropped; a close at once would be a reset,
and the client might never see why."""


class Held(NamedTuple):
    """A reply that waits: what its head says of the connection, and whether it has no body."""

    reply: Reply
    ending: bytes
    bodiless: bool


class FastLane(HttpToolsProtocol):
    """uvicorn's HTTP protocol with a short way for API paths; see ``fast_lane``."""

    gateway: Gateway
    _fields: dict[bytes, bytes]
    """The headers of the request in the lane, by small names."""
    _lane: bytearray | None = None
    _announced = 0
    _in_head = False
    _head_size = 0
    """Bytes of a head that did not come at once, from its second piece on."""
    _refused = False
    _idle_since: float | None = None
    """When the last request of the lane was answered; None once more bytes have come."""
    _watch: TimerHandle | None = None
    _held: deque[Held]
    """Replies that a fault holds back, and those behind them."""
    _release_timer: TimerHandle | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._held = deque()

    def data_received(self, data: bytes) -> None:
        """The bytes are parsed; an offer to upgrade to anything but a websocket is passed over.

        Java's HttpClient offers h2c with every first request. The parser would stop there.
        """
        if self._refused:
            return
        if b"pgrade" in data or b"PGRADE" in data:
            data = _OFFER.sub(rb"\r\nx-offer", data)
        self._idle_since = None
        if self._in_head:
            self._head_size += len(data)
            if self._head_size > MAX_HEAD:
                self._refuse(answer_to_large_head(self.gateway))
                return
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone, and nothing waits for it."""
        super().connection_lost(exc)
        for timer in (self._watch, self._release_timer):
            if timer is not None:
                timer.cancel()

    def on_message_begin(self) -> None:
        """A request begins; what only ASGI needs of it is made when it goes there."""
        self.url = b""
        self.headers = []
        self._in_head, self._head_size = True, 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header is kept."""
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The request is taken into the lane when it may be, else it goes to ASGI."""
        self._in_head, self._lane = False, None
        if self._head_size and len(self.url) + _size(self.headers) > MAX_HEAD:
            self._refuse(answer_to_large_head(self.gateway))
            return
        fields = self._fields = dict(self.headers)
        # uvicorn's annotation leaves out that there is no cycle before the first request.
        cycle: RequestResponseCycle | None = self.cycle
        if (
            (cycle is None or cycle.response_complete)
            and self.url.startswith(PREFIXES)
            and b"expect" not in fields
            and not self.parser.should_upgrade()
        ):
            self._lane = bytearray()
            length = fields.get(b"content-length", b"")
            self._announced = int(length) if length.isdigit() else 0
            if self._announced > self.gateway.settings.max_body:
                # A client that waits for its answer before it sends would wait for ever.
                self._refuse(answer(self.gateway, self._request(b"")))
            return
        if self._held:
            # Pipelined behind an answer held back, and not for the lane: its order would be lost.
            self._refused = True
            return
        self._idle_since = None
        self._hand_over()

    def _hand_over(self) -> None:
        """The head goes to ASGI, as if uvicorn had read it."""
        url, headers = self.url, self.headers
        super().on_message_begin()
        super().on_url(url)
        for name, value in headers:
            super().on_header(name, value)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body is kept; one that grows too large is refused at once."""
        lane = self._lane
        if self._refused:
            return
        if lane is None:
            if self.cycle is not None:
                super().on_body(body)
            return
        lane += body
        if len(lane) > self.gateway.settings.max_body:
            self._refuse(answer(self.gateway, self._request(bytes(lane))))

    def on_message_complete(self) -> None:
        """The request in the lane is answered."""
        if self._refused:
            return
        if self._lane is not None:
            self._reply()
        elif self.cycle is not None:
            super().on_message_complete()

    def resume_writing(self) -> None:
        """A slow reader has caught up; more requests are read."""
        super().resume_writing()
        self.flow.resume_reading()

    def _refuse(self, reply: Reply) -> None:
        """The client is told, and whatever it still sends is dropped until it has read that."""
        self._refused, self._lane = True, None
        if self.transport.is_closing():
            return
        self.transport.write(head(reply, CLOSED) + reply.body)
        self.transport.write_eof()
        self._watch = self.loop.call_later(LINGER, self.transport.close)

    def _reply(self) -> None:
        if self.transport.is_closing():
            return
        body, self._lane = self._lane or b"", None
        request = self._request(bytes(body))
        reply = answer(self.gateway, request)
        ending = CLOSED
        if self.parser.should_keep_alive():
            ending = KEPT if self.parser.get_http_version() == "1.0" else b""
        bodiless = request.method == "HEAD"
        if reply.delay or reply.ending or self._held:
            self._hold(Held(reply, ending, bodiless))
            return
        self._send(reply, ending, bodiless)

    def _hold(self, held: Held) -> None:
        """The reply is sent, or lost, in its turn; nothing more is read until then."""
        self._held.append(held)
        if len(self._held) == 1:
            self.flow.pause_reading()
            self._release_timer = self.loop.call_later(held.reply.delay, self._release)

    def _release(self) -> None:
        """The oldest reply held back goes out, and the next one's delay begins."""
        reply, ending, bodiless = self._held[0]
        if self.transport.is_closing():
            return
        if reply.ending:
            self._end(reply)
            return
        self._held.popleft()
        self._send(reply, ending, bodiless)
        if self._held:
            self._release_timer = self.loop.call_later(self._held[0].reply.delay, self._release)
        elif not self.transport.is_closing():
            self.flow.resume_reading()

    def _end(self, reply: Reply) -> None:
        """The connection ends as a fault wants it."""
        if reply.ending == "hang":
            self._release_timer = self.loop.call_later(PATIENCE, self.transport.abort)
            return
        if reply.ending == "cut":
            self.transport.write(head(reply, b"") + reply.body[: reply.sent])
            self.transport.close()
            return
        plain = self.transport.get_extra_info("socket")
        if plain is not None:
            # With nothing to linger for, the peer gets a reset instead of an end.
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()

    def _send(self, reply: Reply, ending: bytes, bodiless: bool) -> None:
        shown = b"" if bodiless else reply.body
        if len(shown) > LARGE:
            self.transport.writelines((head(reply, ending), shown))
        else:
            self.transport.write(head(reply, ending) + shown)
        self.server_state.total_requests += 1
        if ending is CLOSED:
            self.transport.close()
            return
        if self.flow.write_paused:
            self.flow.pause_reading()
        self._idle_since = self.loop.time()
        if self._watch is None:
            self._watch = self.loop.call_later(self.timeout_keep_alive, self._close_when_idle)

    def _close_when_idle(self) -> None:
        """One timer watches all answers of a connection: to set one for each costs a sixth more."""
        self._watch = None
        if self._idle_since is None:
            return
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._watch = self.loop.call_later(left, self._close_when_idle)
        else:
            self.timeout_keep_alive_handler()

    def _request(self, body: bytes) -> Request:
        find = self._fields.get
        return Request(
            self.parser.get_method().decode("latin-1"),
            _path(self.url),
            _text(find(b"api-id")),
            _text(find(b"authorization")),
            _text(find(b"cont-yn")),
            _text(find(b"next-key")),
            _text(find(b"content-type")),
            body,
            self.client[0] if self.client else "",
            wall_seconds(),
            self._announced,
        )


def fast_lane(gateway: Gateway) -> type[FastLane]:
    """The protocol class that answers from ``gateway``; uvicorn makes one instance a connection."""
    return type("GatewayLane", (FastLane,), {"gateway": gateway})


def answer_to_large_head(gateway: Gateway) -> Reply:
    """What a request gets whose line and headers are larger than any client's."""
    refusal = WireError("1517", status=431, parameter="header", reason="헤더가 너무 큽니다")
    reply = Reply(431, reply_headers(""), refusal.body())
    return gateway.journal.append(Request("POST", ""), reply)


CLOSED, KEPT = b"connection: close\r\n", b"connection: keep-alive\r\n"
"""What a reply says of the connection, where it must."""


def head(reply: Reply, ending: bytes) -> bytes:
    """Status line and headers of a reply, up to and with the empty line."""
    return b"%b%b%bcontent-length: %d\r\n\r\n" % (
        _status_line(reply.status, reply.reason),
        # Keys of further pages hardly ever come twice.
        _lines(reply.headers) if reply.continues else _known_lines(reply.headers),
        ending,
        len(reply.body),
    )


@lru_cache(maxsize=64)
def _status_line(status: int, reason: str | None) -> bytes:
    phrase = HTTPStatus(status).phrase if reason is None else reason
    allowed = "allow: POST\r\n" if status == HTTPStatus.METHOD_NOT_ALLOWED else ""
    return f"HTTP/1.1 {status} {phrase}\r\n{allowed}".encode()


def _lines(headers: Headers) -> bytes:
    return b"".join([b"%b: %b\r\n" % header for header in headers])


_known_lines = lru_cache(maxsize=1024)(_lines)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")


def _size(headers: list[tuple[bytes, bytes]]) -> int:
    """The bytes of names and values."""
    return sum(len(name) + len(value) for name, value in headers)


def _path(url: bytes) -> str:
    """The path of a request line's target, percent signs resolved."""
    path = url.partition(b"#")[0].partition(b"?")[0].decode("latin-1")
    return unquote(path) if "%" in path else path
