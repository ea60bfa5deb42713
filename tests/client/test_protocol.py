"""What is sent and what answers mean, without a server."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from kiwoom_thinclient.catalogue import operation
from kiwoom_thinclient.errors import (
    ApiError,
    InputError,
    LedgerError,
    LimitError,
    RequestError,
    ServiceError,
    TokenError,
    UnreadableError,
)
from kiwoom_thinclient.pacing import BACK_OFF, WINDOW, Pacer
from kiwoom_thinclient.protocol import (
    SEOUL,
    Answer,
    Outgoing,
    Pause,
    Renew,
    Session,
    exchange,
    refusal,
    renewal,
)

QUOTE = operation("ka10001")
SAMSUNG = {"stk_cd": "005930"}
NOW = datetime(2026, 9, 15, 10, 0, tzinfo=SEOUL)


def session(token: str = "held", rate: int = 0, **more: Any) -> Session:
    return Session("the appkey", "the secret", Pacer(rate), lambda: 0.0, lambda: NOW, token, **more)


def answer(body: str, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, body.encode())


def told(text: str, code: int, status: int = 200) -> Answer:
    return answer(f'{{"return_msg":"{text}","return_code":{code}}}', status)


OK = answer('{"return_code":0,"return_msg":""}')
DEAD = told("인증에 실패했습니다[8005:Token이 유효하지 않습니다]", 3)
ISSUED = answer('{"return_code":0,"token":"new","expires_dt":"20260916100000"}')
TOO_MANY = told("허용된 요청 개수를 초과하였습니다[1700:허용된 API 요청. 유량=1]", 5, 429)


def driven(held: Session, *answers: Answer, steps: Any = None) -> tuple[Any, list[str]]:
    """The result of an exchange that gets these answers, and what it did on the way."""
    left = list(answers)
    did: list[str] = []

    def drive(work: Any) -> Any:
        sent: Answer | None = None
        while True:
            try:
                step = work.send(sent)
            except StopIteration as done:
                return done.value
            sent = None
            match step:
                case Outgoing():
                    did.append(step.path.rpartition("/")[2])
                    sent = left.pop(0)
                case Pause(seconds):
                    did.append(f"{seconds:g}")
                case Renew(dead):
                    assert held.token == dead
                    drive(renewal(held))

    result = drive(steps or exchange(held, QUOTE, SAMSUNG))
    assert not left
    return result, did


def test_a_request_carries_what_the_server_wants() -> None:
    outgoing = next(exchange(session(), QUOTE, {"stk_cd": "삼성"}, "KEY"))
    assert isinstance(outgoing, Outgoing)
    assert outgoing.path == "/api/dostk/stkinfo"
    assert outgoing.content == '{"stk_cd": "삼성"}'.encode()
    assert outgoing.headers == {
        "content-type": "application/json;charset=UTF-8",
        "authorization": "Bearer held",
        "api-id": "ka10001",
        "cont-yn": "Y",
        "next-key": "KEY",
    }


def test_a_first_page_carries_no_paging_headers() -> None:
    outgoing = next(exchange(session(), QUOTE, SAMSUNG))
    assert isinstance(outgoing, Outgoing)
    assert not {"cont-yn", "next-key"} & outgoing.headers.keys()


def test_a_dead_token_is_renewed_once_only() -> None:
    assert driven(session(), DEAD, ISSUED, OK)[1] == ["stkinfo", "token", "stkinfo"]
    with pytest.raises(TokenError, match="8005"):
        driven(session(), DEAD, ISSUED, DEAD)


def test_a_fresh_token_is_not_renewed() -> None:
    with pytest.raises(TokenError, match="8005"):
        driven(session(""), ISSUED, DEAD)


def test_another_refusal_of_the_token_is_not_met_with_a_new_one() -> None:
    wrong_host = told("인증에 실패했습니다[8031:투자구분(실전/모의)이 달라서]", 3)
    with pytest.raises(TokenError, match="8031"):
        driven(session(), wrong_host)


def test_an_expired_token_is_renewed_before_it_is_used() -> None:
    late = session(expires=NOW)
    assert driven(late, ISSUED, OK)[1] == ["token", "stkinfo"]
    assert late.expires == NOW + timedelta(days=1)
    assert driven(late, OK)[1] == ["stkinfo"]


def test_a_token_that_is_expired_when_granted_is_used_until_refused() -> None:
    """The clocks disagree, and the server's is the one that counts."""
    held = session("")
    driven(held, answer('{"return_code":0,"token":"t","expires_dt":"20260915095959"}'), OK)
    assert driven(held, OK)[1] == ["stkinfo"]


@pytest.mark.parametrize("expires", ["", "soon", "20261399000000", 7, None])
def test_an_unreadable_expiry_is_none(expires: object) -> None:
    held = session("")
    text = f'"{expires}"' if isinstance(expires, str) else "null" if expires is None else "7"
    driven(held, answer(f'{{"return_code":0,"token":"t","expires_dt":{text}}}'), OK)
    assert held.expires is None


def test_429_is_met_with_longer_and_longer_waits_and_then_told() -> None:
    waits = [f"{wait:g}" for wait in BACK_OFF]
    assert driven(session(), TOO_MANY, TOO_MANY, OK)[1] == [
        *("stkinfo", waits[0], f"{WINDOW:g}", "stkinfo", waits[1], f"{2 * WINDOW:g}", "stkinfo")
    ]
    with pytest.raises(LimitError, match="1700") as caught:
        driven(session(), *[TOO_MANY] * (len(BACK_OFF) + 1))
    assert caught.value.status == 429


def test_429_without_a_body_is_the_same() -> None:
    """So the token endpoint answers the third question within a second."""
    page, did = driven(session(), answer("", 429), OK)
    assert did == ["stkinfo", f"{BACK_OFF[0]:g}", "stkinfo"]
    assert page.next_key == ""


def test_too_many_codes_are_not_asked_for_again() -> None:
    text = "허용된 요청 개수를 초과하였습니다[1634:입력 가능한 종목 개수를 초과하였습니다]"
    with pytest.raises(LimitError, match="1634"):
        driven(session(), told(text, 5))


def test_the_pace_is_kept_for_each_operation() -> None:
    held = session(rate=2)
    did = [driven(held, OK)[1] for _ in range(5)]
    one, two = f"{WINDOW:g}", f"{2 * WINDOW:g}"
    assert did == [["stkinfo"], ["stkinfo"], *[[one, "stkinfo"]] * 2, [two, "stkinfo"]]
    book = exchange(held, operation("ka10004"), SAMSUNG)
    assert driven(held, OK, steps=book)[1] == ["mrkcond"]


def test_no_window_holds_more_turns_than_the_rate() -> None:
    pacer = Pacer(5)
    now, turns = 0.0, []
    for step in (0.0, 0.0, 0.3, 0.0, 0.2, 0.0, 0.0, 0.9, 0.0, 3.0) * 6:
        now += step
        turns.append(now + pacer.reserve("ka10001", now))
    for first, sixth in zip(turns, turns[5:], strict=False):
        assert sixth - first >= 1.0


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({"cont_yn": "Y", "next_key": "K"}, "K"),
        ({"cont_yn": "N", "next_key": "K"}, ""),
        ({"cont_yn": "Y"}, ""),
        ({}, ""),
    ],
)
def test_another_page_follows_only_where_both_headers_say_so(
    headers: dict[str, str], key: str
) -> None:
    page, _ = driven(session(), answer('{"return_code":0}', 200, **headers))
    assert page.next_key == key


UNREADABLE = {
    "nothing": "",
    "a web page": "<html>점검 중</html>",
    "a list": "[]",
    "a number": "1",
    "brackets without end": "[" * 100_000,
    "a code that is no number": '{"return_code":"x"}',
    "a code that is null": '{"return_code":null}',
    "a code that is a list": '{"return_code":[]}',
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("status", [200, 502])
def test_an_unreadable_answer_is_an_error_with_its_status(body: str, status: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        driven(session(), answer(body, status))
    assert caught.value.status == status


@pytest.mark.parametrize("token", ["", '"token":"",', '"token":7,'])
def test_a_grant_without_a_token_is_unreadable(token: str) -> None:
    with pytest.raises(UnreadableError, match="named none"):
        driven(session(""), answer(f'{{{token}"return_code":0}}'))


@pytest.mark.parametrize("code", ["0", "0000"])
def test_a_code_of_zeros_is_a_success_however_it_is_written(code: str) -> None:
    """Kiwoom's own command line takes these too."""
    page, _ = driven(session(), answer(f'{{"return_code":"{code}"}}'))
    assert page.body["return_code"] == code


@pytest.mark.parametrize("status", [401, 405, 413, 500])
def test_another_status_is_an_error_whatever_the_body_says(status: int) -> None:
    with pytest.raises(ApiError) as caught:
        driven(session(), answer('{"return_code":0}', status))
    assert caught.value.status == status


CLASSES = {
    "잘못된 요청입니다[1504:해당 URI에서는 지원하는 API ID가 아닙니다]": (1, RequestError, "1504"),
    "입력 값 오류입니다[1511:필수 입력 값]": (2, InputError, "1511"),
    "인증에 실패했습니다[8005:Token이 유효하지 않습니다]": (3, TokenError, "8005"),
    "허용된 요청 개수를 초과하였습니다[1634:최대=100]": (5, LimitError, "1634"),
    "서비스를 처리하는 중에 오류가 발생했습니다[1902:종목 정보]": (7, ServiceError, "1902"),
    "[2000](RC4058:모의투자 장종료)": (20, LedgerError, "RC4058"),
    "[2000](855056:매수증거금이 부족합니다. 16주 매수가능)": (20, LedgerError, "855056"),
    "[2000](999999:본 적 없는 말)": (20, LedgerError, "999999"),
    "본 적 없는 말": (99, ApiError, ""),
}


@pytest.mark.parametrize("text", CLASSES)
def test_a_refusal_is_of_its_codes_class(text: str) -> None:
    return_code, kind, code = CLASSES[text]
    error = refusal(200, return_code, text)
    assert type(error) is kind
    assert error.code == code


def test_the_code_counts_before_the_return_code() -> None:
    """The wrapper of several codes was never seen; the table knows their class."""
    assert type(refusal(200, 99, "인증에 실패했습니다[8010:IP]")) is TokenError


@pytest.mark.parametrize(
    "value",
    [
        session("the token"),
        Outgoing("/p", {"authorization": "Bearer the token"}, b"the secret"),
        Renew("the token"),
        answer('{"token":"the token"}'),
    ],
)
def test_neither_pair_nor_token_is_shown(value: object) -> None:
    assert not re.search("the (appkey|secret|token)", repr(value))
