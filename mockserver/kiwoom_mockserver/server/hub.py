"""All sockets of one server: who is logged in, who hears what, and the beat they tick by."""

import asyncio
import logging
from collections.abc import Iterable

from kiwoom_mockserver.feeds.synthetic import SyntheticFeed
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.realtime.accounts import HOLDINGS, ORDERS, AccountEncoder
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
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.clock import wall_seconds

log = logging.getLogger("kiwoom_mockserver.socket")

SHORTEST_BEAT = 0.005
"""Real seconds between two beats at the least, however fast the world runs."""

ACCOUNT_PAUSE = 0.05
"""Real seconds between two looks at the accounts somebody listens to."""

OWN = (ORDERS, HOLDINGS)
"""The types that speak of a listener's own account."""

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
        self._accounts = AccountEncoder(settings, gateway.catalogue, gateway.world)
        self._told: dict[Client, int] = {}
        """The last notice each listener to its account was told of."""
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
        self._told.pop(client, None)
        self._index.drop(client)

    def logged_in(self, client: Client, login: Login) -> None:
        """Other sockets of the same appkey are told R10001 and closed, unless both may stay."""
        if not self._takeover:
            return
        for other in list(self._clients):
            if other is not client and other.connection.login == login:
                other.take_over()

    def subscribe(self, client: Client, pairs: Iterable[Pair]) -> None:
        """The client hears the pairs from the next beat on, its account from now on."""
        pairs = list(pairs)
        self._index.add(client, pairs)
        if client not in self._told and any(type_ in OWN for type_, _ in pairs):
            self._told[client] = self._broker(client).bulletin.next - 1

    def unsubscribe(self, client: Client, pairs: Iterable[Pair]) -> None:
        """The client hears the pairs no more."""
        self._index.remove(client, pairs)

    def reset(self) -> None:
        """Every socket is closed with Bye, and no condition is watched."""
        for client in list(self._clients):
            client.server_closing()
        self.registry.clear()

    async def run(self) -> None:
        """Beats, and accounts told of, until cancelled."""
        await asyncio.gather(self._run_beats(), self._run_accounts())

    async def _run_accounts(self) -> None:
        """Whoever listens hears of its account soon after something happened to it."""
        while True:
            await asyncio.sleep(ACCOUNT_PAUSE)
            try:
                self.tell_accounts()
            except Exception:
                log.exception("an account could not be told of; what follows is")

    def tell_accounts(self) -> None:
        """Every listener has heard all that has happened to its account."""
        for client in list(self._told):
            types = {type_ for type_ in OWN if client in self._index.listeners(type_, "")}
            broker = self._broker(client)
            last = broker.bulletin.next - 1
            news = broker.bulletin.after(min(self._told[client], last))
            self._told[client] = last
            entries = [
                entry
                for type_, entry in self._accounts.entries(broker.account, news)
                if type_ in types
            ]
            self._push(client, entries)

    def _broker(self, client: Client) -> Broker:
        login = client.connection.login
        assert login is not None, "only who is logged in may listen"
        return self._world.broker(self._world.sandboxes.open(login.appkey))

    async def _run_beats(self) -> None:
        """Beats; while the world stands still, or nobody listens, it is quiet."""
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
            self._push(client, entries)

    def _push(self, client: Client, entries: list[bytes]) -> None:
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
