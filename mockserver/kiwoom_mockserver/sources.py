"""Where an answer comes from: a handler, else the vocabulary. The first that knows answers."""

from typing import Protocol

from kiwoom_mockserver.handlers.registry import HANDLERS
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft, draft_from_words
from kiwoom_mockserver.world.world import World


class Source(Protocol):
    """Something that answers calls about a world."""

    @property
    def world(self) -> World:
        """What its answers speak of."""

    def answer(self, call: Call) -> Draft:
        """The draft of the answer; raises WireError, or an error of its own."""


class Sources:
    """The sources of one world, asked in order."""

    def __init__(self, settings: Settings, world: World) -> None:
        self._settings = settings
        self.world = world

    def answer(self, call: Call) -> Draft:
        """The draft of the answer; raises WireError when a handler refuses."""
        handler = HANDLERS.get(call.operation.api_id)
        if handler is not None:
            return handler(call, self._settings)
        if call.code and not call.codes and call.issue is None:
            return _nothing(call)
        return draft_from_words(call)


def _nothing(call: Call) -> Draft:
    """What the live server says of a code it does not know: not an error, but nothing."""
    rows = 1 if call.operation.unknown_code == "blank-row" else 0
    tables = [spec.name for spec in call.operation.response if spec.is_table]
    return Draft(rows=dict.fromkeys(tables, rows), blank=True)
