"""New sessions made from old ones: cut, merge, pack, unpack. The old ones stay as they are."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.matching import is_real
from kiwoom_mockserver.recordings.record import Record, request_of
from kiwoom_mockserver.recordings.scrub import Keep
from kiwoom_mockserver.recordings.session import Mark, Report, Session
from kiwoom_mockserver.recordings.writing import Redaction, SessionWriter

ARCHIVE_LEVEL: Final = 19
"""Compression of a session that is packed once and kept."""

MAX_STANDING: Final = 10_000
"""Frames of one socket, or tokens, that a cut may have to bring along."""

_PING: Final = b'"trnm":"PING"'


def copy(
    session: Session,
    folder: Path,
    *,
    storage: str | None = None,
    level: int = 3,
    redaction: Redaction | None = None,
    report: Report | None = None,
) -> int:
    """A session in ``folder`` with every readable record of this one; how many there are."""
    manifest = session.manifest
    writer = SessionWriter(
        folder,
        manifest.with_(storage=storage or manifest.storage),
        redaction=redaction or Keep(manifest.redaction),
        level=level,
    )
    return _fill(writer, _alone(session.records(report=report)), session.marks())


def cut(
    session: Session,
    folder: Path,
    start: int = 0,
    end: int | None = None,
    items: frozenset[str] = frozenset(),
) -> int:
    """A session with what happened from ``start`` to before ``end``, its time beginning at 0.

    Sockets that were open at ``start`` are opened there, and what their clients had said before,
    logins and registrations, comes first, as do the tokens; a reply without its request is
    dropped. With ``items``, a REAL frame is kept when it tells of one of them.
    """
    origin = session.manifest.origin + timedelta(microseconds=start // 1000)
    manifest = session.manifest.with_(origin=origin, source="edit")
    redaction = Keep(manifest.redaction)
    writer = SessionWriter(folder, manifest, redaction=redaction)
    marks = [
        mark._replace(at=mark.at - start)
        for mark in session.marks()
        if start <= mark.at and (end is None or mark.at < end)
    ]
    return _fill(writer, _alone(_between(session, start, end, items)), marks)


def merge(sessions: Iterable[Session], folder: Path) -> int:
    """One session of several, in the order of the market's time.

    Raises SessionError when they are of different profiles or redaction.
    """
    parts = list(sessions)
    if not parts:
        raise SessionError("there is nothing to merge")
    first = min(parts, key=lambda part: part.manifest.origin).manifest
    for part in parts:
        manifest = part.manifest
        if (manifest.profile, manifest.redaction) != (first.profile, first.redaction):
            raise SessionError(
                f"{part.folder} is {manifest.profile} with redaction {manifest.redaction}, "
                f"another is {first.profile} with {first.redaction}; they do not go together"
            )
    writer = SessionWriter(folder, first.with_(source="edit"), redaction=Keep(first.redaction))
    streams, marks, used = [], [], 0
    for number, part in enumerate(parts):
        shift = (part.manifest.origin - first.origin) // timedelta(microseconds=1) * 1000
        streams.append(_moved(part.records(), shift, number, used))
        marks += [mark._replace(at=mark.at + shift) for mark in part.marks()]
        used += max((record.connection for record in part.records()), default=0)
    merged = heapq.merge(*streams, key=lambda row: (row[1].at, row[0]))
    return _fill(writer, merged, sorted(marks))


def _moved(
    records: Iterator[Record], shift: int, number: int, used: int
) -> Iterator[tuple[int, Record]]:
    """Records at the merged session's time, sockets under numbers of their own."""
    for record in records:
        connection = record.connection + used if record.connection else 0
        yield number, record._replace(at=record.at + shift, connection=connection)


def _alone(records: Iterable[Record]) -> Iterator[tuple[int, Record]]:
    return ((0, record) for record in records)


def _between(
    session: Session, start: int, end: int | None, items: frozenset[str]
) -> Iterator[Record]:
    asked: set[int] = set()
    for record in _standing(session, start):
        if record.kind == "q":
            asked.add(record.seq)
        yield record._replace(at=0)
    wanted = [f'"item":"{item}"'.encode() for item in items]
    for record in session.records(start, end):
        if record.kind == "q":
            asked.add(record.seq)
        elif record.kind == "r" and request_of(record) not in asked:
            continue
        if not wanted or not is_real(record.payload) or any(map(record.payload.count, wanted)):
            yield record._replace(at=record.at - start)


def _standing(session: Session, start: int) -> list[Record]:
    """What made the state that holds at ``start``: tokens, open sockets, what they registered."""
    tokens: dict[int, list[Record]] = {}
    sockets: dict[int, list[Record]] = {}
    for record in session.records(end=start):
        if record.kind == "o":
            sockets[record.connection] = [record]
        elif record.kind == "c":
            sockets.pop(record.connection, None)
        elif record.kind in "sk" and record.connection in sockets:
            kept = sockets[record.connection]
            if not is_real(record.payload) and _PING not in record.payload:
                kept.append(record)
                if len(kept) > MAX_STANDING:
                    raise SessionError(
                        f"socket {record.connection} said more than {MAX_STANDING} frames before "
                        "the cut; cut where it is not open"
                    )
        elif record.kind == "q" and str(record.meta.get("path", "")).startswith("/oauth2/"):
            tokens[record.seq] = [record]
        elif record.kind == "r" and request_of(record) in tokens:
            tokens[request_of(record)].append(record)
    groups = (*list(tokens.values())[-MAX_STANDING:], *sockets.values())
    return sorted((record for group in groups for record in group), key=lambda one: one.seq)


def _fill(
    writer: SessionWriter, numbered: Iterable[tuple[int, Record]], marks: Iterable[Mark]
) -> int:
    """The writer holds the records with fresh seqs, each reply naming its request's.

    A record comes with the number of the session it is from.
    """
    renamed: dict[tuple[int, int], int] = {}
    count = 0
    try:
        for number, record in numbered:
            meta = record.meta
            if record.kind == "r":
                meta = {**meta, "to": renamed.pop((number, request_of(record)), -1)}
            seq = writer.append(record.at, record.connection, record.kind, meta, record.payload)
            if record.kind == "q":
                renamed[number, record.seq] = seq
            count += 1
        for mark in marks:
            writer.mark(mark.at, mark.name, mark.kind)
        writer.close()
    except OSError as error:
        raise SessionError(f"{writer.folder} cannot be written: {error.strerror}") from None
    return count
