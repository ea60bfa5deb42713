"""Leads this process's own traffic for the official hosts to a fake, for as long as a test runs.

Names are looked up and certificates checked by the standard library, whichever client asks: so
requests, httpx, aiohttp and websockets are led without knowing. (uvloop looks names up by itself.)
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kiwoom_mockserver.pytest_plugin.servers import Server
from kiwoom_mockserver.server.proxy import terminating
from kiwoom_mockserver.server.tls import certificate_in

HOSTS = ("api.kiwoom.com", "mockapi.kiwoom.com")


@contextmanager
def redirected(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The official hosts, at any port, are the server while the context is entered."""
    with TemporaryDirectory(prefix="kiwoom-mock-") as folder:
        certificate = certificate_in(Path(folder) / "tls")
        authority = certificate.authority.read_text("ascii")
        with (
            terminating(server.port, certificate.context()) as port,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(socket, "getaddrinfo", _look_up(socket.getaddrinfo, port))
            for name in ("wrap_socket", "wrap_bio"):
                wrap = getattr(ssl.SSLContext, name)
                patch.setattr(ssl.SSLContext, name, _trusting(wrap, authority))
            for name in ("NO_PROXY", "no_proxy"):
                monkeypatch.setenv(name, ",".join(HOSTS), prepend=",")
            yield


def _look_up(look_up: Callable[..., Any], local: int) -> Callable[..., Any]:
    def getaddrinfo(
        host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if isinstance(name, str) and name.lower().rstrip(".") in HOSTS:
            return look_up("127.0.0.1", local, socket.AF_INET, type, proto, 0)
        return look_up(host, port, family, type, proto, flags)

    return getaddrinfo


def _trusting(wrap: Callable[..., Any], authority: str) -> Callable[..., Any]:
    """As ``wrap``; a context made long ago trusts the fake once it is used for an official host."""

    def wrapped(self: ssl.SSLContext, *args: Any, **options: Any) -> Any:
        named = options.get("server_hostname") or (args[3] if len(args) > 3 else None)
        if isinstance(named, bytes):
            named = named.decode("ascii", "replace")
        if isinstance(named, str) and named.lower() in HOSTS:
            self.load_verify_locations(cadata=authority)
        return wrap(self, *args, **options)

    return wrapped
