"""Texts of the wire become values, and arguments become texts, by the contract's formats.

The reader is more tolerant than the formats: signs, padding and separators differ between the
hosts, so any number is read as a number. What is not one is an error and never a guess.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from kiwoom_thinclient.catalogue import FORMATS
from kiwoom_thinclient.errors import FormatError, UsageError

Errors = Literal["strict", "ignore"]
"""What a text out of its format does: raise FormatError, or count as None."""

_NUMBER = re.compile(r"([+-]{0,2}) *(\d[\d,]*)(\.\d+)?", re.ASCII)
_LONGEST = 40
"""Characters a number may have; the longest on the wire has 16."""


def values(
    texts: Mapping[str, Any], formats: Mapping[str, str], where: str, errors: Errors
) -> dict[str, Any]:
    """Every documented field as a value, None for a blank; unknown fields stay as they are."""
    read: dict[str, Any] = {}
    for name, form in formats.items():
        try:
            read[name] = _read(texts.get(name), FORMATS[form])
        except ValueError:
            if errors == "strict":
                raise FormatError(
                    f'{where}: {name} is {texts[name]!r} and not {form}; errors="ignore" reads '
                    "it as None, and the body holds the text"
                ) from None
            read[name] = None
    unknown = {name: value for name, value in texts.items() if name not in formats}
    return read | unknown


def written(value: object, form: str, what: str) -> str:
    """The text of an argument; UsageError where its type does not fit the format."""
    told = FORMATS[form]
    match value, told["kind"]:
        case str(), _:
            return value
        case date(), "date" | "datetime":
            return value.strftime(told["layout"])
        case ((int() | Decimal()), ("int" | "Decimal")) if not isinstance(value, bool):
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
    raise UsageError(f"{what} is {value!r}; write it as a text, as the {form} the server reads")


def _read(text: object, told: Mapping[str, Any]) -> Any:
    """The value of a text, None for a blank; ValueError for what does not have the format."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise ValueError
    plain = text.strip(" ")
    if not plain or plain in told.get("none", ()):
        return None
    if told["kind"] in ("int", "Decimal"):
        return _number(plain, told)
    return plain if told["kind"] == "str" else _moment(plain, told["kind"], told["layout"])


def _number(text: str, told: Mapping[str, Any]) -> int | Decimal:
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > _LONGEST or (told["kind"] == "int" and match[3]):
        raise ValueError
    digits = match[2].replace(",", "") + (match[3] or "")
    value = int(digits) if told["kind"] == "int" else Decimal(digits) / told.get("scale", 1)
    # The sign of a price is its direction against the previous close, not its value.
    return -value if "-" in match[1] and value and not told.get("magnitude") else value


@lru_cache(4096)  # a chart names the same days for every issue
def _moment(text: str, kind: str, layout: str) -> Any:
    moment = datetime.strptime(text, layout)  # noqa: DTZ007 - a wall reading, no zone
    if moment.strftime(layout) != text:  # the library reads 91500 as a time, too
        raise ValueError
    return moment.date() if kind == "date" else moment.time() if kind == "time" else moment
