"""A gateway that answers from a recorded session, in the manner of a mode.

``sequence``: the n-th request of a kind gets its n-th recorded answer. ``strict``: requests come as
they were recorded, in their order, or the replay has failed. ``timeline``: a request gets the last
answer that was recorded for it by the market's time, after the usual look at its token and pace.
"""

from collections import Counter
from datetime import datetime
from http import HTTPStatus
from typing import Final

from kiwoom_mockserver.gateway import Gateway, page_key_of
from kiwoom_mockserver.recordings.matching import question_of, shifted
from kiwoom_mockserver.recordings.playback import Playback
from kiwoom_mockserver.recordings.script import Exchange, Opened, Script, told_difference
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.replaying.rebuilding import NotRecordedError, Rebuilder
from kiwoom_mockserver.replaying.replies import latency_of, refusal, renewed, reply_of
from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.spec.model import Catalogue, OperationSpec
from kiwoom_mockserver.wire.messages import Reply, Request
from kiwoom_mockserver.world.sandboxes import Sandbox
from kiwoom_mockserver.world.world import World

ACCOUNTS: Final = "/api/dostk/acnt"
"""Where accounts are asked for; who has traded in the replay has an account of its own there."""


class ReplayGateway(Gateway):
    """Answers from ``script``; what is traded in a timeline is traded in the fake's own world."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        world: World,
        script: Script,
        playback: Playback,
        rebuilder: Rebuilder | None = None,
    ) -> None:
        """``rebuilder`` answers in a timeline what was not asked while it was recorded."""
        super().__init__(settings, catalogue, world)
        self.script = script
        self.playback = playback
        playback.on_jump = self._jumped
        self._rebuilder = rebuilder
        self.failure = ""
        """Where a strict replay parted from the recording; empty while it has not."""
        self.answered = 0
        """Requests that were answered from the recording."""
        self.opened = 0
        """Sockets that were given their part of the recording."""
        self.rounds = 0
        """How often the replay began anew; sockets of an earlier round are over."""
        self.begin = playback.start
        """Where the present run began: the replay's start, or the last jump."""
        self._due = 0
        self._is_fresh = True
        self._given: Counter[bytes] = Counter()
        self._followed: set[Opened] = set()
        self._playing: set[Opened] = set()
        self._traded: set[bytes] = set()

    def _carry_out(self, request: Request) -> Reply:
        """The recorded reply, or what the mode says of a request that has none."""
        mode = self.settings.mode
        if mode == "timeline":
            return super()._carry_out(request)
        reply = self._strictly(request) if mode == "strict" else self._in_sequence(request)
        return super()._carry_out(request) if reply is None else reply

    def reset(self) -> None:
        """The replay begins anew."""
        super().reset()
        self.failure = ""
        self.answered = self.opened = 0
        self.rounds += 1
        self._playing.clear()
        self._traded.clear()
        self.seek(self.playback.start)

    def seek(self, at: int) -> None:
        """The replay goes on from ``at``: its clock, what is answered next, and its sockets."""
        self.playback.seek(at)

    def _jumped(self) -> None:
        self.begin = self.playback.position
        self._due = self.script.first_asked(self.begin)
        self._is_fresh = True
        self._given.clear()
        self._followed = set(self._playing)

    def has_traded(self, appkey: str) -> bool:
        """Whether the appkey has placed an order in the replay: then its account is its own."""
        return self.world.sandboxes.open(appkey).secret in self._traded

    def diverge(self, difference: str) -> None:
        """A strict replay has failed; the first difference is the one that counts."""
        self.failure = self.failure or difference

    def follow(self) -> Opened | None:
        """The recorded socket whose part the next client gets; None when all are given."""
        for _ in range(1 + self.settings.loop):
            for socket in self.script.sockets:
                over = socket.closed is not None and socket.closed <= self.begin
                if not over and socket not in self._followed:
                    self._followed.add(socket)
                    self._playing.add(socket)
                    self.opened += 1
                    return socket
            # The round begins anew, even for who is still being followed.
            self._followed = set()
        return None

    def leave(self, socket: Opened) -> None:
        """Nobody plays the part of this socket any more."""
        self._playing.discard(socket)

    def _strictly(self, request: Request) -> Reply:
        if self.failure:
            return refusal(request, self.failure)
        asked = self._asked(request)
        exchanges = self.script.exchanges
        if self._due >= len(exchanges) and self.settings.loop:
            self._due = 0
        got = f"{request.method} {request.path} {request.api_id or ''}"
        if self._due < len(exchanges):
            if self._due in self.script.fitting(asked):
                self._due += 1
                self._is_fresh = False
                return self._recorded(exchanges[self._due - 1])
            grant = self._grant(request, asked)
            if grant is not None:
                return self._recorded(grant)
            expected = self.script.request(exchanges[self._due])
            self.diverge(told_difference(expected, asked, got))
        else:
            self.diverge(f"the recording has no more requests, got {got}")
        return refusal(request, self.failure)

    def _grant(self, request: Request, asked: bytes) -> Exchange | None:
        """The token recorded last before the run began: who comes in later needs one too."""
        if not self._is_fresh or not request.path.startswith("/oauth2/"):
            return None
        earlier = [place for place in self.script.fitting(asked) if place < self._due]
        return self.script.exchanges[earlier[-1]] if earlier else self.script.grant(asked)

    def _in_sequence(self, request: Request) -> Reply | None:
        asked = self._asked(request)
        fitting = self.script.fitting(asked)
        behind = sum(place < self._due for place in fitting) if self._due else 0
        given = behind + self._given[asked]
        if given >= len(fitting):
            grant = self.script.grant(asked)
            if not fitting and grant is not None:
                return renewed(request, self._recorded(grant))
            missing = self.settings.missing
            if fitting and self.settings.loop:
                given %= len(fitting)
            elif missing == "simulate":
                return None
            elif missing == "refuse" or not fitting:
                return self._missing(request, asked, len(fitting))
            else:
                given = len(fitting) - 1
        self._given[asked] += 1
        return renewed(request, self._recorded(self.script.exchanges[fitting[given]]))

    def _answer(self, operation: OperationSpec, sandbox: Sandbox, request: Request) -> Reply:
        """What an admitted request gets; only a timeline's come here, and simulated ones."""
        if self.settings.mode != "timeline":
            return super()._answer(operation, sandbox, request)
        if operation.is_order:
            self._traded.add(sandbox.secret)
            return super()._answer(operation, sandbox, request)
        is_account = operation.path == ACCOUNTS
        if is_account and sandbox.secret in self._traded:
            return super()._answer(operation, sandbox, request)
        asked = self._asked(request)
        exchange = self.script.latest(asked, self.playback.position - request.stale * SECOND)
        if exchange is not None:
            return self._recorded(exchange)
        if is_account or self.settings.missing == "simulate":
            return super()._answer(operation, sandbox, request)
        told = ""
        if self._rebuilder is not None and self._rebuilder.covers(operation.api_id):
            try:
                second = int(self.world.now().timestamp()) - request.stale
                key = page_key_of(request)
                return self._fresh(operation, sandbox, request, key, second, self._rebuilder)
            except NotRecordedError as error:
                told = f"{error}; "
        return self._missing(request, asked, len(self.script.fitting(asked)), told)

    def _recorded(self, exchange: Exchange) -> Reply:
        self.answered += 1
        record = self.script.reply(exchange)
        self.playback.reach(exchange.reply_at)
        speed = self.playback.speed
        slow = self.settings.replay_latency and speed > 0
        return reply_of(record)._replace(delay=latency_of(record) / speed if slow else 0.0)

    def _asked(self, request: Request) -> bytes:
        """What the request asks; dates of the client's today may be those of the recorded day."""
        body = request.body
        asked = _question(request, body)
        if self.script.fitting(asked):
            return asked
        today = datetime.fromtimestamp(request.at, SEOUL).date()
        days = (self.script.session.manifest.origin.date() - today).days
        mapped = _question(request, shifted(body, days)) if days else asked
        return mapped if self.script.fitting(mapped) else asked

    def _missing(self, request: Request, asked: bytes, recorded: int, why: str = "") -> Reply:
        if recorded:
            told = f"the recording has {recorded} such requests, none of them by now"
            if self.settings.mode == "sequence":
                told = f"all {recorded} recorded answers were given"
            return refusal(request, why + told, HTTPStatus.NOT_FOUND)
        near = self.script.nearest(request.api_id or "", asked)
        told = "; nearest: " + " | ".join(near) if near else ", and none of this api-id"
        told = f"{why}the recording has no such request{told}"
        return refusal(request, told, HTTPStatus.NOT_FOUND)


def _question(request: Request, body: bytes) -> bytes:
    return question_of(
        request.method,
        request.path,
        request.api_id or "",
        request.cont_yn or "",
        request.next_key or "",
        body,
    )
