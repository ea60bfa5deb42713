"""The control room: ``/__admin``, for the machine itself or for who holds the token."""

import re
from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiwoom_mockserver import __version__
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.server.hub import Hub
from kiwoom_mockserver.server.replay import Endpoint, replay_routes
from kiwoom_mockserver.world.openings import opening_from

PREFIX = "/__admin"
MAX_BODY = 65_536
"""Bytes one request may send."""

MAX_ENTRIES = 1_000
"""Journal entries one request may ask for."""

_COUNT = re.compile(r"[0-9]{1,4}")


class Admin:
    """The admin routes of one server."""

    def __init__(self, gateway: Gateway, hub: Hub) -> None:
        self._gateway = gateway
        self._hub = hub
        self._token = gateway.settings.admin_token
        routes = [
            Route(f"{PREFIX}/health", self._guarded(self.health), methods=["GET"]),
            Route(f"{PREFIX}/journal", self._guarded(self.journal), methods=["GET"]),
            Route(f"{PREFIX}/reset", self._guarded(self.reset), methods=["POST"]),
            Route(f"{PREFIX}/accounts", self._guarded(self.accounts), methods=["POST"]),
            Route(f"{PREFIX}/tokens/wipe", self._guarded(self.wipe), methods=["POST"]),
        ]
        if isinstance(gateway, ReplayGateway):
            routes += replay_routes(gateway, PREFIX, self._guarded)
        self.app = Starlette(routes=routes)

    async def health(self, request: Request) -> Response:
        """What runs here: version, profile, seed, world time, and how busy it is."""
        settings, world = self._gateway.settings, self._gateway.world
        return _json(
            {
                "status": "ok",
                "version": __version__,
                "profile": settings.profile,
                "world": world.name,
                "seed": world.seed,
                "world_time": world.now().isoformat(),
                "speed": world.clock.speed,
                "operations": len(self._gateway.catalogue),
                "requests": self._gateway.journal.count,
                "sockets": len(self._hub),
            }
        )

    async def journal(self, request: Request) -> Response:
        """The last ``count`` (100) exchanges, secrets masked; ``api_id`` picks one operation."""
        text = request.query_params.get("count", "100")
        if not _COUNT.fullmatch(text) or not 1 <= int(text) <= MAX_ENTRIES:
            told = f"count is {text[:20]!r}; it is a number from 1 to {MAX_ENTRIES}"
            return _refusal(400, told)
        entries = self._gateway.journal.last(int(text), request.query_params.get("api_id"))
        return _json({"entries": [entry.shown() for entry in entries]})

    async def reset(self, request: Request) -> Response:
        """The world is as at the start: no tokens, no sandboxes, no journal, no sockets."""
        self._gateway.reset()
        self._hub.reset()
        return _json({"status": "ok"})

    async def accounts(self, request: Request) -> Response:
        """The account of ``appkey`` is a new one: cash, holdings (code, quantity, price each).

        Also takes margin_rate, credit_limit, past_days, trades, as a world file does. Orders and
        fills of the old account are gone.
        """
        content = await request.body()
        try:
            if len(content) > MAX_BODY:
                raise WorldError(f"the body is longer than {MAX_BODY} bytes")
            asked = orjson.loads(content)
            if not isinstance(asked, dict) or not isinstance(asked.get("appkey"), str):
                raise WorldError("the body is an object with an appkey")
            world = self._gateway.world
            row = {name: value for name, value in asked.items() if name != "appkey"}
            sandbox = world.sandboxes.open(asked["appkey"])
            world.open_account(sandbox, opening_from(row, world.instruments))
        except (WorldError, orjson.JSONDecodeError) as error:
            return _refusal(400, str(error))
        return _json({"status": "ok", "account": sandbox.account})

    async def wipe(self, request: Request) -> Response:
        """No token is valid and every socket is closed, as after the nightly restart."""
        self._gateway.world.tokens.wipe()
        self._hub.reset()
        return _json({"status": "ok"})

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            if not self._may_enter(request):
                return _refusal(
                    403,
                    "admin is for this machine only; start with --admin-token and send it as "
                    "Authorization: Bearer to come from elsewhere",
                )
            return await endpoint(request)

        return guarded

    def _may_enter(self, request: Request) -> bool:
        sent = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._token and compare_digest(sent.encode(), self._token.encode()):
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


def _json(value: object, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type="application/json")


def _refusal(status: int, message: str) -> Response:
    return _json({"error": message}, status)
