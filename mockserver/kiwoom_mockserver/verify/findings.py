"""What is wrong with a server, as values: one ``Finding`` for each way and place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from kiwoom_mockserver.spec.private import is_private

MAX_FINDINGS: Final = 10_000
"""Different findings that are kept; beyond, they are only counted."""

MAX_SHOWN: Final = 60
"""Characters of a value that a finding shows."""

_LONG_NUMBER = re.compile(r"[0-9]{8,}")
_HIDDEN = "***"


class Kind(StrEnum):
    """In which way a server is not as the contracts say."""

    MISSING = "missing-field"
    UNDOCUMENTED = "undocumented-field"
    TYPE = "wrong-type"
    FORMAT = "format"
    CODE = "code-not-listed"
    LENGTH = "too-long"
    ENVELOPE = "envelope"
    HEADER = "header"
    PAGING = "paging"
    DISAGREEMENT = "disagreement"
    REFUSAL = "refusal"


TOLD: Final = {
    Kind.MISSING: "a documented field is not there",
    Kind.UNDOCUMENTED: "a field is there that nothing documents",
    Kind.TYPE: "a value has another JSON type",
    Kind.FORMAT: "a text does not have its field's format",
    Kind.CODE: "a code is not among those listed",
    Kind.LENGTH: "a text is longer than documented",
    Kind.ENVELOPE: "status, return_code, return_msg or the frame around the data",
    Kind.HEADER: "the reply's headers",
    Kind.PAGING: "pages overlap, leave a gap, or are out of order or size",
    Kind.DISAGREEMENT: "two answers contradict each other",
    Kind.REFUSAL: "a request made as documented is refused as wrong",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which ``subject`` (an operation, type or frame) breaks its contract.

    ``where`` is the field's path, rows written ``[]``; ``count`` says how often it was seen.
    """

    kind: Kind
    subject: str
    where: str
    expected: str
    seen: str
    pointer: str = ""
    """The first place it was seen at, as a JSON pointer."""
    asked: str = ""
    """The request that brought it, as JSON."""
    count: int = 1

    @property
    def identity(self) -> str:
        """Equal for the same finding in another run; a code that is not listed is named in it."""
        tail = f":{self.seen}" if self.kind is Kind.CODE else ""
        return f"{self.kind}:{self.subject}:{self.where}{tail}"

    def __str__(self) -> str:
        place = f"{self.subject} {self.where}".strip()
        often = f" ({self.count} times)" if self.count > 1 else ""
        return f"{place}: {self.kind}, expected {self.expected}, seen {self.seen}{often}"

    def as_row(self) -> dict[str, Any]:
        """The finding as the JSON report holds it."""
        return {
            "kind": str(self.kind),
            "subject": self.subject,
            "where": self.where,
            "expected": self.expected,
            "seen": self.seen,
            "pointer": self.pointer,
            "asked": self.asked,
            "count": self.count,
            "identity": self.identity,
        }


class Findings:
    """Findings of a run; the same one is kept once and counted. Known ``secrets`` are masked."""

    def __init__(self) -> None:
        self._kept: dict[str, Finding] = {}
        self._secrets: set[str] = set()
        self.left_out = 0
        """How many are not kept, because there are too many."""

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)

    def hide(self, secret: str) -> None:
        """The text is never shown; what is too short to be a secret is ignored."""
        if len(secret) >= 4:
            self._secrets.add(secret)

    def add(self, found: Iterable[Finding]) -> None:
        """The findings are kept, or counted where they are known."""
        for finding in found:
            before = self._kept.get(finding.identity)
            if before is not None:
                self._kept[finding.identity] = replace(before, count=before.count + finding.count)
            elif len(self._kept) < MAX_FINDINGS:
                self._kept[finding.identity] = self._masked(finding)
            else:
                self.left_out += 1

    def of(self, subject: str) -> list[Finding]:
        """The findings about one operation, type or frame."""
        return [finding for finding in self if finding.subject == subject]

    def masked(self, text: str) -> str:
        """The text without what is hidden."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return text

    def _masked(self, finding: Finding) -> Finding:
        return replace(finding, seen=self.masked(finding.seen), asked=self.masked(finding.asked))


def shown(name: str, value: Any) -> str:
    """A value of a documented field as a finding shows it; private ones by their shape."""
    if isinstance(value, str):
        return shape(value) if is_private(name) else repr(cut(value))
    if value is None or isinstance(value, bool | int | float):
        return f"{type_name(value)} {value}"
    return type_name(value)


def shape(value: Any) -> str:
    """What a value looks like, and none of it: ``text like '+99,999'``."""
    if not isinstance(value, str):
        return type_name(value)
    if not value:
        return "empty text"
    like = "".join(
        "9" if one.isdecimal() else "가" if "가" <= one <= "힣" else "A" if one.isalpha() else one
        for one in value[:MAX_SHOWN]
    )
    return f"text like {like!r}"


def message(text: object) -> str:
    """A server's sentence as a finding shows it; long numbers may be accounts, and are masked."""
    return repr(_LONG_NUMBER.sub(_HIDDEN, cut(str(text), 2 * MAX_SHOWN)))


def cut(text: str, limit: int = MAX_SHOWN) -> str:
    """The beginning of a text that is too long to be shown."""
    return text if len(text) <= limit else f"{text[:limit]}..."


def type_name(value: Any) -> str:
    """The JSON type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
        case _:
            return "object"
