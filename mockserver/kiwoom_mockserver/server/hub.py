"""All sockets of one server: who is logged in, who hears what, and the seconds they tick by."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final, NamedTuple

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.realtime.accounts import HOLDINGS, ORDERS, AccountEncoder
from kiwoom_mockserver.realtime.conditions import ConditionRegistry
from kiwoom_mockserver.realtime.connection import Login, Policy
from kiwoom_mockserver.realtime.screening import Screening
from kiwoom_mockserver.realtime.streaming import Stream
from kiwoom_mockserver.realtime.subscriptions import Pair, SubscriptionIndex
from kiwoom_mockserver.recordings.broadcast import Broadcast, Entry
from kiwoom_mockserver.replaying.inputs import InputGateway
from kiwoom_mockserver.server.client import Batch, Client
from kiwoom_mockserver.server.preparing import Foresight
from kiwoom_mockserver.settings import FASTEST
from kiwoom_mockserver.wire import frames
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.clock import wall_seconds
from kiwoom_mockserver.world.world import Instant

log = logging.getLogger("kiwoom_mockserver.socket")

SHORTEST_PAUSE: Final = 0.005
"""Real seconds between two looks at the clock at the least, however fast the world runs."""

UNHEARD: Final = 0.02
"""Real seconds until an unpaced world looks again whether anybody listens."""

ACCOUNT_PAUSE: Final = 0.05
"""Real seconds between two looks at the accounts somebody listens to."""

LEAVING: Final = 0.2
"""Seconds, at real pace, in which what was told gets time to leave before more is worked out."""

OWN: Final = (ORDERS, HOLDINGS)
"""The types that speak of a listener's own account."""

AT_ONCE: Final = 60
"""World seconds that are told before others get their turn."""

_SECOND: Final = timedelta(seconds=1)


Told = dict[tuple[Client, ...], list[bytes]]
"""Entries by who hears them."""


@dataclass(slots=True)
class Counts:
    """What the sockets of a server have done since it started."""

    sent: int = 0
    """Messages of ticks handed to the network."""
    dropped: int = 0
    """Messages that slow readers never got."""
    overflows: int = 0
    """Connections ended because their reader was too slow."""
    told: Counter[str] = field(default_factory=Counter)
    """Entries told by type, however many sockets heard them."""


class _Told(NamedTuple):
    """How much of an account was told: whose, how often it was restored, and the last notice."""

    broker: Broker
    restored: int
    last: int


def _told(broker: Broker) -> _Told:
    """All there is to tell."""
    return _Told(broker, broker.revision[0], broker.bulletin.next - 1)


class Hub:
    """The sockets of one world; an ``Authenticator`` for their logins."""

    def __init__(self, gateway: Gateway) -> None:
        settings = gateway.settings
        self.counts = Counts()
        self.faults = gateway.faults
        self.screening = Screening(gateway.catalogue, gateway.world)
        self.registry = ConditionRegistry()
        self.policy = Policy.of(settings)
        self.queue_limit = settings.ws_queue
        self._without_pace = settings.speed >= FASTEST and not settings.session
        self.overflow = settings.ws_overflow
        self._world = gateway.world
        self._takeover = settings.ws_takeover
        self._in_a_frame = settings.ws_entries
        self._numbered = settings.condition_number
        self._clients: dict[Client, None] = {}
        self._index: SubscriptionIndex[Client] = SubscriptionIndex()
        self._foresight = Foresight(
            Stream(settings, gateway.catalogue, gateway.world), self.screening
        )
        self._room = asyncio.Event()
        self.paused = False
        """Whether nothing is told until somebody steps or resumes."""
        self._told_until = gateway.world.now().replace(microsecond=0)
        """The last second that was told."""
        self._accounts = AccountEncoder(settings, gateway.catalogue, gateway.world)
        self.faults.on_restart = self.reset
        self.log = gateway if isinstance(gateway, InputGateway) else None
        """What records a run by its inputs, where one is recorded."""
        self.heard: Callable[[int, bytes], None] | None = None
        """Hears what is told, by the socket's number."""
        self.wall: Callable[[], float] = wall_seconds
        self._numbers = count(1)
        if self.log is not None:
            self.log.follow(lambda: self._told_until)
            self.heard = self.log.heard
        self._noticed: dict[Client, _Told] = {}
        """How much of its account's news each listener was told."""

    def __len__(self) -> int:
        return len(self._clients)

    def login(self, token: str) -> Login:
        """Whose token it is; raises WireError 8005 when it is nobody's, or no longer."""
        self.faults.look(self._world.now())
        held = self._world.tokens.find(token, self.wall())
        if held is None:
            raise WireError("8005")
        return Login(held.appkey, self._world.sandboxes.open(held.appkey).account)

    @property
    def told_until(self) -> datetime:
        """The last second of world time that was told."""
        return self._told_until

    @property
    def pairs(self) -> Iterable[Pair]:
        """What somebody has registered."""
        return self._index.pairs()

    def shown(self) -> list[dict[str, Any]]:
        """The open sockets, oldest first: how far each is, and what it hears."""
        return [
            {
                "state": one.connection.state.name.lower(),
                "registered": [list(pair) for pair in one.connection.pairs],
                "watching": list(one.connection.watching),
                "waiting": one.waiting,
            }
            for one in self._clients
        ]

    def enter(self, client: Client) -> int:
        """The socket is open; its number."""
        self._clients[client] = None
        number = next(self._numbers)
        if self.log is not None:
            self.log.opened(number)
        return number

    @property
    def is_down(self) -> bool:
        """Whether sockets are closed as soon as they are open: the server restarts."""
        return self.faults.is_down

    def leave(self, client: Client) -> None:
        """The socket is gone, and hears nothing."""
        if self.log is not None and client in self._clients:
            self.log.closed(client.number)
        self._clients.pop(client, None)
        self._noticed.pop(client, None)
        self._index.drop(client)
        self.caught_up()

    def logged_in(self, client: Client, login: Login) -> None:
        """Other sockets of the same appkey are told R10001 and closed, unless both may stay."""
        if not self._takeover:
            return
        for other in list(self._clients):
            if other is not client and other.connection.login == login:
                other.take_over()

    def subscribe(self, client: Client, pairs: Iterable[Pair]) -> None:
        """The client hears the pairs from the next second on, its account from now on."""
        pairs = list(pairs)
        self._index.add(client, pairs)
        if client not in self._noticed and any(type_ in OWN for type_, _ in pairs):
            self._noticed[client] = _told(self._broker(client))

    def unsubscribe(self, client: Client, pairs: Iterable[Pair]) -> None:
        """The client hears the pairs no more."""
        self._index.remove(client, pairs)

    def reset(self) -> None:
        """Every socket is closed with Bye, and no condition is watched."""
        for client in list(self._clients):
            client.server_closing()
        self.registry.clear()

    def caught_up(self) -> None:
        """A slow reader takes more; the feed goes on if it waited for that."""
        self._room.set()

    async def run(self) -> None:
        """Seconds as they begin, and what becomes of accounts, are told until cancelled."""
        await asyncio.gather(self._run_seconds(), self._run_accounts())

    async def _run_accounts(self) -> None:
        """Whoever listens hears of its account soon after something happened to it."""
        while True:
            await asyncio.sleep(ACCOUNT_PAUSE)
            try:
                self.tell_accounts()
            except Exception:
                log.exception("an account could not be told of; what follows is")

    def tell_accounts(self) -> None:
        """Every listener has heard all that has happened to its account, unless nothing is told."""
        if not self.paused:
            self._tell_accounts()

    def _tell_accounts(self) -> None:
        for client in list(self._noticed):
            if self.log is None:
                self.tell_account(client)
            else:
                with self.log.telling(client.number) as note:
                    self.tell_account(client, note)

    def tell_account(self, client: Client, note: Callable[[], None] = lambda: None) -> None:
        """A listener has heard all that has happened to its account; ``note`` is called first."""
        types = {type_ for type_ in OWN if client in self._index.listeners(type_, "")}
        broker = self._broker(client)
        before, now = self._noticed[client], _told(broker)
        # An account that is new, or as it was once, has not told of what followed.
        same = before[:2] == now[:2]
        news = broker.bulletin.after(before.last if same else broker.resumed)
        if before != now:
            note()
        self._noticed[client] = now
        told = self._accounts.entries(broker.account, news)
        entries = [entry for type_, entry in told if type_ in types]
        if entries:
            self.counts.told.update(type_ for type_, _ in told)
            client.push(self._batch(entries))

    def _broker(self, client: Client) -> Broker:
        login = client.connection.login
        assert login is not None, "only who is logged in may listen"
        return self._world.broker(self._world.sandboxes.open(login.appkey))

    async def _run_seconds(self) -> None:
        while True:
            await asyncio.sleep(self._pause())
            if self.overflow == "block" or self._unpaced:
                await self._wait_for_room()
            try:
                if self._unpaced and self._is_heard:
                    self._world.clock.advance(1.0)
                self.tick()
                await self._prepare()
            except Exception:
                log.exception("a second could not be told; the next one follows")
                self._told_until = self._world.now().replace(microsecond=0)

    def pause(self) -> None:
        """Nothing is told any more, whatever the time."""
        self.paused = True

    def resume(self, *, missed: bool) -> None:
        """Ticks are told again: first what was ``missed``, or from the present moment on."""
        self.paused = False
        if not missed:
            self.jump()
            for client in self._noticed:
                self._noticed[client] = _told(self._broker(client))
        self._catch_up()
        self.tell_accounts()

    def step(self, seconds: int) -> None:
        """So many seconds more are told, and the world is at least as late; nothing else is told.

        Raises WorldError for a clock that cannot be moved.
        """
        self.pause()
        end = self._told_until + seconds * _SECOND
        if (left := (end - self._world.now()).total_seconds()) > 0:
            self._world.clock.advance(left)
        while self._told_until < end:
            self.tell_second()
        self._tell_accounts()

    async def _prepare(self) -> None:
        """The next second is worked out, where there is time and it is known what it will be."""
        speed = self._world.clock.speed
        if self._unpaced or not speed or not self._is_heard:
            return
        moment = self._told_until + _SECOND
        at = self._world.instant(moment)
        left = (moment - self._world.now()).total_seconds()
        if left < 2 * LEAVING or at.date != moment.date():
            return  # Too late for it, or woken a little before the second begins.
        await asyncio.sleep(LEAVING / speed)
        if self._world.other_market is None:
            watched = {seq: None for one in self._clients for seq in one.connection.watching}
            await self._foresight.prepare(self._index.pairs(), watched, at)

    def tick(self) -> None:
        """The seconds since the last look are told, ``AT_ONCE`` of them at most."""
        if self.paused:
            return
        now = self._world.now().replace(microsecond=0)
        if now < self._told_until or not self._clients:
            # A repeated day began anew, or nobody heard of what passed.
            self._told_until = now
            self.faults.look(now)
            return
        end = min(now, self._told_until + AT_ONCE * _SECOND)
        while self._told_until < end:
            self.tell_second()

    def tell_second(self) -> None:
        """The second after the last one that was told is told, whatever the time."""
        self._told_until += _SECOND
        self.faults.look(self._told_until)
        self._tell(self._told_until)

    def broadcast(self, told: Broadcast, has_traded: Callable[[str], bool]) -> None:
        """Recorded entries go to who has registered them, a whole frame byte by byte.

        Those of the recorded account go to appkeys that have no orders of their own.
        """
        heard: dict[Client, list[Entry]] = {}
        for entry in told.entries:
            self.counts.told[entry.type] += 1
            own = entry.type in OWN
            for client in self._index.listeners(entry.type, "" if own else entry.item):
                login = client.connection.login
                if not own or (login is not None and not has_traded(login.appkey)):
                    heard.setdefault(client, []).append(entry)
        for client, entries in heard.items():
            whole = told.is_whole and len(entries) == len(told.entries)
            payload = told.payload if whole else frames.real(map(_encoded, entries))
            client.push(Batch(frames.message(payload), 1))

    def advance(self, seconds: float) -> None:
        """The world is so much later, and every tick until then is queued, in order.

        Raises WorldError for a clock that cannot be moved.
        """
        self._world.clock.advance(seconds)
        if not self.paused:
            self._catch_up()

    def _catch_up(self) -> None:
        now = self._world.now().replace(microsecond=0)
        while self._told_until < now and self._clients:
            self.tick()
        self._told_until = now

    def jump(self, moment: datetime | None = None) -> None:
        """All up to the moment, or the present one, counts as told: nobody hears of it."""
        self._told_until = moment or self._world.now().replace(microsecond=0)

    @property
    def _unpaced(self) -> bool:
        """Whether world time goes on as fast as ticks are taken."""
        return self._without_pace and self._world.clock.speed > 0

    @property
    def _is_heard(self) -> bool:
        return bool(self._index.pairs()) or any(one.connection.watching for one in self._clients)

    def _pause(self) -> float:
        """Real seconds until the next world second begins."""
        if self._unpaced:
            return 0.0 if self._is_heard else UNHEARD
        speed = self._world.clock.speed
        if not speed:
            return 1.0
        now = self._world.now()
        behind = now - self._told_until >= _SECOND
        left = 0.0 if behind else 1.0 - now.microsecond / 1_000_000
        return max(left / speed, 0.0 if behind else SHORTEST_PAUSE)

    async def _wait_for_room(self) -> None:
        room = 0 if self._unpaced else self.queue_limit
        while any(client.waiting > room for client in self._clients):
            self._room.clear()
            await self._room.wait()

    def _tell(self, moment: datetime) -> None:
        at = self._world.instant(moment)
        if at.date != moment.date():
            return
        told: Told = {}
        for pair, entries in self._foresight.entries(self._index.pairs(), at):
            told.setdefault(self._index.listeners(*pair), []).extend(entries)
            self.counts.told[pair[0]] += len(entries)
        self._add_hits(told, at, f"{moment:%H%M%S}")
        for listeners, heard in told.items():
            batch = self._batch(heard)
            for client in listeners:
                client.push(batch)

    def _add_hits(self, told: "Told", at: Instant, time: str) -> None:
        for client in self._clients:
            for seq in client.connection.watching:
                changes = self.screening.changes(seq, at, self.policy.condition_issues)
                number = seq if self._numbered else None
                hits = [
                    frames.condition_hit(number, code, entered, time, "2")
                    for code, entered in changes
                ]
                if hits:
                    told.setdefault((client,), []).extend(hits)

    def _batch(self, entries: Sequence[bytes]) -> Batch:
        """The frames of some entries, built once for all who hear them."""
        size = self._in_a_frame
        parts = [
            frames.message(frames.real(entries[first : first + size]))
            for first in range(0, len(entries), size)
        ]
        return Batch(b"".join(parts), len(parts))


def _encoded(entry: Entry) -> bytes:
    return frames.encode(entry.whole)
