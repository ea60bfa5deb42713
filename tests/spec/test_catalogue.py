import json
from pathlib import Path
from typing import Any

import pytest

from kiwoom_mockserver.errors import ContractError
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.model import ENVELOPE, Catalogue
from tests.spec.corpus import CONTRACTS, read


def contract(folder: Path, name: str = "ka10001", without: str = "", **changes: Any) -> Path:
    """A folder of one contract file, a real one with some changes, or without a key."""
    data = read(CONTRACTS / "rest" / "stkinfo" / "ka10001.json") | changes
    path = folder / "rest" / "stkinfo" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({key: data[key] for key in data if key != without}), "utf-8")
    return path


def test_an_operation_is_found_by_its_id_and_by_its_route(catalogue: Catalogue) -> None:
    operation = catalogue.operations["ka10001"]
    assert operation.title == "주식기본정보요청"
    assert operation.path == "/api/dostk/stkinfo"
    assert catalogue.by_route["/api/dostk/stkinfo", "ka10001"] is operation
    assert ("/api/dostk/chart", "ka10001") not in catalogue.by_route


def test_token_operations_are_found_by_path_alone(catalogue: Catalogue) -> None:
    assert {path: spec.api_id for path, spec in catalogue.oauth.items()} == {
        "/oauth2/token": "au10001",
        "/oauth2/revoke": "au10002",
    }
    assert catalogue.operations["au10001"].is_oauth
    assert not catalogue.operations["ka10001"].is_oauth
    assert len(catalogue.by_route) == len(catalogue.operations) - 2


def test_a_realtime_type_is_found_by_its_type(catalogue: Catalogue) -> None:
    assert catalogue.realtime["0B"].name == "주식체결"
    assert catalogue.realtime["0A"].name == "주식시세"
    assert catalogue.realtime["0g"].title != catalogue.realtime["0G"].title
    assert [field.name for field in catalogue.realtime["0B"].fields][:4] == ["20", "10", "11", "12"]


def test_frames_carry_the_name_they_are_sent_under(catalogue: Catalogue) -> None:
    assert {api_id: spec.trnm for api_id, spec in catalogue.frames.items()} == {
        "ka10171": "CNSRLST",
        "ka10172": "CNSRREQ",
        "ka10173": "CNSRREQ",
        "ka10174": "CNSRCLR",
    }


def test_a_table_has_its_columns_in_wire_order(catalogue: Catalogue) -> None:
    response = catalogue.operations["ka10081"].response
    table = next(field for field in response if field.is_table)
    assert table.name == "stk_dt_pole_chart_qry"
    assert [column.name for column in table.children][:3] == ["cur_prc", "trde_qty", "trde_prica"]
    assert not any(column.is_table for column in table.children)


def test_the_envelope_is_the_last_but_where_it_was_seen_elsewhere(catalogue: Catalogue) -> None:
    def order(api_id: str) -> list[str]:
        return [field.name for field in catalogue.operations[api_id].response]

    elsewhere = {"au10001", "ka00001", "ka10099"}
    for api_id in set(catalogue.operations) - elsewhere:
        assert order(api_id)[-2:] == ["return_code", "return_msg"], api_id
    assert order("ka00001")[-2:] == ["return_msg", "return_code"]
    assert order("ka10099")[0] == "return_msg"
    assert order("ka10099")[-1] == "return_code"
    assert order("au10001") == [
        *("expires_dt", "return_msg", "token_type", "return_code", "token"),
    ]


def test_every_reply_has_the_envelope(catalogue: Catalogue) -> None:
    for operation in catalogue.operations.values():
        assert {field.name for field in operation.response} >= ENVELOPE, operation.api_id


def test_a_pages_table_is_a_table_of_the_reply(catalogue: Catalogue) -> None:
    paged = [operation for operation in catalogue.operations.values() if operation.paging]
    assert paged
    for operation in paged:
        assert operation.paging
        assert operation.paging.size > 0
        tables = [field.name for field in operation.response if field.is_table]
        assert operation.paging.table in tables, operation.api_id


def test_paper_formats_differ_only_where_the_contract_says_so(catalogue: Catalogue) -> None:
    total = {field.name: field for field in catalogue.operations["kt00018"].response}
    assert total["tot_prft_rt"].format.name == "integer.2"
    assert total["tot_prft_rt"].paper_format.name == "padded:12.2"
    assert total["tot_evlt_amt"].paper_format is total["tot_evlt_amt"].format


def test_a_folder_without_contracts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="holds no contract files"):
        load_catalogue(tmp_path)


def test_one_contract_file_makes_a_catalogue(tmp_path: Path) -> None:
    contract(tmp_path)
    assert list(load_catalogue(tmp_path).operations) == ["ka10001"]
    assert len(load_catalogue(tmp_path)) == 1


@pytest.mark.parametrize("content", ["", "{", "[]", "5", '{"id": "ka10001"}', '"kind"', "\ufeff"])
def test_a_file_that_is_no_contract_is_named(tmp_path: Path, content: str) -> None:
    path = contract(tmp_path, "ka10002")
    path.write_text(content, "utf-8")
    with pytest.raises(ContractError, match="ka10002"):
        load_catalogue(tmp_path)


@pytest.mark.parametrize("kind", ["correction", "words", "", "Operation"])
def test_a_kind_that_belongs_elsewhere_is_named(tmp_path: Path, kind: str) -> None:
    contract(tmp_path, "ka10002", kind=kind)
    with pytest.raises(ContractError, match="ka10002"):
        load_catalogue(tmp_path)


@pytest.mark.parametrize("missing", ["id", "title", "path", "request", "response", "editions"])
def test_a_file_that_lacks_a_key_is_named_with_the_key(tmp_path: Path, missing: str) -> None:
    contract(tmp_path, "ka10002", without=missing)
    with pytest.raises(ContractError, match="ka10002") as caught:
        load_catalogue(tmp_path)
    assert missing in str(caught.value)


def test_a_file_with_a_format_that_is_none_is_named(tmp_path: Path) -> None:
    response = {
        "type": "object",
        "properties": {"cur_prc": {"type": "string", "title": "현재가", "x-format": "roman"}},
        "required": ["cur_prc"],
        "additionalProperties": False,
    }
    contract(tmp_path, "ka10002", response=response)
    with pytest.raises(ContractError, match="ka10002") as caught:
        load_catalogue(tmp_path)
    assert "roman" in str(caught.value)


def test_two_files_that_claim_one_operation_are_both_named(tmp_path: Path) -> None:
    contract(tmp_path, "first")
    contract(tmp_path, "second")
    with pytest.raises(ContractError, match="first") as caught:
        load_catalogue(tmp_path)
    assert "second" in str(caught.value)
