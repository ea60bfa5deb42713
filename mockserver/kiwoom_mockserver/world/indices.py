"""Sectors and indices at any instant: weighted prices of their members, and counts of them.

Between two publications an index stands still, see ``publications``: levels, volumes, turnovers and
counts are those of the members at the last one, and a day's high and low are of what was published.

A day before today is worked out without its trades, see ``index_days``.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from kiwoom_mockserver.world.baskets import index_basket
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.index_days import Walked
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.publications import NOTHING, DayCourse, Published, told_at
from kiwoom_mockserver.world.sectors import Sector, find_sector
from kiwoom_mockserver.world.session import State, Where, hours_of, opened_state
from kiwoom_mockserver.world.tracks import Basket, Line
from kiwoom_mockserver.world.warrants import KOSPI200

BOARDS: Final = ("001", "101", KOSPI200)
"""The indices that are asked for most."""

BLOCK_DAYS: Final = 16
"""Days that are worked out at least when a past one is asked for."""

_CALM_DAYS: Final = 20
_UNIT: Final = 1_000_000_000
_PART: Final = 40
_CALM: Final = 12_000_000
"""Of a thousand millionths: the daily move a volatility index has when nothing moves."""


class Bar(NamedTuple):
    """One index day; levels in hundredths of a point, volume in shares, value in won."""

    open: int
    high: int
    low: int
    close: int
    volume: int
    value: int
    base: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many members there are, have traded, and stand where; limits count as rise and fall."""

    listed: int
    traded: int
    upper: int
    rising: int
    unchanged: int
    falling: int
    lower: int


class Indices:
    """All sectors and indices of one market."""

    def __init__(self, market: Market, instruments: Instruments) -> None:
        self._market = market
        self._instruments = instruments
        self._baskets: dict[str, Basket] = {}
        self._opened: Cache[int, State] = Cache(4)
        self._courses: Cache[tuple[str, int], DayCourse] = Cache(64)
        self._past: Cache[tuple[str, int], Bar] = Cache(60_000)
        self._walked: Cache[tuple[str, int], Walked] = Cache(256)

    def basket(self, sector: Sector) -> Basket | None:
        """What the index holds; None without members. A volatility index holds KOSPI200's."""
        code = KOSPI200 if sector.rule.get("derived") else sector.code
        held = self._baskets.get(code)
        if held is None:
            held = index_basket(self._instruments, code)
            if held is not None:
                self._baskets[code] = held
        return held

    def members(self, sector: Sector) -> I64:
        """Places of the members."""
        return self._instruments.members_of(sector.code)

    def line(self, sector: Sector, day: int) -> Line:
        """The index of one day as a line of its basket's value."""
        basket, tracks = self.basket(sector), self._market.tracks
        if basket is None:
            return Line(0, sector.level, 1)
        if not sector.rule.get("derived"):
            return tracks.line(basket, sector.multiple, sector.level, day)
        stir, anchored = self._stir(basket, day), self._stir(basket, tracks.anchor)
        before, after = tracks.values(basket, tracks.anchor - 1, tracks.anchor)
        # A part of the day's own move counts, against its direction.
        scale = _PART * anchored * before - (after - before) * _UNIT
        base = tracks.value(basket, day - 1)
        slope, rest = -sector.level * _UNIT * before, sector.level * before
        rest *= base * (_PART * stir + _UNIT)
        divisor = base * scale
        return Line(2 * slope, 2 * rest + divisor, 2 * divisor)

    def _stir(self, basket: Basket, day: int) -> int:
        """The mean daily move of the weeks before a day."""
        values = self._market.tracks.values(basket, day - _CALM_DAYS - 1, day - 1)
        moves = (abs(after - before) * _UNIT // before for before, after in pairwise(values))
        return _CALM + sum(moves) // _CALM_DAYS

    def base(self, sector: Sector, day: int) -> int:
        """The close of the day before."""
        return self.close(sector, day - 1)

    def close(self, sector: Sector, day: int) -> int:
        """The level at the day's close."""
        basket = self.basket(sector)
        value = self._market.tracks.value(basket, day) if basket else 0
        return self.line(sector, day).level(value)

    def state(self, day: int, second: int) -> State:
        """All issues as they stood when indices were last published by ``second``."""
        told = told_at(day, second)
        if told != hours_of(day).open:
            return self._market.state(day, told)
        return self._opened.get(
            day, lambda: opened_state(self._market.plans.whole(day, Where.KRX).plan, told)
        )

    def some_states(self, issues: I64, day: int, second: int) -> State:
        """A few issues; the same values as in ``state``."""
        told = told_at(day, second)
        if told == hours_of(day).open:
            return self.state(day, told).only(issues)
        return self._market.some_states(issues, day, told)

    def level(self, sector: Sector, day: int, state: State) -> int:
        """The level at the last prices of all issues, as ``state`` has them."""
        basket = self.basket(sector)
        return self.line(sector, day).level(basket.value(state.last) if basket else 0)

    def counts(self, sector: Sector, day: int, state: State) -> Counts:
        """Where the members listed on a day stand; one that has not traded is neither up, nor
        down, nor same."""
        places = self.members(sector)
        places = places[self._market.tenure.holds(places, day)]
        last, base = state.last[places], state.base[places]
        traded = state.volume[places] > 0
        return Counts(
            listed=len(places),
            traded=int(traded.sum()),
            upper=int((traded & (last >= state.upper[places])).sum()),
            rising=int((traded & (last > base)).sum()),
            unchanged=int((traded & (last == base)).sum()),
            falling=int((traded & (last < base)).sum()),
            lower=int((traded & (last <= state.lower[places])).sum()),
        )

    def today(self, sector: Sector, day: int, second: int) -> Published:
        """What the index has shown by ``second``."""
        basket = self.basket(sector)
        if basket is None or second < hours_of(day).open:
            return NOTHING
        shown = self._course(sector, basket, day).until(second)
        return shown._replace(levels=self.line(sector, day).levels(shown.levels))

    def _course(self, sector: Sector, basket: Basket, day: int) -> DayCourse:
        return self._courses.get(
            (sector.code, day), lambda: DayCourse(self._market, basket, self.members(sector), day)
        )

    def prepare(self, day: int, second: int) -> bool:
        """A part of what the ``BOARDS`` have shown by then is worked out; False when all is."""
        if second < hours_of(day).open:
            return False
        found = ((one, self.basket(one)) for one in map(find_sector, BOARDS) if one is not None)
        return any(
            self._course(sector, basket, day).step(second)
            for sector, basket in found
            if basket is not None
        )

    def bar(self, sector: Sector, day: int, second: int) -> Bar:
        """The day as it stands at ``second``; open, high and low are the base before the open."""
        shown, base = self.today(sector, day, second), self.base(sector, day)
        if not len(shown.levels):
            return Bar(base, base, base, base, 0, 0, base)
        levels = shown.levels
        return Bar(
            open=int(levels[0]),
            high=int(levels.max()),
            low=int(levels.min()),
            close=int(levels[-1]),
            volume=int(shown.volume[-1]),
            value=int(shown.value[-1]),
            base=base,
        )

    def bars(self, sector: Sector, first: int, last: int) -> list[Bar]:
        """Whole past days ``first`` .. ``last``."""
        found = {day: self._past.find((sector.code, day)) for day in range(first, last + 1)}
        missing = [day for day, bar in found.items() if bar is None]
        if missing:
            for day, bar in enumerate(self._made(sector, missing), missing[0]):
                found[day] = bar
                self._past.keep((sector.code, day), bar)
        return [bar for bar in found.values() if bar is not None]

    def closes(self, sector: Sector, first: int, last: int) -> list[int]:
        """The levels at the closes of days ``first`` .. ``last``."""
        basket = self.basket(sector)
        if basket is not None:
            self._market.tracks.values(basket, first - 1, last)
        return [self.close(sector, day) for day in range(first, last + 1)]

    def past(self, sector: Sector, day: int) -> Published:
        """What the index showed on a past day."""
        basket = self.basket(sector)
        if basket is None:
            return NOTHING
        members, block = self.members(sector), day // BLOCK_DAYS
        walked = self._walked.get(
            (sector.code, block),
            lambda: Walked(self._market, basket, members, block * BLOCK_DAYS, BLOCK_DAYS),
        )
        shown = walked.published(day)
        return shown._replace(levels=self.line(sector, day).levels(shown.levels))

    def _made(self, sector: Sector, days: list[int]) -> list[Bar]:
        """The bars of a run of past days, from the first to the last of ``days``."""
        first, last = days[0], days[-1]
        basket = self.basket(sector)
        if basket is None:
            flat = Bar(*(sector.level,) * 4, 0, 0, sector.level)
            return [flat] * (last - first + 1)
        walked = Walked(self._market, basket, self.members(sector), first, last + 1 - first)
        self._market.tracks.keep(basket, first, walked.closed)
        base = self.close(sector, first - 1)
        high, low = (one.tolist() for one in walked.extremes())
        columns = (walked.opened, walked.closed, walked.volume, walked.value)
        rows = zip(high, low, *(one.tolist() for one in columns), strict=True)
        found = []
        for day, (top, bottom, opened, closed, volume, value) in enumerate(rows, first):
            level = self.line(sector, day).level
            ends, close = (level(top), level(bottom)), level(closed)
            found.append(Bar(level(opened), max(ends), min(ends), close, volume, value, base))
            base = close
        return found
