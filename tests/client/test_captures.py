"""The client reads what the real servers said; needs the captures beside the repository."""

import json
import re
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kiwoom_thinclient import catalogue
from kiwoom_thinclient.errors import LedgerError, LimitError, SocketError, TakenOverError
from kiwoom_thinclient.formats import values
from kiwoom_thinclient.line import Line, search
from kiwoom_thinclient.protocol import Page, refusal
from kiwoom_thinclient.reply import Reply
from tests.spec.corpus import FACTS, needs_facts

pytestmark = needs_facts

CAPTURES = sorted((FACTS / "captures").glob("*.json"))
SOCKET = ("ka10171", "ka10172", "ka10173", "ka10174")


def of(*kinds: str) -> list[Path]:
    return [path for path in CAPTURES if path.stem.partition("__")[0] in kinds]


REPLIES = [path for path in CAPTURES if re.match(r"k[at]\d{5}__", path.stem)]
REPLIES = [path for path in REPLIES if path.stem[:7] not in SOCKET]


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def frames(path: Path) -> list[Any]:
    found = read(path)
    return found if isinstance(found, list) else [found]


def digits(text: str) -> str:
    return re.sub(r"\D", "", text).lstrip("0")


def check(value: object, text: str) -> None:
    """The value says what the text says; an oracle that knows no formats."""
    match value:
        case None:
            assert text.strip(" ") in ("", "00000000", "888888", "999999")
        case str():
            assert value == text.strip(" ")
        case int() | Decimal():
            assert digits(f"{value:f}" if isinstance(value, Decimal) else str(value)).rstrip(
                "0"
            ) == digits(text).rstrip("0")
        case datetime() | date() | time():
            assert digits(text) in digits(value.isoformat())
        case _:
            raise AssertionError(f"{value!r} for {text!r}")


def checked(read: dict[str, Any], body: dict[str, Any]) -> int:
    for name, value in read.items():
        if isinstance(value, list):
            for row, texts in zip(value, body.get(name) or [], strict=True):
                checked(row, texts)
        else:
            check(value, str(body.get(name) or ""))
    return len(read)


@pytest.mark.parametrize("path", REPLIES, ids=lambda path: path.stem)
def test_every_live_reply_has_values(path: Path) -> None:
    operation = catalogue.operation(path.stem.partition("__")[0])

    def no_more(key: str) -> Reply[Any, Any]:
        raise AssertionError("nothing follows")

    body = read(path)
    reply: Reply[Any, Any] = Reply(operation, Page(body), no_more)
    assert checked(reply.values(), body)


@pytest.mark.parametrize("path", of("0A", "0B", "0J", "1h"), ids=lambda path: path.stem)
def test_every_live_tick_has_values(path: Path) -> None:
    line = Line()
    ticks = [tick for frame in frames(path) for tick in line.received(json.dumps(frame)).ticks]
    for tick in ticks:
        assert checked(tick.values(), dict(tick.body))


@pytest.mark.parametrize("path", of("ka10172"), ids=lambda path: path.stem)
def test_every_live_search_has_rows(path: Path) -> None:
    for frame in frames(path):
        for row in frame.get("data") or []:
            found = values(row, catalogue.SEARCH, "search", "strict")
            assert checked(found, row)
            assert -30 <= found["12"] <= 30, "a day's change in per cent"


@pytest.mark.parametrize("path", of("error"), ids=lambda path: path.stem)
def test_every_live_refusal_has_its_code(path: Path) -> None:
    body = read(path)
    error = refusal(200, body["return_code"], body["return_msg"])
    assert error.code in body["return_msg"]
    assert error.code
    assert isinstance(error, LedgerError) == (body["return_code"] == 20)
    assert isinstance(error, LimitError) == (body["return_code"] == 5)


@pytest.mark.parametrize(
    "path",
    of("LOGIN", "SYSTEM", "WSERR", "REG", "PING", "CNSRREQ-error"),
    ids=lambda path: path.stem,
)
def test_every_live_frame_is_understood(path: Path) -> None:
    for frame in frames(path):
        line = Line()
        line.connected("T")
        asked = search(str(frame.get("seq", "0")), "K", "1")
        line.ask(asked)
        text = json.dumps(frame)
        if frame.get("code") == "R10001":
            with pytest.raises(TakenOverError, match="R10001"):
                line.received(text)
        elif frame["trnm"] == "LOGIN" and "CODE=8031" in frame.get("return_msg", ""):
            with pytest.raises(SocketError, match="8031"):
                line.received(text)
        else:
            outcome = line.received(text)
            echoed = [text] if frame["trnm"] == "PING" else []
            assert outcome.send == echoed
            answered = [question for question, _ in outcome.answered]
            assert answered == ([asked] if frame["trnm"] == "CNSRREQ" else [])
