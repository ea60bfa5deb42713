"""The market: every issue's state at any instant, and its history. Nothing is stored but caches.

An *issue* is a position in the world's instruments, a *day* the number of a trading day, a
*second* one of the day. All money is in won, all quantities in shares, all prices in won.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.alternative import other_hours
from kiwoom_mockserver.world.bars import Bars
from kiwoom_mockserver.world.book import Book, Waiting, book, sizes_at, waiting
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.course import Print
from kiwoom_mockserver.world.daily import Daily
from kiwoom_mockserver.world.following import Following
from kiwoom_mockserver.world.interruptions import Interruptions, interruptions_of
from kiwoom_mockserver.world.leaves import MINUTE
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.outside import Outside, Times, at_close, evening, other, times_of
from kiwoom_mockserver.world.passing import Passage
from kiwoom_mockserver.world.phases import Exchange, PhaseName, phase_at
from kiwoom_mockserver.world.planning import DayPlan, Habits, Planner
from kiwoom_mockserver.world.plans import GROUP, PlanBook, Plans
from kiwoom_mockserver.world.prints import Trade
from kiwoom_mockserver.world.quoting import quoted_at
from kiwoom_mockserver.world.reels import Reel, reel_of
from kiwoom_mockserver.world.session import State, Where, hours_of
from kiwoom_mockserver.world.single_price import rounds_of, single_price_state
from kiwoom_mockserver.world.spans import Spans
from kiwoom_mockserver.world.streaks import streaks_of
from kiwoom_mockserver.world.tenure import NEVER
from kiwoom_mockserver.world.tracks import Tracks
from kiwoom_mockserver.world.transcript import (
    Minutes,
    Trades,
    minutes,
    minutes_of_both,
    trades,
    until,
)
from kiwoom_mockserver.world.walks import Listing, rounded

BLOCK: Final = 256
"""Days of one issue's history that are worked out together."""

DAY_SECONDS: Final = 24 * 3600

_AT_CLOSE_PRICE: Final = frozenset(
    {PhaseName.PRE_OPEN, PhaseName.AFTER_CLOSE_ORDERS, PhaseName.AFTER_CLOSE}
)
"""When orders at the close price wait: yesterday's before the opening, today's after the close."""

DEPTH: Final = MappingProxyType({Where.KRX: 1000, Where.NXT: 300, Where.BOTH: 1300})
"""Thousandths of KRX's book that stand in each place's."""

ROWS: Final = 1 << 13
"""So many issues' moments are worked out together."""

SOME: Final = 64
"""Of so many issues asked for together it is kept where they stand, to go on from there."""

FEW: Final = 12
"""So many issues are found faster one by one than together."""


class Market:
    """All issues, all days, from a seed."""

    def __init__(
        self,
        seed: int,
        listing: Listing,
        habits: Habits,
        anchor: int,
        following: Following | None = None,
    ) -> None:
        """``anchor`` is the day whose closes are the listing's reference prices."""
        self.seed = seed
        self.listing = listing
        self.habits = habits
        self.anchor = anchor
        eves = None if habits.tenure is None else habits.tenure.first - 1
        self.spans = Spans(seed, listing, anchor, eves)
        self.following = following or Following(seed, len(listing.reference), (), ())
        self.daily = Daily(seed, listing, anchor, self.following, eves)
        self.tracks = Tracks(self.spans, self.daily.own_closes_on, anchor)
        self.following.bind(self.tracks)
        self.planner = Planner(seed, listing, habits, self.daily, self.spans, self.following)
        self.tenure = self.planner.tenure
        other = habits.on_nxt if habits.on_nxt is not None else 0 * listing.kind
        jump = habits.jump if habits.jump is not None else 0 * listing.kind
        self.plans = PlanBook(self.planner, listing.kind, habits.average_volume, other, jump)
        self._passage = Passage(self.plans.whole, self._whole_state)
        self._passages: Cache[bytes, Passage] = Cache(64)
        self._states: Cache[tuple[int, int, Where], State] = Cache(8)
        self._single_states: Cache[tuple[int, int, int, Where], State] = Cache(256)
        self._blocks: Cache[tuple[int, int, Where], Bars] = Cache(1_024)
        self._minutes: Cache[tuple[int, int, int, Where], Minutes] = Cache(128)
        self._tapes: Cache[tuple[int, int, int, int, Where], Trades] = Cache(512)
        self._volumes: Cache[tuple[int, int, Where], I64] = Cache(256)
        self._interruptions: Cache[tuple[int, Where], Interruptions] = Cache(16)
        self._streaks: Cache[int, tuple[I64, I64]] = Cache(8)
        self._extremes: Cache[tuple[int, int, int, Where], I64] = Cache(256)

    def plan(self, issue: int, day: int) -> DayPlan:
        """One issue's plan of one day on KRX, in plain numbers."""
        return self.plans.single(issue, day, Where.KRX).plan

    def prepare(self, day: int) -> Iterator[None]:
        """What every answer about all issues on a day begins with is made, a part at each step."""
        for where in Where:
            self.plans.whole(day, where)
            yield
        self.streaks(day - 1)
        yield

    def state(self, day: int, second: int, where: Where = Where.KRX) -> State:
        """All issues at ``second`` of a day."""
        return self._states.get(
            (day, second, where), lambda: self._passage.state(day, second, where)
        )

    def issue_state(self, issue: int, day: int, second: int, where: Where = Where.KRX) -> State:
        """One issue at ``second`` of a day; the same values as in ``state``."""
        return self._single_states.get(
            (issue, day, second, where),
            lambda: self.plans.single(issue, day, where).state(second),
        )

    def evening_state(self, issue: int, day: int, second: int) -> State:
        """One issue on KRX alone, its after-market's trades counted too."""
        return Plans(self.plans.single(issue, day, Where.BOTH).plan).state(second)

    def some_states(self, issues: I64, day: int, second: int, where: Where = Where.KRX) -> State:
        """A few issues at ``second`` of a day; the same values as in ``state``."""
        everyone = self._states.find((day, second, where))
        if everyone is not None:
            return everyone.only(issues)
        if len(issues) > SOME or not len(issues):
            return self._states_directly(issues, day, second, where)
        return self._passages.get(issues.tobytes(), lambda: self._passage_of(issues)).state(
            day, second, where
        )

    def _passage_of(self, issues: I64) -> Passage:
        return Passage(
            lambda day, where: self.plans.whole(day, where).only(issues),
            partial(self._states_directly, issues),
        )

    def _whole_state(self, day: int, second: int, where: Where) -> State:
        return self.plans.whole(day, where).state(second)

    def _states_directly(self, issues: I64, day: int, second: int, where: Where) -> State:
        if len(issues) > FEW or not len(issues):
            return self.plans.whole(day, where).only(issues).state(second)
        states = [self.issue_state(issue, day, second, where) for issue in issues.tolist()]
        columns = ([getattr(one, name) for one in states] for name in State.__slots__)
        return State(*(np.concatenate(column) for column in columns))

    def met(self, issues: I64, day: int, second: int, where: Where = Where.KRX) -> I64:
        """Shares of the issues that auctions have dealt by a second."""
        if len(issues) > FEW:
            found: I64 = self.plans.whole(day, where).only(issues).met(second)
            return found
        singles = [self.plans.single(issue, day, where).met(second) for issue in issues.tolist()]
        return np.array(singles, dtype=np.int64)

    def meetings(
        self, issue: int, first: int, count: int, where: Where = Where.KRX
    ) -> tuple[I64, I64]:
        """When auctions of ``count`` days dealt, in seconds since the first began, and how much.

        In order of time; shares are those since then.
        """
        prints = self.plans.run(issue, first, count, where).prints
        begins = DAY_SECONDS * np.arange(count)
        at, shares = (
            np.concatenate([column + 0 * begins for column in columns])
            for columns in (
                [one.second + begins for one in prints], [one.shares for one in prints]
            )
        )  # fmt: skip
        order = np.argsort(at, kind="stable")
        return at[order], np.cumsum(shares[order])

    def book(
        self, issues: I64, day: int, second: int, state: State, part: I64 | int = 1000
    ) -> Book:
        """The books of issues whose ``state`` at that second is given, element by element.

        ``part`` is how deep each is, in thousandths of KRX's.
        """
        kind, usual = self.listing.kind[issues], self._usual(issues, day)
        return book(self.seed, issues, day, second, kind, usual * part // 1000, state)

    def quoted_at(self, told: Where, exchange: Where, day: int, second: int) -> int:
        """The last second in which the book of an exchange could change, see ``quoting``."""
        return quoted_at(told, exchange, day, second)

    def _usual(self, issues: I64, day: int) -> I64:
        """Shares of issues on a usual day; none where a day is not one of theirs."""
        usual: I64 = self.habits.average_volume[issues] * self.tenure.holds(issues, day)
        return usual

    def sizes(
        self, issues: I64, day: int, second: int, state: State, part: int, prices: tuple[I64, I64]
    ) -> tuple[I64, I64]:
        """What such books hold at prices, offered and bid: shape (issues, ten)."""
        usual = self._usual(issues, day) * part // 1000
        return sizes_at(self.seed, issues, day, second, usual, state, prices)

    def last_prints(
        self, issues: I64, day: int, second: int, where: Where = Where.KRX
    ) -> tuple[I64, I64]:
        """Price and shares of the last auction that has met by ``second``; 0 before the first."""
        price, shares, since = np.zeros((3, len(issues)), dtype=np.int64)
        for plan in filter(None, self.plans.whole(day, where)):
            for part in plan.parts:
                if isinstance(part, Print):
                    at, met = part.second[issues], part.shares[issues]
                    later = (at <= second) & (at >= since) & (met > 0)
                    price = np.where(later, part.price[issues], price)
                    shares, since = np.where(later, met, shares), np.where(later, at, since)
        return price, shares

    def waiting(self, issues: I64, day: int, second: int) -> Waiting:
        """What waits at the close price; nothing while such orders are not taken."""
        moment = datetime.combine(day_at(day), time(), SEOUL) + timedelta(seconds=second)
        if phase_at(Exchange.KRX, moment).name not in _AT_CLOSE_PRICE:
            return Waiting(*(np.zeros(len(issues), dtype=np.int64) for _ in Waiting._fields))
        return waiting(self.seed, issues, day, second, self._usual(issues, day))

    def history(self, issue: int, days: I64, where: Where = Where.KRX) -> Bars:
        """Whole regular sessions of one issue on the given days."""
        if not len(days):
            return Bars(*(days for _ in Bars.__slots__))
        first, last = int(days.min()) // BLOCK, int(days.max()) // BLOCK
        blocks = self._history_blocks(issue, first, last, where)
        rows = days - first * BLOCK
        return Bars(
            *(
                np.concatenate([getattr(block, name) for block in blocks])[rows]
                for name in Bars.__slots__
            )
        )

    def extremes(
        self, issues: I64, day: int, count: int, where: Where = Where.KRX
    ) -> tuple[I64, I64, I64, I64]:
        """Highest price and its day, lowest and its, of the ``count`` days before ``day``.

        One element an issue; of equal prices the oldest counts. Days on which an issue is not
        traded do not count: without any the highest is 0 and the lowest ``NEVER``.
        """
        found = np.empty((4, len(issues)), dtype=np.int64)
        groups, places = np.divmod(issues, GROUP)
        for group in set(groups.tolist()):
            held = self.plans.group(group)
            made = self._extremes.get(
                (group, day, count, where), partial(self._extremes_of, held, day, count, where)
            )
            rows = groups == group
            found[:, rows] = made[:, places[rows]]
        high, high_day, low, low_day = found
        return high, high_day, low, low_day

    def days(self, issues: I64, first: int, count: int, where: Where = Where.KRX) -> Bars:
        """``count`` whole days of issues from ``first`` on, each issue's side by side; not kept."""
        return self._bars(issues, first, count, where)

    def volumes(self, issues: I64, day: int, where: Where = Where.KRX) -> I64:
        """Shares each of the issues traded on a whole day."""
        groups, places = np.divmod(issues, GROUP)
        wanted = sorted(set(groups.tolist()))
        kept = {group: self._volumes.find((group, day, where)) for group in wanted}
        missing = [group for group, one in kept.items() if one is None]
        if missing:
            held = [self.plans.group(group) for group in missing]
            made = self._volumes_of(np.concatenate(held), day, where)
            ends = np.cumsum([len(one) for one in held])[:-1]
            for group, one in zip(missing, np.split(made, ends), strict=True):
                kept[group] = one
                self._volumes.keep((group, day, where), one)
        volumes = np.empty(len(issues), dtype=np.int64)
        for group, found in kept.items():
            if found is not None:
                rows = groups == group
                volumes[rows] = found[places[rows]]
        return volumes

    def closes(self, issues: I64, first: int, last: int) -> I64:
        """Closing prices in won on days ``first`` .. ``last``: shape (issues, days)."""
        return rounded(self.planner.logs(issues, first, last), self.listing.kind[issues][:, None])

    def streaks(self, day: int) -> tuple[I64, I64]:
        """Which way every issue closed on ``day`` (-1, 0, 1), and for how many days in a row."""
        return self._streaks.get(day, lambda: self._streaks_of(day))

    def _streaks_of(self, day: int) -> tuple[I64, I64]:
        # The day after is the one that is asked about.
        recent = rounded(self.planner.recent(day + 1)[:, :-1], self.listing.kind[:, None])
        return streaks_of(self.closes, recent, day, self.tenure)

    def volumes_by(self, issues: I64, day: int, seconds: I64) -> I64:
        """Shares traded of issues on KRX by seconds of a day: shape (seconds, issues)."""
        plan, order = self.plans.whole(day, Where.KRX).plan, np.argsort(seconds)
        found = np.zeros((len(seconds), len(issues)), dtype=np.int64)
        pieces = max(-(-len(seconds) * len(issues) // ROWS), 1)
        for some in np.array_split(np.arange(len(issues)), pieces):
            for part in plan.only(issues[some]).parts:
                found[:, some] += part.volumes_by(seconds[order])
        found[order] = found.copy()
        return found

    def run(self, issue: int, first: int, count: int) -> DayPlan:
        """One issue's plans of a run of days on KRX."""
        return self.plans.run(issue, first, count, Where.KRX).plan

    def bases(self, issue: int, first: int, count: int) -> I64:
        """One issue's base prices on ``count`` days from ``first`` on."""
        base: I64 = self.run(issue, first, count).base
        return base

    def interruptions(self, day: int, where: Where = Where.KRX) -> Interruptions:
        """All interruptions of trading of a day on one exchange, in order of time."""
        return self._interruptions.get(
            (day, where), lambda: interruptions_of(self.plans.whole(day, where).plan)
        )

    def single_price(self, issues: I64, day: int, second: int) -> State:
        """Issues at ``second`` in the single-price session after hours, see ``single_price``."""
        if len(issues) == 1:
            plan = self.plans.run(int(issues[0]), day, 1, Where.KRX).plan
        else:
            plan = self.plans.whole(day, Where.KRX).plan.only(issues)
        return single_price_state(plan, rounds_of(day), self.plans.jump[issues], second)

    def single_price_days(self, issue: int, first: int, count: int) -> tuple[I64, I64]:
        """Shares and won of an issue's whole single-price sessions on ``count`` days."""
        plan = self.plans.run(issue, first, count, Where.KRX).plan
        shares, won = np.zeros((2, count), dtype=np.int64)
        rounds = [rounds_of(first + row) for row in range(count)]
        for held in set(filter(None, rounds)):
            rows = np.array([row for row, one in enumerate(rounds) if one == held])
            jump = np.full(len(rows), self.plans.jump[issue])
            state = single_price_state(plan.only(rows), held, jump, DAY_SECONDS)
            shares[rows], won[rows] = state.volume, state.value
        return shares, won

    def outside(self, issues: I64, day: int, second: int, where: Where = Where.KRX) -> Outside:
        """What issues have traded outside of regular hours by ``second``, see ``outside``."""
        late = second >= other_hours(day).evening > 0
        place = Where.BOTH if late or where is not Where.KRX else Where.KRX
        if len(issues) == 1:
            plans = self.plans.run(int(issues[0]), day, 1, place)
        else:
            plans = self.plans.whole(day, place).only(issues)
        session = self.single_price(issues, day, second) if rounds_of(day) else None
        single = (session.volume, session.value) if session else (0 * issues, 0 * issues)
        return self._outside(plans, times_of(day), single, second, where)

    def outside_days(self, issue: int, first: int, count: int, where: Where) -> Outside:
        """What an issue traded outside of regular hours on ``count`` whole days."""
        plans = self.plans.run(issue, first, count, Where.BOTH)
        rows = np.array([times_of(first + row) for row in range(count)], dtype=np.int64)
        single = self.single_price_days(issue, first, count)
        return self._outside(plans, Times(*rows.T), single, DAY_SECONDS, where)

    def _outside(
        self, plans: Plans, times: Times, single: tuple[I64, I64], second: int, where: Where
    ) -> Outside:
        plan = plans.plan
        none = 0 * plan.base
        found = Outside(none, none, none, none, none, none)
        if where is not Where.NXT:
            traded = np.isin(self.listing.kind[plan.issue], (ticks.STOCK, ticks.FUND)) * 1
            found = at_close(plan, times, traded, second)
            found = found.plus(Outside(none, none, *single, none, none))
        if plans.other is None:
            return found
        if where is not Where.NXT:
            night = evening(plan.parts, second)
            counted = where is Where.BOTH
            found = found.plus(
                night._replace(within=night.within * counted, within_won=night.within_won * counted)
            )
        return found if where is Where.KRX else found.plus(other(plans.other.parts, second))

    def minutes(
        self, issue: int, first: int, count: int, second: int, where: Where = Where.KRX
    ) -> Minutes:
        """Minute bars of ``count`` days from ``first`` on, the last one until ``second``."""
        bars = self._minutes.get(
            (issue, first, count, where), lambda: self._bars_of(issue, first, count, where)
        )
        if second >= DAY_SECONDS - 1:
            return bars
        last, begin = count - 1, second // MINUTE * MINUTE
        made = self.tape(issue, first + last, begin, begin + MINUTE, where)
        return until(bars, made, last, second)

    def span(self, issue: int, day: int, where: Where = Where.KRX) -> tuple[int, int]:
        """The first and the last second of a day in which the issue may trade."""
        hours = hours_of(day)
        if where is Where.KRX:
            return hours.open, hours.close
        other = other_hours(day)
        return other.before or hours.open, max(other.after_end, hours.close)

    def tape(self, issue: int, day: int, begin: int, end: int, where: Where = Where.KRX) -> Trades:
        """Every trade of one issue in seconds ``begin`` .. ``end`` of a day."""

        def make() -> Trades:
            return Trades(*reel_of(self.plans.run(issue, day, 1, where), begin, end)[1:])

        return self._tapes.get((issue, day, begin, end, where), make)

    def reel(self, issues: I64, day: int, begin: int, end: int, where: Where = Where.KRX) -> Reel:
        """Every trade of some issues in seconds ``begin`` .. ``end`` of a day; not kept."""
        return reel_of(self.plans.whole(day, where).only(issues), begin, end)

    def days_reel(self, issue: int, first: int, count: int, where: Where = Where.KRX) -> Reel:
        """Every trade of one issue on ``count`` days from ``first`` on, which own them."""
        return reel_of(self.plans.run(issue, first, count, where), 0, DAY_SECONDS)

    def evening_tape(self, issue: int, day: int, begin: int, end: int) -> Trades:
        """Every trade on KRX alone, its after-market's too."""
        return trades(self.plans.run(issue, day, 1, Where.BOTH).plan, begin, end)

    def trades(self, issue: int, day: int, start: int, stop: int) -> list[Trade]:
        """Every trade of one issue in minutes ``start`` .. ``stop`` after the market opens.

        ``Trade.at`` counts from then.
        """
        opened = hours_of(day).open
        found = self.tape(issue, day, opened + start * MINUTE, opened + stop * MINUTE)
        columns = [found.at - opened * 1000, *found[1:]]
        return [Trade(*row) for row in zip(*(one.tolist() for one in columns), strict=True)]

    def _bars_of(self, issue: int, first: int, count: int, where: Where) -> Minutes:
        plan, other = self.plans.run(issue, first, count, where)
        return minutes(plan) if other is None else minutes_of_both(plan, other)

    def _history_blocks(self, issue: int, first: int, last: int, where: Where) -> list[Bars]:
        """Blocks ``first`` .. ``last`` of an issue's history; what is missing is made at once."""
        numbers = range(first, last + 1)
        missing = [one for one in numbers if self._blocks.find((issue, one, where)) is None]
        made: dict[int, Bars] = {}
        if missing:
            begin, count = missing[0], missing[-1] + 1 - missing[0]
            bars = self._bars(np.array([issue]), begin * BLOCK, count * BLOCK, where)
            for number in range(begin, begin + count):
                span = slice((number - begin) * BLOCK, (number - begin + 1) * BLOCK)
                made[number] = Bars(*(getattr(bars, name)[span] for name in Bars.__slots__))
                self._blocks.keep((issue, number, where), made[number])
        return [made.get(one) or self._kept_block(issue, one, where) for one in numbers]

    def _kept_block(self, issue: int, number: int, where: Where) -> Bars:
        return self._blocks.get(
            (issue, number, where),
            lambda: self._bars(np.array([issue]), number * BLOCK, BLOCK, where),
        )

    def _bars(self, issues: I64, first: int, count: int, where: Where) -> Bars:
        """Whole days of issues, each one's side by side."""
        plans = self.plans.days(issues, first, count, where)
        end = plans.state(DAY_SECONDS)
        traded = end.volume > 0
        opened, high, low = (
            np.where(traded, one, end.base) for one in (end.open, end.high, end.low)
        )
        met = plans.met(DAY_SECONDS)
        return Bars(
            opened, high, low, end.last, end.volume, end.value, end.bought, end.base, met
        )  # fmt: skip

    def _volumes_of(self, issues: I64, day: int, where: Where) -> I64:
        if where is Where.KRX:
            return self.planner.volumes(issues, np.full(len(issues), day))
        return self._bars(issues, day, 1, where).volume

    def _extremes_of(self, issues: I64, day: int, count: int, where: Where) -> I64:
        bars = self._bars(issues, day - count, count, where)
        held = self.tenure.holds(issues[:, None], np.arange(day - count, day))
        high = np.where(held, bars.high.reshape(-1, count), 0)
        low = np.where(held, bars.low.reshape(-1, count), NEVER)
        rows, top, bottom = np.arange(len(issues)), high.argmax(axis=1), low.argmin(axis=1)
        first = day - count
        return np.stack((high[rows, top], first + top, low[rows, bottom], first + bottom))
