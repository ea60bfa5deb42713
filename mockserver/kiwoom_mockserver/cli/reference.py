"""``kiwoom-mock reference``: pages of the documentation that are made from the code."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime

import click

from kiwoom_mockserver.cli import coverage
from kiwoom_mockserver.cli.demo import trade
from kiwoom_mockserver.settings import ENVIRONMENT_PREFIX, Settings
from kiwoom_mockserver.sources import Sources
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import load_world


@click.command()
@click.argument("page", type=click.Choice(["settings", "coverage"]))
def command(page: str) -> None:
    """Print a generated page: settings or coverage."""
    click.echo("\n".join(PAGES[page]()))


def settings_page() -> Iterator[str]:
    """Every setting with its flag, environment variable, default and meaning."""
    yield "<!-- made by `kiwoom-mock reference settings`; run `python3 scripts/dev.py generate` -->"
    yield "# Settings\n"
    yield "Precedence, lowest first: default, file (`--config FILE`, TOML), environment, flag.\n"
    yield "| flag | environment | default | meaning |"
    yield "|---|---|---|---|"
    for row in fields(Settings):
        flag = f"--{row.name.replace('_', '-')}"
        default = row.default
        if isinstance(default, bool):
            shown = "on" if default else "off"
        else:
            shown = default.isoformat() if isinstance(default, datetime) else str(default)
        choices = "".join(f" `{choice}`" for choice in row.metadata["choices"])
        meaning = row.metadata["help"] + (f" ({choices.strip()})" if choices else "")
        code = f"`{shown}`" if shown else ""
        yield f"| `{flag}` | `{ENVIRONMENT_PREFIX}{row.name.upper()}` | {code} | {meaning} |"


def coverage_page() -> Iterator[str]:
    """Every operation and type: what of its answer the world fills, and how well it is known."""
    settings = Settings()
    catalogue = load_catalogue()
    world = load_world(settings, VirtualClock(settings.at))
    number = trade(world)
    yield "<!-- made by `kiwoom-mock reference coverage`; run `python3 scripts/dev.py generate` -->"
    yield "# Coverage\n"
    yield from coverage.page(catalogue, Sources(settings, world), world, number)
    yield "\n## Socket\n"
    yield "| id | title | answered by | contract |"
    yield "|---|---|---|---|"
    for realtime in catalogue.realtime.values():
        by = "account" if realtime.item == "account" else "samples"
        yield f"| {realtime.type} | {realtime.title} | {by} | {realtime.judgement} |"
    for frame in catalogue.frames.values():
        yield f"| {frame.api_id} | {frame.title} | protocol | {frame.judgement} |"


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "settings": settings_page,
    "coverage": coverage_page,
}
