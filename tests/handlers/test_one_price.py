"""The same word of the same issue has the same value in every answer of an instant."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.spec.model import FieldSpec
from tests.gateway.caller import Caller, contracts, gateway_of, rest_operations, sample

WORDS = frozenset({
    "last-price", "open-price", "high-price", "low-price", "upper-limit-price", "change",
    "lower-limit-price", "change-rate", "change-sign", "volume", "turnover",
})  # fmt: skip

WON = {"원": 1, "천원": 1_000, "백만원": 1_000_000}

OWN = {
    "ka10016": {"high-price", "low-price"},
    "ka10029": {"change", "change-rate", "change-sign"},
}
"""What operations have of other things: extremes of many days, a price that is expected."""

Spoken = tuple[str, Sequence[FieldSpec], dict[str, Any]]
"""An issue's code, and the fields and values an answer has of it."""


def spoken(caller: Caller) -> Iterator[tuple[str, Spoken]]:
    """What every market-data operation says of issues at this instant, as the manual asks."""
    for operation in rest_operations():
        if operation.is_account or operation.is_order:
            continue
        code = sample(operation).get("stk_cd", "")
        singles = [one for one in operation.response if not one.is_table and one.word in WORDS]
        tables = [table for table in operation.tables if speaks_of_now(table)]
        if not tables and not (code and singles):
            continue
        body = caller.data(operation.api_id)
        if code and not operation.takes_list:
            yield operation.api_id, (code, singles, body)
        for table in tables:
            name = next(one.name for one in table.children if one.word == "code")
            for row in body.get(table.name, ()):
                yield operation.api_id, (row[name], table.children, row)


def speaks_of_now(table: FieldSpec) -> bool:
    """Whether rows name an issue and say how it stands; with a date or a time they are old."""
    words = {one.word for one in table.children}
    return "code" in words and words.isdisjoint({"date", "time"}) and not words.isdisjoint(WORDS)


def meaning(field: FieldSpec, text: str) -> tuple[float, int]:
    """A value, and how much the field cuts off; prices without the sign of their direction."""
    value = float(text.replace("--", "-"))
    if field.word == "turnover":
        unit = WON[field.unit or "원"]
        return value * unit, unit
    return (abs(value) if field.word.endswith("price") else value), 0


@pytest.mark.parametrize(
    ("seed", "hour", "minute"),
    [
        (2, 15, 25),
        pytest.param(1, 10, 0, marks=pytest.mark.slow),
        pytest.param(3, 19, 0, marks=pytest.mark.slow),
    ],
)
def test_every_answer_says_the_same(seed: int, hour: int, minute: int) -> None:
    at = datetime(2026, 9, 15, hour, minute, tzinfo=SEOUL)
    caller = Caller(gateway_of(limits=False, check=False, seed=seed, at=at)).login()
    find = caller.gateway.world.find
    columns = contracts().operations["ka10095"].tables[0].children
    quotes: dict[str, dict[str, tuple[float, int]]] = {}
    asked, compared, different = set(), 0, []
    for api_id, (code, fields, values) in spoken(caller):
        if find(code) is None:
            continue
        if code not in quotes:
            (row,) = caller.data("ka10095", {"stk_cd": code})["atn_stk_infr"]
            quotes[code] = {
                one.word: meaning(one, row[one.name]) for one in columns if one.word in WORDS
            }
        for field in fields:
            text = values.get(field.name, "")
            known = quotes[code].keys() - OWN.get(api_id, set())
            if field.word not in known or not text.strip("-"):
                continue
            (told, cut), (quoted, other_cut) = meaning(field, text), quotes[code][field.word]
            compared += 1
            asked.add(api_id)
            if abs(told - min(quoted, field.most or quoted)) > max(cut, other_cut):
                different.append((api_id, code, field.name, told, quoted))
    assert different == []
    assert compared > 1_500
    assert len(asked) > 30
