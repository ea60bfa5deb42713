"""Words of trades and minutes beside what they are themselves: the book then, and what went before.

They need the market around a row: quotes at its second, the day's earlier minutes, the day before.
"""

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np

from kiwoom_mockserver.vocabulary.beside import Beside
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.intervals import Intervals, met_by
from kiwoom_mockserver.vocabulary.ratios import part, strength
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import LAST_SECOND, Instant


class Prints(Beside[Intervals]):
    """Rows of one issue's trades or minutes, newest first."""

    def __init__(
        self,
        market: Market,
        issue: int,
        at: Instant,
        inner: Intervals,
        lasting: int = 1,
        where: Where = Where.KRX,
    ) -> None:
        """A row lasts ``lasting`` seconds; its quotes are those at its end, or at ``at``.

        ``where`` is whose trades the rows are.
        """
        self._market = market
        self._issue = issue
        self._at = at
        super().__init__(inner, WORDS)
        self._lasting = lasting
        self._where = where

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one nobody knows."""
        name, slash, number = word.partition("/")
        if slash and name == "strength-mean":
            return self._mean(int(number))
        return super().answer(word)

    @cached_property
    def quotes(self) -> tuple[I64, I64]:
        """Best offer and bid at each row's end."""
        rows, known = self.inner.rows, {}
        ends = zip(rows.day.tolist(), rows.second.tolist(), strict=True)
        found = []
        for day, second in ends:
            until = LAST_SECOND if day < self._at.day else self._at.second
            moment = (day, min(second + self._lasting - 1, until))
            if moment not in known:
                state = self._market.issue_state(self._issue, *moment, self._where)
                known[moment] = int(state.ask[0]), int(state.bid[0])
            found.append(known[moment])
        ask, bid = np.array(found, dtype=np.int64).reshape(-1, 2).T
        return ask, bid

    @cached_property
    def volume_before(self) -> I64:
        """The volume of the day before each row's day."""
        days, place = np.unique(self.inner.rows.day, return_inverse=True)
        issue, where = np.array([self._issue]), self._where
        before = [self._market.volumes(issue, day - 1, where)[0] for day in days.tolist()]
        return np.array(before, dtype=np.int64)[place]

    def _mean(self, minutes: int) -> I64:
        """The mean of each row's strength and those at the ends of the minutes before it."""
        rows = self.inner.rows
        found = np.zeros(len(self), dtype=np.int64)
        own = strength(rows.day_bought, rows.day_sold)
        for day in np.unique(rows.day).tolist():
            mine = np.flatnonzero(rows.day == day)
            bars = self._market.minutes(self._issue, day, 1, LAST_SECOND, self._where)
            meetings = self._market.meetings(self._issue, day, 1, self._where)
            met = met_by(meetings, 0 * bars.second, bars.second + 59)
            bought = np.cumsum(bars.bought)
            past = strength(bought, np.cumsum(bars.volume) - bought - met)
            total = np.append(0, np.cumsum(past))
            end = np.searchsorted(bars.second, rows.second[mine] // 60 * 60)
            start = np.maximum(end - minutes + 1, 0)
            found[mine] = (total[end] - total[start] + own[mine]) // (end - start + 1)
        return found


WORDS: Mapping[str, Callable[[Prints], Answer]] = {
    "ask-price": lambda p: p.quotes[0],
    "bid-price": lambda p: p.quotes[1],
    "volume-part-rate": lambda p: part(p.inner.rows.day_volume, p.volume_before),
    "trade-part-rate": lambda p: part(p.inner.rows.volume, p.volume_before),
}
"""What trades and minutes know besides, by the words of contracts/*words.json."""
