"""The clock a user asks for: the machine's own, or one day again and again."""

import json
import re
from datetime import datetime

import pytest

from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.world.calendar import is_trading_day, trading_day
from kiwoom_mockserver.world.clock import VirtualClock, WallClock, clock_of
from kiwoom_mockserver.world.world import load_world
from tests.cli.program import invoke, serving

CHART = ("call", "ka10081", "stk_cd=005930", "base_dt=20991231", "upd_stkpc_tp=1")
MINUTES = ("call", "ka10080", "stk_cd=005930", "tic_scope=1", "upd_stkpc_tp=1")


def last_day() -> str:
    now = WallClock().now()
    world = load_world(Settings(world="small"), VirtualClock(now))
    return f"{world.instant(now).date:%Y%m%d}"


def test_with_the_machines_clock_the_newest_day_is_the_real_one() -> None:
    before = last_day()
    done = invoke(*CHART, "--clock", "wall")
    assert done.exit_code == 0, done.output
    newest = json.loads(done.stdout)["stk_dt_pole_chart_qry"][0]["dt"]
    assert newest in {before, last_day()}
    assert newest != json.loads(invoke(*CHART).stdout)["stk_dt_pole_chart_qry"][0]["dt"]


@pytest.mark.parametrize(
    ("at", "newest"),
    [
        ("2026-09-15T10:00:50", "20260915100000"),
        ("2026-09-12T11:30:50", "20260911113000"),
        ("2026-09-15T23:00:00", "20260914153000"),
        ("2026-01-02T10:02:50", "20260102100200"),
    ],
    ids=["open", "Saturday", "night", "late open"],
)
def test_a_repeated_day_has_always_a_market(at: str, newest: str) -> None:
    done = invoke(*MINUTES, "--at", at, "--repeat-day")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["stk_min_pole_chart_qry"]
    assert rows[0]["cntr_tm"] == newest


def test_a_server_repeats_the_machines_day() -> None:
    with serving("--clock", "wall", "--repeat-day") as server:
        shown = re.search(r"(\d{4}-\d\d-\d\d \d\d:\d\d)", server.value("world"))
        assert shown is not None
        moment = datetime.strptime(shown[0], "%Y-%m-%d %H:%M").replace(tzinfo=SEOUL)
        assert is_trading_day(moment.date())
        assert moment.date() == trading_day(WallClock().now().date())
        assert "07:30" <= f"{moment:%H:%M}" < "20:30"


def test_the_machines_clock_can_stand_still() -> None:
    clock = clock_of(Settings.load({"clock": "wall", "speed": "0"}, environment={}))
    before = WallClock().now()
    assert abs((clock.now() - before).total_seconds()) < 60
    assert clock.speed == 0
    assert clock.now() == clock.now()
