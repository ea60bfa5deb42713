"""The server as one ASGI application: API, socket and admin on every port."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.types import Receive, Scope, Send

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.replaying.inputs import HeldClock, InputGateway
from kiwoom_mockserver.server.admin.app import admin_app
from kiwoom_mockserver.server.admin.controls import PREFIX
from kiwoom_mockserver.server.hub import Hub
from kiwoom_mockserver.server.player import Player
from kiwoom_mockserver.server.preparing import prepare_days
from kiwoom_mockserver.server.replay import replay_gateway
from kiwoom_mockserver.server.rest import RestApp
from kiwoom_mockserver.server.scripted import ScriptedSockets
from kiwoom_mockserver.server.socket import SOCKET_PATH
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.world.clock import Clock, clock_of
from kiwoom_mockserver.world.world import load_world


class App:
    """Routes by what the scope is: socket, admin, or a request for the gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.hub = Hub(gateway)
        self.scripted: ScriptedSockets | None = None
        if isinstance(gateway, ReplayGateway) and gateway.settings.mode != "timeline":
            self.scripted = ScriptedSockets(gateway)
        self._player: Player | None = None
        if isinstance(gateway, ReplayGateway) and gateway.settings.mode == "timeline":
            self._player = Player(gateway, self.hub)
        self._rest = RestApp(gateway)
        self._admin = admin_app(gateway, self.hub)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request, socket or lifespan is served to its end."""
        kind = scope["type"]
        if kind == "websocket":
            await self._socket(scope, receive, send)
        elif kind == "lifespan":
            await self._lifespan(receive, send)
        elif scope["path"].startswith(PREFIX):
            await self._admin(scope, receive, send)
        else:
            await self._rest(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A recorded socket, or none: the live one is no ASGI application (server/socket.py)."""
        await receive()
        if self.scripted is not None and scope["path"] == SOCKET_PATH:
            await self.scripted.serve(receive, send)
            return
        await send({"type": "websocket.close", "code": 1008, "reason": ""})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        async with self.beating():
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return

    def close(self) -> None:
        """What was recorded is whole."""
        if isinstance(self.gateway, InputGateway):
            self.gateway.close()

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Subscriptions tick while the context is entered; sockets are closed at its end."""
        if self._player is not None:
            running = [self._player.run()]
        else:
            running = [self.hub.run(), prepare_days(self.gateway.world)]
        tasks = [asyncio.create_task(one) for one in running]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task
            self.hub.reset()


def build(settings: Settings, clock: Clock | None = None, inputs: Path | None = None) -> App:
    """An application with a world of its own, ready to serve.

    With ``inputs`` it records what it is asked into this folder, which must be new.
    """
    if inputs is not None and settings.session:
        raise SessionError("a replay is not recorded by its inputs; its session holds them")
    if settings.session:
        return App(replay_gateway(settings))
    clock = clock or clock_of(settings)
    if inputs is not None:
        held = HeldClock(clock)
        world = load_world(settings, held)
        key = os.urandom(32)
        return App(InputGateway(settings, load_catalogue(), world, held, inputs, key))
    world = load_world(settings, clock)
    return App(Gateway(settings, load_catalogue(), world))
