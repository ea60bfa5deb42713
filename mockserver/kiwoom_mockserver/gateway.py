"""The REST gateway: one request in, one reply out, without I/O.

route -> admit -> read -> permit -> answer -> present -> faults -> journal. The same world and
request give the same reply.
"""

import re
from collections import OrderedDict
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import orjson

from kiwoom_mockserver.access import Access
from kiwoom_mockserver.errors import ViolationError
from kiwoom_mockserver.faults.faults import Faults
from kiwoom_mockserver.journal import Journal
from kiwoom_mockserver.presenting import Presenter
from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.sources import Source, Sources
from kiwoom_mockserver.spec.model import Catalogue, OperationSpec
from kiwoom_mockserver.spec.schema import violations
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.wire.body import read_body, read_credentials
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.wire.messages import Reply, Request, reply_headers
from kiwoom_mockserver.wire.paging import MAX_FIRST, Page, decode_key, encode_key, query_of
from kiwoom_mockserver.wire.routing import route
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.sandboxes import Sandbox
from kiwoom_mockserver.world.world import World

SHORT = 256
"""Bytes of a reply that is sooner made again than kept."""

_API_ID = re.compile(r"[0-9A-Za-z]{1,20}")


class _Question(NamedTuple):
    """What an answer depends on: equal questions have equal answers."""

    api_id: str
    body: bytes
    page_key: str
    second: int
    sandbox: bytes
    revision: tuple[int, int, int]
    """The account's, where the answer speaks of it: a fill may come at any time."""


class Gateway:
    """Answers REST requests for one world."""

    def __init__(self, settings: Settings, catalogue: Catalogue, world: World) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.world = world
        self.journal = Journal(settings.journal_size)
        self.faults = Faults(settings, catalogue, world)
        self._access = Access(settings, world)
        self._sources = Sources(settings, world)
        self._presenter = Presenter(settings)
        self._answers = _Answers(limit=4 * 1024 * 1024)

    def answer(self, request: Request) -> Reply:
        """Answer one request; no I/O, and the same world and request give the same reply.

        With ``check`` on, raises ViolationError when the reply breaks its contract, unless a rule
        of the faults made it do so.
        """
        if self.faults:
            reply, faults = self.faults.answer(request, self._carry_out)
            return self.journal.append(request, reply, faults)
        return self.journal.append(request, self._carry_out(request))

    def _carry_out(self, request: Request) -> Reply:
        """The reply as it is without faults."""
        try:
            operation = route(self.catalogue, request, self.settings.unknown_api_id)
            self._check_envelope(request)
            if operation.is_oauth:
                return self._answer_oauth(operation, request)
            sandbox = self._access.admit(request, operation)
            return self._answer(operation, sandbox, request)
        except WireError as error:
            api_id = request.api_id or ""
            shown = api_id if _API_ID.fullmatch(api_id) else ""
            reason = "null" if error.status == 429 else None
            return Reply(error.status, reply_headers(shown), error.body(), reason)

    def reset(self) -> None:
        """The world and its faults are as at the start; nothing is remembered of the traffic."""
        self.world.reset()
        self.faults.reset()
        self.journal.clear()
        self._answers.clear()

    def forget(self) -> None:
        """Answers are made anew: somebody changed an account without a trade."""
        self._answers.clear()

    def _check_envelope(self, request: Request) -> None:
        if max(len(request.body), request.length) > self.settings.max_body:
            raise WireError("1517", status=413, parameter="body", reason="본문이 너무 큽니다")
        kind = request.content_type or ""
        if self.settings.check_content_type and not kind.lower().startswith("application/json"):
            raise WireError("1512")

    def _answer_oauth(self, operation: OperationSpec, request: Request) -> Reply:
        values = read_credentials(operation, request.body)
        call = Call(operation, values, None, self.world, request.at, request.peer)
        body = self._presenter.body(call, self._sources.answer(call))
        self._check(operation, body)
        return Reply(200, reply_headers(operation.api_id), body)

    def _answer(self, operation: OperationSpec, sandbox: Sandbox, request: Request) -> Reply:
        at = millis(self.world.now())
        second = at // 1000 - request.stale
        page_key = page_key_of(request)
        revision = self.world.broker(sandbox, at).revision if operation.is_account else (0, 0, 0)
        question = _Question(
            operation.api_id, request.body, page_key, second, sandbox.secret, revision
        )
        reply = self._answers.get(question)
        if reply is None:
            reply = self._fresh(operation, sandbox, request, page_key, second)
            if not operation.is_order and len(reply.body) > SHORT:
                self._answers.keep(question, reply)
        return reply

    def _fresh(
        self,
        operation: OperationSpec,
        sandbox: Sandbox,
        request: Request,
        page_key: str,
        second: int,
        source: Source | None = None,
    ) -> Reply:
        source = source or self._sources
        values = read_body(operation, request.body, strict=self.settings.check_requests == "strict")
        page = Page(0, second)
        if page_key:
            page = decode_key(page_key, operation.api_id, query_of(values), sandbox.secret)
        anchor = _moment(page.anchor)
        call = Call(
            operation, values, sandbox, source.world, request.at, request.peer, page.first, anchor,
            request.arrives,
        )  # fmt: skip
        self._access.permit(call)
        draft = source.answer(call)
        body = self._presenter.body(call, draft)
        self._check(operation, body)
        cont_yn, next_key = self._next(call, draft, page)
        headers = reply_headers(operation.api_id, cont_yn, next_key)
        return Reply(200, headers, body, continues=bool(next_key))

    def _next(self, call: Call, draft: Draft, page: Page) -> tuple[str, str]:
        paging = call.operation.paging
        if not draft.more or paging is None or call.sandbox is None:
            return "N", ""
        after = page.first + paging.size if draft.cursor is None else draft.cursor
        following = Page(after, page.anchor)
        if following.first > MAX_FIRST:
            return "N", ""
        key = encode_key(following, call.operation.api_id, call.query, call.sandbox.secret)
        return "Y", key

    def _check(self, operation: OperationSpec, body: bytes) -> None:
        if not self.settings.check:
            return
        found = list(violations(operation.response_schema, orjson.loads(body)))
        if found:
            told = "; ".join(map(str, found[:5]))
            raise ViolationError(f"the reply of {operation.api_id} breaks its contract: {told}")


@lru_cache(maxsize=64)
def _moment(second: int) -> datetime:
    """The instant of so many seconds since the epoch; most requests speak of the same few."""
    return datetime.fromtimestamp(second, SEOUL)


def page_key_of(request: Request) -> str:
    """The key of the page asked for, empty for the first; raises WireError 1517 without one."""
    if request.cont_yn != "Y":
        return ""
    if not request.next_key:
        raise WireError("1517", parameter="next-key", reason="값이 비어 있습니다")
    return request.next_key


class _Answers:
    """Replies kept by question, the least recently used dropped above ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[_Question, Reply] = OrderedDict()

    def get(self, question: _Question) -> Reply | None:
        reply = self._kept.get(question)
        if reply is not None:
            self._kept.move_to_end(question)
        return reply

    def keep(self, question: _Question, reply: Reply) -> None:
        self._kept[question] = reply
        self._size += _weight(question, reply)
        while self._size > self._limit:
            self._size -= _weight(*self._kept.popitem(last=False))

    def clear(self) -> None:
        self._kept.clear()
        self._size = 0


def _weight(question: _Question, reply: Reply) -> int:
    """The memory an answer takes, about; short ones are mostly what they are kept in."""
    return len(question.body) + len(reply.body) + 700
