"""What makes two requests or frames the same, whatever their tokens, time and order of members."""

from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import unquote

import orjson

from kiwoom_mockserver.recordings.record import Record
from kiwoom_mockserver.recordings.scrub import is_pseudonym, kind_of

MAX_DEPTH: Final = 100

_REAL: Final = b'"trnm":"REAL"'

_ISSUED: Final = ("expires_dt",)
"""Members that differ from one run to the next, beside secrets."""


def normal(payload: bytes) -> bytes:
    """The payload without secrets, instants of tokens and order of members; as is if not JSON."""
    try:
        value = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return payload
    return orjson.dumps(_plain(value, 0), option=orjson.OPT_SORT_KEYS)


def header(meta: dict[str, Any], name: str) -> str:
    """The value of a header in a record's meta, empty when there is none."""
    headers = meta.get("headers")
    if isinstance(headers, list):
        for row in headers:
            if isinstance(row, list) and len(row) == 2 and str(row[0]).lower() == name:
                return str(row[1])
    return ""


def question(record: Record) -> bytes:
    """What a recorded request asks: equal for requests that ask the same."""
    meta = record.meta
    return question_of(
        str(meta.get("method", "")),
        unquote(str(meta.get("path", "")).partition("?")[0]),
        header(meta, "api-id"),
        header(meta, "cont-yn"),
        header(meta, "next-key"),
        record.payload,
    )


def question_of(
    method: str, path: str, api_id: str, cont_yn: str, next_key: str, body: bytes
) -> bytes:
    """The same from a request's parts, its path without query; ``cont-yn: N`` is as none."""
    page = next_key if cont_yn == "Y" else ""
    head = orjson.dumps([method, path, api_id, page])
    return head + b"\n" + normal(body)


def body_of(asked: bytes) -> bytes:
    """The normal body within a question."""
    return asked.partition(b"\n")[2]


def shifted(body: bytes, days: int) -> bytes:
    """The body with its dates (texts like 20260915) so many days later; as is if not JSON."""
    try:
        return orjson.dumps(_moved(orjson.loads(body), days, 0))
    except orjson.JSONDecodeError:
        return body


def is_real(frame: bytes) -> bool:
    """Whether a frame of the server tells of the market or an account, as REAL does."""
    return _REAL in frame[-30:] or _REAL in frame[:30]


def _moved(value: Any, days: int, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, dict):
        return {name: _moved(inner, days, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, days, depth + 1) for inner in value]
    if isinstance(value, str) and len(value) == 8 and value.isascii() and value.isdecimal():
        try:
            day = date(int(value[:4]), int(value[4:6]), int(value[6:])) + timedelta(days)
        except (ValueError, OverflowError):
            return value
        return f"{day:%Y%m%d}" if day.year >= 1000 else value
    return value


def _plain(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return "..."
    if isinstance(value, dict):
        return {
            name: "*" if kind_of(name) or name in _ISSUED else _plain(inner, depth + 1)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_plain(inner, depth + 1) for inner in value]
    if isinstance(value, str) and is_pseudonym(value):
        return "*"
    return value
