"""The synchronous client."""

from collections.abc import Generator, Iterator
from types import TracebackType
from typing import Any, TypeVar

import httpx2

from kiwoom_thinclient.errors import ClientError
from kiwoom_thinclient.protocol import Answer, Outgoing, Page, Session, exchange

Result = TypeVar("Result")


class Client:
    """Calls operations at ``base_url`` with one key pair; a context manager that closes itself.

    A call takes the operation's path, its api-id, and its values as keywords.
    """

    def __init__(
        self, base_url: str, appkey: str, secretkey: str, *, timeout: float = 10.0
    ) -> None:
        self._session = Session(appkey, secretkey)
        self._http = httpx2.Client(base_url=base_url, timeout=timeout)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """The connections are closed."""
        self._http.close()

    @property
    def token(self) -> str:
        """The token in use, empty before the first call."""
        return self._session.token

    def call(self, path: str, api_id: str, **values: str) -> dict[str, Any]:
        """The first page's body; raises ApiError when the server refuses."""
        return self._drive(exchange(self._session, path, api_id, values)).body

    def pages(self, path: str, api_id: str, **values: str) -> Iterator[dict[str, Any]]:
        """Every page's body, in order; raises ApiError when the server refuses."""
        key = ""
        while True:
            page: Page = self._drive(exchange(self._session, path, api_id, values, key))
            yield page.body
            key = page.next_key
            if not key:
                return

    def _drive(self, steps: Generator[Outgoing, Answer, Result]) -> Result:
        try:
            outgoing = next(steps)
            while True:
                outgoing = steps.send(self._send(outgoing))
        except StopIteration as done:
            result: Result = done.value
            return result

    def _send(self, outgoing: Outgoing) -> Answer:
        try:
            reply = self._http.post(
                outgoing.path, content=outgoing.content, headers=dict(outgoing.headers)
            )
        except httpx2.HTTPError as error:
            raise ClientError(f"{outgoing.path} was not answered: {error}") from error
        headers = {name.lower(): value for name, value in reply.headers.items()}
        return Answer(reply.status_code, headers, reply.content)
