"""Plans of days, kept: everyone's of one day, one issue's of some days; for each place of trade."""

from dataclasses import replace
from typing import Final, NamedTuple

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
from kiwoom_mockserver.world.interruptions import followed, interrupted
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.phases import Exchange, begins
from kiwoom_mockserver.world.planning import DayPlan, Planner
from kiwoom_mockserver.world.session import State, Where, hours_of, state_at

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
        self._whole: Cache[tuple[int, Where], Plans] = Cache(8)
        self._groups: Cache[tuple[int, int, Where], Plans] = Cache(256)
        self._singles: Cache[tuple[int, int, Where], Plans] = Cache(4_096)
        self._runs: Cache[tuple[int, int, int, Where], Plans] = Cache(256)

    def group(self, number: int) -> I64:
        """The issues of a group."""
        return self._issues[number * GROUP : (number + 1) * GROUP]

    def whole(self, day: int, where: Where) -> Plans:
        """Everyone's plans of one day."""
        return self._whole.get((day, where), lambda: self._of_day(self._issues, day, where))

    def single(self, issue: int, day: int, where: Where) -> Plans:
        """One issue's plans of one day, in plain numbers."""
        return self._singles.get((issue, day, where), lambda: self._single(issue, day, where))

    def run(self, issue: int, first: int, count: int, where: Where) -> Plans:
        """One issue's plans of ``count`` days from ``first`` on."""
        everyone = self._whole.find((first, where)) if count == 1 else None
        if everyone is not None:
            return everyone.only(np.array([issue]))
        days = np.arange(first, first + count)

        def make() -> Plans:
            hours = np.array([hours_of(int(day)) for day in days], dtype=np.int64)
            plan = self._planner.plan(np.full(count, issue), days, list(hours.T))
            return self._at(plan, where, self.jump[plan.issue])

        return self._runs.get((issue, first, count, where), make)

    def days(self, issues: I64, first: int, count: int, where: Where) -> Plans:
        """Plans of runs of days for what they come to, each issue's days side by side.

        KRX's hours are the usual ones, and nothing is interrupted: a day comes to the same.
        """
        plan = self._planner.runs(issues, first, count)
        return self._at(plan, where, 0 * plan.issue)

    def _single(self, issue: int, day: int, where: Where) -> Plans:
        everyone = self._whole.find((day, where))
        if everyone is not None:
            return everyone.number(issue)
        group, place = divmod(issue, GROUP)
        made = self._groups.get(
            (group, day, where), lambda: self._of_day(self.group(group), day, where)
        )
        return made.number(place)

    def _of_day(self, issues: I64, day: int, where: Where) -> Plans:
        plan = self._planner.plan(issues, np.full(len(issues), day), hours_of(day))
        return self._at(plan, where, self.jump[issues])

    def _at(self, plan: DayPlan, where: Where, jump: I64) -> Plans:
        held, cuts = interrupted(plan, jump)
        if where is Where.KRX:
            return Plans(held)
        days, places = np.unique(plan.day, return_inverse=True)
        none = (0,) * len(OtherHours._fields)
        rows = [other_hours(day) if day >= self._other_since else none for day in days.tolist()]
        hours = np.array(rows, dtype=np.int64).reshape(-1, len(none))[places].T
        other = followed(other_plan(plan, hours, self._other[plan.issue]), MAIN, cuts)
        if where is Where.NXT:
            return Plans(other)
        evening = evening_course(plan, hours, self._evening[plan.issue])
        return Plans(replace(held, parts=(*held.parts, evening)), other)
