"""``kiwoom-mock doctor``: everything the fake needs, tried one by one."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table

from kiwoom_mockserver.cli.call import ask, find_operation
from kiwoom_mockserver.cli.options import load_settings, settings_options
from kiwoom_mockserver.errors import FakeError
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.settings import ENVIRONMENT_PREFIX, Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import load_world

OLDEST = (3, 11)
NEEDED = ("starlette", "uvicorn", "uvloop", "httptools", "websockets", "orjson", "jsonschema-rs")
OURS = ("kiwoom_mockserver", "kiwoom_thinclient")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: whether it is well, and what was seen."""

    what: str
    well: bool
    seen: str


@click.command()
@settings_options
def command(config: Path | None, **flags: Any) -> None:
    """Try everything the fake needs; exit code 1 when something is wrong."""
    findings = list(examine(config, flags))
    table = Table("", "what", "seen", box=None)
    for finding in findings:
        mark = "[green]ok[/]" if finding.well else "[red]no[/]"
        table.add_row(mark, finding.what, finding.seen)
    Console().print(table)
    sys.exit(0 if all(finding.well for finding in findings) else 1)


def examine(config: Path | None, flags: dict[str, Any]) -> Iterator[Finding]:
    """Every finding, in the order in which things build on each other."""
    found = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= OLDEST, found)
    yield from _packages()
    yield _clash()
    yield _environment()
    try:
        settings = load_settings(config, flags)
    except FakeError as error:
        yield Finding("settings", False, str(error))
        return
    yield Finding("settings", True, f"profile {settings.profile}, world {settings.world}")
    yield _tried("contracts", lambda: f"{len(load_catalogue())} operations and types")
    yield _tried("answer", lambda: _answer(settings))
    yield _port(settings.host, settings.port)
    if settings.ws_port:
        yield _port(settings.host, settings.ws_port)


def _packages() -> Iterator[Finding]:
    for name in NEEDED:
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            # uvloop does not exist on Windows; uvicorn runs without it, more slowly.
            yield Finding(name, name == "uvloop", "not installed")


def _clash() -> Finding:
    owners = packages_distributions()
    strangers = {
        owner
        for name in OURS
        for owner in owners.get(name, [])
        if owner.replace("_", "-").lower() != "kiwoom-mockserver"
    }
    if strangers:
        told = f"{', '.join(sorted(strangers))} overwrites our packages; uninstall it"
        return Finding("import names", False, told)
    return Finding("import names", True, "nobody else installs our packages")


def _environment() -> Finding:
    known = {ENVIRONMENT_PREFIX + row.name.upper() for row in fields(Settings)}
    given = [name for name in os.environ if name.startswith(ENVIRONMENT_PREFIX)]  # noqa: TID251
    unknown = sorted(set(given) - known)
    told = f"unknown: {', '.join(unknown)}" if unknown else f"{len(given)} variables"
    return Finding("environment", not unknown, told)


def _tried(what: str, attempt: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, attempt())
    except FakeError as error:
        return Finding(what, False, str(error))


def _answer(settings: Settings) -> str:
    catalogue = load_catalogue()
    checked = settings.with_(check=True)
    gateway = Gateway(checked, catalogue, load_world(checked, VirtualClock(settings.at)))
    reply = ask(gateway, find_operation(catalogue, "ka10001"), {"stk_cd": "005930"}, "")
    body = orjson.loads(reply.body)
    if body["return_code"]:
        raise FakeError(f"ka10001 answered {body['return_msg']}")
    return f"ka10001 {body['stk_nm']}, {len(reply.body)} bytes, within its contract"


def _port(host: str, port: int) -> Finding:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((host, port))
        except OSError as error:
            return Finding(f"port {port}", False, f"{error.strerror}; choose another with --port")
    return Finding(f"port {port}", True, "free")
