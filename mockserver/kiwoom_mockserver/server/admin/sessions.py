"""Recorded sessions that are here: those that come along, and those in a folder of the user's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.manifest import read_manifest
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.server.admin.controls import Answer, Asked, Control, MissingError, Room

MOST: Final = 1_000
"""Sessions that are listed of one folder."""


def _list(room: Room, asked: Asked) -> Answer:
    return {
        "folder": room.gateway.settings.sessions or None,
        "sessions": [_told(room, folder) for folder in _folders(room)],
    }


def _show(room: Room, asked: Asked) -> Answer:
    name = asked.path["name"]
    folder = next((one for one in _folders(room) if one.name == name), None)
    if folder is None:
        raise MissingError(f"no session is called {name[:60]!r}")
    session = Session(folder)
    marks = [{"at": one.at / SECOND, "kind": one.kind, "name": one.name} for one in session.marks()]
    return {**_told(room, folder), "marks": marks}


def _folders(room: Room) -> Iterator[Path]:
    """The user's own first: they go before those that come along."""
    own = room.gateway.settings.sessions
    seen: set[str] = set()
    for root in (*([Path(own)] if own else []), resources.data_folder("fixtures") / "sessions"):
        try:
            inside = sorted(one for one in root.iterdir() if one.is_dir() and not one.is_symlink())
        except OSError as error:
            raise SessionError(f"{root} cannot be listed: {error.strerror}") from None
        for folder in inside[:MOST]:
            if folder.name not in seen and (folder / "manifest.json").is_file():
                seen.add(folder.name)
                yield folder


def _told(room: Room, folder: Path) -> dict[str, Any]:
    """What the manifest says; of one that cannot be read, why."""
    played = room.gateway.settings.session
    is_played = bool(played) and resources.session_folder(played).resolve() == folder.resolve()
    head = {"name": folder.name, "played": is_played}
    try:
        manifest = read_manifest(folder)
    except SessionError as error:
        return {**head, "error": str(error)}
    segments = manifest.segments
    return {
        **head,
        "title": manifest.title,
        "source": manifest.source,
        "profile": manifest.profile,
        "origin": manifest.origin.isoformat(),
        "seconds": max((one.last_ns for one in segments), default=0) / SECOND,
        "records": sum(one.records for one in segments),
        "bytes": sum(one.bytes for one in segments),
        "closed": manifest.closed,
    }


CONTROLS: Final = (
    Control(
        "GET",
        "/sessions",
        "Recorded sessions in the folder named by `--sessions` and those that come along, and "
        "which of them is replayed",
        _list,
    ),
    Control("GET", "/sessions/{name}", "One session, and its marks", _show),
)
