"""Issues of a list over a period: as they stand now, and who traded them on the period's days."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.flowing import FlowRows
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.terms import Terms
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.flows.period import Period
from kiwoom_mockserver.world.flows.tally import Party, Tally
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import Instant, World

INVESTED: Final[tuple[Party, Party]] = ("institution", "foreign")


class TradedIssues(Issues):
    """Rows of a list; ``period`` is the run of days its flows are of."""

    def __init__(
        self,
        world: World,
        places: I64,
        at: Instant,
        period: Period,
        terms: Terms,
        codes: Sequence[str] = (),
        first: int = 0,
    ) -> None:
        """``codes`` are the codes as shown, suffix and all; ``first`` the first rank."""
        super().__init__(world, places, at, codes, first)
        self.terms = terms
        self._period = period
        alone = period.running and len(period.days) == 1
        turnover = self.state.value if alone else None
        tally = Tally(world.flows, period.ledgers(places), turnover)
        self.flows = FlowRows(tally, terms, self.state.last, at)

    @staticmethod
    def knows(word: str) -> bool:
        """Whether traded issues have an answer to a word."""
        return Issues.knows(word) or word in WORDS or word.startswith(_BEFORE)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that they do not have."""
        made = WORDS.get(word)
        if made is not None:
            return made(self)
        if word.startswith(_BEFORE):
            newest: I64 = self._nets("foreign", money=False)[:, -int(word.removeprefix(_BEFORE))]
            return newest
        return super().answer(word)

    def change(self) -> I64:
        """Price change from before the period to its end."""
        oldest, newest = self.flows.tally.first, self.flows.tally.last
        running = self._period.running
        return (self.state.last if running else newest.close) - oldest.base

    def change_rate(self) -> I64:
        """That change in hundredths of a per cent."""
        base = self.flows.tally.first.base
        return ticks.change_rate(base + self.change(), base)

    def run(self, party: Party) -> I64:
        """Days in a row, up to the period's last, on which a party bought net."""
        bought = self._nets(party, money=False) > 0
        days: I64 = np.cumprod(bought[:, ::-1], axis=1).sum(axis=1)
        return days

    def in_run(self, party: Party, *, money: bool) -> I64:
        """Shares or won bought net in that run."""
        nets = self._nets(party, money=money)
        days = np.arange(nets.shape[1])[::-1] < self.run(party)[:, None]
        summed: I64 = (nets * days).sum(axis=1)
        return summed

    def _nets(self, party: Party, *, money: bool) -> I64:
        return self.flows.tally.nets(party, money=money)


_BEFORE: Final = "foreign-net-before/"


def _run(party: Party) -> Callable[[TradedIssues], Answer]:
    return lambda rows: rows.run(party)


def _in_run(party: Party, *, money: bool) -> Callable[[TradedIssues], Answer]:
    return lambda rows: rows.in_run(party, money=money)


def _both(*, money: bool) -> Callable[[TradedIssues], Answer]:
    return lambda r: r.in_run("institution", money=money) + r.in_run("foreign", money=money)


WORDS: Final[Mapping[str, Callable[[TradedIssues], Answer]]] = {
    "period-change": TradedIssues.change,
    "period-change-rate": TradedIssues.change_rate,
    "institution-run-days": _run("institution"),
    "institution-run-shares": _in_run("institution", money=False),
    "institution-run-won": _in_run("institution", money=True),
    "foreign-run-days": _run("foreign"),
    "foreign-run-shares": _in_run("foreign", money=False),
    "foreign-run-won": _in_run("foreign", money=True),
    "both-run-days": lambda rows: rows.run("institution") + rows.run("foreign"),
    "both-run-shares": _both(money=False),
    "both-run-won": _both(money=True),
    "foreign-net-three": lambda rows: rows.flows.tally.net("foreign", money=False),
    "lending-trade": lambda rows: rows.flows.tally.loans("lending").new,
    "lending-repayment": lambda rows: rows.flows.tally.loans("lending").repaid,
    "lending-balance": lambda rows: rows.flows.tally.loans("lending").balance,
    "lending-amount": lambda r: r.flows.tally.loans("lending").balance * r.flows.tally.last.close,
}
"""What a period adds to what issues and flows know."""
