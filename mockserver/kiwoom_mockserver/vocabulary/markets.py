"""Whole markets: what programmes traded and lenders lent, by minutes and by days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.terms import Terms
from kiwoom_mockserver.world.flows.markets import Arbitrage, LendingSums, ProgrammeSums
from kiwoom_mockserver.world.noise import I64


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A moment or a day of a market: programmes' sums, KOSPI200 and its basis in hundredths."""

    at: date | datetime
    sums: ProgrammeSums
    level: int
    level_before: int
    """Of the close before."""
    basis: int
    so_far: tuple[int, int]
    """Net purchases of arbitrage and others since the period began, in the request's terms."""


class ProgrammeRows:
    """Rows of programme trading, newest first."""

    def __init__(self, rows: Sequence[ProgrammeRow], terms: Terms) -> None:
        self.rows = rows
        self.terms = terms

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def base(self) -> I64:
        """KOSPI200 at the close before."""
        return self.column(lambda row: row.level_before)

    def column(self, read: Callable[[ProgrammeRow], int]) -> I64:
        """One number of every row."""
        return np.array([read(row) for row in self.rows], dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that programme trading does not have."""
        if word in {"time", "date"}:
            moments: list[Value] = [row.at for row in self.rows]
            return moments
        read = PROGRAMME_WORDS.get(word)
        if read is not None:
            return self.column(read)
        net = _NETS.get(word)
        return None if net is None else self.column(lambda row: net(row, self.terms.money))


def net_of(sums: ProgrammeSums, *, money: bool) -> tuple[int, int]:
    """Net purchases of arbitrage and of the others, in won or in shares."""
    if money:
        return sums.arbitrage_paid - sums.arbitrage_taken, sums.other_paid - sums.other_taken
    return sums.arbitrage_bought - sums.arbitrage_sold, sums.other_bought - sums.other_sold


PROGRAMME_WORDS: Final[Mapping[str, Callable[[ProgrammeRow], int]]] = {
    "arbitrage-bought-shares": lambda r: r.sums.arbitrage_bought,
    "arbitrage-sold-shares": lambda r: r.sums.arbitrage_sold,
    "arbitrage-net-shares": lambda r: net_of(r.sums, money=False)[0],
    "arbitrage-bought-won": lambda r: r.sums.arbitrage_paid,
    "arbitrage-sold-won": lambda r: r.sums.arbitrage_taken,
    "arbitrage-net-won": lambda r: net_of(r.sums, money=True)[0],
    "other-bought-shares": lambda r: r.sums.other_bought,
    "other-sold-shares": lambda r: r.sums.other_sold,
    "other-net-shares": lambda r: net_of(r.sums, money=False)[1],
    "other-bought-won": lambda r: r.sums.other_paid,
    "other-sold-won": lambda r: r.sums.other_taken,
    "other-net-won": lambda r: net_of(r.sums, money=True)[1],
    "programme-bought-won": lambda r: r.sums.arbitrage_paid + r.sums.other_paid,
    "programme-sold-won": lambda r: r.sums.arbitrage_taken + r.sums.other_taken,
    "programme-net-won": lambda r: sum(net_of(r.sums, money=True)),
    "arbitrage-net-so-far": lambda r: r.so_far[0],
    "other-net-so-far": lambda r: r.so_far[1],
    "programme-net-so-far": lambda r: sum(r.so_far),
    "kospi200": lambda r: r.level * (1 if r.level >= r.level_before else -1),
    "kospi200-hundredths": lambda r: r.level * (1 if r.level >= r.level_before else -1),
    "basis": lambda r: r.basis,
}
"""What programme trading knows, by the words of contracts/flow-words.json."""

_NETS: Final[Mapping[str, Callable[[ProgrammeRow, bool], int]]] = {
    "arbitrage-net": lambda r, money: net_of(r.sums, money=money)[0],
    "other-net": lambda r, money: net_of(r.sums, money=money)[1],
    "programme-net": lambda r, money: sum(net_of(r.sums, money=money)),
}


class DayRows:
    """Days of a whole market, newest first, with one thing known of each."""

    def __init__(self, dates: Sequence[date], known: Mapping[str, Sequence[int]]) -> None:
        """``known`` are columns by word."""
        self._dates = dates
        self._known = known

    def __len__(self) -> int:
        return len(self._dates)

    @property
    def base(self) -> I64:
        """Nothing: these rows have no price."""
        return np.zeros(len(self), dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that is not known."""
        if word == "date":
            return list(self._dates)
        found = self._known.get(word)
        return None if found is None else np.array(found, dtype=np.int64)


def lending_rows(dates: Sequence[date], sums: Sequence[LendingSums]) -> DayRows:
    """Days of lending."""
    return DayRows(
        dates,
        {
            "lending-trade": [one.new for one in sums],
            "lending-repayment": [one.repaid for one in sums],
            "lending-change": [one.new - one.repaid for one in sums],
            "lending-balance": [one.balance for one in sums],
            "lending-amount": [one.won for one in sums],
        },
    )


def arbitrage_rows(dates: Sequence[date], ends: Sequence[Arbitrage]) -> DayRows:
    """Days of open arbitrage; ``ends`` has one more, the day before the oldest."""
    before = ends[1:]
    return DayRows(
        dates,
        {
            "arbitrage-held-bought-shares": [one.bought for one in ends[:-1]],
            "arbitrage-held-bought-won": [one.bought_won for one in ends[:-1]],
            "arbitrage-held-bought-won-change": [
                one.bought_won - old.bought_won for one, old in zip(ends, before, strict=False)
            ],
            "arbitrage-held-sold-shares": [one.sold for one in ends[:-1]],
            "arbitrage-held-sold-won": [one.sold_won for one in ends[:-1]],
            "arbitrage-held-sold-won-change": [
                one.sold_won - old.sold_won for one, old in zip(ends, before, strict=False)
            ],
        },
    )
