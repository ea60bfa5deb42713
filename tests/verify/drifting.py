"""A server that is not as the contracts say: what it says is true but for what a drift plants.

HTTP is answered by a gateway of the fake, the socket by a script of frames that fit. Every drift
changes one thing in what leaves.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import orjson
from websockets.sync.server import ServerConnection, serve

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.verify.findings import Kind
from kiwoom_mockserver.wire.messages import Request
from tests.gateway.caller import WALL, contracts, gateway_of
from tests.spec.corpus import sampled

Body = dict[str, Any]


@dataclass(slots=True)
class Answer:
    """A reply that can be changed before it leaves; ``raw`` takes the place of ``body``."""

    status: int
    headers: list[tuple[str, str]]
    body: Body
    page: int
    raw: bytes | None = None
    ending: bool = False

    def header(self, name: str, text: str | None) -> None:
        """The header has this text, or is not there."""
        self.headers = [(key, value) for key, value in self.headers if key != name]
        if text is not None:
            self.headers.append((name, text))

    @property
    def rows(self) -> list[Body]:
        """The rows of its first table."""
        return next(value for value in self.body.values() if isinstance(value, list))

    @property
    def content(self) -> bytes:
        """The body's bytes."""
        return orjson.dumps(self.body) if self.raw is None else self.raw


class Expected(NamedTuple):
    """A finding as it is to be found: kind, subject, place."""

    kind: Kind
    subject: str
    where: str


@dataclass(frozen=True, slots=True)
class Drift:
    """One planted deviation of ``subject``; ``change`` gets an Answer, or a list of frames."""

    told: str
    subject: str
    kind: Kind
    where: str
    change: Callable[[Any], None]
    reported_as: str = ""
    """The finding's subject, where it is not the drift's."""

    @property
    def expected(self) -> Expected:
        """What has to be found."""
        return Expected(self.kind, self.reported_as or self.subject, self.where)

    def __str__(self) -> str:
        return f"{self.subject}-{self.told.replace(' ', '-')}"


@dataclass(slots=True)
class Server:
    """Both ports of the double, and what it remembers of the pages it gave."""

    drifts: Mapping[str, list[Drift]]
    gateway: Gateway = field(default_factory=lambda: gateway_of(limits=False, check=False))
    base_url: str = ""
    ws_url: str = ""
    last_rows: dict[str, list[Body]] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str, headers: Mapping[str, str], content: bytes) -> Answer:
        """The gateway's reply, drifted."""
        with self.lock:
            reply = self.gateway.answer(
                Request(
                    method="POST",
                    path=path,
                    api_id=headers.get("api-id"),
                    authorization=headers.get("authorization"),
                    cont_yn=headers.get("cont-yn"),
                    next_key=headers.get("next-key"),
                    content_type=headers.get("content-type"),
                    body=content,
                    peer="127.0.0.1",
                    at=WALL,
                )
            )
            told = [(name.decode(), text.decode()) for name, text in reply.headers]
            api_id = headers.get("api-id") or ("au10001" if path.endswith("token") else "au10002")
            first = headers.get("cont-yn") != "Y"
            self.pages[api_id] = 1 if first else self.pages.get(api_id, 1) + 1
            body = orjson.loads(reply.body)
            answer = Answer(reply.status, told, body, self.pages[api_id])
            for drift in self.drifts.get(api_id, ()):
                drift.change(answer)
            return answer


def handler_of(server: Server) -> type[BaseHTTPRequestHandler]:
    """What the HTTP port does with a connection."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            told = {name.lower(): text for name, text in self.headers.items()}
            answer = server.answer(self.path, told, content)
            if answer.ending:
                self.close_connection = True
                return
            self.send_response_only(answer.status)
            for name, text in answer.headers:
                self.send_header(name, text)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is logged."""

    return Handler


def script(server: Server, told: Mapping[str, Any]) -> list[Any]:
    """The frames that answer one of the client's, before they drift."""
    match told["trnm"]:
        case "LOGIN":
            ack = {"trnm": "LOGIN", "return_code": 0, "return_msg": "", "sor_yn": "Y"}
            return [ack, {"trnm": "PING"}]
        case "REG":
            frames: list[Any] = [{"trnm": "REG", "return_code": 0, "return_msg": ""}]
            for entry in told["data"]:
                frames += [_real(type_, entry["item"][0]) for type_ in entry["type"]]
            return frames
        case "CNSRLST":
            return [sampled("ka10171") | {"trnm": "CNSRLST"}]
        case "CNSRREQ":
            api_id = "ka10172" if told["search_type"] == "0" else "ka10173"
            return [sampled(api_id) | {"trnm": "CNSRREQ", "seq": told["seq"]}]
        case "CNSRCLR":
            return [sampled("ka10174") | {"trnm": "CNSRCLR", "seq": told["seq"]}]
    return []


def _real(type_: str, item: str) -> Body:
    name = contracts().realtime[type_].name
    entry = {"values": sampled(type_), "type": type_, "name": name, "item": item}
    return {"data": [entry], "trnm": "REAL"}


def subject_of(frame: Any) -> str:
    """By what name drifts speak of a frame."""
    match frame:
        case {"trnm": "REAL", "data": [{"type": str(type_)}, *_]}:
            return type_
        case {"trnm": "CNSRLST"}:
            return "ka10171"
        case {"trnm": "CNSRREQ", "cont_yn": _}:
            return "ka10172"
        case {"trnm": "CNSRREQ"}:
            return "ka10173"
        case {"trnm": "CNSRCLR"}:
            return "ka10174"
    return str(frame["trnm"])


def talk(server: Server, connection: ServerConnection) -> None:
    """One socket, until the client leaves."""
    for text in connection:
        for frame in script(server, orjson.loads(text)):
            frames = [frame]
            for drift in server.drifts.get(subject_of(frame), ()):
                drift.change(frames)
            for one in frames:
                connection.send(one if isinstance(one, str) else orjson.dumps(one).decode())


@contextmanager
def drifting(drifts: Sequence[Drift]) -> Iterator[Server]:
    """A server with these drifts, on two free ports, until the context ends."""
    by_subject: dict[str, list[Drift]] = {}
    for drift in drifts:
        by_subject.setdefault(drift.subject, []).append(drift)
    server = Server(by_subject)
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(server))
    http.daemon_threads = True
    socket = serve(lambda one: talk(server, one), "127.0.0.1", 0, compression=None)
    threads = [threading.Thread(target=one.serve_forever, daemon=True) for one in (http, socket)]
    for thread in threads:
        thread.start()
    server.base_url = f"http://127.0.0.1:{http.server_address[1]}"
    port = socket.socket.getsockname()[1]
    server.ws_url = f"ws://127.0.0.1:{port}/api/dostk/websocket"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        socket.shutdown()
        for thread in threads:
            thread.join(timeout=60)
