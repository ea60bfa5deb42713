"""What runs here, its numbers, its catalogue; and back to the start."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from starlette.responses import PlainTextResponse

from kiwoom_mockserver import __version__
from kiwoom_mockserver.server.admin.controls import (
    APPKEY,
    NAME,
    OK,
    Answer,
    Asked,
    Control,
    MissingError,
    Room,
    schema,
)
from kiwoom_mockserver.server.hub import Hub
from kiwoom_mockserver.world.phases import Exchange, phase_at


def _health(room: Room, asked: Asked) -> Answer:
    settings, world = room.gateway.settings, room.gateway.world
    return {
        "status": "ok",
        "version": __version__,
        "profile": settings.profile,
        "world": world.name,
        "seed": world.seed,
        "world_time": world.now().isoformat(),
        "speed": world.clock.speed,
        "operations": len(room.gateway.catalogue),
        "requests": room.gateway.journal.count,
        "sockets": len(room.hub),
    }


def _world(room: Room, asked: Asked) -> Answer:
    world = room.gateway.world
    now = world.now()
    markets = Counter(one.market for one in world.instruments.all)
    return {
        "name": world.name,
        "seed": world.seed,
        "time": now.isoformat(),
        "phases": {exchange.value: phase_at(exchange, now).name.value for exchange in Exchange},
        "issues": dict(markets),
        "codes": [one.code for one in world.instruments.listed[:1_000]],
    }


def _issue(room: Room, asked: Asked) -> Answer:
    world = room.gateway.world
    code = asked.path["code"]
    place = world.instruments.place(code)
    if place is None:
        raise MissingError(f"no issue of this world is {code[:20]!r}")
    issue = world.instruments.all[place]
    now = world.instant(world.now())
    state = world.market.issue_state(place, now.day, now.second)
    names = ("last", "base", "open", "high", "low", "lower", "upper", "bid", "ask", "volume")
    told = {name: int(getattr(state, name)[0]) for name in names}
    return {"code": issue.code, "name": issue.name, "market": issue.market, **told}


def _catalogue(room: Room, asked: Asked) -> Answer:
    catalogue = room.gateway.catalogue
    return {
        "operations": [
            {"api_id": one.api_id, "title": one.title, "path": one.path}
            for one in catalogue.operations.values()
        ],
        "realtime": [{"type": one.type, "title": one.title} for one in catalogue.realtime.values()],
    }


def _contract(room: Room, asked: Asked) -> Answer:
    one = room.gateway.catalogue.operations.get(asked.path["api_id"])
    if one is None:
        raise MissingError(f"no operation is {asked.path['api_id'][:20]!r}")
    return {
        "api_id": one.api_id,
        "title": one.title,
        "path": one.path,
        "request": one.request_schema,
        "response": one.response_schema,
    }


def _metrics(room: Room, asked: Asked) -> Answer:
    return PlainTextResponse("".join(f"{line}\n" for line in _lines(room)), 200)


def _lines(room: Room) -> Iterator[str]:
    """The text format of Prometheus."""
    journal, world = room.gateway.journal, room.gateway.world
    yield "# HELP kiwoom_replies_total Requests answered."
    yield "# TYPE kiwoom_replies_total counter"
    for (api_id, status), count in sorted(journal.tally.items()):
        yield f'kiwoom_replies_total{{api_id="{api_id}",status="{status}"}} {count}'
    yield "# HELP kiwoom_fault_bites_total Requests a fault rule bit."
    yield "# TYPE kiwoom_fault_bites_total counter"
    bites: Counter[str] = Counter()
    for rule in room.gateway.faults.rules.rules.values():
        bites[rule.name] += rule.bitten
    for name, count in bites.items():
        yield f'kiwoom_fault_bites_total{{rule="{name}"}} {count}'
    yield from _numbers(room.hub)
    yield "# HELP kiwoom_world_time_seconds World time since the epoch."
    yield "# TYPE kiwoom_world_time_seconds gauge"
    yield f"kiwoom_world_time_seconds {world.now().timestamp():.3f}"


def _numbers(hub: Hub) -> Iterator[str]:
    rows = {
        ("kiwoom_sockets", "gauge", "Open sockets."): len(hub),
        ("kiwoom_frames_sent_total", "counter", "Frames of ticks sent."): hub.counts.sent,
        ("kiwoom_frames_dropped_total", "counter", "Frames slow readers lost."): hub.counts.dropped,
        ("kiwoom_socket_overflows_total", "counter", "Readers too slow."): hub.counts.overflows,
    }
    for (name, kind, told), value in rows.items():
        yield f"# HELP {name} {told}"
        yield f"# TYPE {name} {kind}"
        yield f"{name} {value}"


def _reset(room: Room, asked: Asked) -> Answer:
    room.gateway.reset()
    room.hub.reset()
    return OK


def _sockets(room: Room, asked: Asked) -> Answer:
    return {"sockets": room.hub.shown()}


def _close(room: Room, asked: Asked) -> Answer:
    room.hub.reset()
    return OK


def _snapshots(room: Room, asked: Asked) -> Answer:
    kept = room.snapshots.kept.items()
    return {
        "snapshots": [
            {"name": name, "at": one.at.isoformat(), "accounts": len(one.accounts)}
            for name, one in kept
        ]
    }


def _take(room: Room, asked: Asked) -> Answer:
    taken = room.snapshots.take(asked.body["name"], asked.body.get("appkey"))
    return {**OK, "at": taken.at.isoformat(), "accounts": len(taken.accounts)}


def _restore(room: Room, asked: Asked) -> Answer:
    found = room.snapshots.restore(asked.path["name"])
    if found is None:
        raise MissingError(f"no snapshot is called {asked.path['name'][:60]!r}")
    if found.whole:
        room.hub.jump()
    room.gateway.forget()
    return {**OK, "at": found.at.isoformat(), "accounts": len(found.accounts)}


def _remove(room: Room, asked: Asked) -> Answer:
    if room.snapshots.kept.pop(asked.path["name"], None) is None:
        raise MissingError(f"no snapshot is called {asked.path['name'][:60]!r}")
    return OK


CONTROLS: Final = (
    Control("GET", "/health", "Version, profile, seed, world time, and how busy it is", _health),
    Control("GET", "/metrics", "Counters in the text format of Prometheus", _metrics),
    Control("GET", "/world", "The world: its time, the exchanges' phases, its issues", _world),
    Control("GET", "/world/issues/{code}", "One issue's prices at this moment", _issue),
    Control("GET", "/catalogue", "Every operation and realtime type", _catalogue),
    Control("GET", "/catalogue/{api_id}", "The contract of one operation", _contract),
    Control("POST", "/reset", "All as at the start: accounts, tokens, faults, journal", _reset),
    Control("GET", "/sockets", "Open sockets, and what each has registered", _sockets),
    Control("POST", "/sockets/close", "Every socket is closed with Bye", _close),
    Control("GET", "/snapshots", "What was kept", _snapshots),
    Control(
        "POST",
        "/snapshots",
        "The accounts and the time are kept under a name; with an appkey, its account alone",
        _take,
        body=schema("name", name=NAME, appkey=APPKEY),
    ),
    Control("POST", "/snapshots/{name}/restore", "What was kept is back, tokens aside", _restore),
    Control("DELETE", "/snapshots/{name}", "The snapshot is gone", _remove),
)
