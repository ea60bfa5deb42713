"""The difference of two sessions, leaving aside time, numbering and tokens."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from kiwoom_mockserver.recordings.matching import header, normal, question
from kiwoom_mockserver.recordings.record import KINDS, Record
from kiwoom_mockserver.recordings.session import Session

SHOWN: Final = 300
"""Characters of a payload that a difference shows."""

_HEADERS: Final = ("api-id", "cont-yn", "next-key")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where one connection of two sessions parts; None where a session has no more records."""

    connection: int
    position: int
    left: Record | None
    right: Record | None

    def __str__(self) -> str:
        name = f"socket {self.connection}" if self.connection else "REST"
        sides = (f"  {mark} {_shown(one)}" for mark, one in (("-", self.left), ("+", self.right)))
        return "\n".join((f"{name}, record {self.position + 1}:", *sides))


def differences(left: Session, right: Session) -> list[Difference]:
    """Where each connection parts first; empty when the sessions say the same."""
    marks = _digests(left), _digests(right)
    parting: dict[int, int] = {}
    for connection in sorted(marks[0].keys() | marks[1].keys()):
        one, other = (side.get(connection, array("Q")) for side in marks)
        if one != other:
            pairs = zip(one, other, strict=False)
            equal = next((at for at, (a, b) in enumerate(pairs) if a != b), None)
            parting[connection] = min(len(one), len(other)) if equal is None else equal
    if not parting:
        return []
    sides = _picked(left, parting), _picked(right, parting)
    return [
        Difference(connection, position, *(side.get(connection) for side in sides))
        for connection, position in parting.items()
    ]


def _digests(session: Session) -> dict[int, "array[int]"]:
    """Eight bytes for each record, so that long sessions fit into memory."""
    found: dict[int, array[int]] = {}
    for record in _compared(session):
        digest = blake2b(_essence(record), digest_size=8).digest()
        found.setdefault(record.connection, array("Q")).append(int.from_bytes(digest))
    return found


def _picked(session: Session, positions: dict[int, int]) -> dict[int, Record]:
    seen = dict.fromkeys(positions, 0)
    picked = {}
    for record in _compared(session):
        position = seen.get(record.connection)
        if position is not None:
            if position == positions[record.connection]:
                picked[record.connection] = record
            seen[record.connection] = position + 1
    return picked


def _compared(session: Session) -> Iterator[Record]:
    return (record for record in session.records() if record.kind != "n")


def _essence(record: Record) -> bytes:
    kind = record.kind.encode()
    if record.kind == "q":
        return kind + question(record)
    told = [str(record.meta.get("status", "")), str(record.meta.get("code", ""))]
    told += [header(record.meta, name) for name in _HEADERS]
    return kind + "\n".join(told).encode() + normal(record.payload)


def _shown(record: Record | None) -> str:
    if record is None:
        return "(no more records)"
    what = KINDS[record.kind]
    place = " ".join(
        str(record.meta[key]) for key in ("method", "path", "status", "code") if key in record.meta
    )
    named = header(record.meta, "api-id")
    text = record.payload[: SHOWN * 4].decode("utf-8", "replace")
    cut = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    return " ".join(filter(None, (f"[{record.seq}]", what, place, named, cut)))
