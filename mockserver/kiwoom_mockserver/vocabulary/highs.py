"""Words of the highest and lowest prices of longer periods, today's included as it stands."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.noise import I64

if TYPE_CHECKING:
    from kiwoom_mockserver.vocabulary.issues import Issues


def period(issues: "Issues", days: int) -> tuple[I64, I64]:
    """Highest and lowest price of the ``days`` before today and of today until now."""
    state = issues.state
    high = np.where(state.volume > 0, state.high, state.last)
    low = np.where(state.volume > 0, state.low, state.last)
    if days < 1:
        return high, low
    before = issues.extremes(days)
    return np.maximum(high, before[0]), np.minimum(low, before[2])


def _this_year(issues: "Issues") -> tuple[I64, I64]:
    _, at = issues.moment
    last_year_end = day_index(date(at.date.year - 1, 12, 31))
    return period(issues, at.day - last_year_end - 1)


def _dates(days: I64) -> list[date]:
    return [day_at(day) for day in days.tolist()]


HIGHS: "Mapping[str, Callable[[Issues], Answer]]" = {
    "year-high": lambda i: _this_year(i)[0],
    "year-low": lambda i: _this_year(i)[1],
    "high-250-date": lambda i: _dates(i.year[1]),
    "low-250-date": lambda i: _dates(i.year[3]),
}
"""What issues know, by the words of contracts/words.json."""
