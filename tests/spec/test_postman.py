import json
import re
from typing import Any

import jsonschema_rs
import pytest

from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.spec.postman import postman
from tests.spec.corpus import CATALOGUE

COLLECTION = postman(CATALOGUE)
FOLDERS = {folder["name"]: folder["item"] for folder in COLLECTION["item"]}
ITEMS: dict[str, Any] = {
    item["name"].partition(" ")[0]: item for items in FOLDERS.values() for item in items
}

every_operation = pytest.mark.parametrize(
    "operation", list(CATALOGUE.operations.values()), ids=lambda spec: spec.api_id
)


def test_the_collection_has_every_operation_in_the_folder_of_its_category() -> None:
    assert COLLECTION["info"]["schema"].endswith("/collection/v2.1.0/collection.json")
    assert set(ITEMS) == set(CATALOGUE.operations)
    assert sum(len(items) for items in FOLDERS.values()) == 186
    for name, items in FOLDERS.items():
        for item in items:
            assert CATALOGUE.operations[item["name"].partition(" ")[0]].category == name


def test_the_token_is_issued_first_and_revoked_last() -> None:
    order = list(ITEMS)
    assert (order[0], order[-1]) == ("au10001", "au10002")


def test_every_variable_that_is_used_is_declared() -> None:
    declared = {variable["key"]: variable["value"] for variable in COLLECTION["variable"]}
    assert declared == {
        "baseUrl": "http://127.0.0.1:8080",
        "token": "",
        "appkey": "",
        "secretkey": "",
    }
    assert set(re.findall(r"\{\{(\w+)\}\}", json.dumps(COLLECTION))) == set(declared)


@every_operation
def test_a_request_has_its_url_headers_and_body(operation: OperationSpec) -> None:
    request = ITEMS[operation.api_id]["request"]
    headers = {header["key"]: header["value"] for header in request["header"]}
    assert request["method"] == "POST"
    assert request["url"]["raw"] == "{{baseUrl}}" + operation.path
    assert "/" + "/".join(request["url"]["path"]) == operation.path
    assert headers["content-type"] == "application/json;charset=UTF-8"
    assert headers.get("api-id") == (None if operation.is_oauth else operation.api_id)
    assert request.get("auth") == ({"type": "noauth"} if operation.is_oauth else None)
    assert "authorization" not in headers
    body = json.loads(request["body"]["raw"])
    assert set(body) == {field.name for field in operation.request}
    assert jsonschema_rs.is_valid(dict(operation.request_schema), body)


def test_every_other_request_sends_the_stored_token() -> None:
    assert COLLECTION["auth"]["type"] == "bearer"
    assert COLLECTION["auth"]["bearer"][0]["value"] == "{{token}}"


def test_keys_and_tokens_come_from_variables() -> None:
    issue = json.loads(ITEMS["au10001"]["request"]["body"]["raw"])
    assert issue == {
        "grant_type": "client_credentials",
        "appkey": "{{appkey}}",
        "secretkey": "{{secretkey}}",
    }
    assert json.loads(ITEMS["au10002"]["request"]["body"]["raw"])["token"] == "{{token}}"


def test_only_the_token_request_has_a_script_and_it_stores_the_token() -> None:
    scripted = [name for name, item in ITEMS.items() if "event" in item]
    assert scripted == ["au10001"]
    [event] = ITEMS["au10001"]["event"]
    assert event["listen"] == "test"
    assert 'pm.collectionVariables.set("token", reply.token)' in "\n".join(event["script"]["exec"])
