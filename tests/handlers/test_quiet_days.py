"""Trades of days with few of them, or none: worked out together, the same as one by one."""

from datetime import date
from itertools import islice

import pytest

from kiwoom_mockserver.vocabulary import intervals
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import Instant
from tests.gateway.caller import Caller, gateway_of

QUIETEST = 13
"""Where the issue with the fewest trades stands that both exchanges trade."""

AT = Instant(day_index(date(2026, 9, 15)), 9 * 3600 + 600)


@pytest.fixture(scope="module")
def market() -> Market:
    return Caller(gateway_of(limits=False)).gateway.world.market


@pytest.mark.parametrize(("where", "scope"), [(Where.KRX, 1), (Where.NXT, 1), (Where.BOTH, 7)])
def test_days_together_are_the_days_one_by_one(
    market: Market, where: Where, scope: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows() -> list[list[int]]:
        made = intervals.trade_rows(market, QUIETEST, scope, where)(AT, 2)
        columns = zip(*made, strict=True)
        return [[int(one) for piece in column for one in piece] for column in columns]

    alone = rows()
    monkeypatch.setattr(intervals, "QUIET", 1 << 60)
    assert rows() == alone
    assert len(set(alone[0])) == 2


def test_before_an_exchange_opened_no_day_is_looked_through(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tape(*_: object) -> None:
        raise AssertionError("a day without trades was worked out")

    monkeypatch.setattr(Market, "tape", tape)
    at = Instant(day_index(date(2025, 2, 13)), 9 * 3600 + 600)
    pieces = intervals.trade_rows(market, 0, 1, Where.NXT)(at, intervals.KEPT_DAYS)
    assert not any(len(piece.day) for piece in islice(pieces, intervals.KEPT_DAYS))
