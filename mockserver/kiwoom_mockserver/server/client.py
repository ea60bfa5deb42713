"""One client's socket: carries bytes and instants into the protocol, and its effects out."""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from starlette.types import Receive, Send

from kiwoom_mockserver.realtime import connection as protocol
from kiwoom_mockserver.realtime.connection import Close, Connection, LoggedIn
from kiwoom_mockserver.realtime.subscriptions import Subscribed, Unsubscribed

if TYPE_CHECKING:
    from kiwoom_mockserver.server.hub import Hub

GRACE = 2.0
"""Seconds a closing socket gets for its last frames before it is dropped."""


class Client:
    """One open socket. Frames wait in a bounded queue; a reader too slow for it is dropped."""

    def __init__(self, hub: "Hub") -> None:
        self.connection = Connection(hub, hub.screening, hub.registry, hub.policy)
        self._hub = hub
        self._loop = asyncio.get_running_loop()
        self._queue: deque[bytes] = deque()
        self._close: Close | None = None
        self._wake = asyncio.Event()
        self._ending = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None

    async def serve(self, receive: Receive, send: Send) -> None:
        """The socket has lived and is closed, by whichever side."""
        self._hub.enter(self)
        self._carry_out(self.connection.opened(self._loop.time()))
        reader = asyncio.create_task(self._read(receive))
        writer = asyncio.create_task(self._write(send))
        ending = asyncio.create_task(self._ending.wait())
        try:
            await asyncio.wait({reader, writer, ending}, return_when=asyncio.FIRST_COMPLETED)
            if self._close is not None and not writer.done():
                await asyncio.wait({writer}, timeout=GRACE)
        finally:
            self._hub.leave(self)
            self._carry_out(self.connection.closed())
            if self._timer is not None:
                self._timer.cancel()
            for task in (reader, writer, ending):
                task.cancel()
            await asyncio.gather(reader, writer, ending, return_exceptions=True)

    def push(self, frame: bytes) -> None:
        """The frame is sent in its turn; when too many wait, the socket is dropped with Bye."""
        if self._close is not None:
            return
        if len(self._queue) >= self._hub.queue_limit:
            self._queue.clear()
            self.server_closing()
            return
        self._queue.append(frame)
        self._wake.set()

    def take_over(self) -> None:
        """The client is told R10001 and closed: another socket of its appkey logged in."""
        self._carry_out(self.connection.taken_over(self._loop.time()))

    def server_closing(self) -> None:
        """The client is closed with Bye."""
        self._carry_out(self.connection.server_closing(self._loop.time()))

    async def _read(self, receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            frame = message.get("text")
            if frame is None:
                frame = message.get("bytes") or b""
            self._carry_out(self.connection.received(frame, self._loop.time()))

    async def _write(self, send: Send) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                text = self._queue.popleft().decode()
                await send({"type": "websocket.send", "text": text})
            if self._close is not None:
                last: dict[str, Any] = {"type": "websocket.close", "code": self._close.code}
                await send({**last, "reason": self._close.reason})
                return

    def _carry_out(self, effects: protocol.Effects) -> None:
        for effect in effects:
            match effect:
                case protocol.Send(data):
                    self._queue.append(data)
                    self._wake.set()
                case Close():
                    self._close = effect
                    self._wake.set()
                    self._ending.set()
                case LoggedIn(login):
                    self._hub.logged_in(self, login)
                case Subscribed(pairs):
                    self._hub.subscribe(self, pairs)
                case Unsubscribed(pairs):
                    self._hub.unsubscribe(self, pairs)
        self._arm()

    def _arm(self) -> None:
        deadline = self.connection.deadline
        if deadline is None:
            return
        # A deadline that moved on leaves the early timer: it does nothing and sets the next.
        if self._timer is None or self._timer.cancelled() or deadline < self._timer.when():
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(deadline, self._fire)

    def _fire(self) -> None:
        self._timer = None
        self._carry_out(self.connection.tick(self._loop.time()))
