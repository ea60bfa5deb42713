"""Words of funds: net asset value, the index that is followed, and how closely.

They stand beside the words of whatever the rows are: funds at an instant, one fund's days or its
trades.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import numpy as np

from kiwoom_mockserver.spec.formats import Directed, Value
from kiwoom_mockserver.vocabulary.beside import Beside
from kiwoom_mockserver.vocabulary.filling import Answer, Subject
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.instruments import FundFacts, Instrument
from kiwoom_mockserver.world.navs import Tracking
from kiwoom_mockserver.world.noise import I64

_CLASS = 19
"""What the manual's list of ETFs calls them."""


class Tracked(Beside[Subject]):
    """Rows of funds: what ``inner`` says of them, and what they track."""

    def __init__(self, inner: Subject, tracking: Tracking, issues: Sequence[Instrument]) -> None:
        """``issues`` are the funds, one a row."""
        super().__init__(inner, WORDS)
        self.tracking = tracking
        self._issues = issues

    def _told(self, read: Callable[[FundFacts], str], kind: str = "") -> Answer:
        """A text of each fund of one kind; nothing for what is no such fund."""
        return [
            read(one.fund) if one.fund is not None and kind in {"", one.kind} else ""
            for one in self._issues
        ]


def _directed(values: I64, base: I64) -> list[Value]:
    """Hundredths with the direction they have taken."""
    signs = np.sign(values - base).tolist()
    rows = zip(values.tolist(), signs, strict=True)
    return [Directed(Decimal(value).scaleb(-2), sign) for value, sign in rows]


def _levels(values: I64, base: I64) -> list[Value]:
    """Whole numbers with the direction they have taken."""
    signs = np.sign(values - base).tolist()
    return [Directed(value, sign) for value, sign in zip(values.tolist(), signs, strict=True)]


def _index_gap(funds: Tracked) -> I64:
    """By how much the net asset value moved more today than the index times its multiple."""
    own = funds.tracking
    moved = ticks.change_rate(own.index, own.index_base) * own.multiple // 1000
    gap: I64 = ticks.change_rate(own.nav, own.nav_base) - moved
    return gap


def _times(fund: FundFacts) -> str:
    return f"{Decimal(fund.multiple).scaleb(-3).normalize():f}"


def _won(hundredths: I64) -> list[Decimal]:
    return [Decimal(value).scaleb(-2) for value in hundredths.tolist()]


WORDS: Mapping[str, Callable[[Tracked], Answer]] = {
    "nav": lambda f: _directed(f.tracking.nav, f.tracking.nav_base),
    "nav-change": lambda f: _won(f.tracking.nav - f.tracking.nav_base),
    "nav-change-rate": lambda f: ticks.change_rate(f.tracking.nav, f.tracking.nav_base),
    "disparity-rate": lambda f: ticks.change_rate(f.tracking.price, f.tracking.nav),
    "index-disparity-rate": _index_gap,
    "tracking-error": lambda f: f.tracking.error,
    "index-level": lambda f: _levels(f.tracking.index, f.tracking.index_base),
    "index-change": lambda f: f.tracking.index - f.tracking.index_base,
    "index-change-rate": lambda f: ticks.change_rate(f.tracking.index, f.tracking.index_base),
    "index-change-sign": lambda f: ticks.change_sign(f.tracking.index, f.tracking.index_base),
    "index-name": lambda f: f._told(lambda fund: fund.index_name),
    "index-code": lambda f: f._told(lambda fund: fund.index_code),
    "index-multiple": lambda f: f._told(_times),
    "listed-shares": lambda f: np.array([one.shares for one in f._issues], dtype=np.int64),
    "replacement-price": lambda f: f.base * 8 // 10 // 10 * 10,
    "issue-class": lambda f: np.full(len(f), _CLASS),
    "original-price": lambda f: np.zeros(len(f), dtype=np.int64),
    "etf-tax": lambda f: f._told(lambda fund: fund.tax, "etf"),
    "etn-tax": lambda f: f._told(lambda fund: fund.tax, "etn"),
}
"""What funds know besides, by the words of contracts/words.json."""
