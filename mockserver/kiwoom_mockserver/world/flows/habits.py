"""What is particular to an issue about who holds, borrows and trades it, in columns.

Facts of the world file where it has them (foreigners' holding and limit, credit group); the rest
follows from the kind of issue, its size, and the seed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiwoom_mockserver.world.instruments import Instrument, Instruments
from kiwoom_mockserver.world.noise import I64, below, keys

_FUNDS: Final = frozenset({"etf", "etn"})
_PROGRAMME_BOARDS: Final = frozenset({"KOSPI", "KOSDAQ"})
_LARGE: Final = 10_000_000_000_000
_MIDDLE: Final = 1_000_000_000_000
_HOLDING, _CREDIT, _LOAN, _SHORT = 31, 32, 33, 34


@dataclass(frozen=True, slots=True)
class FlowHabits:
    """One element an issue, in the world's order; parts are thousandths."""

    shares: I64
    foreign_limit: I64
    """Shares foreigners may hold."""
    foreign_held: I64
    """Shares foreigners hold at the anchor day's close."""
    held: I64
    """1 for issues whose holders are counted, 0 for gold."""
    foreign: I64
    """Part of the volume foreigners trade on either side, beside their net purchase."""
    institution: I64
    """Part of what foreigners leave that institutions trade."""
    securities: I64
    """Part of the institutions' trades that are securities firms' own, as of those who make
    markets in funds."""
    programme: I64
    """Part of the volume that programmes trade; 0 outside of KOSPI's and KOSDAQ's stocks."""
    arbitrage: I64
    """Part of the programmes' trades that are index arbitrage."""
    short: I64
    """Part of the volume that is sold short on a usual day."""
    credit: I64
    """Shares bought with credit in the middle; 0 where no credit is given."""
    sold_on_credit: I64
    """Shares sold on credit in the middle."""
    lent: I64
    """Shares on loan in the middle."""


def flow_habits(instruments: Instruments, seed: int) -> FlowHabits:
    """The habits of all issues of a world."""
    issues = instruments.all
    places = np.arange(len(issues))
    shares = instruments.columns.shares
    by_index = np.zeros(len(issues), dtype=np.int64)
    for index in ("201", "150"):
        by_index[instruments.members_of(index)] = 1
    stock = _column(issues, lambda one: one.is_stock)
    limit = _parts(shares, _column(issues, lambda one: one.foreign_limit))
    rate = _column(issues, _foreign_rate)
    # Nobody counts holders of funds in the world file; some foreigners hold some.
    fund = _column(issues, lambda one: one.kind in _FUNDS)
    rate = np.where(fund > 0, 5 + below(keys(seed, _HOLDING, places), 196), rate)
    credit = _column(issues, lambda one: one.credit_group != "")
    drawn = below(keys(seed, _CREDIT, places), 900)
    borrowed = stock * (1 + by_index) * (300 + below(keys(seed, _LOAN, places), 2_200))
    return FlowHabits(
        shares=shares,
        foreign_limit=limit,
        foreign_held=np.minimum(_parts(shares, rate), limit),
        held=_column(issues, lambda one: one.market != "GOLD"),
        foreign=np.where(fund > 0, 150, np.minimum(50 + rate * 4 // 10, 280)),
        institution=_column(issues, _institution),
        securities=_column(issues, lambda one: 350 if one.is_stock else 850),
        programme=_column(issues, _programme),
        arbitrage=by_index * 60,
        short=stock * (5 + by_index * 25 + below(keys(seed, _SHORT, places), 40)),
        credit=credit * _parts(shares, (100 + drawn * 6) // (1 + 9 * by_index)) // 100,
        sold_on_credit=credit * _parts(shares, drawn) // 10_000,
        lent=_parts(shares, borrowed) // 100,
    )


def _foreign_rate(one: Instrument) -> int:
    return one.foreign_rate


def _institution(one: Instrument) -> int:
    if not one.is_stock:
        return 550
    if one.board == "KOSDAQ":
        return 80
    return 320 if one.market_cap >= _MIDDLE else 160


def _programme(one: Instrument) -> int:
    if not one.is_stock or one.board not in _PROGRAMME_BOARDS:
        return 0
    size = one.market_cap
    return 280 if size >= _LARGE else 200 if size >= _MIDDLE else 70


def _column(issues: tuple[Instrument, ...], read: Callable[[Instrument], int]) -> I64:
    return np.array([int(read(one)) for one in issues], dtype=np.int64)


def _parts(whole: I64, thousandths: I64) -> I64:
    return whole // 1000 * thousandths + whole % 1000 * thousandths // 1000
