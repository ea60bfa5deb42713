"""Every switch of the fake, parsed once into one frozen value.

Order of precedence, lowest first: default, file (TOML), environment ``KIWOOM_MOCK_<NAME>``, flag.
A setting whose real behaviour is unknown says so in its help text.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from kiwoom_mockserver.errors import SettingError

SEOUL = timezone(timedelta(hours=9), "KST")
"""Korea Standard Time; Korea has had no daylight saving since 1988."""

YEARS = range(1996, 2056)
"""What the world's clock may show: years that its market has prices for."""

ENVIRONMENT_PREFIX = "KIWOOM_MOCK_"

DEFAULT_AT = datetime(2026, 9, 15, 10, 0, tzinfo=SEOUL)
"""A Tuesday morning: the market is open whenever a developer starts the fake."""

FASTEST = 1_000_000.0
"""The speed called ``max``."""

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def _setting(default: Any, help: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"help": help, "choices": choices})


_POSITIVE = (
    *("max_body", "journal_size", "ws_group_cap", "ws_session_cap", "ws_queue", "ws_entries"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One run's configuration; immutable, safe to share."""

    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(8080, "port of REST and socket; 0 picks a free one")
    ws_port: int = _setting(0, "a second port for the socket, as the real 10000; 0 = none")
    tls: bool = _setting(False, "speak HTTPS and WSS, with a throwaway certificate")
    tls_folder: str = _setting("", "where the certificate is kept; without, it is gone at the end")
    expose: bool = _setting(False, "allow listening beyond loopback")
    admin_token: str = _setting("", "opens /__admin to other machines that send it as Bearer")
    profile: str = _setting("live", "which host is imitated", ("live", "paper"))
    limits: bool = _setting(True, "refuse requests above the profile's rate with 1700")
    rate: int = _setting(0, "requests a second per token and operation; 0 = the profile's")
    token_rate: int = _setting(2, "token issues a second per appkey before 429")
    keys: str = _setting("any", "any key pair works, or only the world's", ("any", "strict"))
    rotate_tokens: bool = _setting(False, "every issue makes a new token and voids the last")
    bind_token_to_peer: bool = _setting(False, "a token works only from the address it went to")
    world: str = _setting("default", "bundled world's name, or a path to a world file")
    seed: int = _setting(20260915, "everything random follows from it")
    at: datetime = _setting(DEFAULT_AT, "world time at start, Asia/Seoul")  # noqa: RUF009
    clock: str = _setting("scaled", "world time from `at` on, or the machine's", ("scaled", "wall"))
    repeat_day: bool = _setting(False, "begin the trading day again instead of ending it")
    speed: float = _setting(
        1.0,
        "world seconds per real second; 0 = frozen; max = as fast as sockets take ticks, standing "
        "still while nobody listens",
    )
    fills: str = _setting(
        "queue",
        "how orders fill: behind those before them, as soon as their price is touched, at once",
        ("queue", "touch", "instant"),
    )
    order_latency_min: int = _setting(100, "world milliseconds an order takes at the least")
    order_latency_max: int = _setting(300, "and at the most (0.1 to 0.3 s seen on paper)")
    open_orders_delay: int = _setting(
        0, "world milliseconds until ka10075 shows an order (seen, never measured)"
    )
    session: str = _setting("", "a recorded session to replay: its folder, or a bundled one's name")
    sessions: str = _setting("", "a folder of recorded sessions, for /__admin/sessions")
    mode: str = _setting(
        "sequence",
        "sequence: the n-th request of a kind gets its n-th recorded answer; strict: any request "
        "that was not recorded next fails; timeline: what was recorded by the market's time",
        ("sequence", "strict", "timeline"),
    )
    missing: str = _setting(
        "last",
        "for a request beyond the recorded ones: the last answer to the same; a refusal that names "
        "the nearest recorded requests; or an answer of the fake's own world",
        ("last", "refuse", "simulate"),
    )
    replay_from: str = _setting("", "where a replay begins: a mark, seconds, or HH:MM:SS")
    replay_to: str = _setting("", "where a replay ends: the same")
    replay_latency: bool = _setting(
        True, "recorded replies take as long as they took, divided by the speed"
    )
    max_gap: float = _setting(0.0, "longest silence of a replay in session seconds; 0 = recorded")
    loop: bool = _setting(False, "begin a replay again when it ends")
    faults: str = _setting("", "a scenario of faults: a bundled one's name, or a YAML or JSON file")
    check: bool = _setting(False, "judge every reply by its own contract before it leaves")
    check_requests: str = _setting(
        "lenient",
        "lenient: only missing values and wrong JSON types are refused; strict: length, codes "
        "and format too (real behaviour unknown)",
        ("lenient", "strict"),
    )
    check_content_type: bool = _setting(
        False, "refuse bodies not sent as application/json (real behaviour unknown)"
    )
    unknown_api_id: str = _setting(
        "1504", "code for an api-id that no path has (1505 was never seen)", ("1504", "1505")
    )
    limit_text: str = _setting("2026", "wording of 1700", ("2026", "2025"))
    max_body: int = _setting(65_536, "largest request body in bytes")
    journal_size: int = _setting(10_000, "requests kept for /__admin/journal")
    ws_group_cap: int = _setting(100, "items one REG group may hold")
    ws_session_cap: int = _setting(100, "items one socket may hold (100 in 2025, maybe 200 now)")
    ws_takeover: bool = _setting(True, "a second LOGIN of an appkey ends the first (R10001)")
    ws_entries: int = _setting(4, "entries one REAL frame holds at most (live: 1 to 4)")
    ws_queue: int = _setting(1_000, "frames that may wait for a slow reader")
    ws_overflow: str = _setting(
        "drop-connection",
        "what happens to a reader too slow for its queue: its connection ends, its oldest frames "
        "are lost, or everybody waits for it",
        ("drop-connection", "drop-oldest", "block"),
    )
    ws_holdings: str = _setting(
        "nested",
        "where entries of type 04 have their fields: in values, as the manual has it, or flat on "
        "the entry itself, as one client reports (no capture decides)",
        ("nested", "flat"),
    )
    condition_cap: int = _setting(10, "realtime conditions per login")
    condition_number: bool = _setting(
        True,
        "a hit (type 02) says in 841 which condition it is of, as in the manual; a client of 2026 "
        "reports hits that do not",
    )
    seq_padding: bool = _setting(
        False, "pad seq to three characters in CNSRREQ replies, as in the manual"
    )

    def __post_init__(self) -> None:
        for row in fields(self):
            choices = row.metadata["choices"]
            value = getattr(self, row.name)
            if choices and value not in choices:
                raise SettingError(f"{row.name} is {value!r}; it is one of {', '.join(choices)}")
        for name in ("port", "ws_port"):
            if not 0 <= getattr(self, name) <= 65_535:
                raise SettingError(f"{name} is {getattr(self, name)}; it lies in 0..65535")
        for name in _POSITIVE:
            if getattr(self, name) < 1:
                raise SettingError(f"{name} is {getattr(self, name)}; it is at least 1")
        for name in ("rate", "token_rate", "condition_cap"):
            if getattr(self, name) < 0:
                raise SettingError(f"{name} is {getattr(self, name)}; it is at least 0")
        if not 0 <= self.order_latency_min <= self.order_latency_max <= 60_000:
            told = f"{self.order_latency_min} to {self.order_latency_max}"
            raise SettingError(f"order latency is {told}; it lies in 0..60000, the least first")
        if not 0 <= self.open_orders_delay <= 60_000:
            raise SettingError(f"open_orders_delay is {self.open_orders_delay}; at most 60000")
        if not 0 <= self.speed <= FASTEST:
            raise SettingError(f"speed is {self.speed}; it lies in 0..{FASTEST:.0f}, or is max")
        if self.clock == "wall" and self.speed not in {0, 1}:
            told = "the machine's clock runs at 1, or stands at 0; use clock = scaled"
            raise SettingError(f"speed is {self.speed}, but {told}")
        if not 0 <= self.max_gap <= 86_400:
            raise SettingError(f"max_gap is {self.max_gap}; it lies in 0..86400")
        if self.at.tzinfo is None:
            raise SettingError("at has no time zone; load it with Settings.load")
        if self.at.year not in YEARS:
            raise SettingError(f"at is {self.at}; it lies in the years {YEARS[0]}..{YEARS[-1]}")
        if self.host not in _LOOPBACK and not self.expose:
            raise SettingError(
                f"host {self.host} can be reached by other machines; add --expose if you mean it"
            )

    @property
    def requests_per_second(self) -> int:
        """The bucket of one token and operation: 5 live, 1 paper (observed texts ``유량=``)."""
        return self.rate or (5 if self.profile == "live" else 1)

    @classmethod
    def load(
        cls,
        flags: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        file: Path | None = None,
    ) -> "Settings":
        """Settings from file, environment and flags; flags that are None count as not given.

        Raises SettingError that names the setting, what it was given, and what fits.
        """
        rows = {row.name: row for row in fields(cls)}
        given: dict[str, Any] = {}
        for name, value in (_read_file(file) if file else {}).items():
            _store(given, rows, name, value, f"in {file}")
        for key, value in sorted((os.environ if environment is None else environment).items()):
            if key.startswith(ENVIRONMENT_PREFIX):
                name = key.removeprefix(ENVIRONMENT_PREFIX).lower()
                _store(given, rows, name, value, f"(environment {key})")
        for name, value in (flags or {}).items():
            if value is not None:
                _store(given, rows, name, value, "(flag)")
        return cls(**given)

    def with_(self, **changes: Any) -> "Settings":
        """A copy with some values replaced."""
        return replace(self, **changes)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingError(f"settings file {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"settings file {path} is not TOML: {error}") from None


def _store(
    given: dict[str, Any], rows: Mapping[str, Field[Any]], name: str, value: Any, origin: str
) -> None:
    row = rows.get(name)
    if row is None:
        raise SettingError(f"there is no setting {name!r} {origin}; see `kiwoom-mock serve --help`")
    try:
        given[name] = _convert(
            FASTEST if (name, value) == ("speed", "max") else value, type(row.default)
        )
    except (TypeError, ValueError, OverflowError):
        kind = type(row.default).__name__
        raise SettingError(f"{name} {origin} is {value!r}; expected {kind}") from None


def _convert(value: Any, kind: type) -> Any:
    if kind is datetime:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)
    if kind is bool:
        if isinstance(value, bool):
            return value
        return {"on": True, "true": True, "1": True, "yes": True}.get(str(value).lower()) or _off(
            value
        )
    if kind is str and not isinstance(value, str):
        raise TypeError
    if isinstance(value, bool) or (kind is int and isinstance(value, float)):
        raise TypeError
    return kind(value)


def _off(value: Any) -> bool:
    if str(value).lower() in {"off", "false", "0", "no"}:
        return False
    raise ValueError(value)
