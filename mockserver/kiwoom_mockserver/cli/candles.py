"""Candles out of a reply's rows, and how they are drawn in a terminal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import click
from rich.text import Text

from kiwoom_mockserver.cli.tables import FALLING, RISING
from kiwoom_mockserver.spec.formats import Directed
from kiwoom_mockserver.spec.model import FieldSpec, OperationSpec

HEIGHT: Final = 20
"""Lines of prices."""

VOLUME_HEIGHT: Final = 4
MARGIN: Final = 13
"""Columns for the prices beside the candles."""

_BARS: Final = " ▁▂▃▄▅▆▇█"
_PRICES: Final[Mapping[str, tuple[str, ...]]] = {
    "open": ("open-price",),
    "high": ("high-price",),
    "low": ("low-price",),
    "close": ("close-price", "last-price"),
    "volume": ("volume", "accumulated-volume"),
    "label": ("date", "time"),
}
"""What a candle is made of, by words of the contracts."""


class Candle(NamedTuple):
    """One bar of a chart; ``label`` is its day or time as on the wire."""

    label: str
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal

    @property
    def rises(self) -> bool:
        """Whether it closes no lower than it opens."""
        return self.close >= self.open


def candles_of(operation: OperationSpec, body: Mapping[str, Any]) -> list[Candle]:
    """The reply's bars, oldest first; raises UsageError for an operation that has none."""
    for table in operation.tables:
        found = {name: _field(table, words) for name, words in _PRICES.items()}
        if all(found.values()):
            fields = [spec for name in Candle._fields if (spec := found[name])]
            rows = [[row.get(spec.name, "") for spec in fields] for row in body[table.name]]
            return [
                Candle(label, *map(_number, fields[1:], numbers))
                for label, *numbers in reversed(rows)
                if label
            ]
    raise click.UsageError(
        f"{operation.api_id} has no candles to plot; a chart has, such as ka10081"
    )


def _field(table: FieldSpec, words: tuple[str, ...]) -> FieldSpec | None:
    fitting = (one for word in words for one in table.children if one.word == word)
    return next(fitting, None)


def _number(spec: FieldSpec, text: str) -> Decimal:
    value = spec.format.parse(text)
    if isinstance(value, Directed):
        value = value.value
    return abs(Decimal(value)) if isinstance(value, int | Decimal) else Decimal(0)


def shown_label(label: str) -> str:
    """A day or time as people write it."""
    if len(label) == 8:
        return f"{label[:4]}-{label[4:6]}-{label[6:]}"
    clock = f"{label[-6:-4]}:{label[-4:-2]}"
    return f"{label[4:6]}-{label[6:8]} {clock}" if len(label) == 14 else clock


def drawn(candles: Sequence[Candle], width: int) -> Text:
    """The newest candles that fit into ``width`` columns, prices above, volumes below.

    There is at least one candle.
    """
    shown = candles[-max(width - MARGIN, 1) :]
    text = Text(no_wrap=True)
    top, bottom = max(one.high for one in shown), min(one.low for one in shown)
    step = (top - bottom) / (HEIGHT - 1) or Decimal(1)
    for line in range(HEIGHT):
        price = top - step * line
        text.append(f"{_price(price, top):>{MARGIN - 2}} ┤")
        for one in shown:
            text.append(_mark(one, price, step), style=RISING if one.rises else FALLING)
        text.append("\n")
    _draw_volumes(text, shown)
    first, last = shown_label(shown[0].label), shown_label(shown[-1].label)
    between = max(len(shown) - len(first) - len(last), 1)
    text.append(" " * MARGIN + first + " " * between + last)
    return text


def _mark(one: Candle, price: Decimal, step: Decimal) -> str:
    """What a candle shows at a line that stands for prices half a step around ``price``."""
    over, under = price + step / 2, price - step / 2
    body_top, body_bottom = max(one.open, one.close), min(one.open, one.close)
    if body_bottom < over and body_top >= under:
        return "┃" if body_top - body_bottom >= step / 2 else "━"
    return "│" if one.low < over and one.high >= under else " "


def _draw_volumes(text: Text, shown: Sequence[Candle]) -> None:
    most = max(one.volume for one in shown) or Decimal(1)
    eighths = [int(one.volume * VOLUME_HEIGHT * 8 / most) for one in shown]
    for line in range(VOLUME_HEIGHT):
        floor = (VOLUME_HEIGHT - 1 - line) * 8
        head = "" if line else _short(most)
        text.append(f"{head:>{MARGIN - 2}} ┤")
        for one, height in zip(shown, eighths, strict=True):
            bar = _BARS[min(max(height - floor, 0), 8)]
            text.append(bar, style=RISING if one.rises else FALLING)
        text.append("\n")


def _price(price: Decimal, top: Decimal) -> str:
    return f"{price:,.0f}" if top >= 1_000 else f"{price:,.2f}"


def _short(number: Decimal) -> str:
    """A large number in thousands or millions."""
    for worth, unit in ((1_000_000, "M"), (1_000, "K")):
        if number >= worth:
            return f"{number / worth:,.1f}{unit}"
    return f"{number:,.0f}"
