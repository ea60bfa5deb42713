"""Socket frames against their contracts: replies to what the client sent, REAL frames, the rest.

One ``Frames`` follows one socket: it is shown every frame in both directions, in order.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from kiwoom_mockserver.spec.frames import CONDITION_HIT, MAX_ENTRIES, control_frames, real_frame
from kiwoom_mockserver.spec.model import Catalogue, FrameSpec
from kiwoom_mockserver.spec.refusals import error_table
from kiwoom_mockserver.verify.bodies import Bodies
from kiwoom_mockserver.verify.findings import Finding, Kind, message, shown, type_name

CONDITION: Final = "02"
"""The realtime type of condition hits; it is watched by CNSRREQ, not registered."""

ANSWERED: Final = frozenset({"LOGIN", "REG", "REMOVE"})
ACCOUNT_ITEMS: Final = frozenset({"account", "none"})
ANY_VALUES: Final = {"type": "object", "title": "values"}

Frame = dict[str, Any]


class Frames:
    """Judges the frames of one socket."""

    def __init__(self, catalogue: Catalogue, bodies: Bodies) -> None:
        self._catalogue = catalogue
        self._bodies = bodies
        self._strict = bodies.level == "documented"
        self._control = control_frames(tuple(catalogue.realtime))
        self._registered: dict[str, set[str]] = {}
        self._searches: dict[str, str] = {}
        self.heard: dict[str, int] = {}
        """How many entries or replies of each type and frame came."""
        self.refused: dict[str, str] = {}
        """Frames that were refused, and why."""

    def sent(self, data: bytes | str) -> None:
        """The client sent a frame; what it asks for decides what may come."""
        frame = _read(data)
        if not isinstance(frame, dict):
            return
        match frame.get("trnm"):
            case "REG":
                for type_, item in _pairs(frame):
                    self._registered.setdefault(type_, set()).add(item)
            case "CNSRREQ":
                self._searches[_text(frame, "seq")] = _text(frame, "search_type")

    def received(self, data: bytes | str) -> Iterator[Finding]:
        """Every finding about a frame of the server."""
        frame = _read(data)
        if not isinstance(frame, dict):
            seen = "no JSON" if frame is None else type_name(frame)
            yield Finding(Kind.ENVELOPE, "socket", "", "a JSON object", seen)
            return
        name = frame.get("trnm")
        if name == "REAL":
            yield from self._real(frame)
        elif _is_refusal(frame):
            yield from self._refusal(str(name), frame)
        elif name in ANSWERED:
            self._count(name)
            yield from self._judge(name, self._control[f"{name}.reply"], frame)
        elif name in {"PING", "SYSTEM"}:
            self._count(name)
            yield from self._judge(name, self._control[name], frame)
        elif (spec := self._search(frame)) is not None:
            self._count(spec.api_id)
            yield from self._bodies.judge(spec.api_id, spec.response_schema, frame)
        else:
            yield Finding(Kind.CODE, "socket", "trnm", "a known trnm", shown("trnm", name))

    def _judge(self, subject: str, schema: Mapping[str, Any], frame: Frame) -> Iterator[Finding]:
        yield from self._bodies.judge(subject, schema, frame, frame=True)

    def _refusal(self, name: str, frame: Frame) -> Iterator[Finding]:
        subject = name or "socket"
        code, text = str(frame["return_code"]), str(frame.get("return_msg", ""))
        self.refused[subject] = f"{code} {message(text)}"
        schema = self._control["REFUSED"]
        yield from self._bodies.judge(f"{subject} refused", schema, frame, frame=True)
        spec = error_table().get(code)
        if self._strict and (spec is None or spec.form != "socket"):
            expected = "a socket code of contracts/errors.json"
            yield Finding(Kind.CODE, f"{subject} refused", "return_code", expected, repr(code))

    def _search(self, frame: Frame) -> FrameSpec | None:
        """The condition search a frame answers."""
        asked = [one for one in self._catalogue.frames.values() if one.trnm == frame.get("trnm")]
        if len(asked) < 2:
            return asked[0] if asked else None
        # Two searches share a trnm; the one that was asked for says which, else its paging does.
        searched = self._searches.get(_text(frame, "seq").strip())
        plain = searched == "0" if searched is not None else "cont_yn" in frame
        by_paging = {"cont_yn" in one.response_schema["properties"]: one for one in asked}
        return by_paging.get(plain, asked[0])

    def _real(self, frame: Frame) -> Iterator[Finding]:
        yield from self._judge("REAL", _ENVELOPE if self._strict else _LOOSE, frame)
        entries = frame.get("data")
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict):
                yield from self._entry(index, entry)

    def _entry(self, index: int, entry: Frame) -> Iterator[Finding]:
        pointer = f"/data/{index}"
        type_, values = _text(entry, "type"), entry.get("values")
        if type_ == CONDITION:
            schema, name = _HIT_VALUES, "조건검색"
        elif spec := self._catalogue.realtime.get(type_):
            schema, name = spec.schema, spec.name
        else:
            if isinstance(entry.get("type"), str):
                expected, seen = "a known realtime type", shown("type", type_)
                yield Finding(Kind.CODE, "REAL", "data[].type", expected, seen, pointer)
            return
        self._count(type_)
        if isinstance(values, dict):
            yield from self._bodies.judge(type_, schema, values)
        told = entry.get("name")
        if isinstance(told, str) and told != name:
            seen = shown("name", told)
            yield Finding(Kind.ENVELOPE, type_, "name", repr(name), seen, f"{pointer}/name")
        item = entry.get("item")
        if self._strict and isinstance(item, str) and not self._asked_for(type_, item):
            expected, seen = "an item that was registered", shown("item", item)
            yield Finding(Kind.DISAGREEMENT, type_, "item", expected, seen, f"{pointer}/item")

    def _asked_for(self, type_: str, item: str) -> bool:
        if type_ == CONDITION:
            return bool(self._searches)
        items = self._registered.get(type_)
        if items is None:
            return False
        return item in items or self._catalogue.realtime[type_].item in ACCOUNT_ITEMS

    def _count(self, name: str) -> None:
        self.heard[name] = self.heard.get(name, 0) + 1


def _without_values(most: int) -> dict[str, Any]:
    schema = real_frame("", "", ANY_VALUES)
    data = dict(schema["properties"]["data"])
    members = {name: {"type": "string"} for name in ("type", "name", "item")}
    data["items"] = {
        **data["items"],
        "properties": {"values": ANY_VALUES, **members},
        "additionalProperties": False,
    }
    if most:
        data["maxItems"] = most
    else:
        data.pop("maxItems")
    return {**schema, "properties": {**schema["properties"], "data": data}}


_ENVELOPE: Final = _without_values(MAX_ENTRIES)
_LOOSE: Final = _without_values(0)
"""More than the most entries ever seen may well come."""

_HIT_VALUES: Final = CONDITION_HIT["properties"]["data"]["items"]["properties"]["values"]


def _read(data: bytes | str) -> Any:
    try:
        return orjson.loads(data)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return None


def _is_refusal(frame: Frame) -> bool:
    code = frame.get("return_code")
    return isinstance(code, int) and not isinstance(code, bool) and code != 0


def _text(frame: Frame, name: str) -> str:
    value = frame.get(name)
    return value if isinstance(value, str) else ""


def _pairs(frame: Frame) -> Iterator[tuple[str, str]]:
    """Every type and item that a REG names."""
    entries = frame.get("data")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            for type_ in entry.get("type") or ():
                for item in entry.get("item") or ("",):
                    yield str(type_), str(item)
