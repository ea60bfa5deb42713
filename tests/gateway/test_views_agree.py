"""After every step of a day the engine, every account operation and the socket say the same."""

from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.realtime.accounts import AccountEncoder
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import DAY, millis, start_of
from kiwoom_mockserver.world.noise import below, keys
from kiwoom_mockserver.world.orders import Action, Credit, Route, Side, State
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.validation import Intent, Refusal
from tests.gateway.caller import HELD, Caller, contracts, gateway_of

CODE = "005930"
KINDS = (
    "limit", "limit", "limit", "market", "best", "first", "limit-ioc", "best-fok", "middle",
    "stop-limit",
)  # fmt: skip
DRAWS = st.integers(0, 1_000_000)
DESKS = st.integers(0, 1)


class Desk:
    """An account of a gateway, its REST caller, and what its socket has heard."""

    def __init__(self, gateway: Gateway, appkey: str, secret: str) -> None:
        self.caller = Caller(gateway, appkey, secret).login()
        self.world = gateway.world
        self.encoder = AccountEncoder(gateway.settings, contracts(), self.world)
        self.heard: list[dict[str, Any]] = []
        self.last = self.broker.bulletin.next - 1
        self.save()

    @property
    def broker(self) -> Broker:
        return self.world.broker(self.world.sandboxes.open(self.caller.appkey))

    @property
    def now(self) -> int:
        return millis(self.world.now())

    def place(self, draw: int) -> None:
        """Something is ordered, and taken or refused."""
        quotes = self.world.venue.tape.quotes(CODE, Exchange.KRX, self.now)
        levels = [level.price for level in (*quotes.bids[:4], *quotes.asks[:2])] or [250_000]
        kind = KINDS[drawn(draw, 3, len(KINDS))]
        price = levels[drawn(draw, 4, len(levels))] if "limit" in kind else 0
        side = (Side.BUY, Side.SELL)[drawn(draw, 5, 2)]
        credit = Credit.LOAN if side is Side.BUY and drawn(draw, 6, 4) == 0 else Credit.NONE
        route = (Route.KRX, Route.KRX, Route.SOR, Route.NXT)[drawn(draw, 7, 4)]
        quantity = 1 + drawn(draw, 8, 30)
        trigger = levels[drawn(draw, 11, len(levels))] if kind == "stop-limit" else 0
        asked = Intent(side, CODE, kind, route, quantity, price, trigger, credit)
        try:
            self.broker.place(asked, self.now)
        except Refusal:
            return

    def change(self, draw: int, *, cancels: bool) -> None:
        """A waiting order, if there is one, is amended or cancelled."""
        broker = self.broker
        waiting = [order for order in broker.account.working.values() if order.live]
        if not waiting:
            return
        order = waiting[drawn(draw, 9, len(waiting))]
        asked = Intent(
            order.side, CODE, "", order.route, 0, order.price - 500 if order.price else 0,
            credit=order.credit,
        )  # fmt: skip
        quantity = min(drawn(draw, 10, 8), order.left)
        try:
            (broker.cancel if cancels else broker.amend)(order.number, quantity, asked, self.now)
        except Refusal:
            return

    def listen(self) -> None:
        """The socket has heard of what happened since."""
        broker = self.broker
        news = broker.bulletin.after(self.last)
        self.last = broker.bulletin.next - 1
        self.heard += [
            {**orjson.loads(entry), "day": notice.day}
            for notice in news
            for _, entry in self.encoder.entries(broker.account, [notice])
        ]

    def save(self) -> None:
        """What there is can be gone back to."""
        self.saved = orjson.dumps(self.broker.snapshot()), list(self.heard), self.last

    def go_back(self) -> None:
        """The account is as it was saved, and has lived on from there."""
        snapshot, heard, self.last = self.saved
        self.heard = list(heard)
        self.broker.restore(orjson.loads(snapshot))


def drawn(draw: int, number: int, bound: int) -> int:
    return int(below(keys(draw, number), bound)[0])


class Views(RuleBasedStateMachine):
    """Two accounts behind one gateway, over some days."""

    desks: list[Desk]

    @initialize()
    def begin(self) -> None:
        gateway = gateway_of(limits=False)
        self.desks = [Desk(gateway, *HELD), Desk(gateway, "alice", "s1")]
        clock = gateway.world.clock
        assert isinstance(clock, VirtualClock)
        self.clock = clock

    @rule(desk=DESKS, draw=DRAWS)
    def place(self, desk: int, draw: int) -> None:
        self.desks[desk].place(draw)

    @rule(desk=DESKS, draw=DRAWS, seconds=st.integers(0, 120))
    def place_and_wait(self, desk: int, draw: int, seconds: int) -> None:
        self.desks[desk].place(draw)
        self.clock.advance(seconds)

    @rule(desk=DESKS, draw=DRAWS)
    def amend(self, desk: int, draw: int) -> None:
        self.desks[desk].change(draw, cancels=False)

    @rule(desk=DESKS, draw=DRAWS)
    def cancel(self, desk: int, draw: int) -> None:
        self.desks[desk].change(draw, cancels=True)

    @rule(seconds=st.sampled_from([0.05, 0.2, 1.0, 30.0, 600.0]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    @precondition(lambda self: self.desks[0].broker.account.next_number() > 4)
    def go_on_to_the_next_morning(self) -> None:
        desk = self.desks[0]
        tomorrow = start_of(desk.broker.account.day + 1) + DAY * 10 // 24
        self.clock.advance((tomorrow - desk.now) / 1000)

    @rule(desk=DESKS)
    def save(self, desk: int) -> None:
        self.desks[desk].listen()
        self.desks[desk].save()

    @rule(desk=DESKS)
    def go_back(self, desk: int) -> None:
        self.desks[desk].go_back()

    @invariant()
    def engine_rest_and_stream_agree(self) -> None:
        for desk in getattr(self, "desks", ()):
            desk.listen()
            rest_agrees(desk)
            stream_agrees(desk)


def profile(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def test_engine_rest_and_stream_agree() -> None:
    run_state_machine_as_test(Views, settings=profile(4, 14))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(8))
def test_engine_rest_and_stream_agree_for_long(number: int) -> None:
    part = seed(number)(type(f"Views{number}", (Views,), {}))
    run_state_machine_as_test(part, settings=profile(8, 40))


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
        if entry["type"] == "00" and entry["day"] == account.day:
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
    for fill, holding in pairwise(desk.heard):
        assert (fill["values"].get("913") == "체결") is (holding["type"] == "04")
    holdings = [
        entry["values"] for entry in desk.heard
        if entry["type"] == "04" and not entry["values"]["916"].strip("0")
    ]  # fmt: skip
    if holdings:
        assert int(holdings[-1]["930"]) == account.holding(CODE).quantity
