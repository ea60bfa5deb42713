"""A recorded session shown to the judge: what was on the wire, in the order it was recorded."""

from collections.abc import Callable
from typing import Any, Final

import orjson

from kiwoom_mockserver.recordings.matching import header
from kiwoom_mockserver.recordings.record import Record, request_of
from kiwoom_mockserver.recordings.session import Damage, Session
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.verify.exchange import Exchange
from kiwoom_mockserver.verify.frames import Frames
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.selection import Selection

MAX_WAITING: Final = 10_000
"""Requests whose replies are waited for; of more, the oldest is given up."""


def judge_session(
    session: Session, judge: Judge, selection: Selection, report: Callable[[Damage], None]
) -> None:
    """Every reply and frame of what is chosen was judged; damaged parts went to ``report``.

    A recorded request is a client's own, so that it may well be refused.
    """
    waiting: dict[int, Record] = {}
    sockets: dict[int, Frames] = {}
    listens = bool(selection.types or selection.frames)
    for record in session.records(report=report):
        match record.kind:
            case "q":
                waiting[record.seq] = record
                if len(waiting) > MAX_WAITING:
                    del waiting[next(iter(waiting))]
            case "r":
                asked = waiting.pop(request_of(record), None)
                if asked is not None:
                    _judge_reply(judge, selection, asked, record)
            case "k" | "s" if listens:
                frames = sockets.get(record.connection)
                if frames is None:
                    frames = sockets[record.connection] = judge.socket()
                if record.kind == "k":
                    frames.sent(record.payload)
                else:
                    judge.add(frames.received(record.payload))
    judge.finish()


def _judge_reply(judge: Judge, selection: Selection, asked: Record, reply: Record) -> None:
    api_id = _operation_of(judge.catalogue, asked)
    if api_id not in selection:
        return
    exchange = Exchange(
        api_id,
        _sent(asked.payload),
        int(reply.meta.get("status", 0)),
        reply.payload,
        tuple((str(name), str(value)) for name, value in reply.meta.get("headers", ())),
        next_key=header(asked.meta, "next-key") if header(asked.meta, "cont-yn") == "Y" else "",
        from_contract=False,
        private=judge.catalogue.operations[api_id].is_oauth,
    )
    judge.reply(exchange)


def _operation_of(catalogue: Catalogue, asked: Record) -> str:
    """The api-id that a recorded request is for, which OAuth names by its path."""
    path = str(asked.meta.get("path", "")).partition("?")[0]
    known = catalogue.oauth.get(path)
    return known.api_id if known else header(asked.meta, "api-id")


def _sent(payload: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(payload or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}
