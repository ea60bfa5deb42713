"""Theme groups, sorted and searched, and the members of one."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.sectors import codes_on
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.themes import Groups, Members, Whole
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.themes import Theme, find_theme, themes

MOST_DAYS: Final = 99

_SORTS: Mapping[str, tuple[str, int]] = {
    "1": ("gains", -1),
    "2": ("gains", 1),
    "3": ("rates", -1),
    "4": ("rates", 1),
}
"""``flu_pl_amt_tp``: by what themes are ranked, and whether the highest (-1) comes first."""

_BY_NAME, _BY_ISSUE = "1", "2"


def groups(call: Call, settings: Settings) -> Draft:
    """A page of the themes searched for, ranked; ties stand by code."""
    (table,) = call.operation.tables
    everyone = np.arange(len(call.world.instruments))
    codes = codes_on(call, everyone, call.values.get("stex_tp", ""))
    found = Groups(_searched(call), call.world.instruments, _members(call, everyone, codes))
    by, direction = _SORTS.get(call.values["flu_pl_amt_tp"], _SORTS["1"])
    order = np.argsort(direction * getattr(found, by), kind="stable")
    size = call.operation.paging.size if call.operation.paging else len(order)
    shown = found.of(order[call.first : call.first + size])
    return Draft(
        tables={table.name: fill(table.children, shown)},
        rows={table.name: len(shown)},
        more=call.first + size < len(order),
    )


def _searched(call: Call) -> Sequence[Theme]:
    """The themes with members here that a search by name, or by an issue, leaves."""
    kind, held = call.values.get("qry_tp"), call.world.instruments.themes
    if kind == _BY_ISSUE:
        held = call.issue.themes if call.issue else ()
    found = [theme for theme in themes() if theme.code in held]
    if kind == _BY_NAME:
        part = call.values.get("thema_nm", "").replace(" ", "")
        found = [theme for theme in found if part in theme.name.replace(" ", "")]
    return found


def constituents(call: Call, settings: Settings) -> Draft:
    """A theme's members, the largest first, and what they gain on average."""
    (table,) = call.operation.tables
    theme = find_theme(call.values.get("thema_grp_cd", ""))
    places = call.world.instruments.theme_members(theme.code) if theme else np.arange(0)
    if not len(places):
        return Draft(rows={table.name: 0}, blank=True)
    exchange = call.values.get("stex_tp", "")
    if exchange == "2":
        places = places[[call.world.instruments.all[place].on_nxt for place in places]]
    members = _members(call, places, codes_on(call, places, exchange))
    singles = [spec for spec in call.operation.response if not spec.is_table]
    whole = fill(singles, Whole(members))
    return Draft(
        values={name: column[0] for name, column in whole.items()},
        tables={table.name: fill(table.children, members)},
        rows={table.name: len(places)},
    )


def _members(call: Call, places: I64, codes: Sequence[str]) -> Members:
    world, at = call.world, call.instant
    before = world.market.daily.closes_on(at.day - _days(call))[places]
    return Members(Issues(world, places, at, codes), before)


def _days(call: Call) -> int:
    """Trading days the period reaches back, 1 to 99."""
    text = call.values.get("date_tp", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else 1
    return min(max(number, 1), MOST_DAYS)
