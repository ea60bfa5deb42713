"""Parties side by side: foreigners' and institutions' four rankings, and who trades gold."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.selecting import candidates, codes_of
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import Answer, fill
from kiwoom_mockserver.vocabulary.flowing import price_of
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.periods import now_of
from kiwoom_mockserver.vocabulary.terms import meaning, terms_of
from kiwoom_mockserver.world.flows.investors import Side
from kiwoom_mockserver.world.flows.period import Period
from kiwoom_mockserver.world.flows.tally import Tally
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import Instant

_HOUR: Final = 3_600


def most_traded(call: Call, settings: Settings) -> Draft:
    """What foreigners and institutions sold and bought most net on a day, four lists in a row."""
    table, paging = call.operation.tables[0], call.operation.paging
    dated = meaning(call, "qry_dt_tp") == "조회일자포함"
    now = now_of(call)
    period = Period(call.world.flows, [call.instant.day if dated else now.day], now)
    places = candidates(call)
    rows = MostTraded(call, period, places, call.first, paging.size if paging else len(places))
    return Draft(
        tables={table.name: fill(table.children, rows)},
        rows={table.name: len(rows)},
        more=rows.more and paging is not None and paging.continues,
    )


class MostTraded:
    """Rows of the four lists; each is as long as the shortest, so that no row has a hole."""

    def __init__(self, call: Call, period: Period, places: I64, first: int, size: int) -> None:
        self._call = call
        self._lists: dict[str, tuple[I64, I64, I64]] = {}
        money = terms_of(call).money
        length = len(places)
        for party in ("foreign", "institution"):
            won, shares = (period.total(party, "net", money=one)[places] for one in (True, False))
            for side, sign in (("bought", 1), ("sold", -1)):
                key = sign * (won if money else shares)
                ranked = np.argsort(-key, kind="stable")
                length = min(length, int((key > 0).sum()))
                self._lists[f"{party}-most-{side}"] = places[ranked], won[ranked], shares[ranked]
        self._shown = slice(first, min(first + size, length))
        self.more = first + size < length

    def __len__(self) -> int:
        return max(self._shown.stop - self._shown.start, 0)

    @property
    def base(self) -> I64:
        """Nothing: these rows have no price."""
        return np.zeros(len(self), dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that the lists do not have."""
        name, _, what = word.rpartition("-")
        if name not in self._lists:
            return None
        places, won, shares = (column[self._shown] for column in self._lists[name])
        if what == "code":
            return list(codes_of(self._call, places))
        if what == "name":
            return [self._call.world.instruments.all[place].name for place in places.tolist()]
        return {"won": won, "shares": shares}.get(what)


TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "individual": ("개인", "T94008"),
    "foreign": ("외국인", "T94009"),
    "institution": ("기관계", "T94014"),
    "securities": ("금융투자", "T94001"),
    "insurance": ("보험", "T94002"),
    "trust": ("투신", "T94003"),
    "private-fund": ("사모펀드", "T94004"),
    "bank": ("은행", "T94005"),
    "other-finance": ("기타금융", "T94006"),
    "pension": ("연기금등", "T94007"),
    "other-corporation": ("기타법인", "T94010"),
    "resident-foreign": ("내외국인", "T94011"),
}
"""Types of investors in gold: name and code. The first three codes are those of the manual."""


def gold(call: Call, settings: Settings) -> Draft:
    """What each type of investor has traded of gold today, and in the last hour."""
    table, at = call.operation.tables[0], now_of(call)
    earlier = Instant(at.day, max(at.second - _HOUR, 0))
    rows = GoldTypes(_gold(call, at), _gold(call, earlier))
    return Draft(tables={table.name: fill(table.children, rows)}, rows={table.name: len(TYPES)})


def _gold(call: Call, at: Instant) -> Tally:
    issues = Issues(call.world, call.world.instruments.issues_of("GOLD"), at)
    return issues.flows.tally


class GoldTypes:
    """One row for each type."""

    def __init__(self, now: Tally, before: Tally) -> None:
        self._now = now
        self._before = before

    @property
    def base(self) -> I64:
        """Nothing: these rows have no price."""
        return np.zeros(len(TYPES), dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that types do not have."""
        if word == "type-name":
            return [name for name, _ in TYPES.values()]
        if word == "type-code":
            return [code for _, code in TYPES.values()]
        plain = word.removesuffix("-change")
        read = _READS.get(plain)
        if read is None:
            return None
        found = self._each(self._now, read)
        return found if plain == word else found - self._each(self._before, read)

    def _each(self, tally: Tally, read: "_Read") -> I64:
        return np.array([read(tally, who) for who in TYPES], dtype=np.int64)


_Read = Callable[[Tally, str], int]


def _traded(side: Side, *, money: bool) -> _Read:
    return lambda tally, who: int(tally.traded(who, side, money=money).sum())


def _net(*, money: bool) -> _Read:
    return lambda tally, who: int(tally.net(who, money=money).sum())


def _price(side: Side) -> _Read:
    def read(tally: Tally, who: str) -> int:
        won, shares = (tally.traded(who, side, money=money).sum() for money in (True, False))
        return int(price_of(won, shares))

    return read


_READS: Final[Mapping[str, _Read]] = {
    "type-sold-shares": _traded("sell", money=False),
    "type-sold-won": _traded("sell", money=True),
    "type-bought-shares": _traded("buy", money=False),
    "type-bought-won": _traded("buy", money=True),
    "type-net-shares": _net(money=False),
    "type-net-won": _net(money=True),
    "type-sold-price": _price("sell"),
    "type-bought-price": _price("buy"),
}
