"""Ports: bound before anything starts, refused in one sentence, free again afterwards."""

import gc
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from kiwoom_mockserver.errors import FakeError, SettingError
from kiwoom_mockserver.server.runner import Runner, running
from kiwoom_mockserver.settings import Settings
from tests.server.door import Door, small
from tests.server.raw import converse


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody else listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as sock:
        yield sock.getsockname()[1]


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as sock:
        port = sock.getsockname()[1]
        assert isinstance(port, int)
        return port


def is_free(port: int) -> bool:
    with closing(socket.socket()) as sock:
        return sock.connect_ex(("127.0.0.1", port)) != 0


def is_one_sentence(error: BaseException) -> bool:
    return "\n" not in str(error) and "Errno" not in str(error)


def test_a_busy_port_is_told_in_one_sentence(taken: int) -> None:
    with pytest.raises(SettingError, match=rf"port {taken} of 127\.0\.0\.1 .*--port") as caught:
        Runner(small(port=taken))
    assert is_one_sentence(caught.value)


def test_a_busy_second_port_is_told_and_the_first_is_free_again(taken: int) -> None:
    port = free_port()
    with pytest.raises(SettingError, match=rf"port {taken} .*--ws-port") as caught:
        Runner(small(port=port, ws_port=taken))
    assert is_one_sentence(caught.value)
    assert is_free(port)


def test_one_port_cannot_be_both() -> None:
    port = free_port()
    with pytest.raises(SettingError, match=str(port)):
        Runner(small(port=port, ws_port=port)).close()


def test_two_servers_cannot_have_one_port() -> None:
    first = Runner(small())
    try:
        with pytest.raises(SettingError, match=str(first.address.port)):
            Runner(small(port=first.address.port)).close()
    finally:
        first.close()


def test_a_host_that_is_none_is_told_in_one_sentence() -> None:
    with pytest.raises(SettingError, match=r"no\.such\.host\.invalid") as caught:
        Runner(small(host="no.such.host.invalid", expose=True))
    assert is_one_sentence(caught.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.org", ""])
def test_listening_beyond_this_machine_has_to_be_meant(host: str) -> None:
    with pytest.raises(SettingError, match="--expose"):
        Settings(host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_listening_on_this_machine_needs_no_word(host: str) -> None:
    assert Settings(host=host).host == host


def test_an_exposed_server_can_be_reached() -> None:
    with running(small(host="0.0.0.0", expose=True)) as runner:
        door = Door(runner.address.port)
        assert converse(door.port, door.question()).only.status == 200


def test_the_second_port_serves_the_same_world() -> None:
    with running(small(ws_port=free_port(), speed=0.0)) as runner:
        address = runner.address
        assert address.port != address.ws_port
        assert address.base_url == f"http://127.0.0.1:{address.port}"
        assert address.ws_url == f"ws://127.0.0.1:{address.ws_port}/api/dostk/websocket"
        first = Door(address.port)
        second = Door(address.ws_port)
        assert first.token == second.token
        assert converse(second.port, first.question()).only.status == 200


def test_without_a_second_port_both_are_one() -> None:
    runner = Runner(small())
    try:
        assert runner.address.ws_port == runner.address.port
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", runner.address.base_url)
    finally:
        runner.close()


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_ipv6_address_is_bracketed() -> None:
    try:
        runner = Runner(small(host="::1"))
    except SettingError:
        pytest.skip("this machine has no IPv6 loopback")
    try:
        assert runner.address.base_url == f"http://[::1]:{runner.address.port}"
        assert runner.address.ws_url.startswith(f"ws://[::1]:{runner.address.port}/")
    finally:
        runner.close()


def test_after_running_the_port_is_free_and_no_thread_is_left() -> None:
    before = threading.active_count()
    with running(small()) as runner:
        port = runner.address.port
        assert not is_free(port)
    assert is_free(port)
    assert threading.active_count() == before


def test_a_server_ends_though_clients_are_connected() -> None:
    with running(small()) as runner:
        door = Door(runner.address.port)
        sock = socket.create_connection(("127.0.0.1", door.port), timeout=30)
        sock.sendall(door.question()[:-3])
    with closing(sock):
        assert sock.recv(1) == b""


def test_a_world_that_cannot_be_loaded_leaves_no_port_bound() -> None:
    port = free_port()
    with pytest.raises(FakeError, match="nowhere"):
        Runner(small(port=port, world="nowhere"))
    gc.collect()  # a socket left open would warn here, and warnings are errors
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", port))


def test_servers_side_by_side_do_not_share_a_world() -> None:
    with running(small()) as one, running(small()) as other:
        door = Door(one.address.port)
        told = converse(other.address.port, door.question())
        assert b"8005:" in told.only.body
