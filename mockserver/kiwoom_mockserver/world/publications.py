"""When an index is published, and what it showed in the course of a day.

That is with the opening prints, then every ten seconds while trading goes on, and at the closing
print (observed: ``inds_cur_prc_tm`` of ka20001). Trades of the very second count, except at the
opening, which shows what the auctions came to.
"""

from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.course import Print
from kiwoom_mockserver.world.leaves import leaves
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import Hours
from kiwoom_mockserver.world.session import Where, hours_of, opened_state, state_at
from kiwoom_mockserver.world.tracks import Basket

PACE: Final = 10
"""Seconds between two publications."""

_BLOCK: Final = 30
"""Publications that are worked out at least together."""

_PART: Final = 12
"""Publications that are worked out in one step ahead of time: some twenty milliseconds' work."""

_CHUNK: Final = 72_000
"""So many members' publications are worked out at once."""


class Published(NamedTuple):
    """What an index showed in the course of a day, one element a moment, oldest first.

    ``seconds`` of the day; ``volume`` and ``value`` are those since the day began.
    """

    seconds: I64
    levels: I64
    volume: I64
    value: I64

    def until(self, second: int) -> "Published":
        """Those moments that have come by ``second``."""
        count = int(np.searchsorted(self.seconds, second, side="right"))
        return Published(*(column[:count] for column in self))


NOTHING: Final = Published(*(np.empty(0, dtype=np.int64) for _ in Published._fields))


def told_at(day: int, second: int) -> int:
    """The second of the last publication by ``second``, or one at which no issue stood otherwise.

    Such are seconds before the opening and after the close.
    """
    hours = hours_of(day)
    return second - second % PACE if hours.open <= second < hours.close else second


def moments(hours: Hours) -> I64:
    """When an index is published on a day, but for the close."""
    return np.arange(hours.open, hours.stop + 1, PACE)


class DayCourse:
    """What a basket came to at every publication of one day, worked out as far as asked.

    Instead of levels there are values of the basket; ``members`` are those that count for volume
    and turnover.
    """

    def __init__(self, market: Market, basket: Basket, members: I64, day: int) -> None:
        self._plan = market.plans.whole(day, Where.KRX).plan.only(basket.places)
        self._hours = hours_of(day)
        self._weights = basket.weights
        # Leveraged and volatility indices hold a basket, but count only members of their own.
        self._counted = np.isin(basket.places, members)
        begun = opened_state(self._plan, self._hours.open)
        self._last = begun.last
        self._known = Published(
            moments(self._hours)[:1], *self._summed(begun.last, begun.volume, begun.value)
        )

    def until(self, second: int) -> Published:
        """What was published by ``second``."""
        hours = self._hours
        begun = (min(second, hours.stop) - hours.open) // PACE
        if len(self._known.seconds) <= begun:
            # A block at least: later questions of the same day go on where this one ends.
            whole = (hours.stop - hours.open) // PACE
            self._extend(min(max(begun, len(self._known.seconds) - 1 + _BLOCK), whole))
        shown = Published(*(column[: begun + 1] for column in self._known))
        if second < hours.close:
            return shown
        end = state_at(self._plan, hours.close)
        last = np.array([hours.close]), *self._summed(end.last, end.volume, end.value)
        return Published(*map(np.append, shown, last))

    def step(self, second: int) -> bool:
        """A part of what was published by ``second`` is worked out; False where nothing is left."""
        done = len(self._known.seconds) - 1
        left = (min(second, self._hours.stop) - self._hours.open) // PACE - done
        if left > 0:
            self._extend(done + min(left, _PART))
        return left > 0

    def _summed(self, last: I64, volume: I64, value: I64) -> tuple[I64, I64, I64]:
        """The basket's value, and its members' shares and won; of one moment, or of many."""
        weighted, counted = last.T * self._weights, self._counted
        sums = weighted, volume.T * counted, value.T * counted
        one, two, three = (np.atleast_1d(column.sum(axis=-1)) for column in sums)
        return one, two, three

    def _extend(self, stop: int) -> None:
        start = len(self._known.seconds) - 1
        sums = np.zeros((3, stop - start), dtype=np.int64)
        pieces = max(len(self._last) * (stop - start) // _CHUNK, 1)
        for members in np.array_split(np.arange(len(self._last)), pieces):
            prices, volume, value = self._traded(members, start, stop)
            prices = _carried(np.concatenate((self._last[members, None], prices), axis=1))
            self._last[members] = prices[:, -1]
            counted = self._counted[members, None]
            sums[0] += (prices[:, 1:] * self._weights[members, None]).sum(axis=0)
            sums[1] += (volume * counted).sum(axis=0)
            sums[2] += (value * counted).sum(axis=0)
        known = self._known
        more = Published(
            moments(self._hours)[start + 1 : stop + 1],
            sums[0],
            known.volume[-1] + np.cumsum(sums[1]),
            known.value[-1] + np.cumsum(sums[2]),
        )
        joined = zip(known, more, strict=True)
        self._known = Published(*(np.concatenate(columns) for columns in joined))

    def _traded(self, members: I64, start: int, stop: int) -> tuple[I64, I64, I64]:
        """Last prices, shares and won since the publication before: (members, publications).

        A price is 0 where there was no trade.
        """
        shape = len(members), stop - start
        prices, volume, value = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        first = self._hours.open + start * PACE + 1
        # The opening second's trades, after its prints, are told with those that follow.
        begin, end = first - (not start), self._hours.open + stop * PACE + 1
        parts = self._plan.only(members).parts
        for part, (rows, one, tick) in zip(parts, leaves(parts, begin, end, PACE, 1), strict=True):
            columns, counted = np.maximum(one.start - first, 0) // PACE, one.shares > 0
            if isinstance(part, Print):
                # The opening's print is in the first value already.
                counted = one.start > self._hours.open
            rows, columns = rows[counted], columns[counted]
            # The later of two between publications stands last.
            prices[rows, columns] = (one.close * tick)[counted]
            np.add.at(volume, (rows, columns), one.shares[counted])
            np.add.at(value, (rows, columns), (one.worth * tick)[counted])
        return prices, volume, value


def _carried(prices: I64) -> I64:
    """Prices, row by row, where 0 is what was there before."""
    filled = np.where(prices > 0, np.arange(prices.shape[1]), 0)
    return np.take_along_axis(prices, np.maximum.accumulate(filled, axis=1), axis=1)
