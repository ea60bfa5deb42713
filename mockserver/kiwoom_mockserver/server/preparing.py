"""What will be asked or told next, worked out while nothing else is to be done.

The market is a function of time: what ticks in a second is known before it begins, and goes out as
soon as it does. And a day begins with thousands of issues to be drawn.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from kiwoom_mockserver.realtime.screening import Screening
from kiwoom_mockserver.realtime.streaming import Pair, Stream, parts
from kiwoom_mockserver.world.world import Instant, World

log = logging.getLogger(__name__)

PAUSE: Final = 0.5
"""Seconds between two looks whether it is another day, or a part of the indices' is missing."""

_BETWEEN: Final = range(150_000, 800_000)
"""Microseconds of a second in which none of its ticks is on its way."""

_SOON: Final = 0.05
"""Seconds before the first, in which whoever waits for the server is answered."""


async def prepare_days(world: World) -> None:
    """Until cancelled, each day's market is drawn before everyone on it is asked for.

    Then, little by little, what its indices have shown. Others get their turn in between.
    """
    day = given_up = None
    moment: datetime | None = None
    await asyncio.sleep(_SOON)
    while True:
        before, moment = moment, world.now()
        present = world.instant(moment)
        try:
            if present.day != day:
                day = present.day
                for _ in world.market.prepare(day):
                    await asyncio.sleep(0)
            if day != given_up and (moment == before or moment.microsecond in _BETWEEN):
                world.indices.prepare(*present)
        except Exception:
            given_up = day
            log.exception("a day could not be prepared; it is when somebody asks")
        await asyncio.sleep(PAUSE)


class Foresight:
    """The entries of one second to come."""

    def __init__(self, stream: Stream, screening: Screening) -> None:
        self._stream, self._screening = stream, screening
        self._at: Instant | None = None
        self._known: dict[Pair, Sequence[bytes]] = {}

    async def prepare(self, pairs: Iterable[Pair], watched: Iterable[str], at: Instant) -> None:
        """The second ``at`` is known; others get their turn in between."""
        self._at, self._known = at, {}
        known = self._known
        for type_, items in parts(pairs):
            await asyncio.sleep(0)
            known.update(((type_, item), ()) for item in items)
            known.update(self._stream.part((type_, items), at))
        for seq in watched:
            await asyncio.sleep(0)
            self._screening.found(seq, at)

    def entries(self, pairs: Sequence[Pair], at: Instant) -> list[tuple[Pair, Sequence[bytes]]]:
        """What ``Stream.entries`` says, as far as it is known at no cost."""
        if at != self._at:
            return self._stream.entries(pairs, at)
        known = self._known
        late = [pair for pair in pairs if pair not in known]
        if late:
            known = known | dict(self._stream.entries(late, at))
        return [
            ((type_, item), told)
            for type_, items in parts(pairs)
            for item in items
            if (told := known.get((type_, item)))
        ]
