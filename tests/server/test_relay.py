"""The relay: invisible to the client, complete in its recording, and hard to disturb."""

import asyncio
import http.client
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.recordings.record import request_of
from kiwoom_mockserver.recordings.recorder import Recorder
from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.recordings.verifying import verify
from kiwoom_mockserver.server.relay import Upstream
from kiwoom_mockserver.server.relaying import RelayRunner, relaying
from kiwoom_mockserver.server.runner import Runner, running
from tests.recordings.making import ORIGIN, writer
from tests.server.door import JSON, Door, small

KEYS = (
    "appkey-of-the-recorded-user-000000000000000",
    "secretkey-of-the-recorded-user-0000000000000",
)


@contextmanager
def recorded(upstream: str, folder: Path, **options: Any) -> Iterator[RelayRunner]:
    runner = RelayRunner(Upstream.of(upstream), folder, origin=ORIGIN, profile="live", **options)
    with relaying(runner):
        yield runner


@contextmanager
def hostile(answer: bytes) -> Iterator[str]:
    """A server that sends these bytes to whoever connects, and hangs up."""
    ready, port, stop = threading.Event(), [0], []

    async def serve() -> None:
        async def talk(reader: asyncio.StreamReader, writer_: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer_.write(answer)
            await writer_.drain()
            writer_.close()

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        port[0] = server.sockets[0].getsockname()[1]
        ending = asyncio.Event()
        stop.append((asyncio.get_running_loop(), ending))
        ready.set()
        await ending.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait(5)
    try:
        yield f"http://127.0.0.1:{port[0]}"
    finally:
        loop, ending = stop[0]
        loop.call_soon_threadsafe(ending.set)
        thread.join()


def raw_reply(port: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[Any, ...]:
    """Status, reason, headers as sent, and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as client:
        client.request("POST", path, body, {"content-type": JSON, **headers})
        reply = client.getresponse()
        return reply.status, reply.reason, reply.getheaders(), reply.read()


def test_the_client_sees_the_servers_bytes(server: Runner, tmp_path: Path) -> None:
    with recorded(server.address.base_url, tmp_path / "s") as relay:
        token = Door(server.address.port, *KEYS).token
        headers = {"api-id": "ka10001", "authorization": f"Bearer {token}"}
        for path, body, more in (
            ("/api/dostk/stkinfo", b'{"stk_cd":"005930"}', {}),
            ("/api/dostk/stkinfo", b'{"stk_cd":""}', {}),
            ("/api/dostk/chart", b"{}", {}),
            ("/nowhere?x=%20y", b"", {"api-id": "x"}),
            (
                "/api/dostk/chart",
                b'{"stk_cd":"005930","base_dt":"20260915","upd_stkpc_tp":"1"}',
                {"api-id": "ka10081"},
            ),
        ):
            asked = {**headers, **more}
            direct = raw_reply(server.address.port, path, body, asked)
            assert raw_reply(relay.address.port, path, body, asked) == direct


def test_the_reason_phrase_of_a_limit_survives(tmp_path: Path) -> None:
    with running(small(limits=True, rate=1, speed=0.0)) as busy:
        token = Door(busy.address.port).token
        asked = {"api-id": "ka10001", "authorization": f"Bearer {token}"}
        with recorded(busy.address.base_url, tmp_path / "s") as relay:
            replies = [
                raw_reply(relay.address.port, "/api/dostk/stkinfo", b'{"stk_cd":"005930"}', asked)
                for _ in range(3)
            ]
    assert (replies[-1][0], replies[-1][1]) == (429, "null")
    recorded_replies = [one for one in Session(tmp_path / "s").records() if one.kind == "r"]
    assert recorded_replies[-1].meta["reason"] == "null"


def test_everything_said_is_recorded_and_no_secret(server: Runner, tmp_path: Path) -> None:
    with recorded(server.address.base_url, tmp_path / "s") as relay:
        door = Door(relay.address.port, *KEYS)
        body = door.ask("ka10001", "/api/dostk/stkinfo", b'{"stk_cd":"005930"}')[2]
        account = door.ask("ka00001", "/api/dostk/acnt", b"{}")[2]["acctNo"]
        with connect(relay.address.ws_url) as socket:
            socket.send(orjson.dumps({"trnm": "LOGIN", "token": door.token}).decode())
            told = socket.recv(timeout=30)
    session = Session(tmp_path / "s")
    records = list(session.records())
    assert [one.kind for one in records] == ["q", "r"] * 3 + ["o", "k", "s", "c"]
    replies = {request_of(one): one for one in records if one.kind == "r"}
    assert orjson.loads(replies[2].payload) == body
    assert replies[2].meta["status"] == 200
    assert ["api-id", "ka10001"] in replies[2].meta["headers"]
    assert records[-2].payload.decode() == told
    assert records[-1].meta["by"] == "client"
    pseudonym = orjson.loads(replies[0].payload)["token"]
    assert ["authorization", f"Bearer {pseudonym}"] in records[2].meta["headers"]
    assert orjson.loads(records[-3].payload)["token"] == pseudonym
    verdict = verify(session, (*KEYS, door.token, account))
    assert verdict.well, verdict.leaks
    assert session.manifest.closed


@pytest.mark.parametrize(
    ("api_id", "path"),
    [("kt10000", "/api/dostk/ordr"), ("kt50001", "/api/dostk/ordr"), ("ust21000", "/api/us/ordr")],
)
def test_orders_are_refused_unless_allowed(
    server: Runner, tmp_path: Path, api_id: str, path: str
) -> None:
    order = b'{"dmst_stex_tp":"KRX","stk_cd":"005930","ord_qty":"1","trde_tp":"3"}'
    with recorded(server.address.base_url, tmp_path / "s") as relay:
        count = server.app.gateway.journal.count
        status, _, body = Door(relay.address.port).ask(api_id, path, order)
        assert server.app.gateway.journal.count == count + 1, "only the token went through"
    assert (status, body["return_code"]) == (200, 20)
    assert "--allow-orders" in body["return_msg"]
    last = list(Session(tmp_path / "s").records())[-1]
    assert last.meta["refused"] == 1
    with recorded(server.address.base_url, tmp_path / "t", allow_orders=True) as relay:
        answer = Door(relay.address.port).ask(api_id, path, order)[2]
    assert "--allow-orders" not in answer["return_msg"]


def test_the_servers_close_reaches_the_client(server: Runner, tmp_path: Path) -> None:
    with (
        recorded(server.address.base_url, tmp_path / "s") as relay,
        connect(relay.address.ws_url) as socket,
    ):
        socket.send('{"trnm":"LOGIN","token":"wrong"}')
        assert "805004" in str(socket.recv(timeout=30))
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=30)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1000, "Bye")
    last = list(Session(tmp_path / "s").records())[-1]
    assert last.meta == {"code": 1000, "reason": "Bye", "by": "server"}


def test_a_server_that_is_not_there_is_told_and_recorded(tmp_path: Path) -> None:
    with recorded("http://127.0.0.1:9", tmp_path / "s") as relay:
        reply = raw_reply(relay.address.port, "/oauth2/token", b"{}", {})
        with pytest.raises(InvalidStatus, match="502"):
            connect(relay.address.ws_url).__enter__()
    assert reply[0] == 502
    answered, opened = list(Session(tmp_path / "s").records())[1:]
    assert "ClientConnector" in answered.meta["upstream"]
    assert "upstream" in opened.meta


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
    ],
)
def test_a_server_that_breaks_off_costs_one_answer(tmp_path: Path, answer: bytes) -> None:
    with hostile(answer) as upstream, recorded(upstream, tmp_path / "s") as relay:
        for _ in range(2):
            assert raw_reply(relay.address.port, "/api/x", b"{}", {})[0] == 502
    assert verify(Session(tmp_path / "s")).well


def test_html_from_a_firewall_is_passed_on_and_recorded(tmp_path: Path) -> None:
    page = b"<h1>\nBlocked \xff\xfe!</h1>"
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\ncontent-length: %d\r\n\r\n"
    with hostile(head % len(page) + page) as upstream, recorded(upstream, tmp_path / "s") as relay:
        reply = raw_reply(relay.address.port, "/api/x", b"{}", {})
    assert (reply[0], reply[3]) == (400, page)
    assert list(Session(tmp_path / "s").records())[1].payload == reply[3]


def test_the_relay_goes_on_while_the_disk_is_full(
    server: Runner, tmp_path: Path, monkeypatch: Any, caplog: Any
) -> None:
    with recorded(server.address.base_url, tmp_path / "s") as relay:
        door = Door(relay.address.port)
        segment_write = "kiwoom_mockserver.recordings.writing._SegmentFile.write"

        def full(*arguments: object) -> None:
            raise OSError(28, "No space left on device")

        question = ("ka10001", "/api/dostk/stkinfo", b'{"stk_cd":"005930"}')
        monkeypatch.setattr("kiwoom_mockserver.recordings.recorder.PAUSE", 0.05)
        with monkeypatch.context() as patch:
            patch.setattr(segment_write, full)
            assert door.ask(*question)[0] == 200
            deadline = threading.Event()
            for _ in range(400):
                if relay.recorder.lost:
                    break
                deadline.wait(0.01)
            assert door.ask(*question)[0] == 200
        assert relay.recorder.lost > 0
        assert door.ask(*question)[0] == 200
    session = Session(tmp_path / "s")
    assert any("lost" in one.meta for one in session.records())
    assert [mark.kind for mark in session.marks()] == ["gap"]
    assert verify(session).damage == []


def test_a_disk_too_slow_loses_records_and_not_memory(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    gate = threading.Event()
    append = made.append

    def slow(*arguments: Any) -> int:
        gate.wait(10)
        return append(*arguments)

    made.append = slow  # type: ignore[method-assign, assignment]
    ticks = iter(range(10**9))
    recorder = Recorder(made, lambda: next(ticks), max_waiting=10_000)
    for _ in range(100):
        recorder.put(1, "s", {}, b'"' + b"x" * 998 + b'"')
    assert 80 <= recorder.lost < 100
    gate.set()
    recorder.close()
    records = list(Session(tmp_path / "s").records())
    assert sum(one.meta.get("lost", 0) for one in records) == recorder.lost
    assert sum(one.kind == "s" for one in records) == 100 - recorder.lost


@pytest.mark.parametrize("text", ["", "ftp://x", "api.kiwoom.com", "http://x/path", "https://"])
def test_what_is_no_upstream_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="upstream"):
        Upstream.of(text)


def test_upstreams_have_their_own_socket_addresses() -> None:
    assert Upstream.of("paper").socket == "wss://mockapi.kiwoom.com:10000"
    assert Upstream.of("http://127.0.0.1:1").socket == "ws://127.0.0.1:1"
    assert Upstream.of("https://h:1", "wss://h:2").socket == "wss://h:2"
