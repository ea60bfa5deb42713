"""Running a recorded simulation again from its inputs, and judging that it says the same."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.recordings.record import Record
from kiwoom_mockserver.recordings.scrub import Scrubber
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.recordings.writing import SessionWriter
from kiwoom_mockserver.replaying.inputs import (
    SOURCE,
    Aliases,
    Chain,
    HeldClock,
    request_of_input,
    settings_of,
)
from kiwoom_mockserver.server.admin.controls import PREFIX
from kiwoom_mockserver.server.app import App
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.wire.messages import Reply
from kiwoom_mockserver.world.clock import clock_of
from kiwoom_mockserver.world.world import load_world


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a second run went: its replies, and where it first differed from the first run."""

    replies: int
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
    return Outcome(run.chain.count, run.checked, run.difference)


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
        self._granted: dict[int, Reply] = {}

    def take(self, record: Record) -> None:
        """The input has had its effect, or the note was compared."""
        meta = record.meta
        if record.kind == "n" and "hash" in meta:
            self._compare(record)
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
        seq = self._writer.append(record.at, 0, "q", kept, record.payload)
        told = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in reply.headers]
        meta = {"to": seq, "status": reply.status, "reason": reply.reason or "", "headers": told}
        self._writer.append(record.at, 0, "r", meta, reply.body)

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
        told = (record.meta["hash"], record.meta.get("replies"))
        if told != (self.chain.digest, self.chain.count) and not self.difference:
            self.difference = (
                f"by second {record.at // SECOND}, {told[1]} replies had the hash {told[0]}; "
                f"now {self.chain.count} have {self.chain.digest}"
            )


def _instant(meta: dict[str, Any]) -> datetime:
    try:
        found = datetime.fromisoformat(meta["world"])
    except (KeyError, TypeError, ValueError):
        raise SessionError("an input does not say when it came") from None
    if found.tzinfo is None:
        raise SessionError("an input's instant has no time zone")
    return found
