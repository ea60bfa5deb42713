"""Every trade of the registered issues as an entry of type 0B, minute by minute."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from kiwoom_mockserver.realtime.encode import EntryWriter
from kiwoom_mockserver.vocabulary.executions import Executions, Past, Venue, Yesterday
from kiwoom_mockserver.vocabulary.issues import where_of
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.session import hours_of
from kiwoom_mockserver.world.world import Instant, World

KEPT: Final = 5_000
"""Minutes of issues whose entries are kept."""

Minute = dict[int, list[bytes]]
"""Entries by the second of the day."""


class Tape:
    """The trades of one world, written once."""

    def __init__(self, world: World, writer: EntryWriter) -> None:
        self._world, self._writer = world, writer
        self._minutes: Cache[tuple[str, int, int], Minute] = Cache(KEPT)
        self._pasts: Cache[tuple[str, int, int], Past] = Cache(KEPT)

    def entries(self, items: list[str], at: Instant) -> list[tuple[str, Sequence[bytes]]]:
        """The trades of one second, items without one left out."""
        found: list[tuple[str, Sequence[bytes]]] = []
        minute = at.second // 60
        for item in items:
            key = item, at.day, minute
            made = self._minutes.find(key)
            if made is None:
                made = self._minute(item, at.day, minute)
                self._minutes.keep(key, made)
            told = made.get(at.second)
            if told:
                found.append((item, told))
        return found

    def _minute(self, item: str, day: int, minute: int) -> Minute:
        issue = self._world.find(item)
        if issue is None:
            return {}
        executions = self._executions(item, issue, day, minute)
        self._pasts.keep((item, day, minute + 1), executions.passed)
        made: Minute = {}
        told = self._writer.entries(executions, [item] * len(executions))
        for second, entry in zip(executions.seconds.tolist(), told, strict=True):
            made.setdefault(second, []).append(entry)
        return made

    def _executions(self, item: str, issue: Instrument, day: int, minute: int) -> Executions:
        market, place = self._world.market, self._world.instruments.place(issue.code) or 0
        start, where, hours = minute * 60, where_of(item), hours_of(day)
        before = market.issue_state(place, day, start - 1, where)
        whole = market.history(place, np.array([day - 1]), where)
        earlier = market.issue_state(place, day - 1, start + 59, where)
        yesterday = Yesterday(int(whole.volume[0]), int(whole.value[0]), int(earlier.volume[0]))
        venue = Venue(where.value, hours.open, hours.close)
        past = self._pasts.find((item, day, minute))
        if past is None:
            none = market.issue_state(place, day, 0, where)
            earlier_trades = market.tape(place, day, 0, start, where)
            past = Executions(issue, earlier_trades, none, Past(), yesterday, venue).passed
        trades = market.tape(place, day, start, start + 60, where)
        return Executions(issue, trades, before, past, yesterday, venue)
