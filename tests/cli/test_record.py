"""``kiwoom-mock record`` as its users start it."""

import re
import signal
from pathlib import Path

import pytest

from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.server.runner import running
from tests.cli.program import Serving, invoke, serving
from tests.server.door import Door, small


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_recording_ends_whole_and_says_what_it_holds(tmp_path: Path, number: int) -> None:
    with running(small(speed=0.0)) as upstream:
        options = ("--upstream", upstream.address.base_url, "-o", str(tmp_path / "s"), "--plain")
        with serving(*options, command="record") as relay:
            Door(port(relay), "k" * 43, "s" * 43)
            assert relay.interrupt(number) == 0
    assert "2 records" in relay.output
    assert "are refused" in relay.output
    session = Session(tmp_path / "s")
    assert session.manifest.closed
    assert "k" * 43 not in (tmp_path / "s" / "000000.jsonl").read_text("utf-8")


def test_a_folder_in_use_and_an_open_port_are_told(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "x").touch()
    upstream = ("--upstream", "live", "--port", "0")
    done = invoke("record", *upstream, "-o", str(tmp_path / "s"))
    assert "not empty" in str(done.exception)
    done = invoke("record", *upstream, "-o", str(tmp_path / "t"), "--host", "0.0.0.0")
    assert "--expose" in str(done.exception)
    assert not (tmp_path / "t").exists()


def port(relay: Serving) -> int:
    found = re.search(r"REST +http://127\.0\.0\.1:(\d+)", relay.output)
    assert found
    return int(found[1])
