"""Taking secrets out of records before they are written.

A secret is learned where traffic names it: a member like ``appkey`` or ``9201``, a form field, an
``authorization`` header. From then on it is replaced wherever it appears, also percent-encoded,
JSON-escaped, as base64 inside of something longer, or as hexadecimal digits. Its pseudonym is a
keyed hash of it: the same secret has the same pseudonym all through the session, so that a recorded
token still fits the requests it came with. The key lives in this process only.
"""

import hmac
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, quote_plus

import orjson

from kiwoom_mockserver.spec.private import (
    ACCOUNT_FIELDS,
    KEY_FIELDS,
    NAME_FIELDS,
    PLACE_FIELDS,
)

POLICY: Final = "fields-1"

PREFIX: Final = "scrubbed-"
"""What the pseudonym of a key or token begins with."""

ACCOUNT_PREFIX: Final = "999"
NAME_PREFIX: Final = "가명"

SHORTEST: Final = {"key": 8, "account": 8, "name": 6, "place": 1 << 30}
"""UTF-8 bytes a secret has at least to be replaced outside of its own field too."""

SHORTEST_FORM: Final = 6
"""Bytes of the shortest writing of a secret that is searched for."""

MAX_SECRETS: Final = 2_000
"""Secrets that are replaced everywhere; later ones only in the fields that name them."""

_KINDS: Final = {
    **dict.fromkeys(KEY_FIELDS, "key"),
    **dict.fromkeys(ACCOUNT_FIELDS, "account"),
    **dict.fromkeys(NAME_FIELDS, "name"),
    **dict.fromkeys(PLACE_FIELDS, "place"),
}
_NAMES = "|".join(map(re.escape, _KINDS)).encode()
_SIGNS = (*(name.encode() for name in _KINDS), b"bearer", b"basic", b"\\u00")
_MEMBER = re.compile(
    # "field": "text", as it is or quoted inside of another JSON string, or a bare number
    rb'(?i)(?P<head>(?P<slash>\\*)"(?P<field>' + _NAMES + rb')(?P=slash)"\s*:\s*)'
    rb'(?:(?P=slash)"(?P<text>(?:[^"\\]|(?!(?P=slash)")\\.)*+)|(?P<number>-?[0-9]+))'
)
_FORM = re.compile(rb"(?i)(?:^|[?&;\s])(?P<field>" + _NAMES + rb")=(?P<text>[^&;\s\"']+)")
_BEARER = re.compile(rb"(?i)\b(?:bearer|basic)(?:\s|%20|\+)+(?P<text>[A-Za-z0-9_\-.~+/=%]{8,})")
_DIGITS = re.compile(r"[0-9]+")


class Scrubber:
    """Replaces the secrets of one session; ``key`` decides all pseudonyms."""

    policy = POLICY

    def __init__(self, key: bytes, secrets: tuple[str, ...] = ()) -> None:
        """``secrets`` are replaced from the first record on, whatever field they stand in."""
        self._key = key
        self._known: dict[str, str] = {}
        self._pseudonyms: set[str] = set()
        self._swaps: dict[bytes, bytes] = {}
        self._searched: list[bytes] = []
        for secret in secrets:
            kind = "account" if _DIGITS.fullmatch(secret.replace("-", "")) else "key"
            self._learn(kind, secret)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything learned so far, for a search of what may have been written before."""
        return tuple(self._known)

    def scrub(
        self, kind: str, meta: dict[str, Any], payload: bytes
    ) -> tuple[dict[str, Any], bytes]:
        """Meta and payload without secrets; other bytes stay as they are."""
        for value in meta.values():
            self._study_meta(value)
        self._study(payload)
        cleaned = {name: self._clean_meta(value) for name, value in meta.items()}
        return cleaned, self._clean(payload)

    def pseudonym(self, kind: str, secret: str) -> str:
        """What stands for the secret: of the same length where its kind has a length."""
        digest = hmac.digest(self._key, f"{kind}:{secret}".encode(), sha256)
        fresh = _MAKERS[kind](secret, digest)
        self._pseudonyms.add(fresh)
        return fresh

    def _study_meta(self, value: object) -> None:
        if isinstance(value, list):
            if len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], str):
                field = kind_of(value[0])
                if field is not None:
                    self._learn(field, value[1])
            for part in value:
                self._study_meta(part)
        elif isinstance(value, str):
            self._study(value.encode("utf-8", "replace"))

    def _study(self, data: bytes) -> None:
        if not _mentions(data):
            return
        for found in _BEARER.finditer(data):
            self._learn("key", found["text"].decode())
        try:
            parsed = orjson.loads(data)
        except orjson.JSONDecodeError:
            parsed = None
        for kind, secret in _members(parsed):
            self._learn(kind, secret)
        for found in (*_MEMBER.finditer(data), *_FORM.finditer(data)):
            text = found["text"]
            if text:
                kind = _KINDS[found["field"].decode().lower()]
                self._learn(kind, _plain(text))

    def _learn(self, kind: str, secret: str) -> None:
        secret = secret.strip()
        for scheme in ("bearer ", "basic "):
            if secret.lower().startswith(scheme):
                secret = secret[len(scheme) :].strip()
        if (
            len(secret.encode()) < SHORTEST[kind]
            or secret in self._known
            or secret in self._pseudonyms
            or len(self._known) >= MAX_SECRETS
        ):
            return
        pseudonym = self.pseudonym(kind, secret)
        self._known[secret] = pseudonym
        for before, after in zip(_forms(kind, secret), _forms(kind, pseudonym), strict=True):
            if len(before) >= SHORTEST_FORM:
                self._swaps.setdefault(before, after)
        self._searched = sorted(self._swaps, key=len, reverse=True)

    def _clean(self, data: bytes) -> bytes:
        # Most frames hold no secret: to look for each is faster than one pattern of them all.
        there = [form for form in self._searched if form in data]
        if there:
            data = re.sub(b"|".join(map(re.escape, there)), self._swap, data)
        if _mentions(data):
            data = _MEMBER.sub(self._replace, data)
        return data

    def _swap(self, found: re.Match[bytes]) -> bytes:
        return self._swaps[found[0]]

    def _replace(self, found: re.Match[bytes]) -> bytes:
        """A member whose text was too short, too late or too odd to be known by now."""
        kind = _KINDS[found["field"].decode().lower()]
        text = found["text"] if found["number"] is None else found["number"]
        plain = _plain(text)
        if not plain.strip() or plain in self._pseudonyms:
            return found[0]
        fresh = self.pseudonym(kind, plain)
        if found["number"] is not None:
            return found["head"] + (fresh.encode() if fresh.isdigit() else b"0")
        return found["head"] + found["slash"] + b'"' + fresh.encode()

    def _clean_meta(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._clean_meta(part) for part in value]
        if isinstance(value, str):
            return self._clean(value.encode("utf-8", "replace")).decode("utf-8", "replace")
        return value


class Keep:
    """For copies of a session: its secrets were taken out when it was recorded."""

    def __init__(self, policy: str) -> None:
        self.policy = policy

    def scrub(
        self, kind: str, meta: dict[str, Any], payload: bytes
    ) -> tuple[dict[str, Any], bytes]:
        """Meta and payload as they are."""
        return meta, payload


def unmasked(data: bytes) -> Iterator[tuple[str, str]]:
    """Field and beginning of every secret that stands in its own field, and is no pseudonym."""
    if not _mentions(data):
        return
    for found in _MEMBER.finditer(data):
        text = found["text"] if found["number"] is None else found["number"]
        plain = _plain(text).strip()
        if plain and plain.strip("0") and not is_pseudonym(plain):
            yield found["field"].decode(), f"{plain[:2]}..."


def _mentions(data: bytes) -> bool:
    """Whether the data may name a secret; what does not is the rule, and passed by at once."""
    lowered = data.lower()
    return any(sign in lowered for sign in _SIGNS)


def writings(secret: str) -> set[bytes]:
    """Every form in which the secret could stand in a file."""
    return {form for form in _forms("account", secret) if len(form) >= SHORTEST_FORM}


def _token(secret: str, digest: bytes) -> str:
    text = PREFIX + urlsafe_b64encode(digest).decode().rstrip("=")
    return (text + digest.hex() * (len(secret) // 64 + 1))[: max(len(secret), 24)]


def _account(secret: str, digest: bytes) -> str:
    """Digits for digits, with the hyphens where they were."""
    length = max(len(_only_digits(secret)), 8)
    rest = f"{int.from_bytes(digest):077}"[len(ACCOUNT_PREFIX) - length :]
    digits = iter(ACCOUNT_PREFIX + rest)
    shape = secret if len(_only_digits(secret)) == length and length <= 77 else "0" * 8
    return "".join(next(digits) if char.isdigit() else char for char in shape)


def _name(secret: str, digest: bytes) -> str:
    return NAME_PREFIX + digest.hex()[:6]


_MAKERS: Final = {"key": _token, "account": _account, "name": _name, "place": _name}


def _members(value: object, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Kind and text of every member that names a secret, also in JSON inside of a text."""
    if depth > 100:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            kind = kind_of(name)
            if kind is not None:
                for text in _scalars(inner):
                    yield kind, text
            yield from _members(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _members(inner, depth + 1)
    elif isinstance(value, str) and value[:1] in ("{", "[") and depth < 5:
        try:
            yield from _members(orjson.loads(value), depth + 1)
        except orjson.JSONDecodeError:
            return


def _scalars(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, str):
                yield inner


def _plain(text: bytes) -> str:
    """The text of a JSON string's inside; as it stands where it is none."""
    try:
        parsed = orjson.loads(b'"' + text + b'"')
    except orjson.JSONDecodeError:
        return text.decode("utf-8", "replace")
    return parsed if isinstance(parsed, str) else ""


def kind_of(field: str) -> str | None:
    """What a member of that name holds: key, account, name or place; None when no secret."""
    return _KINDS.get(field.lower())


def is_pseudonym(text: str) -> bool:
    """Whether the text looks like what stands for a secret."""
    return text.startswith((PREFIX, NAME_PREFIX)) or (
        text.startswith(ACCOUNT_PREFIX) and _only_digits(text) == text.replace("-", "")
    )


def _only_digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _forms(kind: str, text: str) -> list[bytes]:
    """The text in every writing, in an order that is the same for every text."""
    forms = [text.encode(), *_percent(text), *_json_escaped(text), *_base64(text)]
    forms += [text.encode("utf-16-le"), text.encode("utf-16-be")]
    forms += [text.encode().hex().encode(), text.encode().hex().upper().encode()]
    return [*forms, *_dashed(text)] if kind == "account" else forms


def _percent(text: str) -> list[bytes]:
    once = quote(text, safe="")
    every = "".join(f"%{byte:02X}" for byte in text.encode())
    forms = (once, quote(once, safe=""), quote_plus(text), every)
    return [form.encode() for form in (*forms, *map(_lower_escapes, forms))]


def _lower_escapes(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), text)


def _json_escaped(text: str) -> list[bytes]:
    """All of it as escapes, only what is not ASCII, only what must be, and slashes too."""
    every = [_escape(char) for char in text]
    mixed = [char if char.isascii() else _escape(char) for char in text]
    inner = orjson.dumps(text).decode()[1:-1]
    forms = ("".join(every), "".join(mixed), inner, inner.replace("/", "\\/"))
    capitals = "".join(every).upper().replace("\\U", "\\u")
    return [form.encode() for form in (*forms, capitals)]


def _escape(char: str) -> str:
    units = char.encode("utf-16-be").hex()
    return "".join("\\u" + units[at : at + 4] for at in range(0, len(units), 4))


def _base64(text: str) -> list[bytes]:
    """What stands in base64 of anything that holds the text, for each of three offsets in it."""
    data = text.encode()
    forms = []
    for skipped in range(3):
        core = data[skipped:]
        core = core[: len(core) - len(core) % 3]
        # Four letters would be found in many a word that hides nothing.
        packed = core if len(core) >= SHORTEST_FORM else b""
        forms += [b64encode(packed), urlsafe_b64encode(packed)]
    return forms


def _dashed(text: str) -> list[bytes]:
    """An account number as people write it, and without its two digits of product."""
    digits = _only_digits(text)
    whole = [digits, f"{digits[:8]}-{digits[8:]}", f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"]
    # Eight digits alone may be a date.
    short = ["" if digits.startswith(("19", "20")) else digits[:8], f"{digits[:4]}-{digits[4:8]}"]
    return [form.encode() for form in (*whole, *short)]
