"""What is said on a socket to hear everything chosen; frames in, frames to send out, no I/O.

LOGIN, then a REG of all types, then the condition searches one after the other; what is watched is
cleared at the end. PINGs are echoed.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.verify.frames import Frames
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.replies import Outcome
from kiwoom_mockserver.verify.selection import Selection

ITEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "stock": ("005930", "000660"),
    "sector": ("001", "101"),
    "etf": ("069500",),
    "gold": ("MGD", "MGU"),
    "account": ("",),
    "none": ("",),
}
"""What is registered, by the kind of item of a type; an ELW's code has to be looked up."""

GROUP: Final = "1"

SEARCHES: Final = frozenset({"CNSRLST", "CNSRREQ", "CNSRCLR"})
"""Frames that are answered one by one."""


class Listener:
    """One socket's conversation; the judge sees all of it."""

    def __init__(
        self, judge: Judge, selection: Selection, token: str, items: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._judge = judge
        self._catalogue: Catalogue = judge.catalogue
        self._selection = selection
        self._token = token
        self._items = {**ITEMS, **items}
        self._frames: Frames = judge.socket()
        self._unanswered = 0
        self._watched = ""
        self._leaving = False
        self.closed = False
        """Whether the server said that it ends the conversation."""

    @property
    def settled(self) -> bool:
        """Whether every search that was sent has its answer."""
        return not self._unanswered

    def begin(self) -> list[str]:
        """The frames to send first."""
        return [self._send({"trnm": "LOGIN", "token": self._token})]

    def received(self, data: bytes | str) -> list[str]:
        """The frames to send after one of the server's; it is judged."""
        self._judge.add(self._frames.received(data))
        try:
            frame = orjson.loads(data)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            return []
        if not isinstance(frame, dict):
            return []
        return [self._send(one) for one in self._next(frame)]

    def leave(self) -> list[str]:
        """The frames to send before the last ones: the condition is watched no longer."""
        self._leaving = True
        return [self._send(one) for one in self._clear()]

    def end(self) -> list[str]:
        """The frames to send last; types of which nothing was heard are noted as silent."""
        for name in (*self._selection.types, *self._selection.frames):
            if name not in self._frames.heard:
                self._judge.note(name, Outcome.SILENT, "nothing came while it was listened to")
        data = list(self._registrations())
        return [self._send({"trnm": "REMOVE", "grp_no": GROUP, "data": data})] if data else []

    def _next(self, frame: dict[str, Any]) -> Iterator[dict[str, Any]]:
        seq, accepted = frame.get("seq", ""), frame.get("return_code") == 0
        if frame.get("trnm") in SEARCHES:
            self._unanswered -= 1
        match frame.get("trnm"):
            case "PING":
                yield frame
            case "SYSTEM":
                self.closed = True
            case "LOGIN" if accepted:
                if data := list(self._registrations()):
                    yield {"trnm": "REG", "grp_no": GROUP, "refresh": "1", "data": data}
                if self._selection.frames:
                    yield {"trnm": "CNSRLST"}
            case "CNSRLST" if accepted and set(self._selection.frames) - {"ka10171"}:
                if told := _first_number(frame):
                    yield self._search(told, "0") | {"cont_yn": "N", "next_key": ""}
            case "CNSRREQ" if "cont_yn" in frame:
                yield self._search(seq, "1")
            case "CNSRREQ" if accepted:
                self._watched = seq
                if self._leaving:
                    yield from self._clear()

    def _clear(self) -> Iterator[dict[str, Any]]:
        if self._watched:
            yield {"trnm": "CNSRCLR", "seq": self._watched}
        self._watched = ""

    def _search(self, seq: str, search_type: str) -> dict[str, Any]:
        return {"trnm": "CNSRREQ", "seq": seq.strip(), "search_type": search_type, "stex_tp": "K"}

    def _registrations(self) -> Iterator[dict[str, Any]]:
        """An entry for each kind of item, with the types that take it."""
        kinds: dict[str, list[str]] = {}
        for name in self._selection.types:
            kinds.setdefault(self._catalogue.realtime[name].item, []).append(name)
        for kind, types in kinds.items():
            if items := self._items.get(kind):
                yield {"item": list(items), "type": types}

    def _send(self, frame: dict[str, Any]) -> str:
        text = orjson.dumps(frame).decode()
        self._unanswered += frame["trnm"] in SEARCHES
        self._frames.sent(text)
        return text


def _first_number(frame: dict[str, Any]) -> str:
    rows = frame.get("data")
    row = rows[0] if isinstance(rows, list) and rows else None
    number = row[0] if isinstance(row, list) and row else ""
    return number if isinstance(number, str) else ""
