"""Which contracts were judged against a host of Kiwoom's, and when (contracts/verified.json)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from kiwoom_mockserver import resources

FILE: Final = "verified.json"


def verified(subject: str) -> Mapping[str, str]:
    """Host to the day, month or year an operation, type or frame was judged and fit."""
    found: Mapping[str, str] = _read(resources.contracts() / FILE)["verified"].get(subject, {})
    return found


def note(path: Path, host: str, day: str, subjects: list[str]) -> None:
    """The file says of every subject that it fit the host on that day."""
    data = orjson.loads(path.read_bytes())
    rows: dict[str, dict[str, str]] = data["verified"]
    for subject in subjects:
        rows[subject] = {**rows.get(subject, {}), host: day}
    head = {name: value for name, value in data.items() if name != "verified"}
    lines = ",\n".join(
        f"  {orjson.dumps(name).decode()}: {orjson.dumps(rows[name]).decode()}" for name in rows
    )
    shown = ",\n".join(f" {_text(name)}: {_text(value)}" for name, value in head.items())
    path.write_text(f'{{\n{shown},\n "verified": {{\n{lines}\n }}\n}}\n', "utf-8")


def _text(value: object) -> str:
    return orjson.dumps(value).decode()


@cache
def _read(path: Path) -> Mapping[str, Any]:
    data: Mapping[str, Any] = orjson.loads(path.read_bytes())
    return data
