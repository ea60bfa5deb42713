"""``kiwoom-mock reference``: pages of the documentation that are made from the code."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime

import click

from kiwoom_mockserver.handlers.registry import HANDLERS
from kiwoom_mockserver.settings import ENVIRONMENT_PREFIX, Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.vocabulary.issues import WORDS


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
    """Every operation and type: what answers it, and how well its contract is known."""
    catalogue = load_catalogue()
    yield "<!-- made by `kiwoom-mock reference coverage`; run `python3 scripts/dev.py generate` -->"
    yield "# Coverage\n"
    yield "Who answers: a *handler* (code), *words* (fields the world fills; the rest is sampled),"
    yield "or *samples*. A contract is *observed* when live traffic was seen, else *documented*.\n"
    yield "| id | title | answered by | words | contract |"
    yield "|---|---|---|---|---|"
    for operation in catalogue.operations.values():
        words = sum(1 for field in _leaves(operation.response) if field.word in WORDS)
        total = sum(1 for _ in _leaves(operation.response))
        handled = operation.api_id in HANDLERS
        by = "handler" if handled else "words" if words else "samples"
        yield (
            f"| {operation.api_id} | {operation.title} | {by} | {words}/{total} "
            f"| {operation.judgement} |"
        )
    for realtime in catalogue.realtime.values():
        yield f"| {realtime.type} | {realtime.title} | samples | | {realtime.judgement} |"
    for frame in catalogue.frames.values():
        yield f"| {frame.api_id} | {frame.title} | protocol | | {frame.judgement} |"


def _leaves(specs: tuple[FieldSpec, ...]) -> Iterator[FieldSpec]:
    for spec in specs:
        yield from _leaves(spec.children) if spec.is_table else (spec,)


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "settings": settings_page,
    "coverage": coverage_page,
}
