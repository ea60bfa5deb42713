"""Names are checked before anything is sent, and the message says what was meant."""

from collections.abc import Iterator
from typing import Any

import pytest

from kiwoom_thinclient import Client
from kiwoom_thinclient.errors import UsageError

DAILY = {"stk_cd": "005930", "base_dt": "20260915", "upd_stkpc_tp": "1"}

MISTAKES: dict[str, tuple[str, dict[str, Any], str]] = {
    "a mistyped field": (
        *("ka10001", {"stk_cdd": "005930"}),
        "ka10001 takes no stk_cdd; did you mean stk_cd?",
    ),
    "a field in another case": (
        *("ka10081", {**DAILY, "BASE_DT": "20260915"}),
        "ka10081 takes no BASE_DT; did you mean base_dt?",
    ),
    "a field of nobody": (
        *("ka10001", {"stk_cd": "005930", "limit": "7"}),
        "ka10001 takes no limit; it takes stk_cd (종목코드)",
    ),
    "a field where none is taken": (
        *("ka00001", {"account": "1"}),
        "ka00001 takes no account; it takes nothing",
    ),
    "fields that are missing": (
        *("ka10081", {"stk_cd": "005930"}),
        "ka10081, 주식일봉차트조회요청, needs base_dt (기준일자) and upd_stkpc_tp (수정주가구분)",
    ),
    "an operation in another case": (
        *("KA10001", {}),
        "there is no operation 'KA10001'; did you mean ka10001?",
    ),
    "an operation of nobody": ("quote", {}, "there is no operation 'quote'"),
    "a code that is a number": (
        *("ka10001", {"stk_cd": 5930}),
        "stk_cd of ka10001 is 5930; write it as a text, as the stock-code the server reads",
    ),
    "a value that is none": (
        *("ka10001", {"stk_cd": None}),
        "stk_cd of ka10001 is None; write it as a text, as the stock-code the server reads",
    ),
}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client("http://127.0.0.1:9", "a", "s") as made:
        yield made


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_what_was_meant(mistake: str, client: Client) -> None:
    api_id, given, message = MISTAKES[mistake]
    call: Any = client.call
    with pytest.raises(UsageError) as caught:
        call(api_id, **given)
    assert str(caught.value) == message
