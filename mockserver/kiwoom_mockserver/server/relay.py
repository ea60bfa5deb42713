"""A relay between clients and a real server, which records what both say.

What the server sends reaches the client byte by byte. What goes wrong with the recording is the
recording's loss only. Orders are refused here unless they are allowed.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, Protocol
from urllib.parse import urlsplit, urlunsplit

import orjson
from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    WSMsgType,
    web,
)
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.verify.dialling import SOCKET_OPTIONS

log = logging.getLogger("kiwoom_mockserver.relay")

HOSTS: Final = {
    "live": ("https://api.kiwoom.com", "wss://api.kiwoom.com:10000"),
    "paper": ("https://mockapi.kiwoom.com", "wss://mockapi.kiwoom.com:10000"),
}
"""Profile -> addresses for REST and for the socket."""

MAX_BODY: Final = 1024 * 1024
MAX_FRAME: Final = 16 * 1024 * 1024
TIMEOUT: Final = 60.0
"""Seconds an answer of the upstream may take."""

_HOP: Final = frozenset(
    [
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization"),
        *("proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
        *("content-length", "host"),
    ]
)
"""Headers of one connection, which a relay does not hand on (RFC 9110, 7.6.1)."""

_ASKED: Final = frozenset(["api-id", "authorization", "cont-yn", "next-key", "content-type"])
"""Headers of requests that are recorded."""

_NOT_TOLD: Final = _HOP | {"set-cookie", "date", "server"}
"""Headers of replies that are not recorded."""

REFUSAL: Final = (
    "[2000](RELAY1:녹화 중에는 주문을 보내지 않습니다. 보내려면 --allow-orders 를 지정하십시오.)"
)


MARK: Final = "/__admin/mark"
"""Where somebody on this machine names the present instant; it is not relayed."""

MAX_NAME: Final = 100


class Sink(Protocol):
    """What takes the records; it never fails and never waits."""

    def mark(self, name: str) -> None:
        """The present instant has a name."""

    def put(
        self,
        connection: int,
        kind: str,
        meta: dict[str, Any],
        payload: bytes = b"",
        to: int | None = None,
    ) -> int:
        """A ticket for the record, which ``to`` of a reply names."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where the traffic goes; addresses without a path."""

    rest: str
    socket: str

    @classmethod
    def of(cls, text: str, socket: str = "") -> "Upstream":
        """The upstream called ``live`` or ``paper``, or at a URL; the socket's may differ.

        Raises SettingError for what is no address.
        """
        if text in HOSTS:
            return cls(*HOSTS[text])
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            raise SettingError(
                f"upstream {text!r} is neither live, paper, nor like http://127.0.0.1:8080"
            )
        scheme = "wss" if parts.scheme == "https" else "ws"
        own = urlunsplit((scheme, parts.netloc, "", "", ""))
        return cls(text.rstrip("/"), (socket or own).rstrip("/"))


class Relay:
    """Carries requests and frames to one upstream and back, and tells the sink."""

    def __init__(
        self, upstream: Upstream, sink: Sink, catalogue: Catalogue, *, allow_orders: bool = False
    ) -> None:
        self._upstream = upstream
        self._sink = sink
        self._orders = {one.api_id for one in catalogue.operations.values() if one.is_order}
        self._allow_orders = allow_orders
        self._sockets = count(1)
        self._open: set[web.WebSocketResponse] = set()
        self._session: ClientSession | None = None
        self.app = web.Application(client_max_size=MAX_BODY)
        self.app.router.add_route("*", "/{path:.*}", self._serve)
        self.app.on_response_prepare.append(_leave_headers)
        self.app.cleanup_ctx.append(self._connected)
        self.app.on_shutdown.append(self._close_sockets)

    async def _connected(self, app: web.Application) -> Any:
        connector = TCPConnector(limit=0)
        async with ClientSession(
            connector=connector,
            auto_decompress=False,
            cookie_jar=DummyCookieJar(),
            timeout=ClientTimeout(total=TIMEOUT),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        ) as self._session:
            yield

    async def _close_sockets(self, app: web.Application) -> None:
        for socket in list(self._open):
            await socket.close(code=1001)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("upgrade", "").lower() == "websocket":
            return await self._serve_socket(request)
        if request.path == MARK:
            return self._mark(request)
        body = await request.read()
        meta = {
            "method": request.method,
            "path": request.raw_path,
            "headers": _kept(request.headers.items(), _ASKED),
        }
        asked = self._sink.put(0, "q", meta, body)
        if self._is_refused(request):
            text = orjson.dumps({"return_msg": REFUSAL, "return_code": 20})
            return self._answer(asked, 200, "OK", [("Content-Type", _JSON)], text, {"refused": 1})
        assert self._session is not None
        headers = [(n, v) for n, v in request.headers.items() if n.lower() not in _NOT_SENT]
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with self._session.request(
                request.method,
                self._upstream.rest + request.raw_path,
                data=body or None,
                headers=headers,
                allow_redirects=False,
            ) as reply:
                content = await reply.read()
                told = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in reply.raw_headers]
                took = {"took": int((loop.time() - began) * 1e9)}
                return self._answer(asked, reply.status, reply.reason or "", told, content, took)
        except (ClientError, TimeoutError, OSError) as error:
            reason = f"{type(error).__name__}: {error}"
            log.warning("%s %s: %s", request.method, request.path, reason)
            text = f"the relay cannot reach the server: {type(error).__name__}\n".encode()
            failed = {"upstream": reason}
            return self._answer(
                asked, 502, "Bad Gateway", [("Content-Type", "text/plain")], text, failed
            )

    def _mark(self, request: web.Request) -> web.Response:
        name = request.query.get("name", "")
        if request.remote not in ("127.0.0.1", "::1") or "origin" in request.headers:
            return web.json_response({"error": "marks are set on this machine only"}, status=403)
        if not 0 < len(name) <= MAX_NAME or not name.isprintable():
            told = f"name is a printable text of up to {MAX_NAME} characters"
            return web.json_response({"error": told}, status=400)
        self._sink.mark(name)
        return web.json_response({"status": "ok"})

    def _is_refused(self, request: web.Request) -> bool:
        """Orders, and what is unknown but looks like one by its path."""
        if self._allow_orders:
            return False
        last = request.path.rstrip("/").rpartition("/")[2]
        return request.headers.get("api-id", "") in self._orders or "ordr" in last

    def _answer(
        self,
        asked: int,
        status: int,
        reason: str,
        headers: list[tuple[str, str]],
        body: bytes,
        more: dict[str, Any],
    ) -> web.Response:
        told = [[name, value] for name, value in headers if name.lower() not in _NOT_TOLD]
        meta = {"status": status, "reason": reason, "headers": told, **more}
        self._sink.put(0, "r", meta, body, to=asked)
        response = _Passed(status=status, reason=reason, body=body)
        response.headers.clear()
        response.told = frozenset(name.lower() for name, _ in headers)
        for name, value in headers:
            if name.lower() not in _HOP or name.lower() == "content-length":
                response.headers.add(name, value)
        return response

    async def _serve_socket(self, request: web.Request) -> web.StreamResponse:
        number = next(self._sockets)
        agent = request.headers.get("user-agent")
        url = self._upstream.socket + request.raw_path
        try:
            server = await connect(
                url, max_size=MAX_FRAME, user_agent_header=agent, **SOCKET_OPTIONS
            )
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
            reason = f"{type(error).__name__}: {error}"
            log.warning("socket %d: %s", number, reason)
            self._sink.put(number, "o", {"path": request.raw_path, "upstream": reason})
            return web.Response(status=502, text="the relay cannot reach the server\n")
        client = web.WebSocketResponse(compress=False, max_msg_size=MAX_FRAME, timeout=2)
        await client.prepare(request)
        self._sink.put(number, "o", {"path": request.raw_path})
        self._open.add(client)
        try:
            await self._converse(number, client, server)
        finally:
            self._open.discard(client)
            await server.close()
        return client

    async def _converse(
        self, number: int, client: web.WebSocketResponse, server: ClientConnection
    ) -> None:
        """Both sides hear each other until one closes; its code goes to the other."""
        sides = {
            asyncio.create_task(self._to_server(number, client, server)): "client",
            asyncio.create_task(self._to_client(number, client, server)): "server",
        }
        done, pending = await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        first = done.pop()
        code, reason = (1011, "") if first.exception() else first.result()
        if first.exception():
            log.error("socket %d failed", number, exc_info=first.exception())
        self._sink.put(number, "c", {"code": code, "reason": reason, "by": sides[first]})
        sent = code if code not in (1005, 1006, 1015) else 1000
        if sides[first] == "server":
            await client.close(code=sent, message=reason.encode())
        else:
            await server.close(sent, reason)

    async def _to_server(
        self, number: int, client: web.WebSocketResponse, server: ClientConnection
    ) -> tuple[int, str]:
        while True:
            message = await client.receive()
            if message.type is WSMsgType.TEXT:
                self._sink.put(number, "k", {}, message.data.encode())
            elif message.type is WSMsgType.BINARY:
                self._sink.put(number, "k", {"binary": 1}, message.data)
            else:
                code = client.close_code or 1006
                return code, message.extra or "" if message.type is WSMsgType.CLOSE else ""
            try:
                await server.send(message.data)
            except ConnectionClosed:
                # The other direction knows why, and ends the conversation.
                await asyncio.get_running_loop().create_future()

    async def _to_client(
        self, number: int, client: web.WebSocketResponse, server: ClientConnection
    ) -> tuple[int, str]:
        try:
            while True:
                frame = await server.recv()
                if isinstance(frame, str):
                    self._sink.put(number, "s", {}, frame.encode())
                    await client.send_str(frame)
                else:
                    self._sink.put(number, "s", {"binary": 1}, frame)
                    await client.send_bytes(frame)
        except ConnectionClosed as closed:
            last = closed.rcvd
            return (last.code, last.reason) if last else (1006, "")
        except ConnectionError:
            await asyncio.get_running_loop().create_future()
            raise AssertionError("unreachable") from None


class _Passed(web.Response):
    """An answer that knows which headers the upstream sent."""

    told: frozenset[str] = frozenset()


_JSON: Final = "application/json;charset=UTF-8"
_NOT_SENT: Final = _HOP | {"accept-encoding"}
"""Headers that do not go to the server: an answer that is packed could not be redacted."""


def _kept(headers: Iterable[tuple[str, str]], names: frozenset[str]) -> list[list[str]]:
    return [[name.lower(), value] for name, value in headers if name.lower() in names]


async def _leave_headers(request: web.Request, response: web.StreamResponse) -> None:
    """The answer has the upstream's headers and none that this server would add."""
    if isinstance(response, _Passed):
        for name in ("Server", "Date", "Content-Type"):
            if name.lower() not in response.told:
                response.headers.pop(name, None)
