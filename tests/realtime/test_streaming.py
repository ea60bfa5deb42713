"""Ticks are the market's: they add up to its minutes, and REST says the same in between."""

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from functools import cache
from itertools import islice, pairwise
from typing import Any

import jsonschema
import numpy as np
import orjson
import pytest

from kiwoom_mockserver.realtime.encode import _Column
from kiwoom_mockserver.realtime.standing import Standing
from kiwoom_mockserver.realtime.streaming import Stream
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary.filling import Subject
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import Instant, World, load_world
from tests.gateway.caller import Caller, contracts, gateway_of

NINE = 9 * 3600
ITEM = "005930"
Values = dict[str, str]


def world_of(**changes: Any) -> World:
    settings = Settings(**{"world": "small", **changes})
    return load_world(settings, VirtualClock(settings.at))


def stream_of(world: World, **changes: Any) -> Stream:
    return Stream(Settings(**{"world": "small", **changes}), contracts(), world)


@cache
def today() -> int:
    world = world_of()
    return world.instant(world.now()).day


def told(stream: Stream, pair: tuple[str, str], seconds: range) -> Iterator[tuple[int, Values]]:
    """Second and values of every tick of one pair."""
    for second in seconds:
        for _, entries in stream.entries([pair], Instant(today(), second)):
            for entry in entries:
                read = orjson.loads(entry)
                assert list(read) == ["values", "type", "name", "item"]
                assert (read["type"], read["item"]) == pair
                yield second, read["values"]


@pytest.mark.parametrize("minute", [0, 1, 60, 379, 390])
def test_the_trades_of_a_minute_are_its_bar(minute: int) -> None:
    caller = Caller(gateway_of(limits=False)).login()
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(7 * 3600)
    start = NINE + minute * 60
    stream = stream_of(caller.gateway.world)
    ticks = [values for _, values in told(stream, ("0B", ITEM), range(start, start + 60))]
    body = {"stk_cd": ITEM, "tic_scope": "1", "upd_stkpc_tp": "1"}
    bars = caller.data("ka10080", body)["stk_min_pole_chart_qry"]
    moment = f"20260915{start // 3600:02}{start // 60 % 60:02}00"
    bar = next(bar for bar in bars if bar["cntr_tm"] == moment)
    prices = [abs(int(values["10"])) for values in ticks]
    shown = [abs(int(bar[f"{name}_pric"])) for name in ("open", "high", "low")]
    assert shown == [prices[0], max(prices), min(prices)]
    assert abs(int(bar["cur_prc"])) == prices[-1]
    assert sum(abs(int(values["15"])) for values in ticks) == int(bar["trde_qty"])
    assert int(ticks[-1]["13"]) == int(bar["acc_trde_qty"])


def test_sums_move_by_exactly_the_tick() -> None:
    ticks = [v for _, v in told(stream_of(world_of()), ("0B", ITEM), range(NINE + 30, NINE + 300))]
    assert len(ticks) > 50
    for before, after in pairwise(ticks):
        size, price = int(after["15"]), abs(int(after["10"]))
        assert int(after["13"]) - int(before["13"]) == abs(size)
        assert int(after["26"]) - int(before["26"]) == abs(size)
        assert int(after["29"]) - int(before["29"]) == price * abs(size)
        assert int(after["1031"]) - int(before["1031"]) == max(size, 0)
        assert int(after["1030"]) - int(before["1030"]) == max(-size, 0)
        assert int(after["1072"]) - int(before["1072"]) == (size > 0)
        assert int(after["1071"]) - int(before["1071"]) == (size < 0)
        assert int(after["1313"]) == price * abs(size) // 1000 * (1 if size > 0 else -1)
        assert int(after["1314"]) == size
        assert int(after["1315"]) + int(after["1316"]) == size
        assert abs(int(after["18"])) <= price <= abs(int(after["17"]))


def test_the_sides_and_the_opening_auction_are_the_volume() -> None:
    ticks = [
        values for _, values in told(stream_of(world_of()), ("0B", ITEM), range(NINE, NINE + 200))
    ]
    opened = int(ticks[0]["15"])
    assert ticks[0]["20"] == "090000"
    for values in ticks:
        assert int(values["1030"]) + int(values["1031"]) + opened == int(values["13"])
        assert int(values["1071"]) + int(values["1072"]) == ticks.index(values)


@pytest.mark.parametrize("seconds", [0, 7, 3_600, 15_123])
def test_rest_says_what_the_last_tick_said(seconds: int) -> None:
    caller = Caller(gateway_of(limits=False)).login()
    world = caller.gateway.world
    assert isinstance(world.clock, VirtualClock)
    world.clock.advance(seconds)
    at = world.instant(world.now())
    ticks = list(told(stream_of(world), ("0B", ITEM), range(at.second - 90, at.second + 1)))
    last = ticks[-1][1]
    info = caller.data("ka10001", {"stk_cd": ITEM})
    assert (info["cur_prc"], info["trde_qty"], info["high_pric"], info["low_pric"]) == (
        last["10"],
        last["13"],
        last["17"],
        last["18"],
    )
    trade = caller.data("ka10003", {"stk_cd": ITEM})["cntr_infr"][0]
    assert (trade["tm"], trade["acc_trde_qty"], trade["cntr_trde_qty"]) == (
        last["20"],
        last["13"],
        last["15"],
    )
    books = list(told(stream_of(world), ("0D", ITEM), range(at.second - 20, at.second + 1)))
    quote = caller.data("ka10004", {"stk_cd": ITEM})
    assert (quote["sel_fpr_bid"], quote["buy_fpr_bid"], quote["tot_sel_req"]) == (
        books[-1][1]["41"],
        books[-1][1]["51"],
        books[-1][1]["121"],
    )


def test_a_book_adds_up() -> None:
    books = [
        values
        for _, values in told(stream_of(world_of()), ("0D", ITEM), range(NINE + 60, NINE + 90))
    ]
    assert books
    for book in books:
        asks = [int(book[str(fid)]) for fid in range(61, 71)]
        bids = [int(book[str(fid)]) for fid in range(71, 81)]
        assert (int(book["121"]), int(book["125"])) == (sum(asks), sum(bids))
        assert int(book["128"]) == sum(bids) - sum(asks) == -int(book["138"])


def books_of(item: str, seconds: range) -> list[tuple[int, Values]]:
    return list(told(stream_of(world_of()), ("0D", item), seconds))


def levels(book: Values, first: int, side: int) -> dict[int, int]:
    """Shares of FIDs from ``first`` on, by the prices of FIDs from ``side`` on."""
    pairs = ((abs(int(book[str(side + k)])), int(book[str(first + k)])) for k in range(10))
    return {price: size for price, size in pairs if price}


@pytest.mark.parametrize("suffix", ["", "_NX", "_AL"])
def test_changes_of_a_book_count_from_the_one_told_before(suffix: str) -> None:
    books = books_of(ITEM + suffix, range(NINE + 60, NINE + 130))
    assert len(books) >= 14
    for (_, one), (_, other) in pairwise(books):
        for side, size, change, total in ((41, 61, 81, "121"), (51, 71, 91, "125")):
            before, moved = levels(one, size, side), levels(other, change, side)
            for price, quantity in levels(other, size, side).items():
                if price in before:
                    assert moved[price] == quantity - before[price]
            assert int(other[str(int(total) + 1)]) == int(other[total]) - int(one[total])


def test_rest_says_of_the_book_what_the_last_tick_said() -> None:
    caller = Caller(gateway_of(limits=False)).login()
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    for _ in range(7):
        at = caller.gateway.world.instant(clock.now())
        stream = stream_of(caller.gateway.world)
        book = list(told(stream, ("0D", ITEM), range(at.second - 9, at.second + 1)))[-1][1]
        quote = caller.data("ka10004", {"stk_cd": ITEM})
        for first, second in (("sel", ("81", "122")), ("buy", ("91", "126"))):
            assert int(quote[f"{first}_1th_pre_req_pre"]) == int(book[second[0]])
            name = "tot_sel_req_jub_pre" if first == "sel" else "tot_buy_req_jub_pre"
            assert int(quote[name].replace("--", "-")) == int(book[second[1]])
        clock.advance(1)


def test_the_book_of_both_exchanges_is_the_sum_of_theirs() -> None:
    seconds = range(NINE + 3_600, NINE + 3_660)
    alone = {item: dict(books_of(item, seconds)) for item in (ITEM, f"{ITEM}_NX")}
    compared = 0
    for second, both in books_of(f"{ITEM}_AL", seconds):
        for part, item, asked in (("KRX", ITEM, 6_044), ("NXT", f"{ITEM}_NX", 6_066)):
            parts = levels(both, asked, 41), levels(both, asked + 10, 51)
            totals = int(both[str(asked + 20)]), int(both[str(asked + 21)])
            assert totals == tuple(sum(side.values()) for side in parts)
            if second in alone[item]:
                book = alone[item][second]
                for told_, own in zip(
                    parts, (levels(book, 61, 41), levels(book, 71, 51)), strict=True
                ):
                    for price in told_.keys() & own.keys():
                        assert told_[price] == own[price], part
                        compared += 1
        for size, side, krx, nxt in ((61, 41, 6_044, 6_066), (71, 51, 6_054, 6_076)):
            whole = levels(both, size, side)
            krx_part, nxt_part = levels(both, krx, side), levels(both, nxt, side)
            assert whole == {price: krx_part[price] + nxt_part[price] for price in whole}
    assert compared > 100


def test_books_of_different_exchanges_are_told_together_as_alone() -> None:
    pairs = [("0D", f"{ITEM}{suffix}") for suffix in ("", "_NX", "_AL")]
    together, alone = stream_of(world_of()), stream_of(world_of())
    for second in (8 * 3600, *range(NINE + 90, NINE + 100)):
        at = Instant(today(), second)
        heard = dict(together.entries(pairs, at))
        for pair in pairs:
            assert dict(alone.entries([pair], at)).get(pair) == heard.get(pair)


def test_one_exchanges_book_tells_no_parts() -> None:
    for item in (ITEM, f"{ITEM}_NX"):
        for _, book in books_of(item, range(NINE + 60, NINE + 70)):
            assert {book[str(fid)] for fid in range(6_044, 6_088)} == {"0"}
            assert {book[str(fid)] for fid in range(6_100, 6_116)} == {" 0"}


def test_the_last_auction_stays_in_the_book_and_what_is_expected_does_not() -> None:
    opened = next(told(stream_of(world_of()), ("0B", ITEM), range(NINE, NINE + 1)))[1]
    before = books_of(ITEM, range(NINE - 20, NINE))[-1][1]
    after = books_of(ITEM, range(NINE + 10, NINE + 20))[-1][1]
    assert (before["23"], before["24"]) == (before["291"].lstrip("+-"), before["292"])
    assert (after["23"], after["24"]) == (opened["10"].lstrip("+-"), opened["13"])
    assert (after["291"], after["292"], after["294"]) == (" 0", "0", " 0")


def test_an_issues_facts_say_that_it_is_held() -> None:
    world = world_of()
    day, found = next(
        (day, found)
        for day in range(today(), today() - 60, -1)
        if len((found := world.market.interruptions(day)).issue)
    )
    code = world.instruments.all[int(found.issue[0])].code
    begin, end = int(found.begin[0]), int(found.end[0])
    stream = stream_of(world)
    heard = [
        (second, orjson.loads(entry)["values"]["297"])
        for second in range(begin - 2, end + 2)
        for _, entries in stream.entries([("0g", code)], Instant(day, second))
        for entry in entries
    ]
    assert [second for second, _ in heard] == [begin, end]
    assert heard[0][1] in {"정적VI", "동적VI", "동정적VI"}
    assert heard[1][1] == ""


def test_it_is_told_when_a_limit_was_reached() -> None:
    world = world_of(world="default")
    state = next(
        (day, place)
        for day in range(today(), today() - 40, -1)
        for place in [_limit_up(world, day)]
        if place is not None
    )
    day, place = state
    code = world.instruments.all[place].code
    made = world.market.tape(place, day, 0, 24 * 3600)
    upper = int(world.market.issue_state(place, day, 16 * 3600).upper[0])
    first = int(made.at[made.price == upper][0]) // 1000
    for second, expected in ((first - 1, "000000"), (first, None), (first + 60, None)):
        at = Instant(day, second)
        (answer,) = Standing(world, np.array([place]), at, [code]).answer("upper-limit-time") or ()
        assert isinstance(answer, time)
        shown = f"{answer:%H%M%S}"
        assert shown == (expected or f"{first // 3600:02}{first // 60 % 60:02}{first % 60:02}")


def _limit_up(world: World, day: int) -> int | None:
    """An issue that traded at its upper limit on a day."""
    end = world.market.state(day, 16 * 3600)
    found = np.flatnonzero((end.high == end.upper) & (end.volume > 0))
    return int(found[0]) if len(found) else None


def test_a_sector_ticks_as_rest_has_it() -> None:
    caller = Caller(gateway_of(limits=False)).login()
    world = caller.gateway.world
    at = world.instant(world.now())
    levels = list(told(stream_of(world), ("0J", "001"), range(at.second - 20, at.second + 1)))
    shown = caller.data("ka20001", {"mrkt_tp": "0", "inds_cd": "001"})
    told_, names = levels[-1][1], ("10", "13", "14", "16", "17", "18")
    rest = ("cur_prc", "trde_qty", "trde_prica", "open_pric", "high_pric", "low_pric")
    assert [told_[name] for name in names] == [shown[name] for name in rest]


def test_a_funds_value_has_the_sign_of_its_change() -> None:
    world = world_of()
    stream, signs = stream_of(world), set()
    funds = [one.code for one in world.instruments.of_market("ETF")]
    for fund in funds:
        for _, values in told(stream, ("0G", fund), range(NINE + 3_600, NINE + 3_660)):
            change = Decimal(values["37"])
            sign = "+" if change > 0 else "-" if change < 0 else ""
            assert values["36"].rstrip("0123456789.") == sign
            signs.add(sign)
    assert signs >= {"+", "-"}


def test_a_day_is_announced() -> None:
    stream = stream_of(world_of())
    frames = list(told(stream, ("0s", ""), range(NINE - 120, NINE + 1)))
    assert frames[-1][1] == {"215": "3", "20": "090000", "214": "000000"}
    assert [values["214"] for _, values in frames if values["215"] == "0"][-1] == "000010"


PLACES = {
    "stock": ITEM, "sector": "001", "none": "", "etf": "069500", "elw": "57JBHH", "gold": "MGD",
}  # fmt: skip
TICKING = [
    *("0A", "0B", "0C", "0D", "0F", "0G", "0H", "0I", "0J", "0U", "0m", "0s", "0u", "0w"),
]


@pytest.mark.parametrize("type_", TICKING)
def test_a_type_ticks_within_its_contract(type_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = contracts().realtime[type_]
    unanswered: list[str] = []
    members = _Column.members

    def noted(column: _Column, subject: Subject) -> list[bytes] | None:
        found = members(column, subject)
        if found is None and column._field.word:
            unanswered.append(column._field.word)
        return found

    monkeypatch.setattr(_Column, "members", noted)
    judge = jsonschema.Draft202012Validator(dict(spec.schema))
    sent = [field.name for field in spec.fields if field.sent]
    pair = (type_, PLACES[spec.item])
    ticks = told(stream_of(world_of()), pair, range(NINE - 30, NINE + 1_200))
    heard = [values for _, values in islice(ticks, 3)]
    assert len(heard) > 1
    for values in heard:
        assert list(values) == sent
        assert not list(judge.iter_errors(values))
    assert unanswered == []


def test_the_same_second_has_the_same_bytes_whoever_listened_before() -> None:
    pairs = [("0B", ITEM), ("0D", ITEM), ("0A", "000660"), ("0J", "001")]
    used = stream_of(world_of())
    for second in range(NINE, NINE + 30):
        used.entries(pairs, Instant(today(), second))
    new = stream_of(world_of())
    at = Instant(today(), NINE + 30)
    assert used.entries(pairs, at) == new.entries(list(reversed(pairs))[::-1], at)


def test_nothing_ticks_for_what_the_world_does_not_know() -> None:
    stream = stream_of(world_of())
    pairs = [("0B", "999999"), ("0D", "999999"), ("0J", "999"), ("00", ""), ("0B", "005930_XX")]
    assert stream.entries(pairs, Instant(today(), NINE + 5)) == []


def test_orders_at_the_close_price_are_told_after_hours() -> None:
    heard = list(
        told(stream_of(world_of()), ("0E", ITEM), range(15 * 3600 + 2_400, 15 * 3600 + 2_500))
    )
    assert heard
    caller = Caller(gateway_of(limits=False)).login()
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(5 * 3600 + 2_499)
    quote = caller.data("ka10087", {"stk_cd": ITEM})
    assert heard[-1][1]["131"] in quote.values()


def test_an_auction_is_expected_until_it_trades() -> None:
    stream = stream_of(world_of())
    heard = list(told(stream, ("0H", ITEM), range(NINE - 601, NINE + 2)))
    assert NINE - 600 <= heard[0][0] < heard[-1][0] < NINE
    for (_, one), (_, other) in pairwise(heard):
        assert int(other["13"]) - int(one["13"]) == int(other["15"])
    (_, opened), *_ = told(stream, ("0B", ITEM), range(NINE, NINE + 1))
    last = heard[-1][1]
    assert (abs(int(last["10"])), int(last["13"])) == (abs(int(opened["10"])), int(opened["13"]))


def test_programmes_move_by_what_is_told() -> None:
    heard = [
        values for _, values in told(stream_of(world_of()), ("0w", ITEM), range(NINE, NINE + 300))
    ]
    assert len(heard) > 3
    for one, other in pairwise(heard):
        assert int(other["210"]) == int(other["206"]) - int(other["202"])
        assert int(other["210"]) - int(one["210"]) == int(other["211"])


def test_a_day_begins_with_its_limits() -> None:
    ((second, values),) = told(stream_of(world_of()), ("0g", ITEM), range(8 * 3600, NINE))
    assert second == 8 * 3600
    info = Caller(gateway_of(limits=False)).login().data("ka10001", {"stk_cd": ITEM})
    assert (values["305"], values["306"], values["307"]) == (
        info["upl_pric"], info["lst_pric"], info["base_pric"],
    )  # fmt: skip


@pytest.mark.parametrize(("suffix", "venue"), [("_NX", "NXT"), ("_AL", "SOR")])
def test_each_exchange_ticks_by_itself(suffix: str, venue: str) -> None:
    caller = Caller(gateway_of(limits=False)).login()
    stream = stream_of(caller.gateway.world)
    ten = 10 * 3600
    heard = [values for _, values in told(stream, ("0B", ITEM + suffix), range(ten - 300, ten + 1))]
    assert {values["9081"] for values in heard} == {venue}
    for one, other in pairwise(heard):
        assert int(other["13"]) - int(one["13"]) == abs(int(other["15"]))
    info = caller.data("ka10001", {"stk_cd": ITEM + suffix})
    assert (info["cur_prc"], info["trde_qty"]) == (heard[-1]["10"], heard[-1]["13"])
    early = list(told(stream, ("0B", ITEM + suffix), range(8 * 3600, 8 * 3600 + 600)))
    assert {values["290"] for _, values in early} == {"1"}


@pytest.mark.parametrize("suffix", ["", "_NX", "_AL"])
def test_a_quote_compares_with_the_day_before_on_its_exchange(suffix: str) -> None:
    caller = Caller(gateway_of(limits=False)).login()
    world, code = caller.gateway.world, ITEM + suffix
    sheet = caller.data("ka10007", {"stk_cd": code})
    place = world.instruments.place(ITEM)
    assert place is not None
    standing = Standing(world, np.array([place]), world.instant(world.now()), [code])
    shares, won = (
        int(np.asarray(standing.answer(f"{word}-difference"))[0]) for word in ("volume", "turnover")
    )
    assert shares == int(sheet["trde_qty"]) - int(sheet["pred_trde_qty"])
    assert won // 1_000_000 == pytest.approx(
        int(sheet["trde_prica"]) - int(sheet["pred_trde_prica"]), abs=1
    )


def test_an_interruption_is_told_as_it_begins_and_as_it_ends() -> None:
    world = world_of()
    stream = stream_of(world)
    day, found = next(
        (day, found)
        for day in range(today(), today() - 60, -1)
        if len((found := world.market.interruptions(day)).issue)
    )
    code = world.instruments.all[int(found.issue[0])].code
    begin, end = int(found.begin[0]), int(found.end[0])
    heard = [
        orjson.loads(entry)
        for second in (begin - 1, begin, end)
        for pair, entries in stream.entries([("1h", code), ("1h", "")], Instant(day, second))
        for entry in entries
        if pair[1] in (code, "")
    ]
    ours = [one["values"] for one in heard if one["item"] == code]
    assert [values["9068"] for values in ours] == ["1", "1", "2", "2"]
    assert {values["1224"] for values in ours[:2]} == {"000000"}
    assert ours[2]["1224"] == f"{end // 3600:02}{end // 60 % 60:02}{end % 60:02}"
    judge = jsonschema.Draft202012Validator(dict(contracts().realtime["1h"].schema))
    assert not [error for values in ours for error in judge.iter_errors(values)]


def test_nxt_has_no_book_at_krxs_close_price() -> None:
    seconds = range(15 * 3600 + 40 * 60, 15 * 3600 + 40 * 60 + 10)
    stream = stream_of(world_of())
    heard = {
        suffix: [one for _, one in told(stream, ("0E", ITEM + suffix), seconds)]
        for suffix in ("", "_NX", "_AL")
    }
    assert heard[""]
    assert heard["_AL"] == heard[""]
    assert heard["_NX"] == []


def test_an_elws_capital_fulcrum_is_where_both_have_earned_alike() -> None:
    world = world_of()
    warrant = world.instruments.of_market("ELW")[0]
    ((_, values), *_) = told(stream_of(world), ("0u", warrant.code), range(NINE, NINE + 300))
    away, gearing = 1 + float(values["668"]) / 100, float(values["667"])
    # A call's break even is its strike and what was paid, parts of the underlying's price.
    strike = away - 1 / gearing
    assert warrant.warrant is not None
    assert warrant.warrant.right == "콜"
    assert 1 + float(values["669"]) / 100 == pytest.approx(strike / (1 - 1 / gearing), abs=3e-4)
