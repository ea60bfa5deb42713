"""Bars as they were shown on their days: in the shares of that day, not in today's."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from kiwoom_mockserver.vocabulary.filling import Answer, Subject, dimension
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.splits import parts_of

_PRICED: Final = frozenset({"price", "change"})


class Unadjusted:
    """Rows of one issue; prices and shares as before the splits between each row's day and now.

    Splits to come are not known: the present day is told in its own shares. A bar of several days
    that holds the day of a split is told in the new shares.
    """

    def __init__(self, rows: Subject, code: str, days: Sequence[int], today: int) -> None:
        """``days`` are the numbers of the rows' last days, ``today`` that of the present one."""
        self._rows = rows
        every = parts_of(code, np.array([*days, today], dtype=np.int64))
        self._parts: I64 = every[:-1] // every[-1]

    @property
    def base(self) -> I64:
        """The close before each row, in its shares."""
        return self._rows.base * self._parts

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that the rows do not have."""
        answer = self._rows.answer(word)
        if not isinstance(answer, np.ndarray):
            return answer
        what = dimension(word)
        if what in _PRICED:
            return answer * self._parts
        if what == "shares":
            return np.sign(answer) * (np.abs(answer) // self._parts)
        return answer
