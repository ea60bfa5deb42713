"""What is borrowed: shares on loan, shares bought or sold on credit, and shares sold short.

A balance at the end of a day is that of the day before, and what was new, less what was repaid.
New and repaid shares are part of the day's volume. These figures are those of whole days.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.flows.habits import FlowHabits
from kiwoom_mockserver.world.flows.ledger import Ledger
from kiwoom_mockserver.world.flows.levels import MOST_RISE, STEP, stir, wander, wander_on
from kiwoom_mockserver.world.flows.paths import portion
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64, below, keys

Kind = Literal["lending", "credit", "sold-on-credit"]

_STREAMS: Final = {"lending": 150, "credit": 153, "sold-on-credit": 156}
_SHORT: Final = 160
KEPT: Final = 4_096
"""Loans of single issues on single days that are kept."""


@dataclass(frozen=True, slots=True)
class Loans:
    """A kind of loan on some issues and days: one element each, in shares."""

    new: I64
    repaid: I64
    balance: I64


class LoanBook:
    """Balances of all kinds, and short sales, of one market."""

    def __init__(self, market: Market, habits: FlowHabits) -> None:
        self._seed = market.seed
        self._planner = market.planner
        self._tenure = market.tenure
        self._usual = market.habits.average_volume
        self._short = habits.short
        self._kept: Cache[tuple[Kind, int, int], Loans] = Cache(KEPT)
        self._middle: dict[Kind, I64] = {
            "lending": habits.lent,
            "credit": habits.credit,
            "sold-on-credit": habits.sold_on_credit,
        }

    def loans(self, kind: Kind, issues: I64, days: I64) -> Loans:
        """New, repaid and outstanding loans of the (issue, day) pairs, when the days are over."""
        if len(issues) == 1:
            key = kind, int(issues[0]), int(days[0])
            return self._kept.get(key, lambda: self._loans(kind, issues, days))
        return self._loans(kind, issues, days)

    def _loans(self, kind: Kind, issues: I64, days: I64) -> Loans:
        balance = self.balance(kind, issues, days)
        moved = balance - self.balance(kind, issues, days - 1)
        turned = keys(self._seed, _STREAMS[kind] + 1, issues, days)
        calm = self._planner.calm_volumes(issues, days)
        # At most a sixteenth of a quiet day, and nothing where nobody lends.
        lent = (self._middle[kind][issues] > 0) & self._tenure.holds(issues, days)
        both = np.where(lent, below(turned, (calm >> 4) + 1), 0)
        return Loans(both + np.maximum(moved, 0), both + np.maximum(-moved, 0), balance)

    def runs(self, kind: Kind, issues: I64, first: int, count: int) -> Loans:
        """The same on ``count`` days from ``first`` on: ``(issues, days)``."""
        days, middle = np.arange(first - 1, first + count), self._middle[kind][issues]
        step = np.minimum(self._usual[issues] * STEP // 1000, middle // (2 * MOST_RISE))
        calm = self._planner.calm_volumes(
            issues[:, None], np.arange(first - 1, first + count + 1)[None, :]
        )
        quiet = np.minimum(calm[:, :-1], calm[:, 1:])
        reach = np.minimum(quiet >> 5, (middle // 8)[:, None])
        stream = _STREAMS[kind]
        balance = wander_on(self._seed, stream, issues, first - 1, count + 1, step)
        balance += stir(self._seed, stream + 2, issues[:, None], days[None, :], reach)
        balance += middle[:, None]
        turned = keys(self._seed, stream + 1, issues[:, None], days[None, 1:])
        both = below(turned, (calm[:, 1:-1] >> 4) + 1) * (middle > 0)[:, None]
        moved = np.diff(balance, axis=1)
        found = Loans(both + np.maximum(moved, 0), both + np.maximum(-moved, 0), balance[:, 1:])
        self._stand_still(kind, issues, days[1:], found)
        return found

    def _stand_still(self, kind: Kind, issues: I64, days: I64, found: Loans) -> None:
        """What was found of days on which an issue is not traded is that nothing moves."""
        rows, columns = np.nonzero(~self._tenure.holds(issues[:, None], days[None, :]))
        if len(rows):
            still = self._loans(kind, issues[rows], days[columns])
            for name in ("new", "repaid", "balance"):
                getattr(found, name)[rows, columns] = getattr(still, name)

    def balance(self, kind: Kind, issues: I64, days: I64) -> I64:
        """Shares outstanding at the end of the days."""
        days = self._tenure.within(issues, days)
        middle = self._middle[kind][issues]
        step = np.minimum(self._usual[issues] * STEP // 1000, middle // (2 * MOST_RISE))
        quiet = self._planner.quiet_volumes(issues, days)
        reach = np.minimum(quiet >> 5, middle // 8)
        stream = _STREAMS[kind]
        slow = wander(self._seed, stream, issues, days, step)
        return middle + slow + stir(self._seed, stream + 2, issues, days, reach)

    def short_sold(self, ledger: Ledger) -> I64:
        """Shares sold short so far on a ledger's issues and days."""
        drawn = below(keys(self._seed, _SHORT, ledger.issue, ledger.day), 200)
        share = self._short[ledger.issue] * drawn // 100
        whole = ledger.volume // 1000 * share + ledger.volume % 1000 * share // 1000
        return portion(ledger.now, whole, ledger.volume)
