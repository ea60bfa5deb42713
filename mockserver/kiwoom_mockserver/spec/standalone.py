"""Contracts as JSON Schema files that need nothing else: one for each request, reply and type."""

from collections.abc import Mapping
from typing import Any, Final

from kiwoom_mockserver.spec.annotations import described
from kiwoom_mockserver.spec.model import Catalogue, FrameSpec, OperationSpec

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def standalone(catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """File name to schema: ``<api-id>.request.json``, ``.response.json``, ``<type>.values.json``.

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
            title = f"{spec.title} {_PARTS[part]}"
            files[f"{spec.api_id}.{part}.json"] = _file(f"{spec.api_id}.{part}", title, schema)
    types = frozenset(catalogue.realtime)
    for kind, realtime in catalogue.realtime.items():
        stem = f"{kind}-lower" if kind != kind.upper() and kind.upper() in types else kind
        files[f"{stem}.values.json"] = _file(f"{kind}.values", realtime.title, realtime.schema)
    return files


_PARTS: Final = {"request": "요청", "response": "응답"}


def _file(name: str, title: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "$schema": DIALECT,
        "$id": f"urn:kiwoom-mockserver:{name}",
        "title": title,
        **described(schema),
    }
