"""The admin routes, and who may enter."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from typing import Any

import orjson
import pytest

from kiwoom_mockserver import __version__
from kiwoom_mockserver.server.app import App, build
from kiwoom_mockserver.server.runner import Runner, running
from tests.server.door import SAMSUNG, Door, small
from tests.server.raw import connect, converse, listen, request

HEALTH, JOURNAL = "/__admin/health", "/__admin/journal"
RESET, WIPE = "/__admin/reset", "/__admin/tokens/wipe"
ACCOUNTS = "/__admin/accounts"
ROUTES = {HEALTH: "GET", JOURNAL: "GET", RESET: "POST", WIPE: "POST", ACCOUNTS: "POST"}
LET_IN = {ACCOUNTS: 400}
"""What an empty body gets where it is not 200."""


@pytest.fixture
def own() -> Iterator[Runner]:
    """A server of the test's own, to be reset and wiped."""
    with running(small(speed=0.0, seed=7, profile="paper")) as runner:
        yield runner


@cache
def quiet(token: str = "") -> App:
    """An application that nothing is done to that others would notice."""
    return build(small(admin_token=token))


def get(door: Door, path: str) -> Any:
    status, _, body = door.send("GET", path)
    assert status == 200
    return body


def test_health_says_what_runs_here(own: Runner) -> None:
    door = Door(own.address.port)
    health = get(door, HEALTH)
    assert health == {
        "status": "ok",
        "version": __version__,
        "profile": "paper",
        "world": "small",
        "seed": 7,
        "world_time": "2026-09-15T10:00:00+09:00",
        "speed": 0.0,
        "operations": len(own.app.gateway.catalogue),
        "requests": 1,
        "sockets": 0,
    }


def test_the_journal_shows_the_traffic_without_secrets(own: Runner) -> None:
    door = Door(own.address.port, "key-of-alice", "secret-of-alice")
    converse(door.port, door.question())
    entries = get(door, JOURNAL)["entries"]
    assert [entry["api_id"] for entry in entries] == [None, "ka10001"]
    assert [entry["path"] for entry in entries] == ["/oauth2/token", "/api/dostk/stkinfo"]
    assert "삼성전자" in entries[1]["reply"]
    shown = str(entries)
    for secret in ("key-of-alice", "secret-of-alice", door.token):
        assert secret not in shown


def test_the_journal_can_be_asked_for_less(own: Runner) -> None:
    door = Door(own.address.port)
    for code in ("000001", "000002", "000003"):
        converse(door.port, door.question(orjson.dumps({"stk_cd": code})))
    assert [entry["number"] for entry in get(door, f"{JOURNAL}?count=2")["entries"]] == [3, 4]
    assert len(get(door, f"{JOURNAL}?api_id=ka10001")["entries"]) == 3
    assert get(door, f"{JOURNAL}?api_id=ka99999")["entries"] == []


def test_a_filter_finds_an_entry_however_much_came_after_it(own: Runner) -> None:
    door = Door(own.address.port)
    converse(door.port, door.question())
    for _ in range(5):
        converse(door.port, request("/nowhere", SAMSUNG, "api-id: other"))
    assert len(get(door, f"{JOURNAL}?api_id=ka10001&count=3")["entries"]) == 1


@pytest.mark.parametrize("count", ["1", "1000"])
def test_a_count_within_bounds_is_taken(count: str, door: Door) -> None:
    assert get(door, f"{JOURNAL}?count={count}")["entries"]


@pytest.mark.parametrize(
    "count", ["0", "1001", "-1", "1.5", "x", "", "%00", "1e3", "0x10", "9" * 5000, "%C2%B2"]
)
def test_a_count_out_of_bounds_is_400_and_told_the_bounds(count: str, door: Door) -> None:
    status, _, body = door.send("GET", f"{JOURNAL}?count={count}")
    assert status == 400
    assert "from 1 to 1000" in body["error"]


def test_a_reset_voids_tokens_and_forgets_the_traffic(own: Runner) -> None:
    door = Door(own.address.port)
    assert door.send("POST", RESET)[2] == {"status": "ok"}
    assert get(door, JOURNAL)["entries"] == []
    told = converse(door.port, door.question())
    assert "8005:" in orjson.loads(told.only.body)["return_msg"]
    assert Door(own.address.port).token != door.token


def test_a_wipe_voids_tokens_and_remembers_the_traffic(own: Runner) -> None:
    door = Door(own.address.port)
    assert door.send("POST", WIPE)[2] == {"status": "ok"}
    assert len(get(door, JOURNAL)["entries"]) == 1
    told = converse(door.port, door.question())
    assert "8005:" in orjson.loads(told.only.body)["return_msg"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", HEALTH, 405),
        ("GET", RESET, 405),
        ("GET", "/__admin", 404),
        ("GET", "/__admin/", 404),
        ("GET", "/__admin/nothing", 404),
        ("GET", "/__administrator", 404),
    ],
)
def test_other_admin_routes_do_not_exist(method: str, path: str, status: int, door: Door) -> None:
    told = converse(door.port, request(path, b"", method=method))
    assert told.only.status == status


# Who may enter

HOSTS = {
    "127.0.0.1:{port}": True,
    "127.0.0.1": True,
    "localhost:{port}": True,
    "localhost": True,
    "127.8.8.8:1": True,
    "[::1]:{port}": True,
    "[::1]": True,
    "evil.example": False,
    "evil.example:{port}": False,
    "127.0.0.1.evil.example": False,
    "localhost.evil.example:{port}": False,
    "192.168.0.7:{port}": False,
    "0.0.0.0:{port}": False,
    "": False,
    ":": False,
    "[": False,
    "::::": False,
}
"""Host header to whether it is let in: a rebound name must not reach the admin routes."""


@pytest.mark.parametrize(("host", "admitted"), HOSTS.items())
def test_only_a_host_of_this_machine_is_let_in(host: str, admitted: bool, door: Door) -> None:
    named = host.replace("{port}", str(door.port))
    data = request(HEALTH, b"", method="GET").replace(b"host: 127.0.0.1", f"host: {named}".encode())
    assert converse(door.port, data).only.status == (200 if admitted else 403)


ORIGINS = {
    "http://127.0.0.1": True,
    "http://evil.example": False,
    "https://127.0.0.1:1": False,
    "null": False,
    "": False,
    "http://[": False,
    "http://[::1": False,
    "http://127.0.0.1@evil.example": False,
    "http://\u00e9": False,
    "\u00ff" * 100: False,
}
"""Origin header to whether it is let in: a page of another site must not reach them either."""


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(("origin", "admitted"), ORIGINS.items())
def test_only_a_page_of_the_server_itself_is_let_in(
    origin: str, admitted: bool, path: str, door: Door
) -> None:
    if admitted and path in (RESET, WIPE):
        path = HEALTH  # the server is shared
    told = converse(door.port, request(path, b"", f"origin: {origin}", method=ROUTES[path]))
    assert told.only.status == (LET_IN.get(path, 200) if admitted else 403)


async def _status(app: App, path: str, client: Any, *headers: tuple[bytes, bytes]) -> int:
    """The status an ASGI server would send for a request from ``client``."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": ROUTES[path],
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8080"), *headers],
        "client": client,
        "server": ("127.0.0.1", 8080),
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    status = sent[0]["status"]
    assert isinstance(status, int)
    return status


PEERS = {
    "127.0.0.1": 200,
    "127.1.2.3": 200,
    "::1": 200,
    "192.168.0.7": 403,
    "10.0.0.1": 403,
    "8.8.8.8": 403,
    "::2": 403,
    "fe80::1": 403,
    "": 403,
    "localhost": 403,
    "unix": 403,
}


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(("peer", "status"), PEERS.items())
def test_only_a_peer_on_this_machine_is_let_in(peer: str, status: int, path: str) -> None:
    expected = LET_IN.get(path, 200) if status == 200 else status
    assert asyncio.run(_status(quiet(), path, (peer, 5000))) == expected


def test_a_peer_without_an_address_is_not_let_in() -> None:
    assert asyncio.run(_status(quiet(), HEALTH, None)) == 403


SENT = {
    b"Bearer open sesame": 200,
    b"open sesame": 200,
    b"Bearer open": 403,
    b"Bearer open sesame ": 403,
    b"Bearer ": 403,
    b"": 403,
    b"Basic open sesame": 403,
    "Bearer 열려라".encode(): 403,
}


@pytest.mark.parametrize(("sent", "status"), SENT.items())
def test_the_admin_token_opens_from_elsewhere(sent: bytes, status: int) -> None:
    app = quiet("open sesame")
    peer = ("192.168.0.7", 5000)
    assert asyncio.run(_status(app, HEALTH, peer, (b"authorization", sent))) == status


@pytest.mark.parametrize("sent", [b"Bearer ", b"", b"Bearer x"])
def test_without_an_admin_token_none_opens(sent: bytes) -> None:
    app = quiet()
    peer = ("192.168.0.7", 5000)
    assert asyncio.run(_status(app, HEALTH, peer, (b"authorization", sent))) == 403


def test_the_admin_token_opens_whatever_the_host_and_origin() -> None:
    app = quiet("t")
    headers = [(b"authorization", b"Bearer t"), (b"origin", b"http://evil.example")]
    assert asyncio.run(_status(app, HEALTH, ("8.8.8.8", 1), *headers)) == 200


def test_the_admin_token_is_not_needed_on_this_machine() -> None:
    app = quiet("t")
    assert asyncio.run(_status(app, HEALTH, ("127.0.0.1", 1))) == 200


def test_admin_is_not_on_the_fast_lane_but_on_the_same_connection(door: Door) -> None:
    health = request(HEALTH, b"", method="GET")
    with closing(connect(door.port)) as sock:
        for _ in range(3):
            sock.sendall(health + door.question())
            told = listen(sock, 2)
            assert [reply.status for reply in told.replies] == [200, 200]
            assert told.end == "open"


def test_an_account_is_set_up_with_cash_and_holdings(own: Runner) -> None:
    door = Door(own.address.port)
    asked = {"appkey": "alice", "cash": 5_000_000, "holdings": [["005930", 7, 61_000]]}
    status, _, body = door.send("POST", ACCOUNTS, orjson.dumps(asked))
    assert (status, len(body["account"])) == (200, 10)
    world = own.app.gateway.world
    account = world.broker(world.sandboxes.open("alice")).account
    assert (account.settled, account.holding("005930").quantity) == (5_000_000, 7)


def test_cash_and_shares_are_moved_in_and_out(own: Runner) -> None:
    door = Door(own.address.port)
    for asked, status, told in (
        ({"move": "deposit", "amount": 1_000}, 200, {"moved": 1_000, "cash": 100_001_000}),
        ({"move": "withdrawal", "amount": 400}, 200, {"moved": -400, "withdrawable": 100_000_600}),
        ({"move": "delivery-in", "code": "005930", "quantity": 7}, 200, {"moved": 0}),
        ({"move": "dividend", "code": "005930", "amount": 100}, 200, {"withheld": 90 + 0}),
        ({"move": "withdrawal", "amount": 10**9}, 400, {}),
        ({"move": "gift", "amount": 1}, 400, {}),
        ({"move": "deposit", "amount": 1, "bonus": 1}, 400, {"error": "a deposit has no bonus"}),
    ):
        sent = orjson.dumps({"appkey": "alice", **asked})
        found = door.send("POST", f"{ACCOUNTS}/movements", sent)
        assert found[0] == status
        assert told.items() <= found[2].items()
    shown = get(door, f"{ACCOUNTS}?appkey=alice")
    assert shown["cash"] == 100_000_600 + 610
    assert [(one["code"], one["quantity"]) for one in shown["holdings"]] == [("005930", 7)]
    assert get(door, f"{ACCOUNTS}?appkey=bob")["cash"] == 100_000_000


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "appkey"),
        ({"appkey": "a", "cash": -1}, "cash is -1"),
        ({"appkey": "a", "cash": 1.5}, "cash is 1.5"),
        ({"appkey": "a", "holdings": [["999999", 1, 1]]}, "no issue of this world"),
        ({"appkey": "a", "holdings": [["005930", 0, 1]]}, "no shares"),
        ({"appkey": "a", "holdings": [["005930", 1]]}, "code, quantity, price"),
        ({"appkey": "a", "margin_rate": 35}, "margin_rate is 35"),
        ({"appkey": "a", "past_days": 1000}, "past_days"),
        ({"appkey": "a", "bonus": 1}, "has no bonus"),
        ({"appkey": "a", "movements": [{"back": 1}]}, "back is 1"),
        ({"appkey": "a", "past_days": 3, "movements": [{"back": 1, "at": "25:00"}]}, "at is"),
        ({"appkey": "a", "past_days": 3, "movements": [{"back": 1}]}, "move is None"),
        ({"appkey": "a", "movements": {}}, "movements are a list"),
        ([1], "object"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(asked: object, told: str, own: Runner) -> None:
    status, _, body = Door(own.address.port).send("POST", ACCOUNTS, orjson.dumps(asked))
    assert (status, told in body["error"]) == (400, True)
