"""ETFs and ETNs: what they follow, their baskets, prices and units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.facts import market_facts
from kiwoom_mockserver.world.figures import issue_ids, normal, read_date, spread
from kiwoom_mockserver.world.instruments import FundFacts, Instrument, Instruments
from kiwoom_mockserver.world.listings import Entry
from kiwoom_mockserver.world.noise import I64, below, keys

_PRICE, _UNITS, _VOLUME, _NAV, _LISTED = 71, 72, 73, 74, 75
_TRACKING: Final = 3
"""Basis points a day a fund strays from its basket."""
_UNKNOWN_VOLATILITY: Final = 80


@dataclass(frozen=True, slots=True)
class Index:
    """Something a fund can follow; ``rule`` names its members, empty for what lies outside.

    ``volatility`` and ``beta`` say how something outside moves; see ``Instrument``.
    """

    code: str
    name: str
    category: str
    rule: Mapping[str, Any]
    volatility: int
    beta: int


@cache
def indices() -> dict[str, Index]:
    """All indices, by the key the data calls them by."""
    return {key: Index(*row) for key, *row in market_facts("funds")["indices"]}


@cache
def _managers() -> dict[tuple[str, str], tuple[str, str]]:
    """Who runs a kind of fund of a brand: name, and the code ka40004 filters by."""
    facts = market_facts("funds")
    found = {("etf", brand): (name, code) for brand, code, name in facts["brands"]}
    return found | {("etn", brand): (name, "") for brand, name in facts["note_issuers"]}


@dataclass(frozen=True, slots=True)
class _Basket:
    holdings: tuple[tuple[str, int], ...]
    beta: int


class Baskets:
    """Makes baskets of the stocks of a world; funds on the same index share one."""

    def __init__(self, stocks: Instruments) -> None:
        self._stocks = stocks
        self._made: dict[str, _Basket] = {}

    def of(self, key: str) -> _Basket:
        """The basket of the index with this key, and its beta; empty when it has no members."""
        held = self._made.get(key)
        if held is None:
            held = self._made[key] = self._basket(indices()[key].rule)
        return held

    def _basket(self, rule: Mapping[str, Any]) -> _Basket:
        places, weights = self._members(rule)
        if not len(places):
            return _Basket((), 0)
        columns = self._stocks.columns
        values = np.maximum(columns.reference_price[places] * weights // 1_000_000, 1)
        beta = int((values * columns.beta[places]).sum() // values.sum())
        codes = columns.codes
        holdings = zip((codes[place] for place in places.tolist()), weights.tolist(), strict=True)
        return _Basket(tuple(holdings), beta)

    def _members(self, rule: Mapping[str, Any]) -> tuple[I64, I64]:
        stocks = self._stocks
        if "sector" in rule:
            return stocks.basket_of(rule["sector"])
        if "themes" in rule:
            found = {
                place: None for theme in rule["themes"] for place in stocks.theme_members(theme)
            }
            by_value = sorted(found, key=lambda place: -stocks.all[place].market_cap)
            places = np.array(by_value[: rule.get("top")], dtype=np.int64)
        elif "market" in rule:
            places = stocks.issues_of(rule["market"])
        else:
            held = (stocks.place(code) for code in rule.get("codes", ()))
            places = np.array([place for place in held if place is not None], dtype=np.int64)
        return places, stocks.columns.float_shares[places]


def fund_instruments(
    entries: Sequence[Entry], stocks: Instruments, seed: int, anchor: date
) -> list[Instrument]:
    """The funds among ``entries`` (ETF and ETN), with baskets of ``stocks`` (and gold)."""
    if not entries:
        return []
    ids, baskets = issue_ids(entries), Baskets(stocks)
    nobody = np.zeros(len(ids), dtype=np.int64)
    inverse = np.array([_multiple(entry) <= -2000 for entry in entries], dtype=np.bool_)
    prices = spread(keys(seed, _PRICE, ids), np.where(inverse, 2_400, 12_500), 480)
    units = spread(keys(seed, _UNITS, ids), nobody + 2_900, 1_100) * 1_000
    volumes = spread(keys(seed, _VOLUME, ids), nobody + 6_500, 1_900)
    premium = normal(keys(seed, _NAV, ids), 0, 9)
    age = 30 + below(keys(seed, _LISTED, ids), 1_900)
    today = day_index(anchor)
    drawn = np.stack((prices, units, volumes, premium, age), axis=1).tolist()
    return [_fund(entry, baskets, row, today) for entry, row in zip(entries, drawn, strict=True)]


def _multiple(entry: Entry) -> int:
    return int(entry.product.rpartition(" ")[2])


def _fund(entry: Entry, baskets: Baskets, drawn: Sequence[int], today: int) -> Instrument:
    key, _, multiple_text = entry.product.partition(" ")
    if key not in indices():
        raise WorldError(f"instruments: {entry.code}: no index is called {key!r}")
    index, basket, multiple = indices()[key], baskets.of(key), int(multiple_text)
    given, (price, units, volume, premium, age) = entry.facts, drawn
    price = max(ticks.round_to_tick(ticks.FUND, int(given.get("price", price))), 1)
    followed = abs(multiple) * (index.volatility or _UNKNOWN_VOLATILITY) // 1000
    plain = index.category == "국내주식" and multiple == 1000 and entry.kind == "etf"
    someone = ("", "9999" if entry.kind == "etf" else "")
    manager, manager_code = _managers().get((entry.kind, entry.name.split()[0]), someone)
    facts = FundFacts(
        index_code=index.code,
        index_name=index.name,
        category=index.category,
        multiple=multiple,
        basket=basket.holdings,
        tax="비과세" if plain else "보유기간과세",
        manager=manager,
        manager_code=manager_code,
        nav=price * 100 + price * premium // 100,
    )
    return Instrument(
        code=entry.code,
        name=entry.name,
        market=entry.market,
        kind=entry.kind,
        shares=int(given.get("shares", units)),
        reference_price=price,
        volatility=_TRACKING if basket.holdings else followed,
        beta=(basket.beta if basket.holdings else index.beta) * multiple // 1000,
        average_volume=int(given.get("volume", volume)),
        settlement_month=0,
        listing_date=read_date(given["listed"]) if "listed" in given else day_at(today - age),
        credit_group="A" if plain and entry.real else "",
        margin_rate=40 if abs(multiple) == 1000 else 60,
        audit=str(given.get("audit", "정상")),
        nxt=False,
        fund=facts,
        real=entry.real,
    )
