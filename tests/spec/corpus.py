"""The contract files and the facts, walked field by field; and replies made of samples."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from kiwoom_mockserver import resources
from kiwoom_mockserver.spec.load import field_specs, load_catalogue
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.spec.samples import sample_texts

CONTRACTS = resources.contracts()
SHAPE = CONTRACTS / "contract.schema.json"
FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts"

needs_facts = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the facts about the manual and live traffic are not beside the repo"
)

Where = tuple[str, ...]
Schema = Mapping[str, Any]

SEED = 20260915
TOKEN = "0123456789_-" + "x" * 74


CATALOGUE = load_catalogue()
"""The bundled contracts, read once for all tests of this folder."""


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def contract_files() -> list[Path]:
    """Every data file below contracts/, the schema of them left out."""
    return [path for path in sorted(CONTRACTS.rglob("*.json")) if path != SHAPE]


def correction(api_id: str) -> dict[str, Any]:
    """What is known to be wrong with the manual's page; empty when nothing is."""
    path = CONTRACTS / "corrections" / f"{api_id}.json"
    return read(path) if path.exists() else {}


@dataclass(frozen=True, slots=True)
class Part:
    """The request, the response or the values of one contract file."""

    api_id: str
    part: str
    schema: Schema

    def __str__(self) -> str:
        return f"{self.api_id}-{self.part}"


@cache
def parts() -> tuple[Part, ...]:
    """All object schemas of the contract files."""
    files = [*sorted(CONTRACTS.glob("rest/*/*.json")), *sorted(CONTRACTS.glob("realtime/*.json"))]
    return tuple(
        Part(data["id"], part, data[part])
        for data in map(read, files)
        for part in ("request", "response", "values")
        if part in data
    )


def columns(schema: Schema, where: Where = ()) -> Iterator[tuple[Where, Schema]]:
    """Every field of an object schema, with the path to it; a table's columns after the table."""
    for name, spec in schema["properties"].items():
        yield (*where, name), spec
        if "properties" in (items := spec.get("items", {})):
            yield from columns(items, (*where, name))


def texts(value: Any, where: Where = ()) -> Iterator[tuple[Where, str]]:
    """Every text of a live reply with the path to it; masked ones left out."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, (*where, name))
    elif isinstance(value, list):
        for row in value:
            yield from texts(row, where)
    elif isinstance(value, str) and "MASK" not in value:
        yield where, value


def sampled(name: str) -> dict[str, Any]:
    """A reply of its own for every caller, made of seeded samples; tables have two rows."""
    reply: dict[str, Any] = orjson.loads(_serialized(name))
    return reply


@cache
def _serialized(name: str) -> bytes:
    schema = SCHEMAS[name]
    return orjson.dumps(_row(schema, {field.name: field for field in field_specs(schema)}, 0))


def _row(schema: Schema, fields: Mapping[str, FieldSpec], index: int) -> dict[str, Any]:
    return {
        name: _value(spec, fields[name], index)
        for name, spec in schema["properties"].items()
        if spec.get("x-sent", True)
    }


def _value(spec: Schema, field: FieldSpec, index: int) -> Any:
    if field.type == "integer":
        return 0
    if field.name == "token":
        return TOKEN
    if not field.is_table:
        return sample_texts(field, SEED)[index]
    if field.always_empty:
        return []
    if "prefixItems" in spec["items"]:
        return [["0", "조건"], ["1", "순위"]]
    children = {child.name: child for child in field.children}
    return [_row(spec["items"], children, row) for row in range(2)]


@dataclass(frozen=True, slots=True)
class Reply:
    """The schema of something the server sends, by the name that tests show."""

    name: str
    schema: Schema

    def __str__(self) -> str:
        return self.name


REPLIES = [
    *(Reply(api_id, spec.response_schema) for api_id, spec in CATALOGUE.operations.items()),
    *(Reply(api_id, spec.response_schema) for api_id, spec in CATALOGUE.frames.items()),
    *(Reply(kind, spec.schema) for kind, spec in CATALOGUE.realtime.items()),
]
"""Everything the server sends that a contract describes."""
SCHEMAS = {reply.name: reply.schema for reply in REPLIES}
