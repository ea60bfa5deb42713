"""Words become typed values: units, directions and blanks, as a field's format asks for them.

A *subject* is what the rows of a table, or a reply's single values, speak of: issues at an instant,
days of one issue, its minutes, its trades. It answers words with columns of whole numbers in the
units of the world: won, shares, hundredths of a per cent.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, partial
from typing import Final, Protocol

import numpy as np
import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.spec.formats import Directed, Value
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.vocabulary.terms import Terms
from kiwoom_mockserver.world.noise import I64

Answer = I64 | Sequence[Value] | None
"""A column, or None where the subject does not know the word."""

MONEY_UNITS: Mapping[str, int] = {
    "원": 1,
    "천원": 1_000,
    "만원": 10_000,
    "백만원": 1_000_000,
    "천만": 10_000_000,
    "억원": 100_000_000,
}
SHARE_UNITS: Mapping[str, int] = {"1주": 1, "100주": 100, "1000주": 1_000}
UNITS: Mapping[str, int] = {**MONEY_UNITS, **SHARE_UNITS}
"""How many won or shares one of the field's units is."""

MILLION = 1_000_000
NO_TERMS = Terms()


BLANK: Final = "left-blank"
"""The word of what the live server always leaves empty, whatever the row speaks of."""


class Subject(Protocol):
    """What rows speak of."""

    @property
    def base(self) -> I64:
        """The price each row's direction counts from."""

    def answer(self, word: str) -> Answer:
        """The column of a word."""


@cache
def _dimensions() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for path in sorted(resources.contracts().glob("*words.json")):
        words = orjson.loads(path.read_bytes())["words"]
        found |= {word: row["dimension"] for word, row in words.items()}
    return found


@cache
def dimension(word: str) -> str:
    """Of what kind a word's values are, as contracts/words.json says; empty for no word."""
    name, level, _ = word.partition("/")
    return _dimensions().get(f"{name}/{{1}}" if level else name, "")


def fill(
    specs: Sequence[FieldSpec], subject: Subject, terms: Terms = NO_TERMS
) -> dict[str, Sequence[Value]]:
    """The columns of those fields whose words the subject knows, in the request's terms."""
    columns: dict[str, Sequence[Value]] = {}
    for spec in specs:
        if not spec.word or spec.is_table:
            continue
        if spec.word == BLANK:
            columns[spec.name] = [None] * len(subject.base)
            continue
        answer = subject.answer(spec.word)
        if answer is None:
            continue
        values = typed(spec, answer, subject.base, terms)
        if values is not None:
            columns[spec.name] = values
    return columns


def unit_of(spec: FieldSpec, what: str, terms: Terms) -> int:
    """How many won or shares one of the field's units is.

    Flows are of shares or of money, as the request says; some fields have a unit for either, and
    some one for each of two requests.
    """
    if what == "price" or (not spec.unit and what != "flow"):
        return 1
    told = spec.unit.replace(" ", "")
    if what != "flow" and "혹은" not in told:
        return UNITS.get(told, 1)
    known = MONEY_UNITS if what == "won" or (what == "flow" and terms.money) else SHARE_UNITS
    found = [known[part] for part in told.split("혹은") if part in known]
    if len(found) == 1:
        return found[0]
    return MILLION if known is MONEY_UNITS else terms.share_unit


def typed(
    spec: FieldSpec, answer: Answer, base: I64, terms: Terms = NO_TERMS
) -> Sequence[Value] | None:
    """A column as the field's format takes it; None when the format is of another kind."""
    form = spec.format
    if not isinstance(answer, np.ndarray):
        if form.kind == "number":
            return _numbers(spec, answer)
        return _others(spec, answer or ())
    what = dimension(spec.word)
    if form.kind == "text":
        return [str(value) for value in answer.tolist()]
    if form.kind != "number":
        return None
    numbers = _in_units(answer, unit_of(spec, what, terms))
    values = (np.minimum(numbers, spec.most) if spec.most else numbers).tolist()
    if form.sign == "direction":
        if what == "price":
            signs = np.where(answer, np.sign(answer - base), -1).tolist()
            return list(map(_directed, zip(values, signs, strict=True)))
        return [Directed(abs(value), (value > 0) - (value < 0)) for value in values]
    if what == "rate":
        return [_hundredths(value, form.decimals) for value in values]
    return [Decimal(value) for value in values] if form.decimals else values


_directed: Final[Callable[[tuple[int, int]], Directed]] = partial(tuple.__new__, Directed)
"""Made of a pair, in a third of the time."""


def _others(spec: FieldSpec, answer: Sequence[Value]) -> Sequence[Value] | None:
    """Texts and moments, or what stands in for one; None when the format takes neither."""
    fitting, values = _KINDS[spec.format.kind], answer
    # Whole columns are mostly of the one type already.
    if set(map(type, answer)) != {fitting}:
        values = [_moment(spec.format.kind, value) for value in answer]
        known = spec.format.sentinels
        if not all(one is None or isinstance(one, fitting) or one in known for one in values):
            return None
    if spec.format.kind != "text":
        return values
    # A field cuts off what is too long for it, as names are in account queries.
    longest = spec.max_length or None
    texts = [value and str(value)[:longest] for value in values]
    return [text if text and spec.format.accepts(text) else None for text in texts]


_KINDS: Mapping[str, type] = {"text": str, "date": date, "time": time, "datetime": datetime}


def _moment(kind: str, value: Value) -> Value:
    """A date or time as the format's kind takes it."""
    if isinstance(value, datetime):
        if kind in {"date", "time"}:
            return value.date() if kind == "date" else value.time()
        return value
    if isinstance(value, date) and kind == "datetime":
        return datetime.combine(value, time())
    return value


def _numbers(spec: FieldSpec, answer: Sequence[Value] | None) -> Sequence[Value] | None:
    if answer is None or any(isinstance(value, str) for value in answer):
        return None
    whole = not (spec.format.decimals or spec.format.free)
    return [int(v) if whole and isinstance(v, Decimal) else v for v in answer]


def _in_units(values: I64, unit: int) -> I64:
    """Whole units, cut off towards zero."""
    return values if unit == 1 else np.sign(values) * (np.abs(values) // unit)


def _hundredths(value: int, decimals: int) -> Value:
    if not decimals:
        return value // 100 if value >= 0 else -(-value // 100)
    return Decimal(value).scaleb(-2)
