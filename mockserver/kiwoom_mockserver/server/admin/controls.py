"""What an admin route is: a row of data, and how its request is read within bounds."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from starlette.responses import Response

from kiwoom_mockserver.errors import FakeError
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.server.admin.snapshots import Snapshots
from kiwoom_mockserver.server.hub import Hub
from kiwoom_mockserver.spec.schema import violations

PREFIX: Final = "/__admin"
MAX_BODY: Final = 262_144
"""Bytes one request may send."""

APPKEY: Final = {"type": "string", "minLength": 1, "maxLength": 200}
API_ID: Final = {"type": "string", "minLength": 1, "maxLength": 20}
NAME: Final = {"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,60}$"}


class MissingError(FakeError):
    """There is nothing of that name."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the controls work on."""

    gateway: Gateway
    hub: Hub
    snapshots: Snapshots


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number in a query."""

    least: int
    most: int
    default: int

    def read(self, name: str, text: str) -> int:
        """The number; raises FakeError that tells the bounds."""
        if re.fullmatch("[0-9]{1,12}", text) and self.least <= int(text) <= self.most:
            return int(text)
        told = f"a number from {self.least} to {self.most}"
        raise FakeError(f"{name} is {text[:20]!r}; it is {told}")

    def schema(self) -> dict[str, Any]:
        """The number in JSON Schema."""
        bounds = {"minimum": self.least, "maximum": self.most, "default": self.default}
        return {"type": "integer", **bounds}


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a query; absent it is None."""

    most: int = 200
    default: None = None

    def read(self, name: str, text: str) -> str:
        """The text; raises FakeError for one that is too long."""
        if len(text) > self.most:
            raise FakeError(f"{name} is longer than {self.most} characters")
        return text

    def schema(self) -> dict[str, Any]:
        """The text in JSON Schema."""
        return {"type": "string", "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, read: the parts of its path, its query, its body."""

    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any


Answer = Response | Mapping[str, Any]
Do = Callable[[Room, Asked], Answer | Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Control:
    """One route: what it is called with, what it does, and whether only a replay has it."""

    method: str
    path: str
    title: str
    do: Do
    query: Mapping[str, Number | Text] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    replay: bool = False

    def read(self, path: Mapping[str, str], query: Mapping[str, str], content: bytes) -> Asked:
        """The request's parts; raises FakeError for what is out of bounds."""
        unknown = query.keys() - self.query.keys()
        if unknown:
            raise FakeError(f"{self.path} takes no {', '.join(sorted(unknown))[:100]}")
        given = {
            name: kind.read(name, query[name]) if name in query else kind.default
            for name, kind in self.query.items()
        }
        return Asked(path, given, None if self.body is None else self._body(content))

    def _body(self, content: bytes) -> Any:
        if len(content) > MAX_BODY:
            raise FakeError(f"the body is longer than {MAX_BODY} bytes")
        try:
            body = orjson.loads(content or b"{}")
        except orjson.JSONDecodeError as error:
            raise FakeError(f"the body is not JSON: {error}") from None
        assert self.body is not None
        found = next(violations(self.body, body), None)
        if found is not None:
            raise FakeError(f"the body does not fit: {found}")
        return body


def schema(*required: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a body: an object of these members and no other."""
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


OK: Final[Mapping[str, Any]] = {"status": "ok"}
