"""The faults of one server: which rules bite, what becomes of a request, an answer, a frame."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson

from kiwoom_mockserver.faults.effects import altered
from kiwoom_mockserver.faults.rules import Asked, Rule, RuleBook, Sent, refusal_of
from kiwoom_mockserver.faults.scenarios import load_scenario
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.spec.samples import key
from kiwoom_mockserver.wire.messages import Reply, Request, reply_headers
from kiwoom_mockserver.world.world import World

CarryOut = Callable[[Request], Reply]


class Faults:
    """Overrides and faults; truthy while there are any."""

    def __init__(self, settings: Settings, catalogue: Catalogue, world: World) -> None:
        """The rules that the settings name are at work."""
        self.rules = RuleBook(settings.seed, "fault")
        self.overrides = RuleBook(settings.seed, "override")
        self._settings = settings
        self._catalogue = catalogue
        self._world = world
        self.on_restart: Callable[[], None] = lambda: None
        """What else happens when the server restarts; whoever holds its sockets says."""
        self._looked = world.now()
        self.reset()

    def __bool__(self) -> bool:
        return bool(self.rules.rest or self.overrides.rest or self.rules.server)

    @property
    def is_down(self) -> bool:
        """Whether the server restarts just now."""
        clock = f"{self._world.now():%H:%M:%S}"
        return any(rule.is_on(clock) for rule in self.rules.server)

    def look(self, now: datetime) -> None:
        """What the rules have in store for the times of day since the last look has happened."""
        before, self._looked = self._looked, now
        if before < now and self.rules.server and self.rules.beginning(before, now):
            self._world.tokens.wipe()
            self.on_restart()

    def reset(self) -> None:
        """Only the rules that the settings name are at work, and have counted nothing."""
        self.rules.clear()
        self.overrides.clear()
        if self._settings.faults:
            self.rules.add(load_scenario(self._settings.faults)["rules"])

    def answer(self, request: Request, carry_out: CarryOut) -> tuple[Reply, tuple[str, ...]]:
        """The reply, and the names of the rules that made it what it is."""
        self.look(self._world.now())
        asked = self._asked(request)
        biting = [*self.overrides.biting(asked), *self.rules.biting(asked)]
        if not biting:
            return carry_out(request), ()
        effects: dict[str, Any] = {}
        for rule in biting:
            effects = {**rule.effects, **effects}  # of two that say how, the older is right
        reply = self._reply(request, asked, effects, carry_out)
        draw = key(self._settings.seed, biting[0].name, biting[0].matched, "effect")
        return altered(reply, effects, draw), tuple(map(_name, biting))

    def on_frame(self, frame: bytes, appkey: str) -> tuple[Mapping[str, Any], int]:
        """What is to become of a frame to this appkey's socket, and 64 random bits for it."""
        told = _read(frame)
        rows = told.get("data") if told.get("trnm") == "REAL" else None
        entries = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        pairs = [(str(one.get("type", "")), str(one.get("item", ""))) for one in entries]
        clock = f"{self._world.now():%H:%M:%S}"
        biting = self.rules.disturbing(Sent(str(told.get("trnm", "")), pairs, appkey, clock))
        if not biting:
            return {}, 0
        effects: dict[str, Any] = {}
        for rule in biting:
            effects = {**rule.socket, **effects}
        return effects, key(self._settings.seed, biting[0].name, biting[0].matched, "frame")

    def _reply(
        self, request: Request, asked: Asked, effects: Mapping[str, Any], carry_out: CarryOut
    ) -> Reply:
        """What is answered, before anything is changed about it."""
        self._void(request, effects.get("tokens"))
        lost = next((name for name in ("reset", "hang") if name in effects), "")
        if lost and effects[lost] == "request":
            return Reply(200, reply_headers(asked.api_id), b"", ending=lost)
        error = effects.get("error")
        told = isinstance(error, dict) and error.get("carried_out", False)
        if error is None or told:
            odd = request._replace(stale=effects.get("stale", 0), arrives=effects.get("arrives"))
            reply = carry_out(odd)
            if effects.get("duplicate"):
                reply = carry_out(odd)
        if error is not None:
            reply = self._refusal(error, request, asked)
        return reply._replace(ending=lost) if lost else reply

    def _refusal(self, error: Any, request: Request, asked: Asked) -> Reply:
        known = {
            "api_id": asked.api_id,
            "path": request.path,
            "rate": self._settings.requests_per_second,
            "code": asked.body.get("stk_cd", ""),
        }
        refusal = refusal_of(error, known)
        reason = "null" if refusal.status == 429 else None
        return Reply(refusal.status, reply_headers(asked.api_id), refusal.body(), reason)

    def _void(self, request: Request, which: str | None) -> None:
        if which == "all":
            self._world.tokens.wipe()
        elif which == "own":
            self._world.tokens.revoke(_token(request))

    def _asked(self, request: Request) -> Asked:
        operation = self._catalogue.oauth.get(request.path)
        body = _read(request.body)
        appkey = body.get("appkey")
        if operation is None or not isinstance(appkey, str):
            # Whose token it was counts too: who is refused for it is still the same caller.
            appkey = self._world.tokens.holder(_token(request)) or ""
        return Asked(
            operation.api_id if operation is not None else request.api_id or "",
            body,
            appkey,
            f"{self._world.now():%H:%M:%S}",
            request.cont_yn == "Y",
        )


def _name(rule: Rule) -> str:
    return rule.name


def _token(request: Request) -> str:
    return (request.authorization or "").partition(" ")[2].strip()


def _read(content: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}
