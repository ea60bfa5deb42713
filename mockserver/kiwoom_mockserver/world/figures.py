"""Figures of stocks: prices, shares, volumes, risk, supervision and earnings, in columns.

Each figure of an issue is drawn from (seed, code, what is drawn), so it does not change when other
issues come or go; what is given as a fact stays as given. Sizes of things spread like in Seoul:
log-normally, around medians of board and sector.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.fixed import exp_milli, log_of
from kiwoom_mockserver.world.fundamentals import EOK, Fundamentals
from kiwoom_mockserver.world.listings import Entry
from kiwoom_mockserver.world.noise import I64, Z_BITS, below, deviates, keys

_CAP, _PRICE, _TURNOVER, _FLOAT, _FACE, _RISK, _BETA, _MONTH, _LISTED, _FOREIGN = range(1, 11)
_PBR, _ROE, _MARGIN, _REVENUE, _DEBT, _WEAR, _AUDIT, _PREMIUM, _LIMIT, _LENDING = range(11, 21)

_ONE: Final = 1 << 30  # a log of 1.0


def issue_ids(entries: Sequence[Entry]) -> I64:
    """A number for each issue that follows from its code alone."""
    return np.array([int(entry.code, 36) & 0x7FFF_FFFF_FFFF for entry in entries], dtype=np.int64)


def spread(key: NDArray[np.uint64], median: I64, sigma: I64 | int) -> I64:
    """Log-normal draws: ``median`` (1 to 8 million) times e**(``sigma`` thousandths of normal)."""
    z = deviates(key) * np.asarray(sigma, dtype=np.int64) // 1000
    medians, places = np.unique(np.maximum(median, 1), return_inverse=True)
    log = log_of(medians)[places.reshape(z.shape)] + (z << np.int64(30 - Z_BITS))
    return np.maximum(exp_milli(np.clip(log, 0, 16 * _ONE)) // 1000, 1)


def normal(key: NDArray[np.uint64], middle: I64 | int, deviation: I64 | int) -> I64:
    """Normal draws in whole numbers."""
    scaled = deviates(key) * np.asarray(deviation, dtype=np.int64) >> np.int64(Z_BITS)
    return np.asarray(middle, dtype=np.int64) + scaled


@dataclass(slots=True)
class Figures:
    """Columns of the stocks, one element an entry."""

    price: I64
    shares: I64
    volume: I64
    float_rate: I64
    face_value: I64
    volatility: I64
    beta: I64
    month: I64
    foreign_limit: I64
    foreign_rate: I64
    listed: list[date]
    audit: list[str]
    lending: I64
    """A draw of 0..99 for what a broker lends on it."""
    fundamentals: list[Fundamentals]


@dataclass(frozen=True, slots=True)
class _Board:
    """Medians of a board: market value (억원), price, turnover (millionths of shares a day)."""

    cap: int
    cap_sigma: int
    least: int
    most: int
    price: int
    price_sigma: int
    turnover: int
    turnover_sigma: int


_BOARDS: Final = {
    "KOSPI": _Board(2_100, 1_150, 150, 55_000, 13_500, 1_050, 2_300, 950),
    "KOSDAQ": _Board(1_050, 950, 90, 14_000, 7_200, 900, 5_200, 1_100),
    "KONEX": _Board(160, 750, 20, 1_200, 4_300, 800, 260, 1_300),
    "REIT": _Board(2_200, 600, 500, 9_000, 4_500, 220, 1_100, 600),
}
_DEFENSIVE: Final = {
    "005": 620, "115": 700, "017": 560, "020": 520, "128": 900, "025": 780, "028": 420, "021": 880,
    "009": 820, "120": 960, "013": 1_180, "124": 1_200, "012": 1_080, "123": 1_180, "024": 1_260,
    "029": 1_020, "129": 1_080, "007": 720, "117": 740, "010": 860, "016": 760, "108": 820,
}  # fmt: skip
"""Usual beta of a sector, thousandths; others 1,000."""
_PBR_HUNDREDTHS: Final = {
    "021": 58, "024": 72, "025": 62, "011": 62, "018": 62, "017": 52, "005": 95, "007": 45,
    "006": 68, "016": 70, "019": 75, "010": 62, "009": 240, "120": 270, "103": 240, "129": 170,
    "029": 170, "013": 150, "124": 155, "123": 170, "012": 140, "125": 190, "141": 150, "030": 140,
    "028": 85, "111": 85,
}  # fmt: skip
"""Usual price to book of a sector, hundredths; others 110."""

_AUDITS: Final = (
    *("관리종목",) * 9, *("투자주의",) * 7, *("투자주의환기종목",) * 5, *("투자경고",) * 3,
    *("단기과열",) * 3, *("거래정지",) * 4, "투자위험", "정리매매",
)  # fmt: skip
"""Of a thousand issues, so many are under each kind of supervision."""


def stock_figures(entries: Sequence[Entry], seed: int, anchor: date) -> Figures:
    """Everything about the stocks (common, preferred, REIT), given or drawn."""
    ids = issue_ids(entries)
    boards = [_BOARDS[entry.market] for entry in entries]
    price, shares = _worth(entries, ids, boards, seed)
    _follow_common(entries, ids, price, shares, seed)
    cap = np.maximum(price * (shares // 1000) // (EOK // 1000), 1)
    audit = _audits(entries, ids, seed)
    limit = _given(entries, "foreign_limit", _foreign_limits(entries, ids, seed))
    beta = _betas(entries, ids, seed)
    return Figures(
        price=price,
        shares=shares,
        volume=_given(entries, "volume", _volumes(entries, ids, boards, shares, seed)),
        float_rate=_given(
            entries, "float_rate", np.clip(normal(keys(seed, _FLOAT, ids), 580, 130), 220, 950)
        ),
        face_value=_given(entries, "face_value", _face_values(ids, seed)),
        volatility=_volatilities(entries, ids, cap, seed),
        beta=beta,
        month=_months(ids, seed),
        foreign_limit=limit,
        foreign_rate=np.minimum(_given(entries, "foreign_rate", _foreign(ids, cap, seed)), limit),
        listed=_listing_dates(entries, ids, seed, anchor),
        audit=audit,
        lending=below(keys(seed, _LENDING, ids), 100),
        fundamentals=_fundamentals(entries, ids, price, shares, seed),
    )


def _given(entries: Sequence[Entry], fact: str, drawn: I64) -> I64:
    return np.array(
        [
            entry.facts.get(fact, value)
            for entry, value in zip(entries, drawn.tolist(), strict=True)
        ],
        dtype=np.int64,
    )


def _column(boards: Sequence[_Board], name: str) -> I64:
    return np.array([getattr(board, name) for board in boards], dtype=np.int64)


def _worth(
    entries: Sequence[Entry], ids: I64, boards: Sequence[_Board], seed: int
) -> tuple[I64, I64]:
    """Price and shares; large companies tend to have high prices."""
    cap = spread(keys(seed, _CAP, ids), _column(boards, "cap"), _column(boards, "cap_sigma"))
    cap = np.clip(cap, _column(boards, "least"), _column(boards, "most"))
    lean = log_of(cap) - log_of(_column(boards, "cap"))
    price = spread(
        keys(seed, _PRICE, ids), _column(boards, "price"), _column(boards, "price_sigma")
    )
    price = np.maximum(exp_milli(np.maximum(log_of(price) + lean // 4, 0)) // 1000, 1)
    price = np.clip(price, 300, 900_000)
    spac = np.array([entry.name.endswith("스팩") for entry in entries], dtype=np.bool_)
    price = np.where(spac, 2_000 + below(keys(seed, _PRICE, ids), 220), price)
    cap = np.where(spac, 80 + below(keys(seed, _CAP, ids), 120), cap)
    price = ticks.round_to_tick(ticks.STOCK, np.maximum(_given(entries, "price", price), 1))
    shares = np.maximum(cap * EOK // price, 100_000) // 100 * 100
    return price, np.maximum(_given(entries, "shares", shares), 1)


def _follow_common(entries: Sequence[Entry], ids: I64, price: I64, shares: I64, seed: int) -> None:
    """Fictional preferred shares cost a part of their common share and are few."""
    places = {entry.code: place for place, entry in enumerate(entries)}
    part = 350 + below(keys(seed, _PREMIUM, ids), 600)
    few = 20 + below(keys(seed, _PREMIUM, ids, 1), 130)
    for place, entry in enumerate(entries):
        common = places.get(f"{entry.code[:5]}0")
        if entry.kind != "preferred" or common is None:
            continue
        if "price" not in entry.facts:
            won = max(int(price[common]) * int(part[place]) // 1000, 1)
            price[place] = ticks.round_to_tick(ticks.STOCK, won) or 1
        if "shares" not in entry.facts:
            shares[place] = max(int(shares[common]) * int(few[place]) // 100_000 * 100, 10_000)


def _volumes(
    entries: Sequence[Entry], ids: I64, boards: Sequence[_Board], shares: I64, seed: int
) -> I64:
    key = keys(seed, _TURNOVER, ids)
    turnover = spread(key, _column(boards, "turnover"), _column(boards, "turnover_sigma"))
    preferred = np.array([entry.kind == "preferred" for entry in entries], dtype=np.int64)
    volume: I64 = shares // 1000 * np.minimum(turnover, 90_000) // 1000 // (1 + preferred)
    return np.minimum(np.maximum(volume, 150), 60_000_000)


def _face_values(ids: I64, seed: int) -> I64:
    values = np.array([500, 500, 500, 500, 500, 500, 100, 100, 5000, 5000, 1000, 200])
    drawn: I64 = values[below(keys(seed, _FACE, ids), len(values))]
    return drawn


def _volatilities(entries: Sequence[Entry], ids: I64, cap: I64, seed: int) -> I64:
    """Basis points a day: small companies move more; at 280 a limit is eight deviations away."""
    calm = np.array([one.market == "REIT" or one.name.endswith("스팩") for one in entries])
    usual = np.select([calm, cap > 50_000, cap > 10_000, cap > 3_000], [80, 150, 180, 205], 225)
    return np.clip(normal(keys(seed, _RISK, ids), usual, usual * 12 // 100), 60, 280)


def _betas(entries: Sequence[Entry], ids: I64, seed: int) -> I64:
    usual = np.array(
        [
            (400 if entry.market in ("KONEX", "REIT") else _DEFENSIVE.get(entry.sector, 1_000))
            for entry in entries
        ],
        dtype=np.int64,
    )
    beta = np.clip(normal(keys(seed, _BETA, ids), usual, usual * 17 // 100), 300, 1_700)
    places = {entry.code: place for place, entry in enumerate(entries)}
    for place, entry in enumerate(entries):
        common = places.get(f"{entry.code[:5]}0")
        if entry.kind == "preferred" and common is not None:
            beta[place] = beta[common]
    return beta


def _months(ids: I64, seed: int) -> I64:
    draw = below(keys(seed, _MONTH, ids), 100)
    return np.select([draw < 93, draw < 96, draw < 98], [12, 3, 6], 9)


def _foreign_limits(entries: Sequence[Entry], ids: I64, seed: int) -> I64:
    """Telecoms, utilities and airlines are closed to foreign majorities."""
    restricted = np.array([entry.sector in ("020", "017") for entry in entries], dtype=np.bool_)
    return np.where(restricted, 400 + 90 * below(keys(seed, _LIMIT, ids), 2), 1000)


def _foreign(ids: I64, cap: I64, seed: int) -> I64:
    usual = np.select([cap > 50_000, cap > 10_000, cap > 3_000], [210, 120, 60], 18)
    return np.minimum(spread(keys(seed, _FOREIGN, ids), usual, 900), 780)


def _audits(entries: Sequence[Entry], ids: I64, seed: int) -> list[str]:
    draw = below(keys(seed, _AUDIT, ids), 1000).tolist()
    audits = []
    for entry, drawn in zip(entries, draw, strict=True):
        audit = _AUDITS[drawn] if drawn < len(_AUDITS) and not entry.real else "정상"
        if audit == "투자주의환기종목" and entry.market != "KOSDAQ":
            audit = "투자주의"
        audits.append(str(entry.facts.get("audit", audit)))
    return audits


def _listing_dates(entries: Sequence[Entry], ids: I64, seed: int, anchor: date) -> list[date]:
    """Trading days; codes with letters are of the last years."""
    today = day_index(anchor)
    draw = below(keys(seed, _LISTED, ids), 1 << 20).tolist()
    reach = {"KOSPI": 11_500, "KOSDAQ": 6_900, "KONEX": 2_900, "REIT": 2_600}
    dates = []
    for entry, drawn in zip(entries, draw, strict=True):
        if "listed" in entry.facts:
            dates.append(read_date(entry.facts["listed"]))
            continue
        days = (
            400 if not entry.code.isdigit() and entry.kind != "preferred" else reach[entry.market]
        )
        first = 5 if days == 400 else 420
        dates.append(day_at(today - first - drawn * (days - first) // (1 << 20)))
    return dates


def read_date(number: int) -> date:
    """The date written as a number: 20260914. Raises ValueError when there is no such day."""
    return date(number // 10_000, number // 100 % 100, number % 100)


def _fundamentals(
    entries: Sequence[Entry], ids: I64, price: I64, shares: I64, seed: int
) -> list[Fundamentals]:
    """What each issuer earns, from its value and its sector; preferred shares have its common's."""
    total: dict[str, int] = {}
    for entry, count in zip(entries, shares.tolist(), strict=True):
        total[entry.code[:5]] = total.get(entry.code[:5], 0) + count
    cap = np.maximum(price * (shares // 1000) // (EOK // 1000), 1)
    usual = np.array([_PBR_HUNDREDTHS.get(entry.sector, 110) for entry in entries])
    equity = np.maximum(cap * 100 // np.maximum(spread(keys(seed, _PBR, ids), usual, 450), 12), 1)
    kosdaq = np.array([entry.market in ("KOSDAQ", "KONEX") for entry in entries])
    finance = np.array([entry.sector in ("021", "024", "025", "111") for entry in entries])
    roe = normal(
        keys(seed, _ROE, ids), np.where(finance, 82, np.where(kosdaq, 42, 66)),
        np.where(finance, 30, np.where(kosdaq, 125, 85)),
    )  # fmt: skip
    income = equity * np.clip(roe, -600, 380) // 1000
    operating = income * 126 // 100 + equity * normal(keys(seed, _MARGIN, ids), 8, 16) // 1000
    turnover = spread(keys(seed, _REVENUE, ids), np.where(finance, 320, 1_020), 620)
    revenue = np.maximum(equity * turnover // 1000, np.abs(operating) * 5 // 3 + 1)
    debt = equity * np.clip(normal(keys(seed, _DEBT, ids), 280, 420), -700, 2_500) // 1000
    wear = np.maximum(revenue * np.clip(normal(keys(seed, _WEAR, ids), 45, 18), 8, 140) // 1000, 1)
    columns = (revenue, operating, income, equity, debt, wear)
    rows: list[list[int]] = np.stack(columns, axis=1).tolist()
    made = [
        Fundamentals(total[entry.code[:5]], *row) for entry, row in zip(entries, rows, strict=True)
    ]
    places: Mapping[str, int] = {entry.code: place for place, entry in enumerate(entries)}
    for place, entry in enumerate(entries):
        if entry.kind == "preferred" and (common := places.get(f"{entry.code[:5]}0")) is not None:
            made[place] = made[common]
    return made
