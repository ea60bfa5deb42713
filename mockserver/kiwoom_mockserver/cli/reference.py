"""``kiwoom-mock reference``: pages of the documentation that are made from the code."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Final

import click

from kiwoom_mockserver.cli import coverage
from kiwoom_mockserver.cli.demo import trade
from kiwoom_mockserver.server.admin.controls import PREFIX
from kiwoom_mockserver.server.admin.table import CONTROLS
from kiwoom_mockserver.settings import ENVIRONMENT_PREFIX, Settings
from kiwoom_mockserver.sources import Sources
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import load_world


@click.command()
@click.argument("page", type=click.Choice(["settings", "coverage", "admin"]))
def command(page: str) -> None:
    """Print a generated page: settings, coverage or admin."""
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
    yield "A field without a word holds nothing: the number 0, or an empty text.\n"
    yield "| id | title | answered by | words | without | contract | verified |"
    yield "|---|---|---|---|---|---|---|"
    for realtime in catalogue.realtime.values():
        by = "account" if realtime.item == "account" else "market"
        sent = [field for field in realtime.fields if field.sent]
        known = sum(bool(field.word) for field in sent)
        numbers = f"{known} | {len(sent) - known}"
        told = f"{realtime.judgement} | {coverage.verdict(realtime.type)}"
        yield f"| {realtime.type} | {realtime.title} | {by} | {numbers} | {told} |"
    for frame in catalogue.frames.values():
        verdict = coverage.verdict(frame.api_id)
        yield f"| {frame.api_id} | {frame.title} | protocol | | | {frame.judgement} | {verdict} |"


_ADMIN: Final = """\
Everything a running fake can be told from outside lies under `/__admin`, as JSON over HTTP on the
same port. It is open to the machine the fake runs on; from elsewhere only with the token given as
`--admin-token`, sent as `Authorization: Bearer`. What makes no sense is answered with 400 and a
sentence in `error`; what is not there, with 404.

```sh
curl -s http://127.0.0.1:8080/__admin/health
curl -s http://127.0.0.1:8080/__admin/clock/advance -d '{"by": "5m"}'
curl -s http://127.0.0.1:8080/__admin/faults -d '{"scenario": "rate-limit-hell"}'
curl -s http://127.0.0.1:8080/__admin/accounts -d '{"appkey": "any", "cash": 5000000}'
curl -s 'http://127.0.0.1:8080/__admin/journal?api_id=ka10001&count=3'
```

Whatever an appkey does happens in a *sandbox* of its own: account, orders, tokens, and the rules of
[faults](faults.md) that name it. World time, and the market with it, is shared by all.
"""


def admin_page() -> Iterator[str]:
    """Every admin route: what it takes, and what is true afterwards."""
    yield "<!-- made by `kiwoom-mock reference admin`; run `python3 scripts/dev.py generate` -->"
    yield "# Admin\n"
    yield _ADMIN
    yield "| route | takes | what it does |"
    yield "|---|---|---|"
    for row in CONTROLS:
        body = row.body or {}
        required = body.get("required", ())
        taken = [f"`?{name}=`" for name in row.query]
        taken += [f"**`{n}`**" if n in required else f"`{n}`" for n in body.get("properties", ())]
        told = f"{row.title} (replays only)" if row.replay else row.title
        yield f"| `{row.method} {PREFIX}{row.path}` | {', '.join(taken)} | {told} |"
    yield "\nBold members of a body are required. `GET /__admin/openapi.json` says the same."


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "settings": settings_page,
    "coverage": coverage_page,
    "admin": admin_page,
}
