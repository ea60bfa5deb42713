"""Realtime entries: the values of one (type, item) at one instant, encoded once for everyone."""

from datetime import datetime
from functools import lru_cache

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import Catalogue, FieldSpec, RealtimeSpec
from kiwoom_mockserver.spec.samples import draws
from kiwoom_mockserver.wire.body import Record, member
from kiwoom_mockserver.world.world import World

KEPT_TAILS = 4_096
"""Pairs of type and item whose part of an entry is kept."""


class EntryEncoder:
    """Writes entries of every realtime type; samples fill what no word of the world does."""

    def __init__(self, settings: Settings, catalogue: Catalogue, world: World) -> None:
        self._seed = settings.seed
        self._types = catalogue.realtime
        self._world = world
        sent = {
            name: [field for field in spec.fields if field.sent]
            for name, spec in catalogue.realtime.items()
        }
        paper = settings.profile == "paper"
        self._records = {name: Record(sent[name], settings.seed, paper=paper) for name in sent}
        self._worded = {name: [field for field in sent[name] if _has_word(field)] for name in sent}
        self._tail = lru_cache(maxsize=KEPT_TAILS)(_tail)

    def entry(self, type_: str, item: str, beat: int, now: datetime) -> bytes | None:
        """The entry's bytes, ``values,type,name,item`` in the wire's order.

        None for an unknown type and for a code the world does not trade: those are silent.
        """
        spec = self._types.get(type_)
        if spec is None or not self._trades(spec, item):
            return None
        record = self._records[type_]
        chance = draws(self._seed, type_, f"{item}/{beat}".encode())
        known = {
            field.name: value
            for field in self._worded[type_]
            if (value := self._value(field, item, now)) is not None
        }
        values = record.complete(record.write(known), chance)
        return b'{"values":%b,%b}' % (values, self._tail(type_, spec.name, item))

    def _trades(self, spec: RealtimeSpec, item: str) -> bool:
        if spec.item not in {"stock", "etf", "elw"}:
            return True
        return self._world.find(item) is not None

    def _value(self, field: FieldSpec, item: str, now: datetime) -> Value:
        if field.word == "time":
            return now.time()
        if field.word == "code":
            return item
        issue = self._world.find(item)
        return issue.name if issue else None


def _has_word(field: FieldSpec) -> bool:
    """Whether the world has a value for the field; all others are samples."""
    if field.word == "time":
        return field.format.kind == "time"
    return field.word in {"code", "name"} and field.format.kind == "text"


def _tail(type_: str, name: str, item: str) -> bytes:
    return b",".join((member("type", type_), member("name", name), member("item", item)))
