"""A trading day from 08:00 to 20:00 on both exchanges, by what must hold of every tick."""

from collections import defaultdict
from functools import cache
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
ON = {ISSUE: Where.KRX, f"{ISSUE}_NX": Where.NXT, f"{ISSUE}_AL": Where.BOTH}
MORNING, EVENING = 8 * 3600, 20 * 3600 + 60
Told = dict[tuple[str, str], list[tuple[int, dict[str, str]]]]


Span = tuple[int, int]


def around(hour: int, minute: int, before: int = 60, after: int = 120) -> Span:
    moment = hour * 3600 + minute * 60
    return moment - before, moment + after


TURNS = (
    around(8, 1), around(8, 50), around(9, 0), around(12, 0), around(15, 20), around(15, 30),
    around(15, 40), around(19, 59),
)  # fmt: skip
"""Where sessions begin and end."""


@cache
def market() -> tuple[World, Stream, int]:
    """The world, its stream, and the day."""
    settings = Settings(world="small")
    world = load_world(settings, VirtualClock(settings.at))
    return world, Stream(settings, contracts(), world), world.instant(world.now()).day


@cache
def whole(pairs: tuple[tuple[str, str], ...], *spans: Span) -> Told:
    """Second and values of every tick by type and item; of the whole day, if nothing is said."""
    _, stream, day = market()
    found: Told = defaultdict(list)
    for start, end in spans or ((MORNING, EVENING),):
        for second in range(start, end):
            for pair, entries in stream.entries(pairs, Instant(day, second)):
                found[pair] += [(second, orjson.loads(entry)["values"]) for entry in entries]
    return found


TRADES = tuple(("0B", item) for item in ON)
ANNOUNCED = (("0s", ""), ("1h", ""))


@pytest.mark.parametrize("item", ON)
@pytest.mark.parametrize(
    "span", [*TURNS, pytest.param((MORNING, EVENING), marks=pytest.mark.slow)], ids=str
)
def test_every_trade_is_told_once(span: Span, item: str) -> None:
    world, _, day = market()
    place = world.instruments.place(ISSUE)
    assert place is not None
    ticks = [values for _, values in whole(TRADES, span)["0B", item]]
    assert len(ticks) == len(world.market.tape(place, day, *span, ON[item]).at)
    for one, other in pairwise(ticks):
        assert int(other["13"]) - int(one["13"]) == abs(int(other["15"]))
        assert one["20"] <= other["20"]
    if ticks:
        end, last = world.market.issue_state(place, day, span[1] - 1, ON[item]), ticks[-1]
        assert int(last["13"]) == int(end.volume[0])
        assert (abs(int(last["10"])), abs(int(last["17"])), abs(int(last["18"]))) == (
            int(end.last[0]), int(end.high[0]), int(end.low[0]),
        )  # fmt: skip


@pytest.mark.parametrize("item", ON)
@pytest.mark.parametrize(
    "span", [*TURNS, pytest.param((MORNING, EVENING), marks=pytest.mark.slow)], ids=str
)
def test_the_last_trade_of_a_second_tells_the_quotes_of_the_second(span: Span, item: str) -> None:
    world, _, day = market()
    place = world.instruments.place(ISSUE)
    assert place is not None
    for second, values in dict(whole(TRADES, span)["0B", item]).items():
        state = world.market.issue_state(place, day, second, ON[item])
        told = abs(int(values["27"])), abs(int(values["28"]))
        assert told == (int(state.ask[0]), int(state.bid[0])), second


def test_trades_lie_in_their_sessions() -> None:
    told = whole(TRADES, *TURNS)
    krx = [second for second, _ in told["0B", ISSUE]]
    nxt = [second for second, _ in told["0B", f"{ISSUE}_NX"]]
    assert krx[0] >= 9 * 3600
    assert nxt[0] < 9 * 3600
    assert 15 * 3600 + 2400 <= nxt[-1] <= 20 * 3600
    sessions = {values["290"] for _, values in told["0B", f"{ISSUE}_NX"]}
    assert sessions == {"1", "2", "3"}


def test_the_phases_come_in_their_order() -> None:
    told = whole(ANNOUNCED)
    codes = [values["215"] for _, values in told["0s", ""]]
    order = list(dict.fromkeys(codes))
    assert [code for code in order if code in "0324"] == ["0", "3", "2", "4"]
    assert [code for code in order if code in "PQRSTU"] == ["P", "Q", "R", "S", "T", "U"]


def test_interruptions_end_after_they_begin_and_nothing_trades_meanwhile() -> None:
    world, _, day = market()
    told = whole(ANNOUNCED)
    open_, ended = {}, 0
    for second, values in told["1h", ""]:
        if values["9068"] == "1":
            open_[values["9001"]] = second
            continue
        begin = open_.pop(values["9001"])
        place = world.instruments.place(values["9001"])
        assert place is not None
        assert 120 <= second - begin <= 150
        assert not len(world.market.tape(place, day, begin, second).at)
        ended += 1
    assert not open_
    assert ended == len(world.market.interruptions(day).issue)


def test_the_book_at_the_turns_of_the_day() -> None:
    """Every second around the auctions: quotes do not cross, and an auction is expected."""
    _, stream, day = market()
    for start, end in ((8 * 3600 + 3590, 9 * 3600 + 5), (15 * 3600 + 1195, 15 * 3600 + 1230)):
        for second in range(start, end):
            told = stream.entries([("0D", ISSUE), ("0H", ISSUE)], Instant(day, second))
            for (type_, _), entries in told:
                values = orjson.loads(entries[0])["values"]
                if type_ == "0D":
                    ask, bid = abs(int(values["41"])), abs(int(values["51"]))
                    assert ask > bid or not ask or not bid
                else:
                    assert abs(int(values["10"])) > 0
                    assert second < 9 * 3600 or second >= 15 * 3600 + 1200
