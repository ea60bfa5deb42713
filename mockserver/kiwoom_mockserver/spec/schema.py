"""Judging values by contracts, fast: one verdict type, two levels of strictness.

- ``documented``: all that the contract file says. The fake is held to this.
- ``observed``: only what live traffic has shown: fields seen live keep their shape, nothing is
  required but the envelope, lengths and codes are not judged, unknown fields pass.

``jsonschema-rs`` judges here; the reference is ``jsonschema``, whose verdicts the tests compare.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs
import orjson

from kiwoom_mockserver.errors import ContractError

LEVELS = ("documented", "observed")


@dataclass(frozen=True, slots=True)
class Violation:
    """One way a value breaks its contract: where (JSON pointer), which keyword, in words."""

    pointer: str
    keyword: str
    message: str
    steps: tuple[str | int, ...] = ()
    """The pointer as names and row numbers."""
    names: tuple[str, ...] = ()
    """The fields that are missing, or that are there and should not be."""

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.message} [{self.keyword}]"


def at_level(schema: Mapping[str, Any], level: str) -> dict[str, Any]:
    """``schema`` as it judges at ``level``; raises ContractError for a level that is none."""
    if level not in LEVELS:
        raise ContractError(f"there is no judgement level {level!r}; one of {', '.join(LEVELS)}")
    return dict(schema) if level == "documented" else _relaxed(schema)


def _relaxed(schema: Mapping[str, Any]) -> dict[str, Any]:
    if "properties" in schema:
        properties = {name: _relaxed(spec) for name, spec in schema["properties"].items()}
        envelope = [name for name in ("return_code",) if name in properties]
        return {"type": schema["type"], "properties": properties, "required": envelope}
    if "items" in schema:
        return {"type": ["array", "null"], "items": _relaxed(schema["items"])}
    kept = {"type": schema["type"]} if "type" in schema else {}
    if schema.get("x-observed") and "pattern" in schema:
        kept["pattern"] = schema["pattern"]
    return kept


def violations(schema: Mapping[str, Any], value: Any) -> Iterator[Violation]:
    """Every way ``value`` breaks ``schema``; nothing when it holds."""
    # Compiled validators are kept by the schema's text, so equal schemas share one.
    validator = _validator(orjson.dumps(schema))
    for error in validator.iter_errors(value):
        steps = tuple(_steps(value, error.instance_path))
        pointer = "".join(f"/{_escaped(part)}" for part in steps)
        keyword = str(error.schema_path[-1]) if error.schema_path else ""
        yield Violation(pointer, keyword, error.message, steps, _names(error.kind))


def _steps(value: Any, path: list[str | int]) -> Iterator[str | int]:
    """The path's steps; of an object's member that is called ``27`` the validator says 27."""
    for step in path:
        named = str(step) if isinstance(value, dict) else step
        yield named
        value = value[named]


def _names(kind: jsonschema_rs.ValidationErrorKind) -> tuple[str, ...]:
    match kind:
        case jsonschema_rs.ValidationErrorKind.Required(property=name):
            return (str(name),)
        case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=names):
            return tuple(names)
        case _:
            return ()


def _escaped(part: str | int) -> str:
    """A step of a JSON pointer, as RFC 6901 writes it."""
    return str(part).replace("~", "~0").replace("/", "~1")


@lru_cache(maxsize=1024)
def _validator(schema: bytes) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(orjson.loads(schema))
