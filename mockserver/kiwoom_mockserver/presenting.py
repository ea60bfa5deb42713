"""A draft becomes bytes: every field in wire order, formatted, sampled where nothing is known.

Members of a table are kept encoded: a sampled column is a stretch of a pool made once, so a page
of a hundred rows is a join of ready fragments.
"""

from collections.abc import Sequence
from functools import lru_cache

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.model import ENVELOPE, FieldSpec, OperationSpec
from kiwoom_mockserver.spec.samples import key, mix, sample_texts, stretch
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.wire.body import (
    blank_member,
    encode_object,
    encode_rows,
    member,
    members,
    value_member,
)

KEPT_POOLS = 4_096
"""Fields whose samples stay in memory; about 5 kB each."""


class Presenter:
    """Writes replies under one profile and seed."""

    def __init__(self, settings: Settings) -> None:
        self._profile = settings.profile
        self._paper = settings.profile == "paper"
        self._seed = settings.seed
        self._pool = lru_cache(maxsize=KEPT_POOLS)(self._make_pool)

    def body(self, call: Call, draft: Draft, query: bytes) -> bytes:
        """The reply's body; the same call, draft and seed give the same bytes."""
        operation = call.operation
        start = key(self._seed, operation.api_id, query)
        parts: list[bytes] = []
        empty = True
        for index, spec in enumerate(operation.response):
            if spec.name in ENVELOPE:
                parts.append(b"")
            elif spec.is_table:
                rows = self._table(spec, call, draft, mix(start + index))
                empty = empty and rows.endswith(b"[]")
                parts.append(rows)
            else:
                parts.append(self._scalar(spec, draft, mix(start + index)))
        has_tables = any(spec.is_table for spec in operation.response)
        message = self._message(operation, empty=has_tables and empty)
        return encode_object(
            part or (b'"return_code":0' if spec.name == "return_code" else message)
            for part, spec in zip(parts, operation.response, strict=True)
        )

    def _message(self, operation: OperationSpec, *, empty: bool) -> bytes:
        texts = operation.empty_msg if empty and operation.empty_msg else operation.return_msg
        text = texts.get(self._profile) or operation.return_msg[self._profile]
        return member("return_msg", text)

    def _scalar(self, spec: FieldSpec, draft: Draft, draw: int) -> bytes:
        if spec.name in draft.values:
            form = spec.paper_format if self._paper else spec.format
            return value_member(spec.name, form, draft.values[spec.name])
        if draft.blank:
            return blank_member(spec)
        pool = self._pool(spec)
        return pool[draw % len(pool)]

    def _table(self, spec: FieldSpec, call: Call, draft: Draft, draw: int) -> bytes:
        filled = draft.tables.get(spec.name, {})
        lengths = [len(values) for values in filled.values()]
        count = lengths[0] if lengths else draft.rows.get(spec.name, 0)
        columns: list[Sequence[bytes]] = []
        for index, child in enumerate(spec.children):
            if child.name in filled:
                form = child.paper_format if self._paper else child.format
                columns.append(members(child.name, form, filled[child.name]))
            elif draft.blank:
                columns.append([blank_member(child)] * count)
            elif child.is_table:
                columns.append(
                    [self._table(child, call, Draft(rows={child.name: 2}), draw)] * count
                )
            else:
                columns.append(stretch(self._pool(child), mix(draw + index) + call.first, count))
        if draft.blank_rows:
            columns = [
                [blank if row in draft.blank_rows else cell for row, cell in enumerate(column)]
                for column, blank in zip(columns, map(blank_member, spec.children), strict=True)
            ]
        return encode_rows(spec.name, columns)

    def _make_pool(self, spec: FieldSpec) -> list[bytes]:
        texts = sample_texts(spec, self._seed, paper=self._paper)
        return [member(spec.name, text) for text in texts]
