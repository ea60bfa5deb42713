"""The thin client against a running server."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kiwoom_mockserver.server.runner import Runner, running
from kiwoom_thinclient import ApiError, Client, ClientError
from kiwoom_thinclient.protocol import Answer, Page, Session, exchange
from tests.server.door import small

STOCK, CHART = "/api/dostk/stkinfo", "/api/dostk/chart"
DAILY = {"stk_cd": "005930", "base_dt": "20260915", "upd_stkpc_tp": "1"}
ROWS = "stk_dt_pole_chart_qry"


@pytest.fixture(scope="module")
def server() -> Iterator[Runner]:
    with running(small(speed=0.0)) as runner:
        yield runner


@pytest.fixture
def client(server: Runner) -> Iterator[Client]:
    with Client(server.address.base_url, "alice", "s1") as made:
        yield made


def issued(server: Runner) -> int:
    """Token requests the server has answered."""
    entries = server.app.gateway.journal.last(10_000)
    return sum(entry.request.path == "/oauth2/token" for entry in entries)


def test_a_token_is_fetched_at_the_first_call_and_kept(server: Runner, client: Client) -> None:
    before = issued(server)
    assert client.token == ""
    assert client.call(STOCK, "ka10001", stk_cd="005930")["stk_nm"] == "삼성전자"
    assert len(client.token) == 86
    for _ in range(3):
        client.call(STOCK, "ka10001", stk_cd="000660")
    assert issued(server) == before + 1


def test_a_dead_token_is_renewed_once_and_the_call_repeated(server: Runner, client: Client) -> None:
    client.call(STOCK, "ka10001", stk_cd="005930")
    old = client.token
    server.app.gateway.world.tokens.wipe()
    before = issued(server)
    assert client.call(STOCK, "ka10001", stk_cd="005930")["stk_cd"] == "005930"
    assert client.token != old
    assert issued(server) == before + 1


def test_pages_are_walked_to_the_last(client: Client) -> None:
    pages = list(client.pages(CHART, "ka10094", **DAILY))
    years = "stk_yr_pole_chart_qry"
    assert [len(page[years]) for page in pages] == [30, 2]
    days = [row["dt"] for page in pages for row in page[years]]
    assert days == sorted(set(days), reverse=True)


def test_pages_are_fetched_as_they_are_wanted(server: Runner, client: Client) -> None:
    pages = client.pages(CHART, "ka10081", **DAILY)
    next(pages)
    count = server.app.gateway.journal.count
    next(pages)
    assert server.app.gateway.journal.count == count + 1


def test_a_token_is_renewed_between_two_pages(server: Runner, client: Client) -> None:
    pages = client.pages(CHART, "ka10081", **DAILY)
    first = next(pages)
    server.app.gateway.world.tokens.wipe()
    assert next(pages)[ROWS][0]["dt"] < first[ROWS][-1]["dt"]


def test_a_single_page_has_no_next(client: Client) -> None:
    assert len(list(client.pages(STOCK, "ka10001", stk_cd="005930"))) == 1


REFUSED: dict[str, tuple[tuple[str, str], dict[str, str], str, int]] = {
    "a missing value": ((STOCK, "ka10001"), {}, "1511", 2),
    "an unknown operation": ((STOCK, "ka99999"), {}, "1504", 1),
    "a code that is none": (
        ("/api/dostk/ordr", "kt10000"),
        {"dmst_stex_tp": "KRX", "stk_cd": "999999", "ord_qty": "1", "trde_tp": "3"},
        "1902",
        7,
    ),
}


@pytest.mark.parametrize(("route", "values", "code", "return_code"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_an_error_with_its_code(
    route: tuple[str, str], values: dict[str, str], code: str, return_code: int, client: Client
) -> None:
    with pytest.raises(ApiError) as caught:
        client.call(*route, **values)
    error = caught.value
    assert (error.status, error.code, error.return_code) == (200, code, return_code)
    assert code in error.message
    assert error.message in str(error)


def test_a_ledger_refusal_has_its_code_too() -> None:
    with (
        running(small(profile="paper")) as runner,
        Client(runner.address.base_url, "a", "s") as client,
        pytest.raises(ApiError) as caught,
    ):
        client.call("/api/dostk/acnt", "kt00010", io_tp="1", stk_cd="005930", trde_tp="2", uv="1")
    assert (caught.value.code, caught.value.return_code) == ("RC7006", 20)


def test_the_pace_is_an_error_with_its_status() -> None:
    with (
        running(small(profile="paper", speed=0.0, limits=True)) as runner,
        Client(runner.address.base_url, "a", "s") as client,
    ):
        client.call(STOCK, "ka10001", stk_cd="005930")
        with pytest.raises(ApiError) as caught:
            client.call(STOCK, "ka10001", stk_cd="005930")
    assert (caught.value.status, caught.value.code) == (429, "1700")


def test_a_wrong_pair_is_an_error_and_not_tried_again(server: Runner, client: Client) -> None:
    client.call(STOCK, "ka10001", stk_cd="005930")
    before = issued(server)
    with Client(server.address.base_url, "alice", "wrong") as wrong:
        with pytest.raises(ApiError) as caught:
            wrong.call(STOCK, "ka10001", stk_cd="005930")
        assert wrong.token == ""
    assert caught.value.code == "8001"
    assert issued(server) == before + 1


def test_neither_pair_nor_token_is_shown() -> None:
    session = Session("the appkey", "the secret", "the token")
    assert repr(session) == "Session()"


# Without a server: what the answers mean


def answered(*answers: Answer, token: str = "held") -> tuple[Page, list[str]]:
    """The page that comes of the answers, and the paths that were asked for."""
    session = Session("a", "s", token)
    steps = exchange(session, STOCK, "ka10001", {"stk_cd": "005930"})
    asked = [next(steps).path]
    for answer in answers:
        try:
            asked.append(steps.send(answer).path)
        except StopIteration as done:
            return done.value, asked
    raise AssertionError("the exchange goes on")


def answer(body: str, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, body.encode())


OK = answer('{"return_code":0,"return_msg":""}')
DEAD = answer(
    '{"return_msg":"인증에 실패했습니다[8005:Token이 유효하지 않습니다]","return_code":3}'
)
ISSUED = answer('{"return_code":0,"token":"new"}')


def test_a_request_carries_what_the_server_wants() -> None:
    steps = exchange(Session("a", "s", "held"), STOCK, "ka10001", {"stk_nm": "삼성"}, "KEY")
    outgoing = next(steps)
    assert outgoing.path == STOCK
    assert outgoing.content == '{"stk_nm": "삼성"}'.encode()
    assert outgoing.headers == {
        "content-type": "application/json;charset=UTF-8",
        "authorization": "Bearer held",
        "api-id": "ka10001",
        "cont-yn": "Y",
        "next-key": "KEY",
    }


def test_a_first_page_carries_no_paging_headers() -> None:
    outgoing = next(exchange(Session("a", "s", "held"), STOCK, "ka10001", {}))
    assert not {"cont-yn", "next-key"} & outgoing.headers.keys()


def test_a_dead_token_is_renewed_once_only() -> None:
    assert answered(DEAD, ISSUED, OK)[1] == [STOCK, "/oauth2/token", STOCK]
    with pytest.raises(ApiError, match="8005"):
        answered(DEAD, ISSUED, DEAD)


def test_a_fresh_token_is_not_renewed() -> None:
    with pytest.raises(ApiError, match="8005"):
        answered(ISSUED, DEAD, token="")


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
    page, _ = answered(answer('{"return_code":0}', 200, **headers))
    assert page.next_key == key


UNREADABLE = {
    "nothing": "",
    "a web page": "<html>점검 중</html>",
    "a list": "[]",
    "a number": "1",
    "a code that is no number": '{"return_code":"x"}',
    "a code that is null": '{"return_code":null}',
    "a code that is a list": '{"return_code":[]}',
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("status", [200, 502])
def test_an_unreadable_answer_is_a_client_error(body: str, status: int) -> None:
    with pytest.raises(ClientError):
        answered(answer(body, status))


def test_a_token_reply_without_a_token_is_a_client_error() -> None:
    with pytest.raises(ClientError):
        answered(answer('{"return_code":0}'), token="")


@pytest.mark.parametrize("code", ["0", "0000"])
def test_a_code_of_zeros_is_a_success_however_it_is_written(code: str) -> None:
    """Kiwoom's own command line takes these too."""
    page, _ = answered(answer(f'{{"return_code":"{code}"}}'))
    assert page.body["return_code"] == code


@pytest.mark.parametrize("status", [401, 405, 413, 500])
def test_another_status_is_an_error_whatever_the_body_says(status: int) -> None:
    with pytest.raises(ApiError) as caught:
        answered(answer('{"return_code":0}', status))
    assert caught.value.status == status


# Without an answer


def test_a_server_that_is_not_there_is_a_client_error() -> None:
    with running(small(limits=True)) as runner:
        base_url = runner.address.base_url
    with Client(base_url, "a", "s") as client, pytest.raises(ClientError):
        client.call(STOCK, "ka10001", stk_cd="005930")


@contextmanager
def deaf() -> Iterator[str]:
    """A server that takes requests and never answers."""
    wait = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            wait.wait(10)

        def log_message(self, *told: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        wait.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_server_that_does_not_answer_in_time_is_a_client_error() -> None:
    with (
        deaf() as base_url,
        Client(base_url, "a", "s", timeout=0.2) as client,
        pytest.raises(ClientError),
    ):
        client.call(STOCK, "ka10001", stk_cd="005930")
