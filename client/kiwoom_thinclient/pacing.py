"""The pace of requests: so many a second for each operation, as the servers count them."""

import re
import threading
from collections import defaultdict, deque

WINDOW = 1.05
"""Seconds in which ``rate`` requests may be sent; the excess over one absorbs the network's."""

BACK_OFF = (0.5, 1.0, 2.0, 4.0)
"""Seconds to wait after each 429 in a row; then the refusal is the caller's."""

_RATE = re.compile(r"유량=([1-9]\d?)\b")


class Pacer:
    """When each operation may be asked next; shared by threads. A rate of 0 sets no pace."""

    def __init__(self, rate: int) -> None:
        self._rates: dict[str, int] = defaultdict(lambda: rate)
        self._turns: dict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def reserve(self, api_id: str, now: float) -> float:
        """Seconds to wait from ``now`` for the turn that is thereby taken."""
        with self._lock:
            rate, turns = self._rates[api_id], self._turns[api_id]
            while turns and len(turns) > rate:
                turns.popleft()
            at = max(now, turns[-rate] + WINDOW) if rate and len(turns) >= rate else now
            turns.append(at)
            return at - now

    def learn(self, api_id: str, message: str) -> None:
        """The operation keeps to the rate a refusal names, as in ``유량=1``."""
        if told := _RATE.search(message):
            self._rates[api_id] = int(told[1])
