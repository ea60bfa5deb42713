"""``contracts`` as a user calls it: differences of contracts, drift of a server, proposals."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from kiwoom_mockserver import resources
from kiwoom_mockserver.spec.comparing import Change, changes, read_contracts
from kiwoom_mockserver.spec.load import load_catalogue, operation_spec
from kiwoom_mockserver.verify.bodies import Bodies
from kiwoom_mockserver.verify.proposing import merged, proposals
from tests.cli.program import invoke
from tests.gateway.caller import contracts
from tests.spec.corpus import sampled
from tests.verify.drifting import drifting
from tests.verify.plants import REST

KEYS = {"KIWOOM_APPKEY": "the-app-key", "KIWOOM_SECRETKEY": "the-secret-key"}
WHERE = "rest/stkinfo/ka10001.json"
UNTIL, SINCE = "2025-07-12", "2025-09-08"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of two contracts, one with a change of every kind, and one new contract."""
    for name in (WHERE, "rest/stkinfo/ka10002.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(resources.contracts() / name, tmp_path / name)
    path = tmp_path / WHERE
    data = orjson.loads(path.read_bytes())
    fields = data["response"]["properties"]
    data["title"] = "주식기본정보"
    del fields["per"]
    fields["news"] = {"type": "string", "title": "뉴스", "x-format": "text"}
    fields["eps"]["maxLength"] = 99
    data["request"]["required"] = []
    path.write_bytes(orjson.dumps(data))
    return tmp_path


def test_every_change_of_a_contract_is_told(changed: Path) -> None:
    old = read_contracts(resources.contracts())
    two = {name: old[name] for name in ("ka10001", "ka10003")}
    found = {str(one) for one in changes(two, read_contracts(changed))}
    eps = old["ka10001"]["response"]["properties"]["eps"].get("maxLength", "nothing")
    assert found == {
        'ka10001: title "주식기본정보요청" -> "주식기본정보"',
        "ka10001 response.per: gone",
        "ka10001 response.news: new",
        f"ka10001 response.eps: maxLength {eps} -> 99",
        "ka10001 request.stk_cd: optional",
        "ka10002: new",
        "ka10003: gone",
    }


def test_the_same_contracts_do_not_differ() -> None:
    both = str(resources.contracts())
    done = invoke("contracts", "diff", both, both)
    assert (done.exit_code, done.output.strip()) == (0, "no differences")


def test_two_folders_differ_with_exit_code_1(changed: Path) -> None:
    done = invoke(
        "contracts", "diff", str(resources.contracts()), str(changed), "--only", "ka10001", "--json"
    )
    assert done.exit_code == 1
    assert Change("ka10001", "response.per", "gone") in {
        Change(**row) for row in orjson.loads(done.output)
    }


def test_editions_of_the_manual_differ_by_what_they_list() -> None:
    done = invoke("contracts", "diff", UNTIL, SINCE)
    expected = {
        f"{one.api_id}: new"
        for one in contracts().operations.values()
        if SINCE in one.editions and UNTIL not in one.editions
    }
    assert expected
    assert expected <= set(done.output.splitlines())


def test_what_is_no_edition_is_refused_with_those_there_are() -> None:
    done = invoke("contracts", "diff", "2020-01-01", SINCE)
    assert done.exit_code == 1
    assert SINCE in str(done.exception or done.output)


def test_where_a_server_drifts_is_told_and_made_a_proposal(tmp_path: Path) -> None:
    report, folder = tmp_path / "r.json", tmp_path / "corrections"
    folder.mkdir()
    drift = next(one for one in REST if one.subject == "ka10002")
    with drifting([drift]) as server:
        target = ("--target", server.base_url, "--only", "ka10002")
        told = invoke("contracts", "diff", *target, **KEYS)
        invoke("verify", *target, "--json", str(report), **KEYS)
    assert told.exit_code == 1
    assert f"ka10002 {drift.where}: undocumented-field" in told.output
    done = invoke("contracts", "propose", str(report), "--into", str(folder))
    assert done.exit_code == 0, done.output
    correction = orjson.loads((folder / "ka10002.json").read_bytes())
    assert correction["id"] == "ka10002"
    assert drift.where in correction["patch"]["response"]["properties"]
    assert server.base_url in correction["evidence"][0]


def test_a_report_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "no.json"
    path.write_text("{}")
    done = invoke("contracts", "propose", str(path))
    assert done.exit_code == 1
    assert "no report" in str(done.exception or done.output)


BROKEN: list[tuple[str, Mapping[str, Any]]] = [
    ("missing-field", {"per": ...}),
    ("undocumented-field", {"unheard_of": "1"}),
    ("format", {"cur_prc": "abc"}),
    ("too-long", {"stk_nm": "가" * 50}),
]


@pytest.mark.parametrize(("kind", "change"), BROKEN, ids=[kind for kind, _ in BROKEN])
def test_a_contract_with_the_proposal_takes_what_was_found(
    kind: str, change: Mapping[str, Any]
) -> None:
    operation = contracts().operations["ka10001"]
    body = {**sampled("ka10001"), **change}
    body = {name: value for name, value in body.items() if value is not ...}
    bodies = Bodies("documented")
    findings = list(bodies.judge("ka10001", operation.response_schema, body))
    assert {str(one.kind) for one in findings} == {kind}
    made = proposals(contracts(), [one.as_row() for one in findings], "test")["ka10001"]
    (told,) = made["evidence"]
    assert kind in told
    path = resources.contracts() / WHERE
    fixed = patched(orjson.loads(path.read_bytes()), made["patch"])
    sent = {n: s for n, s in fixed["response"]["properties"].items() if s.get("x-sent", True)}
    fixed["response"]["required"] = list(sent)
    again = operation_spec(fixed).response_schema
    assert list(Bodies("documented").judge("ka10001", again, body)) == []


def test_codes_that_are_not_listed_are_added_to_those_that_are() -> None:
    rows = [
        {"kind": "code-not-listed", "subject": "ka10001", "where": "pre_sig", "seen": repr(code),
         "count": 1}
        for code in ("8", "9")
    ]  # fmt: skip
    operation = contracts().operations["ka10001"]
    if "enum" not in operation.response_schema["properties"]["pre_sig"]:
        pytest.skip("the field has no codes")
    made = proposals(load_catalogue(), rows, "test")["ka10001"]
    codes = made["patch"]["response"]["properties"]["pre_sig"]["enum"]
    assert codes == [*operation.response_schema["properties"]["pre_sig"]["enum"], "8", "9"]


def test_a_proposal_is_added_to_what_people_wrote() -> None:
    old = {"id": "x", "evidence": ["seen"], "patch": {"a": {"b": 1}}, "shapes": [1]}
    new = {"id": "x", "evidence": ["seen", "too"], "patch": {"a": {"c": 2}}}
    made = merged(old, new)
    assert made["evidence"] == ["seen", "too"]
    assert made["patch"] == {"a": {"b": 1, "c": 2}}
    assert made["shapes"] == [1]


def patched(target: Any, patch: Any) -> Any:
    """A JSON merge patch (RFC 7396), applied."""
    if not isinstance(patch, dict):
        return patch
    made = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = patched(made.get(name), value)
    return made
