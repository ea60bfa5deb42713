"""A second that was worked out ahead tells what it tells when its time has come."""

import asyncio

from kiwoom_mockserver.realtime.screening import Screening
from kiwoom_mockserver.realtime.streaming import Stream
from kiwoom_mockserver.server.preparing import Foresight
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import Instant, load_world
from tests.gateway.caller import contracts

NINE = 9 * 3600
PAIRS = [("0B", "005930"), ("0D", "005930"), ("0A", "000660"), ("0B", "000660"), ("0s", "")]


def test_a_second_known_ahead_is_told_in_the_same_order_and_bytes() -> None:
    settings = Settings(world="small")
    world = load_world(settings, VirtualClock(settings.at))
    stream = Stream(settings, contracts(), world)
    day = world.instant(world.now()).day
    foresight = Foresight(stream, Screening(contracts(), world))
    heard = 0
    for second in range(NINE, NINE + 20):
        at = Instant(day, second)
        expected = stream.entries(PAIRS, at)
        assert foresight.entries(PAIRS, at) == expected
        asyncio.run(foresight.prepare(PAIRS, ["0"], at))
        assert foresight.entries(PAIRS, at) == expected
        asyncio.run(foresight.prepare(PAIRS[1:3], [], at))
        assert foresight.entries(PAIRS, at) == expected
        assert foresight.entries(PAIRS[:2], at) == stream.entries(PAIRS[:2], at)
        assert foresight.entries(PAIRS, Instant(day, second + 1)) == stream.entries(
            PAIRS, Instant(day, second + 1)
        )
        heard += len(expected)
    assert heard > 10
