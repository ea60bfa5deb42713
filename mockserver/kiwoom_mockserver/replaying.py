"""A gateway that answers from a recorded session, in the manner of a mode.

``sequence``: the n-th request of a kind gets its n-th recorded answer. ``strict``: requests come as
they were recorded, in their order, or the replay has failed. ``timeline``: a request gets the last
answer that was recorded for it by the market's time, after the usual look at its token and pace.
"""

import re
from collections import Counter
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

import orjson

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.recordings.matching import question_of
from kiwoom_mockserver.recordings.playback import Playback
from kiwoom_mockserver.recordings.record import Record
from kiwoom_mockserver.recordings.script import Exchange, Script, told_difference
from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.spec.model import Catalogue, OperationSpec
from kiwoom_mockserver.wire.messages import Reply, Request, reply_headers
from kiwoom_mockserver.world.sandboxes import Sandbox
from kiwoom_mockserver.world.world import World

TOKEN_LIFE: Final = timedelta(hours=24)
ACCOUNTS: Final = "/api/dostk/acnt"
"""Where accounts are asked for; who has traded in the replay has an account of its own there."""

_EXPIRY = re.compile(rb'("expires_dt"\s*:\s*")([0-9]{14})(?=")')


class ReplayGateway(Gateway):
    """Answers from ``script``; what is traded in a timeline is traded in the fake's own world."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        world: World,
        script: Script,
        playback: Playback,
    ) -> None:
        super().__init__(settings, catalogue, world)
        self.script = script
        self.playback = playback
        self.failure = ""
        """Where a strict replay parted from the recording; empty while it has not."""
        self.answered = 0
        """Requests that were answered from the recording."""
        self.opened = 0
        """Sockets that were given their part of the recording."""
        self._given: Counter[bytes] = Counter()
        self._traded: set[bytes] = set()

    def _carry_out(self, request: Request) -> Reply:
        """The recorded reply, or what the mode says of a request that has none."""
        mode = self.settings.mode
        if mode == "timeline":
            return super()._carry_out(request)
        reply = self._strictly(request) if mode == "strict" else self._in_sequence(request)
        return super()._carry_out(request) if reply is None else reply

    def reset(self) -> None:
        """The replay begins anew."""
        super().reset()
        self.failure = ""
        self.answered = self.opened = 0
        self._given.clear()
        self._traded.clear()
        self.playback.seek(self.playback.start)

    def diverge(self, difference: str) -> None:
        """A strict replay has failed; the first difference is the one that counts."""
        self.failure = self.failure or difference

    @property
    def left(self) -> int:
        """Recorded exchanges that a strict replay has not come to."""
        return len(self.script.exchanges) - self.answered

    def _strictly(self, request: Request) -> Reply:
        if self.failure:
            return _refusal(request, self.failure)
        asked = _asked(request)
        if not self.left:
            got = f"{request.method} {request.path} {request.api_id or ''}"
            self.diverge(f"the recording has no more requests, got {got}")
            return _refusal(request, self.failure)
        exchange = self.script.exchanges[self.answered]
        if self.answered not in self.script.fitting(asked):
            got = f"{request.method} {request.path} {request.api_id or ''}"
            self.diverge(told_difference(self.script.request(exchange), asked, got))
            return _refusal(request, self.failure)
        return self._recorded(exchange)

    def _in_sequence(self, request: Request) -> Reply | None:
        asked = _asked(request)
        fitting = self.script.fitting(asked)
        given = self._given[asked]
        if given >= len(fitting):
            missing = self.settings.missing
            if missing == "simulate":
                return None
            if missing == "refuse" or not fitting:
                return self._missing(request, asked, len(fitting))
            given = len(fitting) - 1
        self._given[asked] += 1
        reply = self._recorded(self.script.exchanges[fitting[given]])
        return _renewed(request, reply)

    def _answer(self, operation: OperationSpec, sandbox: Sandbox, request: Request) -> Reply:
        """What an admitted request gets; only a timeline's come here, and simulated ones."""
        if self.settings.mode != "timeline":
            return super()._answer(operation, sandbox, request)
        if operation.is_order:
            self._traded.add(sandbox.secret)
            return super()._answer(operation, sandbox, request)
        is_account = operation.path == ACCOUNTS
        if is_account and sandbox.secret in self._traded:
            return super()._answer(operation, sandbox, request)
        asked = _asked(request)
        exchange = self.script.latest(asked, self.playback.position)
        if exchange is not None:
            return self._recorded(exchange)
        if is_account or self.settings.missing == "simulate":
            return super()._answer(operation, sandbox, request)
        return self._missing(request, asked, len(self.script.fitting(asked)))

    def _recorded(self, exchange: Exchange) -> Reply:
        self.answered += 1
        return reply_of(self.script.reply(exchange))

    def _missing(self, request: Request, asked: bytes, recorded: int) -> Reply:
        if recorded:
            told = f"the recording has {recorded} such requests, none of them by now"
            if self.settings.mode == "sequence":
                told = f"all {recorded} recorded answers were given"
            return _refusal(request, told, HTTPStatus.NOT_FOUND)
        near = self.script.nearest(request.api_id or "", asked)
        told = "; nearest: " + " | ".join(near) if near else ", and none of this api-id"
        return _refusal(request, f"the recording has no such request{told}", HTTPStatus.NOT_FOUND)


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


def _asked(request: Request) -> bytes:
    return question_of(
        request.method,
        request.path,
        request.api_id or "",
        request.cont_yn or "",
        request.next_key or "",
        request.body,
    )


def _renewed(request: Request, reply: Reply) -> Reply:
    """A recorded token that has expired by now lives for a day from now."""
    if not request.path.startswith("/oauth2/"):
        return reply
    now = datetime.fromtimestamp(request.at, SEOUL)
    fresh = f"{now + TOKEN_LIFE:%Y%m%d%H%M%S}".encode()
    found = _EXPIRY.search(reply.body)
    if found is None or found[2] >= f"{now:%Y%m%d%H%M%S}".encode():
        return reply
    return reply._replace(body=_EXPIRY.sub(rb"\g<1>" + fresh, reply.body))


def _refusal(request: Request, told: str, status: int = HTTPStatus.CONFLICT) -> Reply:
    """A reply that no real server gives, so that nobody takes it for one."""
    body = orjson.dumps({"return_msg": f"[replay] {told}", "return_code": 1})
    api_id = request.api_id or ""
    name = api_id if api_id.isalnum() and api_id.isascii() else ""
    return Reply(status, reply_headers(name[:20]), body)
