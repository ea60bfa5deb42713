"""The page about orders names every kind of order, and its account can be opened."""

import re
from pathlib import Path

import orjson

from kiwoom_mockserver.handlers.orders import GOLD_KINDS, KINDS
from kiwoom_mockserver.world.movements import Move
from kiwoom_mockserver.world.openings import movement_from, opening_from
from tests.world.trading.floor import small_world

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "orders.md").read_text("utf-8")


def test_every_kind_of_order_is_on_the_page() -> None:
    rows = re.findall(r"^\| ([0-9][^|]*) \|", PAGE, re.M)
    assert sorted(code for row in rows for code in re.findall(r"\b\d+\b", row)) == sorted(KINDS)
    assert f"takes {', '.join(list(GOLD_KINDS)[:2])} and {list(GOLD_KINDS)[2]}" in PAGE


def test_the_account_on_the_page_can_be_opened() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.S)
    row = orjson.loads(example)
    assert row.pop("appkey")
    opening = opening_from(row, small_world().instruments)
    assert opening.credit_limit == row["credit_limit"]


def test_every_kind_of_movement_is_on_the_page() -> None:
    (examples,) = re.findall(r"```text\n(.*?)```", PAGE, re.S)
    rows = [orjson.loads(line) for line in examples.splitlines()]
    assert {row.pop("appkey") for row in rows} == {"any"}
    made = [movement_from(row, small_world().instruments) for row in rows]
    assert [one.move for one in made] == list(Move)
