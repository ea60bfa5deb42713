"""ETFs: what they are worth, what they follow, at an instant, day by day and trade by trade."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.sectors import codes_on
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.drafting import UNPAGED_ROWS, trades_of
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.vocabulary.funds import Tracked
from kiwoom_mockserver.vocabulary.history import days_of
from kiwoom_mockserver.vocabulary.intervals import of_one_day
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import Instant

PERIODS: Final = {"0": 5, "1": 21, "2": 123, "3": 246}
"""``dt`` of ka40001: trading days of a week, a month, six months and a year."""

_TAX: Final = {"1": "비과세", "2": "보유기간과세", "3": "회사형", "4": "외국", "5": "비과세해외"}
_FREE: Final = "비과세"
_EVERY: Final = ("", "0", "0000")


def returns(call: Call, settings: Settings) -> Draft:
    """What a fund gained over a period by value and by price, and what foreigners bought of it."""
    (table,) = call.operation.tables
    fund = _fund(call)
    if fund is None:
        return Draft(rows={table.name: 0}, blank=True)
    place, at = fund
    days = np.arange(at.day, at.day - PERIODS.get(call.values.get("dt", ""), 5) - 1, -1)
    bars, _ = days_of(call.world, place, at, 0, len(days))
    if not len(bars):
        return Draft(rows={table.name: 0}, blank=True)
    days = days[: len(bars)]
    ends = days[[0, -1]].tolist()
    found = call.world.navs.days(place, ends, at.second, bars.bars.close[[0, -1]])
    nav, price = found.nav, found.price
    columns: dict[str, Sequence[Value]] = {
        "etfprft_rt": _per_cent(ticks.change_rate(nav[:1], nav[1:])),
        "cntr_prft_rt": _per_cent(ticks.change_rate(price[:1], price[1:])),
        "for_netprps_qty": [sum(_net(call, place, "foreign", days[:-1]))],
        # Empty live and in the manual.
        "orgn_netprps_qty": [None],
    }
    return Draft(tables={table.name: columns})


def _fund(call: Call) -> tuple[int, Instant] | None:
    """Where the fund asked for stands, and when; None when it is no fund."""
    if call.place is None or call.issue is None or call.issue.fund is None:
        return None
    return call.place, call.instant


def _per_cent(rates: I64) -> list[Value]:
    return [Decimal(rate).scaleb(-2) for rate in rates.tolist()]


def _net(call: Call, place: int, who: str, days: I64) -> list[int]:
    flows, now = call.world.flows, call.world.instant(call.anchor)
    ledger = flows.ledgers.history(place, days, now.day, now.second)
    net: list[int] = flows.investors(ledger).net_shares(who).tolist()
    return net


def facts(call: Call, settings: Settings) -> Draft:
    """What a fund follows and how it is taxed; of other issues hardly more than the name."""
    values = _now(call)
    return Draft(values=values, blank=not values)


def daily(call: Call, settings: Settings) -> Draft:
    """A fund's days (ka40003, ka40009), with buyers (ka40008)."""
    (table,) = call.operation.tables
    fund = _fund(call)
    if fund is None:
        return Draft(rows={table.name: 0}, blank=True)
    place, at = fund
    days, _ = days_of(call.world, place, at, 0, UNPAGED_ROWS)
    if not len(days):
        return Draft(rows={table.name: 0}, blank=True)
    numbers = [day_index(day) for day in days.dates]
    found = call.world.navs.days(place, numbers, at.second, days.bars.close)
    issues = [call.world.instruments.all[place]] * len(days)
    columns = fill(table.children, Tracked(days, found, issues))
    names = {spec.name for spec in table.children}
    if "for_netprps_qty" in names:
        columns["for_netprps_qty"] = _net(call, place, "foreign", np.array(numbers))
        columns["orgn_netprps_qty"] = _net(call, place, "institution", np.array(numbers))
    if "for_rmnd_qty" in names:
        held = np.full(len(numbers), place)
        columns["for_rmnd_qty"] = call.world.flows.holdings.at_close(
            held, np.array(numbers)
        ).tolist()
    return Draft(values=_now(call), tables={table.name: columns}, rows={table.name: len(days)})


def trades(call: Call, settings: Settings) -> Draft:
    """A fund's last trades, beside what a unit was worth at that second."""
    (table,) = call.operation.tables
    fund = _fund(call)
    if fund is None:
        return Draft(rows={table.name: 0}, blank=True)
    place, at = fund
    today, _ = of_one_day(trades_of(call, place), at, 0, UNPAGED_ROWS)
    seconds, prices = today.rows.second.tolist(), today.rows.close
    found = call.world.navs.moments(place, at.day, seconds, prices)
    issues = [call.world.instruments.all[place]] * len(today)
    return Draft(
        values=_now(call),
        tables={table.name: fill(table.children, Tracked(today, found, issues))},
        rows={table.name: len(today)},
    )


def _now(call: Call) -> dict[str, Value]:
    """Values outside of tables: of the issue asked for, now."""
    if call.place is None:
        return {}
    places, at = np.array([call.place]), call.instant
    issues = Issues(call.world, places, at, [call.code])
    navs = call.world.navs
    found = navs.nothing(1)
    if call.issue is not None and call.issue.fund is not None:
        found = navs.now(places, at.day, at.second, issues.state.last)
    subject = Tracked(issues, found, issues.instruments)
    singles = [spec for spec in call.operation.response if not spec.is_table]
    return {name: column[0] for name, column in fill(singles, subject).items()}


def everyone(call: Call, settings: Settings) -> Draft:
    """A page of all ETFs that meet the call's conditions."""
    (table,) = call.operation.tables
    funds, today = call.world.instruments.of_market("ETF"), call.instant.date
    held = [one for one in funds if one.listed_on(today) and _meets(call, one)]
    places = np.array([call.world.instruments.place(one.code) for one in held], dtype=np.int64)
    at = call.instant
    issues = Issues(call.world, places, at)
    found = call.world.navs.now(places, at.day, at.second, issues.state.last)
    above = {"1": found.nav > issues.base * 100, "2": found.nav < issues.base * 100}
    places = places[above.get(call.values.get("navpre", ""), np.ones(len(places), np.bool_))]
    size = call.operation.paging.size if call.operation.paging else UNPAGED_ROWS
    shown = places[call.first : call.first + size]
    codes = codes_on(call, shown, call.values.get("stex_tp", ""))
    columns = _columns(call, table, shown, codes)
    more = call.first + size < len(places)
    return Draft(tables={table.name: columns}, rows={table.name: len(shown)}, more=more)


def _columns(
    call: Call, table: FieldSpec, places: I64, codes: Sequence[str]
) -> dict[str, Sequence[Value]]:
    at = call.instant
    issues = Issues(call.world, places, at, codes, call.first)
    found = call.world.navs.now(places, at.day, at.second, issues.state.last)
    return fill(table.children, Tracked(issues, found, issues.instruments))


def _meets(call: Call, one: Instrument) -> bool:
    fund = one.fund
    if fund is None or (call.values.get("stex_tp") == "2" and not one.on_nxt):
        return False
    tax = _TAX.get(call.values.get("txon_type", ""), fund.tax)
    taxed = {"1": False, "2": True}.get(call.values.get("txon_yn", ""), fund.tax == _FREE)
    manager, index = call.values.get("mngmcomp", ""), call.values.get("trace_idex", "")
    return (
        fund.tax == tax
        and (fund.tax == _FREE) == taxed
        and (manager in _EVERY or fund.manager_code == manager)
        and (index in _EVERY or fund.index_code == index)
    )
