"""A reply as tables a person reads: the contract's Korean titles above the texts of the wire."""

from collections.abc import Iterator, Mapping
from typing import Any

import rich
from rich.console import Console, JustifyMethod
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from kiwoom_mockserver.spec.model import ENVELOPE, FieldSpec, OperationSpec

RISING, FALLING = "red", "blue"
"""As Korean screens colour them."""

WIDEST = 4_000
"""Columns of a table that nothing bounds."""


def show(operation: OperationSpec, body: Mapping[str, Any]) -> None:
    """The reply's tables are printed; where no terminal is, as wide as they need to be."""
    console = rich.get_console()
    for table in tables(operation, body):
        if console.is_terminal:
            console.print(table)
        else:
            room = console.options.update(width=WIDEST)
            width = Measurement.get(console, room, table).maximum
            Console(width=width).print(table)


def tables(operation: OperationSpec, body: Mapping[str, Any]) -> Iterator[Table]:
    """One table of the reply's single values, and one for each list, in wire order."""
    fields = [spec for spec in operation.response if spec.name not in ENVELOPE]
    singles = [spec for spec in fields if not spec.is_table and spec.name in body]
    if singles:
        yield _pairs(operation, singles, body)
    for spec in fields:
        if spec.is_table and isinstance(body.get(spec.name), list):
            yield _rows(spec, body[spec.name])


def _pairs(operation: OperationSpec, fields: list[FieldSpec], body: Mapping[str, Any]) -> Table:
    table = Table(title=f"{operation.api_id} {operation.title}", title_justify="left")
    for heading in ("", "field", "value"):
        table.add_column(heading, justify="right" if heading == "value" else "left")
    for spec in fields:
        table.add_row(Text(spec.title), Text(spec.name, style="dim"), _text(spec, body[spec.name]))
    return table


def _rows(spec: FieldSpec, rows: list[Any]) -> Table:
    table = Table(title=f"{spec.title} ({spec.name}), {len(rows)} rows", title_justify="left")
    for child in spec.children:
        number = child.format.kind == "number"
        justify: JustifyMethod = "right" if number else "left"
        # Where there is no room a text goes on below: cut off it would say something else.
        table.add_column(Text(child.title), justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(_text(child, row.get(child.name, "")) for child in spec.children))
    return table


def _text(spec: FieldSpec, value: object) -> Text:
    """The text as it came; what rises or falls is coloured."""
    text = str(value)
    if spec.format.kind != "number" or not text.strip("+-0."):
        return Text(text)
    return Text(text, style={"+": RISING, "-": FALLING}.get(text[0], ""))
