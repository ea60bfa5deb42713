"""What an execution does to an account: the fill, its charges, and the notice of it."""

from kiwoom_mockserver.world.accounts import Account, Lot
from kiwoom_mockserver.world.calendar import SETTLEMENT_DAYS, day_at
from kiwoom_mockserver.world.charges import Charges, Tariff
from kiwoom_mockserver.world.instruments import Instrument, Instruments
from kiwoom_mockserver.world.notices import Bulletin, News, Notice
from kiwoom_mockserver.world.orders import Change, Credit, Fill, Order, Route, Side
from kiwoom_mockserver.world.phases import Exchange

_GOLD_SETTLES = 0
"""Gold changes hands the same day."""


class Posting:
    """Books executions of one account and tells of them."""

    def __init__(
        self, account: Account, instruments: Instruments, tariff: Tariff, bulletin: Bulletin
    ) -> None:
        self._account = account
        self._instruments = instruments
        self._tariff = tariff
        self._bulletin = bulletin

    def issue(self, code: str) -> Instrument:
        """The issue of that code; orders are only taken for those there are."""
        place = self._instruments.place(code)
        assert place is not None, f"{code} is not of this world"
        return self._instruments.all[place]

    def accept(self, order: Order) -> None:
        """The order is the account's, and its cash held."""
        self.hold(order)
        self._account.enter(order)
        self.tell(order, News.ACCEPTED, order.placed)

    def hold(self, order: Order) -> None:
        """What is held for the order covers its commission at its present price and quantity."""
        if order.side is Side.BUY and order.live:
            amount = order.hold_price * order.left
            order.hold_fee = self._tariff.commission_of(
                self.issue(order.code).market, _venue(order), amount
            )
            if (order.day, order.number) in self._account.working:
                self._account.hold(order)

    def fill(self, order: Order, price: int, quantity: int, at: int) -> None:
        """``quantity`` of the order is filled at ``price``, booked, charged and told of."""
        for loan_day, count in list(self._account.shares_of(order, quantity)):
            self._fill(order, price, count, at, loan_day)

    def _fill(self, order: Order, price: int, quantity: int, at: int, loan_day: int) -> None:
        before = order.charges
        order.filled += quantity
        order.amount += price * quantity
        order.nxt_amount += price * quantity * (_venue(order) == Exchange.NXT)
        settles = order.day + self._settlement(order)
        after = self._charges(order, settles)
        grown = after.less(before)
        order.commission, order.transaction_tax, order.rural_tax = after
        fills = self._account.fills_of(order.day)
        fill = self._account.book(
            Fill(
                order.day, len(fills) + 1, order.number, at, order.code, order.side, order.venue,
                price, quantity, *grown, settles, order.rate, loan_day,
            )
        )  # fmt: skip
        order.change(Change.FILL if order.left else Change.COMPLETE, at)
        self._settle(order)
        self.tell(order, News.FILLED, at, fill)

    def end(self, order: Order, change: Change, at: int) -> None:
        """The order has come to an end, and nothing is held for it any more."""
        order.change(change, at)
        self._settle(order)

    def withdraw(self, order: Order, quantity: int, at: int, whole: Change) -> None:
        """``quantity`` less is left of the order; ``whole`` is what happens when nothing is."""
        order.withdrawn += quantity
        order.change(Change.REDUCE if order.left else whole, at)
        self._settle(order)

    def tell(self, order: Order, news: News, at: int, fill: Fill | None = None) -> None:
        """The account is told what happened, with the order and its holding as they are now."""
        holding = {} if fill is None else self._holding_after(order, fill)
        told = Notice(
            sequence=self._bulletin.next, news=news, at=at, day=order.day, order=order.number,
            left=order.left if order.pending else 0, filled=order.filled, amount=order.amount,
            commission=order.commission, tax=order.transaction_tax + order.rural_tax,
            venue=order.venue, **holding,
        )  # fmt: skip
        self._bulletin.add(told)

    def _holding_after(self, order: Order, fill: Fill) -> dict[str, int]:
        """What the notice of a fill tells of it, and of the holding as it is after it."""
        account, code, loan_day = self._account, order.code, fill.loan_day
        held = account.lots.get((code, loan_day)) if loan_day else account.holding(code)
        held = held or Lot()
        today = account.turnover(code, loan_day)
        purchase_fee = 0
        if today.cost:
            market = self.issue(code).market
            purchase_fee = self._tariff.commission_of(market, Exchange.KRX, today.cost)
        kind = Credit.LOAN if loan_day else Credit.NONE
        return {
            "price": fill.price, "quantity": fill.quantity, "fill": fill.number,
            "held": held.quantity, "cost": held.cost, "loan_day": loan_day,
            "loan": held.loan if isinstance(held, Lot) else 0,
            "sellable": account.sellable(code, kind, loan_day),
            "net_bought": today.net, "profit": today.gain - purchase_fee, "sold_cost": today.cost,
        }  # fmt: skip

    def _settle(self, order: Order) -> None:
        if order.live:
            self.hold(order)
        else:
            self._account.retire(order)

    def _settlement(self, order: Order) -> int:
        return _GOLD_SETTLES if self.issue(order.code).market == "GOLD" else SETTLEMENT_DAYS

    def _charges(self, order: Order, settles: int) -> Charges:
        """By exchange, as an order sent to both may have traded at both."""
        market, charges = self.issue(order.code).market, Charges(0)
        parts = {Exchange.KRX: order.amount - order.nxt_amount, Exchange.NXT: order.nxt_amount}
        for exchange, amount in parts.items():
            if not amount:
                continue
            if order.side is Side.BUY:
                more = self._tariff.of_buying(market, exchange, amount)
            else:
                more = self._tariff.of_selling(market, exchange, amount, day_at(settles))
            charges = Charges(*map(sum, zip(charges, more, strict=True)))
        return charges


def _venue(order: Order) -> str:
    return order.venue or (Exchange.NXT if order.route is Route.NXT else Exchange.KRX)
