"""What a source of answers gets and gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Final

from kiwoom_mockserver.settings import DEFAULT_AT
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.wire.paging import query_of
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.sandboxes import Sandbox
from kiwoom_mockserver.world.world import LAST_SECOND, Instant, World

_DAY_FIELDS: Final = ("base_dt", "qry_dt", "end_dt", "dt", "date")
_START: Final = "strt_dt"
_BOTH: Final = "_AL"
_EXCHANGES: Final = {"_NX": "NXT", _BOTH: "통합"}


@dataclass(eq=False)
class Call:
    """One admitted request: what is asked, by whom, of which world, from which row on.

    ``at`` is wall time of arrival; ``anchor`` the world's instant all pages of a query share.
    Never changed, though not frozen: that would cost every request a microsecond.
    """

    operation: OperationSpec
    values: Mapping[str, str]
    sandbox: Sandbox | None
    world: World
    at: float
    peer: str = ""
    first: int = 0
    anchor: datetime = DEFAULT_AT
    arrives: int | None = None
    """World milliseconds in which an order is to reach the exchange; None is as usual."""
    code: str = field(init=False)
    """The stock code asked for, empty when the operation takes none."""
    codes: tuple[str, ...] = field(init=False)
    """The stock codes asked for, when the operation takes a list of them."""
    issue: Instrument | None = field(init=False)
    """The issue asked for; None when none was, or it is unknown."""
    _query: bytes | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """What nearly every answer needs is looked up."""
        code, conduct = self.values.get("stk_cd", ""), self.operation.both_exchanges
        told = conduct == "both" or not code.endswith(_BOTH)
        self.codes = tuple(code.split("|")) if self.operation.takes_list else ()
        self.issue = self.find(code) if code and (told or conduct == "krx") else None
        self.code = code if told else code.removesuffix(_BOTH)

    def find(self, code: str) -> Instrument | None:
        """The issue with this code; None when nobody knows it, or not yet."""
        found = self.world.find(code)
        return None if found is None or found.listing_date > self.anchor.date() else found

    @property
    def query(self) -> bytes:
        """The bytes that identify what is asked, whatever the page."""
        # Not a cached property, whose lock costs more than this answer.
        if self._query is None:
            self._query = query_of(self.values)
        return self._query

    @property
    def exchange(self) -> str:
        """Whose trades the code asked for speaks of."""
        return _EXCHANGES.get(self.code[-3:], "KRX")

    @property
    def place(self) -> int | None:
        """Where that issue stands in the world."""
        return None if self.issue is None else self.world.instruments.place(self.issue.code)

    @cached_property
    def instant(self) -> Instant:
        """When the answer's newest row is of: now, or the end of the day asked for."""
        now = self.world.instant(self.anchor)
        day = self.day
        if day is None:
            return now
        asked = self.world.instant(datetime.combine(day, time(23, 59, 59)))
        return now if asked.day >= now.day else Instant(asked.day, LAST_SECOND)

    @cached_property
    def day(self) -> date | None:
        """The day the request names as its newest, if it is one."""
        for name in _DAY_FIELDS:
            text = self.values.get(name, "")
            if len(text) == 8:
                return _date(text)
        return None if self.operation.takes_range else _date(self.values.get(_START, ""))

    @cached_property
    def start(self) -> date | None:
        """The day the request names as its oldest, if it is one."""
        return _date(self.values.get(_START, "")) if self.operation.takes_range else None


def _date(text: str) -> date | None:
    if len(text) != 8 or not text.isascii() or not text.isdecimal():
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


@dataclass(eq=False, slots=True)
class Draft:
    """An answer in values of the world, not texts; what is missing is sampled.

    ``tables`` are columnar: table name to field name to equally long columns. ``rows`` says how
    many rows a table has that no column fills; ``blank`` that all other fields are empty. Whoever
    makes a draft fills it; whoever gets one only reads.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    tables: dict[str, Mapping[str, Sequence[Value]]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    more: bool = False
    cursor: int | None = None
    """Where the next page begins; None where rows are counted from the first."""
    blank: bool = False
    blank_rows: frozenset[int] = frozenset()
    """Rows of every table that hold nothing: codes the world does not know."""
    told: Mapping[str, str] = field(default_factory=dict)
    """What fills the placeholders of the operation's ``return_msg``."""
