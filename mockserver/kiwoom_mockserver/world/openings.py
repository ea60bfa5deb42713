"""What an account begins with: cash, holdings, and a past that its owner has traded through.

A past is made by the broker itself: on each trading day of it orders are placed at instants that
follow from the seed, and the market fills them or not. Who has a credit agreement buys one time in
four on credit. Cash and shares move when the opening says so. So every query about it is answered
by the same rules as one about today.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import time
from heapq import merge
from operator import itemgetter
from typing import Any, Final, NamedTuple

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.accounts import NEW_ACCOUNT_CASH, SPECTRUM, Account
from kiwoom_mockserver.world.broker import Broker, Venue
from kiwoom_mockserver.world.cashier import MOST_CASH, MOST_QUANTITY
from kiwoom_mockserver.world.credit import credit_terms
from kiwoom_mockserver.world.hours import day_of, start_of
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.movements import Move, Movement, delivery, deposit
from kiwoom_mockserver.world.noise import below, keys
from kiwoom_mockserver.world.orders import Credit, Route, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.validation import Intent, Refusal

MOST_HOLDINGS: Final = 1_000
MOST_DAYS: Final = 250
MARGIN_RATES: Final = frozenset({SPECTRUM, 20, 30, 40, 50, 60, 100})

MOST_PRICE: Final = 10_000_000_000
LONGEST_NAME: Final = 20
"""Characters of a payer's name."""

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


class Dated(NamedTuple):
    """A movement of the past: so many trading days back, at a millisecond of the day."""

    back: int
    milli: int
    asked: Movement


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
    movements: tuple[Dated, ...] = ()
    """In order of time; what there is not enough for is left out."""


NEW: Final = Opening()


def opening_from(row: Mapping[str, Any], instruments: Instruments) -> Opening:
    """The opening a world file or an administrator asks for; raises WorldError."""
    unknown = row.keys() - {
        "cash", "holdings", "margin_rate", "past_days", "trades", "credit_limit", "movements",
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
    past_days = _number("past_days", row.get("past_days", 0), MOST_DAYS)
    return Opening(
        cash=_number("cash", row.get("cash", NEW_ACCOUNT_CASH), MOST_CASH),
        holdings=tuple(_stock(one, instruments) for one in holdings),
        margin_rate=rate,
        past_days=past_days,
        trades=tuple(_code(one, instruments) for one in trades),
        credit_limit=_number("credit_limit", row.get("credit_limit", 0), MOST_CASH),
        movements=_movements(row.get("movements", []), past_days, instruments),
    )


def movement_from(row: Mapping[str, Any], instruments: Instruments) -> Movement:
    """The movement that is asked for; raises WorldError."""
    try:
        move = Move(row.get("move", ""))
    except ValueError:
        told = ", ".join(Move)
        raise WorldError(f"move is {row.get('move')!r}; it is one of {told}") from None
    of_issue = move.is_delivery or move is Move.DIVIDEND
    known = {"move", *(("code",) if of_issue else ())}
    known |= {"quantity"} if move.is_delivery else {"amount"}
    known |= {"price"} if move is Move.DELIVERY_IN else set()
    known |= {"payer"} if move is Move.DEPOSIT else set()
    if unknown := row.keys() - known:
        raise WorldError(f"a {move} has no {', '.join(sorted(unknown))}")
    payer = row.get("payer", "")
    if not isinstance(payer, str) or len(payer) > LONGEST_NAME or not payer.isprintable():
        raise WorldError(f"payer is a name of at most {LONGEST_NAME} characters")
    return Movement(
        move,
        amount=0 if move.is_delivery else _some("amount", row.get("amount"), MOST_CASH),
        code=_code(row.get("code"), instruments) if of_issue else "",
        quantity=_some("quantity", row.get("quantity"), MOST_QUANTITY) if move.is_delivery else 0,
        price=_number("price", row.get("price", 0), MOST_PRICE),
        payer=payer,
    )


def open_account(number: str, opening: Opening, venue: Venue, seed: int, at: int) -> Broker:
    """A broker with a new account, brought up to ``at``."""
    today, _ = day_of(at)
    first = today - opening.past_days
    begin = start_of(first)
    account = Account(
        number, first, margin_rate=opening.margin_rate, credit_limit=opening.credit_limit
    )
    if opening.cash:
        account.transfer(deposit(first, begin, opening.cash))
    for one in opening.holdings:
        cost = one.quantity * one.price
        account.transfer(delivery(first, begin, one.code, one.quantity, cost))
    broker = Broker(venue, account, seed, begin)
    codes = opening.trades or tuple(one.code for one in opening.holdings)
    orders = [
        event
        for day in range(first, today if codes else first)
        for event in _orders_of(codes, day, seed, last=day == today - 1)
    ]
    venue.tape.expect([(what.code, day_of(moment)[0]) for moment, what in orders])
    moves: Iterator[_Event] = (
        (start_of(today - one.back) + one.milli, one.asked) for one in opening.movements
    )
    for moment, what in merge(orders, moves, key=itemgetter(0)):
        if isinstance(what, Movement):
            with suppress(WorldError):  # There was not so much to move.
                broker.transfer(what, moment)
        else:
            with suppress(Refusal):  # The owner could not afford it, or had none.
                broker.place(_intent(broker, venue, what, moment), moment)
    broker.advance(at)
    return broker


class _Chances(NamedTuple):
    """What chance has decided about an order: its issue, kind and side, and whose money pays."""

    code: str
    kind: int
    on_credit: bool


_Event = tuple[int, "_Chances | Movement"]
"""When something of the past happens, and what."""


def _orders_of(
    codes: Sequence[str], day: int, seed: int, *, last: bool
) -> Iterator[tuple[int, _Chances]]:
    """The orders of one day: none to three, each of them bought or sold as chance has it."""
    count = max(_drawn(seed, 0, day, 0, 4), int(last))
    seconds = sorted(_FIRST + _drawn(seed, 1, day, n, _LAST - _FIRST) for n in range(count))
    for number, second in enumerate(seconds):
        code = codes[_drawn(seed, 2, day, number, len(codes))]
        chances = _Chances(
            code, _drawn(seed, 3, day, number, 12), on_credit=_drawn(seed, 4, day, number, 4) == 0
        )
        if last and not number:
            # A purchase that the next day shows as still to be settled.
            chances = _Chances(codes[0], 0, on_credit=False)
        yield start_of(day) + second * 1000, chances


def _drawn(seed: int, stream: int, day: int, number: int, bound: int) -> int:
    return int(below(keys(seed, _STREAM + stream, day, number), bound)[0])


def _intent(broker: Broker, venue: Venue, chances: _Chances, at: int) -> Intent:
    code = chances.code
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


def _movements(rows: object, past_days: int, instruments: Instruments) -> tuple[Dated, ...]:
    if not isinstance(rows, list) or len(rows) > MOST_HOLDINGS:
        raise WorldError(
            f"movements are a list of at most {MOST_HOLDINGS}: back, at, move and more"
        )
    found = [_dated(row, past_days, instruments) for row in rows]
    return tuple(sorted(found, key=lambda one: (-one.back, one.milli)))


def _dated(row: object, past_days: int, instruments: Instruments) -> Dated:
    if not isinstance(row, dict):
        raise WorldError(f"{row!r} is no movement: back, at, move and more")
    back, when = row.get("back"), row.get("at", "09:00")
    if isinstance(back, bool) or not isinstance(back, int) or not 1 <= back <= past_days:
        raise WorldError(f"back is {back!r}; it is a trading day of the past, 1 to {past_days}")
    try:
        clock = time.fromisoformat(when)
    except (TypeError, ValueError):
        raise WorldError(f"at is {when!r}; it is a time of day such as 10:20") from None
    asked = {name: value for name, value in row.items() if name not in ("back", "at")}
    milli = (clock.hour * 3600 + clock.minute * 60 + clock.second) * 1000
    return Dated(back, milli, movement_from(asked, instruments))


def _some(name: str, value: object, most: int) -> int:
    if value == 0:
        raise WorldError(f"{name} is 0; it is at least 1")
    return _number(name, value, most)


def _stock(row: object, instruments: Instruments) -> Stock:
    if not isinstance(row, list) or len(row) != 3:
        raise WorldError(f"{row!r} is no holding: code, quantity, price")
    code, quantity, price = row
    held = _number("quantity", quantity, MOST_QUANTITY)
    if not held:
        raise WorldError(f"the holding of {code!r} is of no shares")
    return Stock(_code(code, instruments), held, _number("price", price, MOST_PRICE))


def _code(code: object, instruments: Instruments) -> str:
    if not isinstance(code, str) or instruments.place(code) is None:
        raise WorldError(f"{code!r} is no issue of this world")
    return code


def _number(name: str, value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise WorldError(f"{name} is {value!r}; it is a whole number from 0 to {most}")
    return value
