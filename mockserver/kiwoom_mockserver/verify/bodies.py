"""A JSON value against its schema: every violation becomes a finding of its kind."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from kiwoom_mockserver.errors import FormatError
from kiwoom_mockserver.spec.formats import value_format
from kiwoom_mockserver.spec.model import ENVELOPE
from kiwoom_mockserver.spec.schema import Violation, at_level, violations
from kiwoom_mockserver.verify.findings import Finding, Kind, shape, shown, type_name

MAX_VIOLATIONS: Final = 20_000
"""Violations of one body that are looked at."""

KINDS: Final[Mapping[str, Kind]] = {
    "required": Kind.MISSING,
    "additionalProperties": Kind.UNDOCUMENTED,
    "type": Kind.TYPE,
    "pattern": Kind.FORMAT,
    "minLength": Kind.FORMAT,
    "enum": Kind.CODE,
    "maxLength": Kind.LENGTH,
}
"""Keyword of a schema to the kind of finding; all others are about the frame around the data."""

FRAME_NAMES: Final = ENVELOPE | {"trnm"}

Schema = Mapping[str, Any]
Steps = tuple[str | int, ...]


class Bodies:
    """Judges values at one level; a schema is made ready once."""

    def __init__(self, level: str) -> None:
        self.level = level
        self._ready: dict[tuple[int, bool], tuple[Schema, Schema]] = {}

    def judge(
        self, subject: str, schema: Schema, value: Any, asked: str = "", *, frame: bool = False
    ) -> Iterator[Finding]:
        """Every finding about ``value``; ``frame`` says that unlisted members are findings too."""
        # The schema is kept beside what was made of it, so that its id stays its own.
        key = id(schema), frame
        if key not in self._ready:
            closed = {**schema, "additionalProperties": False} if frame else schema
            self._ready[key] = schema, at_level(closed, self.level)
        ready = self._ready[key][1]
        broken = list(islice(violations(ready, value), MAX_VIOLATIONS))
        uncoded = {violation.steps for violation in broken if violation.keyword == "enum"}
        for violation in broken:
            # A text that is none of the codes has no other fault besides.
            if violation.steps not in uncoded or violation.keyword == "enum":
                yield from _findings(subject, schema, value, violation, asked)
        if self.level == "documented":
            for steps, form, text in _false_moments(schema, value):
                pointer = "".join(f"/{step}" for step in steps)
                seen = shown(str(steps[-1]), text)
                yield Finding(Kind.FORMAT, subject, place(steps), form, seen, pointer, asked)


def _findings(
    subject: str, schema: Schema, value: Any, violation: Violation, asked: str
) -> Iterator[Finding]:
    kind = KINDS.get(violation.keyword, Kind.ENVELOPE)
    inner = _inner(value, violation.steps)
    for name in violation.names or ("",):
        steps = (*violation.steps, name) if name else violation.steps
        field = next((one for one in reversed(steps) if isinstance(one, str)), "")
        top = len(steps) == 1 and field in FRAME_NAMES
        if kind is Kind.MISSING:
            seen = "nothing"
        elif kind is Kind.UNDOCUMENTED:
            seen = shape(inner[name])
        else:
            seen = type_name(inner) if kind is Kind.TYPE else shown(field, inner)
        yield Finding(
            Kind.ENVELOPE if top else kind,
            subject,
            place(steps),
            _expected(kind, _spec(schema, steps), violation.keyword),
            seen,
            f"{violation.pointer}/{name}" if name else violation.pointer,
            asked,
        )


def place(steps: Steps) -> str:
    """The path of a field, with ``[]`` for rows: ``list[].code``."""
    text = ""
    for step in steps:
        text += "[]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _inner(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


def _spec(schema: Schema, steps: Steps) -> Schema:
    """The part of the schema that speaks of the place; empty when nothing does."""
    for step in steps:
        if isinstance(step, int):
            prefix = schema.get("prefixItems", ())
            schema = prefix[step] if step < len(prefix) else schema.get("items", {})
        else:
            schema = schema.get("properties", {}).get(step, {})
    return schema


def _expected(kind: Kind, spec: Schema, keyword: str) -> str:
    match kind:
        case Kind.MISSING:
            return f"{spec.get('title', 'a field')}"
        case Kind.UNDOCUMENTED:
            return "no such field"
        case Kind.TYPE:
            told = spec.get("type", "a known type")
            return told if isinstance(told, str) else " or ".join(told)
        case Kind.FORMAT:
            return str(spec.get("x-format", "a text")) if spec.get("pattern") else "a text"
        case Kind.CODE:
            return "one of " + ", ".join(repr(code) for code in spec.get("enum", ()))
        case Kind.LENGTH:
            return f"at most {spec.get('maxLength')} characters"
    for told in ("const", "minItems", "maxItems", "not"):
        if told == keyword:
            return f"{told} {spec.get(told)!r}"
    return f"what {keyword} says"


def _false_moments(
    schema: Schema, value: Any, above: Steps = ()
) -> Iterator[tuple[Steps, str, str]]:
    """Dates and times that look like ones and are none, as 20261350: place, format, text."""
    if not isinstance(value, dict):
        return
    for name, spec in schema["properties"].items():
        inner = value.get(name)
        if isinstance(inner, list) and "properties" in spec.get("items", {}):
            for row, content in enumerate(inner):
                yield from _false_moments(spec["items"], content, (*above, name, row))
        elif isinstance(inner, str):
            form = spec.get("x-format", "")
            if not _is_a_moment(form, inner):
                yield (*above, name), form, inner


@lru_cache(maxsize=4_096)
def _kind_of(name: str) -> str:
    return value_format(name.removesuffix("|")).kind if name else ""


@lru_cache(maxsize=65_536)
def _is_a_moment(name: str, text: str) -> bool:
    """Whether a text of a date's or a time's form can be read; all others are not looked at."""
    if _kind_of(name) not in {"date", "datetime", "time"}:
        return True
    form = value_format(name)
    if not form.accepts(text):
        return True
    try:
        form.parse(text)
    except FormatError:
        return False
    return True
