"""Every refusal a request can bring about, byte by byte (texts as the live server sends them)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kiwoom_mockserver import resources
from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.spec.refusals import error_table
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.wire.messages import Reply
from tests.gateway.caller import Caller, gateway_of, header, read, refusal, rest_operations, text

REQUEST = "잘못된 요청입니다"
VALUE = "입력 값 오류입니다"
IDENTITY = "인증에 실패했습니다"
PACE = "허용된 요청 개수를 초과하였습니다"
SERVICE = "서비스를 처리하는 중에 오류가 발생했습니다"

TOKEN, REVOKE, STOCK = "/oauth2/token", "/oauth2/revoke", "/api/dostk/stkinfo"
DAY = 24 * 60 * 60
CHART = {"stk_cd": "005930", "base_dt": "20260915", "upd_stkpc_tp": "1"}
ORDER = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "1", "trde_tp": "3"}


class Case(NamedTuple):
    """What is done, and what comes of it."""

    act: Callable[[Caller], Reply]
    message: str
    code: int
    status: int = 200
    settings: dict[str, Any] = {}  # noqa: RUF012 - read only


def issue(**changes: str | None) -> Callable[[Caller], Reply]:
    """Asks for a token; a value of None leaves that key out."""

    def act(caller: Caller) -> Reply:
        body = {**caller.grant, **changes}
        return caller.post(TOKEN, {key: value for key, value in body.items() if value is not None})

    return act


def revoke(**changes: str | None) -> Callable[[Caller], Reply]:
    def act(caller: Caller) -> Reply:
        body = {**caller.keys, "token": caller.token, **changes}
        return caller.post(REVOKE, {key: value for key, value in body.items() if value is not None})

    return act


def ask(api_id: str = "ka10001", body: Any = None, **parts: Any) -> Callable[[Caller], Reply]:
    return lambda caller: caller.ask(api_id, body, **parts)


def twice(act: Callable[[Caller], Reply], times: int = 2) -> Callable[[Caller], Reply]:
    """The last of so many replies, all asked for in the same instant."""
    return lambda caller: [act(caller) for _ in range(times)][-1]


def other_secret(caller: Caller) -> Reply:
    caller.post(TOKEN, caller.grant)
    return caller.post(TOKEN, {**caller.grant, "secretkey": "another"})


def foreign_token(caller: Caller) -> Reply:
    stranger = Caller(caller.gateway, "mallory", "s2")
    return caller.post(REVOKE, {**stranger.keys, "token": caller.token})


def expired(caller: Caller) -> Reply:
    caller.login()
    caller.at += DAY
    return caller.ask("ka10001")


def revoked(caller: Caller) -> Reply:
    assert read(revoke()(caller))["return_code"] == 0
    return caller.ask("ka10001")


def revoked_twice(caller: Caller) -> Reply:
    revoke()(caller)
    return revoke()(caller)


def wiped(caller: Caller) -> Reply:
    caller.login()
    caller.gateway.world.tokens.wipe()
    return caller.ask("ka10001")


def rotated(caller: Caller) -> Reply:
    old = caller.token
    caller.post(TOKEN, caller.grant)
    return caller.ask("ka10001", authorization=f"Bearer {old}")


def from_elsewhere(caller: Caller) -> Reply:
    caller.login()
    caller.peer = "10.0.0.2"
    return caller.ask("ka10001")


def after_fixing_one(caller: Caller) -> Reply:
    assert "stk_cd" in read(caller.ask("ka10081", {}))["return_msg"]
    assert "base_dt" in read(caller.ask("ka10081", {"stk_cd": "005930"}))["return_msg"]
    return caller.ask("ka10081", {"stk_cd": "005930", "base_dt": "20260915"})


UNKNOWN_TOKEN = f"{IDENTITY}[8005:Token이 유효하지 않습니다]"
WRONG_PAIR = f"{IDENTITY}[8001:App Key와 Secret Key 검증에 실패했습니다]"
NO_GRANT = "8011:Access Token을 발급하는데 실패했습니다. 입력값에 grant_type이 들어오지 않았습니다"
BAD_GRANT = "8012:Access Token을 발급하는데 실패했습니다. grant_type의 값이 맞지 않습니다"
NO_KEY = "8020:입력파라미터로 appkey 또는 secretkey가 들어오지 않았습니다."
BLANK_KEY = "8002:App Key와 Secret Key 검증에 실패했습니다. 실패사유=값이 비어 있습니다"
NO_TOKEN = "8016:Access Token을 폐기하는데 실패했습니다. 입력값에 Token이 들어오지 않았습니다"
NOT_REVOKED = "8015:Access Token을 폐기하는데 실패했습니다. 실패사유=Token이 유효하지 않습니다"
ELSEWHERE = "8010:Token을 발급받은 IP와 서비스를 요청한 IP가 동일하지 않습니다"
NO_API_ID = "1501:API ID가 Null이거나 값이 없습니다"
NO_AUTHORIZATION = "1513:Http Header에 authorization 필드가 설정되어 있어야 합니다"
ODD_AUTHORIZATION = "1514:입력으로 들어온 Http Header의 authorization 필드 형식이 맞지 않습니다"
ODD_SCHEME = "1515:Http Header의 authorization 필드 내 Grant Type이 미리 정의된 형식이 아닙니다"
NO_VALUE = "1516:Http Header의 authorization 필드 내 Token이 정의되어 있지 않습니다"
UNREADABLE = "1512:Http header에 값이 설정되지 않았거나 읽을 수 없습니다"
STRICT: dict[str, Any] = {"check_requests": "strict"}
PAPER: dict[str, Any] = {"profile": "paper"}


def not_here(api_id: str, path: str) -> str:
    return f"{REQUEST}[1504:해당 URI에서는 지원하는 API ID가 아닙니다. API ID={api_id}, URI={path}]"


def missing(name: str) -> str:
    return f"{VALUE}[1511:필수 입력 값에 값이 존재하지 않습니다. 필수입력 파라미터={name}]"


def malformed(name: str, reason: str) -> str:
    return f"{VALUE}[1517:입력 값 형식이 올바르지 않습니다. 파라미터={name} 실패사유= {reason}]"


def too_fast(rate: int, api_id: str) -> str:
    told = "허용된 API 요청 개수를 초과하였습니다"
    return f"{PACE}[1700:{told}. 유량={rate}, API ID={api_id}]"


def unknown_code(code: str) -> str:
    told = "종목 정보가 없습니다. 입력한 종목코드 값을 확인바랍니다. 종목코드="
    return f"{SERVICE}[1902:{told}{code}]"


NOT_ON_PAPER = "[2000](RC9000:모의투자에서는 해당업무가 제공되지 않습니다.)"

CASES: dict[str, Case] = {
    # OAuth
    "no grant type": Case(issue(grant_type=None), f"{VALUE}[{NO_GRANT}]", 2),
    "blank grant type": Case(issue(grant_type=""), f"{VALUE}[{NO_GRANT}]", 2),
    "no body at all": Case(lambda c: c.post(TOKEN), f"{VALUE}[{NO_GRANT}]", 2),
    "wrong grant type": Case(issue(grant_type="password"), f"{VALUE}[{BAD_GRANT}]", 2),
    "no appkey": Case(issue(appkey=None), f"{VALUE}[{NO_KEY}]", 2),
    "no secretkey": Case(issue(secretkey=None), f"{VALUE}[{NO_KEY}]", 2),
    "blank appkey": Case(issue(appkey=""), f"{IDENTITY}[{BLANK_KEY}]", 3),
    "blank secretkey": Case(issue(secretkey=""), f"{IDENTITY}[{BLANK_KEY}]", 3),
    "unknown pair where only the world's work": Case(
        issue(), WRONG_PAIR, 3, 200, {"keys": "strict"}
    ),
    "another secret than the first": Case(other_secret, WRONG_PAIR, 3),
    "revoke without a token": Case(revoke(token=None), f"{VALUE}[{NO_TOKEN}]", 2),
    "revoke a blank token": Case(revoke(token=""), f"{VALUE}[{NO_TOKEN}]", 2),
    "revoke an unknown token": Case(revoke(token="x" * 86), f"{IDENTITY}[{NOT_REVOKED}]", 3),
    "revoke a token twice": Case(revoked_twice, f"{IDENTITY}[{NOT_REVOKED}]", 3),
    "revoke another's token": Case(foreign_token, f"{IDENTITY}[{NOT_REVOKED}]", 3),
    "revoke without keys": Case(revoke(appkey=None), f"{VALUE}[{NO_KEY}]", 2),
    "revoke with a wrong secret": Case(revoke(secretkey="x"), WRONG_PAIR, 3),
    # the token endpoint fills its own template wrongly (live, 2026-08)
    "third token in a second": Case(
        twice(issue(), 3),
        f"{PACE}[1700:허용된 API 요청 개수를 초과하였습니다. 유량=au10001, API ID={{1}}]",
        5,
        429,
    ),
    # route
    "no api-id": Case(
        lambda c: c.post(STOCK, {}),
        f"{REQUEST}[{NO_API_ID}]",
        1,
    ),
    "blank api-id": Case(lambda c: c.post(STOCK, {}, api_id=""), f"{REQUEST}[{NO_API_ID}]", 1),
    "known api-id, wrong path": Case(
        lambda c: c.post("/api/dostk/chart", {}, api_id="ka10001"),
        not_here("ka10001", "/api/dostk/chart"),
        1,
    ),
    "known api-id, unknown path": Case(
        lambda c: c.post("/api/dostk/order", {}, api_id="ka10005"),
        not_here("ka10005", "/api/dostk/order"),
        1,
    ),
    "unknown api-id": Case(
        lambda c: c.post(STOCK, {}, api_id="ka99999"), not_here("ka99999", STOCK), 1
    ),
    "foreign api-id, unknown path": Case(
        lambda c: c.post("/api/us/mrkcond", {}, api_id="usa10099"),
        not_here("usa10099", "/api/us/mrkcond"),
        1,
    ),
    "unknown api-id, by setting": Case(
        lambda c: c.post(STOCK, {}, api_id="ka99999"),
        f"{REQUEST}[1505:해당 API ID는 존재하지 않습니다. API ID=ka99999]",
        1,
        200,
        {"unknown_api_id": "1505"},
    ),
    "known api-id, wrong path, whatever the setting": Case(
        lambda c: c.post("/api/dostk/chart", {}, api_id="ka10001"),
        not_here("ka10001", "/api/dostk/chart"),
        1,
        200,
        {"unknown_api_id": "1505"},
    ),
    "GET": Case(
        lambda c: c.post(STOCK, b"", api_id="ka10001", method="GET"),
        not_here("ka10001", STOCK),
        1,
        405,
    ),
    # header
    "no authorization": Case(ask(authorization=None), f"{VALUE}[{NO_AUTHORIZATION}]", 2),
    "blank authorization": Case(ask(authorization=""), f"{VALUE}[{NO_AUTHORIZATION}]", 2),
    "one word": Case(ask(authorization="abc"), f"{VALUE}[{ODD_AUTHORIZATION}]", 2),
    "three words": Case(ask(authorization="Bearer a b"), f"{VALUE}[{ODD_AUTHORIZATION}]", 2),
    "another scheme": Case(ask(authorization="Basic abc"), f"{VALUE}[{ODD_SCHEME}]", 2),
    "Bearer alone": Case(ask(authorization="Bearer"), f"{VALUE}[{NO_VALUE}]", 2),
    "Bearer and blanks": Case(ask(authorization="Bearer   "), f"{VALUE}[{NO_VALUE}]", 2),
    "wrong content type": Case(
        ask(content_type="text/plain"),
        f"{VALUE}[{UNREADABLE}]",
        2,
        200,
        {"check_content_type": True},
    ),
    "no content type": Case(
        ask(content_type=None), f"{VALUE}[{UNREADABLE}]", 2, 200, {"check_content_type": True}
    ),
    # token
    "made-up token": Case(ask(authorization="Bearer abc"), UNKNOWN_TOKEN, 3),
    "token after a day": Case(expired, UNKNOWN_TOKEN, 3),
    "revoked token": Case(revoked, UNKNOWN_TOKEN, 3),
    "wiped token": Case(wiped, UNKNOWN_TOKEN, 3),
    "token before the last": Case(rotated, UNKNOWN_TOKEN, 3, 200, {"rotate_tokens": True}),
    "token from another address": Case(
        from_elsewhere, f"{IDENTITY}[{ELSEWHERE}]", 3, 200, {"bind_token_to_peer": True}
    ),
    # values
    "missing value": Case(ask(body={}), missing("stk_cd"), 2),
    "blank value": Case(ask(body={"stk_cd": ""}), missing("stk_cd"), 2),
    "null value": Case(ask(body={"stk_cd": None}), missing("stk_cd"), 2),
    "no body": Case(ask(body=b""), missing("stk_cd"), 2),
    "white space as body": Case(ask(body=b" \r\n"), missing("stk_cd"), 2),
    "only the first missing value": Case(ask("ka10081", {}), missing("stk_cd"), 2),
    "the next one after fixing": Case(after_fixing_one, missing("upd_stkpc_tp"), 2),
    "blank in the middle": Case(ask("ka10081", {**CHART, "base_dt": ""}), missing("base_dt"), 2),
    "not JSON": Case(ask(body=b"stk_cd=005930"), malformed("body", "JSON 형식이 아닙니다"), 2),
    "a list": Case(ask(body=b"[]"), malformed("body", "JSON 객체가 아닙니다"), 2),
    "an object as value": Case(
        ask(body={"stk_cd": {}}), malformed("stk_cd", "문자열이 아닙니다"), 2
    ),
    "true as value": Case(ask(body={"stk_cd": True}), malformed("stk_cd", "문자열이 아닙니다"), 2),
    "too long": Case(
        ask(body={"stk_cd": "0" * 21}),
        malformed("stk_cd", "최대 길이는 20입니다"),
        2,
        200,
        STRICT,
    ),
    "no number": Case(
        ask("kt10000", {**ORDER, "ord_qty": "one"}),
        malformed("ord_qty", "값의 형식이 맞지 않습니다"),
        2,
        200,
        STRICT,
    ),
    "no code": Case(
        ask("kt10000", {**ORDER, "dmst_stex_tp": "NYS"}),
        malformed("dmst_stex_tp", "허용되는 값은 KRX,NXT,SOR입니다"),
        2,
        200,
        STRICT,
    ),
    "number where only texts do": Case(
        ask("kt10000", {**ORDER, "ord_qty": 1}),
        malformed("ord_qty", "문자열이 아닙니다"),
        2,
        200,
        STRICT,
    ),
    "too many codes": Case(
        ask("ka10095", {"stk_cd": "|".join(["005930"] * 101)}),
        f"{PACE}[1634:입력 가능한 종목 개수를 초과하였습니다. 최대=100]",
        5,
    ),
    "exchange before the code": Case(
        ask(body={"stk_cd": "KRX:005930"}),
        f"{PACE}[1901:시장 코드값이 존재하지 않습니다. 종목코드=KRX:005930]",
        5,
    ),
    "unknown code, where that is refused": Case(
        ask("kt10000", {**ORDER, "stk_cd": "118970"}), unknown_code("118970"), 7
    ),
    # paging
    "next page without a key": Case(
        ask("ka10081", CHART, cont_yn="Y"), malformed("next-key", "값이 비어 있습니다"), 2
    ),
    "made-up key": Case(
        ask("ka10081", CHART, cont_yn="Y", next_key="abc"),
        malformed("next-key", "이 조회의 연속조회키가 아닙니다"),
        2,
    ),
    # pace
    "sixth request in a second, live": Case(twice(ask(), 6), too_fast(5, "ka10001"), 5, 429),
    "second request in a second, paper": Case(twice(ask()), too_fast(1, "ka10001"), 5, 429, PAPER),
    "above the pace, in the words of 2025": Case(
        twice(ask("ka10099"), 6),
        f"{PACE}[1700:허용된 요청 개수를 초과하였습니다. API ID=ka10099]",
        5,
        429,
        {"limit_text": "2025"},
    ),
    "above a pace of one's own": Case(twice(ask(), 4), too_fast(3, "ka10001"), 5, 429, {"rate": 3}),
    # paper
    "not on paper": Case(
        ask("ka01690"), f"{IDENTITY}[8104:모의투자에서 지원하지 않는 API 입니다.]", 3, 200, PAPER
    ),
    "no such business on paper": Case(ask("kt00015"), NOT_ON_PAPER, 20, 200, PAPER),
    "no such query on paper": Case(
        ask("kt00010"), "[2000](RC7006:모의투자 조회실패)", 20, 200, PAPER
    ),
    "order to NXT on paper": Case(
        ask("kt10000", {**ORDER, "dmst_stex_tp": "NXT"}), NOT_ON_PAPER, 20, 200, PAPER
    ),
    "order to SOR on paper": Case(
        ask("kt10001", {**ORDER, "dmst_stex_tp": "SOR"}), NOT_ON_PAPER, 20, 200, PAPER
    ),
    "unknown code with a suffix on paper": Case(
        ask("kt10000", {**ORDER, "stk_cd": "005930_NX"}), unknown_code("005930_NX"), 7, 200, PAPER
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_refusal_has_exactly_these_bytes(case: Case) -> None:
    reply = case.act(Caller(gateway_of(**case.settings)))
    assert text(reply) == refusal(case.message, case.code)
    assert reply.status == case.status
    assert reply.reason == ("null" if case.status == 429 else None)
    assert header(reply, "cont-yn") == "N"
    assert header(reply, "next-key") == ""
    assert header(reply, "content-type") == "application/json;charset=UTF-8"


def test_a_body_over_the_limit_is_413_and_the_limit_itself_is_not() -> None:
    caller = Caller(gateway_of(max_body=1000))
    padding = 1000 - len(b'{"stk_cd":"005930","x":""}')
    body = b'{"stk_cd":"005930","x":"' + b"y" * padding + b'"}'
    assert caller.ask("ka10001", body).status == 200
    reply = caller.ask("ka10001", body + b" ")
    assert reply.status == 413
    assert text(reply) == refusal(malformed("body", "본문이 너무 큽니다"), 2)


@pytest.mark.parametrize(("profile", "wrong"), [("live", "paper"), ("paper", "live")])
def test_a_key_of_the_other_host_is_8030(profile: str, wrong: str, tmp_path: Path) -> None:
    world = json.loads(resources.world_file("default").read_text("utf-8"))
    world["keys"] = [
        {"appkey": "here", "secretkey": "s", "host": profile},
        {"appkey": "there", "secretkey": "s", "host": wrong},
        {"appkey": "anywhere", "secretkey": "s"},
    ]
    file = tmp_path / "hosts.json"
    file.write_text(json.dumps(world), "utf-8")
    gateway = gateway_of(profile=profile, world=str(file), keys="strict")
    refused = Caller(gateway, "there", "s")
    told = "8030:투자구분(실전/모의)이 달라서 Appkey를 사용할수가 없습니다"
    assert text(refused.post(TOKEN, refused.grant)) == refusal(f"{VALUE}[{told}]", 2)
    for appkey in ("here", "anywhere"):
        caller = Caller(gateway, appkey, "s")
        assert read(caller.post(TOKEN, caller.grant))["return_code"] == 0


def test_a_refusal_names_the_api_id_in_its_header() -> None:
    assert header(Caller(gateway_of()).ask("ka10081", {}), "api-id") == "ka10081"


@pytest.mark.parametrize("api_id", ["x" * 21, "a\r\nset-cookie: b", "a b", "한글"])
def test_an_odd_api_id_is_not_repeated_in_the_header(api_id: str) -> None:
    shown = header(Caller(gateway_of()).post(STOCK, {}, api_id=api_id), "api-id")
    assert shown.isascii()
    assert len(shown) <= 20
    assert shown.isalnum() or shown == ""


def test_the_route_is_judged_before_the_header_and_the_header_before_the_body() -> None:
    caller = Caller(gateway_of())
    reply = caller.post(STOCK, b"no json", api_id="ka99999")
    assert "[1504:" in read(reply)["return_msg"]
    reply = caller.post(STOCK, b"no json", api_id="ka10001")
    assert "[1513:" in read(reply)["return_msg"]
    reply = caller.post(STOCK, b"no json", api_id="ka10001", authorization="Bearer x")
    assert "[8005:" in read(reply)["return_msg"]


def test_paper_orders_to_krx_are_taken() -> None:
    assert Caller(gateway_of(profile="paper")).data("kt10000", ORDER)["dmst_stex_tp"] == "KRX"


PLACEHOLDERS: dict[str, Any] = {
    "api_id": "ka10001",
    "path": STOCK,
    "parameter": "stk_cd",
    "reason": "까닭",
    "limit": 100,
    "rate": 5,
    "code": "118970",
    "exchange": "NXT",
    "quantity": 16,
    "cause": "8005",
    "message": "글",
    "trnm": "REG",
    "seq": "3",
}


@pytest.mark.parametrize("key", error_table())
def test_every_known_code_can_be_written_in_its_form(key: str) -> None:
    code, _, variant = key.partition("/")
    error = WireError(code, variant, **PLACEHOLDERS)
    spec = error_table()[key]
    assert "{" not in error.text.replace("{1}", "")
    match spec.form:
        case "wrapped":
            assert error.message == f"{spec.phrase}[{code}:{error.text}]"
            assert spec.phrase in (REQUEST, VALUE, IDENTITY, PACE, SERVICE)
            assert error.body().decode() == refusal(error.message, spec.return_class)
            assert error.status == (429 if code.startswith("170") else 200)
        case "ledger":
            assert error.message == f"[2000]({code}:{error.text})"
            assert error.body().decode() == refusal(error.message, 20)
            assert error.status == 200
        case "socket":
            frame = error.frame("REG")
            assert frame == {"trnm": "REG", "return_code": int(code), "return_msg": error.text}
            assert list(frame) == ["trnm", "return_code", "return_msg"]
        case form:
            assert form == "system"
            assert list(error.frame("REG")) == ["trnm", "code", "message"]


LEDGER = {
    "RC4003": "[2000](RC4003:모의투자 호가단위 오류입니다.)",
    "RC4033": "[2000](RC4033:모의투자 정정/취소할 수량이 없습니다.)",
    "RC4057": "[2000](RC4057:모의투자 장시작전)",
    "RC4058": "[2000](RC4058:모의투자 장종료)",
    "800033": "[2000](800033:모의투자 매도가능수량이 부족합니다.)",
    "855056": "[2000](855056:매수증거금이 부족합니다. 16주 매수가능)",
    "571557": "[2000](571557:주문단가를 잘못입력하셨습니다)",
    "407022": "[2000](407022:매매구분을 확인하십시요)",
    "571489": "[2000](571489:장이 열리지 않는 날입니다.)",
    "571758": "[2000](571758:해당계좌의체결내역이없습니다.)",
}


@pytest.mark.parametrize(("code", "message"), LEDGER.items())
def test_ledger_refusals_read_as_seen_live(code: str, message: str) -> None:
    assert WireError(code, **PLACEHOLDERS).body().decode() == refusal(message, 20)


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of())


@pytest.mark.parametrize("operation", rest_operations(), ids=lambda one: one.api_id)
def test_every_operation_refuses_a_call_without_a_token(
    operation: OperationSpec, caller: Caller
) -> None:
    reply = caller.post(operation.path, {}, api_id=operation.api_id)
    assert "[1513:" in read(reply)["return_msg"]
