"""The REST part of the catalogue as an OpenAPI 3.1 document.

Many operations share one path and are told apart by the header ``api-id``, but a document has one
POST per path. So a key is ``/api/dostk/stkinfo#ka10001``: unique, and clients do not send what
follows the ``#``.
"""

from collections.abc import Mapping
from typing import Any, Final

from kiwoom_mockserver import __version__
from kiwoom_mockserver.spec.annotations import described, request_example, with_const
from kiwoom_mockserver.spec.model import Catalogue, OperationSpec

JSON: Final = "application/json"

_ABOUT: Final = """\
Every operation is a POST. Those below /api are told apart by the header `api-id`; what follows \
the `#` in a path only makes it unique here and is not sent.

Refusals come with status 200 too: a reply is a success if, and only if, `return_code` is 0. \
Every scalar but `return_code` is a text, and any text may be empty.

More rows follow while the reply's header `cont-yn` is `Y`: send the same body again with that \
reply's `cont-yn` and `next-key` as request headers."""

_SERVERS: Final = (
    ("http://127.0.0.1:8080", "fake, as `kiwoom-mock serve` starts it"),
    ("https://api.kiwoom.com", "live: real orders, real money"),
    ("https://mockapi.kiwoom.com", "paper: Kiwoom's own simulation (모의투자)"),
)

_LIMITED: Final = (
    "허용된 요청 개수를 초과하였습니다"
    "[1700:허용된 API 요청 개수를 초과하였습니다. 유량=5, API ID=ka10001]"
)
_UNKNOWN_TOKEN: Final = "인증에 실패했습니다[8005:Token이 유효하지 않습니다]"


def openapi(catalogue: Catalogue) -> dict[str, Any]:
    """The OpenAPI document of all REST operations."""
    operations = catalogue.operations.values()
    schemas: dict[str, Any] = {**_refusals()}
    for operation in operations:
        success = with_const(described(operation.response_schema), "return_code", 0)
        schemas[f"{operation.api_id}.request"] = described(operation.request_schema)
        schemas[f"{operation.api_id}.response"] = success
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kiwoom Securities REST API",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": url, "description": words} for url, words in _SERVERS],
        "security": [{"bearer": []}],
        "tags": [{"name": name} for name in dict.fromkeys(o.category for o in operations)],
        "paths": {_key(operation): {"post": _operation(operation)} for operation in operations},
        "components": {
            "schemas": schemas,
            "parameters": _parameters(),
            "headers": _headers(),
            "responses": _responses(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "the token of au10001, sent as `authorization: Bearer <token>`",
                }
            },
        },
    }


def _key(operation: OperationSpec) -> str:
    return operation.path if operation.is_oauth else f"{operation.path}#{operation.api_id}"


def _operation(operation: OperationSpec) -> dict[str, Any]:
    api_id = operation.api_id
    made: dict[str, Any] = {
        "operationId": api_id,
        "summary": operation.title,
        "tags": [operation.category],
    }
    if operation.is_oauth:
        made["security"] = []
    else:
        made["parameters"] = [
            _api_id(api_id),
            *(_ref("parameters", name) for name in ("cont-yn", "next-key")),
        ]
    made["requestBody"] = {
        "required": True,
        "content": {
            JSON: {
                "schema": _ref("schemas", f"{api_id}.request"),
                "example": request_example(operation.request_schema),
            }
        },
    }
    made["responses"] = {
        "200": _answer(operation),
        "405": _ref("responses", "not-post"),
        "413": _ref("responses", "too-large"),
        "429": _ref("responses", "too-many"),
    }
    made["x-editions"] = list(operation.editions)
    made["x-judgement"] = operation.judgement
    if operation.paging:
        made["x-paging"] = {
            "table": operation.paging.table,
            "size": operation.paging.size,
            "continues": operation.paging.continues,
        }
    if operation.paper_error:
        made["x-paper-error"] = operation.paper_error
    return made


def _api_id(api_id: str) -> dict[str, Any]:
    return {
        "name": "api-id",
        "in": "header",
        "required": True,
        "description": "which operation of the path is meant",
        "schema": {"type": "string", "enum": [api_id]},
    }


def _answer(operation: OperationSpec) -> dict[str, Any]:
    success = _ref("schemas", f"{operation.api_id}.response")
    answer: dict[str, Any] = {
        "description": "the data, or a refusal",
        "content": {JSON: {"schema": {"oneOf": [success, _ref("schemas", "refusal")]}}},
    }
    if not operation.is_oauth:
        answer["headers"] = {name: _ref("headers", name) for name in _headers()}
    return answer


def _ref(section: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{section}/{name}"}


def _refusals() -> dict[str, Any]:
    def refusal(title: str, code: Mapping[str, Any], example: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "title": title,
            "properties": {
                "return_msg": {"type": "string", "title": "결과메시지"},
                "return_code": {"type": "integer", "title": "결과코드", **code},
            },
            "required": ["return_msg", "return_code"],
            "additionalProperties": False,
            "examples": [example],
        }

    return {
        "refusal": refusal(
            "거절",
            {"not": {"const": 0}},
            {"return_msg": _UNKNOWN_TOKEN, "return_code": 3},
        ),
        "too-many": refusal("유량 초과", {"const": 5}, {"return_msg": _LIMITED, "return_code": 5}),
    }


def _parameters() -> dict[str, Any]:
    def header(name: str, words: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {"name": name, "in": "header", "description": words, "schema": schema}

    return {
        "cont-yn": header(
            "cont-yn",
            "Y: the rows that follow `next-key`; else the first page",
            {"type": "string", "enum": ["N", "Y"]},
        ),
        "next-key": header(
            "next-key", "the same header of the page before, unchanged", {"type": "string"}
        ),
    }


def _headers() -> dict[str, Any]:
    def header(words: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {"description": words, "schema": schema}

    return {
        "api-id": header("the operation that answered", {"type": "string"}),
        "cont-yn": header("whether more rows follow", {"type": "string", "enum": ["N", "Y"]}),
        "next-key": header("where they begin; opaque, empty after the last", {"type": "string"}),
    }


def _responses() -> dict[str, Any]:
    def response(words: str, schema: str) -> dict[str, Any]:
        return {
            "description": words,
            "content": {JSON: {"schema": _ref("schemas", schema)}},
        }

    return {
        "not-post": response("another method than POST", "refusal"),
        "too-large": response("the body is larger than the server reads", "refusal"),
        "too-many": response("more requests a second than the token has", "too-many"),
    }
