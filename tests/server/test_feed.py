"""What sockets are told, and when, as its administrator says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiwoom_mockserver.server.runner import Runner, running
from tests.recordings.making import write_ticks
from tests.server.door import small
from tests.server.test_desk import Desk
from tests.server.test_socket import hear, logged_in, real, register, tell

TICKS = (("0B", "005930"),)


@pytest.fixture(scope="module")
def still() -> Iterator[Runner]:
    """A server whose world stands still."""
    with running(small(speed=0.0)) as runner:
        yield runner


@pytest.fixture
def desk(still: Runner) -> Iterator[Desk]:
    desk = Desk(still.address.port)
    yield desk
    desk.post("/feed/resume", {"missed": "drop"})
    desk.post("/reset")


def test_a_clock_that_is_set_tells_nothing_of_what_lies_between(desk: Desk, still: Runner) -> None:
    with logged_in(still) as client:
        tell(client, register(*TICKS))
        hear(client)
        desk.post("/clock/set", {"at": "2026-09-15T13:00"})
        desk.post("/clock/advance", {"by": 60})
        heard = real(client)["data"][0]["values"]["20"]
    assert "130000" < heard <= "130100"


def test_a_paused_feed_is_stepped_and_what_was_missed_is_told_when_it_goes_on(
    desk: Desk, still: Runner
) -> None:
    desk.post("/clock/set", {"at": "2026-09-15T10:00"})
    with logged_in(still) as client:
        tell(client, register(*TICKS))
        hear(client)
        assert desk.post("/feed/pause")["paused"]
        desk.post("/clock/advance", {"by": 300})
        told = desk.get("/feed")
        assert (told["behind"], told["registered"]) == (300, {"0B": 1})
        assert told["told_until"].startswith("2026-09-15T10:00:00")
        stepped = desk.post("/feed/step", {"seconds": 60})
        assert stepped["told_until"].startswith("2026-09-15T10:01:00")
        count = stepped["told"]["0B"] - told["told"].get("0B", 0)
        first = [real(client) for _ in range(stepped["sent"] - told["sent"])]
        times = [one["values"]["20"] for frame in first for one in frame["data"]]
        assert len(times) == count > 0
        assert all("100000" < time <= "100100" for time in times)
        desk.post("/feed/resume", {"missed": "tell"})
        rest = desk.get("/feed")
        assert (rest["paused"], rest["behind"]) == (False, 0)
        later = real(client)["data"][0]["values"]["20"]
        assert "100100" < later <= "100500"


def test_a_step_moves_time_on_and_what_was_missed_can_be_dropped(desk: Desk, still: Runner) -> None:
    desk.post("/clock/set", {"at": "2026-09-15T10:00"})
    with logged_in(still) as client:
        tell(client, register(*TICKS, ("00", "")))
        hear(client)
        desk.post("/feed/step", {"seconds": 5})
        assert desk.get("/clock")["time"].startswith("2026-09-15T10:00:05")
        desk.buy()
        desk.post("/clock/advance", {"by": 120})
        sent = desk.get("/feed")["sent"]
        desk.post("/feed/resume", {"missed": "drop"})
        told = desk.post("/clock/advance", {"by": 0})
        assert told["time"].startswith("2026-09-15T10:02:05")
        assert desk.get("/feed")["sent"] == sent
        assert "00" not in desk.get("/feed")["told"]


def test_a_day_that_was_missed_is_not_told(desk: Desk, still: Runner) -> None:
    with logged_in(still):
        desk.post("/feed/pause")
        for _ in range(2):
            desk.post("/clock/advance", {"by": "20h"})
        assert "a day" in desk.post("/feed/resume", {}, 400)["error"]
        desk.post("/feed/resume", {"missed": "drop"})


def test_how_much_may_wait_is_set(desk: Desk, still: Runner) -> None:
    before = desk.get("/feed")
    told = desk.post("/feed/limit", {"limit": 5, "overflow": "drop-oldest"})
    assert (told["limit"], told["overflow"]) == (5, "drop-oldest")
    assert (still.app.hub.queue_limit, still.app.hub.overflow) == (5, "drop-oldest")
    desk.post("/feed/limit", {name: before[name] for name in ("limit", "overflow")})
    desk.post("/feed/limit", {"limit": 0}, 400)


def test_a_replay_is_steered_as_a_whole() -> None:
    with running(small(session="calm-day", mode="timeline", speed=0.0)) as runner:
        desk = Desk(runner.address.port)
        assert "/__admin/replay" in desk.post("/feed/pause", status=400)["error"]
        assert desk.get("/feed")["sockets"] == []
        (played,) = [one for one in desk.get("/sessions")["sessions"] if one["played"]]
        assert played["name"] == "calm-day"


def test_sessions_that_are_here_are_listed(tmp_path: Path) -> None:
    write_ticks(tmp_path / "mine", 3)
    write_ticks(tmp_path / "calm-day", 2)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text("{", "utf-8")
    (tmp_path / "no-session").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "mine")
    with running(small(sessions=str(tmp_path))) as runner:
        desk = Desk(runner.address.port)
        told = desk.get("/sessions")
        found = {one["name"]: one for one in told["sessions"]}
        assert told["folder"] == str(tmp_path)
        assert set(found) == {"broken", "mine", "calm-day", "upper-limit", "vi-morning",
                              "bot-orders"}  # fmt: skip
        assert (found["calm-day"]["records"], found["mine"]["seconds"]) == (2, 2.0)
        assert "not JSON" in found["broken"]["error"]
        assert not any(one["played"] for one in found.values())
        marks = desk.get("/sessions/vi-morning")["marks"]
        assert {"vi", "vi-end"} <= {one["name"] for one in marks}
        desk.get("/sessions/no-session", 404)
        desk.get("/sessions/..", 404)
