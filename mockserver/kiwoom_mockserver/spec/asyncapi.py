"""The socket part of the catalogue as an AsyncAPI 3.0 document, told from the server's side:
it receives LOGIN and sends REAL.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from kiwoom_mockserver import __version__
from kiwoom_mockserver.spec.annotations import described, with_const
from kiwoom_mockserver.spec.frames import CONDITION_HIT, control_frames, real_frame_of
from kiwoom_mockserver.spec.model import Catalogue, FrameSpec

ADDRESS: Final = "/api/dostk/websocket"
CHANNEL: Final = "websocket"

_ABOUT: Final = """\
Text frames, JSON. The first frame is LOGIN with the token of au10001; the server then sends \
PING now and again, and the client echoes it unchanged.

A frame larger than 65,536 bytes ends the connection with close code 1009, everything else \
that ends it with 1000.

Prices carry the direction against the previous close as their sign. Any text may be empty. \
A REAL frame has one to four entries, and entries of several types may share one frame."""

_SERVERS: Final = {
    "fake": ("127.0.0.1:8080", "ws", "fake, as `kiwoom-mock serve` starts it"),
    "live": ("api.kiwoom.com:10000", "wss", "live: real orders, real money"),
    "paper": ("mockapi.kiwoom.com:10000", "wss", "paper: Kiwoom's own simulation (모의투자)"),
}


class _Operation(NamedTuple):
    action: str
    summary: str
    messages: tuple[str, ...]
    replies: tuple[str, ...] = ()


_OPERATIONS: Final = {
    "login": _Operation("receive", "로그인", ("LOGIN",), ("LOGIN.reply", "REFUSED")),
    "register": _Operation("receive", "실시간 등록", ("REG",), ("REG.reply", "REFUSED")),
    "remove": _Operation("receive", "실시간 해지", ("REMOVE",), ("REMOVE.reply", "REFUSED")),
    "ping": _Operation("send", "연결유지: the client echoes it", ("PING",), ("PING",)),
    "system": _Operation("send", "접속 종료 사유: the server closes after it", ("SYSTEM",)),
    "refuse": _Operation("send", "a frame without trnm, or with an unknown one", ("REFUSED",)),
}


def asyncapi(catalogue: Catalogue) -> dict[str, Any]:
    """The AsyncAPI document of everything that is said on the socket."""
    messages = _messages(catalogue)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Kiwoom Securities WebSocket API",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {
            name: {"host": host, "protocol": protocol, "description": words}
            for name, (host, protocol, words) in _SERVERS.items()
        },
        "channels": {
            CHANNEL: {
                "address": ADDRESS,
                "title": "실시간 시세와 조건검색",
                "servers": [{"$ref": f"#/servers/{name}"} for name in _SERVERS],
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
            }
        },
        "operations": {name: _operation(row) for name, row in _operations(catalogue).items()},
        "components": {"messages": messages},
    }


def _operations(catalogue: Catalogue) -> dict[str, _Operation]:
    frames = {
        spec.api_id: _Operation(
            "receive", spec.title, (_name(spec),), (f"{_name(spec)}.reply", "REFUSED")
        )
        for spec in catalogue.frames.values()
    }
    reals = tuple(f"REAL.{kind}" for kind in (*catalogue.realtime, "02"))
    return {**_OPERATIONS, **frames, "real": _Operation("send", "실시간 데이터", reals)}


def _operation(row: _Operation) -> dict[str, Any]:
    channel = {"$ref": f"#/channels/{CHANNEL}"}

    def refs(names: tuple[str, ...]) -> list[dict[str, str]]:
        return [{"$ref": f"#/channels/{CHANNEL}/messages/{name}"} for name in names]

    made: dict[str, Any] = {
        "action": row.action,
        "channel": channel,
        "summary": row.summary,
        "messages": refs(row.messages),
    }
    if row.replies:
        made["reply"] = {"channel": channel, "messages": refs(row.replies)}
    return made


def _messages(catalogue: Catalogue) -> dict[str, Any]:
    made = {
        name: _message(name.partition(".")[0], payload["title"], payload)
        for name, payload in control_frames(tuple(catalogue.realtime)).items()
    }
    for spec in catalogue.frames.values():
        editions = {"x-editions": list(spec.editions)}
        request = with_const(described(spec.request_schema), "trnm", spec.trnm)
        reply = with_const(described(spec.response_schema), "trnm", spec.trnm)
        reply = with_const(reply, "return_code", 0)
        made[_name(spec)] = _message(spec.trnm, f"{spec.title} 요청", _draft7(request), editions)
        made[f"{_name(spec)}.reply"] = _message(
            spec.trnm, f"{spec.title} 응답", _draft7(reply), editions
        )
    for kind, realtime in catalogue.realtime.items():
        payload = real_frame_of(realtime, described(realtime.schema))
        notes = {"x-editions": list(realtime.editions), "x-item": realtime.item}
        made[f"REAL.{kind}"] = _message("REAL", realtime.title, payload, notes)
    made["REAL.02"] = _message("REAL", "조건검색 실시간", CONDITION_HIT)
    return made


def _message(
    trnm: str, title: str, payload: Mapping[str, Any], notes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    return {"name": trnm, "title": title, "payload": payload, **(notes or {})}


def _name(spec: FrameSpec) -> str:
    # Two operations share CNSRREQ.
    return f"{spec.trnm}.{spec.api_id}"


def _draft7(schema: Mapping[str, Any]) -> dict[str, Any]:
    """``schema`` in the dialect of AsyncAPI, draft 7, where a tuple's places are ``items``."""
    made = {
        keyword: {name: _draft7(spec) for name, spec in value.items()}
        if keyword == "properties"
        else _draft7(value)
        if keyword == "items"
        else value
        for keyword, value in schema.items()
    }
    if "prefixItems" in made:
        made["items"] = made.pop("prefixItems")
    return made
