"""What the market told in a session, once each, whoever heard it."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import orjson

from kiwoom_mockserver.recordings.record import Record
from kiwoom_mockserver.recordings.session import Session

OWN_TYPES: Final = frozenset({"00", "04"})
"""Types that tell of an account."""

MAX_PAIRS: Final = 100_000
"""Pairs of type and item that are told apart."""

_REAL: Final = b'"REAL"'
_ACCOUNT: Final = "account"


class Entry(NamedTuple):
    """One entry of a REAL frame."""

    type: str
    item: str
    values: dict[str, Any]
    whole: dict[str, Any]


class Broadcast(NamedTuple):
    """A frame at its time, with the entries that no other socket had told before it."""

    at: int
    payload: bytes
    entries: tuple[Entry, ...]
    is_whole: bool
    """Whether the entries are all of the frame."""


class Broadcasts:
    """Takes records in order and finds what the market told.

    Two sockets that registered the same hear the same. The first that was told of a pair of type
    and item speaks for it, until it closes. What accounts are told is that of one socket at a time:
    another's may be of another account.
    """

    def __init__(self) -> None:
        self._speaker: dict[tuple[str, str], int] = {}

    def of(self, record: Record) -> Broadcast | None:
        """What the record tells of the market, or None."""
        if record.kind == "c":
            number = record.connection
            self._speaker = {pair: one for pair, one in self._speaker.items() if one != number}
        if record.kind != "s" or _REAL not in record.payload:
            return None
        found = _entries(record.payload)
        told = tuple(entry for entry in found if self._speaks(record.connection, entry))
        if not told:
            return None
        return Broadcast(record.at, record.payload, told, len(told) == len(found))

    def _speaks(self, connection: int, entry: Entry) -> bool:
        pair = (_ACCOUNT, "") if entry.type in OWN_TYPES else (entry.type, entry.item)
        if len(self._speaker) >= MAX_PAIRS and pair not in self._speaker:
            return False
        return self._speaker.setdefault(pair, connection) == connection


def broadcasts(session: Session, start: int = 0, end: int | None = None) -> Iterator[Broadcast]:
    """Everything the market told from ``start`` up to before ``end``."""
    found = Broadcasts()
    for record in session.records(start, end):
        told = found.of(record)
        if told is not None:
            yield told


def _entries(payload: bytes) -> list[Entry]:
    """The entries of a frame; none of a frame that is not like one."""
    try:
        frame = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return []
    if not isinstance(frame, dict) or frame.get("trnm") != "REAL":
        return []
    rows = frame.get("data")
    found = []
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict) or not isinstance(row.get("values"), dict):
            continue
        type_, item = row.get("type"), row.get("item")
        if isinstance(type_, str) and isinstance(item, str):
            found.append(Entry(type_, item, row["values"], row))
    return found
