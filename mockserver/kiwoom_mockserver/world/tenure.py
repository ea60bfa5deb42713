"""From which trading day to which each issue is traded; outside of them it moves nothing."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import numpy as np

from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.noise import I64

NEVER: Final = 1 << 30
"""Later than any day."""

_OFFERED: Final = frozenset({"KOSPI", "KOSDAQ", "REIT"})
"""Markets whose stocks come from an offering: its price is the base of the first day."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """The first and the last day of each issue, in columns; ``offered`` is 1 for a stock whose
    first day has the limits of an offer price.

    Issues and days that are asked for broadcast.
    """

    first: I64
    last: I64
    offered: I64

    def holds(self, issues: Any, days: Any) -> Any:
        """Whether the issues are traded on the days."""
        return (self.first[issues] <= days) & (days <= self.last[issues])

    def debuts(self, issues: Any, days: Any) -> Any:
        """Whether the days are the issues' first."""
        return self.first[issues] == days

    def within(self, issues: I64, days: I64) -> I64:
        """The days, or where these are outside, the eve of the first or the last."""
        return np.clip(days, self.first[issues] - 1, self.last[issues])

    def age(self, issues: Any, day: int) -> Any:
        """How many days issues have been traded by the end of a day."""
        return np.maximum(np.minimum(day, self.last[issues]) + 1 - self.first[issues], 0)


def always(count: int) -> Tenure:
    """That of issues which are traded on all days."""
    none = np.zeros(count, dtype=np.int64)
    return Tenure(none - NEVER, none + NEVER, none)


def tenure_of(instruments: Instruments) -> Tenure:
    """That of a world's issues; who is listed on a day without trade begins on the next one."""
    eves = (one.listing_date - timedelta(days=1) for one in instruments.all)
    ends = (one.warrant.last_trading_date if one.warrant else None for one in instruments.all)
    offered = (one.is_stock and one.market in _OFFERED for one in instruments.all)
    return Tenure(
        np.array([day_index(eve) + 1 for eve in eves], dtype=np.int64),
        np.array([NEVER if end is None else day_index(end) for end in ends], dtype=np.int64),
        np.array([int(one) for one in offered], dtype=np.int64),
    )
