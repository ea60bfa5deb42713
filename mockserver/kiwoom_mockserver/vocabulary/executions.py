"""The trades of one issue in a stretch of a day, each with the day's sums after it (type 0B)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.prints import BUY, SELL
from kiwoom_mockserver.world.session import State
from kiwoom_mockserver.world.transcript import Trades

ROUND_TRIP: Final = 23_065
"""Cost of buying and selling, ten-millionths of the price (live, July 2026: 730 of 316,500)."""
CFD_TRIP: Final = 50_206
LOAN_TRIP: Final = 40_126
"""The same as a contract for difference, and of a borrowed share (live, July 2026)."""
MAINTENANCE: Final = 80
"""Per cent of the price that has to stay as margin (live, July 2026)."""


class Past(NamedTuple):
    """What a day's trades came to before some instant; times are seconds of the day, 0 without."""

    sold: int = 0
    """Shares traded at the bid."""
    buys: int = 0
    """Trades at the ask, and at the bid."""
    sells: int = 0
    open_at: int = 0
    high_at: int = 0
    low_at: int = 0


@dataclass(frozen=True, slots=True)
class Yesterday:
    """What today is compared with: the whole day before, and its volume by the same time."""

    volume: int
    value: int
    volume_by_now: int


class Venue(NamedTuple):
    """Whose trades they are, and when KRX's regular session of the day opens and closes."""

    name: str
    open: int
    close: int


class Executions:
    """Trades in order of time; ``before`` and ``past`` are the day ahead of the first."""

    def __init__(
        self,
        issue: Instrument,
        trades: Trades,
        before: State,
        past: Past,
        yesterday: Yesterday,
        venue: Venue,
    ) -> None:
        self.issue, self.before, self.past, self.yesterday = issue, before, past, yesterday
        self.venue = venue
        self.price, self.quantity = trades.price, trades.quantity
        self.seconds: I64 = trades.at // 1000
        """Of the day."""
        self._buys = trades.side == BUY
        self._sells = trades.side == SELL
        self.signed: I64 = np.where(self._sells, -self.quantity, self.quantity)
        """Shares, negative at the bid."""

    def __len__(self) -> int:
        return len(self.price)

    @property
    def base(self) -> I64:
        """The close of the day before."""
        return np.broadcast_to(self.before.base, self.price.shape)

    @cached_property
    def volume(self) -> I64:
        """Shares traded since the day began."""
        sums: I64 = self.before.volume[0] + np.cumsum(self.quantity)
        return sums

    @cached_property
    def value(self) -> I64:
        """Won traded since the day began."""
        sums: I64 = self.before.value[0] + np.cumsum(self.quantity * self.price)
        return sums

    @cached_property
    def bought(self) -> I64:
        """Shares traded at the ask."""
        sums: I64 = self.before.bought[0] + np.cumsum(self.quantity * self._buys)
        return sums

    @cached_property
    def sold(self) -> I64:
        """Shares traded at the bid; an auction's have no aggressor."""
        sums: I64 = self.past.sold + np.cumsum(self.quantity * self._sells)
        return sums

    @cached_property
    def buys(self) -> I64:
        """Trades at the ask."""
        sums: I64 = self.past.buys + np.cumsum(self._buys)
        return sums

    @cached_property
    def sells(self) -> I64:
        """Trades at the bid."""
        sums: I64 = self.past.sells + np.cumsum(self._sells)
        return sums

    @cached_property
    def open(self) -> I64:
        """The day's first price."""
        return np.full(len(self), self.before.open[0] or self.price[:1].sum())

    @cached_property
    def high(self) -> I64:
        """The highest price so far."""
        reached: I64 = np.maximum.accumulate(self.price)
        highest: I64 = np.maximum(reached, self.before.high[0])
        return highest

    @cached_property
    def low(self) -> I64:
        """The lowest price so far."""
        before = self.before.low[0]
        reached: I64 = np.minimum.accumulate(self.price)
        return np.minimum(reached, before) if before else reached

    @cached_property
    def extremes(self) -> list[tuple[int, int, int]]:
        """When the first, highest and lowest trades so far were, seconds of the day."""
        found, (*_, first, top_at, bottom_at) = [], self.past
        top, bottom = int(self.before.high[0]), int(self.before.low[0])
        for second, price in zip(self.seconds.tolist(), self.price.tolist(), strict=True):
            first = first or second
            if price > top:
                top, top_at = price, second
            if not bottom or price < bottom:
                bottom, bottom_at = price, second
            found.append((first, top_at, bottom_at))
        return found

    @property
    def passed(self) -> Past:
        """The day with these trades."""
        if not len(self):
            return self.past
        sold, buys, sells = int(self.sold[-1]), int(self.buys[-1]), int(self.sells[-1])
        return Past(sold, buys, sells, *self.extremes[-1])

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that a trade does not have."""
        made = WORDS.get(word)
        return None if made is None else made(self)


Word = Callable[[Executions], Answer]


def _clocks(seconds: Sequence[int]) -> list[Value]:
    return [time(at // 3600, at // 60 % 60, at % 60) for at in seconds]


def _rounded(part: I64, whole: I64) -> I64:
    """Hundredths of a per cent, to the nearest; 0 of nothing."""
    whole = np.broadcast_to(whole, part.shape)
    return np.where(whole > 0, (part * 20_000 + whole) // np.maximum(whole * 2, 1), 0)


def _volume_rate(told: Executions) -> I64:
    """Volume of the day before's, negative while it is less (live, July 2026)."""
    rate = _rounded(told.volume, np.array(told.yesterday.volume))
    return np.where(told.volume < told.yesterday.volume, -rate, rate)


def _buy_rate(told: Executions) -> I64:
    """Bought of all volume with an aggressor, negative below a half (live, July 2026)."""
    rate = _rounded(told.bought, told.bought + told.sold)
    return np.where(rate < 5_000, -rate, rate)


def _trip(cost: int) -> Word:
    return lambda told: told.price * cost // 10_000_000


def _session(told: Executions) -> Answer:
    after = (told.seconds >= told.venue.open) * 1 + (told.seconds > told.venue.close)
    return [str(1 + number) for number in after.tolist()]


def _limit_time(told: Executions, limit: I64, reached: I64, when: Sequence[int]) -> Answer:
    """When a limit was reached; midnight while it was not."""
    return _clocks([at * (price == int(limit[0])) for at, price in zip(when, reached, strict=True)])


WORDS: Mapping[str, Word] = {
    "time": lambda p: _clocks(p.seconds.tolist()),
    "last-price": lambda p: p.price,
    "change": lambda p: p.price - p.base,
    "change-rate": lambda p: ticks.change_rate(p.price, p.base),
    "change-sign": lambda p: ticks.change_sign(
        p.price, p.base, ticks.LimitColumns(p.before.lower, p.before.upper)
    ),
    "ask-price": lambda p: np.broadcast_to(p.before.ask, p.price.shape),
    "bid-price": lambda p: np.broadcast_to(p.before.bid, p.price.shape),
    "volume": lambda p: p.signed,
    "accumulated-volume": lambda p: p.volume,
    "accumulated-turnover": lambda p: p.value,
    "open-price": lambda p: p.open,
    "high-price": lambda p: p.high,
    "low-price": lambda p: p.low,
    "volume-difference": lambda p: p.volume - p.yesterday.volume,
    "turnover-difference": lambda p: p.value - p.yesterday.value,
    "signed-volume-rate": _volume_rate,
    "turnover-rate": lambda p: _rounded(p.volume, np.array(p.issue.shares)),
    "trading-cost": _trip(ROUND_TRIP),
    "cfd-cost": _trip(CFD_TRIP),
    "short-cost": _trip(LOAN_TRIP),
    "cfd-margin": lambda p: p.price,
    "maintenance-margin": lambda p: p.price * MAINTENANCE // 100,
    "strength": lambda p: _rounded(p.bought, p.sold),
    "market-cap": lambda p: p.price * p.issue.shares,
    "session": _session,
    "knock-out-proximity": lambda p: np.zeros(len(p), dtype=np.int64),
    "upper-limit-time": lambda p: _limit_time(
        p, p.before.upper, p.high, [at for _, at, _ in p.extremes]
    ),
    "lower-limit-time": lambda p: _limit_time(
        p, p.before.lower, p.low, [at for _, _, at in p.extremes]
    ),
    "same-time-volume-rate": lambda p: _rounded(p.volume, np.array(p.yesterday.volume_by_now)),
    "open-time": lambda p: _clocks([at for at, _, _ in p.extremes]),
    "high-time": lambda p: _clocks([at for _, at, _ in p.extremes]),
    "low-time": lambda p: _clocks([at for _, _, at in p.extremes]),
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
