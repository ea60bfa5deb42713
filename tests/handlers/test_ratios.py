"""Ratios of shares are rounded as live frames show them."""

import numpy as np
import pytest

from kiwoom_mockserver.vocabulary.ratios import part, strength
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
    bought, volume = np.array([8_797_957, 7, 0]), np.array([20_080_958, 7, 0])
    assert strength(bought, volume).tolist() == [7_798, 70_000, 0]


def test_no_issue_has_less_than_nothing_left_for_foreigners() -> None:
    caller = Caller(gateway_of(world="small", limits=False)).login()
    for api_id, extra in (("ka10034", {"trde_tp": "2"}), ("ka10036", {})):
        body = {"mrkt_tp": "000", "dt": "20", "stex_tp": "1", **extra}
        reply = caller.data(api_id, body)
        (table,) = [one for one in reply.values() if isinstance(one, list)]
        assert table
        assert all(int(row["gain_pos_stkcnt"]) >= 0 for row in table)
