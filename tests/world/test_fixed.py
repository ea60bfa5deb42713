"""Logarithms as whole numbers: found where they are looked for first, and where they are not."""

import numpy as np

from kiwoom_mockserver.world.fixed import ONE, exp_milli, log_of

HIGHEST = 17 * ONE


def test_the_log_of_a_price_is_the_smallest_that_reaches_it() -> None:
    prices = np.concatenate((np.arange(1, 3_000), np.array([2_000_000, 9_999_999, 24_000_000])))
    found = log_of(prices)
    assert (exp_milli(found) >= prices * 1000).all()
    above = found > 0
    assert (exp_milli(found[above] - 1) < prices[above] * 1000).all()


def test_a_price_beyond_all_logs_has_the_highest() -> None:
    assert log_of(np.array([10**9, 10**12, 100])).tolist()[:2] == [HIGHEST, HIGHEST]
