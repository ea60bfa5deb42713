"""What realtime types say of issues besides what REST does: sums over the book, today against
yesterday, and the parts of the book that each exchange holds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from functools import cached_property
from typing import Final

import numpy as np

from kiwoom_mockserver.vocabulary.executions import ROUND_TRIP
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.flowing import FlowRows
from kiwoom_mockserver.vocabulary.indices import Levels
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world.interruptions import BOTH, DYNAMIC, STATIC
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.publications import PACE, told_at
from kiwoom_mockserver.world.sectors import Sector
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.world import LAST_SECOND, Instant, World

Word = Callable[["Standing"], Answer]

BOOK: Final = "book"
"""What is asked for to see whether a book changed; no field says it."""


class Standing:
    """Some issues at an instant, as the socket speaks of them; a ``Subject``."""

    def __init__(
        self,
        world: World,
        places: I64,
        at: Instant,
        codes: Sequence[str],
        earlier: Instant | None = None,
    ) -> None:
        """``earlier`` is when they were last told of; right now, if nothing is said."""
        self.world, self.places, self.at, self.codes = world, places, at, codes
        told = earlier if earlier is not None and earlier.day == at.day else None
        self.issues = Issues(world, places, at, codes, earlier=told)
        self._earlier = earlier or at

    def __len__(self) -> int:
        return len(self.places)

    def only(self, rows: I64) -> "Standing":
        """Some of the issues, at the same instant."""
        codes = [self.codes[row] for row in rows.tolist()] if self.codes else []
        some = Standing(self.world, self.places[rows], self.at, codes, self._earlier)
        some.issues = self.issues.only(rows)
        return some

    @property
    def base(self) -> I64:
        """The close of the day before."""
        return self.issues.base

    @cached_property
    def before(self) -> "Standing":
        """The same issues when they were last told of."""
        return Standing(self.world, self.places, self._earlier, self.codes)

    @cached_property
    def auctions(self) -> tuple[I64, I64]:
        """Price and shares of each issue's last auction, on the exchange its code names."""
        price, shares = np.zeros((2, len(self)), dtype=np.int64)
        wheres = self.issues.wheres
        for where in set(wheres):
            rows = np.array([one is where for one in wheres], dtype=np.bool_)
            market, at = self.world.market, self.at
            price[rows], shares[rows] = market.last_prints(
                self.places[rows], at.day, at.second, where
            )
        return price, shares

    @staticmethod
    def knows(word: str) -> bool:
        """Whether there is an answer to a word."""
        return word in WORDS or Issues.knows(word)

    def column(self, word: str) -> I64:
        """The whole numbers of a word that issues know."""
        return np.asarray(self.issues.answer(word), dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that issues do not have."""
        made = WORDS.get(word)
        if made is not None:
            return made(self)
        if word == BOOK:
            return self.issues.books.shape
        name, slash, rank = word.partition("/")
        if name == "seller-volume":
            return -np.asarray(self._ranked(f"seller-shares/{rank}"))
        if slash and FlowRows.knows(word):
            return self._ranked(word)
        return self.issues.answer(word)

    @cached_property
    def _singles(self) -> list[Issues]:
        codes = self.codes or [""] * len(self)
        rows = zip(self.places, codes, strict=True)
        return [Issues(self.world, np.array([one]), self.at, [code]) for one, code in rows]

    def _ranked(self, word: str) -> Answer:
        """The column of a word that ranks members, which is told issue by issue."""
        columns = [one.answer(word) for one in self._singles]
        return [value for column in columns for value in np.asarray(column).tolist()]


class SectorStanding:
    """Some sectors at an instant, as the socket speaks of them; a ``Subject``."""

    def __init__(self, world: World, chosen: Sequence[Sector], at: Instant) -> None:
        self._now = Levels(world, chosen, at)
        self._told = told_at(*at)
        self._before = Levels(world, chosen, Instant(at.day, max(self._told - PACE, 0)))
        self._yesterday = Levels(world, chosen, Instant(at.day - 1, LAST_SECOND))

    @property
    def base(self) -> I64:
        """The levels at the close of the day before."""
        return self._now.base

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that sectors do not have."""
        match word:
            case "time":
                return [_clock(self._told)] * len(self._now)
            case "volume":
                # Whole thousands, so that the sums move by exactly what is told.
                thousands = _volume(self._now) // 1_000 - _volume(self._before) // 1_000
                return thousands * 1_000
            case "accumulated-turnover":
                return self._now.answer("turnover")
            case "volume-difference":
                return _volume(self._now) - _volume(self._yesterday)
        return self._now.answer(word)


def _volume(levels: Levels) -> I64:
    return np.asarray(levels.answer("accumulated-volume"), dtype=np.int64)


def _clock(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)


def _now(standing: Standing) -> Answer:
    return [_clock(min(standing.at.second, LAST_SECOND))] * len(standing)


def _less(one: str, other: str) -> Word:
    return lambda standing: standing.column(one) - standing.column(other)


def _previous_turnover(standing: Standing) -> I64:
    market, day, issues = standing.world.market, standing.at.day - 1, standing.issues
    whole = {where: market.state(day, LAST_SECOND, where).value for where in issues.venues}
    return issues.chosen({where: value[standing.places] for where, value in whole.items()})


def _volume_rate(standing: Standing) -> I64:
    volume, before = standing.column("volume"), standing.column("previous-volume")
    rate: I64 = volume * 10_000 // np.maximum(before, 1)
    return np.where(volume < before, -rate, rate)


def _move(name: str) -> Word:
    """By how much a word's number is more than when it was last told."""
    return lambda standing: standing.column(name) - standing.before.column(name)


def _foreign_net(part: str) -> Word:
    """Shares sold are below zero in the words of REST, and so is what came to them."""

    def word(standing: Standing) -> I64:
        bought = standing.column(f"foreign-members-bought{part}")
        sold = np.abs(standing.column(f"foreign-members-sold{part}"))
        net: I64 = bought - sold
        return net

    return word


def _last_auction(figure: int) -> Word:
    """Price (0) or shares (1) of the auction that runs, or else of the last one that has met."""
    words = "expected-price", "expected-volume"

    def word(standing: Standing) -> Answer:
        expected = standing.column("expected-price") > 0
        return np.where(expected, standing.column(words[figure]), standing.auctions[figure])

    return word


def _interruption(standing: Standing) -> Answer:
    """The kind of what holds each issue, as 0g calls it."""
    day, second = standing.at
    found = [""] * len(standing)
    for row, (place, where) in enumerate(
        zip(standing.places.tolist(), standing.issues.wheres, strict=True)
    ):
        exchange = Where.KRX if where is Where.BOTH else where
        held = standing.world.market.interruptions(day, exchange)
        mine = (held.issue == place) & (held.begin <= second) & (second < held.end)
        for kind in held.kind[mine].tolist():
            found[row] = _INTERRUPTED[kind]
    return found


_INTERRUPTED: Final = {STATIC: "정적VI", DYNAMIC: "동적VI", BOTH: "동정적VI"}


def _limit_time(limit: str, reached: str) -> Word:
    """When a limit was first traded at; midnight while it was not."""

    def word(standing: Standing) -> Answer:
        state = standing.issues.state
        price, extreme = getattr(state, limit), getattr(state, reached)
        at_limit = ((extreme == price) & (state.volume > 0)).tolist()
        rows = zip(at_limit, standing.places.tolist(), standing.issues.wheres, price, strict=True)
        return [
            _clock(_first_at(standing, place, where, int(level)) if held else 0)
            for held, place, where, level in rows
        ]

    return word


def _first_at(standing: Standing, place: int, where: Where, price: int) -> int:
    """The second of the day's first trade at a price that was traded at."""
    market, day = standing.world.market, standing.at.day
    bars = market.minutes(place, day, 1, LAST_SECOND, where)
    begin = int(bars.second[(bars.high >= price) & (bars.low <= price)][0])
    made = market.tape(place, day, begin, begin + 60, where)
    return int(made.at[made.price == price][0]) // 1_000


_VENUES: Final = {"_NX": 2, "_AL": 0}
_KRX: Final = 1


def _venues(standing: Standing) -> I64:
    return np.array([_VENUES.get(code[-3:], _KRX) for code in standing.codes], dtype=np.int64)


WORDS: Final[Mapping[str, Word]] = {
    "time": _now,
    "net-ask-total": _less("ask-total", "bid-total"),
    "expected-volume-move": _move("expected-volume"),
    "interruption-now": _interruption,
    "upper-limit-time": _limit_time("upper", "high"),
    "lower-limit-time": _limit_time("lower", "low"),
    "last-expected-price": _last_auction(0),
    "last-expected-volume": _last_auction(1),
    "programme-net-shares-move": _move("programme-net-shares"),
    "programme-net-won-move": _move("programme-net-won"),
    "foreign-members-net": _foreign_net(""),
    "foreign-members-net-change": _foreign_net("-change"),
    "member-colour": lambda s: ["!!!!"] * len(s),
    "venue-number": _venues,
    "volume-difference": _less("volume", "previous-volume"),
    "turnover-difference": lambda s: s.column("turnover") - _previous_turnover(s),
    "signed-volume-rate": _volume_rate,
    "trading-cost": lambda s: s.column("last-price") * ROUND_TRIP // 10_000_000,
}
"""What the socket's types know beyond ``Issues``, by the words of contracts/words.json."""
