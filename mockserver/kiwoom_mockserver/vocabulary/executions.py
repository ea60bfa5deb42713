"""The trades of some issues in a stretch of a day, each with the day's sums after it (0B)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache, cached_property
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.arithmetic import ARRAYS
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.prints import BUY, SELL
from kiwoom_mockserver.world.reels import Reel
from kiwoom_mockserver.world.session import State, quotes

ROUND_TRIP: Final = 23_065
"""Cost of buying and selling, ten-millionths of the price (live, July 2026: 730 of 316,500)."""
CFD_TRIP: Final = 50_206
LOAN_TRIP: Final = 40_126
"""The same as a contract for difference, and of a borrowed share (live, July 2026)."""
MAINTENANCE: Final = 80
"""Per cent of the price that has to stay as margin (live, July 2026)."""


class Past(NamedTuple):
    """What a day's trades came to before some instant, one element an issue.

    Times are seconds of the day, 0 without.
    """

    sold: I64
    """Shares traded at the bid."""
    buys: I64
    """Trades at the ask, and at the bid."""
    sells: I64
    open_at: I64
    high_at: I64
    low_at: I64

    def only(self, places: I64) -> "Past":
        """The elements at these places."""
        return Past(*(column[places] for column in self))


def no_past(count: int) -> Past:
    """The past of so many issues as a day begins."""
    return Past(*(np.zeros(count, dtype=np.int64) for _ in Past._fields))


@dataclass(frozen=True, slots=True)
class Yesterday:
    """What today is compared with, one element an issue: the whole day before, and parts of it.

    ``volume_by`` is its volume by the end of each clock minute from ``minute`` on, of the day:
    shape (issues, minutes).
    """

    volume: I64
    value: I64
    volume_by: I64
    minute: int


@dataclass(frozen=True, slots=True)
class Listed:
    """What does not change during the day, one element an issue; see ``session.Bounds``."""

    shares: I64
    kind: I64
    lower: I64
    upper: I64


class Venue(NamedTuple):
    """Whose trades they are, and when KRX's regular session of the day opens and closes."""

    name: str
    open: int
    close: int


_FAR: Final = 1 << 42
"""More than any price."""


class Executions:
    """Trades of some issues; ``before`` and ``past`` are the day ahead of the first of each."""

    def __init__(
        self,
        shares: I64,
        kind: I64,
        reel: Reel,
        before: State,
        past: Past,
        yesterday: Yesterday,
        venue: Venue,
    ) -> None:
        """``shares`` are listed ones, ``kind`` tick classes, one element an issue."""
        self.before, self.past, self.yesterday, self.venue = before, past, yesterday, venue
        self.owner, self.price, self.quantity = reel.owner, reel.price, reel.quantity
        self.listed = Listed(
            *(column[reel.owner] for column in (shares, kind, before.lower, before.upper))
        )
        """Of each trade's issue."""
        self.seconds: I64 = reel.at // 1000
        """Of the day."""
        self._first: I64 = np.searchsorted(reel.owner, reel.owner)
        """Of each trade, the place of its issue's first."""
        self._buys = reel.side == BUY
        self._sells = reel.side == SELL
        self.signed: I64 = np.where(self._sells, -self.quantity, self.quantity)
        """Shares, negative at the bid."""

    def __len__(self) -> int:
        return len(self.price)

    @property
    def base(self) -> I64:
        """The close of the day before."""
        return self.before.base[self.owner]

    def _sum(self, before: I64, column: I64) -> I64:
        """What each issue had before, and of the column until each trade."""
        sums = np.cumsum(column)
        found: I64 = before[self.owner] + sums - (sums - column)[self._first]
        return found

    @cached_property
    def volume(self) -> I64:
        """Shares traded since the day began."""
        return self._sum(self.before.volume, self.quantity)

    @cached_property
    def value(self) -> I64:
        """Won traded since the day began."""
        return self._sum(self.before.value, self.quantity * self.price)

    @cached_property
    def bought(self) -> I64:
        """Shares traded at the ask."""
        return self._sum(self.before.bought, self.quantity * self._buys)

    @cached_property
    def sold(self) -> I64:
        """Shares traded at the bid; an auction's have no aggressor."""
        return self._sum(self.past.sold, self.quantity * self._sells)

    @cached_property
    def buys(self) -> I64:
        """Trades at the ask."""
        return self._sum(self.past.buys, self._buys.astype(np.int64))

    @cached_property
    def sells(self) -> I64:
        """Trades at the bid."""
        return self._sum(self.past.sells, self._sells.astype(np.int64))

    @cached_property
    def open(self) -> I64:
        """The day's first price."""
        opened = self.before.open[self.owner]
        return np.where(opened > 0, opened, self.price[self._first])

    @cached_property
    def high(self) -> I64:
        """The highest price so far."""
        far = self.owner * _FAR
        reached: I64 = np.maximum.accumulate(self.price + far) - far
        return np.maximum(reached, self.before.high[self.owner])

    @cached_property
    def low(self) -> I64:
        """The lowest price so far."""
        far = self.owner * _FAR
        reached: I64 = far - np.maximum.accumulate(far - self.price)
        before = self.before.low[self.owner]
        return np.where(before > 0, np.minimum(reached, before), reached)

    @cached_property
    def quotes(self) -> tuple[I64, I64]:
        """Best bid and ask after each trade."""
        bid, ask = quotes(self.listed, self.price, self.signed, ARRAYS)
        return bid, ask

    @cached_property
    def open_at(self) -> I64:
        """When the first trade was, a second of the day."""
        return self._when(self.before.open, self.open, self.past.open_at)

    @cached_property
    def high_at(self) -> I64:
        """When the highest trade so far was."""
        return self._when(self.before.high, self.high, self.past.high_at)

    @cached_property
    def low_at(self) -> I64:
        """When the lowest trade so far was."""
        return self._when(self.before.low, self.low, self.past.low_at)

    def _when(self, before: I64, reached: I64, past: I64) -> I64:
        """When a figure became what it is, where it was ``before`` ahead of the first trade."""
        rows = np.arange(len(self))
        earlier = np.where(rows == self._first, before[self.owner], np.roll(reached, 1))
        since = np.maximum.accumulate(np.where(reached != earlier, rows, -1))
        return np.where(since >= self._first, self.seconds[since], past[self.owner])

    @property
    def passed(self) -> Past:
        """The day with these trades."""
        issues = np.arange(len(self.past.sold))
        if not len(self):
            return self.past
        last = np.searchsorted(self.owner, issues, side="right") - 1
        traded = (last >= 0) & (self.owner[last] == issues)
        now = (self.sold, self.buys, self.sells, self.open_at, self.high_at, self.low_at)
        return Past(*(np.where(traded, a[last], b) for a, b in zip(now, self.past, strict=True)))

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that a trade does not have."""
        made = WORDS.get(word)
        return None if made is None else made(self)


Word = Callable[[Executions], Answer]


def _clocks(seconds: Sequence[int]) -> list[Value]:
    return [_clock(at) for at in seconds]


@cache
def _clock(at: int) -> time:
    return time(at // 3600, at // 60 % 60, at % 60)


def _rounded(part: I64, whole: I64) -> I64:
    """Hundredths of a per cent, to the nearest; 0 of nothing."""
    return np.where(whole > 0, (part * 20_000 + whole) // np.maximum(whole * 2, 1), 0)


def _volume_rate(told: Executions) -> I64:
    """Volume of the day before's, negative while it is less (live, July 2026)."""
    whole = told.yesterday.volume[told.owner]
    rate = _rounded(told.volume, whole)
    return np.where(told.volume < whole, -rate, rate)


def _same_time_rate(told: Executions) -> I64:
    """Volume of the day before's by the end of the same clock minute."""
    minutes = told.seconds // 60 - told.yesterday.minute
    return _rounded(told.volume, told.yesterday.volume_by[told.owner, minutes])


def _buy_rate(told: Executions) -> I64:
    """Bought of all volume with an aggressor, negative below a half (live, July 2026)."""
    rate = _rounded(told.bought, told.bought + told.sold)
    return np.where(rate < 5_000, -rate, rate)


def _trip(cost: int) -> Word:
    return lambda told: told.price * cost // 10_000_000


def _session(told: Executions) -> Answer:
    after = (told.seconds >= told.venue.open) * 1 + (told.seconds > told.venue.close)
    return [str(1 + number) for number in after.tolist()]


def _limit_time(limit: I64, reached: I64, when: I64) -> Answer:
    """When a limit was reached; midnight while it was not."""
    return _clocks((when * (reached == limit)).tolist())


WORDS: Mapping[str, Word] = {
    "time": lambda p: _clocks(p.seconds.tolist()),
    "last-price": lambda p: p.price,
    "change": lambda p: p.price - p.base,
    "change-rate": lambda p: ticks.change_rate(p.price, p.base),
    "change-sign": lambda p: ticks.change_sign(
        p.price, p.base, ticks.LimitColumns(p.listed.lower, p.listed.upper)
    ),
    "ask-price": lambda p: p.quotes[1],
    "bid-price": lambda p: p.quotes[0],
    "volume": lambda p: p.signed,
    "accumulated-volume": lambda p: p.volume,
    "accumulated-turnover": lambda p: p.value,
    "open-price": lambda p: p.open,
    "high-price": lambda p: p.high,
    "low-price": lambda p: p.low,
    "volume-difference": lambda p: p.volume - p.yesterday.volume[p.owner],
    "turnover-difference": lambda p: p.value - p.yesterday.value[p.owner],
    "signed-volume-rate": _volume_rate,
    "turnover-rate": lambda p: _rounded(p.volume, p.listed.shares),
    "trading-cost": _trip(ROUND_TRIP),
    "cfd-cost": _trip(CFD_TRIP),
    "short-cost": _trip(LOAN_TRIP),
    "cfd-margin": lambda p: p.price,
    "maintenance-margin": lambda p: p.price * MAINTENANCE // 100,
    "strength": lambda p: _rounded(p.bought, p.sold),
    "market-cap": lambda p: p.price * p.listed.shares,
    "session": _session,
    "knock-out-proximity": lambda p: np.zeros(len(p), dtype=np.int64),
    "upper-limit-time": lambda p: _limit_time(p.listed.upper, p.high, p.high_at),
    "lower-limit-time": lambda p: _limit_time(p.listed.lower, p.low, p.low_at),
    "same-time-volume-rate": _same_time_rate,
    "open-time": lambda p: _clocks(p.open_at.tolist()),
    "high-time": lambda p: _clocks(p.high_at.tolist()),
    "low-time": lambda p: _clocks(p.low_at.tolist()),
    "sold-volume": lambda p: p.sold,
    "bought-volume": lambda p: p.bought,
    "signed-buy-rate": _buy_rate,
    "sell-count": lambda p: p.sells,
    "buy-count": lambda p: p.buys,
    "trade-turnover": lambda p: np.sign(p.signed) * (p.price * p.quantity // 1_000),
    "trade-sold": lambda p: np.minimum(p.signed, 0),
    "trade-bought": lambda p: np.maximum(p.signed, 0),
    "trade-net": lambda p: p.signed,
    "average-trade-price": lambda p: p.value // np.maximum(p.volume, 1),
    "exchange": lambda p: [p.venue.name] * len(p),
}
"""What a trade knows, by the words of contracts/words.json."""
