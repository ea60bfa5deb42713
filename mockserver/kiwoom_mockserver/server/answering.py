"""Around the gateway, the last line of defence: a mistake of ours is logged, and answered."""

import logging

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.wire.messages import Reply, Request, reply_headers

log = logging.getLogger("kiwoom_mockserver.server")


def answer(gateway: Gateway, request: Request) -> Reply:
    """The gateway's reply; for an error of our own HTTP 500 with 1999, the traceback in the log."""
    try:
        return gateway.answer(request)
    except Exception as error:
        log.exception("%s %s api-id %s", request.method, request.path, request.api_id)
        refusal = WireError("1999", status=500, reason=f"{type(error).__name__}: {error}")
        return gateway.journal.append(request, Reply(500, reply_headers(""), refusal.body()))
