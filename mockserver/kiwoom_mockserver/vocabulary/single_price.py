"""Words of the single-price session after hours, and its issues as a list has them."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.book import BUCKET, Book
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.phases import PhaseName, phases_of
from kiwoom_mockserver.world.quoting import MORNING
from kiwoom_mockserver.world.session import State
from kiwoom_mockserver.world.single_price import LEVELS, PART_OF_BOOK

if TYPE_CHECKING:
    from kiwoom_mockserver.vocabulary.issues import Issues


class Overtime:
    """Some issues in the session: their state there, and its book."""

    def __init__(self, issues: "Issues") -> None:
        self._world, self._at = issues.moment
        self._places = issues.places

    @cached_property
    def state(self) -> State:
        """Where the issues stand; ``base`` is the day's close."""
        return self._world.market.single_price(self._places, self._at.day, self._at.second)

    @cached_property
    def quoted(self) -> int:
        """The second at which its book could change last; that of the day's begin without one."""
        phases = phases_of(self._at.date)
        spans = (
            (int((one - phases[0].start).total_seconds()) for one in (phase.start, phase.end))
            for phase in phases
            if phase.name is PhaseName.SINGLE_PRICE
        )
        second = self._at.second
        return max((min(second, end) for begin, end in spans if begin <= second), default=MORNING)

    @cached_property
    def book(self) -> Book:
        """What is offered and bid for."""
        market, day = self._world.market, self._at.day
        return market.book(self._places, day, self.quoted, self.state, PART_OF_BOOK)

    @cached_property
    def before(self) -> tuple[I64, I64]:
        """What was offered and bid for at the same prices one draw earlier."""
        market, day, prices = self._world.market, self._at.day, (self.book.ask, self.book.bid)
        earlier = self.quoted - BUCKET
        return market.sizes(self._places, day, earlier, self.state, PART_OF_BOOK, prices)


def _change(issues: "Issues") -> I64:
    state = issues.overtime.state
    return state.last - state.base


def _sign(issues: "Issues") -> I64:
    state = issues.overtime.state
    bounds = ticks.LimitColumns(state.lower, state.upper)
    return ticks.change_sign(state.last, state.base, bounds)


def _rate(issues: "Issues") -> I64:
    state = issues.overtime.state
    return ticks.change_rate(state.last, state.base)


def _close_rate(issues: "Issues") -> I64:
    """The day's close against the close before."""
    places, (world, at) = issues.places, issues.moment
    before = world.market.daily.closes(places, np.full(len(places), at.day - 1))
    return ticks.change_rate(issues.overtime.state.base, before)


_Words = Mapping[str, "Callable[[Issues], I64]"]

SINGLE_PRICE: Final[_Words] = {
    "after-hours-price": lambda i: i.overtime.state.last,
    "after-hours-change": _change,
    "after-hours-sign": _sign,
    "after-hours-rate": _rate,
    "after-hours-volume": lambda i: i.overtime.state.volume,
    "after-hours-ask-total": lambda i: i.overtime.book.ask_size[:, :LEVELS].sum(axis=1),
    "after-hours-bid-total": lambda i: i.overtime.book.bid_size[:, :LEVELS].sum(axis=1),
    "session-close": lambda i: i.overtime.state.base,
    "session-close-rate": _close_rate,
}
"""What issues know, by the words of contracts/list-words.json."""

SINGLE_PRICE_LEVELS: Final[_Words] = {
    "after-hours-ask-price": lambda i: i.overtime.book.ask,
    "after-hours-bid-price": lambda i: i.overtime.book.bid,
    "after-hours-ask-quantity": lambda i: i.overtime.book.ask_size,
    "after-hours-bid-quantity": lambda i: i.overtime.book.bid_size,
    "after-hours-ask-difference": lambda i: i.overtime.book.ask_size - i.overtime.before[0],
    "after-hours-bid-difference": lambda i: i.overtime.book.bid_size - i.overtime.before[1],
}
"""Words with a level of the session's book behind a slash."""
