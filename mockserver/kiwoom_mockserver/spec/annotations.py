"""Our annotations in words, for readers of exports who know JSON Schema but not ``x-unit``.

Every export passes its schemas through ``described``; nothing a validator looks at changes.
"""

from collections.abc import Iterator, Mapping
from typing import Any


def described(schema: Mapping[str, Any]) -> dict[str, Any]:
    """``schema`` with a ``description`` wherever a unit, codes or an omission need words.

    The order of ``properties``, which is the order on the wire, stays.
    """
    made: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword == "properties":
            made[keyword] = {name: described(spec) for name, spec in value.items()}
        elif keyword == "items":
            made[keyword] = described(value)
        else:
            made[keyword] = value
        if keyword == "title" and (words := "; ".join(_words(schema))):
            made["description"] = words
    return made


def _words(schema: Mapping[str, Any]) -> Iterator[str]:
    if unit := schema.get("x-unit"):
        yield f"in {unit}"
    if scale := schema.get("x-scale"):
        yield f"times {scale}"
    if most := schema.get("x-most"):
        yield f"{most} at most, for whatever is more"
    if codes := schema.get("x-codes"):
        yield ", ".join(
            f"{code}: {meaning}" if meaning else code for code, meaning in codes.items()
        )
    if schema.get("maxItems") == 0:
        yield "always empty"
    if schema.get("x-sent") is False:
        yield "documented, but not sent"


def with_const(schema: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The object ``schema``, its property ``name`` fixed to ``value``."""
    properties = schema["properties"]
    fixed = {**properties[name], "const": value}
    return {**schema, "properties": {**properties, name: fixed}}


def request_example(schema: Mapping[str, Any]) -> dict[str, str]:
    """A request body made of the contract's own examples; it satisfies ``schema``."""
    required = frozenset(schema["required"])
    return {
        name: _request_text(spec, required=name in required)
        for name, spec in schema["properties"].items()
    }


def _request_text(spec: Mapping[str, Any], *, required: bool) -> str:
    # The manual leaves required fields empty in two of its examples.
    told: list[str] = [*spec.get("examples", ()), *spec.get("enum", ())]
    return next((text for text in told if text or not required), "")
