"""A day in the life of an account: buy, amend, cancel, sell, and what is settled two days later.

    kiwoom-mock serve --speed 0 --limits off
    KIWOOM_BASE_URL=http://127.0.0.1:8080 python a_day_in_the_life.py

World time stands still and is moved on by the program, so that every run tells the same. After each
step the account operations and the account's own stream (types 00 and 04) are read, and must agree.
"""

import json
import urllib.request
from typing import Any

from kiwoom_thinclient import Client, Realtime

APPKEY = SECRETKEY = "any"
CODE, KRX = "005930", "KRX"
CASH = 100_000_000_000_000
ALL_ORDERS = {"qry_tp": "1", "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"}


def admin(client: Client, path: str, **body: Any) -> None:
    """The fake does what it is told."""
    content = json.dumps(body).encode()
    request = urllib.request.Request(f"{client.base_url}/__admin/{path}", content)
    urllib.request.urlopen(request, timeout=10).close()


class Day:
    """An account that trades, and everything it can be asked."""

    def __init__(self, client: Client, realtime: Realtime) -> None:
        self.client = client
        self.ticks = iter(realtime)
        self.told: list[dict[str, Any]] = []

    def ask(self, api_id: Any, **body: Any) -> Any:
        """The values of a reply."""
        return self.client.call(api_id, **body).values()

    def order(self, api_id: Any, **body: Any) -> str:
        """The number of an order that was taken; two seconds later it has met the market."""
        number = self.client.call(api_id, dmst_stex_tp=KRX, stk_cd=CODE, **body).body["ord_no"]
        admin(self.client, "clock/advance", by="2s")
        return str(number)

    def hear(self, state: str, number: str, left: int) -> dict[str, Any]:
        """What type 00 said when the order had come to this state and so many shares were left."""
        while True:
            tick = next(self.ticks)
            self.told.append({"type": tick.type, **tick.body})
            if (tick.type, tick.body.get("9203"), tick.body.get("913")) != ("00", number, state):
                continue
            if int(tick.body["902"]) == left:
                return dict(tick.body)

    def open(self) -> Any:
        """ka10075: what is still to be filled."""
        return self.ask("ka10075", all_stk_tp="0", trde_tp="0", stex_tp="0")["oso"]

    def filled(self) -> dict[str, int]:
        """ka10076: shares filled today, by order number."""
        rows = self.ask("ka10076", qry_tp="0", sell_tp="0", stex_tp="0")["cntr"]
        return {row["ord_no"]: row["cntr_qty"] for row in rows}

    def held(self) -> int:
        """kt00018: shares held."""
        reply = self.ask("kt00018", qry_tp="1", dmst_stex_tp=KRX)
        return sum(row["rmnd_qty"] for row in reply["acnt_evlt_remn_indv_tot"])

    def ledger(self) -> list[tuple[str, str]]:
        """kt00007: number and kind of every order of the day."""
        rows = self.ask("kt00007", **ALL_ORDERS)["acnt_ord_cntr_prps_dtl"]
        return [(row["ord_no"], row["io_tp_nm"]) for row in rows]

    def cash(self) -> Any:
        """kt00001: cash now, in one day and in two."""
        return self.ask("kt00001", qry_tp="3")


def trade(day: Day) -> int:
    """Bought, amended, cancelled, sold; the cash there is to be two days later."""
    book = day.ask("ka10004", stk_cd=CODE)
    ask, size = abs(book["sel_fpr_bid"]), book["sel_fpr_req"]
    wanted = size * 20
    bought = day.order("kt10000", ord_qty=wanted, ord_uv=ask, trde_tp="0")
    (waiting,) = day.open()
    got, left = day.filled()[bought], waiting["oso_qty"]
    day.hear("체결", bought, left)
    assert (waiting["ord_no"], got + left, day.held()) == (bought, wanted, got)
    print(f"bought {got:,} of {wanted:,} at {ask:,} won; {left:,} wait")

    amended = day.order(
        "kt10002", orig_ord_no=bought, mdfy_qty="0", mdfy_uv=abs(book["buy_10th_pre_bid"])
    )
    (waiting,) = day.open()
    day.hear("확인", amended, waiting["oso_qty"])
    assert (waiting["ord_no"], waiting["orig_ord_no"]) == (amended, bought)
    print(f"order {bought} is amended by {amended}; {waiting['oso_qty']:,} wait further down")

    cancelled = day.order("kt10003", orig_ord_no=amended, cncl_qty="0")
    day.hear("확인", cancelled, 0)
    assert day.open() == []
    print(f"order {amended} is cancelled by {cancelled}; nothing waits")

    got = day.held()
    sold = day.order("kt10001", ord_qty=got // 2, ord_uv="", trde_tp="3")
    day.hear("체결", sold, 0)
    assert day.filled()[sold] == got // 2
    assert day.held() == got - got // 2
    holdings = [one for one in day.told if one["type"] == "04"]
    assert int((holdings or [{"930": 0}])[-1]["930"]) in range(day.held(), got + 1)
    kinds = [kind for _, kind in day.ledger()]
    assert kinds == ["현금매수", "매수정정", "매수취소", "현금매도"]
    days = day.ask("ka10074", strt_dt="20260915", end_dt="20260915")
    print(f"sold {got // 2:,}; profit of the day {days['rlzt_pl']:,} won after fees and tax")
    cash = day.cash()
    assert cash["entr"] == CASH
    return int(cash["d2_entra"])


def settle(day: Day, due: int) -> None:
    """The next day nothing is settled yet; the day after that, everything is."""
    admin(day.client, "clock/set", at="2026-09-16T09:30")
    cash = day.cash()
    assert (cash["entr"], cash["d1_entra"]) == (CASH, due)
    coming = day.ask("kt00008")
    assert coming["buy_amt_sum"] - coming["sell_amt_sum"] == CASH - due
    print(f"next day: {CASH - due:,} won fall due on {coming['setl_dt']}")
    admin(day.client, "clock/set", at="2026-09-17T09:30")
    assert day.cash()["entr"] == due
    history = day.ask(
        "kt00015", strt_dt="20260917", end_dt="20260917", tp="0", gds_tp="0", dmst_stex_tp="%"
    )["trst_ovrl_trde_prps_array"]
    assert history[-1]["entra_remn"] == due
    print(f"settled: {len(history)} rows of history, {due:,} won in cash")


def main() -> None:
    """The day is lived."""
    with Client(appkey=APPKEY, secretkey=SECRETKEY, rate=0) as client:
        admin(client, "clock/set", at="2026-09-15T09:30")
        admin(client, "accounts", appkey=APPKEY, cash=CASH)
        with Realtime(client) as realtime:
            realtime.register("00", "")
            realtime.register("04", "")
            day = Day(client, realtime)
            settle(day, trade(day))


if __name__ == "__main__":
    main()
