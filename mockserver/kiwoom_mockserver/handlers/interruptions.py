"""The issues whose trading was interrupted today because their price ran too far (ka10054)."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.rankings import UNPAGED
from kiwoom_mockserver.handlers.selecting import MARKETS, Mask
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.vocabulary.interruptions import Interrupted
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.interruptions import BOTH, DYNAMIC, STATIC, Interruptions
from kiwoom_mockserver.world.session import Where

_KINDS: Final = {"1": STATIC, "2": DYNAMIC, "3": BOTH}
_EXCHANGES: Final = {"1": (Where.KRX,), "2": (Where.NXT,), "3": (Where.KRX, Where.NXT)}
_SUFFIXES: Final = {Where.KRX: "", Where.NXT: "_NX"}
_SINGLE_PRICE: Final = "2"
_THOUSAND, _MILLION = 1_000, 1_000_000

SKIPPED: Final[tuple[Callable[[Instrument], bool], ...]] = (
    lambda one: one.kind == "preferred",
    lambda one: one.audit == "관리종목",
    lambda one: one.audit in {"투자경고", "투자위험"},
    lambda one: one.audit == "투자주의",
    lambda one: one.audit == "투자주의환기종목",
    lambda one: one.audit == "단기과열",
    lambda one: one.margin_rate == 100,
    lambda one: one.kind == "etf",
    lambda one: one.kind == "etn",
)
"""What each 1 of ``skip_stk`` leaves out, in its order."""


def interrupted(call: Call, settings: Settings) -> Draft:
    """A page of the interruptions that have begun by now, the newest first."""
    (table,), paging = call.operation.tables, call.operation.paging
    size = paging.size if paging else UNPAGED
    wheres = _EXCHANGES.get(call.values.get("stex_tp", ""), (Where.KRX,))
    held = [_begun(call, where) for where in wheres]
    rows = Interruptions(*(np.concatenate(columns) for columns in zip(*held, strict=True)))
    on = np.repeat(np.arange(len(wheres)), [len(one.issue) for one in held])
    order = np.lexsort((on, -rows.begin))
    shown = order[call.first : call.first + size]
    rows, places = rows.only(shown), on[shown]
    codes = [
        call.world.instruments.all[issue].code + _SUFFIXES[wheres[place]]
        for issue, place in zip(rows.issue.tolist(), places.tolist(), strict=True)
    ]
    issues = Issues(call.world, rows.issue, call.instant, codes)
    columns = dict(fill(table.children, Interrupted(issues, rows, call.instant.second)))
    columns["stk_cd"] = [code.removesuffix("_NX") for code in codes]
    columns["stex_tp"] = [wheres[place].value for place in places.tolist()]
    return Draft(
        tables={table.name: columns},
        rows={table.name: len(shown)},
        more=paging is not None and paging.continues and len(order) > call.first + size,
    )


def _begun(call: Call, where: Where) -> Interruptions:
    """What has begun by now on an exchange and meets the call's conditions."""
    at, instruments = call.instant, call.world.instruments
    found = call.world.market.interruptions(at.day, where)
    mask = found.begin <= at.second
    if call.values.get("bf_mkrt_tp") == _SINGLE_PRICE:
        mask &= False
    boards = MARKETS.get(call.values.get("mrkt_tp", ""), MARKETS["000"])
    kind = _KINDS.get(call.values.get("motn_tp", ""))
    if kind is not None:
        mask &= found.kind == kind
    sign = {"1": 1, "2": -1}.get(call.values.get("motn_drc", ""))
    if sign is not None:
        mask &= found.sign == sign
    found = found.only(np.flatnonzero(mask))
    if where is Where.NXT and call.world.krx_only:
        return found.only(np.flatnonzero(found.issue < 0))
    skipped = [
        leaves for flag, leaves in zip(call.values.get("skip_stk", ""), SKIPPED, strict=False)
        if flag == "1"
    ]  # fmt: skip
    asked = call.code.partition("_")[0]
    kept = [
        one.board in boards
        and (not asked or one.code == asked)
        and not any(leaves(one) for leaves in skipped)
        for one in (instruments.all[issue] for issue in found.issue.tolist())
    ]
    found = found.only(np.array(kept, dtype=np.bool_))
    return found.only(_traded_enough(call, found, where))


def _traded_enough(call: Call, found: Interruptions, where: Where) -> Mask:
    """What traded as much as is asked for, in thousands of shares and millions of won."""
    at = call.instant
    state = call.world.market.some_states(found.issue, at.day, at.second, where)
    mask = np.ones(len(found.issue), dtype=np.bool_)
    for name, column, unit in (
        ("trde_qty", state.volume, _THOUSAND), ("trde_prica", state.value, _MILLION),
    ):  # fmt: skip
        if call.values.get(f"{name}_tp") == "1":
            least, most = (_number(call.values, f"{end}_{name}") for end in ("min", "max"))
            mask &= column >= least * unit
            mask &= column <= most * unit if most else mask
    return mask


def _number(values: Mapping[str, str], name: str) -> int:
    text = values.get(name, "")
    return int(text[:15]) if text.isascii() and text.isdecimal() else 0
