"""A trading day from before eight to after eight, as fast as a socket takes it, by invariants."""

import asyncio
from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.server.runner import Runner, running
from kiwoom_mockserver.settings import FASTEST, SEOUL
from kiwoom_mockserver.world.session import Where
from tests.server.door import small
from tests.server.test_streams import opened, register, unbroken

BEFORE = datetime(2026, 9, 15, 7, 59, 50, tzinfo=SEOUL)
AFTER = BEFORE.replace(hour=20, minute=1)
ISSUE = "035420"
ITEMS = {ISSUE: Where.KRX, f"{ISSUE}_NX": Where.NXT, f"{ISSUE}_AL": Where.BOTH}
BOOKS = (ISSUE, f"{ISSUE}_AL")
PAIRS = (
    *(("0B", item) for item in ITEMS), *(("0D", item) for item in BOOKS),
    ("0E", ISSUE), ("0H", ISSUE), ("0s", ""), ("1h", ""),
)  # fmt: skip
Heard = dict[tuple[str, str], list[dict[str, str]]]


@pytest.fixture(scope="module")
def day() -> tuple[Runner, Heard]:
    """What one socket hears of the day."""

    async def work(runner: Runner) -> Heard:
        found: Heard = defaultdict(list)
        socket = await opened(runner, "listener")
        await socket.send(register(*PAIRS))
        while runner.app.gateway.world.now() < AFTER:
            text = await asyncio.wait_for(socket.recv(), 30)
            frame: dict[str, Any] = orjson.loads(text)
            if frame["trnm"] == "PING":
                await socket.send(text)
            for entry in frame.get("data", ()):
                found[entry["type"], entry["item"]].append(entry["values"])
        await socket.close()
        return found

    with running(small(speed=FASTEST, at=BEFORE)) as runner:
        return runner, asyncio.run(work(runner))


def clock(second: int) -> str:
    return f"{second // 3600:02}{second // 60 % 60:02}{second % 60:02}"


@pytest.mark.slow
@pytest.mark.parametrize("item", ITEMS)
def test_trades_add_up_to_the_day_and_to_its_minutes(day: tuple[Runner, Heard], item: str) -> None:
    runner, heard = day
    world = runner.app.gateway.world
    ticks, today = heard["0B", item], world.instant(BEFORE.replace(hour=9)).day
    unbroken(ticks)
    assert [one["20"] for one in ticks] == sorted(one["20"] for one in ticks)
    place = world.instruments.place(ISSUE)
    assert place is not None
    end = world.market.issue_state(place, today, 20 * 3600, ITEMS[item])
    assert (int(ticks[-1]["13"]), abs(int(ticks[-1]["10"]))) == (end.volume[0], end.last[0])
    minutes: dict[str, int] = defaultdict(int)
    for one in ticks:
        minutes[one["20"][:4]] += abs(int(one["15"]))
    bars = world.market.minutes(place, today, 1, 20 * 3600, ITEMS[item])
    told = {
        clock(at)[:4]: size
        for at, size in zip(bars.second.tolist(), bars.volume.tolist(), strict=True)
    }
    assert minutes == told


@pytest.mark.slow
@pytest.mark.parametrize("item", BOOKS)
def test_every_book_of_the_day_adds_up(day: tuple[Runner, Heard], item: str) -> None:
    books = day[1]["0D", item]
    assert len(books) > 5_000
    for book in books:
        asks = [int(book[str(fid)]) for fid in range(61, 71)]
        bids = [int(book[str(fid)]) for fid in range(71, 81)]
        asked, wanted = int(book["121"]), int(book["125"])
        assert (asked, wanted) == (sum(asks), sum(bids))
        assert int(book["128"]) == wanted - asked == -int(book["138"])
        if asked:
            assert int(book["129"].replace(".", "")) == wanted * 10_000 // asked
        best = abs(int(book["41"])), abs(int(book["51"]))
        assert best[0] > best[1] or not all(best)
    for one, other in pairwise(books):
        assert int(other["122"]) == int(other["121"]) - int(one["121"])


@pytest.mark.slow
def test_each_type_keeps_to_its_hours(day: tuple[Runner, Heard]) -> None:
    runner, heard = day
    world = runner.app.gateway.world
    today = world.instant(BEFORE.replace(hour=9)).day
    place = world.instruments.place(ISSUE)
    halts = world.market.interruptions(today)
    mine = [
        (int(begin), int(end))
        for issue, begin, end in zip(halts.issue, halts.begin, halts.end, strict=True)
        if issue == place
    ]
    auctions = [(8 * 3600 + 2400, 9 * 3600), (15 * 3600 + 1200, 15 * 3600 + 1800), *mine]
    for one in heard["0H", ISSUE]:
        assert any(clock(begin) <= one["20"] <= clock(end) for begin, end in auctions), one
    after = {one["21"] for one in heard["0E", ISSUE]}
    assert after
    assert all("083000" <= at <= "090000" or "153000" <= at <= "160000" for at in after)
    assert {one["20"][:2] for one in heard["0B", f"{ISSUE}_NX"]} >= {"08", "12", "19"}
    assert max(one["20"] for one in heard["0B", ISSUE]) <= "153000"


@pytest.mark.slow
def test_phases_and_interruptions_are_told_from_first_to_last(day: tuple[Runner, Heard]) -> None:
    runner, heard = day
    order = list(dict.fromkeys(one["215"] for one in heard["0s", ""]))
    assert [code for code in order if code in "0324"] == ["0", "3", "2", "4"]
    assert [code for code in order if code in "PQRSTU"] == list("PQRSTU")
    world = runner.app.gateway.world
    halts = world.market.interruptions(world.instant(BEFORE.replace(hour=9)).day)
    told = [one["9068"] for one in heard["1h", ""]]
    assert (told.count("1"), told.count("2")) == (len(halts.issue), len(halts.issue))
