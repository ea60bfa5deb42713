"""One issue's days, and what was traded before, in and after regular hours (ka10015)."""

from typing import Final

import numpy as np

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.comparisons import ratio
from kiwoom_mockserver.vocabulary.drafting import UNPAGED_ROWS
from kiwoom_mockserver.vocabulary.filling import Answer, fill
from kiwoom_mockserver.vocabulary.history import Days, days_of
from kiwoom_mockserver.vocabulary.issues import where_of
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import Instant

_PARTS: Final = ("before", "regular", "after")


class DayParts:
    """Days, newest first, in three parts; ``after`` are shares and won of the third."""

    def __init__(self, days: Days, after: tuple[I64, I64]) -> None:
        self._days = days
        none = np.zeros(len(days), dtype=np.int64)
        shares, won = after
        self._columns = {
            "volume": dict(zip(_PARTS, (none, days.bars.volume, shares), strict=True)),
            "turnover": dict(zip(_PARTS, (none, days.bars.value, won), strict=True)),
        }

    @property
    def base(self) -> I64:
        """The close before each day."""
        return self._days.base

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that days do not have."""
        if word == "parts-total":
            return self._total("volume")
        part, _, what = word.partition("-")
        name, _, share = what.partition("-")
        if part not in _PARTS or name not in self._columns or share not in ("", "part"):
            return self._days.answer(word)
        column = self._columns[name][part]
        return ratio(column, self._total(name)) if share else column

    def _total(self, name: str) -> I64:
        total: I64 = np.sum(list(self._columns[name].values()), axis=0)
        return total


def parted(call: Call, settings: Settings) -> Draft:
    """A page of an issue's days up to the one asked for, in their parts."""
    (table,) = call.operation.tables
    place, at = call.place, call.instant
    if place is None:
        return Draft(rows={table.name: 0}, blank=True)
    size = call.operation.paging.size if call.operation.paging else UNPAGED_ROWS
    where = where_of(call.code)
    days, more = days_of(call.world, place, at, call.first, size, where=where)
    days.exchange = call.exchange
    rows = DayParts(days, _after(call, days, place, at, where))
    return Draft(
        tables={table.name: fill(table.children, rows)}, rows={table.name: len(days)}, more=more
    )


def _after(call: Call, days: Days, place: int, at: Instant, where: Where) -> tuple[I64, I64]:
    """Shares and won of each day's single-price session, which KRX alone had."""
    numbers = np.array([day_index(one) for one in days.dates], dtype=np.int64)
    if where is Where.NXT or not len(numbers):
        none = 0 * numbers
        return none, none
    market = call.world.market
    whole = market.single_price_days(place, int(numbers[-1]), len(numbers))
    shares, won = (column[::-1].copy() for column in whole)
    if numbers[0] == at.day:
        state = market.single_price(np.array([place]), at.day, at.second)
        shares[0], won[0] = state.volume[0], state.value[0]
    return shares, won
