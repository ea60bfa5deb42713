"""A recorded session: the reader of the one format (docs/session-format.md).

A session is a folder: ``manifest.json``, segments of records, indexes that only save time, and
``marks.jsonl``. Whoever reads trusts nothing in it: sizes are bounded, damaged parts are passed
over and reported, and only files whose names the format gives are opened.
"""

import re
import stat
from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from io import BufferedReader
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import orjson

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.index import Row, read_rows
from kiwoom_mockserver.recordings.manifest import SEGMENT, Manifest, read_manifest
from kiwoom_mockserver.recordings.record import MAX_LINE, Record, decode
from kiwoom_mockserver.recordings.zstdframes import (
    MAGIC,
    Extent,
    FrameError,
    Source,
    measure,
    unpack,
)

MARKS: Final = "marks.jsonl"
MAX_MARKS: Final = 1024 * 1024
"""Bytes of marks that are read."""

MAX_SEGMENTS: Final = 100_000
MAX_DAMAGE: Final = 1_000
"""Damaged places of a segment, after which the rest of it is given up."""

SECOND: Final = 1_000_000_000
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?s?")


class Damage(NamedTuple):
    """A part of a segment that cannot be read; ``torn`` when it is the end of an unfinished one."""

    segment: str
    offset: int
    length: int
    reason: str
    torn: bool = False

    def __str__(self) -> str:
        lost = "what came after the last flush" if self.torn else f"{self.length} bytes"
        return f"{self.segment} at byte {self.offset}: {self.reason}; {lost} cannot be read"


class Mark(NamedTuple):
    """A named instant; ``kind`` is mark (set by somebody), gap (records were lost) or phase."""

    at: int
    kind: str
    name: str


Report = Callable[[Damage], None]


class Session:
    """A session opened for reading; also one that is still written, up to its last flush."""

    def __init__(self, folder: Path) -> None:
        """Raises SessionError when the folder holds no session."""
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder)
        self.segments = _segments(folder)

    def records(
        self, start: int = 0, end: int | None = None, report: Report | None = None
    ) -> Iterator[Record]:
        """Every readable record from ``start`` up to before ``end`` (nanoseconds), in order.

        ``seq`` goes up and time never back; where they do not, the record is handed out all the
        same. Whatever is wrong goes to ``report`` as it is met.
        """
        tell = report or _ignore
        seq, last = -1, 0
        past = {one.name for one in self.manifest.segments if one.last_ns < start}
        for path in self.segments:
            if path.name in past:
                continue
            for offset, record in self._segment_records(path, start, tell):
                if record.seq <= seq or record.at < last:
                    reason = f"record {record.seq} follows {seq}, or goes back in time"
                    tell(Damage(path.name, offset, 0, reason))
                seq, last = record.seq, record.at
                if end is not None and record.at >= end:
                    return
                if record.at >= start:
                    yield record

    def marks(self) -> list[Mark]:
        """The marks, ordered by time; lines that are none are passed over."""
        try:
            with (self.folder / MARKS).open("rb") as file:
                lines = file.read(MAX_MARKS).split(b"\n")
        except OSError:
            return []
        found = filter(None, map(_mark, lines))
        return sorted(found, key=lambda mark: mark.at)

    def moment(self, text: str) -> int:
        """The nanosecond of a mark's name, of seconds (``90`` or ``90s``), or of a time of day.

        Raises SessionError naming the marks when it is none of them.
        """
        marks = self.marks()
        for mark in marks:
            if mark.name == text:
                return mark.at
        if _SECONDS.fullmatch(text):
            return int(Decimal(text.removesuffix("s")) * SECOND)
        try:
            origin = self.manifest.origin
            moment = datetime.combine(origin.date(), time.fromisoformat(text), origin.tzinfo)
            return max((moment - origin) // timedelta(microseconds=1) * 1000, 0)
        except ValueError:
            pass
        known = ", ".join(mark.name for mark in marks[:10]) or "no marks"
        raise SessionError(
            f"{text!r} is no mark, no number of seconds and no HH:MM:SS; the session has {known}"
        )

    def time_of(self, at: int) -> datetime:
        """The market's time at a nanosecond of the session."""
        return self.manifest.origin + timedelta(microseconds=at // 1000)

    def _segment_records(
        self, path: Path, start: int, tell: Report
    ) -> Iterator[tuple[int, Record]]:
        """Byte offset of its frame or line, and record."""
        with open_regular(path) as file:
            if path.suffix == ".zst":
                yield from _packed(path, file, start, tell)
            else:
                yield from _plain(path, file, tell)


def open_regular(path: Path) -> BufferedReader:
    """The file for reading; raises SessionError for a link, a pipe or anything else."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise SessionError(f"{path} is no regular file; it is not opened")
        return path.open("rb")
    except OSError as error:
        raise SessionError(f"{path}: {error.strerror}") from None


def scan(path: Path, source: Source, offset: int, tell: Report) -> Iterator[Extent]:
    """Every frame from ``offset`` on; damaged parts are reported and passed over."""
    damages = 0
    while offset < source.size:
        try:
            extent = measure(source, offset)
        except FrameError as error:
            following = source.find(MAGIC, offset + 1)
            damages += 1
            torn = error.torn and following < 0
            if damages > MAX_DAMAGE:
                following, torn = -1, False
            end = source.size if following < 0 else following
            tell(Damage(path.name, offset, end - offset, str(error), torn))
            offset = end
            continue
        if not extent.is_skippable:
            yield extent
        offset = extent.offset + extent.length


def frame_records(
    path: Path, source: Source, extent: Extent, tell: Report
) -> Iterator[tuple[int, Record]]:
    """The records of one frame; one that cannot be unpacked is reported, with what is in it."""
    try:
        content = unpack(source, extent)
    except FrameError as error:
        tell(Damage(path.name, extent.offset, extent.length, str(error)))
        return
    lines = content.split(b"\n")
    if lines.pop():
        tell(Damage(path.name, extent.offset, extent.length, "a frame ends inside a line"))
    for line in lines:
        try:
            yield extent.offset, decode(line)
        except SessionError as error:
            tell(Damage(path.name, extent.offset, len(line), str(error)))


def _packed(path: Path, file: BinaryIO, start: int, tell: Report) -> Iterator[tuple[int, Record]]:
    source = Source(file)
    rows = read_rows(path, source.size)
    # The last frame that begins at or before the start holds it, or the frames behind it do.
    first = max(bisect_right(rows, start, key=_first_ns) - 1, 0)
    behind = 0
    for row in rows[first:]:
        try:
            extent = measure(source, row.offset)
        except FrameError:
            extent = None
        if extent is None or extent.length != row.length:
            break  # The index is of another file; the scan below says what is wrong.
        yield from frame_records(path, source, extent, tell)
        behind = row.offset + row.length
    if rows and not behind:
        behind = rows[first].offset
    for extent in scan(path, source, behind, tell):
        yield from frame_records(path, source, extent, tell)


def _first_ns(row: Row) -> int:
    return row.first_ns


def _plain(path: Path, file: BinaryIO, tell: Report) -> Iterator[tuple[int, Record]]:
    offset = 0
    while line := file.readline(MAX_LINE + 1):
        if line.endswith(b"\n"):
            try:
                yield offset, decode(line[:-1])
            except SessionError as error:
                tell(Damage(path.name, offset, len(line), str(error)))
        elif len(line) > MAX_LINE:
            # It is read to its end in parts, and dropped.
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE)
            length = file.tell() - offset
            tell(Damage(path.name, offset, length, f"a line is longer than {MAX_LINE} bytes"))
        else:
            tell(Damage(path.name, offset, len(line), "the file ends inside a line", True))
        offset = file.tell()


def _segments(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in folder.iterdir():
        if SEGMENT.fullmatch(path.name):
            found.append(path)
            if len(found) > MAX_SEGMENTS:
                raise SessionError(f"{folder} has more than {MAX_SEGMENTS} segments")
    found.sort()
    for one, other in pairwise(found):
        if one.name[:6] == other.name[:6]:
            raise SessionError(f"{one} and {other.name} are the same segment twice")
    return found


def _mark(line: bytes) -> Mark | None:
    try:
        row = orjson.loads(line)
        at, kind, name = row["at"], row["kind"], row["name"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    if not (isinstance(at, int) and at >= 0 and isinstance(kind, str) and isinstance(name, str)):
        return None
    return Mark(at, kind, name)


def _ignore(damage: Damage) -> None:
    pass
