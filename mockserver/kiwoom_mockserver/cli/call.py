"""``kiwoom-mock call``: one operation, answered without a server."""

import sys
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click
import orjson
import rich

from kiwoom_mockserver.cli.candles import candles_of, drawn
from kiwoom_mockserver.cli.options import load_settings, settings_options
from kiwoom_mockserver.cli.picture import KINDS, save
from kiwoom_mockserver.cli.tables import show
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.model import Catalogue, OperationSpec
from kiwoom_mockserver.wire.messages import Reply, Request
from kiwoom_mockserver.world.clock import VirtualClock, clock_of, wall_seconds
from kiwoom_mockserver.world.world import load_world

TERMINAL = "-"
"""Where --plot draws without a file."""


@click.command()
@click.argument("api_id")
@click.argument("values", nargs=-1, metavar="[FIELD=TEXT]...")
@click.option("--next-key", default="", help="ask for the page this key names")
@click.option("--raw", is_flag=True, help="print the body's bytes as they would be sent")
@click.option("--table", "as_table", is_flag=True, help="print tables with Korean titles")
@click.option(
    "--plot",
    is_flag=False,
    flag_value=TERMINAL,
    metavar="[FILE]",
    help="draw a chart's candles: in the terminal, or into a .png or .svg FILE",
)
@settings_options
def command(
    api_id: str,
    values: tuple[str, ...],
    next_key: str,
    raw: bool,
    as_table: bool,
    plot: str | None,
    config: Path | None,
    **flags: Any,
) -> None:
    """Answer operation API_ID, as in `call ka10001 stk_cd=005930`.

    The body goes to standard output, status and paging to standard error. The exit code is 0 when
    the answer's return_code is 0.
    """
    _check_output(raw, as_table, plot)
    settings = load_settings(config, flags)
    catalogue = load_catalogue()
    operation = find_operation(catalogue, api_id)
    # Asked at one instant: the clock the settings name stands still there.
    clock = VirtualClock(clock_of(replace(settings, speed=0)).now())
    gateway = Gateway(settings, catalogue, load_world(settings, clock))
    reply = ask(gateway, operation, parse_values(operation, values), next_key)
    headers = {name.decode(): value.decode() for name, value in reply.headers}
    click.echo(f"HTTP {reply.status}  cont-yn {headers['cont-yn']}", nl=False, err=True)
    click.echo(f"  next-key {headers['next-key']}" if headers["next-key"] else "", err=True)
    body = orjson.loads(reply.body)
    refused = body["return_code"] != 0
    if plot and not refused:
        _plot(operation, body, plot, " ".join((api_id, *values)))
    elif as_table and not refused:
        show(operation, body)
    else:
        shown = reply.body if raw else orjson.dumps(body, option=orjson.OPT_INDENT_2)
        click.echo(shown.decode())
    sys.exit(0 if body["return_code"] == 0 else 1)


def _plot(operation: OperationSpec, body: dict[str, Any], target: str, title: str) -> None:
    """The reply's candles are in the terminal, or in the file ``target`` names."""
    candles = candles_of(operation, body)
    if not candles:
        raise click.ClickException(f"{operation.api_id} answered with no rows: nothing to plot")
    if target == TERMINAL:
        console = rich.get_console()
        console.print(drawn(candles, console.width))
        return
    path = Path(target)
    save(candles, title, path)
    click.echo(f"{len(candles)} candles drawn into {path}", err=True)


def _check_output(raw: bool, as_table: bool, plot: str | None) -> None:
    """Raises UsageError for output that cannot be, before anything is asked."""
    if sum((raw, as_table, plot is not None)) > 1:
        raise click.UsageError("--raw, --table and --plot exclude each other")
    if plot not in (None, TERMINAL) and Path(str(plot)).suffix not in KINDS:
        raise click.UsageError(
            f"--plot draws into a .png or .svg file, not {plot!r}; without a file, put it last"
        )


def find_operation(catalogue: Catalogue, api_id: str) -> OperationSpec:
    """The operation called ``api_id``; raises UsageError that names the nearest ones."""
    operation = catalogue.operations.get(api_id)
    if operation is not None:
        return operation
    if api_id in catalogue.realtime or api_id in catalogue.frames:
        raise click.UsageError(f"{api_id} lives on the socket; run `kiwoom-mock serve`")
    near = get_close_matches(api_id, catalogue.operations, n=3)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise click.UsageError(f"there is no operation {api_id}{hint}")


def parse_values(operation: OperationSpec, values: tuple[str, ...]) -> dict[str, str]:
    """FIELD=TEXT words as a body; raises UsageError for a word or field that makes no sense."""
    body = {}
    known = {field.name: field.title for field in operation.request}
    for word in values:
        name, equals, text = word.partition("=")
        if not equals:
            raise click.UsageError(f"{word!r} is not FIELD=TEXT")
        if name not in known:
            fields = ", ".join(f"{key} ({title})" for key, title in known.items()) or "nothing"
            raise click.UsageError(f"{operation.api_id} has no field {name}; it takes {fields}")
        body[name] = text
    return body


def ask(gateway: Gateway, operation: OperationSpec, values: dict[str, str], next_key: str) -> Reply:
    """The gateway's answer, with a token fetched for the call."""
    now = wall_seconds()
    world, profile = gateway.world, gateway.settings.profile
    fitting = (pair for pair in world.keys.items() if world.hosts.get(pair[0], profile) == profile)
    keys = next(fitting, ("call", "call"))
    grant = {"grant_type": "client_credentials", "appkey": keys[0], "secretkey": keys[1]}
    issued = gateway.answer(
        Request("POST", "/oauth2/token", body=orjson.dumps(grant), peer="127.0.0.1", at=now)
    )
    token = orjson.loads(issued.body).get("token", "")
    return gateway.answer(
        Request(
            method="POST",
            path=operation.path,
            api_id=operation.api_id,
            authorization=f"Bearer {token}",
            cont_yn="Y" if next_key else "N",
            next_key=next_key,
            content_type="application/json;charset=UTF-8",
            body=orjson.dumps(values),
            peer="127.0.0.1",
            at=now,
        )
    )
