"""Random markets, and an account in one of them that is kept in several ways at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import orjson
from hypothesis import strategies as st

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.movements import Transfer
from kiwoom_mockserver.world.noise import below, keys
from kiwoom_mockserver.world.orders import TRANSITIONS, Order, State
from kiwoom_mockserver.world.tape import Band, Met, Moment, Move, Print, Uncross
from kiwoom_mockserver.world.validation import Reason, Refusal
from tests.world.trading.floor import ScriptedTape, at, broker_in

Chosen = TypeVar("Chosen")

OPEN, CLOSE = at("09:00"), at("15:30")
MOMENTS = st.integers(OPEN, OPEN + 3_600_000)
"""The first hour: so short that orders and trades meet."""
STEP = 10
PRICES = range(10_040, 10_170, STEP)
BIDS = (10_060, 10_070, 10_080, 10_090, 10_120)
"""Best bids, so near the book's that orders wait behind others for a while."""

BAND = Band(10_000, 7_000, 13_000)
SHARES = 120
ELWS = 30
"""They cost 300 won each, and leave the account on the second day."""
PAUSE = 130_000
"""An interruption of trading."""

DAY = 86_400_000
DAYS = 3
"""So many days are alike, and the first of them is a Tuesday."""


@st.composite
def tapes(draw: st.DrawFn, days: int = 1) -> ScriptedTape:
    """Days of a handful of trades and moves around 10,000 won, often with an interruption."""
    happenings: list[Moment] = [
        Met(at("08:31") + 100_000 * number, BAND.base, draw(st.integers(1, 50)))
        for number in range(draw(st.integers(0, 3)))
    ]
    for moment in draw(st.lists(MOMENTS, min_size=20, max_size=60)):
        if draw(st.integers(0, 3)):
            price = draw(st.sampled_from(PRICES))
            happenings.append(Print(moment, price, draw(st.integers(1, 120))))
        else:
            bid = draw(st.sampled_from(BIDS))
            happenings.append(Move(moment, bid + STEP, bid))
    begin, end = (pause := draw(MOMENTS)), pause + PAUSE
    if paused := draw(st.booleans()):
        happenings = [one for one in happenings if not begin <= one.at <= end]
        met = Uncross(end, draw(st.sampled_from(PRICES)), draw(st.integers(1, 200)))
        happenings += [Move(begin, 0, 0), met]
    auctions = [
        Print(when, draw(st.sampled_from(PRICES)), draw(st.integers(1, 200)))
        for when in (OPEN, CLOSE)
        if draw(st.booleans())
    ]
    later = [DAY * number for number in range(days)]
    return ScriptedTape(
        *(one._replace(at=one.at + more) for more in later for one in happenings),
        asks=[(price, draw(st.integers(1, 60))) for price in (10_110, 10_120, 10_150)],
        bids=[(price, draw(st.integers(1, 60))) for price in (10_080, 10_070, 10_010)],
        band=BAND,
        auctions=[one._replace(at=one.at + more) for more in later for one in auctions],
        pauses=[(begin + more, end + more) for more in later if paused],
    )


def chosen(draw: int, number: int, options: Sequence[Chosen]) -> Chosen:
    """One of the options, by the draw's hash: small draws are as colourful as large ones."""
    return options[int(below(keys(draw, number), len(options))[0])]


@dataclass(frozen=True)
class Command:
    """What was asked of a broker, and when."""

    act: str
    arguments: tuple[Any, ...]
    at: int

    def given_to(self, broker: Broker) -> Order | Transfer | Reason | str:
        """The order as it stands then, or what was moved; or why it is refused."""
        try:
            done: Order | Transfer = getattr(broker, self.act)(*self.arguments, self.at)
            return replace(done)
        except Refusal as refusal:
            return refusal.reason
        except WorldError as error:
            return str(error)


@dataclass(frozen=True)
class Terms:
    """What an account begins with."""

    cash: int
    credit_limit: int
    latency: int


class Desk:
    """One account kept twice, looked at all the time and only when it must act, and its log."""

    def __init__(self, tape: ScriptedTape, terms: Terms) -> None:
        self.tape, self.terms = tape, terms
        self.log: list[Command] = []
        self.watched, self.left_alone = self.fresh(), self.fresh()
        self.seen: dict[tuple[int, int], State] = {}
        self.brought = 0
        """Cash, and the cost of shares, that was moved in since the beginning."""
        self.delivered = 0
        """Shares that were."""

    @property
    def account(self) -> Account:
        return self.watched.account

    def fresh(self) -> Broker:
        """The account as it was in the beginning."""
        terms = self.terms
        return broker_in(
            self.tape, shares=SHARES, cash=terms.cash, latency=terms.latency,
            credit_limit=terms.credit_limit, elws=ELWS,
        )  # fmt: skip

    def ask(self, act: str, *arguments: Any, now: int) -> Order | Transfer | Reason | str:
        """The same request to both; they take it alike, or refuse it alike without a trace."""
        command = Command(act, arguments, now)
        self.watched.advance(now)
        before = self.state(self.watched)
        told = [command.given_to(broker) for broker in (self.watched, self.left_alone)]
        assert told[0] == told[1]
        if isinstance(told[0], Order | Transfer):
            self.log.append(command)
        else:
            assert self.state(self.watched) == before
        return told[0]

    def copy(self, broker: Broker) -> Broker:
        """Another broker that goes on where this one stands, from the bytes of its snapshot."""
        saved = orjson.dumps(broker.snapshot())
        other = self.fresh()
        other.restore(orjson.loads(saved))
        assert orjson.dumps(other.snapshot()) == saved
        return other

    def replayed(self, now: int) -> Broker:
        """A fresh account that lives through the log."""
        broker = self.fresh()
        for command in self.log:
            assert isinstance(command.given_to(broker), Order | Transfer)
        broker.advance(now)
        return broker

    def state(self, broker: Broker) -> bytes:
        """All that decides what becomes of the account."""
        return orjson.dumps(broker.snapshot()["now"])

    def states_follow_the_table(self) -> None:
        """Every order is where its table can have brought it since it was last looked at."""
        for day in self.account.orders.values():
            for order in day.values():
                before = self.seen.get((order.day, order.number), State.SENT)
                assert order.state in reachable(before)
                self.seen[order.day, order.number] = order.state


def reachable(state: State) -> set[State]:
    """The state itself, and all that changes can make of it."""
    found, left = {state}, [state]
    while left:
        now = left.pop()
        more = {new for (old, _), new in TRANSITIONS.items() if old is now} - found
        found |= more
        left += more
    return found
