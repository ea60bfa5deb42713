"""Account operations: filled from the account, agreeing with one another and with the market."""

from datetime import datetime
from typing import Any

import pytest

from kiwoom_mockserver.handlers.account import SHOWS
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.vocabulary.accounts.ledger import isin_of
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.openings import opening_from
from kiwoom_mockserver.world.phases import Exchange
from tests.gateway.caller import HELD, Caller, contracts, gateway_of, header, read, sample


def best_ask() -> int:
    """What the first share costs when the tests begin."""
    world = gateway_of().world
    return world.venue.tape.quotes("005930", Exchange.KRX, millis(world.now())).best_ask


ASK = best_ask()
PAID = ASK * 10 + ASK * 10 * 15 // 100_000 // 10 * 10
"""What ten shares cost, commission included."""

ORDER = {
    "dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "10", "ord_uv": str(ASK), "trde_tp": "0",
}  # fmt: skip
ALL = {"qry_tp": "1", "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"}
OPEN = {"all_stk_tp": "0", "trde_tp": "0", "stex_tp": "0"}
FILLED = {"qry_tp": "0", "sell_tp": "0", "stex_tp": "0"}
MONTHS = {"strt_dt": "20260801", "end_dt": "20260915"}
STOCK = {"qry_tp": "2", "dmst_stex_tp": "KRX"}


def trader(**settings: Any) -> Caller:
    """The account with a past, whose orders arrive at once."""
    at_once = {"order_latency_min": 0, "order_latency_max": 0}
    return Caller(gateway_of(limits=False, **{**at_once, **settings}), *HELD)


def forward(caller: Caller, seconds: float) -> None:
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(seconds)


@pytest.fixture(scope="module")
def held() -> Caller:
    """An account with a past, a purchase, a sale and an open order of today."""
    caller = trader()
    caller.data("kt10000", ORDER)
    caller.data("kt10001", ORDER | {"ord_qty": "5", "ord_uv": "", "trde_tp": "3"})
    caller.data("kt10000", ORDER | {"ord_uv": "250000"})
    return caller


def test_every_field_of_every_account_operation_comes_from_the_account() -> None:
    unknown = {
        f"{api_id}.{field.name}"
        for api_id in SHOWS
        for field in leaves(contracts().operations[api_id])
        if not field.word
    }
    # Foreign currencies: a table no account here has rows in.
    assert {name.partition(".")[0] for name in unknown} == {"kt00001"}
    assert len(unknown) == 11


def leaves(operation: OperationSpec) -> list[Any]:
    found = []
    for field in operation.response:
        found += list(field.children) if field.is_table else [field]
    return [field for field in found if field.name not in {"return_code", "return_msg"}]


@pytest.mark.parametrize("profile", ["live", "paper"])
def test_nothing_is_sampled(profile: str) -> None:
    """With other samples, every account operation says the same."""
    caller, other = trader(profile=profile), trader(profile=profile)
    other.gateway._presenter._seed += 1
    for api_id in sorted(SHOWS):
        if profile == "live" or not contracts().operations[api_id].paper_error:
            assert caller.data(api_id) == other.data(api_id)


def test_a_new_account_has_a_hundred_million_won_and_nothing_else() -> None:
    caller = Caller(gateway_of(limits=False))
    cash = caller.data("kt00001", {"qry_tp": "3"})
    assert cash["entr"] == cash["ord_alow_amt"] == cash["d2_entra"] == "000000100000000"
    assert cash["20stk_ord_alow_amt"] == "000000500000000"
    assert cash["30stk_ord_alow_amt"] == "000000333333333"
    assert caller.data("kt00018", STOCK)["acnt_evlt_remn_indv_tot"] == []
    assert caller.data("ka10075", OPEN)["oso"] == []
    assert caller.data("ka10076", FILLED)["cntr"] == []
    (blank,) = caller.data("ka10077", {"stk_cd": "005930"})["tdy_rlzt_pl_dtl"]
    assert set(blank.values()) == {""}
    assert caller.data("kt00007", ALL)["return_msg"] == "선택된 내역이 없습니다"


@pytest.mark.parametrize("profile", ["live", "paper"])
@pytest.mark.parametrize("price", [1_000, 61_700])
def test_the_quantity_that_can_be_ordered_is_the_most_that_is_taken(
    price: int, profile: str
) -> None:
    caller = Caller(gateway_of(limits=False, profile=profile, check=False))
    asked = {"stk_cd": "830020", "uv": str(price)}
    count = int(caller.data("kt00011", asked)["profa_100ord_alowq"])
    taxed = {"live": 150, "paper": 3_500}[profile]
    for more, fits in ((0, True), (1, False)):
        worth = (count + more) * price
        assert (worth + worth * taxed // 10**7 * 10 <= 100_000_000) is fits


def test_an_amount_that_a_field_has_no_places_for_is_the_most_it_holds() -> None:
    """Live whole numbers stop at what their field holds as well (4294967295)."""
    caller = Caller(gateway_of(limits=False))
    world = caller.gateway.world
    opening = opening_from({"cash": 10**14}, world.instruments)
    world.open_account(world.sandboxes.open(caller.appkey), opening)
    able = caller.data("kt00010", {"stk_cd": "005930", "trde_tp": "2", "uv": "267000"})
    assert (able["entr"], able["profa_100ord_alowq"]) == ("9" * 12, f"{374475663:010}")
    for api_id in SHOWS:
        caller.data(api_id)


def test_cash_is_held_when_an_order_is_taken_and_due_when_it_is_filled() -> None:
    caller = Caller(gateway_of(limits=False, order_latency_min=200, order_latency_max=200))
    caller.data("kt10000", ORDER)
    before = caller.data("kt00001", {"qry_tp": "3"})
    # A fifth of the amount, and the commission.
    margin = ASK * 2 + PAID - ASK * 10
    assert int(before["profa_ch"]) == margin
    assert int(before["ord_alow_amt"]) == 100_000_000 - margin
    assert before["d2_entra"] == "000000100000000"
    (open_order,) = caller.data("ka10075", OPEN)["oso"]
    assert (open_order["ord_stt"], open_order["oso_qty"]) == ("접수", "10")
    forward(caller, 0.2)
    after = caller.data("kt00001", {"qry_tp": "3"})
    assert int(after["d2_entra"]) == 100_000_000 - PAID
    assert int(after["d2_buy_exct_amt"]) == PAID
    assert (after["entr"], after["profa_ch"]) == (before["entr"], before["profa_ch"])
    assert caller.data("ka10075", OPEN)["oso"] == []


def test_a_fill_within_the_second_is_not_answered_from_memory() -> None:
    caller = Caller(gateway_of(limits=False, order_latency_min=200, order_latency_max=200))
    caller.data("kt10000", ORDER)
    assert caller.data("kt00018", STOCK)["acnt_evlt_remn_indv_tot"] == []
    forward(caller, 0.25)
    (row,) = caller.data("kt00018", STOCK)["acnt_evlt_remn_indv_tot"]
    assert row["rmnd_qty"] == "000000000000010"


def test_the_paper_hosts_row_comes_out(held: Caller) -> None:
    """kt00018: value less cost, fees and tax is the profit; fees cut to 10 won, tax by parts."""
    for row in held.data("kt00018", STOCK)["acnt_evlt_remn_indv_tot"]:
        value, cost = int(row["evlt_amt"]), int(row["pur_amt"])
        fees, tax = int(row["sum_cmsn"]), int(row["tax"])
        assert int(row["evltv_prft"]) == value - cost - fees - tax
        assert value == int(row["cur_prc"]) * int(row["rmnd_qty"])
        assert int(row["sell_cmsn"]) == value * 15 // 100_000 // 10 * 10
        rural = value * 15 // 10_000 if row["stk_cd"] != "A247540" else 0
        plain = value * 5 // 10_000 if row["stk_cd"] != "A247540" else value * 20 // 10_000
        assert tax == rural + plain


def test_balances_agree_with_one_another(held: Caller) -> None:
    listed = held.data("kt00018", STOCK)["acnt_evlt_remn_indv_tot"]
    rows = {(row["stk_cd"], row["crd_loan_dt"]): row for row in listed}
    assert len(rows) == len(listed)
    valued = held.data("kt00004", {"qry_tp": "0", "dmst_stex_tp": "KRX"})
    for row in valued["stk_acnt_evlt_prst"]:
        other = rows[row["stk_cd"], row["loan_dt"]]
        assert int(row["rmnd_qty"]) == int(other["rmnd_qty"])
        assert int(row["pl_amt"]) == int(other["evltv_prft"])
        assert int(row["evlt_amt"]) == int(row["pur_amt"]) + int(row["pl_amt"])
    filled = held.data("kt00005", {"dmst_stex_tp": "KRX"})
    assert [row["evltv_prft"] for row in filled["stk_cntr_remn"]] == [
        row["pl_amt"] for row in valued["stk_acnt_evlt_prst"]
    ]
    unpadded = held.data("ka10085", {"stex_tp": "0"})["acnt_prft_rt"]
    assert {
        (f"A{row['stk_cd']}", row["loan_dt"].strip("0") and row["loan_dt"]): int(row["rmnd_qty"])
        for row in unpadded
    } == {name: int(row["rmnd_qty"]) for name, row in rows.items()}
    assert {len(row[name]) for row in unpadded for name in ("loan_dt", "expr_dt")} == {8}
    samsung = next(
        row for row in unpadded if (row["stk_cd"], row["loan_dt"]) == ("005930", "0" * 8)
    )
    row = rows["A005930", ""]
    assert (row["tdy_buyq"], row["tdy_sellq"]) == ("000000000000010", "000000000000005")
    unsettled = 10 - 5 + int(row["pred_buyq"]) - int(row["pred_sellq"])
    assert int(samsung["rmnd_qty"]) - int(samsung["setl_remn"]) == unsettled


def test_todays_orders_agree_with_one_another(held: Caller) -> None:
    detail = held.data("kt00007", ALL)["acnt_ord_cntr_prps_dtl"]
    assert [row["io_tp_nm"] for row in detail] == ["현금매수", "현금매도", "현금매수"]
    assert [row["trde_tp"] for row in detail] == ["지정가", "시장가", "지정가"]
    assert [row["ord_remnq"] for row in detail] == ["0000000000", "0000000000", "0000000010"]
    state = held.data("kt00009", ALL | {"mrkt_tp": "0", "qry_tp": "0"})
    assert int(state["engg_amt"]) == int(state["sell_grntl_engg_amt"]) + int(state["buy_engg_amt"])
    bought, sold = (int(detail[n]["cntr_uv"]) * int(detail[n]["cntr_qty"]) for n in (0, 1))
    assert (int(state["buy_engg_amt"]), int(state["sell_grntl_engg_amt"])) == (bought, sold)
    fills = held.data("ka10076", FILLED)["cntr"]
    assert [(row["ord_no"], row["io_tp_nm"]) for row in fills] == [
        ("0000002", "-매도"), ("0000001", "+매수"),
    ]  # fmt: skip
    (waiting,) = held.data("ka10075", OPEN)["oso"]
    assert waiting["ord_no"] == detail[2]["ord_no"]
    assert held.data("ka10088", {"ord_no": "0000003"})["osop"][0]["osop_qty"] == "10"
    diary = held.data("ka10170", {"ottks_tp": "1", "ch_crd_tp": "0"})
    assert (int(diary["tot_buy_amt"]), int(diary["tot_sell_amt"])) == (bought, sold)
    today = held.data("kt00017", {})
    assert int(today["buy_amt"]) == bought
    assert int(today["tax"]) == sum(int(row["tdy_trde_tax"]) for row in fills)


def test_profits_agree_with_one_another(held: Caller) -> None:
    days = held.data("ka10074", MONTHS)
    rows = days["dt_rlzt_pl"]
    assert len(rows) > 10
    assert int(days["rlzt_pl"]) == sum(int(row["tdy_sel_pl"]) for row in rows)
    assert int(days["tot_sell_amt"]) == sum(int(row["sell_amt"]) for row in rows)
    issues = held.data("ka10073", MONTHS)["dt_stk_rlzt_pl"]
    for row in rows:
        parts = [float(one["tdy_sel_pl"]) for one in issues if one["dt"] == row["dt"]]
        assert int(row["tdy_sel_pl"]) == sum(parts)
    today = held.data("ka10077", {"stk_cd": "005930"})
    assert today["tdy_rlzt_pl"] == rows[0]["tdy_sel_pl"]
    assert today["tdy_rlzt_pl_dtl"][0]["tdy_sel_pl"] == f"{rows[0]['tdy_sel_pl']}.0000000"


def test_history_adds_up_to_the_cash_there_is(held: Caller) -> None:
    asked = MONTHS | {"tp": "0", "gds_tp": "0", "dmst_stex_tp": "%"}
    rows = held.data("kt00015", asked)["trst_ovrl_trde_prps_array"]
    cash = 0
    for row in rows:
        cash += settled(row)
        assert int(row["entra_remn"]) == cash
    assert cash == int(held.data("kt00001", {"qry_tp": "3"})["entr"])
    assert {row["crd_deal_tp_nm"] for row in rows} == {"보통매매", "융자", ""}
    newest = held.data("kt00015", asked | {"qry_sort_tp": "1"})["trst_ovrl_trde_prps_array"]
    assert newest == rows[::-1]
    sales = held.data("kt00015", asked | {"tp": "5"})["trst_ovrl_trde_prps_array"]
    assert sales == [row for row in rows if row["io_tp_nm"] == "매도"]


def test_what_is_paid_for_gold_is_in_both_ledgers(held: Caller) -> None:
    asked = MONTHS | {"tp": "1", "gds_tp": "0", "dmst_stex_tp": "%"}
    moved = held.data("kt00015", asked)["trst_ovrl_trde_prps_array"]
    gold = held.data("kt50032", MONTHS | {"tp": "3", "stk_cd": ""})["gold_trde_hist"]
    assert gold
    assert [
        (row["trde_dt"], row["trde_no"], settled(row), row["entra_remn"])
        for row in moved
        if row["rmrk_nm"].startswith("금현물")
    ] == [(row["deal_dt"], row["deal_no"], settled_gold(row), row["entra_remn"]) for row in gold]


def settled(row: dict[str, str]) -> int:
    """What a row of kt00015 paid in, worked out from its amounts."""
    exact, whole = int(row["exct_amt"]), int(row["trde_amt"])
    sells = row["io_tp_nm"] == "매도"
    charges = int(row["cmsn"]) + int(row["trde_agri_tax"]) + int(row["incm_resi_tax"])
    assert int(row["tax_sum_cmsn"]) == charges
    if row["trde_kind_nm"] == "입출고":
        assert (exact, whole > 0) == (0, True)
        return 0
    if row["trde_kind_nm"] == "입출금":
        assert exact == whole - charges
        return exact if row["io_tp_nm"] == "입금" else -exact
    assert row["isin_cd"] == isin_of(row["stk_cd"][1:])
    assert row["trde_dt"] > row["cntr_dt"]
    if row["crd_deal_tp_nm"] == "융자":
        repaid = int(row["loan_amt_rpya"]) + int(row["int_ls_usfe"])
        whole = whole - charges - repaid if sells else -(-whole * 45 // 100) + charges
    else:
        whole += -charges if sells else charges
    assert exact == abs(whole)
    return exact if sells else -exact


def settled_gold(row: dict[str, str]) -> int:
    """What a row of kt50032 paid in, the tax of its commission included."""
    sells = row["rmrk_nm"] == "금현물매도"
    charges = int(row["cmsn"]) + int(row["gold_spot_vat"])
    assert int(row["exct_amt"]) == int(row["deal_amt"]) + (-charges if sells else charges)
    assert row["deal_dt"] == row["cntr_dt"]
    return int(row["exct_amt"]) * (1 if sells else -1)


def test_assets_of_past_days_are_kept(held: Caller) -> None:
    days = {"start_dt": "20260801", "end_dt": "20260915"}
    rows = held.data("kt00002", days)["daly_prsm_dpst_aset_amt_prst"]
    assert len(rows) == 30
    reply = held.ask("kt00002", days)
    assert header(reply, "cont-yn") == "Y"
    rest = read(held.ask("kt00002", days, cont_yn="Y", next_key=header(reply, "next-key")))
    last = rest["daly_prsm_dpst_aset_amt_prst"][-1]
    assert last["dt"] == "20260915"
    assert last["prsm_dpst_aset_amt"] == held.data("kt00003", {"qry_tp": "0"})["prsm_dpst_aset_amt"]
    before = held.data("ka01690", {"qry_dt": "20260910"})
    row = next(
        row for row in [*rows, *rest["daly_prsm_dpst_aset_amt_prst"]] if row["dt"] == "20260910"
    )
    assert int(before["day_stk_asst"]) == int(row["prsm_dpst_aset_amt"])
    shown = sum(int(one["evlt_amt"]) for one in before["day_bal_rt"])
    assert shown == int(before["tot_evlt_amt"])


def test_isins_of_known_shares() -> None:
    assert isin_of("005930") == "KR7005930003"
    assert isin_of("000660") == "KR7000660001"


def test_trades_are_settled_two_days_later() -> None:
    caller = Caller(gateway_of(limits=False, order_latency_min=0, order_latency_max=0))
    caller.data("kt10000", ORDER)
    day = 86_400
    forward(caller, day)
    row = caller.data("kt00001", {"qry_tp": "3"})
    assert (row["entr"], int(row["d1_slby_exct_amt"])) == ("000000100000000", -PAID)
    due = caller.data("kt00008", {})
    assert (due["setl_dt"], int(due["buy_amt_sum"])) == ("20260917", PAID)
    assert due["acnt_nxdy_setl_frcs_prps_array"][0]["sell_tp"] == "매수"
    forward(caller, day)
    row = caller.data("kt00001", {"qry_tp": "3"})
    assert (int(row["entr"]), row["profa_ch"]) == (100_000_000 - PAID, "0" * 15)
    (entry,) = caller.data(
        "kt00015", {"strt_dt": "20260917", "end_dt": "20260917", "tp": "0", "gds_tp": "0",
                    "dmst_stex_tp": "%"}
    )["trst_ovrl_trde_prps_array"]  # fmt: skip
    assert (entry["trde_dt"], entry["cntr_dt"]) == ("20260917", "20260915")


def test_orders_of_a_day_come_page_by_page() -> None:
    caller = Caller(gateway_of(limits=False))
    for _ in range(130):
        caller.data("kt10000", ORDER | {"ord_qty": "1", "ord_uv": "200000"})
    first, second = caller.pages("kt00007", ALL)
    numbers = [
        row["ord_no"] for page in (first, second) for row in read(page)["acnt_ord_cntr_prps_dtl"]
    ]
    assert numbers == [f"{number:07}" for number in range(1, 131)]
    later = caller.data("kt00007", ALL | {"fr_ord_no": "0000120"})["acnt_ord_cntr_prps_dtl"]
    assert len(later) == 11
    newest = caller.data("kt00007", ALL | {"qry_tp": "2"})["acnt_ord_cntr_prps_dtl"]
    assert newest[0]["ord_no"] == "0000130"


def test_lists_are_filtered(held: Caller) -> None:
    def numbers(**change: str) -> list[str]:
        rows = held.data("kt00007", ALL | change)["acnt_ord_cntr_prps_dtl"]
        return [row["ord_no"][-1] for row in rows]

    assert numbers(sell_tp="1") == ["2"]
    assert numbers(sell_tp="2") == ["1", "3"]
    assert numbers(qry_tp="3") == ["3"]
    assert numbers(qry_tp="4") == ["1", "2"]
    assert numbers(stk_cd="A000660") == []
    assert numbers(dmst_stex_tp="NXT") == []
    assert numbers(stk_bond_tp="2") == []
    assert len(numbers(ord_dt="20260914")) >= 1
    assert held.data("ka10075", OPEN | {"trde_tp": "1"})["oso"] == []
    assert held.data("ka10075", OPEN | {"all_stk_tp": "1", "stk_cd": "000660"})["oso"] == []


def test_an_open_order_is_seen_after_its_delay() -> None:
    caller = trader(open_orders_delay=500)
    caller.data("kt10000", ORDER | {"ord_uv": "250000"})
    assert caller.data("ka10075", OPEN)["oso"] == []
    forward(caller, 0.5)
    assert len(caller.data("ka10075", OPEN)["oso"]) == 1


def test_a_cancelled_order_is_in_neither_list_and_a_rejected_one_in_the_ledger() -> None:
    caller = trader()
    caller.data("kt10000", ORDER | {"ord_uv": "250000"})
    change = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "orig_ord_no": "1", "cncl_qty": "0"}
    caller.data("kt10003", change)
    caller.data("kt10000", ORDER | {"ord_uv": "150000"})
    assert caller.data("ka10075", OPEN)["oso"] == []
    assert caller.data("ka10076", FILLED)["cntr"] == []
    rows = caller.data("kt00007", ALL)["acnt_ord_cntr_prps_dtl"]
    assert [row["acpt_tp"] for row in rows] == ["접수", "접수", "주문거부"]
    assert [row["mdfy_cncl"] for row in rows] == ["", "취소", ""]
    assert (rows[1]["ori_ord"], rows[1]["cnfm_qty"]) == ("0000001", "0000000010")
    assert rows[2]["ord_remnq"] == "0000000000"


def test_gold_has_lists_of_its_own() -> None:
    caller = trader()
    caller.data("kt50000")
    asked = sample(contracts().operations["kt50030"]) | {"ord_dt": "20260915"}
    (row,) = caller.data("kt50030", asked)["acnt_ord_cntr_prst"]
    assert (row["stk_cd"], row["dcd_tp_nm"]) == ("M04020000", "당일")
    assert caller.data("kt00007", ALL)["acnt_ord_cntr_prps_dtl"] == []


@pytest.mark.parametrize(("api_id", "field"), [("kt00007", "ord_dt"), ("ka10073", "strt_dt")])
def test_a_date_that_is_none_is_refused(api_id: str, field: str, held: Caller) -> None:
    body = sample(contracts().operations[api_id]) | {field: "20261399"}
    assert field in read(held.ask(api_id, body))["return_msg"]


def test_an_arrival_within_the_second_is_seen_at_once() -> None:
    """A first-price order holds the upper limit until it arrives and has a price."""
    caller = trader(order_latency_min=200, order_latency_max=200)
    first = ORDER | {"trde_tp": "7", "ord_uv": ""}
    caller.data("kt10000", first)
    held = [int(caller.data("kt00001", {"qry_tp": "3"})["ord_alow_amt"])]
    forward(caller, 0.2)
    held.append(int(caller.data("kt00001", {"qry_tp": "3"})["ord_alow_amt"]))
    assert held[0] < held[1]


@pytest.mark.parametrize("past", [False, True])
def test_on_an_earlier_day_the_account_begins_again(past: bool) -> None:
    """Whoever goes back to a day before the first finds the account as if it had begun there."""
    keys = HELD if past else ("new", "secret")
    begin = datetime(2026, 9, 9, 10, tzinfo=SEOUL)
    there = Caller(gateway_of(limits=False, at=begin), *keys)
    caller = Caller(gateway_of(limits=False), *keys)
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    caller.data("kt10000", ORDER | {"ord_uv": "", "trde_tp": "3"})
    forward(caller, 3 * 24 * 3600)
    caller.data("kt00018", STOCK)
    clock.move_to(begin)
    for api_id, body in (("kt00018", STOCK), ("ka10075", OPEN), ("kt00001", {"qry_tp": "3"})):
        assert caller.data(api_id, body) == there.data(api_id, body)
    order = ORDER | {"ord_uv": "", "trde_tp": "3"}
    assert caller.data("kt10000", order) == there.data("kt10000", order)
    assert caller.data("kt10000", order)["return_code"] == 0
