"""Sums over runs of days for many issues at once; what was summed before is kept."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from kiwoom_mockserver.world.flows.flows import Flows
from kiwoom_mockserver.world.flows.investors import Side
from kiwoom_mockserver.world.flows.ledger import Ledger
from kiwoom_mockserver.world.flows.tally import Party, Tally
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import LAST_SECOND, Instant

What: TypeAlias = Literal["net"] | Side


class Period:
    """A run of trading days, the newest as far as it has come at an instant."""

    def __init__(
        self, flows: Flows, days: Sequence[int], now: Instant, among: I64 | None = None
    ) -> None:
        """``days`` in order, none after ``now``; ``among`` are the only issues asked for."""
        self.flows = flows
        self.days = days
        self._now = now
        self._among = among
        self._few: dict[int, Ledger] = {}
        self._rows: Ledger | None = None

    @property
    def running(self) -> bool:
        """Whether the period reaches the present."""
        return self.days[-1] == self._now.day

    def ledgers(self, places: I64) -> list[Ledger]:
        """The days' ledgers of some issues."""
        self._fetch()
        if self._among is not None:
            places = np.searchsorted(self._among, places)
        return [self._ledger(day).of(places) for day in self.days]

    def total(self, party: Party, what: What, *, money: bool) -> I64:
        """Shares or won a party bought, sold, or bought net, of every issue of the world.

        Of issues that are not asked for it is nothing.
        """
        summed: I64 = np.sum(self.by_day(party, what, money=money), axis=0)
        return summed

    def by_day(self, party: Party, what: What, *, money: bool) -> list[I64]:
        """The same, day by day."""
        self._fetch()
        if self._among is None:
            return [self._of_day(party, what, money, day) for day in self.days]
        assert self._rows is not None
        column = _summed(Tally(self.flows, [self._rows]), party, what, money=money)
        return [self._spread(one) for one in column.reshape(-1, len(self.days)).T]

    def _spread(self, column: I64) -> I64:
        every = np.zeros(len(self.flows.habits.shares), dtype=np.int64)
        every[self._among] = column
        return every

    def _of_day(self, party: Party, what: What, money: bool, day: int) -> I64:
        def made() -> I64:
            return _summed(Tally(self.flows, [self._ledger(day)]), party, what, money=money)

        if self._unfinished(day):
            return made()
        return self.flows.sums.get((party, what, money, day), made)

    def _fetch(self) -> None:
        """What the days need is worked out together."""
        if self._among is None:
            self.flows.ledgers.fetch(self.days)
        elif not self._few:
            count, days = len(self._among), np.array(self.days)
            made = self.flows.ledgers.finished(
                np.repeat(self._among, len(days)), np.tile(days, count)
            )
            if self._unfinished(self.days[-1]):
                state = self.flows.market.some_states(self._among, days[-1], self._now.second)
                reached = made.now.copy()
                reached[len(days) - 1 :: len(days)] = state.volume
                made = made.until(reached)
            self._rows = made
            for place, day in enumerate(self.days):
                self._few[day] = made.of(np.arange(place, len(made), len(days)))

    def _ledger(self, day: int) -> Ledger:
        if self._among is not None:
            return self._few[day]
        ledgers = self.flows.ledgers
        if self._unfinished(day):
            return ledgers.now(day, self._now.second)
        return ledgers.day(day)

    def _unfinished(self, day: int) -> bool:
        return day == self._now.day and self._now.second != LAST_SECOND


def _summed(tally: Tally, party: Party, what: What, *, money: bool) -> I64:
    if what == "net":
        return tally.net(party, money=money)
    return tally.traded(party, what, money=money)
