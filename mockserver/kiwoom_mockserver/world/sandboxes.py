"""Who uses the fake: every appkey is its own sandbox, with an account of its own.

All mutable state hangs off a sandbox, reached through one small store, so that parallel tests
never see each other and the store can move elsewhere one day.
"""

from dataclasses import dataclass, field
from hashlib import blake2b

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.openings import NEW, Opening

MAX_SANDBOXES = 100_000
"""Appkeys one server keeps; more are refused rather than eating memory."""


@dataclass(slots=True)
class Bucket:
    """A token bucket: what is left, and when (wall seconds) it was last filled."""

    left: float
    filled: float

    def take(self, rate: int, at: float) -> bool:
        """Whether one more request fits in; ``rate`` a second, as many at once."""
        # The machine's clock may be set back; that must not empty the bucket.
        passed = max(at - self.filled, 0.0)
        self.left = min(float(rate), self.left + passed * rate)
        self.filled = at
        if self.left < 1.0:
            return False
        self.left -= 1.0
        return True


@dataclass(slots=True)
class Sandbox:
    """One appkey's state. ``secret`` keys what only this sandbox may hand back, as next-keys."""

    appkey: str
    account: str
    secret: bytes
    buckets: dict[str, Bucket] = field(default_factory=dict)
    opening: Opening = NEW
    """What the account began with, once there is a broker."""
    broker: Broker | None = None
    """Whoever keeps the account; made by the world when it is first asked for."""

    def admits(self, operation: str, rate: int, at: float) -> bool:
        """Whether a request for ``operation`` fits within ``rate`` a second, and counts it."""
        bucket = self.buckets.get(operation)
        if bucket is None:
            bucket = self.buckets[operation] = Bucket(float(rate), at)
        return bucket.take(rate, at)


class SandboxStore:
    """Sandboxes in memory, opened by key pair."""

    def __init__(self, seed: int, pairs: dict[str, str], *, strict: bool) -> None:
        """``pairs`` are known appkeys with their secrets; ``strict`` admits no others."""
        self._seed = seed
        self._strict = strict
        self._pairs = frozenset(pairs)
        self._secrets = dict(pairs)
        self._sandboxes: dict[str, Sandbox] = {}
        self._epoch = 0

    def knows(self, appkey: str, secret: str) -> bool:
        """Whether the pair is right. Unless strict, the first secret seen with a key is its own.

        Raises WorldError when there are too many keys.
        """
        held = self._secrets.get(appkey)
        if held is None:
            if self._strict:
                return False
            if len(self._secrets) >= MAX_SANDBOXES:
                raise WorldError(f"more than {MAX_SANDBOXES} appkeys; restart the server")
            self._secrets[appkey] = secret
            return True
        return held == secret

    def open(self, appkey: str) -> Sandbox:
        """The appkey's sandbox, made when it is first asked for."""
        sandbox = self._sandboxes.get(appkey)
        if sandbox is None:
            digest = blake2b(
                f"{self._seed}/{self._epoch}/{appkey}".encode(), digest_size=32
            ).digest()
            number = int.from_bytes(blake2b(appkey.encode(), digest_size=8).digest(), "big")
            account = str(number % 9_000_000_000 + 1_000_000_000)
            sandbox = self._sandboxes[appkey] = Sandbox(appkey, account, digest)
        return sandbox

    def appkeys(self) -> list[str]:
        """Whose sandboxes there are, oldest first."""
        return list(self._sandboxes)

    def forget(self, appkey: str) -> None:
        """The appkey has no sandbox; unless the world brought it, its secret is forgotten too."""
        self._sandboxes.pop(appkey, None)
        if appkey not in self._pairs:
            self._secrets.pop(appkey, None)

    def reset(self) -> None:
        """All sandboxes are gone; old next-keys are void, key pairs stay bound."""
        self._sandboxes.clear()
        self._epoch += 1
