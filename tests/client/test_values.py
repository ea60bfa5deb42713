"""Texts become values: whatever the contract's formats write, the client reads."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_mockserver.spec.formats import Directed, ValueFormat, value_format
from kiwoom_mockserver.spec.model import Catalogue, FieldSpec
from kiwoom_thinclient import catalogue as client
from kiwoom_thinclient.errors import FormatError, UsageError
from kiwoom_thinclient.formats import values, written
from kiwoom_thinclient.line import Tick


def every_field(catalogue: Catalogue) -> Iterator[FieldSpec]:
    """Every text field of every reply and realtime type."""
    parts: list[tuple[FieldSpec, ...]] = [one.response for one in catalogue.operations.values()]
    parts += [one.fields for one in catalogue.realtime.values()]
    for fields in parts:
        for field in fields:
            yield from field.children or (field,)


def read(text: object, form: str, **options: Any) -> Any:
    return values({"field": text}, {"field": form}, "here", **{"errors": "strict", **options})[
        "field"
    ]


def expected(form: ValueFormat, text: str) -> Any:
    """What the server's own formats say the text means; a price is its magnitude."""
    told = form.parse(text)
    return told.value if isinstance(told, Directed) else told


@st.composite
def numbers(draw: st.DrawFn, form: ValueFormat) -> Any:
    most = 10 ** (form.width - form.decimals - 3 if form.width else 12)
    whole = draw(st.integers(-most, most))
    places = form.decimals or (draw(st.integers(0, 6)) if form.free else 0)
    value = Decimal(whole).scaleb(-places) if places or form.free else whole
    if form.sign != "direction":
        return value
    magnitude = -value if value < 0 else value
    return Directed(magnitude, draw(st.sampled_from([-1, 0, 1])))


def drawn(form: ValueFormat) -> st.SearchStrategy[Any]:
    match form.kind:
        case "number":
            return numbers(form)
        case "date":
            return st.dates(date(1900, 1, 1), date(2100, 1, 1))
        case "time":
            shown = {"second": 0} if "%S" not in form.layout else {}
            return st.times().map(lambda at: at.replace(microsecond=0, **shown))  # type: ignore[arg-type]
        case "datetime":
            return st.datetimes(
                datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2100-01-01")
            ).map(lambda at: at.replace(microsecond=0))
    return st.from_regex(re.compile(form.pattern, re.ASCII), fullmatch=True).filter(
        lambda text: text.strip(" ")
    )


def test_every_format_of_the_contracts_is_read_as_it_was_written(catalogue: Catalogue) -> None:
    forms = {field.format for field in every_field(catalogue)}
    forms |= {field.paper_format for field in every_field(catalogue)}
    assert len(forms) > 30

    @settings(max_examples=6, deadline=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        for form in sorted(forms, key=lambda form: form.name):
            value = data.draw(drawn(form), label=form.name)
            text = form.render(value)
            if form.kind == "text":
                assert read(text, form.name) == text.strip(" ")
            else:
                assert read(text, form.name) == expected(form, text), f"{form.name} {text!r}"

    check()


SHAPES: dict[str, tuple[str, Any]] = {
    "-315500": ("price", 315500),
    "+334500": ("price", 334500),
    "334000": ("price", 334000),
    "-0": ("price", 0),
    "-8323.37": ("price.2", Decimal("8323.37")),
    "-18500": ("signed", -18500),
    "-5.54": ("signed.2", Decimal("-5.54")),
    "--234680": ("double", -234680),
    "--2": ("double-signed", -2),
    " 0": ("spaced", 0),
    "220,000": ("comma", 220000),
    "000000018500": ("padded:12", 18500),
    "-00000142940": ("padded:12", -142940),
    "000000002.98": ("padded:12.2", Decimal("2.98")),
    "83452": ("integer*100", Decimal("834.52")),
    "-00000130": ("padded:9*1000", Decimal("-0.13")),
    "452.1115": ("integer.4", Decimal("452.1115")),
    "20260915": ("date", date(2026, 9, 15)),
    "00000000": ("date", None),
    "102653": ("time", time(10, 26, 53)),
    "888888": ("time", None),
    "10:26:53": ("clock", time(10, 26, 53)),
    "20260915102653": ("datetime", datetime.fromisoformat("2026-09-15T10:26:53")),
    "A005930": ("prefixed-stock-code", "A005930"),
    "00088K": ("stock-code", "00088K"),
    "0119433": ("order-number", "0119433"),
    "삼성전자  ": ("text", "삼성전자"),
}


@pytest.mark.parametrize("text", SHAPES)
def test_shapes_seen_on_the_wire_are_read(text: str) -> None:
    form, value = SHAPES[text]
    found = read(text, form)
    assert found == value
    assert type(found) is type(value)


def test_a_number_padded_otherwise_than_told_is_still_a_number() -> None:
    """The paper host pads rates that the live host does not."""
    assert read("000000002.98", "integer.2") == Decimal("2.98")
    assert read("+12", "padded:12") == 12


@pytest.mark.parametrize("form", sorted({form for form, _ in SHAPES.values()}))
@pytest.mark.parametrize("blank", ["", "        ", None])
def test_a_blank_is_none_in_every_format(form: str, blank: object) -> None:
    assert read(blank, form) is None


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("integer", "스펙트럼"),
        ("integer", "20%"),
        ("integer", "1.5"),
        ("integer", "1" * 5_000),
        ("integer", "٣"),
        ("integer", 7),
        ("text", ["a"]),
        ("signed.2", "1.2.3"),
        ("date", "20261399"),
        ("date", "2026091"),
        ("date", "2026-9-1"),
        ("time", "256000"),
        ("time", " 91500"),
        ("clock", "10:26"),
    ],
)
def test_what_is_not_of_the_format_is_an_error_or_none_but_never_a_guess(
    form: str, text: object
) -> None:
    with pytest.raises(FormatError, match=r"^here: field is .* and not "):
        read(text, form)
    assert read(text, form, errors="ignore") is None


def test_any_text_is_read_or_refused(catalogue: Catalogue) -> None:
    forms = sorted({field.format.name for field in every_field(catalogue)})

    @settings(max_examples=40, deadline=None)
    @given(st.text(st.characters(codec="utf-8"), max_size=20) | st.from_regex(r"[-+ 0-9,.:]*"))
    def check(text: str) -> None:
        for form in forms:
            try:
                read(text, form)
            except FormatError:
                assert text.strip(" ")

    check()


def test_a_field_that_is_not_sent_is_none_and_an_unknown_one_stays() -> None:
    found = values({"new": "  7"}, {"cur_prc": "price"}, "here", "strict")
    assert found == {"cur_prc": None, "new": "  7"}


def test_a_tick_is_read_by_the_formats_of_its_type() -> None:
    body = {"20": "145428", "10": "-316500", "12": "+0.16", "9081": "KRX", "99999": "?"}
    tick = Tick("0B", "005930", "주식체결", body)
    assert tick.values() == {
        "20": time(14, 54, 28),
        "10": 316500,
        "12": Decimal("0.16"),
        "9081": "KRX",
        "99999": "?",
    }
    assert Tick("02", "005930", "조건검색", {"841": "4"}).values() == {"841": "4"}


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        ("005930", "stock-code", "005930"),
        (10, "integer", "10"),
        (Decimal("1E+3"), "integer", "1000"),
        (date(2026, 9, 15), "date", "20260915"),
        (datetime.fromisoformat("2026-09-15T01:02:03"), "datetime", "20260915010203"),
    ],
)
def test_an_argument_is_written_as_its_format(value: object, form: str, text: str) -> None:
    assert written(value, form, "it") == text


@pytest.mark.parametrize(
    ("value", "form"),
    [(5930, "stock-code"), (True, "integer"), (1.5, "integer"), (None, "text"), (7, "date")],
)
def test_an_argument_of_another_type_is_refused_with_what_to_write(
    value: object, form: str
) -> None:
    with pytest.raises(UsageError, match=r"^it is .*write it as a text"):
        written(value, form, "it")


def test_the_client_knows_every_operation_and_realtime_type(catalogue: Catalogue) -> None:
    called = {one.api_id for one in catalogue.operations.values() if not one.is_oauth}
    for api_id in called:
        ours, theirs = client.operation(api_id), catalogue.operations[api_id]
        assert (ours.path, ours.title) == (theirs.path, theirs.title)
        assert {name: spec.required for name, spec in ours.request.items()} == {
            field.name: field.required for field in theirs.request
        }
        names = {*ours.fields, *([ours.table] if ours.table else [])}
        assert names | {"return_code", "return_msg"} >= {field.name for field in theirs.response}
    assert set(client.REALTIME) == set(catalogue.realtime)
    for name, realtime in catalogue.realtime.items():
        assert set(client.REALTIME[name]["fields"]) == {field.name for field in realtime.fields}


def test_every_field_has_a_format_that_is_known(catalogue: Catalogue) -> None:
    for operation_id in catalogue.operations:
        if catalogue.operations[operation_id].is_oauth:
            continue
        told = client.operation(operation_id)
        for form in {*told.fields.values(), *told.columns.values()}:
            assert value_format(form.partition("*")[0]).name == form.partition("*")[0]
