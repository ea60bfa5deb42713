"""When the books that codes tell of may change; at any other time they stand still.

Codes of KRX alone tell of its regular session's book, codes of both exchanges of its after-market's
too. NXT has none between its sessions.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.phases import Exchange, PhaseName, phases_of
from kiwoom_mockserver.world.session import Where

_REGULAR: Final = frozenset({
    PhaseName.PRE_OPEN, PhaseName.OPENING_AUCTION, PhaseName.CONTINUOUS, PhaseName.CLOSING_AUCTION,
})  # fmt: skip
_OTHER: Final = frozenset({
    PhaseName.PRE_MARKET, PhaseName.MAIN, PhaseName.AFTER_OPENING, PhaseName.AFTER_MARKET,
})  # fmt: skip

QUOTED: Final[Mapping[Where, Mapping[Where, frozenset[PhaseName]]]] = {
    Where.KRX: {Where.KRX: _REGULAR},
    Where.NXT: {Where.NXT: _OTHER},
    Where.BOTH: {Where.KRX: _REGULAR | {PhaseName.AFTER_MARKET}, Where.NXT: _OTHER},
}
"""By what codes speak of: the phases in which each exchange's book moves."""

MORNING: Final = 8 * 3600
"""Second of the day at which books stand that have not moved yet."""


def quoted_at(told: Where, exchange: Where, day: int, second: int) -> int:
    """The last second by ``second`` in which the book of an exchange could change.

    That is of the book as codes of ``told`` tell it.
    """
    ends = [min(second, end) for begin, end in _spans(told, exchange, day) if begin <= second]
    return ends[-1] if ends else MORNING


@lru_cache(maxsize=256)
def _spans(told: Where, exchange: Where, day: int) -> tuple[tuple[int, int], ...]:
    """Begins and ends of the phases in which it moves; what an auction's end leaves counts."""
    phases = phases_of(day_at(day), Exchange(exchange.value))
    midnight = phases[0].start
    return tuple(
        (int((one.start - midnight).total_seconds()), int((one.end - midnight).total_seconds()))
        for one in phases
        if one.name in QUOTED[told][exchange]
    )
