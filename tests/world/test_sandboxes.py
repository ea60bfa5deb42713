"""Who uses the fake: pairs of keys, accounts, buckets."""

import re

import pytest

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world import sandboxes
from kiwoom_mockserver.world.sandboxes import Bucket, SandboxStore

AT = 1_800_000_000.0


def store(*, strict: bool = False, seed: int = 1) -> SandboxStore:
    return SandboxStore(seed, {"known": "secret"}, strict=strict)


@pytest.mark.parametrize("strict", [True, False])
def test_a_known_pair_is_right_and_a_wrong_secret_is_not(strict: bool) -> None:
    held = store(strict=strict)
    assert held.knows("known", "secret")
    assert not held.knows("known", "other")
    assert not held.knows("known", "")


def test_an_unknown_key_is_taken_with_its_first_secret_unless_strict() -> None:
    held = store()
    assert held.knows("new", "first")
    assert held.knows("new", "first")
    assert not held.knows("new", "second")
    assert not store(strict=True).knows("new", "first")


def test_pairs_given_to_one_store_stay_there() -> None:
    pairs = {"known": "secret"}
    assert SandboxStore(1, pairs, strict=False).knows("new", "first")
    assert pairs == {"known": "secret"}


def test_too_many_keys_are_refused_and_known_ones_still_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandboxes, "MAX_SANDBOXES", 3)
    held = store()
    assert held.knows("a", "s")
    assert held.knows("b", "s")
    with pytest.raises(WorldError, match="more than 3 appkeys"):
        held.knows("c", "s")
    assert held.knows("known", "secret")
    assert held.knows("a", "s")


def test_a_sandbox_is_the_same_until_a_reset() -> None:
    held = store()
    first = held.open("alice")
    assert held.open("alice") is first
    held.reset()
    second = held.open("alice")
    assert second is not first
    assert second.account == first.account
    assert second.secret != first.secret, "next-keys from before are void"


def test_sandboxes_of_two_keys_share_nothing() -> None:
    held = store()
    alice, bob = held.open("alice"), held.open("bob")
    assert alice.account != bob.account
    assert alice.secret != bob.secret
    assert alice.admits("ka10001", 1, AT)
    assert not alice.admits("ka10001", 1, AT)
    assert bob.admits("ka10001", 1, AT)


def test_accounts_have_ten_digits() -> None:
    held = store()
    accounts = {held.open(f"key {number}").account for number in range(2000)}
    assert len(accounts) == 2000
    assert all(re.fullmatch(r"[1-9]\d{9}", account) for account in accounts)


def test_a_secret_follows_from_the_seed() -> None:
    assert store().open("alice").secret == store().open("alice").secret
    assert store(seed=2).open("alice").secret != store().open("alice").secret


@pytest.mark.parametrize("rate", [1, 5, 100])
def test_a_bucket_holds_a_second_and_refills_in_one(rate: int) -> None:
    bucket = Bucket(float(rate), AT)
    assert [bucket.take(rate, AT) for _ in range(rate + 1)] == [True] * rate + [False]
    assert [bucket.take(rate, AT + 1) for _ in range(rate + 1)] == [True] * rate + [False]
    assert [bucket.take(rate, AT + 9999) for _ in range(rate + 1)] == [True] * rate + [False]


def test_over_a_long_time_the_pace_is_kept() -> None:
    bucket = Bucket(5.0, AT)
    taken = sum(bucket.take(5, AT + tick / 100) for tick in range(10_000))
    assert 500 <= taken <= 505


def test_a_clock_that_goes_back_neither_fills_nor_empties_a_bucket() -> None:
    bucket = Bucket(5.0, AT)
    assert bucket.take(5, AT)
    assert bucket.take(5, AT - 3600)
    assert bucket.left == pytest.approx(3.0)
