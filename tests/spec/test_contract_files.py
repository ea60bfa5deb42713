import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from kiwoom_mockserver.spec.formats import value_format
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.spec.schema import LEVELS, at_level
from tests.spec.corpus import (
    CONTRACTS,
    SHAPE,
    Part,
    columns,
    contract_files,
    correction,
    parts,
    read,
)

PARTS = parts()
FILES = contract_files()
SHAPES = read(SHAPE)
FIELDS = [(part, where, spec) for part in PARTS for where, spec in columns(part.schema)]
WORDS = {
    word: row
    for path in sorted(CONTRACTS.glob("*words.json"))
    for word, row in read(path)["words"].items()
}

REST_BY_CATEGORY = {
    "계좌": 33,
    "종목정보": 31,
    "시세": 25,
    "순위정보": 23,
    "차트": 21,
    "ELW": 11,
    "ETF": 9,
    "주문": 8,
    "업종": 6,
    "기관/외국인": 4,
    "대차거래": 4,
    "신용주문": 4,
    "관심종목": 2,
    "테마": 2,
    "공매도": 1,
    "접근토큰발급": 1,
    "접근토큰폐기": 1,
}
FRAMES = ["ka10171", "ka10172", "ka10173", "ka10174"]
REALTIME = [
    *("00", "04", "0A", "0B", "0C", "0D", "0E", "0F", "0G", "0H", "0I", "0J", "0U"),
    *("0g", "0m", "0s", "0u", "0w", "1h"),
]
EDITIONS = {"2025-07-12", "2025-09-08", "2026-01-08", "2026-03-23", "2026-05-07", "2026-06-30"}


def relative(path: Path) -> str:
    return path.relative_to(CONTRACTS).as_posix()


def patched(part: Part) -> set[tuple[str, ...]]:
    """Fields whose pattern a correction gives by hand."""
    patch = correction(part.api_id).get("patch", {}).get(part.part, {})

    def walk(node: dict[str, Any], where: tuple[str, ...]) -> set[tuple[str, ...]]:
        found = {where} if "pattern" in node else set()
        for name, spec in (node.get("properties") or {}).items():
            found |= walk(spec or {}, (*where, name))
        return found | walk(node["items"], where) if node.get("items") else found

    return walk(patch, ())


@cache
def shape_of(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$defs": SHAPES["$defs"], "$ref": f"#/$defs/{kind}"})


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_contract_file_has_the_shape_of_its_kind(path: Path) -> None:
    data = read(path)
    errors = shape_of(data["kind"]).iter_errors(data)
    assert [f"{error.instance_path}: {error.message}" for error in errors] == []


def test_a_contract_file_points_at_the_schema_of_contract_files() -> None:
    for path in FILES:
        assert (path.parent / read(path)["$schema"]).resolve() == SHAPE.resolve(), path.name


def test_the_schema_of_contract_files_is_a_schema() -> None:
    Draft202012Validator.check_schema(SHAPES)


@pytest.mark.parametrize("part", PARTS, ids=str)
def test_a_contract_is_a_json_schema_at_every_level(part: Part) -> None:
    Draft202012Validator.check_schema(at_level(part.schema, "documented"))
    for level in LEVELS:
        jsonschema_rs.meta.validate(at_level(part.schema, level))


def test_a_pattern_says_what_the_format_says() -> None:
    wrong = []
    for part in PARTS:
        by_hand = patched(part)
        required = part.schema["required"]
        for where, spec in columns(part.schema):
            name = spec.get("x-format")
            if name is None or where in by_hand:
                continue
            asked = part.part == "request"
            expected = asked_pattern(name, where[-1] in required) if asked else sent_pattern(name)
            if spec.get("pattern") != expected:
                wrong.append((str(part), ".".join(where), spec.get("pattern"), expected))
    assert wrong == []


def sent_pattern(name: str) -> str | None:
    return None if name == "text" else value_format(name).schema()["pattern"]


def asked_pattern(name: str, required: bool) -> str | None:
    """Unlike a reply's, a required value is not empty, and a bar may stand between codes."""
    if name == "text":
        return None
    one = f"(?:{value_format(name.removesuffix('|')).pattern})"
    whole = rf"(?:{one}(?:\|{one})*)" if name.endswith("|") else one
    return f"^{whole}$" if required else f"^{whole}?$"


def test_every_text_has_a_known_format() -> None:
    for part, where, spec in FIELDS:
        if spec["type"] == "string" and where[-1] != "return_msg":
            assert value_format(spec["x-format"].removesuffix("|")).pattern, (str(part), where)
        if "x-format-paper" in spec:
            assert value_format(spec["x-format-paper"]).kind == "number", (str(part), where)


# "ask-price/{1}" stands for one word on every level of the book.
EXPLAINED = [re.compile(re.escape(word).replace(r"\{1\}", r"\d+")) for word in WORDS]


def test_every_word_is_explained() -> None:
    used = {spec["x-word"] for _, _, spec in FIELDS if "x-word" in spec}
    assert [
        word for word in sorted(used) if not any(one.fullmatch(word) for one in EXPLAINED)
    ] == []


def test_a_word_with_a_place_for_a_number_takes_it_from_its_labels_or_fields() -> None:
    for word, row in WORDS.items():
        told = (*row.get("patterns", ()), *row.get("fields", ()))
        groups = {re.compile(pattern).groups for pattern in told} or {0}
        assert groups == {int("{1}" in word)}, word


def test_examples_satisfy_the_field_they_belong_to() -> None:
    wrong = [
        (str(part), ".".join(where), text)
        for part, where, spec in FIELDS
        for text in spec.get("examples", ())
        if not jsonschema_rs.is_valid(dict(spec), text)
    ]
    assert wrong == []


def test_meanings_of_codes_are_whole() -> None:
    torn = [
        (str(part), ".".join(where), code, meaning)
        for part, where, spec in FIELDS
        for code, meaning in spec.get("x-codes", {}).items()
        if meaning.count("(") != meaning.count(")")
    ]
    assert torn == []


def test_codes_that_are_enforced_are_those_that_are_explained() -> None:
    differing = [
        (str(part), ".".join(where))
        for part, where, spec in FIELDS
        if "enum" in spec and "x-codes" in spec and set(spec["enum"]) - {""} != set(spec["x-codes"])
    ]
    assert differing == []


def test_hours_inside_a_meaning_are_no_codes(catalogue: Catalogue) -> None:
    session = next(field for field in catalogue.realtime["0s"].fields if field.name == "215")
    assert set(session.codes) == set("023489abcdefosPQRSTUV")


@pytest.mark.parametrize(
    "api_id",
    [f"ka200{number:02}" for number in (1, 2, 4, 5, 6, 7, 8, 9, 19)],
)
def test_any_sector_may_be_asked_for(catalogue: Catalogue, api_id: str) -> None:
    # The manual lists eight of them and refers to the list of sectors for the others.
    request = catalogue.operations[api_id].request_schema
    assert Draft202012Validator(request["properties"]["inds_cd"]).is_valid("013")


def test_only_texts_lists_and_the_return_code_are_sent() -> None:
    for part, where, spec in FIELDS:
        expected = {"integer"} if where[-1] == "return_code" else {"string", "array"}
        kind = spec["type"] if isinstance(spec["type"], str) else spec["type"][0]
        assert kind in expected, (str(part), where)


def test_a_request_is_open_and_a_reply_is_closed_and_complete() -> None:
    for part in PARTS:
        properties = part.schema["properties"]
        assert part.schema["additionalProperties"] is (part.part == "request"), str(part)
        if part.part == "request":
            assert set(part.schema["required"]) <= set(properties), str(part)
        else:
            sent = [name for name, spec in properties.items() if spec.get("x-sent", True)]
            assert part.schema["required"] == sent, str(part)


def test_every_word_has_a_meaning_and_labels_of_its_own() -> None:
    labels = Counter(label for row in WORDS.values() for label in row["labels"])
    assert [label for label, count in labels.items() if count > 1] == []
    assert all(row["meaning"] for row in WORDS.values())


def test_every_category_has_its_operations(catalogue: Catalogue) -> None:
    counted = Counter(operation.category for operation in catalogue.operations.values())
    assert counted == REST_BY_CATEGORY
    assert sum(counted.values()) == 186


def test_the_catalogue_has_186_operations_4_frames_and_19_types(catalogue: Catalogue) -> None:
    assert list(catalogue.frames) == FRAMES
    assert sorted(catalogue.realtime) == sorted(REALTIME)
    assert len(catalogue) == 186 + 4 + 19 == 209


def test_ids_are_those_of_the_file_names() -> None:
    for path in (*CONTRACTS.glob("rest/*/*.json"), *CONTRACTS.glob("corrections/*.json")):
        assert read(path)["id"] == path.stem


def test_no_two_files_differ_in_case_only() -> None:
    # Windows and macOS would check out one file for both.
    names = Counter(relative(path).casefold() for path in FILES)
    assert [name for name, count in names.items() if count > 1] == []


def test_no_two_operations_share_a_route() -> None:
    files = [read(path) for path in CONTRACTS.glob("rest/*/*.json")]
    routes = Counter((data["path"], data["id"]) for data in files)
    assert max(routes.values()) == 1
    assert len(routes) == 186


def test_a_file_lies_in_the_folder_of_its_path() -> None:
    for path in CONTRACTS.glob("rest/*/*.json"):
        assert read(path)["path"].rsplit("/", 1)[1] == path.parent.name


def test_every_operation_names_the_editions_that_have_it(catalogue: Catalogue) -> None:
    stated = [
        *(spec.editions for spec in catalogue.operations.values()),
        *(spec.editions for spec in catalogue.frames.values()),
        *(spec.editions for spec in catalogue.realtime.values()),
    ]
    for editions in stated:
        assert editions
        assert set(editions) <= EDITIONS
        assert list(editions) == sorted(set(editions))


def test_what_the_newest_edition_dropped_stays_and_is_marked(catalogue: Catalogue) -> None:
    dropped = [
        api_id
        for api_id, operation in catalogue.operations.items()
        if "2026-06-30" not in operation.editions
    ]
    assert "ka10009" in dropped


def test_corrections_belong_to_an_operation_or_to_all(catalogue: Catalogue) -> None:
    known = {*catalogue.operations, *catalogue.frames, *catalogue.realtime}
    named = {path.stem for path in (CONTRACTS / "corrections").glob("*.json")}
    assert named <= known | {"envelope", "realtime"}


def test_every_correction_is_applied() -> None:
    contracts = {data["id"]: data for data in map(read, FILES) if "id" in data and "path" in data}
    for path in (CONTRACTS / "corrections").glob("*.json"):
        data = read(path)
        if "patch" in data:
            assert unapplied(contracts[data["id"]], data["patch"], "") == [], path.name


def unapplied(target: Any, patch: dict[str, Any], where: str) -> list[str]:
    """Where a merge patch (RFC 7396) would still change something."""
    missing = []
    for name, value in patch.items():
        place = f"{where}/{name}"
        if value is None:
            missing += [place] if name in target else []
        elif isinstance(value, dict):
            found = target.get(name)
            missing += unapplied(found, value, place) if isinstance(found, dict) else [place]
        elif target.get(name) != value:
            missing.append(place)
    return missing
