"""Programme trading: baskets of shares bought and sold by machine, with or against futures."""

from typing import Final, Literal

import numpy as np

from kiwoom_mockserver.world.flows.habits import FlowHabits
from kiwoom_mockserver.world.flows.investors import SIDES, Side
from kiwoom_mockserver.world.flows.ledger import Ledger
from kiwoom_mockserver.world.flows.paths import WHOLE, Path
from kiwoom_mockserver.world.noise import I64, below, keys

Kind = Literal["arbitrage", "other", "all"]
KINDS: Final[tuple[Kind, Kind]] = ("arbitrage", "other")

_STREAM: Final = 140


class Programmes:
    """Shares and money that programmes bought and sold behind a ledger; part of its volume."""

    def __init__(self, seed: int, habits: FlowHabits, ledger: Ledger) -> None:
        self._seed = seed
        self._habits = habits
        self._ledger = ledger
        self._paths: dict[tuple[Side, Kind], Path] = {}

    def shares(self, side: Side, kind: Kind = "all") -> I64:
        """Shares so far; all are those of arbitrage and the others."""
        return self._path(side, kind).now

    def won(self, side: Side, kind: Kind = "all") -> I64:
        """Money so far; all is that of arbitrage and the others."""
        if kind == "other":
            return self.won(side, "all") - self.won(side, "arbitrage")
        return self._path(side, kind).won(self._ledger.prices)

    def net_shares(self, kind: Kind = "all") -> I64:
        """Shares bought less shares sold."""
        return self.shares("buy", kind) - self.shares("sell", kind)

    def net_won(self, kind: Kind = "all") -> I64:
        """Money paid less money taken."""
        return self.won("buy", kind) - self.won("sell", kind)

    def _path(self, side: Side, kind: Kind) -> Path:
        key = (side, kind)
        if key not in self._paths:
            self._paths[key] = self._made(side, kind)
        return self._paths[key]

    def _made(self, side: Side, kind: Kind) -> Path:
        if kind == "other":
            return self._path(side, "all").less(self._path(side, "arbitrage"))
        whole = self._ledger.path if kind == "all" else self._path(side, "all")
        key = ("programmes", side, kind)
        return whole.along(self._ledger.ends(key, lambda: self._ends(side, kind, whole)))

    def _ends(self, side: Side, kind: Kind, whole: Path) -> I64:
        issue, day, habits = self._ledger.issue, self._ledger.day, self._habits
        stream = _STREAM + 4 * (kind == "arbitrage") + SIDES.index(side)
        chance = keys(self._seed, stream, issue, day)
        usual = habits.programme[issue] if kind == "all" else habits.arbitrage[issue]
        # The market's mood: arbitrage comes on some days to all shares of an index alike.
        mood = 20 + below(keys(self._seed, stream + 2, day), 49)
        share = usual * (mood + below(keys(self._seed, stream + 10, issue, day), 73)) // 80
        part = whole.part_of_total(np.minimum(share, 700) * WHOLE // 1000, chance)
        return whole.cut(part, chance)
