"""Days on which the market opens an hour late: every course of the day begins and ends with it."""

from datetime import date, datetime, timedelta

import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.sectors import Sector, find_sector
from kiwoom_mockserver.world.session import hours_of
from tests.gateway.caller import Caller, gateway_of

DAYS = [
    (date(2026, 1, 2), 10 * 3600, 15 * 3600 + 1800),
    (date(2025, 11, 13), 10 * 3600, 16 * 3600 + 1800),
    (date(2015, 6, 3), 9 * 3600, 15 * 3600),
]
KOSPI = find_sector("001")


def caller(day: date, second: int) -> Caller:
    moment = datetime(day.year, day.month, day.day, tzinfo=SEOUL) + timedelta(seconds=second)
    return Caller(gateway_of(limits=False, at=moment)).login()


def sector() -> Sector:
    assert KOSPI is not None
    return KOSPI


@pytest.mark.parametrize(("day", "begin", "end"), DAYS)
def test_an_index_is_shown_from_the_opening_to_the_close(day: date, begin: int, end: int) -> None:
    world, number = caller(day, end).gateway.world, day_index(day)
    assert (hours_of(number).open, hours_of(number).close) == (begin, end)
    assert not len(world.indices.today(sector(), number, begin - 1).levels)
    for second in (begin, begin + 1_799, end - 900, end):
        shown = world.indices.today(sector(), number, second)
        state = world.indices.state(number, second)
        assert shown.seconds[0] == begin
        assert shown.seconds[-1] == min(second // 10 * 10, end)
        assert shown.levels[-1] == world.indices.level(sector(), number, state)
        assert shown.volume[-1] == state.volume[world.indices.members(sector())].sum()
    past, (bar,) = (
        world.indices.past(sector(), number),
        world.indices.bars(sector(), number, number),
    )
    assert (past.seconds[0], past.seconds[-1]) == (begin, end)
    assert (past.levels.max(), past.levels.min()) == (bar.high, bar.low)
    assert (past.volume[-1], bar.close) == (bar.volume, shown.levels[-1])


@pytest.mark.parametrize(("day", "begin", "end"), DAYS[:2])
def test_minutes_of_every_kind_begin_with_the_market(day: date, begin: int, end: int) -> None:
    asked = caller(day, begin + 239)
    first = f"{day:%Y%m%d}{begin // 3600:02}0000"
    for api_id, body, table in (
        ("ka10080", {"stk_cd": "005930", "tic_scope": "1", "upd_stkpc_tp": "1"}, "stk_min_pole"),
        ("ka20005", {"inds_cd": "001", "tic_scope": "1"}, "inds_min_pole"),
    ):
        rows = asked.data(api_id, body)
        (name,) = [one for one in rows if one.startswith(table)]
        today = [row["cntr_tm"] for row in rows[name] if row["cntr_tm"].startswith(first[:8])]
        assert today[-1] == first
        assert len(today) == 4
    later = caller(day, end + 60)
    rows = later.data("ka90005", {
        "date": f"{day:%Y%m%d}", "amt_qty_tp": "1", "mrkt_tp": "P00101", "min_tic_tp": "1",
        "stex_tp": "1",
    })["prm_trde_trnsn"]  # fmt: skip
    assert rows[0]["cntr_tm"][-6:] == f"{end // 3600:02}{end // 60 % 60:02}00"
