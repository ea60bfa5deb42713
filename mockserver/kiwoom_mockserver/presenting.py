"""A draft becomes bytes: every field in wire order, formatted, sampled where nothing is known.

What all replies of an operation have in common is laid out once. Members of a table are kept
encoded, neighbours that are sampled even joined: a page of a hundred rows is a join of stretches.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from itertools import groupby
from typing import NamedTuple

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import ENVELOPE, FieldSpec, OperationSpec
from kiwoom_mockserver.spec.samples import POOL, draws, sample_texts, stretch
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.wire.body import (
    blank_member,
    encode_object,
    encode_rows,
    member,
    members,
    value_member,
)

STRIP = 4
"""Sampled columns that are drawn together."""

RETURN_CODE = b'"return_code":0'

Pool = Callable[[FieldSpec], Sequence[bytes]]


class _Field:
    """A field that holds a value or a sample; samples are made when they are first needed."""

    def __init__(self, spec: FieldSpec, paper: bool, pool: Pool) -> None:
        self.name = spec.name
        self.blank = blank_member(spec)
        self.children = tuple(_Field(child, paper, pool) for child in spec.children)
        self._form = spec.paper_format if paper else spec.format
        self._spec = spec
        self._pool = pool

    @cached_property
    def samples(self) -> Sequence[bytes]:
        """``POOL`` members that obey the field's format; a table inside a table has two rows."""
        if not self.children:
            return self._pool(self._spec)
        columns = [child.samples for child in self.children]
        return [
            encode_rows(self.name, [stretch(column, turn, 2) for column in columns])
            for turn in range(POOL)
        ]

    def write(self, value: Value) -> bytes:
        """The member of a value."""
        return value_member(self.name, self._form, value)

    def write_many(self, column: Sequence[Value]) -> Sequence[bytes]:
        """The members of a column of values."""
        return members(self.name, self._form, column)


class _Fixed:
    """A field that is the same in every reply, or written in its own way."""

    def __init__(self, name: str, text: bytes = b"") -> None:
        self.name = name
        self.blank = text
        self.samples: Sequence[bytes] = (text,) * POOL

    def write(self, value: Value) -> bytes:
        """The same member, whatever the value."""
        return self.blank


class _Strip:
    """Neighbouring columns without values."""

    def __init__(self, fields: Sequence[_Field]) -> None:
        self._fields = fields
        self.blank = b",".join(field.blank for field in fields)

    @cached_property
    def samples(self) -> Sequence[bytes]:
        """``POOL`` parts of a row."""
        return list(map(b",".join, zip(*(field.samples for field in self._fields), strict=True)))


class _Table:
    """A table and its ``place`` among the fields of a reply."""

    def __init__(self, field: _Field, place: int) -> None:
        self.name = field.name
        self.place = place
        self._fields = field.children
        self.columns = cache(lambda filled: tuple(self._cut(filled)))
        """The columns, given the names of those that have values."""

    def _cut(self, filled: tuple[str, ...]) -> Iterator[_Field | _Strip]:
        for has_values, run in groupby(self._fields, lambda field: field.name in filled):
            fields = list(run)
            if has_values:
                yield from fields
            else:
                for first in range(0, len(fields), STRIP):
                    yield _Strip(fields[first : first + STRIP])


class _Layout(NamedTuple):
    """What all replies of an operation have in common: fields in wire order, and texts."""

    fields: tuple[_Field | _Fixed, ...]
    tables: tuple[_Table, ...]
    chance: int
    """Draws one reply takes at most."""
    message: int
    when_empty: bytes
    """The ``return_msg`` of a reply whose tables hold nothing."""


class Presenter:
    """Writes replies under one profile and seed."""

    def __init__(self, settings: Settings) -> None:
        self._profile = settings.profile
        self._paper = settings.profile == "paper"
        self._seed = settings.seed
        self._layouts: dict[str, _Layout] = {}
        self._pool = cache(self._make_pool)

    def body(self, call: Call, draft: Draft, query: bytes) -> bytes:
        """The reply's body; the same call, draft and seed give the same bytes."""
        operation = call.operation
        layout = self._layouts.get(operation.api_id) or self._lay_out(operation)
        chance = iter(draws(layout.chance, self._seed, operation.api_id, query))
        values = draft.values
        parts = [
            field.write(values[field.name])
            if field.name in values
            else field.blank
            if draft.blank
            else field.samples[draw % POOL]
            for field, draw in zip(layout.fields, chance)
        ]
        for table in layout.tables:
            parts[table.place] = _rows(table, call.first, draft, chance)
        if layout.tables and all(parts[table.place].endswith(b":[]") for table in layout.tables):
            parts[layout.message] = layout.when_empty
        return encode_object(parts)

    def _lay_out(self, operation: OperationSpec) -> _Layout:
        told = operation.return_msg[self._profile]
        fixed = {"return_code": RETURN_CODE, "return_msg": member("return_msg", told)}
        fields: list[_Field | _Fixed] = []
        tables: list[_Table] = []
        for place, spec in enumerate(operation.response):
            if spec.is_table:
                field = _Field(spec, self._paper, self._pool)
                tables.append(_Table(field, place))
            fields.append(
                _Fixed(spec.name, fixed.get(spec.name, b""))
                if spec.is_table or spec.name in ENVELOPE
                else _Field(spec, self._paper, self._pool)
            )
        names = [field.name for field in fields]
        layout = self._layouts[operation.api_id] = _Layout(
            tuple(fields),
            tuple(tables),
            len(fields) + sum(len(spec.children) for spec in operation.response),
            names.index("return_msg"),
            member("return_msg", operation.empty_msg.get(self._profile) or told),
        )
        return layout

    def _make_pool(self, spec: FieldSpec) -> Sequence[bytes]:
        texts = sample_texts(spec, self._seed, paper=self._paper)
        return [member(spec.name, text) for text in texts]


def _rows(table: _Table, first: int, draft: Draft, chance: Iterator[int]) -> bytes:
    """The member of a table; ``first`` is the number of its first row."""
    filled = draft.tables.get(table.name, {})
    count = next(map(len, filled.values()), draft.rows.get(table.name, 0))
    columns: list[Sequence[bytes]] = []
    fields = table.columns(tuple(filled))
    for field, draw in zip(fields, chance):
        if isinstance(field, _Field):
            columns.append(field.write_many(filled[field.name]))
        elif draft.blank:
            columns.append((field.blank,) * count)
        else:
            columns.append(stretch(field.samples, draw + first, count))
    if draft.blank_rows:
        columns = [
            [field.blank if row in draft.blank_rows else cell for row, cell in enumerate(cells)]
            for cells, field in zip(columns, fields, strict=True)
        ]
    return encode_rows(table.name, columns)
