from collections.abc import Callable

import pytest

from kiwoom_mockserver.realtime.conditions import ConditionRegistry, ConditionStopped
from kiwoom_mockserver.realtime.connection import (
    Close,
    Connection,
    Effects,
    LoggedIn,
    Policy,
    Send,
    State,
)
from kiwoom_mockserver.realtime.subscriptions import Subscribed, Unsubscribed
from kiwoom_mockserver.settings import Settings
from tests.realtime.driver import (
    ALICE,
    BOB,
    BYE,
    Conditions,
    Tokens,
    answer,
    code_of,
    codes,
    connect,
    logged_in,
    reg,
    remove,
    replies,
    tell,
)

LOGIN = {"trnm": "LOGIN", "token": "alice-token"}
ACK = Send(b'{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}')
REG_ACK = Send(b'{"trnm":"REG","return_code":0,"return_msg":""}')
REMOVE_ACK = Send(b'{"trnm":"REMOVE","return_code":0,"return_msg":""}')
R10001 = Send(
    '{"trnm":"SYSTEM","code":"R10001",'
    '"message":"동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다"}'.encode()
)
R10004 = Send(
    '{"trnm":"SYSTEM","code":"R10004","message":"접속허용요청(토큰)이 들어오지 않았습니다. '
    '접속 후 접속허용요청을 통해 토큰을 전송되어야 합니다. 접속을 종료합니다"}'.encode()
)
NO_TRNM = Send(
    '{"trnm":"","return_code":100002,'
    '"return_msg":"필수 파라미터가 누락되어 있습니다(parameter=trnm)"}'.encode()
)


def refused(cause: str, message: str) -> Send:
    return Send(
        '{"trnm":"LOGIN","return_code":805004,"return_msg":"토큰 인증에 실패했습니다. 접속을 '
        f'종료합니다 [CODE={cause}, MESSAGE={message}]"}}'.encode()
    )


INVALID = refused("8005", "Token이 유효하지 않습니다")
WRONG_HOST = refused("8031", "투자구분(실전/모의)이 달라서 Token를 사용할수가 없습니다")
NO_TOKEN = Send(
    '{"trnm":"LOGIN","return_code":805002,'
    '"return_msg":"인증을 체크하기 위한 Token 값이 없습니다"}'.encode()
)


def test_login_is_told_to_the_shell_before_it_is_acknowledged() -> None:
    connection = connect()
    assert (connection.state, connection.login) == (State.WAITING, None)
    assert tell(connection, LOGIN) == (LoggedIn(ALICE), ACK)
    assert (connection.state, connection.login) == (State.ACTIVE, ALICE)


def test_bytes_are_read_like_text() -> None:
    frame = b'{"trnm":"LOGIN","token":"alice-token"}'
    assert connect().received(frame, 0.0) == (LoggedIn(ALICE), ACK)


@pytest.mark.parametrize(
    ("token", "reply"),
    [
        ({"token": "unknown"}, INVALID),
        ({"token": "paper-token"}, WRONG_HOST),
        ({"token": "Bearer alice-token"}, INVALID),
        ({"token": "bearer alice-token"}, INVALID),
        ({}, NO_TOKEN),
        ({"token": None}, NO_TOKEN),
        ({"token": ""}, NO_TOKEN),
        ({"token": ["alice-token"]}, NO_TOKEN),
    ],
)
@pytest.mark.parametrize("begin", [connect, logged_in], ids=["first", "second"])
def test_a_refused_login_is_the_end(
    token: dict[str, object], reply: Send, begin: Callable[[], Connection]
) -> None:
    connection = begin()
    assert tell(connection, {"trnm": "LOGIN", **token}) == (reply, BYE)
    assert connection.state is State.ENDED


def test_a_prefixed_token_never_reaches_the_authenticator() -> None:
    class Obliging(Tokens):
        def login(self, token: str) -> object:  # type: ignore[override]
            raise AssertionError(token)

    connection = Connection(Obliging(), Conditions(), ConditionRegistry())  # type: ignore[arg-type]
    connection.opened(0.0)
    assert tell(connection, {"trnm": "LOGIN", "token": "Bearer x"}) == (INVALID, BYE)


@pytest.mark.parametrize("trnm", ["REG", "REMOVE", "PING", "CNSRLST", "login", "whatever"])
def test_every_other_frame_before_login_is_100013_and_the_connection_stays(trnm: str) -> None:
    connection = connect()
    assert answer(connection, {**reg("005930"), "trnm": trnm}) == {
        "trnm": trnm,
        "return_code": 100013,
        "return_msg": "로그인 인증이 들어오기 전에 다른 전문이 들어왔습니다. "
        f"해당 전문은 무시됩니다. (TRNM={trnm})",
    }
    assert tell(connection, LOGIN) == (LoggedIn(ALICE), ACK)
    assert connection.pairs == ()


def test_a_long_trnm_comes_back_cut() -> None:
    reply = answer(connect(), {"trnm": "X" * 60_000})
    assert reply["trnm"] == "X" * 64
    assert reply["return_msg"].endswith(f"(TRNM={'X' * 64})")


@pytest.mark.parametrize("frame", ["{}", "[]", "", "x", '{"token":"alice-token"}', b"\xff"])
@pytest.mark.parametrize("begin", [connect, logged_in])
def test_each_frame_without_trnm_is_100002_and_the_connection_stays(
    frame: str | bytes, begin: Callable[[], Connection]
) -> None:
    connection = begin()
    before = connection.state
    assert [connection.received(frame, 0.0) for _ in range(3)] == [(NO_TRNM,)] * 3
    assert connection.state is before


@pytest.mark.parametrize("trnm", ["SYSTEM", "REAL", "reg", "LOGIN ", "무엇"])
def test_an_unknown_trnm_after_login_is_105108(trnm: str) -> None:
    connection = logged_in()
    assert answer(connection, {"trnm": trnm}) == {
        "trnm": trnm,
        "return_code": 105108,
        "return_msg": "정의되어 있지 않는 TRNM입니다",
    }
    assert connection.state is State.ACTIVE


@pytest.mark.parametrize("begin", [connect, logged_in])
@pytest.mark.parametrize("blank", [" ", b" "])
def test_a_frame_over_64_KiB_is_the_end_with_1009(
    begin: Callable[[], Connection], blank: str | bytes
) -> None:
    connection = begin()
    assert connection.received(blank * 65_536, 0.0) == (NO_TRNM,)
    assert connection.received(blank * 65_537, 0.0) == (
        Close(1009, "Max frame length of 65536 has been exceeded."),
    )
    assert connection.state is State.ENDED


def test_a_takeover_ends_the_old_connection_and_releases_what_it_held() -> None:
    registry = ConditionRegistry()
    old = logged_in(registry=registry)
    tell(old, reg(["005930", "000660"]))
    tell(old, {"trnm": "CNSRLST"})
    tell(old, {"trnm": "CNSRREQ", "seq": "0", "search_type": "1", "stex_tp": "K"})
    assert old.taken_over(3.0) == (
        Unsubscribed((("0B", "005930"), ("0B", "000660"))),
        ConditionStopped("0"),
        R10001,
        BYE,
    )
    assert (old.state, old.pairs, old.watching) == (State.ENDED, (), ())
    assert old.login == ALICE
    assert registry.of(ALICE.account) == ("0",)


def test_nothing_survives_a_reconnect() -> None:
    registry = ConditionRegistry()
    old = logged_in(registry=registry)
    tell(old, reg("005930"))
    old.closed()
    assert logged_in(registry=registry).pairs == ()


def test_a_connection_that_is_not_logged_in_cannot_be_taken_over() -> None:
    connection = connect()
    assert connection.taken_over(1.0) == ()
    assert tell(connection, LOGIN, 1.0) == (LoggedIn(ALICE), ACK)


@pytest.mark.parametrize("begin", [connect, logged_in])
def test_a_closing_server_says_only_bye(begin: Callable[[], Connection]) -> None:
    connection = begin()
    assert connection.server_closing(1.0) == (BYE,)
    assert connection.state is State.ENDED


def test_a_lost_socket_is_released_and_told_nothing() -> None:
    connection = logged_in()
    tell(connection, reg("005930"))
    assert connection.closed() == (Unsubscribed((("0B", "005930"),)),)
    assert connection.closed() == ()
    assert connection.state is State.ENDED


def test_a_socket_lost_before_it_opened_stays_closed() -> None:
    connection = Connection(Tokens(), Conditions(), ConditionRegistry())
    assert connection.closed() == ()
    connection.opened(1.0)
    assert (connection.state, connection.deadline) == (State.ENDED, None)


INPUTS: dict[str, Callable[[Connection], Effects]] = {
    "frame": lambda connection: tell(connection, LOGIN, 500.0),
    "bad frame": lambda connection: connection.received("{}", 500.0),
    "long frame": lambda connection: connection.received("x" * 65_537, 500.0),
    "tick": lambda connection: connection.tick(500.0),
    "takeover": lambda connection: connection.taken_over(500.0),
    "server closing": lambda connection: connection.server_closing(500.0),
}


@pytest.mark.parametrize("act", INPUTS.values(), ids=INPUTS.keys())
@pytest.mark.parametrize("state", [State.NEW, State.ENDED])
def test_a_connection_that_is_not_open_does_nothing(
    act: Callable[[Connection], Effects], state: State
) -> None:
    connection = Connection(Tokens(), Conditions(), ConditionRegistry())
    if state is State.ENDED:
        connection.opened(0.0)
        connection.closed()
    assert act(connection) == ()
    assert (connection.state, connection.deadline) == (state, None)


def test_opening_twice_does_not_restart_the_wait() -> None:
    connection = connect()
    connection.opened(5.0)
    assert connection.deadline == 10.0


def test_a_second_login_of_the_same_key_keeps_everything() -> None:
    connection = logged_in()
    tell(connection, reg("005930"))
    tell(connection, {"trnm": "CNSRLST"})
    assert tell(connection, {"trnm": "LOGIN", "token": "alice-again"}) == (LoggedIn(ALICE), ACK)
    assert connection.pairs == (("0B", "005930"),)
    search = {"trnm": "CNSRREQ", "seq": "0", "search_type": "0", "stex_tp": "K"}
    assert code_of(connection, search) == 0


def test_a_second_login_of_another_key_begins_anew() -> None:
    connection = logged_in()
    tell(connection, reg("005930"))
    tell(connection, {"trnm": "CNSRLST"})
    assert tell(connection, {"trnm": "LOGIN", "token": "bob-token"}) == (
        Unsubscribed((("0B", "005930"),)),
        LoggedIn(BOB),
        ACK,
    )
    assert (connection.login, connection.pairs) == (BOB, ())
    search = {"trnm": "CNSRREQ", "seq": "0", "search_type": "0", "stex_tp": "K"}
    assert tell(connection, search) == ()


def test_a_second_login_that_is_refused_releases_what_was_held() -> None:
    connection = logged_in()
    tell(connection, reg("005930"))
    assert tell(connection, {"trnm": "LOGIN", "token": "unknown"}) == (
        Unsubscribed((("0B", "005930"),)),
        INVALID,
        BYE,
    )


def test_reg_is_acknowledged_before_and_remove_after_the_change() -> None:
    connection = logged_in()
    samsung, hynix = ("0B", "005930"), ("0B", "000660")
    assert tell(connection, reg("005930")) == (REG_ACK, Subscribed((samsung,)))
    assert tell(connection, reg("005930")) == (REG_ACK,)
    assert tell(connection, reg("000660", refresh="0")) == (
        Unsubscribed((samsung,)),
        REG_ACK,
        Subscribed((hynix,)),
    )
    assert tell(connection, remove("000660")) == (Unsubscribed((hynix,)), REMOVE_ACK)
    assert tell(connection, remove("000660")) == (REMOVE_ACK,)


@pytest.mark.parametrize(
    ("frame", "code", "text"),
    [
        (
            reg(codes(41, first=60)),
            105118,
            "실시간 항목 등록에 실패했습니다. 등록 종목이 그룹번호에 등록할 수 있는 "
            "허용 개수(100)를 초과했습니다",
        ),
        (
            reg(codes(41, first=60), group="2"),
            105115,
            "실시간 항목 등록에 실패했습니다. 등록 종목이 허용 개수(100)를 초과했습니다",
        ),
        (reg("005930", "??"), 105111, "실시간 항목 등록에 실패했습니다"),
        (reg("005930", group=""), 100002, "필수 파라미터가 누락되어 있습니다(parameter=grp_no)"),
    ],
)
def test_a_refused_reg_says_why_and_leaves_the_rest_flowing(
    frame: dict[str, object], code: int, text: str
) -> None:
    connection = logged_in()
    tell(connection, reg(codes(60)))
    effects = tell(connection, frame)
    assert replies(effects) == [{"trnm": "REG", "return_code": code, "return_msg": text}]
    assert len(effects) == 1
    assert len(connection.pairs) == 60


def test_a_mass_registration_below_64_KiB_is_105118_not_1009() -> None:
    frame = reg(codes(4151))
    connection = logged_in()
    assert code_of(connection, frame) == 105118
    assert connection.state is State.ACTIVE


def test_the_settings_make_the_policy() -> None:
    settings = Settings(ws_group_cap=7, ws_session_cap=8, condition_cap=9, seq_padding=True)
    policy = Policy(group_cap=7, session_cap=8, condition_cap=9, seq_padding=True)
    assert Policy.of(settings) == policy
    assert Policy.of(Settings()) == Policy()


def test_the_wait_for_login_ends_10_s_after_opening() -> None:
    connection = connect()
    assert connection.deadline == 10.0
    assert connection.tick(9.99) == ()
    assert connection.tick(10.0) == (R10004, BYE)
    assert connection.state is State.ENDED


@pytest.mark.parametrize("frame", ['{"trnm":"PING"}', '{"trnm":"REG"}', "{}", ""])
def test_every_frame_restarts_the_wait_for_login(frame: str) -> None:
    connection = connect()
    connection.received(frame, 9.5)
    assert connection.deadline == 19.5
    assert connection.tick(19.49) == ()
    assert connection.tick(19.5) == (R10004, BYE)
