"""How fast a server may be asked, and how long to wait when it says no."""

from collections.abc import Callable
from typing import Final

BACK_OFF: Final = (1.0, 2.0, 4.0, 8.0)
"""Seconds to wait after each refusal for asking too often; then it is given up."""


class Pace:
    """Spaces requests: ``gap`` seconds between any two, ``own_gap`` between two of one operation.

    ``now`` and ``sleep`` are the caller's, in seconds; nothing here looks at a clock.
    """

    def __init__(
        self,
        gap: float,
        own_gap: float,
        now: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._gap = gap
        self._own_gap = own_gap
        self._now = now
        self._sleep = sleep
        self._last = float("-inf")
        self._last_of: dict[str, float] = {}

    def wait(self, api_id: str) -> None:
        """It is time for the next request of the operation."""
        before = self._last_of.get(api_id, float("-inf"))
        due = max(self._last + self._gap, before + self._own_gap)
        if (rest := due - self._now()) > 0:
            self._sleep(rest)
        self._last = self._last_of[api_id] = self._now()

    def back_off(self, times: int) -> bool:
        """Waited after the refusal number ``times``, counted from 0; False once it is enough."""
        if times >= len(BACK_OFF):
            return False
        self._sleep(BACK_OFF[times])
        return True
