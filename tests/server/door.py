"""What a REST client has to send to a running server."""

import http.client
from contextlib import closing
from typing import Any

import orjson

from kiwoom_mockserver.settings import Settings
from tests.server.raw import request


def small(**changes: Any) -> Settings:
    """Settings for a free port, a world that is made in no time, and no limits."""
    return Settings(**{"port": 0, "limits": False, "world": "small", **changes})


JSON = "application/json;charset=UTF-8"
STOCK = "/api/dostk/stkinfo"
SAMSUNG = b'{"stk_cd":"005930"}'


class Door:
    """A server's port, and a token for it."""

    def __init__(self, port: int, appkey: str = "alice", secretkey: str = "s1") -> None:
        self.port = port
        self.keys = {"appkey": appkey, "secretkey": secretkey}
        grant = {"grant_type": "client_credentials", **self.keys}
        self.token: str = self.send("POST", "/oauth2/token", orjson.dumps(grant))[2]["token"]

    @property
    def authorization(self) -> str:
        return f"authorization: Bearer {self.token}"

    def question(
        self, body: bytes = SAMSUNG, *headers: str, path: str = STOCK, **parts: Any
    ) -> bytes:
        """The bytes of a request for ka10001."""
        return request(path, body, "api-id: ka10001", self.authorization, *headers, **parts)

    def send(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], Any]:
        """Status, headers and decoded body, by a connection of its own."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as http_client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            http_client.request(method, path, body, {"content-type": JSON, **named})
            reply = http_client.getresponse()
            content = reply.read()
            found = {name.lower(): value for name, value in reply.getheaders()}
            return reply.status, found, orjson.loads(content) if content else None

    def ask(self, api_id: str, path: str, body: bytes) -> tuple[int, dict[str, str], Any]:
        """The reply of an operation."""
        return self.send("POST", path, body, api_id=api_id, authorization=f"Bearer {self.token}")
