import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import jsonschema_rs
import pytest

from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.spec.standalone import DIALECT, KINDS, schema_files, write_export
from tests.spec.corpus import CATALOGUE, REPLIES, Reply, sampled

SCHEMAS = schema_files(CATALOGUE)

every_kind = pytest.mark.parametrize("kind", list(KINDS))


def file_of(reply: Reply) -> str:
    if reply.name not in CATALOGUE.realtime:
        return f"{reply.name}.response.json"
    return f"{ {'0g': '0g-lower', '0u': '0u-lower'}.get(reply.name, reply.name) }.values.json"


def test_there_is_a_file_for_every_request_reply_and_type(catalogue: Catalogue) -> None:
    asked = {*catalogue.operations, *catalogue.frames}
    assert set(SCHEMAS) == {
        *(f"{api_id}.request.json" for api_id in asked),
        *(f"{api_id}.response.json" for api_id in asked),
        *(file_of(Reply(kind, {})) for kind in catalogue.realtime),
    }
    assert len(SCHEMAS) == 2 * 190 + 19


def test_file_names_and_ids_are_unique_on_every_file_system() -> None:
    names = Counter(name.casefold() for name in SCHEMAS)
    ids = Counter(schema["$id"] for schema in SCHEMAS.values())
    assert max(names.values()) == 1
    assert max(ids.values()) == 1


def test_a_schema_stands_alone() -> None:
    for name, schema in SCHEMAS.items():
        assert schema["$schema"] == DIALECT, name
        assert schema["$id"].startswith("urn:kiwoom-mockserver:"), name
        assert schema["title"], name
        assert "$ref" not in json.dumps(schema), name
        jsonschema_rs.meta.validate(dict(schema))


@pytest.mark.parametrize("reply", REPLIES, ids=str)
def test_a_sampled_reply_satisfies_the_file_and_keeps_its_order(reply: Reply) -> None:
    schema = dict(SCHEMAS[file_of(reply)])
    value = sampled(reply.name)
    jsonschema_rs.validate(schema, value)
    assert list(schema["properties"]) == list(reply.schema["properties"])


def test_titles_are_korean_and_say_which_part_it_is() -> None:
    assert SCHEMAS["ka10001.request.json"]["title"] == "주식기본정보요청 요청"
    assert SCHEMAS["ka10001.response.json"]["title"] == "주식기본정보요청 응답"
    assert SCHEMAS["0B.values.json"]["title"] == "주식체결"


def test_a_request_that_lacks_what_is_required_is_told() -> None:
    schema = dict(SCHEMAS["ka10001.request.json"])
    jsonschema_rs.validate(schema, {"stk_cd": "005930"})
    for wrong in ({}, {"stk_cd": ""}, {"stk_cd": 5930}, {"stk_cd": "A005930"}):
        assert not jsonschema_rs.is_valid(schema, wrong)


@every_kind
def test_an_export_reads_well_and_is_written_whole(kind: str, tmp_path: Path) -> None:
    written = write_export(kind, CATALOGUE, tmp_path / "new" / "folder")
    assert written == tuple(sorted((tmp_path / "new" / "folder").iterdir()))
    assert len(written) == (399 if kind == "jsonschema" else 1)
    for path in written:
        text = path.read_bytes().decode("utf-8")
        assert text.startswith("{\n ")
        assert text.endswith("\n}\n")
        assert "\\u" not in text.replace("\\\\u", "")
        assert "\r" not in text
        json.loads(text)


@every_kind
def test_an_export_has_the_same_content_again(kind: str) -> None:
    make = KINDS[kind]
    assert json.dumps(make(CATALOGUE)) == json.dumps(make(load_catalogue()))


DIGEST = """
import hashlib, json
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.standalone import KINDS
made = [make(load_catalogue()) for make in KINDS.values()]
print(hashlib.sha256(json.dumps(made).encode()).hexdigest())
"""


def test_no_process_hashes_its_way_to_other_bytes() -> None:
    source = str(Path(sys.modules["kiwoom_mockserver"].__path__[0]).parent)

    def digest(seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": source},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert digest("1") == digest("2")


def test_files_of_an_earlier_export_are_replaced_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "asyncapi.json").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    [path] = write_export("asyncapi", CATALOGUE, tmp_path)
    written = path.read_bytes()
    assert json.loads(written)["asyncapi"] == "3.0.0"
    assert write_export("asyncapi", CATALOGUE, tmp_path) == (path,)
    assert path.read_bytes() == written
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_kind_there_is_none_of_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"raml.*openapi, asyncapi, jsonschema, postman"):
        write_export("raml", CATALOGUE, tmp_path / "folder")
    assert not (tmp_path / "folder").exists()


@every_kind
def test_a_file_where_the_folder_should_be_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.write_text("mine")
    with pytest.raises(SettingError, match="taken is a file"):
        write_export(kind, CATALOGUE, path)
    with pytest.raises(SettingError, match="taken"):
        write_export(kind, CATALOGUE, path / "below")
    assert path.read_text() == "mine"


def test_a_folder_where_a_file_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "openapi.json").mkdir()
    with pytest.raises(SettingError, match=r"openapi\.json"):
        write_export("openapi", CATALOGUE, tmp_path)
