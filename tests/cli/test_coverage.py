"""The coverage page: every field counted once, and none of the market's a sample."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kiwoom_mockserver.cli.coverage import Origin, covered
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.sources import Sources
from kiwoom_mockserver.spec.model import ENVELOPE, OperationSpec
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import World, load_world
from tests.gateway.caller import contracts

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
NUMBERS = [str(origin) for origin in Origin]


@pytest.fixture(scope="module")
def world() -> World:
    settings = Settings(world="small")
    return load_world(settings, VirtualClock(settings.at))


class Fixed(Sources):
    """Sources that answer everything with one draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def answer(self, call: Call) -> Draft:
        return self.draft


@cache
def rows() -> dict[str, Mapping[str, str]]:
    """The page's first table, by api-id."""
    head, *lines = re.findall(r"^\| (.+) \|$", PAGE.read_text("utf-8").split("\n## ")[0], re.M)
    names = head.split(" | ")
    made = [dict(zip(names, re.split(r" \| ?", line), strict=False)) for line in lines]
    return {row["id"]: row for row in made}


def number(row: Mapping[str, str], name: str) -> int:
    return int(row[name].strip() or 0)


def is_market_data(operation: OperationSpec) -> bool:
    return not (operation.is_account or operation.is_order or operation.is_oauth)


def fields_of(operation: OperationSpec) -> int:
    return sum(
        len(one.children) if one.is_table else one.name not in ENVELOPE
        for one in operation.response
    )


@pytest.mark.parametrize("api_id", contracts().operations)
def test_every_field_of_the_contract_is_counted_once(api_id: str) -> None:
    row = rows()[api_id]
    assert sum(number(row, name) for name in NUMBERS) == fields_of(contracts().operations[api_id])


@pytest.mark.parametrize(
    "api_id", [a for a, o in contracts().operations.items() if is_market_data(o)]
)
def test_no_field_of_market_data_is_a_sample_or_never_shown(api_id: str) -> None:
    row = rows()[api_id]
    assert (number(row, "sampled"), number(row, "not shown")) == (0, 0)


@pytest.mark.parametrize(
    ("draft", "origins"),
    [
        (Draft(), {"stk_cd": Origin.SAMPLED, "rows.dt": Origin.UNSEEN}),
        (Draft(values={"stk_cd": "005930"}), {"stk_cd": Origin.REQUEST}),
        (Draft(values={"stk_cd": "000660"}), {"stk_cd": Origin.WORLD}),
        (Draft(values={"stk_cd": None}), {"stk_cd": Origin.BLANK}),
        (Draft(rows={"rows": 3}), {"rows.dt": Origin.SAMPLED}),
        (Draft(rows={"rows": 1}, blank=True), {"rows.dt": Origin.UNSEEN, "stk_cd": Origin.UNSEEN}),
        (Draft(tables={"rows": {"dt": [None, 1]}}), {"rows.dt": Origin.WORLD}),
        (Draft(tables={"rows": {"dt": [None, ""]}}), {"rows.dt": Origin.BLANK}),
        (
            Draft(tables={"rows": {"dt": [1]}}, blank_rows=frozenset({0})),
            {"rows.dt": Origin.UNSEEN},
        ),
    ],
)
def test_a_field_comes_from_where_the_draft_says(
    draft: Draft, origins: dict[str, Any], world: World
) -> None:
    table = contracts().operations["ka10081"].tables[0].name
    if draft.tables:
        draft.tables = {table: draft.tables["rows"]}
    if draft.rows:
        draft.rows = {table: draft.rows["rows"]}
    found = covered(contracts().operations["ka10081"], Fixed(draft), world)
    places = {one.place.replace(table, "rows"): one.origin for one in found}
    assert {place: places[place] for place in origins} == origins
