"""Every operation of a target against its contract; one suite for fake, paper, live and recordings.

    pytest tests/contract/test_operations.py --target paper

asks Kiwoom's own paper host, paced and read-only, with the keys of the environment. Without
--target the fake answers, and of it a sample; ``-m ""`` asks for everything.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.recordings.judging import judge_session
from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.server.runner import running
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.spec.verified import note
from kiwoom_mockserver.verify.findings import Finding
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.pace import Pace
from kiwoom_mockserver.verify.probing import Keys, Plan, Prober
from kiwoom_mockserver.verify.replies import Outcome
from kiwoom_mockserver.verify.selection import select
from kiwoom_mockserver.verify.targets import SESSION, Target, fake, keys_of, target_of
from kiwoom_mockserver.verify.transport import Http
from kiwoom_mockserver.world.clock import wall_seconds
from tests.gateway.caller import contracts
from tests.server.door import small

SAMPLE = ("ka10001", "ka10003", "ka10032", "ka10059", "ka10083", "ka20002", "ka90001", "kt00004")
"""What is asked of the fake in every run of the tests; other targets are asked for everything."""

Ask = Callable[[str], tuple[Outcome, str, list[Finding]]]
"""Asks one operation: what became of it, why, and what was found."""


@pytest.fixture(scope="module")
def fitting(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Operations that fit; noted as verified at the end where a host of Kiwoom's was asked."""
    found: list[str] = []
    yield found
    path, host = (str(request.config.getoption(name)) for name in ("--verified", "--target"))
    if path and host in {"paper", "live"}:
        today = datetime.fromtimestamp(wall_seconds(), SEOUL).date().isoformat()
        note(Path(path), host, today, found)


@pytest.fixture(scope="module")
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    name = str(request.config.getoption("--target"))
    if name.startswith(SESSION):
        yield recorded(Path(name.removeprefix(SESSION)))
    elif name == "fake":
        with running(small()) as runner:
            address = runner.address
            target = fake(address.base_url, address.ws_url, "live")
            yield from asked(target, Keys("contract", "contract"))
    else:
        target = target_of(name)
        try:
            keys = keys_of(target, None, os.environ)
        except VerifyError as error:
            pytest.skip(str(error))
        yield from asked(target, keys)


def asked(target: Target, keys: Keys) -> Iterator[Ask]:
    judge = Judge(contracts(), target.level, target.profile)
    pace = Pace(target.gap, target.own_gap, time.monotonic, time.sleep)
    with Http(target.base_url) as http:
        prober = Prober(judge, http, pace, keys, Plan(pages=2))

        def one(api_id: str) -> tuple[Outcome, str, list[Finding]]:
            prober.run(select(contracts(), (api_id,)), lambda api_id: None)
            return told(judge, api_id)

        yield one
    judge.finish()
    assert list(map(str, judge.findings)) == []


def recorded(folder: Path) -> Ask:
    session = Session(folder)
    judge = Judge(contracts(), "observed", session.manifest.profile)
    judge_session(session, judge, select(contracts()), lambda damage: None)
    return lambda api_id: told(judge, api_id)


def told(judge: Judge, api_id: str) -> tuple[Outcome, str, list[Finding]]:
    results = {one.subject: one for one in judge.results}
    if api_id not in results:
        return Outcome.SKIPPED, "it was not asked for", []
    return results[api_id].outcome, results[api_id].reason, judge.findings.of(api_id)


READ_ONLY = [
    pytest.param(api_id, marks=() if api_id in SAMPLE else pytest.mark.slow)
    for api_id, one in contracts().operations.items()
    if not one.is_order and not one.is_oauth
]


@pytest.mark.parametrize("api_id", READ_ONLY)
def test_an_operation_keeps_to_its_contract(api_id: str, ask: Ask, fitting: list[str]) -> None:
    outcome, reason, findings = ask(api_id)
    assert list(map(str, findings)) == []
    if outcome is not Outcome.JUDGED:
        pytest.skip(f"{outcome}: {reason}")
    fitting.append(api_id)
