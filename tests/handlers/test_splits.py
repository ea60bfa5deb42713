"""Charts of a split share: in today's shares, or in those of each day."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import Caller, gateway_of

SPLIT, PARTS = "20180504", 50
TABLES = {
    "ka10081": "stk_dt_pole_chart_qry",
    "ka10082": "stk_stk_pole_chart_qry",
    "ka10083": "stk_mth_pole_chart_qry",
}
PRICES = ("open_pric", "high_pric", "low_pric", "cur_prc", "pred_pre")


@cache
def caller() -> Caller:
    return Caller(gateway_of(limits=False)).login()


def rows(api_id: str, code: str, adjusted: str) -> list[Mapping[str, Any]]:
    body = {"stk_cd": code, "base_dt": "20180510", "upd_stkpc_tp": adjusted}
    found: list[Mapping[str, Any]] = caller().data(api_id, body)[TABLES[api_id]]
    return found


def number(text: str) -> int:
    return int(text.replace("--", "-"))


@pytest.mark.parametrize("api_id", TABLES)
def test_before_a_split_unadjusted_prices_are_as_many_times_higher(api_id: str) -> None:
    pairs = list(zip(rows(api_id, "005930", "1"), rows(api_id, "005930", "0"), strict=True))
    # A bar is over where the next one, which stands above it, begins.
    count = next(place for place, (one, _) in enumerate(pairs, 1) if one["dt"] <= SPLIT)
    after, before = pairs[:count], pairs[count:]
    assert before[:3]
    for one, raw in before:
        assert [number(raw[name]) for name in PRICES] == [
            number(one[name]) * PARTS for name in PRICES
        ]
        assert int(raw["trde_qty"]) == int(one["trde_qty"]) // PARTS
        unchanged = ("dt", "trde_prica", "pred_pre_sig", "trde_tern_rt")
        assert [raw[name] for name in unchanged] == [one[name] for name in unchanged]
    assert [raw for _, raw in after] == [one for one, _ in after]


@pytest.mark.parametrize("adjusted", ["0", "1"])
def test_a_split_to_come_is_not_known(adjusted: str) -> None:
    at = datetime(2018, 5, 2, 11, 0, tzinfo=SEOUL)
    then = Caller(gateway_of(limits=False, at=at)).login()
    body = {"stk_cd": "005930", "base_dt": "20180502", "upd_stkpc_tp": adjusted}
    newest = then.data("ka10081", body)[TABLES["ka10081"]][0]
    quote = then.data("ka10001", {"stk_cd": "005930"})
    assert newest["cur_prc"] == quote["cur_prc"].lstrip("+-")
    assert newest["trde_qty"] == quote["trde_qty"]


def test_a_share_that_was_never_split_has_one_price() -> None:
    assert rows("ka10081", "000660", "0") == rows("ka10081", "000660", "1")
