"""Type 0I: gold abroad in the money of Korea, as the gold that is traded here implies it.

The manual's item MGU is in hundredths of a dollar an ounce, the live one MGD in won a gram. Gold at
home is dearer by a premium, and the dollar stands still: both are one number here.
"""

from typing import Final

import numpy as np

from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import Instant, World

ITEMS: Final = ("MGD", "MGU")

_AT_HOME: Final = 1_003
"""Thousandths of the price abroad."""
_OUNCE: Final = 311_035
"""Ten-thousandths of a gram."""
_DOLLAR: Final = 1_390
"""Won."""


class Gold:
    """The price abroad for each item, at an instant; a ``Subject``."""

    def __init__(self, world: World, items: list[str], at: Instant) -> None:
        place = next(i for i, one in enumerate(world.instruments.all) if one.market == "GOLD")
        issue = Issues(world, np.array([place]), at)
        self._items = items
        self._price = self._abroad(issue.state.last)
        self.base = self._abroad(issue.state.base)
        """At the close of the day before."""

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that gold does not have."""
        match word:
            case "last-price":
                return self._price
            case "change":
                return self._price - self.base
            case "change-rate":
                return ticks.change_rate(self._price, self.base)
            case "change-sign":
                return ticks.change_sign(self._price, self.base)
        return None

    def _abroad(self, at_home: I64) -> I64:
        gram = int(at_home[0]) * 1_000 // _AT_HOME
        ounce = gram * _OUNCE // (100 * _DOLLAR)
        return np.array([gram if item == "MGD" else ounce for item in self._items], dtype=np.int64)
