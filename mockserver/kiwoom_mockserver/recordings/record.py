"""One line of a session: ``[seq,t,connection,"kind",{meta},payload]``.

A payload that is JSON on one line stands in the line byte by byte, so that nothing is encoded
anew and ``zstdcat | jq`` can read it. Any other payload is a JSON string, and ``enc`` in the meta
says of what: ``text`` or ``base64``. The meta holds no nested objects, so a line can be split
without parsing its payload.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Any, Final, NamedTuple

import orjson

from kiwoom_mockserver.errors import SessionError

KINDS: Final = {
    "q": "REST request",
    "r": "REST reply",
    "o": "socket opened",
    "c": "socket closed",
    "s": "frame of the server",
    "k": "frame of the client",
    "n": "note",
}

MAX_PAYLOAD: Final = 8 * 1024 * 1024
"""Bytes of the largest payload a session holds; a fuller one is noted and left out."""

MAX_LINE: Final = MAX_PAYLOAD * 2
"""Bytes of the longest line that is read; base64 makes a payload a third longer."""

_LINE = re.compile(
    rb'\[([0-9]{1,18}),([0-9]{1,18}),([0-9]{1,9}),"([qrocskn])",'
    rb'(\{(?:[^"{}]|"(?:[^"\\]|\\.)*+")*+\}),(.*)\]'
)


class Record(NamedTuple):
    """One thing that happened ``at`` nanoseconds after the session began.

    ``connection`` 0 is REST, each socket has a number of its own.
    """

    seq: int
    at: int
    connection: int
    kind: str
    meta: dict[str, Any]
    payload: bytes


def encode(record: Record) -> bytes:
    """The record as one line with its end; raises SessionError when it does not fit the format."""
    if len(record.payload) > MAX_PAYLOAD:
        raise SessionError(f"a payload has {len(record.payload)} bytes, more than {MAX_PAYLOAD}")
    meta, payload = record.meta, record.payload
    if not _is_one_json_line(payload):
        encoding, text = _as_text(payload)
        meta, payload = {**meta, "enc": encoding}, orjson.dumps(text)
    shown = orjson.dumps(meta) if meta else b"{}"
    head = b'[%d,%d,%d,"%b",' % (record.seq, record.at, record.connection, record.kind.encode())
    return b"".join((head, shown, b",", payload, b"]\n"))


def decode(line: bytes) -> Record:
    """The record of a line without its end; the payload's own JSON is not looked at.

    Raises SessionError that says what is wrong with the line.
    """
    if len(line) > MAX_LINE:
        raise SessionError(f"a line has {len(line)} bytes, more than {MAX_LINE}")
    found = _LINE.fullmatch(line)
    if found is None:
        raise SessionError("a line is no record")
    seq, at, connection, kind, shown, payload = found.groups()
    meta: dict[str, Any] = {}
    if shown != b"{}":
        try:
            meta = orjson.loads(shown)
        except orjson.JSONDecodeError as error:
            raise SessionError(f"the meta of a record is no JSON: {error}") from None
        encoding = meta.pop("enc", None)
        if encoding is not None:
            payload = _from_text(payload, encoding)
    if len(payload) > MAX_PAYLOAD:
        raise SessionError(f"a payload has {len(payload)} bytes, more than {MAX_PAYLOAD}")
    return Record(int(seq), int(at), int(connection), kind.decode(), meta, payload)


def request_of(reply: Record) -> int:
    """The seq of the request that a reply answers; -1 when it names none."""
    seq = reply.meta.get("to")
    return seq if isinstance(seq, int) else -1


def _is_one_json_line(payload: bytes) -> bool:
    if b"\n" in payload or b"\r" in payload:
        return False
    try:
        orjson.loads(payload)
    except orjson.JSONDecodeError:
        return False
    return True


def _as_text(payload: bytes) -> tuple[str, str]:
    try:
        return "text", payload.decode()
    except UnicodeDecodeError:
        return "base64", b64encode(payload).decode()


def _from_text(payload: bytes, encoding: object) -> bytes:
    try:
        text = orjson.loads(payload)
        if isinstance(text, str):
            if encoding == "text":
                return text.encode()
            if encoding == "base64":
                return b64decode(text, validate=True)
    except (orjson.JSONDecodeError, Base64Error, UnicodeEncodeError, ValueError):
        pass
    raise SessionError(f"a payload is not {encoding!r} in a JSON string")
