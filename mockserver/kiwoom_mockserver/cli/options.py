"""Settings as command line options: one per field of ``Settings``, with its help and default."""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from kiwoom_mockserver.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

_TYPES: dict[type, click.ParamType[Any]] = {int: click.INT, float: click.FLOAT}


def settings_options(command: Command) -> Command:
    """The command takes every setting as ``--name``, and a settings file as ``--config``."""
    for row in reversed(fields(Settings)):
        command = _option(row.name, row.default, row.metadata)(command)
    return click.option(
        "--config", type=click.Path(path_type=Path, dir_okay=False), help="settings file (TOML)"
    )(command)


def _option(name: str, default: Any, metadata: Any) -> Callable[[Command], Command]:
    flag = f"--{name.replace('_', '-')}"
    shown = default.isoformat() if isinstance(default, datetime) else default
    if isinstance(default, bool):
        # A bare --expose means on; --limits off says so in words.
        return click.option(
            flag,
            name,
            is_flag=False,
            flag_value="on",
            type=click.Choice(["on", "off"]),
            help=f"{metadata['help']}  [default: {'on' if default else 'off'}]",
        )
    kind: click.ParamType[Any] = _TYPES.get(type(default), click.STRING)
    if name == "speed":
        kind = click.STRING  # A number, or max.
    if metadata["choices"]:
        kind = click.Choice(metadata["choices"])
    told = f"  [default: {shown}]" if shown != "" else ""
    return click.option(flag, name, type=kind, help=f"{metadata['help']}{told}")


def load_settings(config: Path | None, flags: dict[str, Any]) -> Settings:
    """Settings from file, environment and flags, in this order of precedence, lowest first."""
    return Settings.load(flags, file=config)
