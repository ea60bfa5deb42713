"""What one connection has registered, and who listens to one (type, item).

The rules, as far as they are known:

1. A registration is a pair (realtime type, item) inside a group. Refresh "0" replaces what its
   group held, "1" adds to it; other groups are left alone.
2. Caps count distinct items, not pairs: an item with two types counts once. A group over its
   cap is 105118, a session over its cap 105115 (paper host, July 2025: both at 100).
3. A frame is carried out as a whole or not at all.
4. The account's own types and the market's phases have no item: whatever item is sent with
   them, the pair is (type, ""), and it counts towards no cap. Other types need an item.
5. A pair held by two groups is still one stream, and ends when the last group lets go of it.

Unknown and decided here: an unknown type is refused with 105111, so that a misspelt type shows;
a group without ``data`` is an empty list (the manual calls it optional); REMOVE takes out only
the pairs it names, so without ``data`` it does nothing.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.wire.frames import required

Pair = tuple[str, str]
"""(realtime type, item); the item is "" for a type that has none."""

GROUP_LENGTH = 4
"""Characters of a ``grp_no`` in the manual."""

ITEM_LENGTH = 100
"""Characters of an ``item`` in the manual."""

MIN_GROUPS = 200
"""Groups a connection may hold whatever its cap; ours, to bound memory. Above it: 105110."""

Listener = TypeVar("Listener", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Effect: the connection hears these pairs from now on."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """Effect: the connection hears these pairs no longer."""

    pairs: tuple[Pair, ...]


_KNOWN = "00 04 0A 0B 0C 0D 0E 0F 0G 0H 0I 0J 0U 0g 0m 0s 0u 0w 1h"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRules:
    """Which realtime types there are, and which of them do without an item."""

    known: frozenset[str] = frozenset(_KNOWN.split())
    itemless: frozenset[str] = frozenset({"00", "04", "0s"})
    """Types that never have an item."""
    optional: frozenset[str] = frozenset({"1h"})
    """Types for which "" means the whole market."""


REAL_ITEMS = ItemRules()
"""The types of the manual."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A REG or REMOVE that makes sense by itself; pairs are spelled out only when asked for."""

    group: str
    replaces: bool
    entries: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """(types, items) of each entry; an itemless type stands in an entry of its own."""

    @property
    def items(self) -> set[str]:
        """The distinct items that count towards a cap."""
        return {item for _, items in self.entries for item in items if item}

    def pairs(self, among: Collection[str] | None = None) -> dict[Pair, None]:
        """Every pair once, in the order of the frame; ``among`` leaves out all other items."""
        pairs: dict[Pair, None] = {}
        for types, items in self.entries:
            wanted = items if among is None else [item for item in items if item in among]
            pairs.update({(type_, item): None for type_ in types for item in wanted})
        return pairs


def read_registration(body: Mapping[str, Any], rules: ItemRules) -> Registration:
    """The REG or REMOVE frame, read.

    Raises WireError 100002 when ``grp_no`` or (REG only) ``refresh`` is missing or no text,
    105111 for a value that makes no sense.
    """
    group = required(body, "grp_no")
    refresh = required(body, "refresh") if body["trnm"] == "REG" else "1"
    if len(group) > GROUP_LENGTH or refresh not in ("0", "1"):
        raise WireError("105111")
    data = body.get("data")
    data = [] if data is None else data
    if not isinstance(data, list):
        raise WireError("105111")
    entries = tuple(part for entry in data for part in _read_entry(entry, rules))
    return Registration(group, refresh == "0", entries)


def _read_entry(entry: Any, rules: ItemRules) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The entry's types with items and those without; raises WireError 105111."""
    if not isinstance(entry, dict):
        raise WireError("105111")
    types = _texts(entry.get("type"))
    items = _texts(entry.get("item"))
    if not types or not rules.known.issuperset(types):
        raise WireError("105111")
    if any(len(item) > ITEM_LENGTH for item in items):
        raise WireError("105111")
    without = tuple(type_ for type_ in types if type_ in rules.itemless)
    rest = tuple(type_ for type_ in types if type_ not in rules.itemless)
    items = items or ("",)
    if rest and "" in items and not rules.optional.issuperset(rest):
        raise WireError("105111")
    return [part for part in ((without, ("",)), (rest, items)) if part[0]]


def _texts(value: Any) -> tuple[str, ...]:
    """A text or list of texts without repetition; raises WireError 105111 for anything else."""
    if value is None:
        return ()
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise WireError("105111")
    return tuple(dict.fromkeys(texts))


@dataclass(frozen=True, slots=True)
class Change:
    """The pairs a connection began and ceased to hear."""

    added: tuple[Pair, ...] = ()
    removed: tuple[Pair, ...] = ()


class Subscriptions:
    """One connection's registrations; a refused change leaves them as they were."""

    def __init__(self, *, group_cap: int, session_cap: int) -> None:
        self._group_cap = group_cap
        self._session_cap = session_cap
        self._groups: dict[str, dict[Pair, None]] = {}
        self._holders: dict[Pair, int] = {}  # in how many groups; keeps the order of arrival

    def pairs(self) -> tuple[Pair, ...]:
        """Every pair held, oldest first."""
        return tuple(self._holders)

    @property
    def size(self) -> int:
        """How many distinct items the session holds."""
        return len(_items(self._holders))

    def register(self, request: Registration) -> Change:
        """The request's pairs are held; raises WireError 105118, 105115 or 105110."""
        old = self._groups.get(request.group, {})
        kept: dict[Pair, None] = {} if request.replaces else old
        items = request.items | _items(kept)
        if len(items) > self._group_cap:
            raise WireError("105118", limit=self._group_cap)
        if len(items | self._items_without(old)) > self._session_cap:
            raise WireError("105115", limit=self._session_cap)
        if not old and len(self._groups) >= max(MIN_GROUPS, self._session_cap):
            raise WireError("105110")
        return self._replace(request.group, kept | request.pairs())

    def remove(self, request: Registration) -> Change:
        """The pairs the request names are no longer in its group; absent ones are ignored."""
        old = self._groups.get(request.group, {})
        named = request.pairs(among={item for _, item in old})
        return self._replace(request.group, {pair: None for pair in old if pair not in named})

    def clear(self) -> tuple[Pair, ...]:
        """Nothing is held any more; the pairs that were."""
        pairs = self.pairs()
        self._groups.clear()
        self._holders.clear()
        return pairs

    def _items_without(self, group: Mapping[Pair, None]) -> set[str]:
        """The items that stay when ``group`` goes."""
        return _items(pair for pair, count in self._holders.items() if count > (pair in group))

    def _replace(self, group: str, new: dict[Pair, None]) -> Change:
        old = self._groups.pop(group, {})
        if new:
            self._groups[group] = new
        added = tuple(pair for pair in new if pair not in old and self._take(pair))
        removed = tuple(pair for pair in old if pair not in new and self._let_go(pair))
        return Change(added, removed)

    def _take(self, pair: Pair) -> bool:
        """One more group holds the pair; whether it is the first."""
        self._holders[pair] = self._holders.get(pair, 0) + 1
        return self._holders[pair] == 1

    def _let_go(self, pair: Pair) -> bool:
        """One group fewer holds the pair; whether it was the last."""
        self._holders[pair] -= 1
        if self._holders[pair]:
            return False
        del self._holders[pair]
        return True


def _items(pairs: Iterable[Pair]) -> set[str]:
    """The distinct items among the pairs that count towards a cap."""
    return {item for _, item in pairs if item}


class SubscriptionIndex(Generic[Listener]):
    """Who listens to which pair, server-wide; a pair's listeners are found in O(1).

    Listeners of one pair come in the order in which they registered it. Itemless pairs such as
    ("00", "") are shared by all accounts: the publisher picks its listeners by account.
    """

    def __init__(self) -> None:
        self._listeners: dict[Pair, dict[Listener, None]] = {}
        self._pairs: dict[Listener, dict[Pair, None]] = {}

    def add(self, listener: Listener, pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        """The listener hears the pairs; returns those nobody heard before."""
        first = []
        for pair in pairs:
            if pair not in self._listeners:
                first.append(pair)
            self._listeners.setdefault(pair, {})[listener] = None
            self._pairs.setdefault(listener, {})[pair] = None
        return tuple(first)

    def remove(self, listener: Listener, pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        """The listener no longer hears the pairs; returns those nobody hears any more."""
        held, last = self._pairs.get(listener, {}), []
        for pair in pairs:
            if pair not in held:
                continue
            del held[pair]
            del self._listeners[pair][listener]
            if not self._listeners[pair]:
                del self._listeners[pair]
                last.append(pair)
        if not held:
            self._pairs.pop(listener, None)
        return tuple(last)

    def drop(self, listener: Listener) -> tuple[Pair, ...]:
        """The listener hears nothing any more; returns the pairs nobody hears any more."""
        return self.remove(listener, tuple(self._pairs.get(listener, ())))

    def listeners(self, type: str, item: str) -> tuple[Listener, ...]:
        """Who hears the pair now; the tuple stays valid while listeners come and go."""
        return tuple(self._listeners.get((type, item), ()))

    def pairs(self) -> tuple[Pair, ...]:
        """Every pair somebody hears, in the order in which each was first heard."""
        return tuple(self._listeners)
