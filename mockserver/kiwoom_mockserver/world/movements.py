"""Cash and shares that come into an account, or leave it, without a trade."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Move(StrEnum):
    """What moves."""

    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    DELIVERY_IN = "delivery-in"
    DELIVERY_OUT = "delivery-out"
    DIVIDEND = "dividend"
    INTEREST = "interest"
    """What the broker pays for cash that is kept with it."""

    @property
    def is_delivery(self) -> bool:
        """Whether shares move, and no cash."""
        return self in _DELIVERIES

    @property
    def is_earned(self) -> bool:
        """Whether it is income of the account, not its owner's cash."""
        return self in _EARNED

    @property
    def leaves(self) -> bool:
        """Whether it goes out of the account."""
        return self in _LEAVING


_DELIVERIES: Final = frozenset({Move.DELIVERY_IN, Move.DELIVERY_OUT})
_EARNED: Final = frozenset({Move.DIVIDEND, Move.INTEREST})
_LEAVING: Final = frozenset({Move.WITHDRAWAL, Move.DELIVERY_OUT})


@dataclass(frozen=True, slots=True)
class Movement:
    """What an account's owner, or an administrator, asks to move; money in won."""

    move: Move
    amount: int = 0
    """Cash; of a dividend, before tax for each share."""
    code: str = ""
    quantity: int = 0
    price: int = 0
    """What each delivered share had cost; 0 for what it is worth then."""
    payer: str = ""
    """Whose deposit it is."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What has moved; what left is negative, money is in won."""

    day: int
    """Number of the trading day."""
    at: int
    move: Move
    cash: int = 0
    """What the account has more of it, withheld taxes taken off."""
    tax: int = 0
    """Withheld from it."""
    code: str = ""
    quantity: int = 0
    cost: int = 0
    """What the shares had cost."""
    value: int = 0
    """What they count for when returns are worked out; an opening's count at cost."""
    payer: str = ""

    @property
    def brought(self) -> int:
        """What the owner has put in by it, negative what was taken out; income is neither."""
        return 0 if self.move.is_earned else self.cash + self.value


def deposit(day: int, at: int, cash: int) -> Transfer:
    """Cash that was brought in."""
    return Transfer(day, at, Move.DEPOSIT, cash=cash)


def delivery(day: int, at: int, code: str, quantity: int, cost: int) -> Transfer:
    """Shares that were brought in, and count at cost."""
    return Transfer(day, at, Move.DELIVERY_IN, code=code, quantity=quantity, cost=cost, value=cost)
