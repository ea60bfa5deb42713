"""What the judge looks at: a request and its reply, as they were on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from kiwoom_mockserver.verify.findings import cut

MAX_ASKED: Final = 400
"""Characters of a request that a finding shows."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back; ``headers`` is None where they were not kept."""

    api_id: str
    sent: Mapping[str, Any]
    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] | None = None
    next_key: str = ""
    """The key the request asked with; empty for a first page."""
    from_contract: bool = True
    """Whether the request was made as the contract says; a client's own may be refused."""
    private: bool = field(default=False, repr=False)
    """Whether the request holds secrets, so that it is not shown."""

    @property
    def asked(self) -> str:
        """The request's body as a finding shows it."""
        if self.private:
            return ""
        page = " (a further page)" if self.next_key else ""
        return cut(orjson.dumps(dict(self.sent)).decode("utf-8", "replace"), MAX_ASKED) + page

    def header(self, name: str) -> list[str]:
        """Every value of the header called ``name``, in lower case."""
        return [value for key, value in self.headers or () if key.lower() == name]
