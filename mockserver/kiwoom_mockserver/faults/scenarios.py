"""Scenarios: files of rules, bundled ones by their names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import FaultError
from kiwoom_mockserver.faults.rules import check

MAX_FILE: Final = 1024 * 1024
"""Bytes of a scenario file."""

SUFFIXES: Final = (".yaml", ".yml", ".json")


def bundled() -> dict[str, str]:
    """The names of the bundled scenarios, and what each is about."""
    return {path.stem: str(_read(path)["title"]) for path in _files()}


def load_scenario(named: str) -> dict[str, Any]:
    """The scenario of this name, or in this file; raises FaultError."""
    if named.endswith(SUFFIXES):
        return _read(Path(named))
    paths = {path.stem: path for path in _files()}
    if named not in paths:
        raise FaultError(f"no scenario is called {named!r}; there are: {', '.join(paths)}")
    return _read(paths[named])


def _files() -> Iterator[Path]:
    folder = resources.data_folder("fixtures") / "scenarios"
    yield from sorted(folder.glob("*.yaml"))


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_FILE:
            raise FaultError(f"scenario {path} is larger than {MAX_FILE} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise FaultError(f"scenario {path}: {error.strerror}") from None
    try:
        scenario: dict[str, Any] = _parsed(path, content)
        check(scenario)
    except FaultError as error:
        raise FaultError(f"{path}: {error}") from None
    return scenario


def _parsed(path: Path, content: bytes) -> Any:
    try:
        if path.suffix == ".json":
            return orjson.loads(content)
        # A server that is started without a scenario does not wait for the parser.
        from kiwoom_mockserver.faults.plain_yaml import read_yaml  # noqa: PLC0415

        return read_yaml(content.decode())
    except orjson.JSONDecodeError as error:
        raise FaultError(f"it is not JSON: {error}") from None
    except UnicodeDecodeError:
        raise FaultError("it is not UTF-8") from None
