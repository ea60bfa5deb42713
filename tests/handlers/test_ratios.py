"""Ratios of shares are rounded as live frames show them."""

import numpy as np
import pytest

from kiwoom_mockserver.vocabulary.issues import where_of
from kiwoom_mockserver.vocabulary.ratios import part, strength
from kiwoom_mockserver.world.prints import BUY, SELL
from tests.gateway.caller import Caller, gateway_of


@pytest.mark.parametrize(
    ("of", "whole", "shown"),
    [
        (8_797_957, 11_283_001, 7_798),
        (20_631_648, 29_237_216, 7_057),
        (20_396_038, 29_237_216, 6_976),
        (1, 20_000, 1),
        (1, 20_001, 0),
        (5, 0, 0),
    ],
)
def test_a_part_is_rounded_to_the_nearest_hundredth(of: int, whole: int, shown: int) -> None:
    assert part(np.array([of]), np.array([whole])).tolist() == [shown]


def test_strength_is_bought_over_sold() -> None:
    bought, sold = np.array([8_797_957, 7, 0]), np.array([11_283_001, 0, 5])
    assert strength(bought, sold).tolist() == [7_798, 0, 0]


@pytest.mark.parametrize("code", ["005930", "035720_NX", "000660_AL"])
def test_an_auction_is_neither_bought_nor_sold(code: str) -> None:
    """Quotes, trades, minutes and days of an issue tell the strength that its trades have."""
    caller = Caller(gateway_of(world="small", limits=False)).login()
    (quote,) = caller.data("ka10095", {"stk_cd": code})["atn_stk_infr"]
    world, at = caller.gateway.world, caller.gateway.world.instant(caller.gateway.world.now())
    place = world.instruments.place(code[:6])
    assert place is not None
    tape = world.market.tape(place, at.day, 0, at.second + 1, where_of(code))
    bought, sold = (int(tape.quantity[tape.side == side].sum()) for side in (BUY, SELL))
    auctions = int(quote["trde_qty"]) - bought - sold
    assert auctions > 0 or code.endswith("_NX")
    assert float(quote["cntr_str"]) == pytest.approx(bought / sold * 100, abs=0.01)
    body = {"stk_cd": code, "tdy_pred": "1", "tic_min": "0", "tm": ""}
    minutes = caller.data("ka10084", {**body, "tic_min": "1"})["tdy_pred_cntr"]
    told = [
        caller.data("ka10003", {"stk_cd": code})["cntr_infr"][0]["cntr_str"],
        caller.data("ka10046", {"stk_cd": code})["cntr_str_tm"][0]["cntr_str"],
        caller.data("ka10047", {"stk_cd": code})["cntr_str_daly"][0]["cntr_str"],
        caller.data("ka10006", {"stk_cd": code})["cntr_str"],
        minutes[0]["cntr_str"].lstrip("+"),
    ]
    assert told == [quote["cntr_str"]] * 5
    trade = caller.data("ka10084", body)["tdy_pred_cntr"]
    older = next(row for row in trade if row["tm"] < minutes[0]["tm"])
    assert minutes[1]["cntr_str"] == older["cntr_str"]


def test_no_issue_has_less_than_nothing_left_for_foreigners() -> None:
    caller = Caller(gateway_of(world="small", limits=False)).login()
    for api_id, extra in (("ka10034", {"trde_tp": "2"}), ("ka10036", {})):
        body = {"mrkt_tp": "000", "dt": "20", "stex_tp": "1", **extra}
        reply = caller.data(api_id, body)
        (table,) = [one for one in reply.values() if isinstance(one, list)]
        assert table
        assert all(int(row["gain_pos_stkcnt"]) >= 0 for row in table)
