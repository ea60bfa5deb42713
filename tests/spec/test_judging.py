"""The verdicts of ``spec.schema``, and that the fast validator agrees with the reference."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kiwoom_mockserver.errors import ContractError
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.spec.samples import key
from kiwoom_mockserver.spec.schema import LEVELS, Violation, at_level, violations
from tests.spec.corpus import REPLIES, SEED, Reply, Schema, columns, parts, sampled

every_reply = pytest.mark.parametrize("reply", REPLIES, ids=str)


def verdict(schema: Schema, value: Any) -> list[tuple[str, str]]:
    return sorted((found.pointer, found.keyword) for found in violations(schema, value))


def reference(schema: Schema, value: Any) -> list[tuple[str, str]]:
    return sorted(
        ("".join(f"/{part}" for part in error.absolute_path), str(error.validator))
        for error in Draft202012Validator(schema).iter_errors(value)
    )


Row = dict[str, Any]


def rows(value: Any) -> Iterator[Row]:
    """The reply and every row of its tables."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from rows(inner)
    elif isinstance(value, list):
        for row in value:
            yield from rows(row)


def without_a_field(row: Row, name: str) -> None:
    del row[name]


def with_an_unknown_field(row: Row, name: str) -> None:
    row[f"{name}_"] = "1"


def with_a_number(row: Row, name: str) -> None:
    row[name] = 1.5


def with_null(row: Row, name: str) -> None:
    row[name] = None


def with_another_text(row: Row, name: str) -> None:
    row[name] = "±1,x" * 40


def with_a_list(row: Row, name: str) -> None:
    row[name] = ["1"]


BREAKAGES: list[Callable[[Row, str], None]] = [
    without_a_field,
    with_an_unknown_field,
    with_a_number,
    with_null,
    with_another_text,
    with_a_list,
]


def broken(reply: Reply, seed: int) -> Iterator[tuple[str, Any]]:
    """Replies with one breakage each, at a place drawn from the seed."""
    for breakage in BREAKAGES:
        value = sampled(reply.name)
        draw = key(seed, reply.name, breakage.__name__)
        candidates = [row for row in rows(value) if row]
        row = candidates[draw % len(candidates)]
        name = list(row)[(draw >> 20) % len(row)]
        breakage(row, name)
        yield f"{breakage.__name__} at {name}", value


@every_reply
def test_sampled_replies_satisfy_their_contract_by_both_validators(reply: Reply) -> None:
    value = sampled(reply.name)
    for level in LEVELS:
        schema = at_level(reply.schema, level)
        assert verdict(schema, value) == reference(schema, value) == []


@every_reply
def test_broken_replies_are_judged_alike_by_both_validators(reply: Reply) -> None:
    for turn, level in enumerate(LEVELS):
        schema = at_level(reply.schema, level)
        for told, value in broken(reply, SEED + turn):
            assert verdict(schema, value) == reference(schema, value), (level, told)


PATTERNS = sorted(
    {spec["pattern"] for part in parts() for _, spec in columns(part.schema) if "pattern" in spec}
)


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=15, deadline=None)
@given(text=st.text("0123456789+-., :_AJMNQXYxy가", max_size=16))
def test_patterns_mean_the_same_to_both_validators(pattern: str, text: str) -> None:
    schema = {"type": "string", "pattern": pattern}
    assert verdict(schema, text) == reference(schema, text)


@pytest.mark.parametrize(
    ("breakage", "keyword"),
    [(without_a_field, "required"), (with_an_unknown_field, "additionalProperties")],
)
def test_a_reply_that_lacks_or_adds_a_field_breaks_its_contract(
    breakage: Callable[[Row, str], None], keyword: str
) -> None:
    for reply in REPLIES:
        value = sampled(reply.name)
        breakage(value, next(iter(value)))
        assert verdict(reply.schema, value) == [("", keyword)], reply.name


def test_blank_texts_and_empty_tables_satisfy_a_contract() -> None:
    for reply in REPLIES:
        blank: dict[str, Any] = {
            name: [] if isinstance(value, list) else "" if isinstance(value, str) else value
            for name, value in sampled(reply.name).items()
        }
        # Only a token is never empty, nor is what comes with it.
        assert (verdict(reply.schema, blank) == []) is (reply.name != "au10001"), reply.name


def test_level_observed_forgives_what_live_traffic_may_do(catalogue: Catalogue) -> None:
    schema = at_level(catalogue.operations["ka10001"].response_schema, "observed")
    assert verdict(schema, {"return_code": 0}) == []
    assert verdict(schema, {"return_code": 0, "never_seen": {"x": 1}}) == []
    assert verdict(schema, {"return_code": 0, "stk_nm": "가" * 200}) == []


def test_level_observed_keeps_types_and_the_shapes_that_were_seen(catalogue: Catalogue) -> None:
    schema = at_level(catalogue.operations["ka10001"].response_schema, "observed")
    assert verdict(schema, {}) == [("", "required")]
    assert verdict(schema, {"return_code": "0"}) == [("/return_code", "type")]
    assert verdict(schema, {"return_code": 0, "cur_prc": 5}) == [("/cur_prc", "type")]
    assert verdict(schema, {"return_code": 0, "cur_prc": "5.x"}) == [("/cur_prc", "pattern")]


def test_level_observed_lets_a_table_be_null(catalogue: Catalogue) -> None:
    schema = at_level(catalogue.operations["ka10099"].response_schema, "observed")
    assert verdict(schema, {"return_code": 0, "list": None}) == []
    assert verdict(schema, {"return_code": 0, "list": [{"code": 5}]}) == [("/list/0/code", "type")]


def test_level_documented_leaves_the_contract_as_it_is(catalogue: Catalogue) -> None:
    schema = catalogue.operations["ka10001"].response_schema
    assert at_level(schema, "documented") == schema


def test_a_level_that_is_none_is_refused_with_those_there_are(catalogue: Catalogue) -> None:
    with pytest.raises(ContractError, match=r"no judgement level 'strict'.*documented, observed"):
        at_level(catalogue.operations["ka10001"].response_schema, "strict")


def test_a_violation_reads_as_a_sentence() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}
    [found] = violations(schema, {"a": ["x", 5]})
    assert found.pointer == "/a/1"
    assert str(found) == '/a/1: 5 is not of type "string" [type]'
    assert str(Violation("", "required", '"a" is missing')) == '/: "a" is missing [required]'


def test_a_pointer_escapes_what_rfc_6901_escapes() -> None:
    schema = {"additionalProperties": {"type": "string"}}
    [found] = violations(schema, {"a/b~c": 5})
    assert found.pointer == "/a~1b~0c"
