"""ELWs: lists by disparity, move and book, conditions, and one ELW's terms, worth and holders."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import Final

import numpy as np

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Directed, Value
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.drafting import UNPAGED_ROWS, trades_of
from kiwoom_mockserver.vocabulary.elws import Valued
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.vocabulary.history import days_of, traded_until
from kiwoom_mockserver.vocabulary.intervals import of_one_day
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.elws import is_over
from kiwoom_mockserver.world.instruments import WarrantFacts
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.sectors import find_sector
from kiwoom_mockserver.world.session import hours_of
from kiwoom_mockserver.world.warrants import KOSPI200

MOST_ROWS: Final = 100
"""Rows of a list of which no page size is known."""

_RIGHTS: Final = {"0": "", "1": "콜", "2": "풋"}
_MOST_MINUTES, _MOST_DAYS = 380, 250
_LONGEST_CODE: Final = 6

Key = Callable[[Valued, Issues], I64]


def _rate(elws: Valued, issues: Issues) -> I64:
    return ticks.change_rate(issues.state.last, issues.state.base)


def _change(elws: Valued, issues: Issues) -> I64:
    return issues.state.last - issues.state.base


def _surplus(elws: Valued, issues: Issues) -> I64:
    """Bids less offers at the best prices, as the rows show them."""
    surplus: I64 = issues.book.bid_size[:, 0] - issues.book.ask_size[:, 0]
    return surplus


def _disparity(elws: Valued, issues: Issues) -> I64:
    return ticks.change_rate(elws.worth.price, elws.worth.theory)


SORTS: Mapping[str, Mapping[str, tuple[Key, int]]] = {
    "ka30004": {"": (_disparity, -1)},
    "ka30005": {
        "1": (_rate, -1), "2": (_change, -1), "3": (_rate, 1), "4": (_change, 1),
        "5": (lambda e, i: i.state.volume, -1), "6": (lambda e, i: i.state.value, -1),
        "7": (lambda e, i: e.worth.days_left, 1),
    },
    "ka30009": {"1": (_rate, -1), "2": (_change, -1), "3": (_rate, 1), "4": (_change, 1)},
    "ka30010": {"1": (_surplus, -1), "2": (_surplus, 1)},
}  # fmt: skip
"""For each list what ``sort_tp`` ranks by, and whether the highest (-1) comes first."""

_SIDES: Final = {"ka30009": {"1": 1, "2": 1, "3": -1, "4": -1}, "ka30010": {"1": 1, "2": -1}}
"""Rankings that show one side only: risers or fallers, more bids or more offers."""


def ranked(call: Call, settings: Settings) -> Draft:
    """A page of the ELWs that meet the call's conditions, in the order asked for."""
    (table,) = call.operation.tables
    api_id, sort = call.operation.api_id, call.values.get("sort_tp", "")
    places = _chosen(call)
    if len(places):
        issues = Issues(call.world, places, call.instant)
        elws = _valued(call, issues)
        found = SORTS[api_id].get(sort)
        if found is not None:
            key = found[0](elws, issues)
            side = _SIDES.get(api_id, {}).get(sort, 0)
            order = np.argsort(found[1] * key, kind="stable")
            places = places[order[key[order] * side > 0]] if side else places[order]
    size = call.operation.paging.size if call.operation.paging else MOST_ROWS
    shown = places[call.first : call.first + size]
    subject = _valued(call, Issues(call.world, shown, call.instant, first=call.first))
    columns = fill(table.children, subject)
    if "netprps_req" in {spec.name for spec in table.children}:
        issues = Issues(call.world, shown, call.instant)
        columns["netprps_req"] = _surplus(subject, issues).tolist()
    return Draft(
        tables={table.name: columns},
        rows={table.name: len(shown)},
        more=call.operation.paging is not None and call.first + size < len(places),
    )


def _valued(call: Call, issues: Issues) -> Valued:
    elws, at = call.world.elws, call.instant
    worth = elws.now(issues.places, at.day, at.second)
    held = elws.provided(issues.places, np.full(len(issues), at.day))
    return Valued(issues, worth, issues.instruments, held)


def _chosen(call: Call) -> I64:
    """The ELWs of the issuer, provider, underlying and right asked for, traded or over."""
    world, at = call.world, call.instant
    skip = "1" in (call.values.get("trde_end_elwskip"), call.values.get("trde_end_skip"))
    kept = []
    for place in world.elws.places.tolist():
        terms, warrant = world.instruments.all[place].warrant, world.elws.warrant(place)
        if terms is None or warrant is None or not _meets(call, terms):
            continue
        begun = world.instruments.all[place].listing_date <= at.date
        if begun and not (skip and is_over(warrant, at.date)):
            kept.append(place)
    return np.array(kept, dtype=np.int64)


def _meets(call: Call, terms: WarrantFacts) -> bool:
    issuer, provider = (_firm(call.values.get(name, "")) for name in ("isscomp_cd", "lpcd"))
    underlying = call.values.get("bsis_aset_cd", "").strip("0") and call.values["bsis_aset_cd"]
    right = call.values.get("rght_tp", "").lstrip("0") or "0"
    return (
        issuer in ("", terms.issuer)
        and provider in ("", terms.provider)
        and underlying in ("", terms.underlying)
        and _RIGHTS.get(right, right) in ("", terms.right)
    )


def _firm(code: str) -> str:
    """A member firm's code as three digits; empty for all firms."""
    bare = code.lstrip("0")
    return bare.zfill(3) if bare else ""


def jumps(call: Call, settings: Settings) -> Draft:
    """ELWs by how much they rose or fell since some minutes or days ago (ka30001)."""
    (table,) = call.operation.tables
    world, at = call.world, call.instant
    places = _chosen(call)
    told, before = _before(call)
    now = world.market.state(at.day, at.second)
    least = _thousands(call.values["trde_qty_tp"])
    before, last = before[places], now.last[places]
    direction = 1 if call.values["flu_tp"] == "1" else -1
    rate = ticks.change_rate(last, before)
    kept = (now.volume[places] >= least) & (rate * direction > 0)
    order = np.flatnonzero(kept)[np.argsort(-direction * rate[kept], kind="stable")]
    size = call.operation.paging.size if call.operation.paging else MOST_ROWS
    shown = order[call.first : call.first + size]
    issues = Issues(world, places[shown], at, first=call.first)
    columns = fill(table.children, issues)
    columns |= {
        "trde_end_elwbase_pric": before[shown].tolist(),
        "base_pre": (last - before)[shown].tolist(),
        "jmp_rt": [Decimal(value).scaleb(-2) for value in rate[shown].tolist()],
    }
    return Draft(
        values={"base_pric_tm": f"기준가({told})"},
        tables={table.name: columns},
        rows={table.name: len(shown)},
        more=call.first + size < len(order),
    )


def _thousands(code: str) -> int:
    """Shares that a code of thousands names; 0 for what is no such code."""
    known = code.isascii() and code.isdecimal() and len(code) <= _LONGEST_CODE
    return int(code) * 1000 if known else 0


def _before(call: Call) -> tuple[str, I64]:
    """The moment prices are compared with, as it is shown, and the prices then."""
    market, at = call.world.market, call.instant
    text = call.values.get("tm", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 1
    if call.values["tm_tp"] == "2":
        day = at.day - min(max(number, 1), _MOST_DAYS)
        return f"{at._replace(day=day).date:%m/%d}", market.daily.closes_on(day)
    earlier = max(at.second - 60 * min(max(number, 1), _MOST_MINUTES), hours_of(at.day).open)
    second = min(earlier, at.second)
    shown = time(second // 3600, second // 60 % 60)
    return f"{shown:%H:%M}", market.state(at.day, second).last


def details(call: Call, settings: Settings) -> Draft:
    """The terms of an ELW and what it is worth now (ka30012)."""
    place = _place(call, call.code)
    if place is None:
        return Draft(blank=True)
    subject = _valued(call, Issues(call.world, np.array([place]), call.instant, [call.code]))
    filled = fill(call.operation.response, subject)
    return Draft(values={name: column[0] for name, column in filled.items()})


def daily(call: Call, settings: Settings) -> Draft:
    """An ELW's days: its slopes (ka10048), or what its provider holds (ka30003)."""
    (table,) = call.operation.tables
    # ka30003 says it takes an underlying, but is asked for with an ELW's code.
    place = _place(call, call.code or call.values.get("bsis_aset_cd", ""))
    if place is None:
        return Draft(rows={table.name: 0}, blank=True)
    elws, at = call.world.elws, traded_until(call.world.market, place, call.instant)
    days, _ = days_of(call.world, place, at, 0, UNPAGED_ROWS)
    if not len(days):
        return Draft(rows={table.name: 0}, blank=True)
    numbers = np.array([day_index(day) for day in days.dates], dtype=np.int64)
    worth = elws.days(place, numbers, at.second, days.bars.close)
    places = np.full(len(days), place)
    held = elws.provided(places, numbers)
    subject = Valued(days, worth, [call.world.instruments.all[place]] * len(days), held)
    columns = fill(table.children, subject)
    if "chg_qty" in {spec.name for spec in table.children}:
        columns["chg_qty"] = (held - elws.provided(places, numbers - 1)).tolist()
    return Draft(tables={table.name: columns}, rows={table.name: len(days)})


def trades(call: Call, settings: Settings) -> Draft:
    """An ELW's last trades, and its theory and slopes at their seconds (ka10050)."""
    (table,) = call.operation.tables
    place = _place(call, call.code)
    if place is None:
        return Draft(rows={table.name: 0}, blank=True)
    at, elws = call.instant, call.world.elws
    rows, _ = of_one_day(trades_of(call, place), at, 0, UNPAGED_ROWS)
    worth = elws.moments(place, at.day, rows.rows.second.tolist(), rows.rows.close)
    held = elws.provided(np.full(len(rows), place), np.full(len(rows), at.day))
    subject = Valued(rows, worth, [call.world.instruments.all[place]] * len(rows), held)
    return Draft(tables={table.name: fill(table.children, subject)}, rows={table.name: len(rows)})


def nearness(call: Call, settings: Settings) -> Draft:
    """What an ELW is on, and how near that is to a barrier: these have none (ka30011)."""
    (table,) = call.operation.tables
    place = _place(call, call.code)
    one = call.world.instruments.all[place] if place is not None else None
    if one is None or one.warrant is None:
        return Draft(rows={table.name: 0}, blank=True)
    row = _underlying(call, one.warrant)
    columns: dict[str, Sequence[Value]] = {name: [value] for name, value in row.items()}
    return Draft(tables={table.name: columns})


def _underlying(call: Call, terms: WarrantFacts) -> dict[str, Value]:
    world, at = call.world, call.instant
    state = world.market.state(at.day, at.second)
    sector = find_sector(terms.underlying)
    place = world.instruments.place(terms.underlying)
    if terms.underlying == KOSPI200 and sector is not None:
        state = world.indices.state(*at)
        last, base = world.indices.level(sector, at.day, state), world.indices.base(sector, at.day)
        volume = int(state.volume[world.indices.members(sector)].sum()) // 1000
    else:
        assert place is not None
        last, base = int(state.last[place]) * 100, int(state.base[place]) * 100
        volume = int(state.volume[place])
    sign = (last > base) - (last < base)
    return {
        "stk_cd": terms.underlying,
        "stk_nm": terms.underlying_name,
        "cur_prc": Directed(Decimal(last).scaleb(-2), sign),
        "pre_sig": str(ticks.change_sign(last, base)),
        "pred_pre": Decimal(last - base).scaleb(-2),
        "flu_rt": Decimal(ticks.change_rate(last, base)).scaleb(-2),
        "acc_trde_qty": volume,
        "alacc_rt": Decimal(0),
    }


def _place(call: Call, code: str) -> int | None:
    """Where the ELW with this code stands; None when there is none."""
    place = call.world.instruments.place(code)
    return place if place is not None and call.world.elws.warrant(place) else None
