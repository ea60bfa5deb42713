"""Rows that know words of their own beside what other rows say of the same things."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, Self, TypeVar

from kiwoom_mockserver.vocabulary.filling import Answer, Subject
from kiwoom_mockserver.world.noise import I64

Inner = TypeVar("Inner", bound=Subject)


class Beside(Generic[Inner]):
    """The rows of ``inner``, and words they do not know, or tell differently."""

    def __init__(self, inner: Inner, words: Mapping[str, Callable[[Self], Answer]]) -> None:
        """``words`` come before those of the rows."""
        self.inner = inner
        self._words: Mapping[str, Callable[[Any], Answer]] = words

    def __len__(self) -> int:
        return len(self.base)

    @property
    def base(self) -> I64:
        """The price each row's direction counts from."""
        return self.inner.base

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one nobody knows."""
        made = self._words.get(word)
        return self.inner.answer(word) if made is None else made(self)
