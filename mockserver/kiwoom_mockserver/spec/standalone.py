"""Views of the catalogue as files that need nothing else of ours, for other tools to read.

The same catalogue gives the same bytes, on every machine.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.spec.annotations import described
from kiwoom_mockserver.spec.asyncapi import asyncapi
from kiwoom_mockserver.spec.model import Catalogue, FrameSpec, OperationSpec
from kiwoom_mockserver.spec.openapi import openapi
from kiwoom_mockserver.spec.postman import postman

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Files = Mapping[str, Mapping[str, Any]]
"""File name to content."""

_TITLES: Final = {"request": "요청", "response": "응답"}


def schema_files(catalogue: Catalogue) -> Files:
    """A schema for each ``<api-id>.request.json``, ``.response.json`` and ``<type>.values.json``.

    Of two types that differ only in case, the lower one's file is ``<type>-lower.values.json``:
    on Windows and macOS the two would be one file.
    """
    files: dict[str, dict[str, Any]] = {}
    asked: list[OperationSpec | FrameSpec] = [
        *catalogue.operations.values(),
        *catalogue.frames.values(),
    ]
    for spec in asked:
        for part, schema in (("request", spec.request_schema), ("response", spec.response_schema)):
            name = f"{spec.api_id}.{part}"
            files[f"{name}.json"] = _schema(name, f"{spec.title} {_TITLES[part]}", schema)
    for kind, realtime in catalogue.realtime.items():
        lower = kind != kind.upper() and kind.upper() in catalogue.realtime
        stem = f"{kind}-lower" if lower else kind
        files[f"{stem}.values.json"] = _schema(f"{kind}.values", realtime.title, realtime.schema)
    return files


def _schema(name: str, title: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "$schema": DIALECT,
        "$id": f"urn:kiwoom-mockserver:{name}",
        "title": title,
        **described(schema),
    }


KINDS: Final[Mapping[str, Callable[[Catalogue], Files]]] = MappingProxyType(
    {
        "openapi": lambda catalogue: {"openapi.json": openapi(catalogue)},
        "asyncapi": lambda catalogue: {"asyncapi.json": asyncapi(catalogue)},
        "jsonschema": schema_files,
        "postman": lambda catalogue: {"kiwoom.postman_collection.json": postman(catalogue)},
    }
)
"""Kind of export to what makes its files."""


def write_export(kind: str, catalogue: Catalogue, folder: Path) -> tuple[Path, ...]:
    """The files of one kind of export stand in ``folder``; their paths, in order of name.

    The folder is made if need be, and files of the same name are replaced. Raises SettingError
    for a kind there is none of, or a folder that cannot be one.
    """
    make = KINDS.get(kind)
    if make is None:
        raise SettingError(f"there is no export {kind!r}; it is one of {', '.join(KINDS)}")
    written = []
    try:
        if folder.exists() and not folder.is_dir():
            raise SettingError(f"{folder} is a file; name a folder to write the export into")
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in sorted(make(catalogue).items()):
            path = folder / name
            path.write_bytes(_encoded(content))
            written.append(path)
    except OSError as error:
        raise SettingError(f"cannot write to {error.filename}: {error.strerror}") from None
    return tuple(written)


def _encoded(content: Mapping[str, Any]) -> bytes:
    """JSON that reads well, in UTF-8, with a newline at its end."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
