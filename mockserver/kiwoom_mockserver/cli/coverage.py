"""What of every answer comes from the world: field by field, over the requests that show most."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from kiwoom_mockserver.cli.demo import demo
from kiwoom_mockserver.handlers.registry import HANDLERS
from kiwoom_mockserver.sources import Sources
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import ENVELOPE, Catalogue, FieldSpec, OperationSpec
from kiwoom_mockserver.spec.requests import requests_of
from kiwoom_mockserver.spec.verified import verified
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import BLANK
from kiwoom_mockserver.world.world import World

_BLANKS: Final = frozenset({BLANK, "blank", "never-told"})
"""Words of what is never filled."""


class Origin(StrEnum):
    """Where a field's text comes from."""

    WORLD = "world"
    REQUEST = "request"
    BLANK = "blank"
    SAMPLED = "sampled"
    UNSEEN = "not shown"


_BEST: Final = (Origin.SAMPLED, Origin.WORLD, Origin.REQUEST, Origin.BLANK, Origin.UNSEEN)
"""Of several requests the first of these counts: one sample is one too many."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One field of a contract: ``place`` is its table, if any, and its name."""

    place: str
    word: str
    origin: Origin


def covered(
    operation: OperationSpec, sources: Sources, world: World, number: str = ""
) -> tuple[Covered, ...]:
    """Where each field of an operation's replies comes from, asked for all that is known to ask.

    ``number`` is that of an order the demo account has. Neither orders nor tokens are asked for:
    their handlers fill every field.
    """
    silent = operation.is_order or operation.is_oauth
    drafts = [] if silent else _drafts(operation, sources, world, number)
    found = []
    for table, spec in _leaves(operation.response):
        origins = {_origin(operation, draft, call, table, spec) for call, draft in drafts}
        best = next((one for one in _BEST if one in origins), Origin.WORLD)
        found.append(Covered(f"{table}.{spec.name}" if table else spec.name, spec.word, best))
    return tuple(found)


def page(catalogue: Catalogue, sources: Sources, world: World, number: str = "") -> Iterator[str]:
    """The tables of the coverage page; ``number`` is that of an order the demo account has."""
    yield from _HEAD
    rows = {
        operation.api_id: covered(operation, sources, world, number)
        for operation in catalogue.operations.values()
    }
    for api_id, fields in rows.items():
        operation = catalogue.operations[api_id]
        counts = Counter(one.origin for one in fields)
        numbers = " | ".join(str(counts[origin] or "") for origin in Origin)
        by = _answered_by(api_id, counts)
        told = f"{operation.judgement} | {verdict(api_id)}"
        yield f"| {api_id} | {operation.title} | {by} | {numbers} | {told} |"
    yield "\n## Fields that are not of the world\n"
    yield "| id | blank on purpose | sampled | not shown |"
    yield "|---|---|---|---|"
    for api_id, fields in rows.items():
        named = [_names(fields, one) for one in (Origin.BLANK, Origin.SAMPLED, Origin.UNSEEN)]
        if any(named):
            yield f"| {api_id} | {' | '.join(named)} |"
    yield "\n## Words\n"
    yield "What the fields of each operation mean, as contracts/*words.json explains.\n"
    yield "| id | words |"
    yield "|---|---|"
    for api_id, fields in rows.items():
        yield f"| {api_id} | {' '.join(sorted({one.word for one in fields if one.word}))} |"


_HEAD: Final = (
    "Asked as the manual's example and contracts/requests.json ask, of the default world; about an",
    "account after it bought, sold, borrowed and left orders open, of its last thirty days. Each",
    "field counts once: it is filled from the *world*, repeats the *request*, is left *blank* as",
    "the live server leaves it, is a seeded *sample*, or is *not shown* because its table had no",
    "row. A contract is *observed* when live traffic was seen, else *documented*. Neither orders",
    "nor tokens are asked for: their handlers fill every field. *Verified* says against which host",
    "of Kiwoom's a contract was judged at level observed, and when.\n",
    "| id | title | answered by | world | request | blank | sampled | not shown | contract "
    "| verified |",
    "|---|---|---|---|---|---|---|---|---|---|",
)


def verdict(subject: str) -> str:
    """Against which hosts a contract was judged, and when."""
    return ", ".join(f"{host} {day}" for host, day in verified(subject).items())


def _answered_by(api_id: str, counts: Counter[Origin]) -> str:
    handler = HANDLERS.get(api_id)
    if handler is not None:
        return f"handler {handler.__module__.rpartition('.')[2]}"
    return "words" if counts[Origin.WORLD] else "samples"


def _names(fields: Sequence[Covered], origin: Origin) -> str:
    return " ".join(one.place for one in fields if one.origin is origin)


def _drafts(
    operation: OperationSpec, sources: Sources, world: World, number: str
) -> list[tuple[Call, Draft]]:
    calls = []
    for asked in requests_of(operation):
        values = {**asked.values, **_of_account(operation, world, number)}
        call = Call(operation, values, demo(world), world, at=0.0, anchor=asked.at or world.now())
        calls.append(call)
    return [(call, sources.answer(call)) for call in calls]


def _of_account(operation: OperationSpec, world: World, number: str) -> dict[str, str]:
    """What is asked of an account: of its last thirty days, or of the order with a number."""
    if not operation.is_account:
        return {}
    required = [field for field in operation.request if field.required]
    dates = [field.name for field in required if field.format.name == "date"]
    # Of two days the first one is thirty days back; one alone is today.
    back = range(len(dates) - 1, -1, -1)
    values = {
        n: f"{world.now() - timedelta(30 * b):%Y%m%d}" for n, b in zip(dates, back, strict=True)
    }
    return values | {field.name: number for field in required if field.name == "ord_no"}


def _leaves(specs: Sequence[FieldSpec], table: str = "") -> Iterator[tuple[str, FieldSpec]]:
    for spec in specs:
        if spec.is_table:
            yield from _leaves(spec.children, spec.name)
        elif spec.name not in ENVELOPE:
            yield table, spec


def _origin(
    operation: OperationSpec, draft: Draft, call: Call, table: str, spec: FieldSpec
) -> Origin:
    always_empty = any(one.name == table and one.always_empty for one in operation.tables)
    if spec.word in _BLANKS or not spec.sent or always_empty:
        return Origin.BLANK
    column: Sequence[Value] | None
    if table:
        columns = draft.tables.get(table, {})
        column = columns.get(spec.name)
        count = next(map(len, columns.values()), draft.rows.get(table, 0))
        if draft.blank or count <= len(draft.blank_rows):
            return Origin.UNSEEN
    else:
        column = (draft.values[spec.name],) if spec.name in draft.values else None
        if column is None and draft.blank:
            return Origin.UNSEEN
    if column is None:
        return Origin.SAMPLED
    if not table and spec in operation.echoing and column[0] == call.values.get(spec.name):
        return Origin.REQUEST
    # Every row of every answer blank: what was asked for has no such thing.
    return Origin.BLANK if all(value in (None, "") for value in column) else Origin.WORLD
