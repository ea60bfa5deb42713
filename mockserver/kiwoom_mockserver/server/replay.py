"""Setting up a replay, and its controls under ``/__admin/replay``."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.feeds.recorded import RecordedTape
from kiwoom_mockserver.feeds.recorded_market import RecordedMarket
from kiwoom_mockserver.recordings.playback import Playback
from kiwoom_mockserver.recordings.script import Script
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.replaying.rebuilding import Rebuilder
from kiwoom_mockserver.settings import FASTEST, YEARS, Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.world.clock import monotonic_seconds
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.world import ground_of, load_world

Endpoint = Callable[[Request], Awaitable[Response]]
Guard = Callable[[Endpoint], Endpoint]


def replay_gateway(settings: Settings) -> ReplayGateway:
    """A gateway for the session the settings name; the world's time is the session's.

    Raises SessionError when it cannot be read, or lies outside the years the world has.
    """
    session = Session(Path(settings.session))
    manifest = session.manifest
    if manifest.origin.year not in YEARS:
        raise SessionError(
            f"{session.folder} is of {manifest.origin.year}; the world has no such year"
        )
    if manifest.profile not in ("live", "paper"):
        raise SessionError(f"{session.folder} has the profile {manifest.profile!r}")
    start = session.moment(settings.replay_from or "0")
    end = session.moment(settings.replay_to) if settings.replay_to else None
    if end is not None and end <= start:
        raise SessionError(f"replay_to {settings.replay_to} is not after replay_from")
    is_timeline = settings.mode == "timeline"
    # What was answered before the start still holds at its time in a timeline.
    script = Script(session, 0 if is_timeline else start, end)
    playback = Playback(
        session,
        monotonic_seconds,
        speed=settings.speed,
        start=start,
        end=end,
        follows=not is_timeline,
    )
    own = settings.with_(profile=manifest.profile, at=session.time_of(start))
    world = load_world(own, playback)
    rebuilder = None
    if is_timeline:
        tape = RecordedTape(session, world.instruments, world.venue.tape)
        world.other_venue = replace(world.venue, tape=tape)
        ground = ground_of(world.instruments, world.seed, world.anchor)
        world.other_market = RecordedMarket(
            ground, world.instruments, tape, lambda: millis(playback.now())
        )
        rebuilder = Rebuilder(own, world, tape)
    return ReplayGateway(own, load_catalogue(), world, script, playback, rebuilder)


def replay_routes(gateway: ReplayGateway, prefix: str, guarded: Guard) -> list[Route]:
    """The routes that show and steer a replay."""
    playback = gateway.playback

    async def state(request: Request) -> Response:
        return _state(gateway)

    async def pause(request: Request) -> Response:
        playback.pause()
        return _state(gateway)

    async def step(request: Request) -> Response:
        playback.step()
        return _state(gateway)

    async def resume(request: Request) -> Response:
        playback.resume()
        return _state(gateway)

    async def seek(request: Request) -> Response:
        try:
            gateway.seek(gateway.script.session.moment(request.query_params.get("to", "")))
        except SessionError as error:
            return _refused(error)
        return _state(gateway)

    async def speed(request: Request) -> Response:
        try:
            text = request.query_params.get("x", "")
            wanted = FASTEST if text == "max" else float(text)
            playback.run_at(wanted if math.isfinite(wanted) else 0.0)
        except ValueError:
            return _refused(SessionError("x is the speed, a number"))
        except SessionError as error:
            return _refused(error)
        return _state(gateway)

    steering = {"pause": pause, "step": step, "resume": resume, "seek": seek, "speed": speed}
    path = f"{prefix}/replay"
    return [
        Route(path, guarded(state), methods=["GET"]),
        *(Route(f"{path}/{name}", guarded(do), methods=["POST"]) for name, do in steering.items()),
    ]


def _state(gateway: ReplayGateway) -> Response:
    playback, script = gateway.playback, gateway.script
    told = {
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
    return Response(orjson.dumps(told), media_type="application/json")


def _refused(error: SessionError) -> Response:
    return Response(orjson.dumps({"error": str(error)}), 400, media_type="application/json")
