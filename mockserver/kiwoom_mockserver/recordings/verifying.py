"""Is a session whole, and free of secrets?"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import orjson

from kiwoom_mockserver.recordings.index import ROW, index_path
from kiwoom_mockserver.recordings.record import KINDS, Record, decode, request_of
from kiwoom_mockserver.recordings.scrub import unmasked, writings
from kiwoom_mockserver.recordings.session import Damage, Session, open_regular, scan
from kiwoom_mockserver.recordings.zstdframes import FrameError, Source, unpack

MAX_FINDINGS: Final = 200
"""Findings of each kind that are kept; beyond, they are only counted."""

MAX_WAITING: Final = 100_000
"""Requests without a reply that are remembered."""


class Leak(NamedTuple):
    """A secret that stands in the session: in which record, named by its field or by its place."""

    seq: int
    where: str

    def __str__(self) -> str:
        return f"record {self.seq}: {self.where}"


@dataclass(slots=True)
class Verdict:
    """What was found; ``well`` when there is nothing to complain of."""

    counts: Counter[str] = field(default_factory=Counter)
    payload_bytes: int = 0
    last_ns: int = 0
    damage: list[Damage] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What is odd, but no fault of the files: a writer that was killed, missing replies."""

    @property
    def records(self) -> int:
        """How many records could be read."""
        return sum(self.counts.values())

    @property
    def well(self) -> bool:
        """Nothing is damaged, and nothing leaks."""
        return not self.damage and not self.leaks


def verify(session: Session, secrets: Iterable[str] = ()) -> Verdict:
    """Every record was read, every hash compared, and every secret searched for."""
    verdict = Verdict()
    forms = sorted({form for secret in secrets for form in writings(secret)})
    waiting: set[int] = set()
    for record in session.records(report=lambda damage: _keep(verdict.damage, damage)):
        verdict.counts[record.kind] += 1
        verdict.payload_bytes += len(record.payload)
        verdict.last_ns = max(verdict.last_ns, record.at)
        if record.kind == "q" and len(waiting) < MAX_WAITING:
            waiting.add(record.seq)
        elif record.kind == "r":
            waiting.discard(request_of(record))
        for leak in _leaks(record, forms):
            _keep(verdict.leaks, leak)
    for damage in _hashes(session):
        _keep(verdict.damage, damage)
    if not session.manifest.closed:
        verdict.notes.append("the writer did not end it; what came after the last flush is lost")
    if waiting:
        verdict.notes.append(f"{len(waiting)} requests have no reply, the first is {min(waiting)}")
    return verdict


def rebuild_indexes(session: Session) -> int:
    """Every packed segment has an index made from its frames; how many there are."""
    made = 0
    for path in session.segments:
        if path.suffix != ".zst":
            continue
        with open_regular(path) as file:
            rows = b"".join(_rows(path, Source(file)))
        fresh = index_path(path).with_suffix(".idx.new")
        fresh.write_bytes(rows)
        fresh.replace(index_path(path))
        made += 1
    return made


def _rows(path: Path, source: Source) -> Iterator[bytes]:
    for extent in scan(path, source, 0, lambda damage: None):
        try:
            content = unpack(source, extent)
            lines = content.split(b"\n")
            first, last = decode(lines[0]), decode(lines[-2])
        except (FrameError, LookupError, ValueError):
            continue
        yield ROW.pack(first.seq, first.at, last.at, extent.offset, extent.length, len(content))


def _leaks(record: Record, forms: list[bytes]) -> Iterator[Leak]:
    meta = orjson.dumps(record.meta)
    for data in (record.payload, meta):
        for name, beginning in unmasked(data):
            yield Leak(record.seq, f"{name} is {beginning!r}, no pseudonym")
        for form in forms:
            if form in data:
                yield Leak(record.seq, f"a given secret stands in its {KINDS[record.kind]}")
                break


def _hashes(session: Session) -> Iterator[Damage]:
    """Segments that are missing, or are not what the manifest says of them."""
    there = {path.name: path for path in session.segments}
    for segment in session.manifest.segments:
        path = there.get(segment.name)
        if path is None:
            yield Damage(segment.name, 0, segment.bytes, "the segment is missing")
            continue
        with open_regular(path) as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != segment.sha256:
            yield Damage(segment.name, 0, 0, "the segment is not the one the manifest names")


Finding = TypeVar("Finding")


def _keep(found: list[Finding], one: Finding) -> None:
    if len(found) < MAX_FINDINGS:
        found.append(one)
