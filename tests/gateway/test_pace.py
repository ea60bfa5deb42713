"""How many requests a second: 5 live and 1 paper, per token and operation."""

import pytest

from tests.gateway.caller import WALL, Caller, gateway_of, header, read

TOKEN = "/oauth2/token"


def status(caller: Caller, api_id: str = "ka10001", after: float = 0.0) -> int:
    caller.at = WALL + after
    return caller.ask(api_id).status


@pytest.mark.parametrize(("profile", "rate"), [("live", 5), ("paper", 1)])
def test_the_profile_sets_the_pace(profile: str, rate: int) -> None:
    caller = Caller(gateway_of(profile=profile)).login()
    assert [status(caller) for _ in range(rate + 3)] == [200] * rate + [429] * 3


@pytest.mark.parametrize("rate", [1, 2, 7])
def test_a_setting_overrides_the_pace(rate: int) -> None:
    caller = Caller(gateway_of(rate=rate)).login()
    assert [status(caller) for _ in range(rate + 1)] == [200] * rate + [429]


def test_without_limits_nothing_is_refused() -> None:
    caller = Caller(gateway_of(limits=False, profile="paper")).login()
    assert {status(caller) for _ in range(50)} == {200}
    assert {caller.post(TOKEN, caller.grant).status for _ in range(50)} == {200}


def test_paper_takes_one_request_a_second() -> None:
    """Measured in August 2026: none refused 1.0 s apart, 0.5 s apart some are."""
    caller = Caller(gateway_of(profile="paper")).login()
    assert [status(caller, after=second) for second in range(8)] == [200] * 8
    halves = [status(caller, after=100 + half / 2) for half in range(8)]
    assert halves == [200, 429] * 4


def test_a_second_refills_the_bucket_and_never_more() -> None:
    caller = Caller(gateway_of()).login()
    for start in (0, 1, 3600):
        codes = [status(caller, after=start) for _ in range(7)]
        assert codes == [200] * 5 + [429] * 2


def test_the_bucket_refills_steadily() -> None:
    caller = Caller(gateway_of()).login()
    for _ in range(5):
        assert status(caller) == 200
    assert status(caller, after=0.19) == 429
    assert status(caller, after=0.21) == 200
    assert status(caller, after=0.22) == 429
    assert [status(caller, after=0.61) for _ in range(3)] == [200, 200, 429]


def test_refused_requests_do_not_lengthen_the_wait() -> None:
    caller = Caller(gateway_of(profile="paper")).login()
    assert status(caller) == 200
    assert {status(caller, after=tenth / 10) for tenth in range(1, 10)} == {429}
    assert status(caller, after=1.0) == 200


def test_operations_do_not_disturb_each_other() -> None:
    caller = Caller(gateway_of(profile="paper")).login()
    ids = ["ka10001", "ka10002", "ka10003", "ka10004", "ka10081", "kt10000"]
    assert [status(caller, api_id) for api_id in ids] == [200] * len(ids)
    assert [status(caller, api_id) for api_id in ids] == [429] * len(ids)


def test_tokens_do_not_disturb_each_other() -> None:
    gateway = gateway_of(profile="paper")
    alice, bob = Caller(gateway).login(), Caller(gateway, "bob", "s2").login()
    assert [status(alice), status(bob), status(alice), status(bob)] == [200, 200, 429, 429]


def test_a_refusal_for_other_reasons_counts_as_a_request() -> None:
    caller = Caller(gateway_of(profile="paper")).login()
    assert read(caller.ask("ka10001", {}))["return_code"] == 2
    assert status(caller) == 429


@pytest.mark.parametrize("authorization", [None, "Bearer unknown"])
def test_requests_without_a_valid_token_are_not_counted(authorization: str | None) -> None:
    caller = Caller(gateway_of(profile="paper")).login()
    for _ in range(5):
        caller.ask("ka10001", authorization=authorization)
    assert status(caller) == 200


def test_the_next_page_counts_too() -> None:
    caller = Caller(gateway_of(profile="paper")).login()
    first = caller.ask("ka10081")
    key = header(first, "next-key")
    assert caller.ask("ka10081", cont_yn="Y", next_key=key).status == 429
    caller.at += 1
    assert caller.ask("ka10081", cont_yn="Y", next_key=key).status == 200


def test_two_tokens_a_second_and_the_third_is_refused() -> None:
    """Seen live in April 2026: the third issue inside one second."""
    caller = Caller(gateway_of())
    codes = [caller.post(TOKEN, caller.grant).status for _ in range(4)]
    assert codes == [200, 200, 429, 429]
    caller.at += 1
    assert caller.post(TOKEN, caller.grant).status == 200


def test_wrong_pairs_do_not_use_up_an_appkeys_tokens() -> None:
    caller = Caller(gateway_of()).login()
    wrong = Caller(caller.gateway, caller.appkey, "wrong")
    for _ in range(5):
        assert wrong.post(TOKEN, wrong.grant).status == 200
    assert caller.post(TOKEN, caller.grant).status == 200


def test_a_clock_set_back_does_not_lock_anybody_out() -> None:
    caller = Caller(gateway_of(limits=True)).login()
    assert status(caller, after=3600) == 200
    assert status(caller, after=0) == 200
    assert [status(caller, after=2) for _ in range(6)] == [200] * 5 + [429]


def test_a_reset_fills_every_bucket() -> None:
    gateway = gateway_of(profile="paper")
    caller = Caller(gateway).login()
    assert [status(caller), status(caller)] == [200, 429]
    gateway.reset()
    assert status(Caller(gateway).login()) == 200
