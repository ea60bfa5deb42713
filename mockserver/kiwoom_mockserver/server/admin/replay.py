"""The controls of a replay."""

from collections.abc import Callable
from typing import Final

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.server.admin.controls import Answer, Asked, Control, Do, Room, Text
from kiwoom_mockserver.settings import FASTEST


def _steered(steer: Callable[[ReplayGateway, Asked], None]) -> Do:
    def do(room: Room, asked: Asked) -> Answer:
        gateway = room.gateway
        assert isinstance(gateway, ReplayGateway), "only a replay has these routes"
        steer(gateway, asked)
        return _state(gateway)

    return do


def _seek(gateway: ReplayGateway, asked: Asked) -> None:
    gateway.seek(gateway.script.session.moment(asked.query["to"] or ""))


def _speed(gateway: ReplayGateway, asked: Asked) -> None:
    text = asked.query["x"] or ""
    try:
        wanted = FASTEST if text == "max" else float(text)
    except ValueError:
        raise SessionError("x is the speed, a number") from None
    if not wanted:
        raise SessionError("a replay at speed 0 is paused; use /replay/pause")
    gateway.playback.run_at(wanted)


def _state(gateway: ReplayGateway) -> Answer:
    playback, script = gateway.playback, gateway.script
    return {
        "session": script.session.folder.name,
        "mode": gateway.settings.mode,
        "position": playback.position / SECOND,
        "world_time": playback.now().isoformat(),
        "speed": playback.speed,
        "paused": playback.paused,
        "exchanges": len(script.exchanges),
        "answered": gateway.answered,
        "sockets": len(script.sockets),
        "sockets_opened": gateway.opened,
        "failure": gateway.failure,
        "marks": [
            {"at": mark.at / SECOND, "kind": mark.kind, "name": mark.name}
            for mark in script.session.marks()
        ],
    }


def _control(
    method: str,
    name: str,
    title: str,
    steer: Callable[[ReplayGateway, Asked], None],
    **query: Text,
) -> Control:
    return Control(method, f"/replay{name}", title, _steered(steer), query=query, replay=True)


CONTROLS: Final = (
    _control("GET", "", "The session replayed, where it stands and where it failed",
             lambda gateway, asked: None),
    _control("POST", "/pause", "The replay stands still",
             lambda gateway, asked: gateway.playback.pause()),
    _control("POST", "/resume", "The replay goes on",
             lambda gateway, asked: gateway.playback.resume()),
    _control("POST", "/step", "The replay stands still, but for one frame",
             lambda gateway, asked: gateway.playback.step()),
    _control("POST", "/seek", "The replay stands at a mark, seconds, or HH:MM:SS", _seek,
             to=Text()),
    _control("POST", "/speed", "The replay runs `x` times as fast as recorded, or at `max`",
             _speed, x=Text(20)),
)  # fmt: skip
