"""A world: clock, seed, instruments, and whoever uses it. Made from a world file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.baskets import following_of
from kiwoom_mockserver.world.broker import Broker, Rules, Venue
from kiwoom_mockserver.world.calendar import day_at, day_index, is_trading_day
from kiwoom_mockserver.world.charges import tariff_of
from kiwoom_mockserver.world.clock import Clock
from kiwoom_mockserver.world.elws import Elws, exercised
from kiwoom_mockserver.world.flows.flows import Flows
from kiwoom_mockserver.world.flows.markets import MarketFlows
from kiwoom_mockserver.world.following import Following
from kiwoom_mockserver.world.hours import day_of, millis, start_of
from kiwoom_mockserver.world.indices import Indices
from kiwoom_mockserver.world.instruments import Instrument, Instruments
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.matching import Preset
from kiwoom_mockserver.world.navs import Navs
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.openings import NEW, Opening, open_account, opening_from
from kiwoom_mockserver.world.planning import Habits
from kiwoom_mockserver.world.sandboxes import Sandbox, SandboxStore
from kiwoom_mockserver.world.tape import MarketTape
from kiwoom_mockserver.world.tenure import tenure_of
from kiwoom_mockserver.world.tokens import TokenBook
from kiwoom_mockserver.world.universe import anchor_of, build_instruments
from kiwoom_mockserver.world.walks import Listing
from kiwoom_mockserver.world.warrants import KOSPI200
from kiwoom_mockserver.world.watchlists import Watchlist, watchlists_of

ANCHOR = date(2026, 9, 14)
DAY_BEGINS = 8 * 3600
UNINTERRUPTED = frozenset({"ELW", "GOLD", "WARRANT", "KONEX"})
USUAL_JUMP = 60
LAST_SECOND = 24 * 3600 - 1

MAX_FILE = 64 * 1024 * 1024


class Instant(NamedTuple):
    """A second of a trading day, by the day's number."""

    day: int
    second: int

    @property
    def date(self) -> date:
        """The trading day."""
        return day_at(self.day)


@dataclass(slots=True)
class World:
    """All state of one server; one owner, touched only on the server's loop."""

    name: str
    clock: Clock
    seed: int
    instruments: Instruments
    sandboxes: SandboxStore
    tokens: TokenBook
    keys: dict[str, str] = field(repr=False)
    hosts: dict[str, str] = field(repr=False)
    """Appkeys that belong to one host only: appkey to live or paper."""
    conditions: tuple[tuple[str, str, Any], ...] = ()
    """Number, name and terms of the saved searches."""
    watchlists: tuple[Watchlist, ...] = ()
    anchor: date = ANCHOR
    """The day whose closes are the instruments' reference prices."""
    krx_only: bool = False
    """Whether NXT is out of reach, as on the paper host."""
    rules: Rules = field(default_factory=lambda: Rules(tariff_of("live")))
    """How its brokers work."""
    openings: Mapping[str, Opening] = field(default_factory=dict, repr=False)
    """What the accounts of some appkeys begin with."""
    other_venue: Venue | None = None
    """Where the brokers trade when it is not the synthetic market."""

    other_market: Market | None = None
    """What its answers speak of when it is not the synthetic market alone."""

    @property
    def market(self) -> Market:
        """The market of this world's instruments, made when it is first asked for."""
        return self.other_market or market_of(self.instruments, self.seed, self.anchor)

    @property
    def flows(self) -> Flows:
        """Who is behind the market's trades, made when it is first asked for."""
        return flows_of(self.instruments, self.seed, self.anchor)

    @property
    def indices(self) -> Indices:
        """The sectors and indices of the market."""
        return indices_of(self.instruments, self.seed, self.anchor)

    @property
    def venue(self) -> Venue:
        """Where the brokers of this world trade."""
        return self.other_venue or _venue_of(self.market, self.instruments, self.rules)

    def broker(self, sandbox: Sandbox, at: int | None = None) -> Broker:
        """The broker of the sandbox's account, brought up to the present, or to ``at``.

        On a day before those it has lived through, the account begins again as it began.
        """
        if at is None:
            at = millis(self.now())
        if sandbox.broker is None:
            self.open_account(sandbox, self.openings.get(sandbox.appkey, NEW))
        assert sandbox.broker is not None
        if at < start_of(sandbox.broker.account.day):
            sandbox.broker.restore(self._opened(sandbox, at).snapshot())
        sandbox.broker.advance(at)
        return sandbox.broker

    def open_account(self, sandbox: Sandbox, opening: Opening) -> None:
        """The sandbox's account is a new one that begins with ``opening``."""
        sandbox.opening = opening
        sandbox.broker = self._opened(sandbox, millis(self.now()))

    def _opened(self, sandbox: Sandbox, at: int) -> Broker:
        """A broker of the sandbox's account as it begins at ``at``."""
        seed, opening = int.from_bytes(sandbox.secret[:7], "big"), sandbox.opening
        if not opening.past_days:
            return open_account(sandbox.account, opening, self.venue, seed, at)
        # A past takes a while to live through, and is the same for every world of this kind.
        today, _ = day_of(at)
        broker = Broker(self.venue, Account(sandbox.account, today), seed, start_of(today))
        broker.restore(_past(self.venue, opening, sandbox.account, seed, today))
        return broker

    @property
    def navs(self) -> Navs:
        """What the market's funds are worth."""
        return navs_of(self.instruments, self.seed, self.anchor)

    @property
    def elws(self) -> Elws:
        """What the market's ELWs are worth."""
        return elws_of(self.instruments, self.seed, self.anchor)

    @property
    def market_flows(self) -> MarketFlows:
        """Programmes and lending of whole markets, made when they are first asked for."""
        return market_flows_of(self.instruments, self.seed, self.anchor)

    def instant(self, moment: datetime) -> Instant:
        """Where the market stands at ``moment``: before 08:00, still at the day before's end."""
        day, second = moment.date(), moment.hour * 3600 + moment.minute * 60 + moment.second
        number = day_index(day)
        if not is_trading_day(day):
            return Instant(number, LAST_SECOND)
        return Instant(number, second) if second >= DAY_BEGINS else Instant(number - 1, LAST_SECOND)

    def find(self, code: str) -> Instrument | None:
        """The issue with this code, which may end in ``_NX`` or ``_AL``; None when unknown here."""
        return self.instruments.find(code, krx_only=self.krx_only)

    def now(self) -> datetime:
        """The present instant, Asia/Seoul."""
        return self.clock.now()

    def reset(self) -> None:
        """Everyone's state is as at the start; tokens are void, the clock goes on."""
        self.sandboxes.reset()
        self.tokens.wipe()


@lru_cache(maxsize=8)
def _past(venue: Venue, opening: Opening, number: str, seed: int, today: int) -> dict[str, Any]:
    """The state of an account on the morning after its past."""
    return open_account(number, opening, venue, seed, start_of(today)).snapshot()


@lru_cache(maxsize=8)
def _venue_of(market: Market, instruments: Instruments, rules: Rules) -> Venue:
    def exercise(issue: Instrument) -> int:
        place = instruments.place(issue.code)
        return 0 if place is None else exercised(market, place)

    return Venue(MarketTape(market, instruments), instruments, rules, exercise)


@lru_cache(maxsize=4)
def market_of(instruments: Instruments, seed: int, anchor: date) -> Market:
    """The market of some instruments. Shared: it is a pure function, and keeps only shortcuts."""
    return Market(*ground_of(instruments, seed, anchor))


class Ground(NamedTuple):
    """What a market is made of."""

    seed: int
    listing: Listing
    habits: Habits
    anchor: int
    following: Following


def ground_of(
    instruments: Instruments, seed: int, anchor: date, following: Following | None = None
) -> Ground:
    """The ground of some instruments; ``following`` is found from them unless it is given."""
    columns = instruments.columns
    following = following or following_of(instruments, seed)
    listing = Listing(
        reference=columns.reference_price,
        # What follows others takes its days from them; only its way through the day is its own.
        beta=np.where(following.follows, 0, columns.beta),
        volatility=columns.volatility,
        sector=columns.sector,
        kind=columns.tick_class,
        leverage=columns.leverage,
    )
    on_nxt = np.array([one.on_nxt for one in instruments.all], dtype=np.int64)
    habits = Habits(
        columns.average_volume, on_nxt, _jumps(instruments), columns.beta, tenure_of(instruments)
    )
    return Ground(seed, listing, habits, day_index(anchor), following)


def _jumps(instruments: Instruments) -> I64:
    """Thousandths by which one order may move a price before trading is interrupted; 0: never."""
    jumps = np.zeros(len(instruments.all), dtype=np.int64)
    for place, one in enumerate(instruments.all):
        if one.market in UNINTERRUPTED or one.audit in {"정리매매", "단기과열"}:
            continue
        jumps[place] = USUAL_JUMP
    jumps[instruments.members_of(KOSPI200)] //= 2
    return jumps


@lru_cache(maxsize=4)
def flows_of(instruments: Instruments, seed: int, anchor: date) -> Flows:
    """The flows behind the market of some instruments; shared, as the market is."""
    return Flows(market_of(instruments, seed, anchor), instruments, day_index(anchor))


@lru_cache(maxsize=4)
def indices_of(instruments: Instruments, seed: int, anchor: date) -> Indices:
    """The indices of a market, shared as the market is."""
    return Indices(market_of(instruments, seed, anchor), instruments)


@lru_cache(maxsize=4)
def navs_of(instruments: Instruments, seed: int, anchor: date) -> Navs:
    """The net asset values of a market's funds, shared as the market is."""
    indices = indices_of(instruments, seed, anchor)
    return Navs(market_of(instruments, seed, anchor), indices, instruments)


@lru_cache(maxsize=4)
def elws_of(instruments: Instruments, seed: int, anchor: date) -> Elws:
    """The ELWs of a market, shared as the market is."""
    indices = indices_of(instruments, seed, anchor)
    return Elws(market_of(instruments, seed, anchor), indices, instruments.columns.shares)


@lru_cache(maxsize=4)
def market_flows_of(instruments: Instruments, seed: int, anchor: date) -> MarketFlows:
    """Sums of the flows over the issues of a market; shared, as the market is."""
    return MarketFlows(flows_of(instruments, seed, anchor), instruments)


@lru_cache(maxsize=4)
def _instruments(content: bytes, seed: int) -> Instruments:
    return build_instruments(orjson.loads(content), seed)


def load_world(settings: Settings, clock: Clock) -> World:
    """The world the settings name: a bundled one, or a file.

    Raises WorldError that names the file and what is wrong with it.
    """
    content = _read(settings.world)
    data = _parsed(settings.world, content)
    try:
        instruments = _instruments(content, settings.seed)
        keys = {_text(row["appkey"]): _text(row["secretkey"]) for row in data.get("keys", [])}
        return World(
            name=str(data["name"]),
            clock=clock,
            seed=settings.seed,
            instruments=instruments,
            anchor=anchor_of(data),
            sandboxes=SandboxStore(settings.seed, keys, strict=settings.keys == "strict"),
            tokens=TokenBook(settings.seed),
            keys=keys,
            hosts={r["appkey"]: _host(r["host"]) for r in data.get("keys", []) if "host" in r},
            krx_only=settings.profile == "paper",
            rules=_rules(settings),
            openings=_openings(data, instruments),
            conditions=tuple(
                (str(seq), str(name), where) for seq, name, where in data.get("conditions", [])
            ),
            watchlists=watchlists_of(data.get("watchlists", []), instruments),
        )
    except WorldError as error:
        raise WorldError(f"world {settings.world}: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WorldError(f"world {settings.world}: {type(error).__name__} {error}") from None


def _rules(settings: Settings) -> Rules:
    return Rules(
        tariff_of(settings.profile),
        paper=settings.profile == "paper",
        preset=Preset(settings.fills),
        latency=(settings.order_latency_min, settings.order_latency_max),
    )


def _openings(data: dict[str, Any], instruments: Instruments) -> dict[str, Opening]:
    rows = data.get("accounts", {})
    return {_text(appkey): opening_from(row, instruments) for appkey, row in rows.items()}


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise WorldError(f"{value!r} is no key: a text")
    return value


def _host(value: object) -> str:
    if value not in ("live", "paper"):
        raise WorldError(f"host is {value!r}; it is live or paper")
    return str(value)


def _read(name: str) -> bytes:
    path = Path(name) if name.endswith(".json") else resources.world_file(name)
    try:
        if path.stat().st_size > MAX_FILE:
            raise WorldError(f"world file {path} is larger than {MAX_FILE} bytes")
        return path.read_bytes()
    except OSError as error:
        raise WorldError(f"world file {path}: {error.strerror}") from None


def _parsed(path: str, content: bytes) -> dict[str, Any]:
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise WorldError(f"world file {path} is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise WorldError(f"world file {path} is not a JSON object")
    return data
