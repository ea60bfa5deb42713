"""ELWs valued: theory and its slopes, what their prices imply, and what their providers hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.elementary import F64
from kiwoom_mockserver.world.following import FollowingWarrant, options_of, spot_of
from kiwoom_mockserver.world.indices import Indices
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64, below, keys
from kiwoom_mockserver.world.options import greeks, implied, worth

_STREAM: Final = 29
_MILLION: Final = 1_000_000
_SWING_DAYS: Final = 16
"""Days over which what the public holds goes from one level to the next."""

_USUAL_PUBLIC: Final = 40
"""Thousandths of an issue the public holds on average."""


@dataclass(frozen=True, slots=True)
class Valuation:
    """ELWs at moments, one element each.

    ``spot``, ``strike``, ``price`` and ``theory`` in hundredths of a won (or point), ``conversion``
    in ten-thousandths, volatilities in hundredths of a per cent, the slopes in millionths.
    """

    spot: I64
    strike: I64
    price: I64
    theory: I64
    conversion: I64
    implied: I64
    delta: I64
    gamma: I64
    theta: I64
    vega: I64
    rho: I64
    days_left: I64
    sign: I64
    """1 for calls, -1 for puts."""

    @property
    def intrinsic(self) -> I64:
        """What exercise would pay for one warrant now, hundredths of a won."""
        pays = np.maximum(self.sign * (self.spot - self.strike), 0)
        worth_now: I64 = pays * self.conversion // 10_000
        return worth_now

    @property
    def break_even(self) -> I64:
        """The spot at which the warrant's price is earned back, hundredths."""
        even: I64 = self.strike + self.sign * self._paid
        return even

    @property
    def fulcrum(self) -> I64:
        """The spot at which warrant and underlying have earned alike, hundredths."""
        left = np.maximum(self.spot - self.sign * self._paid, 1)
        return self.strike * self.spot // left

    @property
    def _paid(self) -> I64:
        """The warrant's price for one underlying."""
        paid: I64 = self.price * 10_000 // np.maximum(self.conversion, 1)
        return paid

    @property
    def gearing(self) -> I64:
        """How many times its price a warrant moves of its underlying, hundredths."""
        dividend = self.spot * self.conversion
        times: I64 = dividend // np.maximum(self.price * 100, 1)
        return times


def valued(warrants: Sequence[FollowingWarrant], spots: I64, days: I64, prices: I64) -> Valuation:
    """ELWs at given spots (hundredths) on given days; ``prices`` in won."""
    options = options_of(warrants, spots, days)
    ratio = np.array([one.conversion for one in warrants]) / 10_000.0
    slopes = greeks(options)
    today = [day_at(day) for day in days.tolist()]
    return Valuation(
        spot=spots,
        strike=_column(one.strike for one in warrants),
        price=prices * 100,
        theory=_whole(worth(options) * ratio * 100.0),
        conversion=_column(one.conversion for one in warrants),
        implied=_whole(implied(options, prices / ratio) * 10_000.0),
        delta=_whole(slopes.delta * _MILLION),
        gamma=_whole(slopes.gamma * _MILLION),
        theta=_whole(slopes.theta * _MILLION),
        vega=_whole(slopes.vega * _MILLION),
        rho=_whole(slopes.rho * _MILLION),
        days_left=_column(
            max((one.last_day - day).days, 0) for one, day in zip(warrants, today, strict=True)
        ),
        sign=_column(1 if one.call else -1 for one in warrants),
    )


class Elws:
    """All ELWs of one market."""

    def __init__(self, market: Market, indices: Indices, shares: I64) -> None:
        """``shares`` are those listed of each issue of the world."""
        self._market = market
        self._indices = indices
        self._shares = shares

    @property
    def places(self) -> I64:
        """Where the ELWs stand in the world, in its order."""
        return np.array(sorted(self._market.following.warrants), dtype=np.int64)

    def warrant(self, place: int) -> FollowingWarrant | None:
        """The terms of the ELW at a place; None for anything else."""
        return self._market.following.warrants.get(place)

    def now(self, places: I64, day: int, second: int) -> Valuation:
        """ELWs at an instant; one that is over, as its last day left it."""
        held = [self._market.following.warrants[place] for place in places.tolist()]
        last, today = self._market.state(day, second).last, day_at(day)
        published = self._indices.state(day, second).last
        spots = _column(
            spot_of(self._market.tracks, one, day_index(one.last_day))
            if is_over(one, today)
            else self._spot(one, day, one.basket.value(published if one.on_index else last))
            for one in held
        )
        return valued(held, spots, np.full(len(held), day), last[places])

    def days(self, place: int, days: I64, second: int, prices: I64) -> Valuation:
        """One ELW at the ends of days, newest first; the newest as it stands at ``second``."""
        one = self._market.following.warrants[place]
        self._market.tracks.values(one.basket, int(days.min()), int(days.max()))
        spots = _column(spot_of(self._market.tracks, one, day) for day in days.tolist())
        spots[0] = self._spot_at(one, int(days[0]), second)
        return valued([one] * len(days), spots, days, prices)

    def moments(self, place: int, day: int, seconds: Sequence[int], prices: I64) -> Valuation:
        """One ELW at some seconds of a day."""
        one = self._market.following.warrants[place]
        known = {second: self._spot_at(one, day, second) for second in sorted(set(seconds))}
        spots = _column(known[second] for second in seconds)
        return valued([one] * len(seconds), spots, np.full(len(seconds), day), prices)

    def provided(self, places: I64, days: I64) -> I64:
        """Warrants the liquidity providers still hold at the ends of days."""
        slot, rest = days // _SWING_DAYS, days % _SWING_DAYS
        low, high = self._public(places, slot), self._public(places, slot + 1)
        public = (low * (_SWING_DAYS - rest) + high * rest) // _SWING_DAYS
        held: I64 = np.maximum(self._shares[places] - public, 0)
        return held

    def _public(self, places: I64, slot: I64) -> I64:
        """What others hold at a slot's begin: near the usual part, a day's volume off at most."""
        shares, usual = self._shares[places], self._market.habits.average_volume[places]
        room = np.minimum(usual, shares * _USUAL_PUBLIC // 2000)
        drawn = below(keys(self._market.seed, _STREAM, places, slot), 2001) - 1000
        held: I64 = shares * _USUAL_PUBLIC // 1000 + room * drawn // 1000
        return held

    def _spot_at(self, one: FollowingWarrant, day: int, second: int) -> int:
        source = self._indices if one.on_index else self._market
        state = source.some_states(one.basket.places, day, second)
        return self._spot(one, day, int((state.last * one.basket.weights).sum()))

    def _spot(self, one: FollowingWarrant, day: int, value: int) -> int:
        return self._market.tracks.line(one.basket, 1000, one.spot, day).level(value)


def exercised(market: Market, place: int) -> int:
    """What exercise pays for the ELW at a place when it is over, in won; 0 for anything else.

    The close of its last trading day decides.
    """
    one = market.following.warrants.get(place)
    if one is None:
        return 0
    spot = spot_of(market.tracks, one, day_index(one.last_day))
    pays = spot - one.strike if one.call else one.strike - spot
    return max(pays, 0) * one.conversion // 10_000 // 100


def is_over(warrant: FollowingWarrant, today: date) -> bool:
    """Whether the warrant's last trading day is past."""
    return warrant.last_day < today


def _column(values: Iterable[int]) -> I64:
    return np.fromiter(values, dtype=np.int64)


def _whole(values: F64) -> I64:
    return np.rint(values).astype(np.int64)
