"""What an account is told of its orders, as it happens."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

KEPT: Final = 10_000
"""Notices an account keeps; a listener further behind has missed some."""


class News(StrEnum):
    """What a notice tells."""

    ACCEPTED = "accepted"
    FILLED = "filled"
    CONFIRMED = "confirmed"
    """An amendment or cancellation was carried out."""
    CANCELLED = "cancelled"
    """The exchange withdrew the rest: an IOC or FOK order's."""
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened to an order, with the order as it stood then.

    ``price``, ``quantity`` and ``fill`` are the fill's own; they and all that follows, the holding
    after it, are 0 without one.
    """

    sequence: int
    news: News
    at: int
    day: int
    order: int
    left: int
    filled: int
    amount: int
    commission: int
    tax: int
    venue: str = ""
    """The exchange the order was at; empty before it arrived."""
    price: int = 0
    quantity: int = 0
    fill: int = 0
    held: int = 0
    """Shares of the issue the account holds."""
    cost: int = 0
    sellable: int = 0
    net_bought: int = 0
    """Shares bought less shares sold today."""
    profit: int = 0
    """What today's sales of the issue brought above cost, all charges taken off."""
    sold_cost: int = 0
    """What the shares sold today had cost."""
    loan_day: int = 0
    """The trading day of the loan that paid for the holding; 0 for cash."""
    loan: int = 0
    """What is left of that loan."""


class Bulletin:
    """An account's notices, in order; the last ``KEPT`` of them."""

    def __init__(self) -> None:
        self.next = 1
        self._notices: deque[Notice] = deque(maxlen=KEPT)

    def add(self, notice: Notice) -> None:
        """The notice is the last one."""
        self._notices.append(notice)
        self.next = notice.sequence + 1

    def after(self, sequence: int) -> list[Notice]:
        """The notices later than number ``sequence``."""
        skipped = len(self._notices) - (self.next - 1 - sequence)
        return list(self._notices)[max(skipped, 0) :]
