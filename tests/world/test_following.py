"""Funds follow their baskets day by day, ELWs the theory of what they are on."""

from functools import cache
from statistics import NormalDist

import numpy as np
import pytest

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world import elementary, ticks
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.following import options_of, spot_of, theory
from kiwoom_mockserver.world.options import Options, greeks, implied, worth
from kiwoom_mockserver.world.world import World, load_world

TODAY = 4111
DAYS = np.arange(TODAY - 250, TODAY + 20)


@cache
def world(seed: int = 1) -> World:
    given = Settings(world="small", seed=seed)
    return load_world(given, VirtualClock(given.at))


def place_of(code: str) -> int:
    place = world().instruments.place(code)
    assert place is not None
    return place


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(
    ("first", "last"), [(TODAY - 900, TODAY - 880), (TODAY - 40, TODAY + 40), (3000, 3003)]
)
def test_a_run_of_days_is_what_each_day_is(seed: int, first: int, last: int) -> None:
    market = world(seed).market
    issues = np.flatnonzero(~market.following.follows)
    spans = market.spans
    alone = market.daily.closes(issues[:, None], np.arange(first, last + 1)[None, :])
    assert (spans.closes(issues, first, last) == alone).all()


@pytest.mark.parametrize(("code", "multiple"), [("069500", 1), ("252670", -2), ("890001", 2)])
def test_a_fund_moves_its_multiple_of_the_basket_each_day(code: str, multiple: int) -> None:
    market, place = world().market, place_of(code)
    fund = market.following.funds[place]
    values = np.array(market.tracks.values(fund.basket, int(DAYS[0]), int(DAYS[-1])))
    closes = market.daily.closes(np.full(len(DAYS), place), DAYS)
    moved = values[1:] / values[:-1] - 1
    followed = closes[1:] / closes[:-1] - 1
    # What is left is the premium of two days, and a tick.
    room = 0.004 + ticks.tick_size(ticks.FUND, closes[:-1]) / closes[:-1]
    assert (np.abs(followed - multiple * moved) <= room).all()


def test_the_basket_of_an_index_fund_is_the_index() -> None:
    market = world().market
    fund = market.following.funds[place_of("069500")]
    places, weights = world().instruments.basket_of("201")
    assert fund.basket.places.tolist() == places.tolist()
    assert fund.basket.weights.tolist() == weights.tolist()


def test_an_elw_follows_its_theoretical_price() -> None:
    market, place = world().market, place_of("57KBHH")
    warrant = market.following.warrants[place]
    days = np.arange(TODAY - 30, TODAY + 10)
    held = [warrant] * len(days)
    spots = np.array([spot_of(market.tracks, warrant, int(day)) for day in days])
    stock = place_of("005930")
    assert spots.tolist() == (market.daily.closes(np.full(len(days), stock), days) * 100).tolist()
    fair = theory(held, spots, days) / 100
    closes = market.daily.closes(np.full(len(days), place), days)
    assert (np.abs(closes - fair) <= np.maximum(fair * 0.12, 7.5)).all()


def test_elementary_functions_are_those_of_mathematics() -> None:
    x = np.linspace(-6.5, 6.5, 301)
    assert np.allclose(elementary.exp(x), np.exp(x), rtol=1e-14)
    assert np.allclose(elementary.log(np.exp(x)), x, rtol=0, atol=1e-14)
    normal = NormalDist()
    chances = [normal.cdf(float(one)) for one in x]
    assert np.allclose(elementary.below(x), chances, rtol=0, atol=1e-13)
    assert np.allclose(elementary.density(x), [normal.pdf(float(one)) for one in x], rtol=1e-12)


def grid() -> Options:
    spots = np.array([80.0, 95.0, 100.0, 104.0, 130.0])
    size = len(spots) * 2
    return Options(
        spot=np.tile(spots, 2),
        strike=np.full(size, 100.0),
        years=np.linspace(0.05, 0.6, size),
        volatility=np.linspace(0.2, 0.6, size),
        sign=np.repeat([1.0, -1.0], len(spots)),
    )


def moved(options: Options, **by: float) -> Options:
    return Options(*(getattr(options, name) + by.get(name, 0.0) for name in Options.__slots__))


def test_greeks_are_the_slopes_of_the_price() -> None:
    options, small = grid(), 1e-3
    slopes = greeks(options)

    def slope(name: str, step: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        up, down = moved(options, **{name: step}), moved(options, **{name: -step})
        found: np.ndarray[tuple[int], np.dtype[np.float64]] = (worth(up) - worth(down)) / (2 * step)
        return found

    assert np.allclose(slopes.delta, slope("spot", small), atol=1e-6)
    assert np.allclose(slopes.vega, slope("volatility", 1e-5), atol=1e-5)
    assert np.allclose(slopes.theta, -slope("years", 1e-6), atol=1e-4)
    up, down = greeks(moved(options, spot=small)), greeks(moved(options, spot=-small))
    assert np.allclose(slopes.gamma, (up.delta - down.delta) / (2 * small), atol=1e-6)
    rates = (worth(options, 0.025 + 1e-6) - worth(options, 0.025 - 1e-6)) / 2e-6
    assert np.allclose(slopes.rho, rates, atol=1e-4)


def test_a_call_less_a_put_is_spot_less_discounted_strike() -> None:
    call = moved(grid(), sign=0.0)
    parity = Options(call.spot, call.strike, call.years, call.volatility, -call.sign)
    difference = (worth(call) - worth(parity)) * call.sign
    later = call.strike * np.exp(-0.025 * call.years)
    assert np.allclose(difference, call.spot - later, atol=1e-9)


def test_the_implied_volatility_gives_the_price_back() -> None:
    options = grid()
    found = implied(options, worth(options) * 1.05 + 0.01)
    again = Options(options.spot, options.strike, options.years, found, options.sign)
    assert np.allclose(worth(again), worth(options) * 1.05 + 0.01, rtol=1e-6)


def test_options_end_a_day_before_they_are_worth_nothing() -> None:
    warrant = world().market.following.warrants[place_of("57JBHH")]
    days = np.array([TODAY, TODAY + 400])
    left = options_of([warrant] * 2, np.array([100_000, 100_000]), days).years
    assert left[0] > left[1] == pytest.approx(1 / 365)


def test_a_run_of_days_is_fetched_though_its_first_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings(world="small")
    market = load_world(settings, VirtualClock(settings.at)).market
    basket = next(iter(market.following.funds.values())).basket
    known = market.tracks.value(basket, 4000)
    market.tracks.fetch([basket], 4000, 4050)
    monkeypatch.setattr(market.tracks, "_closes_on", None)
    values = [market.tracks.value(basket, day) for day in range(4000, 4051)]
    assert values[0] == known
    assert len(set(values)) > 40


def test_elws_stay_near_their_theory_all_day() -> None:
    """They go as what they are on does, so far as a day's open and close by their own luck allow:
    an ELW is worth several times its underlying's moves."""
    settings = Settings(world="default")
    elws = load_world(settings, VirtualClock(settings.at)).elws
    for second in (37_800, 46_800, 54_000):
        off, below = [], 0
        for day in range(TODAY - 7, TODAY + 1):
            found = elws.now(elws.places, day, second)
            dear = found.price >= 20_000
            off.append((np.abs(found.price - found.theory) / found.theory)[dear])
            below += int((found.price < found.intrinsic)[dear].sum())
        every = np.concatenate(off)
        assert np.median(every) < 0.021, second
        assert np.quantile(every, 0.9) < 0.055, second
        assert below <= len(every) // 100


@pytest.mark.parametrize("code", ["57KBHH", "57JBHH"])
def test_an_elw_moves_a_multiple_of_what_it_is_on(code: str) -> None:
    market, place = world().market, place_of(code)
    warrant = market.following.warrants[place]
    issues, days = np.full(3, place), np.array([TODAY - 20, TODAY, TODAY + 5])
    for gear, day in zip(market.following.gears(issues, days).tolist(), days.tolist(), strict=True):
        spot = spot_of(market.tracks, warrant, day - 1)
        spots = np.array([spot, spot * 1001 // 1000])
        before, after = theory([warrant] * 2, spots, np.full(2, day))
        moved = (after / before - 1) / (spots[1] / spots[0] - 1) * 1000
        assert gear == pytest.approx(moved, rel=0.03)
        assert (gear > 0) is warrant.call
