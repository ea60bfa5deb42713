"""The exported OpenAPI document against a running server: requests that fit, and some that do not.

Refusals of the API come with status 200, so checks that read a verdict off the status line have
nothing to read and are left out: ``negative_data_rejection`` and ``missing_required_header`` want
4xx, ``positive_data_acceptance`` would pass whatever comes, ``ignored_auth`` wants 401. In their
place ``verdict`` and ``refused`` below read ``return_code``. What is left of schemathesis' own says
that every status, content type, header and body is one the document names, and that none is 5xx.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import CheckContext
from schemathesis.checks import not_a_server_error as no_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kiwoom_mockserver.server.runner import running
from kiwoom_mockserver.spec.openapi import openapi
from tests.gateway.caller import Caller, contracts, gateway_of, read
from tests.server.door import Door, small

CONFIG = schemathesis.Config.from_dict(
    {
        "generation": {"deterministic": True, "mode": "all"},
        "phases": {
            # Coverage tries each bound of each parameter: some 60 requests an operation. The
            # examples are asked one by one below.
            "coverage": {"enabled": False},
            "examples": {"enabled": False},
            "fuzzing": {"enabled": True},
        },
    }
)
SCHEMA = schemathesis.openapi.from_dict(openapi(contracts()), config=CONFIG)
Case: TypeAlias = "schemathesis.Case[Any]"
HEADERS = ("content-type", "api-id", "cont-yn", "next-key", "access-control-expose-headers")


def api_id_of(case: Case) -> str:
    return str(case.operation.definition.raw["operationId"])


@schemathesis.check
def verdict(ctx: CheckContext, response: schemathesis.Response, case: Case) -> None:
    """A success has every field of the contract, a refusal its code, its text, and no data."""
    body = response.json()
    assert isinstance(body, dict)
    assert type(body["return_code"]) is int
    if body["return_code"]:
        assert list(body) == ["return_msg", "return_code"]
        assert body["return_msg"]
    else:
        operation = contracts().operations[api_id_of(case)]
        assert response.status_code == 200
        assert list(body) == [field.name for field in operation.response]


@schemathesis.check
def envelope(ctx: CheckContext, response: schemathesis.Response, case: Case) -> None:
    """The headers are there once each, and the paging headers agree with each other."""
    found = {name: response.headers[name] for name in HEADERS}
    assert all(len(values) == 1 for values in found.values()), found
    assert found["cont-yn"] == (["Y"] if found["next-key"][0] else ["N"])
    if response.request.headers.get("api-id") == api_id_of(case):
        assert found["api-id"] == [api_id_of(case)]


@schemathesis.check
def echo(ctx: CheckContext, response: schemathesis.Response, case: Case) -> None:
    """A success names the code it was asked for, or nothing."""
    body = response.json()
    asked = case.body.get("stk_cd") if isinstance(case.body, dict) else None
    if body["return_code"] == 0 and "stk_cd" in body and isinstance(asked, str):
        assert body["stk_cd"] in ("", asked)


@schemathesis.check
def refused(ctx: CheckContext, response: schemathesis.Response, case: Case) -> None:
    """What cannot be an answer to this request is none: no object, or a required value missing."""
    sent = case.body
    if not case.path.startswith("/api/"):
        return
    fields = contracts().operations[api_id_of(case)].request
    wanting = [field.name for field in fields if field.required]
    fits = isinstance(sent, dict) and all(sent.get(name) not in (None, "") for name in wanting)
    if wanting and not fits:
        assert response.json()["return_code"] != 0


CHECKS: list[Any] = [
    no_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    verdict,
    envelope,
    echo,
    refused,
]


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with running(small(speed=0.0)) as runner:
        yield Door(runner.address.port)


@SCHEMA.parametrize()
@hypothesis.settings(
    max_examples=4,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_an_operation_keeps_to_the_document(case: Case, door: Door) -> None:
    # Every case reaches its operation; a made-up api-id would be 1504 and nothing else.
    headers = {"api-id": api_id_of(case), "authorization": f"Bearer {door.token}"}
    response = case.call(base_url=f"http://127.0.0.1:{door.port}", headers=headers, timeout=60)
    case.validate_response(response, checks=CHECKS, headers=headers)


def test_every_example_of_the_document_is_answered() -> None:
    caller = Caller(gateway_of(limits=False))
    for path, item in openapi(contracts())["paths"].items():
        operation = item["post"]
        example = operation["requestBody"]["content"]["application/json"]["example"]
        spec = contracts().operations[operation["operationId"]]
        if spec.is_oauth:
            continue
        told = read(caller.ask(spec.api_id, example))
        # The manual's orders name what this account does not hold, so they may be refused.
        assert told["return_code"] == 0 or (spec.is_order and told["return_code"] == 20), path


def test_the_document_has_every_operation() -> None:
    found = [result.ok() for result in SCHEMA.get_all_operations() if isinstance(result, Ok)]
    assert {one.definition.raw["operationId"] for one in found} == set(contracts().operations)
