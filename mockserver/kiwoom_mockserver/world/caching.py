"""Keeping what was worked out: bounded, and never more than a shortcut."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


class Cache(Generic[Key, Kept]):
    """The last ``limit`` results by what they depend on; the longest unused goes first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def find(self, key: Key) -> Kept | None:
        """What is kept under ``key``, if anything."""
        found = self._kept.get(key)
        if found is not None:
            # Another thread's server, which shares the market, may have just let it go.
            with suppress(KeyError):
                self._kept.move_to_end(key)
        return found

    def keep(self, key: Key, value: Kept) -> None:
        """``value`` is kept under ``key``; what was unused longest may go."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def get(self, key: Key, make: Callable[[], Kept]) -> Kept:
        """What is kept under ``key``, made when it is not."""
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found
