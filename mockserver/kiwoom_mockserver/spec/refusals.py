"""How the real server refuses: codes, texts and classes, read from ``contracts/errors.json``.

Whoever refuses fills these texts; whoever judges a refusal looks for them in what came.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import orjson

from kiwoom_mockserver import resources

LEDGER_CLASS = 20
"""``return_code`` of every refusal by the order book or ledger."""


@dataclass(frozen=True, slots=True)
class ErrorSpec:
    """One row of ``contracts/errors.json``; ``return_class`` is 0 for socket and system forms."""

    code: str
    form: str
    text: str
    return_class: int
    phrase: str
    http: int


@cache
def error_table() -> dict[str, ErrorSpec]:
    """Every known code; variants are keyed ``code/variant``. Read once."""
    data = orjson.loads((resources.contracts() / "errors.json").read_bytes())
    table = {
        code: ErrorSpec(
            code=code,
            form=row["form"],
            text=row["text"],
            return_class=row.get("class", 0),
            phrase=data["classes"].get(str(row.get("class", 0)), ""),
            http=row.get("http", 200),
        )
        for code, row in data["codes"].items()
    }
    for code, variants in data["variants"].items():
        base = table[code]
        for name, row in variants.items():
            return_class = row.get("class", base.return_class)
            phrase = data["classes"].get(str(return_class), "")
            table[f"{code}/{name}"] = ErrorSpec(
                code, base.form, row["text"], return_class, phrase, base.http
            )
    return table


class Told(NamedTuple):
    """What a ``return_msg`` says: the phrase of its class, the code, the text behind it."""

    phrase: str
    code: str
    text: str
    ledger: bool = False


_WRAPPED = re.compile(r"(?P<phrase>[^\[\]]*)\[(?P<code>[0-9A-Z]{3,8}):(?P<text>.*)\]", re.DOTALL)
_LEDGER = re.compile(r"\[2000\]\((?P<code>[0-9A-Z]{3,8}):(?P<text>.*)\)", re.DOTALL)


def read_refusal(message: str) -> Told | None:
    """What the ``return_msg`` of a refusal says; None when it has neither form."""
    if found := _LEDGER.fullmatch(message):
        return Told("", found["code"], found["text"], ledger=True)
    if found := _WRAPPED.fullmatch(message):
        return Told(found["phrase"], found["code"], found["text"])
    return None
