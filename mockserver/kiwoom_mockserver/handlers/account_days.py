"""Questions about an account's days: profits, sums, settlements, history."""

from collections.abc import Mapping
from typing import Final

from kiwoom_mockserver.handlers.asking import Show, Shown, day_asked, days_asked, wanted
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call
from kiwoom_mockserver.vocabulary.accounts.periods import (
    Span,
    entry_rows,
    evening,
    evening_rows,
    history_of,
    pending_of,
    span_rows,
    spans_of,
    trade_rows,
)
from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words, per_cent
from kiwoom_mockserver.vocabulary.accounts.valuing import (
    gold_moves,
    is_gold,
    traded,
    within_day,
)
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.orders import Side

MASKED: Final = "****-****-** [***]"
"""The account as its history shows it."""


def _sales_since(call: Call, account: Account, settings: Settings) -> Shown:
    single_day = call.operation.api_id == "ka10072"
    first, last = days_asked(call, "strt_dt", "end_dt")
    last = first if single_day else last
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
        rows = [within_day(call.world, one) for one in rows if one.bought]
    total = span_rows([Span(day, tuple(rows))])
    return Shown(total, trade_rows(call.world, rows, decimals=0), blank_row=True)


def _assets_by_day(call: Call, account: Account, settings: Settings) -> Shown:
    first, last = days_asked(call, "start_dt", "end_dt")
    known = [day for day in range(max(first, last - 249), last + 1) if account.closing(day)]
    return Shown(None, evening_rows([evening(call.world, account, day) for day in known]))


def _period(call: Call, account: Account, settings: Settings) -> Shown:
    first, last = days_asked(call, "fr_dt", "to_dt")
    begin, end = evening(call.world, account, first - 1), evening(call.world, account, last)
    moved = [one for one in account.transfers if first <= one.day <= last]
    trades = traded(call.world, account.fills_between(first, last))
    turnover = sum(one.bought_value + one.sold_value for one in trades)
    # What is paid for gold leaves the stock account.
    cash = [one.cash for one in moved] + gold_moves(call.world, account, first, last)
    paid_in = sum(one for one in cash if one > 0)
    paid_out = -sum(one for one in cash if one < 0)
    paid = paid_in - paid_out
    delivered = sum(one.cost for one in moved)
    average = (begin.assets + end.assets) // 2
    gained = end.assets - begin.assets - paid - delivered
    invested = begin.assets + paid + delivered
    words: Words[None] = {
        "deposit-first": lambda _: begin.settled,
        "deposit-last": lambda _: end.settled,
        "holdings-first": lambda _: begin.value,
        "holdings-last": lambda _: end.value,
        "collateral-first": lambda _: begin.collateral,
        "collateral-last": lambda _: end.collateral,
        "assets-first": lambda _: begin.assets,
        "assets-last": lambda _: end.assets,
        "assets-average": lambda _: average,
        "valuation-profit": lambda _: gained,
        "profit-rate": lambda _: per_cent(gained, invested),
        "turnover-ratio": lambda _: per_cent(turnover, average),
        "payments-in": lambda _: paid_in,
        "payments-out": lambda _: paid_out,
        "deliveries-in": lambda _: delivered,
        "deliveries-out": lambda _: 0,
        "branch-name": lambda _: "영업부",
        "loans-first": lambda _: begin.loans,
        "loans-last": lambda _: end.loans,
        "loan-interest-first": lambda _: begin.interest,
        "loan-interest-last": lambda _: end.interest,
    }
    return Shown(Rows([None], words))


def _next_settlement(call: Call, account: Account, settings: Settings) -> Shown:
    """What the next trading day settles: trades of the day before today."""
    entries = [
        one for one in pending_of(call.world, account) if one.fill.settles == account.day + 1
    ]
    sold = sum(one.fill.due for one in entries if one.fill.side is Side.SELL)
    bought = -sum(one.fill.due for one in entries if one.fill.side is Side.BUY)
    words: Words[None] = {
        "trade-date": lambda _: day_at(account.day - 1),
        "settlement-date": lambda _: day_at(account.day + 1),
        "settlement-sales": lambda _: sold,
        "settlement-purchases": lambda _: bought,
    }
    return Shown(Rows([None], words), entry_rows(entries, pending=True))


def _history(call: Call, account: Account, settings: Settings) -> Shown:
    first, last = days_asked(call, "strt_dt", "end_dt")
    kinds = {"0": set(Side), "3": set(Side), "4": {Side.BUY}, "5": {Side.SELL}}
    sides = kinds.get(call.values.get("tp") or "0", set())
    gold = call.operation.api_id == "kt50032"
    entries = [
        one
        for one in history_of(call.world, account)
        if first <= one.fill.settles <= last
        and one.fill.side in sides
        and wanted(call, one.fill.code)
        and is_gold(one.issue) is gold
        and call.values.get("dmst_stex_tp", "%") in ("", "%", one.fill.venue)
    ]
    if call.values.get("qry_sort_tp") == "1":
        entries = entries[::-1]
    account_words: Words[None] = {"account": lambda _: MASKED}
    return Shown(Rows([None], account_words), entry_rows(entries))


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
