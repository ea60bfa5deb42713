"""One request and one reply, free of any server.

Named tuples rather than dataclasses: they are made for every request, and cost a quarter.
"""

from functools import lru_cache
from typing import NamedTuple

CONTENT_TYPE = b"application/json;charset=UTF-8"


class Request(NamedTuple):
    """What a caller sent; header values are None where the header was missing.

    ``at`` is wall time in seconds since the epoch; ``peer`` the caller's address; ``length`` the
    body's announced length, where that is known before the body. ``stale`` is how many seconds the
    answer is to lag behind the market, ``arrives`` in how many world milliseconds an order is to
    reach the exchange; no caller sends these, a fault does.
    """

    method: str
    path: str
    api_id: str | None = None
    authorization: str | None = None
    cont_yn: str | None = None
    next_key: str | None = None
    content_type: str | None = None
    body: bytes = b""
    peer: str = ""
    at: float = 0.0
    length: int = 0
    stale: int = 0
    arrives: int | None = None


class Reply(NamedTuple):
    """What goes back, and how. ``reason`` None means the usual phrase of the status.

    ``delay`` is real seconds. ``ending`` is empty, or how the connection ends: ``reset`` and
    ``hang`` without an answer, ``cut`` after ``sent`` bytes of the body.
    """

    status: int
    headers: "Headers"
    body: bytes
    reason: str | None = None
    delay: float = 0.0
    ending: str = ""
    sent: int = 0
    continues: bool = False
    """Whether its headers hold the key of a further page."""


Headers = tuple[tuple[bytes, bytes], ...]


def reply_headers(api_id: str, cont_yn: str = "N", next_key: str = "") -> Headers:
    """The headers of every reply: api-id, cont-yn and next-key are always there (live, 2025)."""
    # A key is hardly ever given twice, and not worth keeping.
    return _headers(api_id, cont_yn, next_key) if next_key else _known_headers(api_id, cont_yn)


@lru_cache(maxsize=1024)
def _known_headers(api_id: str, cont_yn: str) -> Headers:
    return _headers(api_id, cont_yn, "")


def _headers(api_id: str, cont_yn: str, next_key: str) -> Headers:
    return (
        (b"content-type", CONTENT_TYPE),
        (b"api-id", api_id.encode("latin-1", "replace")),
        (b"cont-yn", cont_yn.encode()),
        (b"next-key", next_key.encode()),
        # Browsers hide unlisted headers, and one published client pages only when it sees them.
        (b"access-control-expose-headers", b"cont-yn,next-key,api-id"),
    )
