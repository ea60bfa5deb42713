"""Frames on their way out meet the rules of faults: lost, late, twice, torn, in another order."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from kiwoom_mockserver.faults.effects import delay
from kiwoom_mockserver.faults.faults import Faults
from kiwoom_mockserver.wire import frames

MOST_BEHIND: Final = 10_000
"""Frames that may wait behind a stalled one; more end the connection."""

BYE: Final = "Bye"
"""How the server closes."""


class Wire(Protocol):
    """What a client needs of its connection."""

    @property
    def full(self) -> bool:
        """Whether more bytes should wait."""

    def write(self, data: bytes) -> None:
        """The bytes of whole websocket messages are sent."""

    def end(self, code: int, reason: str) -> None:
        """The socket is closed from our side."""

    def drop(self) -> None:
        """The connection is gone without a word."""


class Disturbed:
    """A ``Wire`` over another one; while there are no rules it only passes on."""

    def __init__(
        self,
        wire: Wire,
        loop: asyncio.AbstractEventLoop,
        faults: Faults,
        appkey: Callable[[], str],
        writable: Callable[[], None],
    ) -> None:
        """``appkey`` tells who is logged in, ``writable`` that a stalled connection goes on."""
        self._wire = wire
        self._loop = loop
        self._faults = faults
        self._appkey = appkey
        self._writable = writable
        self._behind: deque[bytes] = deque()
        self._stalled = False
        self._swapped: bytes | None = None
        self._timers: set[asyncio.TimerHandle] = set()

    @property
    def full(self) -> bool:
        """Whether more bytes should wait."""
        return self._stalled or self._wire.full

    def write(self, data: bytes) -> None:
        """The messages are sent, or what the rules make of them."""
        if not (self._faults.rules.socket or self._stalled or self._swapped):
            self._wire.write(data)
            return
        for frame in frames.frames_of(data):
            self._send(frame)

    def end(self, code: int, reason: str) -> None:
        """The socket is closed from our side."""
        self.forget()
        self._wire.end(code, reason)

    def drop(self) -> None:
        """The connection is gone without a word."""
        self.forget()
        self._wire.drop()

    def forget(self) -> None:
        """Nothing is held back any more; it is lost."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._behind.clear()
        self._stalled, self._swapped = False, None

    def _send(self, frame: bytes) -> None:
        if self._stalled:
            self._behind.append(frame)
            if len(self._behind) > MOST_BEHIND:
                self.drop()
            return
        effects, draw = self._faults.on_frame(frame, self._appkey())
        if effects:
            self._disturb(frame, effects, draw)
        else:
            self._out(frame)

    def _disturb(self, frame: bytes, effects: Mapping[str, Any], draw: int) -> None:
        """The frame as the effects want it; those that lose it go first."""
        if "drop" in effects:
            self.drop()
            return
        if "close" in effects:
            if effects["close"] != BYE:
                self._wire.write(frames.message(frames.system(effects["close"])))
            self.end(1000, BYE)
            return
        if "skip" in effects:
            return
        frame = effects["garbage"].encode() if "garbage" in effects else frame
        if "truncate" in effects:
            frame = frame[: effects["truncate"]].decode("utf-8", "ignore").encode()
        copies = 2 if "duplicate" in effects else 1
        if "stall" in effects:
            self._stalled = True
            self._behind.extend([frame] * copies)
            self._later(delay(effects["stall"], draw), self._go_on)
        elif "delay" in effects:
            self._later(delay(effects["delay"], draw), lambda: self._out(frame, copies))
        elif "swap" in effects and self._swapped is None:
            self._swapped = frame
        else:
            self._out(frame, copies)

    def _out(self, frame: bytes, copies: int = 1) -> None:
        """The frame is sent, and behind it the one that waited for another to go first."""
        self._wire.write(frames.message(frame) * copies)
        if self._swapped is not None:
            held, self._swapped = self._swapped, None
            self._wire.write(frames.message(held))

    def _go_on(self) -> None:
        """What waited is sent as it was disturbed then, and the feed goes on."""
        self._stalled = False
        behind = list(self._behind)
        self._behind.clear()
        for frame in behind:
            self._out(frame)
        self._writable()

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        def fire() -> None:
            self._timers.discard(timer)
            act()

        timer = self._loop.call_later(seconds, fire)
        self._timers.add(timer)
