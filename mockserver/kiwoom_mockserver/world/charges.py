"""Commission and taxes of a trade, exact to the won.

Commission is cut to 10 won, the transaction tax and the rural development tax each to 1 won: one
paper-account row of July 2026 (272,500 won valued: 950 and 544 = 136 + 408 won) fits no other
rounding. Taxes are a seller's; their rate follows the settlement day and the board. All rates are
data (fixtures/market/charges.json).

Dividends and interest come with income tax and residents' tax withheld, each cut to 10 won.

Charges are worked out for what an order has traded in all, and a fill costs what they grew by: so
they do not depend on how many parts an order was filled in.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any, Final, NamedTuple

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError

_MILLION: Final = 1_000_000
_UNIT: Final = 10


class Charges(NamedTuple):
    """What trading cost, in won."""

    commission: int
    transaction_tax: int = 0
    rural_tax: int = 0

    @property
    def tax(self) -> int:
        """Both taxes."""
        return self.transaction_tax + self.rural_tax

    @property
    def total(self) -> int:
        """Commission and taxes."""
        return self.commission + self.tax

    def less(self, other: "Charges") -> "Charges":
        """These charges without ``other``."""
        return Charges(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True, eq=False)
class Tariff:
    """Who asks how much: a profile's commission, gold's, and the taxes by board."""

    commission: dict[str, int]
    gold: int
    gold_vat: int
    untaxed: frozenset[str]
    income_tax: int
    """Of dividends and interest, in millionths."""
    resident_percent: int
    """Resident tax, per cent of the income tax."""
    taxes: dict[str, tuple[tuple[date, int, int], ...]]

    def commission_of(self, market: str, exchange: str, amount: int) -> int:
        """The commission of ``amount`` won traded; gold's includes value added tax."""
        if market == "GOLD":
            plain = _cut(amount * self.gold)
            return plain + plain * self.gold_vat // 100
        return _cut(amount * self.commission[exchange])

    def of_buying(self, market: str, exchange: str, amount: int) -> Charges:
        """What buying for ``amount`` won costs beside it."""
        return Charges(self.commission_of(market, exchange, amount))

    def of_selling(self, market: str, exchange: str, amount: int, settled: date) -> Charges:
        """What selling for ``amount`` won costs, when it is settled on ``settled``."""
        transaction, rural = self.tax_rates(market, settled)
        return Charges(
            self.commission_of(market, exchange, amount),
            amount * transaction // _MILLION,
            amount * rural // _MILLION,
        )

    def withheld(self, income: int) -> int:
        """Taxes taken off dividends and interest: on income, and the residents', each to 10 won."""
        tax = _cut(income * self.income_tax)
        return tax + tax * self.resident_percent // 100 // _UNIT * _UNIT

    def tax_rates(self, market: str, settled: date) -> tuple[int, int]:
        """Transaction tax and rural development tax, in millionths of the amount."""
        if market in self.untaxed:
            return 0, 0
        rows = self.taxes.get(market, self.taxes["KOSPI"])
        found = rows[max(bisect_right(rows, settled, key=itemgetter(0)) - 1, 0)]
        return found[1], found[2]


def _cut(millionths: int) -> int:
    return millionths // _MILLION // _UNIT * _UNIT


@cache
def tariff_of(profile: str) -> Tariff:
    """The tariff of the live or the paper host, read once."""
    path = resources.data_folder("fixtures") / "market" / "charges.json"
    try:
        data: dict[str, Any] = orjson.loads(path.read_bytes())
        return Tariff(
            commission=dict(data["commission"][profile]),
            gold=data["gold"]["commission"],
            gold_vat=data["gold"]["vat_percent"],
            untaxed=frozenset(data["untaxed"]),
            income_tax=data["income"]["tax"],
            resident_percent=data["income"]["resident_percent"],
            taxes={
                board: tuple((date.fromisoformat(d), one, two) for d, one, two in rows)
                for board, rows in data["taxes"].items()
            },
        )
    except OSError as error:
        raise WorldError(f"charges {path}: {error.strerror}; reinstall") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WorldError(f"charges {path}: {type(error).__name__} {error}") from None
