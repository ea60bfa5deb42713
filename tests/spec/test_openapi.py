from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from kiwoom_mockserver import __version__
from kiwoom_mockserver.spec.model import ENVELOPE, Catalogue, OperationSpec
from kiwoom_mockserver.spec.openapi import openapi
from tests.spec.corpus import CATALOGUE, sampled

DOCUMENT = openapi(CATALOGUE)
OPERATIONS = list(CATALOGUE.operations.values())
REST = [operation for operation in OPERATIONS if not operation.is_oauth]
REFUSAL = {"return_msg": "인증에 실패했습니다[8005:Token이 유효하지 않습니다]", "return_code": 3}

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda spec: spec.api_id)


def post(operation: OperationSpec) -> dict[str, Any]:
    """The document's POST of an operation."""
    fragment = "" if operation.is_oauth else f"#{operation.api_id}"
    found: dict[str, Any] = DOCUMENT["paths"][operation.path + fragment]["post"]
    return found


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """What a reference into the components points at."""
    if "$ref" not in node:
        return node
    _, components, section, name = node["$ref"].split("/")
    found: dict[str, Any] = DOCUMENT[components][section][name]
    return found


def judge(response: dict[str, Any]) -> Draft202012Validator:
    """A validator of a response's body that finds what its references point at."""
    schema = resolved(response)["content"]["application/json"]["schema"]
    # Only what is pointed at: a validator crawls through all it is given.
    needed = {
        reference.rsplit("/", 1)[1]: resolved({"$ref": reference})
        for reference in references(schema)
    }
    return Draft202012Validator({**schema, "components": {"schemas": needed}})


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for inner in node.values():
            yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def test_the_document_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_the_document_has_every_operation_once() -> None:
    posts = [item["post"] for item in DOCUMENT["paths"].values()]
    assert sorted(post["operationId"] for post in posts) == sorted(CATALOGUE.operations)
    assert all(list(item) == ["post"] for item in DOCUMENT["paths"].values())
    assert len(DOCUMENT["paths"]) == 186


def test_a_path_carries_the_api_id_behind_a_hash(catalogue: Catalogue) -> None:
    assert "/api/dostk/stkinfo#ka10001" in DOCUMENT["paths"]
    assert {path for path in DOCUMENT["paths"] if "#" not in path} == set(catalogue.oauth)


def test_the_document_names_its_version_and_the_three_hosts() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert DOCUMENT["info"]["version"] == __version__
    assert [server["url"] for server in DOCUMENT["servers"]] == [
        "http://127.0.0.1:8080",
        "https://api.kiwoom.com",
        "https://mockapi.kiwoom.com",
    ]


def test_every_reference_points_at_a_component_and_every_component_is_used() -> None:
    used = set(references(DOCUMENT))
    there = {
        f"#/components/{section}/{name}"
        for section, entries in DOCUMENT["components"].items()
        if section != "securitySchemes"
        for name in entries
    }
    assert used == there


def test_an_operation_is_described_like_its_contract() -> None:
    for operation in OPERATIONS:
        described = post(operation)
        assert described["summary"] == operation.title
        assert described["tags"] == [operation.category]
        assert described["x-editions"] == list(operation.editions)
        assert set(described["responses"]) == {"200", "405", "413", "429"}
    assert {tag["name"] for tag in DOCUMENT["tags"]} == {one.category for one in OPERATIONS}


@every_operation
def test_an_example_request_satisfies_the_request_schema(operation: OperationSpec) -> None:
    body = post(operation)["requestBody"]
    content = body["content"]["application/json"]
    schema = resolved(content["schema"])
    assert body["required"] is True
    assert set(schema["properties"]) == {field.name for field in operation.request}
    assert schema["required"] == operation.request_schema["required"]
    Draft202012Validator(schema).validate(content["example"])


def test_the_header_api_id_is_required_and_fixed() -> None:
    for operation in REST:
        parameters = [resolved(node) for node in post(operation)["parameters"]]
        assert [node["name"] for node in parameters] == ["api-id", "cont-yn", "next-key"]
        assert {node["in"] for node in parameters} == {"header"}
        assert [node.get("required", False) for node in parameters] == [True, False, False]
        assert parameters[0]["schema"] == {"type": "string", "enum": [operation.api_id]}
        assert "security" not in post(operation)


@every_operation
def test_a_success_and_a_refusal_are_told_apart_by_the_return_code(
    operation: OperationSpec,
) -> None:
    ok = judge(post(operation)["responses"]["200"])
    success = sampled(operation.api_id)
    assert ok.is_valid(success)
    assert ok.is_valid(REFUSAL)
    # The reply to a revoked token has no data: only the code tells which of the two it is.
    assert ok.is_valid({**success, "return_code": 3}) is (set(success) == ENVELOPE)
    assert not ok.is_valid({**success, "return_code": "0"})
    assert not ok.is_valid({"return_msg": "", "return_code": 1, "data": []})


def test_a_reply_has_the_three_headers() -> None:
    for operation in REST:
        headers = post(operation)["responses"]["200"]["headers"]
        assert list(headers) == ["api-id", "cont-yn", "next-key"]
        assert all(resolved(header)["schema"]["type"] == "string" for header in headers.values())


def test_too_many_requests_are_class_5() -> None:
    for operation in OPERATIONS:
        too_many = judge(post(operation)["responses"]["429"])
        assert too_many.is_valid({"return_msg": "x", "return_code": 5})
        assert not too_many.is_valid(REFUSAL)


def test_another_method_and_a_body_too_large_are_refusals() -> None:
    for status in ("405", "413"):
        refused = judge(post(OPERATIONS[0])["responses"][status])
        assert refused.is_valid(REFUSAL)
        assert not refused.is_valid({"return_msg": "", "return_code": 0})


def test_examples_of_refusals_are_refusals() -> None:
    for name in ("refusal", "too-many"):
        schema = DOCUMENT["components"]["schemas"][name]
        for example in schema["examples"]:
            Draft202012Validator(schema).validate(example)


def test_token_operations_need_no_token_and_no_api_id(catalogue: Catalogue) -> None:
    for operation in catalogue.oauth.values():
        described = post(operation)
        assert described["security"] == []
        assert "parameters" not in described
        assert "headers" not in described["responses"]["200"]
    assert DOCUMENT["security"] == [{"bearer": []}]
    assert DOCUMENT["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_annotations_are_told_in_words_too() -> None:
    fields = DOCUMENT["components"]["schemas"]["ka10001.response"]["properties"]
    assert fields["cap"]["description"] == "in 억원"
    assert fields["cap"]["x-unit"] == "억원"
    assert "2: 상승" in fields["pre_sig"]["description"]


def test_pages_are_announced_with_their_table_and_size() -> None:
    assert post(CATALOGUE.operations["ka10081"])["x-paging"] == {
        "table": "stk_dt_pole_chart_qry",
        "size": 600,
        "continues": True,
    }
    assert "x-paging" not in post(CATALOGUE.operations["ka10001"])
