"""The fake is as the contracts say: every operation and frame, by a real connection."""

import time
from collections.abc import Iterator

import pytest

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


QUIET = {"00", "02", "04", "0A", "0C", "0E", "0G", "0H", "0I", "0g", "0m", "0s", "0u", "1h"}
"""Types of which nothing need come within seconds of a morning: no order is filled, no phase ends,
no auction runs, nothing is interrupted, no ELW has a code, and quotes may stand still."""


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
def test_all_of_it_is_clean(server: Runner, level: str) -> None:
    judge = verified(server, select(contracts()), level, 3.0)
    assert list(map(str, judge.findings)) == []
    silent = {one.subject for one in judge.results if one.outcome is Outcome.SILENT}
    assert silent <= QUIET
    assert [one for one in judge.results if one.outcome is Outcome.BROKEN] == []
