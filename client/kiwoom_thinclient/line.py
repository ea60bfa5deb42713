"""The socket's protocol without the socket: frames in, what follows from them out.

One ``Line`` outlives its connections. It remembers what was registered and watched, so that the
next connection asks for it again: the server forgets registrations when a connection ends, but
keeps watched conditions, and refuses to watch them twice.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiwoom_thinclient import catalogue
from kiwoom_thinclient.errors import SocketError, TakenOverError
from kiwoom_thinclient.formats import Errors, values

ITEMS_A_FRAME = 100
"""Items one REG names: as many as a group may hold, far below the frame limit of 64 KiB."""
TAKEN_OVER = "R10001"
WATCHED_ALREADY = "900003"

_SEQ = re.compile(r"\(seq=\s*(\w+)")
_DEAD_TOKEN = "CODE=8005"

Key = tuple[str, str, str]
"""Group, realtime type and item of one registration."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One entry of a REAL frame; ``body`` holds its texts by FID."""

    type: str
    item: str
    name: str
    body: Mapping[str, Any] = field(repr=False)

    def values(self, errors: Errors = "strict") -> dict[str, Any]:
        """The texts by FID as int, Decimal, date, time or str, None for blanks."""
        formats = catalogue.REALTIME.get(self.type, {"fields": {}})["fields"]
        sent = {fid: form for fid, form in formats.items() if fid in self.body}
        return values(self.body, sent, f"realtime {self.type}", errors)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A frame that is answered by another of the same ``trnm``, and of the same ``seq``."""

    trnm: str
    rest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The frame as it is sent."""
        return _text({"trnm": self.trnm, **self.rest})


@dataclass(slots=True)
class Outcome:
    """What follows from a frame: texts to send, answers, ticks, and how a login went."""

    send: list[str] = field(default_factory=list, repr=False)
    answered: list[tuple[Question, Mapping[str, Any]]] = field(default_factory=list, repr=False)
    ticks: list[Tick] = field(default_factory=list)
    logged_in: bool = False
    dead_token: SocketError | None = None
    """The login was refused, but another token may be accepted."""


class Line:
    """What later connections ask for again, and which questions of this one are open.

    ``registered`` holds keys in order, ``watched`` the exchange of each condition by its number.
    """

    def __init__(self) -> None:
        self.registered: dict[Key, None] = {}
        self.watched: dict[str, str] = {}
        self._open: list[Question] = []
        self._restoring: list[Question] = []
        self._listed = False

    def connected(self, token: str) -> str:
        """A connection begins with this text; the last one's open questions have no answer."""
        self._open, self._restoring, self._listed = [], [], False
        return _text({"trnm": "LOGIN", "token": token})

    def ask(self, question: Question) -> list[str]:
        """The question is open, and these texts are to be sent."""
        asked = [question]
        if question.trnm == "CNSRREQ" and not self._listed:
            # Without a CNSRLST on the same connection the server stays silent.
            asked.insert(0, Question("CNSRLST"))
        self._listed = self._listed or question.trnm in ("CNSRREQ", "CNSRLST")
        self._open += asked
        return [one.text for one in asked]

    def forget(self, question: Question) -> None:
        """Nobody waits for the answer any more."""
        self._open = [one for one in self._open if one is not question]

    def received(self, text: str | bytes) -> Outcome:
        """What follows from a frame; SocketError when there is no use in connecting again."""
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError):
            frame = None
        outcome = Outcome()
        match frame:
            case {"trnm": "PING"}:
                outcome.send = [text if isinstance(text, str) else _text(frame)]
            case {"trnm": "REAL", "data": list(entries)}:
                outcome.ticks = [_tick(entry) for entry in entries if isinstance(entry, dict)]
            case {"trnm": "LOGIN"}:
                outcome.dead_token = error = refusal(frame)
                if error and _DEAD_TOKEN not in error.message:
                    raise error
                outcome.logged_in = error is None
                self._restoring = list(self._restore()) if error is None else []
                outcome.send = [text for one in self._restoring for text in self.ask(one)]
            case {"trnm": "SYSTEM", "code": code} if code == TAKEN_OVER:
                # To log in again would throw the other out, who would do the same.
                raise TakenOverError(str(frame.get("message", "")), TAKEN_OVER)
            case {"trnm": str(trnm)}:
                outcome.answered = [(one, frame) for one in self._answers(trnm, frame)]
        return outcome

    def _answers(self, trnm: str, frame: Mapping[str, Any]) -> Iterator[Question]:
        """The question that the frame answers, unless it is one of our own."""
        seq = _seq(frame)
        for question in self._open:
            asked = _seq(question.rest)
            if question.trnm == trnm and (not seq or not asked or seq == asked):
                break
        else:
            return
        self.forget(question)
        if question not in self._restoring:
            yield question
        elif (error := refusal(frame)) and trnm != "CNSRCLR":
            raise error

    def _restore(self) -> Iterator[Question]:
        groups: dict[tuple[str, str], list[str]] = {}
        for group, type_, item in self.registered:
            groups.setdefault((group, type_), []).append(item)
        for (group, type_), items in groups.items():
            yield from registrations("REG", type_, items, group)
        for seq, exchange in self.watched.items():
            yield Question("CNSRCLR", {"seq": seq})
            yield search(seq, exchange, "1")


def registrations(trnm: str, type_: str, items: Iterable[str], group: str) -> Iterator[Question]:
    """REG or REMOVE of the items, a hundred a frame."""
    left = list(items)
    refresh = {"refresh": "1"} if trnm == "REG" else {}
    for start in range(0, len(left), ITEMS_A_FRAME):
        data = [{"item": left[start : start + ITEMS_A_FRAME], "type": [type_]}]
        yield Question(trnm, {"grp_no": group, **refresh, "data": data})


def search(seq: str, exchange: str, kind: str, next_key: str = "") -> Question:
    """CNSRREQ: kind 0 for the rows of now, 1 to be told of what comes and goes too."""
    paging = {"cont_yn": "Y" if next_key else "N", "next_key": next_key} if kind == "0" else {}
    return Question("CNSRREQ", {"seq": seq, "search_type": kind, "stex_tp": exchange, **paging})


def refusal(frame: Mapping[str, Any]) -> SocketError | None:
    """The error a frame tells of, if it does."""
    code = frame.get("return_code", "")
    if code in (0, "0"):
        return None
    return SocketError(str(frame.get("return_msg", "")), str(code))


def _seq(frame: Mapping[str, Any]) -> str:
    told = _SEQ.search(str(frame.get("return_msg", "")))
    return str(frame.get("seq", told[1] if told else "")).strip()


def _tick(entry: Mapping[str, Any]) -> Tick:
    type_, item, name = (str(entry.get(key, "")) for key in ("type", "item", "name"))
    body = entry.get("values")
    if not isinstance(body, dict):
        # Type 04 was reported with its FIDs beside the type instead of below values.
        body = {key: value for key, value in entry.items() if key.isdecimal()}
    return Tick(type_, item, name, body)


def _text(frame: Mapping[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
