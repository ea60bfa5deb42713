"""The bot against a fake: a good day, a busy server, a lost answer, a void token."""

import pytest
from bot import buy_below, price

CODE = "005930"


def test_it_buys_below_the_limit_and_only_once(kiwoom):
    kiwoom.expect("kt10000", stk_cd=CODE, ord_qty="3")
    with kiwoom.client() as client:
        limit = price(client, CODE) + 1
        assert buy_below(client, CODE, limit, 3)
        kiwoom.clock.advance("1m")
        assert buy_below(client, CODE, limit, 3)
    assert sum(fill["quantity"] for fill in kiwoom.fills) == 3


def test_it_waits_above_the_limit(kiwoom):
    kiwoom.overrides.set("ka10001", {"cur_prc": "+80600"}, stk_cd=CODE)
    with kiwoom.client() as client:
        assert not buy_below(client, CODE, 80_600, 3)
    kiwoom.journal.assert_not_called("kt10000")


@pytest.mark.kiwoom(faults=["lost-order"])
def test_a_lost_answer_does_not_buy_twice(kiwoom):
    with kiwoom.client() as client:
        assert buy_below(client, CODE, 10_000_000, 3)
    assert len(kiwoom.orders) == 1


@pytest.mark.kiwoom(faults=["rate-limit-hell"])
def test_it_gets_through_when_the_server_is_busy(kiwoom):
    with kiwoom.client() as client:
        assert price(client, CODE) == kiwoom.world.issue(CODE)["last"]


def test_a_void_token_is_renewed(kiwoom):
    with kiwoom.client() as client:
        price(client, CODE)
        kiwoom.expire_token()
        assert price(client, CODE)


@pytest.mark.kiwoom(at="2026-09-15T15:19:00", cash=0)
def test_without_money_nothing_is_ordered(kiwoom):
    with kiwoom.client() as client, pytest.raises(Exception, match="매수증거금"):
        buy_below(client, CODE, 10_000_000, 3)
    assert kiwoom.orders == []
