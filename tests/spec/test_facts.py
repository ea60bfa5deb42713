"""Contracts against what they were made of: the manual's samples and what was seen live."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from kiwoom_mockserver.spec.formats import value_format
from kiwoom_mockserver.spec.frames import control_frames
from kiwoom_mockserver.spec.model import Catalogue, FrameSpec, OperationSpec
from kiwoom_mockserver.spec.schema import at_level, violations
from tests.spec.corpus import (
    FACTS,
    Schema,
    Where,
    columns,
    correction,
    needs_facts,
    parts,
    read,
    texts,
)

pytestmark = needs_facts

CAPTURES = sorted((FACTS / "captures").glob("*.json"))

CUT = {
    "ka10002__2": "its publisher kept the data only",
    "ka10002__3": "its publisher kept the data only",
    "ka10054__1": "its publisher kept the data only",
    "ka10081__1": "its publisher kept the data only",
    "ka10095__2": "one row of the table",
    "LOGIN__3": "its publisher left out return_code",
}
"""Captures without the envelope, and why."""

REORDERED = {"ka10001__2": "high_pric before open_pric, unlike the manual and Kiwoom's own run"}
"""Captures whose keys come in another order than in all else that is known."""

UNLIKE_THEIR_FORMAT = {
    ("ka10081", "stk_dt_pole_chart_qry.trde_tern_rt", "+0.00"): "a plus before zero, so far unique",
    ("ka10095", "atn_stk_infr.elwexpr_dt", "00000000"): "no date",
    ("ka20001", "inds_cur_prc_tm.tm_n", "888888"): "no time",
    ("ka20001", "inds_cur_prc_tm.tm_n", "999999"): "no time",
}
"""Live texts that are read, but would be written in another way."""

Told = Iterator[tuple[Where, dict[str, Any]]]


def told(fields: list[dict[str, Any]], where: Where = ()) -> Told:
    """The manual's fields with the path to each."""
    for spec in fields:
        if "name" in spec:
            yield (*where, spec["name"]), spec
            yield from told(spec.get("children", []), (*where, spec["name"]))


def told_parts(operation: dict[str, Any]) -> Iterator[tuple[str, Told]]:
    """What the manual says of one operation, by the part of the contract file it belongs to."""
    if len(operation["id"]) > 2:
        yield "request", told(operation["request"])
        yield "response", told(operation["response"])
        return
    data = next(spec for spec in operation["response"] if spec.get("name") == "data")
    values = next(spec for spec in data["children"] if spec["name"] == "values")
    yield "values", told(values["children"])


def fits(spec: Schema, text: str) -> bool:
    if not Draft202012Validator(spec).is_valid(text):
        return False
    name = spec.get("x-format", "text")
    return all(
        value_format(name.removesuffix("|")).accepts(one)
        for one in (text.split("|") if name.endswith("|") else [text])
    )


def excused(api_id: str) -> set[tuple[str, str]]:
    """Samples of the manual that are known not to fit, as (field, text)."""
    known = correction(api_id)
    listed = {(row["field"], row["text"]) for row in known.get("samples", {}).get("texts", [])}
    # A field whose contract is written by hand is right against the manual.
    by_hand = known.get("patch", {}).get("response", {})
    return listed | {(name, "") for name in patched(by_hand)}


def patched(schema: Schema, before: str = "") -> Iterator[str]:
    """Dotted names of all fields a correction speaks of."""
    for name, spec in (schema.get("properties") or {}).items():
        yield before + name
        yield from patched((spec or {}).get("items") or {}, f"{before}{name}.")


def test_every_sample_of_the_manual_fits_its_contract_or_is_a_known_mistake() -> None:
    contracts = {(part.api_id, part.part): dict(columns(part.schema)) for part in parts()}
    wrong = []
    for operation in read(FACTS / "spec" / "apis.json"):
        api_id = operation["id"]
        known = excused(api_id)
        for part, fields in told_parts(operation):
            contract = contracts[api_id, part]
            for where, spec in fields:
                if where[-1] in {"return_code", "return_msg"} or where not in contract:
                    continue
                field = ".".join(where)
                wrong += [
                    (api_id, part, field, text)
                    for text in map(str, spec.get("samples", ()))
                    if not fits(contract[where], text) and not {(field, text), (field, "")} & known
                ]
    assert wrong == []


REPLACED = {"ka10171", "ka10172", "ka10173"}
"""Frames whose reply a correction gives as a whole."""


def test_every_field_of_the_manual_is_in_its_contract() -> None:
    contracts = {(part.api_id, part.part): dict(columns(part.schema)) for part in parts()}
    missing = [
        (operation["id"], part, ".".join(where))
        for operation in read(FACTS / "spec" / "apis.json")
        for part, fields in told_parts(operation)
        for where, _ in fields
        if where not in contracts[operation["id"], part]
        and (operation["id"] not in REPLACED or part != "response")
    ]
    assert missing == []


HOUR = re.compile(r"\d\d\)")
"""What is left of 09:00) in a meaning, where 09 was taken for a code."""


SWAPPED = ("ka30001", "ka30004")
"""Where the manual prints names for codes; a correction turns them round."""


def test_every_code_of_the_manual_is_in_its_contract() -> None:
    contracts = {(part.api_id, part.part): dict(columns(part.schema)) for part in parts()}
    lost = []
    for operation in read(FACTS / "spec" / "apis.json"):
        for part, fields in told_parts(operation):
            contract = contracts[operation["id"], part]
            for where, spec in fields:
                if "layout" in spec or where not in contract or where[-1] == "return_code":
                    continue
                codes = {
                    code
                    for code, meaning in spec.get("codes", {}).items()
                    if not HOUR.fullmatch(meaning or "")
                }
                if operation["id"] in SWAPPED and where[-1] == "bsis_aset_cd":
                    continue
                if missing := codes - set(contract[where].get("x-codes", ())):
                    lost.append((operation["id"], part, ".".join(where), sorted(missing)))
    assert lost == []


class Piece(NamedTuple):
    """A part of a capture, the schema it has to satisfy, and how strictly."""

    schema: Schema
    content: Any
    level: str


def pieces(path: Path, catalogue: Catalogue) -> Iterator[Piece]:
    """The parts of a capture that have a schema of their own."""
    name = path.stem.split("__")[0]
    content = read(path)
    control = control_frames(tuple(catalogue.realtime))
    asked: dict[str, OperationSpec | FrameSpec] = {**catalogue.operations, **catalogue.frames}
    for piece in content if isinstance(content, list) else [content]:
        if name in asked:
            yield Piece(asked[name].response_schema, piece, "observed")
        elif piece.get("trnm") == "REAL":
            for entry in piece["data"]:
                yield Piece(catalogue.realtime[entry["type"]].schema, entry["values"], "observed")
        elif name == "error":
            yield Piece(REFUSAL, piece, "documented")
        elif piece.get("return_code"):
            yield Piece(control["REFUSED"], piece, "documented")
        else:
            message = f"{piece['trnm']}.reply" if "return_code" in piece else name
            yield Piece(control[message], piece, "documented")


REFUSAL = {
    "type": "object",
    "properties": {"return_msg": {"type": "string"}, "return_code": {"not": {"const": 0}}},
    "required": ["return_msg", "return_code"],
    "additionalProperties": False,
}


def unmasked(value: Any) -> Any:
    """``value`` without the texts that were masked before it was published."""
    if isinstance(value, dict):
        return {
            name: unmasked(inner)
            for name, inner in value.items()
            if not (isinstance(inner, str) and "MASK" in inner)
        }
    return [unmasked(row) for row in value] if isinstance(value, list) else value


WHOLE = [path for path in CAPTURES if path.stem not in CUT]
WITH_TEXTS = [path for path in CAPTURES if path.stem != "LOGIN__3"]


def stem(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", WHOLE, ids=stem)
def test_what_was_seen_live_has_no_violation(path: Path, catalogue: Catalogue) -> None:
    found = [
        str(violation)
        for schema, content, level in pieces(path, catalogue)
        for violation in violations(at_level(schema, level), unmasked(content))
    ]
    assert found == []


def live_texts(path: Path, catalogue: Catalogue) -> Iterator[tuple[str, Schema, str]]:
    """Every text of a capture with the name and the contract of its field."""
    for schema, content, _ in pieces(path, catalogue):
        contract = dict(columns(schema))
        for where, text in texts(content):
            if contract.get(where, {}).get("type") == "string":
                yield ".".join(where), contract[where], text


@pytest.mark.parametrize("path", WITH_TEXTS, ids=stem)
def test_every_live_text_fits_the_pattern_of_its_field(path: Path, catalogue: Catalogue) -> None:
    wrong = [
        (field, text) for field, spec, text in live_texts(path, catalogue) if not fits(spec, text)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", WITH_TEXTS, ids=stem)
def test_a_live_text_is_written_again_as_it_was_read(path: Path, catalogue: Catalogue) -> None:
    name = path.stem.split("__")[0]
    changed = set()
    for field, spec, text in live_texts(path, catalogue):
        form = value_format(spec.get("x-format", "text"))
        again = form.render(form.parse(text))
        if again != text and (name, field, text) not in UNLIKE_THEIR_FORMAT:
            changed.add((field, form.name, text, again))
    assert changed == set()


@pytest.mark.parametrize("path", [path for path in WHOLE if path.stem not in REORDERED], ids=stem)
def test_keys_come_in_the_order_of_the_contract(path: Path, catalogue: Catalogue) -> None:
    # Where the envelope stands is not compared: some publishers serialised a reply anew.
    for schema, content, _ in pieces(path, catalogue):
        documented = [n for n in schema["properties"] if n not in {"return_code", "return_msg"}]
        live = [name for name in content if name in documented]
        assert live == [name for name in documented if name in content]


CALLED_A_MOMENT = re.compile(r"(시간|일자|날짜|일시)$")
MOMENTS = ("date", "time", "datetime", "clock")


def test_what_reads_like_a_moment_and_is_called_one_has_the_format_of_one(
    catalogue: Catalogue,
) -> None:
    shown: dict[tuple[str, str], set[str]] = defaultdict(set)
    named: dict[tuple[str, str], str] = {}
    for part in parts():
        for where, spec in columns(part.schema):
            if part.part != "request" and CALLED_A_MOMENT.search(spec["title"]):
                place = part.api_id, ".".join(where)
                named[place] = spec.get("x-format", "text")
                shown[place] |= set(spec.get("examples", ()))
    for path in WHOLE:
        for field, _, text in live_texts(path, catalogue):
            shown[path.stem.split("__")[0], field].add(text)
    wrong = []
    for place, form in named.items():
        seen = {text for text in shown[place] if text.strip("0")}
        fitting = [name for name in MOMENTS if all(map(value_format(name).accepts, seen))]
        if seen and fitting and form not in fitting:
            wrong.append((*place, form, fitting))
    assert wrong == []
