"""Single trades: what a second's segment is made of.

A second has its first trade, one at its highest and one at its lowest price, its last trade, and
the rest at two neighbouring prices that meet its worth. The dearest shares were bought at the ask,
the others sold at the bid, as many as the segment says.
"""

from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.branching import Segment
from kiwoom_mockserver.world.noise import I64, U64, child

BUY, SELL, AUCTION = 0, 1, -1

_GROUPS: Final = 5
"""First, highest, lowest, and the rest's two prices."""

_PIECES: Final = 3
"""Into so many trades the rest at one price and side is cut at most."""


class Trade(NamedTuple):
    """One print: milliseconds of the day, price, shares, and who was the aggressor.

    ``side`` is BUY, SELL or AUCTION.
    """

    at: int
    price: int
    quantity: int
    side: int


class Prints(NamedTuple):
    """Trades in order of time; ``second`` is the segment each belongs to, ``price`` in ticks."""

    second: I64
    at: I64
    price: I64
    quantity: I64
    side: I64


def prints(segments: Segment, keys: U64, unit: I64) -> Prints:
    """The trades of segments of a second each."""
    price, quantity = _grouped(segments)
    above = _shares_above(price, quantity)
    size = np.abs(segments.last)
    bought = segments.bought - np.maximum(segments.last, 0)
    buys = np.clip(bought - above, 0, quantity)
    sells = quantity - buys
    chance = child(keys, segments.start)
    mixed = (chance & np.uint64(1)).astype(np.bool_)
    # In order of time: first trade, one extreme, the rest, the other extreme, last trade.
    extremes = np.where(mixed, 1, 2), np.where(mixed, 2, 1)
    rows = np.arange(len(size))
    slots: list[tuple[I64, I64, int]] = []

    def add(place: I64) -> None:
        slots.append((price[place, rows], sells[place, rows], SELL))
        slots.append((price[place, rows], buys[place, rows], BUY))

    add(0 * rows)
    add(extremes[0])
    for piece in range(_PIECES):
        for place in (3, 4):
            for shares, side in ((sells[place], SELL), (buys[place], BUY)):
                slots.append((price[place], _piece(shares, unit, piece), side))
    add(extremes[1])
    slots.append((segments.close, size, BUY))
    prices = np.stack([slot[0] for slot in slots], axis=1)
    shares = np.stack([slot[1] for slot in slots], axis=1)
    sides = np.empty_like(prices)
    sides[:] = [slot[2] for slot in slots]
    sides[:, -1] = np.where(segments.last > 0, BUY, SELL)
    row, column = np.nonzero(shares)
    count = np.count_nonzero(shares, axis=1)
    number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    at = segments.start[row] * 1000 + number * 1000 // count[row]
    return Prints(row, at, prices[row, column], shares[row, column], sides[row, column])


def _grouped(one: Segment) -> tuple[I64, I64]:
    """Prices and shares of each group, shape (groups, segments); the last trade is apart."""
    size = np.abs(one.last)
    high = ((one.high != one.open) & (one.high != one.close)).astype(np.int64)
    low = ((one.low != one.open) & (one.low != one.close)).astype(np.int64)
    # A segment of one price has one trade at least, the last one, and the first as shares allow.
    rest = one.shares - size - 1 - high - low
    worth = one.worth - size * one.close - one.open - high * one.high - low * one.low
    lower = worth // np.maximum(rest, 1)
    upper = worth - lower * rest
    price = np.stack((one.open, one.high, one.low, lower + 1, lower))
    shares = np.stack((np.ones_like(high), high, low, upper, rest - upper))
    # A trade that has to be is no single share where the rest is traded at its price too.
    for place in range(3):
        for other in (3, 4):
            moved = np.where(price[place] == price[other], shares[other] // 3, 0) * shares[place]
            shares[place] += moved
            shares[other] -= moved
    return price, shares


def _shares_above(price: I64, quantity: I64) -> I64:
    """How many shares of other groups come before each group's, the dearest first."""
    above = np.zeros_like(price)
    for mine in range(_GROUPS):
        for other in range(_GROUPS):
            if other != mine:
                dearer = price[other] > price[mine]
                if other < mine:
                    dearer |= price[other] == price[mine]
                above[mine] += quantity[other] * dearer
    return above


def _piece(shares: I64, unit: I64, piece: int) -> I64:
    """The shares of one of the trades that ``shares`` are cut into: about a unit each."""
    count = np.clip(shares // np.maximum(unit, 1), 1, _PIECES)
    return np.where(piece < count, shares * (piece + 1) // count - shares * piece // count, 0)
