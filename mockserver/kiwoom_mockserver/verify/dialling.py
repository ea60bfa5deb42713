"""How a socket to somebody else's server is opened."""

from collections.abc import Mapping
from typing import Any, Final

OPEN_WITHIN: Final = 20.0
"""Seconds a server may take to open a socket."""

SOCKET_OPTIONS: Final[Mapping[str, Any]] = {
    # The real servers' heartbeat is a frame of its own, and they compress nothing.
    "compression": None,
    "ping_interval": None,
    "open_timeout": OPEN_WITHIN,
    "close_timeout": 2,
    # What is asked for is the server itself, whatever the environment says of proxies.
    "proxy": None,
}
"""Options of ``connect`` in websockets."""
