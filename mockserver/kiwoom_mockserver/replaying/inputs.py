"""Recording what a simulated run was given, instead of all that it said.

The world is a pure function of its settings and of what it is asked, and when. So requests, the
frames of clients, the instants at which they came, how far sockets had been told by then, and a
rolling hash of what was answered and told are enough to run it again and to know that nothing
differs: kilobytes for a day. Secrets are replaced at the door: the world itself
knows a client by the pseudonym of its appkey, so that the second run has the same accounts.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import orjson

from kiwoom_mockserver import __version__
from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.recordings.manifest import Manifest
from kiwoom_mockserver.recordings.recorder import Recorder
from kiwoom_mockserver.recordings.scrub import Scrubber
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.recordings.writing import SessionWriter
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.wire.frames import PING, frames_of
from kiwoom_mockserver.wire.messages import Reply, Request
from kiwoom_mockserver.world.clock import Clock, monotonic_nanoseconds, wall_seconds
from kiwoom_mockserver.world.world import World

SOURCE: Final = "inputs"
"""What a manifest says of such a session."""

SOCKET_PATH: Final = "/api/dostk/websocket"

HASHED: Final = 60 * SECOND
"""Nanoseconds between two notes of the rolling hash."""

_LOCAL: Final = frozenset((
    "host", "port", "ws_port", "expose", "admin_token", "tls", "tls_folder", "session", "sessions",
    "mode", "missing", "replay_from", "replay_to", "replay_latency", "max_gap", "loop",
    "journal_size", "check",
))  # fmt: skip
"""Settings that decide no answer."""

_SYSTEM: Final = b'{"trnm":"SYSTEM"'

_HEADERS: Final = (
    ("api-id", "api_id"),
    ("authorization", "authorization"),
    ("cont-yn", "cont_yn"),
    ("next-key", "next_key"),
    ("content-type", "content_type"),
)


class HeldClock:
    """Another clock, which can be held so that an answer has one instant."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: datetime | None = None

    @property
    def speed(self) -> float:
        """As fast as the other clock."""
        return self._clock.speed

    def now(self) -> datetime:
        """The present instant, or the one it is held at."""
        return self._held or self._clock.now()

    def advance(self, seconds: float) -> None:
        """The other clock is so much later, and so is the instant at which it is held."""
        self._clock.advance(seconds)
        if self._held is not None:
            self._held += timedelta(seconds=seconds)

    def move_to(self, moment: datetime) -> None:
        """The other clock shows the moment, held or not."""
        self._clock.move_to(moment)
        if self._held is not None:
            self._held = moment

    def run_at(self, speed: float) -> None:
        """The other clock runs so fast."""
        self._clock.run_at(speed)

    @contextmanager
    def held(self, at: datetime | None = None) -> Iterator[datetime]:
        """Time stands still inside the ``with``, at the present or the given instant.

        Where it stands still already, it goes on to.
        """
        if self._held is not None:
            yield self._held
            return
        self._held = at or self._clock.now()
        try:
            yield self._held
        finally:
            self._held = None


class Chain:
    """The rolling hash of replies, and of what sockets were told."""

    def __init__(self) -> None:
        self.count = 0
        self.frames = 0
        self._hash = blake2b(digest_size=16)

    def add(self, reply: Reply) -> None:
        """One more reply is part of the hash."""
        self.count += 1
        head = [
            reply.status,
            [[a.decode("latin-1"), b.decode("latin-1")] for a, b in reply.headers],
        ]
        self._hash.update(orjson.dumps(head) + b"\n%d\n" % len(reply.body) + reply.body)

    def add_messages(self, number: int, messages: bytes) -> None:
        """What the socket was told is part of the hash; heartbeats go by real time, and are not."""
        for frame in frames_of(messages):
            if frame != PING and not frame.startswith(_SYSTEM):
                self.frames += 1
                self._hash.update(b"%d %d\n" % (number, len(frame)) + frame)

    @property
    def digest(self) -> str:
        """All replies and frames so far, in hexadecimal digits."""
        return self._hash.hexdigest()


class Aliases:
    """What stands in a recording for a key or token, and what the world knows instead."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._swaps = {alias.encode(): real.encode() for alias, real in known.items()}

    def learn(self, told: bytes, real: bytes) -> None:
        """The token of a recorded reply stands for that of the world's reply."""
        pair = [_token(body) for body in (told, real)]
        if all(pair) and pair[0] != pair[1]:
            self._swaps[pair[0]] = pair[1]

    def real(self, data: bytes) -> bytes:
        """The data as the world knows it."""
        for alias, real in self._swaps.items():
            data = data.replace(alias, real)
        return data


class InputGateway(Gateway):
    """A gateway that writes down what it is asked; ``clock`` is the world's."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        world: World,
        clock: HeldClock,
        folder: Path,
        key: bytes,
    ) -> None:
        """``key`` decides all pseudonyms. Raises SessionError unless the folder is new."""
        super().__init__(settings, catalogue, world)
        self._clock = clock
        self._scrubber = Scrubber(key)
        known = {
            self._scrubber.pseudonym("key", one): one for pair in world.keys.items() for one in pair
        }
        manifest = Manifest(
            origin=world.now(),
            source=SOURCE,
            profile=settings.profile,
            redaction="",
            tool=f"kiwoom-mockserver {__version__}",
            run={"settings": kept_settings(settings), "keys": known},
        )
        self._aliases = Aliases(known)
        writer = SessionWriter(folder, manifest, redaction=self._scrubber)
        self._begin = self._noted = monotonic_nanoseconds()
        self._recorder = Recorder(writer, monotonic_nanoseconds)
        self._chain = Chain()
        self._told: Callable[[], datetime] | None = None
        self._told_last: datetime | None = None

    def follow(self, told: Callable[[], datetime]) -> None:
        """Inputs say from now on up to which second of the world sockets had been told."""
        self._told = told

    def answer(self, request: Request) -> Reply:
        """The reply to the request without its secrets, which is recorded."""
        with self._clock.held() as now:
            stamped = self._stamped(_meta(request), now)
            meta, body = self._scrubber.scrub("q", stamped, request.body)
            asked = self._recorder.put(0, "q", meta, body)
            reply = super().answer(request_of_input(meta, body, self._aliases))
        self._chain.add(reply)
        if request.path.startswith("/oauth2/"):
            _, told = self._scrubber.scrub("r", {}, reply.body)
            self._aliases.learn(told, reply.body)
            self._recorder.put(0, "r", {"status": reply.status}, told, to=asked)
        self._note()
        return reply

    @contextmanager
    def governed(self, method: str, path: str, body: bytes) -> Iterator[bytes]:
        """What somebody does to the world through the admin API is recorded; its clean body."""
        with self._clock.held() as now:
            stamped = self._stamped({"method": method, "path": path}, now)
            meta, clean = self._scrubber.scrub("q", stamped, body)
            self._recorder.put(0, "q", meta, clean)
            yield self._aliases.real(clean)

    def opened(self, number: int) -> None:
        """The socket is open."""
        with self._clock.held() as now:
            self._recorder.put(number, "o", self._stamped({"path": SOCKET_PATH}, now))

    def closed(self, number: int) -> None:
        """The socket is gone."""
        with self._clock.held() as now:
            self._recorder.put(number, "c", self._stamped({"code": 1000, "by": "client"}, now))

    @contextmanager
    def said(self, number: int, frame: str | bytes) -> Iterator[str | bytes]:
        """What a client says is recorded; the frame as the world is to hear it."""
        data = frame.encode() if isinstance(frame, str) else frame
        kind = {} if isinstance(frame, str) else {"binary": 1}
        with self._clock.held() as now:
            stamped = self._stamped({**kind, "wall": wall_seconds()}, now)
            meta, clean = self._scrubber.scrub("k", stamped, data)
            self._recorder.put(number, "k", meta, clean)
            yield frame_of_input(meta, clean, self._aliases)

    @contextmanager
    def telling(self, number: int) -> Iterator[Callable[[], None]]:
        """Time stands still while a socket is told of its account; call it when it will be."""
        with self._clock.held() as now:
            yield lambda: self._tell(now, number)

    def heard(self, number: int, messages: bytes) -> None:
        """What a socket was told counts."""
        self._chain.add_messages(number, messages)

    def close(self) -> None:
        """The recording is whole."""
        self._note(last=True)
        self._recorder.close()

    def _note(self, *, last: bool = False) -> None:
        now = monotonic_nanoseconds()
        if last or now - self._noted >= HASHED:
            self._noted = now
            chain = self._chain
            meta = {"hash": chain.digest, "replies": chain.count, "frames": chain.frames}
            self._recorder.put(0, "n", self._stamped(meta, self._clock.now()))

    def _tell(self, now: datetime, number: int) -> None:
        self._recorder.put(0, "n", self._stamped({"news": number}, now))

    def _stamped(self, meta: dict[str, Any], now: datetime) -> dict[str, Any]:
        """With the instant, and how far sockets had been told where that has changed."""
        stamped = {**meta, "world": now.isoformat()}
        told = None if self._told is None else self._told()
        if told is not None and told != self._told_last:
            self._told_last = told
            stamped["told"] = told.isoformat()
        return stamped


def request_of_input(meta: Mapping[str, Any], body: bytes, aliases: Aliases) -> Request:
    """The request of a recorded input, as the world gets it; SessionError when it is none."""
    try:
        named = {name: aliases.real(value.encode()).decode() for name, value in meta["headers"]}
        return Request(
            str(meta["method"]),
            str(meta["path"]),
            named.get("api-id"),
            named.get("authorization"),
            named.get("cont-yn"),
            named.get("next-key"),
            named.get("content-type"),
            aliases.real(body),
            str(meta["peer"]),
            float(meta["wall"]),
            int(meta.get("length", 0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SessionError(f"a request is no input of a run: {error!r}") from None


def kept_settings(settings: Settings) -> dict[str, Any]:
    """The settings that decide answers, where they are not the usual ones."""
    rows = (row for row in fields(Settings) if row.name not in _LOCAL)
    told = {row.name: getattr(settings, row.name) for row in rows}
    usual = {row.name: row.default for row in fields(Settings)}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in told.items()
        if value != usual[name]
    }


def settings_of(run: Mapping[str, Any]) -> Settings:
    """The settings of a recorded run; raises SessionError for what is none."""
    given = run.get("settings")
    if not isinstance(given, dict) or not _LOCAL.isdisjoint(given):
        raise SessionError("the manifest does not say what the run's settings were")
    return Settings.load(given, environment={})


def frame_of_input(meta: Mapping[str, Any], body: bytes, aliases: Aliases) -> str | bytes:
    """The frame of a recorded input, as the world gets it; a text unless it was none."""
    real = aliases.real(body)
    return real if meta.get("binary") else real.decode("utf-8", "replace")


def _meta(request: Request) -> dict[str, Any]:
    headers = [(name, getattr(request, field)) for name, field in _HEADERS]
    meta: dict[str, Any] = {
        "method": request.method,
        "path": request.path,
        "headers": [[name, value] for name, value in headers if value is not None],
        "peer": request.peer,
        "wall": request.at,
    }
    if request.length > len(request.body):
        meta["length"] = request.length
    return meta


def _token(body: bytes) -> bytes:
    try:
        found = orjson.loads(body).get("token")
    except (orjson.JSONDecodeError, AttributeError):
        return b""
    return found.encode() if isinstance(found, str) else b""
