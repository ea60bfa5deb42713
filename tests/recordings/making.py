"""Sessions for tests."""

from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from kiwoom_mockserver.recordings.manifest import Manifest
from kiwoom_mockserver.recordings.record import Record
from kiwoom_mockserver.recordings.scrub import Keep
from kiwoom_mockserver.recordings.session import SECOND, Damage, Session
from kiwoom_mockserver.recordings.writing import SessionWriter
from kiwoom_mockserver.settings import SEOUL

ORIGIN = datetime(2026, 9, 15, 9, 0, tzinfo=SEOUL)


def manifest(**changes: Any) -> Manifest:
    return Manifest(origin=ORIGIN, source="fake", redaction="none").with_(**changes)


def writer(folder: Path, storage: str = "zstd", **options: Any) -> SessionWriter:
    options = {"redaction": Keep("none"), **options}
    return SessionWriter(folder, manifest(storage=storage), **options)


def tick(number: int, item: str = "005930") -> bytes:
    """A REAL frame that no other number has."""
    values = {"20": f"{90000 + number % 60:06}", "10": f"+{70000 + number}", "13": str(number)}
    entry = {"values": values, "type": "0B", "name": "주식체결", "item": item}
    return orjson.dumps({"data": [entry], "trnm": "REAL"})


def write_ticks(folder: Path, count: int, storage: str = "zstd", every: int = SECOND) -> Session:
    """A closed session of so many frames on socket 1, ``every`` nanoseconds apart."""
    made = writer(folder, storage)
    for number in range(count):
        made.append(number * every, 1, "s", {}, tick(number))
    made.close()
    return Session(folder)


def read(folder: Path, **options: Any) -> tuple[list[Record], list[Damage]]:
    """Every record, and every damage."""
    damage: list[Damage] = []
    return list(Session(folder).records(report=damage.append, **options)), damage


HEADERS = [["api-id", "ka10001"], ["authorization", "Bearer scrubbed-t"]]


def ask(made: SessionWriter, at: int, body: bytes, reply: bytes, **headers: str) -> None:
    """A request and its reply 5 ms later."""
    named = [[name.replace("_", "-"), value] for name, value in headers.items()]
    meta: dict[str, Any] = {
        "method": "POST",
        "path": "/api/dostk/stkinfo",
        "headers": [*HEADERS, *named],
    }
    seq = made.append(at, 0, "q", meta, body)
    told = [["content-type", "application/json"], ["api-id", "ka10001"]]
    meta = {"to": seq, "status": 200, "headers": told, "took": 5_000_000}
    made.append(at + 5_000_000, 0, "r", meta, reply)
