"""The socket's feed: who hears what, how far it is, stopped, stepped, let go on."""

from collections import Counter
from typing import Any, Final

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.server.admin.clock import LONGEST_HEARD
from kiwoom_mockserver.server.admin.controls import Answer, Asked, Control, Do, Room, schema

LONGEST_STEP: Final = 3_600
"""Seconds that one step tells."""

POLICIES: Final = ("drop-connection", "drop-oldest", "block")
MOST_WAITING: Final = 1_000_000


def _show(room: Room, asked: Asked) -> Answer:
    hub = room.hub
    behind = (room.gateway.world.now() - hub.told_until).total_seconds()
    return {
        "paused": hub.paused,
        "told_until": hub.told_until.isoformat(),
        "behind": max(int(behind), 0),
        "registered": dict(Counter(type_ for type_, _ in hub.pairs)),
        "told": dict(hub.counts.told),
        "sent": hub.counts.sent,
        "dropped": hub.counts.dropped,
        "overflows": hub.counts.overflows,
        "overflow": hub.overflow,
        "limit": hub.queue_limit,
        "sockets": hub.shown(),
    }


def _steered(steer: Do) -> Do:
    """The control, of a feed that has one: a replay is stopped and stepped as a whole."""

    def do(room: Room, asked: Asked) -> Answer:
        if isinstance(room.gateway, ReplayGateway):
            raise WorldError("a replay is steered by /__admin/replay")
        steer(room, asked)
        return _show(room, asked)

    return do


def _pause(room: Room, asked: Asked) -> Answer:
    room.hub.pause()
    return {}


def _resume(room: Room, asked: Asked) -> Answer:
    hub, missed = room.hub, asked.body.get("missed", "tell") == "tell"
    behind = (room.gateway.world.now() - hub.told_until).total_seconds()
    if missed and behind > LONGEST_HEARD:
        raise WorldError('sockets hear a day of what they missed at most; send {"missed": "drop"}')
    hub.resume(missed=missed)
    return {}


def _step(room: Room, asked: Asked) -> Answer:
    room.hub.step(asked.body.get("seconds", 1))
    return {}


def _limit(room: Room, asked: Asked) -> Answer:
    hub = room.hub
    hub.overflow = asked.body.get("overflow", hub.overflow)
    hub.queue_limit = asked.body.get("limit", hub.queue_limit)
    hub.caught_up()
    return _show(room, asked)


def _whole(least: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


CONTROLS: Final = (
    Control(
        "GET",
        "/feed",
        "Whether the feed goes on, how far it is, what is registered and was told of each type, "
        "and how much waits for each socket",
        _show,
    ),
    Control("POST", "/feed/pause", "Sockets are told nothing; time goes on", _steered(_pause)),
    Control(
        "POST",
        "/feed/resume",
        "Sockets are told again, first what they `missed` (`tell`), or only what follows (`drop`)",
        _steered(_resume),
        body=schema(missed={"enum": ["tell", "drop"]}),
    ),
    Control(
        "POST",
        "/feed/step",
        "Sockets are told the next second, or so many `seconds`, and nothing after them; world "
        "time moves on with them if it has to",
        _steered(_step),
        body=schema(seconds=_whole(1, LONGEST_STEP)),
    ),
    Control(
        "POST",
        "/feed/limit",
        "So many messages may wait for a socket, and that happens to one that is slower",
        _limit,
        body=schema(limit=_whole(1, MOST_WAITING), overflow={"enum": list(POLICIES)}),
    ),
)
