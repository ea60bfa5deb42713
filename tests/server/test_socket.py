"""The socket over a real connection: what the protocol's own tests cannot see."""

import socket as plain_socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from typing import Any

import orjson
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from kiwoom_mockserver.server.runner import Runner, running
from tests.server.door import Door, small
from tests.server.test_runner import free_port

LOGIN_ACK = '{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}'
REG_ACK = '{"trnm":"REG","return_code":0,"return_msg":""}'
R10001 = (
    '{"trnm":"SYSTEM","code":"R10001",'
    '"message":"동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다"}'
)


@pytest.fixture(scope="module")
def ticking() -> Iterator[Runner]:
    """A server whose world lives a hundred seconds a second."""
    with running(small(speed=100)) as runner:
        yield runner


@pytest.fixture
def own() -> Iterator[Runner]:
    with running(small(speed=100)) as runner:
        yield runner


@contextmanager
def opened(runner: Runner, path: str = "") -> Iterator[ClientConnection]:
    url = runner.address.ws_url if not path else f"ws://127.0.0.1:{runner.address.ws_port}{path}"
    with connect(url, open_timeout=30, close_timeout=2, compression=None, max_size=None) as client:
        yield client


@contextmanager
def logged_in(runner: Runner, appkey: str = "alice") -> Iterator[ClientConnection]:
    """A socket that has logged in, with an appkey of its own unless it is to take over."""
    with opened(runner) as client:
        login(client, Door(runner.address.port, appkey).token)
        yield client


def login(client: ClientConnection, token: str) -> None:
    tell(client, {"trnm": "LOGIN", "token": token})
    assert hear(client) == LOGIN_ACK


def tell(client: ClientConnection, frame: Any) -> None:
    client.send(orjson.dumps(frame).decode())


def hear(client: ClientConnection, timeout: float = 5.0) -> str:
    frame = client.recv(timeout=timeout)
    assert isinstance(frame, str), "every frame is a text"
    return frame


def register(*entries: tuple[str, str], group: str = "1", refresh: str = "1") -> dict[str, Any]:
    data = [{"item": [item], "type": [type_]} for type_, item in entries]
    return {"trnm": "REG", "grp_no": group, "refresh": refresh, "data": data}


def real(client: ClientConnection) -> dict[str, Any]:
    """The next REAL frame."""
    while True:
        frame: dict[str, Any] = orjson.loads(hear(client))
        if frame["trnm"] == "REAL":
            return frame
        assert frame["trnm"] == "PING"


def ending(client: ClientConnection) -> tuple[int, str]:
    """Close code and reason; everything before it is passed over."""
    return heard_to_the_end(client)[1]


def heard_to_the_end(client: ClientConnection) -> tuple[list[str], tuple[int, str]]:
    """Every frame until the server closes, and its code and reason."""
    frames: list[str] = []
    try:
        while True:
            frames.append(hear(client))
    except ConnectionClosed as closed:
        last = closed.rcvd
    assert last is not None, "the server says why it closes"
    return frames, (last.code, last.reason)


def eventually(true: Callable[[], bool], within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


# LOGIN and REG


def test_a_login_and_a_registration_are_acknowledged_byte_by_byte(ticking: Runner) -> None:
    with logged_in(ticking) as client:
        tell(client, register(("00", "")))
        assert hear(client) == REG_ACK
        tell(client, {"trnm": "REMOVE", "grp_no": "1", "data": [{"item": [""], "type": ["00"]}]})
        assert hear(client) == '{"trnm":"REMOVE","return_code":0,"return_msg":""}'


def test_a_wrong_token_is_told_and_closed_with_bye(ticking: Runner) -> None:
    with opened(ticking) as client:
        tell(client, {"trnm": "LOGIN", "token": "x"})
        assert hear(client) == (
            '{"trnm":"LOGIN","return_code":805004,"return_msg":"토큰 인증에 실패했습니다. '
            '접속을 종료합니다 [CODE=8005, MESSAGE=Token이 유효하지 않습니다]"}'
        )
        assert ending(client) == (1000, "Bye")


def test_binary_frames_are_read_and_answered_with_text(ticking: Runner) -> None:
    with opened(ticking) as client:
        token = Door(ticking.address.port).token
        client.send(orjson.dumps({"trnm": "LOGIN", "token": token}))
        assert hear(client) == LOGIN_ACK


@pytest.mark.parametrize(
    "frame", ["", "hello", "[]", "{}", "\0", '{"trnm":1}', '{"trnm":' + "[" * 20_000, "１２３"]
)
def test_a_frame_without_trnm_is_told_and_the_connection_stays(frame: str, ticking: Runner) -> None:
    with opened(ticking) as client:
        client.send(frame)
        assert hear(client) == (
            '{"trnm":"","return_code":100002,'
            '"return_msg":"필수 파라미터가 누락되어 있습니다(parameter=trnm)"}'
        )
        login(client, Door(ticking.address.port).token)


def test_a_socket_outlives_the_revocation_of_its_token(ticking: Runner) -> None:
    """A session is not looked at again once it stands; only a wipe ends it."""
    door = Door(ticking.address.port, "revoker")
    with opened(ticking) as client:
        login(client, door.token)
        grant = orjson.dumps({**door.keys, "token": door.token})
        assert door.send("POST", "/oauth2/revoke", grant)[2]["return_code"] == 0
        tell(client, register(("0B", "005930")))
        assert hear(client) == REG_ACK
        assert real(client)


# Ticks


@pytest.fixture(scope="module")
def heard(ticking: Runner) -> list[dict[str, Any]]:
    """REAL frames of one socket that registered trades and books."""
    with logged_in(ticking, "listener") as client:
        pairs = [(type_, item) for type_ in ("0B", "0D") for item in ("005930", "035420")]
        tell(client, register(*pairs))
        assert hear(client) == REG_ACK
        return [real(client) for _ in range(60)]


def entries_of(type_: str, heard: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [entry for frame in heard for entry in frame["data"] if entry["type"] == type_]


TRADE_FIDS = (
    "20 10 11 12 27 28 15 13 14 16 17 18 25 26 29 30 31 32 228 311 290 691 567 568 851 1890 1891 "
    "1892 1030 1031 1032 1071 1072 1313 1315 1316 1314 1497 1498 620 732 852 9081"
)


def test_a_trade_carries_the_fids_seen_live_in_their_order(heard: list[dict[str, Any]]) -> None:
    trades = entries_of("0B", heard)
    assert {" ".join(entry["values"]) for entry in trades} == {TRADE_FIDS}
    assert {entry["name"] for entry in trades} == {"주식체결"}


def test_a_real_frame_ends_with_trnm_and_has_one_to_four_entries(
    heard: list[dict[str, Any]],
) -> None:
    sizes = {len(frame["data"]) for frame in heard}
    assert {tuple(frame) for frame in heard} == {("data", "trnm")}
    assert sizes <= {1, 2, 3, 4}
    assert max(sizes) > 1


def test_ticks_of_one_item_differ(heard: list[dict[str, Any]]) -> None:
    prices = [entry["values"]["10"] for entry in entries_of("0B", heard)]
    assert len(set(prices)) > 1


def test_an_ack_comes_though_nothing_will_tick(ticking: Runner) -> None:
    with logged_in(ticking, "silent") as client:
        tell(client, register(("0B", "999999"), ("00", ""), ("04", "")))
        assert hear(client) == REG_ACK
        with pytest.raises(TimeoutError):
            client.recv(timeout=0.3)


def test_no_tick_comes_after_a_removal(ticking: Runner) -> None:
    with logged_in(ticking, "remover") as client:
        tell(client, register(("0B", "005930"), ("0B", "035420")))
        assert hear(client) == REG_ACK
        real(client)
        tell(
            client,
            {"trnm": "REMOVE", "grp_no": "1", "data": [{"item": ["005930"], "type": ["0B"]}]},
        )
        while orjson.loads(frame := hear(client))["trnm"] != "REMOVE":
            assert frame
        for _ in range(5):
            assert {entry["item"] for entry in real(client)["data"]} == {"035420"}


def test_two_sockets_hear_the_same_ticks(ticking: Runner) -> None:
    with logged_in(ticking, "one") as one, logged_in(ticking, "two") as two:
        for client in (one, two):
            tell(client, register(("0B", "005930")))
            assert hear(client) == REG_ACK
        first = [hear(one) for _ in range(12)]
        second = [hear(two) for _ in range(12)]
        assert len(set(first) & set(second)) > 5


def test_a_world_that_stands_still_does_not_tick(server: Runner) -> None:
    with logged_in(server) as client:
        tell(client, register(("0B", "005930")))
        assert hear(client) == REG_ACK
        with pytest.raises(TimeoutError):
            client.recv(timeout=0.3)


def first_hit(runner: Runner) -> dict[str, Any]:
    """The first entry that a watched condition tells."""
    with logged_in(runner, "watcher") as client:
        tell(client, {"trnm": "CNSRLST"})
        assert orjson.loads(hear(client))["data"][0] == ["0", "거래량급증"]
        tell(client, {"trnm": "CNSRREQ", "seq": "1", "search_type": "1", "stex_tp": "K"})
        assert orjson.loads(hear(client))["return_code"] == 0
        entry: dict[str, Any] = real(client)["data"][0]
    return entry


def test_a_watched_condition_is_hit(ticking: Runner) -> None:
    entry = first_hit(ticking)
    assert list(entry["values"]) == ["841", "9001", "843", "20", "907"]
    assert entry["type"] == "02"
    assert entry["item"] == entry["values"]["9001"]
    assert entry["values"]["843"] in ("I", "D")


def test_a_hit_may_leave_open_which_condition_it_is_of() -> None:
    with running(small(speed=100, condition_number=False)) as runner:
        assert list(first_hit(runner)["values"]) == ["9001", "843", "20", "907"]


# Ends


def test_a_second_login_of_an_appkey_ends_the_first(own: Runner) -> None:
    with logged_in(own) as old:
        tell(old, register(("00", "")))
        assert hear(old) == REG_ACK
        with logged_in(own) as new:
            assert hear(old) == R10001
            assert ending(old) == (1000, "Bye")
            tell(new, register(("0B", "005930")))
            assert hear(new) == REG_ACK
            assert real(new)


def test_another_appkey_ends_nobody(own: Runner) -> None:
    with logged_in(own, "alice") as alice, logged_in(own, "bob") as bob:
        for client in (alice, bob):
            tell(client, register(("00", "")))
            assert hear(client) == REG_ACK


def test_both_may_stay_by_setting() -> None:
    with (
        running(small(ws_takeover=False)) as runner,
        logged_in(runner) as old,
        logged_in(runner) as new,
    ):
        for client in (old, new):
            tell(client, register(("00", "")))
            assert hear(client) == REG_ACK


@pytest.mark.parametrize("size", [65_537, 200_000, 1_000_000])
@pytest.mark.parametrize("early", [True, False])
def test_a_frame_over_64_kib_is_closed_with_1009(size: int, early: bool, ticking: Runner) -> None:
    with opened(ticking) as client:
        if not early:
            login(client, Door(ticking.address.port, "large").token)
        client.send("x" * size)
        assert ending(client) == (1009, "Max frame length of 65536 has been exceeded.")


def test_a_frame_of_many_megabytes_does_no_harm(ticking: Runner) -> None:
    with opened(ticking) as client:
        with suppress(ConnectionClosed):
            client.send("x" * 3_000_000)
        with pytest.raises(ConnectionClosed):
            client.recv(timeout=30)
    with logged_in(ticking, "after"):
        pass


def test_a_frame_of_64_kib_is_read(ticking: Runner) -> None:
    with opened(ticking) as client:
        client.send("x" * 65_536)
        assert "100002" in hear(client)


def test_bytes_count_not_characters(ticking: Runner) -> None:
    with opened(ticking) as client:
        client.send("가" * 22_000)
        assert ending(client)[0] == 1009


@pytest.mark.parametrize(
    "path", ["/", "/api/dostk/websocket/", "/api/us/websocket", "/api/dostk", "/__admin/health"]
)
def test_another_path_is_refused(path: str, ticking: Runner) -> None:
    with pytest.raises(InvalidStatus) as caught, opened(ticking, path):
        pass
    assert caught.value.response.status_code == 403


@pytest.mark.parametrize("route", ["/__admin/reset", "/__admin/tokens/wipe"])
def test_reset_and_wipe_close_every_socket(route: str, own: Runner) -> None:
    door = Door(own.address.port)
    with logged_in(own, "alice") as alice, opened(own) as stranger:
        assert eventually(lambda: len(own.app.hub) == 2)
        assert door.send("POST", route)[0] == 200
        assert ending(alice) == (1000, "Bye")
        assert ending(stranger) == (1000, "Bye")
        assert eventually(lambda: len(own.app.hub) == 0)
    with opened(own) as client:
        tell(client, {"trnm": "LOGIN", "token": door.token})
        assert orjson.loads(hear(client))["return_code"] == 805004


def test_a_client_that_goes_is_forgotten(own: Runner) -> None:
    with logged_in(own) as client:
        tell(client, register(("0B", "005930")))
        assert hear(client) == REG_ACK
        assert len(own.app.hub) == 1
    assert eventually(lambda: len(own.app.hub) == 0)
    assert own.app.hub._index.pairs() == ()


def test_a_client_that_vanishes_is_forgotten(own: Runner) -> None:
    """Without a closing handshake, as when its process is killed."""
    with logged_in(own) as client:
        client.socket.shutdown(plain_socket.SHUT_RDWR)
        assert eventually(lambda: len(own.app.hub) == 0)


def test_a_server_that_ends_closes_its_sockets() -> None:
    with running(small()) as runner, logged_in(runner) as client:
        runner.stop()
        with pytest.raises(ConnectionClosed):
            client.recv(timeout=30)


# Timers: the protocol's own, at a pace a test can wait for


@pytest.fixture
def hasty() -> Iterator[Runner]:
    with running(small()) as runner:
        hub = runner.app.hub
        hub.policy = replace(hub.policy, login_within=0.3, ping_every=0.2, silence_limit=1.0)
        yield runner


def test_without_a_login_the_connection_ends(hasty: Runner) -> None:
    start = time.monotonic()
    with opened(hasty) as client:
        frame = orjson.loads(hear(client))
        assert list(frame) == ["trnm", "code", "message"]
        assert (frame["trnm"], frame["code"]) == ("SYSTEM", "R10004")
        assert ending(client) == (1000, "Bye")
        assert time.monotonic() - start > 0.25


def test_a_client_that_echoes_is_kept(hasty: Runner) -> None:
    with logged_in(hasty) as client:
        start = time.monotonic()
        for _ in range(7):
            assert hear(client) == '{"trnm":"PING"}'
            client.send('{"trnm":"PING"}')
        # Longer than silence is borne, and no faster than pings are due.
        assert time.monotonic() - start > 7 * 0.15


def test_a_client_that_says_nothing_is_told_and_closed(hasty: Runner) -> None:
    with logged_in(hasty) as client:
        told, end = heard_to_the_end(client)
        *pings, last = [orjson.loads(frame) for frame in told]
        assert pings
        assert all(frame == {"trnm": "PING"} for frame in pings)
        assert last["code"] == "R10002"
        assert end == (1000, "Bye")


# Slow readers


@contextmanager
def narrow(runner: Runner) -> Iterator[ClientConnection]:
    """A socket that soon holds no more, as long as nobody reads from it."""
    with closing(plain_socket.socket()) as sock:
        sock.setsockopt(plain_socket.SOL_SOCKET, plain_socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", runner.address.port))
        url = runner.address.ws_url
        with connect(url, sock=sock, max_queue=1, compression=None, close_timeout=0.1) as client:
            yield client


def test_a_slow_reader_is_dropped_and_others_hear_on() -> None:
    settings = small(speed=2_000, ws_queue=10)
    with running(settings) as runner:
        codes = [issue.code for issue in runner.app.gateway.world.instruments.listed]
        with (
            logged_in(runner, "listener") as listener,
            narrow(runner) as slow,
        ):
            tell(listener, register(("0B", "005930")))
            assert hear(listener) == REG_ACK
            login(slow, Door(runner.address.port, "slow").token)
            wish = {"trnm": "REG", "grp_no": "1", "refresh": "1"}
            tell(slow, {**wish, "data": [{"item": codes, "type": ["0D"]}]})

            stop = threading.Event()
            counted: list[int] = []

            def listen() -> None:
                while not stop.is_set():
                    counted.append(len(real(listener)["data"]))

            thread = threading.Thread(target=listen)
            thread.start()
            try:
                index = runner.app.hub._index
                assert eventually(lambda: len(index.pairs()) == 1 + len(codes)), (
                    "the slow one is served"
                )
                assert eventually(lambda: len(index.pairs()) == 1, 30), "it hears nothing more"
                so_far = len(counted)
                assert eventually(lambda: len(counted) > so_far + 20), "others hear on"
                assert eventually(lambda: len(runner.app.hub) == 1), "its socket is let go"
            finally:
                stop.set()
                thread.join(timeout=30)


# The second port


def test_the_second_port_has_the_socket_and_ticks() -> None:
    settings = small(ws_port=free_port(), speed=20)
    with running(settings) as runner, logged_in(runner) as client:
        assert runner.address.ws_port == settings.ws_port
        tell(client, register(("0B", "005930")))
        assert hear(client) == REG_ACK
        assert real(client)["data"][0]["item"] == "005930"
