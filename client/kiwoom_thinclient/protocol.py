"""Requests and replies without I/O: what to send, and what an answer means.

``exchange`` is a generator: it yields every request to be made and is sent the answer, so the
same rules drive a client of any kind.
"""

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiwoom_thinclient.errors import ApiError, ClientError

CONTENT_TYPE = "application/json;charset=UTF-8"
TOKEN_CODES = frozenset({"8005", "8103"})
"""Codes that mean the token is no longer good."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A POST to be made; ``headers`` are complete, ``content`` is UTF-8 JSON."""

    path: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(slots=True)
class Page:
    """One reply: its body, and the key of the next page, empty on the last."""

    body: dict[str, Any]
    next_key: str = ""


@dataclass(slots=True)
class Session:
    """A key pair and the token it holds."""

    appkey: str = field(repr=False)
    secretkey: str = field(repr=False)
    token: str = field(default="", repr=False)


def exchange(
    session: Session, path: str, api_id: str, values: Mapping[str, str], next_key: str = ""
) -> Generator[Outgoing, Answer, Page]:
    """One operation's page; a token is fetched first if none is held, and once more on 8005.

    Raises ApiError when the server refuses, ClientError when the answer is no JSON object.
    """
    fresh = not session.token
    if fresh:
        yield from renew(session)
    while True:
        headers = {"authorization": f"Bearer {session.token}", "api-id": api_id}
        headers |= {"cont-yn": "Y", "next-key": next_key} if next_key else {}
        answer = yield _post(path, headers, values)
        try:
            body = _read(answer)
        except ApiError as error:
            if error.code not in TOKEN_CODES or fresh:
                raise
            fresh = True
            yield from renew(session)
            continue
        more = answer.headers.get("cont-yn") == "Y"
        return Page(body, answer.headers.get("next-key", "") if more else "")


def renew(session: Session) -> Generator[Outgoing, Answer, None]:
    """The session holds a valid token."""
    keys = {"appkey": session.appkey, "secretkey": session.secretkey}
    answer = yield _post("/oauth2/token", {}, {"grant_type": "client_credentials", **keys})
    token = _read(answer).get("token")
    if not isinstance(token, str) or not token:
        raise ClientError("the server granted a token, but named none")
    session.token = token


def _post(path: str, headers: Mapping[str, str], values: Mapping[str, str]) -> Outgoing:
    content = json.dumps(dict(values), ensure_ascii=False).encode()
    return Outgoing(path, {"content-type": CONTENT_TYPE, **headers}, content)


def _read(answer: Answer) -> dict[str, Any]:
    try:
        body = json.loads(answer.content)
    except ValueError:
        raise ClientError(f"HTTP {answer.status}, and the body is not JSON") from None
    if not isinstance(body, dict):
        raise ClientError(f"HTTP {answer.status}, and the body is not a JSON object")
    code = body.get("return_code", 0)
    if isinstance(code, str) and code.isdecimal():
        code = int(code)
    if not isinstance(code, int):
        raise ClientError(f"HTTP {answer.status}, and return_code is {code!r}")
    if code or answer.status != 200:
        raise ApiError(answer.status, code, str(body.get("return_msg", "")))
    return body
