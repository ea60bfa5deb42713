"""Requests and replies without I/O: what to send, when, and what an answer means.

The generators yield what is to be done and are sent what came of it, so that the same rules drive
the synchronous and the asynchronous client:

    Outgoing   make this POST; send back its Answer
    Pause      wait; send back nothing
    Renew      see that the session holds another token than this one; send back nothing
"""

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from kiwoom_thinclient import errors
from kiwoom_thinclient.catalogue import ERRORS, Operation
from kiwoom_thinclient.errors import CLASSES, ApiError, LimitError, TokenError, UnreadableError
from kiwoom_thinclient.formats import values
from kiwoom_thinclient.pacing import BACK_OFF, Pacer

CONTENT_TYPE = "application/json;charset=UTF-8"
TOKEN_PATH = "/oauth2/token"
DEAD_TOKEN = frozenset({"8005", "8103"})
"""Codes that mean the token is no longer good, and another may be."""
TOO_MANY = frozenset({"1700", "1701", "1702"})
"""Codes that mean the request was not carried out and may be made again later."""
SEOUL = timezone(timedelta(hours=9), "KST")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A POST to be made; ``headers`` are complete, ``content`` is UTF-8 JSON. Both hold secrets."""

    path: str
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is to be sent for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Renew:
    """The session is to hold another token than this one, which somebody may have seen to."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One reply: its body, and the key of the next page, empty on the last."""

    body: dict[str, Any] = field(repr=False)
    next_key: str = ""


Result = TypeVar("Result")
Step = Outgoing | Pause | Renew
Steps = Generator[Step, Answer | None, Result]


@dataclass(slots=True)
class Session:
    """A key pair, the token it holds, and the pace it keeps."""

    appkey: str = field(repr=False)
    secretkey: str = field(repr=False)
    pacer: Pacer = field(repr=False)
    clock: Callable[[], float] = field(repr=False)
    """Seconds that only move forward."""
    now: Callable[[], datetime] = field(repr=False)
    """The time of day, aware."""
    token: str = field(default="", repr=False)
    expires: datetime | None = None

    @property
    def needs_token(self) -> bool:
        """Whether there is no token, or only one whose time is over."""
        return not self.token or (self.expires is not None and self.now() >= self.expires)


def exchange(
    session: Session, operation: Operation, body: Mapping[str, str], next_key: str = ""
) -> Steps[Page]:
    """One page of an operation, asked for at its pace and with a token that lives.

    A token the server calls dead is renewed once. Raises ApiError when the server refuses and
    UnreadableError when the answer is no reply.
    """
    renewed = session.needs_token
    token = yield from living_token(session)
    while True:
        headers = {"authorization": f"Bearer {token}", "api-id": operation.api_id}
        headers |= {"cont-yn": "Y", "next-key": next_key} if next_key else {}
        try:
            page = yield from _ask(session, operation.api_id, _post(operation.path, headers, body))
        except TokenError as error:
            if renewed or error.code not in DEAD_TOKEN:
                raise
            renewed = True
            token = yield from living_token(session, other_than=token)
        else:
            return page


def living_token(session: Session, other_than: str = "") -> Steps[str]:
    """A token that lives, as far as is known, and is not the one given."""
    if session.needs_token or session.token == other_than:
        yield Renew(session.token)
    return session.token


def renewal(session: Session) -> Steps[None]:
    """The session holds the token that the server grants now."""
    keys = {"appkey": session.appkey, "secretkey": session.secretkey}
    outgoing = _post(TOKEN_PATH, {}, {"grant_type": "client_credentials", **keys})
    page = yield from _ask(session, "au10001", outgoing)
    token = page.body.get("token")
    if not isinstance(token, str) or not token:
        raise UnreadableError(200, "the server granted a token, but named none")
    session.token = token
    told = values(page.body, {"expires_dt": "datetime"}, "au10001", "ignore")["expires_dt"]
    expires = told.replace(tzinfo=SEOUL) if told else None
    # A clock that is ahead of the server's would find every token it is given expired.
    session.expires = expires if expires and expires > session.now() else None


def _ask(session: Session, api_id: str, outgoing: Outgoing) -> Steps[Page]:
    for wait in (*BACK_OFF, None):
        pause = session.pacer.reserve(api_id, session.clock())
        if pause > 0:
            yield Pause(pause)
        answer = yield outgoing
        assert answer is not None, "an Outgoing is met with its Answer"
        try:
            return _read(answer)
        except LimitError as error:
            if wait is None or (error.status != 429 and error.code not in TOO_MANY):
                raise
            session.pacer.learn(api_id, error.message)
        yield Pause(wait)
    raise AssertionError("the last round returns or raises")


def _post(path: str, headers: Mapping[str, str], values: Mapping[str, str]) -> Outgoing:
    content = json.dumps(dict(values), ensure_ascii=False).encode()
    return Outgoing(path, {"content-type": CONTENT_TYPE, **headers}, content)


def _read(answer: Answer) -> Page:
    try:
        body = json.loads(answer.content)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        if answer.status == 429:
            raise LimitError(429, 5, "too many requests")
        raise UnreadableError(answer.status, "the body is not a JSON object")
    code = body.get("return_code", 0)
    if isinstance(code, str) and code.isdecimal():
        code = int(code[:9])
    if not isinstance(code, int):
        raise UnreadableError(answer.status, f"return_code is {code!r}")
    if code or answer.status != 200:
        raise refusal(answer.status, code, str(body.get("return_msg", "")))
    more = answer.headers.get("cont-yn") == "Y"
    return Page(body, answer.headers.get("next-key", "") if more else "")


def refusal(status: int, return_code: int, message: str) -> ApiError:
    """The error whose class is that of the code in the contracts, else of the return_code."""
    told = 5 if status == 429 else ERRORS.get(errors.code_of(message)) or return_code
    return CLASSES.get(told, ApiError)(status, return_code, message)
