"""Lists and rankings of issues by who traded them: investors, members, programmes, lenders."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.selecting import Mask, candidates, codes_of, kept
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import FieldSpec
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import fill, typed
from kiwoom_mockserver.vocabulary.flowing import last_told
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.periods import days_asked, now_of
from kiwoom_mockserver.vocabulary.terms import Terms, meaning, terms_of
from kiwoom_mockserver.vocabulary.traded import INVESTED, TradedIssues
from kiwoom_mockserver.vocabulary.traded_sectors import TradedSectors
from kiwoom_mockserver.world.flows.investors import SIDES
from kiwoom_mockserver.world.flows.loans import Loans
from kiwoom_mockserver.world.flows.period import Period
from kiwoom_mockserver.world.flows.tally import FOREIGN_MEMBERS, PROGRAMMES, Party
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.sectors import has_issues, sectors_of


@dataclass(frozen=True)
class Question:
    """What a list is asked for: the issues that come into question, the days, and the terms."""

    call: Call
    places: I64
    period: Period
    terms: Terms

    @property
    def party(self) -> Party:
        """Whose trades are asked for."""
        return "foreign" if self.terms.party is None else self.terms.party

    def net(self, party: Party, *, money: bool) -> I64:
        """Net purchases in the period, of the issues in question."""
        return self.period.total(party, "net", money=money)[self.places]

    def issues(self) -> Issues:
        """The issues in question as they stand now."""
        return _as_asked(self.call, self.places)


Key = Callable[[Question], I64]


@dataclass(frozen=True, slots=True)
class FlowList:
    """How a list is made.

    Issues whose ``key`` is above nothing are listed, the highest first; equal ones keep the world's
    order. ``party`` is whose trades it is of where no field of the request says.
    """

    key: Key
    party: Party | None = None
    told_late: bool = False
    """Whether a day has figures only when it is over."""


def flow_list(call: Call, settings: Settings) -> Draft:
    """A page of the list asked for."""
    table = call.operation.tables[0]
    asked = question(call)
    ranked = ranking(asked)
    paging = call.operation.paging
    size = paging.size if paging else len(ranked)
    draft = page_of(asked, table, ranked[call.first : call.first + size])
    more = paging is not None and paging.continues and call.first + size < len(ranked)
    return replace(draft, more=more)


def question(call: Call) -> Question:
    """What the call asks for."""
    made = LISTS[call.operation.api_id]
    now, terms = now_of(call), terms_of(call)
    if call.values.get("frgn_all") == "1":
        terms = replace(terms, party=FOREIGN_MEMBERS)
    elif terms.party is None:
        terms = replace(terms, party=made.party)
    days = days_asked(call, last_told(now) if made.told_late else None)
    if call.operation.api_id == "ka10035":
        last = now.day - (meaning(call, "base_dt_tp") == "전일기준")
        days = range(last - 2, last + 1)
    places = _in_question(call)
    among = places if len(places) <= _FEW else None
    return Question(call, places, Period(call.world.flows, days, now, among), terms)


def ranking(asked: Question) -> I64:
    """Places of the issues listed, in order."""
    if not len(asked.period.days) or not _known_member(asked):
        return np.empty(0, dtype=np.int64)
    key = LISTS[asked.call.operation.api_id].key(asked)
    listed = np.flatnonzero(key > 0)
    return asked.places[listed[np.argsort(-key[listed], kind="stable")]]


def page_of(asked: Question, table: FieldSpec, shown: I64) -> Draft:
    """Some of the issues listed, as rows."""
    call = asked.call
    if not len(shown):
        return Draft(rows={table.name: 0})
    codes = codes_of(call, shown)
    rows = TradedIssues(
        call.world, shown, now_of(call), asked.period, asked.terms, codes, first=call.first
    )
    columns = fill(table.children, rows, asked.terms)
    return Draft(tables={table.name: columns}, rows={table.name: len(shown)})


def _known_member(asked: Question) -> bool:
    """Whether the member asked for exists, where one is."""
    fields = {"mmcm_cd", "isscomp_cd"} & asked.call.values.keys()
    return not fields or asked.terms.party is not None


def _in_question(call: Call) -> I64:
    """Places of the issues the call's market, exchange and conditions leave."""
    world = call.world
    if call.operation.category == "ELW":
        places = world.instruments.issues_of("ELW")
        if meaning(call, "trde_end_elwskip") == "제외":
            today = now_of(call).date
            places = places[[_still_traded(call, place, today) for place in places.tolist()]]
    else:
        places = candidates(call)
    if not _CONDITIONS.isdisjoint(call.values):
        places = places[kept(call, _as_asked(call, places))]
    return places


def _as_asked(call: Call, places: I64) -> Issues:
    """The issues at these places as they stand now on the exchange asked for."""
    return Issues(call.world, places, now_of(call), codes_of(call, places))


_FEW: Final = 256
"""So many issues are worked out on their own; for more, the whole market is."""

_CONDITIONS: Final = frozenset({"trde_qty_tp", "stk_cnd", "updown_incls"})


def _still_traded(call: Call, place: int, today: date) -> bool:
    return call.world.instruments.all[place].listed_on(today)


def _direction(call: Call) -> int:
    """1 where net buyers are asked for, -1 for net sellers, 0 for both."""
    for name in ("trde_tp", "trde_upper_tp", "netslmt_tp"):
        told = meaning(call, name)
        if "순매도" in told:
            return -1
        if "순매수" in told:
            return 1
    return 0


def _net(asked: Question, *, money: bool) -> I64:
    """Net purchases in the direction asked for; either way where none is."""
    net = asked.net(asked.party, money=money)
    direction = _direction(asked.call)
    return net * direction if direction else np.abs(net)


def _by_money(asked: Question) -> I64:
    """Those with net purchases, or sales, of shares; by the money of these."""
    direction = _direction(asked.call)
    listed = direction * asked.net(asked.party, money=False) > 0
    return _first(listed, direction * asked.net(asked.party, money=True))


def _first(listed: Mask, by: I64) -> I64:
    """A key that lists some issues by a number that may be below nothing."""
    return np.where(listed, by - int(by.min(initial=0)) + 1, 0)


def _in_terms(asked: Question) -> I64:
    """Net purchases, or where the call wants them all purchases or all sales."""
    money = asked.terms.money
    if asked.terms.side == "net":
        return _net(asked, money=money)
    return asked.period.total(asked.party, asked.terms.side, money=money)[asked.places]


def _everyone(asked: Question) -> I64:
    """All that have traded, in the world's order."""
    return (asked.issues().state.volume > 0).astype(np.int64)


def _traded(asked: Question) -> I64:
    """All the party traded, by the money it spent net; both sides' volume decides who is in."""
    bought, sold = (
        asked.period.total(asked.party, side, money=False)[asked.places] for side in SIDES
    )
    listed = bought + sold > 0
    if meaning(asked.call, "smtm_netprps_tp") == "체크":
        listed &= (asked.net("foreign", money=False) > 0) & (
            asked.net("institution", money=False) > 0
        )
    return _first(listed, asked.net(asked.party, money=True))


def _together(asked: Question) -> I64:
    """What institutions and foreigners both bought, or both sold."""
    direction = _direction(asked.call)
    shares = [direction * asked.net(party, money=False) > 0 for party in INVESTED]
    return _first(shares[0] & shares[1], direction * _both(asked))


def _both(asked: Question) -> I64:
    """Net purchases of institutions and foreigners together."""
    institution, foreign = (asked.net(party, money=asked.terms.money) for party in INVESTED)
    return institution + foreign


def _three_days(asked: Question) -> I64:
    """Foreigners' net purchase of three days, where every day was in the direction asked for."""
    direction = -1 if meaning(asked.call, "trde_tp") == "연속순매도" else 1
    nets = asked.period.by_day("foreign", "net", money=False)
    days = [direction * net[asked.places] for net in nets]
    return np.where(np.min(days, axis=0) > 0, np.sum(days, axis=0), 0)


def _limit_use_growth(asked: Question) -> I64:
    """What the period adds to the foreigners' use of their limit, in millionths, above 0."""
    limit = asked.call.world.flows.holdings.limit[asked.places]
    net = asked.net("foreign", money=False)
    return np.where(limit > 0, net * 1_000_000 // np.maximum(limit, 1), 0)


def _credit_rate(asked: Question) -> I64:
    flows, days = asked.call.world.flows, np.full(len(asked.places), last_told(now_of(asked.call)))
    balance = flows.loans.balance("credit", asked.places, days)
    return balance * 1_000_000 // flows.habits.shares[asked.places]


def _lent(asked: Question) -> I64:
    return _lending(asked).new


def _on_loan(asked: Question) -> I64:
    return _lending(asked).balance


def _lending(asked: Question) -> Loans:
    days = asked.period.days
    made = asked.call.world.flows.loans.runs("lending", asked.places, days[0], len(days))
    return Loans(made.new.sum(axis=1), made.repaid.sum(axis=1), made.balance[:, -1])


def _by_programmes(asked: Question) -> I64:
    """All that programmes traded, in the world's order."""
    sides = [asked.period.total(PROGRAMMES, side, money=False)[asked.places] for side in SIDES]
    return (sides[0] + sides[1] > 0).astype(np.int64)


def runs_of_purchases(call: Call, settings: Settings) -> Draft:
    """Issues, or sectors, that institutions and foreigners bought net (ka10131)."""
    if meaning(call, "stk_inds_tp") != "업종":
        return flow_list(call, settings)
    table, paging, asked = call.operation.tables[0], call.operation.paging, question(call)
    board = "1" if meaning(call, "mrkt_tp") == "코스닥" else "0"
    chosen = [one for one in sectors_of(board) if has_issues(one)]
    if not len(asked.period.days) or not chosen:
        return Draft(rows={table.name: 0})
    whole = Period(call.world.flows, asked.period.days, now_of(call))
    key = TradedSectors(call.world, chosen, now_of(call), whole).net(money=asked.terms.money)
    order = [place for place in np.argsort(-key, kind="stable").tolist() if key[place] > 0]
    size = paging.size if paging else len(order)
    shown = [chosen[place] for place in order[call.first : call.first + size]]
    rows = TradedSectors(call.world, shown, now_of(call), whole, call.first)
    return Draft(
        tables={table.name: fill(table.children, rows, asked.terms)},
        rows={table.name: len(shown)},
        more=call.first + size < len(order),
    )


def programme_list(call: Call, settings: Settings) -> Draft:
    """All issues that programmes traded, and their sums."""
    draft = flow_list(call, settings)
    asked = question(call)
    total, places = asked.period.total, asked.places
    bought, sold = (
        [int(total(PROGRAMMES, side, money=money)[places].sum()) for money in (False, True)]
        for side in SIDES
    )
    sums = {
        "total-bought-shares": bought[0], "total-bought-won": bought[1],
        "total-sold-shares": sold[0], "total-sold-won": sold[1],
        "total-net-won": bought[1] - sold[1],
    }  # fmt: skip
    return replace(draft, values=singles(call, sums))


def lending_top(call: Call, settings: Settings) -> Draft:
    """The issues most lent, their sums, and what part of the market's these are."""
    asked, table = question(call), call.operation.tables[0]
    shown = ranking(asked)[:_TOP]
    market = _lending_sums(asked)
    top = _lending_sums(replace(asked, places=shown))
    sums = {f"lending-{name}-sum": one for name, one in zip(_LENDING, top, strict=True)}
    for name, part, whole in zip(_LENDING, top, market, strict=True):
        sums[f"lending-{name}-part"] = part * 10_000 // whole if whole else 0
    return replace(page_of(asked, table, shown), values=singles(call, sums))


_TOP: Final = 10
_LENDING: Final = ("trade", "repayment", "balance", "amount")


def _lending_sums(asked: Question) -> list[int]:
    """Shares lent, given back, on loan, and the money of those on loan."""
    if not len(asked.places) or not len(asked.period.days):
        return [0] * len(_LENDING)
    loans, ledger = _lending(asked), asked.period.ledgers(asked.places)[-1]
    columns = (loans.new, loans.repaid, loans.balance, loans.balance * ledger.close)
    return [int(column.sum()) for column in columns]


def singles(call: Call, sums: Mapping[str, int]) -> Mapping[str, Value]:
    """Values outside of tables by their words; those whose word is ``blank`` are empty."""
    values: dict[str, Value] = {}
    for spec in call.operation.response:
        if spec.word == "blank":
            values[spec.name] = None
        elif spec.word in sums:
            column = np.array([sums[spec.word]], dtype=np.int64)
            made = typed(spec, column, column, terms_of(call))
            if made is not None:
                values[spec.name] = made[0]
    return values


LISTS: Final[Mapping[str, FlowList]] = {
    "ka10033": FlowList(_credit_rate, told_late=True),
    "ka10034": FlowList(_in_terms, "foreign"),
    "ka10035": FlowList(_three_days, "foreign"),
    "ka10036": FlowList(_limit_use_growth, "foreign"),
    "ka10037": FlowList(_in_terms, FOREIGN_MEMBERS),
    "ka10039": FlowList(_in_terms),
    "ka10044": FlowList(_by_money, "institution"),
    "ka10058": FlowList(_by_money),
    "ka10062": FlowList(_together),
    "ka10063": FlowList(_traded),
    "ka10065": FlowList(_in_terms),
    "ka10066": FlowList(_everyone),
    "ka10069": FlowList(_lent, told_late=True),
    "ka10131": FlowList(_both),
    "ka30002": FlowList(_in_terms),
    "ka90003": FlowList(_in_terms, PROGRAMMES),
    "ka90004": FlowList(_by_programmes, PROGRAMMES),
    "ka90012": FlowList(_on_loan, told_late=True),
}
"""api-id to the list it answers with."""
