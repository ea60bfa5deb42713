from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world import phases
from kiwoom_mockserver.world.calendar import Special, is_trading_day, special_day
from kiwoom_mockserver.world.phases import (
    Exchange,
    Matching,
    PhaseName,
    events_between,
    events_of,
    phase_at,
    phases_of,
)

KRX, NXT = Exchange.KRX, Exchange.NXT
PLAIN = date(2026, 9, 15)
BEFORE = date(2026, 9, 11)
EXAM = date(2026, 11, 19)
NEW_YEAR = date(2026, 1, 2)
SATURDAY = date(2026, 9, 12)
DAY = timedelta(days=1)

exchanges = st.sampled_from(Exchange)
days = st.one_of(
    st.dates(date(2008, 1, 1), date(2033, 12, 31)),
    st.sampled_from([PLAIN, BEFORE, EXAM, NEW_YEAR, SATURDAY, date(2017, 11, 23)]),
)
times = st.times()


def hours(day: date, exchange: Exchange) -> dict[str, str]:
    return {f"{phase.start:%H:%M:%S}": phase.name.value for phase in phases_of(day, exchange)}


def at(day: date, text: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(text), SEOUL)


class Session(NamedTuple):
    open: datetime
    close: datetime


def regular_session(day: date, exchange: Exchange = KRX) -> Session | None:
    """The day's continuous trade and closing auction; None without."""
    names = {PhaseName.CONTINUOUS, PhaseName.CLOSING_AUCTION, PhaseName.MAIN}
    found = [phase for phase in phases_of(day, exchange) if phase.name in names]
    return Session(found[0].start, found[-1].end) if found else None


def codes(day: date) -> list[tuple[str, str]]:
    return [(f"{e.at:%H:%M:%S}", e.code) for e in events_of(day) if not e.remaining]


def test_krx_since_the_after_market() -> None:
    assert hours(PLAIN, KRX) == {
        "00:00:00": "closed",
        "08:30:00": "pre_open",
        "08:40:00": "opening_auction",
        "09:00:00": "continuous",
        "15:20:00": "closing_auction",
        "15:30:00": "after_close_orders",
        "15:40:00": "after_close",
        "16:00:00": "after_market",
        "20:00:00": "closed",
    }


def test_krx_until_the_single_price_session_ended() -> None:
    assert hours(BEFORE, KRX)["16:00:00"] == "single_price"
    assert hours(BEFORE, KRX)["18:00:00"] == "closed"
    assert hours(date(2026, 9, 14), KRX) == hours(PLAIN, KRX)


def test_krx_closed_at_three_until_2016() -> None:
    assert regular_session(date(2016, 7, 29)) == Session(
        at(date(2016, 7, 29), "09:00"), at(date(2016, 7, 29), "15:00")
    )
    assert regular_session(date(2016, 8, 1)) == Session(
        at(date(2016, 8, 1), "09:00"), at(date(2016, 8, 1), "15:30")
    )
    assert hours(date(2019, 4, 26), KRX)["07:30:00"] == "pre_open"
    assert "07:30:00" not in hours(date(2019, 4, 29), KRX)


def test_nxt() -> None:
    assert hours(PLAIN, NXT) == {
        "00:00:00": "closed",
        "08:00:00": "pre_market",
        "08:50:00": "closed",
        "09:00:30": "main",
        "15:20:00": "closed",
        "15:30:00": "after_opening",
        "15:40:00": "after_market",
        "20:00:00": "closed",
    }
    assert hours(date(2025, 2, 28), NXT) == {"00:00:00": "closed"}
    assert hours(date(2025, 3, 4), NXT) == hours(PLAIN, NXT)


def test_an_exam_day_is_an_hour_late_and_ends_as_ever() -> None:
    assert hours(EXAM, KRX) == {
        "00:00:00": "closed",
        "09:30:00": "pre_open",
        "09:40:00": "opening_auction",
        "10:00:00": "continuous",
        "16:20:00": "closing_auction",
        "16:30:00": "after_close_orders",
        "16:40:00": "after_close",
        "17:00:00": "after_market",
        "20:00:00": "closed",
    }
    assert hours(EXAM, NXT) == {
        "00:00:00": "closed",
        "10:00:30": "main",
        "16:20:00": "closed",
        "16:30:00": "after_opening",
        "16:40:00": "after_market",
        "20:00:00": "closed",
    }
    assert hours(date(2025, 11, 13), KRX)["17:00:00"] == "single_price"
    assert hours(date(2025, 11, 13), KRX)["18:00:00"] == "closed"


def test_the_first_trading_day_opens_late_and_closes_as_ever() -> None:
    assert regular_session(NEW_YEAR) == Session(at(NEW_YEAR, "10:00"), at(NEW_YEAR, "15:30"))
    assert regular_session(NEW_YEAR, NXT) == Session(
        at(NEW_YEAR, "10:00:30"), at(NEW_YEAR, "15:20")
    )
    assert hours(NEW_YEAR, KRX)["09:40:00"] == "opening_auction"
    assert "pre_market" not in hours(NEW_YEAR, NXT).values()


def test_a_day_without_trade_is_one_closed_phase() -> None:
    for exchange in Exchange:
        (phase,) = phases_of(SATURDAY, exchange)
        assert phase.name is PhaseName.CLOSED
        assert not phase.trades
        assert not phase.accepts
    assert regular_session(SATURDAY) is None
    assert events_of(SATURDAY) == ()


@given(days, exchanges)
def test_the_phases_of_a_day_tile_it(day: date, exchange: Exchange) -> None:
    found = phases_of(day, exchange)
    assert found[0].start == datetime.combine(day, time(), SEOUL)
    assert found[-1].end == datetime.combine(day + DAY, time(), SEOUL)
    for phase, following in pairwise(found):
        assert phase.start < phase.end == following.start
        assert phase.name is not following.name
    assert found[0].name is found[-1].name is PhaseName.CLOSED
    assert all(phase.exchange is exchange for phase in found)


@given(days, times, exchanges)
def test_every_instant_has_exactly_one_phase(day: date, moment: time, exchange: Exchange) -> None:
    instant = datetime.combine(day, moment.replace(fold=0), SEOUL)
    holding = [p for p in phases_of(day, exchange) if p.start <= instant < p.end]
    assert holding == [phase_at(exchange, instant)]


@given(days, exchanges)
def test_boundaries_belong_to_the_later_phase(day: date, exchange: Exchange) -> None:
    for phase in phases_of(day, exchange):
        assert phase_at(exchange, phase.start) == phase
        assert phase_at(exchange, phase.end - timedelta(microseconds=1)) == phase


@given(days)
def test_special_days_shift_by_an_hour_and_end_with_the_rest(day: date) -> None:
    session = regular_session(day)
    if not is_trading_day(day):
        assert session is None
        return
    assert session is not None
    special = special_day(day)
    assert session.open.hour == (9 if special is Special.NONE else 10)
    close = at(day, "15:30" if day >= date(2016, 8, 1) else "15:00")
    assert session.close == close + timedelta(hours=special is Special.EXAM)
    last = phases_of(day)[-1].start
    assert last == at(day, "20:00" if day >= date(2026, 9, 14) else "18:00")


def test_how_orders_meet() -> None:
    matching = {p.name: p.matching for d in (PLAIN, BEFORE) for p in phases_of(d)}
    assert matching[PhaseName.PRE_OPEN] is Matching.CLOSE_PRICE
    assert matching[PhaseName.OPENING_AUCTION] is Matching.AUCTION
    assert matching[PhaseName.CONTINUOUS] is Matching.CONTINUOUS
    assert matching[PhaseName.AFTER_CLOSE_ORDERS] is Matching.NONE
    assert matching[PhaseName.AFTER_CLOSE] is Matching.CLOSE_PRICE
    assert matching[PhaseName.SINGLE_PRICE] is Matching.AUCTION
    assert matching[PhaseName.AFTER_MARKET] is Matching.CONTINUOUS
    collecting = phase_at(KRX, at(PLAIN, "15:35"))
    assert collecting.accepts
    assert not collecting.trades


def test_the_session_digit() -> None:
    def digit(exchange: Exchange, text: str) -> str:
        return phase_at(exchange, at(PLAIN, text)).session

    assert [digit(KRX, t) for t in ("08:00", "08:45", "09:00", "15:25", "15:35", "19:00")] == [
        *("", "1", "2", "2", "3", "3")
    ]
    assert [digit(NXT, t) for t in ("08:00", "08:55", "10:00", "15:35", "20:00")] == [
        *("1", "", "2", "3", "")
    ]


def test_when_auctions_match() -> None:
    assert phase_at(KRX, at(PLAIN, "08:45")).auctions == (at(PLAIN, "09:00"),)
    assert phase_at(KRX, at(PLAIN, "10:00")).auctions == ()
    rounds = phase_at(KRX, at(BEFORE, "17:00")).auctions
    assert len(rounds) == 12
    assert (rounds[0], rounds[-1]) == (at(BEFORE, "16:10"), at(BEFORE, "18:00"))


def test_other_time_zones_are_converted_and_none_is_refused() -> None:
    utc = datetime.fromisoformat("2026-09-15T00:30:00+00:00")
    assert phase_at(KRX, utc).name is PhaseName.CONTINUOUS
    with pytest.raises(WorldError, match="no time zone"):
        phase_at(KRX, utc.replace(tzinfo=None))


def test_the_codes_of_a_day() -> None:
    assert codes(PLAIN) == [
        *(("08:00:00", "P"), ("08:50:00", "Q"), ("09:00:00", "3"), ("09:00:30", "R")),
        *(("15:20:00", "S"), ("15:30:00", "4"), ("15:30:00", "T"), ("15:30:30", "8")),
        *(("15:40:00", "a"), ("15:40:00", "U"), ("16:00:00", "b"), ("20:00:00", "V")),
        ("20:00:30", "9"),
    ]
    assert codes(BEFORE)[-6:] == [
        *(("15:40:00", "U"), ("16:00:00", "b"), ("16:00:00", "c"), ("18:00:00", "d")),
        *(("18:00:30", "9"), ("20:00:00", "V")),
    ]


def test_the_manuals_example_is_an_exam_day() -> None:
    # {'215': 'b', '20': '170000', '214': '000000'}: the close-price session ends at 17:00.
    (event,) = [e for e in events_of(date(2024, 11, 14)) if e.code == "b"]
    assert f"{event.at:%H%M%S}" == "170000"
    assert event.countdown == "000000"


def test_countdowns_are_by_the_minute_and_then_by_ten_seconds() -> None:
    opening = [e for e in events_of(PLAIN) if e.code == "0"]
    assert [(f"{e.at:%H%M%S}", e.countdown) for e in opening[:2]] == [
        *(("084000", "002000"), ("084100", "001900"))
    ]
    assert [(f"{e.at:%H%M%S}", e.countdown) for e in opening[-6:]] == [
        *(("085900", "000100"), ("085910", "000050"), ("085920", "000040")),
        *(("085930", "000030"), ("085940", "000020"), ("085950", "000010")),
    ]
    assert len(opening) == 19 + 6
    closing = [e for e in events_of(PLAIN) if e.code == "2"]
    assert (f"{closing[0].at:%H%M%S}", closing[0].countdown) == ("152000", "001000")
    assert len(closing) == 9 + 6


@given(days)
def test_countdowns_reach_the_moment_they_count_to(day: date) -> None:
    session = regular_session(day)
    for event in events_of(day):
        if event.remaining:
            assert session is not None
            target = session.open if event.code == "0" else session.close
            assert event.at + timedelta(seconds=event.remaining) == target


@given(days)
def test_events_are_in_order_and_within_the_day(day: date) -> None:
    found = events_of(day)
    assert [e.at for e in found] == sorted(e.at for e in found)
    assert all(e.at.date() == day for e in found)


@given(days, times, st.integers(0, 100))
def test_adjacent_spans_share_no_event_and_miss_none(day: date, cut: time, length: int) -> None:
    start = datetime.combine(day, time(), SEOUL)
    middle = datetime.combine(day, cut.replace(fold=0), SEOUL)
    end = middle + timedelta(hours=length)
    whole = list(events_between(start, end))
    assert whole == [*events_between(start, middle), *events_between(middle, end)]
    assert list(events_between(end, start)) == []


def test_few_days_are_kept() -> None:
    assert phases_of.cache_info().maxsize is not None
    assert events_of.cache_info().maxsize is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "No such file"),
        ("[]", "TypeError"),
        ('{"exchanges": {"XNYS": []}}', "ValueError"),
        ('{"exchanges": {"KRX": [{"from": "2010-01-01", "rows": [["00:00", "siesta", ""]]}]}}', ""),
    ],
)
def test_a_broken_file_of_hours_is_named(
    text: str | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "market").mkdir()
    if text is not None:
        (tmp_path / "market" / "phases.json").write_text(text)
    monkeypatch.setattr(resources, "data_folder", lambda name: tmp_path)
    with pytest.raises(WorldError, match=rf"phases\.json: .*{message}"):
        phases._table.__wrapped__()
