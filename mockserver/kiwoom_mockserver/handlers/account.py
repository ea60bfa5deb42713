"""The caller's account: each operation shows some rows of it, and words fill their fields.

``SHOWS`` says of each operation which rows its table has; what a field means stands in its
contract, and what the words of accounts mean in ``vocabulary/accounts``.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from kiwoom_mockserver.handlers.account_days import DAYS
from kiwoom_mockserver.handlers.account_orders import ORDERS
from kiwoom_mockserver.handlers.asking import Show, Shown, amount_asked, day_asked, number_asked
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.accounts.deposits import Whole
from kiwoom_mockserver.vocabulary.accounts.holdings import holding_rows
from kiwoom_mockserver.vocabulary.accounts.periods import evening, evening_rows
from kiwoom_mockserver.vocabulary.accounts.rows import Rows
from kiwoom_mockserver.vocabulary.accounts.simulated import Supposed, simulated
from kiwoom_mockserver.vocabulary.accounts.valuing import holdings_now, holdings_on, still_listed
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.instruments import Instrument, bare_code
from kiwoom_mockserver.world.orders import Side
from kiwoom_mockserver.world.session import Where


def number(call: Call, settings: Settings) -> Draft:
    """The number of the account the appkey stands for: ten digits, stable."""
    return Draft({"acctNo": call.sandbox.account if call.sandbox else None})


def show(call: Call, settings: Settings) -> Draft:
    """A page of what the account has to show; WireError 1517 for a date that is none."""
    assert call.sandbox is not None, "accounts are only shown with a token"
    account = call.world.broker(call.sandbox).account
    shown = SHOWS[call.operation.api_id](call, account, settings)
    single = [spec for spec in call.operation.response if not spec.is_table]
    values = {}
    if shown.single is not None:
        values = {name: column[0] for name, column in _filled(single, shown.single).items()}
    table = next(iter(call.operation.tables), None)
    if table is None:
        return Draft(values)
    rows = shown.rows
    if rows is None or not len(rows):
        return Draft(values, rows={table.name: int(shown.blank_row)}, blank_rows=_first(shown))
    page, more = _page(call, len(rows))
    columns = {name: column[page] for name, column in _filled(table.children, rows).items()}
    count = len(range(*page.indices(len(rows))))
    return Draft(values, {table.name: columns}, {table.name: count}, more=more)


def _filled(specs: Sequence[FieldSpec], rows: Rows[Any]) -> dict[str, Sequence[Value]]:
    """The columns that rows know. What a field has no places for is the most it can hold."""
    widths = {spec.name: spec.format.width for spec in specs}
    columns = fill(specs, rows)
    return {
        name: [_within(value, widths[name]) for value in column] if widths[name] else column
        for name, column in columns.items()
    }


def _within(value: Value, width: int) -> Value:
    if not isinstance(value, int | Decimal) or -(10 ** (width - 1)) < value < 10**width:
        return value
    most: int = 10**width - 1 if value > 0 else 1 - 10 ** (width - 1)
    return most


def _first(shown: Shown) -> frozenset[int]:
    return frozenset({0}) if shown.blank_row else frozenset()


def _page(call: Call, count: int) -> tuple[slice, bool]:
    paging = call.operation.paging
    if paging is None or not paging.continues:
        return slice(None), False
    stop = call.first + paging.size
    return slice(call.first, stop), stop < count


def _valued(call: Call, account: Account, settings: Settings) -> Shown:
    whole = call.operation.api_id == "kt00018"
    where = _where(call, "dmst_stex_tp", _BY_NAME)
    listed = _listed(call)
    held = holdings_now(call.world, account, where)
    held = still_listed(call.world, held) if listed else held
    summed = whole and call.values.get("qry_tp") == "1"
    rows = holding_rows(call.world, account, held, net=not whole, summed=summed)
    return Shown(Whole(call.world, account, where=where, listed=listed), rows)


_BY_NAME: Final[Mapping[str, Where]] = {"NXT": Where.NXT}
_BY_NUMBER: Final[Mapping[str, Where]] = {"0": Where.BOTH, "2": Where.NXT}
"""Whose prices a request asks for; KRX's where it names no other, and on the paper host always."""


def _where(call: Call, field: str, known: Mapping[str, Where]) -> Where:
    asked = known.get(call.values.get(field, ""), Where.KRX)
    return Where.KRX if call.world.krx_only else asked


def _returns(call: Call, account: Account, settings: Settings) -> Shown:
    held = holdings_now(call.world, account, _where(call, "stex_tp", _BY_NUMBER))
    return Shown(None, holding_rows(call.world, account, held, net=False))


def _balance_of_day(call: Call, account: Account, settings: Settings) -> Shown:
    day = day_asked(call, "qry_dt", account.day)
    held = holdings_on(call.world, account, day)
    rows = holding_rows(call.world, account, held, net=False)
    return Shown(evening_rows([evening(call.world, account, day)]), rows)


def _gold(call: Call, account: Account, settings: Settings) -> Shown:
    held = holdings_now(call.world, account, gold=True)
    rows = holding_rows(call.world, account, held, net=True)
    return Shown(Whole(call.world, account, gold=True), rows)


def _whole(call: Call, account: Account, settings: Settings) -> Shown:
    issue = call.world.find(bare_code(call.code)) if call.code else None
    price, listed = _price_asked(call, issue), _listed(call)
    return Shown(Whole(call.world, account, issue=issue, price=price, listed=listed))


def _listed(call: Call) -> bool:
    """Whether what is not listed any more is to be left out."""
    return call.operation.api_id in _ASK_FOR_LISTED and call.values.get("qry_tp") == "1"


_ASK_FOR_LISTED: Final = frozenset({"kt00003", "kt00004"})


def _price_asked(call: Call, issue: Instrument | None) -> int:
    """The price a request names, else the issue's present one."""
    price = number_asked(call, "uv")
    if issue is not None and not price:
        return call.world.venue.tape.last(issue.code, millis(call.world.now()))
    return price


def _simulated(call: Call, account: Account, settings: Settings) -> Shown:
    issue = call.world.find(bare_code(call.code)) if call.code else None
    price = _price_asked(call, issue)
    asked = Supposed(
        issue=issue,
        side=Side.SELL if call.values.get("trde_tp") == "1" else Side.BUY,
        quantity=number_asked(call, "trde_qty"),
        price=price,
        later_price=number_asked(call, "exp_buy_unp") or price,
        cash=amount_asked(call, "io_amt"),
    )
    return Shown(simulated(call.world, account, asked))


SHOWS: Final[Mapping[str, Show]] = {
    **ORDERS,
    **DAYS,
    "ka01690": _balance_of_day,
    "ka10085": _returns,
    **dict.fromkeys(("kt00001", "kt00003", "kt00011", "kt00012", "kt00013"), _whole),
    **dict.fromkeys(("kt00017", "kt20017", "kt50021"), _whole),
    **dict.fromkeys(("kt00004", "kt00005", "kt00018"), _valued),
    "kt00010": _simulated,
    "kt50020": _gold,
}
"""What each operation shows."""
