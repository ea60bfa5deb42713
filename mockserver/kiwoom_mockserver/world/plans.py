"""Plans of days, kept: everyone's of one day, one issue's of some days; for each place of trade."""

from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.alternative import (
    MAIN,
    OtherHours,
    evening_course,
    other_hours,
    other_plan,
)
from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.course import Course, Part, Print, go_together
from kiwoom_mockserver.world.cuts import Cut
from kiwoom_mockserver.world.interruptions import followed, interrupted
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.phases import Exchange, begins
from kiwoom_mockserver.world.planning import DayPlan, Planner
from kiwoom_mockserver.world.session import State, Where, hours_of, state_at

KEPT_DAYS: Final = 3
"""Days of which everyone's plans are kept."""

GROUP: Final = 64
"""Issues whose plans of one day are made together: little more work than for one of them."""


class Plans(NamedTuple):
    """What counts at a place of trade: one exchange's plan, or KRX's and beside it NXT's."""

    plan: DayPlan
    other: DayPlan | None = None

    def only(self, places: I64) -> "Plans":
        """The elements at these places."""
        return Plans(self.plan.only(places), self.other.only(places) if self.other else None)

    def number(self, place: int) -> "Plans":
        """One element, in plain numbers."""
        return Plans(self.plan.number(place), self.other.number(place) if self.other else None)

    def state(self, second: int) -> State:
        """The issues at a second of the day."""
        return state_at(self.plan, second, self.other)

    @property
    def prints(self) -> list[Print]:
        """What the auctions of the days come to."""
        every = (part for plan in self if plan is not None for part in plan.parts)
        return [part for part in every if isinstance(part, Print)]

    def met(self, second: int) -> Any:
        """Shares the auctions have dealt by a second: at nobody's bid, and nobody's offer."""
        return sum(part.shares * (part.second <= second) for part in self.prints)


class _Drawn(NamedTuple):
    """KRX's days before and after they are interrupted, and at which prices they are."""

    plan: DayPlan
    held: DayPlan
    cuts: tuple[Cut, ...]


class PlanBook:
    """The plans of one market."""

    def __init__(self, planner: Planner, kind: I64, traded: I64, other: I64, jump: I64) -> None:
        """``traded`` and ``other`` say what has trades at all, and which of it NXT has too.

        ``jump`` are thousandths, see ``interruptions``.
        """
        self._planner = planner
        self.jump = jump
        self._issues = np.arange(len(kind))
        self._evening = ((kind == ticks.STOCK) & (traded > 0)).astype(np.int64)
        self._other = ((traded > 0) & (other > 0)).astype(np.int64)
        self._other_since = day_index(begins(Exchange.NXT))
        self._drawn: Cache[int, _Drawn] = Cache(KEPT_DAYS)
        self._whole: Cache[tuple[int, Where], Plans] = Cache(KEPT_DAYS * len(Where))
        self._groups: Cache[tuple[int, int, Where], Plans] = Cache(256)
        self._singles: Cache[tuple[int, int, Where], Plans] = Cache(1_024)
        self._runs: Cache[tuple[int, int, int, Where], Plans] = Cache(256)

    def jumps(self, plan: DayPlan) -> I64:
        """Those of a plan's elements; none on an issue's first day, which is not interrupted."""
        first = self._planner.tenure.debuts(plan.issue, plan.day)
        jump: I64 = self.jump[plan.issue] * ~first
        return jump

    def group(self, number: int) -> I64:
        """The issues of a group."""
        return self._issues[number * GROUP : (number + 1) * GROUP]

    def whole(self, day: int, where: Where) -> Plans:
        """Everyone's plans of one day; what counts at two places is one plan for both."""

        def make() -> Plans:
            plans = self._everyone(day, where)
            parts = plans.plan.parts + (plans.other.parts if plans.other else ())
            go_together([part for part in parts if isinstance(part, Course)])
            return plans

        return self._whole.get((day, where), make)

    def single(self, issue: int, day: int, where: Where) -> Plans:
        """One issue's plans of one day, in plain numbers; shared by places as ``whole`` is."""
        return self._singles.get((issue, day, where), lambda: self._single(issue, day, where))

    def expect(self, issues: I64, days: I64) -> None:
        """KRX's plans of these issues' days are kept, made together: they are to be asked for."""
        pairs = list(zip(issues.tolist(), days.tolist(), strict=True))
        missing = [pair for pair in dict.fromkeys(pairs) if not self._is_kept(*pair)]
        if not missing:
            return
        issues, days = np.array(missing, dtype=np.int64).T
        hours = np.array([hours_of(day) for _, day in missing], dtype=np.int64)
        plan = self._planner.plan(issues, days, list(hours.T))
        made = self._at(plan, Where.KRX, self.jumps(plan))
        for place, (issue, day) in enumerate(missing):
            self._singles.keep((issue, day, Where.KRX), made.number(place))
            self._runs.keep((issue, day, 1, Where.KRX), made.only(np.array([place])))

    def _is_kept(self, issue: int, day: int) -> bool:
        key = (issue, day, Where.KRX)
        return self._singles.find(key) is not None or self._whole.find(key[1:]) is not None

    def run(self, issue: int, first: int, count: int, where: Where) -> Plans:
        """One issue's plans of ``count`` days from ``first`` on."""
        everyone = self._whole.find((first, where)) if count == 1 else None
        if everyone is not None:
            return everyone.only(np.array([issue]))
        days = np.arange(first, first + count)

        def make() -> Plans:
            hours = np.array([hours_of(int(day)) for day in days], dtype=np.int64)
            plan = self._planner.plan(np.full(count, issue), days, list(hours.T))
            return self._at(plan, where, self.jumps(plan))

        return self._runs.get((issue, first, count, where), make)

    def days(self, issues: I64, first: int, count: int, where: Where) -> Plans:
        """Plans of runs of days for what they come to, each issue's days side by side.

        KRX's hours are the usual ones, and nothing is interrupted: a day comes to the same.
        """
        plan = self._planner.runs(issues, first, count)
        return self._at(plan, where, 0 * plan.issue)

    def _everyone(self, day: int, where: Where) -> Plans:
        drawn = self._drawn.get(day, lambda: self._draw(self._issues, day))
        if where is Where.KRX:
            return Plans(drawn.held)
        if where is Where.NXT:
            return Plans(self._beside(drawn))
        plan, other = (self.whole(day, one).plan for one in (Where.KRX, Where.NXT))
        return _together(plan, self._after(drawn.plan), other)

    def _single(self, issue: int, day: int, where: Where) -> Plans:
        plans, place = self._whole.find((day, where)), issue
        if plans is None:
            group, place = divmod(issue, GROUP)
            plans = self._groups.get((group, day, where), lambda: self._of_group(group, day, where))
        if where is not Where.BOTH:
            return plans.number(place)
        plan, other = (self.single(issue, day, one).plan for one in (Where.KRX, Where.NXT))
        return _together(plan, plans.plan.parts[-1].number(place), other)

    def _of_group(self, group: int, day: int, where: Where) -> Plans:
        issues = self.group(group)
        plan = self._planner.plan(issues, np.full(len(issues), day), hours_of(day))
        return self._at(plan, where, self.jumps(plan))

    def _draw(self, issues: I64, day: int) -> _Drawn:
        plan = self._planner.plan(issues, np.full(len(issues), day), hours_of(day))
        return _Drawn(plan, *interrupted(plan, self.jumps(plan)))

    def _at(self, plan: DayPlan, where: Where, jump: I64) -> Plans:
        drawn = _Drawn(plan, *interrupted(plan, jump))
        if where is Where.KRX:
            return Plans(drawn.held)
        if where is Where.NXT:
            return Plans(self._beside(drawn))
        return _together(drawn.held, self._after(plan), self._beside(drawn))

    def _beside(self, drawn: _Drawn) -> DayPlan:
        """NXT's days beside KRX's."""
        plan = drawn.plan
        other = other_plan(plan, self._hours(plan), self._other[plan.issue])
        return followed(other, MAIN, drawn.cuts)

    def _after(self, plan: DayPlan) -> Course:
        """KRX's after-market."""
        return evening_course(plan, self._hours(plan), self._evening[plan.issue])

    def _hours(self, plan: DayPlan) -> I64:
        """NXT's hours of each day, and the evening's, in columns."""
        days, places = np.unique(plan.day, return_inverse=True)
        none = (0,) * len(OtherHours._fields)
        rows = [other_hours(day) if day >= self._other_since else none for day in days.tolist()]
        hours: I64 = np.array(rows, dtype=np.int64).reshape(-1, len(none))[places].T
        return hours


def _together(plan: DayPlan, evening: Part, other: DayPlan) -> Plans:
    """KRX's day with its after-market, and NXT's."""
    return Plans(replace(plan, parts=(*plan.parts, evening)), other)
