"""Interruptions of trading as a list, against the market itself."""

from datetime import datetime, time, timedelta
from functools import cache

import numpy as np

from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.vocabulary.interruptions import NAMES
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.hours import start_of
from kiwoom_mockserver.world.interruptions import Interruptions
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.tape import Move, Uncross
from tests.gateway.caller import Caller, gateway_of
from tests.handlers.asking import number, rows_of

ALL = {
    "mrkt_tp": "000", "bf_mkrt_tp": "0", "stk_cd": "", "motn_tp": "0", "skip_stk": "000000000",
    "trde_qty_tp": "0", "min_trde_qty": "0", "max_trde_qty": "0", "trde_prica_tp": "0",
    "min_trde_prica": "0", "max_trde_prica": "0", "motn_drc": "0", "stex_tp": "1",
}  # fmt: skip


@cache
def shown() -> tuple[Caller, int, Interruptions]:
    """A caller at the end of the last day on which a stock of both boards was interrupted."""
    market = gateway_of(limits=False).world.market
    today = day_index(Settings().at.date())
    for day in range(today, today - 400, -1):
        rows = market.interruptions(day)
        if len(rows.issue):
            break
    moment = datetime.combine(day_at(day), time(15, 40), SEOUL)
    return Caller(gateway_of(limits=False, at=moment)).login(), day, rows


def test_the_list_is_what_the_market_did_the_newest_first() -> None:
    caller, day, found = shown()
    world = caller.gateway.world
    rows = rows_of(caller, "ka10054", ALL)
    assert len(rows) == len(found.issue)
    for row, place in zip(rows, np.argsort(-found.begin, kind="stable"), strict=True):
        one = found.only(place)
        assert row["stk_cd"] == world.instruments.all[int(one.issue)].code
        assert number(row, "motn_pric") == one.trigger
        assert number(row, "static_stdpc") == one.static_reference
        assert number(row, "dynm_stdpc") == one.dynamic_reference
        assert row["viaplc_tp"] == NAMES[int(one.kind)]
        assert row["trde_cntr_proc_time"] == f"{timedelta(seconds=int(one.begin))}".replace(
            ":", ""
        ).zfill(6)
        assert (row["vimotn_cnt"], row["stex_tp"]) == (str(one.number), "KRX")
        if one.static_reference:
            rate = (one.trigger / one.static_reference - 1) * 100
            assert abs(float(row["static_dispty_rt"]) - rate) < 0.006
        volume = world.market.issue_state(int(one.issue), day, 86_399).volume[0]
        assert number(row, "acc_trde_qty") == volume


def test_conditions_leave_out_what_they_name() -> None:
    caller, day, found = shown()
    instruments = caller.gateway.world.instruments

    def count(**asked: str) -> int:
        return len(rows_of(caller, "ka10054", ALL | asked))

    for code in ("1", "2", "3"):
        assert count(motn_tp=code) == (found.kind == int(code)).sum()
    assert count(motn_drc="1") == (found.sign > 0).sum()
    assert count(motn_drc="2") == (found.sign < 0).sum()
    assert count(mrkt_tp="001") + count(mrkt_tp="101") == len(found.issue)
    assert count(bf_mkrt_tp="2") == 0
    first = instruments.all[int(found.issue[0])]
    assert count(stk_cd=first.code) == (found.issue == found.issue[0]).sum()
    volume = int(caller.gateway.world.market.issue_state(
        int(found.issue[0]), day, 56_400).volume[0])  # fmt: skip
    most = str(volume // 1_000)
    asked = {"stk_cd": first.code, "trde_qty_tp": "1", "max_trde_qty": most}
    assert count(**asked) == (volume <= int(most) * 1_000) * count(stk_cd=first.code)
    nxt = caller.gateway.world.market.interruptions(day, Where.NXT)
    assert count(stex_tp="2") == len(nxt.issue)
    assert count(stex_tp="3") == len(found.issue) + len(nxt.issue)


def test_orders_wait_for_the_auction() -> None:
    caller, day, found = shown()
    world = caller.gateway.world
    code = world.instruments.all[int(found.issue[0])].code
    begin, end = (start_of(day) + int(one[0]) * 1000 for one in (found.begin, found.end))
    tape = world.venue.tape
    assert tape.quotes(code, Exchange.KRX, begin - 1000).asks
    halfway = tape.quotes(code, Exchange.KRX, begin + 60_000)
    assert not halfway.asks
    assert not halfway.bids
    moments = list(tape.moments(code, Exchange.KRX, begin - 1, end))
    assert moments[0] == Move(begin, 0, 0)
    met = world.market.issue_state(int(found.issue[0]), day, int(found.end[0]) - 1)
    assert Uncross(end, int(met.expected[0]), int(met.expected_volume[0])) in moments
