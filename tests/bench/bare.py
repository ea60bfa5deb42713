"""The yardstick: uvicorn with the smallest ASGI application there is.

``python -m tests.bench.bare PORT BYTES`` answers every request with ``BYTES`` bytes, and sends
each socket a text of ``BYTES`` bytes as often as it can.
"""

import asyncio
import sys
from contextlib import suppress

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.utils import ClientDisconnected

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


if __name__ == "__main__":
    uvicorn.run(
        Bare(int(sys.argv[2])),
        port=int(sys.argv[1]),
        ws="websockets-sansio",
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,
        log_level="error",
    )
