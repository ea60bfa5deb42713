"""Running a relay: its ports, its recorder, and an end that loses nothing."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from kiwoom_mockserver import __version__
from kiwoom_mockserver.recordings.manifest import Manifest
from kiwoom_mockserver.recordings.recorder import Recorder
from kiwoom_mockserver.recordings.scrub import Scrubber
from kiwoom_mockserver.recordings.writing import SessionWriter
from kiwoom_mockserver.server.relay import Relay, Upstream
from kiwoom_mockserver.server.runner import Address, in_thread, listen
from kiwoom_mockserver.spec.load import load_catalogue

if TYPE_CHECKING:
    from kiwoom_mockserver.server.tls import Certificate


class RelayRunner:
    """One relay with its recording: made, then run once."""

    def __init__(
        self,
        upstream: Upstream,
        folder: Path,
        *,
        origin: datetime,
        profile: str,
        host: str = "127.0.0.1",
        port: int = 0,
        ws_port: int = 0,
        allow_orders: bool = False,
        title: str = "",
        storage: str = "zstd",
        secrets: tuple[str, ...] = (),
        certificate: "Certificate | None" = None,
    ) -> None:
        """Ports are bound and the session has begun.

        Raises SettingError for a port that is taken, SessionError for a folder that is not new.
        """
        self._sockets = [listen(host, port, "--port")]
        if ws_port:
            self._sockets.append(listen(host, ws_port, "--ws-port"))
        ports = [sock.getsockname()[1] for sock in self._sockets]
        self.address = Address(host, ports[0], ports[-1], certificate is not None)
        self.scrubber = Scrubber(os.urandom(32), secrets)
        manifest = Manifest(
            origin=origin,
            source="relay",
            profile=profile,
            title=title,
            redaction=self.scrubber.policy,
            tool=f"kiwoom-mockserver {__version__}",
            storage=storage,
        )
        try:
            writer = SessionWriter(folder, manifest, redaction=self.scrubber)
        except Exception:
            self.close()
            raise
        self.folder = folder
        self.recorder = Recorder(writer, time.monotonic_ns)
        self._relay = Relay(upstream, self.recorder, load_catalogue(), allow_orders=allow_orders)
        self._context = certificate.context() if certificate is not None else None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()

    def run(self, started: Callable[[], None] | None = None) -> None:
        """Relays until it is told to stop; the session is whole then."""
        try:
            asyncio.run(self._run(started))
        finally:
            self.recorder.close()

    def stop(self) -> None:
        """The relay stops soon; may be called from another thread."""
        if self._loop is None:
            self._stopping.set()
        else:
            self._loop.call_soon_threadsafe(self._stopping.set)

    def close(self) -> None:
        """The ports are free again, for a relay that was never run."""
        for sock in self._sockets:
            sock.close()

    async def _run(self, started: Callable[[], None] | None) -> None:
        self._loop = asyncio.get_running_loop()
        # Only handlers of the loop's own wake it, whichever thread a signal comes to. They work
        # in the main thread, and not on Windows, where a signal wakes the loop anyway.
        with suppress(NotImplementedError, RuntimeError, ValueError):
            for number in (signal.SIGINT, signal.SIGTERM):
                self._loop.add_signal_handler(number, self._stopping.set)
        runner = web.AppRunner(self._relay.app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            for sock in self._sockets:
                await web.SockSite(runner, sock, ssl_context=self._context).start()
            if started is not None:
                started()
            await self._stopping.wait()
        finally:
            await runner.cleanup()


@contextmanager
def relaying(runner: RelayRunner) -> Iterator[RelayRunner]:
    """The relay runs in a thread of its own inside the ``with``; its session is whole after it."""
    with in_thread(runner, "relay"):
        yield runner
