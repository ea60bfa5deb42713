"""Request bodies in, reply bodies out: JSON as the real server takes and gives it.

Replies are put together from *members*, the bytes of ``"name":"text"``, and of strips of members
that were encoded and joined once.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby, repeat
from typing import Any, Final

import orjson

from kiwoom_mockserver.spec.formats import Value, ValueFormat
from kiwoom_mockserver.spec.model import FieldSpec, OperationSpec
from kiwoom_mockserver.spec.samples import POOL, sample_texts, stretch
from kiwoom_mockserver.wire.errors import WireError

STRIP = 6
"""Neighbouring fields of an object that are sampled together; those of a row are one strip."""

TURNS = 3
"""Times the samples of a strip are laid end to end, so that most pages are one slice."""

KEPT_MEMBERS = 32_768
"""Members that are kept on one shelf, over all fields."""

KEPT_CUTS = 16
"""Ways to cut one record that are kept; which fields have values depends on the request."""


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


NO_TABLES: Final[Mapping[str, Sequence[bytes]]] = {}


class Shelf:
    """Members that were made lately, by field and value; emptied whenever it is full."""

    def __init__(self) -> None:
        self._fields: list[_Members] = []
        self.kept = 0

    def members(self, name: str, form: ValueFormat, braces: tuple[bytes, bytes]) -> "_Members":
        """Room for the members of one more field."""
        self._fields.append(_Members(self, name, form, *braces))
        return self._fields[-1]

    def count(self) -> None:
        """One more is kept."""
        self.kept += 1
        if self.kept > KEPT_MEMBERS:
            for members in self._fields:
                members.clear()
            self.kept = 1


class _Members(dict[Value, bytes]):
    """Members of one field by value, made when they are first asked for, as values come again."""

    def __init__(
        self, shelf: Shelf, name: str, form: ValueFormat, before: bytes, after: bytes
    ) -> None:
        """``before`` and ``after`` stand around each member."""
        super().__init__()
        self._shelf = shelf
        self._head = before + orjson.dumps(name) + b":"
        self._after = after
        self._form = form

    def __missing__(self, value: Value) -> bytes:
        made = self._head + orjson.dumps(self._form.render(value)) + self._after
        # 1 and 1.00 are equal as keys, but free formats write them differently.
        if not self._form.free:
            self._shelf.count()
            self[value] = made
        return made


def blank_member(field: FieldSpec) -> bytes:
    """The member of a field without a value: an empty text, or an empty table."""
    return orjson.dumps(field.name) + (b":[]" if field.is_table else b':""')


class Record:
    """The fields of an object or of a table's rows, written around what is known of them.

    Whatever is not known is left blank or sampled: neighbours are joined to strips beforehand,
    and drawn together.
    """

    def __init__(
        self,
        fields: Sequence[FieldSpec],
        seed: int,
        *,
        paper: bool,
        shelf: Shelf | None = None,
    ) -> None:
        """``shelf`` is shared by records that are bounded together."""
        shelf = shelf or Shelf()
        self._fields = fields
        self._seed = seed
        self._paper = paper
        # Braces belong to the first and the last member: a long reply is copied only once.
        self._braces = {field.name: (b"", b"") for field in fields}
        self._braces[fields[-1].name] = (b"", b"}")
        self._braces[fields[0].name] = (b"{", self._braces[fields[0].name][1])
        self._members = {
            field.name: shelf.members(
                field.name,
                field.paper_format if paper else field.format,
                self._braces[field.name],
            )
            for field in fields
        }
        self._cut = lru_cache(maxsize=KEPT_CUTS)(self._make_cut)
        self._pool = cache(self._make_pool)
        self.blank_row = b"{" + b",".join(map(blank_member, fields)) + b"}"

    def told(self, name: str, text: str | int) -> bytes:
        """The member of a field that says what it is given, whatever its format."""
        before, after = self._braces[name]
        return before + orjson.dumps(name) + b":" + orjson.dumps(text) + after

    def write(self, values: Mapping[str, Value]) -> dict[str, bytes]:
        """The members of values; what is no field here is left out."""
        members = self._members
        return {name: members[name][value] for name, value in values.items() if name in members}

    def write_columns(self, columns: Mapping[str, Sequence[Value]]) -> dict[str, list[bytes]]:
        """The members of columns of values; what is no field here is left out."""
        members = self._members
        return {
            name: list(map(members[name].__getitem__, column))
            for name, column in columns.items()
            if name in members
        }

    def complete(
        self,
        known: Mapping[str, bytes],
        chance: Iterator[int],
        *,
        tables: Mapping[str, Sequence[bytes]] = NO_TABLES,
        blank: bool = False,
    ) -> bytes:
        """The object; ``tables`` are whole rows by name, ``chance`` gives a number per strip."""
        pieces: list[bytes] = []
        for part in self._cut((*known, *tables), STRIP, blank):
            if not isinstance(part, str):
                pieces.append(part[next(chance) % POOL])
            elif part in known:
                pieces.append(known[part])
            else:
                pieces += self._table(part, tables[part])
        return b",".join(pieces)

    def _table(self, name: str, rows: Sequence[bytes]) -> list[bytes]:
        """The member of a table, to be joined by commas."""
        before, after = self._braces[name]
        head = before + orjson.dumps(name)
        if not rows:
            return [head + b":[]" + after]
        pieces = list(rows)
        pieces[0] = b"%b:[%b" % (head, pieces[0])
        pieces[-1] += b"]" + after
        return pieces

    def complete_rows(
        self,
        known: Mapping[str, Sequence[bytes]],
        first: int,
        count: int,
        chance: Iterator[int],
        *,
        blank: bool = False,
    ) -> list[bytes]:
        """``count`` rows, each an object; samples go on from row ``first``."""
        columns = [
            known[part]
            if isinstance(part, str)
            else stretch(part, (next(chance) + first) % POOL, count)
            for part in self._cut(tuple(known), len(self._fields), blank)
        ]
        if len(columns) == 1:
            return list(columns[0])
        return list(map(b",".join, zip(*columns, strict=True)))

    def _make_cut(
        self, known: tuple[str, ...], width: int, blank: bool
    ) -> tuple[str | Sequence[bytes], ...]:
        """In wire order: the name of each field that is known, samples of ``width`` others."""
        parts: list[str | Sequence[bytes]] = []
        for is_known, run in groupby(self._fields, lambda field: field.name in known):
            fields = list(run)
            if is_known:
                parts += [field.name for field in fields]
                continue
            for first in range(0, len(fields), width):
                strip = fields[first : first + width]
                pools = [self._pool(field, blank) for field in strip]
                parts.append(list(map(b",".join, zip(*pools, strict=True))) * TURNS)
        return tuple(parts)

    def _make_pool(self, field: FieldSpec, blank: bool) -> Sequence[bytes]:
        """``POOL`` members that obey the field's format; a table inside a table has two rows."""
        before, after = self._braces[field.name]
        if blank:
            return (before + blank_member(field) + after,) * POOL
        if not field.children:
            texts = sample_texts(field, self._seed, paper=self._paper)
            return [before + member(field.name, text) + after for text in texts]
        inner = Record(field.children, self._seed, paper=self._paper)
        return [
            b",".join(self._table(field.name, inner.complete_rows({}, turn, 2, repeat(0))))
            for turn in range(POOL)
        ]
