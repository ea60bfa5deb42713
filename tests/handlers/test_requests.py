"""Every code of a request changes the answer, or is listed as without effect with a reason.

Answers are compared as drafts: what repeats the request, and the suffix of a code, is left aside.
The default run asks a few operations of a small world until each field has had an effect; with
``-m slow`` all pairs of codes are told apart in the default world.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import combinations
from typing import Any, Final

import pytest

from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.sources import Sources
from kiwoom_mockserver.spec.annotations import request_example
from kiwoom_mockserver.spec.model import FieldSpec, OperationSpec
from kiwoom_mockserver.spec.requests import without_effect
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import World, load_world
from tests.gateway.caller import contracts

MOST_PAGES: Final = 16
"""Pages of two answers that are alike which are compared."""

DAYS: Final = {
    "dt": "20260914", "base_dt": "20260914", "end_dt": "20260914", "date": "20260914",
    "qry_dt": "20260914", "strt_dt": "20260901",
}  # fmt: skip
"""Days that take the place of the manual's, which lie years back."""

ELWS: Final = ("57JBHH", "57KBHH")
FUNDS: Final = ("069500", "122630")
GOLD: Final = ("M04020000", "M04020100")
STOCKS: Final = ("005930", "000660", "005930_NX", "005930_AL")

OTHERS: Final[Mapping[str, Sequence[str]]] = {
    "dt": ("20260914", "20260907"), "base_dt": ("20260914", "20260801"),
    "strt_dt": ("20260901", "20260820"), "end_dt": ("20260914", "20260910"),
    "date": ("20260914", "20260907"), "qry_dt": ("20260914", "20260907"),
    "upd_stkpc_tp": ("0", "1"), "stk_cd": STOCKS, "tm": ("1", "60"), "tm_tp": ("5", "30"),
    "mmcm_cd": ("001", "003"), "isscomp_cd": ("003", "012"), "rank_strt": ("1", "5"),
    "rank_end": ("5", "10"), "prps_cnctr_rt": ("20", "60"), "prpscnt": ("5", "10"),
    "date_tp": ("1", "30"), "mrkt_tp": ("P00101", "P10102"), "thema_grp_cd": ("100", "141"),
    "thema_nm": ("반도체", "2차전지"), "arn_grp_id": ("001", "000"), "lpcd": ("000000000000", "3"),
    "bsis_aset_cd": ELWS, "etfobjt_idex_cd": ("207", "001"), "skip_stk": ("000000000", "111111111"),
    "min_trde_qty": ("0", "1000000"), "max_trde_qty": ("0", "1"),
    "min_trde_prica": ("0", "100000"), "max_trde_prica": ("0", "10"),
}  # fmt: skip
"""Values of fields that have no codes."""

OWN: Final[Mapping[tuple[str, str], Sequence[str]]] = {
    **{(api_id, "stk_cd"): ELWS for api_id in ("ka10048", "ka10050", "ka30011", "ka30012")},
    **{(a, "stk_cd"): GOLD for a, one in contracts().operations.items() if a.startswith("ka50")},
    **{(a, "stk_cd"): FUNDS for a, one in contracts().operations.items() if one.category == "ETF"},
    ("ka10084", "tm"): ("0930", "0945"),
    ("ka10095", "stk_cd"): (*STOCKS, "005930|000660"),
    ("ka30005", "bsis_aset_cd"): ("201", "005930"),
    ("kt20016", "stk_cd"): ("", "005930"),
    ("kt20017", "stk_cd"): ("005930", "815650"),
    ("ka10052", "mmcm_cd"): ("888", "003"),
    ("ka10054", "stk_cd"): ("", "005930"),
    ("ka90001", "stk_cd"): ("005930", "035420"),
    ("ka40004", "trace_idex"): ("0", "150"),
    ("ka30005", "isscomp_cd"): ("000000000000", "3"),
}

Variant = tuple[Mapping[str, str], str]
NOON, CLOSE = "2026-09-15T12:00:00", "2026-09-15T15:40:00"
WIDE: Final = {"isscomp_cd": "000000000000", "bsis_aset_cd": "000000000000", "rght_tp": "0"}

VARIANTS: Final[Mapping[str, Sequence[Variant]]] = {
    **{a: (({"amt_qty_tp": "2"}, ""),) for a in ("ka10059", "ka10060", "ka10061")},
    **{a: (({"base_dt": "20180510"}, ""),) for a in ("ka10081", "ka10082", "ka10083", "ka10094")},
    **{a: (({"base_dt": "20180504"}, "2018-05-04T09:00:20"),) for a in ("ka10079", "ka10080")},
    "ka10016": (({}, CLOSE),),
    "ka10017": (({"updown_tp": "2"}, ""), ({"updown_tp": "2", "sort_tp": "2"}, ""), ({}, CLOSE)),
    "ka10018": (
        ({"trde_qty_tp": "01000", "stk_cnd": "8", "mrkt_tp": "101"}, CLOSE),
        ({"trde_qty_tp": "01000", "crd_cnd": "1", "high_low_tp": "2"}, CLOSE),
        ({"trde_qty_tp": "00300", "crd_cnd": "4", "high_low_tp": "2"}, CLOSE),
    ),
    "ka10019": (({}, CLOSE), ({"flu_tp": "2", "mrkt_tp": "101"}, "")),
    "ka10021": (({"mrkt_tp": "101"}, "2026-09-15T09:01:00"),),
    "ka10023": (({"tm_tp": "1"}, ""),),
    "ka10024": (({}, CLOSE),),
    "ka10025": (({"prps_cnctr_rt": "20"}, ""),),
    "ka10027": (({}, CLOSE),),
    "ka10028": (({}, CLOSE),),
    "ka10030": (({}, "2026-09-15T09:00:30"), ({"pric_tp": "2"}, ""), ({}, "2026-09-15T19:00:00")),
    "ka10031": (({"rank_end": "100"}, ""),),
    "ka10033": (({}, CLOSE),),
    "ka10038": (({"dt": ""}, ""),),
    "ka10039": (({}, "2026-09-15T09:05:00"),),
    "ka10042": (({"qry_dt_tp": "1"}, ""),),
    "ka10043": (({"qry_dt_tp": "1"}, ""),),
    "ka10052": (({"mmcm_cd": "003"}, ""),),
    "ka10053": (({}, CLOSE),),
    "ka10131": (({"dt": "0", "strt_dt": "20260901", "end_dt": "20260914"}, ""),),
    "ka30001": (({}, "2026-12-15T10:00:00"),),
    "ka30002": (({}, "2026-12-15T10:00:00"),),
    "ka30004": (({}, "2026-12-15T10:00:00"),),
    "ka30009": (({}, "2026-12-15T10:00:00"),),
    "ka30010": (({}, "2026-12-15T10:00:00"),),
    "ka30003": (({"bsis_aset_cd": ELWS[0]}, ""),),
    "ka30005": ((WIDE, ""),),
    "kt20016": (({"stk_cd": ""}, ""),),
    "ka90001": (
        ({"qry_tp": "1", "thema_nm": "반도체"}, ""),
        ({"qry_tp": "2", "stk_cd": "005930"}, ""),
    ),
    "ka90009": (({"qry_dt_tp": "1", "date": "20260907"}, ""),),
    "ka10029": (({}, "2026-09-15T08:55:00"),),
    "ka10035": (({}, "2026-09-15T19:00:00"),),
    "ka10098": (
        *(({"sort_base": way}, "2026-09-11T17:00:00") for way in ("5", "1", "3")),
        *(({"sort_base": way}, "2026-09-09T17:59:00") for way in ("1", "3")),
    ),
    "ka10054": (
        ({}, CLOSE),
        ({}, "2026-08-21T15:40:00"),
        ({"trde_qty_tp": "1", "min_trde_qty": "1000"}, CLOSE),
        ({"trde_prica_tp": "1", "min_trde_prica": "10000"}, CLOSE),
        ({"trde_qty_tp": "1"}, CLOSE),
        ({"trde_prica_tp": "1"}, CLOSE),
    ),
}
"""Further requests and instants at which the codes of an operation are told apart."""


def market_data() -> list[OperationSpec]:
    return [
        one
        for one in contracts().operations.values()
        if one.request and not (one.is_account or one.is_order or one.is_oauth)
    ]


@cache
def world_of(name: str) -> tuple[World, Sources]:
    settings = Settings(world=name)
    world = load_world(settings, VirtualClock(settings.at))
    return world, Sources(settings, world)


class Asker:
    """Asks one operation of one world."""

    def __init__(self, operation: OperationSpec, world: str) -> None:
        self.operation = operation
        self.world, self.sources = world_of(world)
        self.echoes = {one.name for one in operation.echoing}
        manual = request_example(operation.request_schema)
        self.manual = {n: DAYS.get(n, t) if len(t) == 8 else t for n, t in manual.items()}

    def bases(self) -> Iterator[Call]:
        """The requests that are varied."""
        for values, at in (({}, ""), *VARIANTS.get(self.operation.api_id, ())):
            moment = datetime.fromisoformat(at).replace(tzinfo=SEOUL) if at else Settings().at
            made = {**self.manual, **values}
            sandbox = self.world.sandboxes.open("asker")
            yield Call(self.operation, made, sandbox, self.world, 0.0, anchor=moment)

    def answer(self, base: Call, name: str, value: str) -> Draft:
        call = replace(base, values={**base.values, name: value})
        return self.sources.answer(call)

    def alike(self, base: Call, name: str, one: str, other: str) -> bool:
        """Whether two values are answered alike, page after page."""
        first = 0
        for _ in range(MOST_PAGES):
            page = replace(base, first=first)
            left, right = self.answer(page, name, one), self.answer(page, name, other)
            if self.shown(left) != self.shown(right):
                return False
            if not left.more or self.operation.paging is None:
                return True
            first = first + self.operation.paging.size if left.cursor is None else left.cursor
        return True

    def shown(self, draft: Draft) -> Any:
        """A draft as something to compare."""
        values = {n: v for n, v in draft.values.items() if n not in self.echoes}
        tables = {n: {c: plain(v) for c, v in t.items()} for n, t in draft.tables.items()}
        return values, tables, draft.rows, draft.blank


def plain(column: Sequence[Any]) -> list[Any]:
    """A column without the suffixes of codes."""
    return [
        one.removesuffix("_NX").removesuffix("_AL") if isinstance(one, str) else one
        for one in column
    ]


def is_empty(operation: OperationSpec, draft: Draft) -> bool:
    counts = [len(c) for t in draft.tables.values() for c in t.values()]
    rowless = not any([*counts, *draft.rows.values()])
    return draft.blank or (rowless and (bool(operation.tables) or not draft.values))


def values_of(operation: OperationSpec, field: FieldSpec) -> Sequence[str]:
    own = OWN.get((operation.api_id, field.name))
    return own or field.codes or OTHERS.get(field.name, field.examples)


FIELDS: Final = [(one, field) for one in market_data() for field in one.request]


def ids(part: OperationSpec | FieldSpec) -> str:
    return part.api_id if isinstance(part, OperationSpec) else part.name


def excused(operation: OperationSpec, name: str, codes: set[str]) -> bool:
    return any(
        row.field == name and (not row.codes or codes <= set(row.codes))
        for row in without_effect(operation)
    )


@pytest.mark.slow
@pytest.mark.parametrize(("operation", "field"), FIELDS, ids=ids)
def test_every_code_of_a_request_changes_the_answer(
    operation: OperationSpec, field: FieldSpec
) -> None:
    asker = Asker(operation, "default")
    values = values_of(operation, field)
    told = {base: {v: asker.answer(base, field.name, v) for v in values} for base in asker.bases()}
    silent = all(
        is_empty(operation, draft) for drafts in told.values() for draft in drafts.values()
    )
    same = []
    for one, other in combinations(values, 2):
        drafts = [(base, made[one], made[other]) for base, made in told.items()]
        empty = [is_empty(operation, one) for _, *pair in drafts for one in pair]
        known = silent or not all(empty)
        if known and all(
            asker.shown(left) == asker.shown(right) and asker.alike(base, field.name, one, other)
            for base, left, right in drafts
        ):
            same.append((one, other))
    unexplained = [pair for pair in same if not excused(operation, field.name, set(pair))]
    assert not unexplained, "answered alike, and without a reason in contracts/requests.json"
    rows = [row for row in without_effect(operation) if row.field == field.name]
    stale = [
        row
        for row in rows
        if len(values) > 1 and not any(set(pair) <= set(row.codes or values) for pair in same)
    ]
    assert not stale, "listed as without effect, but changes the answer"
    assert len(values) > 1 or rows, "only one value is known to ask with"


SAMPLE: Final = ("ka10059", "ka10068", "ka10081", "ka10084", "ka10086", "ka10095", "ka10099",
                 "ka10031", "ka10042", "ka10100", "ka40004", "ka90013", "kt20016")  # fmt: skip
"""What every run of the tests asks; everything is asked with ``-m slow``."""


def has_effect(asker: Asker, name: str, values: Sequence[str]) -> bool:
    """Whether two values of a field are answered differently by any request."""
    for base in asker.bases():
        first = asker.shown(asker.answer(base, name, values[0]))
        if any(asker.shown(asker.answer(base, name, value)) != first for value in values[1:]):
            return True
    return False


@pytest.mark.parametrize("api_id", SAMPLE)
def test_every_field_of_a_request_has_an_effect(api_id: str) -> None:
    operation = contracts().operations[api_id]
    asker = Asker(operation, "small")
    without = []
    for field in operation.request:
        values = values_of(operation, field)
        told = excused(operation, field.name, set(values))
        if not told and not has_effect(asker, field.name, values):
            without.append(field.name)
    assert without == [], "has no effect, and no reason in contracts/requests.json says why"


def test_reasons_are_given_of_fields_and_codes_there_are() -> None:
    for operation in contracts().operations.values():
        fields = {one.name: one for one in operation.request}
        for row in without_effect(operation):
            known = fields[row.field].codes or values_of(operation, fields[row.field])
            assert set(row.codes) <= set(known), (operation.api_id, row)
