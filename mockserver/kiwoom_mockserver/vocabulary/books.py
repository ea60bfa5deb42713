"""Order books of issues, and what they were when they were told before.

A book is told when it changes: a best price moved, or its sizes were drawn anew. What is said of
the change counts from the book a second earlier, which is the one that was told before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kiwoom_mockserver.world.book import BUCKET, Book, draws
from kiwoom_mockserver.world.market import DEPTH
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import State, Where
from kiwoom_mockserver.world.world import Instant

if TYPE_CHECKING:
    from kiwoom_mockserver.vocabulary.issues import Issues

Sides = tuple[I64, I64]
"""Of what is offered and of what is bid, a row of ten for each issue."""


class Moves(NamedTuple):
    """How much more stands than when the book was told before: level by level, and in all."""

    ask: I64
    bid: I64
    ask_total: I64
    bid_total: I64


class Books:
    """The books of some issues, each on the exchange that its code names."""

    def __init__(self, issues: "Issues", earlier: Instant | None = None) -> None:
        """``earlier`` is the instant before all of them changed, where that is known."""
        self._issues, self._earlier = issues, earlier
        self._world, self._at = issues.moment
        self._both = np.array([one is Where.BOTH for one in issues.wheres], dtype=np.bool_)

    @cached_property
    def now(self) -> Book:
        """What stands; of both exchanges together, the sum of what stands on each."""
        issues, day = self._issues, self._at.day
        part = np.array([DEPTH[where] for where in issues.wheres], dtype=np.int64)
        books = {
            where: self._world.market.book(
                issues.places, day, self._quoted(where, _EXCHANGES[where][0]), issues.state, part
            )
            for where in issues.venues
        }
        found = Book(
            *(
                issues.chosen({where: getattr(book, side) for where, book in books.items()})
                for side in Book.__slots__
            )
        )
        if not self._both.any():
            return found
        asked, wanted = self.at((found.ask, found.bid))
        return replace(found, ask_size=asked, bid_size=wanted)

    @property
    def quoted(self) -> I64:
        """The seconds of the day at which they could change last."""
        last = {
            where: max(self._quoted(where, one) for one in _EXCHANGES[where])
            for where in self._issues.venues
        }
        return np.array([last[where] for where in self._issues.wheres], dtype=np.int64)

    @cached_property
    def parts(self) -> Mapping[Where, Sides]:
        """What of both exchanges' levels stands on each; of one's alone, nothing."""
        now, both = self.now, self._both[:, None]
        if not self._both.any():
            none = np.zeros_like(now.ask)
            return {Where.KRX: (none, none), Where.NXT: (none, none)}
        ask, bid = (side * both for side in self._on(Where.NXT, (now.ask, now.bid), Where.BOTH))
        krx = now.ask_size * both - ask, now.bid_size * both - bid
        return {Where.KRX: krx, Where.NXT: (ask, bid)}

    @cached_property
    def moves(self) -> Moves:
        """What changed since the book was told before."""
        now, found = self.now, [np.zeros_like(self.now.ask) for _ in range(4)]
        for rows, before in self._told_before():
            asked, wanted = before.at((now.ask[rows], now.bid[rows]))
            sizes = (asked, wanted, before.now.ask_size, before.now.bid_size)
            for column, size in zip(found, sizes, strict=True):
                column[rows] = size
        asked, wanted, asked_all, wanted_all = found
        return Moves(
            now.ask_size - asked,
            now.bid_size - wanted,
            (now.ask_size - asked_all).sum(axis=1),
            (now.bid_size - wanted_all).sum(axis=1),
        )

    @cached_property
    def shape(self) -> I64:
        """What a book follows from, a row for each issue: it changes when any of it does."""
        state, places, day = self._issues.state, self._issues.places, self._at.day
        # None of a sum's parts ever goes back, so it moves when one of them does.
        drawn = self._issues.chosen({
            where: sum(
                (draws(places, day, self._quoted(where, one)) for one in _EXCHANGES[where]),
                start=0 * places,
            )
            for where in self._issues.venues
        })  # fmt: skip
        drawn = drawn * ((state.ask > 0) | (state.bid > 0))
        columns = [drawn, state.ask, state.bid]
        if self._both.any():
            parts = [self._issues.state_on(where) for where in (Where.KRX, Where.NXT)]
            columns += [side * self._both for one in parts for side in (one.ask, one.bid)]
        else:
            columns += [0 * drawn] * 4
        return np.stack(columns, axis=1)

    def at(self, prices: Sides) -> Sides:
        """What stands at prices."""
        asked, wanted = np.zeros_like(prices[0]), np.zeros_like(prices[1])
        for where, exchanges in _EXCHANGES.items():
            mine = np.array([one is where for one in self._issues.wheres], dtype=np.bool_)[:, None]
            for exchange in exchanges if mine.any() else ():
                ask, bid = self._on(exchange, prices, where)
                asked, wanted = asked + ask * mine, wanted + bid * mine
        if not self._both.any():
            return asked, wanted
        # In KRX's after-market, which codes of KRX alone do not speak of, both together may quote
        # what neither code does alone: it stands on KRX.
        ask, bid = self._sizes(self._issues.state, Where.KRX, prices, Where.BOTH)
        both = self._both[:, None]
        return asked + ask * (both & (asked == 0)), wanted + bid * (both & (wanted == 0))

    def _quoted(self, told: Where, exchange: Where) -> int:
        """When the book of an exchange could change last, as codes of ``told`` tell it."""
        return self._world.market.quoted_at(told, exchange, *self._at)

    def _sizes(self, state: State, where: Where, prices: Sides, told: Where) -> Sides:
        """What books of that depth hold in a state."""
        places, second = self._issues.places, self._quoted(told, where)
        return self._world.market.sizes(places, self._at.day, second, state, DEPTH[where], prices)

    def _on(self, where: Where, prices: Sides, told: Where) -> Sides:
        """What stands at prices on one exchange."""
        issues = self._issues
        found = self._sizes(issues.state_on(where), where, prices, told)
        if where is Where.KRX:
            return found
        traded = np.array([one.on_nxt for one in issues.instruments], dtype=np.bool_)[:, None]
        return found[0] * traded, found[1] * traded

    def _told_before(self) -> Iterator[tuple[I64, "Books"]]:
        """Places of issues, and their books before they changed to what they are."""
        rows = np.arange(len(self._issues))
        if self._earlier is not None:
            yield rows, self._issues.books_at(rows, self._earlier)
            return
        shape, last = self.shape, int(self.quoted.max(initial=0))
        for back in range(1, BUCKET + 1):
            at = Instant(self._at.day, max(last - back, 0))
            before = self._issues.books_at(rows, at)
            changed = (before.shape != shape[rows]).any(axis=1) | (back == BUCKET)
            if changed.all():
                yield rows, before
                return
            if changed.any():
                yield rows[changed], self._issues.books_at(rows[changed], at)
            rows = rows[~changed]


_EXCHANGES: Mapping[Where, tuple[Where, ...]] = {
    Where.KRX: (Where.KRX,),
    Where.NXT: (Where.NXT,),
    Where.BOTH: (Where.KRX, Where.NXT),
}
