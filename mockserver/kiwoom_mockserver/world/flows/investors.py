"""Investors by type: who bought and who sold an issue's shares, and for how much.

All types' purchases make the volume, and so do all their sales. Foreigners' net purchase is what
their holding moves by. Individuals take what is left of the shares, and of the money: so all
purchases make the turnover to the won, and all net purchases nothing. Other financial firms stand
so to the institutions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np

from kiwoom_mockserver.world.flows.habits import FlowHabits
from kiwoom_mockserver.world.flows.holdings import Holdings
from kiwoom_mockserver.world.flows.ledger import Ledger
from kiwoom_mockserver.world.flows.paths import WHOLE, Path
from kiwoom_mockserver.world.noise import I64, U64, keys

Side = Literal["buy", "sell"]
SIDES: Final[tuple[Side, Side]] = ("buy", "sell")

INSTITUTIONS: Final = (
    "securities", "pension", "trust", "private-fund", "insurance", "bank", "other-finance",
)  # fmt: skip
"""What makes up the institutions; the last takes what is left."""

INVESTORS: Final = (
    "individual", "foreign", "institution", *INSTITUTIONS,
    "state", "other-corporation", "resident-foreign",
)  # fmt: skip
"""All types. The state's trades are counted with the pension funds', as they are on the exchange
today: its own are nothing."""

ADDING_UP: Final = ("individual", "foreign", "institution", "other-corporation", "resident-foreign")
"""Types that make the whole volume."""

_PARTS: Final[Mapping[str, int]] = {
    "pension": 320, "trust": 260, "private-fund": 380, "insurance": 420, "bank": 500,
    "other-corporation": 22, "resident-foreign": 9,
}  # fmt: skip
"""Thousandths of what those before them in order leave."""

_STREAM: Final = 50
_NUMBER: Final = {name: number for number, name in enumerate(INVESTORS)}


@dataclass(frozen=True, slots=True)
class InvestorBook:
    """Makes the trades of all types on a ledger's issues and days."""

    seed: int
    habits: FlowHabits
    holdings: Holdings

    def of(self, ledger: Ledger, turnover: I64 | None = None) -> "Investors":
        """The investors behind a ledger; ``turnover`` is the money traded so far."""
        return Investors(self, ledger, turnover)


class Investors:
    """Shares and money by type, worked out as far as asked."""

    def __init__(self, book: InvestorBook, ledger: Ledger, turnover: I64 | None) -> None:
        self._book = book
        self._ledger = ledger
        self._turnover = turnover
        self._paths: dict[tuple[Side, str], Path] = {}
        self._left: dict[tuple[Side, str], Path] = {}
        self._money: dict[tuple[Side, str], I64] = {}

    def shares(self, side: Side, who: str) -> I64:
        """Shares a type has bought or sold so far."""
        return self._path(side, who).now

    def net_shares(self, who: str) -> I64:
        """Shares bought less shares sold."""
        return self.shares("buy", who) - self.shares("sell", who)

    def won(self, side: Side, who: str) -> I64:
        """Money a type has paid or taken so far; for individuals the turnover must be known."""
        if who == "individual":
            if self._turnover is None:
                raise ValueError("individuals' money is a rest of the turnover, which is not known")
            others = ADDING_UP[1:]
            return self._turnover - sum((self.won(side, one) for one in others), self._nothing)
        if who == INSTITUTIONS[-1]:
            parts = sum((self.won(side, one) for one in INSTITUTIONS[:-1]), self._nothing)
            return self.won(side, "institution") - parts
        key = (side, who)
        if key not in self._money:
            self._money[key] = self._path(side, who).won(self._ledger.prices)
        return self._money[key]

    def net_won(self, who: str) -> I64:
        """Money paid less money taken; all types' sum is nothing."""
        if who == "individual":
            return self._nothing - sum((self.net_won(one) for one in ADDING_UP[1:]), self._nothing)
        return self.won("buy", who) - self.won("sell", who)

    @property
    def _nothing(self) -> I64:
        return np.zeros(len(self._ledger), dtype=np.int64)

    def _path(self, side: Side, who: str) -> Path:
        key = (side, who)
        if key not in self._paths:
            self._paths[key] = self._made(side, who)
        return self._paths[key]

    def _made(self, side: Side, who: str) -> Path:
        if who in _RESTS:
            return self._rest(side, _RESTS[who])
        whole = self._ledger.path if who == "state" else self._before(side, who)
        return whole.along(self._ledger.ends((side, who), lambda: self._ends(side, who, whole)))

    def _ends(self, side: Side, who: str, whole: Path) -> I64:
        chance = self._chance(side, who)
        if who == "state":
            return whole.cut(self._nothing, chance)
        part = self._drawn(side, who, self._share(who))
        if who != "foreign":
            return whole.cut(whole.part_of_total(part, chance), chance)
        moved = np.maximum(self._net_foreign if side == "buy" else -self._net_foreign, 0)
        both = (whole.total >> 16) * part + ((whole.total & (WHOLE - 1)) * part >> 16)
        return whole.cut(both + moved, chance)

    def _share(self, who: str) -> I64:
        """The usual part a type has of what those before it leave, thousandths."""
        habits, issue = self._book.habits, self._ledger.issue
        own = {
            "foreign": habits.foreign,
            "institution": habits.institution,
            "securities": habits.securities,
        }.get(who)
        return np.full(len(issue), _PARTS[who]) if own is None else own[issue]

    def _before(self, side: Side, who: str) -> Path:
        """What those before a type in order leave to it."""
        if who == "foreign":
            return self._ledger.path
        if who == "securities":
            return self._path(side, "institution")
        return self._rest(side, _BEFORE[who])

    def _rest(self, side: Side, who: str) -> Path:
        """What a type and those before it in order leave."""
        key = (side, who)
        if key not in self._left:
            self._left[key] = self._before(side, who).less(self._path(side, who))
        return self._left[key]

    @cached_property
    def _net_foreign(self) -> I64:
        ledger, holdings = self._ledger, self._book.holdings
        if ledger.run is not None:
            return holdings.net_of_run(*ledger.run).reshape(-1)
        return holdings.net(ledger.issue, ledger.day)

    def _chance(self, side: Side, who: str) -> U64:
        issue, stream = self._ledger.issue, _STREAM + 2 * _NUMBER[who] + SIDES.index(side)
        if who == "foreign" and side == "sell":
            # Who holds next to nothing, or all they may, buys and sells at the same time.
            bound = self._book.holdings.bound[issue]
            streams = np.where(bound, stream - SIDES.index(side), stream)
            return keys(self._book.seed, streams, issue, self._ledger.day)
        return keys(self._book.seed, stream, issue, self._ledger.day)

    def _drawn(self, side: Side, who: str, share: I64) -> I64:
        """About a share of thousandths, for the day, in ``WHOLE`` ths."""
        # Foreigners' two sides differ by their net purchase alone.
        turn = 0 if who == "foreign" else SIDES.index(side)
        stream = _STREAM + 30 + 2 * _NUMBER[who] + turn
        drawn = keys(self._book.seed, stream, self._ledger.issue, self._ledger.day)
        spread = (drawn >> np.uint64(58)).astype(np.int64)
        # From five eighths to thirteen of them; a large share stays near to what it is.
        factor = np.where(share > 500, 58 + spread // 5, 40 + spread)
        return share * factor * WHOLE // 64_000


_BEFORE: Final[Mapping[str, str]] = {
    "institution": "foreign", "other-corporation": "institution",
    "resident-foreign": "other-corporation",
    "pension": "securities", "trust": "pension", "private-fund": "trust",
    "insurance": "private-fund", "bank": "insurance",
}  # fmt: skip
"""Who comes before each type; foreigners are first of all, securities firms of institutions."""

_RESTS: Final[Mapping[str, str]] = {"individual": "resident-foreign", "other-finance": "bank"}
"""Types that take what is left, and who leaves it."""
