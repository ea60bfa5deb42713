"""One rule: which requests it is for, how often it bites, and what it does then.

Rules are JSON or YAML of the form that ``fixtures/scenarios/scenario.schema.json`` describes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final, NamedTuple

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import FaultError
from kiwoom_mockserver.spec.refusals import error_table
from kiwoom_mockserver.spec.samples import key
from kiwoom_mockserver.spec.schema import violations
from kiwoom_mockserver.wire.errors import WireError

MAX_RULES: Final = 1_000
"""Rules one server keeps."""

FILLED: Final = ("api_id", "path", "rate", "code", "parameter", "reason", "limit", "exchange")
"""Places in an error's text that are filled from the request, where the rule does not."""


ON_REQUESTS: Final = frozenset({"api_id", "body", "page"})
ON_FRAMES: Final = frozenset({"trnm", "type", "item"})
"""What only rules about answers match by, and only those about frames."""
ON_OTHERS: Final = {
    "effects": ON_FRAMES,
    "socket": ON_REQUESTS,
    "server": ON_FRAMES | ON_REQUESTS | {"appkey"},
}
"""What rules with these effects do not match by."""


class Asked(NamedTuple):
    """What a rule looks at; ``clock`` is world time as HH:MM:SS."""

    api_id: str
    body: Mapping[str, Any]
    appkey: str
    clock: str
    is_next_page: bool


class Sent(NamedTuple):
    """What a rule looks at of a frame; ``pairs`` are the types and items of a REAL frame."""

    trnm: str
    pairs: Sequence[tuple[str, str]]
    appkey: str
    clock: str


@dataclass(slots=True, eq=False)
class Rule:
    """A rule at work: it counts the requests or frames it fits, and those it bit."""

    name: str
    effects: Mapping[str, Any] = field(default_factory=dict)
    socket: Mapping[str, Any] = field(default_factory=dict)
    server: Mapping[str, Any] = field(default_factory=dict)
    match: Mapping[str, Any] = field(default_factory=dict)
    after: int = 0
    every: int = 1
    times: int = 0
    chance: float = 1.0
    matched: int = 0
    bitten: int = 0

    def fits(self, asked: Asked) -> bool:
        """Whether the request is one of those the rule is for."""
        match = self.match
        page = match.get("page")
        return (
            _is_one_of(asked.api_id, match.get("api_id", "*"))
            and self._fits_caller(asked.appkey, asked.clock)
            and (page is None or (page == "next") == asked.is_next_page)
            and all(asked.body.get(name) == text for name, text in match.get("body", {}).items())
        )

    def fits_frame(self, sent: Sent) -> bool:
        """Whether the frame is one of those the rule is for."""
        match = self.match
        type_, item = match.get("type", "*"), match.get("item", "*")
        narrow = "type" in match or "item" in match
        return (
            _is_one_of(sent.trnm, match.get("trnm", "*"))
            and self._fits_caller(sent.appkey, sent.clock)
            and (
                not narrow
                or any(_is_one_of(t, type_) and _is_one_of(i, item) for t, i in sent.pairs)
            )
        )

    def _fits_caller(self, appkey: str, clock: str) -> bool:
        begin, end = self.match.get("between", ("00:00:00", "24:00:00"))
        return bool(self.match.get("appkey", appkey) == appkey and begin <= clock < end)

    def is_on(self, clock: str) -> bool:
        """Whether it is the rule's time of day."""
        return self._fits_caller(self.match.get("appkey", ""), clock)

    def bites(self, seed: int) -> bool:
        """Whether one more request or frame that fits, counted now, gets the effects."""
        self.matched += 1
        turn = self.matched - self.after - 1
        if turn < 0 or turn % self.every or (self.times and self.bitten >= self.times):
            return False
        if self.chance < 1 and key(seed, self.name, self.matched) >= self.chance * 2**64:
            return False
        self.bitten += 1
        return True

    def shown(self) -> dict[str, Any]:
        """The rule as data again, with what it has counted."""
        return {
            "name": self.name,
            "match": self.match,
            "after": self.after,
            "every": self.every,
            "times": self.times,
            "chance": self.chance,
            **({"effects": self.effects} if self.effects else {}),
            **({"socket": self.socket} if self.socket else {}),
            **({"server": self.server} if self.server else {}),
            "matched": self.matched,
            "bitten": self.bitten,
        }


class RuleBook:
    """The rules of one kind, oldest first."""

    def __init__(self, seed: int, kind: str) -> None:
        self._seed = seed
        self._kind = kind
        self._made = 0
        self.rules: dict[tuple[str, str], Rule] = {}
        """By name and by the appkey they are for, so that two users may name alike."""
        self.rest: list[Rule] = []
        """Those with effects on answers."""
        self.socket: list[Rule] = []
        """Those with effects on frames."""
        self.server: list[Rule] = []
        """Those with effects on the server itself."""

    def add(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """The rules are at work; their names. A known name, for the same appkey, is replaced.

        Raises FaultError, and adds none, when one makes no sense or there are too many.
        """
        found = []
        for row in rows:
            check({"rules": [row]})
            found.append(Rule(**{"name": self._name(row), **row}))
        more = {(rule.name, rule.match.get("appkey", "")): rule for rule in found}
        if len(self.rules.keys() | more.keys()) > MAX_RULES:
            raise FaultError(f"more than {MAX_RULES} rules; remove some first")
        self.rules |= more
        self._sort()
        return [rule.name for rule in found]

    def biting(self, asked: Asked) -> list[Rule]:
        """The rules whose effects the request gets, oldest first; all are counted."""
        return [rule for rule in self.rest if rule.fits(asked) and rule.bites(self._seed)]

    def disturbing(self, sent: Sent) -> list[Rule]:
        """The rules whose effects the frame gets, oldest first; all are counted."""
        return [rule for rule in self.socket if rule.fits_frame(sent) and rule.bites(self._seed)]

    def beginning(self, after: datetime, until: datetime) -> list[Rule]:
        """The rules about the server whose time has begun since ``after``; all are counted."""
        found = []
        for rule in self.server:
            clock = time.fromisoformat(rule.match["between"][0])
            begun = datetime.combine(until.date(), clock, until.tzinfo)
            begun -= timedelta(days=begun > until)
            if after < begun and rule.bites(self._seed):
                found.append(rule)
        return found

    def remove(self, name: str) -> bool:
        """The rules of this name are gone; whether there were any."""
        found = [place for place in self.rules if place[0] == name]
        for place in found:
            del self.rules[place]
        self._sort()
        return bool(found)

    def clear(self, appkey: str | None = None) -> None:
        """No rule is left; with an appkey, none that is for this one alone."""
        for place in list(self.rules):
            if appkey is None or place[1] == appkey:
                del self.rules[place]
        self._sort()

    def shown(self) -> list[dict[str, Any]]:
        """All rules as data, with what they have counted."""
        return [rule.shown() for rule in self.rules.values()]

    def _sort(self) -> None:
        self.rest = [rule for rule in self.rules.values() if rule.effects]
        self.socket = [rule for rule in self.rules.values() if rule.socket]
        self.server = [rule for rule in self.rules.values() if rule.server]

    def _name(self, row: Mapping[str, Any]) -> str:
        if "name" in row:
            return str(row["name"])
        self._made += 1
        return f"{self._kind}-{self._made}"


def check(scenario: object) -> None:
    """The scenario can be carried out; raises FaultError that says what is wrong where."""
    found = next(violations(_schema(), scenario), None)
    if found is not None:
        raise FaultError(f"a scenario of faults: {found}")
    assert isinstance(scenario, dict)
    for row in scenario["rules"]:
        match = row.get("match", {})
        if not row.keys() & {"effects", "socket", "server"}:
            raise FaultError(
                "a rule has effects on answers, or socket, effects on frames, or server, effects "
                "on the server itself"
            )
        if "server" in row and "between" not in match:
            raise FaultError("a rule with server says between which times of day")
        for part, names in ON_OTHERS.items():
            other = match.keys() & names if part in row else ()
            if other:
                raise FaultError(f"a rule with {part} does not match by {', '.join(sorted(other))}")
        begin, end = match.get("between", ("0", "1"))
        if begin >= end:
            raise FaultError(f"between {begin} and {end} lies nothing; the earlier goes first")
        error = row.get("effects", {}).get("error")
        if error is not None:
            refusal_of(error, {})


def refusal_of(error: Mapping[str, Any] | str, known: Mapping[str, object]) -> WireError:
    """The refusal an effect names; ``known`` fills its text where the rule does not.

    Raises FaultError for a code that REST does not have.
    """
    told: Mapping[str, Any] = {"code": error} if isinstance(error, str) else error
    code, _, variant = str(told["code"]).partition("/")
    spec = error_table().get(str(told["code"]))
    if spec is None or spec.form not in ("wrapped", "ledger"):
        raise FaultError(f"contracts/errors.json has no REST error {told['code']!r}")
    values = {**dict.fromkeys(FILLED, "-"), "quantity": 0, **known, **told.get("values", {})}
    return WireError(code, variant, told.get("status"), **values)


def _is_one_of(text: str, patterns: str | Sequence[str]) -> bool:
    several = [patterns] if isinstance(patterns, str) else patterns
    return any(fnmatchcase(text, pattern) for pattern in several)


@cache
def _schema() -> dict[str, Any]:
    path = resources.data_folder("fixtures") / "scenarios" / "scenario.schema.json"
    schema: dict[str, Any] = orjson.loads(path.read_bytes())
    return schema
