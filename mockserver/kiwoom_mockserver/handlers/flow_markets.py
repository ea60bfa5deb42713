"""Programme trading, arbitrage, lending and investors of whole markets and sectors."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

import numpy as np

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import Answer, Subject, fill
from kiwoom_mockserver.vocabulary.flowing import NETS, last_told
from kiwoom_mockserver.vocabulary.history import FIRST_DAY
from kiwoom_mockserver.vocabulary.indices import Levels
from kiwoom_mockserver.vocabulary.markets import (
    ProgrammeRow,
    ProgrammeRows,
    arbitrage_rows,
    lending_rows,
    net_of,
)
from kiwoom_mockserver.vocabulary.periods import first_on_or_after, now_of
from kiwoom_mockserver.vocabulary.terms import meaning, terms_of
from kiwoom_mockserver.world.calendar import day_at, day_index
from kiwoom_mockserver.world.flows.markets import ProgrammeSums
from kiwoom_mockserver.world.flows.period import Period
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.planning import Hours
from kiwoom_mockserver.world.sectors import Sector, find_sector, has_issues, sectors_of
from kiwoom_mockserver.world.session import hours_of
from kiwoom_mockserver.world.warrants import KOSPI200
from kiwoom_mockserver.world.world import LAST_SECOND

_UNPAGED: Final = 20
_MOST_DAYS: Final = 250
_TICK: Final = 10
"""Seconds between two tellings by tick; how often the live server tells is not known."""

_KOSDAQ: Final = ("P101", "1")
_SUFFIXES: Final = {"2": "_NX", "3": "_AL"}


def programme_minutes(call: Call, settings: Settings) -> Draft:
    """What programmes have traded by each minute or tick of a day, newest first."""
    at, board = call.instant, _board(call)
    step = _TICK if meaning(call, "min_tic_tp") == "틱" else 60
    marks = _marks(hours_of(at.day), at.second, step)
    size = _size(call)
    shown = marks[call.first : call.first + size]
    sums = call.world.market_flows.programmes_by(board, at.day, shown)
    levels = _levels(call, at.day, shown, max(marks, default=0))
    midnight = datetime.combine(day_at(at.day), time())
    before = call.world.indices.base(_kospi200(), at.day)
    rows = [
        ProgrammeRow(
            midnight + timedelta(seconds=mark), one, level, before,
            call.world.market_flows.basis(at.day, mark // 60, level), (0, 0),
        )
        for mark, one, level in zip(shown, sums, levels, strict=True)
    ]  # fmt: skip
    return _page(call, ProgrammeRows(rows, terms_of(call)), call.first + size < len(marks))


def _marks(hours: Hours, second: int, step: int) -> list[int]:
    """Ends of the steps that have begun, the running one's being now; newest first."""
    if second < hours.open:
        return []
    end = min(second, hours.close)
    return [end, *range((end - 1) // step * step, hours.open - 1, -step)]


def _levels(call: Call, day: int, marks: Sequence[int], end: int) -> list[int]:
    """KOSPI200 as published last at seconds of a day, which is known until ``end``."""
    indices = call.world.indices
    base = indices.base(_kospi200(), day)
    if not marks:
        return []
    shown = indices.today(_kospi200(), day, end)
    if not len(shown.levels):
        return [base] * len(marks)
    places = np.searchsorted(shown.seconds, np.array(marks), side="right") - 1
    return [int(shown.levels[place]) if place >= 0 else base for place in places.tolist()]


def programme_days(call: Call, settings: Settings) -> Draft:
    """What programmes traded on each day up to the one asked for, newest first."""
    days, more = _days(call, _size(call))
    rows = _programme_rows(call, days, [(0, 0)] * len(days))
    return _page(call, ProgrammeRows(rows, terms_of(call)), more)


def programme_period(call: Call, settings: Settings) -> Draft:
    """What programmes have bought net since the day asked for, and on each day, newest first."""
    size, terms, last = _size(call), terms_of(call), now_of(call).day
    begun = last if call.day is None else first_on_or_after(call.day)
    every = range(max(begun, last - _MOST_DAYS + 1), last + 1)
    nets = np.array([net_of(one, money=terms.money) for one in _programme_sums(call, every)])
    so_far = [(int(row[0]), int(row[1])) for row in nets.reshape(-1, 2).cumsum(axis=0)]
    shown = slice(call.first, call.first + size)
    rows = _programme_rows(call, list(every)[::-1][shown], so_far[::-1][shown])
    return _page(call, ProgrammeRows(rows, terms), call.first + size < len(every))


def _programme_rows(
    call: Call, days: Sequence[int], so_far: Sequence[tuple[int, int]]
) -> list[ProgrammeRow]:
    flows = call.world.market_flows
    if days:
        call.world.indices.closes(_kospi200(), min(days) - 1, max(days) - 1)
    levels = {day: _level(call, day) for one in days for day in (one, one - 1)}
    return [
        ProgrammeRow(
            day_at(day), sums, levels[day], levels[day - 1],
            flows.basis(day, _minute(call, day), levels[day]), begun,
        )
        for day, sums, begun in zip(days, _programme_sums(call, days), so_far, strict=True)
    ]  # fmt: skip


def _minute(call: Call, day: int) -> int:
    """The minute at which a day's basis is told: the present one, or the close's."""
    now, hours = now_of(call), hours_of(day)
    last = min(now.second, hours.close) if day == now.day else hours.close
    return max(last, hours.open) // 60


def _programme_sums(call: Call, days: Sequence[int]) -> list[ProgrammeSums]:
    """What programmes traded on days, the present one so far."""
    now, board, flows = now_of(call), _board(call), call.world.market_flows
    over = [day for day in days if day != now.day or now.second == LAST_SECOND]
    found = dict(zip(over, flows.programme_days(board, over), strict=True))
    return [found.get(day) or flows.programmes_until(board, now.day, now.second) for day in days]


def _level(call: Call, day: int) -> int:
    """KOSPI200 on a day: at its close, or now."""
    now, indices = now_of(call), call.world.indices
    if day == now.day:
        shown = indices.today(_kospi200(), day, now.second)
        return int(shown.levels[-1]) if len(shown.levels) else indices.base(_kospi200(), day)
    return indices.close(_kospi200(), day)


def arbitrage(call: Call, settings: Settings) -> Draft:
    """Open arbitrage at the end of each day that is over, newest first."""
    days, more = _days(call, _size(call), last_told(now_of(call)))
    if not days:
        return _page(call, arbitrage_rows([], []), more=False)
    call.world.indices.closes(_kospi200(), days[-1] - 1, days[0])
    ends = [
        call.world.market_flows.arbitrage(day, call.world.indices.close(_kospi200(), day))
        for day in (*days, days[-1] - 1)
    ]
    return _page(call, arbitrage_rows([day_at(day) for day in days], ends), more)


def lending(call: Call, settings: Settings) -> Draft:
    """Lending of all stocks on each day that is over, newest first."""
    days, more = _days(call, _size(call), last_told(now_of(call)))
    sums = call.world.market_flows.lending_days(days)
    return _page(call, lending_rows([day_at(day) for day in days], sums), more)


def sector_investors(call: Call, settings: Settings) -> Draft:
    """Investors' net purchases of each sector's issues."""
    list_ = "1" if meaning(call, "mrkt_tp") == "코스닥" else "0"
    chosen = [one for one in sectors_of(list_) if has_issues(one)]
    return _page(call, SectorFlows(call, chosen), more=False)


class SectorFlows:
    """Sectors at an instant, and what investors bought of their issues net that day."""

    def __init__(self, call: Call, chosen: Sequence[Sector]) -> None:
        self._call = call
        self._chosen = chosen
        self._levels = Levels(call.world, chosen, call.instant)
        self._terms = terms_of(call)
        self._period = Period(call.world.flows, [call.instant.day], now_of(call))

    def __len__(self) -> int:
        return len(self._chosen)

    @property
    def base(self) -> I64:
        """Levels of the close before."""
        return self._levels.base

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that sectors do not have."""
        party = NETS.get(word)
        if party is None:
            answer = self._levels.answer(word)
            if word != "sector-code" or answer is None:
                return answer
            suffix = _SUFFIXES.get(self._call.values.get("stex_tp", ""), "")
            return [f"{code}{suffix}" for code in answer]
        net = self._period.total(party, "net", money=self._terms.money)
        members = self._call.world.indices.members
        return np.array([net[members(one)].sum() for one in self._chosen], dtype=np.int64)


def _days(call: Call, size: int, newest: int | None = None) -> tuple[list[int], bool]:
    """Numbers of a page of days, newest first, and whether older ones follow."""
    last = call.instant.day if newest is None else min(call.instant.day, newest)
    oldest = day_index(FIRST_DAY) if call.start is None else first_on_or_after(call.start)
    first = last - call.first
    shown = list(range(first, max(first - size, oldest - 1), -1))
    return shown, bool(shown) and shown[-1] > oldest


def _page(call: Call, rows: Subject, more: bool) -> Draft:
    table = call.operation.tables[0]
    columns = fill(table.children, rows, terms_of(call))
    paging = call.operation.paging
    count = len(next(iter(columns.values()), ()))
    return Draft(
        tables={table.name: columns},
        rows={table.name: count},
        more=more and paging is not None and paging.continues,
    )


def _size(call: Call) -> int:
    return call.operation.paging.size if call.operation.paging else _UNPAGED


def _board(call: Call) -> str:
    """KOSPI or KOSDAQ; codes of programme markets begin alike for all exchanges."""
    return "KOSDAQ" if call.values.get("mrkt_tp", "").startswith(_KOSDAQ) else "KOSPI"


def _kospi200() -> Sector:
    found = find_sector(KOSPI200)
    assert found is not None
    return found
