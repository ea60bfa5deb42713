"""What was asked and answered, the newest last, in bounded memory; secrets never leave it."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from kiwoom_mockserver.wire.messages import Reply, Request

SECRET = re.compile(
    r'("(?:appkey|secretkey|token|acctNo|acnt_no|acnt_print|9201)"\s*:\s*)"(?:[^"\\]|\\.)*"'
)
"""A member whose text must not be seen; everything that shows traffic masks it."""

MASK = "***"
MAX_TEXT = 4_096
"""Characters of a body that an entry shows."""

MAX_TALLY = 2_000
"""Pairs of api-id and status that are counted apart."""

_NAME = re.compile("[0-9A-Za-z]{0,20}")

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of bodies that are kept, however many exchanges they belong to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange as kept; texts are made only when somebody asks."""

    number: int
    request: Request
    reply: Reply
    faults: tuple[str, ...] = ()
    """The fault rules that made the reply what it is."""

    def shown(self) -> dict[str, Any]:
        """The entry for people and tests, with secrets masked and long bodies cut."""
        return {
            "number": self.number,
            "at": self.request.at,
            "method": self.request.method,
            "path": self.request.path,
            "api_id": self.request.api_id,
            "cont_yn": self.request.cont_yn,
            "request": self._asked(),
            "status": self.reply.status,
            "reply": masked(self.reply.body),
            "faults": list(self.faults),
        }

    def _asked(self) -> str:
        """The request's body; what was sent for a token is shown only where it hides nothing."""
        if not self.request.path.startswith("/oauth2/"):
            return masked(self.request.body)
        try:
            sent = orjson.loads(self.request.body)
        except orjson.JSONDecodeError:
            return MASK
        if not isinstance(sent, dict):
            return MASK
        shown = {key: sent[key] if key == "grant_type" else MASK for key in sent}
        return masked(orjson.dumps(shown))


class Journal:
    """A ring of the last ``size`` exchanges; of fewer when their bodies pass ``MAX_BYTES``."""

    def __init__(self, size: int) -> None:
        self._entries: deque[tuple[Request, Reply, tuple[str, ...]]] = deque()
        self._limit = size
        self._bytes = 0
        self.count = 0
        self.tally: Counter[tuple[str, int]] = Counter()
        """Replies by api-id and status since the start."""

    def append(self, request: Request, reply: Reply, faults: tuple[str, ...] = ()) -> Reply:
        """The exchange is kept; the reply is handed back."""
        self.count += 1
        pair = (request.api_id or "", reply.status)
        self.tally[pair if pair in self.tally else self._counted(*pair)] += 1
        self._bytes += len(request.body) + len(reply.body)
        self._entries.append((request, reply, faults))
        while self._bytes > MAX_BYTES or len(self._entries) > self._limit:
            old_request, old_reply, _ = self._entries.popleft()
            self._bytes -= len(old_request.body) + len(old_reply.body)
        return reply

    def _counted(self, api_id: str, status: int) -> tuple[str, int]:
        """Under what a new pair counts; an api-id is what the caller sends, so few are kept."""
        known = len(self.tally) < MAX_TALLY and _NAME.fullmatch(api_id)
        return (api_id if known else "", status)

    def last(self, count: int, api_id: str | None = None) -> list[Entry]:
        """The last ``count`` exchanges, of one operation if it is named, oldest first."""
        found = (
            entry for entry in self.newest() if api_id is None or entry.request.api_id == api_id
        )
        return list(islice(found, count))[::-1]

    def newest(self, after: int = 0) -> Iterator[Entry]:
        """The exchanges beyond number ``after``, newest first."""
        numbers = range(self.count, after, -1)
        for number, kept in zip(numbers, reversed(self._entries), strict=False):
            yield Entry(number, *kept)

    def clear(self) -> None:
        """Nothing is kept."""
        self._entries.clear()
        self._bytes = 0


def masked(body: bytes) -> str:
    """A body as text without secrets, cut to ``MAX_TEXT`` characters."""
    text = SECRET.sub(rf'\1"{MASK}"', body.decode("utf-8", "replace"))
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}... ({len(text)} characters)"
