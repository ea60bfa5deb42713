"""``manifest.json``: what a session is, where it came from, and which segments are complete."""

import os
import re
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.settings import SEOUL

FORMAT: Final = "kiwoom-session"
VERSION: Final = 1
NAME: Final = "manifest.json"

MAX_MANIFEST: Final = 4 * 1024 * 1024
"""Bytes of a manifest that is read."""

SEGMENT: Final = re.compile(r"[0-9]{6}\.jsonl(?:\.zst)?")
"""Names of segments; nothing else in the folder is ever opened for its records."""

STORAGES: Final = ("zstd", "plain")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A segment that is complete: its size and hash never change again."""

    name: str
    records: int
    bytes: int
    sha256: str
    first_seq: int
    first_ns: int
    last_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The head of a session. ``origin`` is the market's time at its nanosecond 0, Asia/Seoul."""

    origin: datetime
    source: str
    """How it came to be: relay, fake, edit, or a word of another tool's."""
    profile: str = "live"
    """Whose traffic it is: live or paper."""
    title: str = ""
    redaction: str
    """The rules secrets were replaced by; ``none`` where nothing was."""
    tool: str = ""
    storage: str = "zstd"
    closed: bool = False
    """False while it is written, and for ever when the writer was killed."""
    segments: tuple[Segment, ...] = ()
    run: dict[str, Any] = field(default_factory=dict)
    """Of a simulated run that was recorded by its inputs: what it takes to run it again."""

    def with_(self, **changes: Any) -> "Manifest":
        """A copy with some values replaced."""
        return replace(self, **changes)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The manifest is in the folder, whole: a crash leaves the old one or the new one."""
    data = {"format": FORMAT, "version": VERSION, **asdict(manifest)}
    if not manifest.run:
        del data["run"]
    text = orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    temporary = folder / f".{NAME}.new"
    with temporary.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / NAME)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a session; raises SessionError that names what is missing or wrong."""
    path = folder / NAME
    try:
        with path.open("rb") as file:
            text = file.read(MAX_MANIFEST + 1)
    except OSError as error:
        raise SessionError(f"{folder} is no session: {NAME}: {error.strerror}") from None
    if len(text) > MAX_MANIFEST:
        raise SessionError(f"{path} is larger than {MAX_MANIFEST} bytes")
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise SessionError(f"{path} is not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise SessionError(f"{path} is no manifest: its format is not {FORMAT!r}")
    if data.get("version") != VERSION:
        raise SessionError(
            f"{path} is of version {data.get('version')!r}, this program reads {VERSION}"
        )
    try:
        return _parse(data)
    except (KeyError, TypeError, ValueError) as error:
        raise SessionError(f"{path} does not hold together: {error!r}") from None


def _parse(data: dict[str, Any]) -> Manifest:
    origin = datetime.fromisoformat(_text(data, "origin"))
    if origin.tzinfo is None:
        raise ValueError("origin has no time zone")
    storage = _text(data, "storage")
    if storage not in STORAGES:
        raise ValueError(f"storage is {storage!r}, one of {', '.join(STORAGES)}")
    segments = data["segments"]
    if not isinstance(segments, list) or not isinstance(data["closed"], bool):
        raise TypeError("segments is a list, closed is true or false")
    run = data.get("run", {})
    if not isinstance(run, dict):
        raise TypeError("run is an object")
    return Manifest(
        origin=origin.astimezone(SEOUL),
        source=_text(data, "source"),
        profile=_text(data, "profile"),
        title=_text(data, "title"),
        redaction=_text(data, "redaction"),
        tool=_text(data, "tool"),
        storage=storage,
        closed=data["closed"],
        segments=tuple(map(_segment, segments)),
        run=run,
    )


def _segment(row: dict[str, Any]) -> Segment:
    name, digest = _text(row, "name"), _text(row, "sha256")
    if not SEGMENT.fullmatch(name) or not _SHA256.fullmatch(digest):
        raise ValueError(f"{name!r} with hash {digest!r} is no segment")
    numbers = {
        key: _number(row, key) for key in ("records", "bytes", "first_seq", "first_ns", "last_ns")
    }
    return Segment(name=name, sha256=digest, **numbers)


def _text(row: dict[str, Any], key: str) -> str:
    value = row[key]
    if not isinstance(value, str):
        raise TypeError(f"{key} is {value!r:.50}, not a text")
    return value


def _number(row: dict[str, Any], key: str) -> int:
    value = row[key]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{key} is {value!r:.50}, not a count")
    return value
