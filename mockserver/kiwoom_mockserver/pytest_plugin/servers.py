"""The servers of one test run: made when a test first asks for one of their kind."""

import os
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from kiwoom_mockserver.errors import FakeError
from kiwoom_mockserver.pytest_plugin.admin import Desk
from kiwoom_mockserver.server.runner import running
from kiwoom_mockserver.settings import Settings

ADMIN_TOKEN = "KIWOOM_MOCK_ADMIN_TOKEN"


class Server:
    """A running fake: its addresses, its control room, whether it is the run's own."""

    def __init__(self, base_url: str, ws_url: str, token: str = "", *, own: bool) -> None:
        self.base_url = base_url
        self.ws_url = ws_url
        self.own = own
        self.admin = Desk(base_url, token)

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.base_url).port or 80


class Servers:
    """Servers by their settings; all are stopped when the stack is left."""

    def __init__(self, stack: ExitStack, url: str, world: str, *, shared: bool = False) -> None:
        """With ``url`` there is one, which somebody else runs.

        When it is ``shared`` among the run's workers, tests with settings get one of their own.
        """
        self._stack = stack
        self._url = url.rstrip("/")
        self._world = world
        self._shared = shared
        self._made: dict[tuple[Any, ...], Server] = {}

    def get(self, settings: dict[str, Any]) -> Server:
        """The server with these settings; raises FakeError for settings it cannot have."""
        if self._url and settings and not self._shared:
            told = ", ".join(sorted(settings))
            raise FakeError(f"the server at {self._url} has its own settings; a test sets {told}")
        key = tuple(sorted(settings.items()))
        if key not in self._made:
            self._made[key] = (
                self._start(settings) if settings or not self._url else self._foreign()
            )
        return self._made[key]

    def _foreign(self) -> Server:
        ws_url = f"ws{self._url.removeprefix('http')}/api/dostk/websocket"
        token = os.environ.get(ADMIN_TOKEN, "")  # noqa: TID251
        server = Server(self._url, ws_url, token, own=False)
        server.admin.get("/health")
        return server

    def _start(self, settings: dict[str, Any]) -> Server:
        usual = {"world": self._world, "speed": 0.0, "limits": False, "check": True}
        if settings.get("session"):
            usual |= {"mode": "strict", "check": False, "speed": 1.0}
            settings = {**settings, "session": str(settings["session"])}
        wanted = Settings(**{**usual, **settings, "host": "127.0.0.1", "port": 0})
        runner = self._stack.enter_context(running(wanted))
        return Server(runner.address.base_url, runner.address.ws_url, own=True)
