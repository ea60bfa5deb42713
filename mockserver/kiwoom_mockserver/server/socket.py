"""The socket on uvicorn's own protocol: frames are read in its callbacks, and written past ASGI.

A frame of ticks is built once and its bytes go to every transport. Through ASGI each socket would
build it anew, in a task of its own; docs/performance.md has what that costs.
"""

from urllib.parse import unquote

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame
from websockets.http11 import Request

from kiwoom_mockserver.server.client import Client
from kiwoom_mockserver.server.hub import Hub

SOCKET_PATH = "/api/dostk/websocket"

SWITCHING = 101

GRACE = 2.0
"""Seconds a closing socket gets for its last frames before it is dropped."""


class RealtimeSocket(WebSocketsSansIOProtocol):
    """One connection; a ``Wire`` for its client. Other paths than the socket's go to ASGI."""

    hub: Hub
    _client: Client | None = None

    def handle_connect(self, event: Request) -> None:
        """The handshake is answered, and the client lives."""
        if unquote(event.path.partition("?")[0]) != SOCKET_PATH:
            super().handle_connect(event)
            return
        response = self.conn.accept(event)
        self.handshake_initiated = self.handshake_complete = True
        self.conn.send_response(response)
        self._flush()
        if response.status_code != SWITCHING:
            self.close_sent = True
            self.transport.close()
            return
        self._client = Client(self.hub, self, self.loop)

    def send_receive_event_to_app(self) -> None:
        """A whole message has come."""
        if self._client is None:
            super().send_receive_event_to_app()
            return
        message, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        if self.curr_msg_data_type == "bytes":
            self._client.received(message)
            return
        try:
            text = message.decode()
        except UnicodeDecodeError:
            self.end(1007, "")
            return
        self._client.received(text)

    def handle_close(self, event: Frame) -> None:
        """The client says goodbye, or answers ours."""
        self._gone()
        super().handle_close(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more comes or goes."""
        self._gone()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """A slow reader has caught up."""
        super().resume_writing()
        if self._client is not None:
            self._client.writable()

    def shutdown(self) -> None:
        """The server stops."""
        if self._client is not None:
            self._client.server_closing()
        super().shutdown()

    # What a client needs of its connection

    @property
    def full(self) -> bool:
        """Whether more bytes should wait."""
        return not self.writable.is_set()

    def write(self, data: bytes) -> None:
        """The bytes of whole websocket messages are sent."""
        if not self.transport.is_closing() and not self.close_sent:
            self.transport.write(data)

    def end(self, code: int, reason: str) -> None:
        """The socket is closed from our side; dropped, when the peer does not answer."""
        if self.close_sent or self.transport.is_closing():
            return
        try:
            self.conn.send_close(code, reason)
        except InvalidState:
            self.transport.close()
            return
        self._flush()
        self.close_sent = True
        self.close_timer = self.loop.call_later(GRACE, self.transport.abort)

    def drop(self) -> None:
        """The connection is gone without a word."""
        self.transport.abort()

    def _flush(self) -> None:
        self.transport.write(b"".join(self.conn.data_to_send()))

    def _gone(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.gone()


def realtime_socket(hub: Hub) -> type[RealtimeSocket]:
    """The protocol class of a hub's sockets; uvicorn makes one instance a connection."""
    return type("HubSocket", (RealtimeSocket,), {"hub": hub})
