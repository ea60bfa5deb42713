"""Tokens as the OAuth endpoints hand them out."""

import re
from datetime import datetime

import pytest

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import SUCCESS, WALL, Caller, gateway_of, header, read, text

TOKEN, REVOKE = "/oauth2/token", "/oauth2/revoke"
DAY = 24 * 60 * 60


def issue(caller: Caller) -> tuple[str, str]:
    """Value and expiry of the token the caller is given now."""
    body = read(caller.post(TOKEN, caller.grant))
    return body["token"], body["expires_dt"]


def test_a_token_reply_reads_as_on_the_wire() -> None:
    reply = Caller(gateway_of()).post(TOKEN, Caller(gateway_of()).grant)
    body = read(reply)
    assert list(body) == ["expires_dt", "return_msg", "token_type", "return_code", "token"]
    assert body["token_type"] == "Bearer"
    assert (body["return_code"], body["return_msg"]) == (0, SUCCESS)
    assert re.fullmatch(r"[A-Za-z0-9_-]{86}", body["token"])
    assert " " not in text(reply).replace(SUCCESS, ""), "the wire has no blanks between members"
    assert reply.status == 200
    assert header(reply, "api-id") == "au10001"


def test_a_revocation_reads_as_on_the_wire() -> None:
    caller = Caller(gateway_of())
    reply = caller.post(REVOKE, {**caller.keys, "token": caller.token})
    assert text(reply) == f'{{"return_code":0,"return_msg":"{SUCCESS}"}}'
    assert header(reply, "api-id") == "au10002"


def test_a_token_expires_a_day_after_its_issue_in_seoul_time() -> None:
    _, expires = issue(Caller(gateway_of()))
    assert expires == "20260916103005"
    assert datetime.strptime(expires, "%Y%m%d%H%M%S").replace(
        tzinfo=SEOUL
    ).timestamp() == pytest.approx(WALL + DAY)


def test_the_same_token_comes_again_while_it_is_valid() -> None:
    caller = Caller(gateway_of(limits=False))
    first = issue(caller)
    for later in (0, 1, 60 * 60, DAY - 1):
        caller.at = WALL + later
        assert issue(caller) == first


def test_a_token_is_good_until_the_second_it_expires() -> None:
    caller = Caller(gateway_of()).login()
    caller.at = WALL + DAY - 0.001
    assert read(caller.ask("ka10001"))["return_code"] == 0
    caller.at = WALL + DAY
    assert read(caller.ask("ka10001"))["return_code"] == 3


def test_after_a_day_a_new_token_is_issued() -> None:
    caller = Caller(gateway_of())
    old, _ = issue(caller)
    caller.at += DAY
    new, expires = issue(caller)
    assert new != old
    assert expires == "20260917103005"
    assert read(caller.ask("ka10001", authorization=f"Bearer {new}"))["return_code"] == 0


@pytest.mark.parametrize("how", ["revoke", "wipe", "reset"])
def test_a_dead_token_is_not_issued_again(how: str) -> None:
    caller = Caller(gateway_of(limits=False))
    old, _ = issue(caller)
    if how == "revoke":
        assert read(caller.post(REVOKE, {**caller.keys, "token": old}))["return_code"] == 0
    elif how == "wipe":
        caller.gateway.world.tokens.wipe()
    else:
        caller.gateway.reset()
    new, _ = issue(caller)
    assert new != old
    assert read(caller.ask("ka10001", authorization=f"Bearer {old}"))["return_code"] == 3
    assert read(caller.ask("ka10001", authorization=f"Bearer {new}"))["return_code"] == 0


def test_rotation_makes_a_new_token_at_every_issue() -> None:
    caller = Caller(gateway_of(rotate_tokens=True, limits=False))
    tokens = [issue(caller)[0] for _ in range(4)]
    assert len(set(tokens)) == 4
    codes = [
        read(caller.ask("ka10001", authorization=f"Bearer {token}"))["return_code"]
        for token in tokens
    ]
    assert codes == [3, 3, 3, 0]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_spelled_in_any_case(scheme: str) -> None:
    caller = Caller(gateway_of())
    assert caller.data("ka10001", authorization=f"{scheme} {caller.token}")


def test_the_api_id_header_is_not_needed_for_a_token() -> None:
    caller = Caller(gateway_of(limits=False))
    plain = caller.post(TOKEN, caller.grant)
    assert caller.post(TOKEN, caller.grant, api_id="au10001").body == plain.body
    assert caller.post(TOKEN, caller.grant, api_id="ka99999").body == plain.body


def test_any_pair_works_and_the_first_secret_is_the_keys_own() -> None:
    gateway = gateway_of()
    assert issue(Caller(gateway, "new", "first"))
    assert (
        read(Caller(gateway, "new", "second").post(TOKEN, Caller(gateway, "new", "second").grant))[
            "return_code"
        ]
        == 3
    )
    gateway.reset()
    assert issue(Caller(gateway, "new", "first")), "a reset does not unbind the pair"


def test_strict_keys_are_those_of_the_world() -> None:
    gateway = gateway_of(keys="strict", limits=False)
    assert len(gateway.world.keys) == 2
    for appkey, secretkey in gateway.world.keys.items():
        assert issue(Caller(gateway, appkey, secretkey))
        wrong = Caller(gateway, appkey, secretkey + "x")
        assert read(wrong.post(TOKEN, wrong.grant))["return_code"] == 3


def test_the_worlds_keys_are_bound_to_their_secrets_even_where_any_pair_works() -> None:
    gateway = gateway_of()
    appkey = next(iter(gateway.world.keys))
    wrong = Caller(gateway, appkey, "not its secret")
    assert read(wrong.post(TOKEN, wrong.grant))["return_code"] == 3


def test_every_appkey_has_an_account_of_its_own() -> None:
    gateway = gateway_of()
    numbers = [
        Caller(gateway, f"key {index}", "s").data("ka00001", {})["acctNo"] for index in range(50)
    ]
    assert len(set(numbers)) == 50
    assert all(re.fullmatch(r"\d{10}", number) for number in numbers)


def test_an_account_stays_after_reset_restart_and_under_another_seed() -> None:
    caller = Caller(gateway_of())
    number = caller.data("ka00001", {})["acctNo"]
    caller.gateway.reset()
    assert Caller(caller.gateway).data("ka00001", {})["acctNo"] == number
    assert Caller(gateway_of()).data("ka00001", {})["acctNo"] == number
    assert Caller(gateway_of(seed=7)).data("ka00001", {})["acctNo"] == number


def test_tokens_of_two_appkeys_differ_and_act_for_their_own() -> None:
    gateway = gateway_of()
    alice, bob = Caller(gateway), Caller(gateway, "bob", "s2")
    assert alice.token != bob.token
    assert alice.data("ka00001", {})["acctNo"] != bob.data("ka00001", {})["acctNo"]


def test_a_token_works_from_anywhere_unless_it_is_bound() -> None:
    caller = Caller(gateway_of()).login()
    caller.peer = "10.9.9.9"
    assert caller.data("ka10001")


def test_a_bound_token_works_from_where_it_was_issued() -> None:
    caller = Caller(gateway_of(bind_token_to_peer=True))
    assert caller.data("ka10001")


def test_revoking_one_token_leaves_the_others() -> None:
    gateway = gateway_of()
    alice, bob = Caller(gateway).login(), Caller(gateway, "bob", "s2").login()
    alice.post(REVOKE, {**alice.keys, "token": alice.token})
    assert bob.data("ka10001")
