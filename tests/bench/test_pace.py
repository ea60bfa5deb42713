"""Real pace: what a second of the market costs, and how long after it began its ticks arrive."""

import json
from typing import NamedTuple

import pytest

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import load_world
from tests.bench.conftest import Report
from tests.bench.machine import resident_megabytes
from tests.bench.servers import Driver, Served, ours

FLAGS = (
    *("--at", "2026-09-15T09:10:00", "--ws-takeover", "off"),
    *("--ws-group-cap", "5000", "--ws-session-cap", "5000"),
)
SETTLING = 25.0
"""Seconds until the morning's trades of everything are known."""

SECONDS = 20.0


class Load(NamedTuple):
    """So many sockets that hear the trades and books of so many issues each."""

    sockets: int
    issues: int
    core: float | None
    """Goal: the part of a core it may take."""
    late: float | None
    """Goal: milliseconds after which one tick in a hundred comes."""


LOADS = (Load(1, 100, None, 20), Load(100, 50, None, 20), Load(1, 2_000, 0.25, 20))


def frames_of(served: Served, issues: int) -> list[str]:
    """What a socket says to hear of the first issues of the default world."""
    settings = Settings()
    world = load_world(settings, VirtualClock(settings.at))
    codes = [one.code for one in world.instruments.listed][:issues]
    register = {
        "trnm": "REG", "grp_no": "1", "refresh": "1",
        "data": [{"item": codes, "type": ["0B", "0D"]}],
    }  # fmt: skip
    login = {"trnm": "LOGIN", "token": served.token()}
    return [json.dumps(frame) for frame in (login, register)]


@pytest.mark.parametrize("load", LOADS, ids=lambda load: f"{load.sockets}x{load.issues}")
def test_real_pace(load: Load, readers: Driver, report: Report) -> None:
    with ours(*FLAGS) as served:
        command = {
            "port": served.port, "pid": served.pid, "frames": frames_of(served, load.issues),
            "sockets": load.sockets, "warm": SETTLING if load.issues > 100 else 5.0,
            "seconds": SECONDS, "begins": served.second_begins(),
        }  # fmt: skip
        before = resident_megabytes(served.pid)
        heard = readers.run(command)
        after = resident_megabytes(served.pid)
    what = f"{load.sockets} x {load.issues} issues, 0B and 0D"
    report.add(f"{what}: ticks a second", heard["good"] / heard["wall"], "1/s")
    if heard["cpu"] is not None:
        report.add(f"{what}: part of a core", heard["cpu"] / heard["wall"], "cores", load.core)
    report.add(f"{what}: half of the ticks within", heard["p50"] * 1_000, "ms")
    report.add(f"{what}: 99 of 100 within", heard["p99"] * 1_000, "ms", load.late)
    if before and after:
        report.add(f"{what}: memory", after, "MB", before=before)
