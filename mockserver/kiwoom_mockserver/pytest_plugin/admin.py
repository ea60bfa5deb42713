"""A server's control room, asked over HTTP; standard library only."""

import http.client
import json
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from kiwoom_mockserver.errors import FakeError


class Desk:
    """Asks ``/__admin`` of one server."""

    def __init__(self, base_url: str, token: str = "") -> None:
        where = urlsplit(base_url)
        self._host, self._port = where.hostname or "", where.port
        self._connect = (
            http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        )
        self._headers = {"authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: Any) -> Any:
        """What the route tells."""
        return self._ask("GET", path, query)

    def post(self, path: str, **body: Any) -> Any:
        """What the route tells, once it is done."""
        return self._ask("POST", path, {}, body)

    def delete(self, path: str, **query: Any) -> Any:
        """What the route tells, once it is done."""
        return self._ask("DELETE", path, query)

    def _ask(self, method: str, path: str, query: dict[str, Any], body: Any = None) -> Any:
        target = f"/__admin{quote(path)}" + (f"?{urlencode(query)}" if query else "")
        content = None if body is None else json.dumps(body).encode()
        connection = self._connect(self._host, self._port, timeout=90)
        try:
            connection.request(method, target, content, self._headers)
            reply = connection.getresponse()
            told = json.loads(reply.read())
        except (OSError, ValueError) as error:
            raise FakeError(f"{method} {target}: {error}") from error
        finally:
            connection.close()
        if reply.status != 200:
            raise FakeError(f"{method} {target}: {told.get('error', told)}")
        return told
