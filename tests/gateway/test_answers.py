"""What is in an answer: the envelope, echoes of the request, unknown codes, suffixes."""

from typing import Any

import pytest

from kiwoom_mockserver.spec.model import OperationSpec
from tests.gateway.caller import (
    HELD,
    JSON,
    SUCCESS,
    Caller,
    contracts,
    gateway_of,
    header,
    read,
    rest_operations,
    sample,
)

STRANGE = "999999"
DAILY = {"stk_cd": "005930", "base_dt": "20260915", "upd_stkpc_tp": "1"}
ORDER = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "1", "trde_tp": "3"}


def ids(operation: OperationSpec) -> str:
    return operation.api_id


def answers(operation: OperationSpec, profile: str) -> bool:
    return profile == "live" or not operation.paper_error


@pytest.fixture(scope="module")
def live() -> Caller:
    return Caller(gateway_of(limits=False)).login()


@pytest.fixture(scope="module")
def paper() -> Caller:
    return Caller(gateway_of(limits=False, profile="paper")).login()


@pytest.fixture(scope="module")
def traders() -> tuple[Caller, Caller]:
    """On live and paper: an account with holdings, a past, and an order of today."""
    live, paper = (
        Caller(gateway_of(limits=False, profile=profile), *HELD) for profile in ("live", "paper")
    )
    for caller in (live, paper):
        caller.data("kt10000")
    return live, paper


# The envelope

DONE = "조회가 완료되었습니다"
ASKED = "모의투자 조회완료"

FAMILIES: dict[tuple[str, str], str] = {
    (SUCCESS, SUCCESS): "ka10001 ka10081",
    (f" {DONE}.", f" {DONE}."): "ka10072 ka10073 ka10074 ka10075 ka10076 ka10077 ka10085 ka10088",
    (f"{DONE}.", ASKED): "kt00001 kt00004 kt00005 kt00013",
    (DONE, ASKED): "kt00007 kt00008 kt00009 kt00018",
    (f"{DONE}..", ASKED): "kt00003",
    ("자료를 조회하였습니다.", ASKED): "kt00011",
    ("신용보증금율별 주문가능수량 조회(한도정상)", ASKED): "kt00012",
    ("조회가 완료 되었습니다. 연속자료가 존재합니다.",) * 2: "kt20016",
    ("조회가 완료 되었습니다.",) * 2: "kt20017",
    ("KRX 매수주문이 완료되었습니다.", "모의투자 매수주문완료"): "kt10000",
    ("KRX 매도주문이 완료되었습니다.", "모의투자 매도주문완료"): "kt10001",
    ("매수정정 주문입력이 완료되었습니다", "모의투자 정정주문완료"): "kt10002",
    ("매수취소 주문입력이 완료되었습니다", "모의투자 취소주문완료"): "kt10003",
}
"""return_msg on live and paper, and who says so."""

MESSAGES = {api_id: words for words, told in FAMILIES.items() for api_id in told.split()}

ONLY_LIVE = {
    "kt00002": "일자별 계좌별 추정예탁자산 내역이 조회 되었습니다.",
    "kt00010": "주문/인출가능금액 시뮬레이션 조회완료하였습니다.",
    "kt00015": "조회가 완료되었습니다",
    "kt00016": "조회가 완료되었습니다.",
    "kt00017": "조회가 완료되었습니다..",
}


@pytest.mark.parametrize(("api_id", "messages"), MESSAGES.items())
def test_an_operation_says_done_in_the_words_of_its_family(
    api_id: str, messages: tuple[str, str], traders: tuple[Caller, Caller]
) -> None:
    live, paper = traders
    assert (live.data(api_id)["return_msg"], paper.data(api_id)["return_msg"]) == messages


@pytest.mark.parametrize(("api_id", "message"), ONLY_LIVE.items())
def test_an_operation_that_paper_lacks_says_done_on_live(
    api_id: str, message: str, live: Caller
) -> None:
    assert live.data(api_id)["return_msg"] == message


ORDERS = {"ka00001": [-2, -1], "ka10099": [0, -1]}
"""Where return_msg and return_code stand in the operations that do not end with both."""


@pytest.mark.parametrize("operation", rest_operations(), ids=ids)
def test_the_envelope_stands_where_live_puts_it_and_all_else_is_text(
    operation: OperationSpec, live: Caller
) -> None:
    body = live.data(operation.api_id)
    keys = list(body)
    message, code = keys.index("return_msg"), keys.index("return_code")
    last = len(keys)
    if operation.api_id in ORDERS:
        assert [message, code] == [place % last for place in ORDERS[operation.api_id]]
    else:
        assert (code, message) == (last - 2, last - 1)
    assert type(body.pop("return_code")) is int
    assert others_than_text(body) == []


def others_than_text(value: Any) -> list[Any]:
    """Every scalar that is no text."""
    if isinstance(value, dict):
        return [found for part in value.values() for found in others_than_text(part)]
    if isinstance(value, list):
        return [found for part in value for found in others_than_text(part)]
    return [] if isinstance(value, str) else [value]


def test_headers_are_there_on_success_and_on_refusal(live: Caller) -> None:
    names = ["content-type", "api-id", "cont-yn", "next-key", "access-control-expose-headers"]
    for reply in (live.ask("ka10001"), live.ask("ka10001", {}), live.post("/nowhere")):
        assert [name.decode() for name, _ in reply.headers] == names
        assert header(reply, "content-type") == JSON
        assert header(reply, "cont-yn") == "N"
        assert header(reply, "next-key") == ""
        assert header(reply, "access-control-expose-headers") == "cont-yn,next-key,api-id"


def test_a_reply_is_compact_utf8(live: Caller) -> None:
    body = live.ask("ka10001").body
    assert b'": ' not in body
    assert b'", "' not in body
    assert b"\\u" not in body
    assert "삼성전자".encode() in body


# Echoes

CHARTS = "ka10079 ka10080 ka10081 ka10082 ka10083 ka10094"


@pytest.mark.parametrize("api_id", [*CHARTS.split(), "ka10001", "ka10002", "ka10007"])
@pytest.mark.parametrize("code", ["005930", "000660", "069500", "005930_AL", "005930_NX"])
def test_the_code_comes_back(api_id: str, code: str, live: Caller) -> None:
    body = {**sample(contracts().operations[api_id]), "stk_cd": code}
    assert live.data(api_id, body)["stk_cd"] == code


@pytest.mark.parametrize("api_id", ["ka20004", "ka20005", "ka20006", "ka20007", "ka20008"])
@pytest.mark.parametrize("sector", ["001", "101", "201"])
def test_the_sector_comes_back(api_id: str, sector: str, live: Caller) -> None:
    body = {**sample(contracts().operations[api_id]), "inds_cd": sector}
    assert live.data(api_id, body)["inds_cd"] == sector


@pytest.mark.parametrize("exchange", ["KRX", "NXT", "SOR"])
@pytest.mark.parametrize("api_id", ["kt10000", "kt10001"])
def test_the_exchange_of_an_order_comes_back(api_id: str, exchange: str, live: Caller) -> None:
    body = {**live.workable(contracts().operations[api_id]), "dmst_stex_tp": exchange}
    reply = live.data(api_id, body)
    assert reply["dmst_stex_tp"] == exchange
    assert reply["return_msg"].startswith(f"{exchange} ")


@pytest.mark.parametrize(
    ("api_id", "field"),
    [
        ("kt10002", "mdfy_qty"),
        ("kt10003", "cncl_qty"),
        ("kt50002", "mdfy_qty"),
        ("kt50003", "cncl_qty"),
    ],
)
def test_the_quantity_of_a_change_comes_back_padded(api_id: str, field: str, live: Caller) -> None:
    body = {**live.workable(contracts().operations[api_id]), field: "7"}
    assert live.data(api_id, body)[field] == "000000000007"


@pytest.mark.parametrize(
    "odd", ["<script>", "5930", "삼성전자", "005930'", "\u0000", "0" * 5000, "{limit}", "%s"]
)
def test_an_odd_value_is_not_an_error_and_is_not_repeated(odd: str, live: Caller) -> None:
    assert live.data("ka10001", {"stk_cd": odd})["stk_cd"] == ""


@pytest.mark.parametrize(
    "body",
    [
        b'{"stk_cd":"999999","stk_cd":"005930"}',
        b' {"stk_cd" : "005930", "x": {"y": [1, null]}}\n',
        '{"stk_cd":"005930","stk_nm":"다른 이름"}'.encode(),
        b'{"\\u0073tk_cd":"005930"}',
    ],
)
def test_other_spellings_of_a_request_are_answered_alike(body: bytes, live: Caller) -> None:
    assert live.data("ka10001", body) == live.data("ka10001", {"stk_cd": "005930"})


def test_a_number_counts_as_its_text(live: Caller) -> None:
    assert live.data("kt10000", {**ORDER, "ord_qty": 1})["ord_no"]
    numbered = {**DAILY, "base_dt": 20260915, "upd_stkpc_tp": 1}
    assert live.data("ka10081", numbered) == live.data("ka10081", DAILY)


# Unknown codes

KNOWN_CONDUCT = {
    "blank-row": "ka10079 ka10080 ka10081 ka10082 ka10083 ka10094 ka10095",
    "empty": "ka10046 ka10047",
    "blank": "ka10001 ka10004 ka10007",
}


@pytest.mark.parametrize(
    ("api_id", "conduct"),
    [(api_id, conduct) for conduct, told in KNOWN_CONDUCT.items() for api_id in told.split()],
)
def test_an_unknown_code_is_answered_as_seen_live(api_id: str, conduct: str, live: Caller) -> None:
    body = live.data(api_id, {**sample(contracts().operations[api_id]), "stk_cd": STRANGE})
    tables = [value for value in body.values() if isinstance(value, list)]
    texts = {value for name, value in body.items() if isinstance(value, str)} - {SUCCESS}
    assert texts <= {""}
    match conduct:
        case "blank":
            assert tables == []
        case "empty":
            assert tables == [[]]
        case "blank-row":
            assert [[set(row.values()) for row in rows] for rows in tables] == [[{""}]]


def taking_codes() -> list[OperationSpec]:
    return [
        operation
        for operation in rest_operations()
        if "stk_cd" in sample(operation)
        and operation.unknown_code != "1902"
        and not operation.is_account
        and operation.api_id != "kt20017"  # no account here may buy anything on credit
    ]


@pytest.mark.parametrize("operation", taking_codes(), ids=ids)
def test_nothing_is_known_of_an_unknown_code(operation: OperationSpec, live: Caller) -> None:
    reply = live.ask(operation.api_id, {**sample(operation), "stk_cd": STRANGE})
    body = read(reply)
    assert body.pop("return_code") == 0
    assert body.pop("return_msg")
    rows = [row for table in body.values() if isinstance(table, list) for row in table]
    for values in (body, *rows):
        assert {value for value in values.values() if isinstance(value, str)} <= {""}
    assert header(reply, "cont-yn") == "N"


REFUSING = "kt10000 kt10001 kt10002 kt10003 kt10006 kt10007 kt10008 kt10009"


@pytest.mark.parametrize("api_id", REFUSING.split())
def test_an_unknown_code_is_refused_where_it_would_do_harm(api_id: str, live: Caller) -> None:
    body = read(live.ask(api_id, {**sample(contracts().operations[api_id]), "stk_cd": STRANGE}))
    assert body["return_code"] == 7
    assert (
        f"[1902:종목 정보가 없습니다. 입력한 종목코드 값을 확인바랍니다. 종목코드={STRANGE}]"
        in body["return_msg"]
    )


@pytest.mark.parametrize("api_id", ["kt50000", "kt50001", "kt50002", "kt50003"])
def test_a_gold_order_for_an_unknown_code_is_not_reported_as_done(
    api_id: str, live: Caller
) -> None:
    body = read(live.ask(api_id, {**sample(contracts().operations[api_id]), "stk_cd": STRANGE}))
    assert body["return_code"] != 0


PREFIXED = [*CHARTS.split(), "ka10001"]


@pytest.mark.parametrize("api_id", PREFIXED)
def test_an_exchange_before_the_code_is_refused_there(api_id: str, live: Caller) -> None:
    asked = {**sample(contracts().operations[api_id]), "stk_cd": "KRX:005930"}
    body = read(live.ask(api_id, asked))
    assert body["return_code"] == 5
    assert "KRX:005930" in body["return_msg"]


@pytest.mark.parametrize("api_id", ["ka10004", "ka10007"])
def test_an_exchange_before_the_code_is_unknown_elsewhere(api_id: str, live: Caller) -> None:
    asked = {**sample(contracts().operations[api_id]), "stk_cd": "KRX:005930"}
    body = live.data(api_id, asked)
    assert {value for name, value in body.items() if name not in ("return_code", "return_msg")} == {
        ""
    }


# Suffixes of the other exchange

SUFFIXED = {
    "005930": (True, True),
    "005930_NX": (True, False),
    "005930_AL": (True, False),
    "005930_al": (False, False),
    "005930_NX_AL": (False, False),
    "999999_AL": (False, False),
    "069500_NX": (False, False),
}
"""Code to whether live and paper know it; NXT has no ETFs, and paper no NXT."""


@pytest.mark.parametrize(("code", "known"), SUFFIXED.items())
def test_suffixed_codes_are_known_on_live_only(
    code: str, known: tuple[bool, bool], live: Caller, paper: Caller
) -> None:
    names = [bool(caller.data("ka10001", {"stk_cd": code})["stk_nm"]) for caller in (live, paper)]
    assert tuple(names) == known


def test_what_is_said_of_both_exchanges_is_as_seen_live(live: Caller, paper: Caller) -> None:
    book, both, other = (
        live.data("ka10004", {"stk_cd": f"005930{ending}"}) for ending in ("", "_AL", "_NX")
    )
    assert both == book != other
    assert int(both["tot_sel_req"])
    for caller, api_id in ((live, "ka10087"), (paper, "ka10004")):
        assert set(caller.data(api_id, {"stk_cd": "005930_AL"}).values()) <= {"", 0, SUCCESS}
        assert len(set(caller.data(api_id, {"stk_cd": "005930"}).values())) > 10


# Lists of codes


def listed(caller: Caller, codes: str) -> list[tuple[str, str]]:
    rows = caller.data("ka10095", {"stk_cd": codes})["atn_stk_infr"]
    return [(row["stk_cd"], row["stk_nm"]) for row in rows]


SAMSUNG, HYNIX, BLANK = ("005930", "삼성전자"), ("000660", "SK하이닉스"), ("", "")

LISTS: dict[str, list[tuple[str, str]]] = {
    "005930": [SAMSUNG],
    "005930|000660": [SAMSUNG, HYNIX],
    "000660|005930": [HYNIX, SAMSUNG],
    "005930|999999|000660": [SAMSUNG, BLANK, HYNIX],
    "999999|005930": [BLANK, SAMSUNG],
    "999999": [BLANK],
    "999999|888888": [BLANK, BLANK],
    "005930|005930": [SAMSUNG, SAMSUNG],
    "069500|57JBHH": [("069500", "KODEX 200"), ("57JBHH", "한국JBHHKOSPI200콜")],
}


@pytest.mark.parametrize(("codes", "rows"), LISTS.items())
def test_a_list_of_codes_has_one_row_for_each(
    codes: str, rows: list[tuple[str, str]], live: Caller
) -> None:
    assert listed(live, codes) == rows


def test_a_blank_row_is_blank_throughout(live: Caller) -> None:
    _, row, _ = live.data("ka10095", {"stk_cd": "005930|999999|000660"})["atn_stk_infr"]
    assert set(row.values()) == {""}


def test_a_row_carries_the_suffix_it_was_asked_with(live: Caller) -> None:
    asked = ["005930_AL", "000660_NX", "005930"]
    assert [code for code, _ in listed(live, "|".join(asked))] == asked
    assert [code for code, _ in listed(live, "005930_AL")] == ["005930_AL"]


def test_paper_knows_no_suffixed_code_in_a_list_either(paper: Caller) -> None:
    assert listed(paper, "005930_NX|000660|005930_AL") == [BLANK, HYNIX, BLANK]


def test_a_hundred_codes_are_answered(live: Caller) -> None:
    codes = [issue.code for issue in live.gateway.world.instruments.listed[:100]]
    rows = listed(live, "|".join(codes))
    assert [code for code, _ in rows] == codes


@pytest.mark.parametrize("api_id", ["ka10081", "ka10001", "ka10046"])
def test_a_list_is_an_unknown_code_where_one_code_is_asked_for(api_id: str, live: Caller) -> None:
    operation = contracts().operations[api_id]
    many = live.ask(api_id, {**sample(operation), "stk_cd": "005930|000660"})
    strange = live.ask(api_id, {**sample(operation), "stk_cd": STRANGE})
    assert read(many) == read(strange)
    assert header(many, "cont-yn") == "N"


# Dates and orders


@pytest.mark.parametrize(
    ("base", "newest"),
    [
        ("20260915", "20260915"),
        ("20260910", "20260910"),
        ("20260913", "20260911"),
        ("20250908", "20250908"),
        ("20991231", "20260915"),
    ],
)
def test_a_daily_chart_begins_at_its_base_date(base: str, newest: str, live: Caller) -> None:
    """The trading day before a holiday, and today for a day to come (live)."""
    rows = live.data("ka10081", {**DAILY, "base_dt": base})["stk_dt_pole_chart_qry"]
    assert rows[0]["dt"] == newest


def test_no_two_orders_have_the_same_number(live: Caller) -> None:
    orders = [live.data("kt10000", ORDER) for _ in range(5)]
    orders += [live.data("kt10001") for _ in range(5)]
    numbers = [order["ord_no"] for order in orders]
    assert all(len(number) == 7 and number.isdecimal() for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_an_account_number_is_stable(live: Caller) -> None:
    assert live.data("ka00001", {})["acctNo"] == live.data("ka00001", {})["acctNo"]


@pytest.mark.parametrize(
    "api_id", ["ka10001", "ka10004", "ka10081", "ka10080", "ka10027", "kt00018", "ka10095"]
)
def test_an_answer_repeats_within_a_second(api_id: str, live: Caller) -> None:
    assert live.ask(api_id) == live.ask(api_id)
