"""What the fake tells its callers when it refuses: codes, texts and bodies of the real server.

Texts live in ``contracts/errors.json``; this module fills and frames them. Four forms:

- wrapped: ``{"return_msg":"<class phrase>[<code>:<text>]","return_code":<class>}``
- ledger:  ``{"return_msg":"[2000](<code>:<text>)","return_code":20}``
- socket:  ``{"trnm":...,"return_code":<code>,"return_msg":"<text>"}``
- system:  ``{"trnm":"SYSTEM","code":"<code>","message":"<text>"}``
"""

from typing import Any

import orjson

from kiwoom_mockserver.errors import ContractError
from kiwoom_mockserver.spec.refusals import error_table


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
