"""ELWs at their end: on the day it expires one leaves its holder's account, who is paid for it.

What is paid is what exercise is worth by the terms, at the close of what the ELW is on of its last
trading day, cut to the won for each; nothing for one that ends out of the money. It is booked as
the expiry day begins, like a sale at that price that costs nothing, and settled on the terms' day
of payment.
"""

from collections.abc import Callable
from typing import Final

from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.hours import start_of
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.orders import Fill, Side

IssueOf = Callable[[str], Instrument]
"""The issue of a code."""

Exercise = Callable[[Instrument], int]
"""What exercise pays for one ELW when it is over, in won."""

_WHOLE: Final = 100
"""Per cent of the margin: there is no loan on an ELW."""


def worthless(issue: Instrument) -> int:
    """What exercise pays where nobody knows what ELWs are on."""
    return 0


def next_redemption(account: Account, issue: IssueOf) -> int | None:
    """When the next ELW that is held now leaves the account: as a later day begins."""
    days = [day for code in account.holdings if (day := _expiry_of(issue(code))) is not None]
    return start_of(max(min(days), account.day + 1)) if days else None


def redeem(account: Account, issue: IssueOf, exercise: Exercise) -> None:
    """The ELWs that have expired by the account's day have left it; their worth is due."""
    for code in list(account.holdings):
        found = issue(code)
        expiry = _expiry_of(found)
        if expiry is None or expiry > account.day:
            continue
        number = len(account.fills_of(account.day)) + 1
        account.book(
            Fill(
                day=account.day, number=number, order=0, at=start_of(account.day), code=code,
                side=Side.SELL, venue="KRX", price=exercise(found),
                quantity=account.holding(code).quantity, commission=0, transaction_tax=0,
                rural_tax=0, settles=max(_payment_of(found), account.day), rate=_WHOLE,
            )
        )  # fmt: skip


def _expiry_of(issue: Instrument) -> int | None:
    """The number of the day on which it expires; None of what is no ELW."""
    terms = issue.warrant if issue.kind == "elw" else None
    return None if terms is None else day_index(terms.expiry_date)


def _payment_of(issue: Instrument) -> int:
    return day_index(issue.warrant.payment_date) if issue.warrant else 0
