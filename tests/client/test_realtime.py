"""The socket against a running fake, and against a server that breaks its word."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time as clock
from itertools import islice

import httpx2
import pytest

from kiwoom_mockserver.server.runner import Runner, running
from kiwoom_thinclient import AsyncClient, AsyncRealtime, Client, Patience, Realtime
from kiwoom_thinclient.errors import SocketError, TakenOverError, TokenError, UsageError
from kiwoom_thinclient.realtime import USUAL
from tests.client.hostile import Peer, hostile, socket_server
from tests.server.door import small


@pytest.fixture(scope="module")
def server() -> Iterator[Runner]:
    with running(small(speed=30.0)) as runner:
        yield runner


@pytest.fixture
def client(server: Runner) -> Iterator[Client]:
    with Client(server.address.base_url, "alice", "s1", rate=0) as made:
        yield made


# Against the fake


def test_registered_items_tick_until_they_are_removed(client: Client) -> None:
    with Realtime(client) as realtime:
        realtime.register("0B", "005930", "035420")
        ticks = [realtime.receive(5)]
        while {tick.item for tick in ticks} != {"005930", "035420"}:
            ticks.append(realtime.receive(5))
        values = ticks[0].values()
        assert isinstance(values["20"], clock)
        assert isinstance(values["10"], int)
        realtime.remove("0B", "005930", "035420")
        with pytest.raises(TimeoutError):
            [realtime.receive(0.2) for _ in range(1_000)]  # some may have been on their way


def test_iteration_goes_on_until_the_socket_is_closed(client: Client) -> None:
    with Realtime(client) as realtime:
        realtime.register("0s")
        realtime.register("0J", "001")
        for count, tick in enumerate(realtime):
            assert tick.type in ("0J", "0s")
            if count == 5:
                break
    left = list(realtime)
    assert all(tick.type in ("0J", "0s") for tick in left), "what was unread is still there"
    assert list(realtime) == []
    with pytest.raises(SocketError, match="inside its with block"):
        realtime.register("0J", "001")


def test_a_refused_registration_is_an_error_and_leaves_the_others(client: Client) -> None:
    items = [f"{number:06}" for number in range(101)]
    with Realtime(client) as realtime:
        realtime.register("0B", "005930")
        with pytest.raises(SocketError) as caught:
            realtime.register("0D", *items)
        assert caught.value.code == "105118"
        assert realtime.receive(5).type == "0B"


def test_a_registration_that_cannot_be_is_not_sent(client: Client) -> None:
    with Realtime(client) as realtime:
        with pytest.raises(UsageError, match=r"no realtime type '0V'; there are 00, 04, 0A"):
            realtime.register("0V", "005930")  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="for each stock"):
            realtime.register("0B")


def test_conditions_are_listed_searched_and_watched(client: Client) -> None:
    with Realtime(client) as realtime:
        found = realtime.search("0")
        assert found[0]["9001"].startswith("A")
        assert isinstance(found[0]["10"], int)
        assert [condition.seq for condition in realtime.conditions()] == ["0", "1", "2"]
        assert realtime.watch("0")
        # What another connection left behind is cleared away first.
        assert realtime.watch("0")
        realtime.unwatch("0")
        with pytest.raises(SocketError, match="900004"):
            realtime.watch("99")


def test_a_second_socket_of_the_key_ends_the_first(client: Client) -> None:
    with Realtime(client) as first:
        first.register("0B", "005930")
        with Realtime(client) as second:
            with pytest.raises(TakenOverError, match="R10001"):
                for _ in first:
                    pass
            with pytest.raises(TakenOverError):
                first.register("0B", "035420")
            second.register("0B", "035420")
            assert second.receive(5).item == "035420"


def test_a_lost_connection_is_made_again_with_its_registrations(
    server: Runner, client: Client
) -> None:
    with Realtime(client, Patience(pause=0.01)) as realtime:
        realtime.register("0B", "005930", group="7")
        realtime.watch("0")
        realtime.receive(5)
        end_of_night(server)
        while realtime.connections < 2:
            realtime.receive(5)
        again = next(tick for tick in realtime if tick.type == "0B")
        assert again.item == "005930"
        assert realtime.watch("0"), "the condition is watched, and can be watched again"


def end_of_night(server: Runner) -> None:
    """Every token is void and every socket closed."""
    assert httpx2.post(f"{server.address.base_url}/__admin/tokens/wipe").status_code == 200


def test_the_same_works_with_asyncio(server: Runner) -> None:
    async def work() -> list[str]:
        async with (
            AsyncClient(server.address.base_url, "bob", "s1", rate=0) as client,
            AsyncRealtime(client) as realtime,
        ):
            await asyncio.gather(
                realtime.register("0B", "005930"), realtime.register("0D", "035420", group="2")
            )
            assert await realtime.conditions()
            items: list[str] = []
            async for tick in realtime:
                items.append(tick.item)
                if len(set(items)) == 2:
                    break
            return items

    assert set(asyncio.run(work())) == {"005930", "035420"}


def test_closing_ends_the_iteration_of_another_task(server: Runner) -> None:
    async def work() -> int:
        async with AsyncClient(server.address.base_url, "bob", "s1", rate=0) as client:
            async with AsyncRealtime(client) as realtime:
                await realtime.register("0B", "005930")

                heard = asyncio.Event()

                async def read() -> int:
                    count = 0
                    async for _ in realtime:
                        count += 1
                        heard.set()
                    return count

                reader = asyncio.create_task(read())
                await asyncio.wait_for(heard.wait(), 5)
            return await asyncio.wait_for(reader, 5)

    assert asyncio.run(work()) > 0


# Against a server that breaks its word


@contextmanager
def against(*scenes: Callable[[Peer], None], patience: Patience = USUAL) -> Iterator[Realtime]:
    """A socket whose connections play these scenes."""
    with (
        hostile() as rest,
        socket_server(*scenes) as (url, _),
        Client(rest.base_url, "the-appkey", "the-secret", ws_url=url) as client,
        Realtime(client, patience._replace(pause=0.01)) as realtime,
    ):
        yield realtime


def serving(peer: Peer) -> None:
    """A decent connection: acknowledges a registration and sends one tick."""
    peer.admit()
    frame = peer.acknowledge()
    assert frame["data"] == [{"item": ["005930"], "type": ["0B"]}]
    peer.tick("+100")
    peer.stay()


def closing(peer: Peer) -> None:
    peer.admit()
    peer.acknowledge()
    peer.tick("+1")
    peer.bye()


def vanishing(peer: Peer) -> None:
    peer.admit()
    peer.acknowledge()
    peer.tick("+2")
    peer.connection.socket.close()


def babbling(peer: Peer) -> None:
    peer.admit()
    for frame in ("", "PING", "[]", '{"trnm":"REAL","data":7}', b"\x00\xff", '{"trnm":"REG"'):
        peer.say(frame)
    serving_frame = peer.acknowledge()
    assert serving_frame["trnm"] == "REG"
    peer.tick("x")
    peer.stay()


@pytest.mark.parametrize("ending", [closing, vanishing])
def test_every_end_but_a_takeover_is_followed_by_a_new_connection(
    ending: Callable[[Peer], None],
) -> None:
    with against(ending, serving) as realtime:
        realtime.register("0B", "005930")
        prices = [realtime.receive(5).values()["10"] for _ in range(2)]
        assert prices[1] == 100
        assert realtime.connections == 2


def test_frames_without_sense_are_passed_over() -> None:
    with against(babbling) as realtime:
        realtime.register("0B", "005930")
        assert realtime.receive(5).body == {"10": "x"}


def test_a_question_that_a_lost_connection_took_along_is_asked_again() -> None:
    def deaf(peer: Peer) -> None:
        peer.admit()
        peer.hear()
        peer.bye()

    def twice(peer: Peer) -> None:
        """Once because it is remembered, once because it was not answered."""
        peer.admit()
        peer.acknowledge()
        peer.acknowledge()
        peer.stay()

    with against(deaf, twice) as realtime:
        realtime.register("0B", "005930")
        assert realtime.connections == 2


def test_pings_are_echoed_while_nobody_reads() -> None:
    heard = threading.Event()

    def pinging(peer: Peer) -> None:
        peer.admit()
        peer.say('{"trnm":"PING"}')
        assert peer.hear() == {"trnm": "PING"}
        heard.set()
        peer.stay()

    with against(pinging):
        assert heard.wait(5)


def test_a_silent_search_is_an_error_that_says_so() -> None:
    def silent(peer: Peer) -> None:
        peer.admit()
        peer.stay()

    with (
        against(silent, patience=Patience(answer=0.3)) as realtime,
        pytest.raises(SocketError, match="no answer to CNSRREQ"),
    ):
        realtime.search("0")


@pytest.mark.parametrize("data", ["rows", [7], {"0": "name"}])
def test_an_answer_without_rows_is_an_error(data: object) -> None:
    def odd(peer: Peer) -> None:
        peer.admit()
        peer.hear()
        peer.say({"trnm": "CNSRLST", "return_code": 0, "return_msg": "", "data": data})
        peer.stay()

    with against(odd) as realtime, pytest.raises(SocketError, match="holds no list of rows"):
        realtime.conditions()


def test_a_server_that_says_nothing_more_counts_as_lost() -> None:
    def mute(peer: Peer) -> None:
        peer.admit()
        peer.stay()

    with against(mute, mute, patience=Patience(silence=0.1)) as realtime:
        wanted = time.monotonic() + 5
        while realtime.connections < 2 and time.monotonic() < wanted:
            time.sleep(0.02)
        assert realtime.connections == 2


def test_a_login_that_is_refused_twice_is_the_end() -> None:
    tokens: list[str] = []

    def refusing(peer: Peer) -> None:
        tokens.append(peer.hear()["token"])
        message = "접속을 종료합니다 [CODE=8005, MESSAGE=Token이 유효하지 않습니다]"
        peer.say({"trnm": "LOGIN", "return_code": 805004, "return_msg": message})
        peer.bye()

    with pytest.raises(SocketError, match="805004"), against(*[refusing] * 3):
        pass
    assert tokens == ["T", "T"]


def test_a_login_that_is_not_waited_for_leaves_nothing_behind() -> None:
    def rude(peer: Peer) -> None:
        peer.stay()

    async def work(base_url: str, url: str) -> int:
        async with AsyncClient(base_url, "a", "s", ws_url=url) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(AsyncRealtime(client).__aenter__(), 0.3)
        return len(asyncio.all_tasks())

    with hostile() as rest, socket_server(rude) as (url, _):
        assert asyncio.run(work(rest.base_url, url)) == 1


def test_a_lost_socket_that_cannot_be_made_again_is_given_up() -> None:
    with against(closing, patience=Patience(attempts=0)) as realtime:
        realtime.register("0B", "005930")
        assert realtime.receive(5).type == "0B"
        with pytest.raises(SocketError, match=r"the socket was lost at ws:.*Bye"):
            realtime.receive(5)


def test_a_socket_that_cannot_be_opened_is_an_error_at_once(server: Runner) -> None:
    with (
        Client(server.address.base_url, "a", "s", ws_url="ws://127.0.0.1:9/") as client,
        pytest.raises(SocketError, match=r"no socket could be opened at ws://127.0.0.1:9/"),
        Realtime(client),
    ):
        pass


def test_a_wrong_pair_is_the_same_error_as_over_rest(server: Runner) -> None:
    with (
        Client(server.address.base_url, "alice", "wrong") as client,
        pytest.raises(TokenError, match="8001"),
        Realtime(client),
    ):
        pass


def test_ticks_nobody_reads_are_dropped_oldest_first_and_counted() -> None:
    sent = threading.Event()

    def flooding(peer: Peer) -> None:
        peer.admit()
        peer.acknowledge()
        for price in range(50):
            peer.tick(str(price))
        peer.say('{"trnm":"PING"}')
        peer.hear()
        sent.set()
        peer.stay()

    with against(flooding, patience=Patience(backlog=10)) as realtime:
        realtime.register("0B", "005930")
        assert sent.wait(5)
        assert [tick.body["10"] for tick in islice(realtime, 10)] == [
            str(price) for price in range(40, 50)
        ]
        assert realtime.dropped == 40


def test_a_loop_that_is_left_loses_nothing() -> None:
    def flooding(peer: Peer) -> None:
        peer.admit()
        peer.acknowledge()
        for price in range(9):
            peer.tick(str(price))
        peer.stay()

    with against(flooding) as realtime:
        realtime.register("0B", "005930")
        heard = [tick.body["10"] for tick in islice(realtime, 3)]
        heard += [realtime.receive(5).body["10"] for _ in range(2)]
        heard += [tick.body["10"] for tick in islice(realtime, 4)]
        assert heard == [str(price) for price in range(9)]


def test_the_token_of_a_login_reaches_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    # Of this process's loggers only the client's count; the server's are the test's own.
    with against(serving) as realtime:
        realtime.register("0B", "005930")
        realtime.receive(5)
    ours = [record.getMessage() for record in caplog.records if "client" in record.name]
    assert not any('"token"' in message for message in ours)
