"""A session as a script: which recorded answer a request gets, and what a socket has to say.

Only where things lie is kept in memory, about a hundred bytes for an exchange; payloads are read
when they are due.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import orjson

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.matching import body_of, header, normal, question
from kiwoom_mockserver.recordings.record import Record, request_of
from kiwoom_mockserver.recordings.session import Session

MAX_EXCHANGES: Final = 2_000_000
MAX_OPEN: Final = 10_000
"""Requests that wait for their reply at the same time."""

NEAREST: Final = 3
"""Recorded requests that are named when none fits."""

_COMPARED: Final = 200
"""Recorded requests of the same operation that are looked at for the nearest."""

_MAX_SHOWN: Final = 200


class Exchange(NamedTuple):
    """Where a request and its reply lie; times in nanoseconds."""

    asked_seq: int
    asked_at: int
    reply_seq: int
    reply_at: int
    digest: bytes
    api_id: str


class Opened(NamedTuple):
    """A recorded socket: when it was opened and closed; None when it was open to the end."""

    at: int
    number: int
    closed: int | None = None


class Script:
    """The exchanges and sockets of one session, from ``start`` to before ``end``.

    Of what came before, sockets that are still open belong to it, and the tokens.
    """

    def __init__(self, session: Session, start: int = 0, end: int | None = None) -> None:
        """Raises SessionError when there are more exchanges than can be kept."""
        self.session = session
        self.start, self.end = start, end
        self.exchanges: list[Exchange] = []
        self.sockets: list[Opened] = []
        """The sockets, in the order in which they were opened."""
        self._grants: dict[bytes, Exchange] = {}
        self._of_question: dict[bytes, list[int]] = {}
        self._of_operation: dict[str, list[int]] = {}
        self._read()

    def fitting(self, asked: bytes) -> list[int]:
        """Positions of the exchanges that ask this, oldest first."""
        return self._of_question.get(digest_of(asked), [])

    def grant(self, asked: bytes) -> Exchange | None:
        """The last exchange before the start in which this asked for a token."""
        return self._grants.get(digest_of(asked))

    def first_asked(self, at: int) -> int:
        """The position of the first exchange that was asked at ``at`` or later."""
        return bisect_left(self.exchanges, at, key=lambda one: one.asked_at)

    def latest(self, asked: bytes, at: int) -> Exchange | None:
        """The last exchange that asked this and was answered until ``at``."""
        fitting = self.fitting(asked)
        found = bisect_right(fitting, at, key=lambda position: self.exchanges[position].reply_at)
        return self.exchanges[fitting[found - 1]] if found else None

    def reply(self, exchange: Exchange) -> Record:
        """The reply's record."""
        return self._find(exchange.reply_seq, exchange.reply_at)

    def request(self, exchange: Exchange) -> Record:
        """The request's record."""
        return self._find(exchange.asked_seq, exchange.asked_at)

    def conversation(self, socket: Opened) -> Iterator[Record]:
        """What was said on a socket, in order, its opening and end included."""
        for record in self.session.records(socket.at, self.end):
            if record.connection == socket.number:
                yield record
                if record.kind == "c":
                    return

    def nearest(self, api_id: str, asked: bytes) -> list[str]:
        """The recorded requests most like this one, and what differs, for people."""
        body = body_of(asked).decode("utf-8", "replace")
        rows: dict[bytes, tuple[float, Record]] = {}
        for position in self._of_operation.get(api_id, [])[:_COMPARED]:
            exchange = self.exchanges[position]
            if exchange.digest in rows:
                continue
            record = self.request(exchange)
            other = normal(record.payload).decode("utf-8", "replace")
            likeness = SequenceMatcher(None, body, other, autojunk=False).quick_ratio()
            rows[exchange.digest] = (likeness, record)
        best = sorted(rows.values(), key=lambda row: -row[0])[:NEAREST]
        return [f"[{one.seq}] {_difference(asked, one)}" for _, one in best]

    def _read(self) -> None:
        waiting: dict[int, tuple[Record, bytes]] = {}
        opened: dict[int, Opened] = {}
        for record in self.session.records(0, self.end):
            if record.kind == "q":
                waiting[record.seq] = (record._replace(payload=b""), digest_of(question(record)))
                if len(waiting) > MAX_OPEN:
                    del waiting[next(iter(waiting))]
            elif record.kind == "r" and request_of(record) in waiting:
                self._add(*waiting.pop(request_of(record)), record)
            elif record.kind == "o" and "upstream" not in record.meta:
                opened[record.connection] = Opened(record.at, record.connection)
            elif record.kind == "c" and record.connection in opened:
                closed = opened[record.connection]._replace(closed=record.at)
                opened[record.connection] = closed
        self.sockets = sorted(
            one for one in opened.values() if one.closed is None or one.closed > self.start
        )
        self.exchanges.sort()
        for position, exchange in enumerate(self.exchanges):
            self._of_question.setdefault(exchange.digest, []).append(position)
            self._of_operation.setdefault(exchange.api_id, []).append(position)

    def _add(self, asked: Record, digest: bytes, reply: Record) -> None:
        api_id = header(asked.meta, "api-id")
        exchange = Exchange(asked.seq, asked.at, reply.seq, reply.at, digest, api_id)
        if asked.at >= self.start:
            self.exchanges.append(exchange)
        elif str(asked.meta.get("path", "")).startswith("/oauth2/"):
            self._grants[digest] = exchange
        if len(self.exchanges) + len(self._grants) > MAX_EXCHANGES:
            raise SessionError(
                f"{self.session.folder} has more than {MAX_EXCHANGES} exchanges; cut it"
            )

    def _find(self, seq: int, at: int) -> Record:
        for record in self.session.records(at, at + 1):
            if record.seq == seq:
                return record
        raise SessionError(f"record {seq} of {self.session.folder} is gone")


def digest_of(asked: bytes) -> bytes:
    """Sixteen bytes that stand for a question."""
    return blake2b(asked, digest_size=16).digest()


def told_difference(expected: Record, asked: bytes, got: str) -> str:
    """What was expected and what came instead, for people."""
    return (
        f"expected [{expected.seq}] {_title(expected)}, got {got}: {_difference(asked, expected)}"
    )


def _difference(asked: bytes, recorded: Record) -> str:
    """Member by member where both bodies are objects, else the recorded body."""
    theirs = _object(normal(recorded.payload))
    ours = _object(body_of(asked))
    if theirs is None or ours is None:
        return recorded.payload[:_MAX_SHOWN].decode("utf-8", "replace")
    parts = [
        f"{name} is {_said(ours, name)}, recorded {_said(theirs, name)}"
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name, _object) != theirs.get(name, _object)
    ]
    if not parts:
        recorded_page = header(recorded.meta, "next-key")
        return f"the body is the same; path or page differ (recorded next-key {recorded_page!r})"
    return "; ".join(parts)[: _MAX_SHOWN * 2]


def _said(body: dict[str, Any], name: str) -> str:
    return orjson.dumps(body[name]).decode()[:60] if name in body else "missing"


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _title(record: Record) -> str:
    if record.kind != "q":
        return record.payload[:_MAX_SHOWN].decode("utf-8", "replace")
    return f"{record.meta.get('method')} {record.meta.get('path')} {header(record.meta, 'api-id')}"
