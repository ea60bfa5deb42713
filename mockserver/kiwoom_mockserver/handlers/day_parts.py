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
from kiwoom_mockserver.world.outside import Outside
from kiwoom_mockserver.world.session import Where

_PARTS: Final = ("before", "regular", "after")


class DayParts:
    """Days, newest first, in three parts."""

    def __init__(self, days: Days, outside: Outside) -> None:
        self._days = days
        bars, told = days.bars, outside
        shares = told.before, bars.volume - told.within, told.after
        won = told.before_won, bars.value - told.within_won, told.after_won
        self._columns = {
            "volume": dict(zip(_PARTS, shares, strict=True)),
            "turnover": dict(zip(_PARTS, won, strict=True)),
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
    rows = DayParts(days, _outside(call, days, place, where))
    return Draft(
        tables={table.name: fill(table.children, rows)}, rows={table.name: len(days)}, more=more
    )


def _outside(call: Call, days: Days, place: int, where: Where) -> Outside:
    """What of each day was traded outside of regular hours."""
    numbers = np.array([day_index(one) for one in days.dates], dtype=np.int64)
    if not len(numbers):
        return Outside(*(numbers for _ in Outside._fields))
    market, at = call.world.market, call.instant
    whole = market.outside_days(place, int(numbers[-1]), len(numbers), where)
    found = Outside(*(column[::-1].copy() for column in whole))
    if numbers[0] == at.day:
        now = market.outside(np.array([place]), at.day, at.second, where)
        for column, value in zip(found, now, strict=True):
            column[0] = value[0]
    return found
