"""Socket frames: reading what a client sent, and writing what the real server writes.

Inbound frames are untrusted. ``too_long`` and ``parse`` never fail in any other way than a
``WireError``; whoever reads a parsed frame still checks every value it takes from it.

Outbound frames are compact UTF-8 JSON to be sent as *text* messages. Key order is part of the
format, because some clients compare texts: a reply begins with ``trnm``, a REAL frame ends
with it (``data`` first), and a REAL entry reads ``values, type, name, item``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from kiwoom_mockserver.wire.errors import WireError

MAX_FRAME = 65_536
"""Bytes one inbound frame may have; one more ends the connection (paper host, July 2025)."""

TOO_LONG = f"Max frame length of {MAX_FRAME} has been exceeded."
"""The reason that goes with close code 1009."""

MAX_ECHO = 64
"""Characters of a client's own text that come back in an error; ours, to bound the reply."""

REAL_ENTRIES = 4
"""Most entries seen in one REAL frame of a busy 0B stream (Kiwoom's own proof run, July 2026)."""


def too_long(frame: str | bytes) -> bool:
    """Whether the frame has more than ``MAX_FRAME`` bytes as UTF-8."""
    if len(frame) > MAX_FRAME or isinstance(frame, bytes):
        return len(frame) > MAX_FRAME
    # A character is at most four bytes long, so most frames need no second copy.
    return len(frame) * 4 > MAX_FRAME and len(frame.encode("utf-8", "replace")) > MAX_FRAME


def parse(frame: str | bytes) -> dict[str, Any]:
    """The frame as an object whose ``trnm`` is a non-empty string.

    Raises WireError 100002 for everything else. What the real server makes of broken JSON is
    unknown; as no trnm can be read from it, it gets the answer to a frame without trnm.
    """
    try:
        body = orjson.loads(frame.encode() if isinstance(frame, str) else frame)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        body = None
    if not isinstance(body, dict):
        raise WireError("100002", parameter="trnm")
    required(body, "trnm")
    return body


def required(body: Mapping[str, Any], name: str) -> str:
    """The non-empty string under ``name``; raises WireError 100002 naming it otherwise."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise WireError("100002", parameter=name)
    return value


def encode(frame: Mapping[str, Any]) -> bytes:
    """The frame as compact UTF-8 JSON in its own key order."""
    return orjson.dumps(frame)


PING = encode({"trnm": "PING"})
"""The heartbeat; a client returns the same text."""

LOGIN_ACK = encode({"trnm": "LOGIN", "return_code": 0, "return_msg": "", "sor_yn": "Y"})
"""A LOGIN was accepted; ``sor_yn`` is in no edition of the manual and in every live frame."""

REG_ACK = encode({"trnm": "REG", "return_code": 0, "return_msg": ""})
"""A REG was carried out; live frames echo neither the group nor the items."""

REMOVE_ACK = encode({"trnm": "REMOVE", "return_code": 0, "return_msg": ""})
"""A REMOVE was carried out, whether or not anything was there to remove."""


@cache
def system(code: str) -> bytes:
    """The SYSTEM frame of an R1xxxx code; it has ``code`` and ``message``, no return_code."""
    return encode(WireError(code).frame("SYSTEM"))


def refusal(error: WireError, trnm: str) -> bytes:
    """The frame that refuses a request named ``trnm``, which is cut to ``MAX_ECHO``."""
    return encode(error.frame(trnm[:MAX_ECHO]))


def refusal_with_seq(error: WireError, trnm: str, seq: str) -> bytes:
    """A refusal that names the condition's number right after ``trnm``."""
    frame = error.frame(trnm)
    return encode({"trnm": frame.pop("trnm"), "seq": seq, **frame})


def real_entry(values: Mapping[str, str], type: str, name: str, item: str) -> bytes:
    """One entry of a REAL frame, encoded once for every subscriber."""
    return encode({"values": values, "type": type, "name": name, "item": item})


def real(entries: Iterable[bytes]) -> bytes:
    """A REAL frame of encoded entries; put at most ``REAL_ENTRIES`` into one."""
    return b'{"data":[' + b",".join(entries) + b'],"trnm":"REAL"}'


def message(frame: bytes) -> bytes:
    """The frame as one websocket text message of a server: unmasked, uncompressed, whole."""
    size = len(frame)
    if size < 126:
        return b"\x81%c%b" % (size, frame)
    if size < 65_536:
        return b"\x81\x7e%b%b" % (size.to_bytes(2, "big"), frame)
    return b"\x81\x7f%b%b" % (size.to_bytes(8, "big"), frame)


def frames_of(messages: bytes) -> Iterator[bytes]:
    """The frames of messages that ``message`` made, one behind the other."""
    at = 0
    while at < len(messages):
        size, at = messages[at + 1], at + 2
        if size >= 126:
            wide = 2 if size == 126 else 8
            size, at = int.from_bytes(messages[at : at + wide], "big"), at + wide
        yield messages[at : at + size]
        at += size


def condition_list(conditions: Iterable[tuple[str, str]]) -> bytes:
    """The CNSRLST reply: pairs of number and name (the manual prints objects, live sends lists)."""
    rows = [[seq, name] for seq, name in conditions]
    return encode({"trnm": "CNSRLST", "return_code": 0, "return_msg": "", "data": rows})


def condition_rows(seq: str, rows: Sequence[Mapping[str, str]], next_key: str) -> bytes:
    """One page of a plain search; an empty ``next_key`` says it is the last.

    Live replies have no return_msg. ``data`` is null when nothing matches; [] was reported
    too, and a client that survives null survives both.
    """
    return encode(
        {
            "trnm": "CNSRREQ",
            "seq": seq,
            "cont_yn": "Y" if next_key else "N",
            "next_key": next_key,
            "return_code": 0,
            "data": [dict(row) for row in rows] or None,
        }
    )


def condition_codes(seq: str, codes: Iterable[str]) -> bytes:
    """The first answer of a realtime search: prefixed codes, null when nothing matches."""
    rows = [{"jmcode": code} for code in codes]
    return encode({"trnm": "CNSRREQ", "seq": seq, "return_code": 0, "data": rows or None})


def condition_cleared(seq: str) -> bytes:
    """The CNSRCLR reply; the manual shows an empty text, live servers send this one."""
    text = "정상종료되었습니다."
    return encode({"trnm": "CNSRCLR", "seq": seq, "return_code": 0, "return_msg": text})


def condition_hit(seq: str | None, code: str, entering: bool, time: str, side: str) -> bytes:
    """The REAL entry of type 02: an issue (bare code) entered or left a watched condition.

    Without ``seq`` it does not say which.
    """
    number = {} if seq is None else {"841": seq}
    values = {**number, "9001": code, "843": "I" if entering else "D", "20": time, "907": side}
    return real_entry(values, "02", "조건검색", code)
