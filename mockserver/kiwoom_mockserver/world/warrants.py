"""ELWs and subscription rights: their terms, and what they are worth on the anchor day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import erf, exp, log, sqrt
from typing import Final

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.calendar import day_at, day_index, settlement_day, trading_day
from kiwoom_mockserver.world.figures import issue_ids, read_date, spread
from kiwoom_mockserver.world.instruments import Instrument, Instruments, WarrantFacts
from kiwoom_mockserver.world.listings import Entry
from kiwoom_mockserver.world.members import find_member
from kiwoom_mockserver.world.noise import below, keys
from kiwoom_mockserver.world.sectors import find_sector

KOSPI200: Final = "201"
ISSUERS: Final = ("003", "005", "006", "012", "017", "050")
"""Member firms that issue ELWs; each provides its own liquidity."""
INTEREST: Final = 0.025
"""Won interest a year in theoretical prices."""

_UNDERLYING, _RIGHT, _STRIKE, _MONTH, _ISSUER, _VOLATILITY, _VOLUME, _AGE, _SERIES = range(81, 90)
_CONVERSIONS: Final = (2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
_INDEX_CONVERSION: Final = 1_000_000
_FAVOURITES: Final = 12
"""So many of the largest stocks have ELWs."""


@dataclass(frozen=True, slots=True)
class _Asset:
    """What ELWs are on: ``spot`` in hundredths of a won or point."""

    code: str
    name: str
    spot: int


def elw_instruments(
    entries: Sequence[Entry], stocks: Instruments, seed: int, anchor: date
) -> list[Instrument]:
    """The ELWs among ``entries``, on KOSPI200 and stocks of the world."""
    if not entries:
        return []
    ids = issue_ids(entries)
    streams = (_UNDERLYING, _RIGHT, _STRIKE, _MONTH, _ISSUER, _VOLATILITY, _AGE, _SERIES)
    draws = [below(keys(seed, stream, ids), 1 << 20) for stream in streams]
    median = np.full(len(ids), 52_000, dtype=np.int64)
    draws.append(spread(keys(seed, _VOLUME, ids), median, 1_600))
    assets = _assets(stocks)
    rows = np.stack(draws, axis=1).tolist()
    taken: set[str] = set()
    return [
        _elw(entry, assets, row, anchor, taken) for entry, row in zip(entries, rows, strict=True)
    ]


def _assets(stocks: Instruments) -> list[_Asset]:
    """KOSPI200 first, then the largest common stocks."""
    index = find_sector(KOSPI200)
    commons = [one for one in stocks.all if one.kind == "common" and one.board == "KOSPI"]
    commons.sort(key=lambda one: -one.market_cap)
    spots = [_Asset(one.code, one.name, one.reference_price * 100) for one in commons]
    return [_Asset(KOSPI200, "KOSPI200", index.level if index else 100_000), *spots]


def _elw(
    entry: Entry, assets: Sequence[_Asset], draws: Sequence[int], anchor: date, taken: set[str]
) -> Instrument:
    which, way, distance, month, firm, nervous, age, number, volume = draws
    code, right, issuer = ([*entry.product.split(), "", "", ""])[:3]
    asset = next((one for one in assets if one.code == code), None)
    if asset is None:
        favourites = assets[1 : 1 + _FAVOURITES]
        on_stock = favourites and which & 1
        asset = favourites[which // 2 % len(favourites)] if on_stock else assets[0]
    right = right or ("콜" if way % 5 < 3 else "풋")
    issuer = issuer or ISSUERS[firm % len(ISSUERS)]
    last_day = _expiry_month(anchor, 1 + month % 6)
    facts = WarrantFacts(
        underlying=asset.code,
        underlying_name=asset.name,
        right=right,
        strike=_strike(asset, 850 + distance % 13 * 25),
        conversion=_conversion(asset),
        issuer=issuer,
        provider=issuer,
        series=f"K{number % 900 + 100}",
        last_trading_date=last_day,
        expiry_date=settlement_day(last_day),
        payment_date=settlement_day(last_day, 4),
        volatility=(3_600 if asset.code == KOSPI200 else 4_400) + nervous % 1_600,
    )
    price = max(ticks.round_to_tick(ticks.ELW, _theory(asset.spot, facts, anchor)), 5)
    member = find_member(issuer)
    name = entry.name or f"{member.short_name if member else ''}{entry.code[2:]}{asset.name}{right}"
    taken.add(name)
    given = entry.facts
    return Instrument(
        code=entry.code,
        name=name,
        market=entry.market,
        kind="elw",
        shares=int(given.get("shares", (4 + number % 9) * 1_000_000)),
        reference_price=ticks.round_to_tick(ticks.ELW, int(given.get("price", price))) or 5,
        volatility=300,
        average_volume=int(given.get("volume", volume)),
        settlement_month=0,
        listing_date=(
            read_date(given["listed"])
            if "listed" in given
            else day_at(day_index(anchor) - 20 - age % 140)
        ),
        audit=str(given.get("audit", "정상")),
        nxt=False,
        warrant=facts,
        real=entry.real,
    )


def _expiry_month(anchor: date, ahead: int) -> date:
    """The last trading day of contracts so many months ahead: the second Thursday's."""
    months = anchor.year * 12 + anchor.month - 1 + ahead
    first = date(months // 12, months % 12 + 1, 1)
    thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 7)
    return trading_day(thursday)


def _strike(asset: _Asset, per_mille: int) -> int:
    aimed = asset.spot * per_mille // 1000
    if asset.code == KOSPI200:
        return max(aimed // 250 * 250, 250)
    won = max(aimed // 100, 1)
    return max(ticks.round_to_tick(ticks.STOCK, won), 1) * 100


def _conversion(asset: _Asset) -> int:
    """The largest usual ratio that keeps a warrant's part of its underlying below 6,000 won."""
    if asset.code == KOSPI200:
        return _INDEX_CONVERSION
    return next((one for one in _CONVERSIONS if asset.spot * one <= 6_000 * 1_000_000), 1)


def _theory(spot: int, facts: WarrantFacts, anchor: date) -> int:
    """Black and Scholes, in won. Floating point, but cut to the tick long before its last digit."""
    years = max((facts.last_trading_date - anchor).days, 1) / 365
    swing = facts.volatility / 10_000 * sqrt(years)
    now, later = spot / 100, facts.strike / 100 * exp(-INTEREST * years)
    upper = log(now / later) / swing + swing / 2
    sign = 1 if facts.right == "콜" else -1
    worth = sign * (now * _normal(sign * upper) - later * _normal(sign * (upper - swing)))
    return round(worth * facts.conversion / 10_000)


def _normal(deviate: float) -> float:
    return (1 + erf(deviate / sqrt(2))) / 2


def right_instruments(
    entries: Sequence[Entry], stocks: Instruments, seed: int, anchor: date
) -> list[Instrument]:
    """The subscription rights among ``entries``: 증권 live for years, 증서 for days."""
    if not entries:
        return []
    ids = issue_ids(entries)
    median = np.full(len(ids), 30_000, dtype=np.int64)
    volumes = spread(keys(seed, _VOLUME, ids), median, 900).tolist()
    today = day_index(anchor)
    return [
        _right(entry, stocks, volume, today) for entry, volume in zip(entries, volumes, strict=True)
    ]


def _right(entry: Entry, stocks: Instruments, volume: int, today: int) -> Instrument:
    code, right = entry.product.split(" ")
    stock = stocks.find(code)
    spot = stock.reference_price if stock else 5_000
    brief = right == "증서"
    strike = max(ticks.round_to_tick(ticks.STOCK, spot * (75 if brief else 90) // 100), 1)
    last_day = day_at(today + (4 if brief else 500))
    facts = WarrantFacts(
        underlying=code,
        underlying_name=stock.name if stock else "",
        right=right,
        strike=strike * 100,
        conversion=10_000,
        issuer="",
        provider="",
        series="",
        last_trading_date=last_day,
        expiry_date=settlement_day(last_day),
        payment_date=settlement_day(last_day),
        volatility=0,
    )
    worth = max(spot - strike, spot // 10, 1)
    return Instrument(
        code=entry.code,
        name=entry.name,
        market=entry.market,
        kind="warrant",
        shares=int(entry.facts.get("shares", (stock.shares // 5 if stock else 1_000_000) or 1)),
        reference_price=max(
            ticks.round_to_tick(ticks.STOCK, int(entry.facts.get("price", worth))), 1
        ),
        volatility=130,
        beta=stock.beta if stock else 1_000,
        average_volume=int(entry.facts.get("volume", volume)),
        settlement_month=0,
        listing_date=day_at(today - (1 if brief else 250)),
        nxt=False,
        warrant=facts,
        real=entry.real,
    )
