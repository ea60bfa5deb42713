"""Views of the catalogue for other tools, written as files; the same catalogue, the same bytes."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.spec.asyncapi import asyncapi
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.spec.openapi import openapi
from kiwoom_mockserver.spec.postman import postman
from kiwoom_mockserver.spec.standalone import standalone

EXPORTS: Final[Mapping[str, Callable[[Catalogue], Mapping[str, Any]]]] = MappingProxyType(
    {
        "openapi": lambda catalogue: {"openapi.json": openapi(catalogue)},
        "asyncapi": lambda catalogue: {"asyncapi.json": asyncapi(catalogue)},
        "jsonschema": standalone,
        "postman": lambda catalogue: {"kiwoom.postman_collection.json": postman(catalogue)},
    }
)
"""Kind of export -> what makes its files: file name to content."""


def write_export(kind: str, catalogue: Catalogue, folder: Path) -> tuple[Path, ...]:
    """The files of one kind of export stand in ``folder``; their paths, in order of name.

    The folder is made if need be, and files of the same name are replaced. Raises SettingError
    for a kind there is none of, or a folder that cannot be one.
    """
    make = EXPORTS.get(kind)
    if make is None:
        raise SettingError(f"there is no export {kind!r}; it is one of {', '.join(EXPORTS)}")
    if folder.exists() and not folder.is_dir():
        raise SettingError(f"{folder} is a file; name a folder to write the export into")
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in sorted(make(catalogue).items()):
            path = folder / name
            path.write_bytes(encoded(content))
            written.append(path)
    except OSError as error:
        raise SettingError(f"cannot write to {error.filename}: {error.strerror}") from None
    return tuple(written)


def encoded(content: Mapping[str, Any]) -> bytes:
    """The bytes of a file: JSON that reads well, in UTF-8, with a newline at its end."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
