"""Rows of an account: each word is a function of one row."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, Generic, TypeVar

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.world.noise import I64

Row = TypeVar("Row")

Words = Mapping[str, Callable[[Row], Value]]

_ANYWHERE: Final[Mapping[str, Value]] = {
    "never": 0, "never-told": None, "currency": "KRW", "loan-date": None, "expiry-date": None,
}  # fmt: skip
"""What every account answers alike unless its rows know better: it has no foreign money, and no
collateral in use."""


class Rows(Generic[Row]):
    """Rows of one kind; ``base`` is the price each row's direction counts from."""

    def __init__(
        self, rows: Sequence[Row], words: Words[Row], base: Callable[[Row], int] | None = None
    ) -> None:
        self.rows = rows
        self._words = words
        self._base = base

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def base(self) -> I64:
        """The previous closes, 0 where rows have none."""
        read = self._base
        return np.array([read(row) if read else 0 for row in self.rows], dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that these rows do not have."""
        read = self._words.get(word)
        if read is not None:
            return _column([read(row) for row in self.rows])
        return _column([_ANYWHERE[word]] * len(self.rows)) if word in _ANYWHERE else None


def _column(values: list[Value]) -> Answer:
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    return values


def per_cent(part: int, whole: int) -> Decimal:
    """``part`` of ``whole`` in per cent; 0 of nothing."""
    return Decimal(part) * 100 / whole if whole else Decimal(0)
