"""Sectors that institutions and foreigners bought net: sums over the issues that are in them."""

from functools import cache
from typing import Any

import pytest

from tests.gateway.caller import Caller, gateway_of
from tests.handlers.asking import rows_of

ASKED = {
    "dt": "5", "mrkt_tp": "001", "netslmt_tp": "2", "stk_inds_tp": "1", "amt_qty_tp": "1",
    "stex_tp": "1",
}  # fmt: skip
SUMMED = ("orgn_nettrde_qty", "frgnr_nettrde_qty", "nettrde_qty")


@cache
def caller() -> Caller:
    return Caller(gateway_of(limits=False)).login()


def number(text: str) -> int:
    return int(text.replace("--", "-"))


@cache
def sectors(board: str, dt: str = "5") -> list[Any]:
    return list(rows_of(caller(), "ka10131", {**ASKED, "mrkt_tp": board, "dt": dt}))


def net_of(code: str, party: str) -> int:
    """What a party bought net of an issue in the five days, told by the issue's own days."""
    body = {
        "stk_cd": code, "strt_dt": "20260909", "end_dt": "20260915", "amt_qty_tp": "2",
        "trde_tp": "0", "unit_tp": "1",
    }  # fmt: skip
    row = caller().data("ka10061", body)["stk_invsr_orgn_tot"][0]
    return number(row[party])


@pytest.mark.parametrize("board", ["001", "101"])
def test_a_sectors_flow_is_the_sum_over_its_issues(board: str) -> None:
    world = caller().gateway.world
    rows = sectors(board)
    assert rows
    for row in rows[:3]:
        codes = [world.instruments.all[p].code for p in world.instruments.members_of(row["stk_cd"])]
        foreign = sum(net_of(code, "frgnr_invsr") for code in codes)
        assert number(row["frgnr_nettrde_qty"]) == foreign
        assert number(row["nettrde_qty"]) == number(row["orgn_nettrde_qty"]) + foreign


def test_sectors_are_ranked_by_what_both_bought() -> None:
    nets = [number(row["nettrde_qty"]) for row in sectors("001")]
    assert nets == sorted(nets, reverse=True)
    assert min(nets) > 0
    assert [int(row["rank"]) for row in sectors("001")] == list(range(1, len(nets) + 1))


def test_a_run_is_no_longer_than_the_period() -> None:
    for row in sectors("001"):
        for party in ("orgn", "frgnr"):
            days = int(row[f"{party}_cont_netprps_dys"])
            assert 0 <= days <= 5
            if days == 5:
                assert row[f"{party}_cont_netprps_qty"] == row[f"{party}_nettrde_qty"]
            if not days:
                assert number(row[f"{party}_cont_netprps_qty"]) == 0


def test_a_sectors_gain_is_its_indexs() -> None:
    row = sectors("001", "1")[0]
    index = caller().data("ka20001", {"mrkt_tp": "0", "inds_cd": row["stk_cd"]})
    assert float(row["prid_stkpc_flu_rt"]) == float(index["flu_rt"])
