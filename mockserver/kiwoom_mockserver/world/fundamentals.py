"""What a company earns and owns, and the ratios that follow: exact arithmetic on whole numbers.

Money is in 억원 (hundred million won), per-share values in won, ratios have two decimals, a half
rounded away from zero. A ratio that has no meaning is None.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

EOK: Final = 100_000_000
"""Won in an 억원."""


@dataclass(frozen=True, slots=True)
class Fundamentals:
    """The last twelve months and the last balance sheet of an issuer, in 억원.

    ``shares`` are all its listed shares, preferred ones too: what earnings are divided by.
    """

    shares: int
    revenue: int
    operating_profit: int
    net_income: int
    equity: int
    net_debt: int
    """Interest-bearing debt less cash; negative for one with more cash than debt."""
    depreciation: int

    @property
    def eps(self) -> int:
        """Earnings per share in won, cut off towards zero; 0 without shares."""
        return _per_share(self.net_income, self.shares)

    @property
    def bps(self) -> int:
        """Book value per share in won, cut off towards zero; 0 without shares."""
        return _per_share(self.equity, self.shares)

    @property
    def roe(self) -> Decimal | None:
        """Net income over equity, per cent; None without positive equity."""
        return ratio(self.net_income * 100, self.equity) if self.equity > 0 else None

    def per(self, price: int) -> Decimal | None:
        """Price over earnings per share, negative for a loss; None when there are none."""
        return ratio(price, self.eps) if self.eps else None

    def pbr(self, price: int) -> Decimal | None:
        """Price over book value per share; None unless there is some."""
        return ratio(price, self.bps) if self.bps > 0 else None

    def ev_ebitda(self, price: int) -> Decimal | None:
        """Enterprise value over operating profit before depreciation; None for a loss."""
        ebitda = self.operating_profit + self.depreciation
        value = market_cap(price, self.shares) + self.net_debt
        return ratio(value, ebitda) if ebitda > 0 else None


def market_cap(price: int, shares: int) -> int:
    """Market value in 억원, cut off."""
    return price * shares // EOK


def capital(face_value: int, shares: int) -> int:
    """Paid-in capital in 억원, cut off: 자본금."""
    return face_value * shares // EOK


def ratio(numerator: int, denominator: int) -> Decimal:
    """The quotient with two decimals, a half rounded away from zero."""
    negative = (numerator < 0) != (denominator < 0)
    doubled = abs(numerator) * 200 // abs(denominator)
    hundredths = (doubled + 1) // 2
    return Decimal(-hundredths if negative else hundredths).scaleb(-2)


def _per_share(eok: int, shares: int) -> int:
    if not shares:
        return 0
    won = abs(eok) * EOK // shares
    return -won if eok < 0 else won
