"""All sockets of one server: who is logged in, who hears what, and the beat they tick by."""

import asyncio
import logging
from collections.abc import Iterable

from kiwoom_mockserver.feeds.synthetic import SyntheticFeed
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.realtime.conditions import ConditionRegistry
from kiwoom_mockserver.realtime.connection import Login, Policy
from kiwoom_mockserver.realtime.encode import EntryEncoder
from kiwoom_mockserver.realtime.screening import Screening
from kiwoom_mockserver.realtime.subscriptions import Pair, SubscriptionIndex
from kiwoom_mockserver.recordings.broadcast import Broadcast, Entry
from kiwoom_mockserver.server.client import Client
from kiwoom_mockserver.spec.samples import key
from kiwoom_mockserver.wire import frames
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.world.clock import wall_seconds

log = logging.getLogger("kiwoom_mockserver.socket")

SHORTEST_BEAT = 0.005
"""Real seconds between two beats at the least, however fast the world runs."""

_HIT_EVERY = 5
"""Beats between two changes of a watched condition."""


class Hub:
    """The sockets of one world; an ``Authenticator`` for their logins."""

    def __init__(self, gateway: Gateway) -> None:
        settings = gateway.settings
        self._world = gateway.world
        self._takeover = settings.ws_takeover
        self._clients: dict[Client, None] = {}
        self._index: SubscriptionIndex[Client] = SubscriptionIndex()
        self._feed = SyntheticFeed(settings.seed, settings.tick_interval)
        self._encoder = EntryEncoder(settings, gateway.catalogue, gateway.world)
        self.screening = Screening(settings, gateway.catalogue, gateway.world)
        self.registry = ConditionRegistry()
        self.policy = Policy.of(settings)
        self.queue_limit = settings.ws_queue
        self._beat = 0

    def __len__(self) -> int:
        return len(self._clients)

    def login(self, token: str) -> Login:
        """Whose token it is; raises WireError 8005 when it is nobody's, or no longer."""
        held = self._world.tokens.find(token, wall_seconds())
        if held is None:
            raise WireError("8005")
        return Login(held.appkey, self._world.sandboxes.open(held.appkey).account)

    def enter(self, client: Client) -> None:
        """The socket is open."""
        self._clients[client] = None

    def leave(self, client: Client) -> None:
        """The socket is gone, and hears nothing."""
        self._clients.pop(client, None)
        self._index.drop(client)

    def logged_in(self, client: Client, login: Login) -> None:
        """Other sockets of the same appkey are told R10001 and closed, unless both may stay."""
        if not self._takeover:
            return
        for other in list(self._clients):
            if other is not client and other.connection.login == login:
                other.take_over()

    def subscribe(self, client: Client, pairs: Iterable[Pair]) -> None:
        """The client hears the pairs from the next beat on."""
        self._index.add(client, pairs)

    def unsubscribe(self, client: Client, pairs: Iterable[Pair]) -> None:
        """The client hears the pairs no more."""
        self._index.remove(client, pairs)

    def reset(self) -> None:
        """Every socket is closed with Bye, and no condition is watched."""
        for client in list(self._clients):
            client.server_closing()
        self.registry.clear()

    async def run(self) -> None:
        """Beats until cancelled; while the world stands still, or nobody listens, it is quiet."""
        while True:
            speed = self._world.clock.speed
            pause = self._feed.interval / speed if speed else 1.0
            await asyncio.sleep(max(pause, SHORTEST_BEAT))
            if not speed:
                continue
            try:
                self.tick()
            except Exception:
                log.exception("a beat failed; the next one follows")

    def tick(self) -> None:
        """Everything due in the present beat is sent, each entry encoded once."""
        now = self._world.now()
        beat = self._feed.beat(now)
        if beat == self._beat:
            return
        self._beat = beat
        waiting: dict[Client, list[bytes]] = {}
        for type_, item in self._feed.due(self._index.pairs(), beat):
            entry = self._encoder.entry(type_, item, beat, now)
            if entry is None:
                continue
            for client in self._index.listeners(type_, item):
                waiting.setdefault(client, []).append(entry)
        if beat % _HIT_EVERY == 0:
            self._add_hits(waiting, beat, now.strftime("%H%M%S"))
        for client, entries in waiting.items():
            for first in range(0, len(entries), frames.REAL_ENTRIES):
                client.push(frames.real(entries[first : first + frames.REAL_ENTRIES]))

    def broadcast(self, told: Broadcast) -> None:
        """Recorded entries go to who has registered them, a whole frame byte by byte."""
        heard: dict[Client, list[Entry]] = {}
        for entry in told.entries:
            for client in self._index.listeners(entry.type, entry.item):
                heard.setdefault(client, []).append(entry)
        for client, entries in heard.items():
            whole = told.is_whole and len(entries) == len(told.entries)
            client.push(told.payload if whole else frames.real(map(_encoded, entries)))

    def _add_hits(self, waiting: dict[Client, list[bytes]], beat: int, time: str) -> None:
        issues = self._world.instruments.listed
        for client in self._clients:
            for seq in client.connection.watching:
                draw = key(self._world.seed, seq, beat)
                issue = issues[draw % len(issues)]
                hit = frames.condition_hit(seq, issue.code, bool(draw & 1 << 20), time, "2")
                waiting.setdefault(client, []).append(hit)


def _encoded(entry: Entry) -> bytes:
    return frames.encode(entry.whole)
