"""Type 0s: the parts of the trading day as they begin, and the countdowns before them."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import numpy as np

from kiwoom_mockserver.realtime.encode import EntryWriter
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.phases import Exchange, PhaseEvent, events_between
from kiwoom_mockserver.world.world import Instant, World


class _Announcements:
    """Phase events, as a ``Subject``."""

    def __init__(self, events: Sequence[PhaseEvent]) -> None:
        self._events = events

    @property
    def base(self) -> I64:
        """No prices, no base."""
        return np.zeros(len(self._events), dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that phases do not have."""
        match word:
            case "market-phase":
                return [event.code for event in self._events]
            case "time":
                return [event.at.time() for event in self._events]
            case "countdown":
                return [time.fromisoformat(event.countdown) for event in self._events]
        return None


class Announcer:
    """The phases of one world, written once."""

    def __init__(self, world: World, writer: EntryWriter) -> None:
        self._world, self._writer = world, writer

    def entries(self, items: list[str], at: Instant) -> list[tuple[str, Sequence[bytes]]]:
        """What is announced in one second, to every item; NXT's phases only where it is known."""
        moment = datetime.combine(at.date, time(), SEOUL) + timedelta(seconds=at.second)
        events = [
            event
            for event in events_between(moment - timedelta(seconds=1), moment)
            if event.exchange is Exchange.KRX or not self._world.krx_only
        ]
        if not events:
            return []
        told = _Announcements(events)
        return [(item, self._writer.entries(told, [item] * len(events))) for item in items]
