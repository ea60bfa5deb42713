"""Buying on credit: what a broker lends, for how long, and what it asks for it.

A purchase takes a deposit in cash, by the issue's credit group; the broker lends the rest until
the shares are sold. Interest runs from the settlement of the purchase to that of the sale, and is
cut to the won. All rates are data (fixtures/market/credit.json).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.calendar import SETTLEMENT_DAYS, day_at

_MILLION = 1_000_000
_YEAR = 365


@dataclass(frozen=True, slots=True, eq=False)
class CreditTerms:
    """What a broker lends on, per cent; ``rates`` are (up to so many days, millionths a year)."""

    deposits: Mapping[str, int]
    columns: Mapping[int, int]
    days: int
    rates: tuple[tuple[int, int], ...]

    def interest(self, loan: int, first: date, last: date) -> int:
        """What borrowing ``loan`` won from one day to another costs, cut to the won."""
        days = max((last - first).days, 0)
        bounds = [0, *(until for until, _ in self.rates[:-1]), max(days, self.rates[-1][0])]
        total = 0
        for (begin, end), (_, rate) in zip(pairwise(bounds), self.rates, strict=True):
            total += max(min(days, end) - begin, 0) * rate
        return loan * total // (_YEAR * _MILLION)


@cache
def credit_terms() -> CreditTerms:
    """The terms of every account with a credit agreement, read once."""
    path = resources.data_folder("fixtures") / "market" / "credit.json"
    try:
        data: dict[str, Any] = orjson.loads(path.read_bytes())
        return CreditTerms(
            deposits=dict(data["deposits"]),
            columns={int(name): rate for name, rate in data["columns"].items()},
            days=data["days"],
            rates=tuple((until, rate) for until, rate in data["rates"]),
        )
    except OSError as error:
        raise WorldError(f"credit {path}: {error.strerror}; reinstall") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WorldError(f"credit {path}: {type(error).__name__} {error}") from None


def interest_on(loan: int, loan_day: int, until: date) -> int:
    """What a loan of trading day ``loan_day`` has cost by ``until``: it is paid out two days on."""
    return credit_terms().interest(loan, day_at(loan_day + SETTLEMENT_DAYS), until)


def expiry_of(loan_day: int) -> date:
    """The day by which a loan of trading day ``loan_day`` is to be repaid."""
    return day_at(loan_day) + timedelta(days=credit_terms().days)
