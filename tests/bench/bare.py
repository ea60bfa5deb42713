"""The yardstick: uvicorn with the smallest ASGI application there is.

``python -m tests.bench.bare PORT BYTES`` answers every request with ``BYTES`` bytes, and sends
each socket a text of ``BYTES`` bytes as often as it can. With ``past`` behind it, the text is
framed once and written past ASGI, to the transport of every socket of the same library.
"""

import asyncio
import sys
from contextlib import suppress
from typing import ClassVar

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

TICK = '"values":{'
"""What a reader counts; every text holds it once, as an entry of ours does."""


class Bare:
    """Fixed bytes for whoever asks; the body of a request is not even read."""

    def __init__(self, size: int) -> None:
        body = b"x" * size
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % size)]
        self._start = {"type": "http.response.start", "status": 200, "headers": headers}
        self._body = {"type": "http.response.body", "body": body}
        self._text = {"type": "websocket.send", "text": TICK.ljust(size, "x")}
        self._listeners: dict[Send, None] = {}
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered, or the socket is served to its end."""
        if scope["type"] == "http":
            await send(self._start)
            await send(self._body)
        elif scope["type"] == "websocket":
            await self._listen(receive, send)

    async def _listen(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self._listeners[send] = None
        self._task = self._task or asyncio.create_task(self._broadcast())
        while (await receive())["type"] != "websocket.disconnect":
            pass
        del self._listeners[send]

    async def _broadcast(self) -> None:
        while True:
            for send in tuple(self._listeners):
                # A reader may have gone since; its own coroutine takes it off the list.
                with suppress(ClientDisconnected, RuntimeError):
                    await send(self._text)
            await asyncio.sleep(0)


class Past(WebSocketsSansIOProtocol):
    """A socket that hears the same bytes as all others, and nothing else."""

    frame = b""
    listeners: ClassVar[dict["Past", None]] = {}
    task: ClassVar["asyncio.Task[None] | None"] = None

    def handle_connect(self, event: Request) -> None:
        """The handshake is answered, and the socket listens."""
        self.handshake_initiated = self.handshake_complete = True
        self.conn.send_response(self.conn.accept(event))
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.listeners[self] = None
        Past.task = Past.task or self.loop.create_task(self._broadcast())

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody listens here any more."""
        self.listeners.pop(self, None)
        super().connection_lost(exc)

    @classmethod
    async def _broadcast(cls) -> None:
        while True:
            for one in tuple(cls.listeners):
                await one.writable.wait()
                if not one.transport.is_closing():
                    one.transport.write(cls.frame)
            await asyncio.sleep(0)


def past(size: int) -> type[Past]:
    """Sockets that hear texts of ``size`` bytes."""
    text = TICK.ljust(size, "x").encode()
    return type("Sized", (Past,), {"frame": b"\x81\x7e%b%b" % (size.to_bytes(2, "big"), text)})


if __name__ == "__main__":
    uvicorn.run(
        Bare(int(sys.argv[2])),
        port=int(sys.argv[1]),
        ws=past(int(sys.argv[2])) if "past" in sys.argv else "websockets-sansio",
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,
        log_level="error",
    )
