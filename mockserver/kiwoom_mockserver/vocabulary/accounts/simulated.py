"""What could be ordered and withdrawn (kt00010) if cash were moved and a trade were made now.

The manual names what is asked but says nothing of what comes of it. Decided here: everything is
told as it would be right after. ``io_amt`` is paid in, with a minus before it paid out;
``trde_qty`` shares are bought or sold at ``uv``, cash paying, whether or not there is so much;
quantities that could then be ordered are counted at ``exp_buy_unp``, or at ``uv`` without it.
"""

from dataclasses import dataclass, replace
from typing import Final

from kiwoom_mockserver.vocabulary.accounts.deposits import Whole
from kiwoom_mockserver.world.accounts import Account, part
from kiwoom_mockserver.world.calendar import SETTLEMENT_DAYS, day_at
from kiwoom_mockserver.world.cashier import MOST_CASH
from kiwoom_mockserver.world.charges import Charges
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.orders import Side
from kiwoom_mockserver.world.world import World


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed to happen; no trade without an issue or a quantity."""

    issue: Instrument | None
    side: Side
    quantity: int
    price: int
    later_price: int
    """At which quantities that could be ordered then are counted."""
    cash: int
    """What is paid in, negative what is paid out."""

    @property
    def amount(self) -> int:
        """The money of the trade, as far as anybody could have it."""
        return min(self.price * self.quantity, MOST_CASH) if self.issue else 0

    def charges(self, world: World, settled: int) -> Charges:
        """What the trade costs when it is settled on a day."""
        tariff, issue = world.rules.tariff, self.issue
        if issue is None or not self.amount:
            return Charges(0)
        if self.side is Side.BUY:
            return tariff.of_buying(issue.market, _EXCHANGE, self.amount)
        return tariff.of_selling(issue.market, _EXCHANGE, self.amount, day_at(settled))


_EXCHANGE: Final = "KRX"


def simulated(world: World, account: Account, asked: Supposed) -> Whole:
    """The account as it would be after what is supposed to happen; itself it stays as it is."""
    settles = account.day + SETTLEMENT_DAYS
    charges, buys = asked.charges(world, settles), asked.side is Side.BUY
    then = replace(
        account,
        settled=account.settled + asked.cash,
        due=dict(account.due),
        pledged=dict(account.pledged),
        proceeds=dict(account.proceeds),
    )
    due = asked.side.sign * -asked.amount - charges.total
    then.due[settles] = then.due_on(settles) + due
    if asked.issue is not None and buys:
        needed = part(asked.amount, account.margin_rate or asked.issue.margin_rate)
        then.pledged[settles] = then.pledged.get(settles, 0) + needed + charges.total
    elif asked.issue is not None:
        then.proceeds[settles] = then.proceeds.get(settles, 0) + due
    bought = asked.amount if buys else 0
    words = {
        "purchase-amount": lambda _: bought,
        "purchase-settlement": lambda _: bought + charges.total if buys else 0,
        "fee": lambda _: charges.commission,
    }
    return Whole(world, then, issue=asked.issue, price=asked.later_price, more=words)
