"""Plays what the market told in a session to whoever has registered, at the replay's pace."""

import asyncio
import logging
from collections.abc import AsyncIterator
from itertools import islice
from typing import Final

from kiwoom_mockserver.recordings.broadcast import Broadcast, broadcasts
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.server.hub import Hub

log = logging.getLogger("kiwoom_mockserver.replay")

_ATTENTION: Final = 0.05
"""Seconds until a pause, a jump or another speed is noticed."""

_PART: Final = 256
"""Frames that are read at a time, by a thread."""


class Player:
    """The frames of a timeline replay, from wherever its clock stands."""

    def __init__(self, gateway: ReplayGateway, hub: Hub) -> None:
        self._gateway = gateway
        self._playback = gateway.playback
        self._hub = hub

    async def run(self) -> None:
        """Plays until cancelled, and tells accounts what becomes of their orders."""
        await asyncio.gather(self._run_frames(), self._run_accounts())

    async def _run_accounts(self) -> None:
        while True:
            await asyncio.sleep(_ATTENTION)
            try:
                self._hub.tell_accounts()
            except Exception:
                log.exception("an account could not be told of; what follows is")

    async def _run_frames(self) -> None:
        """To the end, from each jump on, and round and round with loop."""
        jumps = -1
        while True:
            if jumps != self._playback.jumps:
                jumps = self._playback.jumps
                try:
                    await self._play(jumps)
                except Exception:
                    log.exception("the replay cannot go on from here; it waits for a jump")
                if self._gateway.settings.loop and jumps == self._playback.jumps:
                    self._gateway.seek(self._playback.start)
            await asyncio.sleep(_ATTENTION)

    async def _play(self, jumps: int) -> None:
        limit = int(self._gateway.settings.max_gap * SECOND)
        played = 0
        async for told in self._frames(self._playback.position):
            if limit and told.at - self._playback.position > limit and not self._playback.paused:
                self._playback.skip(told.at - limit)
            if not await self._due(told, jumps):
                return
            self._hub.broadcast(told, self._gateway.has_traded)
            played += 1
            if played % _PART == 0:
                # However fast it goes, requests get their turn.
                await asyncio.sleep(0)

    async def _due(self, told: Broadcast, jumps: int) -> bool:
        """Waits for the frame's time; False when the clock jumped meanwhile."""
        while jumps == self._playback.jumps:
            wait = self._playback.wait(told.at)
            if wait == 0.0:
                return True
            if wait is None and self._playback.take_step():
                self._playback.skip(told.at)
                return True
            await asyncio.sleep(_ATTENTION if wait is None else min(wait, _ATTENTION))
        return False

    async def _frames(self, start: int) -> AsyncIterator[Broadcast]:
        told = broadcasts(self._gateway.script.session, start, self._playback.end)
        while part := await asyncio.to_thread(lambda: list(islice(told, _PART))):
            for one in part:
                yield one
