"""A client that others wrote and published, unmodified, against a server with limits on."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from kiwoom_client import KiwoomAPI, KiwoomAPIError, KiwoomWebSocket

from kiwoom_mockserver.server.runner import Runner, running
from tests.server.door import small

DAILY = {"stk_cd": "005930", "base_dt": "20260915", "upd_stkpc_tp": "1"}
ROWS = "stk_dt_pole_chart_qry"


@pytest.fixture(scope="module")
def server() -> Iterator[Runner]:
    with running(small(speed=100, limits=True)) as runner:
        yield runner


@pytest.fixture
def api(server: Runner, request: pytest.FixtureRequest) -> Iterator[KiwoomAPI]:
    """The client as its readme makes it, with an appkey of the test's own."""
    with KiwoomAPI(request.node.name, "secret", base_url=server.address.base_url) as made:
        yield made


def test_it_logs_in(api: KiwoomAPI) -> None:
    reply = api.login()
    assert len(reply["token"]) == 86
    assert reply["token_type"] == "Bearer"


def test_it_reads_the_expiry_of_its_token(api: KiwoomAPI) -> None:
    api.login()
    assert api._auth.expires_at is not None
    assert not api._auth._is_expiring()


def test_it_asks_for_a_stock(api: KiwoomAPI) -> None:
    reply = api.stock_info.basic_stock_info(stk_cd="005930")
    assert reply["stk_nm"] == "삼성전자"
    assert reply["return_code"] == 0


def test_it_walks_the_pages_of_a_chart(api: KiwoomAPI) -> None:
    client = api._base_client
    rows = client.request_all("/api/dostk/chart", "ka10081", DAILY, data_key=ROWS, max_pages=2)
    days = [row["dt"] for row in rows]
    assert len(days) == 1200
    assert days == sorted(set(days), reverse=True)


def test_it_renews_a_token_that_was_wiped(api: KiwoomAPI, server: Runner) -> None:
    first = api.login()["token"]
    server.app.gateway.world.tokens.wipe()
    assert api.stock_info.basic_stock_info(stk_cd="005930")["return_code"] == 0
    assert api._auth.token != first


def test_it_raises_its_own_error_on_a_refusal(api: KiwoomAPI) -> None:
    with pytest.raises(KiwoomAPIError) as caught:
        api.stock_info.basic_stock_info()
    assert caught.value.code == 2
    assert "1511" in caught.value.message


def test_it_waits_and_tries_again_above_the_pace(server: Runner) -> None:
    """Six at once are one more than live takes in a second; the client has to see the 429."""
    with KiwoomAPI(
        "hasty", "s", base_url=server.address.base_url, rate_limit=None, retry_backoff=0.3
    ) as api:
        for _ in range(6):
            assert api.stock_info.basic_stock_info(stk_cd="005930")["return_code"] == 0
    entries = server.app.gateway.journal.last(100)
    assert 429 in {entry.reply.status for entry in entries}


def test_it_hears_ticks(api: KiwoomAPI, server: Runner) -> None:
    token = api.login()["token"]
    heard: list[dict[str, Any]] = []

    async def listen() -> None:
        async with KiwoomWebSocket(token, ws_url=server.address.ws_url) as socket:
            done = asyncio.Event()

            def keep(entry: dict[str, Any]) -> None:
                heard.append(entry)
                if {one["item"] for one in heard} == {"005930", "035420"}:
                    done.set()

            socket.on("0B", keep)
            await socket.subscribe(["0B"], ["005930", "035420"])
            task = asyncio.create_task(socket.listen())
            await asyncio.wait_for(done.wait(), timeout=60)
            task.cancel()

    asyncio.run(listen())
    assert all(entry["values"]["10"].lstrip("+-").isdecimal() for entry in heard)


def test_it_comes_back_with_its_registrations_after_a_restart(
    api: KiwoomAPI, server: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    token = api.login()["token"]
    caplog.set_level(logging.CRITICAL, "kiwoom_client.websocket")

    async def listen() -> str:
        url = server.address.ws_url
        async with KiwoomWebSocket(token, ws_url=url, reconnect_delay=0.05) as socket:
            entries: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
            socket.on("0B", entries.put_nowait)
            await socket.subscribe("0B", "005930")
            task = asyncio.create_task(socket.listen())
            await asyncio.wait_for(entries.get(), timeout=60)
            # Its own doing, as when the connection breaks: nobody has told the listener to stop.
            assert socket._ws is not None
            await socket._ws.close()
            while not entries.empty():
                entries.get_nowait()
            entry = await asyncio.wait_for(entries.get(), timeout=60)
            task.cancel()
            return str(entry["item"])

    assert asyncio.run(listen()) == "005930"
