"""What the gateway remembers of its traffic, and what it never shows."""

from typing import Any

import pytest

from kiwoom_mockserver.journal import MASK, MAX_TEXT, Journal, masked
from kiwoom_mockserver.wire.messages import Reply, Request
from tests.gateway.caller import Caller, gateway_of


def entries(caller: Caller, count: int = 100) -> list[dict[str, Any]]:
    return [entry.shown() for entry in caller.gateway.journal.last(count)]


def test_an_exchange_is_kept_with_what_identifies_it() -> None:
    caller = Caller(gateway_of()).login()
    caller.ask("ka10001", {"stk_cd": "005930"})
    entry = entries(caller)[-1]
    assert entry["number"] == 2
    assert entry["api_id"] == "ka10001"
    assert (entry["method"], entry["path"]) == ("POST", "/api/dostk/stkinfo")
    assert entry["status"] == 200
    assert entry["at"] == caller.at
    assert entry["request"] == '{"stk_cd":"005930"}'
    assert "삼성전자" in entry["reply"]


def test_refusals_are_kept_too() -> None:
    caller = Caller(gateway_of())
    caller.post("/nowhere", {}, api_id="x")
    assert [entry["status"] for entry in entries(caller)] == [200]
    assert "1504" in entries(caller)[0]["reply"]


def test_the_last_entries_come_oldest_first() -> None:
    caller = Caller(gateway_of(journal_size=5, limits=False)).login()
    for index in range(9):
        caller.ask("ka10001", {"stk_cd": f"{index:06d}"})
    assert [entry["number"] for entry in entries(caller)] == [6, 7, 8, 9, 10]
    assert [entry["number"] for entry in entries(caller, 2)] == [9, 10]
    assert caller.gateway.journal.count == 10


def test_a_cleared_journal_is_empty_and_counts_on() -> None:
    journal = Journal(3)
    request, reply = Request("POST", "/"), Reply(200, (), b"")
    for _ in range(5):
        journal.append(request, reply)
    journal.clear()
    assert list(journal.last(10)) == []
    journal.append(request, reply)
    assert [entry.number for entry in journal.last(10)] == [6]


def test_neither_keys_nor_tokens_are_shown() -> None:
    caller = Caller(gateway_of(limits=False), "key-of-alice", "secret-of-alice")
    caller.ask("ka00001", {})
    account = caller.data("ka00001", {})["acctNo"]
    caller.post("/oauth2/revoke", {**caller.keys, "token": caller.token})
    shown = str(entries(caller))
    for secret in ("key-of-alice", "secret-of-alice", caller.token, account):
        assert secret not in shown
    assert MASK in shown


LEAKS = {
    "blanks around the colon": b'{"appkey" : "SECRET", "secretkey"\t:\n"SECRET"}',
    "escaped quotes": b'{"secretkey":"SEC\\"SECRET"}',
    "another order": b'{"token":"SECRET","grant_type":"x"}',
    "cut off": b'{"appkey":"a","secretkey":"SECRET',
    "a number": b'{"appkey":12345, "secretkey":99999}',
    "a form instead of JSON": b"grant_type=client_credentials&appkey=SECRET&secretkey=SECRET",
    "a Python dict instead of JSON": b"{'appkey': 'SECRET', 'secretkey': 'SECRET'}",
    "an escaped name": b'{"app\\u006bey":"SECRET"}',
    "upper case": b'{"appKey":"SECRET","SecretKey":"SECRET"}',
}


@pytest.mark.parametrize("body", LEAKS.values(), ids=LEAKS.keys())
def test_an_oauth_body_shows_no_secret_however_it_is_written(body: bytes) -> None:
    caller = Caller(gateway_of())
    caller.post("/oauth2/token", body)
    (entry,) = entries(caller)
    for secret in ("SECRET", "12345", "99999"):
        assert secret not in entry["request"]


def test_what_is_no_secret_is_shown() -> None:
    body = '{"stk_cd":"005930","appkeys":"x","grant_type":"client_credentials"}'
    assert masked(body.encode()) == body


def test_long_bodies_are_cut_after_masking() -> None:
    body = b'{"pad":"' + b"x" * (MAX_TEXT - 20) + b'","token":"SECRET"}'
    shown = masked(body)
    assert "SECR" not in shown
    assert len(shown) < MAX_TEXT + 50
    assert masked(b"x" * (MAX_TEXT + 1)).endswith(f"... ({MAX_TEXT + 1} characters)")
    assert masked(b"x" * MAX_TEXT) == "x" * MAX_TEXT


def test_bytes_that_are_no_text_are_shown_as_far_as_they_are() -> None:
    assert masked(b"a\xffb") == "a�b"
