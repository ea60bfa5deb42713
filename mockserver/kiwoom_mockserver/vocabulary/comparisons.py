"""Words that set one number of an issue against another: sides of the book, parts of the day."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.noise import I64

if TYPE_CHECKING:
    from kiwoom_mockserver.vocabulary.issues import Issues


def ratio(part: I64, whole: I64) -> I64:
    """Hundredths of a per cent, cut off; 0 of nothing."""
    return np.where(whole > 0, part * 10_000 // np.maximum(whole, 1), 0)


def _asks(issues: "Issues") -> I64:
    total: I64 = issues.book.ask_size.sum(axis=1)
    return total


def _bids(issues: "Issues") -> I64:
    total: I64 = issues.book.bid_size.sum(axis=1)
    return total


def _expects(issues: "Issues") -> NDArray[np.bool_]:
    return issues.state.expected > 0


def _none(issues: "Issues") -> I64:
    return np.zeros(len(issues), dtype=np.int64)


COMPARISONS: "Mapping[str, Callable[[Issues], I64]]" = {
    "net-bid-total": lambda i: _bids(i) - _asks(i),
    "bid-ratio": lambda i: ratio(_bids(i), _asks(i)),
    "ask-ratio": lambda i: ratio(_asks(i), _bids(i)),
    "change-from-open": lambda i: ticks.change_rate(i.state.last, i.state.open),
    "expected-change": lambda i: np.where(_expects(i), i.state.expected - i.state.base, 0),
    "expected-change-rate": lambda i: np.where(
        _expects(i), ticks.change_rate(i.state.expected, i.state.base), 0
    ),
    "expected-change-sign": lambda i: ticks.change_sign(
        np.where(_expects(i), i.state.expected, i.state.base),
        i.state.base,
        ticks.LimitColumns(i.state.lower, i.state.upper),
    ),
    "stock-class": _none,
    "no-count": _none,
}
"""What issues know, by the words of contracts/words.json."""
