"""What people look up: a seeded score of each issue and interval, out of what is traded in it."""

from datetime import time
from typing import Final

import numpy as np

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Directed, Value
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.listed import Listed
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.noise import I64, below, keys
from kiwoom_mockserver.world.world import Instant

ROWS: Final = 20
"""The list always has so many rows; those without an issue hold nothing (live, July 2026)."""

SECONDS: Final = {"1": 60, "2": 600, "3": 3_600, "4": 0, "5": 30}
"""Length of the interval by code; 0 is the whole day until the last full minute."""

_STREAM: Final = 77
_MILLION: Final = 1_000_000
_MOST_MOVE: Final = 3_000
"""Hundredths of a per cent beyond which a move draws no more attention."""


def looked_up(call: Call, settings: Settings) -> Draft:
    """The twenty most looked up issues of the last full interval."""
    (table,) = call.operation.tables
    at, length = call.instant, SECONDS.get(call.values.get("qry_tp", ""), 60)
    step = length or 60
    end = at.second // step * step
    listed = [
        place
        for place, one in enumerate(call.world.instruments.all)
        if one.market not in {"ELW", "GOLD", "WARRANT"}
    ]
    places = np.array(listed, dtype=np.int64)
    score = _scores(call, places, end, length)
    rank = _ranks(score)
    before = _ranks(_scores(call, places, end - step, length))
    first = np.argsort(rank, kind="stable")[: min(ROWS, int((score > 0).sum()))]
    begun = Instant(at.day, max(end - step, 0))
    issues = Issues(call.world, places[first], Instant(at.day, end))
    earlier = Issues(call.world, places[first], begun).state.last
    moved = before[first] - rank[first]
    columns = fill(table.children, Listed(issues, {
        "attention-rank": rank[first],
        "rank-change": moved,
        "interval-sign": ticks.change_sign(issues.state.last, earlier),
        "interval-rate": ticks.change_rate(issues.state.last, earlier),
    }))  # fmt: skip
    marks: list[Value] = [("N", "+", "-")[sign] for sign in np.sign(moved).tolist()]
    clock = time(begun.second // 3600, begun.second // 60 % 60, begun.second % 60)
    shown = {name: list(column) for name, column in columns.items()}
    shown["rank_chg_sign"] = marks
    shown["tm"] = [clock] * len(first)
    for number in range(len(first), ROWS):
        for spec in table.children:
            shown[spec.name].append(_nothing(spec, number + 1, at, clock))
    return Draft(tables={table.name: shown}, rows={table.name: ROWS})


def _nothing(spec: FieldSpec, rank: int, at: Instant, clock: time) -> Value:
    """What a row without an issue shows (live, July 2026)."""
    told: dict[str, Value] = {
        "bigd_rank": str(rank),
        "rank_chg": 0,
        "past_curr_prc": Directed(0, 0),
        "base_comp_sign": "0",
        "base_comp_chgr": 0,
        "prev_base_sign": ticks.SAME,
        "dt": at.date,
        "tm": clock,
    }
    return told.get(spec.name)


def _scores(call: Call, places: I64, end: int, length: int) -> I64:
    """How much each issue is looked up: money traded, times its move, times chance; 0 untraded."""
    world, day = call.world, call.instant.day
    end = max(end, 0)
    now = Issues(world, places, Instant(day, end)).state
    start = max(end - length, 0) if length else 0
    value = now.value - Issues(world, places, Instant(day, start)).state.value
    move = np.minimum(np.abs(ticks.change_rate(now.last, now.base)), _MOST_MOVE)
    drawn = 50 + below(keys(world.seed, _STREAM, places, day * 100_000 + end), 101)
    score: I64 = np.where(value > 0, (value // _MILLION + 1) * (300 + move) * drawn, 0)
    return score


def _ranks(score: I64) -> I64:
    """The place of each, from 1; ties in the world's order."""
    rank = np.empty(len(score), dtype=np.int64)
    rank[np.argsort(-score, kind="stable")] = np.arange(1, len(score) + 1)
    return rank
