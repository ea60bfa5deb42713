"""Rankings of running auctions, against every issue asked for alone."""

from collections.abc import Callable

import pytest

from tests.handlers.asking import Alone, at, hundredths, number, request, rows_of

OPENING, CLOSING = -65 * 60, 5 * 3600 + 25 * 60
"""Seconds after ten o'clock: 08:55 and 15:25."""


def rate(one: Alone) -> int:
    """What the expected price differs from the base price, hundredths of a per cent."""
    price, base = number(one.info, "exp_cntr_pric"), number(one.info, "base_pric")
    size = (abs(price - base) * 20_000 + base) // (2 * base)
    return size if price >= base else -size


def change(one: Alone) -> int:
    return number(one.info, "exp_cntr_pric") - number(one.info, "base_pric")


def shares(one: Alone) -> int:
    return number(one.info, "exp_cntr_qty")


@pytest.mark.parametrize("seconds", [OPENING, CLOSING])
@pytest.mark.parametrize(
    ("code", "key", "holds"),
    [
        ("1", rate, lambda one: change(one) > 0),
        ("4", lambda one: -rate(one), lambda one: change(one) < 0),
        ("5", lambda one: -change(one), lambda one: change(one) < 0),
        ("6", shares, lambda one: True),
    ],
)
def test_expected_prices_are_ranked(
    seconds: int, code: str, key: Callable[[Alone], int], holds: Callable[[Alone], bool]
) -> None:
    caller, everyone = at(seconds)
    told = [one for one in everyone if shares(one) and holds(one)]
    rows = rows_of(caller, "ka10029", request("ka10029", {"sort_tp": code}))
    assert [row["stk_cd"] for row in rows] == [
        one.issue.code for one in sorted(told, key=key, reverse=True)
    ]
    alone = {one.issue.code: one for one in told}
    for row in rows:
        one = alone[row["stk_cd"]]
        assert row["exp_cntr_pric"] == one.info["exp_cntr_pric"]
        assert row["exp_cntr_qty"] == one.info["exp_cntr_qty"]
        assert hundredths(row, "flu_rt") == rate(one)
        assert int(row["pred_pre"]) == change(one)


def test_shares_asked_for_are_those_expected() -> None:
    caller, everyone = at(OPENING)
    body = request("ka10029", {"sort_tp": "6", "trde_qty_cnd": "10"})
    rows = rows_of(caller, "ka10029", body)
    assert {row["stk_cd"] for row in rows} == {
        one.issue.code for one in everyone if shares(one) >= 10_000
    }
    assert 0 < len(rows) < len(everyone)


def test_without_an_auction_nothing_is_expected() -> None:
    caller, everyone = at(0)
    assert rows_of(caller, "ka10029", request("ka10029", {"sort_tp": "6"})) == []
    assert not any(shares(one) for one in everyone)
