"""Lists of what changed, against the answers of a server whose clock stands at the earlier time."""

from collections.abc import Callable

import pytest

from kiwoom_mockserver.world import ticks
from tests.gateway.caller import read
from tests.handlers.asking import ENDINGS, Alone, at, hundredths, number, request, rows_of, volume

NOW, MINUTES = 7_020, 30
Pair = tuple[Alone, Alone]
"""An issue now and then."""


def pairs(exchange: str) -> list[Pair]:
    return list(zip(at(NOW, exchange)[1], at(NOW - MINUTES * 60, exchange)[1], strict=True))


def bids(one: Alone) -> int:
    return number(one.quote, "tot_buy_req")


def asks(one: Alone) -> int:
    return number(one.quote, "tot_sel_req")


def price(one: Alone) -> int:
    return number(one.quote, "cur_prc")


def growth(of: Callable[[Alone], int]) -> Callable[[Pair], int]:
    return lambda pair: of(pair[0]) - of(pair[1])


def rate(of: Callable[[Alone], int]) -> Callable[[Pair], int]:
    return lambda pair: ticks.change_rate(of(pair[0]), of(pair[1]))


def part(over: Callable[[Alone], int], under: Callable[[Alone], int]) -> Callable[[Alone], int]:
    return lambda one: over(one) * 10_000 // under(one) if under(one) else 0


def falling(key: Callable[[Pair], int]) -> Callable[[Pair], int]:
    return lambda pair: -key(pair)


CASES: list[tuple[str, dict[str, str], Callable[[Pair], int], str]] = [
    ("ka10019", {"flu_tp": "1", "tm_tp": "1"}, rate(price), ""),
    ("ka10019", {"flu_tp": "2", "tm_tp": "1"}, falling(rate(price)), ""),
    ("ka10023", {"sort_tp": "1", "tm_tp": "1"}, growth(volume), ""),
    ("ka10023", {"sort_tp": "4", "tm_tp": "1"}, falling(rate(volume)), ""),
    ("ka10021", {"trde_tp": "1", "sort_tp": "1"}, growth(bids), "rising"),
    ("ka10021", {"trde_tp": "2", "sort_tp": "1"}, growth(asks), "rising"),
    ("ka10021", {"trde_tp": "1", "sort_tp": "2"}, rate(bids), "rising"),
    ("ka10022", {"rt_tp": "1"}, growth(part(bids, asks)), "rising"),
    ("ka10022", {"rt_tp": "2"}, growth(part(asks, bids)), "rising"),
]


@pytest.mark.parametrize("exchange", ENDINGS)
@pytest.mark.parametrize(("api_id", "asked", "key", "which"), CASES)
def test_what_grew_is_ranked_by_how_much(
    api_id: str, asked: dict[str, str], key: Callable[[Pair], int], which: str, exchange: str
) -> None:
    caller, _ = at(NOW)
    minutes = {"tm_tp": str(MINUTES)} if "tm_tp" not in asked else {"tm": str(MINUTES)}
    body = request(api_id, {**minutes, **asked, "stex_tp": exchange})
    told = [pair for pair in pairs(exchange) if pair[0].traded and (not which or key(pair) > 0)]
    expected = [now.code for now, _ in sorted(told, key=key, reverse=True)]
    assert [row["stk_cd"] for row in rows_of(caller, api_id, body)] == expected
    assert len(expected) > 3


@pytest.mark.parametrize("exchange", ENDINGS)
def test_prices_and_sizes_of_then_are_shown(exchange: str) -> None:
    caller, _ = at(NOW)
    then = {one.code: one for one in at(NOW - MINUTES * 60, exchange)[1]}
    back = {"tm_tp": "1", "tm": str(MINUTES), "stex_tp": exchange}
    body = request("ka10019", {"flu_tp": "1", **back})
    for row in rows_of(caller, "ka10019", body):
        before = price(then[row["stk_cd"]])
        assert int(row["base_pric"]) == before
        assert int(row["base_pre"]) == number(row, "cur_prc") - before
        assert hundredths(row, "jmp_rt") == ticks.change_rate(number(row, "cur_prc"), before)
    for row in rows_of(caller, "ka10023", request("ka10023", {"sort_tp": "1", **back})):
        assert int(row["prev_trde_qty"]) == volume(then[row["stk_cd"]])
    for side, total in (("1", bids), ("2", asks)):
        asked = {"trde_tp": side, "sort_tp": "1", "tm_tp": str(MINUTES), "stex_tp": exchange}
        for row in rows_of(caller, "ka10021", request("ka10021", asked)):
            assert int(row["int"]) == total(then[row["stk_cd"]])
            assert int(row["now"]) - int(row["int"]) == int(row["sdnin_qty"])


@pytest.mark.parametrize("exchange", ENDINGS)
def test_days_back_compare_with_that_day_s_close(exchange: str) -> None:
    caller, _ = at(NOW)
    body = request("ka10019", {"flu_tp": "1", "tm_tp": "2", "tm": "5", "stex_tp": exchange})
    for row in rows_of(caller, "ka10019", body):
        asked = {"stk_cd": row["stk_cd"], "base_dt": "20260915", "upd_stkpc_tp": "1"}
        bars = caller.data("ka10081", asked)["stk_dt_pole_chart_qry"]
        assert int(row["base_pric"]) == number(bars[5], "cur_prc"), row["stk_cd"]


@pytest.mark.parametrize("exchange", ENDINGS)
def test_yesterday_s_whole_volume_is_what_today_s_is_compared_with(exchange: str) -> None:
    caller, _ = at(NOW)
    body = request("ka10023", {"sort_tp": "1", "tm_tp": "2", "stex_tp": exchange})
    for row in rows_of(caller, "ka10023", body):
        asked = {"stk_cd": row["stk_cd"], "base_dt": "20260914", "upd_stkpc_tp": "1"}
        bar = caller.data("ka10081", asked)["stk_dt_pole_chart_qry"][0]
        assert row["prev_trde_qty"] == bar["trde_qty"]
        assert int(row["sdnin_qty"]) == int(row["now_trde_qty"]) - int(bar["trde_qty"])


@pytest.mark.parametrize("text", ["0", "-1", "1.", "٣", "100"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    caller, _ = at(NOW)
    body = request("ka10019", {"flu_tp": "1", "tm_tp": "1", "tm": text})
    assert read(caller.ask("ka10019", body))["return_code"] == 2
