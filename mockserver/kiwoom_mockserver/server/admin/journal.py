"""The journal: read, searched, waited for, and held against the contracts."""

import asyncio
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

import orjson

from kiwoom_mockserver.journal import Entry
from kiwoom_mockserver.server.admin.controls import (
    API_ID,
    APPKEY,
    Answer,
    Asked,
    Control,
    Number,
    Room,
    Text,
    schema,
)
from kiwoom_mockserver.spec.schema import violations

MAX_ENTRIES: Final = 1_000
"""Entries one request may ask for."""

LONGEST_WAIT: Final = 60
PAUSE: Final = 0.01
"""Seconds, the longest wait for an exchange, and between two looks."""

NEAREST: Final = 3
"""Near misses that are told."""


def _read(room: Room, asked: Asked) -> Answer:
    query = asked.query
    entries = _entries(room, query)
    newest = list(islice(entries, query["count"]))[::-1]
    return {"count": room.gateway.journal.count, "entries": [one.shown() for one in newest]}


async def _search(room: Room, asked: Asked) -> Answer:
    """What fits, once there is enough of it or the time is up; and what came near."""
    wanted, journal = asked.body, room.gateway.journal
    left = float(wanted.get("timeout", 0))
    while True:
        seen = journal.count
        entries = list(_entries(room, {"after": wanted.get("after"), **_only(wanted, "appkey")}))
        fitting = [one for one in entries if not differences(one, wanted)]
        if len(fitting) >= wanted.get("at_least", 1) or left <= 0:
            break
        while journal.count == seen and left > 0:
            await asyncio.sleep(PAUSE)
            left -= PAUSE
    near = sorted(entries, key=lambda one: len(differences(one, wanted)))
    return {
        "count": len(fitting),
        "entries": [one.shown() for one in fitting[:MAX_ENTRIES][::-1]],
        "nearest": [
            {"number": one.number, "differences": differences(one, wanted), **one.shown()}
            for one in [one for one in near if differences(one, wanted)][:NEAREST]
        ],
    }


def differences(entry: Entry, wanted: Mapping[str, Any]) -> list[str]:
    """How a request differs from the one looked for, a sentence each."""
    told = []
    api_id = wanted.get("api_id")
    if api_id is not None and entry.request.api_id != api_id:
        told.append(f"it asks for {entry.request.api_id}, not {api_id}")
    body = _body(entry)
    for name, text in wanted.get("body", {}).items():
        if body.get(name) != text:
            told.append(f"{name} is {body.get(name)!r}, not {text!r}")
    return told


def _judged(room: Room, asked: Asked) -> Answer:
    """Requests that break their contract; a fault cannot excuse them."""
    found = []
    for entry in islice(_entries(room, asked.query), MAX_ENTRIES):
        told = list(broken(room, entry))
        if told:
            found.append({"number": entry.number, "api_id": entry.request.api_id, "told": told})
    return {"violations": found[::-1]}


def broken(room: Room, entry: Entry) -> Iterator[str]:
    """What is wrong with an exchange: the request's names and values, or a reply of ours."""
    operation = room.gateway.catalogue.operations.get(entry.request.api_id or "")
    if entry.reply.status == 500 and not entry.faults:
        yield f"the fake failed: {entry.shown()['reply']}"
    if operation is None:
        return
    body = _body(entry)
    known = {field.name for field in operation.request}
    for name in body.keys() - known:
        yield f"{operation.api_id} takes no {name!r}; it takes {', '.join(sorted(known))}"
    for one in violations(operation.request_schema, body):
        yield f"{operation.api_id}: {one}"


def _entries(room: Room, query: Mapping[str, Any]) -> Iterator[Entry]:
    """The entries asked for, newest first."""
    tokens = room.gateway.world.tokens
    appkey, api_id = query.get("appkey"), query.get("api_id")
    for entry in room.gateway.journal.newest(query.get("after") or 0):
        if api_id is not None and entry.request.api_id != api_id:
            continue
        if appkey is None or appkey in (tokens.holder(_token(entry)), _body(entry).get("appkey")):
            yield entry


def _only(wanted: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: wanted[name] for name in names if name in wanted}


def _token(entry: Entry) -> str:
    return (entry.request.authorization or "").partition(" ")[2].strip()


def _body(entry: Entry) -> dict[str, Any]:
    try:
        body = orjson.loads(entry.request.body)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


_NUMBER: Final = {"type": "integer", "minimum": 0}
_WHICH: Final[dict[str, Number | Text]] = {"appkey": Text(), "after": Number(0, 10**12 - 1, 0)}

CONTROLS: Final = (
    Control(
        "GET",
        "/journal",
        "The last `count` exchanges, oldest first, secrets masked: of one operation, one appkey, "
        "after one number",
        _read,
        query={"count": Number(1, MAX_ENTRIES, 100), "api_id": Text(20), **_WHICH},
    ),
    Control(
        "POST",
        "/journal/search",
        "Requests of this operation with these values, once there are `at_least` so many (1) or "
        "`timeout` seconds (0) have passed; and those that came near, with what is different",
        _search,
        body=schema(
            api_id=API_ID,
            body={"type": "object", "maxProperties": 50},
            appkey=APPKEY,
            after=_NUMBER,
            at_least=_NUMBER,
            timeout={"type": "number", "minimum": 0, "maximum": LONGEST_WAIT},
        ),
    ),
    Control(
        "GET",
        "/journal/violations",
        "Requests whose names or values break their contract",
        _judged,
        query=_WHICH,
    ),
)
