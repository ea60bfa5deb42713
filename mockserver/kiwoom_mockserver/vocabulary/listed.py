"""Issues in a list, beside the columns only that list knows: a rank of yesterday, a surge."""

from collections.abc import Mapping

import numpy as np

from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import State


class Listed:
    """Some issues, and columns of as many rows that stand before what issues say themselves."""

    def __init__(self, issues: Issues, columns: Mapping[str, I64] | None = None) -> None:
        self.issues = issues
        self.columns = columns or {}

    def __len__(self) -> int:
        return len(self.issues)

    @property
    def state(self) -> State:
        """The issues' state."""
        return self.issues.state

    @property
    def base(self) -> I64:
        """The close of the day before."""
        return self.issues.base

    def __getitem__(self, word: str) -> I64:
        """The column of a word that is a number."""
        return np.asarray(self.answer(word), dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that neither the list nor issues have."""
        found = self.columns.get(word)
        return self.issues.answer(word) if found is None else found

    def columns_at(self, rows: I64) -> dict[str, I64]:
        """The list's own columns of some rows."""
        return {word: column[rows] for word, column in self.columns.items()}
