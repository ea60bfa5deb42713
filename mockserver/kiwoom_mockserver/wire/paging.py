"""Opaque next-keys: where the next page starts, bound to the query and the sandbox it came from.

The real server's keys are opaque and differ by operation; what it does with a stale or foreign
key is unknown. Here such a key is refused with 1517, so that a client's mistake is seen.
"""

from collections.abc import Mapping
from hashlib import blake2s
from typing import NamedTuple

import orjson

from kiwoom_mockserver.wire.errors import WireError

_FIRST, _ANCHOR, _TAG = 9, 11, 12
_LENGTH = 1 + _FIRST + _ANCHOR + _TAG
MAX_FIRST = 10**_FIRST - 1


class Page(NamedTuple):
    """Rows from ``first`` on, as the market stood at ``anchor`` (world time, epoch seconds).

    ``first`` is a row's number, or a cursor that its operation understands. All pages of one query
    share the anchor, so joined pages equal the whole.
    """

    first: int
    anchor: int


def query_of(values: Mapping[str, str]) -> bytes:
    """The bytes that identify a query: equal for equal values, in whatever order they came."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)


def encode_key(page: Page, api_id: str, query: bytes, secret: bytes) -> str:
    """The next-key that asks for ``page`` of this query in the sandbox that holds ``secret``."""
    head = f"A{page.first:0{_FIRST}}{page.anchor:0{_ANCHOR}}"
    return head + _tag(head, api_id, query, secret)


def decode_key(key: str, api_id: str, query: bytes, secret: bytes) -> Page:
    """The page a next-key asks for.

    Raises WireError 1517 for a key that was not given for this query, operation and sandbox.
    """
    head = key[:-_TAG]
    valid = len(key) == _LENGTH and head[1:].isdecimal() and head.isascii()
    if not valid or _tag(head, api_id, query, secret) != key[-_TAG:]:
        raise WireError("1517", parameter="next-key", reason="이 조회의 연속조회키가 아닙니다")
    return Page(int(head[1 : 1 + _FIRST]), int(head[1 + _FIRST :]))


def _tag(head: str, api_id: str, query: bytes, secret: bytes) -> str:
    # No part holds a zero byte: the query is JSON.
    data = b"%b\0%b\0%b" % (head.encode(), api_id.encode(), query)
    return blake2s(data, key=secret, digest_size=_TAG // 2).hexdigest()
