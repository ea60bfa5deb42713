"""``kiwoom-mock world``: make, look at and import worlds."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.importing import MAX_BYTES, read_issues
from kiwoom_mockserver.world.instruments import MARKETS, Instrument, Instruments
from kiwoom_mockserver.world.listings import FEWEST_SCALED, MOST_SCALED, scaled_counts
from kiwoom_mockserver.world.sectors import find_sector
from kiwoom_mockserver.world.universe import DEFAULT_ANCHOR, build_instruments

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
MAX_WORLD = 64 * 1024 * 1024
CONDITIONS = [
    ["0", "거래량급증", [["volume-rate", ">", 30], ["change-rate", ">", 0]]],
    ["1", "당일신고가", [["last-price", ">=", "high-price"], ["change-rate", ">", 1]]],
    ["2", "거래대금상위상승", [["rank of turnover", "<=", 100], ["change-rate", ">", 2]]],
]
"""The saved searches of a new world."""

SHOWN = 4
"""Issues of each market that ``show`` lists."""


@click.group()
def command() -> None:
    """Make a world file, show what is in one, or import a list of issues."""


_FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="where NAME.json goes  [default: here]",
)
_FORCE = click.option("--force", is_flag=True, help="overwrite a file that is there")


@command.command()
@click.argument("name")
@click.option(
    "--issues",
    type=click.IntRange(FEWEST_SCALED, MOST_SCALED),
    default=2_700,
    help="how many issues, of all kinds in the usual proportions  [default: 2700]",
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, help="who is listed")
@_FOLDER
@_FORCE
def new(name: str, issues: int, seed: int, folder: Path, force: bool) -> None:
    """Write NAME.json, a world of real and fictional issues."""
    universe = {"seed": seed, "counts": scaled_counts(issues)}
    _write(name, {"universe": universe}, folder, force)


@command.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--name", required=True, help="what the world is called")
@_FOLDER
@_FORCE
def import_issues(file: Path, name: str, folder: Path, force: bool) -> None:
    """Write NAME.json from a CSV FILE: code, name, market and perhaps price, shares, sector."""
    with file.open("rb") as source:
        rows = read_issues(source.read(MAX_BYTES + 1), str(file))
    build_instruments({"instruments": rows}, Settings().seed)
    _write(name, {"instruments": rows}, folder, force)


@command.command()
@click.argument("name", default="default")
@click.option("--seed", type=int, default=Settings().seed, help="what figures follow from")
def show(name: str, seed: int) -> None:
    """Print how many issues a world has of each kind, and some of them. NAME may be a file."""
    instruments = build_instruments(_read(name), seed)
    console = Console()
    console.print(_summary(name, instruments))
    for market in MARKETS:
        if instruments.of_market(market):
            console.print(_some(market, instruments.of_market(market)))


def _summary(name: str, instruments: Instruments) -> Table:
    table = Table(title=f"{name}: {len(instruments)} issues", title_justify="left")
    for title in ("market", "issues", "real", "halted", "on NXT", "lowest", "highest", "value 조"):
        table.add_column(title, justify="left" if title == "market" else "right")
    for market in MARKETS:
        issues = instruments.of_market(market)
        if not issues:
            continue
        prices = [issue.reference_price for issue in issues]
        counts = (
            len(issues),
            sum(issue.real for issue in issues),
            sum(issue.suspended for issue in issues),
            sum(issue.on_nxt for issue in issues),
            min(prices),
            max(prices),
        )
        value = sum(issue.market_cap for issue in issues) / 10**12
        table.add_row(market, *(f"{count:,}" for count in counts), f"{value:,.1f}")
    return table


def _some(market: str, issues: Sequence[Instrument]) -> Table:
    table = Table(title=market, title_justify="left")
    for title in ("code", "name", "sector", "price", "shares", "volume a day", "supervision"):
        numeric = title in ("price", "shares", "volume a day")
        table.add_column(title, justify="right" if numeric else "left")
    half = SHOWN // 2
    for issue in (*issues[:half], *issues[half:][-half:]):
        sector = find_sector(issue.sector)
        numbers = (issue.reference_price, issue.shares, issue.average_volume)
        table.add_row(
            issue.code,
            issue.name,
            sector.name if sector else "",
            *(f"{number:,}" for number in numbers),
            issue.audit,
        )
    return table


def _read(name: str) -> dict[str, Any]:
    path = Path(name) if name.endswith(".json") else resources.world_file(name)
    try:
        if path.stat().st_size > MAX_WORLD:
            raise WorldError(f"world file {path} is larger than {MAX_WORLD} bytes")
        data = orjson.loads(path.read_bytes())
    except OSError as error:
        raise WorldError(f"world file {path}: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise WorldError(f"world file {path} is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise WorldError(f"world file {path} is not a JSON object")
    return data


def _write(name: str, content: dict[str, Any], folder: Path, force: bool) -> None:
    if not NAME.fullmatch(name):
        raise WorldError(f"{name!r} is no name for a world: letters, digits, - and _ only")
    path = folder / f"{name}.json"
    data = {
        "name": name,
        "anchor": DEFAULT_ANCHOR.isoformat(),
        **content,
        "keys": [],
        "conditions": CONDITIONS,
    }
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(_text(data))
    except FileExistsError:
        raise WorldError(f"{path} is there already; --force overwrites it") from None
    except OSError as error:
        raise WorldError(f"{path}: {error.strerror}") from None
    click.echo(f"{path} written; run it with: kiwoom-mock serve --world {path}")


def _text(data: dict[str, Any]) -> bytes:
    """JSON with one line for each row of a list, which differences can be read of."""
    parts = []
    for key, value in data.items():
        if isinstance(value, list) and value:
            rows = ",\n".join(f"  {orjson.dumps(row).decode()}" for row in value)
            parts.append(f' "{key}": [\n{rows}\n ]')
        else:
            parts.append(f' "{key}": {orjson.dumps(value).decode()}')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()
