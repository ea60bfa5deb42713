"""What makes two requests or frames the same, whatever their tokens, time and order of members."""

from typing import Any, Final

import orjson

from kiwoom_mockserver.recordings.record import Record
from kiwoom_mockserver.recordings.scrub import is_pseudonym, kind_of

MAX_DEPTH: Final = 100

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
        str(meta.get("path", "")),
        header(meta, "api-id"),
        header(meta, "cont-yn"),
        header(meta, "next-key"),
        record.payload,
    )


def question_of(
    method: str, path: str, api_id: str, cont_yn: str, next_key: str, body: bytes
) -> bytes:
    """The same from a request's parts; ``cont-yn: N`` is as good as none."""
    page = next_key if cont_yn == "Y" else ""
    head = orjson.dumps([method, path, api_id, page])
    return head + normal(body)


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
