"""Writing a session: append only, so that a crash loses at most what was not flushed yet.

Records gather in memory until there are ``FLUSH_RECORDS`` of them, ``FLUSH_BYTES``, or a second has
passed. A flush is one frame (or some lines) behind the last, then one row of the index.
"""

import hashlib
import os
from io import FileIO
from pathlib import Path
from typing import Any, Final, Protocol

import orjson
import zstandard

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.index import ROW, index_path
from kiwoom_mockserver.recordings.manifest import Manifest, Segment, write_manifest
from kiwoom_mockserver.recordings.record import MAX_PAYLOAD, Record, encode
from kiwoom_mockserver.recordings.session import MARKS, SECOND, Mark, Session

FLUSH_RECORDS: Final = 512
FLUSH_BYTES: Final = 256 * 1024
ROTATE_BYTES: Final = 1024 * 1024 * 1024
ROTATE_NS: Final = 3600 * SECOND


class Redaction(Protocol):
    """Takes the secrets out of a record before it is written."""

    @property
    def policy(self) -> str:
        """The name of its rules, for the manifest."""

    def scrub(self, kind: str, meta: dict[str, Any], payload: bytes) -> tuple[Any, bytes]:
        """Meta and payload without secrets."""


class SessionWriter:
    """A session that is written; ``redaction`` has no default, so that none is forgotten."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        *,
        redaction: Redaction,
        level: int = 3,
        rotate_bytes: int = ROTATE_BYTES,
        rotate_ns: int = ROTATE_NS,
    ) -> None:
        """The folder and its manifest are there. Raises SessionError unless the folder is new."""
        self.folder = folder
        self._redaction = redaction
        self._compressor = zstandard.ZstdCompressor(level=level, write_checksum=True)
        self._rotate_bytes, self._rotate_ns = rotate_bytes, rotate_ns
        self._seq, self._number, self._last = 0, 0, 0
        self._lines: list[bytes] = []
        self._size = 0
        self._first_seq = self._first_ns = 0
        self._file: _SegmentFile | None = None
        self.manifest = manifest.with_(redaction=redaction.policy, closed=False, segments=())
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise SessionError(f"{folder} is not empty; choose a new folder")
            write_manifest(folder, self.manifest)
        except OSError as error:
            raise SessionError(f"{folder} cannot be written: {error.strerror}") from None

    def append(
        self, at: int, connection: int, kind: str, meta: dict[str, Any], payload: bytes = b""
    ) -> int:
        """The record's seq; it is on disk after the next flush.

        A payload above ``MAX_PAYLOAD`` is left out, and the meta says how long it was. Time
        that runs backwards stands still. Raises OSError when a flush became due and failed.
        """
        if len(payload) > MAX_PAYLOAD:
            meta = {**meta, "left_out": len(payload)}
            payload = b""
        meta, payload = self._redaction.scrub(kind, meta, payload)
        at = max(at, self._last)
        line = encode(Record(self._seq, at, connection, kind, meta, payload))
        if self._lines and (
            len(self._lines) >= FLUSH_RECORDS
            or self._size >= FLUSH_BYTES
            or at - self._first_ns >= SECOND
        ):
            self.flush()
        if not self._lines:
            self._first_seq, self._first_ns = self._seq, at
        self._lines.append(line)
        self._size += len(line)
        self._last = at
        self._seq += 1
        return self._seq - 1

    def mark(self, at: int, name: str, kind: str = "mark") -> None:
        """The instant has a name; it is on disk. Raises OSError when it cannot be."""
        _append_mark(self.folder, Mark(at, kind, name))

    @property
    def waiting(self) -> int:
        """Records in memory that the next flush writes."""
        return len(self._lines)

    def flush(self) -> None:
        """What was appended is in the file. Raises OSError when it is not; it is lost then."""
        if not self._lines:
            return
        content = b"".join(self._lines)
        count, last = len(self._lines), self._last
        self._lines, self._size = [], 0
        segment = self._file
        if segment is not None and (
            segment.size >= self._rotate_bytes
            or self._first_ns - segment.first_ns >= self._rotate_ns
        ):
            self._complete()
            segment = None
        if segment is None:
            plain = self.manifest.storage == "plain"
            path = self.folder / f"{self._number:06}.jsonl{'' if plain else '.zst'}"
            segment = self._file = _SegmentFile(path, self._first_seq, self._first_ns)
            self._number += 1
        if self.manifest.storage == "plain":
            segment.write(content, None)
        else:
            packed = self._compressor.compress(content)
            row = (self._first_seq, self._first_ns, last, segment.size, len(packed), len(content))
            segment.write(packed, row)
        segment.records += count
        segment.last_ns = last

    def sync(self) -> None:
        """What was flushed survives a loss of power."""
        if self._file is not None:
            self._file.sync()

    def close(self) -> None:
        """Everything is on disk, and the manifest says that the session is whole."""
        self.flush()
        self._complete()
        self.manifest = self.manifest.with_(closed=True)
        write_manifest(self.folder, self.manifest)

    def _complete(self) -> None:
        if self._file is None:
            return
        done = self._file.complete()
        self._file = None
        self.manifest = self.manifest.with_(segments=(*self.manifest.segments, done))
        write_manifest(self.folder, self.manifest)


def add_mark(session: Session, mark: Mark) -> None:
    """The session has the mark; raises SessionError when it cannot be written."""
    try:
        _append_mark(session.folder, mark)
    except OSError as error:
        raise SessionError(f"{session.folder} cannot be written: {error.strerror}") from None


def _append_mark(folder: Path, mark: Mark) -> None:
    row = orjson.dumps(mark._asdict(), option=orjson.OPT_APPEND_NEWLINE)
    with (folder / MARKS).open("ab") as file:
        file.write(row)


class _SegmentFile:
    """The segment being written and its index; only ever appended to."""

    def __init__(self, path: Path, first_seq: int, first_ns: int) -> None:
        self.path = path
        self.first_seq, self.first_ns, self.last_ns = first_seq, first_ns, first_ns
        self.size = self.records = 0
        self._hash = hashlib.sha256()
        self._file = _create(path)
        self._index = _create(index_path(path)) if path.suffix == ".zst" else None

    def write(self, data: bytes, row: tuple[int, ...] | None) -> None:
        """The data stands at the end; a part of it that a full disk let through is taken back."""
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError:
            self._file.truncate(self.size)
            self._file.seek(self.size)
            raise
        self.size += len(data)
        self._hash.update(data)
        if self._index is not None and row is not None:
            try:
                self._index.write(ROW.pack(*row))
            except OSError:
                # It only saves time, and half a row ends what is read of it.
                self._index.close()
                self._index = None

    def sync(self) -> None:
        os.fsync(self._file.fileno())

    def complete(self) -> Segment:
        self.sync()
        self._file.close()
        if self._index is not None:
            self._index.close()
        return Segment(
            name=self.path.name,
            records=self.records,
            bytes=self.size,
            sha256=self._hash.hexdigest(),
            first_seq=self.first_seq,
            first_ns=self.first_ns,
            last_ns=self.last_ns,
        )


def _create(path: Path) -> FileIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return FileIO(os.open(path, flags, 0o600), "wb")
