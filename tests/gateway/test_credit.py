"""Credit over REST: ordered, shown by every account operation, repaid, and asked about."""

from datetime import datetime
from typing import Any

import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.clock import VirtualClock
from tests.gateway.caller import HELD, Caller, gateway_of, read

ORDER = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "10", "ord_uv": "", "trde_tp": "3"}
KRX = {"dmst_stex_tp": "KRX"}


@pytest.fixture(scope="module")
def borrower() -> Caller:
    """The demo account after a purchase on credit."""
    settings = {"limits": False, "order_latency_min": 0, "order_latency_max": 0}
    caller = Caller(gateway_of(**settings), *HELD)
    reply = caller.data("kt10006", ORDER)
    assert reply["return_msg"] == "신용 매수주문이 완료되었습니다."
    return caller


def lent(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    (row,) = [one for one in rows if one[name] == "20260915"]
    return row


def test_every_balance_shows_the_loan(borrower: Caller) -> None:
    whole = borrower.data("kt00018", {"qry_tp": "2"} | KRX)
    row = lent(whole["acnt_evlt_remn_indv_tot"], "crd_loan_dt")
    assert (row["stk_cd"], row["rmnd_qty"], row["trde_able_qty"]) == (
        "A005930", "000000000000010", "000000000000010",
    )  # fmt: skip
    assert (row["crd_tp"], row["crd_tp_nm"]) == ("03", "융자")
    cost = int(row["pur_amt"])
    loan = cost - -(-cost * 45 // 100)
    rates = borrower.data("ka10085", {"stex_tp": "0"})["acnt_prft_rt"]
    loans = sum(int(one["crd_amt"]) for one in rates)
    assert int(whole["tot_loan_amt"]) == int(whole["tot_crd_loan_amt"]) == loans > loan
    plain = lent(rates, "loan_dt")
    assert (plain["crd_amt"], plain["crd_int"], plain["expr_dt"]) == (str(loan), "0", "20261214")
    assert lent(
        borrower.data("kt00004", {"qry_tp": "0"} | KRX)["stk_acnt_evlt_prst"], "loan_dt"
    )["rmnd_qty"] == "000000000010"  # fmt: skip
    filled = borrower.data("kt00005", KRX)
    assert lent(filled["stk_cntr_remn"], "loan_dt")["expr_dt"] == "20261214"
    assert int(filled["crd_loan_tot"]) == loans
    assert float(filled["crd_grnt_rt"]) > 100
    assert int(borrower.data("kt00001", {"qry_tp": "3"})["loan_sum"]) == loans
    today = borrower.data("kt00017", {})
    assert int(today["crd_loan_d2"]) == loans
    parts = int(today["gnrl_stk_evlt_amt_d2"]), int(today["crd_loan_evlta_d2"])
    assert sum(parts) == int(whole["tot_evlt_amt"])


def test_the_ledger_calls_it_by_name(borrower: Caller) -> None:
    asked = {"qry_tp": "1", "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"}
    row = lent(borrower.data("kt00007", asked)["acnt_ord_cntr_prps_dtl"], "loan_dt")
    assert (row["crd_tp"], row["io_tp_nm"]) == ("융자", "융자매수")


def test_what_credit_covers_is_counted_by_cash_and_agreement(borrower: Caller) -> None:
    able = borrower.data("kt00012", {"stk_cd": "005930", "uv": "100000"})
    cash = int(able["ord_alowa"])
    loans = int(borrower.data("kt00018", {"qry_tp": "2"} | KRX)["tot_loan_amt"])
    for column, rate in ((30, 30), (40, 45), (50, 50), (60, 60)):
        worth = min(cash * 100 // rate, (200_000_000 - loans) * 100 // (100 - rate))
        assert int(able[f"assr_{column}ord_alow_amt"]) == worth
        assert 0 < int(able[f"assr_{column}ord_alowq"]) <= worth // 100_000
    assert (able["stk_assr_rt"], able["stk_assr_rt_nm"]) == ("A", "45%")
    words = borrower.data("kt20017", {"stk_cd": "005930"})["crd_alow_yn"]
    assert words == "< A군 신용융자 가능 >"
    words = borrower.data("kt20017", {"stk_cd": "830020"})["crd_alow_yn"]
    assert words == "< 신용융자 불가능 >"


def test_issues_that_are_lent_on_are_listed(borrower: Caller) -> None:
    def rows(**asked: str) -> list[dict[str, str]]:
        reply = borrower.data("kt20016", {"mrkt_deal_tp": "%", **asked})
        found = reply["crd_loan_pos_stk"]
        assert reply["crd_loan_able"] == ("Y" if found else "N")
        assert isinstance(found, list)
        return found

    everyone, first = rows(), rows(crd_stk_grde_tp="A")
    assert {row["crd_assr_rt"] for row in first} == {"45%"}
    assert len(everyone) > len(first) > 0
    assert len(rows(mrkt_deal_tp="1")) + len(rows(mrkt_deal_tp="0")) == len(everyone)
    (samsung,) = rows(stk_cd="005930")
    price = int(samsung["pred_close_pric"])
    assert int(samsung["repl_pric"]) == price * 8 // 10 // 10 * 10
    assert rows(stk_cd="830020") == []


def test_a_loan_is_repaid_and_settled() -> None:
    settings = {"limits": False, "order_latency_min": 0, "order_latency_max": 0}
    caller = Caller(gateway_of(**settings), *HELD)
    before = caller.data("kt00018", {"qry_tp": "2"} | KRX)["tot_loan_amt"]
    order = ORDER | {"stk_cd": "000270"}
    caller.data("kt10006", order)
    sale = order | {"ord_qty": "4", "crd_deal_tp": "33", "crd_loan_dt": "20260915"}
    assert caller.data("kt10007", sale)["return_msg"] == "신용 매도주문이 완료되었습니다."
    rest = order | {"crd_deal_tp": "99", "crd_loan_dt": "", "ord_qty": "7"}
    refused = read(caller.ask("kt10007", rest))
    assert refused["return_msg"].startswith("[2000](800033:")
    caller.data("kt10007", rest | {"ord_qty": "6"})
    assert caller.data("kt00018", {"qry_tp": "2"} | KRX)["tot_loan_amt"] == before
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(2 * 86_400)
    asked = {"strt_dt": "20260917", "end_dt": "20260917", "tp": "0", "gds_tp": "0"}
    history = caller.data("kt00015", asked | {"dmst_stex_tp": "%"})["trst_ovrl_trde_prps_array"]
    bought, *sold = history[-3:]
    assert [row["crd_deal_tp_nm"] for row in (bought, *sold)] == ["융자"] * 3
    amount = int(bought["trde_amt"])
    deposit = -(-amount * 45 // 100)
    assert int(bought["exct_amt"]) == deposit + int(bought["cmsn"])
    assert sum(int(row["loan_amt_rpya"]) for row in sold) == amount - deposit
    assert [row["loan_dt"] for row in sold] == ["20260915"] * 2


def test_changes_are_told_by_their_side() -> None:
    caller = Caller(gateway_of(limits=False, order_latency_min=0, order_latency_max=0), *HELD)
    caller.data("kt10006", ORDER)
    low = ORDER | {"trde_tp": "0", "ord_uv": "250000", "ord_qty": "3"}
    high = ORDER | {"trde_tp": "0", "ord_uv": "280000", "crd_deal_tp": "99", "ord_qty": "3"}
    for api_id, order, side in (("kt10006", low, "매수"), ("kt10007", high, "매도")):
        change = KRX | {"stk_cd": "005930", "orig_ord_no": caller.data(api_id, order)["ord_no"]}
        amendment = change | {"mdfy_qty": "1", "mdfy_uv": order["ord_uv"]}
        amended = caller.data("kt10008", amendment)
        assert amended["return_msg"] == f"{side}정정 주문입력이 완료되었습니다"
        cancelled = caller.data("kt10009", change | {"cncl_qty": "1"})
        assert cancelled["return_msg"] == f"{side}취소 주문입력이 완료되었습니다."


def test_what_names_no_loan_is_refused(borrower: Caller) -> None:
    sale = ORDER | {"ord_qty": "1"}
    for change in (
        {"crd_deal_tp": "11"},
        {"crd_deal_tp": "33"},
        {"crd_deal_tp": "33", "crd_loan_dt": "x"},
    ):
        assert read(borrower.ask("kt10007", sale | change))["return_code"] == 2
    unlent = sale | {"crd_deal_tp": "33", "crd_loan_dt": "20260911"}
    assert read(borrower.ask("kt10007", unlent))["return_msg"].startswith("[2000](800033:")


def test_a_loan_is_named_by_its_own_day_and_no_day_after_it() -> None:
    settings = {"limits": False, "order_latency_min": 0, "order_latency_max": 0}
    friday = datetime(2026, 9, 11, 10, 30, tzinfo=SEOUL)
    caller = Caller(gateway_of(at=friday, **settings), *HELD)
    order = ORDER | {"stk_cd": "000270"}
    caller.data("kt10006", order)
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(3 * 86_400)
    sale = order | {"ord_qty": "1", "crd_deal_tp": "33"}
    for day in ("20260912", "20260913", "20260914"):
        refused = read(caller.ask("kt10007", sale | {"crd_loan_dt": day}))
        assert refused["return_msg"].startswith("[2000](800033:")
    caller.data("kt10007", sale | {"crd_loan_dt": "20260911"})
