"""Sectors and indices: codes, names, and who belongs to each.

An *industry* holds the stocks that carry its code on its own board (rule ``industry``). All others
are composites, chosen from the stocks of a ``board`` (KRX: KOSPI and KOSDAQ) in these steps:

- ``among``: only the so many largest common stocks fit for an index;
- ``industries``, ``size``, ``segment``, ``themes``: only those of the kinds named;
- ``order``, ``skip``, ``top``: of the common stocks fit for an index, ranked by market value
  (default), by cheapness (``value``) or by return on equity (``profit``), those from rank ``skip``
  up to rank ``top``.

A ``derived`` index (VKOSPI) has no members. ``weights`` is ``equal`` or by free-float value;
``limit`` caps one member's part (thousandths); ``multiple`` is the daily multiple (thousandths).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.world.facts import market_facts
from kiwoom_mockserver.world.noise import I64

_BOARD_OF_LIST: Final = {"0": "KOSPI", "1": "KOSDAQ"}


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector or index; ``market`` is the list of ka10101 it stands in, ``level`` in hundredths.

    ``level`` is that of the anchor day's close.
    """

    code: str
    name: str
    market: str
    level: int
    rule: Mapping[str, Any]

    @property
    def group(self) -> int:
        """Its number in its list, as ka10101 gives it: 1 for 001."""
        return int(self.code) % 100

    @property
    def is_industry(self) -> bool:
        """Whether stocks carry this code themselves."""
        return bool(self.rule.get("industry"))

    @property
    def board(self) -> str:
        """The board its members are on: KOSPI, KOSDAQ, or KRX for both."""
        return str(self.rule.get("board") or _BOARD_OF_LIST.get(self.market, "KRX"))

    @property
    def multiple(self) -> int:
        """Thousandths of its members' daily change that it shows; negative for inverse ones."""
        return int(self.rule.get("multiple", 1000))


@dataclass(frozen=True, slots=True)
class Pool:
    """The stocks sectors are chosen from, in columns; ``position`` is the place in the world."""

    position: I64
    board: NDArray[np.str_]
    sector: NDArray[np.str_]
    size: NDArray[np.str_]
    segment: NDArray[np.str_]
    common: NDArray[np.bool_]
    sound: NDArray[np.bool_]
    """Fit for an index: neither halted nor under administration."""
    value: I64
    """Market value in won."""
    cheapness: I64
    """Equity over market value, thousandths."""
    return_on_equity: I64
    themes: tuple[tuple[str, ...], ...]


@cache
def sectors() -> tuple[Sector, ...]:
    """All sectors, in the order of the data."""
    return tuple(Sector(*row) for row in market_facts("sectors")["sectors"])


@cache
def _by_code() -> dict[str, Sector]:
    return {sector.code: sector for sector in sectors()}


def find_sector(code: str) -> Sector | None:
    """The sector with this code, which may end in ``_AL`` or ``_NX``; None when unknown."""
    return _by_code().get(code.partition("_")[0])


def sectors_of(market: str) -> tuple[Sector, ...]:
    """The list of ka10101 for its market parameter: 0 KOSPI, 1 KOSDAQ, 2, 4, 7."""
    return tuple(sector for sector in sectors() if sector.market == market)


@cache
def industry_numbers() -> dict[str, int]:
    """Each industry's number, from 1; 0 stands for none."""
    industries = (sector.code for sector in sectors() if sector.is_industry)
    return {code: number for number, code in enumerate(industries, 1)}


def chosen(sector: Sector, pool: Pool) -> I64:
    """Positions of the members: an industry's in order, a composite's by rank where it has one."""
    rule = sector.rule
    if rule.get("derived"):
        return np.empty(0, dtype=np.int64)
    if sector.is_industry:
        own: I64 = pool.position[(pool.sector == sector.code) & (pool.board == sector.board)]
        return own
    kept = pool.board == sector.board if sector.board != "KRX" else pool.board != "KONEX"
    if "among" in rule:
        largest = np.zeros(len(kept), dtype=np.bool_)
        largest[_ranked(pool.value, kept & pool.common & pool.sound)[: rule["among"]]] = True
        kept = largest
    kept = kept & _of_kind(rule, pool)
    if not _RANKING & rule.keys():
        members: I64 = pool.position[kept]
        return members
    orders = {"value": pool.cheapness, "profit": pool.return_on_equity}
    ranking = orders.get(rule.get("order", ""), pool.value)
    found = _ranked(ranking, kept & pool.common & pool.sound)
    ranked: I64 = pool.position[found[rule.get("skip", 0) : rule.get("top")]]
    return ranked


_RANKING: Final = frozenset({"order", "skip", "top"})


def _ranked(by: I64, kept: NDArray[np.bool_]) -> I64:
    candidates: I64 = np.flatnonzero(kept)
    return candidates[np.argsort(-by[candidates], kind="stable")]


def _of_kind(rule: Mapping[str, Any], pool: Pool) -> NDArray[np.bool_]:
    kept = np.ones(len(pool.position), dtype=np.bool_)
    if "industries" in rule:
        kept &= np.isin(pool.sector, np.array(rule["industries"]))
    if "size" in rule:
        kept &= pool.size == rule["size"]
    if "segment" in rule:
        kept &= pool.segment == rule["segment"]
    if "themes" in rule:
        wanted = frozenset(rule["themes"])
        kept &= np.array([not wanted.isdisjoint(held) for held in pool.themes], dtype=np.bool_)
    return kept


def basket_weights(sector: Sector, prices: I64, float_shares: I64) -> I64:
    """Shares of each member in the index's basket: its value is the sum of shares times price."""
    if sector.rule.get("weights") == "equal":
        return 1_000_000_000_000 // np.maximum(prices, 1)
    limit = sector.rule.get("limit")
    return _limited(prices, float_shares, limit) if limit else float_shares


def _limited(prices: I64, shares: I64, limit: int) -> I64:
    """``shares``, fewer where one member's value exceeds ``limit`` thousandths of the whole."""
    # In millions, so that sums of values times a thousand stay within 64 bits.
    values = prices * shares // 1_000_000
    capped = np.zeros(len(values), dtype=np.bool_)
    while int(capped.sum()) * limit < 1000:
        most = int(values[~capped].sum()) * limit // (1000 - int(capped.sum()) * limit)
        over = ~capped & (values > most)
        if not over.any():
            return np.where(capped, most * 1_000_000 // np.maximum(prices, 1), shares)
        capped |= over
    return shares


def has_issues(sector: Sector) -> bool:
    """Whether a sector has issues of its own, and is no index that chooses some."""
    return not {"derived", "order", "top"} & sector.rule.keys()
