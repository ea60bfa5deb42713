"""Conditions are computed from the market, and their changes are what entered and left."""

from datetime import datetime
from typing import Any

import pytest

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.realtime.screening import Screening
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.world import Instant, World
from tests.gateway.caller import Caller, contracts, gateway_of
from tests.realtime.test_streaming import world_of


def screening_of(*terms: Any) -> tuple[Screening, World]:
    world = world_of()
    world.conditions = (("7", "나의 조건", list(terms)),)
    return Screening(contracts(), world), world


def test_a_condition_finds_what_single_questions_say() -> None:
    caller = Caller(gateway_of(limits=False)).login()
    world = caller.gateway.world
    world.conditions = (("7", "상승", [["change-rate", ">", 0.5], ["volume", ">=", 1000]]),)
    found = Screening(contracts(), world).rows("7", "K")
    assert found is not None
    expected = set()
    for issue in world.instruments.listed:
        shown = caller.data("ka10001", {"stk_cd": issue.code})
        if float(shown["flu_rt"] or 0) > 0.5 and int(shown["trde_qty"] or 0) >= 1000:
            expected.add(issue.code)
    assert {row["9001"][1:] for row in found} == expected
    assert 0 < len(expected) < len(world.instruments.listed)


def test_rows_are_written_as_seen_live() -> None:
    screening, world = screening_of(["change-rate", "<", 0])
    found = screening.rows("7", "K")
    assert found
    for row in found:
        assert row["9001"][0] in "AQ"
        assert all(len(row[fid]) == 9 for fid in ("10", "11", "12", "13", "16", "17", "18"))
        issue = world.find(row["9001"][1:])
        assert issue is not None
        state = world.market.issue_state(
            world.instruments.place(issue.code) or 0, *world.instant(world.now())
        )
        change = int(state.last[0] - state.base[0])
        assert int(row["11"]) == change < 0
        assert abs(int(row["12"]) - change * 100_000 / int(state.base[0])) <= 10


def test_a_number_without_room_is_the_largest_that_has_some() -> None:
    screening, world = screening_of(["volume", ">", 1_000_000_000])
    world.clock.move_to(datetime(2026, 9, 15, 7, 59, 56, tzinfo=SEOUL))
    found = screening.rows("7", "K")
    assert found
    assert {row["13"] for row in found} == {"999999999"}


def test_a_rank_counts_from_the_largest() -> None:
    screening, world = screening_of(["rank of turnover", "<=", 3])
    at = world.instant(world.now())
    turnover = world.market.state(at.day, at.second).value
    listed = [world.instruments.place(one.code) or 0 for one in world.instruments.listed]
    best = sorted(listed, key=lambda place: -turnover[place])[:3]
    assert set(screening.found("7", at).tolist()) == set(best)


def test_a_word_may_be_compared_with_another() -> None:
    screening, world = screening_of(["last-price", ">=", "high-price"])
    at = world.instant(world.now())
    for place in screening.found("7", at).tolist():
        state = world.market.issue_state(place, *at)
        assert state.last[0] >= state.high[0]


def test_changes_lead_from_one_second_to_the_next() -> None:
    screening, world = screening_of(["last-price", ">=", "high-price"])
    day = world.instant(world.now()).day
    codes = world.instruments.all
    held = {codes[place].code for place in screening.found("7", Instant(day, 32_460))}
    moved = 0
    for second in range(32_461, 32_580):
        for code, entered in screening.changes("7", Instant(day, second), 100):
            assert (code in held) != entered
            held.symmetric_difference_update({code})
            moved += 1
    assert moved
    assert held == {codes[place].code for place in screening.found("7", Instant(day, 32_579))}


WRONG = {
    "no list": "change-rate > 5",
    "no terms": [],
    "a term of two": [["change-rate", ">"]],
    "an unknown word": [["beauty", ">", 1]],
    "a word that is no number": [["name", "==", 1]],
    "an unknown comparison": [["volume", "~", 1]],
    "a value that is a list": [["volume", ">", [1]]],
    "too many terms": [["volume", ">", 1]] * 21,
}


@pytest.mark.parametrize("where", WRONG.values(), ids=WRONG.keys())
def test_a_condition_that_makes_no_sense_is_told(where: Any) -> None:
    world = world_of()
    world.conditions = (("7", "나의 조건", where),)
    with pytest.raises(WorldError, match="나의 조건"):
        Screening(contracts(), world)
