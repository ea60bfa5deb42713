import logging
from collections.abc import Iterator

import pytest

from kiwoom_mockserver.server.runner import Runner, running
from tests.server.door import Door, small

OURS = ("kiwoom_mockserver", "uvicorn", "asyncio")


@pytest.fixture(autouse=True)
def nothing_goes_wrong_inside(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No test of this folder may leave an error in the log, however odd its requests are."""
    yield
    errors = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.ERROR and record.name.startswith(OURS)
    ]
    assert errors == []


@pytest.fixture(scope="module")
def server() -> Iterator[Runner]:
    """A server without limits whose world stands still, so that answers repeat."""
    with running(small(speed=0.0)) as runner:
        yield runner


@pytest.fixture(scope="module")
def door(server: Runner) -> Door:
    return Door(server.address.port)
