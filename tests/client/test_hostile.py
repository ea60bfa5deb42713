"""The client against servers that break their word."""

import asyncio
import logging

import pytest

from kiwoom_thinclient import AsyncClient, Client
from kiwoom_thinclient.errors import (
    ClientError,
    LimitError,
    NoAnswerError,
    TokenError,
    UnreadableError,
)
from tests.client.hostile import Behaviour, answer, drop, hang, hostile, truncate

OK = answer('{"stk_cd":"005930","return_code":0,"return_msg":""}')
DEAD = answer(
    '{"return_msg":"인증에 실패했습니다[8005:Token이 유효하지 않습니다]","return_code":3}'
)
LIMIT = answer('{"return_msg":"초과[1700:허용된 API 요청]","return_code":5}', 429)

ENDINGS: dict[str, tuple[Behaviour, type[ClientError]]] = {
    "dropped": (drop, NoAnswerError),
    "truncated": (truncate, NoAnswerError),
    "not answered": (hang, NoAnswerError),
    "a web page": (answer("<html>점검 중</html>"), UnreadableError),
    "not even text": (answer(b"\xff\xfe\x00"), UnreadableError),
    "a list": (answer("[]"), UnreadableError),
    "no body": (answer("", 502), UnreadableError),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_bad_ending_is_an_error_of_its_kind(ending: str) -> None:
    behaviour, kind = ENDINGS[ending]
    with hostile(behaviour) as server, Client(server.base_url, "a", "s", timeout=0.3) as client:
        with pytest.raises(kind) as caught:
            client.call("ka10001", stk_cd="005930")
        assert len(server.seen) == 1, "an order must not be sent twice"
    if isinstance(caught.value, NoAnswerError):
        assert caught.value.sent


def test_every_bad_ending_is_the_same_with_asyncio() -> None:
    async def work(base_url: str) -> None:
        async with AsyncClient(base_url, "a", "s", timeout=0.3, rate=0) as client:
            for _, kind in ENDINGS.values():
                with pytest.raises(kind):
                    await client.call("ka10001", stk_cd="005930")

    with hostile(*(behaviour for behaviour, _ in ENDINGS.values())) as server:
        asyncio.run(work(server.base_url))


def test_after_a_bad_ending_the_next_call_works() -> None:
    with hostile(drop, OK) as server, Client(server.base_url, "a", "s") as client:
        with pytest.raises(NoAnswerError):
            client.call("ka10001", stk_cd="005930")
        assert client.call("ka10001", stk_cd="005930").body["stk_cd"] == "005930"


def test_429_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiwoom_thinclient.protocol.BACK_OFF", (0.01, 0.02))
    with hostile(LIMIT, LIMIT, OK) as server, Client(server.base_url, "a", "s") as client:
        client.call("ka10001", stk_cd="005930")
        assert len(server.seen) == 3
    with hostile(*[LIMIT] * 3) as server, Client(server.base_url, "a", "s") as client:
        with pytest.raises(LimitError, match="1700"):
            client.call("ka10001", stk_cd="005930")
        assert len(server.seen) == 3


def test_429_is_waited_out_with_asyncio(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(base_url: str) -> str:
        async with AsyncClient(base_url, "a", "s", rate=0) as client:
            return str((await client.call("ka10001", stk_cd="005930")).body["stk_cd"])

    monkeypatch.setattr("kiwoom_thinclient.protocol.BACK_OFF", (0.01,))
    with hostile(LIMIT, OK) as server:
        assert asyncio.run(work(server.base_url)) == "005930"


def test_a_token_that_never_works_is_renewed_once_and_then_an_error() -> None:
    with hostile(*[DEAD] * 9) as server, Client(server.base_url, "a", "s") as client:
        client.token()
        with pytest.raises(TokenError, match="8005"):
            client.call("ka10001", stk_cd="005930")
        assert len(server.seen) == 2


def test_pages_that_lead_in_a_circle_end_in_an_error() -> None:
    page = answer('{"stk_dt_pole_chart_qry":[],"return_code":0}', cont_yn="Y", next_key="same")
    with hostile(page, page, page) as server, Client(server.base_url, "a", "s") as client:
        reply = client.call("ka10081", stk_cd="1", base_dt="20260915", upd_stkpc_tp="1")
        with pytest.raises(UnreadableError, match="next-key twice"):
            list(reply.rows())


@pytest.mark.parametrize("table", ['"no list"', "[1]", '{"a":1}'])
def test_a_table_that_is_none_is_an_error_when_it_is_read(table: str) -> None:
    page = answer(f'{{"stk_dt_pole_chart_qry":{table},"return_code":0}}')
    with hostile(page) as server, Client(server.base_url, "a", "s") as client:
        reply = client.call("ka10081", stk_cd="1", base_dt="20260915", upd_stkpc_tp="1")
        with pytest.raises(UnreadableError, match="no list of rows"):
            reply.values()


def test_a_table_that_is_missing_has_no_rows() -> None:
    with hostile(answer('{"return_code":0}')) as server, Client(server.base_url, "a", "s") as c:
        reply = c.call("ka10081", stk_cd="1", base_dt="20260915", upd_stkpc_tp="1")
        assert reply.values() == {"stk_cd": None, "stk_dt_pole_chart_qry": []}


def test_no_secret_reaches_a_log_or_an_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        hostile(OK, drop) as server,
        Client(server.base_url, "the-appkey", "the-secret") as client,
    ):
        client.call("ka10001", stk_cd="005930")
        with pytest.raises(NoAnswerError) as caught:
            client.call("ka10001", stk_cd="005930")
        shown = f"{client!r} {caught.value!r} {caplog.text}"
    assert "POST" in caplog.text
    assert not any(secret in shown for secret in ("the-appkey", "the-secret", "Bearer"))
