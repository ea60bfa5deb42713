"""Which server is verified: what it is called, where it is, how fast it may be asked, its keys."""

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.verify.probing import Keys

SOCKET_PATH: Final = "/api/dostk/websocket"
SESSION: Final = "session:"
MAX_KEY_FILE: Final = 65_536

ENVIRONMENT: Final = {
    "appkey": "KIWOOM_APPKEY",
    "secretkey": "KIWOOM_SECRETKEY",
    "token": "KIWOOM_TOKEN",
}
"""Where the environment holds the keys; a token alone is enough."""


@dataclass(frozen=True, slots=True)
class Target:
    """A server: its addresses, the host it is (``live``, ``paper``, "" for unknown), its pace."""

    name: str
    base_url: str
    ws_url: str
    profile: str
    gap: float
    """Seconds between any two requests."""
    own_gap: float
    """Seconds between two requests for one operation."""
    takes_orders: bool
    level: str
    """At which level it is judged when nobody says otherwise."""


TARGETS: Final[Mapping[str, Target]] = {
    "paper": Target(
        "paper",
        "https://mockapi.kiwoom.com",
        f"wss://mockapi.kiwoom.com:10000{SOCKET_PATH}",
        profile="paper",
        gap=0.25,
        own_gap=1.1,
        takes_orders=True,
        level="observed",
    ),
    "live": Target(
        "live",
        "https://api.kiwoom.com",
        f"wss://api.kiwoom.com:10000{SOCKET_PATH}",
        profile="live",
        gap=0.3,
        own_gap=1.1,
        takes_orders=False,
        level="observed",
    ),
}
"""Kiwoom's own hosts; a live one may allow an operation only once a second."""


def fake(base_url: str, ws_url: str, profile: str) -> Target:
    """Our own fake, which takes requests as fast as they come."""
    return Target(
        "fake", base_url, ws_url, profile, 0.0, 0.0, takes_orders=True, level="documented"
    )


def target_of(text: str, profile: str = "") -> Target:
    """The target called paper or live, or at a URL; one at a URL may be a way to live.

    Raises VerifyError for anything else.
    """
    if text in TARGETS:
        return TARGETS[text]
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise VerifyError(
            f"there is no target {text!r}; it is fake, paper, live, a URL as "
            "http://127.0.0.1:8080, or session:FOLDER"
        )
    host = parts.netloc
    scheme = "wss" if parts.scheme == "https" else "ws"
    for known in TARGETS.values():
        if parts.hostname == urlsplit(known.base_url).hostname:
            return known
    return Target(
        f"{parts.scheme}://{host}",
        f"{parts.scheme}://{host}",
        f"{scheme}://{host}{SOCKET_PATH}",
        profile,
        gap=0.0,
        own_gap=0.22,
        takes_orders=False,
        level="documented",
    )


def keys_of(target: Target, file: Path | None, environment: Mapping[str, str]) -> Keys:
    """The keys for a target, from a file if one is given, else from the environment.

    Raises VerifyError that says where keys are looked for; the text never holds any.
    """
    found = _read(file, target.name) if file else _given(environment)
    keys = Keys(**found)
    if not keys.token and not (keys.appkey and keys.secretkey):
        names = " and ".join((ENVIRONMENT["appkey"], ENVIRONMENT["secretkey"]))
        raise VerifyError(
            f"there are no keys for {target.name}; set {names}, or {ENVIRONMENT['token']}, or name "
            "a file with --credentials"
        )
    return keys


def _given(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment.get(variable, "") for name, variable in ENVIRONMENT.items()}


def _read(file: Path, name: str) -> dict[str, str]:
    """The keys in a TOML file: at its top, or in the table of the target's name."""
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
                raise VerifyError(f"{file} can be read by others; run `chmod 600 {file}`")
            data: dict[str, Any] = tomllib.loads(opened.read(MAX_KEY_FILE).decode())
    except OSError as error:
        raise VerifyError(f"{file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # What is wrong with the file is not repeated: it may be a key.
        raise VerifyError(f"{file} is not TOML with appkey and secretkey") from None
    table = data.get(name, data)
    table = table if isinstance(table, dict) else {}
    return {key: str(table[key]) for key in ENVIRONMENT if key in table}


_SECONDS = re.compile(r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,3})?)(?P<unit>s|m|h)?")


def seconds_of(text: str) -> float:
    """The seconds of ``60s``, ``5m`` or a number; raises VerifyError for anything else."""
    found = _SECONDS.fullmatch(text)
    if found is None:
        raise VerifyError(f"{text!r} is no length of time; write 60s, 5m or 1h")
    return float(found["number"]) * {"m": 60, "h": 3_600}.get(found["unit"], 1)
