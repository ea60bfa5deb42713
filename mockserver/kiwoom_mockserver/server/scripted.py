"""Sockets that follow a recording: each gets what its forerunner of the session got.

The server's frames come at their recorded distances, the client's are waited for. So the order of
what is said on one socket is that of the recording, whatever the client's own pace. When the replay
jumps, a socket goes on from there: what its client has said before counts as said.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import islice
from typing import Final

import orjson
from starlette.types import Receive, Send

from kiwoom_mockserver.recordings.matching import is_real, normal
from kiwoom_mockserver.recordings.record import Record
from kiwoom_mockserver.recordings.script import Opened
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.replaying.gateway import ReplayGateway

log = logging.getLogger("kiwoom_mockserver.replay")

MAX_EARLY: Final = 1_000
"""Frames a client may send before their turn."""

_SHOWN: Final = 120
_PART: Final = 256
"""Records that are read at a time."""

_ATTENTION: Final = 0.02
"""Seconds until a pause, a jump or another speed is noticed."""

_SHORTEST: Final = 0.001
"""Seconds that are slept at least; shorter silences add up first."""

DIVERGED: Final = 4000
"""Close code of a socket whose client left the recording; from the range for private use."""

Frame = str | bytes


class ScriptedSockets:
    """Plays the session's sockets to clients, in the order in which those connect."""

    def __init__(self, gateway: ReplayGateway) -> None:
        self._gateway = gateway
        self._due: dict[Opened, int] = {}

    async def serve(self, receive: Receive, send: Send) -> None:
        """The socket has heard everything its forerunner heard, or its client left the script."""
        gateway = self._gateway
        socket = gateway.follow()
        if socket is None:
            told = f"the recording has {len(gateway.script.sockets)} sockets, no more"
            gateway.diverge(told)
            await send({"type": "websocket.close", "code": DIVERGED, "reason": told})
            return
        await send({"type": "websocket.accept"})
        early: asyncio.Queue[Frame | None] = asyncio.Queue(MAX_EARLY)
        listening = asyncio.create_task(_listen(receive, early))
        conversation = _Conversation(gateway, socket, early, send, self._due, listening)
        try:
            await conversation.play()
        finally:
            gateway.leave(socket)
            self._due.pop(socket, None)
            conversation.end()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


class _JumpedError(Exception):
    """The replay goes on from elsewhere."""


class _OverError(Exception):
    """Nothing more is said on this socket."""


class _Conversation:
    """One socket's part of the script; ``due`` says what each socket will tell next, and when."""

    def __init__(
        self,
        gateway: ReplayGateway,
        socket: Opened,
        early: "asyncio.Queue[Frame | None]",
        send: Send,
        due: dict[Opened, int],
        listening: "asyncio.Task[None]",
    ) -> None:
        self._gateway = gateway
        self._playback = gateway.playback
        self._strict = gateway.settings.mode == "strict"
        self._socket = socket
        self._early = early
        self._send = send
        self._due = due
        self._listening = listening
        self._heard: asyncio.Task[Frame | None] | None = None
        self._round = gateway.rounds
        self._jumps = self._playback.jumps
        self._last = 0
        self._debt = 0.0
        self._furthest = -1
        """The seq of the last record that was said on this socket."""

    async def play(self) -> None:
        """Everything is said, from where the run began and from each jump on."""
        begin, knows = self._gateway.begin, False
        with suppress(_OverError):
            while True:
                self._jumps = self._playback.jumps
                try:
                    told = await self._tell(begin, knows)
                    await self._linger(told)
                    begin = self._playback.start
                except _JumpedError:
                    begin = self._gateway.begin
                knows = True

    def end(self) -> None:
        """Nobody waits for the client any more."""
        if self._heard is not None:
            self._heard.cancel()

    async def _tell(self, begin: int, knows: bool) -> bool:
        """Says what was said from ``begin`` on; whether the market was in it.

        Of what came before, a client that is new (``knows`` is false) says and hears what made the
        state of the socket: its login and registrations.
        """
        self._last, told = begin, False
        async for record in self._records():
            await self._check()
            before, again = record.at < begin, record.seq <= self._furthest
            market = record.kind == "s" and is_real(record.payload)
            left_out = (before and (market or knows)) or (again and not market)
            if not left_out and record.kind == "s":
                await self._say(record, now=before)
                told = told or market
            elif not left_out and record.kind == "k":
                await self._hear(record)
            elif not before and record.kind == "c" and record.meta.get("by") == "server":
                await self._pause(record)
                await self._close(record)
            self._furthest = max(self._furthest, record.seq)
            if not before:
                self._last = record.at
                self._playback.reach(record.at)
        return told

    async def _linger(self, told: bool) -> None:
        """All is said; with ``loop``, the market's part begins again.

        What the client does last is its own affair: it may close, or say more.
        """
        if told and self._gateway.settings.loop:
            return
        while (frame := await self._next_frame()) is not None:
            if not _is_ping(frame):
                await self._diverge(f"the recording of this socket is over, got {_shown(frame)}")
        raise _OverError

    async def _records(self) -> AsyncIterator[Record]:
        """The socket's records, read by a thread: others may lie between them by the million."""
        records = self._gateway.script.conversation(self._socket)
        while part := await asyncio.to_thread(lambda: list(islice(records, _PART))):
            for record in part:
                yield record

    async def _check(self) -> None:
        if self._round != self._gateway.rounds:
            await self._send({"type": "websocket.close", "code": 1000, "reason": "Bye"})
            raise _OverError
        if self._jumps != self._playback.jumps:
            raise _JumpedError

    async def _pause(self, record: Record) -> None:
        """The recorded distance to what came before on this socket, at the replay's speed."""
        gap = (record.at - self._last) / SECOND
        limit = self._gateway.settings.max_gap
        if limit:
            gap = min(gap, limit)
        self._due[self._socket] = record.at
        while gap > 0 or self._playback.paused:
            await self._check()
            if self._listening.done() and self._early.qsize() <= 1:
                self._leave()
            speed = self._playback.speed
            if not speed:
                if self._is_stepped():
                    break
                await asyncio.sleep(_ATTENTION)
                continue
            pause = min(gap / speed, _ATTENTION)
            gap = 0.0 if pause * speed >= gap else gap - pause * speed
            self._debt += pause
            if self._debt >= _SHORTEST:
                await asyncio.sleep(self._debt)
                self._debt = 0.0
        self._due.pop(self._socket, None)

    def _leave(self) -> None:
        """The client is gone, and whatever it has said was heard."""
        records = self._gateway.script.conversation(self._socket)
        rest = (one for one in records if one.seq > self._furthest and one.kind == "k")
        expected = next((one for one in rest if not _is_ping(one.payload)), None)
        if self._strict and expected is not None:
            self._missed(expected)
        raise _OverError

    def _missed(self, record: Record) -> None:
        told = f"expected {_shown(record.payload)}, got its end"
        self._gateway.diverge(f"socket {self._socket.number}: {told}")

    def _is_stepped(self) -> bool:
        """Whether a step is this socket's: of all that have something to say, it is the first."""
        first = min(self._due, key=lambda socket: (self._due[socket], socket))
        return first == self._socket and self._playback.take_step()

    async def _say(self, record: Record, *, now: bool) -> None:
        if not now:
            await self._pause(record)
        if record.meta.get("binary"):
            await self._send({"type": "websocket.send", "bytes": record.payload})
        else:
            text = record.payload.decode("utf-8", "replace")
            await self._send({"type": "websocket.send", "text": text})

    async def _next_frame(self) -> Frame | None:
        """What the client says next; None is its end."""
        while True:
            await self._check()
            if self._heard is None:
                self._heard = asyncio.create_task(self._early.get())
            done, _ = await asyncio.wait((self._heard,), timeout=_ATTENTION)
            if done:
                frame, self._heard = self._heard.result(), None
                return frame

    async def _hear(self, record: Record) -> None:
        """The client said what was recorded; in a sequence, it may say other things too."""
        expected = normal(record.payload)
        while True:
            frame = await self._next_frame()
            if frame is None:
                if self._strict and not _is_ping(record.payload):
                    self._missed(record)
                raise _OverError
            data = frame.encode("utf-8", "replace") if isinstance(frame, str) else frame
            if normal(data) == expected:
                return
            if _is_ping(data):
                continue
            told = f"expected [{record.seq}] {_shown(record.payload)}, got {_shown(frame)}"
            if self._strict:
                await self._diverge(told)
            await self._refuse(data, told)

    async def _refuse(self, data: bytes, told: str) -> None:
        """A frame that is not in the recording is answered as the real server refuses one."""
        log.warning("socket %d: %s", self._socket.number, told)
        try:
            named = orjson.loads(data).get("trnm", "")
        except (orjson.JSONDecodeError, AttributeError):
            named = ""
        answer = {"trnm": named, "return_code": 1, "return_msg": f"[replay] {told}"}
        await self._send({"type": "websocket.send", "text": orjson.dumps(answer).decode()})

    async def _diverge(self, told: str) -> None:
        log.warning("socket %d: %s", self._socket.number, told)
        self._gateway.diverge(f"socket {self._socket.number}: {told}")
        reason = "the client left the recording"
        await self._send({"type": "websocket.close", "code": DIVERGED, "reason": reason})
        raise _OverError

    async def _close(self, record: Record) -> None:
        code, reason = record.meta.get("code"), record.meta.get("reason")
        if not isinstance(code, int) or not (code == 1000 or 1001 <= code <= 4999):
            code = 1000
        if code in (1004, 1005, 1006, 1015):
            code = 1000
        text = reason if isinstance(reason, str) and len(reason.encode()) <= 123 else ""
        await self._send({"type": "websocket.close", "code": code, "reason": text})
        raise _OverError


async def _listen(receive: Receive, early: "asyncio.Queue[Frame | None]") -> None:
    """What the client says waits in ``early``; None is its end."""
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            await early.put(None)
            return
        text = message.get("text")
        await early.put(text if text is not None else message.get("bytes") or b"")


def _is_ping(frame: Frame) -> bool:
    data = frame.encode("utf-8", "replace") if isinstance(frame, str) else frame
    return normal(data) == b'{"trnm":"PING"}'


def _shown(frame: Frame) -> str:
    text = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
    # A frame may hold the client's token.
    text = normal(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
