"""What ELWs are worth, and how that changes: Black and Scholes on columns.

Spots and strikes are in won or index points, rates and volatilities in ones (0.25 for 25 %), times
in years. A warrant's price is that of its option times its conversion ratio.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiwoom_mockserver.world.elementary import F64, below, density, exp, log

INTEREST: Final = 0.025
"""Interest a year."""

_HALVINGS: Final = 48
_CALMEST, _WILDEST = 0.01, 5.0
"""Bounds of an implied volatility."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options in columns; ``sign`` is 1 for calls and -1 for puts."""

    spot: F64
    strike: F64
    years: F64
    volatility: F64
    sign: F64


@dataclass(frozen=True, slots=True)
class Greeks:
    """How an option's worth changes with spot, spot again, a year, volatility and interest."""

    delta: F64
    gamma: F64
    theta: F64
    vega: F64
    rho: F64


def worth(options: Options, interest: float = INTEREST) -> F64:
    """What each option is worth, in the unit of its spot."""
    upper, lower, later = _terms(options, interest)
    return _worth(options, upper, lower, later)


def _worth(options: Options, upper: F64, lower: F64, later: F64) -> F64:
    sign = options.sign
    found: F64 = sign * (options.spot * below(sign * upper) - later * below(sign * lower))
    return np.maximum(found, 0.0)


def greeks(options: Options, interest: float = INTEREST) -> Greeks:
    """The partial derivatives of ``worth``; theta is that of time passing."""
    upper, lower, later = _terms(options, interest)
    sign, root = options.sign, np.sqrt(options.years)
    bell = density(upper)
    inside = below(sign * lower)
    decay = options.spot * bell * options.volatility / (2 * root)
    return Greeks(
        delta=sign * below(sign * upper),
        gamma=bell / (options.spot * options.volatility * root),
        theta=-decay - sign * interest * later * inside,
        vega=options.spot * bell * root,
        rho=sign * later * options.years * inside,
    )


def implied(options: Options, price: F64) -> F64:
    """The volatility at which each option is worth ``price``; at a bound when none is."""
    calm, wild = np.full_like(price, _CALMEST), np.full_like(price, _WILDEST)
    root = np.sqrt(options.years)
    later = options.strike * exp(-INTEREST * options.years)
    reach = log(options.spot / later)
    for _ in range(_HALVINGS):
        middle = (calm + wild) / 2
        swing = middle * root
        upper = reach / swing + swing / 2
        dear = _worth(options, upper, upper - swing, later) > price
        calm, wild = np.where(dear, calm, middle), np.where(dear, middle, wild)
    return (calm + wild) / 2


def _terms(options: Options, interest: float) -> tuple[F64, F64, F64]:
    swing = options.volatility * np.sqrt(options.years)
    later = options.strike * exp(-interest * options.years)
    upper = log(options.spot / later) / swing + swing / 2
    return upper, upper - swing, later
