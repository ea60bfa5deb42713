"""The same seed and requests give the same bytes, in any process; another seed gives others."""

import os
import subprocess
import sys
from datetime import datetime
from functools import cache
from hashlib import sha256

import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.clock import VirtualClock
from tests.gateway.caller import Caller, gateway_of, rest_operations

FEW = ("ka10001", "ka10004", "ka10081", "ka10027", "kt00018", "ka10095", "kt10000")


@cache
def digest(*ids: str, seed: int = 1) -> str:
    """Of a token and the replies to the manual's requests; of every third operation without ids."""
    caller = Caller(gateway_of(limits=False, check=False, seed=seed))
    found = sha256(caller.post("/oauth2/token", caller.grant).body)
    for api_id in ids or [operation.api_id for operation in rest_operations()[::3]]:
        reply = caller.ask(api_id)
        found.update(api_id.encode() + repr(reply.headers).encode() + reply.body)
    return found.hexdigest()


SCRIPT = "from tests.gateway.test_determinism import digest; print(digest())"


def test_another_process_gives_the_same_bytes() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == digest()


def test_another_seed_gives_other_bytes() -> None:
    assert digest(*FEW, seed=1) != digest(*FEW, seed=2)


@pytest.mark.parametrize("hour", [9, pytest.param(17, marks=pytest.mark.slow)])
def test_the_order_of_questions_does_not_matter(hour: int) -> None:
    """Every sixth market-data operation is asked from either end, on a clock that goes on."""
    at = datetime(2026, 9, 11, hour, 1, tzinfo=SEOUL)
    ids = [one.api_id for one in rest_operations() if not (one.is_account or one.is_order)][::6]
    found = []
    for order in (ids, ids[::-1]):
        caller = Caller(gateway_of(limits=False, check=False, at=at, seed=hour)).login()
        clock = caller.gateway.world.clock
        assert isinstance(clock, VirtualClock)
        clock.advance(3)
        for api_id in order[::5]:
            caller.ask(api_id)
        clock.advance(61)
        found.append({api_id: caller.ask(api_id).body for api_id in order})
    assert found[0] == found[1]


@pytest.mark.parametrize("api_id", ["ka10001", "ka10081", "ka10027"])
def test_a_seed_changes_the_values(api_id: str) -> None:
    bodies = {Caller(gateway_of(seed=seed)).ask(api_id).body for seed in (1, 2, 3)}
    assert len(bodies) == 3


def test_two_appkeys_see_the_same_market() -> None:
    gateway = gateway_of(limits=False)
    alice, bob = Caller(gateway), Caller(gateway, "bob", "s2")
    for api_id in ("ka10001", "ka10027"):
        assert alice.ask(api_id).body == bob.ask(api_id).body


def test_codes_differ_in_their_values() -> None:
    caller = Caller(gateway_of(limits=False))
    prices = {
        caller.data("ka10001", {"stk_cd": issue.code})["cur_prc"]
        for issue in caller.gateway.world.instruments.listed[:20]
    }
    assert len(prices) > 10


def test_after_a_reset_the_answers_are_as_at_the_start() -> None:
    caller = Caller(gateway_of(limits=False))
    before = {api_id: caller.ask(api_id).body for api_id in ("ka10001", "ka10027", "ka00001")}
    caller.gateway.reset()
    again = Caller(caller.gateway)
    assert {api_id: again.ask(api_id).body for api_id in before} == before
