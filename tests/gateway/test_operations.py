"""Every REST operation, asked as the manual shows it, on both hosts."""

import copy
from collections.abc import Iterator
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from kiwoom_mockserver.errors import ViolationError
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.spec.schema import violations
from tests.gateway.caller import (
    Caller,
    contracts,
    gateway_of,
    header,
    read,
    rest_operations,
    sample,
)

PROFILES = ("live", "paper")


@pytest.fixture(scope="module", params=PROFILES)
def caller(request: pytest.FixtureRequest) -> Caller:
    made = Caller(gateway_of(profile=request.param, limits=False))
    made.login()
    return made


def verdicts(operation: OperationSpec, body: Any) -> tuple[set[str], set[str]]:
    """Where each of two independent judges finds fault, as JSON pointers."""
    schema = dict(operation.response_schema)
    reference = jsonschema.Draft202012Validator(schema).iter_errors(body)
    fast = jsonschema_rs.Draft202012Validator(schema).iter_errors(body)
    return (
        {"/".join(map(str, error.absolute_path)) for error in reference},
        {"/".join(map(str, error.instance_path)) for error in fast},
    )


def ids(operation: OperationSpec) -> str:
    return operation.api_id


def test_there_are_as_many_operations_as_the_manual_has() -> None:
    assert len(contracts().operations) == 186
    assert {one.api_id for one in contracts().operations.values() if one.is_oauth} == {
        "au10001",
        "au10002",
    }


@pytest.mark.parametrize("operation", rest_operations(), ids=ids)
def test_an_operation_answers_the_manuals_request_within_its_contract(
    operation: OperationSpec, caller: Caller
) -> None:
    reply = caller.ask(operation.api_id)
    body = read(reply)
    if caller.gateway.settings.profile == "paper" and operation.paper_error:
        assert operation.paper_error in body["return_msg"]
        assert body["return_code"] in (3, 20)
        return
    assert body["return_code"] == 0, body["return_msg"]
    assert verdicts(operation, body) == (set(), set())
    assert list(body) == [field.name for field in operation.response]
    assert header(reply, "api-id") == operation.api_id


@pytest.mark.parametrize("api_id", ["au10001", "au10002"])
def test_oauth_answers_within_its_contract(api_id: str, caller: Caller) -> None:
    other = Caller(caller.gateway, f"{api_id}-key", "s")
    body: dict[str, str] = {**other.grant, "token": other.token}
    operation = contracts().operations[api_id]
    reply = read(other.post(operation.path, body))
    assert reply["return_code"] == 0
    assert verdicts(operation, reply) == (set(), set())


@pytest.mark.parametrize("operation", rest_operations(), ids=ids)
def test_the_manuals_request_satisfies_its_own_contract(operation: OperationSpec) -> None:
    assert not list(violations(operation.request_schema, sample(operation)))


def test_strict_requests_take_the_manuals_own(caller: Caller) -> None:
    strict = Caller(
        gateway_of(profile=caller.gateway.settings.profile, limits=False, check_requests="strict")
    )
    refused = {
        operation.api_id: reply["return_msg"]
        for operation in rest_operations()
        if not (operation.paper_error and strict.gateway.settings.profile == "paper")
        and (reply := read(strict.ask(operation.api_id)))["return_code"]
    }
    assert not refused


def broken(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Copies of a reply, each with one fault a careless change could bring in."""
    name = next((name for name, value in body.items() if isinstance(value, str)), "")
    yield {key: value for key, value in body.items() if key != "return_code"}
    yield {**body, "return_code": "0"}
    yield {**body, "unheard_of": "1"}
    yield {**body, name: 1}
    for table, rows in body.items():
        if isinstance(rows, list) and rows:
            worse = copy.copy(body)
            first = next(iter(rows[0]))
            worse[table] = [{**rows[0], first: None}, *rows[1:3]]
            yield worse


@pytest.mark.parametrize(
    "api_id", ["ka10001", "ka10004", "ka10081", "kt00018", "ka10095", "kt10000"]
)
def test_both_judges_find_the_same_fault_in_a_broken_reply(api_id: str) -> None:
    operation = contracts().operations[api_id]
    body = Caller(gateway_of()).data(api_id)
    for worse in broken(body):
        reference, fast = verdicts(operation, worse)
        assert reference
        assert reference == fast


class TestCheck:
    """The setting ``check`` is what makes these tests strict, so it is tested itself."""

    @staticmethod
    def spoil(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
        presenter = gateway._presenter
        whole = presenter.body
        monkeypatch.setattr(
            presenter, "body", lambda *told: whole(*told).replace(b'"return_code":0', b'"x":0')
        )

    def test_a_reply_that_breaks_its_contract_does_not_leave(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        caller = Caller(gateway_of()).login()
        self.spoil(caller.gateway, monkeypatch)
        with pytest.raises(ViolationError, match=r"ka10001 breaks its contract.*return_code"):
            caller.ask("ka10001")

    def test_it_leaves_when_nobody_checks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        caller = Caller(gateway_of(check=False)).login()
        self.spoil(caller.gateway, monkeypatch)
        assert "x" in read(caller.ask("ka10001"))
