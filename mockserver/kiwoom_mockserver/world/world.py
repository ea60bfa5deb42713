"""A world: clock, seed, instruments, and whoever uses it. Made from a world file."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.clock import Clock
from kiwoom_mockserver.world.instruments import Instrument, Instruments
from kiwoom_mockserver.world.sandboxes import SandboxStore
from kiwoom_mockserver.world.tokens import TokenBook

MAX_FILE = 64 * 1024 * 1024


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
    conditions: tuple[tuple[str, str], ...] = ()
    krx_only: bool = False
    """Whether NXT is out of reach, as on the paper host."""

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


def load_world(settings: Settings, clock: Clock) -> World:
    """The world the settings name: a bundled one, or a file.

    Raises WorldError that names the file and what is wrong with it.
    """
    data = _read(settings.world)
    try:
        keys = {row["appkey"]: row["secretkey"] for row in data.get("keys", [])}
        return World(
            name=str(data["name"]),
            clock=clock,
            seed=settings.seed,
            instruments=Instruments(Instrument(*row) for row in data["instruments"]),
            sandboxes=SandboxStore(settings.seed, keys, strict=settings.keys == "strict"),
            tokens=TokenBook(settings.seed),
            keys=keys,
            hosts={r["appkey"]: r["host"] for r in data.get("keys", []) if "host" in r},
            krx_only=settings.profile == "paper",
            conditions=tuple((str(seq), str(name)) for seq, name in data.get("conditions", [])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WorldError(f"world {settings.world}: {type(error).__name__} {error}") from None


def _read(name: str) -> Any:
    path = Path(name) if name.endswith(".json") else resources.world_file(name)
    try:
        if path.stat().st_size > MAX_FILE:
            raise WorldError(f"world file {path} is larger than {MAX_FILE} bytes")
        data = orjson.loads(path.read_bytes())
    except OSError as error:
        raise WorldError(f"world file {path}: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise WorldError(f"world file {path} is not JSON: {error}") from None
    if not isinstance(data, dict):
        raise WorldError(f"world file {path} is not a JSON object")
    return data
