"""Against a server with planted deviations every one is found, and nothing else."""

import time
from collections.abc import Sequence
from itertools import chain

import pytest

from kiwoom_mockserver.verify.findings import Kind
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.listening import Listener
from kiwoom_mockserver.verify.pace import Pace
from kiwoom_mockserver.verify.probing import Keys, Plan, Prober
from kiwoom_mockserver.verify.selection import select
from kiwoom_mockserver.verify.transport import Http, listen
from tests.gateway.caller import contracts
from tests.verify.drifting import Drift, Expected, drifting
from tests.verify.plants import PLANTS, REST, SOCKET

SUBJECTS = tuple({drift.subject for drift in REST})


def judged(drifts: Sequence[Drift]) -> Judge:
    """The judge after it has seen a server with these drifts, by HTTP and by socket."""
    judge = Judge(contracts(), "documented", "live")
    selection = select(contracts(), SUBJECTS, ("realtime",))
    pace = Pace(0, 0, time.monotonic, lambda seconds: None)
    with drifting(drifts) as server, Http(server.base_url) as http:
        prober = Prober(judge, http, pace, Keys("drift", "drift"), Plan(pages=2))
        prober.run(selection, lambda api_id: None)
        listener = Listener(judge, selection, prober.token, {"elw": ("57JBHH",)})
        listen(server.ws_url, listener, 0.5, time.monotonic)
    judge.finish()
    return judge


@pytest.fixture(scope="module")
def found() -> set[Expected]:
    return {Expected(one.kind, one.subject, one.where) for one in judged(PLANTS).findings}


@pytest.mark.parametrize("drift", PLANTS, ids=str)
def test_a_planted_deviation_is_found(drift: Drift, found: set[Expected]) -> None:
    assert drift.expected in found


def test_nothing_else_is_found(found: set[Expected]) -> None:
    assert found - {drift.expected for drift in PLANTS} == set()


def test_the_same_server_without_drifts_is_clean() -> None:
    judge = judged(())
    assert list(map(str, judge.findings)) == []
    assert {"ka10001", "0B", "ka10173"} <= {one.subject for one in judge.results if one.replies}


def test_the_plants_are_of_every_kind_on_both_sides() -> None:
    assert {drift.kind for drift in REST} == set(Kind)
    socket = {Kind.HEADER, Kind.PAGING, Kind.LENGTH, Kind.REFUSAL}
    assert {drift.kind for drift in SOCKET} == set(Kind) - socket
    assert len(list(chain(REST, SOCKET))) >= 30
