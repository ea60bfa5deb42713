"""Sockets that follow a recording: each gets what its forerunner of the session got.

The server's frames come at their recorded distances, the client's are waited for. So the order of
what is said on one socket is that of the recording, whatever the client's own pace.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from itertools import islice
from typing import Final

import orjson
from starlette.types import Receive, Send

from kiwoom_mockserver.recordings.matching import normal
from kiwoom_mockserver.recordings.record import Record
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.replaying import ReplayGateway

log = logging.getLogger("kiwoom_mockserver.replay")

MAX_EARLY: Final = 1_000
"""Frames a client may send before their turn."""

_SHOWN: Final = 120
_PART: Final = 256
"""Records that are read at a time."""

_ATTENTION: Final = 0.2
"""Seconds until a change of speed is noticed."""

DIVERGED: Final = 4000
"""Close code of a socket whose client left the recording; from the range for private use."""

Frame = str | bytes


class ScriptedSockets:
    """Plays the session's sockets to clients, in the order in which those connect."""

    def __init__(self, gateway: ReplayGateway) -> None:
        self._gateway = gateway

    async def serve(self, receive: Receive, send: Send) -> None:
        """The socket has heard everything its forerunner heard, or its client left the script."""
        gateway, script = self._gateway, self._gateway.script
        if gateway.opened >= len(script.sockets):
            told = f"the recording has {len(script.sockets)} sockets, no more"
            gateway.diverge(told)
            await send({"type": "websocket.close", "code": DIVERGED, "reason": told})
            return
        number = script.sockets[gateway.opened]
        gateway.opened += 1
        await send({"type": "websocket.accept"})
        early: asyncio.Queue[Frame | None] = asyncio.Queue(MAX_EARLY)
        listening = asyncio.create_task(_listen(receive, early))
        try:
            await _Conversation(gateway, number, early, send).play()
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


class _Conversation:
    """One socket's part of the script."""

    def __init__(
        self,
        gateway: ReplayGateway,
        number: int,
        early: "asyncio.Queue[Frame | None]",
        send: Send,
    ) -> None:
        self._gateway = gateway
        self._strict = gateway.settings.mode == "strict"
        self._number = number
        self._early = early
        self._send = send
        self._last = gateway.script.start

    async def play(self) -> None:
        async for record in self._records():
            if record.kind == "s":
                await self._pause(record)
                await self._say(record)
            elif record.kind == "k":
                if not await self._hear(record):
                    return
            elif record.kind == "c" and record.meta.get("by") == "server":
                await self._pause(record)
                await self._close(record)
                return
            self._last = record.at
        # What the client did last is its own affair: it may close, or say more.
        while (frame := await self._early.get()) is not None:
            if not _is_ping(frame):
                await self._diverge(f"the recording of this socket is over, got {_shown(frame)}")
                return

    async def _records(self) -> AsyncIterator[Record]:
        """The socket's records, read by a thread: others may lie between them by the million."""
        records = self._gateway.script.conversation(self._number)
        while part := await asyncio.to_thread(lambda: list(islice(records, _PART))):
            for record in part:
                yield record

    async def _pause(self, record: Record) -> None:
        """The recorded distance to what came before on this socket, at the replay's speed."""
        gap = (record.at - self._last) / SECOND
        limit = self._gateway.settings.max_gap
        if limit:
            gap = min(gap, limit)
        while gap > 0:
            speed = self._gateway.playback.speed
            pause = min(gap / speed, _ATTENTION) if speed else _ATTENTION
            await asyncio.sleep(pause)
            gap -= pause * speed

    async def _say(self, record: Record) -> None:
        if record.meta.get("binary"):
            await self._send({"type": "websocket.send", "bytes": record.payload})
        else:
            text = record.payload.decode("utf-8", "replace")
            await self._send({"type": "websocket.send", "text": text})

    async def _hear(self, record: Record) -> bool:
        """Whether the client said what was recorded; in a sequence, it may say other things too."""
        expected = normal(record.payload)
        while True:
            frame = await self._early.get()
            if frame is None:
                if self._strict and not _is_ping(record.payload):
                    self._gateway.diverge(
                        f"socket {self._number}: expected {_shown(record.payload)}, got its end"
                    )
                return False
            data = frame.encode("utf-8", "replace") if isinstance(frame, str) else frame
            if normal(data) == expected:
                return True
            if _is_ping(data):
                continue
            told = f"expected [{record.seq}] {_shown(record.payload)}, got {_shown(frame)}"
            if self._strict:
                await self._diverge(told)
                return False
            await self._refuse(data, told)

    async def _refuse(self, data: bytes, told: str) -> None:
        """A frame that is not in the recording is answered as the real server refuses one."""
        log.warning("socket %d: %s", self._number, told)
        try:
            named = orjson.loads(data).get("trnm", "")
        except (orjson.JSONDecodeError, AttributeError):
            named = ""
        answer = {"trnm": named, "return_code": 1, "return_msg": f"[replay] {told}"}
        await self._send({"type": "websocket.send", "text": orjson.dumps(answer).decode()})

    async def _diverge(self, told: str) -> None:
        log.warning("socket %d: %s", self._number, told)
        self._gateway.diverge(f"socket {self._number}: {told}")
        reason = "the client left the recording"
        await self._send({"type": "websocket.close", "code": DIVERGED, "reason": reason})

    async def _close(self, record: Record) -> None:
        code, reason = record.meta.get("code"), record.meta.get("reason")
        if not isinstance(code, int) or not (code == 1000 or 1001 <= code <= 4999):
            code = 1000
        if code in (1004, 1005, 1006, 1015):
            code = 1000
        text = reason if isinstance(reason, str) and len(reason.encode()) <= 123 else ""
        await self._send({"type": "websocket.close", "code": code, "reason": text})


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
