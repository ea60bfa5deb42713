"""Runs of days of one issue: sums since the run began, sums over all of it, and member firms'."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import numpy as np

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import Answer, fill, typed
from kiwoom_mockserver.vocabulary.flowing import price_of
from kiwoom_mockserver.vocabulary.history import Days, days_of
from kiwoom_mockserver.vocabulary.periods import days_asked, now_of
from kiwoom_mockserver.vocabulary.terms import meaning, terms_of
from kiwoom_mockserver.world.flows.investors import SIDES
from kiwoom_mockserver.world.flows.tally import Party
from kiwoom_mockserver.world.members import members
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import LAST_SECOND, Instant

_MOST_DAYS: Final = 600
"""Days of one issue that are summed at most."""

_SIX: Final = Decimal("0.000000")
_SO_FAR: Final[Mapping[str, Party]] = {
    "institution-net-so-far": "institution",
    "foreign-net-so-far": "foreign",
}


class Run:
    """Days of one issue, newest first, with sums since the oldest."""

    def __init__(self, days: Days, order: I64) -> None:
        """``order`` is which of the days each row is."""
        self.days = days
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    @property
    def base(self) -> I64:
        """The close before each day."""
        return self.days.base[self._order]

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that days do not have."""
        answer: Answer
        if word in _SO_FAR:
            net = self.days.flows.tally.net(_SO_FAR[word], money=False)
            # Six decimals, where the manual has none (live, 2026).
            answer = [Decimal(one) + _SIX for one in _since_oldest(net).tolist()]
        elif word == "short-so-far":
            sold = self.days.flows.tally.last
            answer = _since_oldest(self.days.flows.tally.flows.loans.short_sold(sold))
        else:
            answer = self.days.answer(word)
        if isinstance(answer, np.ndarray):
            return answer[self._order]
        return None if answer is None else [answer[place] for place in self._order.tolist()]


def _since_oldest(newest_first: I64) -> I64:
    return np.cumsum(newest_first[::-1])[::-1]


def run(call: Call, settings: Settings) -> Draft:
    """A page of the days asked for, and what single values say of all of them."""
    table, paging = call.operation.tables[0], call.operation.paging
    days = _asked(call)
    if days is None:
        return Draft(rows={table.name: 0}, blank=call.place is None)
    order = np.arange(len(days))
    if meaning(call, "sort_base") == "종가순":
        order = np.argsort(-days.bars.close, kind="stable")
    size = paging.size if paging else len(days)
    rows = Run(days, order[call.first : call.first + size])
    return Draft(
        values=_averages(call, days),
        tables={table.name: fill(table.children, rows, days.terms)},
        rows={table.name: len(rows)},
        more=paging is not None and paging.continues and call.first + size < len(days),
    )


def _asked(call: Call) -> Days | None:
    """The days asked for; None where there are none."""
    place, terms = call.place, terms_of(call)
    if place is None or ("mmcm_cd" in call.values and terms.party is None):
        return None
    tenure = call.world.market.tenure
    numbers = [day for day in days_asked(call, most=_MOST_DAYS) if tenure.holds(place, day)]
    if not len(numbers):
        return None
    now = now_of(call)
    last = numbers[-1]
    at = now if last == now.day else Instant(last, LAST_SECOND)
    days, _ = days_of(call.world, place, at, 0, len(numbers))
    days.terms = terms
    return days


def _averages(call: Call, days: Days) -> Mapping[str, Value]:
    """What institutions and foreigners paid or took a share in all the days."""
    values: dict[str, Value] = {}
    for field, word, party in (
        ("orgn_prsm_unp_tp", "institution-price", "institution"),
        ("for_prsm_unp_tp", "foreign-price", "foreign"),
    ):
        side = SIDES[meaning(call, field) == "매도단가"]
        spec = next((one for one in call.operation.response if one.word == word), None)
        if spec is not None:
            tally = days.flows.tally
            won, shares = (tally.traded(party, side, money=money).sum() for money in (True, False))
            values[spec.name] = int(price_of(won, shares))
    return values


def totals(call: Call, settings: Settings) -> Draft:
    """One row: sums over all the days asked for."""
    table, days = call.operation.tables[0], _asked(call)
    if days is None:
        return Draft(rows={table.name: 0}, blank=call.place is None)
    columns: dict[str, Sequence[Value]] = {}
    for spec in table.children:
        answer = days.answer(spec.word)
        if isinstance(answer, np.ndarray):
            summed = answer.sum(keepdims=True)
            columns[spec.name] = typed(spec, summed, summed, days.terms) or [None]
    return Draft(tables={table.name: columns}, rows={table.name: 1})


def members_ranked(call: Call, settings: Settings) -> Draft:
    """Members by what they bought net of an issue in the days asked for, or sold."""
    table, days, paging = call.operation.tables[0], _asked(call), call.operation.paging
    if days is None:
        return Draft(rows={table.name: 0}, blank=call.place is None)
    tally = days.flows.tally
    bought, sold = (tally.brokers(side).sum(axis=0) for side in SIDES)
    net = bought - sold
    key = -net if meaning(call, "qry_tp").startswith("순매도") else net
    places = np.argsort(-key, kind="stable")
    places = places[key[places] > 0][: paging.size if paging else len(places)]
    rows = MemberRows(places, bought[places], sold[places])
    sums = {
        "list-bought-shares": rows.bought.sum(),
        "list-minus-sold-shares": -rows.sold.sum(),
        "list-net-shares": (rows.bought - rows.sold).sum(),
        "period-volume": tally.volume().sum(),
    }
    values = {
        spec.name: int(sums[spec.word]) for spec in call.operation.response if spec.word in sums
    }
    return Draft(
        values=values,
        tables={table.name: fill(table.children, rows)},
        rows={table.name: len(places)},
    )


class MemberRows:
    """Members and what they bought and sold."""

    def __init__(self, places: I64, bought: I64, sold: I64) -> None:
        """``places`` are those in ``members()``."""
        self._places = places
        self.bought = bought
        self.sold = sold

    def __len__(self) -> int:
        return len(self._places)

    @property
    def base(self) -> I64:
        """Nothing: these rows have no price."""
        return np.zeros(len(self), dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that members do not have."""
        found = [members()[place] for place in self._places.tolist()]
        if word == "member-name":
            return [one.name for one in found]
        if word == "member-code":
            return [one.code for one in found]
        return {
            "rank": np.arange(1, len(self) + 1),
            "bought-shares": self.bought,
            "minus-sold-shares": -self.sold,
            "net-shares": self.bought - self.sold,
        }.get(word)
