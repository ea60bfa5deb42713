"""What account operations are asked for: kinds of issues, exchanges, days and rows."""

from datetime import datetime
from typing import Any

import pytest

from kiwoom_mockserver.realtime.screening import Screening
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.instruments import bare_code
from kiwoom_mockserver.world.openings import movement_from, opening_from
from kiwoom_mockserver.world.phases import Exchange
from tests.gateway.caller import Caller, contracts, gateway_of

PREFIXED = {"005930": "A005930", "890001": "Q890001", "57JBHH": "J57JBHH"}
"""A share, an ETN and an ELW of the small world."""

GOLD = "M04020000"
LEDGER = {"qry_tp": "1", "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"}
STATE = {"stk_bond_tp": "0", "mrkt_tp": "0", "sell_tp": "0", "qry_tp": "0", "dmst_stex_tp": "%"}
HISTORY = {"tp": "3", "gds_tp": "0", "dmst_stex_tp": "%"}


def of_september(day: int, hour: int = 10, minute: int = 30) -> datetime:
    """The moment of that day."""
    return datetime(2026, 9, day, hour, minute, tzinfo=SEOUL)


def account(moment: datetime, profile: str = "live", **opening: Any) -> Caller:
    """A new account, whose orders arrive at once; ``opening`` says what is in it."""
    settings = {"order_latency_min": 0, "order_latency_max": 0}
    caller = Caller(gateway_of(limits=False, at=moment, profile=profile, **settings)).login()
    world = caller.gateway.world
    made = opening_from({"cash": 100_000_000, **opening}, world.instruments)
    world.open_account(world.sandboxes.open(caller.appkey), made)
    return caller


def order(caller: Caller, code: str, quantity: int = 1, **others: str) -> str:
    """The number of an order to buy at what the cheapest seller asks."""
    gold = code == GOLD
    asked = {"dmst_stex_tp": "KRX", "stk_cd": code, "ord_qty": str(quantity), **others}
    asked |= {"ord_uv": str(best_ask(caller, code)), "trde_tp": "00" if gold else "0"}
    number = caller.data("kt50000" if gold else "kt10000", asked)["ord_no"]
    move(caller, 2)
    assert isinstance(number, str)
    return number


def best_ask(caller: Caller, code: str) -> int:
    """What the cheapest seller at KRX asks."""
    world = caller.gateway.world
    return world.venue.tape.quotes(code, Exchange.KRX, millis(world.now())).best_ask


def move(caller: Caller, seconds: float) -> None:
    """So much time passes."""
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(seconds)


def to(caller: Caller, moment: datetime) -> None:
    """Time passes until then."""
    move(caller, (moment - caller.gateway.world.now()).total_seconds())


@pytest.fixture(scope="module")
def traded() -> Caller:
    """An account that bought a share, an ETN and an ELW days ago, and again today."""
    caller = account(of_september(10))
    for day in (10, 14, 15):
        to(caller, of_september(day, 11))
        for code in PREFIXED:
            order(caller, code)
    return caller


TABLES = {
    "kt00004": ("stk_acnt_evlt_prst", {"qry_tp": "0", "dmst_stex_tp": "KRX"}),
    "kt00005": ("stk_cntr_remn", {"dmst_stex_tp": "KRX"}),
    "kt00007": ("acnt_ord_cntr_prps_dtl", LEDGER),
    "kt00008": ("acnt_nxdy_setl_frcs_prps_array", {}),
    "kt00009": ("acnt_ord_cntr_prst_array", STATE),
    "kt00015": (
        "trst_ovrl_trde_prps_array", {**HISTORY, "strt_dt": "20260901", "end_dt": "20260915"}
    ),
    "kt00018": ("acnt_evlt_remn_indv_tot", {"qry_tp": "1", "dmst_stex_tp": "KRX"}),
}  # fmt: skip


@pytest.mark.parametrize("api_id", TABLES)
def test_accounts_write_a_code_behind_the_letter_of_its_kind(api_id: str, traded: Caller) -> None:
    table, asked = TABLES[api_id]
    rows = traded.data(api_id, asked)[table]
    assert [row["stk_cd"] for row in rows] == list(PREFIXED.values())


@pytest.mark.parametrize("api_id", ["kt00007", "kt00009", "kt00015"])
def test_an_issue_is_asked_for_with_or_without_the_letter_of_its_kind(
    api_id: str, traded: Caller
) -> None:
    table, asked = TABLES[api_id]
    for code, prefixed in PREFIXED.items():
        for text in (code, prefixed):
            rows = traded.data(api_id, {**asked, "stk_cd": text})[table]
            assert [row["stk_cd"] for row in rows] == [prefixed]


def test_what_can_be_ordered_is_asked_with_or_without_the_letter_too(traded: Caller) -> None:
    for code, prefixed in PREFIXED.items():
        bare, told = (
            traded.data("kt00011", {"stk_cd": text, "uv": "1000"}) for text in (code, prefixed)
        )
        assert bare == told


def test_conditions_find_etns_behind_a_q(traded: Caller) -> None:
    world = traded.gateway.world
    world.conditions = (("7", "전부", [["last-price", ">", 0]]),)
    rows = Screening(contracts(), world).rows("7", "K")
    assert rows is not None
    for row in rows:
        issue = world.find(bare_code(row["9001"]))
        assert issue is not None
        assert row["9001"][0] == ("Q" if issue.market == "ETN" else "A")
    assert {"A005930", "Q890001"} <= {row["9001"] for row in rows}


@pytest.mark.parametrize(
    ("code", "bare"),
    [
        *[(prefixed, code) for code, prefixed in PREFIXED.items()],
        *[(code, code) for code in PREFIXED],
        ("A0106J0", "0106J0"), ("A005930_NX", "005930_NX"), ("A00593", "A00593"),
        ("M04020000", "M04020000"), ("", ""),
    ],
)  # fmt: skip
def test_only_a_letter_before_a_whole_code_is_taken_off(code: str, bare: str) -> None:
    assert bare_code(code) == bare


def test_gold_orders_are_asked_for_open_or_filled() -> None:
    caller = account(of_september(15))
    filled = order(caller, GOLD)
    low = {"dmst_stex_tp": "KRX", "stk_cd": GOLD, "ord_qty": "1", "trde_tp": "00"}
    price = best_ask(caller, GOLD) - 1000
    waiting = caller.data("kt50000", {**low, "ord_uv": str(price)})["ord_no"]
    numbers = {"1": [filled, waiting], "2": [waiting, filled], "3": [waiting], "4": [filled]}
    for kind, expected in numbers.items():
        asked = {**LEDGER, "qry_tp": kind}
        rows = caller.data("kt50031", asked)["acnt_ord_cntr_prps_dtl"]
        assert [row["ord_no"] for row in rows] == expected


@pytest.mark.parametrize(
    ("market", "expected"),
    [
        ("0", list(PREFIXED.values())),
        ("1", list(PREFIXED.values())),
        ("2", []),
        ("3", []),
        ("4", []),
    ],
)
def test_no_order_is_of_a_market_where_none_can_be(
    market: str, expected: list[str], traded: Caller
) -> None:
    shown = traded.data("kt00009", {**STATE, "mrkt_tp": market})
    assert [row["stk_cd"] for row in shown["acnt_ord_cntr_prst_array"]] == expected
    assert bool(int(shown["engg_amt"])) is bool(expected)


def test_what_is_to_be_settled_is_listed_from_a_number_on(traded: Caller) -> None:
    whole = traded.data("kt00008", {"strt_dcd_seq": ""})
    rows = whole["acnt_nxdy_setl_frcs_prps_array"]
    numbers = [row["seq"] for row in rows]
    assert numbers == ["0010001", "0010002", "0010003"]
    for place, number in enumerate(numbers):
        shown = traded.data("kt00008", {"strt_dcd_seq": number})
        assert shown["acnt_nxdy_setl_frcs_prps_array"] == rows[place:]
        assert shown["buy_amt_sum"] == whole["buy_amt_sum"]
    assert not traded.data("kt00008", {"strt_dcd_seq": "0010004"})["acnt_nxdy_setl_frcs_prps_array"]


def test_history_is_in_order_of_time_and_tells_nothing_of_the_future() -> None:
    caller = account(of_september(10))
    order(caller, "005930", 10)
    to(caller, of_september(14, 0, 30))
    world = caller.gateway.world
    paid = movement_from({"move": "deposit", "amount": 500_000}, world.instruments)
    world.broker(world.sandboxes.open(caller.appkey)).transfer(paid, millis(world.now()))
    asked = {**HISTORY, "tp": "0", "strt_dt": "20260901", "end_dt": "20260914"}
    rows = caller.data("kt00015", asked)["trst_ovrl_trde_prps_array"]
    told = [(row["trde_dt"], row["proc_tm"]) for row in rows]
    assert told == sorted(told)
    assert told[-1] == ("20260914", "00:30:00")
    assert [row["rmrk_nm"] for row in rows] == ["이체입금", "장내매수", "이체입금"]
    assert int(rows[-1]["entra_remn"]) == int(caller.data("kt00001", {"qry_tp": "3"})["entr"])


@pytest.fixture(scope="module")
def seller() -> Caller:
    """An account that sold 5 shares on a Friday and 7 on the Tuesday after it, which is today."""
    caller = account(of_september(11), holdings=[["005930", 100, 200_000]])
    for day, quantity in ((11, "5"), (15, "7")):
        to(caller, of_september(day, 11))
        asked = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": quantity, "ord_uv": ""}
        caller.data("kt10001", {**asked, "trde_tp": "3"})
        move(caller, 2)
    return caller


ONE_DAY = {
    "ka10072": ("dt_stk_div_rlzt_pl", "cntr_qty", "strt_dt", {}),
    "ka10170": ("tdy_trde_diary", "sell_qty", "base_dt", {"ottks_tp": "2", "ch_crd_tp": "0"}),
    "kt00007": ("acnt_ord_cntr_prps_dtl", "ord_qty", "ord_dt", LEDGER),
    "kt00009": ("acnt_ord_cntr_prst_array", "ord_qty", "ord_dt", STATE),
}


@pytest.mark.parametrize("api_id", ONE_DAY)
@pytest.mark.parametrize(
    ("day", "sold"),
    [
        ("20260911", 5), ("20260912", 5), ("20260913", 5), ("20260914", 0), ("20260915", 7),
        ("20260916", 7), ("20300101", 7),
    ],
)  # fmt: skip
def test_one_date_is_the_last_trading_day_until_then_but_none_after_today(
    api_id: str, day: str, sold: int, seller: Caller
) -> None:
    table, quantity, field, asked = ONE_DAY[api_id]
    rows = seller.data(api_id, {**asked, field: day})[table]
    assert [int(row[quantity] or 0) for row in rows if row[quantity]] == [sold] * bool(sold)
    told = seller.data("ka01690", {"qry_dt": day})["dt"]
    assert told == {0: "20260914", 5: "20260911", 7: "20260915"}[sold]


RANGES = {
    "ka10073": ("dt_stk_rlzt_pl", "dt", "strt_dt", "end_dt", {"stk_cd": ""}),
    "ka10074": ("dt_rlzt_pl", "dt", "strt_dt", "end_dt", {}),
    "kt00002": ("daly_prsm_dpst_aset_amt_prst", "dt", "start_dt", "end_dt", {}),
}


@pytest.mark.parametrize("api_id", RANGES)
@pytest.mark.parametrize(
    ("first", "last", "sales"),
    [
        ("20260911", "20260911", ["20260911"]),
        ("20260912", "20260913", []),
        ("20260912", "20300101", ["20260915"]),
        ("20260905", "20260912", ["20260911"]),
        ("20260916", "20300101", []),
    ],
)
def test_two_dates_are_a_range_and_what_lies_within_is_told(
    api_id: str, first: str, last: str, sales: list[str], seller: Caller
) -> None:
    table, field, begins, ends, asked = RANGES[api_id]
    rows = seller.data(api_id, {**asked, begins: first, ends: last})[table]
    told = {row[field] for row in rows}
    assert told >= set(sales)
    assert all(first <= day <= min(last, "20260915") for day in told)
    assert bool(told) is bool(sales)


VALUED = {
    "kt00004": ("stk_acnt_evlt_prst", "cur_prc", "dmst_stex_tp", {"qry_tp": "0"}),
    "kt00005": ("stk_cntr_remn", "cur_prc", "dmst_stex_tp", {}),
    "kt00018": ("acnt_evlt_remn_indv_tot", "cur_prc", "dmst_stex_tp", {"qry_tp": "1"}),
    "ka10085": ("acnt_prft_rt", "cur_prc", "stex_tp", {}),
}
NAMES = {"KRX": "", "NXT": "_NX"}
NUMBERS = {"0": "_AL", "1": "", "2": "_NX"}


def holder(profile: str, hour: int, minute: int) -> Caller:
    """An account with a share that NXT trades too, and a fund that it does not."""
    moment = of_september(15, hour, minute)
    held = [["005930", 10, 200_000], ["069500", 10, 40_000]]
    return account(moment, profile=profile, holdings=held)


@pytest.mark.parametrize(("hour", "minute"), [(8, 20), (15, 25), (18, 0)])
@pytest.mark.parametrize("api_id", VALUED)
def test_holdings_are_worth_what_the_exchange_asked_for_pays(
    api_id: str, hour: int, minute: int
) -> None:
    table, price, field, asked = VALUED[api_id]
    caller = holder("live", hour, minute)
    seen = set()
    for value, suffix in (NUMBERS if field == "stex_tp" else NAMES).items():
        rows = caller.data(api_id, {**asked, field: value})[table]
        share, fund = (abs(int(row[price])) for row in rows)
        quote = caller.data("ka10001", {"stk_cd": f"005930{suffix}"})
        assert share == abs(int(quote["cur_prc"]))
        assert fund == abs(int(caller.data("ka10001", {"stk_cd": "069500"})["cur_prc"]))
        seen.add(share)
    assert len(seen) > 1


def test_sums_of_holdings_are_of_the_exchange_asked_for() -> None:
    caller = holder("live", 18, 0)
    whole = caller.data("kt00018", {"qry_tp": "1", "dmst_stex_tp": "NXT"})
    rows = whole["acnt_evlt_remn_indv_tot"]
    assert int(whole["tot_evlt_amt"]) == sum(int(row["evlt_amt"]) for row in rows)


@pytest.mark.parametrize("api_id", VALUED)
def test_the_paper_host_knows_one_price_alone(api_id: str) -> None:
    _, _, field, asked = VALUED[api_id]
    caller = holder("paper", 18, 0)
    values = NUMBERS if field == "stex_tp" else NAMES
    shown = [caller.data(api_id, {**asked, field: value}) for value in values]
    assert all(one == shown[0] for one in shown)


SUPPOSED = {"stk_cd": "005930", "trde_tp": "2", "uv": "250000"}


def able(caller: Caller, **asked: str) -> dict[str, Any]:
    """What could be ordered and withdrawn, supposing something."""
    answer = caller.data("kt00010", {**SUPPOSED, **asked})
    return {
        name: int(text) for name, text in answer.items() if isinstance(text, str) and text.isdigit()
    }


def test_what_is_paid_in_can_be_ordered_and_withdrawn() -> None:
    caller = account(of_september(15), cash=10_000_000, margin_rate=100)
    before = able(caller)
    for paid, text in ((5_000_000, "5000000"), (-4_000_000, "-4000000")):
        after = able(caller, io_amt=text)
        for name in ("entr", "d2entra", "ord_alowa", "wthd_alowa", "nxdy_wthd_alowa"):
            assert after[name] == before[name] + paid
        assert after["profa_20ord_alow_amt"] == (before["ord_alowa"] + paid) * 5
        assert after["profa_100ord_alowq"] == (10_000_000 + paid) // 250_000 - 1
    assert able(caller, io_amt="-20000000")["ord_alowa"] == 0
    assert able(caller) == before


def test_a_purchase_that_is_only_supposed_takes_its_margin_and_is_paid_in_two_days() -> None:
    caller = account(of_september(15), cash=10_000_000, margin_rate=20)
    before, after = able(caller), able(caller, trde_qty="8")
    assert (after["pur_amt"], after["cmsn"], after["pur_exct_amt"]) == (2_000_000, 300, 2_000_300)
    assert (before["pur_amt"], before["cmsn"], before["pur_exct_amt"]) == (0, 0, 0)
    assert after["ord_alowa"] == before["ord_alowa"] - 400_300
    assert after["d2entra"] == before["d2entra"] - 2_000_300
    assert after["entr"] == before["entr"]
    assert not caller.data("ka10075", {"all_stk_tp": "0", "trde_tp": "0", "stex_tp": "0"})["oso"]


def test_a_sale_that_is_only_supposed_can_be_ordered_for_at_once() -> None:
    caller = account(of_september(15), cash=0, holdings=[["005930", 10, 200_000]])
    after = able(caller, trde_tp="1", trde_qty="10", exp_buy_unp="100000")
    got = 2_500_000 - 370 - 2_500_000 * 2 // 1000
    assert (after["ord_alowa"], after["d2entra"]) == (got, got)
    assert (after["entr"], after["wthd_alowa"]) == (0, 0)
    assert (after["pur_amt"], after["cmsn"]) == (0, 370)
    assert after["profa_100ord_alowq"] == got // 100_000


def test_more_than_anybody_has_can_be_supposed() -> None:
    caller = account(of_september(15))
    most = "9" * 12
    for side in ("1", "2"):
        able(caller, io_amt=most, trde_tp=side, trde_qty=most, uv=most, exp_buy_unp=most)
