from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.clock import (
    Clock,
    RepeatingClock,
    ScaledClock,
    VirtualClock,
    WallClock,
    monotonic_seconds,
    wall_seconds,
)

TEN = datetime(2026, 9, 15, 10, 0, tzinfo=SEOUL)
LENGTH = timedelta(hours=13)


class Seconds:
    """A source of seconds moved by hand."""

    def __init__(self, value: float = 0.0) -> None:
        self.value = value

    def __call__(self) -> float:
        return self.value


def test_the_machines_clock_runs() -> None:
    assert wall_seconds() > 1_700_000_000
    assert monotonic_seconds() <= monotonic_seconds()


@pytest.mark.parametrize(
    "clock",
    [
        WallClock(),
        ScaledClock(TEN.astimezone(UTC), 60),
        VirtualClock(TEN.astimezone(UTC)),
        RepeatingClock(VirtualClock(TEN.astimezone(UTC))),
        RepeatingClock(WallClock()),
    ],
    ids=lambda clock: type(clock).__name__,
)
def test_every_clock_speaks_of_seoul(clock: Clock) -> None:
    assert clock.now().tzinfo is SEOUL
    assert clock.speed >= 0


@pytest.mark.parametrize(
    "make", [lambda at: ScaledClock(at, 1), VirtualClock], ids=["scaled", "virtual"]
)
def test_a_start_without_a_zone_is_refused(make: Callable[[datetime], Clock]) -> None:
    with pytest.raises(WorldError, match="no time zone"):
        make(TEN.replace(tzinfo=None))


def test_the_wall_clock_is_the_time_in_korea() -> None:
    clock = WallClock(Seconds(1_789_434_000.5))
    assert clock.now() == datetime(2026, 9, 15, 10, 0, 0, 500_000, tzinfo=SEOUL)
    assert clock.speed == 1.0
    assert abs(WallClock().now().timestamp() - wall_seconds()) < 5


def test_a_scaled_clock_runs_at_its_speed() -> None:
    source = Seconds(100.0)
    clock = ScaledClock(TEN, 60, source)
    source.value += 2
    assert clock.now() == TEN + timedelta(minutes=2)
    still = ScaledClock(TEN, 0, source)
    source.value += 2
    assert still.now() == TEN


def test_a_virtual_clock_runs_what_is_due_in_order() -> None:
    clock = VirtualClock(TEN)
    ran: list[tuple[str, datetime]] = []

    def note(name: str) -> Callable[[], None]:
        return lambda: ran.append((name, clock.now()))

    second = timedelta(seconds=1)
    clock.call_at(TEN + 2 * second, note("second"))
    clock.call_at((TEN + second).astimezone(UTC), note("first"))
    clock.call_at(TEN + 2 * second, note("third"))
    clock.call_at(TEN - second, note("past"))
    clock.call_at(TEN + 9 * second, note("later"))
    clock.advance(3)
    assert ran == [
        *(("past", TEN), ("first", TEN + second)),
        *(("second", TEN + 2 * second), ("third", TEN + 2 * second)),
    ]
    assert clock.now() == TEN + 3 * second
    with pytest.raises(WorldError, match="cannot go back"):
        clock.run_until(TEN)


def test_a_repeating_clock_begins_the_day_anew() -> None:
    inner = VirtualClock(TEN)
    clock = RepeatingClock(inner)
    assert (clock.now(), clock.round) == (TEN, 0)
    inner.advance(10.5 * 3600 - 1)
    assert clock.now() == TEN.replace(hour=20, minute=29, second=59)
    inner.advance(1)
    assert (clock.now(), clock.round) == (TEN.replace(hour=7, minute=30), 1)
    inner.advance(2.5 * 3600)
    assert clock.now() == TEN
    inner.advance(13 * 3600)
    assert (clock.now(), clock.round) == (TEN, 2)


def test_a_repeating_clock_may_begin_on_a_day_without_trade() -> None:
    sunday = datetime(2026, 9, 27, 11, 0, tzinfo=SEOUL)  # Chuseok since Thursday
    assert RepeatingClock(VirtualClock(sunday)).now() == datetime(2026, 9, 23, 11, tzinfo=SEOUL)


@pytest.mark.parametrize("hour", [0, 7, 21, 23])
def test_a_repeating_clock_begins_the_night_with_the_morning(hour: int) -> None:
    clock = RepeatingClock(VirtualClock(TEN.replace(hour=hour)))
    assert (clock.now(), clock.round) == (TEN.replace(hour=7, minute=30), 0)


def test_a_repeating_clock_runs_as_fast_as_the_other() -> None:
    source = Seconds()
    clock = RepeatingClock(ScaledClock(TEN, 3600, source))
    source.value = 2
    assert clock.speed == 3600
    assert clock.now() == TEN.replace(hour=12)


def test_a_day_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(WorldError, match="not before"):
        RepeatingClock(VirtualClock(TEN), time(9), time(9))


@given(
    st.datetimes(datetime(2010, 1, 4), datetime(2030, 12, 30)),  # noqa: DTZ001
    st.lists(st.floats(0, 100_000), max_size=10),
)
def test_a_repeating_clock_never_leaves_its_day(start: datetime, steps: list[float]) -> None:
    inner = VirtualClock(start.replace(tzinfo=SEOUL, fold=0))
    clock = RepeatingClock(inner)
    day = clock.now().date()
    last = (clock.round, clock.now())
    for step in steps:
        inner.advance(step)
        assert clock.now().date() == day
        assert time(7, 30) <= clock.now().time() < time(20, 30)
        # Rounds and the time within a round go only forward, at the other clock's pace.
        now = (clock.round, clock.now())
        passed = (now[0] - last[0]) * LENGTH + (now[1] - last[1])
        assert passed == timedelta(seconds=step)
        last = now
