"""One socket's protocol, without the socket: frames and instants in, effects out.

The rules, as far as they are known:

1. A connection lives through the states of ``_NEXT``; nothing else changes the state, and an
   event without a row in its state's table is nothing: it has no effect.
2. A frame over 65,536 bytes ends it with close code 1009. Every other end by the server is
   1000 "Bye", after a SYSTEM frame that says why, where there is one.
3. A frame without a readable ``trnm`` is 100002, before anything else is looked at. Until LOGIN
   every other frame is 100013, a PING too; afterwards an unknown ``trnm`` is 105108. The
   connection stays (paper host, July 2025: 126 such frames on one log).
4. A refused LOGIN is 805004 with the reason inside, or 805002 without a token, and the end.
5. Without LOGIN the connection ends 10 s after the client's last frame, or after it opened
   (paper host, July 2025: 10.01 s in four of four sessions).
6. A logged-in connection is read every 10 s. A reading after the client echoed a PING passes;
   any other sends one. A frame that is no echo starts the 10 s anew; an echo does not, so a
   client that only echoes sees a PING every 20 s (paper host, July 2025).
7. 70 s after the client's last frame of any kind the connection ends (paper host, July 2025).

Decided here, because nobody saw it: a second LOGIN is judged like the first. Accepted, it is
acknowledged again; under another login the registrations go, under the same they stay. Refused,
it ends the connection.

Every input carries ``now``, seconds from any origin that only moves forward. A timer that comes
early does nothing, one that comes late sends one PING and not all those it missed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Protocol

from kiwoom_mockserver.realtime.conditions import (
    Answer,
    ConditionRegistry,
    ConditionSearch,
    ConditionStarted,
    ConditionStopped,
)
from kiwoom_mockserver.realtime.conditions import ConditionSource as ConditionSource
from kiwoom_mockserver.realtime.subscriptions import (
    REAL_ITEMS,
    ItemRules,
    Pair,
    Subscribed,
    Subscriptions,
    Unsubscribed,
    read_registration,
)
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.wire import frames
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.wire.frames import required


class State(Enum):
    """Where a connection is in its life."""

    NEW = auto()
    WAITING = auto()
    """Open, and no LOGIN was accepted."""
    ACTIVE = auto()
    """Logged in."""
    ENDED = auto()


class Event(Enum):
    """What moves a connection from state to state."""

    OPENED = auto()
    ADMITTED = auto()
    REFUSED = auto()
    NO_LOGIN = auto()
    SILENT = auto()
    TAKEN_OVER = auto()
    CLOSING = auto()
    TOO_LONG = auto()
    LOST = auto()


_NEXT: Mapping[State, Mapping[Event, State]] = MappingProxyType(
    {
        State.NEW: {
            Event.OPENED: State.WAITING,
            Event.LOST: State.ENDED,
        },
        State.WAITING: {
            Event.ADMITTED: State.ACTIVE,
            Event.REFUSED: State.ENDED,
            Event.NO_LOGIN: State.ENDED,
            Event.CLOSING: State.ENDED,
            Event.TOO_LONG: State.ENDED,
            Event.LOST: State.ENDED,
        },
        State.ACTIVE: {
            Event.ADMITTED: State.ACTIVE,
            Event.REFUSED: State.ENDED,
            Event.SILENT: State.ENDED,
            Event.TAKEN_OVER: State.ENDED,
            Event.CLOSING: State.ENDED,
            Event.TOO_LONG: State.ENDED,
            Event.LOST: State.ENDED,
        },
        State.ENDED: {},
    }
)

_SYSTEM: Mapping[Event, str] = MappingProxyType(
    {Event.NO_LOGIN: "R10004", Event.SILENT: "R10002", Event.TAKEN_OVER: "R10001"}
)
"""The SYSTEM frame that goes before the close; the other ends have none."""


@dataclass(frozen=True, slots=True)
class Send:
    """The bytes, UTF-8, are to be sent as one text message."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Close:
    """The socket is to be closed with this code and reason, once all before it is sent."""

    code: int
    reason: str


_BYE = Close(1000, "Bye")
_TOO_LONG = Close(1009, frames.TOO_LONG)


@dataclass(frozen=True, slots=True)
class Login:
    """Who a token belongs to."""

    appkey: str
    account: str


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The login was accepted; another connection of the same appkey is to be taken over."""

    login: Login


Effect = Send | Close | LoggedIn | Subscribed | Unsubscribed | ConditionStarted | ConditionStopped
"""What the shell around a connection carries out, in order."""

Effects = tuple[Effect, ...]


class Authenticator(Protocol):
    """Who knows the tokens."""

    def login(self, token: str) -> Login:
        """Whose token it is; raises WireError such as 8005 or 8031."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The protocol's numbers; the defaults are the real server's as far as it was measured."""

    group_cap: int = 100
    session_cap: int = 100
    condition_cap: int = 10
    condition_issues: int = 100
    condition_page: int = 100
    condition_quiet: float = 0.0
    """Seconds for which a condition just answered is met with silence; 60 was reported."""
    seq_padding: bool = False
    login_within: float = 10.0
    ping_every: float = 10.0
    silence_limit: float = 70.0
    items: ItemRules = REAL_ITEMS

    @classmethod
    def of(cls, settings: Settings) -> "Policy":
        """The policy that the settings ask for."""
        return cls(
            group_cap=settings.ws_group_cap,
            session_cap=settings.ws_session_cap,
            condition_cap=settings.condition_cap,
            seq_padding=settings.seq_padding,
        )


REAL_POLICY = Policy()
"""The measured numbers."""


class _Heartbeat:
    """Rules 5 to 7: when the client was last heard, and when it is read next."""

    def __init__(self, every: float, limit: float) -> None:
        self._every = every
        self._limit = limit
        self._origin = 0.0
        self._readings = 0
        self._pass_next = False
        self._open_pings = 0
        self.last = 0.0

    @property
    def next_reading(self) -> float:
        # Counted from the origin: a sum of steps would drift away from the silence limit.
        return self._origin + (self._readings + 1) * self._every

    @property
    def silence_at(self) -> float:
        return self.last + self._limit

    def heard(self, now: float) -> None:
        """A frame came that is no echo; the readings start anew."""
        self.last = self._origin = now
        self._readings = 0
        self._pass_next = False

    def heard_ping(self, now: float) -> None:
        """A PING came: an echo if one is open, else a sign of life like any other frame."""
        if not self._open_pings:
            self.heard(now)
            return
        self._open_pings -= 1
        self.last = now
        self._pass_next = True

    def read(self, now: float) -> bool:
        """The reading that was due is done; whether it sends a PING."""
        self._readings = max(self._readings + 1, int((now - self._origin) // self._every))
        if self.next_reading <= now:  # the division above may fall one short
            self._readings += 1
        if self._pass_next:
            self._pass_next = False
            return False
        self._open_pings += 1
        return True


class Connection:
    """One client's socket; ``state``, ``login`` and ``deadline`` are always up to date.

    The shell feeds it and carries out the effects in order. The registry is the server's: it
    keeps watched conditions beyond this connection.
    """

    def __init__(
        self,
        authenticator: Authenticator,
        conditions: ConditionSource,
        registry: ConditionRegistry,
        policy: Policy = REAL_POLICY,
    ) -> None:
        self._authenticator = authenticator
        self._conditions = conditions
        self._registry = registry
        self._policy = policy
        self._state = State.NEW
        self._login: Login | None = None
        self._heartbeat = _Heartbeat(policy.ping_every, policy.silence_limit)
        self._subscriptions = Subscriptions(
            group_cap=policy.group_cap, session_cap=policy.session_cap
        )
        self._search: ConditionSearch | None = None

    @property
    def state(self) -> State:
        """Where the connection is in its life."""
        return self._state

    @property
    def login(self) -> Login | None:
        """Who is logged in; it stays known after the end."""
        return self._login

    @property
    def deadline(self) -> float | None:
        """When ``tick`` is to be called at the latest; None while nothing is awaited."""
        match self._state:
            case State.WAITING:
                return self._heartbeat.last + self._policy.login_within
            case State.ACTIVE:
                return min(self._heartbeat.next_reading, self._heartbeat.silence_at)
            case _:
                return None

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The (type, item) pairs the connection hears, oldest first."""
        return self._subscriptions.pairs()

    @property
    def watching(self) -> tuple[str, ...]:
        """The conditions whose hits the connection hears, oldest first."""
        return self._search.watching if self._search else ()

    def opened(self, now: float) -> Effects:
        """The socket is open and the wait for LOGIN begins."""
        if self._moves(Event.OPENED):
            self._heartbeat.heard(now)
        return ()

    def received(self, frame: str | bytes, now: float) -> Effects:
        """The client's frame is answered; bytes are read like text."""
        if self.deadline is None:
            return ()
        if frames.too_long(frame):
            return self._end(Event.TOO_LONG)
        try:
            body = frames.parse(frame)
        except WireError as error:
            self._heartbeat.heard(now)
            return (Send(frames.refusal(error, "")),)
        trnm = body["trnm"]
        if trnm == "PING" and self._state is State.ACTIVE:
            # Never answered, not even when the client began: two sides that echo every PING
            # would do so for ever.
            self._heartbeat.heard_ping(now)
            return ()
        self._heartbeat.heard(now)
        try:
            return self._handler(trnm)(self, body, now)
        except WireError as error:
            return (Send(frames.refusal(error, trnm)),)

    def tick(self, now: float) -> Effects:
        """Whatever was due by ``now`` is done: a PING, or the end of a silent client."""
        deadline = self.deadline
        if deadline is None or now < deadline:
            return ()
        if self._state is State.WAITING:
            return self._end(Event.NO_LOGIN)
        if now >= self._heartbeat.silence_at:
            return self._end(Event.SILENT)
        return (_PING,) if self._heartbeat.read(now) else ()

    def taken_over(self, now: float) -> Effects:
        """Another connection logged in with the appkey; this one, if logged in, is over."""
        return self._end(Event.TAKEN_OVER)

    def server_closing(self, now: float) -> Effects:
        """The server goes down: a close without a word (paper host, July 2025, 05:07)."""
        return self._end(Event.CLOSING)

    def closed(self) -> Effects:
        """The socket is gone; only releases come out, nothing to send."""
        return self._end(Event.LOST)

    def _moves(self, event: Event) -> bool:
        """The state after the event; whether the event means anything in this state."""
        after = _NEXT[self._state].get(event)
        if after is None:
            return False
        self._state = after
        return True

    def _end(self, event: Event, *last: Effect) -> Effects:
        """The connection is over: its registrations are released, then the client is told."""
        if not self._moves(event):
            return ()
        released = self._release()
        if event is Event.LOST:
            return released
        if event in _SYSTEM:
            last = (Send(frames.system(_SYSTEM[event])),)
        return (*released, *last, _TOO_LONG if event is Event.TOO_LONG else _BYE)

    def _release(self) -> Effects:
        pairs = self._subscriptions.clear()
        watched = self._search.end() if self._search else ()
        stopped = tuple(ConditionStopped(seq) for seq in watched)
        return (Unsubscribed(pairs), *stopped) if pairs else stopped

    def _handler(self, trnm: str) -> "_Handler":
        """Who answers the frame; raises WireError 100013 or 105108."""
        if self._state is State.WAITING and trnm != "LOGIN":
            raise WireError("100013", trnm=trnm[: frames.MAX_ECHO])
        handler = _HANDLERS.get(trnm)
        if handler is None:
            raise WireError("105108")
        return handler

    def _on_login(self, body: Mapping[str, Any], now: float) -> Effects:
        try:
            login = self._authenticator.login(_bare_token(required(body, "token")))
        except WireError as error:
            return self._end(Event.REFUSED, Send(frames.refusal(_login_error(error), "LOGIN")))
        released: Effects = ()
        if login != self._login:
            released = self._release()
            self._search = self._new_search(login)
        self._login = login
        self._moves(Event.ADMITTED)
        return (*released, LoggedIn(login), _LOGIN_ACK)

    def _new_search(self, login: Login) -> ConditionSearch:
        return ConditionSearch(
            self._conditions,
            self._registry,
            login.account,
            cap=self._policy.condition_cap,
            issues=self._policy.condition_issues,
            page=self._policy.condition_page,
            padding=self._policy.seq_padding,
            quiet=self._policy.condition_quiet,
        )

    def _on_register(self, body: Mapping[str, Any], now: float) -> Effects:
        change = self._subscriptions.register(read_registration(body, self._policy.items))
        # No tick of an ended pair follows the ack, and none of a new pair precedes it.
        ended = (Unsubscribed(change.removed),) if change.removed else ()
        begun = (Subscribed(change.added),) if change.added else ()
        return (*ended, _REG_ACK, *begun)

    def _on_remove(self, body: Mapping[str, Any], now: float) -> Effects:
        change = self._subscriptions.remove(read_registration(body, self._policy.items))
        ended = (Unsubscribed(change.removed),) if change.removed else ()
        return (*ended, _REMOVE_ACK)

    def _on_condition(self, body: Mapping[str, Any], now: float) -> Effects:
        assert self._search is not None, "a handler runs only after LOGIN"
        match body["trnm"]:
            case "CNSRLST":
                answer = self._search.list()
            case "CNSRREQ":
                answer = self._search.search(body, now)
            case _:
                answer = self._search.stop(body)
        return _effects(answer)


def _bare_token(token: str) -> str:
    """The token; raises WireError 8005 for one that still has its REST prefix."""
    if token.lower().startswith("bearer "):
        raise WireError("8005")
    return token


def _login_error(error: WireError) -> WireError:
    """805002 for a LOGIN without token, else 805004 around the reason."""
    if error.code == "100002":
        return WireError("805002")
    return WireError("805004", cause=error.code, message=error.text)


def _effects(answer: Answer) -> Effects:
    stopped = () if answer.stopped is None else (ConditionStopped(answer.stopped),)
    reply = () if answer.reply is None else (Send(answer.reply),)
    started = () if answer.started is None else (ConditionStarted(answer.started),)
    return (*stopped, *reply, *started)


_PING = Send(frames.PING)
_LOGIN_ACK = Send(frames.LOGIN_ACK)
_REG_ACK = Send(frames.REG_ACK)
_REMOVE_ACK = Send(frames.REMOVE_ACK)

_Handler = Callable[[Connection, Mapping[str, Any], float], Effects]

_HANDLERS: Mapping[str, _Handler] = MappingProxyType(
    {
        "LOGIN": Connection._on_login,
        "REG": Connection._on_register,
        "REMOVE": Connection._on_remove,
        "CNSRLST": Connection._on_condition,
        "CNSRREQ": Connection._on_condition,
        "CNSRCLR": Connection._on_condition,
    }
)
