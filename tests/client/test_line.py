"""The socket's protocol on the client's side, without a socket."""

import json
from typing import Any

import pytest

from kiwoom_thinclient.errors import SocketError, TakenOverError
from kiwoom_thinclient.line import Line, Outcome, Question, Tick, registrations, search

ADMITTED = '{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}'
SEARCH = search("3", "K", "1")


def frames(texts: list[str]) -> list[dict[str, Any]]:
    return [json.loads(text) for text in texts]


def logged_in(line: Line) -> list[dict[str, Any]]:
    """What is sent after a login."""
    line.connected("T")
    outcome = line.received(ADMITTED)
    assert outcome.logged_in
    return frames(outcome.send)


def answered(line: Line, frame: dict[str, Any]) -> list[Question]:
    return [question for question, _ in line.received(json.dumps(frame)).answered]


def test_a_connection_begins_with_the_bare_token() -> None:
    assert Line().connected("T") == '{"trnm":"LOGIN","token":"T"}'


def test_a_ping_is_echoed_to_the_letter() -> None:
    line = Line()
    assert line.received('{ "trnm": "PING" }').send == ['{ "trnm": "PING" }']
    assert line.received(b'{"trnm":"PING"}').send == ['{"trnm":"PING"}']


def test_a_login_restores_what_was_registered_and_watched() -> None:
    line = Line()
    assert logged_in(line) == []
    line.registered = dict.fromkeys(
        [("1", "0B", "005930"), ("2", "0D", "005930"), ("1", "0B", "000660"), ("1", "0s", "")]
    )
    line.watched = {"3": "K"}
    head: dict[str, Any] = {"trnm": "REG", "refresh": "1"}
    search = {"trnm": "CNSRREQ", "seq": "3", "search_type": "1", "stex_tp": "K"}
    assert logged_in(line) == [
        {**head, "grp_no": "1", "data": [{"item": ["005930", "000660"], "type": ["0B"]}]},
        {**head, "grp_no": "2", "data": [{"item": ["005930"], "type": ["0D"]}]},
        {**head, "grp_no": "1", "data": [{"item": [""], "type": ["0s"]}]},
        {"trnm": "CNSRCLR", "seq": "3"},
        {"trnm": "CNSRLST"},
        search,
    ]


def test_no_frame_registers_more_than_a_hundred_items() -> None:
    items = [f"{number:06}" for number in range(250)]
    parts = [question.rest["data"][0]["item"] for question in registrations("REG", "0B", items, "")]
    assert [len(part) for part in parts] == [100, 100, 50]
    assert [item for part in parts for item in part] == items


def test_a_search_is_preceded_by_the_list_once_a_connection() -> None:
    line = Line()
    for _ in range(2):
        logged_in(line)
        asked = [frames(line.ask(SEARCH)) for _ in range(2)]
        assert [[frame["trnm"] for frame in sent] for sent in asked] == [
            ["CNSRLST", "CNSRREQ"],
            ["CNSRREQ"],
        ]


def test_answers_go_to_the_oldest_question_of_their_kind() -> None:
    line = Line()
    logged_in(line)
    first, second = (Question("REG", {"grp_no": number}) for number in "12")
    for question in (first, second):
        line.ask(question)
    assert answered(line, {"trnm": "REMOVE", "return_code": 0}) == []
    assert answered(line, {"trnm": "REG", "return_code": 0}) == [first]
    assert answered(line, {"trnm": "REG", "return_code": 105118}) == [second]
    assert answered(line, {"trnm": "REG", "return_code": 0}) == []


@pytest.mark.parametrize(
    "frame",
    [
        {"seq": "4", "return_code": 0, "data": []},
        {"seq": "4  ", "return_code": 0, "data": []},
        {"return_code": 900003, "return_msg": "이미 등록된 조건검색 일련번호입니다.(seq=4)"},
    ],
)
def test_answers_to_searches_go_by_their_number(frame: dict[str, Any]) -> None:
    line = Line()
    logged_in(line)
    four = search("4", "K", "1")
    for question in (SEARCH, four):
        line.ask(question)
    assert answered(line, {"trnm": "CNSRREQ", **frame}) == [four]


def test_a_question_nobody_waits_for_gets_no_answer() -> None:
    line = Line()
    logged_in(line)
    question = Question("REG")
    line.ask(question)
    line.forget(question)
    assert answered(line, {"trnm": "REG", "return_code": 0}) == []


def test_questions_do_not_outlive_their_connection() -> None:
    line = Line()
    logged_in(line)
    line.ask(Question("REG"))
    logged_in(line)
    assert answered(line, {"trnm": "REG", "return_code": 0}) == []


def test_a_restored_registration_that_is_refused_ends_the_line() -> None:
    line = Line()
    line.registered = {("1", "0B", "005930"): None}
    logged_in(line)
    with pytest.raises(SocketError, match="105115"):
        line.received('{"trnm":"REG","return_code":105115,"return_msg":"초과했습니다"}')


def test_a_condition_that_was_not_watched_any_more_is_watched_again() -> None:
    line = Line()
    line.watched = {"3": "K"}
    logged_in(line)
    assert answered(line, {"trnm": "CNSRCLR", "seq": "3", "return_code": 900004}) == []


@pytest.mark.parametrize(
    ("message", "dead"),
    [
        ("토큰 인증에 실패했습니다. [CODE=8005, MESSAGE=Token이 유효하지 않습니다]", True),
        ("토큰 인증에 실패했습니다. [CODE=8031, MESSAGE=투자구분이 달라서]", False),
    ],
)
def test_only_a_dead_token_is_worth_another_login(message: str, dead: bool) -> None:
    line = Line()
    line.connected("T")
    frame = json.dumps({"trnm": "LOGIN", "return_code": 805004, "return_msg": message})
    if dead:
        outcome = line.received(frame)
        assert outcome.dead_token is not None
        assert outcome.dead_token.code == "805004"
        assert not outcome.logged_in
    else:
        with pytest.raises(SocketError, match="8031"):
            line.received(frame)


def test_a_line_that_was_taken_over_does_not_fight() -> None:
    with pytest.raises(TakenOverError) as caught:
        Line().received('{"trnm":"SYSTEM","code":"R10001","message":"동일한 App key"}')
    assert (caught.value.code, caught.value.message) == ("R10001", "동일한 App key")


@pytest.mark.parametrize("code", ["R10002", "R10003", "R10004"])
def test_another_reason_is_left_to_the_close_that_follows(code: str) -> None:
    outcome = Line().received(json.dumps({"trnm": "SYSTEM", "code": code, "message": "?"}))
    assert not outcome.send
    assert not outcome.answered


def test_the_entries_of_a_frame_become_ticks() -> None:
    entries = [
        {"values": {"20": "145428"}, "type": "0B", "name": "주식체결", "item": "005930"},
        {"9201": "1234567890", "930": "5", "type": "04", "name": "현물잔고", "item": "005930"},
        "no entry",
    ]
    outcome = Line().received(json.dumps({"data": entries, "trnm": "REAL"}))
    assert outcome.ticks == [
        Tick("0B", "005930", "주식체결", {"20": "145428"}),
        Tick("04", "005930", "현물잔고", {"9201": "1234567890", "930": "5"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("", "PING", "[]", "1", "{}", '{"trnm":1}', '{"trnm":"REAL"}', '{"trnm":"?"}'),
        *('{"trnm":"REAL","data":{}}', '{"trnm":"SYSTEM"}', '{"trnm":"CNSRREQ","seq":{}}'),
        "[" * 99_999,
    ],
)
def test_a_frame_that_means_nothing_has_no_effect(text: str) -> None:
    outcome = Line().received(text)
    assert outcome == Outcome()


def test_what_is_shown_of_an_outcome_holds_no_token() -> None:
    line = Line()
    assert "secret" not in repr(line.received('{"trnm":"PING","token":"secret"}'))
