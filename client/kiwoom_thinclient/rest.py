"""The clients: the rules of ``protocol`` carried out over HTTP, with and without asyncio."""

import asyncio
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

import httpx2

from kiwoom_thinclient import catalogue, protocol
from kiwoom_thinclient.catalogue import Operation
from kiwoom_thinclient.errors import NoAnswerError
from kiwoom_thinclient.formats import written
from kiwoom_thinclient.pacing import Pacer
from kiwoom_thinclient.protocol import Answer, Outgoing, Pause, Renew, Session, Step, Steps
from kiwoom_thinclient.reply import AsyncReply, Reply
from kiwoom_thinclient.targets import keys, target

if TYPE_CHECKING:
    from kiwoom_thinclient.operations import AsyncCall, Call

Result = TypeVar("Result")
_HEADERS = {"user-agent": "kiwoom-thinclient"}


class _Caller:
    """What both clients are made of: a server, a session, and the calls to be made."""

    def __init__(
        self,
        server: str | None = None,
        appkey: str | None = None,
        secretkey: str | None = None,
        *,
        ws_url: str | None = None,
        rate: int | None = None,
        timeout: float = 10.0,
        check: bool = True,
    ) -> None:
        where = target(server)
        self.base_url = where.base_url
        self.ws_url = ws_url or where.ws_url
        self._check = check
        self._session = Session(
            *keys(appkey, secretkey),
            Pacer(where.rate if rate is None else rate),
            time.monotonic,
            lambda: datetime.now(protocol.SEOUL),
        )
        self._open({"base_url": self.base_url, "timeout": timeout, "headers": _HEADERS})

    def _open(self, options: dict[str, Any]) -> None:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_url!r})"

    def _prepare(
        self, api_id: str, given: Mapping[str, object]
    ) -> tuple[Operation, dict[str, str]]:
        operation = catalogue.operation(api_id)
        if self._check:
            catalogue.check(operation, given)
        formats = {name: spec.format for name, spec in operation.request.items()}
        return operation, {
            name: written(value, formats.get(name, "text"), f"{name} of {api_id}")
            for name, value in given.items()
        }


class Client(_Caller):
    """Calls operations of one server with one key pair; a context manager, usable by threads.

    ``server`` is fake, paper, live or a URL, by default KIWOOM_BASE_URL; the keys are by default
    KIWOOM_APPKEY and KIWOOM_SECRETKEY. ``rate`` is requests a second for each operation, by
    default the server's, 0 for no pace. Without ``check`` whatever is given is sent.
    """

    def _open(self, options: dict[str, Any]) -> None:
        self._http = httpx2.Client(**options)
        self._renewing = threading.Lock()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """The connections are closed."""
        self._http.close()

    @property
    def call(self) -> "Call":
        """Calls one operation: ``call("ka10001", stk_cd="005930")`` is its first page.

        Raises UsageError before anything is sent, NoAnswerError, UnreadableError or ApiError.
        """
        return cast("Call", self._call)

    def token(self, other_than: str = "") -> str:
        """A token that lives, as far as is known, and is not the one given."""
        return self._drive(protocol.living_token(self._session, other_than))

    def _call(self, api_id: str, /, **given: object) -> Reply[Any, Any]:
        operation, body = self._prepare(api_id, given)

        def page(next_key: str) -> Reply[Any, Any]:
            found = self._drive(protocol.exchange(self._session, operation, body, next_key))
            return Reply(operation, found, page)

        return page("")

    def _drive(self, steps: Steps[Result]) -> Result:
        answer: Answer | None = None
        try:
            while True:
                answer = self._do(steps.send(answer))
        except StopIteration as done:
            return cast(Result, done.value)

    def _do(self, step: Step) -> Answer | None:
        match step:
            case Pause(seconds):
                time.sleep(seconds)
            case Renew(token):
                self._renew(token)
            case Outgoing(path, headers, content):
                try:
                    return _answer(self._http.post(path, content=content, headers=headers))
                except httpx2.HTTPError as error:
                    raise _no_answer(path, error) from error
        return None

    def _renew(self, dead: str) -> None:
        with self._renewing:
            if self._session.token == dead:
                self._drive(protocol.renewal(self._session))


class AsyncClient(_Caller):
    """As ``Client``, for asyncio; ``await client.call(...)``, ``async for row in reply.rows()``."""

    def _open(self, options: dict[str, Any]) -> None:
        self._http = httpx2.AsyncClient(**options)
        self._renewing = asyncio.Lock()

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """The connections are closed."""
        await self._http.aclose()

    @property
    def call(self) -> "AsyncCall":
        """Calls one operation: ``await call("ka10001", stk_cd="005930")`` is its first page."""
        return cast("AsyncCall", self._call)

    async def token(self, other_than: str = "") -> str:
        """A token that lives, as far as is known, and is not the one given."""
        return await self._drive(protocol.living_token(self._session, other_than))

    async def _call(self, api_id: str, /, **given: object) -> AsyncReply[Any, Any]:
        operation, body = self._prepare(api_id, given)

        async def page(next_key: str) -> AsyncReply[Any, Any]:
            found = await self._drive(protocol.exchange(self._session, operation, body, next_key))
            return AsyncReply(operation, found, page)

        return await page("")

    async def _drive(self, steps: Steps[Result]) -> Result:
        answer: Answer | None = None
        try:
            while True:
                answer = await self._do(steps.send(answer))
        except StopIteration as done:
            return cast(Result, done.value)

    async def _do(self, step: Step) -> Answer | None:
        match step:
            case Pause(seconds):
                await asyncio.sleep(seconds)
            case Renew(token):
                await self._renew(token)
            case Outgoing(path, headers, content):
                try:
                    return _answer(await self._http.post(path, content=content, headers=headers))
                except httpx2.HTTPError as error:
                    raise _no_answer(path, error) from error
        return None

    async def _renew(self, dead: str) -> None:
        async with self._renewing:
            if self._session.token == dead:
                await self._drive(protocol.renewal(self._session))


def _answer(reply: httpx2.Response) -> Answer:
    headers = {name.lower(): value for name, value in reply.headers.items()}
    return Answer(reply.status_code, headers, reply.content)


def _no_answer(path: str, error: httpx2.HTTPError) -> NoAnswerError:
    sent = not isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout)
    told = str(error) or type(error).__name__
    return NoAnswerError(f"{path} was not answered: {told}", sent=sent)
