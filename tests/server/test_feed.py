"""What sockets are told, and when, as its administrator says."""

from collections.abc import Iterator

import pytest

from kiwoom_mockserver.server.runner import Runner, running
from tests.server.door import small
from tests.server.test_desk import Desk
from tests.server.test_socket import hear, logged_in, real, register, tell

TICKS = (("0B", "005930"),)


@pytest.fixture(scope="module")
def still() -> Iterator[Runner]:
    """A server whose world stands still."""
    with running(small(speed=0.0)) as runner:
        yield runner


@pytest.fixture
def desk(still: Runner) -> Iterator[Desk]:
    desk = Desk(still.address.port)
    yield desk
    desk.post("/reset")


def test_a_clock_that_is_set_tells_nothing_of_what_lies_between(desk: Desk, still: Runner) -> None:
    with logged_in(still) as client:
        tell(client, register(*TICKS))
        hear(client)
        desk.post("/clock/set", {"at": "2026-09-15T13:00"})
        desk.post("/clock/advance", {"by": 30})
        heard = real(client)["data"][0]["values"]["20"]
    assert "130000" < heard <= "130030"
