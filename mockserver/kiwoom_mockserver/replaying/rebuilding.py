"""Answers that nobody asked for while a session was recorded, made from what its frames told.

Quotes, charts so far and rankings come from a small world that holds the recorded issues alone.
What frames do not tell, a company's figures, who bought, other days, is left empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.feeds.recorded import RecordedTape
from kiwoom_mockserver.feeds.recorded_market import RecordedMarket
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.sources import Sources
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.following import Following
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.world import World, ground_of

_BARS: Final = frozenset((
    "code", "name", "exchange", "date", "time", "last-price", "close-price", "open-price",
    "high-price", "low-price", "trade-price", "base-price", "change", "change-rate", "change-sign",
    "volume", "turnover", "trade-volume", "accumulated-volume", "accumulated-turnover",
    "left-blank",
))  # fmt: skip
"""Words of trades and bars that frames tell."""

_QUOTES: Final = _BARS | frozenset((
    "ask-price", "bid-price", "rank", "current-rank", "previous-close-price", "upper-limit-price",
    "lower-limit-price", "symbol", "strength", "book-time", "change-from-open",
))  # fmt: skip
"""Words of an issue at an instant that frames of trades tell."""

_BOOKS: Final = frozenset((
    "ask-quantity", "bid-quantity", "ask-total", "bid-total", "net-bid-total", "bid-ratio",
    "ask-ratio",
    *(f"{side}-{what}/{level}" for side in ("ask", "bid") for what in ("price", "quantity")
      for level in range(1, 11)),
))  # fmt: skip
"""Words that frames of books tell."""

_KRX: Final = {"stex_tp": frozenset(["", "1", "3"])}


@dataclass(frozen=True, slots=True)
class Rule:
    """What an operation's answer is made of: words, whether books are needed, codes that fit."""

    words: frozenset[str]
    books: bool = False
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)


_QUOTE, _BAR, _RANKED = Rule(_QUOTES), Rule(_BARS), Rule(_QUOTES, only=_KRX)

REBUILT: Final[Mapping[str, Rule]] = {
    **dict.fromkeys(("ka10001", "ka10006", "ka10007", "ka10095"), _QUOTE),
    "ka10004": Rule(_QUOTES, books=True),
    **dict.fromkeys(("ka10003", "ka10079", "ka10080", "ka10081"), _BAR),
    **dict.fromkeys(("ka10018", "ka10027", "ka10028", "ka10032"), _RANKED),
    "ka10020": Rule(_QUOTES, books=True, only=_KRX),
    "ka10030": Rule(_QUOTES, only={**_KRX, "mrkt_open_tp": frozenset(["", "0"])}),
}
"""Operations that are answered from frames."""


class NotRecordedError(SessionError):
    """The recording has not told by now what an answer needs."""


class Rebuilder:
    """A source of answers over the recorded issues; ``world`` is the one whose clock replays."""

    def __init__(self, settings: Settings, world: World, tape: RecordedTape) -> None:
        self._tape = tape
        self._clock = world.clock
        codes, day = frozenset(tape.codes), day_at(tape.day)
        issues = Instruments(
            # What has traded is listed.
            replace(one, listing_date=min(one.listing_date, day))
            for one in world.instruments.all
            if one.code in codes
        )
        alone = Following(world.seed, len(issues), (), ())
        ground = ground_of(issues, world.seed, world.anchor, alone)
        market = RecordedMarket(ground, issues, tape, self._now)
        self.world = replace(world, instruments=issues, other_market=market)
        self._sources = Sources(settings, self.world)

    def covers(self, api_id: str) -> bool:
        """Whether the operation's answer can be made from frames at all."""
        return api_id in REBUILT

    def answer(self, call: Call) -> Draft:
        """What frames told until now; raises NotRecordedError that says what is missing."""
        rule = REBUILT[call.operation.api_id]
        for name, codes in rule.only.items():
            if call.values.get(name, "") not in codes:
                told = f"{name}={call.values[name]} cannot be answered from what was recorded"
                raise NotRecordedError(told)
        if call.instant.day != self._tape.day:
            raise NotRecordedError(f"{call.instant.date} was not recorded")
        now = self._now()
        asked = call.codes or ((call.code,) if call.code else ())
        for code in asked:
            if not self._tape.has_trades(code, now):
                raise NotRecordedError(f"no trade of {code} was recorded by now")
        held = asked or [code for code in self._tape.codes if self._tape.has_trades(code, now)]
        booked = bool(held) and all(self._tape.has_book(code, now) for code in held)
        if rule.books and not booked:
            raise NotRecordedError("no order book (0D) was recorded by now")
        draft = self._sources.answer(call)
        return _told(call, draft, rule.words | _BOOKS if booked else rule.words)

    def _now(self) -> int:
        return millis(self._clock.now())


def _told(call: Call, draft: Draft, words: frozenset[str]) -> Draft:
    """The draft without what frames do not tell, and without other days."""
    specs = {spec.name: spec for spec in call.operation.response}
    values = {name: value for name, value in draft.values.items() if specs[name].word in words}
    tables: dict[str, Mapping[str, Sequence[Value]]] = {}
    rows, more = {}, draft.more
    for name in {**draft.rows, **draft.tables}:
        words_of = {spec.name: spec.word for spec in specs[name].children}
        columns = draft.tables.get(name, {})
        count = draft.rows.get(name, len(next(iter(columns.values()), ())))
        rows[name] = _days_kept(words_of, columns, call.instant.date, count)
        more = more and rows[name] == count
        tables[name] = {
            one: column[: rows[name]] for one, column in columns.items() if words_of[one] in words
        }
    return replace(draft, values=values, tables=tables, rows=rows, more=more, blank=True)


def _days_kept(
    words: Mapping[str, str], columns: Mapping[str, Sequence[Value]], day: date, count: int
) -> int:
    """How many rows, the newest first, are of the day."""
    for name, column in columns.items():
        if words[name] == "date":
            days = [one.date() if isinstance(one, datetime) else one for one in column]
            return sum(one == day for one in days)
    return count
