"""``kiwoom-mock stream``: ticks as they come, as a table or one JSON object a line."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click
import orjson
import rich
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text
from websockets.exceptions import ConnectionClosed

from kiwoom_mockserver.cli.tables import FALLING, RISING
from kiwoom_mockserver.errors import FakeError
from kiwoom_mockserver.server.runner import running
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.verify.probing import Keys, Unanswered
from kiwoom_mockserver.verify.targets import Target, fake, keys_of, seconds_of, target_of
from kiwoom_mockserver.verify.transport import TIMEOUT, Http, Socket
from kiwoom_mockserver.world.clock import monotonic_seconds

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "time": ("20", "21"),
    "price": ("10",),
    "change": ("11",),
    "%": ("12",),
    "shares": ("15",),
    "volume": ("13",),
    "ask": ("27", "41"),
    "bid": ("28", "51"),
}
"""Columns of the table, and the FIDs of which the first that is sent is shown."""

WIDE: Final = 120
"""Columns where no terminal says how many."""

Entry = dict[str, Any]
INPUT: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@click.option("--type", "types", default="0B", show_default=True, help="types, commas between")
@click.option("--target", default="fake", show_default=True, help="fake, paper, live, or a URL")
@click.option("--json", "as_json", is_flag=True, help="one JSON object a line, as sent")
@click.option("--count", type=click.IntRange(1), help="stop after so many ticks")
@click.option("--for", "length", default="", metavar="TIME", help="stop after 60s, 5m, ...")
@click.option("--credentials", type=INPUT, help="TOML file with appkey and secretkey, mode 600")
def command(
    items: tuple[str, ...],
    types: str,
    target: str,
    as_json: bool,
    count: int | None,
    length: str,
    credentials: Path | None,
) -> None:
    """Print ticks of ITEMs until Ctrl-C, as in `stream 005930 000660 --type 0B,0D`.

    Without a target a fake is started for it, with the settings of the environment. Other servers
    need keys: KIWOOM_APPKEY and KIWOOM_SECRETKEY (or KIWOOM_TOKEN), or a file.
    """
    known = load_catalogue().realtime
    wanted = [one for one in types.split(",") if one]
    for one in wanted:
        if one not in known:
            raise click.UsageError(
                f"there is no realtime type {one!r}; there are {', '.join(known)}"
            )
    seconds = seconds_of(length) if length else None
    registered = {"item": list(items) or [""], "type": wanted}
    frame = {"trnm": "REG", "grp_no": "1", "refresh": "1", "data": [registered]}
    with suppress(KeyboardInterrupt), _opened(target, credentials) as socket:
        ticks = islice(entries(socket, frame, seconds), count)
        if as_json:
            _print_lines(ticks)
        else:
            _print_table(ticks)


@contextmanager
def _opened(name: str, credentials: Path | None) -> Iterator[Socket]:
    """A socket of the target that has logged in."""
    if name != "fake":
        target = target_of(name)
        keys = keys_of(target, credentials, os.environ)  # noqa: TID251 - keys are no settings
        with _logged_in(target, keys) as socket:
            yield socket
        return
    with running(Settings.load({"port": 0})) as runner:
        address = runner.address
        own = fake(address.base_url, address.ws_url, runner.app.gateway.settings.profile)
        with _logged_in(own, Keys("stream", "stream")) as socket:
            yield socket


@contextmanager
def _logged_in(target: Target, keys: Keys) -> Iterator[Socket]:
    token = keys.token or _token(target, keys)
    with Socket(target.ws_url) as socket:
        answer = _asked(socket, {"trnm": "LOGIN", "token": token})
        if answer.get("return_code") != 0:
            raise FakeError(f"the login was refused: {answer.get('return_msg')}")
        yield socket


def _token(target: Target, keys: Keys) -> str:
    grant = {"grant_type": "client_credentials"}
    body = orjson.dumps({**grant, "appkey": keys.appkey, "secretkey": keys.secretkey})
    headers = {"content-type": "application/json;charset=UTF-8"}
    try:
        with Http(target.base_url) as http:
            answer = orjson.loads(http.post("/oauth2/token", headers, body).body)
    except (Unanswered, orjson.JSONDecodeError) as error:
        raise FakeError(f"{target.base_url} gives no token: {error}") from None
    token = answer.get("token") if isinstance(answer, dict) else None
    if not isinstance(token, str):
        told = answer.get("return_msg") if isinstance(answer, dict) else answer
        raise FakeError(f"{target.base_url} gives no token: {told}")
    return token


def _asked(socket: Socket, frame: Entry) -> Entry:
    """The answer to a frame; heartbeats are echoed meanwhile."""
    socket.send(orjson.dumps(frame).decode())
    while True:
        answer = _heard(socket, TIMEOUT)
        if answer.get("trnm") in (frame["trnm"], "SYSTEM"):
            return answer


def _heard(socket: Socket, within: float | None) -> Entry:
    """The next frame that is no heartbeat; one that is no object is empty."""
    while True:
        try:
            text = socket.recv(timeout=within)
        except ConnectionClosed as closed:
            raise FakeError(f"the server ended the connection: {closed}") from None
        try:
            frame = orjson.loads(text)
        except orjson.JSONDecodeError:
            continue
        if not isinstance(frame, dict) or frame.get("trnm") != "PING":
            return frame if isinstance(frame, dict) else {}
        socket.send(text)


def entries(socket: Socket, frame: Entry, seconds: float | None) -> Iterator[Entry]:
    """The entries of REAL frames after a registration, for so long or until nobody reads on.

    Raises FakeError when the registration is refused, or the server ends the connection.
    """
    end = None if seconds is None else monotonic_seconds() + seconds
    answer = _asked(socket, frame)
    if answer.get("return_code") != 0:
        raise FakeError(f"the registration was refused: {answer.get('return_msg') or answer}")
    while end is None or monotonic_seconds() < end:
        try:
            heard = _heard(socket, None if end is None else max(end - monotonic_seconds(), 0.0))
        except TimeoutError:
            return
        if heard.get("trnm") == "SYSTEM":
            raise FakeError(f"the server says {heard.get('code')}: {heard.get('message')}")
        if heard.get("trnm") == "REAL":
            yield from heard.get("data", ())


def _print_lines(ticks: Iterator[Entry]) -> None:
    for entry in ticks:
        click.echo(orjson.dumps(entry).decode())


def _print_table(ticks: Iterator[Entry]) -> None:
    """The last tick of each type and item in a row; redrawn on a terminal, else printed once."""
    console = rich.get_console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    rows: dict[tuple[str, str], tuple[int, Entry]] = {}
    with Live(_table(rows), console=console, refresh_per_second=10) as live:
        try:
            for entry in ticks:
                key = str(entry.get("type")), str(entry.get("item"))
                rows[key] = rows.get(key, (0, {}))[0] + 1, entry
                if console.is_terminal:
                    live.update(_table(rows))
        finally:
            live.update(_table(rows))


def _table(rows: Mapping[tuple[str, str], tuple[int, Entry]]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in ("type", "item"):
        table.add_column(heading, no_wrap=True)
    for heading in (*COLUMNS, "ticks"):
        table.add_column(heading, justify="right", no_wrap=True)
    for (type_, item), (number, entry) in rows.items():
        values = entry.get("values", {})
        texts = [
            next((str(values[fid]) for fid in fids if fid in values), "")
            for fids in COLUMNS.values()
        ]
        table.add_row(type_, item, *map(_coloured, texts), str(number))
    return table


def _coloured(text: str) -> Text:
    return Text(text, style={"+": RISING, "-": FALLING}.get(text[:1], ""))
