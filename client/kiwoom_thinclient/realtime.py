"""The socket: the rules of ``line`` carried out, over as many connections as it takes.

The asynchronous one works in a task of its own, so that PINGs are echoed however long a tick takes
its reader; the synchronous one is the asynchronous one in a thread.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar, cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from kiwoom_thinclient import catalogue, errors, line
from kiwoom_thinclient.errors import ClosedError, SocketError, UsageError
from kiwoom_thinclient.formats import Errors, values
from kiwoom_thinclient.line import Line, Question, Tick
from kiwoom_thinclient.rest import AsyncClient, Client

if TYPE_CHECKING:
    from kiwoom_thinclient.operations import RealtimeType

Given = ParamSpec("Given")
Result = TypeVar("Result")

LONGEST_PAUSE = 30.0
"""Seconds between two attempts to connect, at most."""

# At DEBUG the library writes down every frame, and that of the login holds the token.
_LOGGER = logging.getLogger("kiwoom_thinclient.websocket")
_LOGGER.setLevel(logging.INFO)


class Condition(NamedTuple):
    """One saved condition: the number it is asked for by, and its name."""

    seq: str
    name: str


class Patience(NamedTuple):
    """How long and how much a socket waits for."""

    answer: float = 10.0
    """Seconds for an answer, and for a login."""
    silence: float = 60.0
    """Seconds without a frame, not even a PING, after which a connection counts as lost."""
    attempts: int = 10
    """Connections in a row that may fail before a lost socket is given up."""
    pause: float = 0.5
    """Seconds before the first attempt to connect again; each further one takes twice as long."""
    backlog: int = 100_000
    """Unread ticks that are kept; then the oldest are dropped."""


USUAL = Patience()
"""What a socket waits for unless told otherwise."""


class AsyncRealtime:
    """One socket of a client's key pair, for asyncio: ``async for tick in realtime``.

    A lost connection is made again, with everything that was registered or watched. ``connections``
    counts the logins, ``unread`` holds the ticks to come, ``dropped`` counts those that nobody
    read in time.
    """

    def __init__(self, client: "AsyncClient | _FromThread", patience: Patience = USUAL) -> None:
        self.connections = self.dropped = 0
        self._client, self._patience = client, patience
        self._line = Line()
        self.unread: deque[Tick] = deque(maxlen=self._patience.backlog)
        self._news, self._ready = asyncio.Event(), asyncio.Event()
        self._socket: ClientConnection | None = None
        self._answers: dict[Question, asyncio.Future[Any]] = {}
        self._error: Exception | None = None

    async def __aenter__(self) -> "AsyncRealtime":
        self._task = asyncio.create_task(self._run())
        try:
            await self._ready.wait()
            if self._error:
                raise self._error
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        self._end(ClosedError("the socket is closed"))
        self._task.cancel()
        await asyncio.wait({self._task})

    async def register(self, type_: "RealtimeType", *items: str, group: str = "1") -> None:
        """The items' ticks come, on this connection and every later one.

        Raises UsageError for a type that does not exist, SocketError where the server refuses.
        """
        told = _items(type_, items)
        keys: dict[line.Key, None] = {(group, type_, item): None for item in told}
        new = keys.keys() - self._line.registered
        self._line.registered |= keys
        try:
            for question in line.registrations("REG", type_, told, group):
                await self._ask(question)
        except SocketError:
            for key in new:
                self._line.registered.pop(key, None)
            raise

    async def remove(self, type_: "RealtimeType", *items: str, group: str = "1") -> None:
        """The items' ticks come no longer."""
        told = _items(type_, items)
        for item in told:
            self._line.registered.pop((group, type_, item), None)
        for question in line.registrations("REMOVE", type_, told, group):
            await self._ask(question)

    async def conditions(self) -> list[Condition]:
        """The saved conditions of the account."""
        body = await self._ask(Question("CNSRLST"))
        return [Condition(*map(str, (*row, "", "")[:2])) for row in _rows(body, list)]

    async def search(
        self, seq: str, exchange: str = "K", errors: Errors = "strict"
    ) -> list[dict[str, Any]]:
        """What meets the condition now: for each issue a row of values by FID, of all pages."""
        rows: list[dict[str, Any]] = []
        next_key = ""
        while True:
            body = await self._ask(line.search(seq, exchange, "0", next_key))
            found = _rows(body, dict)
            rows += [values(row, catalogue.SEARCH, "CNSRREQ", errors) for row in found]
            last, next_key = next_key, str(body.get("next_key") or "")
            if body.get("cont_yn") != "Y" or next_key in ("", last):
                return rows

    async def watch(self, seq: str, exchange: str = "K") -> list[str]:
        """The issues that meet the condition now; those that come and go are ticks of type 02."""
        try:
            body = await self._ask(line.search(seq, exchange, "1"))
        except SocketError as error:
            if error.code != line.WATCHED_ALREADY:
                raise
            # A connection that was lost left it behind; nobody hears its hits.
            await self._ask(Question("CNSRCLR", {"seq": seq}))
            body = await self._ask(line.search(seq, exchange, "1"))
        self._line.watched[seq] = exchange
        return [str(row.get("jmcode", "")) for row in _rows(body, dict)]

    async def unwatch(self, seq: str) -> None:
        """The condition is watched no longer."""
        self._line.watched.pop(seq, None)
        await self._ask(Question("CNSRCLR", {"seq": seq}))

    async def receive(self, within: float | None = None) -> Tick:
        """The next tick; TimeoutError if none comes in so many seconds, SocketError at the end."""
        async with asyncio.timeout(within):
            while not self.unread:
                if self._error:
                    raise self._error
                self._news.clear()
                await self._news.wait()
        return self.unread.popleft()

    async def __aiter__(self) -> AsyncIterator[Tick]:
        with suppress(ClosedError):
            while True:
                yield await self.receive()

    async def _ask(self, question: Question) -> Any:
        """The body of the answer; a question that a lost connection took along is asked again."""
        body = None
        try:
            async with asyncio.timeout(self._patience.answer):
                while body is None:
                    await self._ready.wait()
                    if self._error:
                        raise self._error
                    answer = asyncio.get_running_loop().create_future()
                    self._answers[question] = answer
                    await self._send(self._line.ask(question))
                    body = await answer
        except TimeoutError:
            if question.trnm in ("REG", "REMOVE") and self._socket is not None:
                # An answer that came late would be taken for that of the next question.
                await self._socket.close()
            raise SocketError(f"no answer to {question.trnm} in time") from None
        finally:
            self._answers.pop(question, None)
            self._line.forget(question)
        if error := line.refusal(body):
            raise error
        return body

    async def _run(self) -> None:
        """Connects until there is no use in it; what went wrong last is the end."""
        loop, failures, dead = asyncio.get_running_loop(), 0, ""
        while not self._error:
            began, before, refused = loop.time(), self.connections, False
            try:
                token = await self._client.token(other_than=dead)
                error: Exception = await self._connect(token)
                refused = True
            except (OSError, WebSocketException, *errors.PASSING) as caught:
                error = caught
            except Exception as caught:  # nobody else would hear of it
                return self._end(caught)
            finally:
                self._lost()
            if refused and not dead:
                dead = token
                continue
            if self.connections > before:
                dead = ""
            # One that ends again and again just after its login is no better than none.
            failures = 1 if loop.time() - began > LONGEST_PAUSE else failures + 1
            if refused:
                self._end(error)
            elif failures > self._patience.attempts or not self.connections:
                told = "the socket was lost" if self.connections else "no socket could be opened"
                cause = str(error) or type(error).__name__
                self._end(SocketError(f"{told} at {self._client.ws_url}: {cause}"))
            else:
                pause = self._patience.pause * 2 ** min(failures - 1, 10)
                await asyncio.sleep(min(pause, LONGEST_PAUSE))

    async def _connect(self, token: str) -> SocketError:
        """One connection from its login until its token is refused, or an error ends it."""
        # The server's heartbeat is a frame of its own; it does not answer the protocol's.
        options: dict[str, Any] = {"compression": None, "ping_interval": None, "close_timeout": 2}
        async with connect(self._client.ws_url, logger=_LOGGER, **options) as socket:
            self._socket = socket
            await self._send([self._line.connected(token)])
            while True:
                patience = self._patience.silence if self._ready.is_set() else self._patience.answer
                async with asyncio.timeout(patience):
                    outcome = self._line.received(await socket.recv())
                if outcome.dead_token:
                    return outcome.dead_token
                if outcome.logged_in:
                    self.connections += 1
                    self._ready.set()
                if outcome.ticks:
                    kept = self._patience.backlog - len(outcome.ticks)
                    self.dropped += max(0, len(self.unread) - kept)
                    self.unread.extend(outcome.ticks)
                    self._news.set()
                for question, body in outcome.answered:
                    self._settle(question, body)
                await self._send(outcome.send)

    async def _send(self, texts: list[str]) -> None:
        with suppress(WebSocketException):  # the reader learns of a loss
            for text in texts if self._socket else ():
                await cast(ClientConnection, self._socket).send(text)

    def _settle(self, question: Question, body: Any) -> None:
        answer = self._answers.get(question)
        if answer is not None and not answer.done():
            answer.set_result(body)

    def _lost(self) -> None:
        self._socket = None
        if not self._error:
            self._ready.clear()
        for question in list(self._answers):
            self._settle(question, None)

    def _end(self, error: Exception) -> None:
        self._error = self._error or error
        self._ready.set()
        self._news.set()
        self._lost()


class _FromThread:
    """A synchronous client as the source of an asynchronous socket."""

    def __init__(self, client: Client) -> None:
        self.ws_url, self._client = client.ws_url, client

    async def token(self, other_than: str = "") -> str:
        return await asyncio.to_thread(self._client.token, other_than)


def _blocking(
    work: Callable[Concatenate[AsyncRealtime, Given], Coroutine[Any, Any, Result]],
) -> Callable[Concatenate["Realtime", Given], Result]:
    """The method as one that returns when the work is done, in the socket's thread."""

    @wraps(work)
    def wait(self: "Realtime", /, *given: Given.args, **named: Given.kwargs) -> Result:
        return self._do(work(self._inner, *given, **named))

    return wait


class Realtime:
    """As ``AsyncRealtime``, without asyncio: ``for tick in realtime``, one reader at a time."""

    def __init__(self, client: Client, patience: Patience = USUAL) -> None:
        self._inner = AsyncRealtime(_FromThread(client), patience)
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> "Realtime":
        started = threading.Event()
        work = self._live(started)
        self._thread = threading.Thread(target=asyncio.run, args=(work,), daemon=True)
        self._thread.start()
        started.wait()
        try:
            self._do(self._inner.__aenter__())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._do(self._inner.__aexit__())
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop = None

    @property
    def connections(self) -> int:
        """Logins so far; after the first, ticks may be missing before each."""
        return self._inner.connections

    @property
    def dropped(self) -> int:
        """Ticks that nobody read in time."""
        return self._inner.dropped

    register = _blocking(AsyncRealtime.register)
    remove = _blocking(AsyncRealtime.remove)
    conditions = _blocking(AsyncRealtime.conditions)
    search = _blocking(AsyncRealtime.search)
    watch = _blocking(AsyncRealtime.watch)
    unwatch = _blocking(AsyncRealtime.unwatch)
    receive = _blocking(AsyncRealtime.receive)

    def __iter__(self) -> Iterator[Tick]:
        unread = self._inner.unread
        with suppress(ClosedError):
            while True:  # what is there is taken without waiting for the thread
                yield unread.popleft() if unread else self.receive()

    async def _live(self, started: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        started.set()
        await self._over.wait()

    def _do(self, work: Coroutine[Any, Any, Result]) -> Result:
        if self._loop is None:
            work.close()
            raise ClosedError("the socket is closed; use it inside its with block")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


def _items(type_: str, items: tuple[str, ...]) -> tuple[str, ...]:
    """The items to register, one blank where a type has none; UsageError for what cannot be."""
    kind = catalogue.realtime_item(type_)
    if not items and kind not in ("none", "account"):
        raise UsageError(f"{type_} is registered for each {kind}; name some")
    return items or ("",)


def _rows(body: Mapping[str, Any], kind: type[Result]) -> list[Result]:
    rows = body.get("data") or []
    if not isinstance(rows, list) or not all(isinstance(row, kind) for row in rows):
        raise SocketError(f"the answer to {body.get('trnm')} holds no list of rows")
    return rows
