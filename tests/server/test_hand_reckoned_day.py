"""An account's day over raw HTTP and a raw socket, against sums done here by hand.

Every step asks a dozen operations; what they must say is worked out from the fills alone, with the
rates written down here. The same is asked of a server in this process and of one in another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Final

import orjson
import pytest

from kiwoom_mockserver.server.runner import running
from tests.cli.program import serving
from tests.server.door import Door, small
from tests.server.test_socket import REG_ACK, hear, logged_in, register, tell

CODE: Final = "035900"
"""A KOSDAQ share with small books."""
CASH: Final = 100_000_000
ACCOUNT, ORDER = "/api/dostk/acnt", "/api/dostk/ordr"
TODAY: Final = "20260915"
DAYS: Final = {"strt_dt": TODAY, "end_dt": "20260917"}
ASKED: Final[dict[str, dict[str, str]]] = {
    "kt00001": {"qry_tp": "3"},
    "kt00004": {"qry_tp": "0", "dmst_stex_tp": "KRX"},
    "kt00007": {"qry_tp": "1", "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"},
    "kt00008": {},
    "kt00015": DAYS | {"tp": "0", "gds_tp": "0", "dmst_stex_tp": "%"},
    "kt00016": {"fr_dt": TODAY, "to_dt": "20260917"},
    "kt00018": {"qry_tp": "1", "dmst_stex_tp": "KRX"},
    "ka10074": DAYS,
    "ka10075": {"all_stk_tp": "0", "trde_tp": "0", "stex_tp": "0"},
    "ka10076": {"qry_tp": "0", "sell_tp": "0", "stex_tp": "0"},
    "ka10077": {"stk_cd": CODE},
    "ka10085": {"stex_tp": "0"},
}


def fee(amount: int) -> int:
    """0.015 %, cut to 10 won."""
    return amount * 15 // 100_000 // 10 * 10


def tax(amount: int) -> int:
    """0.20 % of a KOSDAQ sale settled in 2026."""
    return amount * 20 // 10_000


class Trader:
    """One account, everything it can be asked, and its socket."""

    def __init__(self, door: Door, socket: Any) -> None:
        self.door, self.socket = door, socket
        self.heard: list[tuple[str, dict[str, str]]] = []

    def ask(self, api_id: str, path: str = ACCOUNT, **body: str) -> Any:
        status, _, reply = self.door.ask(api_id, path, orjson.dumps(ASKED.get(api_id, {}) | body))
        assert (status, reply["return_code"]) == (200, 0), reply
        return reply

    def order(self, api_id: str, **body: str) -> Any:
        sent = {"dmst_stex_tp": "KRX", "stk_cd": CODE, **body}
        reply = self.ask(api_id, ORDER, **sent)
        self.admin("clock/advance", by="1s")
        return reply

    def admin(self, path: str, **body: Any) -> None:
        assert self.door.send("POST", f"/__admin/{path}", orjson.dumps(body))[0] == 200

    def hear(self, count: int) -> list[tuple[str, dict[str, str]]]:
        """The next entries told, by type."""
        while len(self.heard) < count:
            for entry in orjson.loads(hear(self.socket))["data"]:
                assert list(entry) == ["values", "type", "name", "item"]
                self.heard.append((entry["type"], entry["values"]))
        told, self.heard = self.heard[:count], self.heard[count:]
        return told

    def number(self, api_id: str, *names: str) -> tuple[int, ...]:
        reply = self.ask(api_id)
        return tuple(int(reply[name]) for name in names)

    def rows(self, api_id: str, table: str) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = self.ask(api_id)[table]
        return rows


def brought_to_nothing(trader: Trader) -> None:
    """A new account has its cash and one line of history."""
    assert trader.number("kt00001", "entr", "profa_ch", "ord_alow_amt", "d2_entra") == (
        CASH, 0, CASH, CASH,
    )  # fmt: skip
    for api_id, table in (
        ("kt00018", "acnt_evlt_remn_indv_tot"), ("ka10075", "oso"), ("ka10076", "cntr"),
        ("ka10074", "dt_rlzt_pl"), ("ka10085", "acnt_prft_rt"),
    ):  # fmt: skip
        assert trader.rows(api_id, table) == []
    (blank,) = trader.rows("ka10077", "tdy_rlzt_pl_dtl")
    assert set(blank.values()) == {""}
    (row,) = trader.rows("kt00015", "trst_ovrl_trde_prps_array")
    assert (row["io_tp_nm"], int(row["entra_remn"])) == ("입금", CASH)


def bought_in_part(trader: Trader) -> SimpleNamespace:
    """More than the best level offers: that much is filled, the rest waits."""
    book = trader.ask("ka10004", "/api/dostk/mrkcond", stk_cd=CODE)
    ask, size = abs(int(book["sel_fpr_bid"])), int(book["sel_fpr_req"])
    wanted, tick = size + 37, int(book["buy_10th_pre_bid"][1:])
    reply = trader.order("kt10000", ord_qty=str(wanted), ord_uv=str(ask), trde_tp="0")
    assert reply["ord_no"] == "0000001"
    spent = ask * size
    day = SimpleNamespace(ask=ask, size=size, low=tick, spent=spent, paid=spent + fee(spent))
    (waiting,) = trader.rows("ka10075", "oso")
    assert [waiting[name] for name in ("ord_no", "ord_stt", "ord_qty", "oso_qty", "cntr_qty")] == [
        "0000001", "체결", str(wanted), "37", str(size),
    ]  # fmt: skip
    assert (waiting["stk_cd"], waiting["io_tp_nm"], waiting["trde_tp"]) == (CODE, "+매수", "보통")
    assert int(waiting["cntr_tot_amt"]) == spent
    (filled,) = trader.rows("ka10076", "cntr")
    assert [int(filled[name]) for name in ("cntr_qty", "cntr_pric", "oso_qty")] == [size, ask, 37]
    assert (int(filled["tdy_trde_cmsn"]), int(filled["tdy_trde_tax"])) == (fee(spent), 0)
    (row,) = trader.rows("kt00007", "acnt_ord_cntr_prps_dtl")
    assert [row[name] for name in ("stk_cd", "trde_tp", "io_tp_nm", "ori_ord", "rsrv_tp")] == [
        f"A{CODE}", "지정가", "현금매수", "0000000", "",
    ]  # fmt: skip
    shown = ("ord_qty", "ord_uv", "cntr_qty", "cntr_uv", "ord_remnq", "cnfm_qty")
    assert [row[name] for name in shown] == [
        f"{one:010}" for one in (wanted, ask, size, ask, 37, 0)
    ]
    holds(trader, day, size, spent, bought=size)
    assert trader.number("ka10074", "tot_buy_amt", "tot_sell_amt", "rlzt_pl", "trde_cmsn") == (
        spent, 0, 0, fee(spent),
    )  # fmt: skip
    taken, partly, held = trader.hear(3)
    assert [taken[1][fid] for fid in ("913", "900", "901", "902", "903", "909", "914")] == [
        "접수", str(wanted), str(ask), str(wanted), "0", "", "",
    ]  # fmt: skip
    assert [partly[1][fid] for fid in ("913", "902", "903", "910", "911", "914", "915", "938")] == [
        "체결", "37", str(spent), str(ask), str(size), str(ask), str(size), str(fee(spent)),
    ]  # fmt: skip
    assert held[0] == "04"
    assert [held[1][fid] for fid in ("9001", "930", "931", "932", "933", "945", "946")] == [
        CODE, str(size), str(ask), str(spent), str(size), str(size), "2",
    ]  # fmt: skip
    return day


def holds(
    trader: Trader, day: SimpleNamespace, quantity: int, cost: int, bought: int = 0, sold: int = 0
) -> None:
    """kt00018, ka10085 and kt00004 agree with the hand's holding, and kt00001 with its cash."""
    (row,) = trader.rows("kt00018", "acnt_evlt_remn_indv_tot")
    price = int(row["cur_prc"])
    value = price * quantity
    shown = ("rmnd_qty", "pur_amt", "pur_cmsn", "evlt_amt", "sell_cmsn", "tax", "tdy_buyq")
    assert [int(row[name]) for name in (*shown, "tdy_sellq")] == [
        quantity, cost, fee(cost), value, fee(value), tax(value), bought, sold,
    ]  # fmt: skip
    profit = value - cost - fee(cost) - fee(value) - tax(value)
    assert int(row["evltv_prft"]) == profit
    assert (len(row["cur_prc"]), len(row["rmnd_qty"]), row["stk_cd"]) == (12, 15, f"A{CODE}")
    assert float(row["prft_rt"]) == pytest.approx(profit * 100 / cost, abs=0.01)
    (rate,) = trader.rows("ka10085", "acnt_prft_rt")
    assert [int(rate[name]) for name in ("rmnd_qty", "pur_amt")] == [quantity, cost]
    (valued,) = trader.rows("kt00004", "stk_acnt_evlt_prst")
    assert (int(valued["evlt_amt"]), int(valued["pl_amt"])) == (cost + profit, profit)
    due = day.got - day.paid if sold else -day.paid
    whole = CASH + due + value - fee(value) - tax(value)
    assert int(trader.ask("kt00018")["prsm_dpst_aset_amt"]) == whole
    entr, first, second = trader.number("kt00001", "entr", "d1_entra", "d2_entra")
    assert (entr, first, second) == (CASH, CASH, CASH + due)


def amended_and_cancelled(trader: Trader, day: SimpleNamespace) -> None:
    """What waits stands lower under another number; a part of it is taken back, then the rest."""
    low = str(day.low)
    amended = trader.order("kt10002", orig_ord_no="0000001", mdfy_qty="0", mdfy_uv=low)
    assert (amended["ord_no"], amended["base_orig_ord_no"]) == ("0000002", "0000001")
    assert amended["mdfy_qty"] == f"{37:012}"
    (waiting,) = trader.rows("ka10075", "oso")
    assert [waiting[name] for name in ("ord_no", "orig_ord_no", "ord_pric", "oso_qty")] == [
        "0000002", "0000001", low, "37",
    ]  # fmt: skip
    margin = int(trader.ask("kt00001")["profa_ch"])
    trader.order("kt10003", orig_ord_no="0000002", cncl_qty="30")
    (waiting,) = trader.rows("ka10075", "oso")
    assert (waiting["ord_no"], waiting["oso_qty"]) == ("0000002", "7")
    assert int(trader.ask("kt00001")["profa_ch"]) < margin
    refused = trader.door.ask(
        "kt10003", ORDER, orjson.dumps({"dmst_stex_tp": "KRX", "stk_cd": CODE, "cncl_qty": "0",
                                        "orig_ord_no": "0000001"}),
    )[2]  # fmt: skip
    assert refused["return_code"] == 20
    gone = trader.order("kt10003", orig_ord_no="0000002", cncl_qty="0")
    assert gone["base_orig_ord_no"] == "0000001"
    assert trader.rows("ka10075", "oso") == []
    told = [
        [one[1][fid] for fid in ("9203", "904", "905", "913", "900", "902")]
        for one in trader.hear(6)
    ]
    assert told == [
        ["0000002", "0000001", "+매수정정", "접수", "37", "37"],
        ["0000002", "0000001", "+매수정정", "확인", "37", "37"],
        ["0000003", "0000002", "매수취소", "접수", "30", "30"],
        ["0000003", "0000002", "매수취소", "확인", "30", "0"],
        ["0000004", "0000002", "매수취소", "접수", "7", "7"],
        ["0000004", "0000002", "매수취소", "확인", "7", "0"],
    ]
    kinds = [row["io_tp_nm"] for row in trader.rows("kt00007", "acnt_ord_cntr_prps_dtl")]
    assert kinds == ["현금매수", "매수정정", "매수취소", "매수취소"]


def sold_in_part(trader: Trader, day: SimpleNamespace) -> None:
    """Some shares at the market: their cost, charges and profit are those of the hand."""
    count = day.size // 3
    trader.order("kt10001", ord_qty=str(count), ord_uv="", trde_tp="3")
    fills = [one for one in trader.rows("ka10076", "cntr") if one["ord_no"] == "0000005"]
    assert [(one["io_tp_nm"], one["oso_qty"]) for one in fills] == [("-매도", "0")]
    frames = trader.hear(1)
    while frames[-1][0] != "04" or frames[-2][1]["902"] != "0":
        frames += trader.hear(1)
    parts = [(int(one["914"]), int(one["915"])) for type_, one in frames
             if type_ == "00" and one["913"] == "체결"]  # fmt: skip
    amount = sum(price * quantity for price, quantity in parts)
    assert sum(quantity for _, quantity in parts) == count
    cost = day.spent * count // day.size
    day.left, day.cost = day.size - count, day.spent - cost
    day.got = amount - fee(amount) - tax(amount)
    day.profit = amount - cost - fee(amount) - tax(amount) - fee(cost)
    last = frames[-2][1]
    assert [int(last[fid]) for fid in ("903", "910", "911", "938", "939")] == [
        amount, amount // count, count, fee(amount), tax(amount),
    ]  # fmt: skip
    assert [int(frames[-1][1][fid]) for fid in ("930", "932", "945", "990")] == [
        day.left, day.cost, day.left, day.profit,
    ]  # fmt: skip
    holds(trader, day, day.left, day.cost, bought=day.size, sold=count)
    days = trader.ask("ka10074")
    assert [int(days[name]) for name in ("tot_buy_amt", "tot_sell_amt", "rlzt_pl")] == [
        day.spent, amount, day.profit,
    ]  # fmt: skip
    assert int(days["trde_tax"]) == tax(amount)
    assert int(days["trde_cmsn"]) == fee(day.spent) + fee(amount) + fee(cost)
    detail = trader.ask("ka10077")
    assert int(detail["tdy_rlzt_pl"]) == day.profit
    today = trader.ask("kt00017")
    assert [int(today[name]) for name in ("sell_amt", "buy_amt", "cmsn", "tax", "ina_amt")] == [
        amount, day.spent, fee(day.spent) + fee(amount), tax(amount), CASH,
    ]  # fmt: skip


def settled(trader: Trader, day: SimpleNamespace) -> None:
    """Tomorrow all of it is due in a day; the day after it is in the history, to the won."""
    net = day.got - day.paid
    trader.admin("clock/set", at="2026-09-16T09:30")
    assert trader.number("kt00001", "entr", "d1_entra", "d2_entra", "d1_buy_exct_amt") == (
        CASH, CASH + net, CASH + net, day.paid,
    )  # fmt: skip
    coming = trader.ask("kt00008")
    assert (coming["trde_dt"], coming["setl_dt"]) == (TODAY, "20260917")
    assert int(coming["sell_amt_sum"]) - int(coming["buy_amt_sum"]) == net
    (row,) = trader.rows("kt00018", "acnt_evlt_remn_indv_tot")
    shown = ("rmnd_qty", "pred_buyq", "pred_sellq", "tdy_buyq")
    assert [int(row[name]) for name in shown] == [day.left, day.size, day.size - day.left, 0]
    assert trader.rows("ka10076", "cntr") == []
    assert len(trader.rows("kt00015", "trst_ovrl_trde_prps_array")) == 1
    trader.admin("clock/set", at="2026-09-17T09:30")
    assert trader.number("kt00001", "entr", "d2_entra", "profa_ch") == (CASH + net, CASH + net, 0)
    _, *rows = trader.rows("kt00015", "trst_ovrl_trde_prps_array")
    assert {(row["trde_dt"], row["cntr_dt"], row["proc_tm"]) for row in rows} == {
        ("20260917", TODAY, "00:00:00"),
    }  # fmt: skip
    cash = CASH
    for row in rows:
        sign = 1 if row["io_tp_nm"] == "매도" else -1
        charges = int(row["cmsn"]) + int(row["trde_agri_tax"])
        assert int(row["exct_amt"]) == int(row["trde_amt"]) - sign * charges
        cash += sign * int(row["exct_amt"])
        assert int(row["entra_remn"]) == cash
    assert cash == CASH + net
    assert rows[-1]["vlbl_nowrm"] == f"{day.left:,}"
    period = trader.ask("kt00016")
    value = int(trader.rows("kt00018", "acnt_evlt_remn_indv_tot")[0]["evlt_amt"])
    assert int(period["evltv_prft"]) == net + value
    assert int(period["invt_bsamt"]) == int(period["termin_tot_trns"]) == CASH
    assert float(period["prft_rt"]) == pytest.approx((net + value) * 100 / CASH, abs=0.01)


@contextmanager
def inside() -> Iterator[tuple[int, str]]:
    with running(small(speed=0.0)) as runner:
        yield runner.address.port, runner.address.ws_url


@contextmanager
def outside() -> Iterator[tuple[int, str]]:
    with serving("--speed", "0", "--limits", "off") as process:
        yield int(process.value("REST").rpartition(":")[2]), process.value("socket")


@pytest.mark.parametrize("server", [inside, pytest.param(outside, marks=pytest.mark.slow)])
def test_a_day_told_as_the_hand_reckons_it(server: Any) -> None:
    with server() as (port, url):
        address = SimpleNamespace(port=port, ws_url=url, ws_port=port)
        runner: Any = SimpleNamespace(address=address)
        with logged_in(runner, "hand") as socket:
            tell(socket, register(("00", ""), ("04", "")))
            assert hear(socket) == REG_ACK
            trader = Trader(Door(port, "hand"), socket)
            trader.admin("clock/set", at="2026-09-15T10:10:01")
            brought_to_nothing(trader)
            day = bought_in_part(trader)
            amended_and_cancelled(trader, day)
            sold_in_part(trader, day)
            settled(trader, day)
