"""How ELWs go through the day: as what they are on does, so many times as far.

One on a stock is cut by the stock's own chance, one on an index goes with the tide. A put goes
against either. Where they open and close is not the way's concern, see ``following``.
"""

from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.following import Following
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.walks import BASIS_POINT

_STRAY: Final = 20 * BASIS_POINT
"""By how much a day an ELW on an index strays from the tide."""


class Ways(NamedTuple):
    """How restless days are: the deviation of a whole day's walk as a part of the price, and in
    1024ths of it how much is by an issue's own chance and how much by the tide's."""

    stir: I64
    own: I64
    sway: I64


class Geared(NamedTuple):
    """ELWs' days among others: where they stand, and how far they go."""

    rows: Any
    places: I64
    days: I64
    gear: I64
    """Thousandths of the move of what they are on; negative for puts."""


class Gearing:
    """The ELWs of one market."""

    def __init__(self, following: Following, reference: I64, usual: Ways) -> None:
        """``reference`` are all issues' prices, ``usual`` how they would go through their days."""
        self._following = following
        self.lead = np.arange(len(reference))
        """The issue by whose chance each is cut: itself, but for an ELW on a stock."""
        self._warrant = np.zeros(len(reference), dtype=np.bool_)
        self._own, self._sway = (usual.stir * part >> 10 for part in (usual.own, usual.sway))
        own, sway = self._own.copy(), self._sway.copy()
        for place, one in following.warrants.items():
            held, worth = one.basket.places, one.basket.weights * reference[one.basket.places]
            self._warrant[place] = True
            self._own[place] = own[held[0]] if len(held) == 1 else _STRAY
            self._sway[place] = (sway[held] * (worth * 1000 // worth.sum())).sum() // 1000
            self.lead[place] = held[0] if len(held) == 1 else place

    def found(self, issues: I64, days: I64) -> Geared | None:
        """The ELWs' days among issues' days, which broadcast; None without any."""
        warrant = self._warrant[issues]
        if not warrant.any():
            return None
        every, dates = np.broadcast_arrays(issues, days)
        rows = np.nonzero(np.broadcast_to(warrant, every.shape))
        places, dates = every[rows], dates[rows]
        return Geared(rows, places, dates, self._following.gears(places, dates))

    def ways(self, usual: Ways, shape: tuple[int, ...], geared: Geared) -> Ways:
        """The days' ways, those of ELWs geared."""
        columns = [np.array(np.broadcast_to(column, shape)) for column in usual]
        places, gear = geared.places, geared.gear
        own = self._own[places]
        own = np.where(self.lead[places] == places, own, own * gear // 1000)
        sway = self._sway[places] * gear // 1000
        # A square root of whole numbers is the same on every processor.
        stir = np.sqrt((own * own + sway * sway).astype(np.float64)).astype(np.int64)
        stir = np.maximum(stir, 1)
        for column, found in zip(columns, (stir, (own << 10) // stir, (sway << 10) // stir),
                                 strict=True):  # fmt: skip
            column[geared.rows] = found
        return Ways(*columns)
