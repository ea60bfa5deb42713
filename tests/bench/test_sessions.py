"""Recordings: frames written and read a second, bytes a frame, seeking, and what a relay costs."""

import http.client
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

import pytest
from websockets.sync.client import connect
from websockets.sync.server import Server, ServerConnection, serve

from kiwoom_mockserver.recordings.scrub import Keep
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.recordings.writing import SessionWriter
from kiwoom_mockserver.server.relay import Upstream
from kiwoom_mockserver.server.relaying import RelayRunner, relaying
from kiwoom_mockserver.server.runner import running
from tests.bench.conftest import Report
from tests.recordings.making import ORIGIN, manifest, tick, writer
from tests.server.door import JSON, SAMSUNG, STOCK, Door, small

FRAMES = 1_000_000
EVERY = SECOND // 100
"""Nanoseconds between two frames: a million are not quite three hours."""

SEEKS = 40
REQUESTS = 2_000
PASSED = 20_000
"""Frames that pass through the relay."""

WIDE = 800
"""Bytes of padding that make a frame as long as a real 0B of all its fields."""


def frames() -> list[bytes]:
    """A thousand frames of about 900 bytes, no two the same."""
    pad = b"".join(b'"%d":"+%d",' % (900 + n, 70_000 + n * 37) for n in range(WIDE // 14))
    return [tick(n).replace(b'"values":{', b'"values":{' + pad) for n in range(1_000)]


def write(made: SessionWriter) -> float:
    """Frames a second of this process's time."""
    told = frames()
    began = time.process_time()
    for number in range(FRAMES):
        made.append(number * EVERY, 1, "s", {}, told[number % 1_000])
    made.close()
    return FRAMES / (time.process_time() - began)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, report: Report) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("sessions") / "s"
    report.add("session: frames written", write(writer(folder)), "/CPU-s")
    yield Session(folder)
    shutil.rmtree(folder)


def test_size_of_a_frame(recorded: Session, report: Report) -> None:
    size = sum(path.stat().st_size for path in recorded.segments)
    report.add("session: bytes of a frame, packed", size / FRAMES, "bytes")
    report.add("session: bytes of a frame, as sent", sum(map(len, frames())) / 1_000, "bytes")


def test_reading_all(recorded: Session, report: Report) -> None:
    began = time.process_time()
    count = sum(1 for _ in recorded.records())
    report.add("session: frames read", count / (time.process_time() - began), "/CPU-s")
    assert count == FRAMES


def test_seeking_among_a_million(recorded: Session, report: Report) -> None:
    took = []
    for number in range(SEEKS):
        at = (number * 7_919 % SEEKS) * FRAMES // SEEKS * EVERY
        began = time.perf_counter()
        found = next(recorded.records(at))
        took.append((time.perf_counter() - began) * 1_000)
        assert found.at == at
    report.add("session: seek among a million frames", median(took), "ms", high=max(took), low=0)


def test_plain_beside_packed(tmp_path: Path, report: Report) -> None:
    made = SessionWriter(tmp_path / "s", manifest(storage="plain"), redaction=Keep("none"))
    report.add("session: frames written, plain", write(made), "/CPU-s")
    shutil.rmtree(tmp_path / "s")


# The relay


@contextmanager
def relayed(upstream: str, folder: Path, socket: str = "") -> Iterator[RelayRunner]:
    runner = RelayRunner(Upstream.of(upstream, socket), folder, origin=ORIGIN, profile="live")
    with relaying(runner):
        yield runner


def latency(port: int, token: str) -> float:
    """Microseconds from a request to its reply, one after the other on one connection."""
    headers = {"content-type": JSON, "api-id": "ka10001", "authorization": f"Bearer {token}"}
    took = []
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as line:
        for _ in range(REQUESTS):
            began = time.perf_counter()
            line.request("POST", STOCK, SAMSUNG, headers)
            line.getresponse().read()
            took.append((time.perf_counter() - began) * 1e6)
    return median(took)


def test_a_request_through_the_relay(tmp_path: Path, report: Report) -> None:
    with (
        running(small(speed=0.0)) as server,
        relayed(server.address.base_url, tmp_path / "s") as relay,
    ):
        token = Door(server.address.port).token
        direct = latency(server.address.port, token)
        through = latency(relay.address.port, token)
    report.add("relay: a request more", through - direct, "us", direct=direct, through=through)


@contextmanager
def broadcaster() -> Iterator[Server]:
    """A socket that tells so many frames to whoever comes, as fast as it can."""
    told = [one.decode() for one in frames()]

    def tell(socket: ServerConnection) -> None:
        for number in range(PASSED):
            socket.send(told[number % 1_000])

    with serve(tell, "127.0.0.1", 0, compression=None) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def heard(url: str) -> float:
    """Microseconds for each frame."""
    with connect(url, compression=None, max_size=None) as socket:
        socket.recv()
        began = time.perf_counter()
        for _ in range(PASSED - 1):
            socket.recv()
        return (time.perf_counter() - began) / (PASSED - 1) * 1e6


def test_a_frame_through_the_relay(tmp_path: Path, report: Report) -> None:
    with broadcaster() as server:
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        direct = heard(url)
        with relayed("http://127.0.0.1:9", tmp_path / "s", url) as relay:
            through = heard(relay.address.ws_url)
    report.add("relay: a frame more", through - direct, "us", direct=direct, through=through)
    told = sum(one.kind == "s" for one in Session(tmp_path / "s").records())
    assert told == PASSED
