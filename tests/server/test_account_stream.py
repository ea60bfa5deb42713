"""An order over REST, and what the socket of the same account hears of it."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.server.runner import Runner, running
from tests.server.door import Door, small
from tests.server.test_socket import REG_ACK, hear, logged_in, real, register, tell

ORDER = b'{"dmst_stex_tp":"KRX","stk_cd":"005930","ord_qty":"3","ord_uv":"","trde_tp":"3"}'
PATH = "/api/dostk/ordr"


@pytest.fixture(scope="module")
def frozen() -> Iterator[Runner]:
    """A server whose world stands still, and whose orders arrive at once."""
    with running(small(speed=0.0, order_latency_min=0, order_latency_max=0)) as runner:
        yield runner


def test_an_order_is_heard_by_its_own_account_only(frozen: Runner) -> None:
    with logged_in(frozen, "alice") as alice, logged_in(frozen, "bob") as bob:
        for client in (alice, bob):
            tell(client, register(("00", ""), ("04", "")))
            assert hear(client) == REG_ACK
        door = Door(frozen.address.port, "alice")
        status, _, reply = door.ask("kt10000", PATH, ORDER)
        assert (status, reply["return_code"]) == (200, 0)
        entries: list[dict[str, Any]] = []
        while len(entries) < 3:
            entries += real(alice)["data"]
        assert [entry["type"] for entry in entries] == ["00", "00", "04"]
        assert {entry["item"] for entry in entries} == {"005930"}
        assert entries[0]["values"]["9203"] == reply["ord_no"]
        assert [entry["values"]["913"] for entry in entries[:2]] == ["접수", "체결"]
        assert entries[2]["values"]["930"] == "3"
        with pytest.raises(TimeoutError):
            hear(bob, timeout=0.3)


def test_only_registered_types_are_heard_and_only_from_then_on(frozen: Runner) -> None:
    door = Door(frozen.address.port, "carol")
    door.ask("kt10000", PATH, ORDER)
    with logged_in(frozen, "carol") as carol:
        tell(carol, register(("04", "")))
        assert hear(carol) == REG_ACK
        door.ask("kt10000", PATH, ORDER)
        (entry,) = real(carol)["data"]
        assert (entry["type"], entry["values"]["930"]) == ("04", "6")
        tell(
            carol,
            orjson.loads(b'{"trnm":"REMOVE","grp_no":"1","data":[{"item":[""],"type":["04"]}]}'),
        )
        hear(carol)
        door.ask("kt10000", PATH, ORDER)
        with pytest.raises(TimeoutError):
            hear(carol, timeout=0.3)


def test_orders_after_a_restore_are_heard_though_as_many_were_heard_before(frozen: Runner) -> None:
    """What happened after the snapshot has not: notices that count alike are others."""
    door = Door(frozen.address.port, "dave")
    with logged_in(frozen, "dave") as dave:
        tell(dave, register(("00", "")))
        assert hear(dave) == REG_ACK
        kept = orjson.dumps({"name": "here", "appkey": "dave"})
        assert door.send("POST", "/__admin/snapshots", kept)[0] == 200
        told = []
        for _ in range(2):
            door.ask("kt10000", PATH, ORDER)
            heard: list[dict[str, Any]] = []
            while len(heard) < 2:
                heard += real(dave)["data"]
            told.append(heard)
            assert door.send("POST", "/__admin/snapshots/here/restore")[0] == 200
        assert told[0] == told[1]
