"""Value formats: the only place where a number gets a sign, a pad, or a text gets parsed.

A format's name says it all: a family or layout of ``contracts/formats.json``, then what varies:

    integer          18500        integer.2        4.10
    unsigned         18500        (what a request may say of a quantity or a price)
    signed           +18500       signed.2         +1.01
    price            -315500      price.2          -8323.37    (sign = direction, not value)
    double           --97         double-signed.2  +0.12
    padded:12        000000018500 padded:12.2      000000002.98
    spaced           " 0"         comma            220,000
    date time datetime clock stock-code ...

The empty text stands for "no value" in every format: ``render(None) == ""``, ``parse("") is None``.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, TypeAlias

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import FormatError

_NAME = re.compile(r"^(?P<family>[a-z-]+)(?::(?P<width>\d{1,2}))?(?:\.(?P<decimals>\d{1,2}))?$")


class Directed(NamedTuple):
    """A magnitude and its direction against the previous close: +1 up, -1 down, 0 unchanged."""

    value: int | Decimal
    direction: int


Value: TypeAlias = int | Decimal | Directed | str | date | time | datetime | None
"""What a format renders and parses; which of them depends on the format's kind and sign."""


@dataclass(frozen=True, slots=True)
class ValueFormat:
    """One named format; ``pattern`` is an ECMA 262 expression without anchors."""

    name: str
    kind: str
    pattern: str
    sign: str = ""
    width: int = 0
    decimals: int = 0
    lead: str = ""
    group: str = ""
    free: bool = False
    layout: str = ""
    sentinels: frozenset[str] = frozenset()

    def render(self, value: Value) -> str:
        """The text of ``value``; raises FormatError when the value cannot have this format."""
        if value is None:
            return ""
        if self.kind == "number":
            return self._render_number(value)
        if self.kind == "text":
            if isinstance(value, str) and self.accepts(value):
                return value
        elif self.kind == "time":
            if isinstance(value, time):
                return value.strftime(self.layout)
            if value in self.sentinels:
                return str(value)
        elif isinstance(value, date):
            return _dated(value, self)
        raise FormatError(f"{value!r} cannot be written as {self.name}")

    def parse(self, text: str) -> Value:
        """The value of ``text``; None for the empty text and sentinels, FormatError otherwise."""
        if not text:
            return None
        if not self.accepts(text):
            raise FormatError(f"{text!r} is not {self.name}; expected /{self.pattern}/")
        if text in self.sentinels:
            return None
        if self.kind == "number":
            return self._parse_number(text)
        if self.kind == "text":
            return text
        return self._parse_moment(text)

    def accepts(self, text: str) -> bool:
        """Whether ``text`` is empty or has this format."""
        return not text or _compiled(self.pattern).fullmatch(text) is not None

    def schema(self) -> dict[str, str]:
        """The JSON Schema keywords of this format: a string, empty or matching the pattern."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})?$"}

    def _render_number(self, value: Value) -> str:
        direction = 0
        if isinstance(value, Directed):
            value, direction = value
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise FormatError(f"{value!r} is not a number, but {self.name} is")
        if isinstance(value, Decimal) and not value.is_finite():
            raise FormatError(f"{value} is no number, but {self.name} is")
        if self.sign == "direction" and value < 0:
            raise FormatError(f"{self.name} takes Directed(magnitude, direction), not {value}")
        if self.sign == "none" and value < 0:
            raise FormatError(f"{self.name} has no sign for {value}")
        if self.free:
            digits = f"{abs(Decimal(value)):f}"
        elif self.decimals:
            digits = f"{abs(value):{self.group}.{self.decimals}f}"
        elif value != int(value):
            raise FormatError(f"{value} has a fraction, {self.name} has none")
        else:
            digits = f"{abs(int(value)):,}" if self.group else str(abs(int(value)))
        prefix = self._prefix(direction if self.sign == "direction" else (value > 0) - (value < 0))
        if self.lead and not prefix:
            prefix = self.lead
        if not self.width:
            return prefix + digits
        text = prefix + digits.zfill(self.width - len(prefix))
        if len(text) > self.width:
            raise FormatError(f"{value} needs more than the {self.width} places of {self.name}")
        return text

    def _prefix(self, sign: int) -> str:
        if sign < 0:
            return "--" if self.sign.startswith("double") else "-"
        return "+" if sign > 0 and self.sign in {"plus", "direction", "double-plus"} else ""

    def _parse_number(self, text: str) -> Value:
        digits = text.lstrip("+- ")
        negative = "-" in text[: len(text) - len(digits)]
        digits = digits.replace(",", "")
        exact = not (self.decimals or self.free)
        magnitude = int(digits) if exact else Decimal(digits)
        if self.sign == "direction":
            return Directed(magnitude, -1 if negative else int(text.startswith("+")))
        return -magnitude if negative else magnitude

    def _parse_moment(self, text: str) -> Value:
        try:
            moment = datetime.strptime(text, self.layout)  # noqa: DTZ007 - a wall reading, no zone
        except ValueError:
            raise FormatError(f"{text!r} has the form of {self.name} but is none") from None
        if self.kind == "date":
            return moment.date()
        return moment.time() if self.kind == "time" else moment


def _dated(value: date, form: ValueFormat) -> str:
    # strftime("%Y") does not pad years below 1000 on every platform.
    if (form.kind == "datetime") != isinstance(value, datetime):
        raise FormatError(f"{value!r} cannot be written as {form.name}")
    day = f"{value.year:04}{value.month:02}{value.day:02}"
    return day + value.strftime("%H%M%S") if isinstance(value, datetime) else day


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


@cache
def _vocabulary() -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads((resources.contracts() / "formats.json").read_bytes())
    return data


def known_formats() -> tuple[str, ...]:
    """Names of all families and layouts; families also take ``:width`` and ``.decimals``."""
    data = _vocabulary()
    return (*data["families"], *data["layouts"])


@cache
def value_format(name: str) -> ValueFormat:
    """The format called ``name``; raises FormatError for a name that is not in the vocabulary."""
    data = _vocabulary()
    layout = data["layouts"].get(name)
    if layout is not None:
        return ValueFormat(
            name,
            layout["kind"],
            layout["pattern"],
            layout=layout.get("layout", ""),
            sentinels=frozenset(layout.get("sentinels", ())),
        )
    match = _NAME.match(name)
    family = data["families"].get(match["family"]) if match else None
    if match is None or family is None or bool(match["width"]) != (match["family"] == "padded"):
        raise FormatError(f"there is no format {name!r}; families: {', '.join(known_formats())}")
    width, decimals = int(match["width"] or 0), int(match["decimals"] or 0)
    if match["width"] and width < decimals + 3 - (not decimals):
        raise FormatError(f"{name!r} leaves no room for a digit and a sign")
    return ValueFormat(
        name,
        "number",
        _number_pattern(family, width, decimals),
        sign=family["sign"],
        width=width,
        decimals=decimals,
        lead=family.get("lead", ""),
        group=family.get("group", ""),
        free=family.get("free", False),
    )


_SIGNS = {
    "none": "",
    "minus": "-?",
    "plus": "[+-]?",
    "direction": "[+-]?",
    "double": "-{0,2}",
    "double-plus": "(?:[+]|-{0,2})",
}


def _number_pattern(family: dict[str, Any], width: int, decimals: int) -> str:
    if width:
        whole = width - (decimals + 1 if decimals else 0)
        tail = rf"\.\d{{{decimals}}}" if decimals else ""
        return rf"(?:\d{{{whole}}}|-\d{{{whole - 1}}}){tail}"
    digits = r"\d{1,3}(?:,\d{3})*" if "group" in family else r"\d+"
    tail = rf"\.\d{{{decimals}}}" if decimals else ""
    if "free" in family:
        tail = r"(?:\.\d+)?"
    sign = _SIGNS[family["sign"]]
    return f"(?: |{sign}){digits}{tail}" if "lead" in family else f"{sign}{digits}{tail}"
