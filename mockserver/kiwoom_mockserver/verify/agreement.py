"""Operations that show the same issue have to agree: ``contracts/agreements.json`` says which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import FormatError
from kiwoom_mockserver.spec.formats import Directed, Value
from kiwoom_mockserver.spec.model import FieldSpec, OperationSpec
from kiwoom_mockserver.verify.findings import Finding, Kind

Values = Mapping[str, int | Decimal]
"""Word to number; prices without the sign that tells their direction."""


@dataclass(frozen=True, slots=True)
class View:
    """Where an operation shows the issue, and which of its words the reference has too."""

    api_id: str
    table: str
    ask: Mapping[str, str]
    words: Mapping[str, str]
    """Word here to the reference's word."""


@dataclass(frozen=True, slots=True)
class Group:
    """A reference, and the views that have to agree with it when asked at the same instant."""

    name: str
    ask: Mapping[str, str]
    reference: View
    views: tuple[View, ...]


@cache
def groups() -> tuple[Group, ...]:
    """What has to agree. Read once."""
    data = orjson.loads((resources.contracts() / "agreements.json").read_bytes())
    return tuple(
        Group(row["name"], row["ask"], _view(row["reference"]), tuple(map(_view, row["views"])))
        for row in data["groups"]
    )


def _view(row: Mapping[str, Any]) -> View:
    words = {word: word for word in row.get("words", ())}
    return View(row["id"], row.get("table", ""), row.get("ask", {}), words | row.get("renamed", {}))


def values_of(operation: OperationSpec, view: View, body: Mapping[str, Any]) -> Values:
    """What the view shows, by word; empty when there is no row."""
    fields, row = _place(operation, view, body)
    found: dict[str, int | Decimal] = {}
    for field in fields:
        number = _number(field, row.get(field.name))
        if field.word and number is not None:
            found.setdefault(field.word, number)
    return found


def date_of(operation: OperationSpec, body: Mapping[str, Any]) -> str:
    """The date that the reference tells, as it writes it; empty without one."""
    for field in operation.response:
        text = body.get(field.name)
        if field.word == "date" and field.format.name == "date" and isinstance(text, str):
            return text
    return ""


def disagreements(
    reference: View, known: Values, operation: OperationSpec, view: View, found: Values, asked: str
) -> Iterator[Finding]:
    """A finding for each word that the view shows and that differs from the reference."""
    names = {field.word: field.name for field in reversed(_fields(operation, view))}
    for word, theirs in view.words.items():
        if word not in found or theirs not in known or found[word] == known[theirs]:
            continue
        where = f"{view.table}[].{names[word]}" if view.table else names[word]
        expected = f"{known[theirs]}, the {theirs} of {reference.api_id}"
        pointer = f"/{view.table}/0/{names[word]}" if view.table else f"/{names[word]}"
        seen = str(found[word])
        yield Finding(Kind.DISAGREEMENT, operation.api_id, where, expected, seen, pointer, asked)


def _fields(operation: OperationSpec, view: View) -> tuple[FieldSpec, ...]:
    if not view.table:
        return operation.response
    return next((one.children for one in operation.tables if one.name == view.table), ())


def _place(
    operation: OperationSpec, view: View, body: Mapping[str, Any]
) -> tuple[tuple[FieldSpec, ...], Mapping[str, Any]]:
    if not view.table:
        return operation.response, body
    rows = body.get(view.table)
    row = rows[0] if isinstance(rows, list) and rows else {}
    return _fields(operation, view), row if isinstance(row, dict) else {}


def _number(field: FieldSpec, text: object) -> int | Decimal | None:
    if not isinstance(text, str) or field.format.kind != "number":
        return None
    try:
        value: Value = field.format.parse(text)
    except FormatError:
        return None
    if isinstance(value, Directed):
        return value.value
    # Some prices are documented without a sign and bear one all the same.
    return value if isinstance(value, int | Decimal) else None
