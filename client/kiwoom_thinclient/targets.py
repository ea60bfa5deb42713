"""Which server is meant: the fake, Kiwoom's paper host, its live host, or an address."""

import os
import re
from dataclasses import dataclass

from kiwoom_thinclient.errors import UsageError

SOCKET_PATH = "/api/dostk/websocket"
_URL = re.compile(r"http(s?)://([A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9A-Fa-f:]+\](?::\d{1,5})?)/?")

BASE_URL, APPKEY, SECRETKEY = "KIWOOM_BASE_URL", "KIWOOM_APPKEY", "KIWOOM_SECRETKEY"
"""Environment variables for what is not given."""


@dataclass(frozen=True, slots=True)
class Target:
    """A server's addresses, and the requests a second it admits for each operation."""

    base_url: str
    ws_url: str
    rate: int


FAKE, PAPER, LIVE = "127.0.0.1:8080", "mockapi.kiwoom.com", "api.kiwoom.com"
TARGETS = {
    "fake": Target(f"http://{FAKE}", f"ws://{FAKE}{SOCKET_PATH}", 5),
    "paper": Target(f"https://{PAPER}", f"wss://{PAPER}:10000{SOCKET_PATH}", 1),
    "live": Target(f"https://{LIVE}", f"wss://{LIVE}:10000{SOCKET_PATH}", 5),
}


def target(named: str | None) -> Target:
    """The server of this name or address; by default that of KIWOOM_BASE_URL, else the fake."""
    named = named or os.environ.get(BASE_URL) or "fake"
    if named in TARGETS:
        return TARGETS[named]
    match = _URL.fullmatch(named)
    if match is None:
        told = ", ".join(TARGETS)
        raise UsageError(f"{named!r} is no server; give {told}, or a URL such as http://{FAKE}")
    secure, host = match.groups()
    base_url = f"http{secure}://{host}"
    known = [one for one in TARGETS.values() if one.base_url == base_url]
    return known[0] if known else Target(base_url, f"ws{secure}://{host}{SOCKET_PATH}", 5)


def keys(appkey: str | None, secretkey: str | None) -> tuple[str, str]:
    """The key pair given, else that of the environment; UsageError without one."""
    pair = appkey or os.environ.get(APPKEY, ""), secretkey or os.environ.get(SECRETKEY, "")
    if not all(pair):
        raise UsageError(
            f"give appkey and secretkey, or set {APPKEY} and {SECRETKEY}; any pair opens the fake"
        )
    return pair
