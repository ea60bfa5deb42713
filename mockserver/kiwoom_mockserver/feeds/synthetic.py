"""When a subscription ticks, while there is no market to say so.

World time is cut into beats. Each type has a pace in beats, each item its own place in it, so
that a beat carries a part of all items; which beat that is follows from the seed alone.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from kiwoom_mockserver.spec.samples import key

Pair = tuple[str, str]

SILENT = frozenset({"00", "04"})
"""Types that speak of the account: nothing happens there before orders live."""

_PACE = {"0g": 5, "0F": 3, "0w": 2, "0H": 2, "0E": 2, "1h": 5, "0s": 5, "0u": 2, "0m": 2}


class SyntheticFeed:
    """The beats of one world; ``interval`` is their length in world seconds."""

    def __init__(self, seed: int, interval: float) -> None:
        self._seed = seed
        self.interval = interval

    def beat(self, now: datetime) -> int:
        """The number of the beat ``now`` lies in."""
        return int(now.timestamp() / self.interval)

    def due(self, pairs: Iterable[Pair], beat: int) -> Iterator[Pair]:
        """Those of ``pairs`` that tick in this beat, in the same order."""
        for type_, item in pairs:
            pace = _PACE.get(type_, 1)
            if type_ in SILENT:
                continue
            if pace == 1 or (beat + key(self._seed, type_, item)) % pace == 0:
                yield type_, item
