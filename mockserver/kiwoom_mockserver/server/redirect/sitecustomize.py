"""Leads the official hosts to the fake, inside a Python program that `kiwoom-mock run` started.

For clients that ask no proxy (aiohttp, older websockets) or bring authorities of their own
(certifi). Python imports a module of this name by itself when its folder is in PYTHONPATH. Standard
library only, and nothing is done without KIWOOM_REDIRECT.
"""

import os
import socket
import ssl
import sys
from importlib.abc import Loader
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

ROUTES = dict(
    pair.split("=") for pair in os.environ.get("KIWOOM_REDIRECT", "").split(",") if "=" in pair
)
AUTHORITY = os.environ.get("KIWOOM_REDIRECT_CA", "")
HERE = os.path.dirname(os.path.abspath(__file__))


def redirect_names() -> None:
    """Looking up an official host finds the fake's address and port."""
    look_up = socket.getaddrinfo

    def getaddrinfo(
        host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        local = ROUTES.get(name.lower().rstrip(".")) if isinstance(name, str) else None
        if local is None:
            return look_up(host, port, family, type, proto, flags)
        return look_up("127.0.0.1", int(local), socket.AF_INET, type, proto, 0)

    socket.getaddrinfo = getaddrinfo


def trust_authority() -> None:
    """Every context that loads authorities trusts the fake's too."""
    load = ssl.SSLContext.load_verify_locations

    def load_verify_locations(
        self: ssl.SSLContext, cafile: Any = None, capath: Any = None, cadata: Any = None
    ) -> None:
        load(self, cafile, capath, cadata)
        load(self, AUTHORITY)

    ssl.SSLContext.load_verify_locations = load_verify_locations  # type: ignore[method-assign]


def run_next() -> None:
    """A sitecustomize that this one hides does its work too."""
    others = [folder for folder in sys.path if os.path.abspath(folder or ".") != HERE]
    spec = PathFinder.find_spec("sitecustomize", others)
    if spec is not None and isinstance(spec.loader, Loader):
        spec.loader.exec_module(module_from_spec(spec))


if ROUTES and AUTHORITY:
    redirect_names()
    trust_authority()
run_next()
