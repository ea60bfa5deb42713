"""Contract files become a ``Catalogue``; the one place that knows their JSON shape."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import ContractError, FormatError
from kiwoom_mockserver.spec.formats import value_format
from kiwoom_mockserver.spec.model import (
    Catalogue,
    FieldSpec,
    FrameSpec,
    OperationSpec,
    Paging,
    RealtimeSpec,
)


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """The catalogue of all contract files below ``folder``, default the bundled ones.

    Raises ContractError naming the file that cannot be read or the route that two files claim.
    """
    folder = folder or resources.contracts()
    operations: dict[str, OperationSpec] = {}
    realtime: dict[str, RealtimeSpec] = {}
    frames: dict[str, FrameSpec] = {}
    files: dict[str, Path] = {}
    for path in [*sorted(folder.glob("rest/*/*.json")), *sorted(folder.glob("realtime/*.json"))]:
        data = _read(path)
        try:
            known = files.setdefault(data["id"], path)
            match data["kind"]:
                case "operation":
                    operations[data["id"]] = operation_spec(data)
                case "realtime":
                    realtime[data["id"]] = realtime_spec(data)
                case "frame":
                    frames[data["id"]] = frame_spec(data)
                case kind:
                    raise ContractError(f"{path}: kind {kind!r} does not belong in this folder")
        except (KeyError, TypeError, AttributeError, FormatError) as error:
            raise ContractError(f"contract file {path}: {type(error).__name__} {error}") from None
        if known != path:
            raise ContractError(f"{known} and {path} both describe {data['id']}")
    if not operations:
        raise ContractError(f"{folder} holds no contract files")
    rest = [operation for operation in operations.values() if not operation.is_oauth]
    return Catalogue(
        operations=operations,
        by_route={(operation.path, operation.api_id): operation for operation in rest},
        oauth={
            operation.path: operation for operation in operations.values() if operation.is_oauth
        },
        realtime=realtime,
        frames=frames,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        data = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise ContractError(f"contract file {path}: {error}") from None
    if not isinstance(data, dict) or "kind" not in data:
        raise ContractError(f"contract file {path} is not an object with a kind")
    return data


def operation_spec(data: Mapping[str, Any]) -> OperationSpec:
    """An operation from its contract file's content."""
    paging = data.get("paging")
    return OperationSpec(
        api_id=data["id"],
        title=data["title"],
        category=data["category"],
        path=data["path"],
        request=field_specs(data["request"]),
        response=field_specs(data["response"]),
        paging=paging and Paging(paging["table"], paging["size"], paging["continues"]),
        unknown_code=data["unknown_code"],
        both_exchanges=data["both_exchanges"],
        paper_error=data["paper_error"] or "",
        krx_only_on_paper=data["krx_only_on_paper"],
        exchange_prefix_refused=data["exchange_prefix_refused"],
        return_msg=data["return_msg"],
        empty_msg=data["empty_msg"],
        editions=tuple(data["editions"]),
        judgement=data["judgement"],
        request_schema=data["request"],
        response_schema=data["response"],
    )


def realtime_spec(data: Mapping[str, Any]) -> RealtimeSpec:
    """A realtime type from its contract file's content."""
    return RealtimeSpec(
        type=data["id"],
        title=data["title"],
        name=data["name"],
        item=data["item"],
        fields=field_specs(data["values"]),
        editions=tuple(data["editions"]),
        judgement=data["judgement"],
        schema=data["values"],
    )


def frame_spec(data: Mapping[str, Any]) -> FrameSpec:
    """A socket question and answer from its contract file's content."""
    return FrameSpec(
        api_id=data["id"],
        title=data["title"],
        trnm=data["trnm"],
        editions=tuple(data["editions"]),
        judgement=data["judgement"],
        request_schema=data["request"],
        response_schema=data["response"],
    )


def field_specs(schema: Mapping[str, Any]) -> tuple[FieldSpec, ...]:
    """The fields of an object schema, in wire order."""
    required = frozenset(schema["required"])
    return tuple(
        _field_spec(name, spec, name in required) for name, spec in schema["properties"].items()
    )


def _field_spec(name: str, spec: Mapping[str, Any], required: bool) -> FieldSpec:
    kind = spec["type"]
    told = spec.get("x-format", "text")
    form = value_format(told.removesuffix("|"))
    paper = spec.get("x-format-paper")
    items = spec.get("items", {})
    children = field_specs(items) if "properties" in items else ()
    return FieldSpec(
        name=name,
        title=spec["title"],
        type=kind if isinstance(kind, str) else kind[0],
        required=required,
        format=form,
        paper_format=value_format(paper) if paper else form,
        word=spec.get("x-word", ""),
        unit=spec.get("x-unit", ""),
        max_length=spec.get("maxLength", 0),
        most=spec.get("x-most", 0),
        codes=tuple(spec.get("x-codes", ())),
        closed="enum" in spec,
        examples=tuple(spec.get("examples", ())),
        sent=spec.get("x-sent", True),
        always_empty=spec.get("maxItems") == 0,
        is_list=told.endswith("|"),
        children=children,
        words=frozenset(child.word for child in children if child.word),
    )
