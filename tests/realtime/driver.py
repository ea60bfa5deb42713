"""A connection with its surroundings, driven by hand on a clock that stands still."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from kiwoom_mockserver.realtime.conditions import ConditionRegistry
from kiwoom_mockserver.realtime.connection import (
    REAL_POLICY,
    Close,
    Connection,
    Effects,
    LoggedIn,
    Login,
    Policy,
    Send,
)
from kiwoom_mockserver.wire.errors import WireError

BYE = Close(1000, "Bye")
ALICE = Login("alice-key", "81000001")
BOB = Login("bob-key", "81000002")
TOKENS = {"alice-token": ALICE, "alice-again": ALICE, "bob-token": BOB}

CONDITIONS = (("0", "오름세"), ("1", "내림세"), ("2", "아무것도"), ("7", "없어진 것"))
ROWS = tuple({"9001": f"A{code:06d}", "302": f"종목{code}"} for code in range(1, 6))


class Tokens:
    """Knows three tokens; "paper-token" belongs to the other host."""

    def login(self, token: str) -> Login:
        if token == "paper-token":
            raise WireError("8031")
        if token not in TOKENS:
            raise WireError("8005")
        return TOKENS[token]


class Conditions:
    """Condition 2 matches nothing, 7 is listed but gone, N has one match, all others five."""

    def listing(self) -> Sequence[tuple[str, str]]:
        return CONDITIONS

    def rows(self, seq: str, exchange: str) -> Sequence[Mapping[str, str]] | None:
        if seq == "7":
            return None
        if seq == "2":
            return ()
        return ROWS[:1] if exchange == "N" else ROWS


def connect(policy: Policy = REAL_POLICY, registry: ConditionRegistry | None = None) -> Connection:
    """A connection that was opened at 0.0."""
    connection = Connection(Tokens(), Conditions(), registry or ConditionRegistry(), policy)
    assert connection.opened(0.0) == ()
    return connection


def logged_in(
    policy: Policy = REAL_POLICY,
    registry: ConditionRegistry | None = None,
    token: str = "alice-token",
) -> Connection:
    """A connection that was opened, and logged in, at 0.0."""
    connection = connect(policy, registry)
    effects = tell(connection, {"trnm": "LOGIN", "token": token})
    assert effects[0] == LoggedIn(TOKENS[token])
    return connection


def tell(connection: Connection, frame: Mapping[str, Any], now: float = 0.0) -> Effects:
    """What comes of the client's sending ``frame``."""
    return connection.received(orjson.dumps(frame).decode(), now)


def replies(effects: Effects) -> list[dict[str, Any]]:
    """The frames among the effects, decoded."""
    return [orjson.loads(effect.data) for effect in effects if isinstance(effect, Send)]


def answer(connection: Connection, frame: Mapping[str, Any], now: float = 0.0) -> dict[str, Any]:
    """The one frame that answers ``frame``."""
    (reply,) = replies(tell(connection, frame, now))
    return reply


def code_of(connection: Connection, frame: Mapping[str, Any], now: float = 0.0) -> int:
    """The return_code of the one frame that answers ``frame``."""
    code = answer(connection, frame, now)["return_code"]
    assert isinstance(code, int)
    return code


def reg(
    items: Any, types: Any = "0B", *, group: Any = "1", refresh: Any = "1", trnm: str = "REG"
) -> dict[str, Any]:
    """A REG with one entry."""
    entry = {"item": items, "type": types}
    return {"trnm": trnm, "grp_no": group, "refresh": refresh, "data": [entry]}


def remove(items: Any, types: Any = "0B", *, group: str = "1") -> dict[str, Any]:
    """A REMOVE with one entry, without refresh."""
    return {"trnm": "REMOVE", "grp_no": group, "data": [{"item": items, "type": types}]}


def codes(count: int, first: int = 0) -> list[str]:
    """That many distinct stock codes."""
    return [f"{number:06d}" for number in range(first, first + count)]
