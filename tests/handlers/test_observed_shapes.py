"""Every field of a reply has the shape seen live, or a correction says why it has not.

What data decides is left aside: which way a price went, whether a number is 0. What a format
decides is compared: blanks, decimals, width, how a minus is written, whether a plus is.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from kiwoom_mockserver import resources
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.spec.model import ENVELOPE, FieldSpec, OperationSpec
from kiwoom_mockserver.world.clock import VirtualClock
from tests.gateway.caller import Caller, contracts, gateway_of, read, sample

OBSERVED: Final = Path(__file__).parents[3] / "shared" / "facts" / "observed.tsv"

Shapes = Mapping[str, frozenset[str]]
"""Shapes seen of each field."""

DAYS = {"strt_dt": "20260901", "end_dt": "20260915"}
ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    "ka01690": {"qry_dt": "20260915"},
    "ka10074": DAYS,
    "ka10170": {"base_dt": "20250102"},
    "ka40002": {"stk_cd": "005930"},
    "kt00002": {"start_dt": "20260901", "end_dt": "20260915"},
    "kt00015": {**DAYS, "tp": "3"},
    "kt00016": {"fr_dt": "20260901", "to_dt": "20260915"},
}
"""What was asked live, where the manual's own request asks for something else."""

MOMENTS: Final = {"ka10054": datetime(2026, 7, 15, 15, 0, tzinfo=SEOUL)}
"""When there is something to show, where there is nothing at the usual instant."""


@cache
def seen() -> Mapping[str, Shapes]:
    """What was seen live of the replies of each operation."""
    if not OBSERVED.exists():
        return {}
    found: dict[str, dict[str, frozenset[str]]] = {}
    for line in OBSERVED.read_text("utf-8").splitlines()[1:]:
        api_id, field, shapes = line.split("\t")
        told = re.findall(r"(' 0'|\S+):\d+", shapes)
        if api_id in contracts().operations and field not in ENVELOPE:
            found.setdefault(api_id, {})[field] = frozenset(told)
    return found


def compared() -> list[str]:
    known = contracts().operations
    return [a for a in seen() if not known[a].is_oauth and not known[a].is_order]


@pytest.fixture(scope="module")
def trader() -> Caller:
    """The owner of an account that has bought, sold, and has an order waiting."""
    gateway = gateway_of(limits=False)
    key = next(iter(gateway.world.keys.items()))
    caller = Caller(gateway, *key).login()
    for api_id, code, price, kind in (
        ("kt10000", "005930", "", "3"),
        ("kt10001", "035420", "", "3"),
        ("kt10000", "000660", "1900000", "0"),
    ):
        body = {"dmst_stex_tp": "KRX", "stk_cd": code, "ord_qty": "2", "ord_uv": price}
        assert read(caller.ask(api_id, {**body, "trde_tp": kind}))["return_code"] == 0
    clock = gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(120)
    return caller


def texts_of(value: Any) -> Iterator[tuple[str, str]]:
    for name, inner in value.items():
        if isinstance(inner, str):
            yield name, inner
        elif isinstance(inner, list):
            for row in inner:
                yield from texts_of(row)


def fields_of(operation: OperationSpec) -> dict[str, FieldSpec]:
    leaves = [one for one in operation.response if not one.is_table]
    return {one.name: one for one in (*leaves, *(c for t in operation.tables for c in t.children))}


NUMBER: Final = re.compile(r"(?P<sign>--|[+-]?)(?P<whole>[\d,]+)(?:\.(?P<part>\d+))?")


def shape_of(text: str) -> str:
    """A text's shape as the list of what was seen live names it."""
    if not text:
        return "empty"
    found = NUMBER.fullmatch(text)
    if found is None:
        return "text"
    sign, whole, part = found["sign"], found["whole"], found["part"]
    if sign == "--":
        return "--n"
    if "," in whole:
        return "comma"
    if part is not None:
        return f"{sign}dec{len(part)}"
    if text == "-0":
        return "-0"
    padded = len(whole) > 1 and whole[0] == "0"
    return f"pad{len(text)}" if padded else f"{sign}int"


def decimals_of(shape: str) -> int:
    return int(shape[-1]) if "dec" in shape else 0


def fits(text: str, spec: FieldSpec, shapes: frozenset[str]) -> bool:
    """Whether only data, and no format, parts a text from what was seen of its field."""
    shape = shape_of(text)
    if shape in shapes:
        return True
    filled = shapes - {"empty"}
    if not text or not filled:
        return False
    if spec.format.kind != "number":
        return True
    if spec.format.width:
        return any(one == f"pad{spec.format.width}" for one in filled) and (
            len(text) == spec.format.width
        )
    if "--n" not in filled and decimals_of(shape) not in set(map(decimals_of, filled)):
        return False
    directed = spec.format.sign == "direction"
    if not re.search(r"[1-9]", text):
        return shape != "-0" or directed
    signed = {one for one in filled if one[0] in "+-"}
    if shape == "--n":
        return not {one for one in signed if one[0] == "-" and one != "--n"}
    if text[0] == "-":
        return "--n" not in filled
    if text[0] == "+":
        return bool(signed)
    return directed or filled != signed


def explained() -> dict[tuple[str, str], dict[str, str]]:
    """What corrections say of fields whose shape is another than live."""
    found = {}
    for path in sorted((resources.contracts() / "corrections").glob("*.json")):
        correction = json.loads(path.read_text("utf-8"))
        for row in correction.get("shapes", ()):
            found[correction["id"], row["field"]] = row
    return found


@pytest.mark.skipif(not OBSERVED.exists(), reason="what was seen live is not at hand")
@pytest.mark.parametrize("api_id", compared())
def test_fields_have_the_shapes_seen_live_or_a_reason(api_id: str, trader: Caller) -> None:
    operation = contracts().operations[api_id]
    caller = trader
    if api_id in MOMENTS:
        caller = Caller(gateway_of(limits=False, at=MOMENTS[api_id])).login()
    reply = read(caller.ask(api_id, {**sample(operation), **ASKED.get(api_id, {})}))
    assert reply["return_code"] == 0, reply
    specs, texts = fields_of(operation), list(texts_of(reply))
    shown = {name for name, _ in texts}
    different = {name for name in seen()[api_id] if name in specs and name not in shown}
    for name, text in texts:
        shapes = seen()[api_id].get(name)
        if shapes and not fits(text, specs[name], shapes):
            different.add(name)
    reasons = {field for owner, field in explained() if owner == api_id}
    for name in reasons:
        row = explained()[api_id, name]
        assert row["seen"] in seen()[api_id][name]
        assert row["shown"] in {shape_of(text) for field, text in texts if field == name}
    told = {name: (seen()[api_id][name], dict(texts).get(name)) for name in different - reasons}
    assert told == {}, "neither as live nor explained by a correction"
    assert reasons - different == set(), "explained, but as live"


@pytest.mark.skipif(not OBSERVED.exists(), reason="what was seen live is not at hand")
def test_most_fields_seen_live_are_compared() -> None:
    assert sum(len(seen()[api_id]) for api_id in compared()) > 600
    assert {owner for owner, _ in explained()} <= set(compared())
