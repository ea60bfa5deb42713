"""Access tokens: 86 characters, valid 24 hours, the same one again while it is valid."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b

LIFETIME = 24 * 60 * 60
"""Seconds from issue to expiry, exactly (paper host, July 2025)."""

MAX_HOLDERS = 100_000
"""Tokens, valid or not, whose holders are remembered."""


@dataclass(frozen=True, slots=True)
class Token:
    """One issued token; ``expires`` is wall time in epoch seconds."""

    value: str
    appkey: str
    peer: str
    expires: float


class TokenBook:
    """Who holds which token; values follow from the seed, the appkey and the issue's number."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._by_value: dict[str, Token] = {}
        self._by_appkey: dict[str, Token] = {}
        self._issued: dict[str, int] = {}
        self._holders: dict[str, str] = {}

    def issue(self, appkey: str, peer: str, at: float, *, rotate: bool = False) -> Token:
        """The appkey's token: the valid one it has, else, or with ``rotate``, a new one.

        With ``rotate`` the old token is void.
        """
        held = self._by_appkey.get(appkey)
        if held is not None and held.expires > at and not rotate:
            return held
        if held is not None:
            self._by_value.pop(held.value, None)
        number = self._issued[appkey] = self._issued.get(appkey, 0) + 1
        digest = blake2b(f"{self._seed}/{appkey}/{number}".encode(), digest_size=64).digest()
        value = urlsafe_b64encode(digest).decode().rstrip("=")
        token = Token(value, appkey, peer, at + LIFETIME)
        self._by_value[value] = self._by_appkey[appkey] = token
        self._holders[value] = appkey
        if len(self._holders) > MAX_HOLDERS:
            del self._holders[next(iter(self._holders))]
        return token

    def find(self, value: str, at: float) -> Token | None:
        """The token with this value, None when unknown, revoked or expired."""
        token = self._by_value.get(value)
        return token if token is not None and token.expires > at else None

    def holder(self, value: str) -> str | None:
        """Whose token it is or was, as long as that is remembered."""
        return self._holders.get(value)

    def forget(self, appkey: str) -> None:
        """The appkey has no valid token."""
        held = self._by_appkey.get(appkey)
        if held is not None:
            self.revoke(held.value)

    def revoke(self, value: str) -> bool:
        """The token is void; whether there was one."""
        token = self._by_value.pop(value, None)
        if token is None:
            return False
        del self._by_appkey[token.appkey]
        return True

    def wipe(self) -> None:
        """No token is valid any more, as after the nightly restart."""
        self._by_value.clear()
        self._by_appkey.clear()
