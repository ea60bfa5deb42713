"""Tick sizes, price limits and changes of prices: exact rules on whole won.

A class of issues is one of STOCK, FUND (ETF and ETN), ELW and GOLD.

- Tick of stocks (KOSPI, KOSDAQ, KONEX, since 2023-01-25): 1 won below 2,000, then 5, 10 from 5,000,
  50 from 20,000, 100 from 50,000, 500 from 200,000, 1,000 from 500,000. Funds (since 2023-12-18): 1
  below 2,000, else 5. ELW 5, gold 10. The same for all dates: older tables are not kept.
- Limits: 30 % of the base (gold 10 %; a leveraged fund as many times that as its multiple), cut
  down to the tick of the base; the upper limit is cut down again to its own tick, so the two are
  not mirror images. ELW have none.
- Change rate: hundredths of a per cent, half a hundredth rounded away from zero.

Every function takes whole numbers and gives one, or takes NumPy arrays that broadcast and gives an
array of int64. Prices and bases are never negative; 0 counts as a price on every grid.
"""

from bisect import bisect_right
from typing import Any, Final, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.errors import WorldError

Integers = NDArray[np.int64]
Kinds = int | Integers

STOCK: Final = 0
FUND: Final = 1
ELW: Final = 2
GOLD: Final = 3

NO_LIMIT: Final = 1_000_000_000
"""The upper limit of what has none, in won: above every price, on every grid."""

AT_UPPER, UP, SAME, AT_LOWER, DOWN = 1, 2, 3, 4, 5
"""Change signs, as FID 25 has them."""

_BANDS: Final = (
    (
        (0, 1),
        (2_000, 5),
        (5_000, 10),
        (20_000, 50),
        (50_000, 100),
        (200_000, 500),
        (500_000, 1_000),
    ),
    ((0, 1), (2_000, 5)),
    ((0, 5),),
    ((0, 10),),
)
"""For each class the prices from which a tick holds; an edge is a multiple of both its ticks."""

_PERCENT: Final = (30, 30, 0, 10)

# One sorted table of all classes' bands, so that one search finds class and band: the class stands
# above the bits of the price, or of the number of ticks below it.
_SHIFT: Final = 40
_PRICES: Final = [edge for bands in _BANDS for edge, _ in bands]
_TICKS: Final = [tick for bands in _BANDS for _, tick in bands]
_STEPS: Final = [
    sum((bands[i + 1][0] - bands[i][0]) // bands[i][1] for i in range(band))
    for bands in _BANDS
    for band in range(len(bands))
]
_KINDS: Final = [kind << _SHIFT for kind, bands in enumerate(_BANDS) for _ in bands]
_PRICE_KEYS: Final = [kind + price for kind, price in zip(_KINDS, _PRICES, strict=True)]
_STEP_KEYS: Final = [kind + steps for kind, steps in zip(_KINDS, _STEPS, strict=True)]


def _column(values: list[int] | tuple[int, ...]) -> Integers:
    column = np.array(values, dtype=np.int64)
    column.flags.writeable = False
    return column


_PRICE_COLUMN: Final = _column(_PRICES)
_TICK_COLUMN: Final = _column(_TICKS)
_STEP_COLUMN: Final = _column(_STEPS)
_STEP_KEY_COLUMN: Final = _column(_STEP_KEYS)
_CEILING_COLUMN: Final = _column(
    [
        bands[band + 1][0] if band + 1 < len(bands) else NO_LIMIT
        for bands in _BANDS
        for band in range(len(bands))
    ]
)
# Every edge is a multiple of a step, so bands are looked up by class and by steps below the price.
_STEP: Final = 1_000
_STEP_BITS: Final = 9
_MOST_STEPS: Final = (1 << _STEP_BITS) - 1
_BAND_COLUMN: Final = _column(
    [
        bisect_right(_PRICE_KEYS, (kind << _SHIFT) + steps * _STEP) - 1
        for kind in range(len(_BANDS))
        for steps in range(_MOST_STEPS + 1)
    ]
)
_TICK_BY_STEP: Final = _column(_TICK_COLUMN[_BAND_COLUMN].tolist())
_LOWEST_COLUMN: Final = _column([bands[0][1] for bands in _BANDS])
_PERCENT_COLUMN: Final = _column(_PERCENT)


class Limits(NamedTuple):
    """The lowest and the highest price of a day, in won."""

    lower: int
    upper: int


class LimitColumns(NamedTuple):
    """The limits of many issues."""

    lower: Integers
    upper: Integers


@overload
def tick_size(kind: int, price: int) -> int: ...
@overload
def tick_size(kind: Kinds, price: Integers) -> Integers: ...
def tick_size(kind: Any, price: Any) -> Any:
    """The tick from ``price`` upwards, in won."""
    if isinstance(price, int):
        return _TICKS[_band(kind, price)]
    return _TICK_BY_STEP.take(_steps(kind, price))


@overload
def floor_to_tick(kind: int, price: int) -> int: ...
@overload
def floor_to_tick(kind: Kinds, price: Integers) -> Integers: ...
def floor_to_tick(kind: Any, price: Any) -> Any:
    """The highest price on the grid that is not above ``price``."""
    return price - price % tick_size(kind, price)


@overload
def ceil_to_tick(kind: int, price: int) -> int: ...
@overload
def ceil_to_tick(kind: Kinds, price: Integers) -> Integers: ...
def ceil_to_tick(kind: Any, price: Any) -> Any:
    """The lowest price on the grid that is not below ``price``."""
    return price + -price % tick_size(kind, price)


@overload
def round_to_tick(kind: int, price: int) -> int: ...
@overload
def round_to_tick(kind: Kinds, price: Integers) -> Integers: ...
def round_to_tick(kind: Any, price: Any) -> Any:
    """The nearest price on the grid; the higher one when two are as near."""
    tick = tick_size(kind, price)
    raised = price + tick // 2
    return raised - raised % tick


@overload
def on_tick(kind: int, price: int) -> bool: ...
@overload
def on_tick(kind: Kinds, price: Integers) -> NDArray[np.bool_]: ...
def on_tick(kind: Any, price: Any) -> Any:
    """Whether ``price`` is on the grid."""
    return price % tick_size(kind, price) == 0


@overload
def tick_index(kind: int, price: int) -> int: ...
@overload
def tick_index(kind: Kinds, price: Integers) -> Integers: ...
def tick_index(kind: Any, price: Any) -> Any:
    """How many ticks there are from 0 up to ``price``, a part of one not counted."""
    if isinstance(price, int):
        band = _band(kind, price)
        return _STEPS[band] + (price - _PRICES[band]) // _TICKS[band]
    bands = _BAND_COLUMN.take(_steps(kind, price))
    return _STEP_COLUMN[bands] + (price - _PRICE_COLUMN[bands]) // _TICK_COLUMN[bands]


@overload
def price_at(kind: int, index: int) -> int: ...
@overload
def price_at(kind: Kinds, index: Integers) -> Integers: ...
def price_at(kind: Any, index: Any) -> Any:
    """The price ``index`` ticks above 0."""
    if isinstance(index, int):
        band = bisect_right(_STEP_KEYS, (kind << _SHIFT) + index) - 1
        return _PRICES[band] + (index - _STEPS[band]) * _TICKS[band]
    wanted = (np.asarray(kind, dtype=np.int64) << _SHIFT) + index
    bands = np.searchsorted(_STEP_KEY_COLUMN, wanted, side="right") - 1
    return _PRICE_COLUMN[bands] + (index - _STEP_COLUMN[bands]) * _TICK_COLUMN[bands]


@overload
def limits(kind: int, base: int, multiple: int = 1) -> Limits: ...
@overload
def limits(kind: Kinds, base: Integers, multiple: int | Integers = 1) -> LimitColumns: ...
def limits(kind: Any, base: Any, multiple: Any = 1) -> Any:
    """The price limits that follow from the base price, both on the grid.

    ``multiple`` is a leveraged fund's (2 for 2X and inverse 2X). What has no limit may fall to one
    tick and rise to NO_LIMIT. The base is above 0; one off the grid is taken as it is.
    """
    if isinstance(base, int):
        return _limits_of_one(kind, base, multiple)
    percent = _PERCENT_COLUMN[kind]
    band = base * percent * multiple // 100
    band -= band % tick_size(kind, base)
    lower = ceil_to_tick(kind, np.maximum(base - band, 1))
    upper = floor_to_tick(kind, base + band)
    lowest = _LOWEST_COLUMN[kind]
    return LimitColumns(
        np.where(percent > 0, lower, lowest), np.where(percent > 0, upper, NO_LIMIT)
    )


def first_limits(kind: Kinds, base: Integers) -> LimitColumns:
    """The limits of a listing day, whose base is the offer price: 60 to 400 per cent of it."""
    return LimitColumns(ceil_to_tick(kind, -(-base * 6 // 10)), floor_to_tick(kind, base * 4))


def _limits_of_one(kind: int, base: int, multiple: int) -> Limits:
    if base < 1:
        raise WorldError(f"limits need a base price above 0, not {base}")
    if not _PERCENT[kind]:
        return Limits(tick_size(kind, 0), NO_LIMIT)
    band = base * _PERCENT[kind] * multiple // 100
    band -= band % tick_size(kind, base)
    return Limits(
        ceil_to_tick(kind, max(base - band, 1)),
        floor_to_tick(kind, base + band),
    )


@overload
def change_sign(price: int, base: int, bounds: Limits | None = None) -> int: ...
@overload
def change_sign(
    price: Integers, base: Integers, bounds: LimitColumns | None = None
) -> Integers: ...
def change_sign(price: Any, base: Any, bounds: Any = None) -> Any:
    """AT_UPPER, UP, SAME, AT_LOWER or DOWN; without ``bounds`` never a limit."""
    if isinstance(price, int):
        if price == base:
            return SAME
        if price > base:
            return AT_UPPER if bounds is not None and price >= bounds.upper else UP
        return AT_LOWER if bounds is not None and price <= bounds.lower else DOWN
    sign = np.where(price > base, UP, np.where(price < base, DOWN, SAME)).astype(np.int64)
    if bounds is not None:
        sign = np.where((sign == UP) & (price >= bounds.upper), AT_UPPER, sign)
        sign = np.where((sign == DOWN) & (price <= bounds.lower), AT_LOWER, sign)
    return sign


@overload
def change_rate(price: int, base: int) -> int: ...
@overload
def change_rate(price: Integers, base: Integers) -> Integers: ...
def change_rate(price: Any, base: Any) -> Any:
    """By how much ``price`` differs from ``base``, in hundredths of a per cent.

    -17,500 from 334,000 is -5.2395 % and so -524; a half goes away from zero. 0 without a base.
    """
    if isinstance(price, int):
        if base <= 0:
            return 0
        rate = (abs(price - base) * 20_000 + base) // (2 * base)
        return rate if price >= base else -rate
    divisor = np.maximum(base, 1)
    rate = (np.abs(price - base) * 20_000 + base) // (2 * divisor)
    return np.where(base > 0, np.where(price >= base, rate, -rate), 0)


def band_edges(kind: Kinds, price: Integers) -> LimitColumns:
    """The lowest and the highest price of the range ``price`` lies in, where one tick holds.

    Both are on the grid; the highest is the next range's lowest, or NO_LIMIT.
    """
    bands = _BAND_COLUMN.take(_steps(kind, price))
    return LimitColumns(
        np.maximum(_PRICE_COLUMN[bands], _TICK_COLUMN[bands]), _CEILING_COLUMN[bands]
    )


def _band(kind: int, price: int) -> int:
    if price < 0:
        raise WorldError(f"a price is not negative: {price}")
    return bisect_right(_PRICE_KEYS, (kind << _SHIFT) + price) - 1


def _steps(kind: Kinds, price: Integers) -> Integers:
    """Where the tables by steps speak of a class and a price."""
    steps: Integers = np.minimum(price // _STEP, _MOST_STEPS) + (kind << _STEP_BITS)
    return steps
