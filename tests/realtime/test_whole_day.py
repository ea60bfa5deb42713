"""A trading day from before eight to after eight, as fast as it can be told, by its invariants."""

from collections import defaultdict
from itertools import pairwise

import orjson
import pytest

from kiwoom_mockserver.realtime.streaming import Stream
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import Instant, World, load_world
from tests.gateway.caller import contracts

ISSUE = "035420"
ITEMS = {ISSUE: Where.KRX, f"{ISSUE}_NX": Where.NXT, f"{ISSUE}_AL": Where.BOTH}
BOOKS = (ISSUE,)
PAIRS = (
    *(("0B", item) for item in ITEMS), *(("0D", item) for item in BOOKS),
    ("0E", ISSUE), ("0H", ISSUE), ("0s", ""), ("1h", ""),
)  # fmt: skip
Heard = dict[tuple[str, str], list[dict[str, str]]]


@pytest.fixture(scope="module")
def day() -> tuple[World, Heard]:
    """The world, and what is told of the day."""
    settings = Settings(world="small")
    world = load_world(settings, VirtualClock(settings.at))
    stream = Stream(settings, contracts(), world)
    found: Heard = defaultdict(list)
    today = world.instant(world.now()).day
    for second in range(8 * 3600, 20 * 3600 + 60):
        for pair, entries in stream.entries(PAIRS, Instant(today, second)):
            found[pair] += [orjson.loads(entry)["values"] for entry in entries]
    return world, found


def clock(second: int) -> str:
    return f"{second // 3600:02}{second // 60 % 60:02}{second % 60:02}"


@pytest.mark.slow
@pytest.mark.parametrize("item", ITEMS)
def test_trades_add_up_to_the_day_and_to_its_minutes(day: tuple[World, Heard], item: str) -> None:
    world, heard = day
    ticks, today = heard["0B", item], world.instant(world.now()).day
    for one, other in pairwise(ticks):
        assert int(other["13"]) - int(one["13"]) == abs(int(other["15"]))
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
def test_every_book_of_the_day_adds_up(day: tuple[World, Heard], item: str) -> None:
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
def test_each_type_keeps_to_its_hours(day: tuple[World, Heard]) -> None:
    world, heard = day
    today = world.instant(world.now()).day
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
def test_phases_and_interruptions_are_told_from_first_to_last(day: tuple[World, Heard]) -> None:
    world, heard = day
    order = list(dict.fromkeys(one["215"] for one in heard["0s", ""]))
    assert [code for code in order if code in "0324"] == ["0", "3", "2", "4"]
    assert [code for code in order if code in "PQRSTU"] == list("PQRSTU")
    halts = world.market.interruptions(world.instant(world.now()).day)
    told = [one["9068"] for one in heard["1h", ""]]
    assert (told.count("1"), told.count("2")) == (len(halts.issue), len(halts.issue))
