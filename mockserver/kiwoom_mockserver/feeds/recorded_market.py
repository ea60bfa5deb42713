"""The market of a recorded day: what frames told until now, of the issues that were recorded.

Everything else, other issues, other days and other exchanges, is the synthetic market's.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from kiwoom_mockserver.feeds.recorded import RecordedTape
from kiwoom_mockserver.world.book import LEVELS, Book
from kiwoom_mockserver.world.hours import start_of
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.market import DAY_SECONDS, Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.prints import AUCTION
from kiwoom_mockserver.world.reels import Reel
from kiwoom_mockserver.world.session import State, Where
from kiwoom_mockserver.world.tape import Level
from kiwoom_mockserver.world.transcript import Minutes, Trades, bars_of
from kiwoom_mockserver.world.world import Ground

_NO_TRADES: Final = Trades(*(np.empty(0, dtype=np.int64) for _ in Trades._fields))
_NO_MINUTES: Final = Minutes(*(np.empty(0, dtype=np.int64) for _ in Minutes._fields))


class RecordedMarket(Market):
    """The synthetic market, in which the recorded issues stand as the session told them."""

    def __init__(
        self, ground: Ground, instruments: Instruments, tape: RecordedTape, now: Callable[[], int]
    ) -> None:
        """``now`` tells the replay's milliseconds: what is told later does not show yet."""
        super().__init__(*ground)
        self._tape = tape
        self._now = now
        found = ((instruments.place(code), code) for code in tape.codes)
        self._recorded = {place: code for place, code in found if place is not None}
        self._everyone = np.arange(len(instruments))

    def state(self, day: int, second: int, where: Where = Where.KRX) -> State:
        """All issues at ``second`` of a day."""
        found = super().state(day, second, where)
        return self._with_told(found, self._everyone, day, second, where)

    def issue_state(self, issue: int, day: int, second: int, where: Where = Where.KRX) -> State:
        """One issue at ``second`` of a day."""
        found = super().issue_state(issue, day, second, where)
        return self._with_told(found, np.array([issue]), day, second, where)

    def some_states(self, issues: I64, day: int, second: int, where: Where = Where.KRX) -> State:
        """A few issues at ``second`` of a day."""
        found = super().some_states(issues, day, second, where)
        return self._with_told(found, issues, day, second, where)

    def book(
        self, issues: I64, day: int, second: int, state: State, part: I64 | int = 1000
    ) -> Book:
        """The books that were told last."""
        found = super().book(issues, day, second, state, part)
        rows = self._rows(issues, day, Where.KRX)
        if not rows:
            return found
        columns = {name: getattr(found, name).copy() for name in Book.__slots__}
        at = self._limit(day, second)
        for row, code in rows:
            quotes = self._tape.shown(code, Exchange.KRX, at)
            for side, levels in (("ask", quotes.asks), ("bid", quotes.bids)):
                columns[side][row], columns[f"{side}_size"][row] = _columns(levels)
        return Book(**columns)

    def sizes(
        self, issues: I64, day: int, second: int, state: State, part: int, prices: tuple[I64, I64]
    ) -> tuple[I64, I64]:
        """What the books that were told last held at prices."""
        asked, wanted = super().sizes(issues, day, second, state, part, prices)
        at = self._limit(day, second)
        for row, code in self._rows(issues, day, Where.KRX):
            quotes = self._tape.shown(code, Exchange.KRX, at)
            for levels, column, told in ((quotes.asks, asked, 0), (quotes.bids, wanted, 1)):
                known = {level.price: level.quantity for level in levels}
                column[row] = [known.get(price, 0) for price in prices[told][row].tolist()]
        return asked, wanted

    def quoted_at(self, told: Where, exchange: Where, day: int, second: int) -> int:
        """A recorded book changes whenever it was told to."""
        return second

    def bases(self, issue: int, first: int, count: int) -> I64:
        """One issue's base prices; the recorded day's is the one its changes were told from."""
        found = super().bases(issue, first, count)
        place = self._tape.day - first
        if issue in self._recorded and 0 <= place < count:
            found = found.copy()
            found[place] = self._tape.band(self._recorded[issue], self._tape.day).base
        return found

    def met(self, issues: I64, day: int, second: int, where: Where = Where.KRX) -> I64:
        """Shares that were told to be neither bought nor sold by a second."""
        found = super().met(issues, day, second, where)
        for row, code in self._rows(issues, day, where):
            found[row] = self._tape.standing(code, self._limit(day, second)).met
        return found

    def meetings(
        self, issue: int, first: int, count: int, where: Where = Where.KRX
    ) -> tuple[I64, I64]:
        """When trades without an aggressor were told, and their shares; none of other days."""
        if issue not in self._recorded or where is Where.NXT:
            return super().meetings(issue, first, count, where)
        place = self._tape.day - first
        told = self._told(issue, DAY_SECONDS) if 0 <= place < count else _NO_TRADES
        told = Trades(*(column[told.side == AUCTION] for column in told))
        return told.at // 1000 + place * DAY_SECONDS, np.cumsum(told.quantity)

    def days_reel(self, issue: int, first: int, count: int, where: Where = Where.KRX) -> Reel:
        """Every trade that was told of days, which own them."""
        if issue not in self._recorded or where is Where.NXT:
            return super().days_reel(issue, first, count, where)
        tapes = [self.tape(issue, first + day, 0, DAY_SECONDS, where) for day in range(count)]
        owner = np.repeat(np.arange(count), [len(one.at) for one in tapes])
        return Reel(owner, *(np.concatenate(column) for column in zip(*tapes, strict=True)))

    def minutes(
        self, issue: int, first: int, count: int, second: int, where: Where = Where.KRX
    ) -> Minutes:
        """Bars of the trades that were told; there are none of other days."""
        if issue not in self._recorded or where is Where.NXT:
            return super().minutes(issue, first, count, second, where)
        place = self._tape.day - first
        if not 0 <= place < count:
            return _NO_MINUTES
        end = second if place == count - 1 else DAY_SECONDS
        tapes = [_NO_TRADES] * place + [self._told(issue, end)]
        return bars_of(tapes)

    def span(self, issue: int, day: int, where: Where = Where.KRX) -> tuple[int, int]:
        """The seconds in which an issue may trade; nothing is known of other days."""
        if issue in self._recorded and where is not Where.NXT and day != self._tape.day:
            return 1, 0
        return super().span(issue, day, where)

    def tape(self, issue: int, day: int, begin: int, end: int, where: Where = Where.KRX) -> Trades:
        """Every trade that was told of seconds ``begin`` .. ``end``."""
        if issue not in self._recorded or where is Where.NXT:
            return super().tape(issue, day, begin, end, where)
        if day != self._tape.day:
            return _NO_TRADES
        told = self._told(issue, end)
        first, last = np.searchsorted(told.at, (begin * 1000, end * 1000))
        return Trades(*(column[first:last] for column in told))

    def reel(self, issues: I64, day: int, begin: int, end: int, where: Where = Where.KRX) -> Reel:
        """Every trade that was told of some issues in seconds ``begin`` .. ``end``."""
        tapes = [self.tape(issue, day, begin, end, where) for issue in issues.tolist()]
        owner = np.repeat(np.arange(len(tapes)), [len(one.at) for one in tapes])
        return Reel(owner, *(np.concatenate(column) for column in zip(*tapes, strict=True)))

    def _told(self, issue: int, second: int) -> Trades:
        return self._tape.trades(self._recorded[issue], self._limit(self._tape.day, second))

    def _limit(self, day: int, second: int) -> int:
        return min(self._now(), start_of(day) + second * 1000 + 999)

    def _rows(self, issues: I64, day: int, where: Where) -> list[tuple[int, str]]:
        """Which rows are recorded ones, and their codes."""
        if day != self._tape.day or where is Where.NXT:
            return []
        places = enumerate(issues.tolist())
        return [(row, self._recorded[one]) for row, one in places if one in self._recorded]

    def _with_told(self, state: State, issues: I64, day: int, second: int, where: Where) -> State:
        rows = self._rows(issues, day, where)
        if not rows:
            return state
        columns: dict[str, Any] = {name: getattr(state, name).copy() for name in State.__slots__}
        at = self._limit(day, second)
        for row, code in rows:
            told = self._tape.standing(code, at)
            band, quotes = self._tape.band(code, day), self._tape.best(code, at)
            known = {**told._asdict(), **band._asdict(), "ask": quotes.ask, "bid": quotes.bid}
            for name, column in columns.items():
                column[row] = known.get(name, 0)
        return State(**columns)


def _columns(levels: Sequence[Level]) -> tuple[I64, I64]:
    prices, sizes = np.zeros((2, LEVELS), dtype=np.int64)
    for place, level in enumerate(levels[:LEVELS]):
        prices[place], sizes[place] = level.price, level.quantity
    return prices, sizes
