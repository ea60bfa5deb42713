"""Sectors and indices: where they stand, their members, their charts, and the list of them."""

from collections.abc import Mapping, Sequence

from kiwoom_mockserver.handlers.charts import scope_of
from kiwoom_mockserver.handlers.selecting import listed
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import Subject, fill
from kiwoom_mockserver.vocabulary.indices import (
    Ended,
    Levels,
    fill_points,
    level_days,
    level_minutes,
    level_ticks,
)
from kiwoom_mockserver.vocabulary.intervals import page
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world.members import members
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.sectors import Sector, find_sector, sectors_of

PERIODS: Mapping[str, str] = {
    "ka20006": "day",
    "ka20007": "week",
    "ka20008": "month",
    "ka20019": "year",
}
TICKS, MINUTES = "ka20004", "ka20005"
CHARTS = (*PERIODS, TICKS, MINUTES)

_UNPAGED = 20
_NXT, _BOTH = "2", "3"


def current(call: Call, settings: Settings) -> Draft:
    """An index now, and what it showed last (ka20001) or its days (ka20009)."""
    sector, table = _asked(call), _table(call)
    if sector is None:
        return _unknown(call)
    at = call.instant
    single = [spec for spec in call.operation.response if not spec.is_table]
    now = fill_points(single, Levels(call.world, [sector], at))
    size = call.operation.paging.size if call.operation.paging else _UNPAGED
    rows: Subject
    if call.operation.api_id == "ka20001":
        shown, _ = page(level_ticks(call.world, sector, at.day), at, 0, size)
        rows, more = Ended(shown, at), False
    else:
        rows, more = level_days(call.world, sector, at, at.day, call.first, size)
    return Draft(
        values={name: column[0] for name, column in now.items()},
        tables={table.name: fill_points(table.children, rows)},
        more=more,
    )


def held(call: Call, settings: Settings) -> Draft:
    """A page of a sector's members, as they stand on the exchange asked for."""
    sector, table = _asked(call), _table(call)
    if sector is None:
        return _unknown(call)
    places = listed(call, call.world.indices.members(sector))
    exchange = call.values.get("stex_tp", "")
    if exchange == _NXT:
        places = places[[call.world.instruments.all[place].on_nxt for place in places]]
    size = call.operation.paging.size if call.operation.paging else _UNPAGED
    shown = places[call.first : call.first + size]
    codes = codes_on(call, shown, exchange)
    subject = Issues(call.world, shown, call.instant, codes, call.first)
    return Draft(
        tables={table.name: fill(table.children, subject)},
        rows={table.name: len(shown)},
        more=call.first + size < len(places),
    )


def codes_on(call: Call, places: I64, exchange: str) -> list[str]:
    """Codes of issues as an answer for one exchange, or for both, shows them."""
    suffix = {_NXT: "_NX", _BOTH: "_AL"}.get(exchange, "")
    issues = [call.world.instruments.all[place] for place in places.tolist()]
    return [one.code + suffix if one.on_nxt else one.code for one in issues]


def board(call: Call, settings: Settings) -> Draft:
    """All sectors of the list the one asked for stands in."""
    sector, table = _asked(call), _table(call)
    if sector is None:
        return _unknown(call)
    subject = Levels(call.world, _of_list(call, sector), call.instant)
    return Draft(tables={table.name: fill_points(table.children, subject)})


def _of_list(call: Call, sector: Sector) -> Sequence[Sector]:
    """Those that have members in this world, the one for the whole board first."""
    members_of = call.world.indices.members
    return [one for one in sectors_of(sector.market) if one == sector or len(members_of(one))]


def chart(call: Call, settings: Settings) -> Draft:
    """A page of an index's chart."""
    sector, table = _asked(call), _table(call)
    if sector is None:
        return _unknown(call)
    at, today = call.instant, call.world.instant(call.anchor).day
    size = call.operation.paging.size if call.operation.paging else _UNPAGED
    rows: Subject
    cursor = None
    period = PERIODS.get(call.operation.api_id)
    if period is not None:
        rows, more = level_days(call.world, sector, at, today, call.first, size, period)
    else:
        made = level_minutes if call.operation.api_id == MINUTES else level_ticks
        shown = made(call.world, sector, today, scope_of(call))
        rows, cursor = page(shown, at, call.first, size, today)
        more = cursor is not None
    return Draft(
        values={"inds_cd": call.values["inds_cd"]},
        tables={table.name: fill_points(table.children, rows)},
        rows={table.name: len(rows)},
        more=more,
        cursor=cursor,
    )


def listing(call: Call, settings: Settings) -> Draft:
    """The codes of one list of sectors."""
    table = _table(call)
    found = sectors_of(call.values.get("mrkt_tp", ""))
    columns: dict[str, Sequence[Value]] = {
        "marketCode": [one.market for one in found],
        "code": [one.code for one in found],
        "name": [one.name for one in found],
        "group": [one.group for one in found],
    }
    return Draft(tables={table.name: columns}, rows={table.name: len(found)})


_DOMESTIC, _FOREIGN = 0, 2


def firms(call: Call, settings: Settings) -> Draft:
    """The member firms of the exchange, by code."""
    table = _table(call)
    found = members()
    columns: dict[str, Sequence[Value]] = {
        "code": [one.code for one in found],
        "name": [one.name for one in found],
        "gb": [_FOREIGN if one.foreign else _DOMESTIC for one in found],
    }
    return Draft(tables={table.name: columns}, rows={table.name: len(found)})


def _asked(call: Call) -> Sector | None:
    return find_sector(call.values.get("inds_cd", ""))


def _table(call: Call) -> FieldSpec:
    return next(spec for spec in call.operation.response if spec.is_table)


def _unknown(call: Call) -> Draft:
    """No error, but nothing: what the live server says of codes it does not know."""
    return Draft(rows={_table(call).name: 0}, blank=True)
