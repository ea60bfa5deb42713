"""What many sockets hear of a running market: the same bytes each time, and nothing left out."""

import asyncio
import gc
import time
from contextlib import suppress
from itertools import pairwise
from random import Random
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection as Socket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from kiwoom_mockserver.realtime.streaming import Stream
from kiwoom_mockserver.server.client import Client
from kiwoom_mockserver.server.runner import Runner, running
from kiwoom_mockserver.settings import FASTEST
from kiwoom_mockserver.world.world import Instant
from tests.server.door import Door, small

FIVE = ("005930", "000660", "035420", "247540", "069500")


def register(*pairs: tuple[str, str]) -> str:
    data = [{"item": [item], "type": [type_]} for type_, item in pairs]
    return orjson.dumps({"trnm": "REG", "grp_no": "1", "refresh": "0", "data": data}).decode()


async def opened(runner: Runner, appkey: str) -> Socket:
    """A socket that has logged in with an appkey of its own."""
    token = await asyncio.to_thread(lambda: Door(runner.address.port, appkey).token)
    socket = await connect(runner.address.ws_url, compression=None, ping_interval=None)
    await socket.send(orjson.dumps({"trnm": "LOGIN", "token": token}).decode())
    assert orjson.loads(await socket.recv())["return_code"] == 0
    return socket


async def hear(socket: Socket, heard: list[dict[str, Any]]) -> None:
    """What the socket hears is kept until it ends."""
    with suppress(ConnectionClosed):
        while True:
            heard.append(orjson.loads(await socket.recv()))


def entries_of(heard: list[dict[str, Any]], item: str) -> list[dict[str, str]]:
    return [
        entry["values"]
        for frame in heard
        if frame["trnm"] == "REAL"
        for entry in frame["data"]
        if entry["item"] == item
    ]


async def advance(runner: Runner, span: str) -> None:
    body = orjson.dumps({"by": span})
    door = Door(runner.address.port, "mover")
    status, _, _ = await asyncio.to_thread(door.send, "POST", "/__admin/clock/advance", body)
    assert status == 200


def test_a_clock_that_is_moved_tells_exactly_that_time() -> None:
    async def work(runner: Runner) -> list[dict[str, Any]]:
        socket = await opened(runner, "listener")
        heard: list[dict[str, Any]] = []
        await socket.send(register(("0B", "005930"), ("0D", "005930"), ("0s", "")))
        await asyncio.wait_for(socket.recv(), 5)
        await advance(runner, "2m")
        await socket.send(register())  # Its answer comes behind all that was told.
        while not heard or heard[-1]["trnm"] != "REG":
            heard.append(orjson.loads(await asyncio.wait_for(socket.recv(), 10)))
        # More waits to be read than a close would wait for.
        socket.transport.abort()
        return heard

    with running(small(speed=0.0)) as runner:
        heard = asyncio.run(work(runner))
        world = runner.app.gateway.world
        stream = Stream(runner.app.gateway.settings, runner.app.gateway.catalogue, world)
        at = world.instant(world.now())
    pairs = [("0B", "005930"), ("0D", "005930")]
    told = [
        orjson.loads(entry)
        for second in range(at.second - 119, at.second + 1)
        for _, entries in stream.entries(pairs, Instant(at.day, second))
        for entry in entries
    ]
    assert [entry for frame in heard[:-1] for entry in frame["data"]] == told
    assert len(told) > 20


def test_at_full_speed_the_world_waits_for_who_listens() -> None:
    async def work(runner: Runner) -> list[dict[str, str]]:
        await asyncio.sleep(0.1)
        assert runner.app.gateway.world.now() == runner.app.gateway.settings.at
        socket = await opened(runner, "listener")
        heard: list[dict[str, str]] = []
        await socket.send(register(("0B", "005930")))
        while len(heard) < 300:
            frame = orjson.loads(await asyncio.wait_for(socket.recv(), 5))
            heard += entries_of([frame], "005930")
        # More waits to be read than a close would wait for.
        socket.transport.abort()
        return heard

    with running(small(speed=FASTEST)) as runner:
        unbroken(asyncio.run(work(runner)))


def unbroken(ticks: list[dict[str, str]]) -> None:
    """No trade is missing, and none told twice."""
    for one, other in pairwise(ticks):
        assert int(other["13"]) - int(one["13"]) == abs(int(other["15"]))


class Crowd:
    """Sockets that come, change their minds, leave and die as a seeded chance has it."""

    def __init__(self, runner: Runner, size: int) -> None:
        self.runner, self.size, self.chance = runner, size, Random(4)
        self.sockets: dict[int, tuple[Socket, asyncio.Task[None]]] = {}
        self.count = 0

    async def stir(self) -> None:
        """Some leave or die, some ask for other items, and others come."""
        for name, (socket, task) in list(self.sockets.items()):
            match self.chance.randrange(8):
                case 0:
                    await socket.close()
                case 1:
                    socket.transport.abort()
                case 2 | 3:
                    await socket.send(register(("0B", self.chance.choice(FIVE))))
                    continue
                case _:
                    continue
            await task
            del self.sockets[name]
        while len(self.sockets) < self.size:
            self.count += 1
            socket = await opened(self.runner, f"crowd-{self.count}")
            self.sockets[self.count] = socket, asyncio.create_task(hear(socket, []))
            await socket.send(register(("0B", self.chance.choice(FIVE))))

    async def leave(self) -> None:
        for socket, task in self.sockets.values():
            await socket.close()
            await task


@pytest.mark.parametrize("size", [18, pytest.param(98, marks=pytest.mark.slow)])
def test_who_stays_hears_everything_while_others_come_and_go(size: int) -> None:
    async def work(runner: Runner) -> list[list[dict[str, str]]]:
        stayed = []
        for item in FIVE[:2]:
            socket, heard = await opened(runner, f"stays-{item}"), []  # type: ignore[var-annotated]
            await socket.send(register(("0B", item)))
            stayed.append((item, socket, heard, asyncio.create_task(hear(socket, heard))))
        crowd = Crowd(runner, size)
        for _ in range(10):
            await crowd.stir()
            await advance(runner, "3m")
        await crowd.leave()
        for _, socket, _, task in stayed:
            await socket.close()
            await task
        return [entries_of(heard, item) for item, _, heard, _ in stayed]

    with running(small(speed=0.0, token_rate=1_000)) as runner:
        told = asyncio.run(work(runner))
        market, at = runner.app.gateway.world.market, runner.app.gateway.settings.at
        places = runner.app.gateway.world.instruments
        day = runner.app.gateway.world.instant(at).day
        start = at.hour * 3600
        for item, ticks in zip(FIVE, told, strict=False):
            place = places.place(item)
            assert place is not None
            traded = market.tape(place, day, start + 1, start + 1801)
            assert len(ticks) == len(traded.at)
            unbroken(ticks)
        hub = runner.app.hub
        end = time.monotonic() + 5
        while len(hub) and time.monotonic() < end:
            time.sleep(0.02)
        assert hub._index.pairs() == ()
        gc.collect()
        left = [one for one in gc.get_objects() if isinstance(one, Client)]
        assert [one for one in left if one._hub is hub] == []
