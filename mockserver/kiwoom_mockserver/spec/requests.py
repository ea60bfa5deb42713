"""What to ask of an operation: the manual's own request, and others that find what it does not.

``contracts/requests.json`` holds the others, and the codes of requests that change no answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.spec.model import OperationSpec

FILE: Final = "requests.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its values, and the instant at which it is made, where that matters."""

    values: Mapping[str, str]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WithoutEffect:
    """Codes of a request's field that are answered alike, all of them where none is named."""

    field: str
    codes: tuple[str, ...]
    reason: str


def manual_request(operation: OperationSpec) -> dict[str, str]:
    """The first example, or else code, of every required field; empty where neither is known."""
    return {
        field.name: next((text for text in (*field.examples, *field.codes) if text), "")
        for field in operation.request
        if field.required
    }


def requests_of(operation: OperationSpec) -> tuple[Asked, ...]:
    """The manual's request, then those that find more."""
    told = manual_request(operation)
    rows = _data()["asked"].get(operation.api_id, ())
    return (
        Asked(told),
        *(Asked({**told, **row.get("values", {})}, _moment(row.get("at", ""))) for row in rows),
    )


def without_effect(operation: OperationSpec) -> tuple[WithoutEffect, ...]:
    """Which codes of an operation's request change no answer, and why."""
    return tuple(
        WithoutEffect(row["field"], tuple(row.get("codes", ())), row["reason"])
        for row in _data()["without_effect"]
        if operation.api_id in row["operations"]
    )


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL) if text else None


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = orjson.loads((resources.contracts() / FILE).read_bytes())
    return data
