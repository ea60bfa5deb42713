"""What rows know of who traded: investors, members, programmes, lenders, in a request's terms."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.terms import Terms
from kiwoom_mockserver.world.flows.investors import Side
from kiwoom_mockserver.world.flows.loans import Kind, Loans
from kiwoom_mockserver.world.flows.tally import FOREIGN_MEMBERS, PROGRAMMES, Party, Tally
from kiwoom_mockserver.world.members import members
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import LAST_SECOND, Instant

TOP: Final = 5
"""Members that are shown of each side."""


def last_told(at: Instant) -> int:
    """The newest day whose loans are known at an instant: they are told when the day is over."""
    return at.day if at.second == LAST_SECOND else at.day - 1


class FlowRows:
    """Rows of a tally at their prices, as told at an instant."""

    def __init__(
        self,
        tally: Tally,
        terms: Terms,
        price: I64,
        at: Instant,
        before: Callable[[], Tally] | None = None,
    ) -> None:
        """``price`` is each row's last or closing price; ``before`` the rows a minute ago."""
        self.tally = tally
        self._before = before or (lambda: tally)
        self.terms = terms
        self.price = price
        self._told = last_told(at)

    def __len__(self) -> int:
        return len(self.tally)

    @staticmethod
    def knows(word: str) -> bool:
        """Whether flows have an answer to a word."""
        return word in WORDS or word.partition("/")[0] in _RANKED

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that is not of flows."""
        name, slash, level = word.partition("/")
        if slash:
            ranked = _RANKED.get(name)
            return None if ranked is None or len(self) != 1 else ranked(self, int(level) - 1)
        made = WORDS.get(word)
        return None if made is None else made(self)

    @property
    def party(self) -> Party:
        """Whose trades are asked for; foreigners' where nobody is named."""
        return "foreign" if self.terms.party is None else self.terms.party

    def flow(self, party: Party) -> I64:
        """What a party bought, sold, or bought net, in shares or won, as the request says."""
        if self.terms.side == "net":
            return self.tally.net(party, money=self.terms.money)
        return self.tally.traded(party, self.terms.side, money=self.terms.money)

    def loans(self, kind: Kind) -> Loans:
        """Loans of the rows' days, those of the day before where a day's are not known yet."""
        last = self.tally.last
        return self.tally.flows.loans.loans(kind, last.issue, np.minimum(last.day, self._told))

    def credit(self) -> Loans:
        """Credit of the kind the request names."""
        return self.loans("sold-on-credit" if self.terms.sold_on_credit else "credit")

    def shares(self) -> I64:
        """Shares listed."""
        return self.tally.flows.habits.shares[self.tally.last.issue]

    @cached_property
    def before(self) -> Tally:
        """The rows a minute ago."""
        return self._before()

    def ranking(self, side: Side) -> tuple[I64, I64]:
        """Places and shares of the members with most on a side, for a single row."""
        own = self.tally.brokers(side)[0]
        places = np.argsort(-own, kind="stable")[:TOP]
        return places, own[places]


def rate_of(part: I64, whole: I64) -> I64:
    """Hundredths of a per cent, cut off towards zero; 0 of nothing."""
    cut: I64 = np.sign(part) * (np.abs(part) * 10_000 // np.maximum(whole, 1))
    return np.where(whole > 0, cut, 0)


def price_of(won: I64, shares: I64) -> I64:
    """Won a share; 0 for no shares."""
    return np.where(shares != 0, np.abs(won) // np.maximum(np.abs(shares), 1), 0)


def thousands(shares: I64) -> I64:
    """Shares to the next full thousand, as provisional figures are told."""
    return (shares + 500) // 1000 * 1000


def _net(party: Party, *, money: bool) -> Callable[[FlowRows], Answer]:
    return lambda rows: rows.tally.net(party, money=money)


def _both(money: bool) -> Callable[[FlowRows], Answer]:
    return lambda r: r.tally.net("institution", money=money) + r.tally.net("foreign", money=money)


def _traded(side: Side, *, money: bool, sign: int = 1) -> Callable[[FlowRows], Answer]:
    return lambda rows: sign * rows.tally.traded(rows.party, side, money=money)


def _flow(party: Party) -> Callable[[FlowRows], Answer]:
    return lambda rows: rows.flow(party)


def _average(party: Party) -> Callable[[FlowRows], Answer]:
    return lambda r: price_of(r.tally.net(party, money=True), r.tally.net(party, money=False))


def _own_average(rows: FlowRows) -> I64:
    net = rows.tally.net
    return price_of(net(rows.party, money=True), net(rows.party, money=False))


def _nothing(rows: FlowRows) -> I64:
    return np.zeros(len(rows), dtype=np.int64)


def _blank(rows: FlowRows) -> list[Value]:
    return [None] * len(rows)


def _both_sides(rows: FlowRows) -> I64:
    bought = rows.tally.traded(rows.party, "buy", money=False)
    return bought + rows.tally.traded(rows.party, "sell", money=False)


def _net_thousands(rows: FlowRows) -> I64:
    bought = rows.tally.traded(rows.party, "buy", money=False)
    return thousands(bought) - thousands(rows.tally.traded(rows.party, "sell", money=False))


def _limit_use(rows: FlowRows) -> I64:
    return rate_of(rows.tally.foreign_held(), rows.tally.foreign_limit())


def _limit_use_before(rows: FlowRows) -> I64:
    return rate_of(rows.tally.foreign_held_before(), rows.tally.foreign_limit())


def _credit_change(rows: FlowRows) -> I64:
    loans = rows.credit()
    return loans.new - loans.repaid


def _lending_change(rows: FlowRows) -> I64:
    loans = rows.loans("lending")
    return loans.new - loans.repaid


def _short_won(rows: FlowRows) -> I64:
    """Short sales at the average price of all trades."""
    sold, traded = rows.tally.flows.loans.short_sold(rows.tally.last), rows.tally.last.now
    return sold * price_of(rows.tally.turnover(), traded)


def _foreign_members(side: Side, sign: int) -> Callable[[FlowRows], Answer]:
    return lambda rows: sign * rows.tally.traded(FOREIGN_MEMBERS, side, money=False)


def _foreign_members_change(side: Side) -> Callable[[FlowRows], Answer]:
    def word(rows: FlowRows) -> Answer:
        before = rows.before.traded(FOREIGN_MEMBERS, side, money=False)
        return rows.tally.traded(FOREIGN_MEMBERS, side, money=False) - before

    return word


def _programmes(side: Side, *, money: bool) -> Callable[[FlowRows], Answer]:
    return lambda rows: rows.tally.traded(PROGRAMMES, side, money=money)


def _programmes_change(*, money: bool) -> Callable[[FlowRows], Answer]:
    """Change of the net purchase since the day before."""

    def word(rows: FlowRows) -> Answer:
        last, flows = rows.tally.last, rows.tally.flows
        before = Tally(flows, [flows.ledgers.finished(last.issue, last.day - 1)])
        return rows.tally.net(PROGRAMMES, money=money) - before.net(PROGRAMMES, money=money)

    return word


NETS: Final[Mapping[str, Party]] = {
    "net-individual": "individual",
    "net-foreign": "foreign",
    "net-institution": "institution",
    "net-securities": "securities",
    "net-insurance": "insurance",
    "net-investment-trust": "trust",
    "net-other-finance": "other-finance",
    "net-bank": "bank",
    "net-pension": "pension",
    "net-private-fund": "private-fund",
    "net-government": "state",
    "net-other-corporation": "other-corporation",
    "net-domestic-foreign": "resident-foreign",
    "net-foreign-members": FOREIGN_MEMBERS,
    "net-programmes": PROGRAMMES,
}
"""Words of what a party traded in the request's terms, and the party."""

WORDS: Final[Mapping[str, Callable[[FlowRows], Answer]]] = {
    **{word: _flow(party) for word, party in NETS.items()},
    "foreign-net-shares": _net("foreign", money=False),
    "foreign-net-won": _net("foreign", money=True),
    "foreign-net-price": _average("foreign"),
    "institution-net-shares": _net("institution", money=False),
    "institution-net-won": _net("institution", money=True),
    "institution-net-price": _average("institution"),
    "both-net-shares": _both(money=False),
    "both-net-won": _both(money=True),
    "bought": lambda r: r.tally.traded(r.party, "buy", money=r.terms.money),
    "sold": lambda r: r.tally.traded(r.party, "sell", money=r.terms.money),
    "minus-sold": lambda r: -r.tally.traded(r.party, "sell", money=r.terms.money),
    "bought-net": lambda r: r.tally.net(r.party, money=r.terms.money),
    "bought-shares": _traded("buy", money=False),
    "bought-won": _traded("buy", money=True),
    "sold-shares": _traded("sell", money=False),
    "sold-won": _traded("sell", money=True),
    "minus-sold-shares": _traded("sell", money=False, sign=-1),
    "minus-sold-won": _traded("sell", money=True, sign=-1),
    "net-shares": lambda r: r.tally.net(r.party, money=False),
    "net-won": lambda r: r.tally.net(r.party, money=True),
    "net-price": _own_average,
    "net-price-distance": lambda r: np.where(_own_average(r) > 0, r.price - _own_average(r), 0),
    "net-price-rate": lambda r: rate_of(
        np.where(_own_average(r) > 0, r.price - _own_average(r), 0), _own_average(r)
    ),
    "both-sides-shares": _both_sides,
    "both-sides-rate": lambda r: rate_of(_both_sides(r), r.tally.volume()),
    "half-sides-rate": lambda r: rate_of(_both_sides(r), 2 * r.tally.volume()),
    "bought-thousands": lambda r: thousands(r.tally.traded(r.party, "buy", money=False)),
    "sold-thousands": lambda r: thousands(r.tally.traded(r.party, "sell", money=False)),
    "minus-sold-thousands": lambda r: -thousands(r.tally.traded(r.party, "sell", money=False)),
    "net-thousands": _net_thousands,
    "period-volume": lambda r: r.tally.volume(),
    "foreign-held": lambda r: r.tally.foreign_held(),
    "foreign-limit": lambda r: r.tally.foreign_limit(),
    "foreign-limit-change": _nothing,
    # Purchases of the day may pass the limit; then nothing is left to buy.
    "foreign-room": lambda r: np.maximum(r.tally.foreign_limit() - r.tally.foreign_held(), 0),
    "foreign-limit-use": _limit_use,
    "foreign-limit-use-before": _limit_use_before,
    "foreign-limit-use-change": lambda r: _limit_use(r) - _limit_use_before(r),
    "foreign-holding-rate": lambda r: rate_of(r.tally.foreign_held(), r.shares()),
    "credit-new": lambda r: r.credit().new,
    "credit-repaid": lambda r: r.credit().repaid,
    "credit-balance": lambda r: r.credit().balance,
    "credit-won": lambda r: r.credit().balance * r.price,
    "credit-change": _credit_change,
    "credit-given-rate": lambda r: rate_of(r.credit().new, r.tally.volume()),
    "credit-rate": lambda r: rate_of(r.credit().balance, r.shares()),
    "lending-trade": lambda r: r.loans("lending").new,
    "lending-repayment": lambda r: r.loans("lending").repaid,
    "lending-change": _lending_change,
    "lending-balance": lambda r: r.loans("lending").balance,
    "lending-amount": lambda r: r.loans("lending").balance * r.price,
    "short-shares": lambda r: r.tally.flows.loans.short_sold(r.tally.last),
    "short-rate": lambda r: rate_of(r.tally.flows.loans.short_sold(r.tally.last), r.tally.last.now),
    "short-won": _short_won,
    "short-price": lambda r: price_of(_short_won(r), r.tally.flows.loans.short_sold(r.tally.last)),
    "foreign-members-sold": _foreign_members("sell", -1),
    "foreign-members-bought": _foreign_members("buy", 1),
    "foreign-members-sold-change": _foreign_members_change("sell"),
    "foreign-members-bought-change": _foreign_members_change("buy"),
    "programme-bought-shares": _programmes("buy", money=False),
    "programme-sold-shares": _programmes("sell", money=False),
    "programme-net-shares": _net(PROGRAMMES, money=False),
    "programme-net-shares-change": _programmes_change(money=False),
    "programme-bought-won": _programmes("buy", money=True),
    "programme-sold-won": _programmes("sell", money=True),
    "programme-net-won": _net(PROGRAMMES, money=True),
    "programme-net-won-change": _programmes_change(money=True),
    "nothing": _nothing,
    "blank": _blank,
}
"""What flows know, by the words of contracts/flow-words.json."""


def _member_name(side: Side) -> Callable[[FlowRows, int], Answer]:
    def word(rows: FlowRows, level: int) -> Answer:
        places, shares = rows.ranking(side)
        return [members()[places[level]].name if shares[level] else ""]

    return word


def _member_code(side: Side) -> Callable[[FlowRows, int], Answer]:
    def word(rows: FlowRows, level: int) -> Answer:
        places, shares = rows.ranking(side)
        return [members()[places[level]].code if shares[level] else "000"]

    return word


def _member_shares(side: Side, sign: int) -> Callable[[FlowRows, int], Answer]:
    return lambda rows, level: sign * rows.ranking(side)[1][[level]]


def _member_change(side: Side) -> Callable[[FlowRows, int], Answer]:
    def word(rows: FlowRows, level: int) -> Answer:
        places, shares = rows.ranking(side)
        before = rows.before.brokers(side)[0]
        change: I64 = (shares - before[places])[[level]]
        return change

    return word


_RANKED: Final[Mapping[str, Callable[[FlowRows, int], Answer]]] = {
    "seller-name": _member_name("sell"),
    "buyer-name": _member_name("buy"),
    "seller-code": _member_code("sell"),
    "buyer-code": _member_code("buy"),
    "seller-shares": _member_shares("sell", -1),
    "buyer-shares": _member_shares("buy", 1),
    "seller-change": _member_change("sell"),
    "buyer-change": _member_change("buy"),
}
"""Words of a single issue's leading members, the rank behind a slash."""
