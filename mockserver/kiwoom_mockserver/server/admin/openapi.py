"""The admin routes as an OpenAPI 3.1 document."""

import re
from collections.abc import Iterable
from typing import Any

from kiwoom_mockserver import __version__
from kiwoom_mockserver.server.admin.controls import PREFIX, Control

_JSON = "application/json"


def admin_openapi(controls: Iterable[Control]) -> dict[str, Any]:
    """The document of all routes in the table."""
    paths: dict[str, dict[str, Any]] = {}
    for row in controls:
        paths.setdefault(PREFIX + row.path, {})[row.method.lower()] = _operation(row)
    problem = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kiwoom-mockserver admin",
            "version": __version__,
            "description": "Controls a running fake. For the machine it runs on, or with a token.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "http://127.0.0.1:8080"}],
        "security": [{}, {"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": problem},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(row: Control) -> dict[str, Any]:
    words = [word for word in re.split(r"[^a-z]+", row.path) if word]
    operation: dict[str, Any] = {
        "operationId": "_".join([row.method.lower(), *words]),
        "summary": row.title,
        "responses": {
            "200": {"description": "done", "content": _content(row)},
            **{code: _problem(told) for code, told in _PROBLEMS.items()},
        },
    }
    parts = re.findall(r"\{(\w+)\}", row.path)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in parts
    ] + [{"name": name, "in": "query", "schema": kind.schema()} for name, kind in row.query.items()]
    if parameters:
        operation["parameters"] = parameters
    if row.body is not None:
        required = bool(row.body.get("required"))
        operation["requestBody"] = {"required": required, "content": {_JSON: {"schema": row.body}}}
    return operation


_PROBLEMS = {
    "400": "what was sent makes no sense",
    "403": "not from this machine, and without the token",
    "404": "nothing is called that",
}


def _content(row: Control) -> dict[str, Any]:
    if row.path == "/metrics":
        return {"text/plain": {"schema": {"type": "string"}}}
    return {_JSON: {"schema": {"type": "object"}}}


def _problem(told: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": told, "content": {_JSON: {"schema": schema}}}
