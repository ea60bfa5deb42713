"""What parties traded, row by row: one day in each row, or the sum of several days."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from kiwoom_mockserver.world.flows.brokers import Brokers
from kiwoom_mockserver.world.flows.flows import Flows
from kiwoom_mockserver.world.flows.investors import INVESTORS, Investors, Side
from kiwoom_mockserver.world.flows.ledger import Ledger
from kiwoom_mockserver.world.flows.loans import Kind, Loans
from kiwoom_mockserver.world.flows.programmes import Kind as ProgrammeKind
from kiwoom_mockserver.world.flows.programmes import Programmes
from kiwoom_mockserver.world.noise import I64

FOREIGN_MEMBERS: Final = "foreign-members"
PROGRAMMES: Final = "programmes"
Party: TypeAlias = str | int
"""A type of investor, all foreign members, all programmes, or a member's place."""


@dataclass(frozen=True)
class _Days:
    """A ledger, and who is behind it, made when asked for."""

    flows: Flows
    ledger: Ledger
    turnover: I64 | None

    @cached_property
    def investors(self) -> Investors:
        return self.flows.investors(self.ledger, self.turnover)

    @cached_property
    def brokers(self) -> Brokers:
        return self.flows.brokers(self.ledger)

    @cached_property
    def programmes(self) -> Programmes:
        return self.flows.programmes(self.ledger)


class Tally:
    """Sums over ledgers whose rows speak of the same issues, oldest first."""

    def __init__(
        self, flows: Flows, ledgers: Sequence[Ledger], turnover: I64 | None = None
    ) -> None:
        """``turnover`` is the money traded so far, where there is one ledger and it is known."""
        self.flows = flows
        self._ledgers = ledgers
        first, *others = ledgers
        # All days at once: few long columns cost less than many short ones.
        self._every = _Days(flows, first.beside(others) if others else first, turnover)
        self._brokers: dict[Side, I64] = {}

    def __len__(self) -> int:
        return len(self.last)

    @property
    def last(self) -> Ledger:
        """The newest ledger."""
        return self._ledgers[-1]

    @property
    def first(self) -> Ledger:
        """The oldest ledger."""
        return self._ledgers[0]

    @property
    def days(self) -> int:
        """How many ledgers are summed."""
        return len(self._ledgers)

    def volume(self) -> I64:
        """Shares traded by all."""
        return self._sum(self._every.ledger.now)

    def turnover(self) -> I64:
        """Money of all trades, where it is known."""
        known = self._every.turnover
        if known is None:
            raise ValueError("the turnover of these rows is not known")
        return known

    def traded(self, party: Party, side: Side, *, money: bool) -> I64:
        """Shares or won a party bought or sold."""
        return self._sum(_traded(self._every, party, side, money=money))

    def net(self, party: Party, *, money: bool) -> I64:
        """Shares or won bought less those sold."""
        return self._sum(_net(self._every, party, money=money))

    def nets(self, party: Party, *, money: bool) -> I64:
        """The same day by day: ``(rows, days)``, oldest first."""
        rows: I64 = self._by_day(_net(self._every, party, money=money)).T
        return rows

    def programme(self, side: Side, kind: ProgrammeKind, *, money: bool) -> I64:
        """Shares or won that programmes of one kind bought or sold."""
        made = self._every.programmes
        return self._sum(made.won(side, kind) if money else made.shares(side, kind))

    def foreign_held(self) -> I64:
        """Shares foreigners hold after the newest ledger."""
        before = self.flows.holdings.at_close(self.last.issue, self.last.day - 1)
        held: I64 = before + self._by_day(self._every.investors.net_shares("foreign"))[-1]
        return held

    def foreign_held_before(self) -> I64:
        """Shares foreigners held before the oldest ledger."""
        return self.flows.holdings.at_close(self.first.issue, self.first.day - 1)

    def foreign_limit(self) -> I64:
        """Shares foreigners may hold."""
        return self.flows.holdings.limit[self.last.issue]

    def loans(self, kind: Kind) -> Loans:
        """Loans of the rows' days: new and repaid ones in sum, the newest balance."""
        ledger = self._every.ledger
        made = self.flows.loans.loans(kind, ledger.issue, ledger.day)
        balance = self._by_day(made.balance)[-1]
        return Loans(self._sum(made.new), self._sum(made.repaid), balance)

    def brokers(self, side: Side) -> I64:
        """Shares by member: ``(rows, members)``."""
        found = self._brokers.get(side)
        if found is None:
            found = self._brokers[side] = self._sum(self._every.brokers.table(side))
        return found

    def _by_day(self, column: I64) -> I64:
        by_day: I64 = column.reshape(self.days, -1, *column.shape[1:])
        return by_day

    def _sum(self, column: I64) -> I64:
        summed: I64 = self._by_day(column).sum(axis=0)
        return summed


def _traded(day: _Days, party: Party, side: Side, *, money: bool) -> I64:
    if party in INVESTORS:
        investors = day.investors
        return investors.won(side, str(party)) if money else investors.shares(side, str(party))
    if party == FOREIGN_MEMBERS:
        brokers = day.brokers
        return brokers.foreign_won(side) if money else brokers.foreign_shares(side)
    if party == PROGRAMMES:
        return day.programmes.won(side) if money else day.programmes.shares(side)
    if isinstance(party, int):
        return day.brokers.won(side, party) if money else day.brokers.shares(side, party)
    raise ValueError(f"{party!r} is no party to a trade")


def _net(day: _Days, party: Party, *, money: bool) -> I64:
    if party in INVESTORS:  # individuals' net needs no turnover
        who = str(party)
        return day.investors.net_won(who) if money else day.investors.net_shares(who)
    return _traded(day, party, "buy", money=money) - _traded(day, party, "sell", money=money)
