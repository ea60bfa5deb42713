"""The order book: ten levels a side, sizes that belong to a price and not to a place.

A level's size follows from its price and a draw that holds for five seconds, so it stays when the
price moves and changes when time passes, another issue's in another second. Nothing is offered
above the upper limit or bid below the lower.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.fixed import ONE, exp_milli
from kiwoom_mockserver.world.noise import I64, Z_BITS, deviates, keys
from kiwoom_mockserver.world.session import State

LEVELS: Final = 10
BUCKET: Final = 5
"""Seconds for which a level keeps its size."""

_STREAM: Final = 31
_LN_1000: Final = 7_417_139_671
_SIGMA: Final = 7 * ONE // 10
_SHARE_OF_DAY: Final = 400

_AT_CLOSE: Final = 35
_SHARE_AT_CLOSE: Final = 200


@dataclass(frozen=True, slots=True)
class Book:
    """Levels of each issue, shape (issues, ten), the best first; price and size 0 where none is."""

    ask: I64
    bid: I64
    ask_size: I64
    bid_size: I64


def draws(issues: I64, day: int, second: int) -> I64:
    """Which draw of its sizes each issue's book shows: another one every ``BUCKET`` seconds."""
    drawn: I64 = day * 20_000 + (second + issues % BUCKET) // BUCKET
    return drawn


class Waiting(NamedTuple):
    """Shares at today's close price that have not met, one element an issue; 0 where none may be.

    ``before`` are those one draw earlier.
    """

    ask: I64
    bid: I64
    ask_before: I64
    bid_before: I64


def waiting(seed: int, issues: I64, day: int, second: int, usual: I64) -> Waiting:
    """What waits at the close price at a second, of issues with their usual daily volumes."""
    drawn = draws(issues, day, second)
    base = usual // _SHARE_AT_CLOSE

    def sizes(side: int, moment: I64) -> I64:
        key = keys(seed, _AT_CLOSE + side, issues, moment)
        size: I64 = (
            base * (exp_milli(_LN_1000 + (deviates(key) * _SIGMA >> Z_BITS)) // 1000) // 1000
        )
        return size

    return Waiting(sizes(0, drawn), sizes(1, drawn), sizes(0, drawn - 1), sizes(1, drawn - 1))


def book(
    seed: int, issues: I64, day: int, second: int, kind: I64, usual: I64, state: State
) -> Book:
    """The books of ``issues`` (with their tick classes and usual daily volumes) in ``state``."""
    steps = np.arange(LEVELS)
    best_ask = np.where(state.ask > 0, state.ask, state.upper)
    best_bid = np.where(state.bid > 0, state.bid, state.lower)
    classes = kind[:, None]
    ask = ticks.price_at(classes, ticks.tick_index(classes, best_ask[:, None]) + steps)
    below = ticks.tick_index(classes, best_bid[:, None]) - steps
    bid = ticks.price_at(classes, np.maximum(below, 0))
    offered = (ask <= state.upper[:, None]) & (state.ask > 0)[:, None]
    wanted = (bid >= state.lower[:, None]) & (bid > 0) & (below > 0) & (state.bid > 0)[:, None]
    ask, bid = ask * offered, bid * wanted
    return Book(ask, bid, *sizes_at(seed, issues, day, second, usual, state, (ask, bid)))


def sizes_at(
    seed: int, issues: I64, day: int, second: int, usual: I64, state: State, prices: tuple[I64, I64]
) -> tuple[I64, I64]:
    """What is offered and bid at prices, those of each side in rows like a book's; 0 where nothing.

    Nothing is offered below the best offer, nor bid above the best bid.
    """
    drawn = draws(issues, day, second)[:, None]
    base = (np.maximum(usual // _SHARE_OF_DAY, 1) * (usual > 0))[:, None]

    ask, bid = prices
    offered = (ask > 0) & (ask >= state.ask[:, None]) & (state.ask > 0)[:, None]
    wanted = (bid > 0) & (bid <= state.bid[:, None])
    # Both sides at once.
    sides = _STREAM + np.arange(2)[:, None, None]
    key = keys(seed, sides, issues[:, None], np.stack((ask, bid)), drawn)
    factor = exp_milli(_LN_1000 + (deviates(key) * _SIGMA >> Z_BITS)) // 1000
    ask_size, bid_size = np.maximum(base * factor // 1000, base > 0) * np.stack((offered, wanted))
    return ask_size, bid_size
