"""A draft becomes bytes: every field in wire order, formatted, sampled where nothing is known."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.spec.samples import draws
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.wire.body import Record, Shelf


class _Layout(NamedTuple):
    """What all replies of an operation have in common."""

    record: Record
    tables: Mapping[str, Record]
    code: bytes
    message: bytes
    message_when_empty: bytes
    """The ``return_msg`` of a reply whose tables hold nothing."""


class Presenter:
    """Writes replies under one profile and seed."""

    def __init__(self, settings: Settings) -> None:
        self._profile = settings.profile
        self._paper = settings.profile == "paper"
        self._seed = settings.seed
        self._layouts: dict[str, _Layout] = {}
        self._shelf = Shelf()

    def body(self, call: Call, draft: Draft) -> bytes:
        """The reply's body; the same call, draft and seed give the same bytes."""
        operation = call.operation
        layout = self._layouts.get(operation.api_id) or self._lay_out(operation)
        chance = self._chance(call)
        tables = {
            name: _rows(name, table, call.first, draft, chance)
            for name, table in layout.tables.items()
        }
        known = layout.record.write(draft.values)
        known["return_code"] = layout.code
        known["return_msg"] = layout.message
        if tables and not any(tables.values()):
            known["return_msg"] = layout.message_when_empty
        elif draft.told:
            told = operation.return_msg[self._profile].format_map(draft.told)
            known["return_msg"] = layout.record.told("return_msg", told)
        return layout.record.complete(known, chance, tables=tables, blank=draft.blank)

    def _chance(self, call: Call) -> Iterator[int]:
        """Draws for whatever is sampled; of a reply that samples nothing they are never made."""
        yield from draws(self._seed, call.operation.api_id, call.query)

    def _lay_out(self, operation: OperationSpec) -> _Layout:
        told = operation.return_msg[self._profile]
        tables = {
            spec.name: Record(spec.children, self._seed, paper=self._paper, shelf=self._shelf)
            for spec in operation.response
            if spec.is_table
        }
        record = Record(operation.response, self._seed, paper=self._paper, shelf=self._shelf)
        layout = self._layouts[operation.api_id] = _Layout(
            record,
            tables,
            record.told("return_code", 0),
            record.told("return_msg", told),
            record.told("return_msg", operation.empty_msg.get(self._profile) or told),
        )
        return layout


def _rows(name: str, table: Record, first: int, draft: Draft, chance: Iterator[int]) -> list[bytes]:
    """The rows of a table, from row ``first`` on."""
    filled = draft.tables.get(name, {})
    count = next(map(len, filled.values()), draft.rows.get(name, 0))
    rows = table.complete_rows(table.write_columns(filled), first, count, chance, blank=draft.blank)
    for row in draft.blank_rows:
        rows[row] = table.blank_row
    return rows
