"""What is traded: issues with everything that is fixed about them, found by code or by place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.fundamentals import Fundamentals
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.sectors import (
    Pool,
    basket_weights,
    chosen,
    find_sector,
    industry_numbers,
)

MARKETS: Final = (
    *("KOSPI", "KOSDAQ", "KONEX"),
    *("ETF", "ETN", "ELW", "REIT", "WARRANT", "GOLD"),
)
"""Lists an issue can be on; a market's number in the columns is its place here."""

KINDS: Final = ("common", "preferred", "reit", "etf", "etn", "elw", "warrant", "gold")
STOCK_KINDS: Final = frozenset({"common", "preferred", "reit"})

NORMAL: Final = "정상"
SUSPENDED: Final = "거래정지"
UNSOUND: Final = frozenset({SUSPENDED, "관리종목", "투자주의환기종목", "정리매매"})
"""Supervision that keeps an issue out of indices."""

_SUFFIXES: Final = ("_NX", "_AL")
_SEPARATE: Final = frozenset({"ELW", "GOLD", "WARRANT", "KONEX"})
_NXT_MARKETS: Final = frozenset({"KOSPI", "KOSDAQ"})
_OWN_BOARD: Final = frozenset({"KOSDAQ", "KONEX"})
_TICK_CLASSES: Final = {
    "ETF": ticks.FUND,
    "ETN": ticks.FUND,
    "ELW": ticks.ELW,
    "GOLD": ticks.GOLD,
}
_PREFIXES: Final = {"ETN": "Q", "ELW": "J", "GOLD": ""}
_BARE_LENGTH: Final = 6
_RESEARCH: Final = frozenset({"103", "120", "125", "129"})


@dataclass(frozen=True, slots=True)
class FundFacts:
    """What an ETF or ETN follows and who runs it.

    The basket holds shares of each issue; its value is the sum of shares times price, and the fund
    moves ``multiple`` thousandths of the basket's daily change. It is empty for a fund that
    follows something outside this market, which then moves by its own volatility.
    """

    index_code: str
    index_name: str
    category: str
    """국내주식, 해외주식, 채권, 금리, 원자재 or 통화."""
    multiple: int
    basket: tuple[tuple[str, int], ...]
    tax: str
    """비과세 or 보유기간과세."""
    manager: str
    manager_code: str
    """As ka40004 filters by; empty for an ETN."""
    nav: int
    """Net asset value of one unit at the anchor day's close, hundredths of a won."""


@dataclass(frozen=True, slots=True)
class WarrantFacts:
    """Terms of an ELW, or of a subscription right (``right`` 증권 or 증서)."""

    underlying: str
    """A stock's code, or 201 for KOSPI200."""
    underlying_name: str
    right: str
    """콜, 풋, 증권 or 증서."""
    strike: int
    """Hundredths of a won or of an index point."""
    conversion: int
    """Underlyings, or won a point, to one warrant: ten-thousandths."""
    issuer: str
    """Code of the member firm; empty for a right."""
    provider: str
    """Code of the liquidity provider; empty for a right."""
    series: str
    """The issuer's number of it, as K411: 회차."""
    last_trading_date: date
    expiry_date: date
    payment_date: date
    volatility: int
    """Implied volatility a year, hundredths of a per cent; 0 for a right."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One issue. Money is in won, quantities in shares; figures are of the anchor day."""

    code: str
    name: str
    market: str
    kind: str = "common"
    sector: str = ""
    """Code of its industry; empty for what is no stock."""
    size: str = ""
    """large, mid or small by market value on its board; empty but for common stocks."""
    shares: int = 0
    float_rate: int = 1000
    """Freely traded shares, thousandths."""
    face_value: int = 0
    reference_price: int = 0
    """The close of the anchor day, on the tick grid."""
    volatility: int = 0
    """Basis points a day of its own movement, beside market and sector."""
    beta: int = 0
    """Thousandths of the market's movement it takes part in."""
    average_volume: int = 0
    settlement_month: int = 12
    listing_date: date = date(2000, 1, 4)
    credit_group: str = ""
    margin_rate: int = 100
    audit: str = NORMAL
    nxt: bool = True
    themes: tuple[str, ...] = ()
    foreign_limit: int = 1000
    """Thousandths of the shares foreigners may hold."""
    foreign_rate: int = 0
    """Thousandths of the shares foreigners hold."""
    fundamentals: Fundamentals | None = None
    fund: FundFacts | None = None
    warrant: WarrantFacts | None = None
    real: bool = False
    """Whether such an issue is listed in Seoul."""

    @property
    def prefixed_code(self) -> str:
        """The code behind the letter of its kind, as accounts write it; gold has its own."""
        return _PREFIXES.get(self.market, "A") + self.code

    @property
    def on_nxt(self) -> bool:
        """Whether NXT trades it too; NXT has neither ETFs nor ELWs."""
        return self.nxt and self.market in _NXT_MARKETS

    @property
    def board(self) -> str:
        """Where it is listed: KOSPI, KOSDAQ or KONEX; funds, ELWs and gold count as KOSPI."""
        return self.market if self.market in _OWN_BOARD else "KOSPI"

    @property
    def is_stock(self) -> bool:
        """Whether it is a common or preferred stock or a REIT."""
        return self.kind in STOCK_KINDS

    @property
    def suspended(self) -> bool:
        """Whether its trading is halted."""
        return self.audit == SUSPENDED

    def listed_on(self, day: date) -> bool:
        """Whether it is listed on a day: neither before its first one nor after its last."""
        begun = self.listing_date <= day
        return begun and (self.warrant is None or day <= self.warrant.last_trading_date)

    @property
    def is_spac(self) -> bool:
        """Whether it is a special purpose acquisition company."""
        return self.kind == "common" and self.name.endswith("스팩")

    @property
    def market_cap(self) -> int:
        """Market value in won at the anchor day's close."""
        return self.reference_price * self.shares

    @property
    def tick_class(self) -> int:
        """Its class in ``ticks``."""
        return _TICK_CLASSES.get(self.market, ticks.STOCK)

    @property
    def segment(self) -> str:
        """KOSDAQ's division it belongs to: prime, venture, midsize or growth; else empty."""
        if self.market != "KOSDAQ" or self.fundamentals is None:
            return ""
        company = self.fundamentals
        if company.net_income < 0 and self.sector in _RESEARCH:
            return "growth"
        if company.equity >= 700 and company.net_income > 0:
            return "prime"
        return "venture" if self.listing_date.year >= 2005 else "midsize"


@dataclass(frozen=True, slots=True)
class Columns:
    """The issues as arrays, one element an issue in the world's order; not to be written to.

    A halted issue moves and trades nothing: its ``volatility``, ``beta``, ``average_volume`` and
    ``sector`` are 0.
    """

    codes: tuple[str, ...]
    market: I64
    """Place in ``MARKETS``."""
    tick_class: I64
    sector: I64
    """Number of the industry whose luck it shares, from 1; 0 for none."""
    reference_price: I64
    shares: I64
    float_shares: I64
    volatility: I64
    beta: I64
    average_volume: I64
    leverage: I64
    """How many times the usual price limit is: 2 for a twofold fund, 1 for the rest."""


def bare_code(code: str) -> str:
    """The code without the letter of its kind, if it has one: 005930 for A005930."""
    behind = code[1:]
    prefixed = code[:1] in set("AJQ") and len(behind.partition("_")[0]) >= _BARE_LENGTH
    return behind if prefixed else code


class Instruments:
    """All issues of a world, found by code or by place."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self.all = tuple(instruments)
        by_market: dict[str, list[Instrument]] = {}
        for instrument in self.all:
            by_market.setdefault(instrument.market, []).append(instrument)
        self._by_market = {market: tuple(held) for market, held in by_market.items()}
        self.listed = tuple(one for one in self.all if one.market not in _SEPARATE)
        """What the stock market's lists and rankings speak of."""
        self._places = {one.code: place for place, one in enumerate(self.all)}
        self._members: dict[str, I64] = {}

    def __len__(self) -> int:
        return len(self.all)

    def of_market(self, market: str) -> tuple[Instrument, ...]:
        """The issues of one market, in order; empty when there are none."""
        return self._by_market.get(market, ())

    def find(self, code: str, *, krx_only: bool = False) -> Instrument | None:
        """The issue with this code, which may end in ``_NX`` or ``_AL``; None when unknown.

        With ``krx_only`` (the paper host) a code with a suffix is unknown.
        """
        bare = code
        for suffix in _SUFFIXES:
            if code.endswith(suffix):
                bare = code.removesuffix(suffix)
                break
        place = self._places.get(bare)
        if place is None:
            return None
        found = self.all[place]
        return found if bare == code or (found.on_nxt and not krx_only) else None

    def place(self, code: str) -> int | None:
        """Where in the world's order the issue with exactly this code stands."""
        return self._places.get(code)

    @cached_property
    def columns(self) -> Columns:
        """The issues as arrays."""
        moving = np.array([not one.suspended for one in self.all], dtype=np.int64)
        numbers = industry_numbers()
        shares = _column(one.shares for one in self.all)
        rates = _column(one.float_rate for one in self.all)
        columns = Columns(
            codes=tuple(one.code for one in self.all),
            market=_column(MARKETS.index(one.market) for one in self.all),
            tick_class=_column(one.tick_class for one in self.all),
            sector=_column(numbers.get(one.sector, 0) for one in self.all) * moving,
            reference_price=_column(one.reference_price for one in self.all),
            shares=shares,
            float_shares=shares // 1000 * rates + shares % 1000 * rates // 1000,
            volatility=_column(one.volatility for one in self.all) * moving,
            beta=_column(one.beta for one in self.all) * moving,
            average_volume=_column(one.average_volume for one in self.all) * moving,
            leverage=_column(
                max(abs(one.fund.multiple) // 1000, 1) if one.fund else 1 for one in self.all
            ),
        )
        for name in Columns.__slots__[1:]:
            getattr(columns, name).flags.writeable = False
        return columns

    def issues_of(self, market: str) -> I64:
        """Places of the issues of one market."""
        number = MARKETS.index(market) if market in MARKETS else -1
        return np.flatnonzero(self.columns.market == number)

    def members_of(self, sector: str) -> I64:
        """Places of the members of a sector or index; empty for an unknown code."""
        held = self._members.get(sector)
        if held is None:
            known = find_sector(sector)
            none = np.empty(0, dtype=np.int64)
            held = self._members[sector] = chosen(known, self._pool) if known else none
            held.flags.writeable = False
        return held

    def basket_of(self, sector: str) -> tuple[I64, I64]:
        """Places of an index's members and how many shares of each are in its basket."""
        places = self.members_of(sector)
        known = find_sector(sector)
        prices = self.columns.reference_price[places]
        shares = self.columns.float_shares[places]
        return places, basket_weights(known, prices, shares) if known else shares

    def theme_members(self, theme: str) -> I64:
        """Places of a theme's members, the largest first."""
        return self._themes.get(theme, np.empty(0, dtype=np.int64))

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """Codes of the themes that have members, in order."""
        return tuple(sorted(self._themes))

    @cached_property
    def _themes(self) -> dict[str, I64]:
        places: dict[str, list[int]] = {}
        for place, one in enumerate(self.all):
            for theme in one.themes:
                places.setdefault(theme, []).append(place)
        return {
            theme: _column(sorted(held, key=lambda place: -self.all[place].market_cap))
            for theme, held in places.items()
        }

    @cached_property
    def _pool(self) -> Pool:
        places = [place for place, one in enumerate(self.all) if one.is_stock]
        stocks = [self.all[place] for place in places]
        equity = _column(one.fundamentals.equity if one.fundamentals else 0 for one in stocks)
        income = _column(one.fundamentals.net_income if one.fundamentals else 0 for one in stocks)
        value = _column(one.market_cap for one in stocks)
        return Pool(
            position=_column(places),
            board=_texts([one.board for one in stocks]),
            sector=_texts([one.sector for one in stocks]),
            size=_texts([one.size for one in stocks]),
            segment=_texts([one.segment for one in stocks]),
            common=np.array([one.kind == "common" for one in stocks], dtype=np.bool_),
            sound=np.array([one.audit not in UNSOUND for one in stocks], dtype=np.bool_),
            value=value,
            cheapness=equity * 1000 // np.maximum(value // 100_000_000, 1),
            return_on_equity=income * 1000 // np.maximum(equity, 1),
            themes=tuple(one.themes for one in stocks),
        )


def _column(values: Iterable[int]) -> I64:
    return np.fromiter(values, dtype=np.int64)


def _texts(values: Sequence[str]) -> NDArray[np.str_]:
    return np.array(values, dtype=np.str_) if values else np.empty(0, dtype="U1")
