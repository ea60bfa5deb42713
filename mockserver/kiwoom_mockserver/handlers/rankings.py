"""Rankings over the whole market: sorted, filtered and complete, from the state quotes show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from kiwoom_mockserver.handlers.selecting import Mask, candidates, codes_of, kept
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.listed import Listed
from kiwoom_mockserver.world.noise import I64

Key = Callable[[Listed], I64]
Filter = Callable[[Listed], Mask]
Measure = Callable[[Call, Issues], Mapping[str, I64]]

UNPAGED = 100
"""Rows of a ranking whose page size nobody knows."""


def everything(listed: Listed) -> Mask:
    """All issues."""
    return np.ones(len(listed), dtype=np.bool_)


def traded(listed: Listed) -> Mask:
    """Issues with a trade today."""
    return listed.state.volume > 0


@dataclass(frozen=True, slots=True)
class Order:
    """By what issues are ranked, highest first, which are left out, and how many are ranked."""

    key: Key
    only: Filter = everything
    most: int = 0
    """Not more than so many; 0 for all."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranking: the request fields that choose its order, its orders by their codes."""

    fields: tuple[str, ...] = ()
    orders: Mapping[tuple[str, ...], Order] = field(default_factory=dict)
    """The first stands in for codes nobody knows."""
    measure: Measure | None = None
    """What the ranking finds out about every issue besides its state."""
    only: Filter = traded
    subject: type[Issues] = Issues
    """As what the issues are taken."""

    def order(self, call: Call) -> Order:
        """The order a call asks for."""
        codes = tuple(call.values.get(name, "") for name in self.fields)
        return self.orders.get(codes) or next(iter(self.orders.values()))


def by(name: str, orders: Mapping[str, Order]) -> tuple[tuple[str], dict[tuple[str, ...], Order]]:
    """Fields and orders of a ranking whose order hangs on one field."""
    return (name,), {(code,): order for code, order in orders.items()}


def handler(ranking: Ranking) -> Callable[[Call, Settings], Draft]:
    """What answers a call with a page of the ranking."""
    return lambda call, _: ranked(call, ranking)


def ranked(call: Call, ranking: Ranking) -> Draft:
    """A page of a ranking; ties stand in the world's order."""
    chosen = candidates(call)
    issues = ranking.subject(call.world, chosen, call.instant, codes_of(call, chosen))
    everyone = Listed(issues, ranking.measure(call, issues) if ranking.measure else None)
    order = ranking.order(call)
    rows = np.flatnonzero(kept(call, issues) & ranking.only(everyone) & order.only(everyone))
    rows = rows[np.argsort(-order.key(everyone)[rows], kind="stable")]
    if order.most:
        rows = rows[: order.most]
    rows = rows[_asked_ranks(call)]
    columns = everyone.columns_at(rows)
    return page_of(call, issues.places[rows], columns, ranking.subject)


def page_of(
    call: Call, places: I64, columns: Mapping[str, I64], subject: type[Issues] = Issues
) -> Draft:
    """The page a call asks for of issues in their order, with columns of the list's own."""
    table, paging = call.operation.tables[0], call.operation.paging
    size = paging.size if paging else UNPAGED
    shown = slice(call.first, call.first + size)
    places, rest = places[shown], len(places) - call.first - size
    issues = subject(call.world, places, call.instant, codes_of(call, places), call.first)
    listed = Listed(issues, {word: column[shown] for word, column in columns.items()})
    return Draft(
        tables={table.name: fill(table.children, listed)},
        rows={table.name: len(places)},
        more=paging is not None and paging.continues and rest > 0,
    )


def _asked_ranks(call: Call) -> slice:
    """The ranks a request names, from 1 and both included; all where it names none."""
    first, last = (call.values.get(name, "") for name in ("rank_strt", "rank_end"))
    return slice(
        max(int(first) - 1, 0) if first.isascii() and first.isdecimal() else 0,
        int(last) if last.isascii() and last.isdecimal() else None,
    )
