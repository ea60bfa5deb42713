"""REST over ASGI: for in-process clients, and for what the fast lane leaves aside."""

import asyncio
from http import HTTPStatus
from typing import Any

from starlette.types import Receive, Scope, Send

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.server.answering import answer
from kiwoom_mockserver.wire.messages import Request
from kiwoom_mockserver.world.clock import wall_seconds


class RestApp:
    """An ASGI application that answers every HTTP request from the gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._limit = gateway.settings.max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered; a body beyond the limit is not read to its end.

        ASGI has no way to end a connection; an answer that is lost raises ConnectionResetError.
        """
        body = await self._read(receive)
        if body is None:
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        client = scope.get("client")
        request = Request(
            method=scope["method"],
            path=scope["path"],
            api_id=headers.get(b"api-id"),
            authorization=headers.get(b"authorization"),
            cont_yn=headers.get(b"cont-yn"),
            next_key=headers.get(b"next-key"),
            content_type=headers.get(b"content-type"),
            body=body,
            peer=client[0] if client else "",
            at=wall_seconds(),
        )
        reply = answer(self._gateway, request)
        await asyncio.sleep(reply.delay)
        if reply.ending in ("reset", "hang"):
            raise ConnectionResetError(f"a fault: the answer to {request.path} is lost")
        more = [(b"content-length", str(len(reply.body)).encode())]
        if reply.status == HTTPStatus.METHOD_NOT_ALLOWED:
            more.append((b"allow", b"POST"))
        start: dict[str, Any] = {
            "type": "http.response.start",
            "status": reply.status,
            "headers": [*reply.headers, *more],
        }
        await send(start)
        if reply.ending == "cut":
            await send(
                {"type": "http.response.body", "body": reply.body[: reply.sent], "more_body": True}
            )
            raise ConnectionResetError(f"a fault: the answer to {request.path} is cut")
        await send({"type": "http.response.body", "body": reply.body})

    async def _read(self, receive: Receive) -> bytes | None:
        """The body, or a little more than the limit of it; None when the client went away."""
        parts, size, more = [], 0, True
        while more and size <= self._limit:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            part = message.get("body", b"")
            parts.append(part)
            size += len(part)
            more = message.get("more_body", False)
        return b"".join(parts)
