"""The market of a recorded session, as the order engine needs to know it.

Trades come from frames of type 0B, books from 0D; where no book was recorded, the best quotes that
came with the trades stand for it. What was not recorded does not exist: an issue without frames has
no quotes and does not trade.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.broadcast import broadcasts
from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.hours import day_of, millis, start_of
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.prints import AUCTION, BUY, SELL
from kiwoom_mockserver.world.tape import Band, Level, Move, Print, Quotes, Tape, Uncross
from kiwoom_mockserver.world.transcript import Trades

MAX_MOMENTS: Final = 5_000_000
"""Trades and books of one issue that are kept; 40 to 60 bytes each."""

WITHIN: Final = 60_000
"""Milliseconds after its end in which an auction's print is told."""

_NOON: Final = 12 * 3600 * 1000

_TIME, _VALUE, _OPEN, _HIGH, _LOW, _STRENGTH = "20", "14", "16", "17", "18", "228"
"""FIDs of 0B: when it was traded, millions of won today, the day's prices, bought over sold."""

_SOLD, _BOUGHT = "1030", "1031"
"""FIDs of 0B that the live server tells: the day's shares sold at the bid, bought at the ask."""

_MILLION: Final = 1_000_000
_LATE: Final = 600_000
"""Milliseconds by which a trade may be told late, or its own word of its time is not believed."""

_LONGEST: Final = 15
"""Digits of a number at most."""

_LAST, _CHANGE, _SIZE, _VOLUME, _ASK, _BID = "10", "11", "15", "13", "27", "28"
"""FIDs of 0B: last price, its change, the trade's shares, the day's shares, best quotes."""

_ASKS: Final = tuple((str(41 + level), str(61 + level)) for level in range(10))
_BIDS: Final = tuple((str(51 + level), str(71 + level)) for level in range(10))
"""FIDs of 0D: prices and quantities of the levels, the best first."""

_EXPECTED: Final = "291"
"""FID of 0D: the price a running auction would end with; 0 while there is none. (23 goes on to tell
the last one.)"""

_NXT: Final = "_NX"


class Standing(NamedTuple):
    """An issue as its last trade left it; all 0 but ``last`` before the first.

    ``size`` is negative at the bid, ``bought`` were shares at the ask, ``met`` in auctions.
    """

    last: int
    open: int = 0
    high: int = 0
    low: int = 0
    volume: int = 0
    value: int = 0
    bought: int = 0
    met: int = 0
    size: int = 0


class Best(NamedTuple):
    """The best quotes; 0 where there is none."""

    ask: int
    bid: int


@dataclass(slots=True)
class _Issue:
    """What was recorded of one issue on one exchange; instants in milliseconds, in order."""

    base: int = 0
    at: "array[int]" = field(default_factory=lambda: array("q"))
    price: "array[int]" = field(default_factory=lambda: array("q"))
    quantity: "array[int]" = field(default_factory=lambda: array("q"))
    opening: "array[int]" = field(default_factory=lambda: array("b"))
    ends: "array[int]" = field(default_factory=lambda: array("b"))
    """Whether an auction ran until each trade."""
    told: dict[str, "array[int]"] = field(
        default_factory=lambda: {name: array("q") for name in Standing._fields}
    )
    clock: "array[int]" = field(default_factory=lambda: array("q"))
    """Milliseconds of the day at which each trade was made, by its own word."""
    moved_at: "array[int]" = field(default_factory=lambda: array("q"))
    ask: "array[int]" = field(default_factory=lambda: array("q"))
    bid: "array[int]" = field(default_factory=lambda: array("q"))
    held: "array[int]" = field(default_factory=lambda: array("b"))
    """Whether an auction runs instead of continuous trading, an interruption's too."""
    book_at: "array[int]" = field(default_factory=lambda: array("q"))
    book_seen: "array[int]" = field(default_factory=lambda: array("q"))
    """Nanoseconds of the session at which each book was told."""


class RecordedTape:
    """A session as a tape; ``rest`` tells the limits of issues that were not recorded."""

    def __init__(self, session: Session, instruments: Instruments, rest: Tape) -> None:
        """Raises SessionError when an issue has more trades than can be kept."""
        self._session = session
        self._instruments = instruments
        self._rest = rest
        self._origin = millis(session.manifest.origin)
        self.day = day_of(self._origin)[0]
        """The trading day that was recorded."""
        self._issues: dict[tuple[str, Exchange], _Issue] = {}
        self._books: Cache[tuple[str, Exchange, int], Quotes] = Cache(2_000)
        for told in broadcasts(session):
            at = self._origin + told.at // 1_000_000
            for entry in told.entries:
                if entry.type == "0B":
                    self._trade(entry.item, entry.values, at)
                elif entry.type == "0D":
                    self._book(entry.item, entry.values, at, told.at)

    @property
    def codes(self) -> tuple[str, ...]:
        """The issues that were recorded."""
        return tuple(sorted({code for code, _ in self._issues}))

    def has_trades(self, code: str, at: int) -> bool:
        """Whether a trade of the issue was told until then."""
        told = self._of(code, Exchange.KRX).at
        return bool(told) and told[0] <= at

    def has_book(self, code: str, at: int) -> bool:
        """Whether a book of the issue was told until then."""
        told = self._of(code, Exchange.KRX).book_at
        return bool(told) and told[0] <= at

    def standing(self, code: str, at: int) -> Standing:
        """The issue by the last trade that was told until then."""
        issue = self._of(code, Exchange.KRX)
        found = bisect_right(issue.at, at)
        if found:
            return Standing(*(issue.told[name][found - 1] for name in Standing._fields))
        if not issue.at:
            return Standing(self.last(code, at))
        # What was traded before the recording is what its first trade does not account for.
        volume, size, price = (issue.told[name][0] for name in ("volume", "size", "last"))
        value = max(issue.told["value"][0] - abs(size) * price, 0)
        return Standing(issue.base, volume=max(volume - abs(size), 0), value=value)

    def best(self, code: str, at: int) -> Best:
        """The best quotes that were told until then."""
        issue = self._of(code, Exchange.KRX)
        found = bisect_right(issue.moved_at, at)
        return Best(issue.ask[found - 1], issue.bid[found - 1]) if found else Best(0, 0)

    def trades(self, code: str, until: int) -> Trades:
        """Every trade that was told until then, at the times the trades themselves tell."""
        issue = self._of(code, Exchange.KRX)
        count = bisect_right(issue.at, until)
        told, opening = issue.told, issue.opening
        rows = (issue.clock, issue.price, issue.quantity, told["size"], told["met"], opening)
        clock, price, shares, size, met, first = (np.array(row[:count], np.int64) for row in rows)
        auction = (first > 0) | (np.diff(met, prepend=met[:1]) > 0)
        side = np.where(auction, AUCTION, np.where(size < 0, SELL, BUY))
        return Trades(np.maximum.accumulate(clock), price, shares, side)

    def band(self, code: str, day: int) -> Band:
        """The base price that the trades' changes were counted from, and its limits."""
        issue, place = self._of(code, Exchange.KRX), self._instruments.place(code)
        if not issue.base or place is None:
            return self._rest.band(code, day)
        columns = self._instruments.columns
        multiple = max(abs(int(columns.leverage[place])), 1)
        limits = ticks.limits(int(columns.tick_class[place]), issue.base, multiple)
        return Band(issue.base, limits.lower, limits.upper)

    def quotes(self, code: str, exchange: Exchange, at: int) -> Quotes:
        """The last book that was told until then; empty while an auction runs."""
        issue = self._of(code, exchange)
        moved = bisect_right(issue.moved_at, at)
        if moved and issue.held[moved - 1]:
            return Quotes((), ())
        return self.shown(code, exchange, at)

    def shown(self, code: str, exchange: Exchange, at: int) -> Quotes:
        """The last book that was told until then, of an auction too."""
        issue = self._of(code, exchange)
        found = bisect_right(issue.book_at, at)
        moved = bisect_right(issue.moved_at, at)
        if found and (not moved or issue.book_at[found - 1] >= issue.moved_at[moved - 1]):
            key = (code, exchange, found)
            return self._books.get(key, lambda: self._read_book(code, exchange, found - 1))
        return self._best(issue, moved - 1) if moved else Quotes((), ())

    def last(self, code: str, at: int, exchange: Exchange = Exchange.KRX) -> int:
        """The last price that was told until then; the base before the first."""
        issue = self._of(code, exchange)
        found = bisect_right(issue.at, at)
        if found:
            return issue.price[found - 1]
        return issue.base or self._rest.band(code, day_of(at)[0]).base

    def at_close(self, code: str, at: int) -> tuple[int, int, int]:
        """The last price, and what stands at the best bid and ask."""
        quotes = self.quotes(code, Exchange.KRX, at)
        bid = quotes.bids[0].quantity if quotes.bids else 0
        ask = quotes.asks[0].quantity if quotes.asks else 0
        return self.last(code, at), bid, ask

    def moments(
        self, code: str, exchange: Exchange, after: int, until: int
    ) -> Iterator[Print | Move | Uncross]:
        """Trades after the opening, and the best quotes when they moved, in order of time."""
        issue = self._of(code, exchange)
        trade = bisect_right(issue.at, after)
        move = bisect_right(issue.moved_at, after)
        while True:
            next_trade = issue.at[trade] if trade < len(issue.at) else until + 1
            next_move = issue.moved_at[move] if move < len(issue.moved_at) else until + 1
            if min(next_trade, next_move) > until:
                return
            # At one instant prices move before anything trades at them, but for an auction's end.
            first = trade < len(issue.at) and issue.ends[trade]
            if next_move < next_trade or (next_move == next_trade and not first):
                known = (0, 0) if issue.held[move] else (issue.ask[move], issue.bid[move])
                yield Move(next_move, *known)
                move += 1
            else:
                if not issue.opening[trade]:
                    told = Uncross if issue.ends[trade] else Print
                    yield told(next_trade, issue.price[trade], issue.quantity[trade])
                trade += 1

    def reach(
        self, code: str, exchange: Exchange, after: int, until: int
    ) -> tuple[int, int] | None:
        """Not known: what was recorded is looked through."""
        return None

    def expect(self, asked: Sequence[tuple[str, int]]) -> None:
        """The session is read already; other days are the synthetic market's."""
        self._rest.expect(asked)

    def auction(self, code: str, exchange: Exchange, at: int) -> Print | None:
        """The first trade told within a minute of its end; in the morning, the day's first."""
        issue = self._of(code, exchange)
        found = bisect_right(issue.at, at - 1_000)
        if found == len(issue.at) or issue.at[found] > at + WITHIN:
            return None
        if day_of(at)[1] < _NOON and not issue.opening[found]:
            return None
        return Print(at, issue.price[found], issue.quantity[found])

    def _of(self, code: str, exchange: Exchange) -> _Issue:
        return self._issues.get((code, exchange), _NOTHING)

    def _open(self, item: str) -> _Issue:
        exchange = Exchange.NXT if item.endswith(_NXT) else Exchange.KRX
        return self._issues.setdefault((item.removesuffix(_NXT), exchange), _Issue())

    def _trade(self, item: str, values: Mapping[str, Any], at: int) -> None:
        price, shares = _amount(values, _LAST), _amount(values, _SIZE)
        if not price or not shares:
            return
        issue = self._open(item)
        if not issue.base:
            issue.base = price - _signed(values, _CHANGE)
        _append(issue.at, at)
        issue.price.append(price)
        issue.quantity.append(shares)
        # The day's shares are the trade's own: it is the first, the opening auction's.
        issue.opening.append(_amount(values, _VOLUME) == shares)
        issue.ends.append(bool(issue.held) and bool(issue.held[-1]))
        self._stand(issue, values, price, shares, at)
        self._move(issue, at, _amount(values, _ASK), _amount(values, _BID))

    def _stand(
        self, issue: _Issue, values: Mapping[str, Any], price: int, shares: int, at: int
    ) -> None:
        told, size = issue.told, _signed(values, _SIZE)
        before = told["volume"][-1] if told["volume"] else 0
        worth = told["value"][-1] if told["value"] else 0
        volume = _amount(values, _VOLUME) or before + shares
        met = shares if issue.opening[-1] else told["met"][-1] if told["met"] else 0
        bought, met = _split(values, volume, met)
        standing = Standing(
            last=price,
            open=_amount(values, _OPEN) or (told["open"][-1] if told["open"] else price),
            high=_amount(values, _HIGH) or max(told["high"][-1] if told["high"] else 0, price),
            low=_amount(values, _LOW) or min(told["low"][-1] if told["low"] else price, price),
            volume=volume,
            value=_amount(values, _VALUE) * _MILLION or worth + shares * price,
            bought=bought,
            met=met,
            size=size,
        )
        for name, value in standing._asdict().items():
            told[name].append(value)
        midnight = start_of(day_of(at)[0])
        clock = _clock(values.get(_TIME))
        believed = clock >= 0 and 0 <= at - midnight - clock <= _LATE
        issue.clock.append(clock if believed else at - midnight)

    def _book(self, item: str, values: Mapping[str, Any], at: int, seen: int) -> None:
        issue = self._open(item)
        ask, bid = _amount(values, _ASKS[0][0]), _amount(values, _BIDS[0][0])
        _append(issue.book_at, at)
        issue.book_seen.append(seen)
        self._move(issue, at, ask, bid, held=_amount(values, _EXPECTED) > 0)

    def _move(self, issue: _Issue, at: int, ask: int, bid: int, *, held: bool = False) -> None:
        if not ask and not bid and not held:
            return
        known = (ask, bid, held)
        if not issue.moved_at or (issue.ask[-1], issue.bid[-1], issue.held[-1]) != known:
            _append(issue.moved_at, at)
            issue.ask.append(ask)
            issue.bid.append(bid)
            issue.held.append(held)

    def _best(self, issue: _Issue, moved: int) -> Quotes:
        """The best quotes alone; what stands at them is taken to be what last traded."""
        traded = bisect_right(issue.at, issue.moved_at[moved])
        size = issue.quantity[traded - 1] if traded else 1
        ask, bid = issue.ask[moved], issue.bid[moved]
        return Quotes(
            (Level(ask, size, moved),) if ask else (), (Level(bid, size, moved),) if bid else ()
        )

    def _read_book(self, code: str, exchange: Exchange, number: int) -> Quotes:
        item = code + _NXT if exchange is Exchange.NXT else code
        seen = self._of(code, exchange).book_seen[number]
        for told in broadcasts(self._session, seen, seen + 1):
            for entry in told.entries:
                if (entry.type, entry.item) == ("0D", item):
                    return Quotes(
                        _side(entry.values, _ASKS, number), _side(entry.values, _BIDS, number)
                    )
        return Quotes((), ())


_NOTHING: Final = _Issue()


def _append(instants: "array[int]", at: int) -> None:
    if len(instants) >= MAX_MOMENTS:
        raise SessionError(f"an issue has more than {MAX_MOMENTS} trades or books; cut the session")
    instants.append(at)


def _side(
    values: Mapping[str, Any], fields: tuple[tuple[str, str], ...], key: int
) -> tuple[Level, ...]:
    levels = ((_amount(values, price), _amount(values, size)) for price, size in fields)
    return tuple(Level(price, size, key) for price, size in levels if price and size)


def _amount(values: Mapping[str, Any], name: str) -> int:
    """The number without its sign, which tells a direction; 0 where there is none."""
    return abs(_signed(values, name))


def _split(values: Mapping[str, Any], volume: int, met: int) -> tuple[int, int]:
    """Of the day's shares those bought at the ask and those met in auctions.

    By both sides' shares where they are told, else by the strength: bought per hundred sold of all
    but ``met``, the shares that are known to have met.
    """
    if _SOLD in values and _BOUGHT in values:
        bought = _amount(values, _BOUGHT)
        return bought, max(volume - bought - _amount(values, _SOLD), 0)
    text = values.get(_STRENGTH)
    if not isinstance(text, str) or not _RATE.fullmatch(text):
        return 0, met
    rate = int(text.replace(".", ""))
    whole = 10_000 + rate
    return (rate * (volume - met) + whole // 2) // whole, met


def _clock(text: object) -> int:
    """Milliseconds of the day of a text like 090003; -1 for any other."""
    if not isinstance(text, str) or not _TIMES.fullmatch(text):
        return -1
    return (int(text[:2]) * 3600 + int(text[2:4]) * 60 + int(text[4:])) * 1000


_RATE: Final = re.compile(r"[0-9]{1,9}\.[0-9]{2}")
_TIMES: Final = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]")


def _signed(values: Mapping[str, Any], name: str) -> int:
    text = values.get(name)
    if not isinstance(text, str) or len(text) > _LONGEST:
        return 0
    try:
        return int(text.strip().replace("--", "-"))
    except ValueError:
        return 0
