"""One issue's trades and days in tables of their own: today's or yesterday's, by tick or minute."""

from datetime import time
from decimal import Decimal
from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.charts import scope_of
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Directed
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.drafting import UNPAGED_ROWS, minutes_of, trades_of
from kiwoom_mockserver.vocabulary.filling import Answer, fill
from kiwoom_mockserver.vocabulary.history import Days, days_of, strength_of
from kiwoom_mockserver.vocabulary.intervals import of_one_day
from kiwoom_mockserver.vocabulary.issues import Issues, where_of
from kiwoom_mockserver.vocabulary.prints import Prints
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.course import Print
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import LAST_SECOND, Instant

TABLES: Final = ("ka10003", "ka10046", "ka10055", "ka10084", "ka50010", "ka50101")
"""Operations that tell one day's trades or minutes."""

_YESTERDAY, _MINUTES = "2", "1"
_MOST_MEAN: Final = 60


def trades(call: Call, settings: Settings) -> Draft:
    """A page of an issue's trades, or minutes, of the day and until the time asked for."""
    (table,) = call.operation.tables
    place = call.place
    if place is None:
        return Draft(rows={table.name: 0}, blank=True)
    at = _moment(call)
    gold_minutes = call.operation.api_id == "ka50101"
    by_minute = gold_minutes or call.values.get("tic_min") == _MINUTES
    scope = scope_of(call) if gold_minutes else 1
    rows = minutes_of(call, place, scope) if by_minute else trades_of(call, place)
    paging = call.operation.paging
    # A row says no day: those of the days before would be taken for this one's.
    found, cursor = of_one_day(rows, at, call.first, paging.size if paging else UNPAGED_ROWS)
    lasting = 60 * scope if by_minute else 1
    subject = Prints(call.world.market, place, at, found, lasting, where_of(call.code))
    return Draft(
        tables={table.name: fill(table.children, subject)},
        rows={table.name: len(subject)},
        more=paging is not None and paging.continues and cursor is not None,
        cursor=cursor,
    )


def _moment(call: Call) -> Instant:
    """Until when trades are shown: now, or a time of today or of the trading day before."""
    at = call.instant
    if call.values.get("tdy_pred") == _YESTERDAY:
        at = Instant(at.day - 1, LAST_SECOND)
    text = call.values.get("tm", "")
    if len(text) in (4, 6) and text.isascii() and text.isdecimal():
        second = int(text[:2]) * 3600 + int(text[2:4]) * 60 + int(text[4:] or 59)
        at = Instant(at.day, min(at.second, second))
    return at


class Strengths:
    """Days of one issue with the means of buyers' strength over the days before each."""

    def __init__(self, days: Days, longer: Days) -> None:
        """``longer`` begins with the same days and goes on."""
        self._days = days
        bars = longer.bars
        self._total = np.append(0, np.cumsum(strength_of(bars)))

    @property
    def base(self) -> I64:
        """The close before each day."""
        return self._days.base

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that days do not have."""
        name, slash, number = word.partition("/")
        if not slash or name != "strength-mean":
            return self._days.answer(word)
        start = np.arange(len(self._days))
        end = np.minimum(start + int(number), len(self._total) - 1)
        mean: I64 = (self._total[end] - self._total[start]) // np.maximum(end - start, 1)
        return mean


def strengths(call: Call, settings: Settings) -> Draft:
    """A page of an issue's days with the strength of their buyers (ka10047)."""
    (table,) = call.operation.tables
    place = call.place
    if place is None:
        return Draft(rows={table.name: 0}, blank=True)
    size = call.operation.paging.size if call.operation.paging else UNPAGED_ROWS
    where, at = where_of(call.code), call.instant
    days, more = days_of(call.world, place, at, call.first, size, where=where)
    longer, _ = days_of(call.world, place, at, call.first, size + _MOST_MEAN, where=where)
    return Draft(
        tables={table.name: fill(table.children, Strengths(days, longer))},
        rows={table.name: len(days)},
        more=more,
    )


def gold_days(call: Call, settings: Settings) -> Draft:
    """Gold by the day, and who bought it (ka50012)."""
    (table,) = call.operation.tables
    place = call.place
    if place is None:
        return Draft(rows={table.name: 0}, blank=True)
    days, _ = days_of(call.world, place, call.instant, 0, UNPAGED_ROWS)
    numbers = np.array([day_index(day) for day in days.dates], dtype=np.int64)
    flows, now = call.world.flows, call.world.instant(call.anchor)
    parties = flows.investors(flows.ledgers.history(place, numbers, now.day, now.second))
    columns = fill(table.children, days)
    for name, who in (
        ("orgn_netprps", "institution"), ("for_netprps", "foreign"), ("ind_netprps", "individual"),
    ):  # fmt: skip
        columns[name] = parties.net_shares(who).tolist()
    return Draft(tables={table.name: columns}, rows={table.name: len(days)})


def auctions(call: Call, settings: Settings) -> Draft:
    """What today's auctions came to, or the running one would, the last one first (ka50087)."""
    (table,) = call.operation.tables
    place, at = call.place, call.instant
    if place is None:
        return Draft(rows={table.name: 0}, blank=True)
    plan = call.world.market.plan(place, at.day)
    state = call.world.market.issue_state(place, at.day, at.second)
    base, rows = plan.base, []
    bounds = ticks.Limits(plan.lower, plan.upper)
    if state.expected[0]:
        rows.append((at.second, int(state.expected[0]), int(state.expected_volume[0])))
    rows += [
        (part.second, part.price, part.shares)
        for part in reversed(plan.parts)
        if isinstance(part, Print) and part.shares and part.second <= at.second
    ]
    return Draft(
        tables={
            table.name: {
                "exp_cntr_pric": [Directed(price, _sign(price, base)) for _, price, _ in rows],
                "exp_pred_pre": [price - base for _, price, _ in rows],
                "exp_flu_rt": [
                    Decimal(ticks.change_rate(price, base)).scaleb(-2) for _, price, _ in rows
                ],
                "exp_acc_trde_qty": [shares for _, _, shares in rows],
                "exp_cntr_trde_qty": [shares for _, _, shares in rows],
                "exp_tm": [_clock(second) for second, _, _ in rows],
                "exp_pre_sig": [
                    str(ticks.change_sign(price, base, bounds)) for _, price, _ in rows
                ],
                "stex_tp": ["KRX"] * len(rows),
            }
        },
        rows={table.name: len(rows)},
    )


def _sign(price: int, base: int) -> int:
    return (price > base) - (price < base)


def _clock(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)


def rights(call: Call, settings: Settings) -> Draft:
    """All subscription rights, or those of one kind (ka10011)."""
    (table,) = call.operation.tables
    wanted = {"05": "증권", "07": "증서"}.get(call.values.get("newstk_recvrht_tp", ""))
    issues = call.world.instruments
    places = [
        issues.place(one.code)
        for one in issues.of_market("WARRANT")
        if one.warrant is not None and wanted in (None, one.warrant.right)
    ]
    subject = Issues(call.world, np.array(places, dtype=np.int64), call.instant)
    columns = fill(table.children, subject) if places else {}
    return Draft(tables={table.name: columns}, rows={table.name: len(places)})
