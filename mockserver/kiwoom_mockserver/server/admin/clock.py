"""World time: told, set, moved on, stopped, let run."""

import re
from datetime import datetime, time
from typing import Any, Final

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.server.admin.controls import Answer, Asked, Control, Room, schema
from kiwoom_mockserver.settings import FASTEST, SEOUL, YEARS
from kiwoom_mockserver.world.clock import LONGEST_STEP

LONGEST_HEARD: Final = 86_400
"""Seconds that time is moved on by at once while somebody may hear every tick of them."""

_SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?")
_UNITS: Final = (86_400, 3_600, 60, 1)


def seconds_of(span: float | str) -> float:
    """The seconds of ``90``, ``"5m"`` or ``"1h30m10.5s"``; raises WorldError."""
    if not isinstance(span, str):
        return float(span)
    found = _SPAN.fullmatch(span)
    if not span or found is None:
        raise WorldError(f"{span[:20]!r} is no span of time; write 90s, 5m, 1h30m or 1d")
    parts = zip(found.groups(), _UNITS, strict=True)
    return sum(float(text) * unit for text, unit in parts if text)


def moment_of(text: str, now: datetime) -> datetime:
    """The moment of an ISO date and time in Seoul, or of a time of the present day."""
    try:
        if re.fullmatch(r"\d\d:\d\d(:\d\d(\.\d+)?)?", text):
            moment = datetime.combine(now.date(), time.fromisoformat(text), SEOUL)
        else:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=SEOUL)
            moment = moment.astimezone(SEOUL)
    except (ValueError, OverflowError):
        told = "write 2026-09-15T10:00, or 10:00 of the present day"
        raise WorldError(f"{text[:40]!r} is no moment; {told}") from None
    if moment.year not in YEARS:
        raise WorldError(f"{moment} lies outside the years {YEARS[0]} to {YEARS[-1]}")
    return moment


def _show(room: Room, asked: Asked) -> Answer:
    clock = room.gateway.world.clock
    return {"time": clock.now().isoformat(), "speed": clock.speed}


def _set(room: Room, asked: Asked) -> Answer:
    clock = room.gateway.world.clock
    clock.move_to(moment_of(asked.body["at"], clock.now()))
    room.hub.jump()
    return _show(room, asked)


def _advance(room: Room, asked: Asked) -> Answer:
    seconds = seconds_of(asked.body["by"])
    if len(room.hub) and seconds > LONGEST_HEARD:
        told = "close the sockets first, or set the time"
        raise WorldError(f"open sockets hear every tick of a day at most; {told}")
    room.hub.advance(seconds)
    room.hub.tell_accounts()
    return _show(room, asked)


def _freeze(room: Room, asked: Asked) -> Answer:
    room.gateway.world.clock.run_at(0)
    return _show(room, asked)


def _run(room: Room, asked: Asked) -> Answer:
    room.gateway.world.clock.run_at(asked.body["speed"])
    return _show(room, asked)


_BY: Final[dict[str, Any]] = {
    "oneOf": [
        {"type": "number", "minimum": 0, "maximum": LONGEST_STEP},
        {"type": "string", "maxLength": 20},
    ]
}
_SPEED: Final = {"type": "number", "minimum": 0, "maximum": FASTEST}

CONTROLS: Final = (
    Control("GET", "/clock", "World time, and how fast it runs", _show),
    Control(
        "POST",
        "/clock/set",
        "World time is `at`, forwards or back: `2026-09-15T10:00`, or `10:00` of the present day; "
        "sockets hear nothing of what lies between",
        _set,
        body=schema("at", at={"type": "string", "maxLength": 40}),
    ),
    Control(
        "POST",
        "/clock/advance",
        "World time is later `by` seconds or a span such as `5m` or `1h30m`; sockets hear every "
        "tick until then",
        _advance,
        body=schema("by", by=_BY),
    ),
    Control("POST", "/clock/freeze", "World time stands still", _freeze),
    Control(
        "POST",
        "/clock/run",
        "World time runs `speed` times as fast as real time; 0 stands still",
        _run,
        body=schema("speed", speed=_SPEED),
    ),
)
