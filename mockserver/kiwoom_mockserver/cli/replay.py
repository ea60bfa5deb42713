"""``kiwoom-mock replay``: steer a replay, or mark a recording, while its server runs."""

import http.client
from contextlib import closing
from typing import Any
from urllib.parse import quote, urlsplit

import click
import orjson

from kiwoom_mockserver.errors import SettingError

TIMEOUT = 10.0
"""Seconds the server may take."""


@click.group()
@click.option(
    "--url", default="http://127.0.0.1:8080", show_default=True, help="the running server"
)
@click.option("--admin-token", default="", help="its admin token, to come from elsewhere")
@click.pass_context
def command(context: click.Context, url: str, admin_token: str) -> None:
    """Steer the replay of a running ``serve --session``."""
    context.obj = (url, admin_token)


@command.command()
@click.pass_obj
def state(server: tuple[str, str]) -> None:
    """Show where the replay stands."""
    _tell(_ask(server, "GET", "replay"))


@command.command()
@click.pass_obj
def pause(server: tuple[str, str]) -> None:
    """Stop the replay's time."""
    _tell(_ask(server, "POST", "replay/pause"))


@command.command()
@click.pass_obj
def resume(server: tuple[str, str]) -> None:
    """Let it go on."""
    _tell(_ask(server, "POST", "replay/resume"))


@command.command()
@click.pass_obj
def step(server: tuple[str, str]) -> None:
    """Stop, but for the next frame."""
    _tell(_ask(server, "POST", "replay/step"))


@command.command()
@click.argument("to")
@click.pass_obj
def seek(server: tuple[str, str], to: str) -> None:
    """Jump to a mark, to seconds, or to a time of day like 09:00:30."""
    _tell(_ask(server, "POST", f"replay/seek?to={quote(to)}"))


@command.command()
@click.argument("x")
@click.pass_obj
def speed(server: tuple[str, str], x: str) -> None:
    """Go on X times as fast as recorded, or as fast as it can with ``max``."""
    _tell(_ask(server, "POST", f"replay/speed?x={quote(x)}"))


@command.command()
@click.pass_obj
def reset(server: tuple[str, str]) -> None:
    """Begin anew."""
    _ask(server, "POST", "reset")
    _tell(_ask(server, "GET", "replay"))


@command.command()
@click.argument("name")
@click.pass_obj
def mark(server: tuple[str, str], name: str) -> None:
    """Give the present instant of a running ``record`` a name."""
    _ask(server, "POST", f"mark?name={quote(name)}")
    click.echo(f"marked {name}")


def _ask(server: tuple[str, str], method: str, what: str) -> Any:
    """The decoded answer of the admin API; SettingError when there is none, or a refusal."""
    url, token = server
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError(f"--url is {url!r}; it is like http://127.0.0.1:8080")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    headers = {"authorization": f"Bearer {token}"} if token else {}
    try:
        with closing(kind(parts.hostname, parts.port, timeout=TIMEOUT)) as connection:
            connection.request(method, f"/__admin/{what}", headers=headers)
            reply = connection.getresponse()
            content = reply.read()
    except (OSError, http.client.HTTPException) as error:
        raise SettingError(f"{url} cannot be asked: {error}; is the server running?") from None
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        body = {}
    if reply.status != http.client.OK:
        told = body.get("error") if isinstance(body, dict) else None
        raise SettingError(told or f"{url} has nothing to steer here: HTTP {reply.status}")
    return body


def _tell(body: Any) -> None:
    """One line for each thing that is known."""
    for name, value in body.items():
        if name == "marks":
            for row in value:
                click.echo(f"mark            {row['at']:,.1f} s  {row['kind']}  {row['name']}")
        else:
            click.echo(f"{name:<15} {'-' if value == '' else value}")
