"""What the contracts say of operations and realtime types, as far as a client needs it.

``catalogue.json`` is made from the contracts by ``scripts/make_client.py``.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from kiwoom_thinclient.errors import UsageError

LIKE = 0.6
"""Likeness of two names, from 0 to 1, from which one may have been meant for the other."""


class Argument(NamedTuple):
    """One field of a request: its name in the manual, its format, whether it has to be given."""

    title: str
    format: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: where it is called, what it takes, and the formats of what it gives."""

    api_id: str
    title: str
    path: str
    request: Mapping[str, Argument]
    fields: Mapping[str, str]
    table: str
    """The reply's list of rows, empty where it has none."""
    columns: Mapping[str, str]


_DATA: dict[str, Any] = json.loads(Path(__file__).with_name("catalogue.json").read_text("utf-8"))
FORMATS: Mapping[str, Mapping[str, Any]] = _DATA["formats"]
"""Format -> the kind of its values, and what a reader of their texts has to know."""
ERRORS: Mapping[str, int] = _DATA["errors"]
"""Code -> its class, 0 for those of the socket."""
REALTIME: Mapping[str, Any] = _DATA["realtime"]
"""Realtime type -> its title, what it is registered for, and the formats of its fields by FID."""
SEARCH: Mapping[str, str] = _DATA["search"]
"""The fields of a row that a condition search finds."""


@cache
def operation(api_id: str) -> Operation:
    """The operation; UsageError that names the nearest where there is none."""
    known = _DATA["operations"]
    if api_id not in known:
        raise UsageError(f"there is no operation {api_id!r}{nearest(api_id, known)}")
    entry = known[api_id]
    request = {name: Argument(*told) for name, told in entry["request"].items()}
    return Operation(api_id, **{**entry, "request": request})


def realtime_item(name: str) -> str:
    """What a realtime type is registered for, such as stock or none; UsageError as above."""
    if name not in REALTIME:
        hint = nearest(name, REALTIME) or f"; there are {', '.join(REALTIME)}"
        raise UsageError(f"there is no realtime type {name!r}{hint}")
    item: str = REALTIME[name]["item"]
    return item


def check(operation: Operation, given: Iterable[str]) -> None:
    """The names are those of the operation and none is missing; UsageError otherwise."""
    names = list(given)
    shown = {name: f"{name} ({spec.title})" for name, spec in operation.request.items()}
    for name in names:
        if name not in shown:
            hint = nearest(name, shown) or f"; it takes {', '.join(shown.values()) or 'nothing'}"
            raise UsageError(f"{operation.api_id} takes no {name}{hint}")
    required = [name for name, spec in operation.request.items() if spec.required]
    missing = [shown[name] for name in required if name not in names]
    if missing:
        raise UsageError(f"{operation.api_id}, {operation.title}, needs {' and '.join(missing)}")


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence: a question that names what was probably meant, or nothing."""
    likeness = {
        other: SequenceMatcher(None, other.lower(), name.lower()).ratio() for other in known
    }
    best = max(likeness.values(), default=0.0)
    found = [other for other, ratio in likeness.items() if ratio == best]
    return f"; did you mean {' or '.join(found[:3])}?" if best >= LIKE else ""
