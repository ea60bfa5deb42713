"""What the fake tells its callers when it refuses: codes, texts and bodies of the real server.

Texts live in ``contracts/errors.json``; this module fills and frames them. Four forms:

- wrapped: ``{"return_msg":"<class phrase>[<code>:<text>]","return_code":<class>}``
- ledger:  ``{"return_msg":"[2000](<code>:<text>)","return_code":20}``
- socket:  ``{"trnm":...,"return_code":<code>,"return_msg":"<text>"}``
- system:  ``{"trnm":"SYSTEM","code":"<code>","message":"<text>"}``
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import ContractError

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


class WireError(Exception):
    """The caller is refused with ``code``; the keyword values fill the text's placeholders.

    ``variant`` picks another wording of the same code, ``status`` another HTTP status. Raises
    ContractError for an unknown code or a missing placeholder, when it is made.
    """

    def __init__(
        self, code: str, /, variant: str = "", status: int | None = None, **values: object
    ) -> None:
        key = f"{code}/{variant}" if variant else code
        try:
            self.spec = error_table()[key]
            self.text = self.spec.text.format(**values) if "{" in self.spec.text else self.spec.text
        except KeyError as missing:
            raise ContractError(f"error {key}: {missing} is not in contracts/errors.json") from None
        self.code = code
        self.status = status or self.spec.http
        super().__init__(f"{code}: {self.text}")

    @property
    def message(self) -> str:
        """The ``return_msg`` a caller reads."""
        match self.spec.form:
            case "wrapped":
                return f"{self.spec.phrase}[{self.code}:{self.text}]"
            case "ledger":
                return f"[2000]({self.code}:{self.text})"
            case _:
                return self.text

    def body(self) -> bytes:
        """The REST body: ``return_msg`` first, compact, UTF-8."""
        return orjson.dumps({"return_msg": self.message, "return_code": self.spec.return_class})

    def frame(self, trnm: str) -> dict[str, Any]:
        """The socket frame that answers a frame named ``trnm``."""
        if self.spec.form == "system":
            return {"trnm": "SYSTEM", "code": self.code, "message": self.text}
        return {"trnm": trnm, "return_code": int(self.code), "return_msg": self.message}
