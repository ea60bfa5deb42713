"""Builds the issues of a world from its file: the one way from data to ``Instruments``.

Order of making: stocks, from which sizes, indices and themes follow; then what is made of stocks
(funds, ELWs, rights). Everything follows from the file and the seed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.spec.samples import key
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.figures import Figures, issue_ids, read_date, stock_figures
from kiwoom_mockserver.world.funds import fund_instruments
from kiwoom_mockserver.world.instruments import (
    NORMAL,
    STOCK_KINDS,
    UNSOUND,
    Instrument,
    Instruments,
)
from kiwoom_mockserver.world.listings import Entry, listed_entries, universe_entries
from kiwoom_mockserver.world.themes import assigned
from kiwoom_mockserver.world.warrants import elw_instruments, right_instruments

DEFAULT_ANCHOR: Final = date(2026, 9, 14)
"""The trading day whose closes are the reference prices when a file names none."""

NXT_ISSUES: Final = 700
"""NXT trades so many of the most liquid common stocks of KOSPI and KOSDAQ."""

_SIZES: Final = {"KOSPI": (100, 300), "KOSDAQ": (100, 400)}
"""Ranks by market value up to which a company is large, and mid."""


def anchor_of(data: Mapping[str, Any]) -> date:
    """The anchor day of a world file; raises WorldError when it is no date."""
    text = data.get("anchor", DEFAULT_ANCHOR.isoformat())
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise WorldError(f"anchor {text!r} is no date such as 2026-09-14") from None


def build_instruments(data: Mapping[str, Any], seed: int) -> Instruments:
    """The issues of a world file, in its order.

    ``universe`` (counts of each kind) goes before ``instruments`` (a list). Codes and names follow
    from the file alone, figures from the file and ``seed``. Raises WorldError for what makes no
    sense in the file.
    """
    anchor = anchor_of(data)
    universe = data.get("universe")
    if universe is not None:
        if not isinstance(universe, dict):
            raise WorldError("universe is not a JSON object with seed and counts")
        entries = universe_entries(universe)
        base = key(seed, "universe", int(universe.get("seed", 0)))
    else:
        rows = data.get("instruments")
        if not isinstance(rows, list) or not rows:
            raise WorldError("neither universe nor a list of instruments says what is traded")
        entries = listed_entries(rows)
        base = key(seed, "universe", 0)
    try:
        return _built(entries, base, anchor)
    except ValueError as error:
        raise WorldError(f"instruments: {error}") from None


def _built(entries: Sequence[Entry], seed: int, anchor: date) -> Instruments:
    stocks = _stocks([one for one in entries if one.kind in STOCK_KINDS], seed, anchor)
    gold = [_gold(one) for one in entries if one.kind == "gold"]
    base = Instruments([*stocks, *gold])
    funds = [one for one in entries if one.kind in ("etf", "etn")]
    elws = [one for one in entries if one.kind == "elw"]
    rights = [one for one in entries if one.kind == "warrant"]
    made = {
        one.code: one
        for one in (
            *base.all,
            *fund_instruments(funds, base, seed, anchor),
            *elw_instruments(elws, base, seed, anchor),
            *right_instruments(rights, base, seed, anchor),
        )
    }
    return Instruments(made[entry.code] for entry in entries)


def _gold(entry: Entry) -> Instrument:
    facts = entry.facts
    return Instrument(
        code=entry.code,
        name=entry.name,
        market=entry.market,
        kind="gold",
        shares=int(facts.get("shares", 1)),
        reference_price=max(ticks.round_to_tick(ticks.GOLD, int(facts.get("price", 200_000))), 10),
        volatility=75,
        average_volume=int(facts.get("volume", 50_000)),
        settlement_month=0,
        listing_date=read_date(int(facts.get("listed", 20140324))),
        audit=str(facts.get("audit", NORMAL)),
        nxt=False,
        real=entry.real,
    )


def _stocks(entries: Sequence[Entry], seed: int, anchor: date) -> list[Instrument]:
    if not entries:
        return []
    figures = stock_figures(entries, seed, anchor)
    sizes = _sizes(entries, figures)
    on_nxt = _on_nxt(entries, figures)
    credit, margin = _lending(entries, figures, sizes)
    themes = assigned(
        seed,
        issue_ids(entries),
        {entry.code: place for place, entry in enumerate(entries)},
        [entry.sector for entry in entries],
        np.array(
            [
                entry.kind == "common" and entry.market in _SIZES and audit == NORMAL
                and not entry.real and not entry.name.endswith("스팩")
                for entry, audit in zip(entries, figures.audit, strict=True)
            ]
        ),
    )  # fmt: skip
    columns = zip(
        entries, sizes, on_nxt, credit, margin, themes,
        figures.shares.tolist(), figures.float_rate.tolist(), figures.face_value.tolist(),
        figures.price.tolist(), figures.volatility.tolist(), figures.beta.tolist(),
        figures.volume.tolist(), figures.month.tolist(), figures.listed, figures.audit,
        figures.foreign_limit.tolist(), figures.foreign_rate.tolist(), figures.fundamentals,
        strict=True,
    )  # fmt: skip
    return [
        Instrument(
            code=entry.code, name=entry.name, market=entry.market, kind=entry.kind,
            sector=entry.sector, size=size, shares=shares, float_rate=floating, face_value=face,
            reference_price=price, volatility=risk, beta=beta, average_volume=volume,
            settlement_month=month, listing_date=listed, credit_group=group, margin_rate=rate,
            audit=audit, nxt=nxt, themes=held, foreign_limit=limit, foreign_rate=foreign,
            fundamentals=company, real=entry.real,
        )
        for (
            entry, size, nxt, group, rate, held, shares, floating, face, price, risk, beta, volume,
            month, listed, audit, limit, foreign, company,
        ) in columns
    ]  # fmt: skip


def _sizes(entries: Sequence[Entry], figures: Figures) -> list[str]:
    """Large, mid or small by market value among the common stocks of a board."""
    sizes = [""] * len(entries)
    value = figures.price * figures.shares
    for market, (large, mid) in _SIZES.items():
        places = [
            place
            for place, entry in enumerate(entries)
            if entry.market == market and entry.kind == "common"
        ]
        for rank, place in enumerate(sorted(places, key=lambda place: -value[place])):
            sizes[place] = "large" if rank < large else "mid" if rank < mid else "small"
    return sizes


def _on_nxt(entries: Sequence[Entry], figures: Figures) -> list[bool]:
    turnover = (figures.price * figures.volume).tolist()
    places = [
        place
        for place, entry in enumerate(entries)
        if entry.kind == "common" and entry.market in _SIZES and figures.audit[place] not in UNSOUND
    ]
    places.sort(key=lambda place: -turnover[place])
    chosen = frozenset(places[:NXT_ISSUES])
    return [place in chosen for place in range(len(entries))]


def _lending(
    entries: Sequence[Entry], figures: Figures, sizes: Sequence[str]
) -> tuple[list[str], list[int]]:
    """Credit groups (A to E, empty for none) and margin rates (20 to 100 per cent)."""
    groups, rates = [], []
    prices, draws = figures.price.tolist(), figures.lending.tolist()
    for place, entry in enumerate(entries):
        draw = draws[place]
        kept_out = figures.audit[place] != NORMAL or entry.market == "KONEX"
        if kept_out or prices[place] < 1_000 or entry.name.endswith("스팩"):
            groups.append("E" if not kept_out and draw < 30 else "")
            rates.append(100)
        elif sizes[place] == "large":
            groups.append("A" if entry.market == "KOSPI" or draw < 40 else "B")
            rates.append(20 if draw < 70 else 30)
        elif sizes[place] == "mid":
            groups.append("B" if draw < 60 else "C")
            rates.append(30 if draw < 60 else 40)
        else:
            groups.append("C" if draw < 45 else "D" if draw < 85 else "E")
            rates.append(40 if draw < 70 else 50 if draw < 82 else 60 if draw < 92 else 100)
    return groups, rates
