"""When the server asks for a sign of life, and when it gives up."""

from collections.abc import Iterator

import pytest

from kiwoom_mockserver.realtime.connection import Connection, Policy, Send, State
from kiwoom_mockserver.realtime.subscriptions import Unsubscribed
from tests.realtime.driver import BYE, connect, logged_in, reg, tell

PING = {"trnm": "PING"}
SENT_PING = (Send(b'{"trnm":"PING"}'),)
R10002 = Send(
    '{"trnm":"SYSTEM","code":"R10002","message":"사용자 프로그램으로부터 '
    'Heartbeat(연결유지) 메시지가 오지않아서 접속을 종료합니다"}'.encode()
)


def pings(connection: Connection, until: float, echo_after: float | None) -> Iterator[float]:
    """When PINGs go out, by a timer that is exact and a client that only echoes, or does not."""
    while (due := connection.deadline) is not None and due <= until:
        effects = connection.tick(due)
        if effects == SENT_PING:
            yield due
            if echo_after is not None:
                assert tell(connection, PING, due + echo_after) == ()
        else:
            assert effects in ((), (R10002, BYE))


def test_the_first_ping_comes_10_s_after_the_login() -> None:
    connection = connect()
    tell(connection, {"trnm": "LOGIN", "token": "alice-token"}, 3.0)
    assert connection.deadline == 13.0
    assert connection.tick(12.99) == ()
    assert connection.tick(13.0) == SENT_PING


@pytest.mark.parametrize("echo_after", [0.0, 0.03, 9.99])
def test_a_client_that_only_echoes_sees_a_ping_every_20_s(echo_after: float) -> None:
    times = list(pings(logged_in(), 600.0, echo_after))
    assert times == [10.0 + 20.0 * n for n in range(30)]


def test_a_client_that_answers_late_sees_pings_closer_together() -> None:
    connection = logged_in()
    assert connection.tick(10.0) == SENT_PING
    assert connection.tick(20.0) == SENT_PING
    tell(connection, PING, 20.5)
    tell(connection, PING, 20.6)
    assert connection.deadline == 30.0
    assert connection.tick(30.0) == ()
    assert connection.tick(40.0) == SENT_PING


def test_a_client_that_never_echoes_is_asked_every_10_s_and_left_after_70_s() -> None:
    connection = logged_in()
    assert list(pings(connection, 69.99, None)) == [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    assert connection.deadline == 70.0
    assert connection.tick(69.99) == ()
    assert connection.tick(70.0) == (R10002, BYE)
    assert connection.state is State.ENDED


def test_the_70_s_count_from_the_last_echo() -> None:
    connection = logged_in()
    assert connection.tick(10.0) == SENT_PING
    tell(connection, PING, 10.5)
    assert list(pings(connection, 80.49, None)) == [30.0, 40.0, 50.0, 60.0, 70.0, 80.0]
    assert connection.deadline == 80.5
    assert connection.tick(80.5) == (R10002, BYE)


@pytest.mark.parametrize("origin", [0.1, 1_234.567, 1.7e9 + 0.123])
def test_no_ping_goes_out_with_the_end_wherever_the_clock_began(origin: float) -> None:
    connection = connect()
    tell(connection, {"trnm": "LOGIN", "token": "alice-token"}, origin)
    times = list(pings(connection, origin + 71.0, None))
    assert times == [origin + 10.0 * n for n in range(1, 7)]
    assert connection.state is State.ENDED


def test_a_silent_client_loses_its_registrations() -> None:
    connection = logged_in()
    tell(connection, reg("005930"))
    assert connection.tick(70.0) == (Unsubscribed((("0B", "005930"),)), R10002, BYE)


@pytest.mark.parametrize(
    "frame", ['{"trnm":"CNSRLST"}', '{"trnm":"nothing"}', "{}", "no JSON", '{"trnm":"PING"}']
)
def test_any_frame_that_is_no_echo_starts_the_10_s_anew(frame: str) -> None:
    connection = logged_in()
    connection.received(frame, 9.75)
    assert connection.tick(10.0) == ()
    assert connection.deadline == 19.75
    assert connection.tick(19.74) == ()
    assert connection.tick(19.75) == SENT_PING


def test_a_frame_after_an_echo_starts_the_10_s_anew() -> None:
    connection = logged_in()
    assert connection.tick(10.0) == SENT_PING
    tell(connection, PING, 10.1)
    tell(connection, reg("005930"), 11.0)
    assert list(pings(connection, 21.0, None)) == [21.0]


def test_an_echo_after_another_frame_is_still_an_echo() -> None:
    connection = logged_in()
    assert connection.tick(10.0) == SENT_PING
    tell(connection, reg("005930"), 10.1)
    assert tell(connection, PING, 10.2) == ()
    assert connection.deadline == 20.1
    assert connection.tick(20.1) == ()
    assert connection.tick(30.1) == SENT_PING


def test_no_ping_of_the_client_is_answered() -> None:
    connection = logged_in()
    assert tell(connection, PING, 1.0) == ()
    assert connection.tick(11.0) == SENT_PING
    assert tell(connection, PING, 11.1) == ()
    assert tell(connection, PING, 11.2) == ()
    assert connection.deadline == 21.2


def test_a_late_timer_sends_one_ping_and_returns_to_the_rhythm() -> None:
    connection = logged_in()
    assert connection.tick(10.4) == SENT_PING
    assert connection.deadline == 20.0
    assert connection.tick(43.0) == SENT_PING
    assert connection.deadline == 50.0


def test_a_timer_late_by_whole_readings_sends_one_ping_however_the_fractions_fall() -> None:
    connection = connect()
    tell(connection, {"trnm": "LOGIN", "token": "alice-token"}, 2.3)
    late = 2.3 + 3 * 10.0
    assert (late - 2.3) // 10.0 == 2  # not 3: binary fractions
    assert connection.tick(late) == SENT_PING
    assert connection.tick(late) == ()
    assert connection.deadline == 2.3 + 4 * 10.0


def test_a_timer_that_comes_very_late_finds_the_client_silent() -> None:
    connection = logged_in()
    assert connection.tick(1_000_000.0) == (R10002, BYE)


def test_a_waiting_client_is_not_pinged() -> None:
    connection = connect()
    assert [connection.tick(float(second)) for second in range(10)] == [()] * 10


def test_the_timings_are_those_given() -> None:
    policy = Policy(login_within=1.0, ping_every=2.0, silence_limit=5.0)
    assert connect(policy).deadline == 1.0
    assert list(pings(logged_in(policy), 100.0, None)) == [2.0, 4.0]
