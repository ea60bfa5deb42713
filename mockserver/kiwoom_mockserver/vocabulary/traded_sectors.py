"""Sectors over a period: how far they went, and what investors bought of their issues net."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.indices import Levels
from kiwoom_mockserver.vocabulary.traded import INVESTED
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.flows.period import Period
from kiwoom_mockserver.world.flows.tally import Party
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.sectors import Sector
from kiwoom_mockserver.world.world import Instant, World

_WHO: Final[Mapping[str, Sequence[Party]]] = {
    "institution": ("institution",),
    "foreign": ("foreign",),
    "both": INVESTED,
}


class TradedSectors:
    """Rows of sectors; ``period`` is the run of days their flows are of."""

    def __init__(
        self, world: World, chosen: Sequence[Sector], at: Instant, period: Period, first: int = 0
    ) -> None:
        """``first`` is the first rank."""
        self._world = world
        self._chosen = chosen
        self._at = at
        self._period = period
        self._first = first

    def __len__(self) -> int:
        return len(self._chosen)

    @property
    def base(self) -> I64:
        """Nothing: a sector has no price."""
        return np.zeros(len(self), dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that sectors do not have."""
        if word == "code":
            return [sector.code for sector in self._chosen]
        if word == "name":
            return [sector.name for sector in self._chosen]
        if word == "rank":
            return np.arange(self._first + 1, self._first + len(self) + 1)
        if word == "period-change-rate":
            return self._change_rate()
        who, _, what = word.partition("-")
        if who not in _WHO:
            return None
        return self._flow(_WHO[who], what)

    def net(self, *, money: bool) -> I64:
        """What institutions and foreigners bought net together, in the whole period."""
        return sum((self._nets(who, money=money).sum(axis=1) for who in INVESTED), self.base)

    def _flow(self, parties: Sequence[Party], what: str) -> Answer:
        money = what.endswith("won")
        columns: Mapping[str, Callable[[Party], I64]] = {
            "net": lambda who: self._nets(who, money=money).sum(axis=1),
            "run": lambda who: self._in_run(who, money=money),
            "run-days": self._run,
        }
        made = columns.get(what if what == "run-days" else what.rpartition("-")[0])
        return None if made is None else sum((made(who) for who in parties), self.base)

    def _run(self, party: Party) -> I64:
        """Days in a row, up to the period's last, on which a party bought net."""
        bought = self._nets(party, money=False) > 0
        days: I64 = np.cumprod(bought[:, ::-1], axis=1).sum(axis=1)
        return days

    def _in_run(self, party: Party, *, money: bool) -> I64:
        nets = self._nets(party, money=money)
        days = np.arange(nets.shape[1])[::-1] < self._run(party)[:, None]
        summed: I64 = (nets * days).sum(axis=1)
        return summed

    def _nets(self, party: Party, *, money: bool) -> I64:
        """Net purchases of a party, a row a sector and a column a day, the oldest first."""
        days = self._period.by_day(party, "net", money=money)
        members = [self._world.indices.members(sector) for sector in self._chosen]
        return np.array([[day[held].sum() for day in days] for held in members], dtype=np.int64)

    def _change_rate(self) -> I64:
        """From before the period to its end, in hundredths of a per cent."""
        indices, days = self._world.indices, self._period.days
        before = [indices.base(sector, days[0]) for sector in self._chosen]
        if self._period.running:
            last = Levels(self._world, self._chosen, self._at).last
        else:
            last = np.array([indices.close(sector, days[-1]) for sector in self._chosen])
        return ticks.change_rate(last, np.array(before, dtype=np.int64))
