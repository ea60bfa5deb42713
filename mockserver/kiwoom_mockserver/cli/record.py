"""``kiwoom-mock record``: a relay in front of a server, until Ctrl-C."""

import logging
import signal
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.logging import RichHandler

from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.recordings.verifying import verify
from kiwoom_mockserver.server.relay import HOSTS, Upstream
from kiwoom_mockserver.server.relaying import RelayRunner
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.clock import WallClock

SEARCHED = 256 * 1024 * 1024
"""Bytes of a session that is searched for secrets when the recording ends."""


@click.command()
@click.option("--upstream", required=True, metavar="live|paper|URL", help="the server behind")
@click.option("--ws-upstream", default="", metavar="URL", help="its socket, when it is elsewhere")
@click.option(
    "-o", "--out", "folder", required=True, type=click.Path(path_type=Path, file_okay=False),
    help="folder of the session; a new one",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--expose", is_flag=True, help="allow listening beyond loopback")
@click.option("--port", default=8080, show_default=True, help="port of REST and socket")
@click.option("--ws-port", default=0, help="a second port for the socket; 0 = none")
@click.option("--profile", type=click.Choice(list(HOSTS)), help="whose traffic an URL's is")
@click.option("--origin", default="", help="the market's time now, where it is not the real one")
@click.option("--allow-orders", is_flag=True, help="let orders through: they are real ones")
@click.option("--plain", is_flag=True, help="write plain text instead of packed frames")
@click.option("--title", default="", help="what the session is, for its manifest")
@click.option("--secrets-from", type=click.File(), help="file with a secret in each line")
def command(
    upstream: str,
    ws_upstream: str,
    folder: Path,
    host: str,
    expose: bool,
    port: int,
    ws_port: int,
    profile: str | None,
    origin: str,
    allow_orders: bool,
    plain: bool,
    title: str,
    secrets_from: TextIO | None,
) -> None:
    """Relay to a server and record what both sides say, redacted, until Ctrl-C.

    Point the client at this address instead of the server's. Orders are refused unless allowed.
    """
    if host not in ("127.0.0.1", "::1", "localhost") and not expose:
        raise SettingError(f"host {host} can be reached by other machines; add --expose")
    secrets = [line.strip() for line in secrets_from or ()]
    runner = RelayRunner(
        Upstream.of(upstream, ws_upstream),
        folder,
        origin=_moment(origin),
        profile=profile or (upstream if upstream in HOSTS else "live"),
        host=host,
        port=port,
        ws_port=ws_port,
        allow_orders=allow_orders,
        title=title,
        storage="plain" if plain else "zstd",
        secrets=tuple(filter(None, secrets)),
    )
    console = Console(highlight=False)
    logging.basicConfig(
        level=logging.WARNING, format="%(message)s", handlers=[RichHandler(console=console)]
    )
    signal.signal(signal.SIGTERM, lambda number, frame: runner.stop())
    signal.signal(signal.SIGINT, lambda number, frame: runner.stop())
    try:
        runner.run(lambda: greet(console, runner, upstream, allow_orders))
    finally:
        runner.close()
    farewell(console, runner)


def greet(console: Console, runner: RelayRunner, upstream: str, allow_orders: bool) -> None:
    """Addresses and what happens to orders are on the screen."""
    console.print(f"kiwoom-mock relays to {upstream} and records into {runner.folder}")
    console.print(f"REST    {runner.address.base_url}")
    console.print(f"socket  {runner.address.ws_url}")
    orders = "pass through: they are real" if allow_orders else "are refused (--allow-orders)"
    console.print(f"orders  {orders}", style="bold" if allow_orders else None)
    console.print("\nCtrl-C stops it.", style="dim")


def farewell(console: Console, runner: RelayRunner) -> None:
    """What was recorded, lost, or written before it was known to be a secret."""
    session = Session(runner.folder)
    size = sum(path.stat().st_size for path in session.segments)
    records = sum(segment.records for segment in session.manifest.segments)
    console.print(f"{records:,} records, {size:,} bytes in {runner.folder}")
    if runner.recorder.lost:
        console.print(f"{runner.recorder.lost:,} records were lost", style="red")
    if size > SEARCHED:
        console.print("too large to be searched for late secrets; run `session verify`")
        return
    leaks = verify(session, runner.scrubber.secrets).leaks
    for leak in leaks:
        console.print(f"leak: {leak}", style="red")
    if leaks:
        console.print("a secret was named only later: write a copy with `session scrub`")


def _moment(text: str) -> datetime:
    if not text:
        return WallClock().now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingError(f"--origin is {text!r}; it is like 2026-09-15T09:00:00") from None
    return moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)
