"""Values nobody should send are answered within the contract, or refused; nothing crashes."""

from collections.abc import Iterator

import pytest

from kiwoom_mockserver.spec.model import OperationSpec
from tests.gateway.caller import Caller, gateway_of, read, rest_operations, sample

ODD = ("-1", "９９", "9" * 30)
"""For every field but the code at once."""

DATES = ("00010101", "19000101", "20260230", "99991231")
"""For every field that takes a date, one at a time."""

CODES = ("005930_AL", "830010", "57JBHH", "M04020000")
"""Of several kinds of issue, one of them halted: for operations that ask for another kind."""


def requests(operation: OperationSpec) -> Iterator[dict[str, str]]:
    """The manual's request, changed in one way each."""
    usual = sample(operation)
    code = {"stk_cd": usual["stk_cd"]} if "stk_cd" in usual else {}
    for text in ODD:
        yield {field.name: text for field in operation.request} | code
    for field in operation.request:
        if field.format.name == "date":
            for text in DATES:
                yield {**usual, field.name: text}
    if code:
        for text in CODES:
            yield {**usual, "stk_cd": text}


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of(limits=False)).login()


@pytest.mark.parametrize("operation", rest_operations(), ids=lambda one: one.api_id)
def test_odd_values_are_answered_or_refused(operation: OperationSpec, caller: Caller) -> None:
    crashed = {}
    for body in requests(operation):
        try:
            reply = caller.ask(operation.api_id, body)
        except Exception as error:
            crashed[str(body)] = f"{type(error).__name__}: {error}"
            continue
        assert reply.status == 200
        assert type(read(reply)["return_code"]) is int
    assert crashed == {}
