"""The admin routes of one server: who may enter is asked first, then the table."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from inspect import isawaitable

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiwoom_mockserver.errors import FakeError
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.replaying.inputs import InputGateway
from kiwoom_mockserver.server.admin.controls import MAX_BODY, PREFIX, Control, MissingError, Room
from kiwoom_mockserver.server.admin.entrance import may_enter
from kiwoom_mockserver.server.admin.snapshots import Snapshots
from kiwoom_mockserver.server.admin.table import CONTROLS
from kiwoom_mockserver.server.hub import Hub


def admin_app(gateway: Gateway, hub: Hub) -> Starlette:
    """The control room of one server, as an ASGI application."""
    room = Room(gateway, hub, Snapshots(gateway.world))
    rows = [row for row in CONTROLS if isinstance(gateway, ReplayGateway) or not row.replay]
    routes = [Route(PREFIX + row.path, _endpoint(room, row), methods=[row.method]) for row in rows]
    return Starlette(routes=routes)


def _endpoint(room: Room, row: Control) -> Callable[[Request], Awaitable[Response]]:
    token = room.gateway.settings.admin_token

    async def endpoint(request: Request) -> Response:
        if not may_enter(request, token):
            return _refusal(
                403,
                "admin is for this machine only; start with --admin-token and send it as "
                "Authorization: Bearer to come from elsewhere",
            )
        try:
            content = await _content(request)
            with _noted(room.gateway, request, content) as content:
                asked = row.read(request.path_params, request.query_params, content)
                answer = row.do(room, asked)
                if isawaitable(answer):
                    answer = await answer
        except MissingError as error:
            return _refusal(404, str(error))
        except FakeError as error:
            return _refusal(400, str(error))
        return answer if isinstance(answer, Response) else _json(answer)

    return endpoint


@contextmanager
def _noted(gateway: Gateway, request: Request, content: bytes) -> Iterator[bytes]:
    """What is done to a world whose inputs are recorded is one of them; what is to be done."""
    if not isinstance(gateway, InputGateway) or request.method == "GET":
        yield content
        return
    url = request.url
    path = f"{url.path}?{url.query}" if url.query else url.path
    with gateway.governed(request.method, path, content) as clean:
        yield clean


async def _content(request: Request) -> bytes:
    """The body; of a longer one than is read anywhere no more than shows that."""
    parts, size = [], 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > MAX_BODY:
            break
    return b"".join(parts)


def _json(value: object, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type="application/json")


def _refusal(status: int, message: str) -> Response:
    return _json({"error": message}, status)
