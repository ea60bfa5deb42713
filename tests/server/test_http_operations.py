"""Every operation once over real HTTP; the in-process application gives the same bodies."""

import asyncio
import http.client
from collections.abc import Mapping
from contextlib import closing

import httpx2
import orjson
import pytest

from kiwoom_mockserver.server.app import build
from kiwoom_mockserver.server.runner import running
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.spec.schema import violations
from tests.gateway.caller import contracts, rest_operations, sample
from tests.server.door import JSON, Door, small

HEADERS = {"content-type", "api-id", "cont-yn", "next-key", "access-control-expose-headers"}


def ids(operation: OperationSpec) -> str:
    return operation.api_id


@pytest.mark.parametrize("operation", rest_operations(), ids=ids)
def test_an_operation_answers_over_http(operation: OperationSpec, door: Door) -> None:
    status, headers, body = door.ask(
        operation.api_id, operation.path, orjson.dumps(sample(operation))
    )
    assert status == 200
    # The manual's orders name what this account does not hold, so they may be refused.
    assert body["return_code"] in ((0, 20) if operation.is_order else (0,)), body["return_msg"]
    if body["return_code"]:
        return
    assert not list(violations(operation.response_schema, body))
    assert headers.keys() >= HEADERS
    assert headers["content-type"] == JSON
    assert headers["api-id"] == operation.api_id
    more = headers["cont-yn"] == "Y"
    assert bool(headers["next-key"]) == more
    assert not more or (operation.paging is not None and operation.paging.continues)


@pytest.mark.parametrize("api_id", ["au10001", "au10002"])
def test_oauth_answers_over_http(api_id: str, door: Door) -> None:
    other = Door(door.port, f"key-{api_id}")
    operation = contracts().operations[api_id]
    grant = {"grant_type": "client_credentials", **other.keys, "token": other.token}
    status, headers, body = other.send("POST", operation.path, orjson.dumps(grant))
    assert (status, headers["api-id"]) == (200, api_id)
    assert not list(violations(operation.response_schema, body))


def test_the_application_in_process_gives_the_same_bodies() -> None:
    asked = {
        operation.api_id: (operation.path, orjson.dumps(sample(operation)))
        for operation in rest_operations()
    }
    asked["unknown"] = ("/api/dostk/chart", b"{}")
    asked["ka10001 "] = (contracts().operations["ka10001"].path, b"not json")
    settings = small(speed=0.0)
    with running(settings) as runner:
        door = Door(runner.address.port)
        over_http = {
            api_id: door.ask(api_id.strip(), path, body)[2]
            for api_id, (path, body) in asked.items()
        }
    assert asyncio.run(_in_process(asked, settings, door)) == over_http


async def _in_process(
    asked: Mapping[str, tuple[str, bytes]], settings: Settings, door: Door
) -> dict[str, object]:
    transport = httpx2.ASGITransport(app=build(settings))
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        grant = {"grant_type": "client_credentials", **door.keys}
        issued = (await client.post("/oauth2/token", json=grant)).json()
        assert issued["token"] == door.token
        replies = {}
        for api_id, (path, body) in asked.items():
            headers = {"api-id": api_id.strip(), "authorization": f"Bearer {issued['token']}"}
            reply = await client.post(path, content=body, headers=headers)
            assert reply.headers.keys() >= HEADERS
            replies[api_id] = reply.json()
        return replies


def test_two_thousand_requests_on_one_connection(door: Door) -> None:
    """Nothing piles up, and no reply is mixed up with another's."""
    codes = ["005930", "000660", "035420"]
    with closing(http.client.HTTPConnection("127.0.0.1", door.port, timeout=60)) as client:
        headers = {"api-id": "ka10001", "authorization": f"Bearer {door.token}"}
        for number in range(2000):
            code = codes[number % 3]
            client.request("POST", "/api/dostk/stkinfo", orjson.dumps({"stk_cd": code}), headers)
            assert orjson.loads(client.getresponse().read())["stk_cd"] == code
