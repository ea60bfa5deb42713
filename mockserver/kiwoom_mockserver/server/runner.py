"""Listening: sockets bound before anything starts, one uvicorn server for all of them."""

import asyncio
import gc
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import uvicorn

from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.server.app import App, build
from kiwoom_mockserver.server.lane import fast_lane
from kiwoom_mockserver.server.socket import SOCKET_PATH, realtime_socket
from kiwoom_mockserver.settings import Settings

if TYPE_CHECKING:
    from kiwoom_mockserver.server.tls import Certificate

MAX_FRAME = 16 * 1024 * 1024
"""Bytes of a frame that are read at all; the protocol's own limit of 64 KiB lies far below."""


GENERATIONS = (20_000, 20, 20)
"""Objects, and younger collections, before a generation is collected."""
BACKLOG = 2048
"""Connections that wait to be accepted, as uvicorn has it."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running server listens; ``ws_port`` equals ``port`` without a second one."""

    host: str
    port: int
    ws_port: int
    secure: bool = False

    @property
    def base_url(self) -> str:
        """For REST, without a slash at the end."""
        return f"http{'s' * self.secure}://{_bracketed(self.host)}:{self.port}"

    @property
    def ws_url(self) -> str:
        """For the socket."""
        return f"ws{'s' * self.secure}://{_bracketed(self.host)}:{self.ws_port}{SOCKET_PATH}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class Runner:
    """One server: made, then run once."""

    def __init__(
        self,
        settings: Settings,
        certificate: "Certificate | None" = None,
        inputs: Path | None = None,
    ) -> None:
        """The ports are bound; with a certificate they speak TLS.

        With ``inputs``, what it is asked is recorded into this new folder. Raises SettingError in
        one sentence when a port is taken.
        """
        self.app: App = build(settings, inputs=inputs)
        self._sockets = [listen(settings.host, settings.port, "--port")]
        if settings.ws_port:
            try:
                self._sockets.append(listen(settings.host, settings.ws_port, "--ws-port"))
            except SettingError:
                self.close()
                raise
        ports = [sock.getsockname()[1] for sock in self._sockets]
        self.address = Address(settings.host, ports[0], ports[-1], certificate is not None)
        config = uvicorn.Config(
            self.app,
            http=fast_lane(self.app.gateway),
            ws=realtime_socket(self.app.hub) if self.app.scripted is None else "websockets-sansio",
            ws_max_size=MAX_FRAME,
            # The real server's heartbeat is a PING frame of its own, and it never compresses.
            ws_ping_interval=None,
            ws_per_message_deflate=False,
            lifespan="on",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=2,
            ssl_certfile=certificate and certificate.chain,
            ssl_keyfile=certificate and str(certificate.key),
        )
        self._server = _Server(config)

    def run(self, started: Callable[[], None] | None = None) -> None:
        """Serves until it is told to stop; ``started`` is called once requests are answered."""
        self._server.on_started = started
        # uvicorn would raise the signal again after a clean stop; Ctrl-C is no error here.
        try:
            self._server.run(sockets=self._sockets)
        finally:
            self.app.close()

    def stop(self) -> None:
        """The server stops soon; may be called from another thread."""
        self._server.end()

    def close(self) -> None:
        """The ports are free again, for a runner that was never run."""
        for sock in self._sockets:
            sock.close()


def settle() -> None:
    """What stands for as long as the process is left out of garbage collections.

    Thousands of issues and contracts would be walked again and again. For a process that only
    serves; in another's it would hold that one's garbage too.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GENERATIONS)


PATIENCE: Final = 20
"""Seconds a server in a thread may take to start, and to end."""

_LOOK: Final = 0.1
"""Seconds between two looks whether a signal told the server to end, as uvicorn has it."""

_SETTLE: Final = 0.005
"""Seconds between two looks whether all connections are closed."""


class _Server(uvicorn.Server):
    """uvicorn's server, which ends as soon as it is told to: a tenth of a second adds up."""

    on_started: Callable[[], None] | None = None
    _ending: asyncio.Event | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    def end(self) -> None:
        """It ends now; may be called from another thread."""
        self.should_exit = True
        if self._loop is not None and self._ending is not None:
            with suppress(RuntimeError):  # It has ended meanwhile.
                self._loop.call_soon_threadsafe(self._ending.set)

    async def main_loop(self) -> None:
        self._ending, self._loop = asyncio.Event(), asyncio.get_running_loop()
        count = 0
        while not await self.on_tick(count):
            count += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), _LOOK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for sock in sockets or []:
            sock.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                # uvicorn counts them, and tells nobody.
                while (state.connections or state.tasks) and not self.force_exit:  # noqa: ASYNC110
                    await asyncio.sleep(_SETTLE)
        for task in list(state.tasks):
            task.cancel()
        if not self.force_exit:
            await self.lifespan.shutdown()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.on_started is not None:
            self.on_started()


def listen(host: str, port: int, flag: str) -> socket.socket:
    """A bound socket that accepts; raises SettingError naming the flag when it cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(BACKLOG)
    except OSError as error:
        sock.close()
        raise SettingError(
            f"port {port} of {host} cannot be used: {error.strerror}; choose another with {flag}"
        ) from None
    sock.set_inheritable(True)
    return sock


class Startable(Protocol):
    """What runs until it is told to stop, from another thread."""

    def run(self, started: Callable[[], None] | None = None) -> None:
        """Runs to its end; ``started`` is called once it is there for others."""

    def stop(self) -> None:
        """It ends soon."""


@contextmanager
def in_thread(runner: Startable, what: str) -> Iterator[None]:
    """It runs in a thread of its own inside the ``with``, and has ended after it.

    Raises SettingError, naming ``what`` it is, when it does not start.
    """
    ready = threading.Event()
    thread = threading.Thread(target=runner.run, args=(ready.set,), daemon=True)
    thread.start()
    try:
        if not ready.wait(timeout=PATIENCE):
            raise SettingError(f"the {what} did not start within {PATIENCE} seconds")
        yield
    finally:
        runner.stop()
        thread.join(timeout=PATIENCE)


@contextmanager
def running(
    settings: Settings, certificate: "Certificate | None" = None, inputs: Path | None = None
) -> Iterator[Runner]:
    """A server in a thread of its own, answering inside the ``with``, stopped after it."""
    runner = Runner(settings, certificate, inputs)
    with in_thread(runner, "server"):
        yield runner
