from typing import Any

import pytest

from kiwoom_mockserver.realtime.conditions import (
    ConditionRegistry,
    ConditionStarted,
    ConditionStopped,
)
from kiwoom_mockserver.realtime.connection import Connection, Policy, Send
from tests.realtime.driver import ALICE, ROWS, answer, code_of, logged_in, tell

LIST = {"trnm": "CNSRLST"}


def ask(seq: Any = "0", kind: Any = "0", exchange: Any = "K", **more: Any) -> dict[str, Any]:
    return {"trnm": "CNSRREQ", "seq": seq, "search_type": kind, "stex_tp": exchange, **more}


def clear(seq: Any = "0") -> dict[str, Any]:
    return {"trnm": "CNSRCLR", "seq": seq}


def listed(
    policy: Policy | None = None,
    registry: ConditionRegistry | None = None,
    token: str = "alice-token",
) -> Connection:
    connection = logged_in(policy or Policy(), registry, token)
    tell(connection, LIST)
    return connection


def test_the_list_is_pairs_of_number_and_name() -> None:
    (effect,) = tell(logged_in(), LIST)
    assert effect == Send(
        '{"trnm":"CNSRLST","return_code":0,"return_msg":"",'
        '"data":[["0","오름세"],["1","내림세"],["2","아무것도"],["7","없어진 것"]]}'.encode()
    )


@pytest.mark.parametrize(
    "frame",
    [ask(), ask(kind="1"), ask(seq="9"), ask(seq=None), {"trnm": "CNSRREQ"}, ask(exchange="?")],
)
def test_a_search_before_the_list_is_met_with_silence(frame: dict[str, Any]) -> None:
    connection = logged_in()
    assert tell(connection, frame) == ()
    assert tell(connection, frame, 5.0) == ()
    assert connection.deadline == 15.0  # heard, all the same


def test_the_list_of_an_earlier_connection_does_not_count() -> None:
    registry = ConditionRegistry()
    listed(registry=registry).closed()
    assert tell(logged_in(registry=registry), ask()) == ()


def test_a_plain_search_answers_rows_and_no_return_msg() -> None:
    (effect,) = tell(listed(), ask(exchange="N", cont_yn="N", next_key=""))
    assert effect == Send(
        '{"trnm":"CNSRREQ","seq":"0","cont_yn":"N","next_key":"","return_code":0,'
        '"data":[{"9001":"A000001","302":"종목1"}]}'.encode()
    )


def test_a_realtime_search_answers_codes_and_begins_the_watch() -> None:
    connection = listed()
    reply, started = tell(connection, ask(kind="1", exchange="N"))
    assert reply == Send(
        b'{"trnm":"CNSRREQ","seq":"0","return_code":0,"data":[{"jmcode":"A000001"}]}'
    )
    assert started == ConditionStarted("0")
    assert connection.watching == ("0",)


@pytest.mark.parametrize("kind", ["0", "1"])
def test_no_match_is_null(kind: str) -> None:
    reply = answer(listed(), ask("2", kind))
    assert (reply["return_code"], reply["data"]) == (0, None)


@pytest.mark.parametrize("kind", ["0", "1"])
@pytest.mark.parametrize(("padding", "echo"), [(False, "0"), (True, "0  ")])
@pytest.mark.parametrize("sent", ["0", "0  "])
def test_seq_is_echoed_padded_if_the_policy_says_so(
    kind: str, padding: bool, echo: str, sent: str
) -> None:
    assert answer(listed(Policy(seq_padding=padding)), ask(sent, kind))["seq"] == echo


@pytest.mark.parametrize("kind", ["0", "1"])
@pytest.mark.parametrize("seq", ["9", "00", "7"])
def test_an_unknown_condition_is_900004(kind: str, seq: str) -> None:
    assert answer(listed(), ask(seq, kind)) == {
        "trnm": "CNSRREQ",
        "return_code": 900004,
        "return_msg": f"존재하지 않는 일련번호입니다.(seq={seq})",
    }


def test_a_long_seq_comes_back_cut() -> None:
    reply = answer(listed(), ask("9" * 50_000))
    assert reply["return_code"] == 900004
    assert len(reply["return_msg"]) < 100


@pytest.mark.parametrize(
    ("frame", "parameter"),
    [
        (ask(seq=None), "seq"),
        (ask(seq=0), "seq"),
        (ask(seq="   "), "seq"),
        (ask(kind=None), "search_type"),
        (ask(kind="2"), "search_type"),
        (ask(exchange=None), "stex_tp"),
        (ask(exchange="KRX"), "stex_tp"),
        (ask(cont_yn="Y"), "next_key"),
        (ask(cont_yn="Y", next_key="00000000000000000002"), "next_key"),
        (clear(None), "seq"),
        (clear(["0"]), "seq"),
    ],
)
def test_a_missing_or_meaningless_value_is_100002(frame: dict[str, Any], parameter: str) -> None:
    assert answer(listed(), frame) == {
        "trnm": frame["trnm"],
        "return_code": 100002,
        "return_msg": f"필수 파라미터가 누락되어 있습니다(parameter={parameter})",
    }


def test_pages_joined_are_the_search() -> None:
    connection = listed(Policy(condition_page=2))
    page = answer(connection, ask())
    rows, keys = page["data"], [page["next_key"]]
    while page["cont_yn"] == "Y":
        page = answer(connection, ask(cont_yn="Y", next_key=page["next_key"]))
        rows += page["data"]
        keys.append(page["next_key"])
    assert rows == list(ROWS)
    assert keys == ["00000000000000000002", "00000000000000000004", ""]


@pytest.mark.parametrize("size", [1, 5, 6])
def test_only_a_page_with_more_behind_it_has_a_key(size: int) -> None:
    page = answer(listed(Policy(condition_page=size)), ask())
    assert (page["cont_yn"], bool(page["next_key"])) == (("Y", True) if size < 5 else ("N", False))


def test_a_key_is_good_once_and_for_its_own_condition() -> None:
    connection = listed(Policy(condition_page=2))
    key = answer(connection, ask())["next_key"]
    assert code_of(connection, ask("1", cont_yn="Y", next_key=key)) == 100002
    assert code_of(connection, ask(cont_yn="Y", next_key=key)) == 0
    assert code_of(connection, ask(cont_yn="Y", next_key=key)) == 100002


def test_there_is_nothing_behind_the_last_page() -> None:
    connection = listed()
    assert answer(connection, ask())["next_key"] == ""
    assert code_of(connection, ask(cont_yn="Y", next_key="")) == 100002


def test_a_new_search_ends_the_pages_of_the_last() -> None:
    connection = listed(Policy(condition_page=2))
    key = answer(connection, ask())["next_key"]
    answer(connection, ask("2"))
    assert code_of(connection, ask(cont_yn="Y", next_key=key)) == 100002


def test_a_watched_condition_is_900003_without_seq_key() -> None:
    connection = listed()
    tell(connection, ask("1", "1"))
    assert tell(connection, ask("1", "1")) == (
        Send(
            '{"trnm":"CNSRREQ","return_code":900003,'
            '"return_msg":"이미 등록된 조건검색 일련번호입니다.(seq=1)"}'.encode()
        ),
    )
    assert code_of(connection, ask("1", "0")) == 0
    assert connection.watching == ("1",)


def test_a_watch_outlives_the_connection_until_it_is_cleared() -> None:
    registry = ConditionRegistry()
    first = listed(registry=registry)
    tell(first, ask(kind="1"))
    assert first.closed() == (ConditionStopped("0"),)
    assert first.watching == ()

    second = listed(registry=registry)
    assert code_of(second, ask(kind="1")) == 900003
    assert second.watching == ()
    (effect,) = tell(second, clear())
    assert effect == Send(
        '{"trnm":"CNSRCLR","seq":"0","return_code":0,"return_msg":"정상종료되었습니다."}'.encode()
    )
    assert tell(second, ask(kind="1"))[1:] == (ConditionStarted("0"),)


def test_accounts_watch_apart() -> None:
    registry = ConditionRegistry()
    tell(listed(registry=registry), ask(kind="1"))
    assert code_of(listed(registry=registry, token="bob-token"), ask(kind="1")) == 0


def test_clearing_ends_the_watch_before_the_reply() -> None:
    connection = listed()
    tell(connection, ask(kind="1"))
    stopped, reply = tell(connection, clear("0  "))
    assert stopped == ConditionStopped("0")
    assert reply == Send(
        '{"trnm":"CNSRCLR","seq":"0","return_code":0,"return_msg":"정상종료되었습니다."}'.encode()
    )
    assert connection.watching == ()


def test_clearing_needs_neither_a_list_nor_a_watch_but_a_condition() -> None:
    connection = logged_in()
    assert code_of(connection, clear("1")) == 0
    assert code_of(connection, clear("9")) == 900004


def test_a_condition_above_the_cap_is_105110_with_seq_key() -> None:
    registry = ConditionRegistry()
    connection = listed(Policy(condition_cap=1), registry)
    assert code_of(connection, ask("0", "1")) == 0
    assert tell(connection, ask("1", "1")) == (
        Send(
            '{"trnm":"CNSRREQ","seq":"1","return_code":105110,'
            '"return_msg":"요청 건수 초과"}'.encode()
        ),
    )
    assert registry.of(ALICE.account) == connection.watching == ("0",)
    tell(connection, clear("0"))
    assert code_of(connection, ask("1", "1")) == 0


def test_a_watch_covers_so_many_issues() -> None:
    reply = answer(listed(Policy(condition_issues=2)), ask(kind="1"))
    assert reply["data"] == [{"jmcode": "A000001"}, {"jmcode": "A000002"}]


def test_asking_again_at_once_is_answered_by_default() -> None:
    connection = listed()
    assert [code_of(connection, ask()), code_of(connection, ask())] == [0, 0]


def test_asking_again_too_soon_is_silent_if_the_policy_says_so() -> None:
    connection = listed(Policy(condition_quiet=60.0))
    assert code_of(connection, ask(), 100.0) == 0
    assert tell(connection, ask(), 100.0) == ()
    assert tell(connection, ask(kind="1"), 159.99) == ()
    assert connection.watching == ()
    assert code_of(connection, ask("1"), 159.99) == 0
    assert code_of(connection, ask(kind="1"), 160.0) == 0


def test_pages_are_not_asking_again() -> None:
    connection = listed(Policy(condition_quiet=60.0, condition_page=2))
    key = answer(connection, ask())["next_key"]
    assert code_of(connection, ask(cont_yn="Y", next_key=key)) == 0


def test_the_registry_forgets_one_account_or_all() -> None:
    registry = ConditionRegistry()
    for account in ("a", "b", "c"):
        registry.add(account, "2")
        registry.add(account, "1")
    registry.discard("a", "2")
    registry.discard("a", "2")
    registry.discard("x", "2")
    registry.clear("b")
    assert [registry.of(account) for account in "abcx"] == [("1",), (), ("2", "1"), ()]
    registry.clear()
    assert [registry.of(account) for account in "abcx"] == [(), (), (), ()]
