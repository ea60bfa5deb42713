"""Cash and shares that come and go without a trade, as every account operation shows them."""

from typing import Any

import pytest

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.movements import Transfer
from kiwoom_mockserver.world.openings import movement_from, opening_from
from tests.gateway.caller import HELD, Caller, gateway_of

CASH = 100_000_000
TODAY, NEXT = "20260915", "20260916"
MONTHS = {"strt_dt": "20260801", "end_dt": TODAY}
LEDGER = {"gds_tp": "0", "dmst_stex_tp": "%"}
STOCK = {"qry_tp": "2", "dmst_stex_tp": "KRX"}
SHARE = "005930"


def bot(appkey: str = "alice", **settings: Any) -> Caller:
    at_once = {"order_latency_min": 0, "order_latency_max": 0, "fills": "instant"}
    return Caller(gateway_of(limits=False, **{**at_once, **settings}), appkey)


def move(caller: Caller, **row: Any) -> Transfer:
    world = caller.gateway.world
    broker = world.broker(world.sandboxes.open(caller.appkey))
    return broker.transfer(movement_from(row, world.instruments), millis(world.now()))


def ledger(caller: Caller, tp: str = "0", **change: str) -> list[dict[str, str]]:
    asked = MONTHS | LEDGER | {"tp": tp} | change
    rows = caller.data("kt00015", asked)["trst_ovrl_trde_prps_array"]
    assert isinstance(rows, list)
    return rows


def number(values: dict[str, str], *names: str) -> tuple[int, ...]:
    return tuple(int(values[name]) for name in names)


def price_of(caller: Caller) -> int:
    world = caller.gateway.world
    return world.venue.tape.last(SHARE, millis(world.now()))


def test_a_deposit_is_cash_in_every_view_and_no_profit() -> None:
    caller, other = bot(), bot("bob")
    caller.data("kt00001", {"qry_tp": "3"})
    move(caller, move="deposit", amount=7_000_000, payer="어머니")
    whole = CASH + 7_000_000
    cash = caller.data("kt00001", {"qry_tp": "3"})
    for name in ("entr", "pymn_alow_amt", "ord_alow_amt", "d1_entra", "d2_entra"):
        assert int(cash[name]) == whole
    day = {"start_dt": TODAY, "end_dt": TODAY}
    (evening,) = caller.data("kt00002", day)["daly_prsm_dpst_aset_amt_prst"]
    assert number(evening, "entr", "prsm_dpst_aset_amt") == (whole, whole)
    assert int(caller.data("ka01690", {"qry_dt": TODAY})["dbst_bal"]) == whole
    today = caller.data("kt00017", {})
    assert number(today, "ina_amt", "outa", "d2_entra") == (whole, 0, whole)
    valued = caller.data("kt00004", {"qry_tp": "0", "dmst_stex_tp": "KRX"})
    assert number(valued, "lspft_amt", "lspft", "tdy_lspft") == (whole, 0, 0)
    period = caller.data("kt00016", {"fr_dt": TODAY, "to_dt": TODAY})
    assert number(period, "termin_tot_trns", "evltv_prft", "tot_amt_to") == (whole, 0, whole)
    assert (period["prft_rt"], int(period["invt_bsamt"])) == ("0.00", whole)
    first, row = ledger(caller)
    assert (first["rmrk_nm"], int(first["trde_amt"]), first["rcpy_no"]) == ("이체입금", CASH, "1")
    told = ("trde_ocr_tp", "trde_kind_nm", "io_tp", "io_tp_nm", "stk_cd", "rcpmnyer", "trde_no")
    assert [row[name] for name in told] == [
        "1", "입출금", "1", "입금", "", "어머니", "000000002",
    ]  # fmt: skip
    assert number(row, "trde_amt", "exct_amt", "entra_remn") == (7_000_000, 7_000_000, whole)
    assert int(other.data("kt00001", {"qry_tp": "3"})["entr"]) == CASH


def test_a_withdrawal_leaves_what_orders_and_settlements_need() -> None:
    caller = bot(fills="queue")
    order = {"dmst_stex_tp": "KRX", "stk_cd": SHARE, "ord_qty": "100", "trde_tp": "0"}
    caller.data("kt10000", order | {"ord_uv": str(price_of(caller) + 5_000)})
    caller.data("kt10000", order | {"ord_uv": "200000"})
    cash = caller.data("kt00001", {"qry_tp": "3"})
    free = int(cash["pymn_alow_amt"])
    held = int(cash["profa_ch"]) - int(cash["d2_buy_exct_amt"]) // 5
    assert free == pytest.approx(int(cash["d2_entra"]) - held, abs=4_000)
    with pytest.raises(WorldError, match=f"{free} won can be withdrawn"):
        move(caller, move="withdrawal", amount=free + 1)
    move(caller, move="withdrawal", amount=free)
    after = caller.data("kt00001", {"qry_tp": "3"})
    assert (int(after["pymn_alow_amt"]), int(after["entr"])) == (0, CASH - free)
    assert int(after["d2_entra"]) >= 0
    (row,) = ledger(caller, "7")
    assert (row["rmrk_nm"], row["io_tp"], int(row["exct_amt"])) == ("이체출금", "2", free)
    assert int(caller.data("kt00017", {})["outa"]) == free
    period = caller.data("kt00016", {"fr_dt": TODAY, "to_dt": TODAY})
    assert number(period, "termin_tot_trns", "termin_tot_pymn") == (CASH, free)


def test_shares_are_delivered_in_at_their_cost_and_out_at_what_they_had_cost() -> None:
    caller = bot()
    price = price_of(caller)
    caller.data("kt00001", {"qry_tp": "3"})
    move(caller, move="delivery-in", code=SHARE, quantity=30, price=200_001)
    (row,) = caller.data("kt00018", STOCK)["acnt_evlt_remn_indv_tot"]
    assert number(row, "rmnd_qty", "trde_able_qty", "pur_amt", "tdy_buyq") == (30, 30, 6_000_030, 0)
    (rate,) = caller.data("ka10085", {"stex_tp": "0"})["acnt_prft_rt"]
    assert number(rate, "rmnd_qty", "setl_remn") == (30, 30)
    out = move(caller, move="delivery-out", code=SHARE, quantity=10)
    assert (out.cost, out.value) == (-2_000_010, -10 * price)
    day = caller.data("kt00017", {})
    assert number(day, "inq_amt", "outq_amt") == (30 * price, 10 * price)
    period = caller.data("kt00016", {"fr_dt": TODAY, "to_dt": TODAY})
    assert number(period, "termin_tot_inq", "termin_tot_outq") == (30 * price, 10 * price)
    assert int(period["evltv_prft"]) == 0
    came, went = ledger(caller, "2")
    told = ("trde_kind_nm", "io_tp_nm", "stk_cd", "trde_qty_jwa_cnt", "vlbl_nowrm", "trde_unit")
    assert [came[name] for name in told] == ["입출고", "입고", "A005930", "30", "30", "200,001"]
    assert [went[name] for name in told] == ["입출고", "출고", "A005930", "10", "20", "200,001"]
    assert number(went, "exct_amt", "trde_amt", "entra_remn") == (0, 2_000_010, CASH)
    assert ledger(caller, stk_cd="A005930") == [came, went]


def test_only_settled_shares_that_nothing_is_promised_are_delivered_out() -> None:
    caller = bot()
    move(caller, move="delivery-in", code=SHARE, quantity=30)
    order = {"dmst_stex_tp": "KRX", "stk_cd": SHARE, "trde_tp": "0"}
    caller.data("kt10000", order | {"ord_qty": "5", "ord_uv": str(price_of(caller))})
    high = {"ord_qty": "12", "ord_uv": str(price_of(caller) + 20_000)}
    queue = bot("carol", fills="queue")
    move(queue, move="delivery-in", code=SHARE, quantity=30)
    queue.data("kt10001", order | high)
    with pytest.raises(WorldError, match="30 shares"):
        move(caller, move="delivery-out", code=SHARE, quantity=31)
    with pytest.raises(WorldError, match="18 shares"):
        move(queue, move="delivery-out", code=SHARE, quantity=19)


def test_a_dividend_and_interest_are_profit_less_what_is_withheld() -> None:
    caller = bot()
    move(caller, move="delivery-in", code=SHARE, quantity=120)
    paid = move(caller, move="dividend", code=SHARE, amount=361)
    # 14 % income tax and a tenth of it, each cut to 10 won.
    assert (paid.cash, paid.tax) == (43_320 - 6_060 - 600, 6_660)
    earned = move(caller, move="interest", amount=9_999)
    assert (earned.cash, earned.tax) == (9_999 - 1_390 - 130, 1_520)
    assert int(caller.data("kt00017", {})["dvida_amt"]) == 43_320
    assert int(caller.data("kt00017", {})["ina_amt"]) == CASH
    income = paid.cash + earned.cash
    period = caller.data("kt00016", {"fr_dt": TODAY, "to_dt": TODAY})
    assert number(period, "evltv_prft", "termin_tot_trns") == (income, CASH)
    *_, dividend, interest = ledger(caller, "6")
    assert (dividend["rmrk_nm"], interest["rmrk_nm"]) == ("배당금입금", "예탁금이용료입금")
    told = ("trde_amt", "incm_resi_tax", "tax_sum_cmsn", "exct_amt")
    assert number(dividend, *told) == (43_320, 6_660, 6_660, 36_660)
    assert (dividend["stk_cd"], dividend["trde_qty_jwa_cnt"]) == ("A005930", "120")
    assert number(interest, *told) == (9_999, 1_520, 1_520, 8_479)


def test_cash_a_settlement_did_not_find_is_told_until_a_deposit_pays_it() -> None:
    caller = bot()
    world = caller.gateway.world
    row = {"cash": 1_000_000, "margin_rate": 20}
    opening = opening_from(row, world.instruments)
    world.open_account(world.sandboxes.open("alice"), opening)
    bought = {"dmst_stex_tp": "KRX", "stk_cd": SHARE, "ord_qty": "10", "trde_tp": "3"}
    caller.data("kt10000", bought | {"ord_uv": ""})
    (_, fill) = *ledger(caller), caller.data("kt00001", {"qry_tp": "3"})
    missing = int(fill["d2_out_rep_mor"])
    assert missing > 1_000_000
    clock = world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(2 * 86_400)
    move(caller, move="deposit", amount=300_000)
    move(caller, move="deposit", amount=missing)
    later = {"strt_dt": "20260917", "end_dt": "20260917"}
    trade, first, second = ledger(caller, **later)
    assert (trade["uncl_ocr"], trade["rpym_sum"]) == (str(missing), "")
    assert (first["uncl_ocr"], first["rpym_sum"]) == ("", "300000")
    assert (second["uncl_ocr"], second["rpym_sum"]) == ("", str(missing - 300_000))
    assert trade["entra_remn"].startswith("-")
    spans = {"fr_dt": "20260917", "to_dt": "20260917"}
    assert number(caller.data("kt00016", spans), "ch_uncla_fr", "ch_uncla_to") == (0, 0)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({}, "move is None"),
        ({"move": "gift", "amount": 1}, "move is 'gift'"),
        ({"move": "deposit"}, "amount is None"),
        ({"move": "deposit", "amount": 0}, "amount is 0"),
        ({"move": "deposit", "amount": -1}, "amount is -1"),
        ({"move": "deposit", "amount": True}, "amount is True"),
        ({"move": "deposit", "amount": 10**15}, "amount is 1000000000000000"),
        ({"move": "deposit", "amount": 1, "code": SHARE}, "a deposit has no code"),
        ({"move": "deposit", "amount": 1, "payer": "x" * 21}, "payer"),
        ({"move": "deposit", "amount": 1, "payer": "a\nb"}, "payer"),
        ({"move": "deposit", "amount": 10**14}, "at most 100000000000000 won"),
        ({"move": "withdrawal", "amount": CASH + 1}, "100000000 won can be withdrawn"),
        ({"move": "delivery-in", "code": "999999", "quantity": 1}, "'999999' is no issue"),
        ({"move": "delivery-in", "code": SHARE, "quantity": 0}, "quantity is 0"),
        ({"move": "delivery-in", "code": SHARE, "quantity": 1, "price": -1}, "price is -1"),
        ({"move": "delivery-out", "code": SHARE, "quantity": 1, "price": 1}, "has no price"),
        ({"move": "delivery-out", "code": SHARE, "quantity": 1}, "0 shares of 005930"),
        ({"move": "dividend", "code": SHARE, "amount": 1}, "no shares of 005930"),
    ],
)
def test_what_cannot_be_moved_is_refused_without_a_trace(row: dict[str, Any], told: str) -> None:
    caller = bot()
    before = caller.data("kt00001", {"qry_tp": "3"})
    with pytest.raises(WorldError, match=told):
        move(caller, **row)
    assert caller.data("kt00001", {"qry_tp": "3"}) == before
    assert len(ledger(caller)) == 1


@pytest.fixture(scope="module")
def demo() -> Caller:
    return Caller(gateway_of(limits=False), *HELD)


@pytest.mark.parametrize(
    ("tp", "kinds"),
    [
        ("1", {"이체입금", "이체출금", "배당금입금", "예탁금이용료입금", "금현물대체출금"}),
        ("2", {"대체입고", "대체출고"}), ("3", {"장내매수", "장내매도"}), ("4", {"장내매수"}),
        ("5", {"장내매도"}), ("7", {"이체출금", "금현물대체출금"}), ("A", set()), ("F", set()),
    ],
)  # fmt: skip
def test_the_demo_account_has_rows_of_each_kind(tp: str, kinds: set[str], demo: Caller) -> None:
    rows = ledger(demo, tp)
    assert kinds <= {row["rmrk_nm"] for row in rows}
    assert [row for row in ledger(demo) if row in rows] == rows
    if tp in "123":
        others = [one for one in "123" if one != tp]
        assert not any(row in rows for one in others for row in ledger(demo, one))
    assert ledger(demo, tp, gds_tp="3") == ledger(demo, tp, crnc_cd="USD") == []


def test_the_gold_accounts_ledger_has_the_same_cash_and_its_own_deliveries() -> None:
    caller = bot()
    gold = "M04020000"
    move(caller, move="delivery-in", code=gold, quantity=12, price=190_000)
    move(caller, move="delivery-in", code=SHARE, quantity=3)
    move(caller, move="delivery-out", code=gold, quantity=2)
    asked = MONTHS | {"stk_cd": ""}
    rows = caller.data("kt50032", asked | {"tp": "0"})["gold_trde_hist"]
    assert [row["rmrk_nm"] for row in rows] == ["이체입금", "대체입고", "대체출고"]
    assert number(rows[0], "entra_remn", "rcpy_no", "deal_amt") == (CASH, 1, CASH)
    assert number(rows[2], "spot_remn", "deal_qty", "uncl_ocr") == (10, 2, 0)
    assert caller.data("kt50032", asked | {"tp": "2"})["gold_trde_hist"] == rows[1:]
    assert [row["stk_cd"] for row in ledger(caller, "2")] == ["A005930"]
    assert int(caller.data("kt00017", {})["inq_amt"]) == 3 * price_of(caller)
