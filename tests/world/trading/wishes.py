"""What the naive matcher knows by heart: its timetable, what is taken when, and its orders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kiwoom_mockserver.world.orders import Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.tape import Band, Moment
from tests.world.trading.floor import at

KRX, NXT = Exchange.KRX, Exchange.NXT
ROUNDS_UNTIL: Final = date(2026, 9, 11)

TIMES: Final = {
    KRX: "08:30 pre, 08:40 call, 09:00 day, 15:20 last, 15:30 wait, 15:40 close, 16:00 late, 20:00",
    NXT: "08:00 early, 08:50, 09:00:30 main, 15:20, 15:30 gather, 15:40 night, 20:00",
}
ROUNDS: Final = "16:00 rounds, 18:00"
RUNNING: Final = {"day", "late", "early", "main", "night"}

TAKEN: Final = {
    "limit": "pre call day last late early main gather night",
    "market": "pre call day last main",
    "conditional": "pre call day",
    "best": "day late early main night",
    "first": "day late early main night",
    "limit-ioc": "day late early main night",
    "limit-fok": "day late early main night",
    "best-ioc": "day late early main night",
    "best-fok": "day late early main night",
    "market-ioc": "day main",
    "market-fok": "day main",
    "stop-limit": "day main",
    "middle": "day main",
    "middle-ioc": "day main",
    "middle-fok": "day main",
    "before-open": "pre",
    "after-close": "wait close",
    "single-price": "rounds",
}
"""The parts of the day in which each kind is taken."""

PRICED: Final = {"limit", "conditional", "limit-ioc", "limit-fok", "stop-limit", "single-price"}
AT_CLOSE: Final = {"before-open", "after-close"}


@dataclass(eq=False)
class Wish:
    """An order; ``limit`` 0 takes any price."""

    side: Side
    quantity: int
    kind: str
    where: tuple[Exchange, ...] = (KRX,)
    """Both for an order sent to both."""
    price: int = 0
    trigger: int = 0
    limit: int = 0
    asleep: bool = False
    arrived: bool = False
    over: bool = False
    given_up: int = 0
    fills: list[tuple[int, str, int, int]] = field(default_factory=list)

    @property
    def left(self) -> int:
        gone = sum(shares for *_, shares in self.fills)
        return 0 if self.over else self.quantity - self.given_up - gone

    def takes(self, price: int) -> bool:
        if not self.limit:
            return True
        return price <= self.limit if self.side is Side.BUY else price >= self.limit

    def wakes(self, price: int) -> bool:
        return price >= self.trigger if self.side is Side.BUY else price <= self.trigger

    def is_fair(self, band: Band, part: str) -> bool:
        """Whether the price given lies within the limits."""
        if not self.price:
            return True
        near = part != "rounds" or abs(self.price - band.base) <= band.base // 10
        return near and band.lower <= self.price <= band.upper

    def fill(self, where: Exchange, when: int, price: int, shares: int) -> int:
        if shares <= 0:
            return 0
        self.fills.append((when, where.value, price, shares))
        return shares

    @property
    def elsewhere(self) -> list[str]:
        """The parts of a day in which it may go on at another exchange, as a limit order too."""
        parts = TAKEN[self.kind].split()
        stays = {"middle", "conditional", "single-price", *AT_CLOSE}
        if self.limit and not self.asleep and self.kind not in stays:
            parts += TAKEN["limit"].split()
        return parts

    @property
    def base(self) -> str:
        return self.kind.partition("-")[0]


@dataclass(eq=False)
class Piece:
    """What of a wish waits at one exchange; pieces of one ``seat`` came at one time."""

    wish: Wish
    where: Exchange
    shares: int
    ahead: int = 0
    seat: object = field(default_factory=object)


@dataclass(eq=False)
class Change:
    """A cancellation (no ``new``) or an amendment on its way."""

    old: Wish
    quantity: int
    new: Wish | None = None


def steps(
    bells: Iterable[int], happenings: Mapping[Exchange, Iterable[Moment]]
) -> list[tuple[int, int, Exchange, Moment | None]]:
    """All that is to come, in order: bells before what happens at the same instant."""
    found: list[tuple[int, int, Exchange, Moment | None]] = [(when, 0, KRX, None) for when in bells]
    found += [(one.at, 1, where, one) for where, some in happenings.items() for one in some]
    return sorted(found, key=lambda step: (step[0], step[1], step[2].value))


def is_over(kind: str, where: Exchange, old: str, new: str) -> bool:
    """Whether an order of that kind does not live on from one part of a day to the next."""
    over = (where, old) in ((KRX, "last"), (KRX, "close"), (KRX, "rounds"))
    over |= old in ("late", "night") or (old == "pre" and kind == "before-open")
    return over or (kind == "middle" and new in ("last", ""))


def timetable(where: Exchange, day: date) -> list[tuple[int, str]]:
    """When each part of the day begins; the empty one takes nothing."""
    told = TIMES[where]
    if where is KRX and day <= ROUNDS_UNTIL:
        told = told.replace("16:00 late, 20:00", ROUNDS)
    rows = [row.split() for row in told.split(", ")]
    return [(0, ""), *((at(row[0], day), " ".join(row[1:])) for row in rows)]
