"""Running a recorded simulation again from its inputs, and judging that it says the same."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.recordings.record import Record
from kiwoom_mockserver.recordings.scrub import Scrubber
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.recordings.writing import SessionWriter
from kiwoom_mockserver.replaying.inputs import (
    SOCKET_PATH,
    SOURCE,
    Aliases,
    Chain,
    HeldClock,
    frame_of_input,
    request_of_input,
    settings_of,
)
from kiwoom_mockserver.server.admin.clock import LONGEST_HEARD
from kiwoom_mockserver.server.admin.controls import PREFIX
from kiwoom_mockserver.server.app import App
from kiwoom_mockserver.server.client import Client
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.wire.frames import frames_of
from kiwoom_mockserver.wire.messages import Reply
from kiwoom_mockserver.world.clock import clock_of
from kiwoom_mockserver.world.world import load_world

_ON_SOCKETS: Final = frozenset({"o", "k", "c"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a second run went: its replies and frames, and where it first differed from the first."""

    replies: int
    frames: int
    """What sockets were told, heartbeats aside."""
    checked: int
    """Notes of the rolling hash that were compared."""
    difference: str = ""

    @property
    def same(self) -> bool:
        """Whether every note of the first run's hash was met, and there was one."""
        return not self.difference and self.checked > 0


def rerun(session: Session, target: Path | None = None, key: bytes = b"") -> Outcome:
    """The run has been lived through again; in full in ``target``, a new session, if it is given.

    Raises SessionError when the session is no recording of inputs.
    """
    manifest = session.manifest
    if manifest.source != SOURCE:
        raise SessionError(f"{session.folder} is {manifest.source}, no recording of inputs")
    settings = settings_of(manifest.run)
    clock = HeldClock(clock_of(settings))
    # A world looks at its clock as it is made.
    with clock.held(manifest.origin):
        gateway = Gateway(settings, load_catalogue(), load_world(settings, clock))
    keys = manifest.run.get("keys")
    aliases = Aliases(keys if isinstance(keys, dict) else {})
    writer = None
    if target is not None:
        full = manifest.with_(source="fake", run={})
        writer = SessionWriter(target, full, redaction=Scrubber(key))
    run = _Run(gateway, clock, aliases, writer)
    for record in session.records():
        run.take(record)
    if writer is not None:
        writer.close()
    return Outcome(run.chain.count, run.chain.frames, run.checked, run.difference)


class _Still:
    """The loop and the wire of a socket that is only listened to: no timer fires."""

    full = False

    def time(self) -> float:
        """No time passes by itself."""
        return 0.0

    def call_at(self, when: float, callback: Callable[[], object]) -> "_Still":
        """Nothing is called."""
        return self

    def call_later(self, delay: float, callback: Callable[..., object], *args: Any) -> "_Still":
        """Nothing is called."""
        return self

    def when(self) -> float:
        """Never."""
        return float("inf")

    def cancelled(self) -> bool:
        """It was never armed."""
        return False

    def cancel(self) -> None:
        """There is nothing to cancel."""

    def write(self, data: bytes) -> None:
        """The hub has heard it."""

    def end(self, code: int, reason: str) -> None:
        """The recording says when the socket was gone."""

    def drop(self) -> None:
        """The same."""


class _Run:
    """A world that is given one recorded input after the other."""

    def __init__(
        self, gateway: Gateway, clock: HeldClock, aliases: Aliases, writer: SessionWriter | None
    ) -> None:
        self.chain = Chain()
        self.checked = 0
        self.difference = ""
        self._gateway = gateway
        self._clock = clock
        self._aliases = aliases
        self._writer = writer
        self._app = App(gateway)
        self._app.hub.heard = self._heard
        self._app.hub.wall = lambda: self._wall
        self._wall = 0.0
        self._at = 0
        self._clients: dict[int, Client] = {}
        self._granted: dict[int, Reply] = {}

    def take(self, record: Record) -> None:
        """The input has had its effect, or the note was compared."""
        meta = record.meta
        self._reach(record)
        if record.kind == "n" and "hash" in meta:
            self._compare(record)
        elif record.kind in _ON_SOCKETS or "news" in meta:
            with self._clock.held(_instant(meta)):
                self._hear(record)
        elif record.kind == "r":
            granted = self._granted.pop(meta.get("to", -1), None)
            if granted is not None:
                self._aliases.learn(record.payload, granted.body)
        elif record.kind == "q":
            with self._clock.held(_instant(meta)):
                if str(meta.get("path", "")).startswith(PREFIX):
                    asyncio.run(self._govern(record))
                else:
                    self._answer(record)

    def _reach(self, record: Record) -> None:
        """Sockets have been told as much as they had been before the record."""
        hub, before = self._app.hub, self._at
        if "told" in record.meta:
            told = _moment(record.meta["told"])
            left = int((told - hub.told_until).total_seconds())
            if not len(hub) or left < 0:
                hub.jump(told)
            elif left > LONGEST_HEARD * 2:
                raise SessionError(f"record {record.seq} says that days were told at once")
            for second in range(left if len(hub) else 0):
                self._at = before + (record.at - before) * (second + 1) // (left + 1)
                hub.tell_second()
        self._at = max(record.at, before)

    def _hear(self, record: Record) -> None:
        """A socket opens, says something, is told of its account, or is gone."""
        number, meta = record.connection, record.meta
        client = self._clients.get(meta.get("news", number))
        if record.kind == "o":
            still: Any = _Still()
            self._write_socket(record, {"path": SOCKET_PATH})
            self._clients[number] = Client(self._app.hub, still, still)
        elif client is None:
            return  # What it was opened by was lost.
        elif record.kind == "n":
            self._app.hub.tell_account(client)
        elif record.kind == "k":
            self._wall = float(meta.get("wall", 0.0))
            self._write_socket(record, {"binary": 1} if meta.get("binary") else {})
            client.received(frame_of_input(meta, record.payload, self._aliases))
        else:
            self._write_socket(record, {"code": 1000, "reason": "", "by": "client"})
            client.gone()
            del self._clients[number]

    def _heard(self, number: int, messages: bytes) -> None:
        self.chain.add_messages(number, messages)
        if self._writer is not None:
            for frame in frames_of(messages):
                self._writer.append(self._at, number, "s", {}, frame)

    def _write_socket(self, record: Record, meta: dict[str, Any]) -> None:
        if self._writer is not None:
            self._writer.append(self._at, record.connection, record.kind, meta, record.payload)

    def _answer(self, record: Record) -> None:
        request = request_of_input(record.meta, record.payload, self._aliases)
        reply = self._gateway.answer(request)
        self.chain.add(reply)
        if request.path.startswith("/oauth2/"):
            self._granted[record.seq] = reply
        if self._writer is not None:
            self._write(record, reply)

    def _write(self, record: Record, reply: Reply) -> None:
        assert self._writer is not None
        kept = {name: record.meta[name] for name in ("method", "path", "headers")}
        seq = self._writer.append(self._at, 0, "q", kept, record.payload)
        told = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in reply.headers]
        meta = {"to": seq, "status": reply.status, "reason": reply.reason or "", "headers": told}
        self._writer.append(self._at, 0, "r", meta, reply.body)

    async def _govern(self, record: Record) -> None:
        """What somebody did through the admin API is done once more."""
        parts = urlsplit(str(record.meta["path"]))
        body = self._aliases.real(record.payload)
        scope: dict[str, Any] = {
            "type": "http",
            "method": str(record.meta.get("method", "POST")),
            "path": parts.path,
            "query_string": parts.query.encode(),
            "headers": [(b"host", b"localhost")],
            "client": ("127.0.0.1", 0),
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            pass

        await self._app(scope, receive, send)

    def _compare(self, record: Record) -> None:
        self.checked += 1
        meta, chain = record.meta, self.chain
        told = (meta["hash"], meta.get("replies"), meta.get("frames", 0))
        if told != (chain.digest, chain.count, chain.frames) and not self.difference:
            self.difference = (
                f"by second {record.at // SECOND}, {told[1]} replies and {told[2]} frames had the "
                f"hash {told[0]}; now {chain.count} and {chain.frames} have {chain.digest}"
            )


def _instant(meta: dict[str, Any]) -> datetime:
    return _moment(meta.get("world"))


def _moment(text: object) -> datetime:
    try:
        found = datetime.fromisoformat(text)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise SessionError("an input does not say when it came") from None
    if found.tzinfo is None:
        raise SessionError("an input's instant has no time zone")
    return found
