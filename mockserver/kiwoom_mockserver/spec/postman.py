"""The REST part of the catalogue as a Postman collection (format 2.1)."""

from collections.abc import Iterable
from typing import Any, Final

import orjson

from kiwoom_mockserver import __version__
from kiwoom_mockserver.spec.annotations import request_example
from kiwoom_mockserver.spec.model import Catalogue, OperationSpec

FORMAT: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

_VARIABLES: Final = {
    "baseUrl": "http://127.0.0.1:8080",
    "token": "",
    "appkey": "",
    "secretkey": "",
}

_ABOUT: Final = (
    "Set appkey and secretkey and send au10001 once; every other request uses the token it "
    "stored. baseUrl is the fake's; on the live host the orders in here are real."
)

_KEPT: Final = frozenset({"appkey", "secretkey", "token"})
"""Request fields that are filled from variables of the same name."""

_STORE_TOKEN: Final = (
    "const reply = pm.response.json();",
    'pm.test("a token was issued", () => pm.expect(reply.return_code).to.eql(0));',
    'if (reply.return_code === 0) pm.collectionVariables.set("token", reply.token);',
)


def postman(catalogue: Catalogue) -> dict[str, Any]:
    """The collection of all REST operations, a folder for each category."""
    folders: dict[str, list[OperationSpec]] = {}
    for operation in catalogue.operations.values():
        folders.setdefault(operation.category, []).append(operation)
    return {
        "info": {
            "name": "Kiwoom Securities REST API",
            "description": _ABOUT,
            "version": __version__,
            "schema": FORMAT,
        },
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}],
        },
        "variable": [
            {"key": name, "value": value, "type": "string"} for name, value in _VARIABLES.items()
        ],
        "item": [
            {"name": name, "item": [_item(operation) for operation in operations]}
            for name, operations in _token_first(folders.items())
        ],
    }


def _token_first(
    folders: Iterable[tuple[str, list[OperationSpec]]],
) -> list[tuple[str, list[OperationSpec]]]:
    # Runs of the whole collection go from top to bottom; the token is revoked last.
    def rank(folder: tuple[str, list[OperationSpec]]) -> int:
        ids = {operation.api_id for operation in folder[1]}
        return 0 if "au10001" in ids else 2 if "au10002" in ids else 1

    return sorted(folders, key=rank)


def _item(operation: OperationSpec) -> dict[str, Any]:
    item: dict[str, Any] = {
        "name": f"{operation.api_id} {operation.title}",
        "request": {
            "method": "POST",
            "header": [{"key": name, "value": value} for name, value in _headers(operation)],
            "body": {
                "mode": "raw",
                "raw": _body(operation),
                "options": {"raw": {"language": "json"}},
            },
            "url": {
                "raw": "{{baseUrl}}" + operation.path,
                "host": ["{{baseUrl}}"],
                "path": operation.path.strip("/").split("/"),
            },
        },
        "response": [],
    }
    if operation.is_oauth:
        item["request"]["auth"] = {"type": "noauth"}
    if operation.api_id == "au10001":
        script = {"type": "text/javascript", "exec": list(_STORE_TOKEN)}
        item["event"] = [{"listen": "test", "script": script}]
    return item


def _headers(operation: OperationSpec) -> list[tuple[str, str]]:
    content = ("content-type", "application/json;charset=UTF-8")
    if operation.is_oauth:
        return [content]
    return [content, ("api-id", operation.api_id), ("cont-yn", "N"), ("next-key", "")]


def _body(operation: OperationSpec) -> str:
    body = request_example(operation.request_schema)
    if operation.is_oauth:
        body |= {name: f"{{{{{name}}}}}" for name in body if name in _KEPT}
    return orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()
