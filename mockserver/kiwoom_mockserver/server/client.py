"""One client's socket: carries bytes and instants into the protocol, and its effects out."""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from kiwoom_mockserver.realtime import connection as protocol
from kiwoom_mockserver.realtime.connection import Close, Connection, LoggedIn
from kiwoom_mockserver.realtime.subscriptions import Subscribed, Unsubscribed
from kiwoom_mockserver.server.disturbing import Disturbed, Wire
from kiwoom_mockserver.wire.frames import message

if TYPE_CHECKING:
    from kiwoom_mockserver.server.hub import Hub


class Batch(NamedTuple):
    """Messages that are sent together, and how many they are."""

    data: bytes
    messages: int


class Client:
    """One open socket. Ticks wait in a bounded queue while the reader is slow."""

    def __init__(self, hub: "Hub", wire: Wire, loop: asyncio.AbstractEventLoop) -> None:
        """The hub knows the client, and the protocol's clocks run."""
        self.connection = Connection(hub, hub.screening, hub.registry, hub.policy)
        self.waiting = 0
        """Messages that wait for the reader."""
        self._hub = hub
        self._wire = Disturbed(wire, loop, hub.faults, self._appkey, self.writable)
        self._loop = loop
        self._queue: deque[Batch] = deque()
        self._ended = False
        self._timer: asyncio.TimerHandle | None = None
        self.number = hub.enter(self)
        """Counts the server's sockets, from 1."""
        self._carry_out(self.connection.opened(loop.time()))
        if hub.is_down:
            self.server_closing()

    def received(self, frame: str | bytes) -> None:
        """A message of the client is answered."""
        if self._hub.log is None:
            self._carry_out(self.connection.received(frame, self._loop.time()))
            return
        with self._hub.log.said(self.number, frame) as said:
            self._carry_out(self.connection.received(said, self._loop.time()))

    def push(self, batch: Batch) -> None:
        """The messages are sent in their turn; what happens when too many wait is a setting."""
        if self._hub.heard is not None:
            self._hub.heard(self.number, batch.data)
        if self._ended:
            return
        if not self._queue and not self._wire.full:
            self._wire.write(batch.data)
            self._hub.counts.sent += batch.messages
            return
        self._queue.append(batch)
        self.waiting += batch.messages
        if self.waiting > self._hub.queue_limit:
            self._overflow()

    def writable(self) -> None:
        """What waits is sent as far as the reader takes it."""
        while self._queue and not self._wire.full and not self._ended:
            batch = self._queue.popleft()
            self.waiting -= batch.messages
            self._wire.write(batch.data)
            self._hub.counts.sent += batch.messages
        self._hub.caught_up()

    def take_over(self) -> None:
        """The client is told R10001 and closed: another socket of its appkey logged in."""
        self._carry_out(self.connection.taken_over(self._loop.time()))

    def server_closing(self) -> None:
        """The client is closed with Bye."""
        self._carry_out(self.connection.server_closing(self._loop.time()))

    def gone(self) -> None:
        """The socket is no more."""
        self._ended = True
        self._forget()
        self._wire.forget()
        self._hub.leave(self)
        self._carry_out(self.connection.closed())
        if self._timer is not None:
            self._timer.cancel()

    def _appkey(self) -> str:
        login = self.connection.login
        return "" if login is None else login.appkey

    def _overflow(self) -> None:
        counts, overflow = self._hub.counts, self._hub.overflow
        if overflow == "drop-connection":
            counts.dropped += self.waiting
            counts.overflows += 1
            self._forget()
            self.server_closing()
        elif overflow == "drop-oldest":
            while self.waiting > self._hub.queue_limit:
                lost = self._queue.popleft().messages
                self.waiting -= lost
                counts.dropped += lost

    def _forget(self) -> None:
        self._queue.clear()
        self.waiting = 0

    def _carry_out(self, effects: protocol.Effects) -> None:
        for effect in effects:
            match effect:
                case protocol.Send(data):
                    self._say(data)
                case Close():
                    self._ended = True
                    self._forget()
                    self._wire.end(effect.code, effect.reason)
                case LoggedIn(login):
                    self._hub.logged_in(self, login)
                case Subscribed(pairs):
                    self._hub.subscribe(self, pairs)
                case Unsubscribed(pairs):
                    self._hub.unsubscribe(self, pairs)
        self._arm()

    def _say(self, data: bytes) -> None:
        """An answer of the protocol goes behind what waits; it counts towards no limit."""
        if self._hub.heard is not None:
            self._hub.heard(self.number, message(data))
        if self._queue:
            self._queue.append(Batch(message(data), 0))
        else:
            self._wire.write(message(data))

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
