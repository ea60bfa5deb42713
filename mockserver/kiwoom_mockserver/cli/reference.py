"""``kiwoom-mock reference``: pages of the documentation that are made from the code."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Final

import click

from kiwoom_mockserver.handlers.registry import HANDLERS
from kiwoom_mockserver.settings import ENVIRONMENT_PREFIX, Settings
from kiwoom_mockserver.sources import Sources
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.model import ENVELOPE, FieldSpec, OperationSpec
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.orders import Credit, Route, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.sandboxes import Sandbox
from kiwoom_mockserver.world.validation import Intent
from kiwoom_mockserver.world.world import World, load_world

_ACCOUNTS: Final = "/api/dostk/acnt"
_STOCK, _GOLD = "005930", "M04020000"


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
    sources = Sources(settings, world)
    number = _trade(world)
    yield "<!-- made by `kiwoom-mock reference coverage`; run `python3 scripts/dev.py generate` -->"
    yield "# Coverage\n"
    yield "Asked as in the manual's example: how many fields of the answer come from the world or"
    yield "from the request. The rest are seeded samples. Questions about an account are asked of"
    yield "the demo account, about its last thirty days, after it bought, sold, borrowed and left"
    yield "orders open; a list without rows counts for nothing. A contract is *observed* when live"
    yield "traffic was seen, else *documented*.\n"
    yield "| id | title | answered by | fields from the world | contract |"
    yield "|---|---|---|---|---|"
    for operation in catalogue.operations.values():
        draft = None
        if not (operation.is_oauth or operation.is_order):
            draft = sources.answer(_example(operation, world, number))
        total = sum(1 for field in _leaves(operation.response) if field.name not in ENVELOPE)
        filled = total if draft is None else _filled(draft)
        by = "handler" if operation.api_id in HANDLERS else "words" if filled else "samples"
        yield (
            f"| {operation.api_id} | {operation.title} | {by} | {filled} of {total} "
            f"| {operation.judgement} |"
        )
    for realtime in catalogue.realtime.values():
        by = "account" if realtime.item == "account" else "samples"
        yield f"| {realtime.type} | {realtime.title} | {by} | | {realtime.judgement} |"
    for frame in catalogue.frames.values():
        yield f"| {frame.api_id} | {frame.title} | protocol | | {frame.judgement} |"


def _example(operation: OperationSpec, world: World, number: str) -> Call:
    values = {
        field.name: next((text for text in (*field.examples, *field.codes) if text), "")
        for field in operation.request
        if field.required
    }
    if operation.path == _ACCOUNTS:
        dates = {field.name for field in operation.request if field.format.name == "date"}
        asked = [name for name in values if name in dates]
        # Of two days the first one is thirty days back; one alone is today.
        back = range(len(asked) - 1, -1, -1)
        values |= {
            n: f"{world.now() - timedelta(30 * b):%Y%m%d}" for n, b in zip(asked, back, strict=True)
        }
        values |= {"ord_no": number} if "ord_no" in values else {}
    return Call(operation, values, _demo(world), world, at=0.0)


def _demo(world: World) -> Sandbox:
    """An account with a past, where the world has one, so that there is something to tell."""
    return world.sandboxes.open(next(iter(world.openings), "coverage"))


def _trade(world: World) -> str:
    """The demo account has traded today; the number of an order that stays open."""
    assert isinstance(world.clock, VirtualClock)
    broker, tape = world.broker(_demo(world)), world.venue.tape
    day, now = broker.account.day, millis(world.now())
    gold = tape.quotes(_GOLD, Exchange.KRX, now).best_ask
    for asked in (
        Intent(Side.BUY, _STOCK, "market", Route.KRX, 10),
        Intent(Side.BUY, _STOCK, "market", Route.KRX, 10, credit=Credit.LOAN),
        Intent(Side.BUY, _GOLD, "limit", Route.KRX, 10, gold),
        Intent(Side.BUY, _GOLD, "limit", Route.KRX, 10, tape.band(_GOLD, day).lower),
    ):
        broker.place(asked, now)
    world.clock.advance(1)
    now = millis(world.now())
    broker.place(Intent(Side.SELL, _STOCK, "market", Route.KRX, 5), now)
    low = tape.band(_STOCK, day).lower
    left = broker.place(Intent(Side.BUY, _STOCK, "limit", Route.KRX, 10, low), now)
    world.clock.advance(1)
    return f"{left.number:07}"


def _filled(draft: Draft) -> int:
    return len(draft.values) + sum(len(columns) for columns in draft.tables.values())


def _leaves(specs: tuple[FieldSpec, ...]) -> Iterator[FieldSpec]:
    for spec in specs:
        if not spec.always_empty:
            yield from _leaves(spec.children) if spec.is_table else (spec,)


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "settings": settings_page,
    "coverage": coverage_page,
}
