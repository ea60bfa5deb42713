"""Issues at an instant: what every quote, list and ranking speaks of."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from kiwoom_mockserver.spec.formats import Directed, Value
from kiwoom_mockserver.vocabulary.books import Books
from kiwoom_mockserver.vocabulary.comparisons import COMPARISONS
from kiwoom_mockserver.vocabulary.filling import NO_TERMS, Answer
from kiwoom_mockserver.vocabulary.flowing import FlowRows
from kiwoom_mockserver.vocabulary.highs import HIGHS
from kiwoom_mockserver.vocabulary.optional import OPTIONAL
from kiwoom_mockserver.vocabulary.overtime import OVERTIME
from kiwoom_mockserver.vocabulary.particulars import PARTICULARS
from kiwoom_mockserver.vocabulary.parts import PARTS
from kiwoom_mockserver.vocabulary.ratios import part, strength
from kiwoom_mockserver.vocabulary.single_price import SINGLE_PRICE, SINGLE_PRICE_LEVELS, Overtime
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.book import Book, Waiting
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.flows.tally import Tally
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.outside import Outside
from kiwoom_mockserver.world.session import State, Where
from kiwoom_mockserver.world.world import Instant, World

YEAR_DAYS = 250
FEW = 60
"""So many issues are worked out on their own; for more, the whole market is."""

Word = Callable[["Issues"], Answer]


class Issues:
    """Some issues of a world, by place, as they stand at an instant."""

    def __init__(
        self,
        world: World,
        places: I64,
        at: Instant,
        codes: Sequence[str] = (),
        first: int = 0,
        earlier: Instant | None = None,
    ) -> None:
        """``codes`` are how the issues were asked for, suffix and all; ``first`` the first rank.

        ``earlier`` is the instant before their books changed, where that is known.
        """
        self._world = world
        self.places = places
        self._at = at
        self._codes = codes
        self._first = first
        self.terms = NO_TERMS
        self._earlier = earlier
        self._states: dict[Where, State] = {}
        self._venues = _venues_of(tuple(codes)) if codes else _on_krx(len(places))

    @property
    def wheres(self) -> Sequence[Where]:
        """Whose trades are spoken of, issue by issue."""
        return self._venues.each

    @property
    def venues(self) -> Sequence[Where]:
        """The same, each once."""
        return self._venues.distinct

    def __len__(self) -> int:
        return len(self.places)

    @property
    def moment(self) -> tuple[World, Instant]:
        """The world the issues are of, and when."""
        return self._world, self._at

    @cached_property
    def state(self) -> State:
        """The issues' state, each on the exchange its code names."""
        states = {where: self.state_on(where) for where in self.venues}
        if len(states) == 1:
            return states[self.venues[0]]
        return State(
            *(
                self.chosen({where: getattr(state, name) for where, state in states.items()})
                for name in State.__slots__
            )
        )

    def chosen(self, columns: Mapping[Where, I64]) -> I64:
        """Of columns by place of trade, each issue's row of the place its code names."""
        found = [columns[where] for where in self.venues]
        if len(found) == 1:
            return found[0]
        rows: I64 = np.stack(found)[self._venues.which, np.arange(len(self))]
        return rows

    def at(self, at: Instant) -> "Issues":
        """The same issues at another instant, each on the exchange its code names."""
        return Issues(self._world, self.places, at, self._codes)

    def state_on(self, where: Where) -> State:
        """The issues' state by the trades of one place."""
        if where not in self._states:
            self._states[where] = self._find_state(where)
        return self._states[where]

    def only(self, rows: I64) -> "Issues":
        """Some of the issues, at the same instant."""
        codes = [self._codes[row] for row in rows.tolist()] if self._codes else ()
        some = Issues(self._world, self.places[rows], self._at, codes, earlier=self._earlier)
        some._states = {where: state.only(rows) for where, state in self._states.items()}
        return some

    def _find_state(self, where: Where) -> State:
        market, at = self._world.market, self._at
        if len(self.places) == 1:
            return market.issue_state(int(self.places[0]), at.day, at.second, where)
        if len(self.places) <= FEW:
            return market.some_states(self.places, at.day, at.second, where)
        return market.state(at.day, at.second, where).only(self.places)

    @property
    def sold(self) -> I64:
        """Shares traded at the bid; an auction's have no aggressor."""
        market, (day, second) = self._world.market, self._at
        met = self.chosen({one: market.met(self.places, day, second, one) for one in self.venues})
        sold: I64 = self.state.volume - self.state.bought - met
        return sold

    @cached_property
    def _krx(self) -> State:
        """The issues' state on KRX, whose trades all flows are cut from."""
        return self.state_on(Where.KRX)

    @property
    def book(self) -> Book:
        """The issues' order books."""
        return self.books.now

    @cached_property
    def books(self) -> Books:
        """The issues' order books, and what changed in them."""
        return Books(self, self._earlier)

    def books_at(self, rows: I64, at: Instant) -> Books:
        """The books of some of the issues at another instant."""
        codes = [self._codes[row] for row in rows.tolist()] if self._codes else ()
        return Issues(self._world, self.places[rows], at, codes).books

    @cached_property
    def waiting(self) -> Waiting:
        """What waits at the close price on KRX, of which codes of NXT alone do not speak."""
        found = self._world.market.waiting(self.places, self._at.day, self._at.second)
        told = np.array([one is not Where.NXT for one in self.wheres], dtype=np.int64)
        return Waiting(*(column * told for column in found))

    @cached_property
    def overtime(self) -> Overtime:
        """The issues in the single-price session after hours."""
        return Overtime(self)

    @cached_property
    def outside(self) -> Outside:
        """What of the issues was traded outside of regular hours, where their codes name."""
        market, (day, second) = self._world.market, self._at
        found = [market.outside(self.places, day, second, where) for where in self.venues]
        chosen = [self._venues.which == number for number in range(len(self.venues))]
        columns = zip(*found, strict=True)
        return found[0] if len(found) == 1 else Outside(*(np.select(chosen, c) for c in columns))

    @cached_property
    def instruments(self) -> list[Instrument]:
        """What does not change during the day."""
        return [self._world.instruments.all[place] for place in self.places.tolist()]

    def extremes(self, days: int) -> I64:
        """Highest price of the days before today and its day, lowest and its: four rows."""
        found = np.empty((4, len(self)), dtype=np.int64)
        for number, where in enumerate(self.venues):
            rows = np.flatnonzero(self._venues.which == number)
            found[:, rows] = self._world.market.extremes(
                self.places[rows], self._at.day, days, where
            )
        return found

    @cached_property
    def year(self) -> tuple[I64, I64, I64, I64]:
        """Highest price of 250 days and its day, lowest and its; today's counts as it stands."""
        day, state = self._at.day, self.state
        high, high_day, low, low_day = self.extremes(YEAR_DAYS - 1)
        top = np.where(state.volume > 0, state.high, state.last)
        bottom = np.where(state.volume > 0, state.low, state.last)
        return (
            np.maximum(high, top), np.where(top > high, day, high_day),
            np.minimum(low, bottom), np.where(bottom < low, day, low_day),
        )  # fmt: skip

    @property
    def base(self) -> I64:
        """The close of the day before."""
        return self.state.base

    @staticmethod
    def knows(word: str) -> bool:
        """Whether issues have an answer to a word."""
        return word in WORDS or word.partition("/")[0] in _LEVELS or FlowRows.knows(word)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that issues do not have."""
        made = WORDS.get(word)
        if made is not None:
            answer: Answer = made(self)
            return answer
        name, slash, level = word.partition("/")
        if slash and name in _LEVELS:
            column: I64 = _LEVELS[name](self)[:, int(level) - 1]
            return column
        return self.flows.answer(word) if FlowRows.knows(word) else None

    @cached_property
    def flows(self) -> FlowRows:
        """Who has traded the issues today."""
        at, flows = self._at, self._world.flows
        if len(self.places) <= FEW:
            ledger = flows.ledgers.some(self.places, at.day)
        else:
            ledger = flows.ledgers.day(at.day).of(self.places)

        def minute_ago() -> Tally:
            earlier = Instant(at.day, max(at.second - 60, 0))
            volume = Issues(self._world, self.places, earlier).state.volume
            return Tally(flows, [ledger.until(volume)])

        tally = Tally(flows, [ledger.until(self._krx.volume)], self._krx.value)
        return FlowRows(tally, self.terms, self.state.last, at, minute_ago)

    def _each(self, read: Callable[[Instrument], Value]) -> list[Value]:
        return [read(one) for one in self.instruments]

    def _number(self, read: Callable[[Instrument], int]) -> I64:
        return np.array([read(one) for one in self.instruments], dtype=np.int64)


class _Venues(NamedTuple):
    """Whose trades the codes of some issues speak of."""

    each: tuple[Where, ...]
    distinct: tuple[Where, ...]
    which: I64
    """The place of each issue's among the distinct ones."""


@lru_cache(maxsize=64)
def _venues_of(codes: tuple[str, ...]) -> _Venues:
    """Issue by issue; lists of the whole market are asked for again and again."""
    each = tuple(map(where_of, codes))
    distinct = tuple(sorted(set(each)))
    return _Venues(each, distinct, np.array([distinct.index(one) for one in each]))


@lru_cache(maxsize=64)
def _on_krx(count: int) -> _Venues:
    return _Venues((Where.KRX,) * count, (Where.KRX,), np.zeros(count, dtype=np.int64))


def where_of(code: str) -> Where:
    """Whose trades a code with its suffix speaks of."""
    return _SUFFIXES.get(code[-3:], Where.KRX)


_SUFFIXES: Mapping[str, Where] = {"_NX": Where.NXT, "_AL": Where.BOTH}


def _codes(issues: Issues) -> Answer:
    return issues._codes or issues._each(lambda one: one.code)


def _bounds(issues: Issues) -> ticks.LimitColumns:
    return ticks.LimitColumns(issues.state.lower, issues.state.upper)


def _previous_volume(issues: Issues) -> I64:
    market, day = issues._world.market, issues._at.day - 1
    return issues.chosen({w: market.volumes(issues.places, day, w) for w in issues.venues})


def _volume_rate(issues: Issues) -> I64:
    """The volume in per cent of the day before's; the sign says whether it is less.

    Live, 2026-07: 20,396,038 shares show as -69.76 and 20,206,425 as -69.11; both are parts of
    29.24 million.
    """
    before = _previous_volume(issues)
    rate = part(issues.state.volume, before)
    return np.where(issues.state.volume < before, -rate, rate)


def _previous_turnover(issues: Issues) -> I64:
    market, day = issues._world.market, np.array([issues._at.day - 1])
    rows = [
        market.history(place, day, where).value[0]
        for place, where in zip(issues.places.tolist(), issues.wheres, strict=True)
    ]
    return np.array(rows, dtype=np.int64)


def _rate_of(part: I64, whole: I64) -> I64:
    """Hundredths of a per cent, cut off; 0 of nothing."""
    return np.where(whole > 0, part * 10_000 // np.maximum(whole, 1), 0)


def _told_at(issues: Issues) -> Answer:
    """When the code's book could change last."""
    return [_clock(second) for second in issues.books.quoted.tolist()]


def _overtime_told_at(issues: Issues) -> Answer:
    """The same of any of its books, that of the single-price session too."""
    last = np.maximum(issues.books.quoted, issues.overtime.quoted)
    return [_clock(second) for second in last.tolist()]


def _clock(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)


def _high_rate(issues: Issues) -> Answer:
    return ticks.change_rate(issues.state.last, issues.year[0])


def _low_rate(issues: Issues) -> Answer:
    return ticks.change_rate(issues.state.last, issues.year[2])


def _ratios(name: str) -> Word:
    def word(issues: Issues) -> Answer:
        prices = issues.state.last.tolist()
        return [
            getattr(one.fundamentals, name)(price) if one.fundamentals else None
            for one, price in zip(issues.instruments, prices, strict=True)
        ]

    return word


def _figure(name: str, unit: int = 1) -> Word:
    def word(issues: Issues) -> Answer:
        return issues._number(
            lambda one: getattr(one.fundamentals, name) * unit if one.fundamentals else 0
        )

    return word


def _of_warrant(issues: Issues, figure: int) -> Answer:
    """One of a warrant's extremes of a year; nothing for what is none."""
    found = issues.year[figure].tolist()
    signs = np.sign(issues.year[figure] - issues.base).tolist()
    return [
        None if one.warrant is None else Directed(value, sign) if figure % 2 == 0 else day_at(value)
        for one, value, sign in zip(issues.instruments, found, signs, strict=True)
    ]


def _provided(issues: Issues, sizes: I64) -> I64:
    """What liquidity providers have in the book: of funds and ELWs three fifths, else nothing."""
    provides = np.array([one.kind in _PROVIDED for one in issues.instruments], dtype=np.int64)
    part: I64 = sizes * 3 // 5 * provides[:, None]
    return part


_PROVIDED = frozenset({"etf", "etn", "elw"})
EOK = 100_000_000

WORDS: Mapping[str, Word] = {
    "code": _codes,
    "prefixed-code": lambda i: i._each(lambda one: one.prefixed_code),
    "name": lambda i: i._each(lambda one: one.name),
    "rank": lambda i: np.arange(i._first + 1, i._first + len(i) + 1),
    "current-rank": lambda i: np.arange(i._first + 1, i._first + len(i) + 1),
    "last-price": lambda i: i.state.last,
    "close-price": lambda i: i.state.last,
    "open-price": lambda i: i.state.open,
    "high-price": lambda i: i.state.high,
    "low-price": lambda i: i.state.low,
    "base-price": lambda i: i.state.base,
    "previous-close-price": lambda i: i.state.base,
    "upper-limit-price": lambda i: i.state.upper,
    "lower-limit-price": lambda i: i.state.lower,
    "change": lambda i: i.state.last - i.state.base,
    "change-rate": lambda i: ticks.change_rate(i.state.last, i.state.base),
    "change-sign": lambda i: ticks.change_sign(i.state.last, i.state.base, _bounds(i)),
    "symbol": lambda i: ticks.change_sign(i.state.last, i.state.base, _bounds(i)),
    "volume": lambda i: i.state.volume,
    "turnover": lambda i: i.state.value,
    "accumulated-volume": lambda i: i.state.volume,
    "accumulated-turnover": lambda i: i.state.value,
    "trade-volume": lambda i: i.state.size,
    "trade-price": lambda i: i.state.last,
    "previous-volume": _previous_volume,
    "previous-turnover": _previous_turnover,
    "volume-rate": _volume_rate,
    "volume-change-rate": _volume_rate,
    "strength": lambda i: strength(i.state.bought, i.sold),
    "turnover-rate": lambda i: _rate_of(i.state.volume, i._number(lambda one: one.shares)),
    "ask-price": lambda i: i.state.ask,
    "bid-price": lambda i: i.state.bid,
    "ask-quantity": lambda i: i.book.ask_size[:, 0],
    "bid-quantity": lambda i: i.book.bid_size[:, 0],
    "ask-total": lambda i: i.book.ask_size.sum(axis=1),
    "bid-total": lambda i: i.book.bid_size.sum(axis=1),
    "ask-total-difference": lambda i: i.books.moves.ask_total,
    "bid-total-difference": lambda i: i.books.moves.bid_total,
    "krx-ask-total": lambda i: i.books.parts[Where.KRX][0].sum(axis=1),
    "krx-bid-total": lambda i: i.books.parts[Where.KRX][1].sum(axis=1),
    "nxt-ask-total": lambda i: i.books.parts[Where.NXT][0].sum(axis=1),
    "nxt-bid-total": lambda i: i.books.parts[Where.NXT][1].sum(axis=1),
    "expected-price": lambda i: i.state.expected,
    "expected-volume": lambda i: i.state.expected_volume,
    "expected-ask-price": lambda i: i.state.ask * (i.state.expected > 0),
    "expected-bid-price": lambda i: i.state.bid * (i.state.expected > 0),
    "volume-part-signed": _volume_rate,
    "trading-start-date": lambda i: i._each(lambda one: one.listing_date if one.warrant else None),
    "exercise-price": lambda i: i._number(
        lambda one: one.warrant.strike // 100 if one.warrant else 0
    ),
    "warrant-high": lambda i: _of_warrant(i, 0),
    "warrant-high-date": lambda i: _of_warrant(i, 1),
    "warrant-low": lambda i: _of_warrant(i, 2),
    "warrant-low-date": lambda i: _of_warrant(i, 3),
    "time": _told_at,
    "book-time": _told_at,
    "any-book-time": _overtime_told_at,
    "date": lambda i: [i._at.date] * len(i),
    "market-cap": lambda i: i.state.last * i._number(lambda one: one.shares),
    "listed-shares": lambda i: i._number(lambda one: one.shares),
    "float-shares": lambda i: i._number(lambda one: one.shares * one.float_rate // 1000),
    "float-rate": lambda i: i._number(lambda one: one.float_rate * 10),
    "face-value": lambda i: i._number(lambda one: one.face_value),
    "capital": lambda i: i._number(lambda one: one.face_value * one.shares),
    "settlement-month": lambda i: i._number(lambda one: one.settlement_month),
    "listing-date": lambda i: i._each(lambda one: one.listing_date),
    "replacement-price": lambda i: i.state.base * 8 // 10 // 10 * 10,
    "eps": _figure("eps"),
    "bps": _figure("bps"),
    "roe": lambda i: i._each(lambda one: one.fundamentals.roe if one.fundamentals else None),
    "per": _ratios("per"),
    "pbr": _ratios("pbr"),
    "ev-ebitda": _ratios("ev_ebitda"),
    "revenue": _figure("revenue", EOK),
    "operating-profit": _figure("operating_profit", EOK),
    "net-income": _figure("net_income", EOK),
    "high-250": lambda i: i.year[0],
    "low-250": lambda i: i.year[2],
    "high-250-rate": _high_rate,
    "low-250-rate": _low_rate,
    **COMPARISONS,
    **HIGHS,
    **OPTIONAL,
    **OVERTIME,
    **PARTS,
    **SINGLE_PRICE,
    **PARTICULARS,
}
"""What issues know, by the words of contracts/words.json."""

_LEVELS: Mapping[str, Callable[[Issues], I64]] = {
    "ask-price": lambda i: i.book.ask,
    "bid-price": lambda i: i.book.bid,
    "ask-quantity": lambda i: i.book.ask_size,
    "bid-quantity": lambda i: i.book.bid_size,
    "provider-ask-quantity": lambda i: _provided(i, i.book.ask_size),
    "provider-bid-quantity": lambda i: _provided(i, i.book.bid_size),
    "ask-difference": lambda i: i.books.moves.ask,
    "bid-difference": lambda i: i.books.moves.bid,
    "krx-ask-quantity": lambda i: i.books.parts[Where.KRX][0],
    "krx-bid-quantity": lambda i: i.books.parts[Where.KRX][1],
    "nxt-ask-quantity": lambda i: i.books.parts[Where.NXT][0],
    "nxt-bid-quantity": lambda i: i.books.parts[Where.NXT][1],
    **SINGLE_PRICE_LEVELS,
}
"""Words with a level of the book behind a slash."""
