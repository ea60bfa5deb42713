"""One REST reply against its contract: status, headers, envelope, fields, refusals."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson

from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.spec.refusals import LEDGER_CLASS, Told, error_table, read_refusal
from kiwoom_mockserver.verify.bodies import Bodies
from kiwoom_mockserver.verify.exchange import Exchange
from kiwoom_mockserver.verify.findings import Finding, Kind, message, shown, type_name

CONTENT_TYPE: Final = "application/json"
CHARSET: Final = "charset=utf-8"
PAGING_HEADERS: Final = ("api-id", "cont-yn", "next-key")

REFUSAL: Final = {
    "type": "object",
    "properties": {
        "return_msg": {"type": "string", "title": "결과메시지"},
        "return_code": {"type": "integer", "title": "결과코드"},
    },
    "required": ["return_msg", "return_code"],
    "additionalProperties": False,
}

OURS_TO_BLAME: Final = frozenset({1, 2})
"""Classes of refusals that say the request was wrong, and none made by a contract should be."""


class Outcome(StrEnum):
    """What became of asking for one operation, or of listening for one type."""

    JUDGED = "judged"
    REFUSED = "refused"
    SILENT = "silent"
    SKIPPED = "skipped"
    BROKEN = "broken"


class Verdict(NamedTuple):
    """The findings about one reply, its body where it can be read, and why it is refused."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    body: dict[str, Any] | None = None
    code: str = ""
    """The code inside of a refusal, such as 1511 or RC4058."""
    reason: str = ""


class Replies:
    """Judges replies at one level; ``profile`` (live, paper) names the texts, "" for unknown."""

    def __init__(self, bodies: Bodies, profile: str = "") -> None:
        self._bodies = bodies
        self._strict = bodies.level == "documented"
        self._profile = profile

    def judge(self, operation: OperationSpec, exchange: Exchange) -> Verdict:
        """The verdict about one reply to ``operation``."""
        findings = list(self._headers(operation, exchange))
        body = _read(exchange.body)
        if not isinstance(body, dict):
            seen = "no JSON" if body is _UNREADABLE else type_name(body)
            findings.append(self._finding(operation, exchange, "", "a JSON object", seen))
            return Verdict(Outcome.BROKEN, tuple(findings))
        code = body.get("return_code")
        if _is_refusal(code):
            told = read_refusal(str(body.get("return_msg", "")))
            findings += self._refusal(operation, exchange, body, told)
            reason = message(body.get("return_msg", ""))
            known = told.code if told else ""
            return Verdict(Outcome.REFUSED, tuple(findings), body, known, reason)
        findings += self._success(operation, exchange, body)
        return Verdict(Outcome.JUDGED, tuple(findings), body)

    def _success(
        self, operation: OperationSpec, exchange: Exchange, body: dict[str, Any]
    ) -> Iterator[Finding]:
        if exchange.status != 200:
            yield self._finding(operation, exchange, "status", "200", str(exchange.status))
        schema, asked = operation.response_schema, exchange.asked
        yield from self._bodies.judge(operation.api_id, schema, body, asked)
        if not self._strict:
            return
        known = {
            texts[self._profile]
            for texts in (operation.return_msg, operation.empty_msg)
            if self._profile in texts
        }
        text = body.get("return_msg")
        if known and isinstance(text, str) and not any(_fits(one, text) for one in known):
            expected = " or ".join(map(repr, sorted(known)))
            yield self._finding(operation, exchange, "return_msg", expected, message(text))
        for field in operation.echoing:
            asked_for, told = exchange.sent.get(field.name), body.get(field.name)
            if isinstance(told, str) and told and asked_for and told != asked_for:
                expected = f"{shown(field.name, asked_for)}, as asked"
                seen = shown(field.name, told)
                kind = Kind.DISAGREEMENT
                yield self._finding(operation, exchange, field.name, expected, seen, kind)

    def _refusal(
        self, operation: OperationSpec, exchange: Exchange, body: dict[str, Any], told: Told | None
    ) -> Iterator[Finding]:
        yield from self._bodies.judge(operation.api_id, REFUSAL, body, exchange.asked)
        text, number = body.get("return_msg"), body.get("return_code")
        if told is None:
            if self._strict and isinstance(text, str):
                expected = "phrase[code:text] or [2000](code:text)"
                yield self._finding(operation, exchange, "return_msg", expected, message(text))
            return
        spec = error_table().get(told.code)
        if spec is None:
            if self._strict:
                expected, seen = "a code of contracts/errors.json", repr(told.code)
                yield self._finding(operation, exchange, "return_msg", expected, seen, Kind.CODE)
        elif self._strict and exchange.status != spec.http:
            expected = f"{spec.http} with {told.code}"
            yield self._finding(operation, exchange, "status", expected, str(exchange.status))
        belongs = LEDGER_CLASS if told.ledger else _class_of(told.phrase)
        if self._strict and number != belongs:
            expected = f"{belongs}, as the text says" if belongs else "the class of the text"
            yield self._finding(operation, exchange, "return_code", expected, shown("", number))
        blamed = exchange.from_contract and number in OURS_TO_BLAME
        if blamed and told.code != operation.paper_error:
            seen = message(text)
            yield self._finding(operation, exchange, "", "an answer", seen, Kind.REFUSAL)

    def _headers(self, operation: OperationSpec, exchange: Exchange) -> Iterator[Finding]:
        if exchange.headers is None:
            return
        for name in () if operation.is_oauth else PAGING_HEADERS:
            found = exchange.header(name)
            if len(found) != 1 and (found or self._strict):
                seen = ", ".join(map(repr, found)) or "nothing"
                yield self._finding(operation, exchange, name, "once", seen, Kind.HEADER)
        told = exchange.header("api-id")
        if len(told) == 1 and told[0] != operation.api_id and not operation.is_oauth:
            expected, seen = repr(operation.api_id), repr(told[0])
            yield self._finding(operation, exchange, "api-id", expected, seen, Kind.HEADER)
        yield from self._content_type(operation, exchange)
        cont, key = exchange.header("cont-yn")[:1], exchange.header("next-key")[:1]
        if cont and cont[0] not in {"Y", "N"}:
            seen = repr(cont[0])
            yield self._finding(operation, exchange, "cont-yn", "Y or N", seen, Kind.HEADER)
        elif cont and key and (cont[0] == "Y") != bool(key[0]):
            expected = "a key with cont-yn Y, and none with N"
            seen = "no key" if not key[0] else "a key"
            yield self._finding(operation, exchange, "next-key", expected, seen, Kind.HEADER)

    def _content_type(self, operation: OperationSpec, exchange: Exchange) -> Iterator[Finding]:
        found = exchange.header("content-type")
        text = ", ".join(found).lower().replace(" ", "")
        if not text.startswith(CONTENT_TYPE) or (self._strict and CHARSET not in text):
            expected = f"{CONTENT_TYPE};{CHARSET}" if self._strict else CONTENT_TYPE
            seen = ", ".join(map(repr, found)) or "nothing"
            yield self._finding(operation, exchange, "content-type", expected, seen, Kind.HEADER)

    def _finding(
        self,
        operation: OperationSpec,
        exchange: Exchange,
        where: str,
        expected: str,
        seen: str,
        kind: Kind = Kind.ENVELOPE,
    ) -> Finding:
        return Finding(kind, operation.api_id, where, expected, seen, asked=exchange.asked)


_UNREADABLE: Final = object()
_PLACE: Final = re.compile(r"\{[a-z_]+\}")


@lru_cache(maxsize=1_024)
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(".{1,40}".join(map(re.escape, _PLACE.split(template))))


def _fits(template: str, text: str) -> bool:
    """Whether a documented sentence, which may hold ``{places}``, reads like the text."""
    return _pattern(template).fullmatch(text) is not None


def _read(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return _UNREADABLE


def _is_refusal(code: object) -> bool:
    """Whether a return_code refuses; one of a wrong type is left to the schema."""
    return isinstance(code, int) and not isinstance(code, bool) and code != 0


def _class_of(phrase: str) -> int:
    """The class that begins with the phrase; 0 when none does."""
    found = (spec for spec in error_table().values() if spec.phrase and spec.phrase == phrase)
    return next((spec.return_class for spec in found), 0)
