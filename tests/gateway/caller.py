"""A bot in front of a gateway: it holds a key pair, a token, and a watch of its own."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.model import Catalogue, OperationSpec
from kiwoom_mockserver.spec.requests import manual_request
from kiwoom_mockserver.wire.messages import Reply, Request
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.movements import delivery
from kiwoom_mockserver.world.orders import Route, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.validation import Intent
from kiwoom_mockserver.world.world import load_world

WALL = datetime(2026, 9, 15, 1, 30, 5, tzinfo=UTC).timestamp()
"""When the first request arrives: 10:30:05 in Seoul."""

JSON = "application/json;charset=UTF-8"
HELD = (
    "demo-appkey-kiwoom-mockserver-0000000000001",
    "demo-secret-kiwoom-mockserver-0000000000001",
)
"""The key pair of an account with holdings and a past."""

MOST_PAGES = 3
"""A chart goes back for years; so many of its pages are walked."""

SUCCESS = "정상적으로 처리되었습니다"


@cache
def contracts() -> Catalogue:
    """The bundled contracts, read once per process; also known before fixtures are."""
    return load_catalogue()


CREDIT = frozenset({"kt10006", "kt10007", "kt10008", "kt10009"})
"""Operations that an account without a credit agreement is refused."""


def rest_operations() -> list[OperationSpec]:
    """Every operation below /api that answers, by api-id."""
    return [
        one
        for one in contracts().operations.values()
        if not one.is_oauth and one.api_id not in CREDIT
    ]


def gateway_of(**changes: Any) -> Gateway:
    """A gateway that judges its own replies, of a small world whose clock stands still."""
    settings = Settings(**{"check": True, "world": "small", **changes})
    world = load_world(settings, VirtualClock(settings.at))
    return Gateway(settings, contracts(), world)


def sample(operation: OperationSpec) -> dict[str, str]:
    """The manual's own request: the first example of every required field."""
    made = manual_request(operation)
    assert all(made.values()), f"nothing is known to send: {made}"
    return made


class Caller:
    """Asks as a client would; ``at`` is its wall time, which only moves when told to."""

    def __init__(
        self, gateway: Gateway, appkey: str = "alice", secretkey: str = "s1", peer: str = "10.0.0.1"
    ) -> None:
        self.gateway = gateway
        self.appkey = appkey
        self.secretkey = secretkey
        self.peer = peer
        self.at = WALL
        self._token = ""

    @property
    def keys(self) -> dict[str, str]:
        """The pair as OAuth takes it."""
        return {"appkey": self.appkey, "secretkey": self.secretkey}

    @property
    def grant(self) -> dict[str, str]:
        """The body that asks for a token."""
        return {"grant_type": "client_credentials", **self.keys}

    @property
    def token(self) -> str:
        """The token in use, fetched on the first call."""
        if not self._token:
            self._token = read(self.post("/oauth2/token", self.grant))["token"]
        return self._token

    def login(self) -> "Caller":
        """The caller itself, now holding a token."""
        assert self.token
        return self

    def post(self, path: str, body: Mapping[str, Any] | bytes = b"", **parts: Any) -> Reply:
        """The reply to a POST; ``parts`` are fields of ``Request``."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        made = {"method": "POST", "peer": self.peer, "at": self.at, "content_type": JSON, **parts}
        return self.gateway.answer(Request(path=path, body=content, **made))

    def ask(
        self, api_id: str, body: Mapping[str, Any] | bytes | None = None, **parts: Any
    ) -> Reply:
        """The reply of an operation, by default to the manual's own request.

        By default an order is one that can be carried out: with shares to sell, at a price of the
        day, and naming an order of this account.
        """
        operation = contracts().operations[api_id]
        sent = body
        if sent is None:
            sent = self.workable(operation) if operation.is_order else sample(operation)
        if "authorization" not in parts:
            parts["authorization"] = f"Bearer {self.token}"
        parts.setdefault("api_id", api_id)
        return self.post(parts.pop("path", operation.path), sent, **parts)

    def workable(self, operation: OperationSpec) -> dict[str, str]:
        """The manual's own order, made to fit the account and the day."""
        world = self.gateway.world
        broker = world.broker(world.sandboxes.open(self.appkey))
        body, at = sample(operation), millis(world.now())
        code = body["stk_cd"] = "M04020000" if operation.api_id.startswith("kt50") else "005930"
        price = world.venue.tape.quotes(code, Exchange.KRX, at).bids[4].price
        if operation.api_id in {"kt10001", "kt50001"}:
            broker.account.transfer(delivery(broker.account.day, at, code, 1000, 1000 * price))
        if "orig_ord_no" in body:
            asked = Intent(Side.BUY, code, "limit", Route.KRX, 10, price)
            body["orig_ord_no"] = f"{broker.place(asked, at).number:07}"
        named = {field.name for field in operation.request}
        kinds = {"ord_uv": str(price), "mdfy_uv": str(price), "trde_tp": "0"}
        kinds |= {"trde_tp": "00"} if code.startswith("M") else {}
        return body | {name: text for name, text in kinds.items() if name in named}

    def data(
        self, api_id: str, body: Mapping[str, Any] | bytes | None = None, **parts: Any
    ) -> dict[str, Any]:
        """The body of a successful reply."""
        body_read = read(self.ask(api_id, body, **parts))
        assert body_read["return_code"] == 0, body_read
        return body_read

    def pages(self, api_id: str, body: Mapping[str, Any] | None = None) -> Iterator[Reply]:
        """The first ``MOST_PAGES`` pages, as a client walks them: same body, last reply's key."""
        reply = self.ask(api_id, body)
        yield reply
        for _ in range(MOST_PAGES - 1):
            if header(reply, "cont-yn") != "Y":
                return
            key = header(reply, "next-key")
            reply = self.ask(api_id, body, cont_yn="Y", next_key=key)
            yield reply


def read(reply: Reply) -> dict[str, Any]:
    """The reply's body."""
    body = orjson.loads(reply.body)
    assert isinstance(body, dict)
    return body


def header(reply: Reply, name: str) -> str:
    """The one header of that name."""
    (value,) = [value for key, value in reply.headers if key == name.encode()]
    return value.decode()


def text(reply: Reply) -> str:
    """The reply's body as it stands."""
    return reply.body.decode()


def refusal(message: str, code: int) -> str:
    """A refusal, character by character."""
    return f'{{"return_msg":"{message}","return_code":{code}}}'
