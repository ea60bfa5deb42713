"""Live traffic judged at level observed: what is found has an explanation."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.verify.exchange import Exchange
from kiwoom_mockserver.verify.findings import Finding, Kind
from kiwoom_mockserver.verify.judge import Judge
from tests.spec.corpus import FACTS, needs_facts, read

pytestmark = needs_facts

CAPTURES = sorted((FACTS / "captures").glob("*.json"))
MISSING = (Kind.ENVELOPE, "return_code")

EXPLAINED = {
    "au10001__1": {(Kind.FORMAT, "token"): "the token is masked"},
    "ka10002__2": {MISSING: "its publisher kept the data only"},
    "ka10002__3": {MISSING: "its publisher kept the data only"},
    "ka10054__1": {MISSING: "its publisher kept the data only"},
    "ka10081__1": {MISSING: "its publisher kept the data only"},
    "ka10095__2": {MISSING: "one row of the table"},
    "LOGIN__3": {MISSING: "its publisher left out return_code"},
}
"""Captures with findings, and why."""


def findings(path: Path, catalogue: Catalogue) -> Iterator[Finding]:
    judge = Judge(catalogue, "observed")
    socket = judge.socket()
    name = path.stem.split("__")[0]
    content = read(path)
    for piece in content if isinstance(content, list) else [content]:
        data = orjson.dumps(piece)
        if name in catalogue.operations or name == "error":
            api_id = name if name in catalogue.operations else "ka10001"
            status = 429 if b"[1700:" in data else 200
            sent: dict[str, Any] = {}
            judge.reply(Exchange(api_id, sent, status, data, from_contract=False))
        elif "trnm" in piece:
            yield from socket.received(data)
        else:
            frame = {"trnm": catalogue.frames[name].trnm, **piece}
            yield from socket.received(orjson.dumps(frame))
    judge.finish()
    yield from judge.findings


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: str(path.stem))
def test_what_is_found_in_live_traffic_is_explained(path: Path, catalogue: Catalogue) -> None:
    found = {(one.kind, one.where): str(one) for one in findings(path, catalogue)}
    explained = EXPLAINED.get(path.stem, {})
    assert {place: told for place, told in found.items() if place not in explained} == {}
    assert explained.keys() <= found.keys(), "no longer found"
