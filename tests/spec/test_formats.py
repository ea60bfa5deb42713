import re
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_mockserver.errors import FormatError
from kiwoom_mockserver.spec.formats import (
    Directed,
    Value,
    ValueFormat,
    known_formats,
    value_format,
)
from tests.spec.corpus import CONTRACTS, columns, parts, read

MOMENT = datetime.fromisoformat("2026-09-15T10:26:53")  # no zone: a wall reading
VOCABULARY = read(CONTRACTS / "formats.json")


def names_in_contracts() -> set[str]:
    return {
        spec[key].removesuffix("|")
        for part in parts()
        for _, spec in columns(part.schema)
        for key in ("x-format", "x-format-paper")
        if key in spec
    }


NAMES = sorted(
    names_in_contracts()
    | set(VOCABULARY["layouts"])
    | {name for name in VOCABULARY["families"] if name != "padded"}
    | {"padded:12", "padded:12.2", "spaced.2", "comma.2", "double-signed.2"}
)


def numbers(form: ValueFormat) -> st.SearchStrategy[Value]:
    decimals = 8 if form.free else form.decimals
    least, most = -(10**15), 10**15
    if form.width:
        places = form.width - (1 if form.decimals else 0)
        least, most = -(10 ** (places - 1) - 1), 10**places - 1
    if form.sign in {"direction", "none"}:
        least = 0
    units = st.integers(least, most)
    exact: st.SearchStrategy[int | Decimal] = (
        units.map(lambda unit: Decimal(unit).scaleb(-decimals)) if decimals else units
    )
    if form.sign != "direction":
        return exact
    return st.builds(Directed, exact, st.sampled_from((-1, 0, 1)))


def values(form: ValueFormat) -> st.SearchStrategy[Value]:
    match form.kind:
        case "number":
            return numbers(form)
        case "date":
            return st.dates()
        case "time":
            seconds = st.just(0) if form.layout == "%H%M" else st.integers(0, 59)
            return st.builds(time, st.integers(0, 23), st.integers(0, 59), seconds)
        case "datetime":
            return st.datetimes().map(lambda moment: moment.replace(microsecond=0))
        case _:
            ascii_digits = re.compile(form.pattern, re.ASCII)
            return st.from_regex(ascii_digits, fullmatch=True).filter(bool)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_what_was_rendered_parses_back_and_has_the_pattern(name: str, data: st.DataObject) -> None:
    form = value_format(name)
    value = data.draw(values(form))
    text = form.render(value)
    assert form.parse(text) == value
    assert form.accepts(text)
    assert re.fullmatch(form.schema()["pattern"], text)
    if form.width:
        assert len(text) == form.width


@pytest.mark.parametrize("name", NAMES)
def test_no_value_is_the_empty_text_in_every_format(name: str) -> None:
    form = value_format(name)
    assert form.render(None) == ""
    assert form.parse("") is None
    assert form.accepts("")
    assert re.fullmatch(form.schema()["pattern"], "")


def _an_example(form: ValueFormat) -> str:
    layout = VOCABULARY["layouts"].get(form.name)
    if layout:
        return str(layout["examples"][0])
    return form.render(Directed(7, 1) if form.sign == "direction" else 7)


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name, layout in VOCABULARY["layouts"].items() for text in layout["examples"]],
)
def test_examples_of_the_vocabulary_are_accepted(name: str, text: str) -> None:
    form = value_format(name)
    assert form.accepts(text)
    assert form.render(form.parse(text)) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (name, text)
        for name, layout in VOCABULARY["layouts"].items()
        for text in layout.get("sentinels", ())
    ],
)
def test_sentinels_are_accepted_and_mean_no_value(name: str, text: str) -> None:
    assert value_format(name).accepts(text)
    assert value_format(name).parse(text) is None


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("integer", -18500, "-18500"),
        ("integer.2", Decimal("4.1"), "4.10"),
        ("integer", 0, "0"),
        ("signed", 18500, "+18500"),
        ("signed", 0, "0"),
        ("signed.2", Decimal("-5.54"), "-5.54"),
        ("price", Directed(315500, -1), "-315500"),
        ("price", Directed(334500, 1), "+334500"),
        ("price", Directed(334000, 0), "334000"),
        ("price", 334000, "334000"),
        ("price", Directed(0, -1), "-0"),
        ("price.2", Directed(Decimal("8323.37"), -1), "-8323.37"),
        ("double", -97, "--97"),
        ("double", 97, "97"),
        ("double-signed.2", Decimal("0.12"), "+0.12"),
        ("double-signed", -234680, "--234680"),
        ("padded:12", 18500, "000000018500"),
        ("padded:12", -142940, "-00000142940"),
        ("padded:12.2", Decimal("2.98"), "000000002.98"),
        ("padded:9", 3920, "000003920"),
        ("spaced", 0, " 0"),
        ("spaced", -1, "-1"),
        ("comma", 220000, "220,000"),
        ("decimal", Decimal("67399.39"), "67399.39"),
        ("decimal", 7957373, "7957373"),
        ("signed-decimal", Decimal("327748.61"), "+327748.61"),
        ("date", date(2026, 9, 15), "20260915"),
        ("date", date(87, 1, 2), "00870102"),
        ("time", time(9, 0, 5), "090005"),
        ("minute", time(9, 5), "0905"),
        ("clock", time(11, 32, 13), "11:32:13"),
        ("datetime", MOMENT, "20260915102653"),
        ("stock-code", "00088K", "00088K"),
    ],
)
def test_texts_are_those_of_the_wire(name: str, value: Value, text: str) -> None:
    assert value_format(name).render(value) == text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("integer", "18500"),
        ("integer", True),
        ("integer", Decimal("0.5")),
        ("integer", 1.5),
        ("integer", date(2026, 9, 15)),
        ("integer.2", Decimal("NaN")),
        ("decimal", Decimal("Infinity")),
        ("price", -315500),
        ("price", Directed(-1, -1)),
        ("price", Directed(Decimal("NaN"), 1)),
        ("padded:9", 10**9),
        ("padded:9", -(10**8)),
        ("padded:12.2", Decimal(10**9)),
        ("text", 5),
        ("text", date(2026, 9, 15)),
        ("date", "20260915"),
        ("date", MOMENT),
        ("date", time(10, 26, 53)),
        ("date", 20260915),
        ("datetime", date(2026, 9, 15)),
        ("time", "102653"),
        ("time", date(2026, 9, 15)),
        ("clock", date(2026, 9, 15)),
    ],
)
def test_a_value_that_cannot_have_the_format_is_refused(name: str, value: Value) -> None:
    with pytest.raises(FormatError):
        value_format(name).render(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("integer", "+5"),
        ("integer", "1.5"),
        ("integer", "--5"),
        ("integer", " 5"),
        ("integer", "5\n"),
        ("integer", "٣٤"),
        ("integer.2", "1.5"),
        ("integer.2", "1"),
        ("signed", "--5"),
        ("signed", "-"),
        ("price", "±5"),
        ("double", "+5"),
        ("double", "---5"),
        ("padded:9", "12345678"),
        ("padded:9", "1234567890"),
        ("padded:9", "+00000001"),
        ("padded:12.2", "00000002.98"),
        ("comma", "1000,00"),
        ("spaced", "  0"),
        ("decimal", "1."),
        ("decimal", "1e5"),
        ("date", "2026-09-15"),
        ("date", "20260230"),
        ("date", "2026091"),
        ("time", "240000"),
        ("time", "106000"),
        ("clock", "1:26:53"),
        ("datetime", "20260915"),
        ("datetime", "20260230102653"),
        ("stock-code", "A005930"),
        ("stock-code", "005930_KR"),
        ("prefixed-stock-code", "005930"),
        ("order-number", "119433"),
        ("flag", "y"),
        ("change-sign", "6"),
        ("text", "\x00"),
    ],
)
def test_a_text_of_another_form_is_refused(name: str, text: str) -> None:
    with pytest.raises(FormatError):
        value_format(name).parse(text)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "nothing",
        "Integer",
        "integer ",
        "integer:5",
        "integer.",
        "integer.x",
        "integer.2.2",
        "price:9",
        "date.2",
        "text:5",
        "padded",
        "padded:",
        "padded.2",
        "padded:123",
        "stock-code|",
    ],
)
def test_a_name_that_is_no_format_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(FormatError, match="there is no format") as caught:
        value_format(name)
    assert all(known in str(caught.value) for known in known_formats())


@pytest.mark.parametrize("name", ["padded:0", "padded:2.2", "padded:3.2"])
def test_a_width_that_leaves_no_digit_is_refused(name: str) -> None:
    with pytest.raises(FormatError):
        value_format(name)


def test_every_family_and_layout_is_known() -> None:
    assert set(known_formats()) == set(VOCABULARY["families"]) | set(VOCABULARY["layouts"])


def test_a_format_is_made_once() -> None:
    assert value_format("padded:12.2") is value_format("padded:12.2")


@pytest.mark.parametrize(
    ("name", "value"), [("unsigned", -1), ("stock-code", "삼성전자"), ("flag", "X")]
)
def test_what_a_format_cannot_say_is_refused(name: str, value: int | str) -> None:
    with pytest.raises(FormatError, match=name):
        value_format(name).render(value)
