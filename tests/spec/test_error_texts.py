"""Every refusal, in the words of the real server."""

import string
from typing import Any

import pytest

from kiwoom_mockserver.errors import ContractError
from kiwoom_mockserver.spec.refusals import LEDGER_CLASS, ErrorSpec, error_table
from kiwoom_mockserver.wire.errors import WireError

VERBATIM = [
    (
        WireError("1504", api_id="ka10005", path="/api/dostk/order"),
        1,
        "잘못된 요청입니다[1504:해당 URI에서는 지원하는 API ID가 아닙니다. "
        "API ID=ka10005, URI=/api/dostk/order]",
    ),
    (
        WireError("1511", parameter="stk_cd"),
        2,
        "입력 값 오류입니다[1511:필수 입력 값에 값이 존재하지 않습니다. 필수입력 파라미터=stk_cd]",
    ),
    (
        WireError("1513"),
        2,
        "입력 값 오류입니다[1513:Http Header에 authorization 필드가 설정되어 있어야 합니다]",
    ),
    (
        WireError("1700", rate=1, api_id="kt10001"),
        5,
        "허용된 요청 개수를 초과하였습니다[1700:허용된 API 요청 개수를 초과하였습니다. "
        "유량=1, API ID=kt10001]",
    ),
    (
        WireError("1700", "2025", api_id="ka10099"),
        5,
        "허용된 요청 개수를 초과하였습니다[1700:허용된 요청 개수를 초과하였습니다. API ID=ka10099]",
    ),
    (
        WireError("1700", "au10001"),
        5,
        "허용된 요청 개수를 초과하였습니다[1700:허용된 API 요청 개수를 초과하였습니다. "
        "유량=au10001, API ID={1}]",
    ),
    (
        WireError("1902", code="118970"),
        7,
        "서비스를 처리하는 중에 오류가 발생했습니다[1902:종목 정보가 없습니다. "
        "입력한 종목코드 값을 확인바랍니다. 종목코드=118970]",
    ),
    (
        WireError("8001"),
        3,
        "인증에 실패했습니다[8001:App Key와 Secret Key 검증에 실패했습니다]",
    ),
    (WireError("8005"), 3, "인증에 실패했습니다[8005:Token이 유효하지 않습니다]"),
    (
        WireError("8030"),
        2,
        "입력 값 오류입니다[8030:투자구분(실전/모의)이 달라서 Appkey를 사용할수가 없습니다]",
    ),
    (WireError("8050"), 3, "인증에 실패했습니다[8050:지정단말기 인증에 실패했습니다]"),
    (WireError("571758"), 20, "[2000](571758:해당계좌의체결내역이없습니다.)"),
    (WireError("RC4058"), 20, "[2000](RC4058:모의투자 장종료)"),
    (WireError("RC4057"), 20, "[2000](RC4057:모의투자 장시작전)"),
    (WireError("RC4003"), 20, "[2000](RC4003:모의투자 호가단위 오류입니다.)"),
    (WireError("800033"), 20, "[2000](800033:모의투자 매도가능수량이 부족합니다.)"),
    (WireError("RC4033"), 20, "[2000](RC4033:모의투자 정정/취소할 수량이 없습니다.)"),
    (WireError("RC9000"), 20, "[2000](RC9000:모의투자에서는 해당업무가 제공되지 않습니다.)"),
    (WireError("RC7006"), 20, "[2000](RC7006:모의투자 조회실패)"),
    (
        WireError("855056", quantity=16),
        20,
        "[2000](855056:매수증거금이 부족합니다. 16주 매수가능)",
    ),
    (WireError("571557"), 20, "[2000](571557:주문단가를 잘못입력하셨습니다)"),
    (WireError("407022"), 20, "[2000](407022:매매구분을 확인하십시요)"),
    (
        WireError("571357"),
        20,
        "[2000](571357:시간외종가 주문시에는 단가를 입력하지 않습니다)",
    ),
    (WireError("571489"), 20, "[2000](571489:장이 열리지 않는 날입니다.)"),
    (
        WireError("571412"),
        20,
        "[2000](571412:SOR정정 및 취소주문은 원주문이 SOR주문인 경우 가능합니다.)",
    ),
    (WireError("571435"), 20, "[2000](571435:원주문이취소주문입니다)"),
    (WireError("506550"), 20, "[2000](506550:취소할 수량이 없습니다)"),
    (WireError("509193"), 20, "[2000](509193:CB 발동중입니다.)"),
    (WireError("521790"), 20, "[2000](521790:주문 불가능합니다.)"),
]

SOCKET = [
    (
        WireError("100002", parameter="trnm"),
        "필수 파라미터가 누락되어 있습니다(parameter=trnm)",
    ),
    (
        WireError("100013", trnm="REG"),
        "로그인 인증이 들어오기 전에 다른 전문이 들어왔습니다. 해당 전문은 무시됩니다. (TRNM=REG)",
    ),
    (WireError("105108"), "정의되어 있지 않는 TRNM입니다"),
    (
        WireError("105115", limit=100),
        "실시간 항목 등록에 실패했습니다. 등록 종목이 허용 개수(100)를 초과했습니다",
    ),
    (
        WireError("105118", limit=100),
        "실시간 항목 등록에 실패했습니다. "
        "등록 종목이 그룹번호에 등록할 수 있는 허용 개수(100)를 초과했습니다",
    ),
    (
        WireError("805004", cause="8005", message="Token이 유효하지 않습니다"),
        "토큰 인증에 실패했습니다. 접속을 종료합니다 "
        "[CODE=8005, MESSAGE=Token이 유효하지 않습니다]",
    ),
    (WireError("900003", seq="3"), "이미 등록된 조건검색 일련번호입니다.(seq=3)"),
]

SYSTEM = [
    ("R10001", "동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다"),
    (
        "R10002",
        "사용자 프로그램으로부터 Heartbeat(연결유지) 메시지가 오지않아서 접속을 종료합니다",
    ),
    (
        "R10004",
        "접속허용요청(토큰)이 들어오지 않았습니다. 접속 후 접속허용요청을 통해 토큰을 "
        "전송되어야 합니다. 접속을 종료합니다",
    ),
]

DOCUMENTED = [
    *("1501", "1504", "1505", "1511", "1512", "1513", "1514", "1515", "1516", "1517", "1687"),
    *("1700", "1701", "1702", "1901", "1902", "1903", "1999"),
    *("8001", "8002", "8003", "8005", "8006", "8009", "8010", "8011", "8012", "8015", "8016"),
    *("8020", "8030", "8031", "8040", "8050", "8103", "8104", "8200"),
]

PHRASES = {
    1: "잘못된 요청입니다",
    2: "입력 값 오류입니다",
    3: "인증에 실패했습니다",
    5: "허용된 요청 개수를 초과하였습니다",
    7: "서비스를 처리하는 중에 오류가 발생했습니다",
}


def made(key: str) -> WireError:
    """The error of a row of the table, its placeholders filled with their own names."""
    spec = error_table()[key]
    names = {name for _, name, _, _ in string.Formatter().parse(spec.text) if name}
    code, _, variant = key.partition("/")
    values: dict[str, Any] = {name: name for name in names}
    return WireError(code, variant, **values)


@pytest.mark.parametrize(("error", "code", "text"), VERBATIM, ids=[row[2] for row in VERBATIM])
def test_a_refusal_reads_as_it_was_seen(error: WireError, code: int, text: str) -> None:
    body = f'{{"return_msg":"{text}","return_code":{code}}}'
    assert error.message == text
    assert error.body() == body.encode()


@pytest.mark.parametrize(("error", "text"), SOCKET, ids=[row[0].code for row in SOCKET])
def test_a_socket_refusal_reads_as_it_was_seen(error: WireError, text: str) -> None:
    frame = error.frame("REG")
    assert frame == {"trnm": "REG", "return_code": int(error.code), "return_msg": text}
    assert list(frame) == ["trnm", "return_code", "return_msg"]


@pytest.mark.parametrize(("code", "text"), SYSTEM)
def test_the_system_says_why_it_closes(code: str, text: str) -> None:
    frame = WireError(code).frame("REG")
    assert frame == {"trnm": "SYSTEM", "code": code, "message": text}
    assert list(frame) == ["trnm", "code", "message"]


@pytest.mark.parametrize("key", list(error_table()))
def test_every_code_renders(key: str) -> None:
    error = made(key)
    assert error.spec is error_table()[key]
    assert error.code in error.message or error.spec.form in {"socket", "system"}
    if error.spec.form in {"wrapped", "ledger"}:
        assert "{" not in error.text or key == "1700/au10001"
        assert str(error.code) in error.body().decode()
    else:
        assert error.frame("REG")


@pytest.mark.parametrize("code", DOCUMENTED)
def test_every_documented_code_is_known(code: str) -> None:
    assert error_table()[code].form == "wrapped"


@pytest.mark.parametrize("key", list(error_table()))
def test_a_code_has_the_class_and_status_of_its_form(key: str) -> None:
    spec: ErrorSpec = error_table()[key]
    match spec.form:
        case "wrapped":
            assert PHRASES[spec.return_class] == spec.phrase
        case "ledger":
            assert (spec.return_class, spec.phrase) == (LEDGER_CLASS, "")
        case form:
            assert form in {"socket", "system"}
            assert spec.return_class == 0
    assert spec.http == (429 if spec.code in {"1700", "1701", "1702"} else 200)


@pytest.mark.parametrize(
    ("code", "values"),
    [("0000", {}), ("1511", {}), ("1511", {"api_id": "ka10001"}), ("RC4058/live", {})],
)
def test_an_error_that_cannot_be_told_is_our_own_mistake(code: str, values: dict[str, Any]) -> None:
    with pytest.raises(ContractError, match=r"not in contracts/errors\.json"):
        WireError(code, **values)


def test_values_with_braces_are_told_as_they_are() -> None:
    assert "{x}" in WireError("1511", parameter="{x}").message
