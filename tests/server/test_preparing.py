"""Each day is drawn before it is asked for, beside whatever else is done."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from itertools import count

import pytest

from kiwoom_mockserver.server import preparing
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.indices import BOARDS, Indices
from kiwoom_mockserver.world.sectors import find_sector
from kiwoom_mockserver.world.session import LAST_SECOND, Where
from kiwoom_mockserver.world.world import World, load_world
from tests.server.door import small

SEEDS = count(7_700)
"""A market is kept by its seed; each test has another one."""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(preparing, "PAUSE", 0.001)
    settings = small(seed=next(SEEDS))
    return load_world(settings, VirtualClock(settings.at))


def drawn(world: World) -> int:
    """The places of trade at which the present day is drawn."""
    day = world.instant(world.now()).day
    return sum(world.market.plans._whole.find((day, where)) is not None for where in Where)


def move(world: World, days: int) -> None:
    assert isinstance(world.clock, VirtualClock)
    world.clock.move_to(world.now() + timedelta(days=days))


async def until(happened: Callable[[], object]) -> None:
    for _ in range(10_000):
        if happened():
            return
        await asyncio.sleep(0.001)
    raise TimeoutError


@asynccontextmanager
async def preparing_beside(world: World) -> AsyncIterator[None]:
    task = asyncio.create_task(preparing.prepare_days(world))
    yield
    assert not task.done()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def test_today_is_drawn_soon_and_another_day_when_it_comes(world: World) -> None:
    async def live() -> None:
        async with preparing_beside(world):
            await until(lambda: drawn(world) == len(Where))
            for days in (1, -5):
                move(world, days)
                assert not drawn(world)
                await until(lambda: drawn(world) == len(Where))

    assert not drawn(world)
    asyncio.run(live())


def test_others_get_their_turn_between_the_parts(world: World) -> None:
    async def live() -> set[int]:
        seen = {0}
        async with preparing_beside(world):
            while max(seen) < len(Where):
                seen.add(drawn(world))
                await asyncio.sleep(0)
        return seen

    assert asyncio.run(live()) == {0, 1, 2, 3}


def test_a_day_that_cannot_be_drawn_does_not_end_it(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def live() -> None:
        async with preparing_beside(world):
            with monkeypatch.context() as broken:
                broken.setattr(world.market, "prepare", lambda day: [][day])
                await until(lambda: caplog.records)
            caplog.clear()
            move(world, 1)
            await until(lambda: drawn(world) == len(Where))

    asyncio.run(live())


def test_what_indices_have_shown_is_worked_out_part_by_part(world: World) -> None:
    async def live() -> None:
        async with preparing_beside(world):
            for seconds in (0, 600):
                clock = world.clock
                assert isinstance(clock, VirtualClock)
                clock.advance(seconds)
                await until(lambda: drawn(world) == len(Where))
                present = world.instant(world.now())
                await until(partial(reached, *present))

    def reached(day: int, second: int) -> bool:
        found = [world.indices._courses.find((code, day)) for code in BOARDS]
        return all(one is not None and one._known.seconds[-1] >= second for one in found)

    day, second = world.instant(world.now())
    assert not reached(day, second)
    asyncio.run(live())
    sector = find_sector("001")
    assert sector is not None
    shown = world.indices.today(sector, day, LAST_SECOND)
    fresh = Indices(world.market, world.instruments).today(sector, day, LAST_SECOND)
    assert [one.tolist() for one in shown] == [one.tolist() for one in fresh]
