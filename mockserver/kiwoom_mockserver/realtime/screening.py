"""Saved conditions of a world: which issues meet them at an instant.

A condition is a list of terms ``[word, comparison, value]`` that must all hold. The value is a
number in the unit the API shows (per cent, won, shares) or another word; ``rank of WORD`` counts
from 1 for the largest. Words are those of contracts/words.json that issues know.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.realtime.standing import Standing
from kiwoom_mockserver.spec.load import field_specs
from kiwoom_mockserver.spec.model import Catalogue, FieldSpec
from kiwoom_mockserver.vocabulary.filling import dimension, fill
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import Instant, World

PLAIN_SEARCH: Final = "ka10172"
RANK: Final = "rank of "
MAX_TERMS: Final = 20

_THOUSANDTHS: Final = "12"
"""The change rate of a plain search is in thousandths of a per cent (live, July 2026)."""

_COMPARED: Final[Mapping[str, Callable[[I64, I64], NDArray[np.bool_]]]] = {
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
    "==": np.equal,
    "!=": np.not_equal,
}

Term = tuple[str, str, "int | float | str"]


class Screening:
    """The conditions of a world and the issues they find; a ``ConditionSource``."""

    def __init__(self, catalogue: Catalogue, world: World) -> None:
        """Raises WorldError that names the condition and the term that makes no sense."""
        self._world = world
        rows = catalogue.frames[PLAIN_SEARCH].response_schema["properties"]["data"]["items"]
        self._fields = field_specs(rows)
        self._terms = {seq: _terms(name, where) for seq, name, where in world.conditions}
        self._found: Cache[tuple[str, Instant], I64] = Cache(64)
        self._changes: Cache[tuple[str, Instant, int], list[tuple[str, bool]]] = Cache(64)
        listed = (world.instruments.place(one.code) for one in world.instruments.listed)
        self._listed = np.array([place for place in listed if place is not None], dtype=np.int64)

    def listing(self) -> Sequence[tuple[str, str]]:
        """Number and name of every condition."""
        return [(seq, name) for seq, name, _ in self._world.conditions]

    def found(self, seq: str, at: Instant) -> I64:
        """The places of the issues that meet a condition, in the world's order."""
        return self._found.get((seq, at), lambda: self._find(self._terms[seq], at))

    def rows(self, seq: str, exchange: str) -> Sequence[Mapping[str, str]] | None:
        """The rows of a plain search, FID to text; None for an unknown condition."""
        if seq not in self._terms:
            return None
        at = self._world.instant(self._world.now())
        places = self.found(seq, at)
        if exchange == "N":
            places = places[[self._world.instruments.all[place].on_nxt for place in places]]
        if not len(places):
            return []
        issues = Issues(self._world, places, at)
        columns = fill(self._fields, issues)
        rates = np.asarray(issues.answer("change-rate"), dtype=np.int64) * 10
        columns[_THOUSANDTHS] = rates.tolist()
        texts = {
            spec.name: [spec.format.render(_fitting(spec, value)) for value in columns[spec.name]]
            for spec in self._fields
        }
        return [dict(zip(texts, row, strict=True)) for row in zip(*texts.values(), strict=True)]

    def changes(self, seq: str, at: Instant, limit: int) -> list[tuple[str, bool]]:
        """The codes that entered (True) or left a watched condition in the second ``at``."""
        return self._changes.get((seq, at, limit), lambda: self._find_changes(seq, at, limit))

    def _find_changes(self, seq: str, at: Instant, limit: int) -> list[tuple[str, bool]]:
        now = self._first(seq, at, limit)
        before = self._first(seq, Instant(at.day, at.second - 1), limit)
        if np.array_equal(now, before):
            return []
        codes = self._world.instruments.all
        left = np.setdiff1d(before, now).tolist()
        entered = np.setdiff1d(now, before).tolist()
        return [(codes[place].code, False) for place in left] + [
            (codes[place].code, True) for place in entered
        ]

    def _first(self, seq: str, at: Instant, limit: int) -> I64:
        return self.found(seq, at)[:limit]

    def _find(self, terms: Sequence[Term], at: Instant) -> I64:
        listed: I64 = self._listed[self._world.market.tenure.holds(self._listed, at.day)]
        standing = Standing(self._world, listed, at, [])
        mask = np.ones(len(listed), dtype=np.bool_)
        for word, comparison, value in terms:
            left = _column(standing, word)
            right = _column(standing, value) if isinstance(value, str) else _scaled(word, value)
            mask &= _COMPARED[comparison](left, right)
        return listed[mask]


def _fitting(spec: FieldSpec, value: Any) -> Any:
    """The value, or the largest that its places hold: what is told of a billion is not known."""
    if spec.format.width and isinstance(value, int):
        return min(value, 10**spec.format.width - 1)
    return value


def _column(standing: Standing, word: str) -> I64:
    if not word.startswith(RANK):
        return standing.column(word)
    by = standing.column(word.removeprefix(RANK))
    ranks = np.empty(len(by), dtype=np.int64)
    ranks[np.argsort(-by, kind="stable")] = np.arange(1, len(by) + 1)
    return ranks


def _scaled(word: str, value: float) -> I64:
    """A number as the world counts it: rates in hundredths of a per cent."""
    return np.array(round(value * 100) if dimension(word) == "rate" else int(value))


def _terms(name: str, where: Any) -> tuple[Term, ...]:
    if not isinstance(where, list) or not 1 <= len(where) <= MAX_TERMS:
        raise WorldError(f"condition {name!r} needs a list of 1 to {MAX_TERMS} terms")
    return tuple(_term(name, one) for one in where)


def _term(name: str, term: Any) -> Term:
    if not isinstance(term, list) or len(term) != 3:
        raise WorldError(f"condition {name!r}: {term!r} is not [word, comparison, value]")
    word, comparison, value = term
    if comparison not in _COMPARED:
        raise WorldError(f"condition {name!r}: {comparison!r} is none of {', '.join(_COMPARED)}")
    named = [one for one in (word, value) if isinstance(one, str)]
    if not isinstance(word, str) or isinstance(value, bool | list | dict | None):
        raise WorldError(f"condition {name!r}: {term!r} compares a word with a number or a word")
    for one in named:
        bare = one.removeprefix(RANK)
        if not Standing.knows(bare) or dimension(bare) in {"", "text", "date", "time"}:
            raise WorldError(f"condition {name!r}: {bare!r} is no number that issues have")
    return word, comparison, value
