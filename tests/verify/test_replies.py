"""Single replies: refusals, headers, and what is shown of what must not be seen."""

from typing import Any

import orjson
import pytest

from kiwoom_mockserver.verify.exchange import Exchange
from kiwoom_mockserver.verify.findings import Finding, Findings, Kind, message, shape, shown
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.replies import Outcome, Verdict
from tests.gateway.caller import contracts
from tests.spec.corpus import sampled

HEADERS = {
    "content-type": "application/json;charset=UTF-8",
    "api-id": "ka10001",
    "cont-yn": "N",
    "next-key": "",
}
MISSING = "입력 값 오류입니다[1511:필수 입력 값에 값이 존재하지 않습니다. 필수입력 파라미터=x]"
NOT_ON_PAPER = "[2000](RC9000:모의투자에서는 해당업무가 제공되지 않습니다.)"


def judge_one(
    body: Any, level: str = "documented", api_id: str = "ka10001", **parts: Any
) -> Verdict:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    headers = tuple({**HEADERS, "api-id": api_id, **parts.pop("headers", {})}.items())
    made = {"status": 200, "headers": headers, **parts}
    return Judge(contracts(), level).reply(Exchange(api_id, {}, body=content, **made))


def kinds(verdict: Verdict) -> set[tuple[Kind, str]]:
    return {(one.kind, one.where) for one in verdict.findings}


def refusal(text: str, code: int) -> dict[str, Any]:
    return {"return_msg": text, "return_code": code}


def test_a_reply_as_documented_is_judged_and_well() -> None:
    verdict = judge_one(sampled("ka10001"))
    assert (verdict.outcome, verdict.findings) == (Outcome.JUDGED, ())


def test_a_refusal_of_a_contracts_request_is_a_finding_and_a_clients_own_is_not() -> None:
    mistake = refusal(MISSING, 2)
    assert kinds(judge_one(mistake)) == {(Kind.REFUSAL, "")}
    verdict = judge_one(mistake, from_contract=False)
    assert (verdict.outcome, verdict.code, kinds(verdict)) == (Outcome.REFUSED, "1511", set())


def test_a_refusal_of_another_class_is_an_outcome_with_its_reason() -> None:
    verdict = judge_one(refusal(NOT_ON_PAPER, 20), api_id="kt00002")
    assert (verdict.outcome, verdict.code, kinds(verdict)) == (Outcome.REFUSED, "RC9000", set())
    assert "제공되지" in verdict.reason


@pytest.mark.parametrize(
    ("headers", "where"),
    [
        ({"cont-yn": "Y"}, {"next-key"}),
        ({"next-key": "abc"}, {"next-key"}),
        ({"cont-yn": "yes"}, {"cont-yn"}),
        ({"api-id": "ka10002"}, {"api-id"}),
        ({"content-type": "application/json"}, {"content-type"}),
    ],
)
def test_headers_are_as_documented(headers: dict[str, str], where: set[str]) -> None:
    found = kinds(judge_one(sampled("ka10001"), headers=headers))
    assert found == {(Kind.HEADER, name) for name in where}


def test_level_observed_wants_no_charset_and_no_header_that_is_not_there() -> None:
    body = sampled("ka10001")
    lean = (("content-type", "application/json"),)
    assert judge_one(body, "observed", headers={"content-type": "application/json"}).findings == ()
    exchange = Exchange("ka10001", {}, 200, orjson.dumps(body), lean)
    assert Judge(contracts(), "observed").reply(exchange).findings == ()
    assert len(Judge(contracts(), "documented").reply(exchange).findings) == 4


def test_a_header_that_comes_twice_is_found() -> None:
    headers = (*HEADERS.items(), ("cont-yn", "N"))
    exchange = Exchange("ka10001", {}, 200, orjson.dumps(sampled("ka10001")), headers)
    assert kinds(Judge(contracts(), "documented").reply(exchange)) == {(Kind.HEADER, "cont-yn")}


@pytest.mark.parametrize("body", [b"", b"null", b"\xff", b"[1]", b'"x"', b"[" * 5_000])
def test_a_body_that_is_no_object_is_found_and_nothing_else_fails(body: bytes) -> None:
    verdict = judge_one(body)
    assert (verdict.outcome, kinds(verdict)) == (Outcome.BROKEN, {(Kind.ENVELOPE, "")})


def test_the_same_finding_is_kept_once_and_counted() -> None:
    body = sampled("ka10099")
    body["list"] = [{**row, "extra": "1234"} for row in body["list"] * 50]
    findings = Findings()
    findings.add(judge_one(body, api_id="ka10099").findings)
    [found] = findings
    assert (found.where, found.count, found.pointer) == ("list[].extra", 100, "/list/0/extra")
    assert found.seen == "text like '9999'"
    assert str(found).endswith("(100 times)")


def test_an_unlisted_code_is_part_of_a_findings_identity_and_other_values_are_not() -> None:
    one, other = (Finding(Kind.CODE, "ka10001", "pre_sig", "1", seen) for seen in ("'8'", "'9'"))
    assert one.identity != other.identity
    long, longer = (Finding(Kind.LENGTH, "ka10001", "stk_nm", "4", seen) for seen in ("a", "b"))
    assert long.identity == longer.identity


def test_private_values_are_shown_by_their_shape_only() -> None:
    assert shown("acnt_no", "5012-3456") == "text like '9999-9999'"
    assert shown("token", "aB3_가") == "text like 'AA9_가'"
    assert shape("") == "empty text"
    assert shown("cur_prc", "-78800") == "'-78800'"
    assert message("계좌 5012345678 없음") == "'계좌 *** 없음'"


def test_known_secrets_are_masked_wherever_they_stand() -> None:
    findings = Findings()
    findings.hide("s3cret-key")
    findings.hide("")
    findings.add([Finding(Kind.FORMAT, "x", "y", "z", "'s3cret-key'", asked="{s3cret-key}")])
    [found] = findings
    assert (found.seen, found.asked) == ("'***'", "{***}")
