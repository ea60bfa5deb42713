"""After a snapshot is restored the same requests get the same bytes, and sockets hear the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.handlers.account import SHOWS
from kiwoom_mockserver.realtime.accounts import AccountEncoder
from kiwoom_mockserver.server.admin.snapshots import Snapshots
from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.spec.requests import manual_request
from kiwoom_mockserver.wire.messages import Reply
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.openings import movement_from, opening_from
from kiwoom_mockserver.world.ticks import STOCK, tick_size
from tests.gateway.caller import Caller, contracts, gateway_of
from tests.gateway.test_demo_account import ASKED

CODE = "035900"
"""A share with small books, so that orders use levels up and wait in line."""
CHANGE = {"dmst_stex_tp": "KRX", "stk_cd": CODE}
OPENING = {
    "cash": 100_000_000_000, "holdings": [[CODE, 100_000, 60_000]], "credit_limit": 10**11,
}  # fmt: skip
START = datetime(2026, 9, 15, 10, 10, tzinfo=SEOUL)
NEXT = datetime(2026, 9, 16, 9, 30, tzinfo=SEOUL)
ACTS = ("buy", "sell", "market", "lend", "amend", "cancel", "wait", "wait", "ask", "move", "night")


@dataclass(frozen=True)
class Step:
    """What is asked next, by which of two accounts; ``draw`` says the rest."""

    act: str
    draw: int

    def body(self, price: int, last: str) -> tuple[str, dict[str, str]]:
        """The operation and its request."""
        tick = tick_size(STOCK, price)
        order = {**CHANGE, "ord_qty": str((1 + self.draw % 40) * 50), "trde_tp": "0"}
        order["ord_uv"] = str(price + (self.draw % 7 - 3) * tick)
        match self.act:
            case "buy":
                return "kt10000", order
            case "sell":
                return "kt10001", order
            case "market":
                return ("kt10000", "kt10001")[self.draw % 2], {
                    **order, "ord_uv": "", "trde_tp": "3",
                }  # fmt: skip
            case "lend":
                return "kt10006", order
            case "amend":
                new = {"orig_ord_no": last, "mdfy_qty": "0", "mdfy_uv": order["ord_uv"]}
                return "kt10002", CHANGE | new
            case "cancel":
                return "kt10003", CHANGE | {"orig_ord_no": last, "cncl_qty": str(self.draw % 3)}
            case _:
                api_id = sorted(SHOWS)[self.draw % len(SHOWS)]
                return api_id, asked(api_id)


STEPS = st.lists(st.builds(Step, st.sampled_from(ACTS), st.integers(0, 10_000)), max_size=14)


def asked(api_id: str) -> dict[str, str]:
    return manual_request(contracts().operations[api_id]) | ASKED.get(api_id, {})


@dataclass
class Run:
    """Two accounts in one world, and the bytes of all they were answered."""

    callers: list[Caller] = field(default_factory=list)
    told: list[bytes] = field(default_factory=list)
    last: dict[int, str] = field(default_factory=dict)

    @classmethod
    def begun(cls) -> "Run":
        gateway = gateway_of(check=False, limits=False, at=START)
        callers = [Caller(gateway, name).login() for name in ("alice", "bob")]
        world = gateway.world
        for caller in callers:
            sandbox = world.sandboxes.open(caller.appkey)
            world.open_account(sandbox, opening_from(OPENING, world.instruments))
        return cls(callers)

    @property
    def world(self) -> Any:
        return self.callers[0].gateway.world

    def begin(self, steps: Sequence[Step]) -> None:
        """What comes before the snapshot has happened."""
        for step in steps:
            self.step(step)

    def live(self, steps: Sequence[Step]) -> list[bytes]:
        """What they are told from here on: replies, then the frames of each."""
        self.told = []
        heard = [self.broker(n).bulletin.next - 1 for n in (0, 1)]
        self.begin(steps)
        for number in range(2):
            for api_id in SHOWS:
                self.keep(self.callers[number].ask(api_id, asked(api_id)))
            broker = self.broker(number)
            encoder = AccountEncoder(Settings(world="small"), contracts(), self.world)
            news = broker.bulletin.after(heard[number])
            self.told += [entry for _, entry in encoder.entries(broker.account, news)]
        return self.told

    def broker(self, number: int) -> Any:
        return self.world.broker(self.world.sandboxes.open(self.callers[number].appkey))

    def step(self, step: Step) -> None:
        clock = self.world.clock
        number = step.draw // 7 % 2
        if step.act == "wait":
            clock.advance((0.05, 0.2, 3, 61, 700)[step.draw % 5])
        elif step.act == "night":
            clock.advance(max((NEXT - self.world.now()).total_seconds(), 60))
        elif step.act == "move":
            row = {"move": ("deposit", "withdrawal")[step.draw % 2], "amount": 1 + step.draw * 999}
            moved = movement_from(row, self.world.instruments)
            try:
                self.broker(number).transfer(moved, millis(self.world.now()))
            except WorldError as error:
                self.told.append(str(error).encode())
        else:
            price = self.world.venue.tape.last(CODE, millis(self.world.now()))
            api_id, body = step.body(price, self.last.get(number, "0000001"))
            reply = self.callers[number].ask(api_id, body)
            self.keep(reply)
            if b'"ord_no":"' in reply.body and contracts().operations[api_id].is_order:
                self.last[number] = reply.body.partition(b'"ord_no":"')[2][:7].decode()

    def keep(self, reply: Reply) -> None:
        self.told.append(repr((reply.status, reply.headers)).encode() + reply.body)


def lives_alike(before: Sequence[Step], after: Sequence[Step]) -> int:
    """How many replies and frames were the same bytes when the snapshot was restored."""
    run = Run.begun()
    run.begin(before)
    last, snapshots = dict(run.last), Snapshots(run.world)
    snapshots.take("here", None)
    first = run.live(after)
    run.last = dict(last)
    assert snapshots.restore("here") is not None
    assert run.live(after) == first
    return len(first)


def profile(examples: int) -> settings:
    every = list(HealthCheck)
    return settings(
        max_examples=examples, deadline=None, derandomize=True, suppress_health_check=every
    )


@profile(4)
@given(before=STEPS, after=STEPS)
def test_the_same_requests_after_a_restore_get_the_same_bytes(
    before: list[Step], after: list[Step]
) -> None:
    assert lives_alike(before, after) >= 2 * len(SHOWS)


@pytest.mark.slow
@profile(300)
@given(before=STEPS, after=STEPS)
def test_many_flows_of_requests_after_a_restore(before: list[Step], after: list[Step]) -> None:
    lives_alike(before, after)


def order(act: str, number: int, offset: int) -> Step:
    """An order of the first account, so many ticks off the last price, for many shares."""
    return Step(act, 14 * number + offset + 3)


SOON, LATER = Step("wait", 1), Step("wait", 3)
DEEP, SOLD = Step("market", 14 * 39), Step("market", 14 * 10 + 1)
LINE = [order("buy", number, -1 - number % 2) for number in range(20, 26)]
LINE += [order("sell", number, 1 + number % 2) for number in range(20, 24)]

FLOWS = {
    "levels already used": ([DEEP, SOON, SOON], [DEEP, SOON, SOON]),
    "places in line": ([*LINE, LATER], [*LINE, *[LATER] * 9]),
    "on its way": (LINE, [*LINE[:3], SOON, SOON, LATER]),
    "sales not settled": ([SOLD, SOON, SOON], [DEEP, SOON, SOON, Step("night", 0)]),
    "a loan and a night": ([order("lend", 3, 3), SOON, SOON], [Step("night", 0), DEEP, LATER]),
}


@pytest.mark.parametrize(("before", "after"), FLOWS.values(), ids=FLOWS)
def test_what_is_under_way_when_the_snapshot_is_taken_goes_on_alike(
    before: list[Step], after: list[Step]
) -> None:
    assert lives_alike(before, after) >= 2 * len(SHOWS)


def test_a_busy_flow_is_told_of_in_frames_and_the_same_ones() -> None:
    """One of each act, with fills, a rejection, and a night between."""
    acts = ("market", "buy", "wait", "amend", "wait", "cancel", "lend", "wait", "sell", "ask")
    busy = [Step(act, number * 14 + 2) for number, act in enumerate(acts)]
    later = [Step("night", 0), *busy, Step("wait", 3)]
    assert lives_alike(busy, later) > 2 * len(SHOWS) + len(acts) + 6
