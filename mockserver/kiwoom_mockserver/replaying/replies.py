"""Recorded answers as replies, and the refusals of a replay."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

import orjson

from kiwoom_mockserver.recordings.record import Record
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.wire.messages import Reply, Request, reply_headers

TOKEN_LIFE: Final = timedelta(hours=24)

LONGEST: Final = 60.0
"""Seconds a recorded answer is held back at most."""

_EXPIRY = re.compile(rb'("expires_dt"\s*:\s*")([0-9]{14})(?=")')


def reply_of(record: Record) -> Reply:
    """The reply as it was recorded: status, phrase, headers, bytes."""
    headers = record.meta.get("headers")
    rows = headers if isinstance(headers, list) else []
    reason = record.meta.get("reason")
    status = record.meta.get("status")
    return Reply(
        status if isinstance(status, int) and 100 <= status <= 599 else 200,
        tuple((_header(row[0]), _header(row[1])) for row in rows if _is_header(row)),
        record.payload,
        reason if isinstance(reason, str) and reason.isprintable() else None,
    )


def latency_of(record: Record) -> float:
    """Seconds the recorded server took for a reply; 0 when it is not known."""
    took = record.meta.get("took")
    return min(took / SECOND, LONGEST) if isinstance(took, int) and took > 0 else 0.0


def renewed(request: Request, reply: Reply) -> Reply:
    """A recorded token that has expired by now lives for a day from now."""
    if not request.path.startswith("/oauth2/"):
        return reply
    now = datetime.fromtimestamp(request.at, SEOUL)
    fresh = f"{now + TOKEN_LIFE:%Y%m%d%H%M%S}".encode()
    found = _EXPIRY.search(reply.body)
    if found is None or found[2] >= f"{now:%Y%m%d%H%M%S}".encode():
        return reply
    return reply._replace(body=_EXPIRY.sub(rb"\g<1>" + fresh, reply.body))


def refusal(request: Request, told: str, status: int = HTTPStatus.CONFLICT) -> Reply:
    """A reply that no real server gives, so that nobody takes it for one."""
    body = orjson.dumps({"return_msg": f"[replay] {told}", "return_code": 1})
    api_id = request.api_id or ""
    name = api_id if api_id.isalnum() and api_id.isascii() else ""
    return Reply(status, reply_headers(name[:20]), body)


def _is_header(row: object) -> bool:
    """A name and a value that cannot break out of their line, and no length of its own."""
    return (
        isinstance(row, list)
        and len(row) == 2
        and all(isinstance(part, str) and part.isprintable() for part in row)
        and row[0] != ""
        and row[0].lower() != "content-length"
    )


def _header(text: str) -> bytes:
    return text.encode("latin-1", "replace")
