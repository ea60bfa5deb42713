"""What units of funds are worth, and the indices they follow.

A fund's net asset value follows its basket by its multiple, but for what it strays on a day. One
that follows something outside this market has the value its price shows, but for a premium.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Final

import numpy as np

from kiwoom_mockserver.world.following import FollowingFund
from kiwoom_mockserver.world.indices import Indices
from kiwoom_mockserver.world.instruments import Instrument, Instruments
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64, Z_BITS, deviates, keys
from kiwoom_mockserver.world.sectors import Sector, find_sector
from kiwoom_mockserver.world.session import hours_of
from kiwoom_mockserver.world.tracks import Line

_STREAM: Final = 28
_MILLION: Final = 1_000_000
_STRAY: Final = 100
"""Millionths a fund strays from its basket on a usual day."""

_PREMIUM: Final = 6
"""How much wider the premium of a fund on something outside is."""

_LEVEL: Final = 100_000
"""Of an index this market does not have, in hundredths on the anchor day."""

_WINDOW, _YEAR = 20, 250


@dataclass(frozen=True, slots=True)
class Tracking:
    """A fund, or some, at moments: one element each, in hundredths of a won or of a point.

    ``nav_base`` and ``index_base`` are of the close of the day before; ``error`` is the tracking
    error, a year's deviation in hundredths of a per cent.
    """

    price: I64
    nav: I64
    nav_base: I64
    index: I64
    index_base: I64
    error: I64
    multiple: I64


class Navs:
    """All funds of one market."""

    def __init__(self, market: Market, indices: Indices, instruments: Instruments) -> None:
        self._market = market
        self._indices = indices
        self._instruments = instruments

    def now(self, places: I64, day: int, second: int, prices: I64) -> Tracking:
        """Several funds at an instant; ``prices`` are their last prices in won."""
        last, funds = self._indices.state(day, second).last, self._market.following.funds
        alone = np.array([place for place in places.tolist() if place not in funds], dtype=np.int64)
        closes = self._market.daily.closes(alone, np.full(len(alone), day - 1))
        before = dict(zip(alone.tolist(), closes.tolist(), strict=True))
        strays = self._strays(places[:, None], np.arange(day - _WINDOW, day + 1))
        rows = []
        for place, price, stray in zip(places.tolist(), prices.tolist(), strays, strict=True):
            held = funds.get(place)
            value = held.basket.value(last) if held else price
            rows.append(self._row(place, day, value, price, stray, before.get(place)))
        return _tracking(rows)

    def moments(self, place: int, day: int, seconds: Sequence[int], prices: I64) -> Tracking:
        """One fund at some seconds of a day."""
        held = self._market.following.funds.get(place)
        worth: dict[int, int] = {}
        if held is not None:
            for second in set(seconds):
                state = self._indices.some_states(held.basket.places, day, second)
                worth[second] = int((state.last * held.basket.weights).sum())
        return _tracking(
            [
                self._row(place, day, worth.get(second, price), price)
                for second, price in zip(seconds, prices.tolist(), strict=True)
            ]
        )

    def days(self, place: int, days: Sequence[int], second: int, prices: I64) -> Tracking:
        """One fund at the ends of days, newest first; the newest as it stands at ``second``."""
        held = self._market.following.funds.get(place)
        if held is None:
            rows = zip(days, prices.tolist(), strict=True)
            return _tracking([self._row(place, day, price, price) for day, price in rows])
        self._market.tracks.values(held.basket, min(days) - 1, max(days))
        found = [
            self._row(place, day, self._market.tracks.value(held.basket, day), price)
            for day, price in zip(days, prices.tolist(), strict=True)
        ]
        if second < hours_of(days[0]).close:
            state = self._indices.some_states(held.basket.places, days[0], second)
            value = int((state.last * held.basket.weights).sum())
            found[0] = self._row(place, days[0], value, int(prices[0]))
        return _tracking(found)

    @staticmethod
    def nothing(count: int) -> Tracking:
        """Of issues that are no funds."""
        return _tracking([(0, 0, 0, 0, 0, 0, 1000)] * count)

    def _row(
        self, place: int, day: int, value: int, price: int, strays: I64 | None = None,
        before: int | None = None,
    ) -> tuple[int, ...]:  # fmt: skip
        """One fund; how it strays on the days of a window, and its close before, if known."""
        one = self._instruments.all[place]
        assert one.fund is not None
        held = self._market.following.funds.get(place)
        if before is None:
            before = self._before(place, held, day)
        if strays is None:
            strays = self._strays(np.array([place]), np.arange(day - _WINDOW, day + 1))
        nav, index = self._worth(one, held, int(strays[-1]), day, value)
        nav_base, index_base = self._worth(one, held, int(strays[-2]), day - 1, before)
        error = isqrt(int((np.diff(strays) ** 2).sum()) * _YEAR // _WINDOW) // 100
        return price * 100, nav, nav_base, index, index_base, error, one.fund.multiple

    def _before(self, place: int, held: FollowingFund | None, day: int) -> int:
        if held is not None:
            return self._market.tracks.value(held.basket, day - 1)
        return int(self._market.daily.closes(np.array([place]), np.array([day - 1]))[0])

    def _worth(
        self, one: Instrument, held: FollowingFund | None, stray: int, day: int, value: int
    ) -> tuple[int, int]:
        """Net asset value and index level at a value of the basket, or else at a price."""
        fund = one.fund
        assert fund is not None
        if held is None:
            moved = (value - one.reference_price) * 1000 // fund.multiple
            level = max(_LEVEL + moved * _LEVEL // one.reference_price, 100)
            return max(value * 100 * (_MILLION + _PREMIUM * stray) // _MILLION, 1), level
        line = self._market.tracks.line(held.basket, held.multiple, fund.nav, day)
        nav = line.level(value) * (_MILLION + stray) // _MILLION
        return nav, self._line(one, held, day).level(value)

    def _line(self, one: Instrument, held: FollowingFund, day: int) -> Line:
        sector = self.index_of(one)
        if sector is not None:
            return self._indices.line(sector, day)
        return self._market.tracks.line(held.basket, 1000, _LEVEL, day)

    @staticmethod
    def index_of(one: Instrument) -> Sector | None:
        """The sector or index of this market a fund follows; None when it is none of them."""
        return find_sector(one.fund.index_code) if one.fund and one.fund.basket else None

    def _strays(self, places: I64, days: I64) -> I64:
        """How far funds stray on days, in millionths; not at all on the anchor day."""
        key = keys(self._market.seed, _STREAM, places, days)
        drawn = deviates(key) * _STRAY >> Z_BITS
        return np.where(days == self._market.anchor, 0, drawn)


def _tracking(rows: list[tuple[int, ...]]) -> Tracking:
    width = len(Tracking.__slots__)
    return Tracking(*np.array(rows, dtype=np.int64).reshape(-1, width).T)
