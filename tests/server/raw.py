"""HTTP by hand: bytes into a socket, replies out of it, and how the connection ended."""

import socket
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple

TIMEOUT = 3.0
"""Seconds after which a silent server counts as hanging."""


class Response(NamedTuple):
    """One reply as it came."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def status(self) -> int:
        return int(self.line.split(" ")[1])


@dataclass
class Conversation:
    """The replies of one connection, and whether it is ``open``, ``closed`` or ``reset``."""

    replies: list[Response] = field(default_factory=list)
    end: str = "open"
    rest: bytes = b""

    @property
    def only(self) -> Response:
        """The one reply; 100 Continue does not count."""
        (reply,) = [reply for reply in self.replies if reply.status != 100]
        return reply


def request(
    path: str,
    body: bytes = b"",
    *headers: str,
    method: str = "POST",
    version: str = "1.1",
    length: str | None = None,
) -> bytes:
    """The bytes of a request; ``length`` replaces the content-length, "" leaves it out."""
    lines = [f"{method} {path} HTTP/{version}", "host: 127.0.0.1", *headers]
    told = str(len(body)) if length is None else length
    lines += [f"content-length: {told}"] if told else []
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)


def converse(
    port: int,
    *parts: bytes,
    replies: int = 1,
    pause: float = 0.0,
    half_close: bool = False,
    head: bool = False,
) -> Conversation:
    """What comes back for the parts, sent ``pause`` seconds apart.

    Reads until so many replies are there, then looks whether the server closes too. ``head`` says
    that the first reply has no body whatever its headers tell.
    """
    with closing(connect(port)) as sock:
        for number, part in enumerate(parts):
            if number:
                time.sleep(pause)
            try:
                sock.sendall(part)
            except OSError:
                break  # the server has said what it had to say
        if half_close:
            sock.shutdown(socket.SHUT_WR)
        return listen(sock, replies, head=head)


def listen(sock: socket.socket, replies: int, *, head: bool = False) -> Conversation:
    """What comes from the socket; raises TimeoutError when the server neither answers nor ends."""
    found = Conversation()
    read = b""
    while True:
        read = _split(read, found.replies, head=head)
        enough = len([one for one in found.replies if one.status != 100]) >= replies
        sock.settimeout(0.05 if enough else TIMEOUT)
        try:
            more = sock.recv(65_536)
        except TimeoutError:
            if not enough:
                raise
            break
        except ConnectionError:
            found.end = "reset"
            break
        if not more:
            found.end = "closed"
            break
        read += more
    found.rest = read
    return found


def _split(read: bytes, replies: list[Response], *, head: bool) -> bytes:
    """Whole replies move from ``read`` to ``replies``; what is left of it."""
    while b"\r\n\r\n" in read:
        top, _, rest = read.partition(b"\r\n\r\n")
        line, *fields = top.decode("latin-1").split("\r\n")
        headers = dict(_header(text) for text in fields)
        bare = line.startswith("HTTP/1.1 100") or (head and not replies)
        length = 0 if bare else int(headers.get("content-length", "0"))
        if len(rest) < length:
            break
        replies.append(Response(line, headers, rest[:length]))
        read = rest[length:]
    return read


def _header(text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    return name.lower(), value.strip(" ")
