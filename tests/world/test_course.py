"""The way of a day's prices: what a person sees in the minutes and trades of a large stock."""

import numpy as np
import pytest

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.market import DAY_SECONDS, Market
from kiwoom_mockserver.world.prints import BUY, SELL
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.transcript import Minutes
from kiwoom_mockserver.world.world import load_world

TODAY = 4111
DAYS = range(TODAY - 7, TODAY + 1)
LARGE = ("005930", "000660")


@pytest.fixture(scope="module")
def market_and_places() -> tuple[Market, list[int]]:
    settings = Settings(world="small")
    world = load_world(settings, VirtualClock(settings.at))
    places = [world.instruments.place(code) for code in LARGE]
    return world.market, [place for place in places if place is not None]


def regular(market: Market, place: int, day: int, where: Where) -> tuple[Minutes, int]:
    """The minutes of continuous trading on KRX, and the tick."""
    bars = market.minutes(place, day, 1, DAY_SECONDS, where)
    inside = (bars.second >= 9 * 3600 + 60) & (bars.second < 15 * 3600 + 20 * 60)
    kind = market.listing.kind[[place]]
    return Minutes(*(one[inside] for one in bars)), int(ticks.tick_size(kind, bars.close[:1])[0])


@pytest.mark.parametrize("where", [Where.KRX, Where.NXT])
def test_a_large_stock_moves_between_bid_and_ask_in_nearly_every_minute(
    market_and_places: tuple[Market, list[int]], where: Where
) -> None:
    market, places = market_and_places
    for place in places:
        spans, moves, counts = [], [], []
        for day in DAYS:
            bars, tick = regular(market, place, day, where)
            spans.append((bars.high - bars.low) // tick)
            moves.append(np.abs(np.diff(bars.close)) // tick)
            counts.append(len(bars.second))
        span, move = np.concatenate(spans), np.concatenate(moves)
        assert np.median(counts) >= 360
        assert (span == 0).mean() < 0.2
        assert 1 <= np.median(span) <= 4
        assert (move == 0).mean() < 0.6
        assert move.max() <= 40


def test_a_large_stock_reaches_over_many_ticks_in_a_day(
    market_and_places: tuple[Market, list[int]],
) -> None:
    market, places = market_and_places
    for place in places:
        bars = market.history(place, np.arange(TODAY - 240, TODAY))
        tick = ticks.tick_size(market.listing.kind[[place]], bars.close)
        reach = (bars.high - bars.low) // tick
        assert 12 <= np.median(reach) <= 60
        assert ((bars.high - bars.low) * 100 < 12 * bars.close).all()


def test_volume_is_high_at_both_ends_of_a_day(
    market_and_places: tuple[Market, list[int]],
) -> None:
    market, places = market_and_places
    volume = np.zeros(7)
    for day in DAYS:
        bars, _ = regular(market, places[0], day, Where.KRX)
        volume += np.bincount(bars.second // 3600 - 9, bars.volume, 7)
    noon = volume[3]
    assert volume[0] > 1.5 * noon
    assert volume[5] > noon
    # The last hour has twenty minutes.
    assert volume[6] * 3 > 1.3 * noon


def test_buyers_pay_more_than_sellers_get(market_and_places: tuple[Market, list[int]]) -> None:
    """Of trades in a quiet second, what is bought is not cheaper than what is sold."""
    market, places = market_and_places
    for place in places:
        tape = market.tape(place, TODAY, 10 * 3600, 11 * 3600)
        second = tape.at // 1000
        _, row = np.unique(second, return_inverse=True)
        means = [
            np.bincount(row, tape.quantity * tape.price * (tape.side == side))
            / np.maximum(np.bincount(row, tape.quantity * (tape.side == side)), 1)
            for side in (BUY, SELL)
        ]
        both = (means[0] > 0) & (means[1] > 0)
        assert (means[0][both] >= means[1][both]).mean() > 0.9
        assert len(tape.at) > 1_000
