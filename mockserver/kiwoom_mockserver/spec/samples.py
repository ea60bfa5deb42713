"""Seeded samples: texts that obey a field's format, where no word of the world fills it yet.

A sample is a pure function of (seed, field, position): nothing is stored but a pool per field,
nothing depends on the order of questions. The manual's examples set the magnitude.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import blake2b
from itertools import cycle
from typing import Final

from kiwoom_mockserver.errors import FormatError
from kiwoom_mockserver.spec.formats import Directed, Value, ValueFormat
from kiwoom_mockserver.spec.model import FieldSpec

_MASK: Final = (1 << 64) - 1
_GAMMA: Final = 0x9E3779B97F4A7C15

POOL: Final = 61
"""Samples per field; prime, so that columns of different stride do not fall into step."""


def mix(state: int) -> int:
    """The splitmix64 finaliser: a 64-bit hash of a 64-bit number."""
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
    return state ^ (state >> 31)


def key(seed: int, *parts: int | str | bytes) -> int:
    """A 64-bit key of ``seed`` and ``parts``; equal on every machine and in every process."""
    state = mix((seed + _GAMMA) & _MASK)
    for part in parts:
        if isinstance(part, int):
            state = mix((state + _GAMMA * (part + 1)) & _MASK)
        else:
            data = part.encode() if isinstance(part, str) else part
            state = mix((state + _GAMMA * (int.from_bytes(data, "big") % _MASK + 1)) & _MASK)
    return state


def draws(seed: int, name: str, data: bytes) -> Iterator[int]:
    """Endless numbers from 0 to 255 that follow from the arguments; ``name`` holds no slash.

    One digest serves a whole reply: a ``mix`` for each draw costs ten times as much. Its 64 bytes
    start over for a reply that takes more.
    """
    return cycle(blake2b(b"%d/%b/%b" % (seed, name.encode(), data)).digest())


def sample_texts(field: FieldSpec, seed: int, *, paper: bool = False) -> list[str]:
    """``POOL`` texts for ``field``; always the same for the same seed, all of its format."""
    sampler = _Sampler(field, field.paper_format if paper else field.format)
    start = key(seed, field.name, field.title)
    return [sampler.text(mix((start + _GAMMA * index) & _MASK)) for index in range(POOL)]


_DIGITS = {"order-number": 7, "member-code": 3, "theme-code": 3}
_WITHOUT_EXAMPLES = {"flag": "N", "date": "20260915", "time": "100000", "clock": "10:00:00"}

# The widest value a unit is sampled with where the manual shows none.
_UNIT_SPAN = {
    "원": 500_000,
    "1주": 100_000,
    "%": 30,
    "지수": 3_000,
    "종목수": 900,
    "백만원": 50_000,
}


class _Sampler:
    """Makes texts for one field out of draws; the manual's examples are read once."""

    def __init__(self, field: FieldSpec, form: ValueFormat) -> None:
        self._field = field
        self._form = form
        self._usable = [text for text in field.examples if form.accepts(text)]
        numbers = map(form.parse, self._usable) if form.kind == "number" else ()
        self._shown = [
            abs(number.value if isinstance(number, Directed) else number)
            for number in numbers
            if isinstance(number, Directed | int | Decimal)
        ]

    def text(self, draw: int) -> str:
        """One text of the field's format; equal draws make equal texts."""
        field, form = self._field, self._form
        if not field.sent or field.always_empty:
            return ""
        if field.closed and field.codes:
            return field.codes[draw % len(field.codes)]
        if form.kind == "number":
            return self._number_text(draw)
        if form.name in _DIGITS:
            return str(draw % 10 ** _DIGITS[form.name]).zfill(_DIGITS[form.name])
        if form.name == "change-sign":
            return "2" if draw & 1 else "5"
        if self._usable:
            return self._usable[draw % len(self._usable)]
        return _WITHOUT_EXAMPLES.get(form.name, "")

    def _number_text(self, draw: int) -> str:
        field, form = self._field, self._form
        magnitude = self._magnitude(draw)
        if field.unit == "원" and not form.decimals and magnitude > 1_000:
            magnitude -= magnitude % 50
        value: int | Decimal = magnitude
        if form.decimals or form.free:
            value = Decimal(magnitude).scaleb(-form.decimals)
        try:
            text = form.render(_signed(value, form, draw & 7))
        except FormatError:
            text = form.render(0)
        return text if not field.max_length or len(text) <= field.max_length else form.render(0)

    def _magnitude(self, draw: int) -> int:
        """A number in units of the last decimal: near one of the examples, else within the span."""
        form = self._form
        if self._shown:
            near = int(self._shown[draw % len(self._shown)] * 10**form.decimals)
            return near * (70 + (draw >> 8) % 61) // 100
        span = _UNIT_SPAN.get(self._field.unit, 1_000)
        if form.width:
            span = min(span, 10 ** (form.width - form.decimals - 2))
        return int((draw >> 8) % (span * 10**form.decimals + 1))


def _signed(value: int | Decimal, form: ValueFormat, turn: int) -> Value:
    if form.sign == "direction":
        if not value:
            return Directed(value, 0)
        return Directed(value, -1 if turn < 3 else 1 if turn < 6 else 0)
    if form.sign == "minus":
        return value
    return -value if turn < 4 else value


def stretch(pool: Sequence[bytes], offset: int, count: int) -> Sequence[bytes]:
    """``count`` entries of ``pool`` from ``offset`` on, starting over at its end."""
    offset %= len(pool)
    part = pool[offset : offset + count]
    if len(part) == count:
        return part
    turns = (offset + count) // len(pool) + 1
    return (list(pool) * turns)[offset : offset + count]
