"""Words of ELWs where rows may be of any kind: others have nothing, or 0, there."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.elws import Valued

if TYPE_CHECKING:
    from kiwoom_mockserver.vocabulary.issues import Issues

Word = Callable[["Issues"], list[Value]]


def _elw(word: str, otherwise: Value) -> Word:
    """A word of ELWs; ``otherwise`` for every other row."""

    def column(issues: "Issues") -> list[Value]:
        values: list[Value] = [otherwise] * len(issues)
        rows = [row for row, one in enumerate(issues.instruments) if one.market == "ELW"]
        if rows:
            answer = _valued(issues, rows).answer(word)
            told = answer.tolist() if isinstance(answer, np.ndarray) else answer or ()
            for row, value in zip(rows, told, strict=True):
                values[row] = value
        return values

    return column


def _valued(issues: "Issues", rows: list[int]) -> Valued:
    world, at = issues.moment
    places = issues.places[rows]
    worth = world.elws.now(places, at.day, at.second)
    held = world.elws.provided(places, np.full(len(places), at.day))
    return Valued(issues, worth, [issues.instruments[row] for row in rows], held)


def _break_even(issues: "Issues") -> list[Value]:
    """How far the underlying is from where an ELW earns its price back, per cent."""
    rates = _elw("break-even-rate", 0)(issues)
    return [Decimal(rate).scaleb(-2) for rate in rates if isinstance(rate, int)]


def _expiry(issues: "Issues") -> list[Value]:
    """The day as a number of eight digits; 0 of what does not expire (live, July 2026)."""
    days = [one.warrant.expiry_date if one.market == "ELW" and one.warrant else None
            for one in issues.instruments]  # fmt: skip
    return [day.year * 10_000 + day.month * 100 + day.day if day else 0 for day in days]


OPTIONAL: Mapping[str, Word] = {
    "parity": _elw("parity", Decimal(0)),
    "gearing": _elw("gearing", Decimal(0)),
    "capital-support-rate": lambda i: [Decimal(0)] * len(i),
    "strike-price": _elw("strike-price", Decimal(0)),
    "conversion-ratio": _elw("conversion-ratio", Decimal(0)),
    "break-even-rate": _break_even,
    "expiry-number": _expiry,
    **{
        word: _elw(word, None)
        for word in (
            "theoretical-price", "implied-volatility", "delta", "gamma", "theta", "vega", "rho",
        )
    },
}  # fmt: skip
"""What issues of any kind know, by the words of contracts/words.json."""
