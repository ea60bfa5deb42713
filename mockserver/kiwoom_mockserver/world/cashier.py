"""The broker's cashier: works out what a movement comes to, and refuses what is not there."""

from dataclasses import replace
from typing import Final

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.charges import Tariff
from kiwoom_mockserver.world.movements import Move, Movement, Transfer

MOST_CASH: Final = 100_000_000_000_000
MOST_QUANTITY: Final = 10_000_000_000
MOST_MOVES: Final = 10_000
"""Movements of one account."""


def transfer_of(asked: Movement, account: Account, price: int, tariff: Tariff, at: int) -> Transfer:
    """What is to be booked now; ``price`` is what a share of the issue is worth.

    Raises WorldError for what cannot be moved, with how much could be.
    """
    if len(account.transfers) >= MOST_MOVES:
        raise WorldError(f"an account has at most {MOST_MOVES} movements; open it anew")
    blank = Transfer(account.day, at, asked.move, code=asked.code, payer=asked.payer)
    match asked.move:
        case Move.DEPOSIT:
            made = replace(blank, cash=asked.amount)
        case Move.WITHDRAWAL:
            if asked.amount > account.withdrawable:
                raise WorldError(f"{account.withdrawable} won can be withdrawn, no more")
            made = replace(blank, cash=-asked.amount)
        case Move.DELIVERY_IN:
            each = asked.price or price
            made = replace(
                blank, quantity=asked.quantity, cost=each * asked.quantity,
                value=price * asked.quantity,
            )  # fmt: skip
            if account.holding(asked.code).quantity + asked.quantity > MOST_QUANTITY:
                raise WorldError(f"an account holds at most {MOST_QUANTITY} shares of an issue")
        case Move.DELIVERY_OUT:
            free = account.deliverable(asked.code)
            if asked.quantity > free:
                raise WorldError(f"{free} shares of {asked.code} can be delivered, no more")
            made = replace(blank, quantity=-asked.quantity, value=-price * asked.quantity)
        case Move.DIVIDEND:
            held = account.shares(asked.code)
            if not held:
                raise WorldError(f"there are no shares of {asked.code} to pay a dividend for")
            made = _income(blank, asked.amount * held, tariff)
            made = replace(made, quantity=held)
        case Move.INTEREST:
            made = _income(blank, asked.amount, tariff)
    if account.settled + made.cash > MOST_CASH:
        raise WorldError(f"an account has at most {MOST_CASH} won")
    return made


def _income(blank: Transfer, gross: int, tariff: Tariff) -> Transfer:
    tax = tariff.withheld(gross)
    return replace(blank, cash=gross - tax, tax=tax)
