"""Questions about an account's days: profits, sums, settlements, history."""

from collections.abc import Mapping
from typing import Final

from kiwoom_mockserver.handlers.asking import (
    Show,
    Shown,
    day_asked,
    days_asked,
    number_asked,
    today_of,
    wanted,
)
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call
from kiwoom_mockserver.vocabulary.accounts.ledger import (
    entry_rows,
    history_of,
    pending_of,
    pending_rows,
    wanted_in,
)
from kiwoom_mockserver.vocabulary.accounts.periods import (
    Evening,
    Span,
    evening,
    evening_rows,
    span_rows,
    spans_of,
    trade_rows,
)
from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words, per_cent
from kiwoom_mockserver.vocabulary.accounts.valuing import (
    brought,
    traded,
    within_day,
)
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.movements import Transfer

MASKED: Final = "****-****-** [***]"
"""The account as its history shows it."""


def _sales_since(call: Call, account: Account, settings: Settings) -> Shown:
    if call.operation.api_id == "ka10072":
        first = last = day_asked(call, "strt_dt", today_of(call))
    else:
        first, last = days_asked(call, "strt_dt", "end_dt")
    sold = [
        one
        for one in traded(call.world, account.fills_between(first, last))
        if one.sold and wanted(call, one.issue.code)
    ]
    return Shown(None, trade_rows(call.world, sold[::-1], decimals=2))


def _sales_today(call: Call, account: Account, settings: Settings) -> Shown:
    sold = [
        one
        for one in traded(call.world, account.fills_of(account.day))
        if one.sold and wanted(call, one.issue.code)
    ]
    total = span_rows([Span(account.day, tuple(sold))])
    return Shown(total, trade_rows(call.world, sold, decimals=7), blank_row=True)


def _days_of_profit(call: Call, account: Account, settings: Settings) -> Shown:
    first, last = days_asked(call, "strt_dt", "end_dt")
    spans = spans_of(call.world, account, first, last)
    whole = Span(last, tuple(one for span in spans for one in span.trades))
    return Shown(span_rows([whole]), span_rows(spans))


def _diary(call: Call, account: Account, settings: Settings) -> Shown:
    day = day_asked(call, "base_dt", account.day)
    lent = {"1": {False}, "2": {True}}.get(call.values.get("ch_crd_tp", ""), {False, True})
    rows = [one for one in traded(call.world, account.fills_of(day)) if bool(one.loan_day) in lent]
    if call.values.get("ottks_tp") == "1":
        rows = [within_day(one) for one in rows if one.bought]
    total = span_rows([Span(day, tuple(rows))])
    return Shown(total, trade_rows(call.world, rows, decimals=0), blank_row=True)


def _assets_by_day(call: Call, account: Account, settings: Settings) -> Shown:
    first, last = days_asked(call, "start_dt", "end_dt")
    known = [day for day in range(max(first, last - 249), last + 1) if account.closing(day)]
    return Shown(None, evening_rows([evening(call.world, account, day) for day in known]))


def _period(call: Call, account: Account, settings: Settings) -> Shown:
    first, last = days_asked(call, "fr_dt", "to_dt")
    world = call.world
    begin, end = evening(world, account, first - 1), evening(world, account, last)
    moved = brought(world, account, first, last)
    trades = traded(world, account.fills_between(first, last))
    turnover = sum(one.bought_value + one.sold_value for one in trades)
    invested = _invested(call, account, begin, first, last)
    gained = end.assets - begin.assets - moved.net
    words: Words[None] = {
        "deposit-first": lambda _: begin.settled,
        "deposit-last": lambda _: end.settled,
        "unpaid-first": lambda _: max(-begin.settled, 0),
        "unpaid-last": lambda _: max(-end.settled, 0),
        "holdings-first": lambda _: begin.value,
        "holdings-last": lambda _: end.value,
        "collateral-first": lambda _: begin.collateral,
        "collateral-last": lambda _: end.collateral,
        "assets-first": lambda _: begin.assets,
        "assets-last": lambda _: end.assets,
        "invested-average": lambda _: invested,
        "valuation-profit": lambda _: gained,
        "profit-rate": lambda _: per_cent(gained, invested),
        "turnover-ratio": lambda _: per_cent(turnover, invested),
        "payments-in": lambda _: moved.cash_in,
        "payments-out": lambda _: moved.cash_out,
        "deliveries-in": lambda _: moved.shares_in,
        "deliveries-out": lambda _: moved.shares_out,
        "branch-name": lambda _: "영업부",
        "loans-first": lambda _: begin.loans,
        "loans-last": lambda _: end.loans,
        "loan-interest-first": lambda _: begin.interest,
        "loan-interest-last": lambda _: end.interest,
    }
    return Shown(Rows([None], words))


def _invested(call: Call, account: Account, begin: Evening, first: int, last: int) -> int:
    """What was invested on an average day: the assets of the evening before the first, and what
    was brought in since. Days before anything was are not counted.
    """
    principal, total, days = begin.assets, 0, 0
    for day in range(first, last + 1):
        principal += brought(call.world, account, day, day).net
        if principal or days:
            total, days = total + principal, days + 1
    return total // days if days else 0


def _next_settlement(call: Call, account: Account, settings: Settings) -> Shown:
    """What the next trading day settles: trades of the day before today.

    The rows begin at the number asked for; the sums are of all.
    """
    entries = [one for one in pending_of(call.world, account) if one.day == account.day + 1]
    sold = sum(one.cash for one in entries if one.cash > 0)
    bought = -sum(one.cash for one in entries if one.cash < 0)
    words: Words[None] = {
        "trade-date": lambda _: day_at(account.day - 1),
        "settlement-date": lambda _: day_at(account.day + 1),
        "settlement-sales": lambda _: sold,
        "settlement-purchases": lambda _: bought,
    }
    first = number_asked(call, "strt_dcd_seq")
    shown = [one for one in entries if one.pending_number >= first]
    return Shown(Rows([None], words), pending_rows(shown))


def _history(call: Call, account: Account, settings: Settings) -> Shown:
    first, last = days_asked(call, "strt_dt", "end_dt")
    gold = call.operation.api_id == "kt50032"
    asked = wanted_in(call.values.get("tp", "0"), gold=gold)
    entries = [
        one
        for one in history_of(call.world, account)
        if first <= one.day <= last
        and asked(one)
        and wanted(call, one.source.code)
        and _of_product(call)
        and (isinstance(one.source, Transfer) or _at(call, one.source.venue))
    ]
    if call.values.get("qry_sort_tp") == "1":
        entries = entries[::-1]
    account_words: Words[None] = {"account": lambda _: MASKED}
    return Shown(Rows([None], account_words), entry_rows(entries, gold=gold))


def _at(call: Call, venue: str) -> bool:
    """Whether the exchange is asked for."""
    return call.values.get("dmst_stex_tp", "%") in ("", "%", venue)


def _of_product(call: Call) -> bool:
    """Whether won and domestic shares are asked for: there is nothing else."""
    domestic = call.values.get("gds_tp", "0") in ("", "0", "1")
    return domestic and call.values.get("crnc_cd", "") in ("", "KRW")


DAYS: Final[Mapping[str, Show]] = {
    **dict.fromkeys(("ka10072", "ka10073"), _sales_since),
    "ka10074": _days_of_profit,
    "ka10077": _sales_today,
    "ka10170": _diary,
    "kt00002": _assets_by_day,
    "kt00008": _next_settlement,
    **dict.fromkeys(("kt00015", "kt50032"), _history),
    "kt00016": _period,
}
"""What each operation shows."""
