"""The client against a running fake."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import date

import pytest

from kiwoom_mockserver.server.runner import Runner, running
from kiwoom_thinclient import ApiError, AsyncClient, Client
from kiwoom_thinclient.errors import (
    InputError,
    LedgerError,
    LimitError,
    NoAnswerError,
    RequestError,
    ServiceError,
    TokenError,
    UsageError,
)
from tests.server.door import small

YEARS, DAYS = "stk_yr_pole_chart_qry", "stk_dt_pole_chart_qry"


@pytest.fixture(scope="module")
def server() -> Iterator[Runner]:
    with running(small(speed=0.0)) as runner:
        yield runner


@pytest.fixture
def client(server: Runner) -> Iterator[Client]:
    with Client(server.address.base_url, "alice", "s1", rate=0) as made:
        yield made


def asked(server: Runner, path: str = "/oauth2/token") -> int:
    """Requests for a path that the server has answered."""
    return sum(entry.request.path == path for entry in server.app.gateway.journal.last(10_000))


def test_a_token_is_fetched_at_the_first_call_and_kept(server: Runner, client: Client) -> None:
    before = asked(server)
    assert client.call("ka10001", stk_cd="005930").body["stk_nm"] == "삼성전자"
    for _ in range(3):
        client.call("ka10001", stk_cd="000660")
    assert asked(server) == before + 1
    assert len(client.token()) == 86


def test_a_dead_token_is_renewed_once_and_the_call_repeated(server: Runner, client: Client) -> None:
    old = client.token()
    server.app.gateway.world.tokens.wipe()
    before = asked(server)
    assert client.call("ka10001", stk_cd="005930").body["stk_cd"] == "005930"
    assert client.token() != old
    assert asked(server) == before + 1


def test_threads_that_find_the_token_dead_renew_it_once(server: Runner, client: Client) -> None:
    client.token()
    server.app.gateway.world.tokens.wipe()
    before = asked(server)
    threads = [
        threading.Thread(target=client.call, args=("ka10001",), kwargs={"stk_cd": "005930"})
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked(server) == before + 1


def test_the_values_are_those_of_the_texts(client: Client) -> None:
    reply = client.call("ka10001", stk_cd="005930")
    values = reply.values()
    assert values["stk_nm"] == reply.body["stk_nm"]
    assert values["cur_prc"] == abs(int(reply.body["cur_prc"]))
    assert values["pred_pre"] == int(reply.body["pred_pre"])
    assert str(values["flu_rt"]) == reply.body["flu_rt"].lstrip("+")
    assert values["250hgst_pric_dt"] == date.fromisoformat(reply.body["250hgst_pric_dt"])


def test_pages_are_walked_to_the_last(client: Client) -> None:
    first = client.call("ka10094", stk_cd="005930", base_dt=date(2026, 9, 15), upd_stkpc_tp="1")
    pages = list(first.pages())
    assert [len(page.body[YEARS]) for page in pages] == [30, 2]
    assert [page.more for page in pages] == [True, False]
    days = [row["dt"] for row in first.rows() if row["dt"]]
    assert days == sorted(set(days), reverse=True)
    assert len(days) == 32


def test_pages_are_fetched_as_they_are_wanted(server: Runner, client: Client) -> None:
    path = "/api/dostk/chart"
    before = asked(server, path)
    rows = client.call("ka10081", stk_cd="005930", base_dt="20260915", upd_stkpc_tp="1").rows()
    for _ in range(600):
        next(rows)
    assert asked(server, path) == before + 1
    next(rows)
    assert asked(server, path) == before + 2


def test_a_token_is_renewed_between_two_pages(server: Runner, client: Client) -> None:
    first = client.call("ka10081", stk_cd="005930", base_dt="20260915", upd_stkpc_tp="1")
    server.app.gateway.world.tokens.wipe()
    pages = first.pages()
    assert next(pages) is first
    assert next(pages).body[DAYS][0]["dt"] < first.body[DAYS][-1]["dt"]


def test_a_single_page_has_no_next(client: Client) -> None:
    assert len(list(client.call("ka10001", stk_cd="005930").pages())) == 1


def test_what_has_no_rows_says_so(client: Client) -> None:
    with pytest.raises(UsageError, match=r"ka10001, .*has no rows; use values"):
        next(client.call("ka10001", stk_cd="005930").rows())


def test_a_reply_does_not_show_what_is_in_it(client: Client) -> None:
    assert repr(client.call("ka00001")) == "<Reply of ka00001: 3 fields>"


def test_an_unknown_code_is_a_service_error(client: Client) -> None:
    with pytest.raises(ServiceError) as caught:
        client.call("kt10000", dmst_stex_tp="KRX", stk_cd="999999", ord_qty=1, trde_tp="3")
    error = caught.value
    assert (error.status, error.code, error.return_code) == (200, "1902", 7)
    assert error.message in str(error)


def test_without_check_the_server_judges(server: Runner) -> None:
    with (
        Client(server.address.base_url, "alice", "s1", rate=0, check=False) as unchecked,
        pytest.raises(InputError, match="1511"),
    ):
        unchecked.call("ka10001")  # type: ignore[call-overload]


def test_a_ledger_refusal_has_its_code_too() -> None:
    with (
        running(small(profile="paper")) as runner,
        Client(runner.address.base_url, "a", "s") as client,
        pytest.raises(LedgerError) as caught,
    ):
        client.call("kt00010", stk_cd="005930", trde_tp="2", uv=1)
    assert (caught.value.code, caught.value.return_code) == ("RC7006", 20)


def test_a_wrong_pair_is_an_error_and_not_tried_again(server: Runner, client: Client) -> None:
    client.token()
    before = asked(server)
    with (
        Client(server.address.base_url, "alice", "wrong") as wrong,
        pytest.raises(TokenError, match="8001"),
    ):
        wrong.call("ka10001", stk_cd="005930")
    assert asked(server) == before + 1


def test_a_paced_client_is_never_refused() -> None:
    with (
        running(small(profile="paper", limits=True)) as runner,
        Client(runner.address.base_url, "a", "s", rate=1) as client,
    ):
        for _ in range(2):
            client.call("ka10001", stk_cd="005930")
        statuses = [entry.reply.status for entry in runner.app.gateway.journal.last(10)]
    assert statuses == [200, 200, 200]


def test_a_client_that_knows_no_pace_learns_it_from_the_refusal() -> None:
    with (
        running(small(profile="paper", limits=True)) as runner,
        Client(runner.address.base_url, "a", "s", rate=0) as client,
    ):
        for _ in range(2):
            client.call("ka10001", stk_cd="005930")
        statuses = [entry.reply.status for entry in runner.app.gateway.journal.last(10)]
    assert 429 in statuses
    assert statuses.count(200) == 3


def test_a_server_that_is_not_there_has_not_acted() -> None:
    with running(small()) as runner:
        base_url = runner.address.base_url
    with Client(base_url, "a", "s") as client, pytest.raises(NoAnswerError) as caught:
        client.call("ka10001", stk_cd="005930")
    assert not caught.value.sent


# With asyncio


def test_the_same_calls_work_with_asyncio(server: Runner) -> None:
    async def work() -> tuple[str, int, list[int]]:
        async with AsyncClient(server.address.base_url, "bob", "s1", rate=0) as client:
            quote = await client.call("ka10001", stk_cd="005930")
            years = await client.call(
                "ka10094", stk_cd="005930", base_dt="20260915", upd_stkpc_tp="1"
            )
            pages = [len(page.body[YEARS]) async for page in years.pages()]
            return quote.body["stk_nm"], len([row async for row in years.rows()]), pages

    assert asyncio.run(work()) == ("삼성전자", 32, [30, 2])


def test_tasks_that_find_the_token_dead_renew_it_once(server: Runner) -> None:
    async def work() -> int:
        async with AsyncClient(server.address.base_url, "bob", "s1", rate=0) as client:
            await client.token()
            server.app.gateway.world.tokens.wipe()
            before = asked(server)
            await asyncio.gather(*(client.call("ka10001", stk_cd="005930") for _ in range(6)))
            return asked(server) - before

    assert asyncio.run(work()) == 1


def test_errors_are_the_same_with_asyncio(server: Runner) -> None:
    async def work() -> None:
        async with AsyncClient(server.address.base_url, "bob", "wrong", rate=0) as client:
            with pytest.raises(UsageError):
                await client.call("ka10001", stk_cdd="005930")  # type: ignore[call-overload]
            await client.call("ka10001", stk_cd="005930")

    with pytest.raises(TokenError, match="8001"):
        asyncio.run(work())


def test_classes_of_errors_do_not_hide_each_other() -> None:
    kinds = [RequestError, InputError, TokenError, LimitError, ServiceError, LedgerError]
    assert all(issubclass(kind, ApiError) for kind in kinds)
    assert not any(issubclass(a, b) for a in kinds for b in kinds if a is not b)
