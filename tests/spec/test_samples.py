from collections.abc import Iterator

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_mockserver.spec.load import field_specs
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.spec.samples import POOL, key, mix, sample_texts, stretch
from tests.spec.corpus import REPLIES, SEED, Reply, Schema

MADE_ELSEWHERE = {("au10001", "token"), ("au10001", "expires_dt")}
"""Fields that are never sampled and may not be empty."""


def sampled_fields(schema: Schema) -> Iterator[tuple[FieldSpec, Schema]]:
    """Every field that holds a text, with its contract."""

    def walk(fields: tuple[FieldSpec, ...], spec: Schema) -> Iterator[tuple[FieldSpec, Schema]]:
        for field in fields:
            inner = spec["properties"][field.name]
            if field.type == "string":
                yield field, inner
            elif field.children:
                yield from walk(field.children, inner["items"])

    return walk(field_specs(schema), schema)


FIELDS = [
    (reply.name, field, spec) for reply in REPLIES for field, spec in sampled_fields(reply.schema)
]


@pytest.mark.parametrize("reply", REPLIES, ids=str)
def test_every_sample_of_every_field_satisfies_its_contract(reply: Reply) -> None:
    wrong = []
    for field, spec in sampled_fields(reply.schema):
        judge = jsonschema_rs.Draft202012Validator(dict(spec))
        texts = set(sample_texts(field, SEED))
        if field.paper_format is not field.format:
            texts |= set(sample_texts(field, SEED, paper=True))
        if (reply.name, field.name) not in MADE_ELSEWHERE:
            wrong += [(field.name, text) for text in texts if not judge.is_valid(text)]
    assert wrong == []


def test_paper_samples_have_the_paper_format() -> None:
    differing = [field for _, field, _ in FIELDS if field.paper_format is not field.format]
    assert differing
    for field in differing:
        assert all(map(field.paper_format.accepts, sample_texts(field, SEED, paper=True)))
        assert all(map(field.format.accepts, sample_texts(field, SEED)))


def test_the_same_seed_gives_the_same_texts_and_another_seed_others() -> None:
    various = 0
    for _, field, _ in FIELDS[::7]:
        texts = sample_texts(field, SEED)
        assert len(texts) == POOL
        assert texts == sample_texts(field, SEED)
        if len(set(texts)) > POOL // 2:
            various += 1
            assert texts != sample_texts(field, SEED + 1)
    assert various > 100


def test_closed_codes_are_the_only_samples() -> None:
    closed = [field for _, field, _ in FIELDS if field.closed and field.codes and field.sent]
    assert closed
    for field in closed:
        assert set(sample_texts(field, SEED)) <= set(field.codes)


def test_fields_that_are_not_sent_have_empty_samples() -> None:
    unsent = [field for _, field, _ in FIELDS if not field.sent]
    assert unsent
    for field in unsent:
        assert set(sample_texts(field, SEED)) == {""}


def test_won_prices_lie_on_a_grid_of_fifty() -> None:
    prices = [
        (field, text)
        for _, field, _ in FIELDS
        if field.unit == "원" and field.format.name == "price"
        for text in sample_texts(field, SEED)[:5]
    ]
    assert prices
    for field, text in prices:
        digits = int(text.lstrip("+-") or 0)
        assert digits <= 1_000 or digits % 50 == 0, (field.name, text)


@given(
    st.lists(st.binary(max_size=2), min_size=1, max_size=9),
    st.integers(0, 1_000),
    st.integers(0, 60),
)
def test_stretch_starts_over_at_the_end_of_the_pool(
    pool: list[bytes], offset: int, count: int
) -> None:
    expected = [pool[(offset + place) % len(pool)] for place in range(count)]
    assert list(stretch(pool, offset, count)) == expected


def test_keys_are_the_same_in_every_process() -> None:
    assert key(7, "cur_prc", 3, b"x") == 0x5CD4834AAA480E61
    assert key(20260915, "현재가") == 0x13C7C98151D35930
    assert mix(1) == 0x5692161D100B05E5


@given(st.integers(), st.text(), st.integers(0, 2**64))
def test_keys_have_64_bits_and_depend_on_every_part(seed: int, text: str, number: int) -> None:
    made = key(seed, text, number)
    assert 0 <= made < 2**64
    assert key(seed, text, number) == made
    assert key(seed, text, number + 1) != made
