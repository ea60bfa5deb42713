"""What effects make of a reply: its body, its status and headers, and how it is sent."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from kiwoom_mockserver.spec.samples import mix
from kiwoom_mockserver.wire.messages import Reply

ENVELOPE: Final = ("return_code", "return_msg")
"""What ``*`` leaves as it is."""

LONGEST_DELAY: Final = 300.0
"""Seconds an answer may be held back."""

_BODY: Final = ("set", "remove", "blank", "retype")


def altered(reply: Reply, effects: Mapping[str, Any], draw: int) -> Reply:
    """The reply with every effect that changes it; ``draw`` is 64 random bits."""
    body = reply.body
    if any(name in effects for name in _BODY):
        body = changed(body, effects)
    if "body" in effects:
        body = effects["body"].encode()
    headers = dict(reply.headers)
    told = {name.lower(): text for name, text in effects.get("headers", {}).items()}
    headers |= {name.encode(): text.encode() for name, text in told.items()}
    sent = effects.get("truncate")
    return reply._replace(
        status=effects.get("status", reply.status),
        reason=None if "status" in effects else reply.reason,
        headers=tuple(headers.items()),
        body=body,
        delay=delay(effects["delay"], draw) if "delay" in effects else 0.0,
        ending=reply.ending if sent is None else "cut",
        sent=0 if sent is None else min(sent, max(len(body) - 1, 0)),
    )


def changed(body: bytes, effects: Mapping[str, Any]) -> bytes:
    """The body with fields set, removed, blanked or of another type; as it was, if no object."""
    try:
        values = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    if not isinstance(values, dict):
        return body
    for path, value in effects.get("set", {}).items():
        for row, name in _places(values, path):
            row[name] = value
    for path in effects.get("blank", ()):
        for row, name in _present(values, path):
            row[name] = [] if isinstance(row[name], list) else ""
    for path, kind in effects.get("retype", {}).items():
        for row, name in _present(values, path):
            row[name] = _retyped(row[name], kind)
    for path in effects.get("remove", ()):
        for row, name in _present(values, path):
            del row[name]
    return orjson.dumps(values)


def delay(told: float | Mapping[str, float], draw: int) -> float:
    """Seconds: as told, even between two bounds, or lognormal about a median."""
    if not isinstance(told, Mapping):
        return float(told)
    share = (draw >> 11) / 2**53
    if "median" in told:
        # Box and Muller: two even shares make a normal deviate.
        other = (mix(draw) >> 11) / 2**53
        normal = math.sqrt(-2 * math.log(1 - share)) * math.cos(math.tau * other)
        return min(told["median"] * math.exp(told.get("sigma", 0.5) * normal), LONGEST_DELAY)
    return told["from"] + (told["to"] - told["from"]) * share


def _present(values: dict[str, Any], path: str) -> list[tuple[dict[str, Any], str]]:
    """Where the path leads in the body as it is; ``*`` is every field but the envelope."""
    found = []
    for row, name in _places(values, path):
        names = [one for one in row if one not in ENVELOPE] if name == "*" else [name]
        found += [(row, one) for one in names if one in row]
    return found


def _places(values: dict[str, Any], path: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Objects and member names: ``field``, ``table.field`` of all rows, ``table.0.field``."""
    head, _, rest = path.partition(".")
    if not rest:
        yield values, head
        return
    inner = values.get(head)
    rows = inner if isinstance(inner, list) else [inner]
    first, _, more = rest.partition(".")
    if first.isdecimal() and more:
        rows, rest = rows[int(first) :][:1], more
    for row in rows:
        if isinstance(row, dict):
            yield row, rest


def _retyped(value: Any, kind: str) -> Any:
    match kind:
        case "number":
            try:
                return float(value) if "." in str(value) else int(value)
            except (TypeError, ValueError):
                return 0
        case "text":
            return value if isinstance(value, str) else orjson.dumps(value).decode()
        case "list":
            return [value]
        case "object":
            return {"value": value}
        case "boolean":
            return bool(value)
        case _:
            return None
