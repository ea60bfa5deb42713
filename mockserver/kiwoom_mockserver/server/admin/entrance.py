"""Who may enter the control room: this machine, or who holds the token."""

from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request


def may_enter(request: Request, token: str) -> bool:
    """Whether the request comes from this machine itself, or brings the token."""
    sent = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and compare_digest(sent.encode(), token.encode()):
        return True
    # A web page in the user's browser comes from loopback too, but names its own origin.
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    if origin is not None and _authority(origin) != host:
        return False
    name = _host_name(host)
    return _is_loopback(request.client.host if request.client else "") and (
        name == "localhost" or _is_loopback(name)
    )


def _authority(url: str) -> str:
    """Host and port of a URL, empty when it is none."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _host_name(host: str) -> str:
    """The name in a Host header, without port and brackets; empty when it cannot be read."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
