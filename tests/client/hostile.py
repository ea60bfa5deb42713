"""A little server that misbehaves as it is told, over HTTP and over the socket."""

import http.server
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

TOKEN = '{"expires_dt":"29991231000000","token_type":"Bearer","return_code":0,"token":"T"}'

Behaviour = Callable[["Handler"], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection; what it does with each request comes from the server's list."""

    protocol_version = "HTTP/1.1"
    timeout = 5
    server: "Hostile"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/oauth2/token" and self.server.grants:
            answer(TOKEN)(self)
            return
        self.server.seen.append(self.path)
        behaviour = self.server.left.pop(0) if self.server.left else answer("{}", 500)
        behaviour(self)

    def log_message(self, *told: Any) -> None:
        pass


class Hostile(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """The requests it saw, and what it does with those to come."""

    daemon_threads = True
    grants = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.left: list[Behaviour] = []
        self.seen: list[str] = []
        self.over = threading.Event()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def hostile(*behaviours: Behaviour) -> Iterator[Hostile]:
    """The server, which does these things in turn and answers 500 then."""
    server = Hostile()
    server.left = list(behaviours)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def answer(body: str | bytes, status: int = 200, **headers: str) -> Behaviour:
    """Answers with this body and no word too much."""
    content = body.encode() if isinstance(body, str) else body

    def act(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return act


def drop(handler: Handler) -> None:
    """Closes the connection without a word."""
    handler.close_connection = True
    handler.connection.close()


def truncate(handler: Handler) -> None:
    """Promises more than it sends."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"return_code":0')
    handler.close_connection = True


def hang(handler: Handler) -> None:
    """Says nothing until the server ends."""
    handler.server.over.wait(5)
    handler.close_connection = True


# The socket


class Peer:
    """The server's side of one socket: reads frames as JSON, says what it is told."""

    def __init__(self, connection: ServerConnection) -> None:
        self.connection = connection

    def hear(self) -> Any:
        return json.loads(self.connection.recv(timeout=30))

    def say(self, frame: Any) -> None:
        self.connection.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def admit(self) -> str:
        """The client is logged in; the token it came with."""
        login = self.hear()
        assert login["trnm"] == "LOGIN"
        self.say({"trnm": "LOGIN", "return_code": 0, "return_msg": ""})
        return str(login["token"])

    def acknowledge(self) -> Any:
        """The next frame, which is answered with its own trnm and code 0."""
        frame = self.hear()
        self.say({"trnm": frame["trnm"], "return_code": 0, "return_msg": ""})
        return frame

    def tick(self, price: str) -> None:
        entry = {"values": {"10": price}, "type": "0B", "name": "주식체결", "item": "005930"}
        self.say({"data": [entry], "trnm": "REAL"})

    def bye(self) -> None:
        self.connection.close(1000, "Bye")

    def stay(self) -> None:
        """Reads on until the client goes."""
        try:
            while True:
                self.connection.recv(timeout=30)
        except (ConnectionClosed, TimeoutError):
            pass


@contextmanager
def socket_server(*scenes: Callable[[Peer], None]) -> Iterator[tuple[str, list[BaseException]]]:
    """Its URL, and what went wrong in the scenes, one of which is played for each connection."""
    left = list(scenes)
    faults: list[BaseException] = []

    def play(connection: ServerConnection) -> None:
        try:
            if left:
                left.pop(0)(Peer(connection))
        except ConnectionClosed:
            pass
        except BaseException as fault:
            faults.append(fault)

    with serve(play, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            port = server.socket.getsockname()[1]
            yield f"ws://127.0.0.1:{port}/api/dostk/websocket", faults
        finally:
            server.shutdown()
            thread.join()
    assert not faults, faults
