import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.ticks import ELW, FUND, GOLD, NO_LIMIT, STOCK, Limits

KINDS = (STOCK, FUND, ELW, GOLD)
EDGES = (2_000, 5_000, 20_000, 50_000, 200_000, 500_000)

kinds = st.sampled_from(KINDS)
prices = st.one_of(
    st.integers(1, 3_000_000),
    st.builds(lambda edge, off: edge + off, st.sampled_from(EDGES), st.integers(-1_100, 1_100)),
)
counts = st.integers(0, 40)


def naive_tick(kind: int, price: int) -> int:
    if kind == ELW:
        return 5
    if kind == GOLD:
        return 10
    if price < 2_000:
        return 1
    if kind == FUND or price < 5_000:
        return 5
    for below, tick in ((20_000, 10), (50_000, 50), (200_000, 100), (500_000, 500)):
        if price < below:
            return tick
    return 1_000


def naive_up(kind: int, price: int) -> int:
    price += 1
    while price % naive_tick(kind, price):
        price += 1
    return price


def naive_down(kind: int, price: int) -> int:
    lowest = naive_tick(kind, 0)
    price -= 1
    while price > lowest and price % naive_tick(kind, price):
        price -= 1
    return max(price, lowest)


def grid(kind: int, top: int) -> list[int]:
    found, price = [], naive_tick(kind, 0)
    while price < top:
        found.append(price)
        price += naive_tick(kind, price)
    return found


@pytest.mark.parametrize(
    ("price", "tick"),
    [
        *((1_999, 1), (2_000, 5), (4_999, 5), (5_000, 10), (19_999, 10), (20_000, 50)),
        *((49_999, 50), (50_000, 100), (199_999, 100), (200_000, 500), (499_999, 500)),
        (500_000, 1_000),
    ],
)
def test_a_stocks_tick_changes_at_the_published_edges(price: int, tick: int) -> None:
    assert ticks.tick_size(STOCK, price) == tick


def test_244750_is_off_the_grid() -> None:
    assert not ticks.on_tick(STOCK, 244_750)  # the paper host's RC4003, 2026-07-22
    assert ticks.on_tick(STOCK, 244_500)


@given(kinds, prices)
def test_the_tick_is_that_of_the_plain_table(kind: int, price: int) -> None:
    assert ticks.tick_size(kind, price) == naive_tick(kind, price)


@given(kinds, prices, prices)
def test_ticks_nest(kind: int, one: int, other: int) -> None:
    small, large = sorted((ticks.tick_size(kind, one), ticks.tick_size(kind, other)))
    assert large % small == 0


@given(kinds, prices)
def test_rounding_stays_within_a_tick_and_on_the_grid(kind: int, price: int) -> None:
    floor, ceil = ticks.floor_to_tick(kind, price), ticks.ceil_to_tick(kind, price)
    nearest = ticks.round_to_tick(kind, price)
    tick = ticks.tick_size(kind, price)
    assert floor <= price <= ceil
    assert ceil - floor in (0, tick)
    assert (ceil == floor) == ticks.on_tick(kind, price)
    assert nearest == (ceil if 2 * (price - floor) >= tick else floor)
    assert all(ticks.on_tick(kind, p) for p in (floor, ceil, nearest))


@given(kinds, prices, counts)
def test_prices_are_numbered_in_their_order(kind: int, price: int, count: int) -> None:
    start = up = down = ticks.floor_to_tick(kind, price) or naive_tick(kind, 0)
    index = ticks.tick_index(kind, start)
    for step in range(1, count + 1):
        up, down = naive_up(kind, up), naive_down(kind, down)
        assert ticks.price_at(kind, index + step) == up
        assert ticks.price_at(kind, max(index - step, 1)) == down


@pytest.mark.parametrize("kind", KINDS)
def test_prices_of_the_grid_are_numbered_without_gaps(kind: int) -> None:
    ladder = grid(kind, 600_000)
    assert [ticks.tick_index(kind, price) for price in ladder] == [*range(1, len(ladder) + 1)]
    assert [ticks.price_at(kind, index + 1) for index in range(len(ladder))] == ladder


@pytest.mark.parametrize(
    ("base", "lower", "upper"),
    [(239_000, 167_500, 310_500), (24_250, 17_000, 31_500), (334_000, 234_000, 434_000)],
)
def test_limits_of_the_worked_examples(base: int, lower: int, upper: int) -> None:
    assert ticks.limits(STOCK, base) == Limits(lower, upper)


def test_limits_of_every_stock_base_follow_the_measured_rule() -> None:
    bases = np.array(grid(STOCK, 1_200_000), dtype=np.int64)
    lower, upper = ticks.limits(STOCK, bases)
    for base, low, high in zip(bases.tolist(), lower.tolist(), upper.tolist(), strict=True):
        band = base * 3 // 10 // naive_tick(STOCK, base) * naive_tick(STOCK, base)
        raised = base + band
        assert low == base - band
        assert high == raised // naive_tick(STOCK, raised) * naive_tick(STOCK, raised)
        assert high == base * 13 // 10 // naive_tick(STOCK, raised) * naive_tick(STOCK, raised)


@given(kinds, prices, st.integers(1, 3))
def test_limits_lie_on_the_grid_around_the_base(kind: int, price: int, multiple: int) -> None:
    base = ticks.ceil_to_tick(kind, price)
    lower, upper = ticks.limits(kind, base, multiple)
    assert 0 < lower <= base <= upper
    assert ticks.on_tick(kind, lower)
    assert ticks.on_tick(kind, upper)
    if kind in (STOCK, FUND):
        assert upper <= base * (10 + 3 * multiple) / 10
        assert lower >= base * (10 - 3 * multiple) / 10


def test_a_leveraged_fund_moves_by_its_multiple() -> None:
    assert ticks.limits(FUND, 20_000, 2) == Limits(8_000, 32_000)


def test_gold_moves_a_tenth_and_elw_are_free() -> None:
    assert ticks.limits(GOLD, 152_390) == Limits(137_160, 167_620)
    assert ticks.limits(ELW, 100) == Limits(5, NO_LIMIT)


def test_limits_without_a_base_are_refused() -> None:
    with pytest.raises(WorldError, match="base price above 0"):
        ticks.limits(STOCK, 0)


def test_a_negative_price_is_refused() -> None:
    with pytest.raises(WorldError, match="not negative"):
        ticks.tick_size(FUND, -1)


def test_change_signs() -> None:
    bounds = ticks.limits(STOCK, 24_250)
    expected = {31_500: 1, 31_450: 2, 24_300: 2, 24_250: 3, 24_200: 5, 17_010: 5, 17_000: 4}
    assert {price: ticks.change_sign(price, 24_250, bounds) for price in expected} == expected
    assert ticks.change_sign(31_500, 24_250) == ticks.UP
    assert ticks.change_sign(17_000, 24_250) == ticks.DOWN


def test_an_unchanged_price_at_its_limit_is_unchanged() -> None:
    assert ticks.limits(STOCK, 1) == Limits(1, 1)
    assert ticks.change_sign(1, 1, ticks.limits(STOCK, 1)) == ticks.SAME


@pytest.mark.parametrize(
    ("price", "base", "rate"),
    [
        (316_500, 334_000, -524),  # -5.2395 %; as live frames of 2026 have it
        (316_250, 334_000, -531),
        (41_500, 40_350, 285),
        (20_001, 20_000, 1),  # 0.005 %: a half goes away from zero
        (19_999, 20_000, -1),
        (100, 100, 0),
        (100, 0, 0),
    ],
)
def test_change_rates(price: int, base: int, rate: int) -> None:
    assert ticks.change_rate(price, base) == rate


@given(st.lists(st.tuples(kinds, prices, prices, st.integers(1, 2)), min_size=1, max_size=30))
def test_columns_give_what_single_prices_give(rows: list[tuple[int, int, int, int]]) -> None:
    kind, price, base, multiple = (
        np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)
    )
    bounds = ticks.limits(kind, base, multiple)
    columns = {
        "tick": ticks.tick_size(kind, price),
        "floor": ticks.floor_to_tick(kind, price),
        "ceil": ticks.ceil_to_tick(kind, price),
        "round": ticks.round_to_tick(kind, price),
        "on": ticks.on_tick(kind, price),
        "index": ticks.tick_index(kind, price),
        "at": ticks.price_at(kind, multiple),
        "lower": bounds.lower,
        "upper": bounds.upper,
        "sign": ticks.change_sign(price, base, bounds),
        "plain sign": ticks.change_sign(price, base),
        "rate": ticks.change_rate(price, base),
    }
    for place, (k, p, b, m) in enumerate(rows):
        single = ticks.limits(k, b, m)
        assert {name: column[place] for name, column in columns.items()} == {
            "tick": ticks.tick_size(k, p),
            "floor": ticks.floor_to_tick(k, p),
            "ceil": ticks.ceil_to_tick(k, p),
            "round": ticks.round_to_tick(k, p),
            "on": ticks.on_tick(k, p),
            "index": ticks.tick_index(k, p),
            "at": ticks.price_at(k, m),
            "lower": single.lower,
            "upper": single.upper,
            "sign": ticks.change_sign(p, b, single),
            "plain sign": ticks.change_sign(p, b),
            "rate": ticks.change_rate(p, b),
        }


def test_columns_broadcast_and_are_int64() -> None:
    kind = np.array([[STOCK], [FUND]], dtype=np.int64)
    price = np.array([1_234, 23_456, 234_567], dtype=np.int64)
    floored = ticks.floor_to_tick(kind, price)
    assert floored.tolist() == [[1_234, 23_450, 234_500], [1_234, 23_455, 234_565]]
    assert floored.dtype == np.int64
    assert ticks.change_sign(price, price).dtype == np.int64
    assert ticks.change_rate(price, np.zeros(3, dtype=np.int64)).tolist() == [0, 0, 0]
