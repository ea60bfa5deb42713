"""The demo account after a morning of trading: every operation has something, and all agree."""

from itertools import chain
from typing import Any

import pytest

from kiwoom_mockserver.handlers.account import SHOWS
from kiwoom_mockserver.spec.requests import manual_request
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.phases import Exchange
from tests.gateway.caller import HELD, Caller, contracts, gateway_of

KRX = {"dmst_stex_tp": "KRX"}
STOCK = KRX | {"stk_cd": "005930", "ord_uv": "", "trde_tp": "3"}
GOLD = {"stk_cd": "M04020000", "trde_tp": "00"}
MONTHS = {"strt_dt": "20260801", "end_dt": "20260915"}
TODAY = "20260915"
DIARY = {"base_dt": "", "ottks_tp": "2", "ch_crd_tp": "0"}

ASKED: dict[str, dict[str, str]] = {
    "ka01690": {"qry_dt": TODAY},
    "ka10072": {"stk_cd": "", "strt_dt": TODAY},
    "ka10073": {"stk_cd": "", **MONTHS},
    "ka10074": MONTHS,
    "ka10075": {"all_stk_tp": "0", "trde_tp": "0", "stex_tp": "0"},
    "ka10088": {"ord_no": "0000004"},
    "ka10170": DIARY,
    "kt00002": {"start_dt": "20260820", "end_dt": TODAY},
    "kt00007": {"qry_tp": "1", "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"},
    "kt00016": {"fr_dt": "20260901", "to_dt": TODAY},
    "kt00015": MONTHS | {"tp": "0", "gds_tp": "0", "dmst_stex_tp": "%"},
    "kt50030": {"ord_dt": TODAY, "mrkt_deal_tp": "5", "stk_bond_tp": "0", "slby_tp": "0"},
    "kt50031": {"qry_tp": "1", "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"},
    "kt50032": MONTHS | {"tp": "0", "stk_cd": ""},
    "kt50075": {"ord_dt": TODAY, "mrkt_deal_tp": "5", "stk_bond_tp": "0", "sell_tp": "0"},
}
NEVER_FILLED = {"stk_entr_prst"}
"""Tables no account here has rows in: foreign money."""


@pytest.fixture(scope="module")
def demo() -> Caller:
    settings = {"order_latency_min": 0, "order_latency_max": 0}
    caller = Caller(gateway_of(limits=False, **settings), *HELD)
    world = caller.gateway.world
    at = millis(world.now())
    gold = world.venue.tape.quotes("M04020000", Exchange.KRX, at)
    bid = world.venue.tape.quotes("005930", Exchange.KRX, at).bids[4].price
    caller.data("kt10000", STOCK | {"ord_qty": "10"})
    caller.data("kt10001", STOCK | {"ord_qty": "12"})
    caller.data("kt10006", STOCK | {"ord_qty": "3"})
    caller.data("kt10000", STOCK | {"ord_qty": "7", "trde_tp": "0", "ord_uv": str(bid)})
    caller.data("kt50000", GOLD | {"ord_qty": "2", "ord_uv": str(gold.asks[1].price)})
    caller.data("kt50001", GOLD | {"ord_qty": "1", "ord_uv": str(gold.bids[1].price)})
    caller.data("kt50000", GOLD | {"ord_qty": "1", "ord_uv": str(gold.bids[4].price)})
    return caller


def ask(demo: Caller, api_id: str) -> Any:
    return demo.data(api_id, manual_request(contracts().operations[api_id]) | ASKED.get(api_id, {}))


def number(text: str) -> int:
    return int(text or 0)


@pytest.mark.parametrize("api_id", sorted(SHOWS))
def test_every_operation_has_something_to_show(demo: Caller, api_id: str) -> None:
    reply = ask(demo, api_id)
    for table in contracts().operations[api_id].tables:
        if table.name not in NEVER_FILLED:
            assert reply[table.name], table.name
            assert any(reply[table.name][0].values())


def test_cash_is_one_number_in_all_answers(demo: Caller) -> None:
    cash, valued, filled = (ask(demo, api_id) for api_id in ("kt00001", "kt00004", "kt00005"))
    able, day, gold = (ask(demo, api_id) for api_id in ("kt00010", "kt00017", "kt50021"))
    for settled in (valued["entr"], filled["entr"], able["entr"], gold["entra"]):
        assert int(settled) == int(cash["entr"])
    for later in (valued["d2_entra"], filled["entr_d2"], able["d2entra"], day["d2_entra"]):
        assert int(later) == int(cash["d2_entra"])
    dues = int(cash["d1_slby_exct_amt"]) + int(cash["d2_slby_exct_amt"])
    assert int(cash["d2_entra"]) == int(cash["entr"]) + dues
    assert int(cash["ord_alow_amt"]) == int(filled["ord_alowa"]) == int(able["ord_alowa"])
    due = ask(demo, "kt00008")
    net = int(due["sell_amt_sum"]) - int(due["buy_amt_sum"])
    assert net == int(cash["d1_slby_exct_amt"])
    evening = ask(demo, "ka01690")
    assert int(evening["dbst_bal"]) == int(cash["entr"])


def test_collateral_and_proceeds_are_told_as_live_and_in_the_manual(demo: Caller) -> None:
    """Live, 99,930,778,842 and 439,430,330 won make 100,370,209,172; in the manual, 48,141 won of
    proceeds less 20,947 used leave 27,194, and 3,915,500 of 6,193,400 are 0.6322053."""
    cash, detail = ask(demo, "kt00001"), ask(demo, "kt00013")
    assert int(cash["elwdpst_evlta"]) == int(cash["entr"]) + int(cash["repl_amt"])
    assert int(cash["min_ord_alow_yn"]) == 0
    for day in ("tdy", "pred"):
        whole, used = int(detail[f"{day}_reu_objt_amt"]), int(detail[f"{day}_reu_use_amt"])
        assert int(detail[f"{day}_reu_alowa"]) == whole - used
    assert int(detail["tdy_reu_objt_amt"]) > 0
    value = int(detail["evlt_repl_amt_spg_use_skip"])
    assert value == int(ask(demo, "kt00018")["tot_evlt_amt"])
    assert detail["evlt_repl_rt"] == f"{int(detail['repl_amt_amt']) / value:.7f}"


def test_assets_are_cash_and_holdings_less_loans(demo: Caller) -> None:
    whole, valued = ask(demo, "kt00018"), ask(demo, "kt00004")
    rows = whole["acnt_evlt_remn_indv_tot"]
    raw = int(valued["d2_entra"]) + int(whole["tot_evlt_amt"]) - int(whole["tot_loan_amt"])
    assets = raw - sum(int(row["sell_cmsn"]) + int(row["tax"]) for row in rows)
    days = ask(demo, "kt00002")["daly_prsm_dpst_aset_amt_prst"]
    for told in (
        whole["prsm_dpst_aset_amt"], valued["prsm_dpst_aset_amt"], days[-1]["prsm_dpst_aset_amt"],
        ask(demo, "kt00003")["prsm_dpst_aset_amt"], ask(demo, "ka01690")["day_stk_asst"],
    ):  # fmt: skip
        assert int(told) == assets
    for total, column in (
        ("tot_pur_amt", "pur_amt"), ("tot_evlt_amt", "evlt_amt"), ("tot_evlt_pl", "evltv_prft"),
    ):  # fmt: skip
        assert int(whole[total]) == sum(int(row[column]) for row in rows)
    assert int(ask(demo, "kt00016")["tot_amt_to"]) == raw
    assert int(valued["aset_evlt_amt"]) == int(valued["entr"]) + int(whole["tot_evlt_amt"])
    net = sum(int(row["evlt_amt"]) for row in valued["stk_acnt_evlt_prst"])
    filled = ask(demo, "kt00005")
    assert int(valued["tot_est_amt"]) == int(filled["evlt_amt_tot"]) == net
    assert net - int(filled["stk_buy_tot_amt"]) == int(filled["tot_pl_tot"])
    weights = sum(float(row["poss_rt"]) for row in rows)
    assert weights == pytest.approx(100, abs=0.1)


def test_balances_are_listed_by_issue_or_by_loan(demo: Caller) -> None:
    single = demo.data("kt00018", KRX | {"qry_tp": "2"})["acnt_evlt_remn_indv_tot"]
    summed = demo.data("kt00018", KRX | {"qry_tp": "1"})["acnt_evlt_remn_indv_tot"]
    assert any(row["crd_loan_dt"] for row in single)
    codes = [row["stk_cd"] for row in summed]
    assert len(set(codes)) == len(codes) < len(single)
    for row in summed:
        parts = [one for one in single if one["stk_cd"] == row["stk_cd"]]
        for name in (
            "rmnd_qty", "trde_able_qty", "pur_amt", "evlt_amt", "evltv_prft", "sum_cmsn", "tax",
            "tdy_buyq", "tdy_sellq", "pred_buyq",
        ):  # fmt: skip
            assert int(row[name]) == sum(int(one[name]) for one in parts)


def test_gains_are_the_difference_to_what_was_there(demo: Caller) -> None:
    """Gold is an account of its own: what is paid for it is taken out of this one."""
    valued = ask(demo, "kt00004")
    for gain, basis, rate in (
        ("tdy_lspft", "tdy_lspft_amt", "tdy_lspft_rt"), ("lspft2", "invt_bsamt", "lspft_ratio"),
        ("lspft", "lspft_amt", "lspft_rt"),
    ):  # fmt: skip
        assets = int(valued["prsm_dpst_aset_amt"])
        assert int(valued[gain]) == assets - int(valued[basis])
        share = int(valued[gain]) * 100 / int(valued[basis])
        assert float(valued[rate]) == pytest.approx(share, abs=0.01)
    rows = demo.data("kt50032", ASKED["kt50032"] | {"tp": "3"})["gold_trde_hist"]
    spent = sum(number(r["exct_amt"]) * (1 if r["rmrk_nm"] == "금현물매수" else -1) for r in rows)
    paid_in = 300_000_000 + 120 * 238_500 + 15 * 1_120_000 + 40 * 214_500 + 30 * 131_200
    paid_in += 20_000_000 - 5_000_000
    delivered = sum(
        one.value for one in account_of(demo).transfers if one.code == "035720" and one.value
    )
    assert int(valued["lspft_amt"]) == paid_in + delivered - spent
    period = ask(demo, "kt00016")
    moved = sum(
        sign * int(period[name])
        for name, sign in (
            ("tot_amt_fr", 1), ("termin_tot_trns", 1), ("termin_tot_pymn", -1),
            ("termin_tot_inq", 1), ("termin_tot_outq", -1), ("evltv_prft", 1),
        )
    )  # fmt: skip
    assert moved == int(period["tot_amt_to"])


def account_of(caller: Caller) -> Account:
    world = caller.gateway.world
    return world.broker(world.sandboxes.open(caller.appkey)).account


def test_realised_profit_is_told_alike(demo: Caller) -> None:
    days, issues = ask(demo, "ka10074"), ask(demo, "ka10073")["dt_stk_rlzt_pl"]
    newest = days["dt_rlzt_pl"][0]
    single = ask(demo, "ka10072")["dt_stk_div_rlzt_pl"]
    weekend, friday = (
        demo.data("ka10072", {"stk_cd": "", "strt_dt": day})["dt_stk_div_rlzt_pl"]
        for day in ("20260906", "20260904")
    )
    assert weekend == friday != []
    detail, diary = ask(demo, "ka10077"), ask(demo, "ka10170")
    today = int(newest["tdy_sel_pl"])
    assert newest["dt"] == TODAY
    assert today == sum(float(row["tdy_sel_pl"]) for row in issues if row["dt"] == TODAY)
    assert today == sum(float(row["tdy_sel_pl"]) for row in single)
    assert today == int(detail["tdy_rlzt_pl"]) == int(diary["tot_pl_amt"])
    rates = ask(demo, "ka10085")["acnt_prft_rt"]
    assert today == sum(int(row["tdy_sel_pl"]) for row in rates)
    assert int(days["rlzt_pl"]) == sum(float(row["tdy_sel_pl"]) for row in issues)
    assert not any(row["stk_cd"].startswith("M") for row in issues)
    for name, column in (("tot_buy_amt", "buy_amt"), ("tot_sell_amt", "sell_amt")):
        assert int(diary[name]) == int(newest[column])
        assert int(ask(demo, "kt00017")[column]) == int(newest[column])


def test_a_diary_of_the_day_counts_what_the_days_purchases_cover(demo: Caller) -> None:
    """Ten shares bought and twelve sold: two are not the day's."""
    whole = ask(demo, "ka10170")["tdy_trde_diary"]
    covered = demo.data("ka10170", DIARY | {"ottks_tp": "1"})
    own = covered["tdy_trde_diary"][0]
    assert (own["buy_qty"], own["sell_qty"]) == ("10", "10")
    profit = int(own["sell_amt"]) - int(own["buy_amt"]) - int(own["cmsn_alm_tax"])
    assert int(own["pl_amt"]) == profit
    cash = demo.data("ka10170", DIARY | {"ch_crd_tp": "1"})["tdy_trde_diary"]
    lent = demo.data("ka10170", DIARY | {"ch_crd_tp": "2"})["tdy_trde_diary"]
    assert [*cash, *lent] == whole
    assert [row["buy_qty"] for row in lent] == ["3"]


def test_the_paper_host_has_lent_nothing() -> None:
    caller = Caller(gateway_of(limits=False, profile="paper"), *HELD)
    whole = caller.data("kt00018", KRX | {"qry_tp": "2"})
    assert whole["acnt_evlt_remn_indv_tot"]
    assert int(whole["tot_loan_amt"]) == 0


def test_gold_adds_up(demo: Caller) -> None:
    gold = ask(demo, "kt50020")
    rows = gold["gold_acnt_evlt_prst"]
    for row in rows:
        worth = int(row["cur_prc"]) * int(row["real_qty"])
        assert int(row["est_amt"]) == worth - int(row["cmsn"]) - int(row["vlad_tax"])
        assert int(row["est_lspft"]) == int(row["est_amt"]) - int(row["book_amt2"])
        # In the manual's answer, 304,770 won, 1,810 and 181 for 2 g make 153380.50.
        spent = int(row["book_amt2"]) + int(row["cmsn"]) + int(row["vlad_tax"])
        assert float(row["pl_prch_prc"]) == pytest.approx(spent / int(row["real_qty"]), abs=0.006)
    assert int(gold["tot_est_amt"]) == sum(int(row["est_amt"]) for row in rows)
    assert int(gold["tot_book_amt2"]) == sum(int(row["book_amt2"]) for row in rows)
    raw = sum(int(row["cur_prc"]) * int(row["real_qty"]) for row in rows)
    assert int(gold["net_amt"]) == int(gold["tot_entr"]) + raw
    history = ask(demo, "kt50032")["gold_trde_hist"]
    last = {row["stk_cd"]: int(row["spot_remn"]) for row in history if row["stk_cd"]}
    assert {row["stk_cd"]: int(row["real_qty"]) for row in rows} == last


def test_orders_of_today_are_the_same_everywhere(demo: Caller) -> None:
    ledger = ask(demo, "kt00007")["acnt_ord_cntr_prps_dtl"]
    state = demo.data("kt00009", ASKED["kt00007"] | {"mrkt_tp": "0", "qry_tp": "0"})
    other = state["acnt_ord_cntr_prst_array"]
    assert [row["ord_no"] for row in ledger] == [row["ord_no"] for row in other]
    gold = ask(demo, "kt50031")["acnt_ord_cntr_prps_dtl"]
    numbers = sorted(row["ord_no"] for row in chain(ledger, gold))
    assert numbers == [f"{one:07}" for one in range(1, 8)]
    bought = sum(int(r["cntr_qty"]) * int(r["cntr_uv"]) for r in ledger if "매수" in r["io_tp_nm"])
    assert int(state["buy_engg_amt"]) == pytest.approx(bought, abs=20)
    (waiting,) = ask(demo, "ka10075")["oso"]
    (part,) = ask(demo, "ka10088")["osop"]
    assert waiting["ord_no"] == part["ord_no"] == "0000004"
    assert (waiting["oso_qty"], part["osop_qty"], part["stex_tp_txt"]) == ("7", "7", "KRX")
    (open_gold,) = ask(demo, "kt50075")["acnt_ord_oso_prst"]
    assert open_gold["ord_no"] == "0000007"
