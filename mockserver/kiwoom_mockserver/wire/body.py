"""Request bodies in, reply bodies out: JSON as the real server takes and gives it.

Replies are put together from *members*, the bytes of ``"name":"text"``: a table of a hundred rows
is a join of fragments that were encoded once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any

import orjson

from kiwoom_mockserver.spec.formats import Value, ValueFormat, value_format
from kiwoom_mockserver.spec.model import FieldSpec, OperationSpec
from kiwoom_mockserver.wire.errors import WireError


def read_body(operation: OperationSpec, body: bytes, *, strict: bool = False) -> dict[str, str]:
    """The documented request values, as texts; optional ones that were not sent are left out.

    Numbers count as their text. Raises WireError 1511 naming the first required value that is
    missing or empty (observed: only one is named), 1517 for what is not a flat JSON object of
    texts. With ``strict`` also for texts that are too long, have another form or are no code.
    A key sent twice keeps its last value.
    """
    sent = _parse(body)
    values: dict[str, str] = {}
    for field in operation.request:
        value = sent.get(field.name)
        if value is None or value == "":
            if field.required:
                raise WireError("1511", parameter=field.name)
            if value is not None:
                values[field.name] = ""
            continue
        values[field.name] = _text(field.name, value, strict=strict)
    if strict:
        _check_texts(operation, values)
    return values


def read_credentials(operation: OperationSpec, body: bytes) -> dict[str, str]:
    """The documented texts of an OAuth request; what is missing is left out, not refused.

    OAuth has codes of its own for missing values. Raises WireError 1517 as ``read_body`` does.
    """
    sent = _parse(body)
    return {
        field.name: _text(field.name, sent[field.name], strict=False)
        for field in operation.request
        if sent.get(field.name) is not None
    }


def _parse(body: bytes) -> Mapping[str, Any]:
    if not body or body.isspace():
        return {}
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise WireError("1517", parameter="body", reason="JSON 형식이 아닙니다") from None
    if not isinstance(sent, dict):
        raise WireError("1517", parameter="body", reason="JSON 객체가 아닙니다")
    return sent


def _text(name: str, value: Any, *, strict: bool) -> str:
    if isinstance(value, str):
        return value
    if strict or isinstance(value, bool) or not isinstance(value, int | float):
        raise WireError("1517", parameter=name, reason="문자열이 아닙니다")
    return str(value)


def _check_texts(operation: OperationSpec, values: Mapping[str, str]) -> None:
    properties = operation.request_schema["properties"]
    for name, text in values.items():
        spec = properties[name]
        if len(text) > spec.get("maxLength", len(text)):
            raise WireError("1517", parameter=name, reason=f"최대 길이는 {spec['maxLength']}입니다")
        if "enum" in spec and text not in spec["enum"]:
            known = ",".join(code for code in spec["enum"] if code)
            raise WireError("1517", parameter=name, reason=f"허용되는 값은 {known}입니다")
        if "pattern" in spec and not re.search(spec["pattern"], text):
            raise WireError("1517", parameter=name, reason="값의 형식이 맞지 않습니다")


def member(name: str, text: str) -> bytes:
    """The bytes of one member of a JSON object, ``"name":"text"``."""
    return orjson.dumps(name) + b":" + orjson.dumps(text)


def value_member(name: str, form: ValueFormat, value: Value) -> bytes:
    """The member of a typed value, rendered by its format; kept, as values come again."""
    return member(name, form.render(value)) if form.free else _kept(name, form.name, value)


def members(name: str, form: ValueFormat, column: Iterable[Value]) -> list[bytes]:
    """The members of a whole column."""
    if form.free:
        return [member(name, form.render(value)) for value in column]
    return list(map(_kept, repeat(name), repeat(form.name), column))


# A format's name is a quicker key than the format. Free formats are not kept: 1 and 1.00 are equal
# numbers, and only there different texts.
@lru_cache(maxsize=65_536)
def _kept(name: str, form: str, value: Value) -> bytes:
    return member(name, value_format(form).render(value))


def blank_member(field: FieldSpec) -> bytes:
    """The member of a field without a value: an empty text, or an empty table."""
    return orjson.dumps(field.name) + (b":[]" if field.is_table else b':""')


def encode_rows(name: str, columns: Sequence[Sequence[bytes]]) -> bytes:
    """The member of a table whose columns hold members; all columns are equally long."""
    head = orjson.dumps(name) + b":"
    rows = list(map(b",".join, zip(*columns, strict=True)))
    if not rows:
        return head + b"[]"
    rows[0] = head + b"[{" + rows[0]
    rows[-1] += b"}]"
    return b"},{".join(rows)


def encode_object(object_members: Iterable[bytes]) -> bytes:
    """A JSON object of members."""
    return b"{%b}" % b",".join(object_members)
