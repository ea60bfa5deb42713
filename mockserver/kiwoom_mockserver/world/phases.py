"""The parts of the trading day, per exchange and date.

The hours are data (fixtures/market/phases.json): KRX changed them in 2016, in 2019, and on
2026-09-14, when the after-market took the place of the single-price session; NXT exists since
2025-03-04. On the first trading day of a year the market opens an hour late, on an exam day the
whole session is an hour late, and NXT has no pre-market on either.

Every instant belongs to exactly one phase of each exchange: a day's phases follow one another from
midnight to midnight. Nothing here looks at a clock.

Not told apart, because no order of this API can meet them: NXT's close-price market beside its
after-market, and block trades.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.calendar import (
    Special,
    is_trading_day,
    next_trading_day,
    special_day,
)

_DAY: Final = timedelta(days=1)
_MINUTE: Final = 60
_LAST_STEP: Final = 10
"""Seconds between two countdown frames in the last minute (Kiwoom's answer to a user)."""

_START: Final = attrgetter("start")

SINGLE_PRICE_ROUND: Final = timedelta(minutes=10)
"""How often the single-price session matches."""


class Exchange(StrEnum):
    """Where orders meet."""

    KRX = "KRX"
    NXT = "NXT"


class Matching(StrEnum):
    """How orders meet."""

    NONE = "none"
    AUCTION = "auction"
    CONTINUOUS = "continuous"
    CLOSE_PRICE = "close_price"
    """All trades at one known close, first come first served."""


class PhaseName(StrEnum):
    """The kinds of phases; which of them a day has is data."""

    CLOSED = "closed"
    PRE_OPEN = "pre_open"
    """Trades at the previous close; orders for the opening auction are collected beside it."""
    OPENING_AUCTION = "opening_auction"
    CONTINUOUS = "continuous"
    CLOSING_AUCTION = "closing_auction"
    AFTER_CLOSE_ORDERS = "after_close_orders"
    """Orders at today's close are collected."""
    AFTER_CLOSE = "after_close"
    """Trades at today's close."""
    SINGLE_PRICE = "single_price"
    """An auction every ten minutes, until 2026-09-11."""
    PRE_MARKET = "pre_market"
    MAIN = "main"
    AFTER_OPENING = "after_opening"
    """Orders for one price at the start of NXT's after-market are collected."""
    AFTER_MARKET = "after_market"


class _Kind(NamedTuple):
    matching: Matching
    accepts: bool
    session: str


_KINDS: Final[Mapping[PhaseName, _Kind]] = {
    PhaseName.CLOSED: _Kind(Matching.NONE, False, ""),
    PhaseName.PRE_OPEN: _Kind(Matching.CLOSE_PRICE, True, "1"),
    PhaseName.OPENING_AUCTION: _Kind(Matching.AUCTION, True, "1"),
    PhaseName.CONTINUOUS: _Kind(Matching.CONTINUOUS, True, "2"),
    PhaseName.CLOSING_AUCTION: _Kind(Matching.AUCTION, True, "2"),
    PhaseName.AFTER_CLOSE_ORDERS: _Kind(Matching.NONE, True, "3"),
    PhaseName.AFTER_CLOSE: _Kind(Matching.CLOSE_PRICE, True, "3"),
    PhaseName.SINGLE_PRICE: _Kind(Matching.AUCTION, True, "3"),
    PhaseName.PRE_MARKET: _Kind(Matching.CONTINUOUS, True, "1"),
    PhaseName.MAIN: _Kind(Matching.CONTINUOUS, True, "2"),
    PhaseName.AFTER_OPENING: _Kind(Matching.AUCTION, True, "3"),
    PhaseName.AFTER_MARKET: _Kind(Matching.CONTINUOUS, True, "3"),
}


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of one exchange's day: ``start`` belongs to it, ``end`` does not."""

    exchange: Exchange
    name: PhaseName
    start: datetime
    end: datetime
    matching: Matching
    accepts: bool
    """Whether new orders are taken."""
    session: str
    """FID 290: 1 before, 2 in, 3 after the regular session; empty while closed."""
    codes: str
    """FID 215 of the 0s frames sent at the start, a character each; mostly one or none."""

    @property
    def trades(self) -> bool:
        """Whether orders meet in this phase, be it at its end."""
        return self.matching is not Matching.NONE

    @property
    def auctions(self) -> tuple[datetime, ...]:
        """When orders meet at one price: an auction's end; every ten minutes of single_price.

        As scheduled: the exchange may draw a few seconds more (random end, up to 30 s).
        """
        if self.matching is not Matching.AUCTION:
            return ()
        if self.name is not PhaseName.SINGLE_PRICE:
            return (self.end,)
        rounds = (self.end - self.start) // SINGLE_PRICE_ROUND
        return tuple(self.start + SINGLE_PRICE_ROUND * (i + 1) for i in range(rounds))


@dataclass(frozen=True, slots=True)
class PhaseEvent:
    """A frame of realtime type 0s: FID 215 is ``code``, FID 20 ``at``, FID 214 ``remaining``."""

    at: datetime
    exchange: Exchange
    code: str
    remaining: int = 0
    """Seconds a countdown has left; 0 otherwise."""

    @property
    def countdown(self) -> str:
        """What is left as HHMMSS."""
        minutes, seconds = divmod(self.remaining, 60)
        return f"{minutes // 60:02}{minutes % 60:02}{seconds:02}"


class _Row(NamedTuple):
    start: time
    name: PhaseName
    codes: str


class _Version(NamedTuple):
    since: date
    rows: tuple[_Row, ...]


class _Change(NamedTuple):
    until: time
    shift: timedelta
    drop: frozenset[PhaseName]


class _Timed(NamedTuple):
    code: str
    name: PhaseName
    seconds: int


@dataclass(frozen=True, slots=True)
class _Table:
    versions: Mapping[Exchange, tuple[_Version, ...]]
    special: Mapping[Special, _Change]
    countdowns: tuple[_Timed, ...]
    echoes: tuple[_Timed, ...]


@cache
def _table() -> _Table:
    path = resources.data_folder("fixtures") / "market" / "phases.json"
    try:
        data = orjson.loads(path.read_bytes())
        return _Table(
            {Exchange(name): _versions(rows) for name, rows in data["exchanges"].items()},
            {kind: _change(data["special"][kind]) for kind in (Special.LATE_OPEN, Special.EXAM)},
            tuple(_Timed(c, PhaseName(n), s) for c, n, s in data["countdowns"]["rows"]),
            tuple(_Timed(c, PhaseName(n), s) for c, n, s in data["echoes"]["rows"]),
        )
    except OSError as error:
        raise WorldError(f"trading hours {path}: {error.strerror}; reinstall") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WorldError(f"trading hours {path}: {type(error).__name__} {error}") from None


def _versions(entries: list[dict[str, Any]]) -> tuple[_Version, ...]:
    return tuple(
        _Version(
            date.fromisoformat(entry["from"]),
            tuple(
                _Row(time.fromisoformat(start), PhaseName(name), codes)
                for start, name, codes in entry["rows"]
            ),
        )
        for entry in entries
    )


def _change(entry: dict[str, Any]) -> _Change:
    return _Change(
        time.fromisoformat(entry["until"]),
        timedelta(minutes=entry["minutes"]),
        frozenset(PhaseName(name) for name in entry["drop"]),
    )


@lru_cache(maxsize=256)
def phases_of(day: date, exchange: Exchange = Exchange.KRX) -> tuple[Phase, ...]:
    """The phases of a day in order, from midnight to midnight; one, closed, without trade."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=SEOUL)
    pattern = _pattern(*_alike(day, exchange))
    starts = [midnight + timedelta(seconds=second) for second, _ in pattern]
    ends = [*starts[1:], midnight + _DAY]
    return tuple(
        Phase(exchange, row.name, start, end, *_KINDS[row.name], row.codes)
        for start, end, (_, row) in zip(starts, ends, pattern, strict=True)
    )


def seconds_of(day: date, exchange: Exchange = Exchange.KRX) -> Mapping[PhaseName, int]:
    """At which second of the day each kind of phase begins, the last of its kind."""
    return {row.name: second for second, row in _pattern(*_alike(day, exchange))}


def _alike(day: date, exchange: Exchange) -> tuple[Exchange, int, Special | None, bool]:
    """What the phases of a day follow from."""
    versions = _table().versions[exchange]
    found = bisect_right(versions, day, key=attrgetter("since"))
    return exchange, max(found - 1, 0), special_day(day), is_trading_day(day)


@lru_cache(maxsize=64)
def _pattern(
    exchange: Exchange, version: int, special: Special | None, trading: bool
) -> tuple[tuple[int, _Row], ...]:
    """The phases of days that are alike, and at which seconds they begin."""
    rows = _table().versions[exchange][version].rows
    change = _table().special.get(special) if special is not None else None
    found: list[tuple[int, _Row]] = []
    before = None
    for row in rows if trading else rows[:1]:
        start = timedelta(hours=row.start.hour, minutes=row.start.minute, seconds=row.start.second)
        if change is not None:
            if row.name in change.drop:
                continue
            if start and row.start <= change.until:
                start += change.shift
        # With the pre-market dropped, the pause after it is part of the night.
        if row.name is not before:
            found.append((int(start.total_seconds()), row))
        before = row.name
    return tuple(found)


def phase_at(exchange: Exchange, moment: datetime) -> Phase:
    """The phase an instant belongs to; raises WorldError when it has no time zone."""
    moment = _seoul(moment)
    phases = phases_of(moment.date(), exchange)
    return phases[bisect_right(phases, moment, key=_START) - 1]


def begins(exchange: Exchange) -> date:
    """The first day an exchange has phases of; before, it did not exist."""
    return next(one.since for one in _table().versions[exchange] if len(one.rows) > 1)


@lru_cache(maxsize=32)
def events_of(day: date) -> tuple[PhaseEvent, ...]:
    """The 0s frames of a day, both exchanges', in order of time; none without trade.

    Codes e, f, o and s (futures and options) are left out: nobody documents when they come.
    """
    if not is_trading_day(day):
        return ()
    found = list(_counted(day))
    for exchange in Exchange:
        for phase in phases_of(day, exchange):
            found.extend(PhaseEvent(phase.start, exchange, code) for code in phase.codes)
    found.extend(_echoed(day))
    return tuple(sorted(found, key=attrgetter("at")))


def events_between(after: datetime, until: datetime) -> Iterator[PhaseEvent]:
    """The 0s frames later than ``after`` up to and including ``until``, in order."""
    after, until = _seoul(after), _seoul(until)
    day = after.date()
    while day <= until.date():
        for event in events_of(day):
            if after < event.at <= until:
                yield event
        day = next_trading_day(day)


def _counted(day: date) -> Iterator[PhaseEvent]:
    for code, name, seconds in _table().countdowns:
        left = [*range(seconds, _MINUTE, -_MINUTE), *range(_MINUTE, 0, -_LAST_STEP)]
        for phase in _named(day, name):
            for remaining in left:
                at = phase.end - timedelta(seconds=remaining)
                yield PhaseEvent(at, Exchange.KRX, code, remaining)


def _echoed(day: date) -> Iterator[PhaseEvent]:
    for code, name, seconds in _table().echoes:
        for phase in _named(day, name)[-1:]:
            at = phase.start + timedelta(seconds=seconds)
            yield PhaseEvent(at, Exchange.KRX, code)


def _named(day: date, name: PhaseName) -> list[Phase]:
    return [phase for phase in phases_of(day, Exchange.KRX) if phase.name is name]


def _seoul(moment: datetime) -> datetime:
    if moment.tzinfo is SEOUL:
        return moment
    if moment.tzinfo is None:
        raise WorldError(f"{moment} has no time zone; give world time, Asia/Seoul")
    return moment.astimezone(SEOUL)
