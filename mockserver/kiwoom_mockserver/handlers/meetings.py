"""Rankings of what auctions would come to, or sessions beside the regular one came to."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Final

from kiwoom_mockserver.handlers.rankings import Order, Ranking, by
from kiwoom_mockserver.handlers.selecting import Mask
from kiwoom_mockserver.handlers.standings import lowest, signed, word
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.listed import Listed
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.session import State


class Expecting(Issues):
    """Issues as if their auctions ended now: the last price and the shares are those expected."""

    @cached_property
    def state(self) -> State:
        """What would be, the quotes as they are."""
        now = super().state
        return replace(now, last=now.expected, volume=now.expected_volume)


class AfterHours(Issues):
    """Issues in the single-price session: changes are counted from the day's close."""

    @cached_property
    def state(self) -> State:
        """Where they stand there."""
        return self.overtime.state


def _meets(listed: Listed) -> Mask:
    return listed.state.expected > 0


_UPPER, _LOWER = signed(ticks.AT_UPPER), signed(ticks.AT_LOWER)
_RISING, _FALLING = signed(ticks.AT_UPPER, ticks.UP), signed(ticks.AT_LOWER, ticks.DOWN)

MEETINGS: Final[Mapping[str, Ranking]] = {
    "ka10029": Ranking(*by("sort_tp", {
        "1": Order(word("change-rate"), _RISING), "2": Order(word("change"), _RISING),
        "3": Order(word("expected-volume"), signed(ticks.SAME)),
        "4": Order(lowest("change-rate"), _FALLING), "5": Order(lowest("change"), _FALLING),
        "6": Order(word("expected-volume")),
        "7": Order(word("expected-volume"), _UPPER), "8": Order(word("expected-volume"), _LOWER),
    }), only=_meets, subject=Expecting),
    "ka10098": Ranking(*by("sort_base", {
        "1": Order(word("change-rate"), _RISING), "2": Order(word("change"), _RISING),
        "3": Order(lowest("change-rate"), _FALLING), "4": Order(lowest("change"), _FALLING),
        "5": Order(word("accumulated-volume"), signed(ticks.SAME)),
    }), subject=AfterHours),
}  # fmt: skip
"""Rankings by api-id."""
