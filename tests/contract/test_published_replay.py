"""A published client cannot tell a replay from the server it was recorded against."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from kiwoom_client import KiwoomAPI, KiwoomWebSocket

from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.recordings.verifying import verify
from kiwoom_mockserver.server.relay import Upstream
from kiwoom_mockserver.server.relaying import RelayRunner, relaying
from kiwoom_mockserver.server.runner import Address, running
from tests.recordings.making import ORIGIN
from tests.server.door import small

TICKS = 12
DAILY = {"stk_cd": "005930", "base_dt": "20260915", "upd_stkpc_tp": "1"}


def lived(address: Address) -> list[Any]:
    """Everything the client was told: replies, pages, ticks, in order."""
    heard: list[Any] = []
    with KiwoomAPI("its own key", "its secret", base_url=address.base_url) as api:
        token = api.login()["token"]
        heard += [api.stock_info.basic_stock_info(stk_cd=code) for code in ("005930", "000660")]
        pages = api._base_client
        heard += pages.request_all(
            "/api/dostk/chart", "ka10081", DAILY, data_key="stk_dt_pole_chart_qry", max_pages=2
        )

    async def listen() -> None:
        async with KiwoomWebSocket(token, ws_url=address.ws_url) as socket:
            done = asyncio.Event()
            ticks = 0

            def keep(entry: dict[str, Any]) -> None:
                nonlocal ticks
                ticks += 1
                if ticks <= TICKS:
                    heard.append(entry)
                if ticks == TICKS:
                    done.set()

            socket.on("0B", keep)
            await socket.subscribe(["0B"], ["005930", "000660"])
            task = asyncio.create_task(socket.listen())
            await asyncio.wait_for(done.wait(), timeout=20)
            task.cancel()

    asyncio.run(listen())
    return heard


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """A session, and what the client was told while it was recorded."""
    folder = tmp_path_factory.mktemp("published") / "s"
    with running(small(speed=100.0)) as upstream:
        to = Upstream.of(upstream.address.base_url)
        with relaying(RelayRunner(to, folder, origin=ORIGIN, profile="live")) as relay:
            told = lived(relay.address)
            time.sleep(0.05)
    return folder, told


@pytest.mark.parametrize("mode", ["sequence", "strict"])
def test_a_published_client_cannot_tell(recorded: tuple[Path, list[Any]], mode: str) -> None:
    folder, told = recorded
    with running(small(session=str(folder), mode=mode, speed=1_000.0)) as replay:
        assert lived(replay.address) == told
        assert not replay.app.gateway.failure  # type: ignore[attr-defined]


def test_its_recording_holds_no_secret(recorded: tuple[Path, list[Any]]) -> None:
    assert verify(Session(recorded[0]), ["its own key", "its secret"]).well
