"""Programmes and lending of a whole market: sums over its issues, day by day and in the day."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.flows.flows import Flows
from kiwoom_mockserver.world.flows.investors import SIDES
from kiwoom_mockserver.world.flows.ledger import ROWS, Ledger
from kiwoom_mockserver.world.flows.levels import wander
from kiwoom_mockserver.world.flows.programmes import KINDS
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.noise import I64, below, keys

KEPT_DAYS: Final = 4_000
BLOCK_DAYS: Final = 128
"""Days that are worked out together."""

_LENDING_BOARDS: Final = frozenset({"KOSPI", "KOSDAQ"})
_BASIS, _BOUGHT, _SOLD = 180, 181, 182
_OPEN_ARBITRAGE: Final = 24_000_000
_ARBITRAGE_STEP: Final = 12_000


_Read: TypeAlias = Callable[[Flows, Ledger], I64]


class ProgrammeSums(NamedTuple):
    """What programmes traded of a market's issues, in shares and won; arbitrage and others."""

    arbitrage_bought: int
    arbitrage_sold: int
    other_bought: int
    other_sold: int
    arbitrage_paid: int
    arbitrage_taken: int
    other_paid: int
    other_taken: int


class LendingSums(NamedTuple):
    """Shares lent and given back on a day, those on loan at its end, and their value in won."""

    new: int
    repaid: int
    balance: int
    won: int


class Arbitrage(NamedTuple):
    """Arbitrage still open at the end of a day: shares held against sold futures, or sold short."""

    bought: int
    bought_won: int
    sold: int
    sold_won: int


class MarketFlows:
    """Sums over the issues of a world."""

    def __init__(self, flows: Flows, instruments: Instruments) -> None:
        self._flows = flows
        self._ledgers: Cache[tuple[str, int], Ledger] = Cache(2)
        self._sums: Cache[tuple[str | int, ...], list[int]] = Cache(KEPT_DAYS)
        self._boards = np.array([one.board for one in instruments.all])
        self._stocks = np.flatnonzero(
            [
                one.is_stock and one.board in _LENDING_BOARDS and not one.suspended
                for one in instruments.all
            ]
        )

    def programme_days(self, board: str, days: Sequence[int]) -> list[ProgrammeSums]:
        """Whole days of a board's issues."""
        places = self._traded_by_programmes(board)
        return [
            ProgrammeSums(*row)
            for row in self._day_by_day(("programmes", board), places, days, _programmes)
        ]

    def programmes_until(self, board: str, day: int, second: int) -> ProgrammeSums:
        """A day of a board's issues so far."""
        flows, places = self._flows, self._traded_by_programmes(board)
        if not len(places):
            return ProgrammeSums(*[0] * 8)
        ledger = self._ledger(board, day, places)

        def made() -> list[int]:
            reached = flows.market.some_states(places, day, second).volume
            summed: list[int] = _programmes(flows, ledger.until(reached)).sum(axis=1).tolist()
            return summed

        return ProgrammeSums(*self._sums.get(("until", board, day, second), made))

    def programmes_by(self, board: str, day: int, seconds: Sequence[int]) -> list[ProgrammeSums]:
        """The same by each of some seconds of a day, together."""
        missing = [one for one in seconds if self._sums.find(("until", board, day, one)) is None]
        flows, places = self._flows, self._traded_by_programmes(board)
        if len(missing) > 1 and len(places):
            reached = flows.market.volumes_by(places, day, np.array(missing, dtype=np.int64))
            whole = self._ledger(board, day, places)
            # Ends and prices, which are the same at all of the seconds, are kept from here on.
            _programmes(flows, whole)
            held = max(ROWS // len(places), 1)
            for start in range(0, len(missing), held):
                some = reached[start : start + held]
                rows = np.tile(np.arange(len(places)), len(some))
                made = _programmes(flows, whole.of(rows).until(some.reshape(-1)))
                sums = made.reshape(len(made), *some.shape).sum(axis=2).T.tolist()
                for second, summed in zip(missing[start:], sums, strict=False):
                    self._sums.keep(("until", board, day, second), summed)
        return [self.programmes_until(board, day, second) for second in seconds]

    def _ledger(self, board: str, day: int, places: I64) -> Ledger:
        flows = self._flows
        return self._ledgers.get(
            (board, day),
            lambda: replace(flows.ledgers.finished(places, np.full(len(places), day)), kept={}),
        )

    def lending_days(self, days: Sequence[int]) -> list[LendingSums]:
        """Whole days of all stocks of KOSPI and KOSDAQ that are traded."""
        found = self._day_by_day(("lending",), self._stocks, days, _lending)
        return [LendingSums(*row) for row in found]

    def arbitrage(self, day: int, level: int) -> Arbitrage:
        """Open arbitrage at the end of a day; ``level`` is KOSPI200's, in hundredths."""
        one, days = np.zeros(1, dtype=np.int64), np.array([day])
        step = np.array([_ARBITRAGE_STEP])
        bought, sold = (
            _OPEN_ARBITRAGE + int(wander(self._flows.seed, stream, one, days, step)[0])
            for stream in (_BOUGHT, _SOLD)
        )
        # A share of the index's basket is worth about half its level, in won.
        worth = level // 2
        return Arbitrage(bought, bought * worth, sold, sold * worth)

    def basis(self, day: int, minute: int, level: int) -> int:
        """KOSPI200's future less the index, in hundredths of a point, at a minute of a day."""
        drawn = int(below(keys(self._flows.seed, _BASIS, day, minute), 71)[0])
        return level * (drawn - 25) // 20_000

    def _traded_by_programmes(self, board: str) -> I64:
        habits = self._flows.habits
        return np.flatnonzero((habits.programme > 0) & (self._boards == board))

    def _day_by_day(
        self, name: tuple[str, ...], places: I64, days: Sequence[int], read: _Read
    ) -> list[list[int]]:
        """Sums of what ``read`` gives for the issues on each of the days; kept by day."""
        kept = self._sums
        found = {day: kept.find((*name, day)) for day in days}
        missing = sorted(day for day, row in found.items() if row is None)
        for start in range(0, len(missing), BLOCK_DAYS):
            block = missing[start : start + BLOCK_DAYS]
            first, count = block[0], block[-1] + 1 - block[0]
            sums: I64 | int = 0
            pieces = max(-(-len(places) * count // ROWS), 1)
            for some in np.array_split(places, pieces):
                columns = read(self._flows, self._flows.ledgers.runs(some, first, count))
                sums = sums + columns.reshape(len(columns), len(some), count).sum(axis=1)
            for day, row in enumerate(np.asarray(sums).T.tolist(), first):
                found[day] = row
                kept.keep((*name, day), row)
        return [found[day] or [] for day in days]


def _programmes(flows: Flows, ledger: Ledger) -> I64:
    """The columns of ``ProgrammeSums``, one element an issue and day."""
    made = flows.programmes(ledger)
    columns = [
        read(side, kind) for read in (made.shares, made.won) for kind in KINDS for side in SIDES
    ]
    return np.stack(columns)


def _lending(flows: Flows, ledger: Ledger) -> I64:
    """The columns of ``LendingSums``."""
    assert ledger.run is not None
    made = flows.loans.runs("lending", *ledger.run)
    listed = flows.market.tenure.holds(ledger.issue, ledger.day)
    columns = [column.reshape(-1) * listed for column in (made.new, made.repaid, made.balance)]
    return np.stack([*columns, columns[-1] * ledger.close])
