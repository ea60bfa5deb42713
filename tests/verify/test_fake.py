"""The fake is as the contracts say: every operation and frame, by a real connection."""

import time
from collections.abc import Iterator

import pytest
from rich.console import Console

from kiwoom_mockserver.cli.verify import Wishes, judge_target
from kiwoom_mockserver.server.runner import Runner, running
from kiwoom_mockserver.spec.schema import LEVELS
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.listening import Listener
from kiwoom_mockserver.verify.pace import Pace
from kiwoom_mockserver.verify.probing import Keys, Plan, Prober
from kiwoom_mockserver.verify.replies import Outcome
from kiwoom_mockserver.verify.selection import Selection, select
from kiwoom_mockserver.verify.transport import Http, listen
from tests.gateway.caller import contracts
from tests.server.door import small

SAMPLE = ("ka10001", "ka10004", "ka10007", "ka10027", "ka10081", "ka10099", "kt00018", "kt10000",
          "kt10002", "kt10003", "0B", "0D", "ka10171", "ka10172", "ka10173", "ka10174")  # fmt: skip
"""What every run of the tests verifies; all of it is asked for with ``-m slow``."""


CREDIT = {"kt10006", "kt10007"}
ABSENT = CREDIT | {name for name, one in contracts().operations.items() if one.paper_error}
"""What the paper host does not have: by its contracts, and credit."""

UNCREDITED = {"kt10008", "kt10009"}
"""There is no order on credit to change there."""


@pytest.fixture(scope="module", params=["live", "paper"])
def server(request: pytest.FixtureRequest) -> Iterator[Runner]:
    with running(small(profile=request.param, speed=100.0)) as runner:
        yield runner


def verified(server: Runner, selection: Selection, level: str, seconds: float) -> Judge:
    """The judge after it has seen what is chosen."""
    judge = Judge(contracts(), level, server.app.gateway.settings.profile)
    pace = Pace(0, 0, time.monotonic, time.sleep)
    plan = Plan(pages=2, allow_orders=True)
    with Http(server.address.base_url) as http:
        prober = Prober(judge, http, pace, Keys("verify", "verify"), plan)
        prober.run(selection, lambda api_id: None)
        listener = Listener(judge, selection, prober.token, {})
        listen(server.address.ws_url, listener, seconds, time.monotonic)
        prober.revoke(selection)
    judge.finish()
    return judge


def test_a_sample_of_it_is_clean(server: Runner) -> None:
    judge = verified(server, select(contracts(), SAMPLE), "documented", 1.2)
    assert list(map(str, judge.findings)) == []
    missed = {one.subject: one for one in judge.results if one.outcome is not Outcome.JUDGED}
    assert missed == {}


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("profile", ["live", "paper"])
def test_all_of_it_is_clean(profile: str, level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command itself, which leads its fake to where every type speaks."""
    monkeypatch.setenv("KIWOOM_MOCK_WORLD", "small")
    wishes = Wishes(select(contracts()), None, Plan(pages=3, allow_orders=True, revoke=True))
    judge = judge_target(Console(quiet=True), "fake", profile, level, wishes, None)
    assert list(map(str, judge.findings)) == []
    outcomes = {one.subject: one.outcome for one in judge.results}
    assert {name for name, one in outcomes.items() if one is Outcome.SILENT} == set()
    assert Outcome.BROKEN not in outcomes.values()
    assert {*contracts().operations, *contracts().realtime, *contracts().frames} <= outcomes.keys()
    refused = {name for name, one in outcomes.items() if one is Outcome.REFUSED}
    skipped = {name for name, one in outcomes.items() if one is Outcome.SKIPPED}
    assert (refused, skipped) == (ABSENT, UNCREDITED) if profile == "paper" else (set(), set())
