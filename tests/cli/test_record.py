"""``kiwoom-mock record`` as its users start it."""

import os
import re
import signal
import threading
import time
from pathlib import Path

from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.server.runner import running
from tests.cli.program import Serving, invoke, serving
from tests.server.door import Door, small


def test_a_recording_ends_whole_and_says_what_it_holds(tmp_path: Path) -> None:
    with running(small(speed=0.0)) as upstream:
        options = ("--upstream", upstream.address.base_url, "-o", str(tmp_path / "s"), "--plain")
        with serving(*options, command="record") as relay:
            Door(port(relay), "k" * 43, "s" * 43)
            named = invoke("replay", "--url", f"http://127.0.0.1:{port(relay)}", "mark", "first")
            assert named.output == "marked first\n"
            assert relay.interrupt(signal.SIGTERM) == 0
    assert "3 records" in relay.output
    assert "are refused" in relay.output
    session = Session(tmp_path / "s")
    assert session.manifest.closed
    assert [mark.name for mark in session.marks()] == ["first"]
    assert "k" * 43 not in (tmp_path / "s" / "000000.jsonl").read_text("utf-8")


def test_a_signal_ends_it_whichever_it_is(tmp_path: Path) -> None:
    folder = str(tmp_path / "s")
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    def interrupt() -> None:
        while signal.getsignal(signal.SIGINT) is before[0]:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    try:
        done = invoke("record", "--upstream", "live", "--port", "0", "-o", folder)
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
    assert done.exit_code == 0, done.output
    assert "0 records" in done.output
    assert Session(tmp_path / "s").manifest.closed


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
