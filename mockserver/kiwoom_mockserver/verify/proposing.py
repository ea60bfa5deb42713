"""Corrections made of findings: what a contract has to say so that it fits what was seen.

A proposal is a draft for a person, with the evidence; nothing is changed by itself.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.verify.findings import Kind

_LITERAL: Final = re.compile(r"'(?P<text>[^'\\\\]*)'")
_PART: Final[Mapping[str, str]] = {
    "operation": "response",
    "realtime": "values",
    "frame": "response",
}

Patch = dict[str, Any]
Row = Mapping[str, Any]
"""A finding as a report holds it."""


def proposals(catalogue: Catalogue, rows: Iterable[Row], source: str) -> dict[str, Patch]:
    """Corrections by id, in the form of contracts/corrections; ``source`` says who was judged when.

    Findings that no contract can take in (refusals, paging, headers) are left out.
    """
    made: dict[str, Patch] = {}
    for row in rows:
        schema = _schema_of(catalogue, row["subject"])
        steps = row["where"].split(".")
        spec = _spec(schema, steps) if schema else None
        change = _change(Kind(row["kind"]), spec, row["seen"]) if spec is not None else None
        if change is None:
            continue
        correction = made.setdefault(row["subject"], _blank(row["subject"]))
        correction["evidence"].append(
            f"{row['where']}: {row['kind']}, seen {row['seen']} {row['count']} times ({source})"
        )
        part = _PART[_kind(catalogue, row["subject"])]
        _put(correction["patch"].setdefault(part, {}), steps, change)
    return made


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Patch:
    """A correction that people wrote, with a proposal added to its evidence and its patch."""
    evidence = [*old.get("evidence", ()), *new["evidence"]]
    kept = {key: value for key, value in old.items() if key not in {"evidence", "patch"}}
    told = {"evidence": list(dict.fromkeys(evidence))}
    patch = {"patch": _together(old.get("patch", {}), new["patch"])}
    return {**_blank(str(new["id"])), **kept, **told, **patch}


def _together(old: Mapping[str, Any], new: Mapping[str, Any]) -> Patch:
    made = dict(old)
    for name, value in new.items():
        inner = made.get(name)
        if isinstance(inner, Mapping) and isinstance(value, Mapping):
            made[name] = _together(inner, value)
        else:
            made[name] = value
    return made


def _blank(subject: str) -> Patch:
    return {
        "$schema": "../contract.schema.json",
        "kind": "correction",
        "id": subject,
        "evidence": [],
        "patch": {},
    }


def _kind(catalogue: Catalogue, subject: str) -> str:
    if subject in catalogue.operations:
        return "operation"
    return "realtime" if subject in catalogue.realtime else "frame"


def _schema_of(catalogue: Catalogue, subject: str) -> Mapping[str, Any] | None:
    if subject in catalogue.operations:
        return catalogue.operations[subject].response_schema
    if subject in catalogue.realtime:
        return catalogue.realtime[subject].schema
    found = catalogue.frames.get(subject)
    return found.response_schema if found else None


def _spec(schema: Mapping[str, Any], steps: list[str]) -> Mapping[str, Any] | None:
    """What the contract says of a field so far; empty for a new one, None where none can be."""
    for number, step in enumerate(steps):
        name = step.removesuffix("[]")
        if "properties" not in schema:
            return None
        schema = schema["properties"].get(name, {})
        if step.endswith("[]"):
            schema = schema.get("items", {})
        elif number < len(steps) - 1:
            return None
    return schema


def _change(kind: Kind, spec: Mapping[str, Any], seen: str) -> Patch | None:
    """The part of a merge patch that makes a field fit what was seen; None for no such part."""
    found = _LITERAL.fullmatch(seen)
    match kind:
        case Kind.MISSING if spec:
            return {"x-sent": False}
        case Kind.UNDOCUMENTED if not spec:
            return {"type": "string", "title": "undocumented", "x-format": "text"}
        case Kind.FORMAT if spec:
            return {"x-format": "text", "pattern": None}
        case Kind.CODE if found and "enum" in spec:
            code = found["text"]
            codes = [*spec["enum"], *([code] if code not in spec["enum"] else [])]
            return {"enum": codes, "x-codes": {code: ""}}
        case Kind.LENGTH if spec:
            text = found["text"] if found else ""
            return {"maxLength": len(text) if text and not text.endswith("...") else None}
        case _:
            return None


def _put(patch: Patch, steps: list[str], change: Patch) -> None:
    for step in steps:
        name = step.removesuffix("[]")
        patch = patch.setdefault("properties", {}).setdefault(name, {})
        if step.endswith("[]"):
            patch = patch.setdefault("items", {})
    for key, value in change.items():
        old = patch.get(key)
        if key == "enum" and isinstance(old, list):
            patch[key] = [*old, *(code for code in value if code not in old)]
        elif isinstance(old, dict):
            old.update(value)
        else:
            patch[key] = value
