"""What an account begins with: cash, holdings, and a past that its owner has traded through.

A past is made by the broker itself: on each trading day of it orders are placed at instants that
follow from the seed, and the market fills them or not. Who has a credit agreement buys one time in
four on credit. So every query about it is answered by the same rules as one about today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.accounts import NEW_ACCOUNT_CASH, SPECTRUM, Account, Transfer
from kiwoom_mockserver.world.broker import Broker, Venue
from kiwoom_mockserver.world.credit import credit_terms
from kiwoom_mockserver.world.hours import day_of, start_of
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.noise import below, keys
from kiwoom_mockserver.world.orders import Credit, Route, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.validation import Intent, Refusal

MOST_CASH: Final = 100_000_000_000_000
MOST_QUANTITY: Final = 10_000_000_000
MOST_HOLDINGS: Final = 1_000
MOST_DAYS: Final = 250
MARGIN_RATES: Final = frozenset({SPECTRUM, 20, 30, 40, 50, 60, 100})

_STREAM: Final = 72
_FIRST, _LAST = 9 * 3600 + 300, 15 * 3600
_WORTH: Final = 2_000_000
"""Won an order of the past is for, about."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Shares of one issue and what each of them cost, in won."""

    code: str
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What an account begins with; ``trades`` are the issues its owner has traded before."""

    cash: int = NEW_ACCOUNT_CASH
    holdings: tuple[Stock, ...] = ()
    margin_rate: int = SPECTRUM
    past_days: int = 0
    trades: tuple[str, ...] = ()
    credit_limit: int = 0
    """What may be borrowed; 0 without a credit agreement."""


NEW: Final = Opening()


def opening_from(row: Mapping[str, Any], instruments: Instruments) -> Opening:
    """The opening a world file or an administrator asks for; raises WorldError."""
    unknown = row.keys() - {
        "cash", "holdings", "margin_rate", "past_days", "trades", "credit_limit",
    }  # fmt: skip
    if unknown:
        raise WorldError(f"an account has no {', '.join(sorted(unknown))}")
    holdings = row.get("holdings", [])
    if not isinstance(holdings, list) or len(holdings) > MOST_HOLDINGS:
        raise WorldError(f"holdings are a list of at most {MOST_HOLDINGS}: code, quantity, price")
    trades = row.get("trades", [])
    if not isinstance(trades, list) or len(trades) > MOST_HOLDINGS:
        raise WorldError(f"trades are a list of at most {MOST_HOLDINGS} codes")
    rate = row.get("margin_rate", SPECTRUM)
    if rate not in MARGIN_RATES:
        told = ", ".join(map(str, sorted(MARGIN_RATES)))
        raise WorldError(f"margin_rate is {rate!r}; it is one of {told} (0 is each issue's own)")
    return Opening(
        cash=_number("cash", row.get("cash", NEW_ACCOUNT_CASH), MOST_CASH),
        holdings=tuple(_stock(one, instruments) for one in holdings),
        margin_rate=rate,
        past_days=_number("past_days", row.get("past_days", 0), MOST_DAYS),
        trades=tuple(_code(one, instruments) for one in trades),
        credit_limit=_number("credit_limit", row.get("credit_limit", 0), MOST_CASH),
    )


def open_account(number: str, opening: Opening, venue: Venue, seed: int, at: int) -> Broker:
    """A broker with a new account, brought up to ``at``."""
    today, _ = day_of(at)
    first = today - opening.past_days
    begin = start_of(first)
    account = Account(
        number, first, margin_rate=opening.margin_rate, credit_limit=opening.credit_limit
    )
    account.transfer(Transfer(first, begin, cash=opening.cash))
    for one in opening.holdings:
        cost = one.quantity * one.price
        account.transfer(Transfer(first, begin, code=one.code, quantity=one.quantity, cost=cost))
    broker = Broker(venue, account, seed, begin)
    codes = opening.trades or tuple(one.code for one in opening.holdings)
    for day in range(first, today if codes else first):
        _live_through(broker, venue, codes, day, seed, last=day == today - 1)
    broker.advance(at)
    return broker


def _live_through(
    broker: Broker, venue: Venue, codes: Sequence[str], day: int, seed: int, *, last: bool
) -> None:
    """The orders of one day: none to three, each of them bought or sold as chance has it."""
    count = max(_drawn(seed, 0, day, 0, 4), int(last))
    seconds = sorted(_FIRST + _drawn(seed, 1, day, n, _LAST - _FIRST) for n in range(count))
    for number, second in enumerate(seconds):
        code = codes[_drawn(seed, 2, day, number, len(codes))]
        at = start_of(day) + second * 1000
        chances = _Chances(
            _drawn(seed, 3, day, number, 12), on_credit=_drawn(seed, 4, day, number, 4) == 0
        )
        if last and not number:
            # A purchase that the next day shows as still to be settled.
            code, chances = codes[0], _Chances(0, on_credit=False)
        try:
            broker.place(_intent(broker, venue, code, chances, at), at)
        except Refusal:
            continue  # The owner could not afford it, or had none: nothing came of it.


class _Chances(NamedTuple):
    """What chance has decided about an order: its kind and side, and whose money pays."""

    kind: int
    on_credit: bool


def _drawn(seed: int, stream: int, day: int, number: int, bound: int) -> int:
    return int(below(keys(seed, _STREAM + stream, day, number), bound)[0])


def _intent(broker: Broker, venue: Venue, code: str, chances: _Chances, at: int) -> Intent:
    account, issue = broker.advance(at), venue.instruments.find(code)
    assert issue is not None, f"{code} is not of this world"
    quotes = venue.tape.quotes(code, Exchange.KRX, at)
    last = venue.tape.last(code, at)
    agreed = account.credit_limit and not venue.rules.paper
    lent = agreed and issue.credit_group in credit_terms().deposits
    credit = Credit.ALL if lent and chances.on_credit else Credit.NONE
    sellable = account.sellable(code, credit)
    # Loans are repaid sooner than shares of one's own are sold, and whole.
    sells = chances.kind % (3 if credit else 2) > 0
    side = Side.SELL if sellable and sells else Side.BUY
    best = quotes.best_ask if side is Side.BUY else quotes.best_bid
    quantity = max(_WORTH // max(last, 1), 1)
    if side is Side.SELL:
        quantity = sellable if credit else min(max(quantity // 2, 1), sellable)
    if chances.kind < 8 and issue.market != "GOLD":
        return Intent(side, code, "market", Route.KRX, quantity, credit=credit)
    if chances.kind == 11:
        # Far from the market: it expires at the day's end.
        band = venue.tape.band(code, account.day)
        price = band.lower if side is Side.BUY else band.upper
    else:
        price = best if chances.kind < 8 else quotes.best_bid
    return Intent(side, code, "limit", Route.KRX, quantity, price or last, credit=credit)


def _stock(row: object, instruments: Instruments) -> Stock:
    if not isinstance(row, list) or len(row) != 3:
        raise WorldError(f"{row!r} is no holding: code, quantity, price")
    code, quantity, price = row
    held = _number("quantity", quantity, MOST_QUANTITY)
    if not held:
        raise WorldError(f"the holding of {code!r} is of no shares")
    return Stock(_code(code, instruments), held, _number("price", price, MOST_QUANTITY))


def _code(code: object, instruments: Instruments) -> str:
    if not isinstance(code, str) or instruments.place(code) is None:
        raise WorldError(f"{code!r} is no issue of this world")
    return code


def _number(name: str, value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise WorldError(f"{name} is {value!r}; it is a whole number from 0 to {most}")
    return value
