"""What holdings are worth: at a price, after the commission and taxes of selling them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from kiwoom_mockserver.vocabulary.accounts.rows import per_cent
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import SETTLEMENT_DAYS, day_at
from kiwoom_mockserver.world.charges import Charges
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.orders import Fill, Side
from kiwoom_mockserver.world.world import Instant, World


@dataclass(frozen=True, slots=True)
class Valued:
    """One holding at a price; money in won. ``base`` is the close before that price."""

    issue: Instrument
    quantity: int
    cost: int
    price: int
    base: int
    purchase_fee: int
    charges: Charges

    @property
    def value(self) -> int:
        """What the market pays for it."""
        return self.price * self.quantity

    @property
    def profit(self) -> int:
        """What selling it would bring above its cost, all charges taken off."""
        return self.value - self.cost - self.purchase_fee - self.charges.total

    @property
    def net(self) -> int:
        """Its cost and the profit: the value, all charges taken off."""
        return self.cost + self.profit

    @property
    def profit_rate(self) -> Decimal:
        """The profit over the cost, per cent."""
        return per_cent(self.profit, self.cost)

    @property
    def average(self) -> Decimal:
        """What one share cost."""
        return Decimal(self.cost) / self.quantity

    @property
    def collateral(self) -> int:
        """What it counts as collateral: 80 per cent of the last close, cut to 10 won a share."""
        return self.base * 8 // 10 // 10 * 10 * self.quantity


def is_gold(issue: Instrument) -> bool:
    """Whether the issue is kept in the gold account."""
    return issue.market == "GOLD"


def holdings_now(world: World, account: Account, *, gold: bool = False) -> list[Valued]:
    """The account's holdings at the present prices; gold only, or all but gold."""
    held = [(code, one.quantity, one.cost) for code, one in account.holdings.items()]
    now = world.instant(world.now())
    return _valued(world, held, _at(now), now.day, gold=gold)


def holdings_on(world: World, account: Account, day: int) -> list[Valued]:
    """The holdings at the end of a day, at its closes; today's as they are now."""
    closing = account.closing(day)
    now = world.instant(world.now())
    if closing is None:
        return []
    prices = _at_close(day) if day < now.day else _at(now)
    return _valued(world, closing.holdings, prices, day, gold=False)


Prices = Callable[[World, I64], tuple[I64, I64]]
"""Price and previous close of some issues, by their places."""


def _at(now: Instant) -> Prices:
    def prices(world: World, places: I64) -> tuple[I64, I64]:
        state = world.market.some_states(places, now.day, now.second)
        return state.last, state.base

    return prices


def _at_close(day: int) -> Prices:
    def prices(world: World, places: I64) -> tuple[I64, I64]:
        bars = [world.market.history(int(place), np.array([day])) for place in places]
        return np.array([one.close[0] for one in bars]), np.array([one.base[0] for one in bars])

    return prices


def _valued(
    world: World, held: Sequence[tuple[str, int, int]], prices: Prices, day: int, *, gold: bool
) -> list[Valued]:
    issues = {code: world.find(code) for code, _, _ in held}
    shown = [(issue, q, c) for code, q, c in held if (issue := issues[code]) is not None]
    shown = [row for row in shown if is_gold(row[0]) is gold]
    if not shown:
        return []
    places = np.array([world.instruments.place(i.code) for i, _, _ in shown], dtype=np.int64)
    last, base = prices(world, places)
    tariff, settled = world.rules.tariff, day_at(day + SETTLEMENT_DAYS)
    found = []
    for number, (issue, quantity, cost) in enumerate(shown):
        price = int(last[number])
        charges = tariff.of_selling(issue.market, "KRX", price * quantity, settled)
        fee = tariff.commission_of(issue.market, "KRX", cost)
        found.append(Valued(issue, quantity, cost, price, int(base[number]), fee, charges))
    return found


@dataclass(frozen=True, slots=True)
class Traded:
    """An issue's trades of one day, all money in won."""

    day: int
    issue: Instrument
    bought: int
    bought_value: int
    sold: int
    sold_value: int
    cost: int
    """What the sold shares had been bought for."""
    purchase_fee: int
    """The commission of what was bought."""
    sale_fee: int
    """The commission of the sales, and of having bought what was sold."""
    tax: int

    @property
    def fee(self) -> int:
        """All commission."""
        return self.purchase_fee + self.sale_fee

    @property
    def profit(self) -> int:
        """What the sales brought above cost and charges."""
        return self.sold_value - self.cost - self.sale_fee - self.tax

    @property
    def average_cost(self) -> Decimal:
        """What one sold share had cost."""
        return Decimal(self.cost) / self.sold if self.sold else Decimal(0)

    @property
    def profit_rate(self) -> Decimal:
        """The profit over the cost, per cent."""
        return per_cent(self.profit, self.cost)


def traded(world: World, fills: Iterable[Fill]) -> list[Traded]:
    """Fills by day and issue, in the order in which each was first traded."""
    groups: dict[tuple[int, str], list[Fill]] = {}
    for fill in fills:
        groups.setdefault((fill.day, fill.code), []).append(fill)
    found = []
    for (day, code), some in groups.items():
        issue = world.find(code)
        if issue is None:
            continue
        bought = [fill for fill in some if fill.side is Side.BUY]
        sold = [fill for fill in some if fill.side is Side.SELL]
        cost = sum(fill.cost for fill in sold)
        found.append(
            Traded(
                day=day, issue=issue,
                bought=sum(fill.quantity for fill in bought),
                bought_value=sum(fill.amount for fill in bought),
                sold=sum(fill.quantity for fill in sold),
                sold_value=sum(fill.amount for fill in sold),
                cost=cost,
                purchase_fee=sum(fill.commission for fill in bought),
                sale_fee=sum(fill.commission for fill in sold)
                + world.rules.tariff.commission_of(issue.market, "KRX", cost),
                tax=sum(fill.charges.tax for fill in sold),
            )
        )  # fmt: skip
    return found
