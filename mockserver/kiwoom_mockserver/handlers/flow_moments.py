"""A day as it went on: who had traded by which moment, who left the leaders, who trades at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.handlers.selecting import candidates, codes_of, kept
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.drafting import minutes_of
from kiwoom_mockserver.vocabulary.filling import Answer, fill
from kiwoom_mockserver.vocabulary.flowing import TOP, FlowRows
from kiwoom_mockserver.vocabulary.intervals import NO_ROWS, Intervals, Rows
from kiwoom_mockserver.vocabulary.issues import Issues, where_of
from kiwoom_mockserver.vocabulary.periods import now_of
from kiwoom_mockserver.vocabulary.terms import meaning, member_place, terms_of
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.flows.brokers import Brokers
from kiwoom_mockserver.world.flows.investors import SIDES, Side
from kiwoom_mockserver.world.flows.tally import PROGRAMMES, Tally
from kiwoom_mockserver.world.members import members
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import Where, hours_of
from kiwoom_mockserver.world.world import Instant

_UNPAGED: Final = 20
_SNAPSHOT: Final = 600
"""Seconds between two tellings of what investors have bought so far."""


class Moments:
    """Minutes of one issue's day, newest first, and who had traded by the end of each."""

    def __init__(self, call: Call, rows: Rows, shown: int) -> None:
        """``rows`` has one row more than are ``shown`` where an older minute follows."""
        self._minutes = Intervals(rows.only(slice(0, shown)))
        self._call = call
        self._rows = rows

    def __len__(self) -> int:
        return len(self._minutes)

    @property
    def base(self) -> I64:
        """The close of the day before."""
        return self._minutes.base

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that minutes do not have."""
        if word == "exchange":
            return [self._call.exchange] * len(self)
        if word in _CHANGES:
            net = self._flows(self._rows).tally.net(PROGRAMMES, money=_CHANGES[word])
            change: I64 = net - np.append(net[1:], 0)
            return change[: len(self)]
        if FlowRows.knows(word):
            return self._flows(self._minutes.rows).answer(word)
        return self._minutes.answer(word)

    def _flows(self, rows: Rows) -> FlowRows:
        return flow_rows(self._call, _on_krx(self._call, rows))


_CHANGES: Final[Mapping[str, bool]] = {
    "programme-net-won-change": True,
    "programme-net-shares-change": False,
}
"""Changes since the row before, and whether they are of money."""


def flow_rows(call: Call, rows: Rows) -> FlowRows:
    """Who had traded an issue at KRX by each of some moments of one day there."""
    assert call.place is not None
    flows, at = call.world.flows, call.instant
    ledger = flows.ledgers.some(np.array([call.place]), at.day)
    every = ledger.of(np.zeros(len(rows.day), dtype=np.int64)).until(rows.day_volume)
    return FlowRows(Tally(flows, [every], rows.day_value), terms_of(call), rows.close, at)


def minutes(call: Call, settings: Settings) -> Draft:
    """A page of the minutes of the day asked for, newest first."""
    table, paging = call.operation.tables[0], call.operation.paging
    if call.place is None:
        return Draft(rows={table.name: 0}, blank=True)
    every = _minutes(call)
    size = paging.size if paging else _UNPAGED
    asked = every.only(slice(call.first, call.first + size + 1))
    rows = Moments(call, asked, size)
    return Draft(
        tables={table.name: fill(table.children, rows, terms_of(call))},
        rows={table.name: len(rows)},
        more=paging is not None and paging.continues and len(asked.day) > size,
    )


def _minutes(call: Call, where: Where | None = None) -> Rows:
    """The minutes of the day asked for, newest first, where the code says if not ``where``."""
    assert call.place is not None
    return next(minutes_of(call, call.place, 1, where)(call.instant, 1), NO_ROWS)


def _on_krx(call: Call, rows: Rows) -> Rows:
    """Minutes with what KRX had traded by the end of each: of it alone flows are told."""
    if where_of(call.code) is Where.KRX:
        return rows
    krx = _minutes(call, Where.KRX).only(slice(None, None, -1))
    places = np.searchsorted(krx.second, rows.second, side="right")
    volume, value = (np.append(0, one)[places] for one in (krx.day_volume, krx.day_value))
    return rows._replace(day_volume=volume, day_value=value)


def snapshots(call: Call, settings: Settings) -> Draft:
    """What investors had traded of an issue at moments of today, oldest first."""
    table, at = call.operation.tables[0], call.instant
    if call.place is None:
        return Draft(rows={table.name: 0}, blank=True)
    midnight = datetime.combine(day_at(at.day), time())
    hours = hours_of(at.day)
    marks = np.arange(hours.open, min(at.second, hours.close) + 1, _SNAPSHOT)
    # A minute is over at the next; the closing auction is when it ends.
    over = _minutes(call, Where.KRX).only(slice(None, None, -1))
    ends = np.where(over.second >= hours.close, over.second, over.second + 60)
    none = Rows(*(np.zeros(1, dtype=np.int64) for _ in Rows._fields))
    known = Rows(*(np.concatenate(columns) for columns in zip(none, over, strict=True)))
    rows = flow_rows(call, known.only(np.searchsorted(ends, marks, side="right")))
    moments = [midnight + timedelta(seconds=second) for second in marks.tolist()]
    columns = fill(table.children, Timed(moments, rows), rows.terms)
    return Draft(tables={table.name: columns}, rows={table.name: len(marks)})


class Timed:
    """Rows of flows with a time each."""

    def __init__(self, marks: Sequence[datetime], rows: FlowRows) -> None:
        self._marks = marks
        self._rows = rows

    @property
    def base(self) -> I64:
        """Nothing: these rows have no price."""
        return np.zeros(len(self._marks), dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that flows do not have."""
        return list(self._marks) if word == "time" else self._rows.answer(word)


class _Exit(NamedTuple):
    """A member that left a side's first five: when, with how many shares, and who."""

    at: datetime
    shares: int
    place: int


def exits(call: Call, settings: Settings) -> Draft:
    """Members that left the first five of either side today, newest first."""
    table = call.operation.tables[0]
    if call.place is None:
        return Draft(rows={table.name: 0}, blank=True)
    rows = _minutes(call, Where.KRX).only(slice(None, None, -1))
    sold, bought = (_left(call, rows, side) for side in SIDES[::-1])
    columns: dict[str, list[Value]] = {spec.name: [] for spec in table.children}
    for pair in zip_longest(sold, bought):
        told = {**_told("sell", "-", pair[0]), **_told("buy", "+", pair[1])}
        for spec in table.children:
            columns[spec.name].append(told.get(spec.word))
    count = max(len(sold), len(bought))
    return Draft(tables={table.name: columns}, rows={table.name: count})


def _told(side: Side, sign: str, left: _Exit | None) -> dict[str, Value]:
    if left is None:
        return {}
    who = members()[left.place]
    return {
        f"{side}-left-time": left.at.time(),
        f"{side}-left-shares": left.shares,
        # Names of foreign firms have a leading sign (live, 2026).
        f"{side}-left-name": (sign if who.foreign else "") + who.name,
        f"{side}-left-code": who.code,
    }


def _left(call: Call, rows: Rows, side: Side) -> list[_Exit]:
    """Who left the first five of a side, newest first; ``rows`` are minutes, oldest first."""
    if not len(rows.day):
        return []
    midnight = datetime.combine(day_at(call.instant.day), time())
    shares = flow_rows(call, rows).tally.brokers(side)
    leaders = np.argsort(-shares, axis=1, kind="stable")[:, :TOP].tolist()
    found = []
    for after, (before, now) in enumerate(pairwise(leaders), 1):
        at = midnight + timedelta(seconds=int(rows.second[after]))
        gone = sorted(set(before) - set(now))
        found += [_Exit(at, int(shares[after, place]), place) for place in gone]
    return found[::-1]


_FOREIGN_FIRMS: Final = "888"
_MOST_ROWS: Final = 100
_MOST_MINUTES: Final = 61
"""Minutes of one issue that are looked into, the first of them for what was before."""
_BUSIEST: Final = 300
"""Issues with the most trades of the last minute that are looked into."""

_MARKETS: Final = {"코스피": "001", "코스닥": "101"}


def at_once(call: Call, settings: Settings) -> Draft:
    """What a member, or all foreign ones, traded at once.

    Of one issue minute by minute, newest first; of a market in the last minute, the largest first.
    """
    table = call.operation.tables[0]
    asked = call.values.get("mmcm_cd", "")
    known = range(len(members()))
    chosen = (
        [place for place in known if members()[place].foreign]
        if asked == _FOREIGN_FIRMS
        else [place for place in known if place == member_place(asked)]
    )
    places = _looked_into(call)
    if not len(places) or not chosen:
        return Draft(rows={table.name: 0})
    if call.place is not None:
        trades = _of_one(call, chosen)
    else:
        places, trades = _of_many(call, places, chosen)
    rows = Traders(call, places, trades)
    return Draft(tables={table.name: fill(table.children, rows)}, rows={table.name: len(trades)})


class _AtOnce(NamedTuple):
    """A member's trades of an issue (its place in the list looked into) in one minute.

    ``net`` is what it has bought net that day, these trades included.
    """

    size: int
    row: int
    member: int
    net: int
    second: int


def _of_one(call: Call, chosen: Sequence[int]) -> list[_AtOnce]:
    """By minute, newest first; a member's purchases of a minute come after its sales."""
    minutes = _minutes(call, Where.KRX).only(slice(0, _MOST_MINUTES))
    minutes = minutes.only(slice(None, None, -1))
    at, close, least = now_of(call), hours_of(call.instant.day).close, _least(call)
    tally = flow_rows(call, minutes).tally
    sums = [tally.brokers(side)[:, chosen] for side in SIDES]
    if len(minutes.day) < _MOST_MINUTES:
        sums = [np.concatenate((np.zeros_like(one[:1]), one)) for one in sums]
    bought, sold = (np.diff(one, axis=0) for one in sums)
    before = (sums[0] - sums[1])[:-1]
    ends = np.minimum(np.where(minutes.second < close, minutes.second + 59, close), at.second)
    found = []
    for sign, sizes, net in ((-1, sold, before - sold), (1, bought, before - sold + bought)):
        rows, columns = np.nonzero((sizes >= least) & (sizes > 0))
        second = ends[-len(sizes) :][rows]
        told = zip(*(one.tolist() for one in (sizes[rows, columns], columns, net[rows, columns],
                                              second)), strict=True)  # fmt: skip
        found += [_AtOnce(sign * size, 0, chosen[one], left, end) for size, one, left, end in told]
    found.sort(key=lambda one: (-one.second, one.member, -one.size))
    return found[:_MOST_ROWS]


def _of_many(call: Call, places: I64, chosen: Sequence[int]) -> tuple[I64, list[_AtOnce]]:
    """Those of the last minute in which the market traded, and the issues they are of."""
    at = _last_traded(now_of(call))
    earlier = Instant(at.day, max(at.second - 60, 0))
    now, before = (Issues(call.world, places, one).state.volume for one in (at, earlier))
    busy = np.argsort(-(now - before), kind="stable")[:_BUSIEST]
    places, now, before = places[busy], now[busy], before[busy]
    ledger = call.world.flows.ledgers.day(at.day).of(places)
    brokers, old = (call.world.flows.brokers(ledger.until(one)) for one in (now, before))
    return places, [
        one._replace(second=at.second) for one in _trades(brokers, old, chosen, _least(call))
    ]


def _last_traded(at: Instant) -> Instant:
    """The same instant, or the last one before it at which KRX traded."""
    hours = hours_of(at.day)
    second = min(at.second, hours.close)
    return Instant(at.day, hours.stop if hours.stop <= second < hours.close else second)


def _trades(brokers: Brokers, before: Brokers, chosen: Sequence[int], least: int) -> list[_AtOnce]:
    """The largest first, of each member's purchases and sales, which come before those."""
    found = []
    for member in chosen:
        bought, sold = (brokers.shares(side, member) for side in SIDES)
        moved = bought - before.shares("buy", member), sold - before.shares("sell", member)
        for sign, sizes in zip((1, -1), moved, strict=True):
            rows = np.flatnonzero((sizes >= least) & (sizes > 0))
            net = (bought - sold - (moved[0] if sign < 0 else 0))[rows]
            found.append(np.stack((sign * sizes[rows], rows, np.full_like(rows, member), net)))
    trades = np.concatenate(found, axis=1)
    size, row, member_of, _ = trades
    order = np.lexsort((size, member_of, row, -np.abs(size)))[:_MOST_ROWS]
    return [
        _AtOnce(size, row, member, net, 0) for size, row, member, net in trades[:, order].T.tolist()
    ]


def _least(call: Call) -> int:
    """Shares asked for at least; the codes are thousands."""
    code = call.values.get("qty_tp", "")
    return int(code) * 1_000 if code.isascii() and code.isdecimal() and len(code) <= 3 else 0


def _looked_into(call: Call) -> I64:
    """Places of the issues asked for: one, or a market's, at prices asked for."""
    if call.place is not None:
        return np.array([call.place])
    if meaning(call, "mrkt_tp") == "종목":
        return np.empty(0, dtype=np.int64)
    market = _MARKETS.get(meaning(call, "mrkt_tp"), "000")
    places = candidates(call, market)
    issues = Issues(call.world, places, now_of(call), codes_of(call, places))
    return places[kept(call, issues)]


class Traders(Issues):
    """Issues as they stand now, with who traded them at once."""

    def __init__(self, call: Call, places: I64, trades: Sequence[_AtOnce]) -> None:
        rows = places[[one.row for one in trades]] if trades else places[:0]
        codes = codes_of(call, rows)
        super().__init__(call.world, rows, now_of(call), codes)
        self._trades = trades

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that issues and traders do not have."""
        trades = self._trades
        if word == "time":
            midnight = datetime.combine(self.moment[1].date, time())
            return [midnight + timedelta(seconds=one.second) for one in trades]
        if word == "trader-name":
            return [members()[one.member].name for one in trades]
        if word == "trader-side":
            return ["+매수" if one.size > 0 else "-매도" for one in trades]
        if word == "trader-shares":
            return np.array([one.size for one in trades], dtype=np.int64)
        if word == "trader-net":
            return np.array([one.net for one in trades], dtype=np.int64)
        return super().answer(word)
