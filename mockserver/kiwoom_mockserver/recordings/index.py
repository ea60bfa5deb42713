"""The index beside a packed segment: rows of 40 bytes, one for each frame.

Little-endian: first seq, first time, last time, offset (64 bits each), packed and unpacked length
(32 bits each). It only saves a scan: a row that does not fit its file is worth nothing, and what it
says is checked again when the frame is read.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROW: Final = struct.Struct("<QQQQII")

MAX_ROWS: Final = 4_000_000
"""Rows of an index that is read: 160 MB, a segment of a hundred times the usual size."""


class Row(NamedTuple):
    """Where one frame lies and what it holds; times in nanoseconds of the session."""

    first_seq: int
    first_ns: int
    last_ns: int
    offset: int
    length: int
    content: int


def index_path(segment: Path) -> Path:
    """The index's place beside its segment."""
    return segment.with_name(segment.name.removesuffix(".jsonl.zst") + ".idx")


def read_rows(segment: Path, size: int) -> list[Row]:
    """The rows that fit a segment of ``size`` bytes, up to the first that does not."""
    try:
        with index_path(segment).open("rb") as file:
            data = file.read(MAX_ROWS * ROW.size)
    except OSError:
        return []
    whole = len(data) - len(data) % ROW.size
    return list(_fitting(map(Row._make, ROW.iter_unpack(data[:whole])), size))


def _fitting(rows: Iterator[Row], size: int) -> Iterator[Row]:
    end, seq, time = 0, -1, 0
    for row in rows:
        if (
            row.offset != end
            or row.length == 0
            or row.offset + row.length > size
            or row.first_seq <= seq
            or not time <= row.first_ns <= row.last_ns
        ):
            return
        end, seq, time = row.offset + row.length, row.first_seq, row.last_ns
        yield row
