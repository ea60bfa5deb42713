"""Rankings over the whole market: sorted, filtered and complete, from the state quotes show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from kiwoom_mockserver.handlers.selecting import Mask, candidates, kept
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.noise import I64

Key = Callable[[Issues], I64]
Filter = Callable[[Issues], Mask]


def _everything(issues: Issues) -> Mask:
    return np.ones(len(issues), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Order:
    """By what issues are ranked, highest first, and which are left out."""

    key: Key
    only: Filter = _everything


def _rate(issues: Issues) -> I64:
    return ticks.change_rate(issues.state.last, issues.state.base)


def _change(issues: Issues) -> I64:
    return issues.state.last - issues.state.base


def _from_open(issues: Issues) -> I64:
    return np.where(
        issues.state.open > 0, ticks.change_rate(issues.state.last, issues.state.open), 0
    )


def _turnover_rate(issues: Issues) -> I64:
    shares = np.array([one.shares for one in issues.instruments], dtype=np.int64)
    return issues.state.volume * 1_000_000 // np.maximum(shares, 1)


def _previous_volume(issues: Issues) -> I64:
    answer = issues.answer("previous-volume")
    return np.asarray(answer, dtype=np.int64)


def _volume(issues: Issues) -> I64:
    return issues.state.volume


def _value(issues: Issues) -> I64:
    return issues.state.value


def _book(side: str) -> Key:
    def surplus(issues: Issues) -> I64:
        ask, bid = issues.book.ask_size.sum(axis=1), issues.book.bid_size.sum(axis=1)
        more: I64 = ask - bid if side == "ask" else bid - ask
        return more

    return surplus


RISING = Order(_rate, lambda i: i.state.last > i.state.base)
FALLING = Order(lambda i: -_rate(i), lambda i: i.state.last < i.state.base)
GAINING = Order(_change, lambda i: i.state.last > i.state.base)
LOSING = Order(lambda i: -_change(i), lambda i: i.state.last < i.state.base)
UNCHANGED = Order(_volume, lambda i: i.state.last == i.state.base)

ORDERS: Mapping[str, tuple[str, Mapping[str, Order]]] = {
    "ka10027": (
        "sort_tp", {"1": RISING, "2": GAINING, "3": FALLING, "4": LOSING, "5": UNCHANGED},
    ),
    "ka10028": ("sort_tp", {"1": Order(_from_open), "2": Order(lambda i: -_from_open(i))}),
    "ka10030": (
        "sort_tp", {"1": Order(_volume), "2": Order(_turnover_rate), "3": Order(_value)},
    ),
    "ka10031": ("qry_tp", {"1": Order(_previous_volume), "2": Order(_previous_volume)}),
    "ka10032": ("", {"": Order(_value)}),
    "ka10020": ("sort_tp", {"1": Order(_book("bid")), "2": Order(_book("ask"))}),
}  # fmt: skip
"""For each operation the field that names the order, and the orders by code."""


def ranking(call: Call, settings: Settings) -> Draft:
    """A page of the ranking asked for; ties stand in the world's order."""
    table = next(spec for spec in call.operation.response if spec.is_table)
    field, orders = ORDERS[call.operation.api_id]
    order = orders.get(call.values.get(field, ""), next(iter(orders.values())))
    at = call.instant
    everyone = Issues(call.world, candidates(call), at)
    mask = kept(call, everyone) & order.only(everyone) & (everyone.state.volume > 0)
    places = everyone.places[mask]
    ranked = places[np.argsort(-order.key(everyone)[mask], kind="stable")]
    paging = call.operation.paging
    size = paging.size if paging else 100
    shown = ranked[call.first : call.first + size]
    subject = Issues(call.world, shown, at, first=call.first)
    draft = Draft(tables={table.name: fill(table.children, subject)}, rows={table.name: len(shown)})
    more = paging is not None and paging.continues and call.first + size < len(ranked)
    return replace(draft, more=more)
