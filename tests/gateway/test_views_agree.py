"""After every step of a day the engine, every account operation and the socket say the same."""

from typing import Any

import orjson
import pytest

from kiwoom_mockserver.realtime.accounts import AccountEncoder
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.noise import below, keys
from kiwoom_mockserver.world.orders import Action, Credit, Order, Route, Side, State
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.validation import Intent, Refusal
from tests.gateway.caller import HELD, Caller, contracts, gateway_of

CODE = "005930"
STEPS = 14
KINDS = ("limit", "limit", "limit", "market", "best", "first", "limit-ioc", "middle")


def open_orders(broker: Broker) -> list[Order]:
    return [order for order in broker.account.working.values() if order.live]


class Desk:
    """The demo account of a day, its REST caller, and what its socket has heard."""

    def __init__(self, seed: int) -> None:
        self.seed, self.step = seed, 0
        self.caller = Caller(gateway_of(limits=False, seed=7), *HELD).login()
        gateway = self.caller.gateway
        self.world = gateway.world
        self.encoder = AccountEncoder(gateway.settings, contracts(), self.world)
        self.heard: list[dict[str, Any]] = []
        self.last = self.broker.bulletin.next - 1

    @property
    def broker(self) -> Broker:
        return self.world.broker(self.world.sandboxes.open(HELD[0]))

    def draw(self, number: int, bound: int) -> int:
        return int(below(keys(self.seed, self.step, number), bound)[0])

    def act(self) -> None:
        """Something is ordered, amended or cancelled, and a while goes by."""
        self.step += 1
        broker, now = self.broker, millis(self.world.now())
        waiting = open_orders(broker)
        try:
            if waiting and self.draw(1, 3) == 0:
                self.change(broker, now)
            else:
                broker.place(self.intent(now), now)
        except Refusal:
            pass
        clock = self.world.clock
        assert isinstance(clock, VirtualClock)
        clock.advance((0.05, 0.2, 1, 30, 600)[self.draw(2, 5)])
        news = self.broker.bulletin.after(self.last)
        self.last = self.broker.bulletin.next - 1
        entries = self.encoder.entries(self.broker.account, news)
        self.heard += [orjson.loads(entry) for _, entry in entries]

    def intent(self, now: int) -> Intent:
        quotes = self.world.venue.tape.quotes(CODE, Exchange.KRX, now)
        levels = [level.price for level in (*quotes.bids[:4], *quotes.asks[:2])]
        kind = KINDS[self.draw(3, len(KINDS))]
        price = levels[self.draw(4, len(levels))] if kind.startswith("limit") else 0
        side = (Side.BUY, Side.SELL)[self.draw(5, 2)]
        credit = Credit.LOAN if side is Side.BUY and self.draw(6, 4) == 0 else Credit.NONE
        route = (Route.KRX, Route.KRX, Route.SOR)[self.draw(7, 3)]
        return Intent(side, CODE, kind, route, 1 + self.draw(8, 30), price, credit=credit)

    def change(self, broker: Broker, now: int) -> None:
        waiting = open_orders(broker)
        order = waiting[self.draw(9, len(waiting))]
        asked = Intent(
            order.side, CODE, "", order.route, 0, order.price - 500 if order.price else 0,
            credit=order.credit,
        )  # fmt: skip
        act = broker.cancel if self.draw(10, 2) else broker.amend
        act(order.number, 0, asked, now)


@pytest.mark.parametrize("seed", range(4))
def test_engine_rest_and_stream_agree(seed: int) -> None:
    desk = Desk(seed)
    for _ in range(STEPS):
        desk.act()
        rest_agrees(desk)
        stream_agrees(desk)


def rest_agrees(desk: Desk) -> None:
    account, ask = desk.broker.account, desk.caller.data
    orders = account.orders_of(account.day)
    rows = ask("kt00018", {"qry_tp": "1", "dmst_stex_tp": "KRX"})["acnt_evlt_remn_indv_tot"]
    shown = sum(int(row["rmnd_qty"]) for row in rows if row["stk_cd"] == f"A{CODE}")
    lots = sum(lot.quantity for (code, _), lot in account.lots.items() if code == CODE)
    assert shown == account.holding(CODE).quantity + lots
    waiting = ask("ka10075", {"all_stk_tp": "0", "trde_tp": "0", "stex_tp": "0"})["oso"]
    assert {row["ord_no"]: int(row["oso_qty"]) for row in waiting} == {
        f"{one.number:07}": one.open_quantity for one in orders if one.open_quantity
    }
    filled = ask("ka10076", {"qry_tp": "0", "sell_tp": "0", "stex_tp": "0"})["cntr"]
    assert {row["ord_no"]: int(row["cntr_qty"]) for row in filled} == {
        f"{one.number:07}": one.filled for one in orders if one.filled
    }
    cash = ask("kt00001", {"qry_tp": "3"})
    assert int(cash["ord_alow_amt"]) == account.orderable
    assert int(cash["profa_ch"]) == account.margin
    assert int(cash["loan_sum"]) == account.loans
    everything = {"qry_tp": "1", "stk_bond_tp": "0", "sell_tp": "0", "dmst_stex_tp": "%"}
    ledger = ask("kt00007", everything)["acnt_ord_cntr_prps_dtl"]
    assert [row["ord_no"] for row in ledger] == [f"{one.number:07}" for one in orders]
    assert [int(row["ord_remnq"]) for row in ledger] == [one.open_quantity for one in orders]


def stream_agrees(desk: Desk) -> None:
    account = desk.broker.account
    last: dict[str, dict[str, str]] = {}
    fills: dict[str, int] = {}
    for entry in desk.heard:
        values = entry["values"]
        if entry["type"] == "00":
            last[values["9203"]] = values
            fills[values["9203"]] = fills.get(values["9203"], 0) + int(values["915"] or 0)
    for order in account.orders_of(account.day):
        told = last[f"{order.number:07}"]
        assert fills[f"{order.number:07}"] == order.filled
        if order.filled and order.action is Action.PLACE and told["913"] == "체결":
            assert (int(told["911"]), int(told["903"])) == (order.filled, order.amount)
            assert int(told["902"]) == order.open_quantity or order.withdrawn
        if order.state is State.SENT:
            assert told["913"] == "접수"
    holdings = [
        entry["values"] for entry in desk.heard
        if entry["type"] == "04" and not entry["values"]["916"].strip("0")
    ]  # fmt: skip
    if holdings:
        assert int(holdings[-1]["930"]) == account.holding(CODE).quantity
