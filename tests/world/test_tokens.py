"""The book of tokens by itself; what callers see is tested at the gateway."""

import re

import pytest

from kiwoom_mockserver.world.tokens import LIFETIME, TokenBook

AT = 1_800_000_000.0


def test_a_token_lives_a_day_and_no_longer() -> None:
    book = TokenBook(1)
    token = book.issue("key", "peer", AT)
    assert (token.expires, token.appkey, token.peer) == (AT + LIFETIME, "key", "peer")
    assert LIFETIME == 86_400
    assert book.find(token.value, AT) is token
    assert book.find(token.value, AT + LIFETIME - 0.001) is token
    assert book.find(token.value, AT + LIFETIME) is None


def test_values_follow_from_seed_appkey_and_number() -> None:
    def values(seed: int, appkey: str) -> list[str]:
        book = TokenBook(seed)
        return [book.issue(appkey, "", AT, rotate=True).value for _ in range(3)]

    assert values(1, "key") == values(1, "key")
    lists = [values(1, "key"), values(2, "key"), values(1, "yek")]
    assert len({value for one in lists for value in one}) == 9
    assert all(re.fullmatch(r"[\w-]{86}", value) for one in lists for value in one)


def test_a_held_token_is_handed_out_again() -> None:
    book = TokenBook(1)
    first = book.issue("key", "here", AT)
    assert book.issue("key", "there", AT + 100) is first


def test_rotation_voids_the_token_before() -> None:
    book = TokenBook(1)
    old = book.issue("key", "", AT)
    new = book.issue("key", "", AT, rotate=True)
    assert book.find(old.value, AT) is None
    assert book.find(new.value, AT) is new


def test_an_expired_token_makes_room() -> None:
    book = TokenBook(1)
    old = book.issue("key", "", AT)
    new = book.issue("key", "", AT + LIFETIME)
    assert new.value != old.value
    assert book.find(new.value, AT + LIFETIME) is new
    assert book.find(old.value, AT) is None, "its value is forgotten, not only too old"


@pytest.mark.parametrize("value", ["", "x", "x" * 86, "\0"])
def test_an_unknown_value_is_nobodys(value: str) -> None:
    book = TokenBook(1)
    book.issue("key", "", AT)
    assert book.find(value, AT) is None
    assert book.revoke(value) is False


def test_a_revoked_token_is_void_and_the_next_is_another() -> None:
    book = TokenBook(1)
    old = book.issue("key", "", AT)
    assert book.revoke(old.value) is True
    assert book.revoke(old.value) is False
    assert book.find(old.value, AT) is None
    assert book.issue("key", "", AT).value != old.value


def test_a_wipe_voids_all_and_values_do_not_come_again() -> None:
    book = TokenBook(1)
    old = {book.issue(appkey, "", AT).value for appkey in "abc"}
    book.wipe()
    assert [book.find(value, AT) for value in old] == [None] * 3
    assert not old & {book.issue(appkey, "", AT).value for appkey in "abc"}
