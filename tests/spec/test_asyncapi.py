"""The AsyncAPI document, by rules of our own and, where it is installed, by the official schema.

``python3 scripts/dev.py setup --node`` brings the official one.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft7Validator

from kiwoom_mockserver import __version__
from kiwoom_mockserver.spec.asyncapi import asyncapi
from tests.spec.corpus import CATALOGUE, read, sampled

DOCUMENT = asyncapi(CATALOGUE)
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]
CHANNEL = DOCUMENT["channels"]["websocket"]
OPERATIONS: dict[str, Any] = DOCUMENT["operations"]

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = ROOT / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"

every_type = pytest.mark.parametrize("kind", list(CATALOGUE.realtime))
every_message = pytest.mark.parametrize("name", list(MESSAGES))


def pointed_at(reference: str) -> Any:
    node: Any = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return pointed_at(node["$ref"]) if isinstance(node, dict) and "$ref" in node else node


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for inner in node.values():
            yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def accepts(name: str, frame: Any) -> bool:
    return Draft7Validator(MESSAGES[name]["payload"]).is_valid(frame)


@pytest.mark.skipif(
    not OFFICIAL.is_file(), reason="@asyncapi/specs is not here; `dev.py setup --node` installs it"
)
def test_the_document_satisfies_the_official_schema() -> None:
    judge = jsonschema_rs.Draft7Validator(read(OFFICIAL))
    assert [error.message for error in judge.iter_errors(DOCUMENT)] == []


def test_the_document_has_the_parts_that_asyncapi_3_wants() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert DOCUMENT["info"]["version"] == __version__
    assert set(DOCUMENT) == {
        *("asyncapi", "info", "defaultContentType", "servers", "channels", "operations"),
        "components",
    }
    assert list(DOCUMENT["servers"]) == ["fake", "live", "paper"]
    for server in DOCUMENT["servers"].values():
        assert set(server) == {"host", "protocol", "description"}
        assert server["protocol"] in {"ws", "wss"}
        assert "/" not in server["host"]


def test_every_reference_points_at_something() -> None:
    assert all(isinstance(pointed_at(reference), dict) for reference in references(DOCUMENT))


def test_the_channel_carries_every_message_on_every_server() -> None:
    assert CHANNEL["address"] == "/api/dostk/websocket"
    assert [node["$ref"] for node in CHANNEL["servers"]] == [
        f"#/servers/{name}" for name in DOCUMENT["servers"]
    ]
    assert {name: node["$ref"] for name, node in CHANNEL["messages"].items()} == {
        name: f"#/components/messages/{name}" for name in MESSAGES
    }


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_an_operation_uses_messages_of_the_channel(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation["action"] in {"send", "receive"}
    assert operation["channel"] == {"$ref": "#/channels/websocket"}
    parts = [operation, operation["reply"]] if "reply" in operation else [operation]
    for part in parts:
        assert part["channel"] == {"$ref": "#/channels/websocket"}
        assert part["messages"]
        for node in part["messages"]:
            assert node["$ref"].startswith("#/channels/websocket/messages/")


def test_every_message_is_said_by_an_operation() -> None:
    said = {
        node["$ref"].rsplit("/", 1)[1]
        for operation in OPERATIONS.values()
        for part in (operation, operation.get("reply", {}))
        for node in part.get("messages", [])
    }
    assert said == set(MESSAGES)


def test_requests_are_received_and_news_are_sent() -> None:
    actions = {name: operation["action"] for name, operation in OPERATIONS.items()}
    assert {name for name, action in actions.items() if action == "send"} == {
        *("ping", "system", "refuse", "real"),
    }
    replied = {name for name, operation in OPERATIONS.items() if "reply" in operation}
    assert replied == {"login", "register", "remove", "ping", *CATALOGUE.frames}


@every_message
def test_a_payload_is_a_draft_7_schema_of_an_object(name: str) -> None:
    message = MESSAGES[name]
    Draft7Validator.check_schema(message["payload"])
    assert message["payload"]["type"] == "object"
    assert message["payload"]["properties"]["trnm"]
    assert message["title"]
    assert message["name"] == name.partition(".")[0]
    assert "prefixItems" not in str(message)


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("LOGIN", {"trnm": "LOGIN", "token": "x"}),
        (
            "LOGIN.reply",
            {"trnm": "LOGIN", "return_code": 0, "return_msg": "", "sor_yn": "Y"},
        ),
        ("REFUSED", {"trnm": "LOGIN", "return_code": 805004, "return_msg": "x"}),
        ("REFUSED", {"trnm": "", "return_code": 100002, "return_msg": "x"}),
        ("REFUSED", {"trnm": "CNSRREQ", "seq": "3", "return_code": 900003, "return_msg": "x"}),
        (
            "REG",
            {
                "trnm": "REG",
                "grp_no": "1",
                "refresh": "1",
                "data": [{"item": ["005930", "000660"], "type": ["0B", "0D"]}],
            },
        ),
        (
            "REG",
            {
                "trnm": "REG",
                "grp_no": "1",
                "refresh": "0",
                "data": [{"item": [""], "type": ["00"]}, {"item": [], "type": ["04"]}],
            },
        ),
        ("REG.reply", {"trnm": "REG", "return_code": 0, "return_msg": ""}),
        (
            "REMOVE",
            {"trnm": "REMOVE", "grp_no": "1", "data": [{"item": ["005930"], "type": ["0B"]}]},
        ),
        ("REMOVE.reply", {"trnm": "REMOVE", "return_code": 0, "return_msg": ""}),
        ("PING", {"trnm": "PING"}),
        ("SYSTEM", {"trnm": "SYSTEM", "code": "R10001", "message": "x"}),
        ("CNSRLST.ka10171", {"trnm": "CNSRLST"}),
        (
            "CNSRLST.ka10171.reply",
            {
                "trnm": "CNSRLST",
                "return_code": 0,
                "return_msg": "",
                "data": [["0", "test1"], ["1", "순위"]],
            },
        ),
        (
            "CNSRREQ.ka10172",
            {
                "trnm": "CNSRREQ",
                "seq": "0",
                "search_type": "0",
                "stex_tp": "K",
                "cont_yn": "N",
                "next_key": "",
            },
        ),
        (
            "CNSRREQ.ka10173",
            {"trnm": "CNSRREQ", "seq": "0", "search_type": "1", "stex_tp": "K"},
        ),
        (
            "CNSRREQ.ka10173.reply",
            {"trnm": "CNSRREQ", "seq": "0", "return_code": 0, "data": [{"jmcode": "A002810"}]},
        ),
        (
            "CNSRREQ.ka10173.reply",
            {"trnm": "CNSRREQ", "seq": "0", "return_code": 0, "data": None},
        ),
        (
            "CNSRCLR.ka10174.reply",
            {"trnm": "CNSRCLR", "seq": "0", "return_code": 0, "return_msg": "정상종료되었습니다."},
        ),
        (
            "REAL.02",
            {
                "data": [
                    {
                        "values": {
                            "841": "4",
                            "9001": "005930",
                            "843": "I",
                            "20": "152028",
                            "907": "2",
                        },
                        "type": "02",
                        "name": "조건검색",
                        "item": "005930",
                    }
                ],
                "trnm": "REAL",
            },
        ),
    ],
)
def test_frames_as_they_were_seen_satisfy_their_message(name: str, frame: dict[str, Any]) -> None:
    assert accepts(name, frame)
    for key in MESSAGES[name]["payload"]["required"]:
        assert not accepts(name, {other: frame[other] for other in frame if other != key})


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("LOGIN", {"trnm": "LOGIN", "token": ""}),
        ("LOGIN", {"trnm": "REG", "token": "x"}),
        ("LOGIN.reply", {"trnm": "LOGIN", "return_code": 805004, "return_msg": "", "sor_yn": "Y"}),
        ("REFUSED", {"trnm": "REG", "return_code": 0, "return_msg": ""}),
        ("REG", {"trnm": "REG", "grp_no": "1", "refresh": "2", "data": []}),
        (
            "REG",
            {
                "trnm": "REG",
                "grp_no": "1",
                "refresh": "1",
                "data": [{"item": ["005930"], "type": ["XX"]}],
            },
        ),
        ("CNSRLST.ka10171.reply", {"trnm": "CNSRLST", "return_code": 0, "return_msg": ""}),
        ("REAL.0B", {"data": [], "trnm": "REAL"}),
    ],
)
def test_frames_that_were_never_seen_do_not(name: str, frame: dict[str, Any]) -> None:
    assert not accepts(name, frame)


@every_type
def test_a_realtime_type_has_its_message_in_wire_order(kind: str) -> None:
    spec = CATALOGUE.realtime[kind]
    payload = MESSAGES[f"REAL.{kind}"]["payload"]
    entry = payload["properties"]["data"]["items"]
    assert payload["x-key-order"] == ["data", "trnm"]
    assert entry["x-key-order"] == ["values", "type", "name", "item"]
    assert entry["properties"]["values"]["x-key-order"] == [
        field.name for field in spec.fields if field.sent
    ]
    assert set(entry["properties"]["values"]["properties"]) == {field.name for field in spec.fields}
    assert MESSAGES[f"REAL.{kind}"]["x-editions"] == list(spec.editions)
    assert MESSAGES[f"REAL.{kind}"]["x-item"] == spec.item


@every_type
def test_a_sampled_entry_satisfies_the_message_of_its_type_only(kind: str) -> None:
    spec = CATALOGUE.realtime[kind]
    entry = {
        "values": sampled(kind),
        "type": kind,
        "name": spec.name,
        "item": "005930",
    }
    assert accepts(f"REAL.{kind}", {"data": [entry], "trnm": "REAL"})
    assert accepts(f"REAL.{kind}", {"data": [entry] * 4, "trnm": "REAL"})
    assert not accepts(f"REAL.{kind}", {"data": [entry] * 5, "trnm": "REAL"})
    for other in set(CATALOGUE.realtime) - {kind}:
        assert not accepts(f"REAL.{other}", {"data": [entry], "trnm": "REAL"})


@pytest.mark.parametrize("api_id", list(CATALOGUE.frames))
def test_condition_frames_are_described_like_their_contracts(api_id: str) -> None:
    spec = CATALOGUE.frames[api_id]
    name = f"{spec.trnm}.{api_id}"
    request = MESSAGES[name]["payload"]
    assert set(request["properties"]) == set(spec.request_schema["properties"])
    assert request["properties"]["trnm"]["const"] == spec.trnm
    assert MESSAGES[f"{name}.reply"]["payload"]["properties"]["return_code"]["const"] == 0
    reply = {**sampled(api_id), "trnm": spec.trnm}
    assert accepts(f"{name}.reply", reply)
    assert not accepts(f"{name}.reply", {**reply, "return_code": 1})
