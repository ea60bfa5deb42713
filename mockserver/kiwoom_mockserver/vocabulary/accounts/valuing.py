"""What holdings are worth: at a price, after the commission and taxes of selling them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from kiwoom_mockserver.vocabulary.accounts.rows import per_cent
from kiwoom_mockserver.world.accounts import Account, Closing
from kiwoom_mockserver.world.calendar import SETTLEMENT_DAYS, day_at
from kiwoom_mockserver.world.charges import Charges
from kiwoom_mockserver.world.credit import interest_on
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.orders import Fill, Side
from kiwoom_mockserver.world.session import Where
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
    loan_day: int = 0
    """The trading day of the loan that paid for it; 0 for cash."""
    loan: int = 0
    interest: int = 0
    """What the loan has cost so far."""

    @property
    def value(self) -> int:
        """What the market pays for it."""
        return self.price * self.quantity

    @property
    def profit(self) -> int:
        """What selling it would bring above its cost, fees and tax taken off; interest aside."""
        return self.value - self.cost - self.purchase_fee - self.charges.total

    @property
    def net(self) -> int:
        """Its cost and the profit: the value, fees and tax taken off."""
        return self.cost + self.profit

    @property
    def proceeds(self) -> int:
        """What selling it would pay in, once its loan is repaid; interest aside."""
        return self.value - self.charges.total - self.loan

    @property
    def profit_rate(self) -> Decimal:
        """The profit over the cost, per cent."""
        return per_cent(self.profit, self.cost)

    @property
    def average(self) -> Decimal:
        """What one share cost."""
        return Decimal(self.cost) / self.quantity

    @property
    def fee(self) -> int:
        """The commission of having bought and of selling it; of gold, with its tax."""
        return self.purchase_fee + self.charges.commission

    @property
    def value_added_tax(self) -> int:
        """The part of gold's commission that is value added tax."""
        return self.fee // 11 if is_gold(self.issue) else 0

    @property
    def collateral(self) -> int:
        """What it counts as collateral: 80 per cent of the last close, cut to 10 won a share."""
        return self.base * 8 // 10 // 10 * 10 * self.quantity


def together(parts: Sequence[Valued]) -> Valued:
    """All that is held of one issue as one holding, which is of no loan in particular."""
    first = parts[0]
    if len(parts) == 1:
        return first
    charges = [sum(column) for column in zip(*(one.charges for one in parts), strict=True)]
    return replace(
        first,
        quantity=sum(one.quantity for one in parts),
        cost=sum(one.cost for one in parts),
        purchase_fee=sum(one.purchase_fee for one in parts),
        charges=Charges(*charges),
        loan_day=0,
        loan=sum(one.loan for one in parts),
        interest=sum(one.interest for one in parts),
    )


def is_gold(issue: Instrument) -> bool:
    """Whether the issue is kept in the gold account."""
    return issue.market == "GOLD"


def holdings_now(
    world: World, account: Account, where: Where = Where.KRX, *, gold: bool = False
) -> list[Valued]:
    """The account's holdings at the present prices; gold only, or all but gold.

    ``where`` are the trades whose prices count, of issues that NXT trades too.
    """
    return _valued_closing(world, account.closing(account.day), where, gold=gold)


def still_listed(world: World, held: Iterable[Valued]) -> list[Valued]:
    """Those of the holdings whose issues are listed today."""
    today = world.now().date()
    return [one for one in held if one.issue.listed_on(today)]


def holdings_on(world: World, account: Account, day: int) -> list[Valued]:
    """The holdings at the end of a day, at its closes; today's as they are now."""
    return _valued_closing(world, account.closing(day), Where.KRX, gold=False)


def _valued_closing(
    world: World, closing: Closing | None, where: Where, *, gold: bool
) -> list[Valued]:
    if closing is None:
        return []
    now, day = world.instant(world.now()), closing.day
    prices = _at_close(day) if day < now.day else _at(now, where)
    held = [(code, 0, quantity, cost, 0) for code, quantity, cost in closing.holdings]
    sold = Where.NXT if where is Where.NXT else Where.KRX
    return _valued(world, [*held, *closing.lots], prices, day, sold, gold=gold)


_Held = tuple[str, int, int, int, int]
"""Code, the loan's day (0 for cash), quantity, cost and loan of a holding."""

Prices = Callable[[World, I64], tuple[I64, I64]]
"""Price and previous close of some issues, by their places."""


def _at(now: Instant, where: Where) -> Prices:
    def prices(world: World, places: I64) -> tuple[I64, I64]:
        state = world.market.some_states(places, now.day, now.second)
        if where is Where.KRX:
            return state.last, state.base
        both = world.market.some_states(places, now.day, now.second, where)
        on_nxt = [world.instruments.all[place].on_nxt for place in places.tolist()]
        return np.where(on_nxt, both.last, state.last), np.where(on_nxt, both.base, state.base)

    return prices


def _at_close(day: int) -> Prices:
    def prices(world: World, places: I64) -> tuple[I64, I64]:
        bars = [world.market.history(int(place), np.array([day])) for place in places]
        return np.array([one.close[0] for one in bars]), np.array([one.base[0] for one in bars])

    return prices


def _valued(
    world: World, held: Sequence[_Held], prices: Prices, day: int, sold: Where, *, gold: bool
) -> list[Valued]:
    shown = [
        (issue, *row[1:])
        for row in held
        if (issue := world.find(row[0])) is not None and is_gold(issue) is gold
    ]
    if not shown:
        return []
    places = np.array([world.instruments.place(row[0].code) for row in shown], dtype=np.int64)
    last, base = prices(world, places)
    tariff, settled = world.rules.tariff, day_at(day + SETTLEMENT_DAYS)
    found = []
    for number, (issue, loan_day, quantity, cost, loan) in enumerate(shown):
        price = int(last[number])
        exchange = sold if issue.on_nxt else Where.KRX
        charges = tariff.of_selling(issue.market, exchange.value, price * quantity, settled)
        fee = tariff.commission_of(issue.market, "KRX", cost)
        interest = interest_on(loan, loan_day, day_at(day)) if loan_day else 0
        found.append(
            Valued(
                issue, quantity, cost, price, int(base[number]), fee, charges,
                loan_day, loan, interest,
            )
        )  # fmt: skip
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
    """The commission of the sales, and of having bought what was sold, at KRX's rate."""
    paid: int
    """The commission that the trades themselves cost."""
    tax: int
    loan_day: int = 0
    """The trading day of the loan that paid for the shares; 0 for cash."""
    interest: int = 0

    @property
    def fee(self) -> int:
        """All commission."""
        return self.purchase_fee + self.sale_fee

    @property
    def profit(self) -> int:
        """What the sales brought above cost and charges."""
        return self.sold_value - self.cost - self.sale_fee - self.tax - self.interest

    @property
    def average_cost(self) -> Decimal:
        """What one sold share had cost."""
        return Decimal(self.cost) / self.sold if self.sold else Decimal(0)

    @property
    def profit_rate(self) -> Decimal:
        """The profit over the cost, per cent."""
        return per_cent(self.profit, self.cost)


def within_day(one: Traded) -> Traded:
    """The trades, of whose sales only those count that the day's purchases cover.

    Their cost is what the day's purchases cost on average.
    """
    covered = min(one.bought, one.sold)
    if not covered:
        none = replace(one, sold=0, sold_value=0, cost=0, sale_fee=0, tax=0, interest=0)
        return replace(none, paid=one.purchase_fee)
    own_fee = (one.paid - one.purchase_fee) * covered // one.sold
    bought_fee = one.purchase_fee * covered // one.bought
    return replace(
        one,
        sold=covered,
        sold_value=one.sold_value * covered // one.sold,
        cost=one.bought_value * covered // one.bought,
        purchase_fee=one.purchase_fee - bought_fee,
        sale_fee=own_fee + bought_fee,
        paid=one.purchase_fee + own_fee,
        tax=one.tax * covered // one.sold,
        interest=one.interest * covered // one.sold,
    )


def is_gold_code(world: World, code: str) -> bool:
    """Whether the code is that of an issue kept in the gold account."""
    issue = world.find(code)
    return issue is not None and is_gold(issue)


@dataclass(frozen=True, slots=True)
class Brought:
    """What an account's owner put into it over some days, and took out, in won.

    Gold is an account of its own: what is paid for it leaves the stock account.
    """

    cash_in: int
    cash_out: int
    shares_in: int
    shares_out: int

    @property
    def net(self) -> int:
        """What came in beyond what went out."""
        return self.cash_in - self.cash_out + self.shares_in - self.shares_out


def brought(world: World, account: Account, first: int, last: int) -> Brought:
    """What was brought into the stock account on days ``first`` to ``last``."""
    moved = account.transfers_between(first, last)
    cash = [one.brought for one in moved if not one.move.is_delivery]
    fills = account.fills_between(first, last)
    cash += [fill.due for fill in fills if is_gold_code(world, fill.code)]
    shares = [
        one.brought for one in moved if one.move.is_delivery and not is_gold_code(world, one.code)
    ]
    return Brought(
        sum(max(one, 0) for one in cash), sum(max(-one, 0) for one in cash),
        sum(max(one, 0) for one in shares), sum(max(-one, 0) for one in shares),
    )  # fmt: skip


def traded(world: World, fills: Iterable[Fill], *, gold: bool = False) -> list[Traded]:
    """Fills by day, issue and loan, in the order in which each was first traded.

    Gold only, or all but gold.
    """
    groups: dict[tuple[int, str, int], list[Fill]] = {}
    for fill in fills:
        groups.setdefault((fill.day, fill.code, fill.loan_day), []).append(fill)
    found = []
    for (day, code, loan_day), some in groups.items():
        issue = world.find(code)
        if issue is None or is_gold(issue) is not gold:
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
                paid=sum(fill.commission for fill in some),
                tax=sum(fill.charges.tax for fill in sold),
                loan_day=loan_day, interest=sum(fill.interest for fill in sold),
            )
        )  # fmt: skip
    return found
