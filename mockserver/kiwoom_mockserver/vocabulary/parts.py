"""Words of the parts of a day: what was traded before, in and after regular hours."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from kiwoom_mockserver.vocabulary.ratios import part
from kiwoom_mockserver.world.noise import I64

if TYPE_CHECKING:
    from kiwoom_mockserver.vocabulary.issues import Issues

_Figure = Callable[["Issues"], I64]

_FIGURES: "Final[Mapping[str, tuple[_Figure, _Figure]]]" = {
    "before": (lambda i: i.outside.before, lambda i: i.outside.before_won),
    "regular": (
        lambda i: i.state.volume - i.outside.within,
        lambda i: i.state.value - i.outside.within_won,
    ),
    "after": (lambda i: i.outside.after, lambda i: i.outside.after_won),
}
"""Shares and won of each part."""


def _rate(shares: _Figure) -> _Figure:
    """Shares in per cent of the whole day before, hundredths; what is less is negative."""

    def rate(issues: "Issues") -> I64:
        made = shares(issues)
        before = np.asarray(issues.answer("previous-volume"), dtype=np.int64)
        found = part(made, before)
        return np.where(made < before, -found, found)

    return rate


def _turnover_rate(shares: _Figure) -> _Figure:
    """Shares in per cent of those listed, hundredths, cut off."""

    def rate(issues: "Issues") -> I64:
        listed = np.asarray(issues.answer("listed-shares"), dtype=np.int64)
        return np.where(listed > 0, shares(issues) * 10_000 // np.maximum(listed, 1), 0)

    return rate


PARTS: "Final[Mapping[str, _Figure]]" = {
    f"{name}-{what}": figure
    for name, (shares, won) in _FIGURES.items()
    for what, figure in (
        ("volume", shares), ("volume-rate", _rate(shares)),
        ("turnover-rate", _turnover_rate(shares)), ("turnover", won),
    )
}  # fmt: skip
"""What issues know, by the words of contracts/list-words.json."""
