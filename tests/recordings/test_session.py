"""Sessions on disk: order, seeking, rotation, marks; what a crash or an enemy leaves of them."""

import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
import zstandard

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings import record as record_module
from kiwoom_mockserver.recordings.index import ROW, index_path
from kiwoom_mockserver.recordings.manifest import NAME, read_manifest
from kiwoom_mockserver.recordings.record import Record, encode
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.recordings.verifying import rebuild_indexes, verify
from kiwoom_mockserver.recordings.zstdframes import Extent, Source, unpack
from tests.recordings.making import manifest, read, tick, write_ticks, writer

STORAGES = ("zstd", "plain")


def numbers(records: list[Record]) -> list[int]:
    return [int(orjson.loads(one.payload)["data"][0]["values"]["13"]) for one in records]


@pytest.mark.parametrize("storage", STORAGES)
def test_what_was_written_is_read_in_order(tmp_path: Path, storage: str) -> None:
    session = write_ticks(tmp_path / "s", 3000, storage, every=SECOND // 100)
    records, damage = read(session.folder)
    assert damage == []
    assert numbers(records) == list(range(3000))
    assert [one.seq for one in records] == list(range(3000))
    assert session.manifest.closed
    assert session.manifest.segments[0].records == 3000
    assert verify(session).well


def test_any_instant_is_found_by_the_index(tmp_path: Path) -> None:
    session = write_ticks(tmp_path / "s", 5000)
    for start in (0, 1, 511, 512, 2499, 4999):
        found = list(session.records(start * SECOND, (start + 2) * SECOND))
        assert numbers(found) == [n for n in (start, start + 1) if n < 5000]
    assert list(session.records(5000 * SECOND)) == []


def test_a_seek_reads_one_frame_and_not_the_file(tmp_path: Path, monkeypatch: Any) -> None:
    session = write_ticks(tmp_path / "s", 20_000)
    frames: list[object] = []

    def counting(source: Source, extent: Extent) -> bytes:
        frames.append(extent)
        return unpack(source, extent)

    monkeypatch.setattr("kiwoom_mockserver.recordings.session.unpack", counting)
    next(session.records(15_000 * SECOND))
    assert len(frames) == 1


@pytest.mark.parametrize("how", ["missing", "short", "foreign", "torn row", "nonsense"])
def test_without_a_good_index_everything_is_found_all_the_same(tmp_path: Path, how: str) -> None:
    session = write_ticks(tmp_path / "s", 2000)
    index = index_path(session.segments[0])
    rows = index.read_bytes()
    spoiled = {
        "missing": None,
        "short": rows[: ROW.size],
        "foreign": ROW.pack(0, 0, 5 * SECOND, 0, 77, 99) + rows[ROW.size :],
        "torn row": rows[:-3],
        "nonsense": bytes(range(256)) * 20,
    }[how]
    index.unlink()
    if spoiled is not None:
        index.write_bytes(spoiled)
    records, damage = read(session.folder)
    assert (numbers(records), damage) == (list(range(2000)), [])
    assert numbers(list(session.records(1500 * SECOND, 1501 * SECOND))) == [1500]
    assert rebuild_indexes(session) == 1
    assert index.read_bytes() == rows


def test_segments_rotate_by_size_and_by_time(tmp_path: Path) -> None:
    made = writer(tmp_path / "s", rotate_ns=1000 * SECOND)
    for number in range(3500):
        made.append(number * SECOND, 1, "s", {}, tick(number))
    made.close()
    session = Session(tmp_path / "s")
    assert len(session.segments) >= 3
    assert [one.name for one in session.manifest.segments] == [p.name for p in session.segments]
    assert numbers(read(session.folder)[0]) == list(range(3500))
    assert numbers(list(session.records(2222 * SECOND, 2223 * SECOND))) == [2222]


def test_marks_and_moments(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    made.append(0, 0, "n", {}, b"{}")
    made.mark(90 * SECOND, "vi")
    made.close()
    with (tmp_path / "s" / "marks.jsonl").open("ab") as file:
        file.write(b'{"at":-1,"kind":"mark","name":"x"}\n[]\n{"at":1\n')
    session = Session(tmp_path / "s")
    assert [mark.name for mark in session.marks()] == ["vi"]
    assert session.moment("vi") == 90 * SECOND
    assert session.moment("1.5s") == 1_500_000_000
    assert session.moment("09:01:00") == 60 * SECOND
    for text in ("nothing", "-3", "nan", "inf", "1e400", "25:00:00"):
        with pytest.raises(SessionError, match="vi"):
            session.moment(text)


def test_a_folder_with_anything_in_it_is_not_written_to(tmp_path: Path) -> None:
    write_ticks(tmp_path / "s", 1)
    with pytest.raises(SessionError, match="not empty"):
        writer(tmp_path / "s")


def test_time_does_not_run_backwards_in_a_session(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    made.append(100, 1, "s", {}, b"1")
    made.append(50, 1, "s", {}, b"2")
    made.close()
    assert [one.at for one in read(tmp_path / "s")[0]] == [100, 100]


def test_a_payload_too_large_to_keep_is_left_out_and_told(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    made.append(0, 0, "r", {"to": 0}, b"x" * (record_module.MAX_PAYLOAD + 1))
    made.close()
    (found,), _ = read(tmp_path / "s")
    assert (found.payload, found.meta["left_out"]) == (b"", record_module.MAX_PAYLOAD + 1)


# A crash

KILLING = """
import os, signal, sys, time
from pathlib import Path
from random import Random
from tests.recordings.making import tick, writer

def write(folder, told):
    made = writer(folder, sys.argv[2], rotate_ns=20_000_000_000)
    for number in range(10**9):
        made.append(number * 10_000_000, 1, "s", {}, tick(number))
        if number % 64 == 63:
            made.flush()
            os.pwrite(told, b"%010d" % (number + 1), 0)

chance = Random(sys.argv[2])
for round in range(25):
    folder = Path(sys.argv[1]) / str(round)
    told = os.open(f"{folder}.told", os.O_RDWR | os.O_CREAT)
    child = os.fork()
    if not child:
        write(folder, told)
    while os.fstat(told).st_size == 0:
        time.sleep(0.001)
    time.sleep(chance.random() * 0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""
"""Kills 25 writers at random moments; each has said before how many records it had flushed."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("storage", STORAGES)
def test_killed_writers_lose_only_what_was_not_flushed(tmp_path: Path, storage: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", KILLING, str(tmp_path), storage]
    subprocess.run(command, env=environment, check=True, timeout=60)
    for round_ in range(25):
        records, damage = read(tmp_path / str(round_))
        found = numbers(records)
        assert found == list(range(len(found)))
        assert len(found) >= int((tmp_path / f"{round_}.told").read_bytes())
        assert all(one.torn for one in damage)
    session = Session(tmp_path / "0")
    assert not session.manifest.closed
    assert "flush" in verify(session).notes[0]


@pytest.mark.parametrize("storage", STORAGES)
def test_a_file_cut_anywhere_keeps_every_whole_record_before(tmp_path: Path, storage: str) -> None:
    """Fifty cuts: no record is invented, none before the cut is missing, and the loss is told."""
    session = write_ticks(tmp_path / "s", 1200, storage, every=SECOND // 1000)
    path = session.segments[0]
    whole = path.read_bytes()
    ends = frame_ends(path) if storage == "zstd" else line_ends(whole)
    chance = Random(7)
    for cut in sorted(chance.randrange(len(whole)) for _ in range(50)):
        path.write_bytes(whole[:cut])
        records, damage = read(session.folder)
        kept = max((count for end, count in ends if end <= cut), default=0)
        assert numbers(records) == list(range(kept))
        at_an_end = cut == 0 or any(end == cut for end, _ in ends)
        assert [one.torn for one in damage] == ([] if at_an_end else [True])


@pytest.mark.parametrize("storage", STORAGES)
def test_random_corruption_costs_only_where_it_struck(tmp_path: Path, storage: str) -> None:
    session = write_ticks(tmp_path / "s", 2000, storage, every=SECOND // 1000)
    path = session.segments[0]
    whole = path.read_bytes()
    chance = Random(storage)
    for round_ in range(30):
        spoiled = bytearray(whole)
        at = chance.randrange(len(whole))
        length = chance.choice((1, 1, 4, 300))
        spoiled[at : at + length] = chance.randbytes(len(spoiled[at : at + length]))
        path.write_bytes(spoiled)
        records, damage = read(session.folder)
        if storage == "zstd":
            found = numbers(records)
            assert set(found) <= set(range(2000)), "nothing is invented"
            assert len(found) >= 2000 - 2 * 512
            assert damage or found == list(range(2000))
        else:
            assert len(records) >= 2000 - 4
        if round_ % 10 == 0:
            assert not verify(session).well


def test_a_full_disk_costs_what_it_refused_and_nothing_more(
    tmp_path: Path, monkeypatch: Any
) -> None:
    made = writer(tmp_path / "s")
    for number in range(10):
        made.append(number, 1, "s", {}, tick(number))
    made.flush()
    real_write = made._file._file.write  # type: ignore[union-attr]

    class Full:
        def __init__(self, file: Any) -> None:
            self.file = file

        def write(self, data: bytes) -> int:
            if len(data) > 20:
                return int(real_write(data[:20]))
            raise OSError(28, "No space left on device")

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

    segment = made._file
    assert segment is not None
    with monkeypatch.context() as patch:
        patch.setattr(segment, "_file", Full(segment._file))
        for number in range(10, 20):
            made.append(number, 1, "s", {}, tick(number))
        with pytest.raises(OSError, match="No space"):
            made.flush()
    for number in range(20, 30):
        made.append(number, 1, "s", {}, tick(number))
    made.close()
    records, damage = read(tmp_path / "s")
    assert numbers(records) == [*range(10), *range(20, 30)]
    assert damage == []
    assert verify(Session(tmp_path / "s")).well


# Hostile files


def packed(folder: Path, data: bytes) -> Path:
    """A session whose only segment holds these bytes."""
    made = writer(folder)
    made.close()
    (folder / "000000.jsonl.zst").write_bytes(data)
    return folder


def test_a_zstd_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zstandard.ZstdCompressor(level=3).compress(bytes(2 * 1024**3 // 8))
    honest = zstandard.ZstdCompressor(write_checksum=True).compress(
        encode(Record(0, 0, 1, "s", {}, b"1"))
    )
    unsized = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(256 * 1024**2))
    folder = packed(tmp_path / "s", bomb + unsized + honest)
    tracemalloc.start()
    records, damage = read(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one.payload for one in records] == [b"1"]
    assert len(damage) >= 2
    assert peak < 80 * 1024**2


@pytest.mark.parametrize(
    "data",
    [
        b"\x28\xb5\x2f\xfd" * 50_000,
        b"\x28\xb5\x2f\xfd\xe4" + b"\xff" * 40,
        b"\x50\x2a\x4d\x18\xff\xff\xff\xff",
        (b"\x28\xb5\x2f\xfd\x20\x00" + b"\x00\x00\x00" * 5000) * 40,
        bytes(100_000),
    ],
    ids=["magics", "huge length", "huge skippable", "endless blocks", "zeros"],
)
def test_hostile_frames_are_passed_over_in_bounded_time(tmp_path: Path, data: bytes) -> None:
    started = time.monotonic()
    records, damage = read(packed(tmp_path / "s", data))
    assert records == []
    assert 1 <= len(damage) <= 1_002
    assert time.monotonic() - started < 30


def test_a_line_without_end_is_dropped_in_bounded_memory(tmp_path: Path) -> None:
    made = writer(tmp_path / "s", "plain")
    made.append(0, 1, "s", {}, b"1")
    made.close()
    good = encode(Record(1, 1, 1, "s", {}, b"2"))
    with (tmp_path / "s" / "000000.jsonl").open("ab") as file:
        for _ in range(40):
            file.write(b"x" * 1024**2)
        file.write(b"\n" + good)
    records, (damage,) = read(tmp_path / "s")
    assert [one.payload for one in records] == [b"1", b"2"]
    assert damage.length == 40 * 1024**2 + 1


@pytest.mark.parametrize("depth", [500, 200_000])
def test_deep_json_neither_hurts_a_reader_nor_the_judge(tmp_path: Path, depth: int) -> None:
    made = writer(tmp_path / "s", "plain")
    made.close()
    line = b'[0,0,1,"s",{},' + b"[" * depth + b"]" * depth + b"]\n"
    (tmp_path / "s" / "000000.jsonl").write_bytes(line)
    records, _ = read(tmp_path / "s")
    assert len(records) == 1
    verify(Session(tmp_path / "s"))


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"format": "har"},
        {"segments": [{"name": "../../etc/passwd"}]},
        {"segments": {}},
        {"segments": [7]},
        {"origin": "2026-09-15T09:00:00"},
        {"origin": 5},
        {"storage": "tar"},
        {"closed": "yes"},
    ],
)
def test_a_manifest_that_does_not_hold_together_is_refused(tmp_path: Path, change: Any) -> None:
    write_ticks(tmp_path / "s", 1)
    path = tmp_path / "s" / NAME
    path.write_bytes(orjson.dumps({**orjson.loads(path.read_bytes()), **change}))
    with pytest.raises(SessionError, match=r"manifest\.json"):
        Session(tmp_path / "s")


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"[" * 10_000_000, b"\xff"])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, text: bytes) -> None:
    write_ticks(tmp_path / "s", 1)
    (tmp_path / "s" / NAME).write_bytes(text)
    with pytest.raises(SessionError, match=r"manifest\.json"):
        Session(tmp_path / "s")


def test_links_and_pipes_are_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(encode(Record(0, 0, 1, "s", {}, b'"secret"')))
    made = writer(tmp_path / "s", "plain")
    made.close()
    (tmp_path / "s" / "000000.jsonl").symlink_to(secret)
    with pytest.raises(SessionError, match="no regular file"):
        read(tmp_path / "s")
    (tmp_path / "s" / "000000.jsonl").unlink()
    os.mkfifo(tmp_path / "s" / "000000.jsonl")
    with pytest.raises(SessionError, match="no regular file"):
        read(tmp_path / "s")


def test_a_manifest_survives_the_round_trip(tmp_path: Path) -> None:
    write_ticks(tmp_path / "s", 10)
    found = read_manifest(tmp_path / "s")
    assert found.with_(segments=(), closed=False) == manifest()


def frame_ends(path: Path) -> list[tuple[int, int]]:
    """Where each frame ends, and how many records there are by then."""
    rows = list(ROW.iter_unpack(index_path(path).read_bytes()))
    following = [row[0] for row in rows[1:]] + [1200]
    return [(row[3] + row[4], seq) for row, seq in zip(rows, following, strict=True)]


def line_ends(data: bytes) -> list[tuple[int, int]]:
    ends, at = [], 0
    for count, line in enumerate(data.splitlines(keepends=True), 1):
        at += len(line)
        ends.append((at, count))
    return ends
