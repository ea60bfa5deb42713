"""``kiwoom-mock serve``: the fake, until Ctrl-C."""

import logging
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from rich.console import Console
from rich.logging import RichHandler
from rich.table import Table

from kiwoom_mockserver.cli.options import load_settings, settings_options
from kiwoom_mockserver.server.runner import Runner, settle


@click.command()
@settings_options
@click.option(
    "--record-inputs", "folder", type=click.Path(path_type=Path, file_okay=False),
    help="write what it is asked into this new folder, enough to run it again",
)  # fmt: skip
def command(config: Path | None, folder: Path | None, **flags: Any) -> None:
    """Run the fake: REST and socket on one port, until Ctrl-C."""
    settings = load_settings(config, flags)
    console = Console(highlight=False)
    logging.basicConfig(
        level=logging.WARNING, format="%(message)s", handlers=[RichHandler(console=console)]
    )
    with ExitStack() as stack:
        certificate = None
        if settings.tls:
            from kiwoom_mockserver.server.tls import certificate_in

            temporary = stack.enter_context(TemporaryDirectory(prefix="kiwoom-mock-"))
            certificate = certificate_in(Path(settings.tls_folder or temporary))
        runner = Runner(settings, certificate, folder)
        settle()
        try:
            runner.run(lambda: greet(console, runner, certificate and certificate.authority))
        except KeyboardInterrupt:
            pass
        finally:
            runner.close()
    console.print("stopped", style="dim")


def greet(console: Console, runner: Runner, authority: Path | None = None) -> None:
    """What a user needs first is on the screen: addresses, keys, and a line to copy."""
    settings, world = runner.app.gateway.settings, runner.app.gateway.world
    table = Table.grid(padding=(0, 2))
    table.add_row("REST", runner.address.base_url)
    table.add_row("socket", runner.address.ws_url)
    if authority is not None:
        table.add_row("trust", str(authority))
    if settings.session:
        table.add_row("session", f"{settings.session}, {settings.mode}")
    pair = next(iter(world.keys.items()), ("any", "any"))
    keys = "any pair works" if settings.keys == "any" else "only the world's"
    table.add_row("appkey", f"{pair[0]}  ({keys})")
    table.add_row("secretkey", pair[1])
    pace = f"{settings.requests_per_second} requests/s" if settings.limits else "no limits"
    table.add_row("profile", f"{settings.profile}, {pace}")
    if settings.faults:
        table.add_row("faults", settings.faults)
    speed = f"x{settings.speed:g}" if settings.speed else "standing still"
    table.add_row("world", f"{world.name}, seed {world.seed}, {world.now():%Y-%m-%d %H:%M} {speed}")
    console.print(f"kiwoom-mock is running, {len(runner.app.gateway.catalogue)} operations")
    console.print(table)
    console.print("\nTry it:", style="bold")
    console.print(example(runner.address.base_url, *pair, authority), soft_wrap=True)
    console.print("\nCtrl-C stops it.", style="dim")


def example(base_url: str, appkey: str, secretkey: str, authority: Path | None = None) -> str:
    """A shell line that asks for a token."""
    body = f'{{"grant_type":"client_credentials","appkey":"{appkey}","secretkey":"{secretkey}"}}'
    trust = f"--cacert {authority} " if authority is not None else ""
    return f"curl {trust}{base_url}/oauth2/token -H 'content-type: application/json' -d '{body}'"
