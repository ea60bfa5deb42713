"""Setting up a replay."""

from dataclasses import replace

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.feeds.recorded import RecordedTape
from kiwoom_mockserver.feeds.recorded_market import RecordedMarket
from kiwoom_mockserver.recordings.playback import Playback
from kiwoom_mockserver.recordings.script import Script
from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.replaying.inputs import SOURCE
from kiwoom_mockserver.replaying.rebuilding import Rebuilder
from kiwoom_mockserver.resources import session_folder
from kiwoom_mockserver.settings import YEARS, Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.world.clock import monotonic_seconds
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.world import ground_of, load_world


def replay_gateway(settings: Settings) -> ReplayGateway:
    """A gateway for the session the settings name; the world's time is the session's.

    Raises SessionError when it cannot be read, or lies outside the years the world has.
    """
    session = Session(session_folder(settings.session))
    manifest = session.manifest
    if manifest.origin.year not in YEARS:
        raise SessionError(
            f"{session.folder} is of {manifest.origin.year}; the world has no such year"
        )
    if manifest.source == SOURCE:
        told = f"write it in full with `kiwoom-mock session rerun {session.folder} NEW`"
        raise SessionError(f"{session.folder} holds the inputs of a run only; {told}")
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
